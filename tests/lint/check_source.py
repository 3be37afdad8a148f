#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a reviewer should not have to look for: layers, sizes, banned calls, licence lines."""

import os
import re
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lint import source  # noqa: E402
from peers import tap  # noqa: E402

C_FILE_MAX = 600
C_HEADER_MAX = 250
TEST_FILE_MAX = 800
UI_FILE_MAX = 400
FUNCTION_MAX = 60
TABLE_FUNCTION_MAX = 120
EXCEPTION = re.compile(r'/\* lint: ([a-z-]+): .+')

# Each row is what went wrong once, or what would: pattern, where, why.
BANNED = [
    (r'\bsoup_logger_new\b', 'src/', 'it prints tokens'),
    (r'\bg_print(err)?\b', 'src/libmailgrant/', 'the core has no stdout'),
    (r'\bprintf\b', 'src/libmailgrant/', 'the core has no stdout'),
    (r'\bexit \(', 'src/libmailgrant/', 'the core does not end the program'),
    (r'\bgoto\b', 'src/', 'use g_autoptr'),
    (r'\bsystem \(', 'src/', 'no shell'),
    (r'\bg_spawn_', 'src/libmailgrant/', 'the core starts no programs'),
    (r'\b(sprintf|strcpy|strcat|gets|atoi|atol|strtok) \(', 'src/', 'unbounded, or blind to errors'),
    (r'\bG_STRFUNC\b', 'src/', 'no function names in messages'),
    (r'\bg_random_', 'src/libmailgrant/oauth/', 'not from the system\'s generator'),
    (r'\bg_get_(real|monotonic)_time\b', 'src/libmailgrant/', 'time comes from MgClock'),
    (r'\bg_date_time_new_now', 'src/libmailgrant/', 'time comes from MgClock'),
    (r'\bg_timeout_add', 'src/libmailgrant/', 'time comes from MgClock'),
    (r'\bg_test_(skip|incomplete)\b', 'tests/', 'nothing skips'),
    (r'\bjson_object_get_(string|int|boolean|object|array|double)_member \(', 'src/libmailgrant/',
     'raises criticals on other types: use mg_json_get_…'),
    (r'\bjson_(parser_new|from_string)', 'src/libmailgrant/',
     'reads more than JSON, as deep as it goes: use mg_json_parse'),
    (r'\b(TODO|FIXME|XXX)\b', '', 'no unfinished work without an issue'),
]

ALLOWED = {
    # Who sees to that.
    ('src/libmailgrant/base/mg-json.c', r'\bjson_(parser_new|from_string)'),
    # Its own writing, which it has to change.
    ('src/libmailgrant/drivers/deviceapi/mg-deviceapi-writer.c', r'\bjson_(parser_new|from_string)'),
    # The system clock is where the time comes from.
    ('src/libmailgrant/base/mg-clock.c', r'\bg_timeout_add'),
}

# Where a secret meets the wire or the keyring; everybody else passes MgSecret on.
MAY_PEEK = re.compile(
    r'src/libmailgrant/(base/mg-secret(-builder)?\.[ch]|net/mg-(http|http-request|websocket)\.c|'
    r'vault/.*\.c|mail/mg-(sasl|mail-connection|mail-probe)[a-z-]*\.c|'
    r'oauth/mg-[a-z-]+\.c|drivers/[a-z]+/mg-[a-z-]+\.c)$')

LAYERS = {
    'base': [],
    'net': ['base'],
    'vault': ['base'],
    'store': ['base'],
    'devices': ['base', 'net'],
    'oauth': ['base', 'net'],
    'mail': ['base', 'net'],
    'discovery': ['base', 'net'],
    'drivers': ['base', 'net', 'devices'],
    'repair': ['base', 'net', 'devices', 'oauth', 'mail', 'discovery', 'drivers', 'vault', 'store'],
    'fleet': ['base', 'net', 'devices', 'oauth', 'mail', 'discovery', 'drivers', 'vault', 'store',
              'repair'],
}


