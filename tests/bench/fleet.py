# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a thousand devices cost that are asked, checked and given a token, over TLS."""

import json
import os

from bench.computer import Computer, Devices
from bench.measure import Row, Run, client
from e2e.mailgrant import DONE, PERSON, built
from peers.process import program

COUNT = 1000
PARALLEL = 8
MEMORY_MAX = 60
# The best counts: another program on the machine makes a run slower, never quicker.
TURNS = 3

# Ask what it is; sign in, read the slots, put or read, sign out. The lab closes each connection
# after its answer, so that each request has a handshake.
REQUESTS = {"identify": 1, "push": 5, "check": 5}

SYSTEM = "libsoup"
NOBODY = "libsoup, no authorities"
CURL = "`curl --parallel`"
REFERENCES = (CURL, SYSTEM, NOBODY)
MAILGRANT = "Mailgrant"
STATUS = "`mailgrantctl status --check`"


def measure(directory):
    """Yields the rows: each task done by Mailgrant and by those it is measured against."""
    computer = Computer(directory, "computer")
    with Devices(directory, COUNT) as devices:
        def soup(trust, task):
            return [client("soup-client"), trust, task, devices.path]

        def mailgrant(task):
            return [client("mailgrant-client"), task, devices.path]

        yield from _compare("identify", computer, {
            CURL: _curl(directory, devices),
            SYSTEM: soup("system", "identify"),
            NOBODY: soup("nobody", "identify"),
            MAILGRANT: mailgrant("identify"),
        })
        yield from _compare("push", computer, {
            NOBODY: soup("nobody", "push"),
            MAILGRANT: mailgrant("push"),
        })
        added = computer.add(devices)
        yield Row(f"add {COUNT:,} devices", MAILGRANT, f"{COUNT / added.seconds:.0f} devices/s", "",
                  f"{added.memory:.1f}", added.memory < MEMORY_MAX)
        yield from _compare("check", computer, {
            NOBODY: soup("nobody", "check"),
            STATUS: [built("src", "cli", "mailgrantctl"), "status", "--check", "--json"],
        })


def _curl(directory, devices):
    path = os.path.join(directory, "curl.conf")
    with open(path, "w", encoding="utf-8") as out:
        for device in devices.ready["devices"]:
            out.write(f'url = "{device["url"]}/.well-known/mail-authorization"\n'
                      "output = /dev/null\n")
    return [program("curl"), "--parallel", "--parallel-max", str(PARALLEL), "--insecure",
            "--silent", "--fail-early", "--fail", "--config", path]


def _compare(task, computer, commands):
    runs = {name: [] for name in commands}
    for turn in range(TURNS):
        for name, argv in commands.items():
            # What takes many times as long needs no second look.
            if turn == 0 or name != SYSTEM:
                runs[name].append(_run(name, argv, computer))
    best = {name: min(run.seconds for run in taken) for name, taken in runs.items()}
    fastest = min(seconds for name, seconds in best.items() if name in REFERENCES)
    for name, seconds in best.items():
        memory = max(run.memory for run in runs[name])
        processor = min(run.processor_seconds for run in runs[name])
        yield Row(f"{task} {COUNT:,} devices", name,
                  f"{COUNT * REQUESTS[task] / seconds:.0f} requests/s, "
                  f"{processor:.1f} s of processor",
                  f"{seconds / fastest:.2f}", f"{memory:.1f}",
                  None if name in REFERENCES else seconds <= fastest and memory < MEMORY_MAX)


def _run(name, argv, computer):
    if name != STATUS:
        return Run(argv, computer.environment)
    run = Run(argv, computer.environment, (DONE, PERSON))
    document = json.loads(run.output)
    checked = {slot["id"].split("/")[0] for slot in document["slots"] if slot["checked_at"]}
    assert len(document["devices"]) == COUNT, len(document["devices"])
    assert checked == {device["id"] for device in document["devices"]}, run.messages[-2000:]
    return run
