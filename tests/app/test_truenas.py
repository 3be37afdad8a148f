#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window and a TrueNAS, by each protocol: authorized in the browser, broken, repaired."""

import os
import sys
import unittest
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from app.desk import ACCOUNT, Desk, named  # noqa: E402
from cli import stand_in  # noqa: E402
from e2e.mailgrant import Mailgrantctl  # noqa: E402
from e2e.place import COMPANY  # noqa: E402
from lab.programs import Provider, ask  # noqa: E402
from peers import tap  # noqa: E402
from peers.process import wait_for  # noqa: E402


class TrueNasWindowTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.desk = Desk(cls.enterClassContext)

    def setUp(self):
        self.desk.forget_all()
        self.ctl = Mailgrantctl(self.desk.display.environment)

    def tearDown(self):
        self.desk.browser.stop()

    def write(self, name, text):
        path = os.path.join(self.desk.directory, name)
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        return path

    def add_and_authorize(self, box, provider):
        """Adds the box and begins to authorize it at a provider that is known already."""
        person = self.enterContext(self.desk.reopen_window(self._testMethodName))
        person.begin_adding(box)
        person.press("Confirm")
        person.sign_in(box)
        # Without a login a box does not say what it is called.
        person.see(f"{urllib.parse.urlsplit(box.ready['url']).netloc} added")
        person.press("Authorize…")
        person.see_dialog("Mail Provider")
        person.choose(provider)
        person.fill("Email Address", ACCOUNT)
        person.press("Authorize")
        return person

    def works(self, person):
        person.see("Mail Works Again")
        person.press("Done")
        person.application.wait_until_gone(name="Mail Works Again")
        wait_for(lambda: person.count("Obtained") == 1, "the token on the box")

    def repaired(self, person):
        person.see("Repaired")
        person.press_last("Done")
        wait_for(lambda: person.count("Obtained") == 1, "the new token on the box")

    def begin_repair(self, person):
        person.press("Repair…")
        # The page of the first consent is still open in the one that runs.
        self.desk.browser.stop()
        person.press("Repair")
        # The mailbox is known; it only has to be confirmed.
        person.press("Authorize")

    def test_json_rpc(self):
        """Check main job and repair of a release that is spoken to over a WebSocket."""
        provider = self.desk.provider
        path = self.write("company.provider", COMPANY.format(**provider.metadata))
        self.ctl.json("provider", "add", "--file", path, "--client-id",
                      provider.confidential_client, "--client-secret-file", "-",
                      stdin=provider.confidential_secret + "\n")
        box = self.desk.start_device("truenas", "--profile=26")
        person = self.add_and_authorize(box, "Company")
        self.desk.browser.consent(provider.issuer, ACCOUNT)
        self.works(person)
        person.picture("truenas")

        provider.end_grants(ACCOUNT)
        person.press("Test")
        self.begin_repair(person)
        self.desk.browser.consent(provider.issuer, ACCOUNT)
        self.repaired(person)
        self.assertIn(f"user=<{ACCOUNT}>", self.desk.dovecot.log())

    def test_rest(self):
        """Check main job and repair of a release that has REST alone, and throws tokens away."""
        self.provider = self.enterContext(Provider(self.desk.directory))
        self.provider.control("set", auto_consent=True)
        stand_in.add(self, "gmail")
        box = self.desk.start_device("truenas", "--profile=24.10",
                                     f"--provider={self.provider.url}")
        person = self.add_and_authorize(box, "Our gmail")
        self.works(person)

        self.provider.control("revoke", account=ACCOUNT)
        ask(box.ready["control"], "POST", "/check", {})
        person.press("Check Again")
        wait_for(lambda: person.count("Invalid") == 1, "the token to be missed")
        self.begin_repair(person)
        self.repaired(person)


if __name__ == "__main__":
    tap.main()
