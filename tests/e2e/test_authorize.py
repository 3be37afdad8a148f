#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a consent in a real browser to a device that logs in to a real mail server."""

import os
import tempfile
import unittest

from e2e.mailgrant import DONE, FAILED, NOT_TRUSTED, wait_for_line
from e2e.place import ACCOUNT, Place
from peers import tap
from peers.browser import SystemBrowser
from peers.contract import Contract
from peers.smtp_server import SmtpServer

STRANGER = "eve@example.org"


class AuthorizeTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = Place(cls.enterClassContext)
        cls.provider = cls.place.add_provider()

    def setUp(self):
        self.add_device()

    def add_device(self, **options):
        """Starts a device behind the contract checker and adds it."""
        self.device = self.place.start_device("nas", **options)
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

    def test_device_code(self):
        """Check that a code that is confirmed on another machine does the same."""
        with self.place.ctl.start(os.path.join(self.place.directory, "device-code.log"),
                                  "authorize", self.slot, "--provider", self.provider,
                                  "--account", ACCOUNT, "--device-code") as run:
            page = wait_for_line(run, "open: ")
            code = wait_for_line(run, "code: ")
            separator = "&" if "?" in page else "?"
            self.place.browser.confirm_device(f"{page}{separator}user_code={code}", ACCOUNT)
            self.assertEqual(run.wait(), DONE, run.log())
        self.assert_state("obtained")

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

    def test_mailbox_refuses(self):
        """Check that a mailbox that refuses is told from a token that is dead."""
        server = self.enterContext(SmtpServer(
            self.place.directory, self.place.authority, verdict="refuse", reply={
                "code": 535,
                "text": "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled "
                        "for the Tenant.",
            }))
        self.add_device(mail_servers={"smtp": server.port, "smtps": server.tls_port})
        status, _log = self.authorize()
        self.assertEqual(status, FAILED)
        self.assertEqual([login["user"] for login in server.logins()], [ACCOUNT])
        [slot] = [slot for slot in self.slots() if slot["id"] == self.slot]
        self.assertEqual((slot["state"], slot["note"]["code"]), ("obtained", "mailbox-refuses"))

        server.change(verdict="accept")
        self.assertEqual(self.place.ctl.run("test", self.slot).status, DONE)
        self.assert_state("obtained")

    def test_password_and_deletion(self):
        """Check that a password goes where a token was, and that a token is deleted."""
        self.assertEqual(self.authorize()[0], DONE)
        self.assertEqual(self.place.ctl.run("delete-token", self.slot).status, DONE)
        self.assert_state("not-obtained")
        other = self.slots()[1]["id"]
        result = self.place.ctl.run("password", other, "--password-file", "-",
                                    stdin="not-the-right-one\n")
        self.assertNotEqual(result.status, DONE)
        self.assertNotIn("not-the-right-one", result.messages + result.output)
        [slot] = [slot for slot in self.slots() if slot["id"] == other]
        self.assertEqual(slot["state"], "invalid")
        for operation in ("deleteToken", "putPassword"):
            self.assertIn(operation, [found for found, _status in self.contract.exchanges()])

    def test_untrusted_provider(self):
        """Check that nothing is asked of a provider whose certificate nobody vouches for."""
        with tempfile.TemporaryDirectory() as directory:
            ctl = self.place.make_ctl({"XDG_CONFIG_HOME": directory, "XDG_DATA_HOME": directory})
            result = ctl.run("provider", "add", "--issuer", self.place.provider.issuer,
                             "--client-id", self.place.provider.public_client)
        self.assertEqual(result.status, NOT_TRUSTED, result.messages)


if __name__ == "__main__":
    tap.main()
