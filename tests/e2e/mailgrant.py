# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mailgrant's own programs, as the tests start them."""

import json
import os
import subprocess
import tempfile

from peers.process import DEADLINE, PeerError, Process

DONE, FAILED, USAGE, NOT_FOUND, PERSON, UNREACHABLE, SOME_FAILED, KEYRING, NOT_TRUSTED = range(9)


def built(*path):
    """Returns the path of a program in the build directory."""
    found = os.path.join(os.environ["MAILGRANT_BUILD"], *path)
    if not os.path.exists(found):
        raise PeerError(f"{found} is not built")
    return found


def window_environment():
    """Returns what the window needs to run from the build directory."""
    return {"GSETTINGS_SCHEMA_DIR": built("data")}


def trust(session, certificate):
    """Configures Mailgrant on @session to trust an organization's own authority."""
    directory = os.path.join(session.environment["XDG_CONFIG_HOME"], "mailgrant")
    os.makedirs(directory, exist_ok=True)
    with open(os.path.join(directory, "mailgrant.conf"), "w", encoding="utf-8") as out:
        out.write(f"[Trust]\nCaFile={certificate}\n")


class Result:
    """What a run of mailgrantctl came to."""

    def __init__(self, status, output, messages):
        self.status = status
        self.output = output
        self.messages = messages

    @property
    def json(self):
        """The document on standard output."""
        return json.loads(self.output)


class Mailgrantctl:
    """The command line, in @environment; @prefix runs it elsewhere, such as on a host of a LAN."""

    def __init__(self, environment, prefix=()):
        self._environment = environment
        self._prefix = list(prefix)

    def command(self, *arguments):
        """Returns the command line for @arguments."""
        return [*self._prefix, built("src", "cli", "mailgrantctl"), *map(str, arguments)]

    def run(self, *arguments, stdin=None, deadline=60):
        """Runs a command to its end."""
        done = subprocess.run(self.command(*arguments), env=self._environment,
                              input=stdin if stdin is not None else "", capture_output=True,
                              text=True, timeout=deadline, check=False)
        return Result(done.returncode, done.stdout, done.stderr)

    def json(self, *arguments, expect=DONE, **options):
        """Runs a command with --json and returns the document; @expect is the exit status."""
        result = self.run(*arguments, "--json", **options)
        if result.status != expect:
            raise AssertionError(f"mailgrantctl {' '.join(map(str, arguments))} ended with "
                                 f"{result.status}, not {expect}:\n{result.messages}")
        document = result.json
        assert document["schema"] == 1, document["schema"]
        return document

    def start(self, log, *arguments):
        """Starts a command that waits for something; its output is in the log."""
        return Process(self.command(*arguments), log, env=self._environment)


class Lab(Process):
    """mailgrant-lab, with what it says when it is ready."""

    def __init__(self, directory, *arguments, environment=None, prefix=()):
        with tempfile.NamedTemporaryFile(dir=directory, prefix=f"lab-{arguments[0]}-",
                                         suffix=".log", delete=False) as log:
            pass
        super().__init__([*prefix, built("src", "lab", "mailgrant-lab"), *arguments], log.name,
                         env=environment)
        try:
            self.ready = self.wait_for_json("ready")
        except PeerError:
            self.stop()
            raise

    def stop(self):
        """Ends it as a service is ended, which it must take well."""
        status = super().stop()
        if status != 0:
            raise PeerError(f"{self.name} ended with {status}:\n{self.log()[-2000:]}")
        return status


def wait_for_line(process, prefix, deadline=DEADLINE):
    """Waits for the line that begins with @prefix and returns the rest of it."""
    return process.wait_for_log(rf"^{prefix}(.*)$", deadline).group(1).strip()
