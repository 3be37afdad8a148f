#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The screen and its user, with a small window, without Mailgrant."""

import os
import tempfile
import unittest

from peers import tap, window_example
from peers.display import Display


class DisplayTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.display = cls.enterClassContext(Display(cls.directory))

    def start(self):
        return self.enterContext(self.display.start("example", "/usr/bin/python3",
                                                    window_example.__file__))

    def test_by_action(self):
        """Check that an entry is filled, a switch toggled and a button pressed by the tree."""
        window = self.start()
        window.wait_for_text("Nobody yet")
        window.set_text(window.find("text", "Name"), "Ada")
        window.press("check box", "Loud")
        window.press("push button", "Greet")
        window.wait_for_text("Hello, Ada!")
        self.assertTrue(window.is_checked(window.find("check box", "Loud")))

    def test_by_hand(self):
        """Check that typing and clicking reach the window too."""
        window = self.start()
        window.click(window.find("text", "Name"))
        self.display.type("Grace")
        window.click(window.find("push button", "Greet"))
        window.wait_for_text("Hello, Grace.")

    def test_screenshot(self):
        """Check that a picture of the screen is more than one colour."""
        window = self.start()
        window.wait_for_text("Nobody yet")
        path = os.path.join(self.directory, "screen.png")
        self.display.screenshot(path)
        self.assertGreater(os.path.getsize(path), 1000)


if __name__ == "__main__":
    tap.main()
