#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lists in tests/README.md name cases that are there, and leave none out that has a number."""

import os
import re
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lint import source  # noqa: E402
from peers import tap  # noqa: E402


def cases():
    """Returns the names of all cases: paths in C, and Class.method in Python."""
    found = set()
    for name in source.files('tests', endings=('.c',)):
        found |= set(re.findall(r'"(/[a-z0-9-]+(?:/[a-z0-9-]+)+)"', source.read(name)))
    for name in source.files('tests', endings=('.py',)):
        for block in re.split(r'^class ', source.read(name), flags=re.M)[1:]:
            class_name = re.match(r'\w+', block)[0]
            found |= {f'{class_name}.{method}'
                      for method in re.findall(r'^    def (test_\w+)', block, re.M)}
    return found


def rows():
    """Returns the numbered rows of the client checklist, each as a number and its cases."""
    text = source.read('tests/README.md')
    checklist = text[text.index('## Client checklist'):]
    for number, cell in re.findall(r'^\| (\d+) \|.*\| ([^|]*) \|$', checklist, re.M):
        stem, named = '', []
        for case in re.findall(r'`((?:/|…|\w+\.)[^`]*)`', cell):
            if case[0] == '…':
                # Another case of the same item, or another end of the same name.
                case = stem.rsplit(case[1], 1)[0] + case[1:]
            elif case[0] == '/':
                stem = case
            named.append(case)
        yield int(number), named


class Lists(unittest.TestCase):
    def test_checklist(self):
        """Each case that the client checklist names is there."""
        there = cases()
        missing = [f'{number}: {case}' for number, named in rows() for case in named
                   if '…' not in case and case not in there]
        self.assertFalse(missing, '\n' + '\n'.join(missing))

    def test_numbered(self):
        """Each case with the number of an item stands in the row of that number."""
        listed = {(number, case) for number, named in rows() for case in named}
        left_out = []
        for case in sorted(cases()):
            match = re.search(r'/item-(\d+)/|\.test_item_(\d+)_', case)
            number = match and int(match[1] or match[2])
            if match and not any(item == number for item, _case in listed):
                left_out.append(case)
        self.assertFalse(left_out, '\n' + '\n'.join(left_out))

    def test_device_flow(self):
        """Each item of the device flow, of refreshing and of revoking has a case."""
        named = dict(rows())
        without = [number for number in range(65, 77) if not named.get(number)]
        self.assertFalse(without, without)


if __name__ == '__main__':
    tap.main()