class Source(unittest.TestCase):
    def assertNothing(self, found):
        self.assertFalse(found, '\n' + '\n'.join(found))

    def test_licence(self):
        """Every source file says who wrote it and under which licence."""
        found = []
        for name in source.files(endings=('.c', '.h', '.py', '.sh', '.ui', '.css', 'meson.build',
                                          '.yaml', '.mjs', '.cjs')):
            head = source.read(name)[:400]
            if 'SPDX-License-Identifier: GPL-3.0-or-later' not in head:
                found.append(f'{name}: no SPDX lines')
        self.assertNothing(found)

    def test_sizes(self):
        """Files and functions stay small."""
        found, exceptions = [], 0
        for name in source.files('src', 'tests', endings=('.c', '.h', '.ui')):
            text = source.read(name)
            count = text.count('\n')
            limit = (TEST_FILE_MAX if name.startswith('tests/') else
                     C_HEADER_MAX if name.endswith('.h') else
                     UI_FILE_MAX if name.endswith('.ui') else C_FILE_MAX)
            if count > limit:
                found.append(f'{name}: {count} lines, {limit} allowed')
            if not name.endswith('.c'):
                continue
            lines = text.split('\n')
            for function, start, length in source.functions(text):
                table = function.endswith('_class_init') or function == 'main'
                if length <= (TABLE_FUNCTION_MAX if table else FUNCTION_MAX):
                    continue
                above = '\n'.join(lines[max(0, start - 40):start])
                if EXCEPTION.search(above):
                    exceptions += 1
                else:
                    found.append(f'{name}:{start}: {function} has {length} lines')
        print(f'# {exceptions} functions are long by leave')
        self.assertNothing(found)

    def test_banned(self):
        """No call that has been found harmful."""
        found = []
        for name in source.files('src', 'tests', endings=('.c', '.h')):
            text = source.without_comments(source.read(name))
            for pattern, where, why in BANNED:
                if not name.startswith(where) or (name, pattern) in ALLOWED:
                    continue
                for number, line in enumerate(text.split('\n'), 1):
                    if re.search(pattern, line):
                        found.append(f'{name}:{number}: {line.strip()} ({why})')
        self.assertNothing(found)

    def test_secrets(self):
        """Only who meets the wire or the keyring looks into a secret."""
        found = []
        for name in source.files('src', endings=('.c', '.h')):
            if name.startswith('src/lab/') or MAY_PEEK.match(name):
                continue
            text = source.without_comments(source.read(name))
            for number, line in enumerate(text.split('\n'), 1):
                if 'mg_secret_peek' in line:
                    found.append(f'{name}:{number}: {line.strip()}')
        self.assertNothing(found)

    def test_layers(self):
        """Includes follow the arrows between the parts."""
        part_of = {}
        for name in source.files('src/libmailgrant', endings=('.h',)):
            part = name.split('/')[2]
            if part.endswith('.h'):
                continue
            part_of[os.path.basename(name)] = (part, os.path.dirname(name))
        found = []
        for name in source.files('src', endings=('.c', '.h')):
            parts = name.split('/')
            for header in re.findall(r'^#include "([^"]+)"', source.read(name), re.M):
                if '../' in header:
                    found.append(f'{name}: {header} climbs out of its folder')
                if parts[1] in ('app', 'cli') and header in part_of:
                    found.append(f'{name}: {header} instead of mailgrant.h')
                if parts[1] == 'lab' and header.startswith('mg-') and header in part_of:
                    found.append(f'{name}: the lab uses nothing of the core')
                if parts[1] != 'libmailgrant' or header not in part_of or len(parts) < 4:
                    continue
                part, folder = part_of[header]
                if part != parts[2] and part not in LAYERS[parts[2]]:
                    found.append(f'{name}: {parts[2]} may not use {part} ({header})')
                if header.endswith('-private.h') and part != parts[2]:
                    found.append(f'{name}: {header} is private to {part}')
                if part == parts[2] == 'drivers' and folder != os.path.dirname(name) and \
                        len(parts) > 4 and folder.count('/') > 2:
                    found.append(f'{name}: {header} belongs to another driver')
        self.assertNothing(found)

    def test_toolkit(self):
        """The core knows no toolkit."""
        found = [name for name in source.files('src/libmailgrant', 'src/cli', 'src/lab',
                                               endings=('.c', '.h'))
                 if re.search(r'#include <(gtk|adwaita|gdk)', source.read(name))]
        self.assertNothing(found)

    def test_potfiles(self):
        """Every file with words for people is known to the translators."""
        listed = set(source.read('po/POTFILES.in').split())
        marked = {name for name in source.files('src', endings=('.c',))
                  if not name.startswith('src/lab/')
                  and re.search(r'\b(C?_|N_|ngettext) ?\("', source.read(name))}
        marked |= {name for name in source.files('src', endings=('.ui',))
                   if 'translatable="yes"' in source.read(name)}
        self.assertNothing([f'{name}: not in POTFILES.in' for name in sorted(marked - listed)] +
                           [f'{name}: in POTFILES.in but not there' for name in sorted(listed)
                            if not os.path.exists(os.path.join(source.ROOT, name))])

    def test_lines(self):
        """Lines fit, no tabs, no blanks at the end."""
        found = []
        for name in source.files('src', 'tests', endings=('.c', '.h')):
            for number, line in enumerate(source.read(name).split('\n'), 1):
                if len(line) > 110:
                    found.append(f'{name}:{number}: {len(line)} columns')
                if '\t' in line or line != line.rstrip():
                    found.append(f'{name}:{number}: tab or blank at the end')
        self.assertNothing(found)

    def test_comments(self):
        """Every public function of the core has a comment that says what it does."""
        texts = {name: source.read(name)
                 for name in source.files('src/libmailgrant', endings=('.c', '.h'))}
        described = {name for text in texts.values()
                     for name in re.findall(r'^ \* (mg_\w+):$', text, re.M)}
        found = []
        for name, text in texts.items():
            if not name.endswith('.h') or name.endswith('-private.h'):
                continue
            for function in re.findall(r'^[A-Za-z][\w *]*[ *](mg_\w+)\s*\(',
                                       source.without_comments(text), re.M):
                # What a macro of GLib's defines is described by its type.
                if function not in described and not function.endswith(('_get_type', '_quark')):
                    found.append(f'{name}: {function}')
        self.assertNothing(found)

    def test_log_domains(self):
        """Every file of the core logs under its own name, or that of the type it is a part of."""
        found = []
        for name in source.files('src/libmailgrant', endings=('.c',)):
            stem = os.path.basename(name)[:-2]
            domain = re.search(r'^#define G_LOG_DOMAIN "(.*)"$', source.read(name), re.M)
            if domain is None or not f'{stem}-'.startswith(f'{domain[1]}-'):
                found.append(f'{name}: {domain and domain[1]}')
        self.assertNothing(found)

    def test_tasks(self):
        """Every task says whose it is; who makes tasks for others leaves that to them."""
        found = []
        for name in source.files('src/libmailgrant', endings=('.c',)):
            text = source.read(name)
            for match in re.finditer(r'= g_task_new \(', text):
                begin = text.rindex('\n{\n', 0, match.start())
                makes_tasks = '\nGTask *\n' in text[text.rindex('\n\n', 0, begin):begin]
                if not makes_tasks and \
                        'g_task_set_source_tag' not in text[match.start():match.start() + 600]:
                    line = text.count('\n', 0, match.start()) + 1
                    found.append(f'{name}:{line}: g_task_new without a source tag')
        self.assertNothing(found)

    def test_steals(self):
        """Nothing is used in the call that gives it away: arguments have no order in C."""
        found = []
        for name in source.files('src', 'tests', endings=('.c',)):
            text = source.without_comments(source.read(name))
            for start, arguments in source.calls(text):
                for taken in re.findall(r'^\s*g_steal_pointer \(&(\w+)\)$', '\n'.join(
                        a.strip() for a in arguments), re.M):
                    others = [a for a in arguments if f'g_steal_pointer (&{taken})' not in a]
                    if any(re.search(rf'(?<![.>\w]){taken}\b', other) for other in others):
                        line = text.count('\n', 0, start) + 1
                        found.append(f'{name}:{line}: {taken} is used and given away at once')
        self.assertNothing(found)

    def test_recordings(self):
        """No recording holds what looks like a real secret or a real person."""
        found = []
        for name in source.files('tests', endings=('.json',)):
            if '/peers/' in name or name.endswith('package-lock.json'):
                continue
            text = source.read(name)
            for match in re.finditer(r'[A-Za-z0-9+/_-]{80,}', text):
                found.append(f'{name}: {match.group(0)[:20]}…')
            for match in re.finditer(r'[\w.+-]+@([\w-]+\.)+[a-z]{2,}', text):
                domain = match.group(0).split('@')[1]
                if not re.search(r'(^|\.)(example|test|invalid|localhost)(\.(com|net|org))?$|'
                                 r'^(gmail|yahoo|outlook)\.com$', domain):
                    found.append(f'{name}: {match.group(0)}')
        self.assertNothing(found)


if __name__ == '__main__':
    tap.main()
