#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What mailgrantctl does where the keyring is locked, empty or missing."""

import tempfile
import unittest

from e2e.mailgrant import DONE, KEYRING, Lab, Mailgrantctl
from peers import tap
from peers.keyring import Keyring
from peers.process import PeerError
from peers.session import SessionBus


class KeyringTest(unittest.TestCase):
    def setUp(self):
        self.directory = self.enterContext(tempfile.TemporaryDirectory())
        self.session = self.enterContext(SessionBus(self.directory))
        self.device = self.enterContext(Lab(self.directory, "nas"))
        self.ctl = Mailgrantctl(self.session.environment)

    def add(self):
        """Adds the device and returns how that ended."""
        return self.ctl.run("device", "add", self.device.ready["url"],
                            "--user", self.device.ready["user"], "--password-file", "-",
                            "--fingerprint", self.device.ready["fingerprint"],
                            stdin=self.device.ready["password"] + "\n")

    def test_unlocked(self):
        """Check that the device's password is kept in the keyring and found there again."""
        with Keyring(self.session) as keyring:
            self.assertEqual(self.add().status, DONE)
            self.assertNotIn(self.device.ready["password"].encode(), keyring.content())
            self.assertEqual(self.ctl.run("status", "--check").status, DONE)

    def test_locked(self):
        """Check that a keyring that was locked is said to be, and works once unlocked."""
        with Keyring(self.session) as keyring:
            self.assertEqual(self.add().status, DONE)
            keyring.lock()
            self.assertEqual(self.ctl.run("status", "--check").status, KEYRING)
            with self.assertRaises(PeerError):
                keyring.unlock("wrong")
            self.assertEqual(self.ctl.run("status", "--check").status, KEYRING)
            keyring.unlock()
            self.assertEqual(self.ctl.run("status", "--check").status, DONE)

    def test_fresh_account(self):
        """Check that an account without a login keyring is told so."""
        with Keyring(self.session, unlocked=False):
            self.assertEqual(self.add().status, KEYRING)

    def test_absent(self):
        """Check that a machine without a keyring is told so."""
        result = self.add()
        self.assertEqual(result.status, KEYRING)
        self.assertNotIn(self.device.ready["password"], result.messages + result.output)


if __name__ == "__main__":
    tap.main()
