# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The project's own files, as the lint reads them."""

import os
import re
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def files(*folders, endings=()):
    """The project's files below @folders, by git where there is git."""
    listed = subprocess.run(
        ['git', '-C', ROOT, 'ls-files', '-z', '--cached', '--others', '--exclude-standard'],
        capture_output=True, check=False)
    if listed.returncode == 0:
        names = [name for name in listed.stdout.decode().split('\0') if name]
    else:
        names = [os.path.relpath(os.path.join(folder, name), ROOT)
                 for folder, _, found in os.walk(ROOT) for name in found]
    return sorted(name for name in set(names)
                  if os.path.isfile(os.path.join(ROOT, name))
                  and (not folders or name.startswith(tuple(f + '/' for f in folders)))
                  and (not endings or name.endswith(tuple(endings))))


def read(name):
    with open(os.path.join(ROOT, name), encoding='utf-8') as text:
        return text.read()


def without_comments(text):
    """@text with comments and the contents of strings blanked, line for line."""
    def blank(match):
        token = match.group(0)
        if token.startswith('/'):
            return re.sub(r'[^\n]', ' ', token)
        return token[0] + re.sub(r'[^\n]', ' ', token[1:-1]) + token[-1]

    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', blank, text,
                  flags=re.S)


def functions(text):
    """Yields (name, first line, number of lines) of each function of C in house style."""
    lines = text.split('\n')
    name, start = None, None
    for number, line in enumerate(lines, 1):
        match = re.match(r'([a-z_][a-z0-9_]*) \(', line)
        if match and not line.rstrip().endswith(';'):
            name = match.group(1)
        if line == '{' and name is not None:
            start = number
        elif line == '}' and start is not None:
            yield name, start, number - start + 1
            name, start = None, None


def calls(text):
    """Yields (offset, list of arguments) of each call of C in house style."""
    for match in re.finditer(r'\w \(', text):
        depth, arguments, begin = 1, [], match.end()
        at = begin
        while depth > 0 and at < len(text) and text[at] not in ';{':
            if text[at] == '(':
                depth += 1
            elif text[at] == ')':
                depth -= 1
            if (text[at] == ',' and depth == 1) or depth == 0:
                arguments.append(text[begin:at])
                begin = at + 1
            at += 1
        if depth == 0 and len(arguments) > 1:
            yield match.start(), arguments
