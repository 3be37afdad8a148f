#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Devices on the command line: adding, listing, removing, and every way in which adding fails."""

import os
import signal
import unittest

from cli.computer import ComputerTest, Terminal
from e2e.mailgrant import (DONE, FAILED, KEYRING, NOT_FOUND, NOT_TRUSTED, UNREACHABLE, USAGE)
from peers import tap
from peers.process import free_port, wait_for

DEVICE = {"id", "name", "kind", "vendor", "model", "serial", "firmware", "address", "admin_url",
          "driver", "user", "fingerprint", "state", "problem"}
SLOT = {"id", "title", "protocol", "provider", "account", "state", "note", "server", "link_group",
        "rules", "checked_at", "obtained_at", "expires_at"}
FOUND = {"id", "name", "kind", "vendor", "model", "serial", "firmware", "addresses", "admin_url",
         "driver", "sources", "disputed"}


def display(fingerprint):
    """Returns a fingerprint as devices show it."""
    return ":".join(fingerprint[i:i + 2] for i in range(0, 64, 2)).upper()


class DeviceTest(ComputerTest):
    def assert_nothing_kept(self):
        self.assertEqual(self.stored().get("device", []), [])
        self.assertEqual(self.ctl.json("device", "list")["devices"], [])
        self.assertFalse(os.path.exists(self.keyring))

    def test_add(self):
        """Check that a device is added and shown with all its slots, in the documented shape."""
        nas = self.start_device("nas", "--scenario", "expired-gmail")
        added = self.ctl.json(*self.add_arguments(nas), "--name", "Cellar",
                              stdin=nas.ready["password"] + "\n")["device"]
        self.assertEqual(set(added), DEVICE | {"slots"})
        self.assertEqual(added["name"], "Cellar")
        self.assertEqual(added["kind"], "nas")
        self.assertEqual(added["serial"], nas.ready["serial"])
        self.assertEqual(added["driver"], "deviceapi")
        self.assertEqual(added["fingerprint"], nas.ready["fingerprint"])
        self.assertEqual(added["user"], "admin")
        self.assertEqual(added["state"], "invalid")
        self.assertIsNone(added["problem"])

        [listed] = self.ctl.json("device", "list")["devices"]
        self.assertEqual(set(listed), DEVICE)
        shown = self.ctl.json("device", "show", "Cellar")["device"]
        self.assertEqual(shown["id"], listed["id"])
        self.assertEqual(len(shown["slots"]), 2)

    def test_slots(self):
        """Check the documented shape of slots, with what the device says of them."""
        nas = self.start_device("nas", "--scenario", "expired-gmail")
        device = self.add(nas)
        slots = self.ctl.json("slot", "list", device)["slots"]
        self.assertEqual(self.ctl.json("slot", "list")["slots"], slots)
        gmail = slots[0]
        self.assertEqual(set(gmail), SLOT)
        self.assertEqual(gmail["id"], f"{device}/account-1")
        self.assertEqual((gmail["protocol"], gmail["provider"], gmail["account"]),
                         ("smtp", "gmail", "nas@gmail.example"))
        self.assertEqual(gmail["state"], "invalid")
        self.assertEqual(gmail["server"],
                         {"host": "smtp.gmail.com", "port": 587, "security": "starttls"})
        self.assertIsNone(gmail["link_group"])
        self.assertEqual(gmail["rules"], ["Disks and volumes", "Backup jobs", "Failed logins"])
        self.assertRegex(gmail["checked_at"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|\+00(:00)?)$")
        self.assertIsNone(gmail["expires_at"])
        if gmail["note"] is not None:
            self.assertEqual(set(gmail["note"]), {"code", "text", "at"})
        self.assertEqual(slots[1]["state"], "obtained")
        mfp = self.add(self.start_device("mfp"))
        groups = [slot["link_group"] for slot in self.ctl.json("slot", "list", mfp)["slots"]]
        self.assertEqual(len([group for group in groups if group is not None]), 3)

    def test_text(self):
        """Check that people get columns with the words of the device world."""
        nas = self.start_device("nas", "--scenario", "expired-gmail")
        self.ctl.json(*self.add_arguments(nas), "--name", "Cellar",
                      stdin=nas.ready["password"] + "\n")
        lines = self.ctl.run("status").output.splitlines()
        self.assertRegex(lines[0], r"^Device +Slot +Provider +Account +State +Note$")
        self.assertRegex(lines[1], r"^Cellar +account-1 +gmail +nas@gmail.example +Invalid")
        self.assertEqual(lines[0].index("State"), lines[1].index("Invalid"))
        self.assertEqual(lines[0].index("State"), lines[2].index("Obtained"))

    def test_untrusted(self):
        """Check that an unknown certificate is shown, and that no password is sent to it."""
        nas = self.start_device("nas")
        arguments = ("device", "add", nas.url, "--user", "admin", "--password-file", "-")
        result = self.ctl.run(*arguments, stdin=nas.ready["password"])
        self.assert_fails(result, NOT_TRUSTED, f"fingerprint: {display(nas.ready['fingerprint'])}",
                          "--fingerprint")
        document = self.ctl.json(*arguments, expect=NOT_TRUSTED)["inspection"]
        self.assertEqual(document["fingerprint"], nas.ready["fingerprint"])
        self.assertEqual(document["driver"], "deviceapi")
        result = self.ctl.run(*arguments, "--fingerprint", "00" * 32)
        self.assert_fails(result, NOT_TRUSTED, "another fingerprint")
        self.assertNotIn("POST", [found["method"] for found in nas.control("requests")["requests"]])
        self.assert_nothing_kept()

    def test_fingerprint_as_shown(self):
        """Check that a fingerprint may be given as a device shows it."""
        nas = self.start_device("nas")
        self.ctl.json("device", "add", nas.url, "--user", "admin", "--password-file", "-",
                      "--fingerprint", display(nas.ready["fingerprint"]),
                      stdin=nas.ready["password"])

    def test_trust(self):
        """Check that a password comes from a file, and that --trust takes any certificate."""
        nas = self.start_device("nas")
        path = self.write("password", nas.ready["password"] + "\n")
        self.ctl.json("device", "add", nas.url, "--user", "admin", "--password-file", path,
                      "--trust")

    def test_one_time_code(self):
        """Check that a one-time code is asked for by name, and taken from standard input."""
        nas = self.start_device("nas", "--one-time-code", "492039")
        password = nas.ready["password"]
        self.assert_fails(self.ctl.run(*self.add_arguments(nas), stdin=password), FAILED, "code")
        self.ctl.json(*self.add_arguments(nas), "--one-time-code-file", "-",
                      stdin=f"{password}\n492039\n")

    def test_wrong_password(self):
        """Check that a wrong password is said, tried once, and leaves nothing behind."""
        nas = self.start_device("nas")
        result = self.ctl.run(*self.add_arguments(nas), stdin="not-the-right-one\n")
        self.assert_fails(result, FAILED, "password", "hint: ")
        self.assertNotIn("not-the-right-one", result.messages)
        sent = [found for found in nas.control("requests")["requests"]
                if found["method"] == "POST"]
        self.assertEqual(len(sent), 1)
        self.assert_nothing_kept()

    def test_locked_out(self):
        """Check that a lock-out is told apart from a wrong password."""
        nas = self.start_device("nas")
        nas.control("lock-out", seconds=300)
        result = self.ctl.run(*self.add_arguments(nas), stdin=nas.ready["password"])
        self.assert_fails(result, FAILED, "Wait until the device allows logins again")
        self.assert_nothing_kept()

    def test_unreachable(self):
        """Check that a device that is off ends with 5."""
        result = self.ctl.run("device", "add", f"https://127.0.0.1:{free_port()}", "--user", "a",
                              "--password-file", "-", "--trust", stdin="p")
        self.assert_fails(result, UNREACHABLE, "hint: Check that it is switched on")
        self.assert_nothing_kept()

    def test_stranger(self):
        """Check that what is no known device is not added."""
        nas = self.start_device("nas")
        nas.control("fault", kind="html", times=99)
        result = self.ctl.run(*self.add_arguments(nas), stdin=nas.ready["password"])
        self.assertNotEqual(result.status, DONE)
        self.assertIn("error: ", result.messages)
        self.assert_nothing_kept()

    def test_no_keyring(self):
        """Check that without a keyring nothing is added."""
        nas = self.start_device("nas")
        without = self.with_environment(SECRET_BACKEND=None)
        result = without.run(*self.add_arguments(nas), stdin=nas.ready["password"])
        self.assert_fails(result, KEYRING, "keyring", "hint: ")
        self.assertNotIn(nas.ready["password"], result.messages)
        self.assert_nothing_kept()

    def test_unreadable_keyring(self):
        """Check that a keyring whose key is gone is told apart from one without the secret."""
        nas = self.start_device("nas")
        self.add(nas)
        other = self.with_environment(SECRET_FILE_TEST_PASSWORD="another master password")
        self.assertEqual(other.run("status", "--check").status, KEYRING)

    def test_certificate_changed(self):
        """Check that a changed certificate stops everything until it is confirmed."""
        nas = self.start_device("nas")
        device = self.add(nas)
        before = self.ctl.json("slot", "list")["slots"]
        nas.control("certificate")
        nas.control("forget-requests")
        fingerprint = nas.control("state")["fingerprint"]
        self.assertNotEqual(fingerprint, nas.ready["fingerprint"])
        result = self.ctl.run("status", "--check")
        self.assertEqual(result.status, NOT_TRUSTED, result.messages)
        self.assertEqual(nas.control("requests")["requests"], [])
        after = self.ctl.json("slot", "list")["slots"]
        self.assertEqual([slot["state"] for slot in after], [slot["state"] for slot in before])

        confirmed = self.ctl.json("device", "add", nas.url, "--user", "admin", "--password-file",
                                  "-", "--fingerprint", fingerprint,
                                  stdin=nas.ready["password"])["device"]
        self.assertEqual((confirmed["id"], confirmed["fingerprint"]), (device, fingerprint))
        self.assertEqual(self.ctl.run("status", "--check").status, DONE)

    def test_check(self):
        """Check that a look at the devices tells which could not be asked, and moves no badge."""
        nas = self.start_device("nas", "--scenario", "expired-gmail")
        mfp = self.start_device("mfp")
        self.add(nas)
        gone = self.add(mfp)
        states = [slot["state"] for slot in self.ctl.json("slot", "list")["slots"]]
        self.assertEqual(self.ctl.run("status", "--check").status, 4)
        mfp.stop()
        self.assertEqual(self.ctl.run("status", "--check").status, 6)
        self.assertEqual(self.ctl.run("status", "--check", gone).status, UNREACHABLE)
        self.assertEqual(self.ctl.run("status").status, DONE)
        document = self.ctl.json("status")
        self.assertEqual([slot["state"] for slot in document["slots"]], states)
        self.assertEqual([slot["note"]["code"] for slot in document["slots"]
                          if slot["id"].startswith(gone)][:1], ["not-checked"])

    def test_remove(self):
        """Check that a removed device is forgotten here, its secrets too, and itself untouched."""
        nas = self.start_device("nas", "--scenario", "expired-gmail")
        device = self.add(nas)
        before = nas.control("state")["slots"]
        self.assertEqual(self.ctl.json("device", "remove", device)["removed"], device)
        self.assertEqual(self.ctl.json("device", "list")["devices"], [])
        self.assertEqual(nas.control("state")["slots"], before)
        self.assertEqual(self.ctl.run("device", "show", device).status, NOT_FOUND)
        self.assertNotIn("slot", self.stored())

    def test_secrets(self):
        """Check that a password is in no argument, variable, file, message or log."""
        nas = self.start_device("nas")
        password = nas.ready["password"]
        nas.control("fault", kind="slow", milliseconds=3000, path="/session", method="POST")
        path = self.write("password", password)
        log = os.path.join(self.directory, "add.log")
        loud = self.with_environment(G_MESSAGES_DEBUG="all")
        with loud.start(log, "device", "add", nas.url, "--user", "admin", "--password-file", path,
                        "--trust") as run:
            wait_for(lambda: any(found["method"] == "POST" for found
                                 in nas.control("requests")["requests"]), "the sign-in")
            for name in ("cmdline", "environ"):
                with open(f"/proc/{run.pid}/{name}", "rb") as file:
                    self.assertNotIn(password.encode(), file.read())
            self.assertEqual(run.wait(), DONE, run.log())
            self.assertNotIn(password, run.log())
        self.assertNotIn(password.encode(), self.kept_bytes())

    def test_interrupted(self):
        """Check that a signal in the middle of adding leaves nothing behind."""
        nas = self.start_device("nas")
        for number, status in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            nas.control("forget-requests")
            nas.control("fault", kind="slow", milliseconds=20000, path="/session", method="POST")
            path = self.write("password", nas.ready["password"])
            log = os.path.join(self.directory, f"add-{status}.log")
            with self.ctl.start(log, "device", "add", nas.url, "--user", "admin",
                                "--password-file", path, "--trust") as run:
                wait_for(lambda: any(found["method"] == "POST" for found
                                     in nas.control("requests")["requests"]), "the sign-in")
                os.kill(run.pid, number)
                self.assertEqual(run.wait(5), status, run.log())
                self.assertIn("Interrupted", run.log())
            self.assert_nothing_kept()
            nas.control("clear-faults")

    def test_terminal(self):
        """Check that a person is shown the fingerprint first, and types the password unseen."""
        nas = self.start_device("nas")
        with Terminal(self.ctl, self.environment, self.directory, "device", "add", nas.url,
                      "--user", "admin") as terminal:
            terminal.wait_for("Type “yes” to confirm: ")
            self.assertIn(display(nas.ready["fingerprint"]), terminal.screen())
            terminal.type("yes")
            terminal.wait_for("password: ")
            terminal.type(nas.ready["password"])
            self.assertEqual(terminal.wait(), DONE, terminal.screen())
            self.assertNotIn(nas.ready["password"], terminal.screen())
        self.assertEqual(len(self.ctl.json("device", "list")["devices"]), 1)

    def test_terminal_no(self):
        """Check that anything but a yes is a no."""
        nas = self.start_device("nas")
        for answer in ("no", "", "yess"):
            with Terminal(self.ctl, self.environment, self.directory, "device", "add", nas.url,
                          "--user", "admin") as terminal:
                terminal.wait_for("Type “yes” to confirm: ")
                terminal.type(answer)
                self.assertEqual(terminal.wait(), NOT_TRUSTED, terminal.screen())
        self.assert_nothing_kept()

    def test_terminal_interrupted(self):
        """Check that Ctrl+C at the password ends it, with the terminal's echo on again."""
        nas = self.start_device("nas")
        command = " ".join(self.ctl.command("device", "add", nas.url, "--user", "admin",
                                            "--trust"))
        shell = type(self.ctl)(self.environment)
        shell.command = lambda *_arguments: ["sh", "-c", f"trap : INT; {command}; echo rc=$?; "
                                             "stty -a"]
        with Terminal(shell, self.environment, self.directory) as terminal:
            terminal.wait_for("password: ")
            terminal.press(b"\x03")
            terminal.wait()
            self.assertIn("rc=130", terminal.screen())
            self.assertRegex(terminal.screen(), r"(?m)[ ;]echo( |;|$)")
        self.assert_nothing_kept()

    def test_discover(self):
        """Check that an address is looked at and asked, in the documented shape."""
        nas = self.start_device("nas")
        host = nas.url.removeprefix("https://")
        devices = self.ctl.json("discover", "--timeout", "1", "--include-local", "--address",
                                host)["devices"]
        for device in devices:
            self.assertEqual(set(device), FOUND)
        [found] = [device for device in devices if device["serial"] == nas.ready["serial"]]
        self.assertEqual(found["driver"], "deviceapi")
        self.assertEqual(found["kind"], "nas")
        self.assertIn("address", found["sources"])
        self.assertTrue(any("127.0.0.1" in address for address in found["addresses"]))
        self.assertIsNotNone(found["admin_url"])
        sent = {(request["method"], request["path"]) for request
                in nas.control("requests")["requests"]}
        self.assertTrue(all(method in ("GET", "HEAD") for method, _path in sent), sent)

    def test_discover_interrupted(self):
        """Check that a long look ends at once when it is interrupted."""
        log = os.path.join(self.directory, "discover.log")
        with self.ctl.start(log, "discover", "--timeout", "600") as run:
            wait_for(lambda: os.path.exists(self.database), "the program to start")
            os.kill(run.pid, signal.SIGINT)
            self.assertEqual(run.wait(5), 130, run.log())

    def test_monitor(self):
        """Check that changes by another program are told, each on a line, until a signal ends it."""
        nas = self.start_device("nas", "--scenario", "expired-gmail")
        log = os.path.join(self.directory, "monitor.log")
        with self.ctl.start(log, "monitor", "--json") as run:
            wait_for(lambda: os.path.exists(self.database), "the program to start")
            device = self.add(nas)
            first = run.wait_for_json("event")
            self.assertEqual(set(first), {"schema", "event", "slot"})
            self.assertEqual((first["schema"], first["event"]), (1, "added"))
            self.assertEqual(set(first["slot"]), SLOT)
            run.wait_for_json("event", after=1)
            self.ctl.json("delete-token", f"{device}/account-1")
            wait_for(lambda: any(line["event"] == "changed" and line["slot"]["state"] ==
                                 "not-obtained" for line in run.json_lines()), "the change")
            self.ctl.json("status", "--check", device)
            self.ctl.json("device", "remove", device)
            wait_for(lambda: len([line for line in run.json_lines()
                                  if line["event"] == "removed"]) == 2, "the removal")
            os.kill(run.pid, signal.SIGTERM)
            self.assertEqual(run.wait(5), DONE, run.log())
            self.assertEqual([line["event"] for line in run.json_lines()],
                             ["added", "added", "changed", "removed", "removed"])

    def test_export(self):
        """Check that devices go to another computer by a file, and no secret with them."""
        nas = self.start_device("nas", "--scenario", "expired-gmail")
        device = self.add(nas)
        path = os.path.join(self.directory, "fleet.json")
        self.assertEqual(self.ctl.json("export", path)["devices"], 1)
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)
        with open(path, encoding="utf-8") as file:
            content = file.read()
        self.assertNotIn(nas.ready["password"], content)
        self.assertEqual(self.ctl.run("export", "-").output.strip(), content.strip())
        lines = self.ctl.run("export", "--format", "csv", "-").output.splitlines()
        self.assertEqual(len(lines), 3)

        other = os.path.join(self.directory, "other")
        elsewhere = self.with_environment(XDG_DATA_HOME=other,
                                          SECRET_FILE_TEST_PATH=f"{other}.keyring")
        self.assertEqual(elsewhere.json("import", path),
                         {"schema": 1, "added": 1, "changed": 0, "removed": 0})
        [there] = elsewhere.json("device", "list")["devices"]
        self.assertEqual((there["id"], there["fingerprint"]), (device, nas.ready["fingerprint"]))
        elsewhere.json(*self.add_arguments(nas), stdin=nas.ready["password"] + "\n")
        self.assertNotEqual(elsewhere.run("status", "--check").status, FAILED)
        self.assertEqual(elsewhere.json("import", "-", stdin=content)["added"], 0)

    def test_import_nonsense(self):
        """Check that a file that makes no sense changes nothing."""
        self.add(self.start_device("nas"))
        before = self.stored()
        for content in ("", "{}", "[]", "device,slot\n", '{"schema": 99, "devices": []}'):
            result = self.ctl.run("import", "--replace", "-", stdin=content)
            self.assert_fails(result, USAGE)
        self.assertEqual(self.stored(), before)

    def test_signs_out(self):
        """Check that no session is left behind on a device."""
        nas = self.start_device("nas")
        self.add(nas)
        self.assertEqual(self.ctl.run("status", "--check").status, DONE)
        self.assertEqual(nas.control("state")["sessions"], 0)

    def test_no_terminal(self):
        """Check that nobody is asked where nobody is."""
        nas = self.start_device("nas")
        result = self.ctl.run("device", "add", nas.url, "--trust")
        self.assert_fails(result, USAGE, "--user")
        result = self.ctl.run("device", "add", nas.url, "--trust", "--user", "admin")
        self.assert_fails(result, USAGE, "--password-file")


if __name__ == "__main__":
    tap.main()
