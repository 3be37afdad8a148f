# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a thousand devices cost that are asked, checked and given a token, over TLS."""

import json
import os

from bench.computer import Computer, Devices
from bench.measure import Row, Run, client
from e2e.mailgrant import DONE, PERSON, SOME_FAILED, built
from peers.process import program

COUNT = 1000
PARALLEL = 8
MEMORY_MAX = 60

# One connection a device: what it is; sign in, read, put or read, sign out.
REQUESTS = {"identify": 1, "push": 5, "check": 5}

SYSTEM = "libsoup"
NOBODY = "libsoup, no authorities"
CURL = "`curl --parallel`"
MAILGRANT = "Mailgrant"


def measure(directory):
    """Yields the rows: each task done by Mailgrant and by those it is measured against."""
    computer = Computer(directory, "computer")
    with Devices(directory, COUNT) as devices:
        yield from _rows("identify", {
            CURL: _curl(directory, devices, computer),
            SYSTEM: _soup("system", "identify", devices, computer),
            NOBODY: _soup("nobody", "identify", devices, computer),
            MAILGRANT: _mailgrant("identify", devices, computer),
        })
        yield from _rows("push", {
            NOBODY: _soup("nobody", "push", devices, computer),
            MAILGRANT: _mailgrant("push", devices, computer),
        })
        added = computer.add(devices)
        yield Row(f"add {COUNT:,} devices", MAILGRANT, f"{COUNT / added.seconds:.0f} devices/s", "",
                  f"{added.memory:.1f}", added.memory < MEMORY_MAX)
        yield from _rows("check", {
            NOBODY: _soup("nobody", "check", devices, computer),
            "`mailgrantctl status --check`": _status(computer),
        })


def _soup(trust, task, devices, computer):
    run = Run([client("soup-client"), trust, task, devices.path], computer.environment)
    return json.loads(run.output)["seconds"], run.memory


def _mailgrant(task, devices, computer):
    run = Run([client("mailgrant-client"), task, devices.path], computer.environment)
    return json.loads(run.output)["seconds"], run.memory


def _curl(directory, devices, computer):
    path = os.path.join(directory, "curl.conf")
    with open(path, "w", encoding="utf-8") as out:
        for device in devices.ready["devices"]:
            out.write(f'url = "{device["url"]}/.well-known/mail-authorization"\n'
                      "output = /dev/null\n")
    run = Run([program("curl"), "--parallel", "--parallel-max", str(PARALLEL), "--insecure",
               "--silent", "--fail-early", "--fail", "--config", path], computer.environment)
    return run.seconds, run.memory


def _status(computer):
    run = Run([built("src", "cli", "mailgrantctl"), "status", "--check", "--json"],
              computer.environment, (DONE, PERSON, SOME_FAILED))
    devices = json.loads(run.output)["devices"]
    slots = json.loads(run.output)["slots"]
    assert len(devices) == COUNT and not run.messages, run.messages[-2000:]
    assert {slot["id"].split("/")[0] for slot in slots if slot["checked_at"]} == {
        device["id"] for device in devices}, "some devices were not checked"
    return run.seconds, run.memory


def _rows(task, results):
    fastest = min(seconds for name, (seconds, _memory) in results.items() if name in
                  (CURL, SYSTEM, NOBODY))
    for name, (seconds, memory) in results.items():
        mine = name not in (CURL, SYSTEM, NOBODY)
        yield Row(f"{task} {COUNT:,} devices", name,
                  f"{COUNT * REQUESTS[task] / seconds:.0f} requests/s",
                  f"{seconds / fastest:.2f}", f"{memory:.1f}",
                  seconds <= fastest and memory < MEMORY_MAX if mine else None)
