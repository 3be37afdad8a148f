# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""gnome-keyring on a private session bus: the keyring of a desktop."""

import os
import secrets

from gi.repository import GLib

NAME = "org.freedesktop.secrets"
_PATH = "/org/freedesktop/secrets"
_LOGIN = f"{_PATH}/collection/login"
_SERVICE = "org.freedesktop.Secret.Service"
_INTERNAL = "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface"


class Keyring:
    """gnome-keyring-daemon with an unlocked login keyring, on @session.

    Without @unlocked there is no login keyring, as in an account that nobody has logged in to.
    """

    def __init__(self, session, unlocked=True):
        self._session = session
        self._password = secrets.token_urlsafe(12)
        argv = ["gnome-keyring-daemon", "--components=secrets", "--foreground"]
        if unlocked:
            argv.append("--unlock")
        self._daemon = session.start("keyring", *argv, stdin=self._password if unlocked else "")
        self._daemon.close_input()
        self._daemon.wait_until(lambda: session.has_owner(NAME), f"owner of {NAME}")

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self._daemon.stop()

    @property
    def password(self):
        """What a person types to unlock the login keyring."""
        return self._password

    def lock(self):
        """Locks the login keyring."""
        self._session.call(NAME, _PATH, _SERVICE, "Lock",
                           GLib.Variant("(ao)", ([_LOGIN],)))

    def unlock(self, password=None):
        """Unlocks the login keyring; a wrong @password is refused with an error."""
        _output, session = self._session.call(
            NAME, _PATH, _SERVICE, "OpenSession",
            GLib.Variant("(sv)", ("plain", GLib.Variant("s", ""))))
        secret = (session, b"", (password or self._password).encode(), "text/plain")
        self._session.call(NAME, _PATH, _INTERNAL, "UnlockWithMasterPassword",
                           GLib.Variant("(o(oayays))", (_LOGIN, secret)))

    def is_locked(self):
        """Whether the login keyring is locked."""
        return self._session.call(
            NAME, _LOGIN, "org.freedesktop.DBus.Properties", "Get",
            GLib.Variant("(ss)", ("org.freedesktop.Secret.Collection", "Locked")))[0]

    def content(self):
        """Returns the bytes of the keyring's files."""
        directory = os.path.join(self._session.environment["XDG_DATA_HOME"], "keyrings")
        found = b""
        for name in os.listdir(directory):
            with open(os.path.join(directory, name), "rb") as keyring:
                found += keyring.read()
        return found


def file_backend(session, password="the master password"):
    """Returns the environment of a program that keeps its secrets in libsecret's own file.

    The password is that of an empty test keyring; a portal hands out a real one.
    """
    directory = session.environment["XDG_DATA_HOME"]
    os.makedirs(directory, exist_ok=True)
    return {
        **session.environment,
        "SECRET_BACKEND": "file",
        "SECRET_FILE_TEST_PATH": os.path.join(directory, "secrets.keyring"),
        "SECRET_FILE_TEST_PASSWORD": password,
    }
