#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job on the command line, and every way in which it fails with nothing changed."""

import os
import signal
import subprocess
import unittest
import urllib.parse

from cli import stand_in
from cli.computer import ACCOUNT, LabTest, Terminal, wait_for_line
from e2e.mailgrant import (DONE, FAILED, KEYRING, NOT_FOUND, NOT_TRUSTED, PERSON, UNREACHABLE,
                           USAGE)
from lab.programs import ask
from peers import tap
from peers.process import wait_for

STRANGER = "eve@example.org"
REFUSAL = ("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the "
           "Tenant.")


class AuthorizeTest(LabTest):
    kind = "nas"

    def setUp(self):
        super().setUp()
        self.device = self.start_device(self.kind)
        self.id = self.add(self.device)
        self.provider_id = self.add_provider()
        self.path = self.ctl.json("slot", "list", self.id)["slots"][0]["id"]

    def start(self, *options, **more):
        return self.authorize(self.path, self.provider_id, *options, **more)

    def done(self, *options):
        """Authorizes, with a person who consents."""
        with self.start(*options) as run:
            self.consent(wait_for_line(run, "open: "))
            self.assertEqual(run.wait(), DONE, run.log())

    def run_at_once(self, *options, **more):
        """Runs an authorization that ends before a person is asked."""
        return self.ctl.run("authorize", self.path, "--provider", self.provider_id, "--account",
                            ACCOUNT, "--no-browser", *options, **more)

    def assert_unchanged(self, device, slots, note=None):
        """Asserts that neither the device nor what is known of it has changed, but for a note."""
        self.assertEqual(self.look(self.device), device)
        after = self.ctl.json("slot", "list", self.id)["slots"]
        self.assertEqual({slot["note"] and slot["note"]["code"] for slot in after}, {note})
        for slot in (*slots, *after):
            slot.pop("checked_at")
            slot.pop("note")
        self.assertEqual(after, slots)
        self.assertEqual([row for row in self.stored().get("grant", [])], [])

    def remember(self):
        return self.look(self.device), self.ctl.json("slot", "list", self.id)["slots"]


