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

from cli import stand_in
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

    def test_token_gone(self):
        """Check that what cannot be put back is said exactly: a token, and all that shared it."""
        device, name = self.broken("mfp", "token-update-failed")
        path = f"{name}/quick-settings"
        before = device.control("state")
        with self.start(path, "--no-browser", "--provider", self.provider_id) as run:
            self.consent(wait_for_line(run, "open: "), decision="deny")
            self.assertEqual(run.wait(), PERSON, run.log())
        result = self.ctl.run("repair", path, "--put-back")
        self.assertEqual(result.status, FAILED, result.messages)
        titles = ", ".join(slot["title"] for slot in before["slots"]
                           if slot["link_group"] == find_slot(before, "quick-settings")["link_group"])
        self.assertIn(f"the token of “{titles}” was deleted and cannot be put back; "
                      "authorize printer@office.example again", result.messages)
        after = device.control("state")
        self.assertEqual([slot["settings"] for slot in after["slots"]],
                         [slot["settings"] for slot in before["slots"]])
        self.repair(path, "printer@office.example", "--account", "printer@office.example")

    def test_account_gone(self):
        """Check that the rules are named that an account which somebody deleted was in."""
        device, name = self.broken("nas", "custom-gmail")
        path = f"{name}/account-1"
        rules = [rule["title"] for rule in device.control("state")["rules"]
                 if "account-1" in rule["senders"]]
        with self.start(path, "--no-browser", "--provider", self.provider_id) as run:
            self.consent(wait_for_line(run, "open: "), decision="deny")
            self.assertEqual(run.wait(), PERSON, run.log())
        device.sign_in()
        for slot in [slot["id"] for slot in device.control("state")["slots"]]:
            if slot != "account-2":
                device.ask("DELETE", f"/slots/{slot}", match=device.etag(slot))
        result = self.ctl.run("repair", path, "--put-back")
        self.assertEqual(result.status, FAILED, result.messages)
        self.assertIn("put it into these notification rules: " + ", ".join(rules),
                      result.messages)
        # That ends it: nothing is left to be resumed.
        self.ctl.run("status", "--check")
        self.assertEqual(self.ctl.run("repair", path, "--resume").status, NOT_FOUND)

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


