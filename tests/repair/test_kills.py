#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A repair is killed at each request with which it changes a device, before and after the device has
carried it out; then it is gone on with, or put back. Nothing may be lost."""

import itertools
import os
import signal

from cli.computer import LabTest
from lab.programs import Provider
from peers import tap
from repair import places
from repair.places import WAYS

# Before the device has looked at the request, and after it has done what it says.
FAULTS = ("slow", "hold")


class KillTest(LabTest):
    def setUp(self):
        super().setUp()
        # Of the mailboxes and of the devices' administrators.
        self.password = self.write("password", self.mail.ready["password"] + "\n")

    def test_matrix(self):
        """Check that a repair killed at any change loses nothing, gone on with or put back."""
        tried = places.attack_all(self, (places.AT_PROVIDER, places.ELSEWHERE, places.PRINTER,
                                         places.IN_PLACE, places.PASSWORD), 3, self.attack)
        self.assertGreaterEqual(tried, 104)

    def attack(self, place, points, share):
        changes = [point for point in points if place.is_change(point[1])]
        every = itertools.product(changes, FAULTS, WAYS)
        for (number, request), fault, way in list(every)[share::3]:
            place.set_back()
            log = self.kill(place, number, fault)
            yield request, fault, way, log or place.end(way)

    def kill(self, place, number, fault):
        """Kills a repair at its request with that number; returns what it said if it never came."""
        place.spoil(number, fault, milliseconds=60000)
        with place.start_repair("killed") as run:
            place.attend(run, place.was_struck)
            came = run.running
            if came:
                os.kill(run.pid, signal.SIGKILL)
            run.wait()
            place.device.control("clear-faults")
            return None if came else f"the repair did not come so far: {run.log()}"


class TrueNasKillTest(KillTest):
    def start_provider(self):
        """Starts a provider whose tokens may be held twice, as Microsoft's may."""
        return self.enterContext(Provider(
            self.directory, "--rotate", "--keep-rotated", "--refresh-lifetime",
            str(90 * places.DAY)))

    def test_matrix(self):
        """Check the same of a TrueNAS by both its protocols, token thrown away or ending soon."""
        tried = places.attack_all(self, (places.DISCARDED, places.REST, places.FUSE), 3,
                                  self.attack)
        self.assertGreaterEqual(tried, 48)


del LabTest

if __name__ == "__main__":
    tap.main()
