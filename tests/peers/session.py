# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A private session bus, and the calls that tests make on it."""

import os

from gi.repository import Gio, GLib

from peers.process import PeerError, Process

_BUS = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={directory}</listen>
  <auth>EXTERNAL</auth>
  <servicedir>{services}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


class SessionBus:
    """A session bus with a home of its own, which starts none but the @services named.

    Programs that run with `environment` are on it.
    """

    def __init__(self, directory, services=()):
        self.directory = os.path.join(directory, "session")
        runtime = os.path.join(self.directory, "run")
        os.makedirs(runtime, mode=0o700)
        startable = os.path.join(self.directory, "services")
        os.mkdir(startable)
        for service in services:
            os.symlink(f"/usr/share/dbus-1/services/{service}.service",
                       os.path.join(startable, f"{service}.service"))
        config = os.path.join(self.directory, "bus.conf")
        with open(config, "w", encoding="utf-8") as out:
            out.write(_BUS.format(directory=runtime, services=startable))
        self.environment = {
            **{name: value for name, value in os.environ.items()
               if name not in ("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY")},
            "HOME": os.path.join(self.directory, "home"),
            "XDG_RUNTIME_DIR": runtime,
            "XDG_DATA_HOME": os.path.join(self.directory, "home", "data"),
            "XDG_CONFIG_HOME": os.path.join(self.directory, "home", "config"),
            "XDG_CACHE_HOME": os.path.join(self.directory, "home", "cache"),
            "XDG_STATE_HOME": os.path.join(self.directory, "home", "state"),
            "GSETTINGS_BACKEND": "memory",
            "GIO_USE_VFS": "local",
        }
        os.makedirs(self.environment["HOME"], mode=0o700)
        self._connection = None
        self._bus = Process(["dbus-daemon", "--nofork", "--print-address=1",
                             f"--config-file={config}"],
                            os.path.join(self.directory, "bus.log"), env=self.environment)
        self.address = self._bus.wait_for_log("^unix:.*$").group(0)
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = self.address

    @property
    def connection(self):
        """A connection of the test's own."""
        if self._connection is None:
            self._connection = Gio.DBusConnection.new_for_address_sync(
                self.address,
                Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT |
                Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
        return self._connection

    def call(self, name, path, interface, method, arguments=None, deadline=10):
        """Calls a method and returns what it answers."""
        try:
            return self.connection.call_sync(
                name, path, interface, method, arguments, None, Gio.DBusCallFlags.NO_AUTO_START,
                int(deadline * 1000), None).unpack()
        except GLib.Error as error:
            raise PeerError(f"{interface}.{method}: {error.message}") from None

    def has_owner(self, name):
        """Whether somebody owns @name."""
        return self.call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                         "NameHasOwner", GLib.Variant("(s)", (name,)))[0]

    def owner_pid(self, name):
        """Returns the process that owns @name."""
        return self.call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                         "GetConnectionUnixProcessID", GLib.Variant("(s)", (name,)))[0]

    def start(self, name, *argv, **options):
        """Starts a program on the bus."""
        return Process(list(argv), os.path.join(self.directory, f"{name}.log"),
                       env=self.environment, **options)

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self.stop()

    def stop(self):
        """Ends the bus, and with it what it has started."""
        if self._connection is not None:
            self._connection.set_exit_on_close(False)
            self._connection.close_sync(None)
        self._bus.stop()
