# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for xdg-desktop-portal: Secret, OpenURI and what libsoup asks for in a sandbox.

Usage: portal_service.py, with one JSON line of options on standard input; see portal.py.
"""

import json
import os
import sys

from gi.repository import Gio, GLib

_NAME = "org.freedesktop.portal.Desktop"
_PATH = "/org/freedesktop/portal/desktop"
_RESPONSES = {"ok": 0, "cancel": 1, "fail": 2}

_INTERFACES = """\
<node>
  <interface name="org.freedesktop.portal.Secret">
    <method name="RetrieveSecret">
      <arg type="h" name="fd" direction="in"/>
      <arg type="a{sv}" name="options" direction="in"/>
      <arg type="o" name="handle" direction="out"/>
    </method>
    <property name="version" type="u" access="read"/>
  </interface>
  <interface name="org.freedesktop.portal.OpenURI">
    <method name="OpenURI">
      <arg type="s" name="parent_window" direction="in"/>
      <arg type="s" name="uri" direction="in"/>
      <arg type="a{sv}" name="options" direction="in"/>
      <arg type="o" name="handle" direction="out"/>
    </method>
    <property name="version" type="u" access="read"/>
  </interface>
  <interface name="org.freedesktop.portal.ProxyResolver">
    <method name="Lookup">
      <arg type="s" name="uri" direction="in"/>
      <arg type="as" name="proxies" direction="out"/>
    </method>
    <property name="version" type="u" access="read"/>
  </interface>
</node>
"""


class Portal:
    """Answers the calls as its options say."""

    def __init__(self, options):
        self._secret = options["secret"].encode()
        self._retrieve = options["retrieve"]
        self._open = options["open"]

    def register(self, connection):
        """Puts the interfaces on the bus."""
        for interface in Gio.DBusNodeInfo.new_for_xml(_INTERFACES).interfaces:
            connection.register_object(_PATH, interface, self._on_call, self._on_get, None)

    def _on_call(self, connection, sender, _path, _interface, method, arguments, invocation):
        answer = {
            "RetrieveSecret": self._retrieve_secret,
            "OpenURI": self._open_uri,
            "Lookup": self._look_up,
        }[method]
        answer(connection, sender, arguments.unpack(), invocation)

    def _retrieve_secret(self, connection, sender, arguments, invocation):
        index, options = arguments
        descriptor = invocation.get_message().get_unix_fd_list().get(index)
        if self._retrieve == "ok":
            os.write(descriptor, self._secret)
        os.close(descriptor)
        self._respond(connection, sender, options, self._retrieve, invocation)

    def _open_uri(self, connection, sender, arguments, invocation):
        _parent, uri, options = arguments
        # The query holds a state and a challenge, which are nobody's business.
        print(json.dumps({"opened": uri.partition("?")[0]}), flush=True)
        self._respond(connection, sender, options, self._open, invocation)

    @staticmethod
    def _look_up(_connection, _sender, _arguments, invocation):
        invocation.return_value(GLib.Variant("(as)", (["direct://"],)))

    @staticmethod
    def _respond(connection, sender, options, outcome, invocation):
        token = options.get("handle_token", "t")
        handle = f"{_PATH}/request/{sender[1:].replace('.', '_')}/{token}"
        invocation.return_value(GLib.Variant("(o)", (handle,)))

        def respond():
            connection.emit_signal(
                sender, handle, "org.freedesktop.portal.Request", "Response",
                GLib.Variant("(ua{sv})", (_RESPONSES[outcome], {})))
            return GLib.SOURCE_REMOVE

        # A person takes longer than a program to subscribe to the handle that it was just given.
        GLib.timeout_add(50, respond)

    @staticmethod
    def _on_get(_connection, _sender, _path, _interface, _property):
        return GLib.Variant("u", 1)


def main():
    portal = Portal(json.loads(sys.stdin.readline()))
    Gio.bus_own_name(Gio.BusType.SESSION, _NAME, Gio.BusNameOwnerFlags.NONE,
                     lambda connection, _name: portal.register(connection),
                     lambda *_arguments: print(json.dumps({"ready": True}), flush=True), None)
    GLib.MainLoop().run()


if __name__ == "__main__":
    main()
