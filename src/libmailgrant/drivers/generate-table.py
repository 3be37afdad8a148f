#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes the table of drivers: OUTPUT, then one .driver file a driver.

A folder with nothing but data is served by the shared driver of guided makes."""

import os
import sys


def literal(text):
    lines = text.replace('\\', '\\\\').replace('"', '\\"').split('\n')
    return '\n'.join('    "%s\\n"' % line for line in lines)


def find_class(path, driver):
    """The driver's class, in the header's name, and in its functions."""
    header = os.path.join(os.path.dirname(path), 'mg-%s-driver.h' % driver)
    return driver if os.path.exists(header) else 'guided'


def main():
    output, inputs = sys.argv[1], sys.argv[2:]
    ids = [os.path.splitext(os.path.basename(path))[0] for path in inputs]
    classes = [find_class(path, driver) for path, driver in zip(inputs, ids)]
    names = [driver.replace('-', '_') for driver in ids]

    with open(output, 'w', encoding='utf-8') as table:
        table.write('/* Generated from the .driver files; change those. */\n\n')
        table.write('#include "mg-driver-table.h"\n')
        for driver in sorted(set(classes)):
            table.write('#include "mg-%s-driver.h"\n' % driver)

        for name, path in zip(names, inputs):
            with open(path, encoding='utf-8') as source:
                text = source.read()
            table.write('\nstatic GBytes *\nget_%s_info (void)\n{\n' % name)
            table.write('  static const char text[] =\n%s;\n' % literal(text))
            table.write('  static GBytes *bytes = NULL;\n\n')
            table.write('  if (g_once_init_enter (&bytes))\n')
            table.write('    g_once_init_leave (&bytes, g_bytes_new_static (text, sizeof text - 1));\n\n')
            table.write('  return bytes;\n}\n')

        table.write('\nconst MgDriverEntry mg_driver_table[] = {\n')
        for driver, name in zip(classes, names):
            table.write('  { mg_%s_driver_get_type, get_%s_info },\n'
                        % (driver.replace('-', '_'), name))
        table.write('};\n\nconst gsize mg_driver_table_length = G_N_ELEMENTS (mg_driver_table);\n')


if __name__ == '__main__':
    main()
