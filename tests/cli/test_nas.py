#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""NAS boxes that one signs in to, and that take no token from outside."""

import os

from cli.computer import ComputerTest, Terminal
from cli.nas import CODE, PASSWORD, Qnap, Synology
from e2e.mailgrant import DONE, FAILED
from peers import tap


class NasTest(ComputerTest):
    def start(self, make, **options):
        return self.enterContext(make(**options))

    def add_arguments(self, device):
        return ("device", "add", device.url, "--user", "admin", "--password-file", "-",
                "--fingerprint", device.fingerprint)

    def add(self, device, *arguments, code=None):
        """Adds a device; returns what is shown of it."""
        return self.ctl.json(*self.add_arguments(device), *arguments,
                             stdin="\n".join(filter(None, (PASSWORD, code))) + "\n")["device"]

    def assert_nothing_kept(self):
        self.assertEqual(self.stored().get("device", []), [])
        self.assertFalse(os.path.exists(self.keyring))

    def check_code(self, make):
        """Checks that a one-time code is asked for, by prompt or by file, and one is enough."""
        box = self.start(make, code=CODE)
        refused = self.ctl.run(*self.add_arguments(box), stdin=PASSWORD + "\n")
        self.assert_fails(refused, FAILED, "asks for a one-time code")
        self.assertEqual(box.logins, 1)
        wrong = self.ctl.run(*self.add_arguments(box), "--one-time-code-file", "-",
                             stdin=f"{PASSWORD}\n000000\n")
        self.assert_fails(wrong, FAILED, "refused the one-time code")
        self.assertEqual(box.logins, 2)
        self.assert_nothing_kept()

        with Terminal(self.ctl, self.environment, self.directory, "device", "add", box.url,
                      "--user", "admin", "--fingerprint", box.fingerprint) as terminal:
            terminal.wait_for("password: ")
            terminal.type(PASSWORD)
            terminal.wait_for("One-time code: ")
            terminal.type(CODE)
            self.assertEqual(terminal.wait(), DONE, terminal.screen())
            self.assertNotIn(PASSWORD, terminal.screen())
            self.assertNotIn(CODE, terminal.screen())
        self.assertEqual(len(self.ctl.json("device", "list")["devices"]), 1)
        self.assertEqual(box.sessions, set())

        # Signed in anew with both at once.
        self.add(box, "--one-time-code-file", "-", code=CODE)
        self.assertNotIn(CODE.encode(), self.kept_bytes())

    def check_wrong_password(self, make):
        """Checks that a wrong password is tried once, said, and leaves nothing behind."""
        box = self.start(make)
        result = self.ctl.run(*self.add_arguments(box), stdin="not-the-right-one\n")
        self.assert_fails(result, FAILED, "refused the user name or the password")
        self.assertNotIn("not-the-right-one", result.messages)
        self.assertEqual(box.logins, 1)
        self.assert_nothing_kept()

    def check_changed_password(self, make):
        """Checks that a login that works no more is said, once, and is not tried again."""
        box = self.start(make)
        device = self.add(box)["id"]
        self.assertEqual(self.ctl.run("status", "--check").status, DONE)
        self.assertEqual(box.sessions, set())
        box.password = "another"
        before = box.logins
        for _attempt in range(2):
            self.assertNotEqual(self.ctl.run("status", "--check").status, DONE)
        self.assertEqual(box.logins, before + 1)
        box.password = PASSWORD
        self.add(box)
        self.assertEqual(self.ctl.run("status", "--check").status, DONE)
        self.assertIsNone(self.ctl.json("device", "show", device)["device"]["problem"])


    def check_without_login(self, make):
        """Checks that a guided make is added without a login, and given one later."""
        box = self.start(make)
        added = self.ctl.json("device", "add", box.url, "--trust")["device"]
        self.assertIsNone(added["user"])
        self.assertIsNone(added["serial"])
        self.assertIsNone(added["problem"])
        self.assertEqual(self.ctl.run("status", "--check").status, DONE)
        self.assertEqual(box.logins, 0)
        with Terminal(self.ctl, self.environment, self.directory, "device", "add", box.url,
                      "--trust") as terminal:
            terminal.wait_for("name, or nothing to add the device without signing in: ")
            terminal.type("")
            self.assertEqual(terminal.wait(), DONE, terminal.screen())
        self.assertEqual(box.logins, 0)
        self.assertIsNotNone(self.add(box)["serial"])
        [device] = self.ctl.json("device", "list")["devices"]
        self.assertEqual((device["id"], device["user"]), (added["id"], "admin"))


