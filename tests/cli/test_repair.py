#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Repairs on the command line, with everything that a repair could lose."""

import os
import secrets
import signal
import unittest

from cli.computer import LabTest, Terminal, wait_for_line
from e2e.mailgrant import DONE, FAILED, PERSON, UNREACHABLE
from peers import tap

REPAIR = {"id", "outcome", "situation", "sentence", "problem", "advice", "command", "link",
          "evidence", "provider", "account", "steps"}
STEP = {"kind", "title", "text", "link", "values", "guided", "state", "outcome"}
REFUSAL = ("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the "
           "Mailbox.")


class RepairTest(LabTest):
    def start(self, scenario, kind="nas"):
        """Starts a device on which something is wrong; its first slot is the case."""
        self.device = self.start_device(kind, "--scenario", scenario)
        self.id = self.add(self.device)
        self.provider_id = self.add_provider()
        [self.wrong] = [slot for slot in self.ctl.json("slot", "list", self.id)["slots"]
                        if slot["id"].endswith("/account-1")] or [
            slot for slot in self.ctl.json("slot", "list", self.id)["slots"]
            if slot["state"] == "invalid"][:1]
        self.path = self.wrong["id"]

    def begin(self, *options, path=None):
        """Starts a repair that waits for the person."""
        log = os.path.join(self.directory, f"repair-{secrets.token_hex(4)}.log")
        return self.ctl.start(log, "repair", path or self.path, "--provider", self.provider_id,
                              "--no-browser", *options)

    def finish(self, run):
        """Consents, as the slot's own account, and waits for the end."""
        self.consent(wait_for_line(run, "open: "), account=self.wrong["account"])
        self.assertEqual(run.wait(), DONE, run.log())

    def repair_one(self, *options, expect=DONE, **more):
        [found] = self.ctl.json("repair", self.path, *options, expect=expect, **more)["repairs"]
        self.assertEqual(set(found), REPAIR)
        for step in found["steps"] or ():
            self.assertEqual(set(step), STEP)
        return found

    def test_dry_run(self):
        """Check that the plan is told, in the documented shape, and nothing changed."""
        self.start("expired-gmail")
        before = self.look(self.device)
        found = self.repair_one("--dry-run")
        self.assertEqual((found["id"], found["situation"], found["outcome"]),
                         (self.path, "token-dead", "planned"))
        self.assertIn("authorize", [step["kind"] for step in found["steps"]])
        self.assertIn("The permission has ended", self.ctl.run("repair", self.path,
                                                               "--dry-run").output)
        self.assertEqual(self.look(self.device), before)

    def test_unattended(self):
        """Check that a repair that needs a person is not begun where nobody is."""
        self.start("expired-gmail")
        before = self.look(self.device)
        self.assertEqual(self.repair_one(expect=PERSON)["outcome"], "failed")
        self.assertEqual(self.look(self.device), before)
        self.assertNotEqual(self.ctl.run("repair", "--all").status, DONE)
        self.assertEqual(self.look(self.device)["slots"][0], before["slots"][0])

    def test_token(self):
        """Check that a dead token is replaced in place, and that every rule stays."""
        self.start("expired-gmail")
        before = self.look(self.device)["rules"]
        with self.begin() as run:
            self.finish(run)
        self.assertEqual(self.slot(self.path)["state"], "obtained")
        self.assertEqual(self.look(self.device)["rules"], before)
        self.assertEqual(self.repair_one()["outcome"], "nothing")

    def test_refused(self):
        """Check that a person's no ends the repair, and that everything stays."""
        self.start("expired-gmail")
        before = self.look(self.device)
        with self.begin() as run:
            self.consent(wait_for_line(run, "open: "), decision="deny")
            self.assertEqual(run.wait(), PERSON, run.log())
        self.assertEqual(self.look(self.device), before)
        self.assertEqual(self.slot(self.path)["state"], "invalid")

    def test_mailbox_refuses(self):
        """Check that no consent is asked for where none helps, but the right command named."""
        self.start("expired-gmail")
        with self.begin() as run:
            self.finish(run)
        self.mail.control("refuse", account=self.wrong["account"], reply=REFUSAL)
        found = self.repair_one("--no-browser", expect=FAILED)
        self.assertEqual((found["situation"], found["steps"]), ("mailbox-refuses", None))
        self.assertIn("Set-CASMailbox", found["command"])
        self.assertIn(self.wrong["account"], found["command"])

    def test_unreachable(self):
        """Check that a device that is off is a diagnosis, and that its badges stay."""
        self.start("expired-gmail")
        self.device.stop()
        found = self.repair_one(expect=UNREACHABLE)
        self.assertEqual((found["situation"], found["outcome"]), ("unreachable", "failed"))
        self.assertEqual(self.slot(self.path)["state"], "invalid")

    def test_password(self):
        """Check that an app password is taken from standard input, in the middle of the plan."""
        self.start("yahoo")
        found = self.repair_one("--dry-run")
        self.assertEqual(found["situation"], "password-dead")
        self.assertIn("https://login.yahoo.com/", found["steps"][-1]["link"])
        [entered] = self.ctl.json("repair", self.path, "--password-file", "-",
                                  stdin=self.mail.ready["password"] + "\n")["repairs"]
        self.assertEqual(entered["outcome"], "repaired")
        self.assertEqual(self.slot(self.path)["state"], "obtained")
        self.assertNotIn(self.mail.ready["password"].encode(), self.kept_bytes())

    def test_terminal(self):
        """Check that a person at a terminal is led through, and asked for the password."""
        self.start("yahoo")
        with Terminal(self.ctl, self.environment, self.directory, "repair", self.path,
                      "--no-browser") as terminal:
            terminal.wait_for("open: https://")
            terminal.wait_for("Password of the mailbox: ")
            terminal.type(self.mail.ready["password"])
            self.assertEqual(terminal.wait(), DONE, terminal.screen())
            self.assertNotIn(self.mail.ready["password"], terminal.screen())
        self.assertEqual(self.slot(self.path)["state"], "obtained")

    def test_all_at_terminal(self):
        """Check that a person can leave one out of many, and try again what did not go well."""
        self.start("expired-gmail")
        with Terminal(self.ctl, self.environment, self.directory, "repair", "--all",
                      "--provider", self.provider_id, "--no-browser") as terminal:
            for number in (1, 2):
                terminal.wait_for(rf"(?s)(Repair it now\?.*?){{{number}}}")
                terminal.type("no")
            terminal.wait_for(r"Try again what was skipped or has failed\?")
            self.assertIn("Repaired: 0. Nothing to do: 0. Skipped: 2. Failed: 0.",
                          terminal.screen())
            terminal.type("yes")
            terminal.wait_for(r"(?s)(Repair it now\?.*?){3}")
            terminal.type("yes")
            url = terminal.wait_for(r"open: (\S+)").group(1)
            self.consent(url, account=self.wrong["account"])
            terminal.wait_for(r"(?s)(Repair it now\?.*?){4}")
            terminal.type("no")
            terminal.wait_for(r"(?s)(Try again.*?){2}")
            terminal.type("no")
            self.assertEqual(terminal.wait(), DONE, terminal.screen())
            self.assertIn("Repaired: 1. Nothing to do: 0. Skipped: 1. Failed: 0.",
                          terminal.screen())
        self.assertEqual(self.slot(self.path)["state"], "obtained")

    def test_interrupted(self):
        """Check that Ctrl+C while a person is asked ends it, and that the slot is as before."""
        self.start("expired-gmail")
        before = self.look(self.device)
        with self.begin() as run:
            wait_for_line(run, "open: ")
            os.kill(run.pid, signal.SIGINT)
            self.assertEqual(run.wait(10), 130, run.log())
        self.assertEqual(self.look(self.device), before)
        self.assertEqual(self.slot(self.path)["state"], "invalid")


if __name__ == "__main__":
    tap.main()
