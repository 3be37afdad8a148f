#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Devices whose mail settings only a person can change, on the command line."""

import os
import re
import signal

from cli.computer import ComputerTest, Terminal
from e2e.mailgrant import (DONE, FAILED, NOT_FOUND, NOT_TRUSTED, PERSON, SOME_FAILED, UNREACHABLE,
                           USAGE)
from peers import tap
from peers.process import wait_for

DONE_QUESTION = "“q” to stop: $"
STATE_QUESTION = "A number, or “q” to stop: $"
STATES = {"obtained": "1", "waiting": "2", "not-obtained": "3", "invalid": "4"}
QNAP_WORDS = "Autorisatie is verlopen. Autoriseer het account opnieuw."
SHARP_WORDS = "Token update failed. Please delete the token and obtain it again."


class GuidedTest(ComputerTest):
    def setUp(self):
        super().setUp()
        # Only its first page is asked for, and that without a login.
        self.page = self.start_device("mfp")

    def add_guided(self, driver, *options, name="it"):
        """Adds a device of the make, which takes no login."""
        added = self.ctl.json("device", "add", self.page.url, "--driver", driver, "--name", name,
                              "--trust", *options)["device"]
        self.assertEqual(added["driver"], driver)
        return added

    def add_slot(self, *options):
        """Notes down a slot; returns its path."""
        return self.ctl.json("slot", "add", "it", *options)["slot"]["id"]

    def slot(self, path):
        [slot] = [slot for slot in self.ctl.json("slot", "list")["slots"]
                  if slot["id"].endswith("/" + path.partition("/")[2])]
        return slot

    def report(self, path, state, *words):
        return self.ctl.json("slot", "report", path, state, *words)["slot"]

    def begin(self, path, *options):
        """Starts a repair with a person at the terminal."""
        return self.enterContext(Terminal(self.ctl, self.environment, self.directory, "repair", path,
                                          *options))

    def answer(self, terminal, question, number, text):
        """Waits for the @number-th question, and answers it."""
        wait_for(lambda: len(re.findall(question.rstrip("$"), terminal.screen())) >= number,
                 f"question {number}: {question}")
        terminal.type(text)

    def go_through(self, terminal, steps, state, words=""):
        """Does @steps at the device, and says what it shows then."""
        for number in range(1, steps + 1):
            self.answer(terminal, "“s” to skip it, " + DONE_QUESTION, number, "")
        self.answer(terminal, STATE_QUESTION, 1, STATES[state])
        if state != "obtained":
            self.answer(terminal, "if any: ", 1, words)
        return terminal.wait()

    def plan(self, path):
        [found] = self.ctl.json("repair", path, "--dry-run")["repairs"]
        self.assertEqual(found["outcome"], "planned")
        self.assertTrue(all(step["guided"] for step in found["steps"]))
        return found

    def repair(self, path, situation):
        """Has a person go through the whole plan; the device then shows Obtained."""
        plan = self.plan(path)
        self.assertEqual(plan["situation"], situation)
        self.assertNotEqual(self.slot(path)["state"], "obtained")
        terminal = self.begin(path)
        status = self.go_through(terminal, len(plan["steps"]) - 1, "obtained")
        self.assertEqual(status, DONE, terminal.screen())
        for step in plan["steps"]:
            self.assertIn(step["title"], terminal.screen())
        slot = self.slot(path)
        self.assertEqual(slot["state"], "obtained")
        self.assertIsNotNone(slot["obtained_at"])
        self.assertEqual(self.ctl.json("repair", path)["repairs"][0]["outcome"], "nothing")
        return plan

    def test_qnap(self):
        """Check that every case of QNAP's page ends in Obtained, with the rules where it has them."""
        self.add_guided("qnap")
        for title, situation, options, rules in (
                ("Q1", "custom-at-provider", ("--server", "smtp.gmail.com:587"), True),
                ("Q2", "custom-elsewhere", ("--server", "mail.example:465"), True),
                ("Q3", "password-dead", ("--provider", "yahoo"), False),
                ("Q4", "token-dead", ("--provider", "gmail"), False),
                ("Q5", "token-dead", ("--provider", "outlook"), False)):
            with self.subTest(title):
                path = self.add_slot("--title", title, "--account", "nas@example.org", *options)
                self.assertEqual(self.slot(path)["state"], "unknown")
                self.assertEqual(self.report(path, "obtained", "--words", QNAP_WORDS)["state"],
                                 "invalid")
                plan = self.repair(path, situation)
                titles = [step["title"] for step in plan["steps"]]
                self.assertEqual("Add the account to the list of senders" in titles, rules)
                if title == "Q1":
                    # It is an account of the provider now.
                    self.assertEqual(self.slot(path)["provider"], "gmail")
                    self.report(path, "invalid")
                    self.assertEqual(self.plan(path)["situation"], "token-dead")

    def test_sharp(self):
        """Check that a Sharp's settings are obtained, together where its page says so."""
        added = self.add_guided("sharp")
        self.assertEqual({slot["id"].partition("/")[2] for slot in added["slots"]},
                         {"services", "quick-settings", "initial-installation", "alert", "status"})
        for slot in ("services", "alert", "status"):
            self.ctl.json("slot", "edit", f"it/{slot}", "--provider", "microsoft365", "--account",
                          "scan@example.org")
        self.assertEqual(self.slot("it/quick-settings")["account"], "scan@example.org")

        # S1 with S2, S3, S4
        for slot in ("services", "alert", "status"):
            self.report(f"it/{slot}", "not-obtained")
            self.repair(f"it/{slot}", "not-obtained")
            for other in ("quick-settings", "initial-installation"):
                self.assertEqual(self.slot(f"it/{other}")["state"], "obtained")
            if slot == "services":
                self.assertEqual(self.slot("it/alert")["state"], "unknown")

        # S5 with S7: the test says more than the state.
        self.assertEqual(self.report("it/services", "obtained", "--words", SHARP_WORDS)["state"],
                         "invalid")
        plan = self.repair("it/services", "token-update-failed")
        titles = [step["title"] for step in plan["steps"]]
        self.assertLess(titles.index("Delete the token"), titles.index("Have the device get the token"))

        # S6
        for state in STATES:
            self.assertEqual(self.report("it/alert", state)["state"], state)

    def test_sharp_models(self):
        """Check that what a Sharp shares, and where it is obtained, depend on the model."""
        for model, steps in (("BP-70M65", ("Open the web page of the device",)),
                             ("BP-70C65", ("Go to the device and sign in at its panel",))):
            with self.subTest(model):
                added = self.add_guided("sharp", "--model", model)
                self.assertEqual(added["model"], model)
                self.assertIn("internet-fax",
                              [slot["id"].partition("/")[2] for slot in added["slots"]])
                self.report("it/alert", "not-obtained")
                self.assertEqual(self.slot("it/services")["state"], "not-obtained")
                self.assertEqual(self.slot("it/internet-fax")["state"], "unknown")
                plan = self.repair("it/alert", "not-obtained")
                self.assertTrue(plan["steps"][0]["title"].startswith(steps[0]))
                self.assertEqual(self.slot("it/services")["state"], "obtained")
                self.ctl.run("device", "remove", "it")

    def test_all(self):
        """Check that what nobody has set up is left out when everything is repaired."""
        self.add_guided("sharp")
        self.ctl.json("slot", "edit", "it/alert", "--provider", "outlook", "--account",
                      "scan@example.org")
        self.report("it/alert", "invalid")
        rows = self.ctl.json("repair", "--all", expect=SOME_FAILED)["repairs"]
        # Those that change together are one.
        self.assertEqual({row["id"].partition("/")[2]: row["outcome"] for row in rows},
                         {"alert": "failed", "initial-installation": "skipped",
                          "status": "skipped"})

    def test_other_makes(self):
        """Check that each other make leads from Invalid to Obtained."""
        for driver in ("canon", "epson", "konica-minolta", "generic"):
            with self.subTest(driver):
                self.add_guided(driver)
                path = "it/email" if driver != "generic" else self.add_slot("--title", "Mail")
                self.report(path, "invalid")
                self.assertEqual(self.ctl.run("slot", "remove", path).status,
                                 DONE if driver == "generic" else FAILED)
                if driver == "generic":
                    path = self.add_slot("--title", "Mail", "--provider", "outlook")
                    self.report(path, "invalid")
                [found] = self.ctl.json("repair", path, "--dry-run")["repairs"]
                self.repair(path, found["situation"])
                self.ctl.run("device", "remove", "it")

    def test_stopped(self):
        """Check that who stops, or whose computer dies, goes on at the same step."""
        self.add_guided("sharp")
        self.report("it/services", "invalid")
        total = len(self.plan("it/services")["steps"])
        first = self.begin("it/services")
        self.answer(first, "skip it, " + DONE_QUESTION, 1, "")
        self.answer(first, "skip it, " + DONE_QUESTION, 2, "s")
        self.answer(first, "skip it, " + DONE_QUESTION, 3, "")
        self.answer(first, "skip it, " + DONE_QUESTION, 4, "q")
        self.assertEqual(first.wait(), FAILED)
        self.assertIn("--resume", first.screen())
        self.assertEqual(self.slot("it/services")["state"], "invalid")
        self.assertIn("interrupted", self.ctl.run("repair", "it/services").messages)

        second = self.begin("it/services", "--resume")
        self.answer(second, "skip it, " + DONE_QUESTION, 1, "")
        self.answer(second, "skip it, " + DONE_QUESTION, 2, "")
        second.wait_for(r"Choose the provider\s+Choose the one")
        [process] = [int(name) for name in os.listdir("/proc") if name.isdigit()
                     and self.is_repair(name)]
        os.kill(process, signal.SIGKILL)
        second.wait()

        # Three at first, two then; the third was being done.
        third = self.begin("it/services", "--resume")
        self.assertEqual(self.go_through(third, total - 1 - 5, "obtained"), DONE, third.screen())
        done = self.ctl.json("slot", "list")["slots"]
        self.assertEqual({slot["state"] for slot in done if slot["link_group"]}, {"obtained"})

    def is_repair(self, process):
        """Tells whether a process is the repair on this test's computer."""
        try:
            with open(f"/proc/{process}/cmdline", "rb") as line:
                arguments = line.read().split(b"\0")
            with open(f"/proc/{process}/environ", "rb") as variables:
                mine = f"HOME={self.directory}".encode() in variables.read().split(b"\0")
        except OSError:
            return False
        return mine and arguments[0].endswith(b"/mailgrantctl") and b"repair" in arguments

    def test_put_back(self):
        """Check that a put-back says what only the person can take back, and nothing else."""
        self.add_guided("qnap")
        path = self.add_slot("--title", "Old", "--server", "smtp.gmail.com:587")
        self.report(path, "invalid")
        terminal = self.begin(path)
        for number in range(1, 5):
            self.answer(terminal, "skip it, " + DONE_QUESTION, number, "s" if number == 3 else "")
        self.answer(terminal, "skip it, " + DONE_QUESTION, 5, "q")
        self.assertEqual(terminal.wait(), FAILED)

        put_back = self.ctl.run("repair", path, "--put-back")
        self.assertEqual(put_back.status, DONE)
        after = put_back.output.partition("Mailgrant has changed nothing on the device.")[2]
        self.assertIn("Delete the account with the warning mark", after)
        self.assertNotIn("Note down which notification rules", after)
        self.assertNotIn("Choose Gmail", after)
        self.assertEqual(self.ctl.run("repair", path, "--resume").status, NOT_FOUND)
        self.assertEqual(self.slot(path)["state"], "invalid")

    def test_wrong_end(self):
        """Check that only a device that shows Obtained has been repaired."""
        self.add_guided("canon")
        self.report("it/email", "invalid")
        steps = len(self.plan("it/email")["steps"]) - 1
        for state, words in (("invalid", "It failed"), ("not-obtained", "")):
            terminal = self.begin("it/email")
            self.assertEqual(self.go_through(terminal, steps, state, words), FAILED)
            self.assertEqual(self.slot("it/email")["state"], state)
            self.assertIsNone(self.slot("it/email")["obtained_at"])
        self.assertEqual(self.ctl.run("repair", "it/email", "--resume").status, NOT_FOUND)

        # What the device still waits for may come: the look can be taken again.
        terminal = self.begin("it/email")
        self.assertEqual(self.go_through(terminal, steps, "waiting"), PERSON)
        self.assertEqual(self.slot("it/email")["state"], "waiting")
        again = self.begin("it/email", "--resume")
        self.assertEqual(self.go_through(again, 0, "obtained"), DONE)
        self.assertEqual(self.slot("it/email")["state"], "obtained")

    def test_nobody_there(self):
        """Check that without a person the steps are told, and nothing is begun."""
        self.add_guided("qnap")
        path = self.add_slot("--title", "Mail", "--provider", "gmail", "--account", "a@example.org")
        self.report(path, "invalid", "--words", QNAP_WORDS)
        run = self.ctl.run("repair", path)
        self.assertEqual(run.status, PERSON)
        self.assertIn("Notification Center → Service Account and Device Pairing", run.output)
        self.assertIn("Meldingencentrum → Koppeling van serviceaccount en apparaat", run.output)
        self.assertIn(self.page.url, run.output)
        self.assertIn(QNAP_WORDS, run.output)
        [found] = self.ctl.json("repair", path, expect=PERSON)["repairs"]
        self.assertEqual(found["steps"][2]["values"],
                         [{"label": "Account", "value": "a@example.org"}])
        self.assertEqual(self.ctl.run("repair", path, "--resume").status, NOT_FOUND)

    def test_slots(self):
        """Check that slots are kept as the person says, and refused where that makes no sense."""
        self.add_guided("generic")
        path = self.add_slot("--title", "Büro, täglich", "--account", "a@example.org", "--server",
                             "mail.example", "--protocol", "pop3")
        self.assertTrue(path.endswith("/buro-taglich"), path)
        self.assertEqual(self.slot(path)["server"],
                         {"host": "mail.example", "port": 995, "security": "tls"})
        self.assertTrue(self.add_slot("--title", "Büro, täglich").endswith("/buro-taglich-2"))
        edited = self.ctl.json("slot", "edit", path, "--server", "mail.example:110", "--security",
                               "none")["slot"]
        self.assertEqual(edited["server"]["security"], "none")
        self.assertEqual(edited["account"], "a@example.org")
        for arguments, status in (
                (("slot", "add", "it", "--provider", "nobody"), NOT_FOUND),
                (("slot", "add", "nowhere"), NOT_FOUND),
                (("slot", "add", "it", "--server", ":25"), USAGE),
                (("slot", "add", "it", "--security", "tls"), USAGE),
                (("slot", "add", "it", "--server", "mail.example", "--security", "rot13"), USAGE),
                (("slot", "add", "it", "--protocol", "x400"), USAGE),
                (("slot", "report", path, "unknown"), USAGE),
                (("slot", "report", path, "fine"), USAGE),
                (("slot", "report", "it/nothing", "invalid"), NOT_FOUND)):
            with self.subTest(arguments):
                self.assert_fails(self.ctl.run(*arguments), status)
        self.assertEqual(self.ctl.run("slot", "remove", path).status, DONE)
        self.assertEqual(len(self.ctl.json("slot", "list")["slots"]), 1)

    def test_file(self):
        """Check that what only a person knows of a device goes from one computer to another."""
        self.add_guided("sharp")
        self.add_slot("--title", "Own", "--account", "own@example.org", "--server",
                      "mail.example:465")
        self.ctl.json("slot", "edit", "it/services", "--provider", "outlook", "--account",
                      "scan@example.org")
        self.report("it/services", "obtained")
        path = os.path.join(self.directory, "devices.json")
        self.assertEqual(self.ctl.run("export", path).status, DONE)
        other = self.with_environment(XDG_DATA_HOME=os.path.join(self.directory, "other"))
        self.assertEqual(other.run("import", path).status, DONE)
        slots = {slot["id"].partition("/")[2]: slot for slot in other.json("slot", "list")["slots"]}
        self.assertEqual(len(slots), 6)
        self.assertEqual(slots["own"]["account"], "own@example.org")
        self.assertEqual(slots["own"]["server"],
                         {"host": "mail.example", "port": 465, "security": "tls"})
        self.assertEqual((slots["services"]["provider"], slots["services"]["account"]),
                         ("outlook", "scan@example.org"))
        self.assertEqual(slots["services"]["link_group"], "smtp")
        # What has been seen there has not been seen here.
        self.assertEqual({slot["state"] for slot in slots.values()}, {"unknown"})

        # What is known already stays.
        other.json("slot", "edit", "it/own", "--account", "new@example.org")
        self.assertEqual(other.run("import", "--merge", path).status, DONE)
        slots = {slot["id"].partition("/")[2]: slot for slot in other.json("slot", "list")["slots"]}
        self.assertEqual(slots["own"]["account"], "new@example.org")

    def test_no_secrets(self):
        """Check that no keyring is touched for a device that takes no login."""
        self.add_guided("sharp")
        self.report("it/services", "obtained")
        self.ctl.json("status", "--check")
        self.assertFalse(os.path.exists(self.keyring))

    def test_unreachable(self):
        """Check that a device that does not answer is told of, and its badge stays."""
        refused = self.ctl.run("device", "add", self.page.url, "--driver", "sharp")
        self.assertEqual(refused.status, NOT_TRUSTED)
        self.add_guided("sharp")
        self.report("it/services", "obtained")
        self.page.stop()
        self.assertEqual(self.ctl.run("status", "--check").status, UNREACHABLE)
        slot = self.slot("it/services")
        self.assertEqual((slot["state"], slot["note"]), ("obtained", None))
        [found] = self.ctl.json("repair", "it/services", expect=UNREACHABLE)["repairs"]
        self.assertEqual(found["situation"], "unreachable")
        self.assert_fails(self.ctl.run("device", "add", self.page.url, "--driver", "sharp"),
                          UNREACHABLE)


if __name__ == "__main__":
    tap.main()
