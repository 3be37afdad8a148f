#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection to the device ends at each request of a repair, or somebody else changes a rule in the
same moment. The repair goes on, or says that it could not; then it is ended. Nothing may be lost."""

import itertools

from cli.computer import LabTest
from e2e.mailgrant import DONE, FAILED
from lab.programs import Provider
from peers import tap
from peers.process import wait_for
from repair import places
from repair.places import WAYS
from repair.repairs import senders

# Before the device has looked at the request, and after it has done what it says.
FAULTS = ("drop-before", "drop-after")


class CutTest(LabTest):
    def setUp(self):
        super().setUp()
        # Of the mailboxes and of the devices' administrators.
        self.password = self.write("password", self.mail.ready["password"] + "\n")

    def start_provider(self):
        return self.enterContext(Provider(
            self.directory, "--rotate", "--keep-rotated", "--refresh-lifetime",
            str(90 * places.DAY)))

    def attack_changes(self, place, points, share):
        changes = [point for point in points if place.is_change(point[1])]
        every = itertools.product(changes, FAULTS, WAYS)
        for (number, request), fault, way in list(every)[share::3]:
            yield request, fault, way, self.cut(place, number, fault, way)

    def attack_reads(self, place, points, share):
        begin = next(number for number, request in points if place.is_change(request))
        # A test may have ended when it is asked about for the first time.
        reads = [point for before, point in itertools.pairwise(points[begin - 1:])
                 if not place.is_change(point[1]) and point[1] != before[1]]
        # What only reads is the same before and after, so one way in turn will do.
        for turn, (number, request) in list(enumerate(reads))[share::3]:
            way = WAYS[turn % 2]
            yield request, FAULTS[0], way, self.cut(place, number, FAULTS[0], way)

    def cut(self, place, number, fault, way):
        """Repairs with a cut at that request; returns what was lost by it, or None."""
        place.set_back()
        place.spoil(number, fault)
        status, log = place.repair("cut")
        if not place.was_struck():
            return "the repair did not come so far"
        if status == DONE:
            return place.lost(place.device.control("state"))
        return place.end(way) if "error: " in log else f"nothing was said: {log}"

    def test_changes(self):
        """Check that a device that is cut off at any change loses nothing."""
        tried = places.attack_all(self, (places.AT_PROVIDER, places.PRINTER, places.DISCARDED,
                                         places.REST), 3, self.attack_changes)
        self.assertGreater(tried, 70)

    def test_reads(self):
        """Check that a device that is cut off while it is looked at loses nothing."""
        self.assertGreater(places.attack_all(self, (places.AT_PROVIDER,), 3, self.attack_reads), 20)


class ConflictTest(LabTest):
    def setUp(self):
        super().setUp()
        self.password = self.write("password", self.mail.ready["password"] + "\n")
        name, kind, *arguments = places.AT_PROVIDER
        self.place = kind(self, name, *arguments)
        self.addCleanup(lambda: self.place.device.stop())

    def edit(self, rule_id, **changes):
        """Changes a rule as a person at the device does."""
        device = self.place.device
        device.sign_in()
        rule = device.rules()[rule_id]
        rule = {name: value for name, value in rule.items() if name != "id"}
        etag = rule.pop("etag")
        rule.update({name: change(rule[name]) for name, change in changes.items()})
        answer = device.ask("PUT", f"/rules/{rule_id}", rule, match=etag)
        self.assertEqual(answer.status, 200, answer.body)

    def repair_with_edit(self, rule_id, **changes):
        """Repairs, and changes a rule between its being read and written; returns the state."""
        self.place.set_back()
        self.place.device.control("fault", kind="slow", method="PUT", path=f"/rules/{rule_id}",
                                  milliseconds=400)
        with self.place.start_repair("edited") as run:
            self.place.attend(run, self.place.was_struck)
            self.assertTrue(run.running, run.log())
            self.edit(rule_id, **changes)
            self.assertEqual(run.wait(), DONE, run.log())
        return self.place.device.control("state")

    def test_edited(self):
        """Check that a rule that is changed in between is read and merged again."""
        rules = [rule for rule in self.place.before["rules"] if "account-1" in rule["senders"]]
        self.assertEqual(len(rules), 3)
        for rule in rules:
            with self.subTest(rule["id"], edit="title"):
                state = self.repair_with_edit(rule["id"], title=lambda title: f"{title}, at night")
                [after] = [one for one in state["rules"] if one["id"] == rule["id"]]
                self.assertEqual(after["title"], f"{rule['title']}, at night")
                [made] = [slot["id"] for slot in state["slots"] if slot["id"] != "account-2"]
                self.assertEqual(senders(state), places.replaced(senders(self.place.before),
                                                                 "account-1", made))
            with self.subTest(rule["id"], edit="senders"):
                state = self.repair_with_edit(rule["id"], senders=lambda _names: ["account-2"])
                self.assertEqual(senders(state)[rule["id"]], ["account-2"])

    def test_endless(self):
        """Check that a rule that is changed again and again stops the repair, which says so."""
        for way in WAYS:
            with self.subTest(way):
                self.place.set_back()
                self.place.device.control("fault", kind="status", status=412, method="PUT",
                                          path="/rules/", times=100)
                status, log = self.place.repair("endless")
                self.assertEqual(status, FAILED, log)
                self.assertIn("changed", log)
                self.assertIn("hint: ", log)
                self.place.device.control("clear-faults")
                self.assertIsNone(self.place.end(way))


del LabTest

if __name__ == "__main__":
    tap.main()
