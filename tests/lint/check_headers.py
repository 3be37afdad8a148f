#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each header of the core compiles alone."""

import json
import os
import re
import shlex
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lint import source  # noqa: E402
from peers import tap  # noqa: E402


class Headers(unittest.TestCase):
    def test_alone(self):
        """Each header of the core compiles by itself with its part's own flags."""
        build = os.environ['MAILGRANT_BUILD']
        with open(os.path.join(build, 'compile_commands.json'), encoding='utf-8') as commands:
            flags = {os.path.dirname(os.path.relpath(
                os.path.join(entry['directory'], entry['file']), source.ROOT)): entry
                for entry in json.load(commands)}
        found = []
        for folder, entry in sorted(flags.items()):
            if not folder.startswith('src/libmailgrant'):
                continue
            headers = [name for name in source.files(folder, endings=('.h',))
                       if os.path.dirname(name) == folder]
            text = ''.join(f'#include "{os.path.join(source.ROOT, name)}"\n' for name in headers)
            command = [word for word in shlex.split(entry['command'])
                       if re.match(r'-[IDfmpWs]|-std', word) and not word.startswith('-MD')]
            # One after the other in reverse order, so that none leans on the one before it.
            for order in (text.split('\n'), reversed(text.split('\n'))):
                run = subprocess.run(
                    ['cc', *command, '-fsyntax-only', '-x', 'c', '-'], cwd=entry['directory'],
                    input='\n'.join(order), text=True, capture_output=True, check=False)
                if run.returncode != 0:
                    found.append(f'{folder}: {run.stderr[:600]}')
        self.assertFalse(found, '\n'.join(found))


if __name__ == '__main__':
    tap.main()
