#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole window, used by a person with a keyboard and a screen reader, against real peers."""

import os
import re
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from app.admin_page import AdminPage  # noqa: E402
from app.desk import ACCOUNT, Desk, named  # noqa: E402
from cli.nas import CODE, Qnap  # noqa: E402
from peers import tap  # noqa: E402
from peers.process import free_port, wait_for  # noqa: E402


class WindowTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.desk = Desk(cls.enterClassContext)

    def tearDown(self):
        self.desk.browser.stop()

    def open(self, **environment):
        return self.enterContext(self.desk.open_window(self._testMethodName, **environment))

    def test_main_job(self):
        """Check that a device is found out, added, authorized in the browser, and passes its test."""
        device = self.desk.start_device("mfp")
        person = self.open()
        person.see("No Devices Yet")
        person.picture("empty")

        person.begin_adding(device)
        person.application.find("label", text=grouped(device.ready["fingerprint"]))
        person.picture("fingerprint")
        person.press("Confirm")
        person.sign_in(device)
        person.see("Lab MFP added")
        person.picture("device-new")

        person.press("Authorize…")
        person.see_dialog("Mail Provider")
        person.picture("providers")
        person.begin_authorizing()
        person.picture("account")
        person.press("Authorize")
        person.see("Continue in Your Browser")
        person.picture("consent")
        self.desk.browser.consent(self.desk.provider.issuer, ACCOUNT)
        person.see("Mail Works Again")
        person.picture("result")
        self.assertIn(f"user=<{ACCOUNT}>", self.desk.dovecot.log())

        person.press("Done")
        person.application.wait_until_gone(name="Mail Works Again")
        # The slots that share its token have it too; the independent ones do not.
        person.press("Check Again")
        wait_for(lambda: person.count("Obtained") == 3, "three slots with a token")
        self.assertEqual(person.count("Not obtained"), 2)
        person.picture("device-authorized")

    def test_wrong_password(self):
        """Check that a refused login says so in place and leaves nothing behind."""
        device = self.desk.start_device("nas")
        person = self.open()
        person.begin_adding(device)
        person.press("Confirm")
        person.sign_in(device, password="not the password")
        person.see("Enter the device's administrator name and password again.")
        person.picture("login-refused")
        person.fill("Password", device.ready["password"])
        person.press("Sign In")
        person.see("Lab NAS added")

    def test_one_time_code(self):
        """Check that a device that asks for a one-time code gets it, on a page of its own."""
        device = self.desk.start_device("nas", "--one-time-code=246810")
        person = self.open()
        person.begin_adding(device)
        person.press("Confirm")
        person.sign_in(device)
        person.see("One-Time Code")
        person.fill("Code", "246810")
        person.press("Sign In")
        person.see("Lab NAS added")

    def test_no_device_there(self):
        """Check that an address where nothing answers is said at the address."""
        person = self.open()
        person.press("Add Device")
        person.fill("Address", f"https://127.0.0.1:{free_port()}")
        person.press("Continue")
        person.see("Check that it is switched on and reachable from this network, then try again.")

    def test_refused_consent(self):
        """Check that a No in the browser leads back to the account, and the badge back too."""
        person = self.begin_consent()
        self.desk.browser.refuse(self.desk.provider.issuer, ACCOUNT)
        person.see("Authorize the account again.")
        person.picture("consent-refused")
        person.key("Escape")
        person.application.wait_until_gone(name=named("Authorize"))
        self.assertEqual(person.count("Not obtained"), 5)

    def test_called_off_consent(self):
        """Check that going back calls a consent off, and the badge goes back with it."""
        person = self.begin_consent()
        self.assertEqual(person.count("Waiting for authorization"), 1)
        person.press_last("Back")
        person.application.find("push button", named("Authorize"))
        wait_for(lambda: person.count("Waiting for authorization") == 0, "the badge to go back")

    def test_closed_window(self):
        """Check that closing the window ends a consent and then the program, cleanly."""
        person = self.begin_consent()
        person.key("Escape")
        person.application.wait_until_gone(name="Continue in Your Browser")
        person.key("ctrl+q")
        self.assertEqual(person.application.process.wait(), 0)

    def begin_consent(self):
        """Returns a person whose browser shows the provider's page for a new printer's slot."""
        device = self.desk.start_device("mfp")
        person = self.open()
        person.add(device)
        person.press("Authorize…")
        person.begin_authorizing()
        person.press("Authorize")
        person.see("Continue in Your Browser")
        return person

    def test_changed_certificate(self):
        """Check that a changed certificate blocks the device until a person has looked at both."""
        password = os.path.join(self.desk.directory, "password")
        with open(password, "w", encoding="utf-8") as out:
            out.write("correct horse")
        same = ("--seed=7", f"--password-file={password}")
        before = self.desk.start_device("nas", *same)
        person = self.open()
        person.add(before)
        before.stop()
        port = before.ready["url"].rsplit(":", 1)[1]
        after = self.desk.start_device("nas", *same, f"--port={port}")
        person.press("Check Again")
        person.press("Review Certificate…")
        person.see("Changed Certificate")
        for device in (before, after):
            person.application.find("label", text=grouped(device.ready["fingerprint"]))
        person.picture("certificate-changed")
        person.press("Trust New Certificate")
        person.application.wait_until_gone(name=named("Review Certificate…"))

    def test_repair(self):
        """Check that an account that no longer works is made anew, and its rules with it."""
        device = self.desk.start_device("nas", "--scenario=custom-gmail")
        person = self.open()
        person.add(device)
        self.assertEqual(person.count("Invalid"), 1)
        person.picture("device-invalid")
        person.press("Repair…")
        person.application.find("push button", named("Repair"))
        person.picture("repair-plan")
        person.repair_elsewhere()
        self.desk.browser.consent(self.desk.provider.issuer, ACCOUNT)
        person.see("Repaired")
        person.picture("repair-done")
        person.press_last("Done")
        wait_for(lambda: person.count("Invalid") == 0, "the badge of the repaired slot")
        person.see("Used by Disks and volumes, Backup jobs, Failed logins")

    def test_interrupted_repair(self):
        """Check that a repair that was cut off is offered again, and puts back what was there."""
        device = self.desk.start_device("nas", "--scenario=custom-gmail")
        person = self.open()
        person.add(device)
        person.press("Repair…")
        person.application.find("push button", named("Repair"))
        person.repair_elsewhere()
        person.application.process.stop()

        with self.desk.reopen_window("interrupted") as again:
            again.see_interrupted_repair()
            again.picture("repair-interrupted")
            again.press("Put Back What Was There")
            again.see("Put Back")
            again.press_last("Done")
            again.application.process.wait_until(lambda: len(again.windows()) == 1, "no dialog")
            again.application.click(again.application.find("list item", "Lab NAS"))
            again.press("Check Again")
            wait_for(lambda: again.count("My Gmail") == 1, "the account that was there before")
            self.assertEqual(again.count("Gmail"), 0)

    def test_nas_code(self):
        """Check that a NAS which takes no token can be signed in to, with a one-time code."""
        device = self.enterContext(Qnap(code=CODE))
        person = self.open()
        person.begin_adding(device)
        person.press("Confirm")
        person.application.find("push button", named("Skip"))
        person.picture("nas-sign-in")
        person.sign_in(device)
        person.see("One-Time Code")
        person.fill("Code", CODE)
        person.press("Sign In")
        person.see("Q000X00000")
        self.assertEqual(device.logins, 2)

    def test_guided_qnap(self):
        """Check that a person is guided from a NAS's warning to a token, and from where they left."""
        device = self.enterContext(AdminPage(self.desk.authority))
        person = self.open()
        person.add_guided(device.url, "QNAP", has_login=True)
        person.key("alt+s")
        person.see_dialog("Add Mail Setting")
        person.fill("Name on the Device", "My Gmail")
        person.fill("Email Address", "nas@gmail.com")
        person.press("Add")
        person.see_dialog_closed()
        person.press("What Does the Device Show?")
        person.see_page("What Does the Device Show?")
        person.choose("Invalid")
        person.fill("Warning That It Shows", "Authorization has expired. Reauthorize the account.")
        person.key("Return")
        person.see_dialog_closed()
        self.assertEqual(person.count("Invalid"), 1)
        person.press("Repair…")
        person.application.find("push button", named("Repair"))
        steps = person.steps()
        person.press("Repair")
        for title in steps[:2]:
            person.do_step(title)
        person.picture("guided-step")
        person.key("Escape")

        person.see_dialog_closed()
        person.press("Repair…")
        person.see("It can go on where you left it.")
        person.press("Go On")
        for title in steps[2:-1]:
            person.do_step(title)
        person.see_page("What Does the Device Show?")
        person.choose("Obtained")
        person.picture("guided-check")
        person.press("Save")
        person.see("Repaired")
        person.press("Done")
        wait_for(lambda: person.count("Obtained") == 1, "the badge of the repaired account")

    def test_guided_sharp(self):
        """Check that a printer is repaired on its own pages with the keyboard alone."""
        device = self.enterContext(AdminPage(self.desk.authority))
        person = self.open()
        person.add_guided(device.url, "Sharp")
        person.see("E-mail Alert and Status: SMTP Setup")
        person.wait_for_quiet()
        person.picture("guided-device")

        person.press("What Does the Device Show?")
        person.see_page("What Does the Device Show?")
        # Past the page and its link to the answers.
        person.keys("Tab", "Tab", "Down", "Down", "Down", "Return", "alt+w")
        person.display.type("Token update failed. Please delete the token and obtain it again.")
        person.keys("Return")
        person.see_dialog_closed()
        self.assertEqual(person.count("Invalid"), 3)

        person.press("Repair…")
        person.application.find("push button", named("Repair"))
        person.keys("Return")
        person.see_page("Network: Services (SMTP)")
        person.display.type("ada@gmail.com")
        person.picture("guided-account")
        person.keys("Return")
        person.application.find("push button", named("Repair"))
        person.keys("Return")
        for title in person.steps()[:-1]:
            person.see_question(title)
            person.keys("alt+d")
        person.see_page("What Does the Device Show?")
        person.keys("Tab", "Tab", "Return", "alt+s")
        person.see("Repaired")
        person.keys("Return")
        wait_for(lambda: person.count("Obtained") == 3, "the settings that share the token")

    def test_remove_device(self):
        """Check that a removed device comes back on Undo, and is gone for good without."""
        device = self.desk.start_device("nas")
        person = self.open()
        person.add(device)
        for undo in (True, False):
            person.press_menu("Device Menu", "Remove Device")
            person.see("Lab NAS removed")
            if undo:
                person.press("Undo")
                person.application.click(person.application.find("list item", "Lab NAS"))
                person.see("Mail Settings")
        person.key("ctrl+q")
        self.assertEqual(person.application.process.wait(), 0)
        with self.desk.reopen_window("removed") as again:
            again.see("No Devices Yet")
            self.assertEqual(again.application.search("list item", "Lab NAS"), [])

    def test_test_and_delete(self):
        """Check that the device's own test and the end of a token are a press away."""
        device = self.desk.start_device("nas")
        person = self.open()
        person.add(device)
        person.press("Test", 1)
        person.see(re.compile("^The Mail Server Refuses|^The Test|^Something|^The Device Reaches"))
        person.picture("test-failed")
        person.press_last("Close")

    def test_search(self):
        """Check that what is typed narrows the list, and that nothing found is said."""
        person = self.open()
        for kind in ("nas", "mfp"):
            person.add(self.desk.start_device(kind))
            person.key("Escape")
        person.key("ctrl+f")
        person.display.type("nas")
        person.application.wait_until_gone("list item", "Lab MFP")
        person.application.find("list item", "Lab NAS")

    def test_names(self):
        """Check that a screen reader has words for every button of ours."""
        person = self.open()
        person.add(self.desk.start_device("nas"))
        person.press("Authorize…")
        person.see("Mail Provider")
        # What libadwaita makes itself has no name: the cross of a toast, the eye of a password.
        self.assertEqual([path for path in map(ancestry, person.application.search(
            "push button", "GtkImage")) if not any(
                name == "AdwToastWidget" or "Password" in name or "Secret" in name
                for name in path)], [])

    def test_overview(self):
        """Check that a fleet is told apart by the names that a person gives, and by its badges."""
        fleet = (("Basement NAS", "nas", "expired-gmail"), ("Front Desk Printer", "mfp", "fresh"),
                 ("Office NAS", "nas", "fresh"))
        person = self.open()
        for name, kind, scenario in fleet:
            device = self.desk.start_device(kind, f"--scenario={scenario}")
            person.add(device)
            person.rename(name)
            person.key("Escape")
        person.authorize("Front Desk Printer", self.desk.browser)
        for name, _kind, _scenario in fleet:
            person.application.find("list item", name)
        for state in ("Invalid", "Not obtained"):
            person.see(state)
        person.wait_for_quiet()
        person.picture("overview")

    def test_looks(self):
        """Check that the window works in the dark, in high contrast and on a phone."""
        device = self.desk.start_device("mfp", "--scenario=token-update-failed")
        for name, width, environment in (
                ("dark", 880, {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"}),
                ("high-contrast", 880, {"ADW_DEBUG_HIGH_CONTRAST": "1"}),
                ("narrow", 370, {})):
            with self.subTest(name):
                person = self.open(**environment)
                person.add(device)
                person.resize(width, 680)
                person.picture(f"device-{name}")
                person.key("Escape")
                person.picture(f"overview-{name}")
                person.application.process.stop()


def grouped(fingerprint):
    """Returns @fingerprint as the window shows it: eight bytes a line."""
    digits = fingerprint.upper()
    return "\n".join(":".join(digits[i:i + 2] for i in range(line, line + 16, 2))
                     for line in range(0, 64, 16))


def ancestry(node):
    """Returns the names of the accessibles that @node lies in, the innermost first."""
    names = []
    while node is not None:
        names.append(node.get_name())
        node = node.get_parent()
    return names


if __name__ == "__main__":
    tap.main()
