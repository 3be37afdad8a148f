# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures what the command line names, and prints a Markdown table."""

import os
import sys
import tempfile

from bench import discovery, fleet, start, window
from bench.measure import print_head, print_row

# In memory, where there is such a folder: what a disk takes to write is not what is measured.
FOLDER = "/dev/shm" if os.path.isdir("/dev/shm") else None

PARTS = {
    "start": start.measure,
    "window": window.measure,
    "discovery": discovery.measure,
    "fleet": fleet.measure,
}


def main(names):
    """Runs the parts called @names; returns whether all aims were met."""
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        sys.exit(f"tests/bench/run: there is no {unknown[0]}; there are {', '.join(PARTS)}")
    met = True
    print_head()
    for name in names or PARTS:
        with tempfile.TemporaryDirectory(dir=FOLDER) as directory:
            for row in PARTS[name](directory):
                met = print_row(row) and met
    return met


if __name__ == "__main__":
    sys.exit(0 if main(sys.argv[1:]) else 1)
