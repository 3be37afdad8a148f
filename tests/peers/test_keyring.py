#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The desktop's keyring, with libsecret's own program for a client, without Mailgrant."""

import os
import subprocess
import tempfile
import unittest

from peers import tap
from peers.keyring import Keyring, file_backend
from peers.portal import Portal, sandboxed
from peers.process import PeerError, program
from peers.session import SessionBus

SECRET = "kept-by-the-keyring"
ATTRIBUTES = ("purpose", "test")


def run(command, environment, stdin=None):
    return subprocess.run(command, env=environment, input=stdin, capture_output=True, text=True,
                          timeout=20, check=False)


def secret_tool(environment, *argv, stdin=None):
    return run([program("secret-tool"), *argv], environment, stdin)


class KeyringTest(unittest.TestCase):
    def setUp(self):
        self.directory = self.enterContext(tempfile.TemporaryDirectory())
        self.session = self.enterContext(SessionBus(self.directory))

    def store(self, environment=None):
        return secret_tool(environment or self.session.environment, "store", "--label=Test",
                           *ATTRIBUTES, stdin=SECRET)

    def look_up(self, environment=None):
        return secret_tool(environment or self.session.environment, "lookup", *ATTRIBUTES)

    def test_stores(self):
        """Check that an unlocked keyring gives back what it was given, and keeps it unreadable."""
        with Keyring(self.session) as keyring:
            self.assertEqual(self.store().returncode, 0)
            self.assertEqual(self.look_up().stdout, SECRET)
            self.assertFalse(keyring.is_locked())
            self.assertNotIn(SECRET.encode(), keyring.content())
            self.assertTrue(keyring.content())

    def test_locks(self):
        """Check that a locked keyring gives nothing until the right password unlocks it."""
        with Keyring(self.session) as keyring:
            self.store()
            keyring.lock()
            self.assertTrue(keyring.is_locked())
            self.assertEqual(self.look_up().stdout, "")
            with self.assertRaises(PeerError):
                keyring.unlock("wrong")
            self.assertTrue(keyring.is_locked())
            keyring.unlock()
            self.assertEqual(self.look_up().stdout, SECRET)

    def test_no_login_keyring(self):
        """Check that a fresh account's keyring takes nothing."""
        with Keyring(self.session, unlocked=False):
            self.assertNotEqual(self.store().returncode, 0)

    def test_no_service(self):
        """Check that without a keyring nothing can be stored."""
        self.assertNotEqual(self.store().returncode, 0)

    def test_file_backend(self):
        """Check that libsecret's file backend needs no service, and keeps secrets unreadable."""
        environment = file_backend(self.session)
        self.assertEqual(self.store(environment).returncode, 0)
        self.assertEqual(self.look_up(environment).stdout, SECRET)
        path = environment["SECRET_FILE_TEST_PATH"]
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)
        with open(path, "rb") as keyring:
            self.assertNotIn(SECRET.encode(), keyring.read())

    def sandboxed_tool(self, *argv, stdin=None):
        return run(sandboxed(self.session, "secret-tool", *argv), self.session.environment, stdin)

    def test_sandbox(self):
        """Check that in a sandbox the portal's secret opens a file of the program's own."""
        with Portal(self.session):
            done = self.sandboxed_tool("store", "--label=Test", *ATTRIBUTES, stdin=SECRET)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(self.sandboxed_tool("lookup", *ATTRIBUTES).stdout, SECRET)

    def test_sandbox_cancelled(self):
        """Check that nothing is stored in a sandbox whose person refuses the portal."""
        with Portal(self.session, retrieve="cancel"):
            done = self.sandboxed_tool("store", "--label=Test", *ATTRIBUTES, stdin=SECRET)
            self.assertNotEqual(done.returncode, 0)


if __name__ == "__main__":
    tap.main()
