# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Flatpak sandbox as far as libsecret and GIO can tell, and the portals outside it."""

import json
import os
import secrets

from peers import portal_service
from peers.process import program

_INFO = """\
[Application]
name=io.github.mailgrant.Mailgrant
runtime=runtime/org.gnome.Platform/x86_64/48

[Instance]
instance-id=1

[Context]
shared=network;
"""


class Portal:
    """The portals on @session; @retrieve and @open are "ok", "cancel" or "fail"."""

    def __init__(self, session, retrieve="ok", open="ok"):
        self._session = session
        self._service = session.start("portal", "/usr/bin/python3", portal_service.__file__,
                                      stdin=json.dumps({
                                          "secret": secrets.token_hex(32),
                                          "retrieve": retrieve,
                                          "open": open,
                                      }) + "\n")
        self._service.wait_for_json("ready")

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self._service.stop()

    def opened(self):
        """Returns the addresses, without their queries, that programs wanted to be opened."""
        return [line["opened"] for line in self._service.json_lines() if "opened" in line]


def sandboxed(session, *argv):
    """Returns the command that runs @argv with the marks of a Flatpak sandbox."""
    info = os.path.join(session.directory, "flatpak-info")
    with open(info, "w", encoding="ascii") as out:
        out.write(_INFO)
    binds = []
    for name in sorted(os.listdir("/")):
        path = f"/{name}"
        if os.path.islink(path):
            binds += ["--symlink", os.readlink(path), path]
        elif os.path.isdir(path) and name not in ("proc", "dev"):
            binds += ["--bind", path, path]
    return [program("bwrap"), *binds, "--proc", "/proc", "--dev-bind", "/dev", "/dev",
            "--ro-bind", info, "/.flatpak-info", "--", program(argv[0]), *argv[1:]]
