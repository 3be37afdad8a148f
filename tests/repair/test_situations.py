#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each situation, from a broken device to one that works, or to the sentence that helps."""

import collections
import json
import re
import sqlite3
import time
import urllib.parse

from cli.computer import wait_for_line
from e2e.mailgrant import DONE, FAILED, NOT_FOUND, NOT_TRUSTED, PERSON, SOME_FAILED, UNREACHABLE
from peers import tap
from repair.repairs import RepairTest, bare, find_slot, replaced, senders

REFUSAL = ("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the "
           "Tenant.")


class SituationTest(RepairTest):
    def test_in_place(self):
        """Check that a dead token of a provider's account is replaced in its place."""
        for scenario, account in (("expired-gmail", "nas@gmail.example"),
                                  ("expired-outlook", "nas@outlook.example")):
            with self.subTest(scenario=scenario):
                device, name = self.broken("nas", scenario)
                path = f"{name}/account-1"
                before = device.control("state")
                plan = self.plan(path)
                self.assertEqual(plan["situation"], "token-dead")
                self.assertEqual([step["kind"] for step in plan["steps"]],
                                 ["snapshot", "authorize"])
                self.assertEqual(senders(device.control("state")), senders(before))
                self.repair(path, account)
                after = device.control("state")
                self.assertEqual(find_slot(after, "account-1")["token"]["state"], "obtained")
                self.assertEqual(after["rules"], before["rules"])
                self.assertEqual(self.slot(path)["state"], "obtained")
                self.assertEqual(self.plan(path)["situation"], "nothing")

    def test_custom_at_provider(self):
        """Check that an account made by hand becomes one of its provider, and keeps its rules."""
        for scenario, account, service in (
                ("custom-gmail", "nas@gmail.example", "gmail"),
                ("custom-outlook", "nas@outlook.example", "microsoft365"),
                ("custom-outlook-com", "nas@outlook.example", "outlook")):
            with self.subTest(scenario=scenario):
                device, name = self.broken("nas", scenario)
                before = device.control("state")
                self.assertEqual(self.plan(f"{name}/account-1")["situation"], "custom-at-provider")
                self.repair(f"{name}/account-1", account)
                self.check_anew(device, name, before, "oauth2", service)

    def check_anew(self, device, name, before, authentication, service):
        after = device.control("state")
        [made] = [slot for slot in after["slots"] if slot["id"] not in ("account-1", "account-2")]
        old = find_slot(before, "account-1")
        self.assertIsNone(find_slot(after, "account-1"))
        self.assertEqual(made["service"], service)
        self.assertEqual(made["title"], old["title"])
        self.assertEqual(made["settings"], {**old["settings"], "authentication": authentication})
        self.assertEqual(senders(after), replaced(senders(before), "account-1", made["id"]))
        self.assertEqual(bare(after["rules"]), bare(before["rules"]))
        self.assertEqual(self.slot(f"{name}/{made['id']}")["state"], "obtained")

    def test_custom_elsewhere(self):
        """Check that an account of any other server is made again with the same settings."""
        device, name = self.broken("nas", "custom-other")
        before = device.control("state")
        self.assertEqual(self.plan(f"{name}/account-1")["situation"], "custom-elsewhere")
        result = self.ctl.run("repair", f"{name}/account-1", "--password-file", "-",
                              stdin=self.mail.ready["password"] + "\n")
        self.assertEqual(result.status, DONE, result.messages)
        self.check_anew(device, name, before, "password", "custom")

    def test_app_password(self):
        """Check that a provider that takes app passwords gets a new one in place."""
        device, name = self.broken("nas", "yahoo")
        before = device.control("state")
        path = f"{name}/account-1"
        self.assertEqual(self.plan(path)["situation"], "password-dead")
        result = self.ctl.run("repair", path, "--password-file", "-", stdin="wrong\n")
        self.assertEqual(result.status, PERSON, result.messages)
        result = self.ctl.run("repair", path, "--password-file", "-",
                              stdin=self.mail.ready["password"] + "\n")
        self.assertEqual(result.status, DONE, result.messages)
        self.assertEqual(self.slot(path)["state"], "obtained")
        self.assertEqual(device.control("state")["rules"], before["rules"])

    def test_token_update_failed(self):
        """Check that a printer's token is deleted and obtained again, in all linked settings."""
        device, name = self.broken("mfp", "token-update-failed")
        path = f"{name}/quick-settings"
        plan = self.plan(path)
        self.assertEqual(plan["situation"], "token-update-failed")
        self.assertEqual([step["kind"] for step in plan["steps"]],
                         ["snapshot", "delete-token", "authorize"])
        self.repair(path, "printer@office.example")
        self.assertEqual(self.states(name), {
            "services-smtp": "obtained", "quick-settings": "obtained",
            "initial-installation": "obtained", "alert-smtp": "invalid",
            "status-pop3": "invalid"})
        self.repair(f"{name}/status-pop3", "printer@office.example")
        self.assertEqual(self.states(name)["status-pop3"], "obtained")

    def states(self, name):
        return {slot["id"].partition("/")[2]: slot["state"]
                for slot in self.ctl.json("slot", "list", name)["slots"]}

    def test_first_token(self):
        """Check that a setting that never had a token gets its first one."""
        _device, name = self.broken("mfp", "fresh")
        self.repair(f"{name}/alert-smtp", "printer@office.example",
                    "--account", "printer@office.example")
        self.assertEqual(self.states(name)["alert-smtp"], "obtained")

    def test_mailbox_refuses(self):
        """Check that a mailbox that refuses is told of with its command, and nobody is asked."""
        _device, name = self.broken("nas", "expired-outlook")
        path = f"{name}/account-1"
        self.repair(path, "nas@outlook.example")
        self.mail.control("refuse", account="nas@outlook.example", reply=REFUSAL)
        plan = self.plan(path, expect=FAILED)
        self.assertEqual(plan["situation"], "mailbox-refuses")
        self.assertIn("SmtpClientAuthentication", plan["command"])
        self.assertIsNone(plan["steps"])
        self.mail.control("clear-refusals")
        self.assertEqual(self.plan(path)["situation"], "nothing")

    def test_device_says_no(self):
        """Check that a device that cannot be asked keeps its badges, and is named as such."""
        device, name = self.broken("nas", "expired-gmail")
        path = f"{name}/account-1"
        self.assertEqual(self.slot(path)["state"], "invalid")
        device.control("certificate")
        self.assertEqual(self.plan(path, expect=NOT_TRUSTED)["situation"], "certificate-changed")
        device.stop()
        self.assertEqual(self.plan(path, expect=UNREACHABLE)["situation"], "unreachable")
        self.assertEqual(self.slot(path)["state"], "invalid")

    def test_login_refused(self):
        """Check that a refused login is told of."""
        device, name = self.broken("nas", "expired-gmail")
        device.control("expire-password")
        device.control("end-sessions")
        self.assertEqual(self.plan(f"{name}/account-1", expect=FAILED)["situation"],
                         "login-refused")

    def test_nobody_there(self):
        """Check that without a person nothing is begun."""
        device, name = self.broken("nas", "custom-gmail")
        before = self.look(device)
        result = self.ctl.run("repair", f"{name}/account-1")
        self.assertEqual(result.status, PERSON, result.messages)
        result = self.ctl.run("repair", f"{name}/account-1", "--resume")
        self.assertEqual(result.status, NOT_FOUND, result.messages)
        self.assertEqual(senders(self.look(device)), senders(before))
        self.assertEqual(len(self.look(device)["slots"]), len(before["slots"]))

    def test_declined(self):
        """Check that a person's no can be put back, or gone on with."""
        device, name = self.broken("nas", "custom-gmail")
        path = f"{name}/account-1"
        before = device.control("state")
        with self.start(path, "--no-browser", "--provider", self.provider_id) as run:
            self.consent(wait_for_line(run, "open: "), decision="deny")
            self.assertEqual(run.wait(), PERSON, run.log())
        result = self.ctl.run("repair", path, "--no-browser")
        self.assertEqual(result.status, FAILED, result.messages)
        self.assertIn("--put-back", result.messages)
        result = self.ctl.run("repair", path, "--put-back")
        self.assertEqual(result.status, DONE, result.messages)
        after = device.control("state")
        self.assertEqual(senders(after), senders(before))
        self.assertEqual([slot["id"] for slot in after["slots"]], ["account-1", "account-2"])
        self.repair(path, "nas@gmail.example")

    def test_rule_edited_meanwhile(self):
        """Check that what a person does to a rule during the repair stays."""
        device, name = self.broken("nas", "custom-gmail")
        with self.start(f"{name}/account-1", "--no-browser", "--provider",
                        self.provider_id) as run:
            url = wait_for_line(run, "open: ")
            device.sign_in()
            rule = device.rules()["rule-backup"]
            etag = rule.pop("etag")
            answer = device.ask("PUT", "/rules/rule-backup", {
                **{key: value for key, value in rule.items() if key != "id"},
                "title": "Nightly backup"}, match=etag)
            self.assertEqual(answer.status, 200, answer.body)
            self.consent(url, account="nas@gmail.example")
            self.assertEqual(run.wait(), DONE, run.log())
        rule = device.rules()["rule-backup"]
        self.assertEqual(rule["title"], "Nightly backup")
        [made] = [slot["id"] for slot in device.control("state")["slots"]
                  if slot["id"] != "account-2"]
        self.assertEqual(rule["senders"], ["account-2", made])

    def test_all(self):
        """Check that a fleet is repaired, that what failed is told of, and that it runs again."""
        devices = [self.broken(kind, scenario) for kind, scenario in (
            ("nas", "expired-gmail"), ("nas", "custom-gmail"), ("nas", "custom-other"),
            ("nas", "yahoo"), ("mfp", "token-update-failed"), ("nas", "expired-outlook"),
            ("nas", "fresh"), ("mfp", "fresh"), ("nas", "fresh"), ("mfp", "fresh"),
            ("nas", "fresh"), ("mfp", "fresh"))]
        devices[5][0].stop()
        for repaired in (5, 0):
            with self.start("--all", "--no-browser", "--provider", self.provider_id,
                            "--json") as run:
                self.attend(run)
                self.assertEqual(run.wait(), SOME_FAILED, run.log())
                log = "\n" + run.log()
                repairs = json.loads(log[log.index("\n{\n"):])["repairs"]
            outcomes = collections.Counter(repair["outcome"] for repair in repairs)
            print("#", dict(outcomes))
            self.assertEqual(outcomes["repaired"], repaired)
            self.assertGreater(outcomes["failed"], 0)
        self.assertEqual(self.slot(f"{devices[0][1]}/account-1")["state"], "obtained")
        self.assertEqual(set(self.states(devices[4][1]).values()), {"obtained"})

    def test_unreadable(self):
        """Check that notes of a repair that cannot be read are told of, and hold nothing up."""
        device, name = self.broken("nas", "expired-gmail")
        path = f"{name}/account-1"
        with sqlite3.connect(self.database) as database:
            database.execute("INSERT INTO journal_run (device_id, slot_id, plan_json, started_at, "
                             "finished_at) VALUES (?, 'account-1', 'torn', 1, 0)", (name,))
        database.close()
        for option in ("--resume", "--put-back"):
            result = self.ctl.run("repair", path, option)
            self.assertEqual(result.status, FAILED, result.messages)
            self.assertIn("cannot be read", result.messages)
        with self.start("--all", "--no-browser", "--provider", self.provider_id) as run:
            self.attend(run)
            self.assertEqual(run.wait(), SOME_FAILED, run.log())
            self.assertIn("Repaired: 1. ", run.log())
            self.assertIn("The notes of the interrupted repair cannot be read", run.log())
            self.assertNotIn("CRITICAL", run.log())
        self.assertEqual(find_slot(device.control("state"), "account-1")["token"]["state"],
                         "obtained")

    def attend(self, run):
        """Consents to whatever is asked for, as the account that is asked for."""
        seen = 0
        while run.running:
            urls = re.findall(r"^open: (\S+)$", run.log(), re.MULTILINE)
            for url in urls[seen:]:
                query = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)
                self.consent(url, account=query["login_hint"][0])
            seen = len(urls)
            time.sleep(0.02)


del RepairTest

if __name__ == "__main__":
    tap.main()
