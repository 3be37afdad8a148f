# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A person's computer with mailgrantctl on it, in a folder of its own, and a lab around it."""

import hashlib
import os
import secrets
import sqlite3
import tempfile
import unittest

from e2e.mailgrant import Mailgrantctl, built, wait_for_line
from lab.programs import Device, Mail, Provider
from peers.process import Process

ACCOUNT = "ada@example.org"

# The keyring is libsecret's own file: it needs no service, and what is in it can be looked for.
MASTER_PASSWORD = "the master password"


class ComputerTest(unittest.TestCase):
    """Each case has a computer of its own."""

    def setUp(self):
        self.directory = self.enterContext(tempfile.TemporaryDirectory())
        self.keyring = os.path.join(self.directory, "secrets.keyring")
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": self.directory,
            "LC_ALL": "C.UTF-8",
            "XDG_DATA_HOME": os.path.join(self.directory, "data"),
            "XDG_CONFIG_HOME": os.path.join(self.directory, "config"),
            "XDG_CACHE_HOME": os.path.join(self.directory, "cache"),
            "XDG_RUNTIME_DIR": os.path.join(self.directory, "run"),
            "XDG_DATA_DIRS": os.path.join(self.directory, "share"),
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={self.directory}/no-bus",
            "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={self.directory}/no-bus",
            "GIO_USE_PROXY_RESOLVER": "dummy",
            "GIO_USE_VFS": "local",
            "GSETTINGS_BACKEND": "memory",
            "G_DEBUG": "fatal-criticals",
            "SECRET_BACKEND": "file",
            "SECRET_FILE_TEST_PATH": self.keyring,
            "SECRET_FILE_TEST_PASSWORD": MASTER_PASSWORD,
            # How a program that is built with sanitizers is to behave.
            **{name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")},
        }
        os.mkdir(self.environment["XDG_RUNTIME_DIR"], 0o700)
        self.ctl = Mailgrantctl(self.environment)

    def with_environment(self, **variables):
        """Returns the command line with other variables; None takes one out."""
        merged = {**self.environment, **variables}
        return Mailgrantctl({name: value for name, value in merged.items() if value is not None})

    def assert_fails(self, result, status, *sentences):
        """Asserts that a command has failed, says so on standard error alone, and how."""
        self.assertEqual(result.status, status, result.messages)
        self.assertEqual(result.output, "")
        self.assertIn("error: ", result.messages)
        for sentence in sentences:
            self.assertIn(sentence, result.messages)

    @property
    def database(self):
        return os.path.join(self.environment["XDG_DATA_HOME"], "mailgrant", "mailgrant.db")

    def stored(self):
        """Returns all that the database holds, by table."""
        if not os.path.exists(self.database):
            return {}
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as database:
            tables = [name for name, in database.execute(
                "SELECT name FROM sqlite_master WHERE type='table' ORDER BY name")]
            found = {name: list(database.execute(f"SELECT * FROM {name}")) for name in tables}
        database.close()
        return {name: rows for name, rows in found.items() if rows}

    def kept_bytes(self):
        """Returns the bytes of every file of the person's, but for those of the lab and tests."""
        found = b""
        for folder in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
            for path, _folders, names in os.walk(self.environment[folder]):
                for name in names:
                    with open(os.path.join(path, name), "rb") as file:
                        found += file.read()
        if os.path.exists(self.keyring):
            with open(self.keyring, "rb") as file:
                found += file.read()
        return found

    def write(self, name, text):
        """Writes a file that only its owner can read; returns its path."""
        path = os.path.join(self.directory, name)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w",
                  encoding="utf-8") as out:
            out.write(text)
        return path

    def start_device(self, kind, *arguments):
        """Starts a device that reaches nothing but what the arguments say."""
        return self.enterContext(Device(self.directory, kind, *arguments))

    def add_arguments(self, device):
        return ("device", "add", device.url, "--user", device.ready["user"], "--password-file", "-",
                "--fingerprint", device.ready["fingerprint"])

    def add(self, device):
        """Adds a device; returns its id."""
        return self.ctl.json(*self.add_arguments(device),
                             stdin=device.ready["password"] + "\n")["device"]["id"]


class LabTest(ComputerTest):
    """A provider and a mail server too."""

    def setUp(self):
        super().setUp()
        self.provider = self.start_provider()
        self.mail = self.enterContext(Mail(self.directory, self.provider))

    def start_provider(self):
        return self.enterContext(Provider(self.directory))

    def start_device(self, kind, *arguments):
        return super().start_device(kind, "--provider", self.provider.url, *self.mail.options,
                                    *arguments)

    def add_provider(self):
        """Makes the provider known; returns its id."""
        return self.ctl.json("provider", "add", "--issuer", self.provider.url, "--client-id",
                             self.provider.ready["client_id"])["provider"]["id"]

    def slot(self, path):
        """Returns what is known here of a slot."""
        [slot] = [slot for slot in self.ctl.json("slot", "list")["slots"] if slot["id"] == path]
        return slot

    def authorize(self, slot, provider, *options, account=ACCOUNT):
        """Starts an authorization that waits for the person."""
        log = os.path.join(self.directory, f"authorize-{secrets.token_hex(4)}.log")
        return self.ctl.start(log, "authorize", slot, "--provider", provider, "--account", account,
                              "--no-browser", *options)

    def consent(self, url, account=ACCOUNT, **more):
        """Does at the provider what a person would do."""
        return self.provider.control("consent", url=url, account=account, **more)

    def look(self, device):
        """Returns all of a device that must not change; its own tests make new revisions."""
        state = device.control("state")
        return {name: [{**thing, "etag": None} for thing in state[name]]
                for name in ("slots", "rules")}


class Terminal:
    """A command with a person at its terminal."""

    def __init__(self, ctl, environment, directory, *arguments):
        # util-linux's own program makes the terminal; what is typed goes to its input.
        self.log = os.path.join(directory, f"terminal-{secrets.token_hex(4)}.log")
        command = " ".join(f"'{part}'" for part in ctl.command(*arguments))
        self._process = Process(["script", "--quiet", "--return", "--flush", "--echo", "never",
                                 "--command", command, "/dev/null"],
                                self.log, env={**environment, "TERM": "xterm"}, stdin="")

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self._process.stop()

    def wait_for(self, pattern):
        """Waits for the person to be asked."""
        return self._process.wait_for_log(pattern)

    def type(self, text):
        """Types a line."""
        self._process.write_line(text)

    def press(self, key):
        """Presses a key, such as Ctrl+C."""
        self._process._popen.stdin.write(key)
        self._process._popen.stdin.flush()

    def wait(self):
        return self._process.wait()

    def screen(self):
        """Returns what has been on the screen."""
        return self._process.log()


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


__all__ = ["ACCOUNT", "ComputerTest", "LabTest", "Terminal", "built", "sha256", "wait_for_line"]
