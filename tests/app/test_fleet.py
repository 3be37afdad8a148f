#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fleet that is repaired in one go, by a person at the window."""

import concurrent.futures
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from app.desk import Person  # noqa: E402
from e2e.mailgrant import DONE, Mailgrantctl, built, window_environment  # noqa: E402
from lab.programs import Device, Mail, Provider  # noqa: E402
from peers import tap  # noqa: E402
from peers.display import Display  # noqa: E402
from peers.keyring import Keyring  # noqa: E402
from peers.process import wait_for  # noqa: E402

GMAIL = "nas@gmail.example"
PRINTER = "printer@office.example"
UNREACHABLE = ("The device cannot be reached. Check that it is switched on and reachable from "
               "this network, then try again.")

_DESKTOP_FILE = """\
[Desktop Entry]
Type=Application
Name=Test browser
Exec=sh -c 'echo "$1" >>"{opened}"' sh %u
MimeType=x-scheme-handler/http;
"""

_ASSOCIATIONS = """\
[Default Applications]
x-scheme-handler/http=test-browser.desktop
"""

_SETTINGS = """\
[io/github/mailgrant/Mailgrant]
discover-on-start=false
"""


class FleetTest(unittest.TestCase):
    """Each case has a fleet of its own; the lab's provider consents at once, for many are asked."""

    @classmethod
    def setUpClass(cls):
        cls.directory = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.opened = os.path.join(cls.directory, "opened")
        cls.display = cls.enterClassContext(Display(cls.directory))
        cls.display.environment.update(
            window_environment(), GSETTINGS_BACKEND="keyfile",
            DBUS_SYSTEM_BUS_ADDRESS=f"unix:path={cls.directory}/no-bus")
        cls.write("XDG_DATA_HOME", "applications/test-browser.desktop",
                  _DESKTOP_FILE.format(opened=cls.opened))
        cls.write("XDG_CONFIG_HOME", "mimeapps.list", _ASSOCIATIONS)
        cls.write("XDG_CONFIG_HOME", "glib-2.0/settings/keyfile", _SETTINGS)
        cls.enterClassContext(Keyring(cls.display.session))
        cls.provider = cls.enterClassContext(Provider(cls.directory))
        cls.mail = cls.enterClassContext(Mail(cls.directory, cls.provider))
        cls.ctl = Mailgrantctl(cls.display.session.environment)

    @classmethod
    def write(cls, folder, name, text):
        path = os.path.join(cls.display.environment[folder], name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)

    def setUp(self):
        self.n_answered = len(self.urls())
        self.provider_name = self.must(
            "provider", "add", "--issuer", self.provider.url, "--client-id",
            self.provider.ready["client_id"])["provider"]["name"]

    def tearDown(self):
        for device in self.must("device", "list")["devices"]:
            self.must("device", "remove", device["id"])

    def must(self, *arguments, **options):
        return self.ctl.json(*arguments, expect=DONE, **options)

    def start(self, *fleet):
        """Starts devices of these kinds and scenarios, adds them, and names them by number."""
        devices = [self.enterContext(Device(self.directory, kind, "--provider", self.provider.url,
                                            *self.mail.options, f"--scenario={scenario}"))
                   for kind, scenario in fleet]

        def add(number, device):
            self.must("device", "add", device.url, "--trust", "--name",
                      f"{fleet[number][0].upper()} {number + 1}", "--user", device.ready["user"],
                      "--password-file", "-", stdin=device.ready["password"] + "\n")
        with concurrent.futures.ThreadPoolExecutor(4) as people:
            list(people.map(add, range(len(devices)), devices))
        return devices

    def open(self, **environment):
        """Returns a person who has pressed Repair in the overview."""
        person = self.enterContext(Person(self, self.display.start(
            self._testMethodName, built("src", "app", "mailgrant"),
            environment={"G_DEBUG": "fatal-criticals", **environment})))
        person.press("Repair…")
        person.see_dialog("Repair")
        return person

    def choose_provider(self, person):
        """Chooses the provider of the lab for the account that is asked for."""
        person.choose(self.provider_name)
        person.press("Authorize")

    def urls(self):
        """Returns the pages that the browser was asked for."""
        try:
            with open(self.opened, encoding="ascii") as opened:
                return opened.read().split()
        except FileNotFoundError:
            return []

    def answer(self, account, decision="allow"):
        """Waits for the next page in the browser, and answers there as @account."""
        urls = wait_for(lambda: self.urls()[self.n_answered:], "a page in the browser")
        self.n_answered += 1
        self.provider.control("consent", url=urls[0], account=account, decision=decision)

    def test_fleet(self):
        """Check that half of twelve devices, each broken in its way, is repaired in one go."""
        devices = self.start(("nas", "expired-gmail"), ("nas", "custom-gmail"), ("nas", "yahoo"),
                             ("mfp", "token-update-failed"), ("nas", "custom-other"),
                             ("nas", "expired-outlook"),
                             *(("nas", "fresh"), ("mfp", "fresh")) * 3)
        devices[5].stop()
        person = self.open()
        person.see("8 mail settings need repair")
        person.picture("fleet-before")
        person.press_last("Repair")

        # One question for an account, one page of the browser for a setting.
        self.choose_provider(person)
        self.answer(GMAIL)
        self.answer(GMAIL, "deny")
        person.see("4 of 8")
        person.see("NAS 5 · Enter the password of the mailbox")
        person.picture("fleet-password")
        person.fill("Password of the Mailbox", self.mail.ready["password"])
        person.press("Set Password")
        person.see("5 of 8")
        person.press("Skip Setting")
        self.choose_provider(person)
        person.see("Continue in Your Browser")
        person.picture("fleet-consent")
        for _setting in range(3):
            self.answer(PRINTER)
        person.see("Repaired: 5. Nothing to do: 0. Skipped: 1. Failed: 2.")
        person.see(UNREACHABLE)
        person.picture("fleet-end")
        person.press("Copy Summary")
        person.see("Copied to the clipboard")

        # What was refused goes on where it stood; for the rest it is as before.
        person.press("Retry Failed")
        self.answer(GMAIL)
        person.see("8 of 8")
        person.see("NAS 3 · Enter the password of the mailbox")
        person.fill("Password of the Mailbox", self.mail.ready["password"])
        person.press("Set Password")
        person.see("Repaired: 7. Nothing to do: 0. Skipped: 0. Failed: 1.")
        person.press_last("Done")
        person.application.wait_until_gone(name="Retry Failed")

    def test_stopped(self):
        """Check that a run that is stopped amid a question goes on when it is wanted again."""
        devices = self.start(("nas", "expired-gmail"), ("nas", "custom-gmail"))
        person = self.open(ADW_DEBUG_COLOR_SCHEME="prefer-dark")
        person.press_last("Repair")
        self.choose_provider(person)
        self.answer(GMAIL)
        person.see("2 of 2")
        wait_for(lambda: len(self.urls()) > self.n_answered, "a page in the browser")
        person.resize(370, 600)
        person.picture("fleet-narrow-dark")
        person.press("Stop")
        person.see("Stopped")
        person.picture("fleet-stopped")
        person.see("Goes on where it was interrupted")
        self.n_answered = len(self.urls())
        person.press("Go On")
        self.answer(GMAIL)
        person.see("All Settings Work Again")
        person.press_last("Done")
        person.application.wait_until_gone(name="All Settings Work Again")
        person.application.wait_until_gone("push button", "Repair…")
        for device in devices:
            self.assertNotIn("invalid", [slot["token"]["state"]
                                         for slot in device.control("state")["slots"]
                                         if slot["id"] != "account-2" and slot["token"]])

    def test_guided(self):
        """Check that what only a person can do at a device is asked for amid the others."""
        page = self.enterContext(Device(self.directory, "mfp"))
        self.must("device", "add", page.url, "--driver", "qnap", "--name", "QNAP", "--trust")
        for title in ("Office", "Backup"):
            slot = self.must("slot", "add", "QNAP", "--title", title, "--provider", "yahoo",
                             "--account", "nas@yahoo.example")["slot"]["id"]
            self.must("slot", "report", slot, "invalid")
        steps = self.must("repair", slot, "--dry-run")["repairs"][0]["steps"]
        person = self.open()
        person.key("alt+r")
        for step in steps[:-1]:
            person.do_step(step["title"])
            person.picture("fleet-guided")
        person.see("What Does the Device Show?")
        person.choose("Obtained")
        person.press("Save")
        person.see("2 of 2")
        person.press("Skip Setting")
        person.see("Repaired: 1. Nothing to do: 0. Skipped: 1. Failed: 0.")

    def test_closed(self):
        """Check that closing the dialog with the keyboard amid a question ends all of it well."""
        self.start(("nas", "expired-gmail"), ("nas", "yahoo"))
        person = self.open()
        person.key("alt+r")
        self.choose_provider(person)
        self.answer(GMAIL)
        person.see("2 of 2")
        person.see("NAS 2 · Enter the password of the mailbox")
        person.key("Escape")
        wait_for(lambda: len(person.windows()) == 1, "the dialog to close")
        person.key("ctrl+q")
        self.assertEqual(person.application.process.wait(), 0)


if __name__ == "__main__":
    tap.main()