class QnapTest(NasTest):
    def test_add(self):
        """Check that a QNAP says who it is, and that nothing is made up about its mail."""
        box = self.start(Qnap)
        added = self.add(box)
        self.assertEqual((added["driver"], added["vendor"], added["model"], added["serial"]),
                         ("qnap", "QNAP", "TS-464C", "Q000X00000"))
        self.assertEqual(added["firmware"], "5.2.9 build 20260214")
        self.assertEqual(added["name"], "archive")
        self.assertIsNone(added["problem"])
        self.assertEqual(added["slots"], [])
        self.assertEqual(box.sessions, set())

    def test_code(self):
        """Check 2-step verification on the command line."""
        self.check_code(Qnap)

    def test_wrong_password(self):
        """Check that a wrong password is tried once."""
        self.check_wrong_password(Qnap)

    def test_changed_password(self):
        """Check that a login that works no more is noticed without any slot."""
        self.check_changed_password(Qnap)

    def test_without_login(self):
        """Check that nobody has to sign in."""
        self.check_without_login(Qnap)

    def test_no_administrator(self):
        """Check that who is no administrator is told so, and not left signed in."""
        box = self.start(Qnap, administrator=False)
        result = self.ctl.run(*self.add_arguments(box), stdin=PASSWORD + "\n")
        self.assert_fails(result, FAILED, "not an administrator")
        self.assertEqual(box.sessions, set())
        self.assert_nothing_kept()


class SynologyTest(NasTest):
    def test_add(self):
        """Check that a Synology says who it is and how it mails, and gets no badge for it."""
        box = self.start(Synology)
        added = self.add(box)
        self.assertEqual((added["driver"], added["vendor"], added["model"], added["serial"]),
                         ("synology", "Synology", "DS923+", "0000XXX000000"))
        self.assertEqual(added["firmware"], "DSM 7.4-86009")
        [slot] = added["slots"]
        self.assertEqual(slot["id"], f"{added['id']}/email")
        self.assertEqual(slot["server"],
                         {"host": "smtp.gmail.com", "port": 465, "security": "tls"})
        self.assertEqual((slot["account"], slot["state"], slot["note"]["code"]),
                         ("nas@gmail.com", "unknown", "not-readable"))
        self.assertEqual(box.sessions, set())

        box.mail.update(enable_oauth=False, smtp_info={"server": "smtp.example.org", "port": 587,
                                                       "ssl": True, "verifyCert": True})
        self.assertEqual(self.ctl.run("status", "--check").status, DONE)
        [slot] = self.ctl.json("slot", "list")["slots"]
        self.assertEqual((slot["server"]["security"], slot["state"]), ("starttls", "not-obtained"))

    def test_code(self):
        """Check 2-step verification on the command line."""
        self.check_code(Synology)

    def test_wrong_password(self):
        """Check that a wrong password is tried once."""
        self.check_wrong_password(Synology)

    def test_changed_password(self):
        """Check that a login that works no more is noticed."""
        self.check_changed_password(Synology)

    def test_without_login(self):
        """Check that nobody has to sign in."""
        self.check_without_login(Synology)

    def test_no_administrator(self):
        """Check that a login that may not read the settings is said at the device."""
        box = self.start(Synology, administrator=False)
        added = self.add(box)
        self.assertIn("does not allow this", str(added["problem"]))
        self.assertEqual(added["slots"], [])


if __name__ == "__main__":
    tap.main()