class NasTest(AuthorizeTest):
    def test_main_job(self):
        """Check the main job: consent, push, the device's own test; and no secret on the way."""
        with self.start("--json") as run:
            url = wait_for_line(run, "open: ")
            self.assertEqual(self.slot(self.path)["state"], "waiting")
            self.consent(url)
            self.assertEqual(run.wait(), DONE, run.log())
            log = run.log()
        slot = self.slot(self.path)
        self.assertEqual((slot["state"], slot["account"]), ("obtained", ACCOUNT))
        self.assertEqual(slot["provider"], self.provider_id)
        self.assertIsNotNone(slot["obtained_at"])
        self.assertIn('"outcome": "passed"', log)
        token = self.device.control("state")["slots"][0]["token"]
        self.assertEqual((token["state"], token["account"]), ("obtained", ACCOUNT))
        for private in ("refresh_token", "access_token", "code_verifier", "Bearer"):
            self.assertNotIn(private, log)

        result = self.ctl.run("test", self.path)
        self.assertEqual(result.status, DONE)
        self.assertIn("Passed", result.output)
        [test] = self.ctl.json("test", self.path)["tests"]
        self.assertEqual(set(test), {"id", "outcome", "state", "words", "server_reply", "advice",
                                     "command", "link", "problem"})
        self.assertIsNone(test["advice"])
        self.assertEqual((test["id"], test["outcome"]), (self.path, "passed"))

    def test_keep_no_copy(self):
        """Check that no token is kept here when that is not wanted."""
        before = os.path.getsize(self.keyring)
        self.done("--keep-copy", "no")
        self.assertEqual(os.path.getsize(self.keyring), before)
        self.assertEqual(self.slot(self.path)["state"], "obtained")

    def test_again(self):
        """Check that a dead token is noticed, and that a new one takes its place."""
        self.done()
        old = self.device.control("state")["slots"][0]["token"]["refresh_token_sha256"]
        self.device.control("kill-token", slot="account-1")
        result = self.ctl.run("test", self.path)
        self.assertEqual(result.status, PERSON, result.messages)
        self.assertEqual(self.slot(self.path)["state"], "invalid")
        self.assertEqual(self.ctl.run("status", "--check").status, PERSON)
        self.done()
        new = self.device.control("state")["slots"][0]["token"]["refresh_token_sha256"]
        self.assertNotEqual(new, old)
        self.assertEqual(self.ctl.run("status", "--check").status, DONE)

    def test_item_76_delete(self):
        """Check that a token is deleted on the device and here, and not at the provider."""
        self.done()
        kept = os.path.getsize(self.keyring)
        result = self.ctl.run("delete-token", self.path, "--json")
        self.assertEqual(result.status, DONE, result.messages)
        self.assertIn("It has not been revoked", result.messages)
        self.assertNotIn("/revoke", [request["path"] for request
                                     in self.provider.control("requests")["requests"]])
        self.assertLess(os.path.getsize(self.keyring), kept)
        document = result.json
        self.assertEqual(document["slot"]["state"], "not-obtained")
        token = self.device.control("state")["slots"][0]["token"]
        self.assertEqual(token["state"], "not-obtained")

    def test_renew(self):
        """Check that a token of which there is a copy is renewed with nobody asked."""
        self.done()
        document = self.ctl.json("renew")
        [renewal] = document["renewals"]
        self.assertEqual((renewal["id"], renewal["outcome"]), (self.path, "passed"))
        self.assertEqual(self.ctl.json("renew", "--due")["renewals"], [])
        self.provider.control("revoke")
        result = self.ctl.run("renew")
        self.assertEqual(result.status, PERSON, result.messages)
        self.assertEqual(self.slot(self.path)["state"], "invalid")

    def test_paste(self):
        """Check that the last address of a browser elsewhere does, and a wrong one does not."""
        with Paste(self) as run:
            right = self.consent(run.url, follow=False)["redirect"]
            parts = urllib.parse.urlsplit(right)
            query = dict(urllib.parse.parse_qsl(parts.query))
            wrong = [
                "", "what is this", run.url, right.replace("state=", "state=x"),
                right.replace(f"state={query['state']}", "state="), right.replace("state=", "st="),
                right.replace("state=", "STATE="), right.replace(parts.netloc, "evil.example"),
                right.replace("http:", "https:"), right.replace(parts.path, "/elsewhere"),
                f"{right}&state={query['state']}", f"{right}&error=access_denied",
                right.replace(f"code={query['code']}", "code="), f"{right}&code=again",
                f"javascript:{right}", "x" * 8000]
            for number, address in enumerate(wrong, 1):
                run.type(address)
                run.wait_for("error: ", number)
                self.assertEqual(self.slot(self.path)["state"], "waiting", address)
            self.assertNotIn(query["code"], run.screen())
            self.assertNotIn("/token", [request["path"] for request
                                        in self.provider.control("requests")["requests"]])
            run.type(right)
            self.assertEqual(run.wait(), DONE, run.screen())
        self.assertEqual(self.slot(self.path)["state"], "obtained")

    def test_paste_refusal(self):
        """Check that the pasted address of a refusal is one, and that everything stays."""
        before = self.remember()
        with Paste(self) as run:
            run.type(self.consent(run.url, follow=False, decision="deny")["redirect"])
            self.assertEqual(run.wait(), PERSON, run.screen())
        self.assert_unchanged(*before)

    def start_code(self, provider=None):
        """Starts an authorization by a code, with a provider that may be polled each second."""
        log = os.path.join(self.directory, "code.log")
        self.provider.control("set", device_interval=1)
        return self.ctl.start(log, "authorize", self.path, "--provider",
                              provider or self.provider_id, "--account", ACCOUNT, "--device-code")

    def test_device_code(self):
        """Check that a code that is typed in on another machine does the same."""
        with self.start_code() as run:
            page = wait_for_line(run, "open: ")
            self.assertEqual(page, f"{self.provider.url}/device")
            code = wait_for_line(run, "code: ")
            self.assertEqual(self.slot(self.path)["state"], "waiting")
            self.provider.control("consent", user_code=code, account=ACCOUNT)
            self.assertEqual(run.wait(), DONE, run.log())
        self.assertEqual(self.slot(self.path)["state"], "obtained")
        token = self.device.control("state")["slots"][0]["token"]
        self.assertEqual((token["state"], token["account"]), ("obtained", ACCOUNT))

    def test_item_70_what_for(self):
        """Check that with a code there is a word against those of others, and what it is for."""
        [device] = self.ctl.json("device", "list")["devices"]
        with self.start_code() as run:
            run.wait_for_log(f"only if you have started this yourself, for {device['name']}")
            self.provider.control("consent", user_code=wait_for_line(run, "code: "),
                                  account=ACCOUNT, decision="deny")
            run.wait()

    def test_device_code_refused(self):
        """Check that a no to a code ends with 4, and that everything stays."""
        before = self.remember()
        with self.start_code() as run:
            self.provider.control("consent", user_code=wait_for_line(run, "code: "),
                                  account=ACCOUNT, decision="deny")
            self.assertEqual(run.wait(), PERSON, run.log())
        self.assert_unchanged(*before)

    def test_device_code_wrong_account(self):
        """Check that a code that somebody else typed in is not put on the device."""
        before = self.remember()
        with self.start_code() as run:
            self.provider.control("consent", user_code=wait_for_line(run, "code: "),
                                  account=STRANGER)
            self.assertEqual(run.wait(), PERSON, run.log())
            self.assertIn(STRANGER, run.log())
        self.assert_unchanged(*before)

    def test_device_code_interrupted(self):
        """Check that a signal ends the polling and puts the badge back."""
        before = self.remember()
        with self.start_code() as run:
            wait_for_line(run, "code: ")
            os.kill(run.pid, signal.SIGINT)
            self.assertEqual(run.wait(10), 130, run.log())
        self.assert_unchanged(*before)

    def test_device_code_none(self):
        """Check that a provider that gives no permission by a code says so at once."""
        before = self.remember()
        gmail = stand_in.add(self, "gmail")
        with self.start_code(gmail) as run:
            self.assertEqual(run.wait(), FAILED, run.log())
            self.assertNotIn("code: ", run.log())
        self.assert_unchanged(*before)

    def test_no_browser_there(self):
        """Check that a desktop without a browser gets the address, and nobody fetches it."""
        before = self.remember()
        log = os.path.join(self.directory, "no-browser.log")
        with self.ctl.start(log, "authorize", self.path, "--provider", self.provider_id,
                            "--account", ACCOUNT, "--timeout", "2") as run:
            wait_for_line(run, "open: ")
            run.wait_for_log("There is no browser here")
            self.assertEqual(run.wait(), UNREACHABLE, run.log())
        self.assertNotIn("/authorize", [request["path"] for request
                                        in self.provider.control("requests")["requests"]])
        self.assert_unchanged(*before)

    def test_refused(self):
        """Check that a person's no ends with 4, and that everything stays."""
        before = self.remember()
        with self.start() as run:
            self.consent(wait_for_line(run, "open: "), decision="deny")
            self.assertEqual(run.wait(), PERSON, run.log())
            self.assertIn("error: ", run.log())
            self.assertIn("hint: ", run.log())
        self.assert_unchanged(*before)

    def test_timeout(self):
        """Check that a browser that never returns ends with 5, and that everything stays."""
        before = self.remember()
        result = self.run_at_once("--timeout", "1")
        self.assert_fails(result, UNREACHABLE, "hint: Authorize the account again.")
        self.assert_unchanged(*before)

    def test_interrupted(self):
        """Check that signals put the badge back, and leave the device alone."""
        before = self.remember()
        for number, status in ((signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)):
            with self.start() as run:
                wait_for_line(run, "open: ")
                os.kill(run.pid, number)
                self.assertEqual(run.wait(10), status, run.log())
                self.assertIn("Interrupted", run.log())
        self.assert_unchanged(*before)

    def test_killed(self):
        """Check that even a program that was killed does not leave a badge that waits for ever."""
        with self.start() as run:
            wait_for_line(run, "open: ")
            os.kill(run.pid, signal.SIGKILL)
            run.wait(10)
        wait_for(lambda: self.slot(self.path)["state"] == "not-obtained", "the badge to go back")

    def test_wrong_account(self):
        """Check that somebody else's consent is not put on the device."""
        before = self.remember()
        with self.start() as run:
            self.consent(wait_for_line(run, "open: "), account=STRANGER)
            self.assertEqual(run.wait(), PERSON, run.log())
            self.assertIn(STRANGER, run.log())
        self.assert_unchanged(*before)

    def test_wrong_account_wanted(self):
        """Check that a person at a terminal may go on with another account."""
        with Terminal(self.ctl, self.environment, self.directory, "authorize", self.path,
                      "--provider", self.provider_id, "--account", ACCOUNT,
                      "--no-browser") as terminal:
            url = terminal.wait_for(r"open: (\S+)").group(1)
            self.consent(url, account=STRANGER)
            terminal.wait_for(f"{STRANGER} signed in instead of {ACCOUNT}")
            terminal.type("yes")
            self.assertEqual(terminal.wait(), DONE, terminal.screen())
        self.assertEqual(self.slot(self.path)["account"], STRANGER)

    def test_provider_down(self):
        """Check that a provider that is down when the code is redeemed ends with 5."""
        before = self.remember()
        with self.start() as run:
            url = wait_for_line(run, "open: ")
            answer = self.consent(url, follow=False)
            self.provider.stop()
            parts = urllib.parse.urlsplit(answer["redirect"])
            ask(f"http://{parts.netloc}", "GET", f"{parts.path}?{parts.query}")
            self.assertEqual(run.wait(), UNREACHABLE, run.log())
        self.assert_unchanged(*before)

    def test_captive_portal(self):
        """Check that a web page in place of the provider's answer ends with 5, and is named."""
        before = self.remember()
        self.provider.control("fault", kind="html", path="/token", times=99)
        with self.start() as run:
            self.consent(wait_for_line(run, "open: "))
            self.assertEqual(run.wait(), UNREACHABLE, run.log())
            self.assertIn("web page", run.log())
        self.assert_unchanged(*before)

    def test_no_client(self):
        """Check that a provider without a client says what to do."""
        before = self.remember()
        result = self.ctl.run("authorize", self.path, "--provider", "gmail", "--account", ACCOUNT,
                              "--no-browser", "--timeout", "5")
        self.assert_fails(result, FAILED, "client ID")
        self.assert_unchanged(*before)

    def test_unknown(self):
        """Check that an unknown device, slot or provider ends with 3."""
        for slot, provider in (("none/none", self.provider_id), (f"{self.id}/none",
                               self.provider_id), (self.path, "none")):
            result = self.ctl.run("authorize", slot, "--provider", provider, "--account", ACCOUNT)
            self.assert_fails(result, NOT_FOUND, "none")

    def test_device_gone(self):
        """Check that nobody is asked for a consent that the device cannot take."""
        before = self.ctl.json("slot", "list", self.id)["slots"]
        self.device.stop()
        result = self.run_at_once()
        self.assert_fails(result, UNREACHABLE)
        self.assertNotIn("open: ", result.messages)
        after = self.ctl.json("slot", "list", self.id)["slots"]
        self.assertEqual([slot["state"] for slot in after], [slot["state"] for slot in before])

    def test_certificate_changed(self):
        """Check that a changed certificate stops it before the person and before any secret."""
        before = self.remember()
        self.device.control("certificate")
        result = self.run_at_once()
        self.assert_fails(result, NOT_TRUSTED, "hint: ")
        self.assertNotIn("open: ", result.messages)
        self.assert_unchanged(*before, note="not-checked")

    def test_no_keyring(self):
        """Check that a keyring that does not open stops it before the person is asked."""
        before = self.remember()
        without = self.with_environment(SECRET_BACKEND=None)
        result = without.run("authorize", self.path, "--provider", self.provider_id, "--account",
                             ACCOUNT, "--no-browser")
        self.assert_fails(result, KEYRING, "keyring")
        self.assertNotIn("open: ", result.messages)
        self.assert_unchanged(*before, note="not-checked")

    def test_mailbox_refuses(self):
        """Check that a good token whose mailbox refuses is not called invalid."""
        self.mail.control("refuse", account=ACCOUNT, reply=REFUSAL)
        with self.start() as run:
            self.consent(wait_for_line(run, "open: "))
            self.assertEqual(run.wait(), FAILED, run.log())
        slot = self.slot(self.path)
        self.assertEqual((slot["state"], slot["note"]["code"]), ("obtained", "mailbox-refuses"))
        [test] = self.ctl.json("test", self.path, expect=FAILED)["tests"]
        self.assertEqual(test["outcome"], "mailbox-refuses")
        self.assertEqual(test["command"],
                         "Set-TransportConfig -SmtpClientAuthenticationDisabled $false")
        self.assertTrue(test["link"].startswith("https://"))
        self.assertIn("Set-TransportConfig", self.ctl.run("test", self.path).output)
        self.mail.control("clear-refusals")
        self.assertEqual(self.ctl.run("test", self.path).status, DONE)

    def test_password(self):
        """Check that an app password is put on the device, from standard input, and tested."""
        slot = self.ctl.json("slot", "list", self.id)["slots"][1]["id"]
        password = self.mail.ready["password"]
        result = self.ctl.run("password", slot, "--account", ACCOUNT, "--password-file", "-",
                              stdin="wrong-app-password\n")
        self.assertEqual(result.status, FAILED, result.messages)
        self.assertEqual(self.slot(slot)["state"], "invalid")
        document = self.ctl.json("password", slot, "--account", ACCOUNT, "--password-file", "-",
                                 stdin=password + "\n")
        self.assertEqual(document["test"]["outcome"], "passed")
        self.assertEqual(self.slot(slot)["state"], "obtained")
        self.assertNotIn(password.encode(), self.kept_bytes())
        self.assert_fails(self.ctl.run("password", slot, "--account", ACCOUNT), USAGE,
                          "--password-file")

    def test_all(self):
        """Check that a test of all slots tells each, and that some failed."""
        self.done()
        document = self.ctl.json("test", "--all", expect=6)
        self.assertEqual(len(document["tests"]), 2)
        self.assertEqual(document["tests"][0]["outcome"], "passed")

    def test_no_trace(self):
        """Check that no process of the machine is told a token or the keyring's password."""
        with self.start() as run:
            self.consent(wait_for_line(run, "open: "))
            shown = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True,
                                   check=True).stdout
            self.assertEqual(run.wait(), DONE, run.log())
        self.assertNotIn(self.device.ready["password"], shown)
        with open(self.database, "rb") as database:
            content = database.read()
        for private in (b"refresh_token\":\"", self.device.ready["password"].encode()):
            self.assertNotIn(private, content)


