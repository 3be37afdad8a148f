#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job on each release of TrueNAS, and what is peculiar to that make."""

import datetime
import sqlite3
import unittest

from cli.computer import ACCOUNT, LabTest, sha256, wait_for_line
from e2e.mailgrant import DONE, FAILED, PERSON
from lab.programs import Provider
from lab.truenas_client import TrueNas
from peers import tap

DAY = 24 * 60 * 60

PROVIDER = """\
[Provider]
Id=own-{word}
Name=Our {word}
Kind=oauth
KnownAs={word}

[OAuth]
Issuer={issuer}
SendsIssuer=true
AuthorizationEndpoint={issuer}/authorize
TokenEndpoint={issuer}/token
RedirectHost=127.0.0.1
RedirectPath=/callback
ClientKind=confidential
ClientAuth=client-secret-post
CommonScopes=openid;email;offline_access;

[Scopes]
smtp={scope};

[Lifetime]
TokenDays=90
RenewAfterDays=60
Rotates=true
"""

SCOPES = {"gmail": "https://www.googleapis.com/auth/gmail.send",
          "outlook": "https://outlook.office.com/SMTP.Send"}


class TrueNasTest(LabTest):
    provider_options = ()

    def setUp(self):
        super().setUp()
        self.ids = {word: self.add_known(word) for word in SCOPES}

    def start_provider(self):
        """Starts a provider whose tokens end after ninety days, rotated or not."""
        return self.enterContext(Provider(
            self.directory, "--rotate", "--keep-rotated", "--refresh-lifetime", str(90 * DAY)))

    def add_known(self, word):
        """Makes the provider known in the place of one that devices know; returns its id."""
        path = self.write(f"own-{word}.provider", PROVIDER.format(
            word=word, issuer=self.provider.url, scope=SCOPES[word]))
        return self.ctl.json("provider", "add", "--file", path, "--client-id", "lab-web",
                             "--client-secret-file", "-", stdin="lab-secret\n")["provider"]["id"]

    def start(self, profile, *arguments):
        return self.enterContext(TrueNas(self.directory, profile, "--provider", self.provider.url,
                                         *self.mail.options, *arguments))

    def add_with(self, box, user, secret, **more):
        return self.ctl.run("device", "add", more.get("url", box.url), "--user", user,
                            "--password-file", "-", "--fingerprint", box.ready["fingerprint"],
                            "--json", *more.get("options", ()), stdin=secret + "\n")

    def add_key(self, box, name="write"):
        """Adds a box by one of its keys; returns the path of its slot."""
        result = self.add_with(box, *box.key(name))
        self.assertEqual(result.status, DONE, result.messages)
        self.device = result.json["device"]
        self.assertEqual(self.device["driver"], "truenas")
        return f"{self.device['id']}/mail"

    def done(self, slot, word, account=ACCOUNT, expect=DONE):
        with self.authorize(slot, self.ids[word], account=account) as run:
            self.consent(wait_for_line(run, "open: "), account=account)
            self.assertEqual(run.wait(), expect, run.log())
            return run.log()

    def assert_slot(self, path, state, note=None, **more):
        slot = self.slot(path)
        self.assertEqual((slot["state"], slot["note"] and slot["note"]["code"]), (state, note),
                         slot)
        for name, value in more.items():
            self.assertEqual(slot[name], value, slot)
        return slot


