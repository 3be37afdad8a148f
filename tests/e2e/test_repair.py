#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Repairs that end with a device that logs in to a real mail server, rules included."""

import os
import signal
import unittest

from e2e.device_client import DeviceClient
from e2e.mailgrant import DONE, wait_for_line
from e2e.place import ACCOUNT, Place
from peers import tap
from peers.contract import Contract


class RepairTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = Place(cls.enterClassContext)
        cls.provider = cls.place.add_provider()

    def add_device(self, scenario):
        """Starts a NAS behind the contract checker and adds it; returns its first slot."""
        device = self.place.start_device("nas", f"--scenario={scenario}")
        self.contract = self.enterContext(Contract(
            self.place.directory, self.place.authority, device.ready["url"],
            device.ready["fingerprint"]))
        self.device_id = self.place.add_device(device, self.contract.url,
                                               self.contract.fingerprint)
        self.addCleanup(self.place.ctl.run, "device", "remove", self.device_id)
        # By way of the checker, too: what this client asks is documented as well.
        self.client = DeviceClient(self.contract.url, self.place.authority.client_context())
        self.client.sign_in(device.ready["user"], device.ready["password"])
        return f"{self.device_id}/{self.client.call('GET', '/slots')['slots'][0]['id']}"

    def tearDown(self):
        self.assertEqual(self.contract.violations(), [])

    def repair(self, slot, *options):
        """Repairs @slot with the consent of the person here."""
        return self.place.attend("repair", slot, "--provider", self.provider,
                                 "--account", ACCOUNT, *options)

    def senders(self):
        """Returns what each rule of the device has for senders."""
        return {rule["id"]: rule["senders"] for rule in self.client.call("GET", "/rules")["rules"]}

    def state(self, slot):
        [found] = [found for found in self.place.ctl.json("slot", "list", self.device_id)["slots"]
                   if found["id"] == slot]
        return found["state"]

    def assert_moved(self, old, before):
        """Asserts that each rule has the new slot where it had @old, and that the old is gone."""
        slots = {slot["id"] for slot in self.client.call("GET", "/slots")["slots"]}
        self.assertNotIn(old, slots)
        after = self.senders()
        [new] = {slot for senders in after.values() for slot in senders} - {
            slot for senders in before.values() for slot in senders}
        self.assertIn(new, slots)
        self.assertEqual(after, {rule: [new if slot == old else slot for slot in senders]
                                 for rule, senders in before.items()})
        self.assertEqual(self.state(f"{self.device_id}/{new}"), "obtained")

    def test_dead_token(self):
        """Check that a token that the provider has ended is replaced in its place."""
        slot = self.add_device("fresh")
        self.assertEqual(self.place.authorize(slot, self.provider)[0], DONE)
        before = self.senders()
        self.place.provider.end_grants(ACCOUNT)
        self.place.ctl.run("test", slot)
        self.assertEqual(self.state(slot), "invalid")
        status, log = self.repair(slot)
        self.assertEqual(status, DONE, log)
        self.assertEqual(self.state(slot), "obtained")
        self.assertEqual(self.senders(), before)

    def test_dry_run(self):
        """Check that what would be done is said, and not done."""
        slot = self.add_device("custom-gmail")
        before = self.senders()
        result = self.place.ctl.run("repair", slot, "--dry-run", "--provider", self.provider,
                                    "--account", ACCOUNT)
        self.assertEqual(result.status, DONE, result.messages)
        self.assertEqual(self.senders(), before)

    def test_custom_account(self):
        """Check that a custom account becomes the provider's, and its rules follow."""
        slot = self.add_device("custom-gmail")
        before = self.senders()
        status, log = self.repair(slot)
        self.assertEqual(status, DONE, log)
        self.assert_moved(slot.partition("/")[2], before)

    def test_killed_and_resumed(self):
        """Check that a repair that was killed while it waited is gone on with."""
        slot = self.add_device("custom-gmail")
        before = self.senders()
        with self.place.ctl.start(os.path.join(self.place.directory, "killed.log"),
                                  "repair", slot, "--provider", self.provider,
                                  "--account", ACCOUNT, "--no-browser") as run:
            wait_for_line(run, "open: ")
            os.kill(run.pid, signal.SIGKILL)
            run.wait()
        self.assertEqual(self.senders(), before)
        status, log = self.repair(slot, "--resume")
        self.assertEqual(status, DONE, log)
        self.assert_moved(slot.partition("/")[2], before)


if __name__ == "__main__":
    tap.main()
