#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a program on a screen that nobody looks at, with a session bus and a home of its own.

Usage: with_display.py PROGRAM [ARGUMENT...]
"""

import subprocess
import sys
import tempfile

from peers.display import Display


def main(argv):
    with tempfile.TemporaryDirectory() as directory, Display(directory) as display:
        return subprocess.run(argv, env=display.environment, stdin=subprocess.DEVNULL,
                              check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
