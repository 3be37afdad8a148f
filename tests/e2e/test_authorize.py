#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a consent in a real browser to a device that logs in to a real mail server."""

import os
import tempfile
import unittest

from e2e.mailgrant import DONE, wait_for_line
from e2e.place import ACCOUNT, Place
from peers import tap
from peers.browser import SystemBrowser
from peers.contract import Contract

STRANGER = "eve@example.org"


class AuthorizeTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = Place(cls.enterClassContext)
        cls.provider = cls.place.add_provider()

    def setUp(self):
        self.device = self.place.start_device("nas")
        self.contract = self.enterContext(Contract(
            self.place.directory, self.place.authority, self.device.ready["url"],
            self.device.ready["fingerprint"]))
        self.device_id = self.place.add_device(self.device, self.contract.url, self.contract.fingerprint)
        self.addCleanup(self.place.ctl.run, "device", "remove", self.device_id)
        self.slot = self.slots()[0]["id"]

    def tearDown(self):
        self.assertEqual(self.contract.violations(), [])

    def slots(self):
        return self.place.ctl.json("slot", "list", self.device_id)["slots"]

    def assert_state(self, state):
        [slot] = [slot for slot in self.slots() if slot["id"] == self.slot]
        self.assertEqual(slot["state"], state, slot)

    def authorize(self, *options, **arguments):
        """Returns how authorize has ended and what it said."""
        return self.place.authorize(self.slot, self.provider, *options, **arguments)

    def assert_no_secret_in_files(self):
        """Asserts that the device's password is in no file but the keyring's own."""
        password = self.device.ready["password"].encode()
        home = self.place.session.environment["HOME"]
        for folder, _folders, names in os.walk(home):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    self.assertNotIn(password, file.read(), name)

    def test_consent(self):
        """Check that a consent ends with a device that logs in, and keeps no secret in a file."""
        self.assert_state("not-obtained")
        logins = self.place.dovecot.log().count(f"user=<{ACCOUNT}>")
        status, log = self.authorize()
        self.assertEqual(status, DONE, log)
        self.assert_state("obtained")
        self.assertGreater(self.place.dovecot.log().count(f"user=<{ACCOUNT}>"), logins)
        self.assert_no_secret_in_files()
        for operation in ("identify", "signIn", "listSlots", "putToken", "testSlot", "getJob"):
            self.assertIn(operation, [found for found, _status in self.contract.exchanges()])

    def test_again(self):
        """Check that a slot that has a token takes a new one in its place."""
        self.assertEqual(self.authorize()[0], DONE)
        self.assertEqual(self.authorize()[0], DONE)
        self.assert_state("obtained")

    def test_refusal(self):
        """Check that a refusal fails, and leaves the slot as it was."""
        status, _log = self.authorize(consent=self.place.browser.refuse)
        self.assertNotEqual(status, DONE)
        self.assert_state("not-obtained")

    def test_wrong_account(self):
        """Check that the consent of somebody else is not put on the device."""
        status, log = self.authorize(
            consent=lambda url, _account: self.place.browser.consent(url, STRANGER))
        self.assertNotEqual(status, DONE)
        self.assertIn(STRANGER, log)
        self.assert_state("not-obtained")

    def test_system_browser(self):
        """Check that the desktop's own browser is opened, once, and its consent is taken."""
        with tempfile.TemporaryDirectory() as directory, \
             SystemBrowser(directory, self.place.authority,
                           session=self.place.session) as browser, \
             self.place.ctl.start(os.path.join(directory, "authorize.log"),
                                  "authorize", self.slot, "--provider", self.provider,
                                  "--account", ACCOUNT) as run:
            wait_for_line(run, "open: ")
            browser.consent(self.place.provider.issuer, ACCOUNT)
            self.assertEqual(run.wait(), DONE, run.log())
            self.assertEqual(browser.times_opened(), 1)
        self.assert_state("obtained")

    def test_dead_token(self):
        """Check that a token that the provider has ended is found by the next test."""
        self.assertEqual(self.authorize()[0], DONE)
        self.place.provider.end_grants(ACCOUNT)
        self.assertNotEqual(self.place.ctl.run("test", self.slot).status, DONE)
        self.assert_state("invalid")
        self.assertEqual(self.authorize()[0], DONE)
        self.assert_state("obtained")


if __name__ == "__main__":
    tap.main()
