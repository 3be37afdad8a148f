# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A window with an entry, a switch and a button, for the display's own test."""

import gi

gi.require_version("Gtk", "4.0")
from gi.repository import Gtk  # noqa: E402


def on_activate(application):
    """Shows the window."""
    entry = Gtk.Entry()
    entry.update_property([Gtk.AccessibleProperty.LABEL], ["Name"])
    switch = Gtk.Switch(halign=Gtk.Align.START)
    switch.update_property([Gtk.AccessibleProperty.LABEL], ["Loud"])
    label = Gtk.Label(label="Nobody yet")
    button = Gtk.Button(label="Greet")
    button.connect("clicked", lambda _button: label.set_label(
        f"Hello, {entry.get_text()}{'!' if switch.get_active() else '.'}"))
    box = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=12)
    for child in (entry, switch, label, button):
        box.append(child)
    Gtk.ApplicationWindow(application=application, title="Example", child=box).present()


if __name__ == "__main__":
    app = Gtk.Application(application_id="io.github.mailgrant.Example")
    app.connect("activate", on_activate)
    app.run()
