# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs that a test starts, waits for and ends by their process id."""

import ctypes
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time

DEADLINE = float(os.environ.get("MAILGRANT_TEST_DEADLINE", "30"))

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


class PeerError(Exception):
    """A peer is missing, did not start, or said something else than it should."""


def program(name):
    """Returns the path of the program @name; that it is missing is an error, never a skip."""
    path = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if path is None:
        raise PeerError(f"{name} is not installed; tests/prepare installs all that the tests need")
    return path


def wait_for(condition, what, deadline=DEADLINE, interval=0.02):
    """Calls @condition until it returns something true, which is returned."""
    end = time.monotonic() + deadline
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() >= end:
            raise PeerError(f"waited {deadline:g} s in vain for {what}")
        time.sleep(interval)


def free_port(address="127.0.0.1"):
    """Returns a TCP port that the kernel says is free, for servers that cannot say theirs."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.bind((address, 0))
        return listener.getsockname()[1]


def answers(port, address="127.0.0.1"):
    """Whether something accepts connections at @port."""
    try:
        with socket.create_connection((address, port), 1):
            return True
    except OSError:
        return False


def listens(path):
    """Whether something accepts connections at the socket @path, which is there a little earlier."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        return client.connect_ex(path) == 0


def group(leader):
    """Returns the processes of the group that @leader leads; those already dead are none."""
    members = []
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            with open(f"/proc/{entry}/stat", encoding="ascii", errors="replace") as stat:
                state, _parent, leads = stat.read().rpartition(")")[2].split()[:3]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(leads) == leader and state not in "ZX":
            members.append(int(entry))
    return members


def end_group(leader, what, deadline=10):
    """Ends the group of @leader, which somebody else has started on the test's behalf."""
    if group(leader):
        os.killpg(leader, signal.SIGTERM)
        wait_for(lambda: not group(leader), f"{what} to end", deadline)


def _die_with_parent():
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class Process:
    """A program in a session of its own, its output in a file.

    It dies with the test; leaving the context ends it and all that it started.
    """

    def __init__(self, argv, log, env=None, cwd=None, stdin=None):
        self.name = os.path.basename(argv[0])
        self.log_path = log
        self._log = open(log, "wb")
        self._popen = subprocess.Popen(
            [program(argv[0]), *map(str, argv[1:])],
            stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
            stdout=self._log, stderr=subprocess.STDOUT, env=env, cwd=cwd,
            start_new_session=True, preexec_fn=_die_with_parent)
        if stdin is not None:
            self._popen.stdin.write(stdin.encode())
            self._popen.stdin.flush()

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self.stop()

    @property
    def pid(self):
        return self._popen.pid

    @property
    def running(self):
        return self._popen.poll() is None

    def log(self):
        """Returns all that the program has printed so far."""
        with open(self.log_path, encoding="utf-8", errors="replace") as log:
            return log.read()

    def write_line(self, text):
        """Writes a line to the program's standard input."""
        self._popen.stdin.write(text.encode() + b"\n")
        self._popen.stdin.flush()

    def close_input(self):
        """Ends the program's standard input."""
        self._popen.stdin.close()

    def wait_until(self, condition, what, deadline=DEADLINE):
        """Waits until @condition holds; that the program ends first is an error."""
        def check():
            value = condition()
            if not value and not self.running:
                raise PeerError(f"{self.name} ended with {self._popen.returncode} "
                                f"before {what}:\n{self.log()[-2000:]}")
            return value
        try:
            return wait_for(check, f"{self.name}: {what}", deadline)
        except PeerError as error:
            raise PeerError(f"{error}\n{self.log()[-2000:]}") from None

    def wait_for_log(self, pattern, deadline=DEADLINE):
        """Waits until a line of the output matches @pattern, whose match is returned."""
        return self.wait_until(lambda: re.search(pattern, self.log(), re.MULTILINE),
                               f"a line like {pattern}", deadline)

    def wait_for_json(self, key, after=0, deadline=DEADLINE):
        """Waits for a JSON line that has @key, past the first @after such lines."""
        def find():
            found = [line for line in self.json_lines() if key in line]
            return found[after] if len(found) > after else None
        return self.wait_until(find, f"a JSON line with \"{key}\"", deadline)

    def json_lines(self):
        """Returns the JSON objects among the lines of the output."""
        lines = []
        for line in self.log().splitlines():
            if line.startswith("{"):
                try:
                    lines.append(json.loads(line))
                except ValueError:
                    pass
        return lines

    def wait(self, deadline=DEADLINE):
        """Waits until the program ends by itself and returns its exit status."""
        try:
            return self._popen.wait(deadline)
        except subprocess.TimeoutExpired:
            raise PeerError(f"{self.name} did not end within {deadline:g} s") from None

    def stop(self):
        """Ends the program and what is left of its session; returns its exit status."""
        if self._popen.stdin is not None:
            try:
                self._popen.stdin.close()
            except BrokenPipeError:
                pass
        if self.running:
            self._popen.terminate()
            try:
                self._popen.wait(5)
            except subprocess.TimeoutExpired:
                self._popen.kill()
        status = self._popen.wait()
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self._log.close()
        return status