class MainJobTest(TrueNasTest):
    def main_job(self, profile, word):
        box = self.start(profile)
        slot = self.add_key(box)
        self.assert_slot(slot, "not-obtained")
        self.done(slot, word)
        self.assert_slot(slot, "obtained", provider=self.ids[word])
        mail = box.state["mail"]
        self.assertEqual(mail["oauth"]["client_id"], "lab-web")
        self.assertEqual(mail["oauth"]["client_secret"], sha256("lab-secret"))
        self.assertEqual(mail["oauth"].get("provider"), None if profile == "24.10" else word)
        # Once more in its place, tested again, and away.
        self.done(slot, word)
        self.assertEqual(self.ctl.run("test", slot).status, DONE)
        self.assert_slot(slot, "obtained")
        return box, slot

    def test_outlook(self):
        """Check the main job with Outlook's way on each release that knows it."""
        for profile in ("25.04", "25.10", "26", "27"):
            with self.subTest(profile):
                box, slot = self.main_job(profile, "outlook")
                self.assertEqual(box.state["mail"]["fromemail"], ACCOUNT)
                deleted = self.ctl.run("delete-token", slot)
                self.assertEqual(deleted.status, DONE, deleted.messages)
                self.assert_slot(slot, "not-obtained")
                self.assertIsNone(box.state["mail"]["oauth"])

    def test_gmail(self):
        """Check the main job with Gmail's way on each release, REST alone included."""
        for profile in ("24.10", "25.04", "25.10", "26", "27"):
            with self.subTest(profile):
                self.main_job(profile, "gmail")

    def test_old_release(self):
        """Check that a release that knows Gmail alone is not given anything else."""
        slot = self.add_key(self.start("24.10"))
        with self.authorize(slot, self.ids["outlook"]) as run:
            self.consent(wait_for_line(run, "open: "))
            self.assertEqual(run.wait(), FAILED)
            self.assertIn("takes authorizations of Gmail only", run.log())
        self.assert_slot(slot, "not-obtained")

    def test_password(self):
        """Check that a password is put, tried, and told when it is refused."""
        box = self.start("25.10")
        slot = self.add_key(box)
        box.control("mail", outgoingserver="smtp.example.org", port=587, security="TLS")
        good = self.ctl.run("password", slot, "--account", ACCOUNT, "--password-file", "-",
                            stdin=self.mail.ready["password"] + "\n")
        self.assertEqual(good.status, DONE, good.messages)
        self.assert_slot(slot, "obtained")
        box.control("mail", **{"pass": "other"})
        self.assertEqual(self.ctl.run("test", slot).status, FAILED)
        self.assert_slot(slot, "invalid")


