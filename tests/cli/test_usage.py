#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How mailgrantctl is called, and what it says of itself."""

import contextlib
import os
import re
import sqlite3
import subprocess
import unittest

from cli.computer import ComputerTest
from e2e.mailgrant import DONE, FAILED, NOT_FOUND, USAGE
from peers import tap

DATA = os.path.join(os.path.dirname(__file__), "..", "..", "data")

WRONG = (
    (),
    ("frobnicate",),
    ("--frobnicate",),
    ("device",),
    ("device", "frobnicate"),
    ("device", "list", "too", "much"),
    ("device", "list", "--frobnicate"),
    ("device", "show"),
    ("device", "show", "one", "two"),
    ("device", "add"),
    ("device", "add", "nas.example", "--fingerprint", "not-hexadecimal"),
    ("device", "add", "nas.example", "--fingerprint", "00" * 32, "--trust"),
    ("device", "add", "http://"),
    ("device", "add", "nas.example:99999"),
    ("slot",),
    ("slot", "list", "one", "two"),
    ("provider", "add"),
    ("provider", "add", "--issuer", "https://login.example", "--file", "a.provider"),
    ("provider", "add", "--file", "a.provider", "--scope", "mail"),
    ("provider", "add", "--issuer", "https://login.example", "--client-secret-file", "-"),
    ("provider", "add", "--file", "/nowhere/a.provider"),
    ("provider", "set", "gmail"),
    ("authorize",),
    ("authorize", "nas/smtp"),
    ("authorize", "nas/smtp", "--provider", "gmail"),
    ("authorize", "nas/smtp", "--provider", "gmail", "--account", "a@b.example",
     "--device-code", "--paste"),
    ("authorize", "nas/smtp", "--provider", "gmail", "--account", "a@b.example",
     "--keep-copy", "perhaps"),
    ("authorize", "nas/smtp", "--provider", "gmail", "--account", "a@b.example",
     "--timeout", "soon"),
    ("password",),
    ("test",),
    ("test", "nas/smtp", "--all"),
    ("repair",),
    ("repair", "nas/smtp", "--all"),
    ("repair", "nas/smtp", "--resume", "--put-back"),
    ("repair", "--all", "--account", "a@b.example"),
    ("export",),
    ("export", "--format", "xml", "-"),
    ("import", "/nowhere/fleet.json"),
    ("import", "--merge", "--replace", "-"),
    ("monitor", "--check", "-1"),
    ("monitor", "now"),
    ("discover", "--timeout", "0"),
    ("discover", "--timeout", "-1"),
    ("discover", "--address", "not an address"),
    ("--ca-file", "/nowhere/ca.pem", "device", "list"),
)

MISSING = (
    ("device", "show", "none"),
    ("device", "remove", "none"),
    ("slot", "list", "none"),
    ("provider", "show", "none"),
    ("provider", "set", "none", "--client-id", "c"),
    ("authorize", "none/smtp", "--provider", "gmail", "--account", "a@b.example"),
    ("password", "none/smtp"),
    ("test", "none/smtp"),
    ("repair", "none/smtp"),
    ("repair", "none/smtp", "--resume"),
    ("status", "none"),
    ("status", "none/smtp"),
    ("delete-token", "none/smtp"),
)

EMPTY = (
    (("device", "list"), {"schema": 1, "devices": []}),
    (("slot", "list"), {"schema": 1, "slots": []}),
    (("status",), {"schema": 1, "devices": [], "slots": []}),
    (("status", "--check"), {"schema": 1, "devices": [], "slots": []}),
    (("test", "--all"), {"schema": 1, "tests": []}),
    (("renew",), {"schema": 1, "renewals": []}),
    (("repair", "--all"), {"schema": 1, "repairs": []}),
    (("renew", "--due"), {"schema": 1, "renewals": []}),
)

# What is typed behind the program's name, and what may follow.
COMPLETIONS = (
    ("dev", {"device"}),
    ("device ", {"list", "add", "show", "remove"}),
    ("device add --fing", {"--fingerprint"}),
    ("provider show gma", {"gmail"}),
)


