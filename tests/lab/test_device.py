#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab's devices against the lab's provider and mail server."""

import json
import os
import signal
import tempfile
import unittest

from lab.programs import Device, Mail, Provider, ask, sha256
from peers import tap
from peers.process import wait_for

NAS = "nas@gmail.example"
PRINTER = "printer@office.example"
EXPIRED = "Authorization has expired. Reauthorize the account."
DEAD = "Token update failed. Please delete the token and obtain it again."


class DeviceTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.provider = cls.enterClassContext(Provider(cls.directory, "--rotate"))
        cls.mail = cls.enterClassContext(Mail(cls.directory, cls.provider))

    def start(self, kind, *arguments):
        device = self.enterContext(Device(
            self.directory, kind, "--provider", self.provider.url, *self.mail.options,
            *arguments))
        self.assertEqual(device.sign_in().status, 201)
        return device

    def test_identity(self):
        """Check that a stranger learns what the device is, and nothing else."""
        nas = self.enterContext(Device(self.directory, "nas"))
        identity = ask(nas.url, "GET", "/.well-known/mail-authorization").json
        self.assertEqual(identity["vendor"], "Mailgrant Lab")
        self.assertEqual(identity["kind"], "nas")
        self.assertTrue(identity["capabilities"]["create_slot"])
        answer = nas.ask("GET", "/slots")
        self.assertEqual((answer.status, answer.problem), (401, "session-ended"))

    def test_push(self):
        """Check that a token put on a NAS is redeemed, kept when rotated, and logs in."""
        nas = self.start("nas", "--scenario", "expired-gmail")
        self.assertEqual(nas.slot("account-1")["token"]["state"], "invalid")
        self.assertEqual(len(nas.ask("GET", "/alerts").json["alerts"]), 1)
        grant = self.provider.grant(NAS)
        answer = nas.put_token("account-1", self.provider, grant, NAS)
        self.assertEqual(answer.status, 200, answer.body)
        self.assertEqual(answer.json["token"]["state"], "waiting")
        put = sha256(grant["refresh_token"])
        self.assertEqual(answer.json["token"]["refresh_token_sha256"], put)

        job = nas.test("account-1", {"recipient": "owner@example.org"})
        self.assertEqual((job["state"], job["code"]), ("passed", None), job)
        token = nas.slot("account-1")["token"]
        self.assertEqual(token["state"], "obtained")
        self.assertNotEqual(token["refresh_token_sha256"], put)
        self.assertEqual(nas.ask("GET", "/alerts").json["alerts"], [])
        self.assertEqual(self.mail.control("state")["messages"][-1]["to"], "owner@example.org")

        # The rotated one is the one that works next.
        self.assertEqual(nas.test("account-1")["state"], "passed")
        self.assertNotIn(grant["refresh_token"], json.dumps(nas.control("state")))

    def test_dead_token(self):
        """Check that only the provider's word makes a token invalid, in the device's words."""
        nas = self.start("nas")
        account = "dead@gmail.example"
        nas.put_token("account-1", self.provider, self.provider.grant(account), account)

        self.provider.control("fault", kind="html", path="/token")
        job = nas.test("account-1")
        self.assertEqual(job["code"], "provider-unreachable")
        self.assertEqual(nas.slot("account-1")["token"]["state"], "waiting")

        self.provider.control("token-fault", error="invalid_client", status=401)
        job = nas.test("account-1")
        self.assertEqual(job["code"], "provider-refused")
        self.assertEqual(nas.slot("account-1")["token"]["state"], "waiting")

        self.assertEqual(nas.test("account-1")["state"], "passed")
        self.provider.control("revoke", account=account)
        job = nas.test("account-1")
        self.assertEqual((job["code"], job["message"]), ("token-update-failed", EXPIRED))
        self.assertIn("invalid_grant", job["server_reply"])
        token = nas.slot("account-1")["token"]
        self.assertEqual((token["state"], token["reason"]), ("invalid", EXPIRED))
        self.assertEqual(nas.ask("GET", "/alerts").json["alerts"][0]["message"], EXPIRED)

    def test_finds_out_by_itself(self):
        """Check that a device whose token died finds out when it next has to send."""
        nas = self.start("nas")
        nas.put_token("account-1", self.provider, self.provider.grant(NAS), NAS)
        self.assertEqual(nas.test("account-1")["state"], "passed")
        nas.control("kill-token", slot="account-1")
        self.assertEqual(nas.slot("account-1")["token"]["state"], "obtained")
        job = nas.control("check", slot="account-1")
        wait_for(lambda: nas.ended(f"/jobs/{job['id']}"), "the check to end")
        self.assertEqual(nas.slot("account-1")["token"]["state"], "invalid")
        self.assertEqual(nas.ask("GET", "/alerts").json["alerts"][0]["slot"], "account-1")

    def test_mailbox_refuses(self):
        """Check that a mailbox that refuses leaves the token obtained."""
        nas = self.start("nas")
        account = "tenant@gmail.example"
        reply = ("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled "
                 "for the Tenant.")
        self.mail.control("refuse", account=account, reply=reply)
        nas.put_token("account-1", self.provider, self.provider.grant(account), account)
        job = nas.test("account-1")
        self.assertEqual(job["code"], "mailbox-refuses")
        self.assertIn("SmtpClientAuthentication is disabled", job["server_reply"])
        self.assertEqual(nas.slot("account-1")["token"]["state"], "obtained")

    def test_wrong_account(self):
        """Check that a token of somebody else is refused by the mail server."""
        nas = self.start("nas")
        nas.put_token("account-1", self.provider, self.provider.grant("eve@example.org"), NAS)
        job = nas.test("account-1")
        self.assertEqual(job["code"], "login-refused")
        self.assertIn("535", job["server_reply"])
        self.assertEqual(nas.slot("account-1")["token"]["state"], "obtained")

    def test_mechanisms(self):
        """Check that a device takes whichever mechanism for tokens is there, and no other."""
        nas = self.start("nas")
        self.addCleanup(self.mail.control, "mechanisms")
        nas.put_token("account-1", self.provider, self.provider.grant(NAS), NAS)
        for offered, code in (("OAUTHBEARER", None), ("XOAUTH2", None), ("PLAIN", "login-refused")):
            self.mail.control("mechanisms", mechanisms=offered)
            self.assertEqual(nas.test("account-1")["code"], code, offered)

    def test_password(self):
        """Check that a password works, with either mechanism, and that a wrong one is seen."""
        nas = self.start("nas", "--scenario", "yahoo")
        self.addCleanup(self.mail.control, "mechanisms")
        self.assertTrue(nas.slot("account-1")["password"]["refused"])
        for mechanism in ("PLAIN", "LOGIN"):
            self.mail.control("mechanisms", mechanisms=mechanism)
            for password, refused in (("wrong", True), (self.mail.ready["password"], False)):
                answer = nas.ask("PUT", "/slots/account-1/password",
                                 {"account": "nas@yahoo.example", "password": password},
                                 match=nas.etag("account-1"))
                self.assertEqual(answer.status, 200, answer.body)
                job = nas.test("account-1")
                self.assertEqual(job["code"], "login-refused" if refused else None, job)
                self.assertEqual(nas.slot("account-1")["password"]["refused"], refused)

    def test_delete_drops_from_rules(self):
        """Check that deleting a slot takes it out of every rule, and the new one goes back in."""
        nas = self.start("nas", "--scenario", "custom-gmail")
        before = nas.rules()
        self.assertEqual(before["rule-backup"]["senders"], ["account-2", "account-1"])
        self.assertFalse(nas.slot("account-1")["reauthorize"])
        answer = nas.ask("DELETE", "/slots/account-1", match=nas.etag("account-1"))
        self.assertEqual(answer.status, 204)
        after = nas.rules()
        self.assertEqual(after["rule-backup"]["senders"], ["account-2"])
        self.assertEqual(after["rule-security"]["senders"], [])
        self.assertNotEqual(after["rule-security"]["etag"], before["rule-security"]["etag"])

        new = {
            "client_ref": "once", "title": "Gmail", "protocol": "smtp", "service": "gmail",
            "settings": {"server": "smtp.gmail.com", "port": 587, "security": "starttls",
                         "authentication": "oauth2"}}
        made = nas.ask("POST", "/slots", new)
        self.assertEqual(made.status, 201, made.body)
        again = nas.ask("POST", "/slots", new)
        self.assertEqual((again.status, again.json["id"]), (200, made.json["id"]))

        rule = after["rule-backup"]
        content = {key: rule[key] for key in ("title", "enabled", "events", "recipients")}
        content["senders"] = ["account-2", made.json["id"]]
        stale = nas.ask("PUT", "/rules/rule-backup", content, match=before["rule-backup"]["etag"])
        self.assertEqual((stale.status, stale.problem), (412, "changed"))
        done = nas.ask("PUT", "/rules/rule-backup", content, match=rule["etag"])
        self.assertEqual((done.status, done.json["senders"]), (200, content["senders"]))

    def test_concurrency(self):
        """Check that a change needs If-Match, that the old one fails, and * does."""
        nas = self.start("nas")
        settings = nas.slot("account-1")["settings"]
        old = nas.etag("account-1")
        path = "/slots/account-1/settings"
        answer = nas.ask("PUT", path, settings)
        self.assertEqual((answer.status, answer.problem), (428, "match-needed"))
        answer = nas.ask("PUT", path, settings, match=old)
        self.assertEqual((answer.status, answer.headers["ETag"]), (200, answer.json["etag"]))
        answer = nas.ask("PUT", path, settings, match=old)
        self.assertEqual((answer.status, answer.problem), (412, "changed"))
        self.assertEqual(nas.ask("PUT", path, settings, match=f'"x", {nas.etag("account-1")}'
                                 ).status, 200)
        self.assertEqual(nas.ask("PUT", path, settings, match="*").status, 200)

    def test_link_group(self):
        """Check that linked settings follow each other, and that the others do not."""
        mfp = self.start("mfp", "--scenario", "token-update-failed")
        linked = ("services-smtp", "quick-settings", "initial-installation")
        self.assertEqual(mfp.slot("services-smtp")["token"]["reason"], DEAD)
        job = mfp.test("quick-settings")
        self.assertEqual((job["code"], job["message"]), ("token-update-failed", DEAD))

        answer = mfp.ask("DELETE", "/slots/services-smtp/token", match=mfp.etag("services-smtp"))
        self.assertEqual(answer.status, 200)
        for slot in linked:
            self.assertEqual(mfp.slot(slot)["token"]["state"], "not-obtained")
        self.assertEqual(mfp.slot("alert-smtp")["token"]["state"], "invalid")

        mfp.put_token("quick-settings", self.provider, self.provider.grant(PRINTER), PRINTER)
        self.assertEqual(mfp.test("initial-installation")["state"], "passed")
        for slot in linked:
            self.assertEqual(mfp.slot(slot)["token"]["state"], "obtained")
        self.assertEqual(mfp.slot("alert-smtp")["token"]["state"], "invalid")

        mfp.put_token("status-pop3", self.provider, self.provider.grant(PRINTER), PRINTER)
        job = mfp.test("status-pop3")
        self.assertEqual(job["state"], "passed", job)
        self.assertEqual(mfp.slot("status-pop3")["settings"]["check_interval"], 5)

    def test_not_offered(self):
        """Check that a printer neither makes nor deletes slots, nor has rules."""
        mfp = self.start("mfp")
        for method, path in (("POST", "/slots"), ("DELETE", "/slots/alert-smtp"),
                             ("GET", "/rules"), ("GET", "/alerts")):
            answer = mfp.ask(method, path, {} if method == "POST" else None, match="*")
            self.assertEqual((answer.status, answer.problem), (409, "not-offered"), path)

    def test_survives_being_killed(self):
        """Check that what was answered is there after SIGKILL, and the device is the same."""
        state = os.path.join(self.directory, "killed.json")
        nas = Device(self.directory, "nas", "--state", state, *self.mail.options)
        with nas:
            self.assertEqual(nas.sign_in().status, 201)
            nas.put_token("account-1", self.provider, self.provider.grant(NAS), NAS)
            self.assertEqual(nas.test("account-1")["state"], "passed")
            token = nas.slot("account-1")["token"]
            os.kill(nas.pid, signal.SIGKILL)
            nas.wait()
        self.assertEqual(os.stat(state).st_mode & 0o777, 0o600)

        again = self.start("nas", "--state", state)
        self.assertEqual(again.ready["fingerprint"], nas.ready["fingerprint"])
        self.assertEqual(again.ready["serial"], nas.ready["serial"])
        self.assertEqual(again.slot("account-1")["token"], token)
        self.assertEqual(again.test("account-1")["state"], "passed")
        self.assertEqual(again.stop(), 0)


if __name__ == "__main__":
    tap.main()
