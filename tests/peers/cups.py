# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""CUPS: the print service of a host, with its queues."""

import os

from peers.process import listens

_DAEMON = """\
LogLevel warn
Listen /run/cups/cups.sock
Browsing No
DefaultAuthType None
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order allow,deny
    Allow all
  </Limit>
</Policy>
"""

_FOLDERS = ("/etc/cups", "/run/cups", "/var/cache/cups", "/var/log/cups", "/var/spool/cups")


class Cups:
    """A cupsd on @host, at the usual socket as the host sees it."""

    def __init__(self, host):
        self._host = host
        # The service's own start makes this one.
        host.run("mkdir", "-p", "/run/cups")
        for path in _FOLDERS:
            host.make_private(path)
        with open(os.path.join(host.directory, "etc-cups/cupsd.conf"), "w",
                  encoding="utf-8") as out:
            out.write(_DAEMON)
        with open(os.path.join(host.directory, "etc-cups/cups-files.conf"), "w",
                  encoding="utf-8") as out:
            out.write("SystemGroup root\n")
        self._socket = os.path.join(host.directory, "run-cups/cups.sock")
        self._daemon = host.start("cupsd", "cupsd", "-f")
        self._daemon.wait_until(lambda: listens(self._socket), "its socket")

    def add_queue(self, name, uri, info):
        """Adds a queue that sends what it gets to @uri as it is."""
        self._host.run("lpadmin", "-p", name, "-v", uri, "-D", info, "-E")

    def remove_queue(self, name):
        """Removes a queue."""
        self._host.run("lpadmin", "-x", name)

    def stop(self):
        """Ends the service."""
        self._daemon.stop()