class PeculiarTest(TrueNasTest):
    def test_plain(self):
        """Check that a box is never shown a key without TLS, so that none is revoked."""
        for profile in ("24.10", "25.10", "27"):
            box = self.start(profile)
            result = self.add_with(box, *box.key("write"), url=box.ready["plain_url"],
                                   options=("--driver", "truenas"))
            self.assertNotEqual(result.status, DONE)
            self.assertEqual(box.state["revoked_keys"], [])
            self.assertEqual(box.with_key("write")[1] if profile != "24.10" else "SUCCESS",
                             "SUCCESS")

    def test_refused_logins(self):
        """Check that each kind of login that is refused says so, and nothing is stored."""
        box = self.start("26")
        for user, secret, words in (
                ("admin", "wrong", "refused the user name"),
                (*box.key("expired"), "has expired, or the device has revoked it"),
                (*box.key("denied"), "may not use the device's API")):
            result = self.add_with(box, user, secret)
            self.assertEqual(result.status, FAILED, result.messages)
            self.assertIn(words, result.messages)
            self.assertNotIn(secret, result.messages)
        self.assertEqual(self.ctl.json("device", "list")["devices"], [])

    def test_redacted(self):
        """Check that a login that may only read moves no badge, and cannot push."""
        box = self.start("25.10")
        slot = self.add_key(box, "read")
        self.assert_slot(slot, "unknown", "not-readable")
        log = self.done(slot, "outlook", expect=FAILED)
        self.assertIn("does not allow this", log)
        self.assertIsNone(box.state["mail"]["oauth"])

    def test_foreign(self):
        """Check that a token that the box's own page has obtained is told from ours."""
        box = self.start("25.10")
        box.control("mail", oauth={"provider": "gmail", "client_id": "theirs",
                                   "client_secret": "s", "refresh_token": "r"})
        slot = self.add_key(box)
        self.assert_slot(slot, "obtained", "foreign", provider="gmail")
        self.done(slot, "gmail")
        self.assert_slot(slot, "obtained")

    def test_discarded(self):
        """Check that a Gmail token that the box has thrown away is told from none."""
        box = self.start("25.10")
        slot = self.add_key(box)
        self.done(slot, "gmail")
        self.provider.control("revoke", account=ACCOUNT)
        self.assertEqual(self.ctl.run("test", slot).status, PERSON)
        self.assertIsNone(box.state["mail"]["oauth"])
        self.ctl.run("status", "--check")
        self.assert_slot(slot, "invalid", "discarded")
        self.done(slot, "gmail")
        self.assert_slot(slot, "obtained")
        self.assertEqual(box.state["alerts"], [])

    def days_left(self, slot):
        end = datetime.datetime.fromisoformat(self.slot(slot)["expires_at"])
        return (end - datetime.datetime.now(datetime.timezone.utc)).days

    def age(self, days):
        """Makes all grants so much older."""
        with sqlite3.connect(self.database) as database:
            database.execute("UPDATE mail_grant SET issued_at = issued_at - ?1, "
                             "expires_at = expires_at - ?1", (days * DAY * 1000000,))
        database.close()

    def test_fuse(self):
        """Check that the end of the token on the box is told of, and put off with nobody asked."""
        box = self.start("25.10")
        slot = self.add_key(box)
        self.done(slot, "outlook")
        self.assertIn(self.days_left(slot), (89, 90))
        before = box.state["mail"]["oauth"]["refresh_token"]
        self.age(80)
        self.assertEqual(self.ctl.run("status", "--check").status, DONE)
        note = self.assert_slot(slot, "obtained", "expires-soon")["note"]
        self.assertIn(self.days_left(slot), (9, 10))
        self.assertIn("It ends on ", note["text"])

        renewed = self.ctl.run("renew", "--due")
        self.assertEqual(renewed.status, DONE, renewed.messages)
        self.assertNotEqual(box.state["mail"]["oauth"]["refresh_token"], before)
        self.assert_slot(slot, "obtained")
        self.assertIn(self.days_left(slot), (89, 90))
        # Without that, the box would have found out by itself.
        self.provider.control("clock", offset=89 * DAY)
        self.assertEqual(self.ctl.run("test", slot).status, DONE)

    def test_dead_outlook(self):
        """Check that the box's bare 400 alone makes no badge invalid."""
        box = self.start("25.10")
        slot = self.add_key(box)
        self.done(slot, "outlook")
        self.provider.control("revoke", account=ACCOUNT)
        result = self.ctl.run("test", slot)
        self.assertEqual(result.status, FAILED)
        self.assertIn("400 Client Error", result.messages + result.output)
        self.assert_slot(slot, "obtained", "not-checked")
        # Our own copy tells what the box does not.
        plan = self.ctl.run("repair", slot, "--dry-run")
        self.assertIn("has ended", plan.messages + plan.output)
        self.assert_slot(slot, "invalid")
        self.done(slot, "outlook")
        self.assert_slot(slot, "obtained")

    def test_repair(self):
        """Check that a Gmail token that was thrown away is repaired by one consent."""
        box = self.start("25.10")
        slot = self.add_key(box)
        self.done(slot, "gmail")
        self.provider.control("revoke", account=ACCOUNT)
        self.assertEqual(self.ctl.run("test", slot).status, PERSON)
        with self.ctl.start(self.write("repair.log", ""), "repair", slot, "--no-browser") as run:
            self.consent(wait_for_line(run, "open: "))
            self.assertEqual(run.wait(), DONE, run.log())
        self.assert_slot(slot, "obtained")
        self.assertEqual(box.state["alerts"], [])

    def test_code(self):
        """Check that a one-time code is asked for and said to be missing."""
        box = self.start("25.10", "--one-time-code", "492039")
        result = self.add_with(box, box.ready["user"], box.ready["password"])
        self.assertEqual(result.status, FAILED, result.messages)
        self.assertIn("asks for a one-time code", result.messages)
        for code, status in (("000000", FAILED), ("492039", DONE)):
            path = self.write("code", code)
            result = self.add_with(box, box.ready["user"], box.ready["password"],
                                   options=("--one-time-code-file", path))
            self.assertEqual(result.status, status, result.messages)

    def test_certificate(self):
        """Check that a box with another certificate than before is not spoken to."""
        box = self.start("25.10")
        slot = self.add_key(box)
        box.control("certificate")
        box.control("forget-requests")
        self.assertNotEqual(self.ctl.run("test", slot).status, DONE)
        self.assertEqual(box.control("requests")["requests"], [])


if __name__ == "__main__":
    tap.main()
