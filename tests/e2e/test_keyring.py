#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The vault in a real keyring: each way in which it can be closed is told from the others."""

import hashlib
import os
import shutil
import subprocess
import tempfile
import unittest

from peers import tap
from peers.display import Display
from peers.keyring import Keyring
from peers.portal import Portal, sandboxed
from peers.process import program, wait_for
from peers.session import SessionBus

CLIENT = os.path.join(os.environ["MAILGRANT_BUILD"], "tests", "e2e", "vault-client")
SECRET = "1//kept-by-the-vault"
HASH = hashlib.sha256(SECRET.encode()).hexdigest()
PROMPTER = "/usr/libexec/gcr-prompter"


def word(command, environment, secret=None):
    """Returns what the client says in its one word."""
    done = subprocess.run(command, env=environment, input=secret or "", capture_output=True,
                          text=True, timeout=30, check=True)
    return done.stdout.strip()


class ServiceTest(unittest.TestCase):
    def setUp(self):
        directory = self.enterContext(tempfile.TemporaryDirectory())
        self.session = self.enterContext(SessionBus(directory))

    def vault(self, *argv, secret=None):
        return word([CLIENT, *argv], self.session.environment, secret)

    def items(self):
        """Returns what any program of the session can list of our items."""
        done = subprocess.run([program("secret-tool"), "search", "--all", "kind", "oauth-token"],
                              env=self.session.environment, capture_output=True, text=True,
                              timeout=20, check=False)
        return done.stdout + done.stderr

    def test_keeps(self):
        """Check that a secret is kept, found, replaced and cleared."""
        with Keyring(self.session) as keyring:
            self.assertEqual(self.vault("lookup"), "not-found")
            self.assertEqual(self.vault("expect"), "unreadable")
            self.assertEqual(self.vault("store", secret="first"), "done")
            self.assertEqual(self.vault("store", secret=SECRET), "done")
            self.assertEqual(self.vault("lookup"), HASH)
            self.assertNotIn(SECRET.encode(), keyring.content())
            self.assertEqual(self.vault("clear"), "done")
            self.assertEqual(self.vault("lookup"), "not-found")
            self.assertEqual(self.vault("clear"), "done")

    def test_what_others_see(self):
        """Check item 86: what is listed beside the secret names its kind and nothing secret."""
        with Keyring(self.session):
            self.vault("store", secret=SECRET)
            listed = self.items()
            self.assertIn("schema = io.github.mailgrant.Mailgrant.OAuthToken", listed)
            self.assertIn("attribute.grant = grant-1", listed)
            self.assertIn("label = Mailgrant: mail authorization of Office NAS", listed)
            self.assertEqual(listed.count(SECRET), 1)

    def test_generations(self):
        """Check item 87: a newer generation is written before the older one is dropped."""
        with Keyring(self.session):
            self.vault("store", secret="old")
            self.assertEqual(self.vault("--generation=2", "lookup"), "not-found")
            self.vault("--generation=2", "store", secret=SECRET)
            self.assertEqual(self.vault("--generation=2", "lookup"), HASH)
            self.assertEqual(self.vault("lookup"), "not-found")
            self.assertEqual(self.items().count("attribute.generation"), 1)

    def test_locked(self):
        """Check item 88: a locked keyring is said to be locked, at once, where nobody is."""
        with Keyring(self.session) as keyring:
            self.vault("store", secret=SECRET)
            keyring.lock()
            for verb in ("lookup", "expect", "store", "clear"):
                self.assertEqual(self.vault(verb, secret="x"), "locked", verb)
            keyring.unlock()
            self.assertEqual(self.vault("lookup"), HASH)

    def test_locked_without_a_screen(self):
        """Check that a prompt that cannot be shown is no prompt that hangs."""
        with Keyring(self.session) as keyring:
            self.vault("store", secret=SECRET)
            keyring.lock()
            self.assertIn(self.vault("--prompt", "lookup"), ("dismissed", "locked"))

    def test_no_service(self):
        """Check item 88: that there is no keyring is told from a locked one."""
        for verb in ("lookup", "store", "clear"):
            self.assertEqual(self.vault(verb, secret="x"), "absent", verb)

    def test_no_bus(self):
        """Check that without a session bus there is no keyring either."""
        environment = {**self.session.environment,
                       "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"}
        for verb in ("lookup", "store", "clear"):
            self.assertEqual(word([CLIENT, verb], environment, "x"), "absent", verb)

    def test_no_login_keyring(self):
        """Check that a fresh account, in which there is nothing to store in, is said as such."""
        with Keyring(self.session, unlocked=False):
            self.assertEqual(self.vault("lookup"), "not-found")
            self.assertEqual(self.vault("store", secret="x"), "absent")


class PromptTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.display = cls.enterClassContext(Display(directory))

    def setUp(self):
        session = self.display.session
        self.prompter = session.start("prompter", PROMPTER)
        self.addCleanup(self.prompter.stop)
        self.prompter.wait_until(
            lambda: session.has_owner("org.gnome.keyring.SystemPrompter"), "the prompter")
        shutil.rmtree(os.path.join(session.environment["XDG_DATA_HOME"], "keyrings"),
                      ignore_errors=True)
        self.keyring = self.enterContext(Keyring(session))
        self.assertEqual(word([CLIENT, "store"], session.environment, SECRET), "done")
        self.keyring.lock()

    def xdotool(self, *arguments):
        return subprocess.run([program("xdotool"), *arguments], env=self.display.environment,
                              capture_output=True, text=True, timeout=20,
                              check=False).stdout.split()

    def ask(self):
        """Starts a lookup and waits until the prompt has the focus."""
        client = self.display.session.start("vault-client", CLIENT, "--prompt", "lookup")
        self.addCleanup(client.stop)
        window = wait_for(lambda: self.xdotool("search", "--onlyvisible", "--name", "Unlock"),
                          "the prompt")
        wait_for(lambda: self.xdotool("windowfocus", window[0], "getwindowfocus") == window,
                 "the prompt's focus")
        return client

    def answer(self, client):
        client.wait()
        return client.log().split()[-1]

    def test_unlocked(self):
        """Check that the lookup goes on when the person unlocks the keyring."""
        client = self.ask()
        self.display.type(self.keyring.password)
        self.display.key("Return")
        self.assertEqual(self.answer(client), HASH)

    def test_dismissed(self):
        """Check item 88: that the person closes the prompt is told from a locked keyring."""
        client = self.ask()
        self.display.key("Escape")
        self.assertEqual(self.answer(client), "dismissed")

    def test_cancelled(self):
        """Check item 92: a prompt that nobody answers can be cancelled."""
        client = self.ask()
        os.kill(client.pid, 15)
        self.assertEqual(self.answer(client), "cancelled")


class SandboxTest(unittest.TestCase):
    def setUp(self):
        directory = self.enterContext(tempfile.TemporaryDirectory())
        self.session = self.enterContext(SessionBus(directory))

    def vault(self, *argv, secret=None):
        return word(sandboxed(self.session, CLIENT, *argv), self.session.environment, secret)

    def test_keeps(self):
        """Check that in a sandbox a secret is kept in a file of one's own."""
        with Portal(self.session):
            self.assertEqual(self.vault("store", secret=SECRET), "done")
            self.assertEqual(self.vault("lookup"), HASH)
            self.assertEqual(self.vault("clear"), "done")
            self.assertEqual(self.vault("lookup"), "not-found")

    def test_key_lost(self):
        """Check that with another master key what was kept is unreadable, not merely missing."""
        with Portal(self.session):
            self.vault("store", secret=SECRET)
        with Portal(self.session):
            self.assertEqual(self.vault("expect"), "unreadable")

    def test_refused(self):
        """Check item 88: that the person refuses is told from a portal that fails."""
        with Portal(self.session, retrieve="cancel"):
            self.assertEqual(self.vault("store", secret=SECRET), "dismissed")
        with Portal(self.session, retrieve="fail"):
            self.assertEqual(self.vault("store", secret=SECRET), "absent")

    def test_no_portal(self):
        """Check that without a portal and a keyring there is nothing."""
        self.assertEqual(self.vault("store", secret=SECRET), "absent")


if __name__ == "__main__":
    tap.main()
