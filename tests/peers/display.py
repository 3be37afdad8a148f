# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A screen that nobody looks at, and somebody who uses programs on it by their accessible tree.

AT-SPI names and presses what it can; what GTK 4.8 gives no action to is clicked and typed at.
Nothing here sleeps for an effect: a test waits for it with a deadline.
"""

import os
import re
import subprocess

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

from peers.process import DEADLINE, PeerError, Process, program, wait_for  # noqa: E402
from peers.session import SessionBus  # noqa: E402

_ACTIONS = ("click", "press", "activate", "toggle")


class Display:
    """Xvfb and a session bus with AT-SPI. AT-SPI allows for one in a test program."""

    def __init__(self, directory, size="1280x1400x24"):
        self._log = os.path.join(directory, "xvfb.log")
        self._server = Process(["Xvfb", "-displayfd", "1", "-screen", "0", size,
                                "-nolisten", "tcp"], self._log)
        number = self._server.wait_for_log(r"^(\d+)$").group(1)
        self.session = SessionBus(directory, services=["org.a11y.Bus"])
        self.environment = self.session.environment
        self.environment.update({
            "DISPLAY": f":{number}",
            "GDK_BACKEND": "x11",
            "GSK_RENDERER": "cairo",
            "ADW_DISABLE_PORTAL": "1",
            "GTK_USE_PORTAL": "0",
            "NO_AT_BRIDGE": "0",
        })
        self._write_font()
        os.environ.update({name: self.environment[name]
                           for name in ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS")})
        Atspi.init()

    def _write_font(self):
        # Without a settings daemon GTK on X11 takes whatever "Sans" is.
        directory = os.path.join(self.environment["XDG_CONFIG_HOME"], "gtk-4.0")
        os.makedirs(directory)
        with open(os.path.join(directory, "settings.ini"), "w", encoding="ascii") as out:
            out.write("[Settings]\ngtk-font-name=Cantarell 11\n"
                      "gtk-enable-animations=false\n")

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self.session.stop()
        self._server.stop()

    def start(self, name, *argv, environment=None):
        """Starts a program with a window; returns who uses it."""
        return Application(self, Process(
            list(argv), os.path.join(self.session.directory, f"{name}.log"),
            env={**self.environment, **(environment or {})}))

    def xdotool(self, *arguments):
        """Runs xdotool and returns what it prints."""
        return subprocess.run([program("xdotool"), *map(str, arguments)], env=self.environment,
                              check=True, capture_output=True, text=True, timeout=20).stdout

    def type(self, text):
        """Types @text to whatever has the focus."""
        # By standard input, since a command line can be read by everybody.
        subprocess.run([program("xdotool"), "type", "--file", "-"], env=self.environment,
                       input=text, check=True, text=True, timeout=20)

    def key(self, name):
        """Presses a key, such as Return or ctrl+f."""
        self.xdotool("key", name)

    def screenshot(self, path):
        """Saves the whole screen as a PNG."""
        subprocess.run([program("import"), "-window", "root", path], env=self.environment,
                       check=True, timeout=20)


def children(node):
    """Returns the children of an accessible; one that goes meanwhile is left out."""
    found = []
    for index in range(node.get_child_count()):
        child = node.get_child_at_index(index)
        if child is not None:
            found.append(child)
    return found


def walk(node):
    """Yields an accessible and all below it."""
    yield node
    for child in children(node):
        yield from walk(child)


class Application:
    """A program with a window, as somebody uses it who reads the accessible tree."""

    def __init__(self, display, process):
        self._display = display
        self.process = process
        self._root = None

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self.process.stop()

    def _find_root(self):
        for node in children(Atspi.get_desktop(0)):
            if node.get_process_id() == self.process.pid and node.get_child_count():
                return node
        return None

    @property
    def root(self):
        """The program's node, waited for when it is new."""
        if self._root is None:
            self._root = self.process.wait_until(lambda: _try(self._find_root), "its window")
        return self._root

    def nodes(self):
        """Returns all nodes of all its windows."""
        return _try(lambda: list(walk(self.root))) or []

    def search(self, role=None, name=None, text=None):
        """Returns the nodes of that role, name (a str or a compiled pattern) and text."""
        return [node for node in self.nodes()
                if _try(lambda: _matches(node, role, name, text))]

    def find(self, role=None, name=None, text=None, deadline=DEADLINE):
        """Waits for such a node and returns the first."""
        try:
            return self.process.wait_until(
                lambda: next(iter(self.search(role, name, text)), None),
                f"{role or 'anything'} {name or text!r}", deadline)
        except PeerError as error:
            raise PeerError(f"{error}\n{self.describe()}") from None

    def wait_until_gone(self, role=None, name=None, text=None, deadline=DEADLINE):
        """Waits until there is no such node."""
        wait_for(lambda: not self.search(role, name, text),
                 f"{role or 'anything'} {name or text!r} to go", deadline)

    def describe(self):
        """Returns the tree as text, passwords left out."""
        lines = []

        def add(node, depth):
            lines.append(f"{'  ' * depth}{node.get_role_name()} {node.get_name()!r}")
            for child in children(node):
                add(child, depth + 1)

        _try(lambda: add(self.root, 0))
        return "\n".join(lines)

    def press(self, role=None, name=None, deadline=DEADLINE):
        """Presses a button or the like by its action; the effect comes later."""
        node = self.find(role, name, deadline=deadline)
        for candidate in [node, *children(node)]:
            for index in range(candidate.get_n_actions()):
                if candidate.get_action_name(index) in _ACTIONS:
                    candidate.do_action(index)
                    return
        raise PeerError(f"{role} {name!r} has no action; click it")

    def click(self, node):
        """Clicks the middle of a node, which must be on the screen."""
        extents = node.get_extents(Atspi.CoordType.WINDOW)
        window = self._display.xdotool("search", "--onlyvisible", "--pid",
                                       self.process.pid).split()[-1]
        geometry = self._display.xdotool("getwindowgeometry", "--shell", window)
        left, top = (int(re.search(rf"^{axis}=(-?\d+)$", geometry, re.MULTILINE).group(1))
                     for axis in "XY")
        self._display.xdotool("mousemove", "--sync", left + extents.x + extents.width // 2,
                              top + extents.y + extents.height // 2, "click", "1")

    def set_text(self, node, text):
        """Puts @text in an entry."""
        if not Atspi.EditableText.set_text_contents(node, text):
            raise PeerError(f"{node.get_role_name()} {node.get_name()!r} takes no text")

    def text_of(self, node):
        """Returns the text in a label or an entry."""
        return Atspi.Text.get_text(node, 0, Atspi.Text.get_character_count(node))

    def wait_for_text(self, text, deadline=DEADLINE):
        """Waits until a label or the like says @text (a str or a compiled pattern)."""
        return self.find(name=text, deadline=deadline)

    def is_checked(self, node):
        """Whether a switch or a check button is on."""
        return node.get_state_set().contains(Atspi.StateType.CHECKED)


def _matches(node, role, name, text):
    def same(wanted, actual):
        return bool(wanted.search(actual)) if hasattr(wanted, "search") else wanted == actual
    if role is not None and node.get_role_name() != role:
        return False
    if name is not None and not same(name, node.get_name()):
        return False
    if text is not None:
        if node.get_text_iface() is None:
            return False
        content = Atspi.Text.get_text(node, 0, Atspi.Text.get_character_count(node))
        return same(text, content)
    return True


def _try(function):
    """Calls @function; a node that has gone meanwhile makes it None."""
    try:
        return function()
    except GLib.Error:
        return None
