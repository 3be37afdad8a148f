#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many devices of the lab in one process."""

import os
import tempfile
import unittest
import urllib.parse

from lab.programs import PROGRAM, Lab, ask
from peers import tap
from peers.process import Process, wait_for


class FleetTest(unittest.TestCase):
    def setUp(self):
        self.directory = self.enterContext(tempfile.TemporaryDirectory())

    def start(self, *arguments):
        return self.enterContext(Lab(self.directory, "fleet", *arguments))

    def test_each_is_its_own(self):
        """Check that every device has its own address, certificate, serial and settings."""
        fleet = self.start("--count", "300")
        devices = fleet.ready["devices"]
        self.assertEqual(len(devices), 300)
        for key in ("url", "fingerprint", "serial", "uuid", "name"):
            self.assertEqual(len({device[key] for device in devices}), 300, key)
        hosts = {urllib.parse.urlsplit(device["url"]).hostname for device in devices}
        self.assertEqual(len(hosts), 300)
        self.assertEqual({device["kind"] for device in devices}, {"nas", "printer"})

        for number in (0, 249, 250, 299):
            identity = ask(devices[number]["url"], "GET",
                           "/.well-known/mail-authorization").json
            self.assertEqual(identity["serial"], devices[number]["serial"])
            state = ask(fleet.ready["control"], "POST", f"/devices/{number}/state", {}).json
            self.assertEqual(state["uuid"], devices[number]["uuid"])
        self.assertEqual(ask(fleet.ready["control"], "POST", "/devices/300/state").status, 404)
        self.assertEqual(fleet.stop(), 0)

    def test_connections_end(self):
        """Check that a client that goes away leaves no descriptor behind."""
        fleet = self.start("--count", "1")
        descriptors = f"/proc/{fleet.pid}/fd"
        url = fleet.ready["devices"][0]["url"]
        ask(url, "GET", "/")
        before = len(os.listdir(descriptors))
        for _ in range(20):
            ask(url, "GET", "/")
        wait_for(lambda: len(os.listdir(descriptors)) <= before, "the connections to end")

    def test_refused(self):
        """Check that a command line that makes no sense is refused with what would."""
        broken = os.path.join(self.directory, "broken.json")
        with open(broken, "w", encoding="utf-8") as file:
            file.write('{"version": 1}')
        vectors = (
            (["nas", "--scenario", "none"], 1, "expired-gmail"),
            (["nas", "--state", broken], 1, "is not the state of a nas"),
            (["nas", "--ca-file", broken], 1, "No certificate"),
            (["nas", "--mail-server", "[:1"], 1, "Hostname"),
            (["mail"], 1, "--provider"),
            (["toaster"], 1, "not a command"),
            (["fleet", "--count", "999999"], 2, "from 0 to 15000"),
            ([], 2, "provider, mail"),
        )
        for number, (arguments, status, words) in enumerate(vectors):
            log = os.path.join(self.directory, f"refused-{number}.log")
            with Process([PROGRAM, *arguments], log) as process:
                self.assertEqual(process.wait(), status, arguments)
                self.assertIn(words, process.log())

    def test_seed(self):
        """Check that a seed makes the same devices again, but not the same secrets."""
        first, second = (self.start("--count", "4", "--seed", "7").ready["devices"]
                         for _ in range(2))
        for key, same in (("serial", True), ("uuid", True), ("fingerprint", False),
                          ("password", False)):
            for one, other in zip(first, second):
                self.assertEqual(one[key] == other[key], same, key)

    def test_faults_are_one_device_s(self):
        """Check that a fault of one device is not another's."""
        fleet = self.start("--count", "2")
        ask(fleet.ready["control"], "POST", "/devices/1/fault", {"kind": "status", "times": 9})
        for device, status in zip(fleet.ready["devices"], (200, 500)):
            self.assertEqual(ask(device["url"], "GET", "/").status, status)


if __name__ == "__main__":
    tap.main()
