# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Mailgrant discovers on a test's LAN."""

import os

from peers.process import wait_for

_PROGRAM = os.path.join(os.environ["MAILGRANT_BUILD"], "tests/discovery/watch-discovery")


class Watch:
    """Mailgrant's discovery, running on a host."""

    _started = 0

    def __init__(self, host, *arguments):
        Watch._started += 1
        self.process = host.start(f"watch-{Watch._started}", _PROGRAM, *arguments)

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self.stop()

    def stop(self):
        """Ends it; that it ends cleanly is part of every test."""
        status = self.process.stop()
        if status != 0:
            raise AssertionError(f"discovery ended with {status}: {self.process.log()[-2000:]}")

    def devices(self):
        """Returns the list as it is now."""
        lines = self.process.json_lines()
        return lines[-1]["devices"] if lines else []

    def states(self):
        """Returns the state of each scanner."""
        lines = self.process.json_lines()
        return lines[-1]["scanners"] if lines else {}

    def find(self, **fields):
        """Returns the devices that have all of @fields."""
        return [device for device in self.devices()
                if all(device[field] == value for field, value in fields.items())]

    def wait_for_device(self, complete=lambda device: True, deadline=30, **fields):
        """Waits for the one device that has @fields and is @complete, and returns it."""
        def find():
            found = self.find(**fields)
            return found[0] if len(found) == 1 and complete(found[0]) else None
        try:
            return wait_for(find, f"a device with {fields}", deadline)
        except Exception as error:
            raise AssertionError(f"{error}; there are {self.devices()}") from None

    def wait_until_gone(self, deadline=30, **fields):
        """Waits until no device has @fields."""
        wait_for(lambda: not self.find(**fields), f"{fields} to go", deadline)

    def wait_for_state(self, scanner, state, deadline=30):
        """Waits until a scanner is in that state."""
        wait_for(lambda: self.states().get(scanner) == state, f"{scanner} to be {state}", deadline)
