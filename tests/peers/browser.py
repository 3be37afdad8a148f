# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chromium, and a person at it who logs in and consents or refuses."""

import json
import os
import tempfile

from peers.node import node_directory
from peers.process import DEADLINE, Process, end_group, program, wait_for

# The first three keep it from asking the internet for anything.
ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--disable-quic",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-proxy-server",
    # Chromium's own sandbox refuses to run as root, and the tests are root for their namespaces.
    "--no-sandbox",
)


def _arguments(authority):
    pinned = [f"--ignore-certificate-errors-spki-list={authority.server_spki()}"] if authority else []
    return [*ARGUMENTS, *pinned]


def _act(directory, configuration, deadline):
    log = tempfile.NamedTemporaryFile(dir=directory, prefix="person-", suffix=".log", delete=False)
    log.close()
    person = Process(["node", os.path.join(node_directory(), "browser.mjs")], log.name,
                     stdin=json.dumps({"deadline": deadline, **configuration}) + "\n")
    with person:
        return person.wait_for_json("done", deadline=deadline)


class Browser:
    """A headless Chromium, started anew for every page."""

    def __init__(self, directory, authority=None):
        self._directory = directory
        self._authority = authority

    def _visit(self, action, url, login, deadline):
        with tempfile.TemporaryDirectory(dir=self._directory, prefix="profile-") as profile:
            return _act(self._directory, {
                "action": action,
                "url": url,
                "login": login,
                "profile": profile,
                "executable": program("chromium"),
                "arguments": _arguments(self._authority),
            }, deadline)

    def consent(self, url, login, deadline=DEADLINE):
        """Logs in at @url and consents; returns where that led and what the page says."""
        return self._visit("consent", url, login, deadline)

    def refuse(self, url, login, deadline=DEADLINE):
        """Logs in at @url and refuses."""
        return self._visit("refuse", url, login, deadline)

    def confirm_device(self, url, login, deadline=DEADLINE):
        """Confirms the user code in @url, logs in and consents."""
        return self._visit("device", url, login, deadline)

    def look(self, url, deadline=DEADLINE):
        """Opens @url and does nothing there."""
        return self._visit("look", url, None, deadline)


_DESKTOP_FILE = """\
[Desktop Entry]
Type=Application
Name=Test browser
Exec={launcher} %u
MimeType=x-scheme-handler/http;x-scheme-handler/https;text/html;
"""

_LAUNCHER = """\
#!/bin/sh
printf '%s\\n' opened >>'{directory}/opened'
exec setsid '{chromium}' {headless} --remote-debugging-port=0 --user-data-dir='{profile}' {arguments} "$@"
"""

_ASSOCIATIONS = """\
[Default Applications]
x-scheme-handler/http=mailgrant-test-browser.desktop
x-scheme-handler/https=mailgrant-test-browser.desktop
text/html=mailgrant-test-browser.desktop
"""


class SystemBrowser:
    """The default browser of a desktop: what `gio open` and GTK reach by a .desktop file.

    A program that runs with `environment` finds it, or with that of @session where there is one;
    `headless=False` needs a display there.
    """

    def __init__(self, directory, authority=None, headless=True, session=None):
        self._directory = directory
        self._profile = os.path.join(directory, "system-profile")
        self.environment = {
            name: session.environment[name] if session else os.path.join(directory, name.lower())
            for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
        data = self.environment["XDG_DATA_HOME"]
        config = self.environment["XDG_CONFIG_HOME"]
        launcher = os.path.join(directory, "mailgrant-test-browser")
        os.makedirs(os.path.join(data, "applications"), exist_ok=True)
        os.makedirs(config, exist_ok=True)
        with open(launcher, "w", encoding="utf-8") as out:
            out.write(_LAUNCHER.format(
                directory=directory, chromium=program("chromium"), profile=self._profile,
                headless="--headless=new" if headless else "",
                arguments=" ".join(_arguments(authority))))
        os.chmod(launcher, 0o700)
        desktop = os.path.join(data, "applications", "mailgrant-test-browser.desktop")
        with open(desktop, "w", encoding="utf-8") as out:
            out.write(_DESKTOP_FILE.format(launcher=launcher))
        for folder in (config, os.path.join(data, "applications")):
            with open(os.path.join(folder, "mimeapps.list"), "w", encoding="utf-8") as out:
                out.write(_ASSOCIATIONS)

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self.stop()

    def times_opened(self):
        """Returns how often a program has opened a page."""
        try:
            with open(os.path.join(self._directory, "opened"), encoding="ascii") as opened:
                return len(opened.readlines())
        except FileNotFoundError:
            return 0

    def _debugging_port(self, deadline):
        def read():
            try:
                with open(os.path.join(self._profile, "DevToolsActivePort"), encoding="ascii") as f:
                    return int(f.readline())
            except (FileNotFoundError, ValueError):
                return None
        return wait_for(read, "the system browser to start", deadline)

    def consent(self, url, login, deadline=DEADLINE):
        """Logs in and consents on the page that begins with @url, which a program opens."""
        return self._act("consent", url, login, deadline)

    def refuse(self, url, login, deadline=DEADLINE):
        """Logs in and refuses on the page that begins with @url."""
        return self._act("refuse", url, login, deadline)

    def _act(self, action, url, login, deadline):
        return _act(self._directory, {
            "action": action,
            "url": url,
            "login": login,
            "debugging_port": self._debugging_port(deadline),
        }, deadline)

    def stop(self):
        """Ends the browser, which the desktop has started and nobody waits for."""
        lock = os.path.join(self._profile, "SingletonLock")
        if not os.path.islink(lock):
            return
        # The link's target is HOST-PID.
        end_group(int(os.readlink(lock).rsplit("-", 1)[1]), "the system browser")
        # The next start must not be taken for this one.
        try:
            os.remove(os.path.join(self._profile, "DevToolsActivePort"))
        except FileNotFoundError:
            pass
