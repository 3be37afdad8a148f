#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A TrueNAS that redeems its token at a real provider and logs in to a real mail server."""

import os
import unittest

from e2e.mailgrant import DONE
from e2e.place import ACCOUNT, COMPANY, Place
from peers import tap


class TrueNasTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # The box uses one token for ever, which a provider that rotates would not have.
        cls.place = Place(cls.enterClassContext, rotate=False)
        provider = cls.place.provider
        path = os.path.join(cls.place.directory, "company.provider")
        with open(path, "w", encoding="utf-8") as out:
            out.write(COMPANY.format(**provider.metadata))
        cls.place.ctl.json("provider", "add", "--file", path,
                           "--client-id", provider.confidential_client,
                           "--client-secret-file", "-", stdin=provider.confidential_secret + "\n")

    def add(self, profile):
        """Starts a box of a release and adds it by its key; returns the path of its slot."""
        box = self.place.start_device("truenas", "--profile", profile)
        key = box.ready["keys"]["write"]
        device = self.place.ctl.json(
            "device", "add", box.ready["url"], "--user", key["user"],
            "--password-file", self.place.write_secret(key["key"]),
            "--fingerprint", box.ready["fingerprint"])["device"]
        self.assertEqual(device["driver"], "truenas")
        self.addCleanup(self.place.ctl.run, "device", "remove", device["id"])
        return f"{device['id']}/mail"

    def state(self, slot):
        [found] = [row for row in self.place.ctl.json("slot", "list")["slots"]
                   if row["id"] == slot]
        return found["state"]

    def test_main_job(self):
        """Check on each release that a consent ends with a box that logs in, again and again."""
        for profile in ("25.04", "25.10", "26", "27"):
            with self.subTest(profile):
                slot = self.add(profile)
                logins = self.place.dovecot.log().count(f"user=<{ACCOUNT}>")
                status, log = self.place.authorize(slot, "company")
                self.assertEqual(status, DONE, log)
                self.assertEqual(self.state(slot), "obtained")
                self.assertEqual(self.place.ctl.run("test", slot).status, DONE)
                self.assertGreaterEqual(self.place.dovecot.log().count(f"user=<{ACCOUNT}>"),
                                        logins + 2)

    def test_ended_grant(self):
        """Check that a grant that the provider has ended is found, and repaired by a new one."""
        for profile in ("25.10", "26", "27"):
            with self.subTest(profile):
                slot = self.add(profile)
                self.assertEqual(self.place.authorize(slot, "company")[0], DONE)
                self.place.provider.end_grants(ACCOUNT)
                result = self.place.ctl.run("test", slot)
                self.assertNotEqual(result.status, DONE)
                self.assertIn("400 Client Error", result.messages + result.output)
                status, log = self.place.attend("repair", slot)
                self.assertEqual(status, DONE, log)
                self.assertEqual(self.state(slot), "obtained")

    def test_secrets(self):
        """Check that neither client secret nor token is in a file of the person's."""
        slot = self.add("25.10")
        self.assertEqual(self.place.authorize(slot, "company")[0], DONE)
        secret = self.place.provider.confidential_secret.encode()
        home = self.place.session.environment["HOME"]
        for folder, _folders, names in os.walk(home):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    content = file.read()
                self.assertNotIn(secret, content, name)
                self.assertNotIn(b'"refresh_token"', content, name)


if __name__ == "__main__":
    tap.main()