class ProviderTest(RepairTest):
    """Where the provider or its client stands in the way: nobody is asked again before that."""

    def set_up(self, word, scenario):
        """Breaks a device whose provider is the one that stands in for @word."""
        own = stand_in.add(self, word)
        device, name = self.broken("nas", scenario)
        return own, device, f"{name}/account-1"

    def repair_with(self, own, path, account, fault=None, expect=DONE):
        """Repairs a slot with a person who consents, and a provider that does as @fault says."""
        with self.start(path, "--no-browser", "--provider", own) as run:
            url = wait_for_line(run, "open: ")
            if fault is not None:
                self.provider.control("token-fault", **fault)
            self.consent(url, account=account)
            self.assertEqual(run.wait(), expect, run.log())
            return run.log()

    def again(self, own, path, account):
        """Authorizes a slot once the obstacle is gone."""
        with self.authorize(path, own, account=account) as run:
            self.consent(wait_for_line(run, "open: "), account=account)
            self.assertEqual(run.wait(), DONE, run.log())
        self.assertEqual(self.slot(path)["state"], "obtained")
        self.assertEqual(self.plan(path)["situation"], "nothing")

    def test_administrator(self):
        """Check that an administrator is waited for, over restarts, with the link to send them."""
        account = "nas@outlook.example"
        own, device, path = self.set_up("outlook", "expired-outlook")
        before = self.look(device)
        log = self.repair_with(own, path, account, expect=PERSON, fault={
            "error": "invalid_grant", "error_codes": [90094],
            "error_description": "AADSTS90094: The grant requires admin permission."})
        link = f"{self.provider.url}/adminconsent?client_id=lab-web&scope="
        self.assertIn(f"approve: {link}", log)
        for _program in range(2):
            self.ctl.run("status", "--check")
            slot = self.slot(path)
            self.assertEqual((slot["state"], slot["note"]["code"]), ("waiting", "administrator"))
            plan = self.plan(path, expect=PERSON)
            self.assertEqual(plan["situation"], "administrator")
            self.assertTrue(plan["link"].startswith(link), plan)
            self.assertIn("SMTP.Send", plan["link"])
            self.assertIn("administrator", plan["advice"])
            self.assertIsNone(plan["steps"])
        self.assertEqual(self.look(device), before)
        self.again(own, path, account)
        self.assertEqual(bare(self.look(device)["rules"]), bare(before["rules"]))
        self.assertEqual(senders(self.look(device)), senders(before))

    def test_testing_mode(self):
        """Check that a permission of a week is told from one that is just dead, with the cure."""
        account = "nas@gmail.example"
        own, device, path = self.set_up("gmail", "expired-gmail")
        before = self.look(device)
        week = {"members": {"refresh_token_expires_in": 7 * 24 * 60 * 60 - 1}}
        self.repair_with(own, path, account, fault=week)
        self.assertEqual(self.plan(path)["situation"], "nothing")
        stand_in.age(self.database, 8)
        self.provider.control("revoke", account=account)
        plan = self.plan(path, expect=PERSON)
        self.assertEqual(plan["situation"], "testing-mode")
        self.assertIn("Publish the app", plan["advice"])
        self.assertEqual(plan["link"], "https://register.example/gmail")
        self.assertIsNone(plan["steps"])
        self.again(own, path, account)
        self.assertEqual(senders(self.look(device)), senders(before))
        self.assertEqual(bare(self.look(device)["rules"]), bare(before["rules"]))

    def test_client_refused(self):
        """Check that a wrong client or tenant is told of by what is wrong with it."""
        account = "nas@outlook.example"
        own, device, path = self.set_up("outlook", "expired-outlook")
        self.repair_with(own, path, account)
        before = self.look(device)
        for error, code, advice in (
                ("invalid_client", 7000222, "The client secret has expired."),
                ("unauthorized_client", 700016, "Microsoft does not know this client there"),
                ("invalid_request", 50194, "register it for all tenants"),
                ("invalid_request", 90002, "There is no such tenant.")):
            with self.subTest(advice):
                fault = {"error": error, "error_codes": [code],
                         "error_description": f"AADSTS{code}: no."}
                self.provider.control("token-fault", times=9, **fault)
                plan = self.plan(path, expect=FAILED)
                self.assertEqual(plan["situation"], "client-refused")
                self.assertIn(advice, plan["advice"])
                self.assertEqual(plan["link"], "https://register.example/outlook")
                self.assertIsNone(plan["steps"])
                self.assertEqual(self.slot(path)["state"], "obtained")
                self.provider.control("token-fault", times=0)
        self.assertEqual(self.look(device), before)
        self.assertEqual(self.plan(path)["situation"], "nothing")
        # The same is said to a person who is at the browser.
        fault = {"error": "invalid_request", "error_codes": [50020],
                 "error_description": "AADSTS50020: no."}
        with self.authorize(path, own, account=account) as run:
            url = wait_for_line(run, "open: ")
            self.provider.control("token-fault", **fault)
            self.consent(url, account=account)
            self.assertEqual(run.wait(), FAILED, run.log())
            self.assertIn("That account does not belong here.", run.log())

    def test_wrong_account(self):
        """Check that nothing of somebody else's is put on a device, and it can be done again."""
        own, device, path = self.set_up("gmail", "custom-gmail")
        before = device.control("state")
        log = self.repair_with(own, path, "somebody@gmail.example", expect=PERSON)
        self.assertIn("somebody@gmail.example signed in instead of nas@gmail.example", log)
        result = self.ctl.run("repair", path, "--put-back")
        self.assertEqual(result.status, DONE, result.messages)
        after = device.control("state")
        self.assertEqual(senders(after), senders(before))
        self.assertEqual([slot["id"] for slot in after["slots"]],
                         [slot["id"] for slot in before["slots"]])
        self.repair_with(own, path, "nas@gmail.example")
        [made] = [slot["id"] for slot in device.control("state")["slots"]
                  if slot["id"] != "account-2"]
        self.assertEqual(senders(device.control("state")),
                         replaced(senders(before), "account-1", made))


del RepairTest

if __name__ == "__main__":
    tap.main()
