# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long the command line takes to say what it knows."""

from bench.computer import Computer, Devices
from bench.measure import Row, repeat
from e2e.mailgrant import built

REFERENCE = "gio info /"


def measure(directory):
    """Yields the rows: status of few and of many devices, beside another program of GLib."""
    with Devices(directory, 1000) as devices:
        many = Computer(directory, "many")
        many.add(devices)
    with Devices(directory, 12) as devices:
        few = Computer(directory, "few")
        few.add(devices)
    for computer, count in ((few, 12), (many, 1000)):
        what = f"start, {count:,} devices known"
        medians = repeat(20, {
            REFERENCE: REFERENCE.split(),
            "mailgrantctl status": [built("src", "cli", "mailgrantctl"), "status"],
        }, computer.environment)
        reference, _memory = medians[REFERENCE]
        for name, (seconds, memory) in medians.items():
            mine = name != REFERENCE
            yield Row(what, f"`{name}`", f"{seconds * 1000:.0f} ms",
                      f"{seconds / reference:.2f}" if mine else "1", f"{memory:.1f}",
                      memory < 60 if mine else None)
