# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a program is measured, and how a row of the table looks."""

import os
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass

from peers.process import PeerError, program


@dataclass
class Row:
    """One line: a program beside its reference, and whether it does what is aimed at.

    Ratios alone say something about the program; the figures are this machine's of today.
    """

    what: str
    who: str
    figure: str
    ratio: str = ""
    memory: str = ""
    met: bool | None = None


def print_head():
    """Prints the head of the table."""
    print("| what | who | figure | ratio | memory (MiB) | aim |\n|---|---|---:|---:|---:|---|",
          flush=True)


def print_row(row):
    """Prints a row as soon as it is known; returns whether its aim, if any, is met."""
    aim = {None: "", True: "met", False: "**missed**"}[row.met]
    print(f"| {row.what} | {row.who} | {row.figure} | {row.ratio} | {row.memory} | {aim} |",
          flush=True)
    return row.met is not False


class Run:
    """A program that has run to its end: how long it took, and the most memory it had."""

    def __init__(self, argv, env, statuses=(0,), deadline=600):
        # The peak that the kernel reports for a child of this process begins with this process's.
        with tempfile.NamedTemporaryFile("r") as peak:
            begin = time.perf_counter()
            done = subprocess.run(
                [program("time"), "--quiet", "--format=%M %U %S", f"--output={peak.name}", *argv],
                env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                timeout=deadline, check=False)
            self.seconds = time.perf_counter() - begin
            if done.returncode not in statuses:
                raise PeerError(f"{' '.join(argv)} ended with {done.returncode}:\n"
                                f"{done.stderr[-2000:]}")
            self.output = done.stdout
            self.messages = done.stderr
            memory, user, system = peak.read().split()[-3:]
            self.memory = int(memory) / 1024
            self.processor_seconds = float(user) + float(system)


def repeat(count, commands, env):
    """Runs each of @commands @count times, in turn; returns the medians of seconds and MiB."""
    runs = {name: [] for name in commands}
    for _turn in range(count + 1):
        for name, argv in commands.items():
            runs[name].append(Run(argv, env))
    # The first of each has found a cold cache.
    return {name: (statistics.median(run.seconds for run in kept[1:]),
                   statistics.median(run.memory for run in kept[1:]))
            for name, kept in runs.items()}


def client(name):
    """Returns the path of a program of the benchmark."""
    path = os.path.join(os.environ["MAILGRANT_BUILD"], "tests", "bench", f"bench-{name}")
    if not os.path.exists(path):
        raise PeerError(f"{path} is not built")
    return path
