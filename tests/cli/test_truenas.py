#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job on each release of TrueNAS, and what is peculiar to that make."""

import datetime
import unittest

from cli import stand_in
from cli.computer import ACCOUNT, LabTest, sha256, wait_for_line
from e2e.mailgrant import DONE, FAILED, PERSON
from lab.programs import Provider
from lab.truenas_client import TrueNas
from peers import tap

DAY = 24 * 60 * 60


class TrueNasTest(LabTest):
    provider_options = ()

    def setUp(self):
        super().setUp()
        self.ids = {word: stand_in.add(self, word) for word in stand_in.WORDS}

    def start_provider(self):
        """Starts a provider whose tokens end after ninety days, rotated or not."""
        return self.enterContext(Provider(
            self.directory, "--rotate", "--keep-rotated", "--refresh-lifetime", str(90 * DAY)))

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
    today = 0

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

    def plan(self, slot, expect=DONE):
        """Returns the diagnosis and the plan of a slot."""
        [repair] = self.ctl.json("repair", slot, "--dry-run", expect=expect)["repairs"]
        return repair

    def kinds(self, plan):
        return [step["kind"] for step in plan["steps"]]

    def pass_days(self, days, *boxes):
        """Lets days pass: for us, for the provider, and for the boxes."""
        stand_in.age(self.database, days - self.today)
        self.today = days
        for lab in (self.provider, *boxes):
            lab.control("clock", offset=days * DAY)

    def test_fuse(self):
        """Check that the end of the token on the box is told of, and put off with nobody asked."""
        box = self.start("25.10")
        slot = self.add_key(box)
        self.done(slot, "outlook")
        self.assertIn(self.days_left(slot), (89, 90))
        for days, command in ((80, ("renew", "--due")), (160, ("repair", slot))):
            with self.subTest(command[0]):
                before = box.state["mail"]["oauth"]["refresh_token"]
                self.pass_days(days, box)
                self.assertEqual(self.ctl.run("status", "--check").status, DONE)
                note = self.assert_slot(slot, "obtained", "expires-soon")["note"]
                self.assertIn(self.days_left(slot), (9, 10))
                self.assertIn("It ends on ", note["text"])
                plan = self.plan(slot)
                self.assertEqual((plan["situation"], self.kinds(plan)),
                                 ("fuse", ["snapshot", "renew"]))
                renewed = self.ctl.run(*command)
                self.assertEqual(renewed.status, DONE, renewed.messages)
                self.assertNotEqual(box.state["mail"]["oauth"]["refresh_token"], before)
                self.assert_slot(slot, "obtained")
                self.assertIn(self.days_left(slot), (89, 90))
        # Without that, the box would have found out by itself long ago.
        self.pass_days(249, box)
        self.assertEqual(self.ctl.run("test", slot).status, DONE)

    def test_testing_mode(self):
        """Check that the end of a permission of a week is told of, and that it is not put off."""
        slot = self.add_key(self.start("25.10"))
        with self.authorize(slot, self.ids["gmail"]) as run:
            url = wait_for_line(run, "open: ")
            self.provider.control("token-fault",
                                  members={"refresh_token_expires_in": 7 * DAY - 1})
            self.consent(url)
            self.assertEqual(run.wait(), DONE, run.log())
        self.assertEqual(self.plan(slot)["situation"], "nothing")
        stand_in.age(self.database, 6)
        self.assertEqual(self.ctl.run("status", "--check").status, DONE)
        self.assert_slot(slot, "obtained", "expires-soon")
        plan = self.plan(slot, expect=PERSON)
        self.assertEqual((plan["situation"], plan["steps"]), ("testing-mode", None))

    def test_fleet_fuse(self):
        """Check that all boxes are renewed in one go, and what becomes of one that cannot be."""
        boxes = [self.start(profile) for profile in ("25.10", "26", "27")]
        slots = [self.add_key(box) for box in boxes]
        for slot in slots[:2]:
            self.done(slot, "outlook")
        with self.authorize(slots[2], self.ids["outlook"], "--keep-copy", "no") as run:
            self.consent(wait_for_line(run, "open: "))
            self.assertEqual(run.wait(), DONE, run.log())
        before = [box.state["mail"]["oauth"]["refresh_token"] for box in boxes]
        self.pass_days(80, *boxes)
        self.assertEqual(self.ctl.run("status", "--check").status, DONE)
        self.ctl.run("renew", "--due")
        after = [box.state["mail"]["oauth"]["refresh_token"] for box in boxes]
        self.assertEqual([one == other for one, other in zip(before, after)],
                         [False, False, True])
        self.pass_days(100, *boxes)
        self.assertEqual([self.ctl.run("test", slot).status for slot in slots],
                         [DONE, DONE, FAILED])
        # A token past its end is dead, though the box cannot say so.
        self.assertEqual(self.plan(slots[2])["situation"], "token-dead")
        self.done(slots[2], "outlook")
        self.assertEqual(self.ctl.run("test", slots[2]).status, DONE)

    def test_dead_foreign(self):
        """Check that what the box's own page has obtained is replaced when it does not work."""
        box = self.start("25.10")
        box.control("mail", fromemail=ACCOUNT, outgoingserver="smtp-mail.outlook.com", port=587,
                    security="TLS", oauth={"provider": "outlook", "client_id": "theirs",
                                           "client_secret": "s", "refresh_token": "r"})
        slot = self.add_key(box)
        plan = self.plan(slot)
        self.assertEqual((plan["situation"], self.kinds(plan)),
                         ("token-dead", ["snapshot", "authorize"]))
        self.repair(slot, "--provider", self.ids["outlook"])
        self.assert_slot(slot, "obtained")

    def test_client_secret(self):
        """Check that a secret that has expired is told of, and the new one put on the box."""
        box = self.start("25.10")
        slot = self.add_key(box)
        self.done(slot, "outlook")
        self.pass_days(1, box)
        self.provider.control("set", client_id="lab-web", client_secret="next-secret")
        plan = self.plan(slot, expect=FAILED)
        self.assertEqual(plan["situation"], "client-refused")
        self.assertIn("client secret", plan["advice"])
        self.assertEqual(plan["link"], "https://register.example/outlook")
        self.assertIsNone(plan["steps"])
        changed = self.ctl.run("provider", "set", self.ids["outlook"], "--client-id", "lab-web",
                               "--client-secret-file", "-", stdin="next-secret\n")
        self.assertEqual(changed.status, DONE, changed.messages)
        plan = self.plan(slot)
        self.assertEqual((plan["situation"], self.kinds(plan)), ("outdated", ["snapshot", "renew"]))
        self.assertEqual(self.ctl.run("repair", slot).status, DONE)
        self.assertEqual(box.state["mail"]["oauth"]["client_secret"], sha256("next-secret"))
        self.assertEqual(self.plan(slot)["situation"], "nothing")

    def test_useless_client(self):
        """Check that a box keeps what it has if it could not use the new permission."""
        box = self.start("25.10")
        slot = self.add_key(box)
        self.done(slot, "outlook")
        before = box.state["mail"]
        with self.authorize(slot, self.ids["outlook"]) as run:
            url = wait_for_line(run, "open: ")
            # Microsoft answers so where a client is of one tenant, and the box asks for any.
            self.provider.control("fault", kind="status", status=400, path="/token", after=1)
            self.consent(url)
            self.assertEqual(run.wait(), FAILED, run.log())
            self.assertIn("cannot use the new permission", run.log())
        self.assertEqual(box.state["mail"], before)
        self.assert_slot(slot, "obtained")

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

    def repair(self, slot, *options):
        """Repairs a slot with a person who consents."""
        with self.ctl.start(self.write("repair.log", ""), "repair", slot, "--no-browser",
                            *options) as run:
            self.consent(wait_for_line(run, "open: "))
            self.assertEqual(run.wait(), DONE, run.log())

    def test_repair(self):
        """Check that a Gmail token that was thrown away is repaired by one consent."""
        for profile in ("24.10", "25.10", "26", "27"):
            with self.subTest(profile):
                box = self.start(profile)
                slot = self.add_key(box)
                self.done(slot, "gmail")
                before = box.state["mail"]
                self.provider.control("revoke", account=ACCOUNT)
                self.assertEqual(self.ctl.run("test", slot).status, PERSON)
                [alert] = box.state["alerts"]
                self.assertEqual(alert["klass"], "GMailConfigurationDiscarded")
                plan = self.plan(slot)
                self.assertEqual((plan["situation"], self.kinds(plan)),
                                 ("discarded", ["snapshot", "authorize"]))
                self.repair(slot)
                self.assert_slot(slot, "obtained")
                self.assertEqual(box.state["alerts"], [])
                self.assertEqual({**box.state["mail"], "oauth": None}, {**before, "oauth": None})

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
