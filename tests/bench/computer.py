# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A computer with Mailgrant, and devices of the lab that it knows."""

import os

from bench.measure import Run, client
from e2e.mailgrant import Lab

# The key of an empty keyring that lives as long as the run.
MASTER_PASSWORD = "the master password"


class Computer:
    """A home of its own, with libsecret's file for a keyring and no bus."""

    def __init__(self, directory, name):
        self.directory = os.path.join(directory, name)
        runtime = os.path.join(self.directory, "run")
        os.makedirs(runtime, mode=0o700)
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": self.directory,
            "LC_ALL": "C.UTF-8",
            "XDG_RUNTIME_DIR": runtime,
            "XDG_DATA_HOME": os.path.join(self.directory, "data"),
            "XDG_CONFIG_HOME": os.path.join(self.directory, "config"),
            "XDG_CACHE_HOME": os.path.join(self.directory, "cache"),
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={self.directory}/no-bus",
            "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={self.directory}/no-bus",
            "GIO_USE_PROXY_RESOLVER": "dummy",
            "GIO_USE_VFS": "local",
            "GSETTINGS_BACKEND": "memory",
            "SECRET_BACKEND": "file",
            "SECRET_FILE_TEST_PATH": os.path.join(self.directory, "secrets.keyring"),
            "SECRET_FILE_TEST_PASSWORD": MASTER_PASSWORD,
        }

    def add(self, devices):
        """Adds all devices of @devices; returns the run."""
        # One after the other; libsecret hashes all that its file holds for each that comes to it.
        return Run([client("mailgrant-client"), "add", devices.path], self.environment,
                   deadline=1800)


class Devices(Lab):
    """NAS boxes and printers of the lab, and the list of them that the clients read."""

    def __init__(self, directory, count):
        super().__init__(directory, "fleet", "--count", str(count))
        self.path = os.path.join(directory, f"devices-{count}")
        with open(os.open(self.path, os.O_WRONLY | os.O_CREAT, 0o600), "w",
                  encoding="utf-8") as out:
            for device in self.ready["devices"]:
                print(*(device[key] for key in ("url", "fingerprint", "user", "password")),
                      file=out)