class UsageTest(ComputerTest):
    def help(self, *path):
        result = self.ctl.run(*path, "--help")
        self.assertEqual(result.status, DONE)
        self.assertEqual(result.messages, "")
        return result.output

    def commands(self):
        """Returns every command with its options, as --help tells them."""
        found = {}
        waiting = [()]
        while waiting:
            path = waiting.pop()
            text = self.help(*path)
            self.assertIn(f"mailgrantctl {' '.join(path)}".strip(), text)
            listed = re.search(r"^Commands:\n((?:  .*\n)+)", text, re.MULTILINE)
            if listed:
                waiting += [(*path, line.split()[0]) for line in listed[1].splitlines()]
            else:
                found[path] = set(re.findall(r"^\s+(?:-\w, )?(--[a-z-]+)", text, re.MULTILINE))
        return found

    def test_wrong(self):
        """Check that what cannot be meant ends with 2, says why, and changes nothing."""
        for arguments in WRONG:
            with self.subTest(arguments=arguments):
                result = self.ctl.run(*arguments)
                self.assert_fails(result, USAGE)
                self.assertEqual(result.messages.count("error: "), 1)
        self.assertEqual(self.stored(), {})

    def test_missing(self):
        """Check that what is not there ends with 3 and is named."""
        for arguments in MISSING:
            with self.subTest(arguments=arguments):
                self.assert_fails(self.ctl.run(*arguments), NOT_FOUND, "none")

    def test_empty(self):
        """Check that no devices are no error: an empty list, and advice beside it."""
        for arguments, document in EMPTY:
            with self.subTest(arguments=arguments):
                self.assertEqual(self.ctl.json(*arguments), document)
                result = self.ctl.run(*arguments)
                self.assertEqual((result.status, result.output), (DONE, ""))
                if arguments[0] not in ("test", "renew"):
                    self.assertIn("mailgrantctl discover", result.messages)

    def test_options_before(self):
        """Check that global options may stand before the command, and twice."""
        result = self.ctl.run("--json", "device", "--json", "list")
        self.assertEqual(result.json, {"schema": 1, "devices": []})

    def test_version(self):
        """Check that each level tells the version, and nothing else."""
        for arguments in (("--version",), ("device", "--version"), ("device", "list", "--version")):
            result = self.ctl.run(*arguments)
            self.assertEqual(result.status, DONE)
            self.assertRegex(result.output, r"\Amailgrantctl \d+\.\d+\.\d+\n\Z")

    def test_documented(self):
        """Check that the manual and the completions know every command and option, as the help."""
        texts = {}
        for name in ("mailgrantctl.1", "completions/mailgrantctl.bash", "completions/_mailgrantctl",
                     "completions/mailgrantctl.fish"):
            with open(os.path.join(DATA, name), encoding="utf-8") as file:
                texts[name] = file.read().replace("\\-", "-")
        commands = self.commands()
        self.assertIn(("device", "add"), commands)
        for path, options in commands.items():
            self.assertIn("--json", options)
            for name, text in texts.items():
                for word in (*path, *options):
                    spelled = f"-l {word[2:]} " if name.endswith("fish") and word[0] == "-" else word
                    self.assertIn(spelled, text, f"{name}: {' '.join(path)}")

    def complete(self, *argv):
        """Runs a shell that completes; returns what it says."""
        folder = os.path.dirname(self.ctl.command()[0])
        return subprocess.run(
            argv, env={**self.environment, "PATH": f"{folder}:{self.environment['PATH']}"},
            capture_output=True, text=True, timeout=20, check=True).stdout

    def test_bash_completion(self):
        """Check that bash completes commands, options and the ids of providers."""
        script = os.path.join(DATA, "completions/mailgrantctl.bash")
        for words, expected in (
                (["mailgrantctl", "dev"], {"device"}),
                (["mailgrantctl", "device", ""], {"list", "add", "show", "remove"}),
                (["mailgrantctl", "device", "add", "--fing"], {"--fingerprint="}),
                (["mailgrantctl", "provider", "show", "gma"], {"gmail"}),
                (["mailgrantctl", "authorize", "--keep-copy", "=", "y"], {"yes"})):
            quoted = " ".join(f"'{word}'" for word in words)
            found = self.complete(
                "bash", "-c", f"source '{script}'; COMP_WORDS=({quoted}); "
                f"COMP_CWORD={len(words) - 1}; _mailgrantctl; printf '%s\\n' \"${{COMPREPLY[@]}}\"")
            self.assertEqual(set(found.split()), expected, words)

    def test_fish_completion(self):
        """Check that fish completes commands, options and the ids of providers."""
        script = os.path.join(DATA, "completions/mailgrantctl.fish")
        for line, expected in (*COMPLETIONS, ("authorize --keep-copy=y", {"--keep-copy=yes"})):
            found = self.complete("fish", "--no-config", "-c",
                                  f"source '{script}'; complete -C 'mailgrantctl {line}'")
            self.assertEqual({match.split("\t")[0] for match in found.splitlines()}, expected, line)

    def test_zsh_completion(self):
        """Check that zsh completes commands, options and the ids of providers."""
        for line, expected in (*COMPLETIONS, ("authorize --keep-copy=y", {"yes"})):
            found = self.complete("zsh", "-f", os.path.join(os.path.dirname(__file__), "complete.zsh"),
                                  os.path.join(DATA, "completions"), f"mailgrantctl {line}")
            self.assertEqual(set(re.findall(r"<([^>]+)>", found)) - {"end"}, expected, line)

    def test_manual(self):
        """Check that the manual is correct roff."""
        done = subprocess.run(["man", "-l", "--warnings", "-Tutf8",
                               os.path.join(DATA, "mailgrantctl.1")],
                              env={**self.environment, "MANROFFSEQ": ""}, capture_output=True,
                              text=True, timeout=20, check=True)
        self.assertEqual(done.stderr, "")

    def test_full_disk(self):
        """Check that output that cannot be written is a failure."""
        with open("/dev/full", "wb") as full:
            done = subprocess.run(self.ctl.command("provider", "list", "--json"),
                                  env=self.environment, stdout=full, stderr=subprocess.PIPE,
                                  text=True, timeout=20, check=False)
        self.assertEqual(done.returncode, FAILED)
        self.assertIn("error: ", done.stderr)

    def test_plain_text(self):
        """Check that nothing but a terminal gets escape sequences."""
        for variables in ({}, {"TERM": "xterm"}, {"TERM": "xterm", "NO_COLOR": "1"}):
            result = self.with_environment(**variables).run("provider", "list")
            self.assertNotIn("\033", result.output + result.messages)

    def test_configuration(self):
        """Check that a configuration that cannot be used is said to be."""
        folder = os.path.join(self.environment["XDG_CONFIG_HOME"], "mailgrant")
        os.makedirs(folder)
        with open(os.path.join(folder, "mailgrant.conf"), "w", encoding="utf-8") as out:
            out.write("[Trust]\nCaFile=absent.pem\n")
        self.assert_fails(self.ctl.run("device", "list"), USAGE, "absent.pem")

    def test_doctor(self):
        """Check what the doctor tells, and that there is nothing private in it."""
        document = self.ctl.json("doctor")
        self.assertEqual(set(document["doctor"]), {
            "version", "glib", "system", "sandbox", "tls", "own_authority", "keyring", "store",
            "schema", "devices", "avahi", "interfaces", "browser"})
        self.assertEqual(document["doctor"]["keyring"], "open")
        self.assertEqual(document["doctor"]["store"], "readable")
        with contextlib.closing(sqlite3.connect(self.database)) as database:
            self.assertEqual(database.execute("PRAGMA user_version").fetchone(),
                             (document["doctor"]["schema"],))
        self.assertEqual(document["doctor"]["devices"], 0)
        self.assertEqual(document["doctor"]["avahi"], "no-system-bus")
        self.assertTrue(document["doctor"]["tls"])
        self.assertIsNone(document["providers"])
        without = self.with_environment(SECRET_BACKEND=None)
        self.assertEqual(without.json("doctor")["doctor"]["keyring"], "absent")
        text = self.ctl.run("doctor").output
        for private in (os.uname().nodename, self.directory):
            self.assertNotIn(private, text)


if __name__ == "__main__":
    tap.main()