class Paste:
    """An authorization whose standard input is the person's."""

    def __init__(self, case):
        self._log = os.path.join(case.directory, "paste.log")
        with open(self._log, "wb") as log:
            self._run = subprocess.Popen(
                case.ctl.command("authorize", case.path, "--provider", case.provider_id,
                                 "--account", ACCOUNT, "--paste"),
                env=case.environment, stdin=subprocess.PIPE, stdout=log, stderr=log)
        self.url = self.wait_for("open: ").split()[0]

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self._run.stdin.close()
        self._run.terminate()
        self._run.wait(10)

    def wait_for(self, prefix, times=1):
        """Waits for so many lines that begin with @prefix; returns the rest of the last."""
        def find():
            found = [line for line in self.screen().splitlines() if line.startswith(prefix)]
            return found[-1].removeprefix(prefix) if len(found) >= times else None
        return wait_for(find, prefix)

    def type(self, text):
        self._run.stdin.write(text.encode() + b"\n")
        self._run.stdin.flush()

    def wait(self):
        return self._run.wait(30)

    def screen(self):
        with open(self._log, encoding="utf-8") as log:
            return log.read()


class PrinterTest(AuthorizeTest):
    kind = "mfp"

    def test_main_job(self):
        """Check the main job on a printer, whose linked slots follow together."""
        self.done()
        slots = self.ctl.json("slot", "list", self.id)["slots"]
        first = slots[0]
        self.assertEqual(first["state"], "obtained")
        for slot in slots[1:]:
            linked = slot["link_group"] is not None and slot["link_group"] == first["link_group"]
            self.assertEqual(slot["state"], "obtained" if linked else "not-obtained", slot)


del AuthorizeTest

if __name__ == "__main__":
    tap.main()
