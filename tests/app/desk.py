# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A person's desk: the window on a screen, a browser, a keyring, a provider, a mail server and devices."""

import os
import re
import shutil
import subprocess
import tempfile

from e2e.mailgrant import Lab, built, trust
from peers.avahi import LoopbackAvahi
from peers.browser import SystemBrowser
from peers.certificates import Authority
from peers.display import Display, children, walk
from peers.dovecot import Dovecot
from peers.keyring import Keyring
from peers.oidc_provider import OidcProvider
from peers.process import PeerError, program, wait_for

ACCOUNT = "ada@example.org"


class Desk:
    """Everything the window needs; it lives as long as what @enter enters a context of."""

    def __init__(self, enter):
        self._enter = enter
        self.directory = enter(tempfile.TemporaryDirectory())
        self.authority = Authority(self.directory)
        self.provider = enter(OidcProvider(self.directory, self.authority))
        self.dovecot = enter(Dovecot(self.directory, self.authority, self.provider))
        self.display = enter(Display(self.directory))
        self.browser = enter(SystemBrowser(self.directory, self.authority))
        self.avahi = enter(LoopbackAvahi(self.directory))
        self._move_in()
        self.keyring = enter(Keyring(self.display.session))

    def _move_in(self):
        # The default browser is found in the person's own folders: those become the session's.
        environment = self.display.environment
        settings = os.path.join(environment["XDG_CONFIG_HOME"], "gtk-4.0")
        environment.update(self.browser.environment)
        environment.update(self.avahi.environment)
        shutil.copytree(settings, os.path.join(environment["XDG_CONFIG_HOME"], "gtk-4.0"))
        trust(self.display.session, self.authority.certificate)
        environment["GSETTINGS_SCHEMA_DIR"] = built("data")

    def start_device(self, kind, *arguments):
        """Starts a device of the lab that uses the provider and the mail server here."""
        ports = self.dovecot.ports
        servers = [f"--mail-server={scheme}=127.0.0.1:{port}" for scheme, port in (
            ("smtp", ports["submission"]), ("smtps", ports["submissions"]),
            ("imap", ports["imap"]), ("imaps", ports["imaps"]),
            ("pop3", ports["pop3"]), ("pop3s", ports["pop3s"]))]
        return self._enter(Lab(self.directory, kind, *servers,
                               f"--ca-file={self.authority.certificate}",
                               f"--provider={self.provider.issuer}", *arguments,
                               environment=self.display.session.environment))

    def forget_all(self):
        """Takes away what was added to Mailgrant."""
        home = self.display.environment
        shutil.rmtree(os.path.join(home["XDG_DATA_HOME"], "mailgrant"), ignore_errors=True)
        shutil.rmtree(os.path.join(home["XDG_CONFIG_HOME"], "mailgrant", "providers"),
                      ignore_errors=True)

    def open_window(self, name, **environment):
        """Starts Mailgrant with nothing added, and returns the person at its window."""
        self.forget_all()
        return self.reopen_window(name, **environment)

    def reopen_window(self, name, **environment):
        """Starts Mailgrant with what was added before."""
        return Person(self, self.display.start(
            name, built("src", "app", "mailgrant"),
            environment={"G_DEBUG": "fatal-criticals", **environment}))


def act(node):
    """Does what a press does to @node; returns whether there was such an action."""
    for index in range(node.get_n_actions()):
        if node.get_action_name(index) in ("click", "press", "activate"):
            return node.do_action(index)
    return False


def named(text):
    """Matches the name of a node that says @text; a mnemonic comes with a second name before it."""
    return re.compile(rf"(^|\s){re.escape(text)}$")


class Person:
    """Somebody who uses the window by keyboard and by the accessible tree."""

    def __init__(self, desk, application):
        self.desk = desk
        self.application = application
        self.display = desk.display

    def __enter__(self):
        self.application.__enter__()
        return self

    def __exit__(self, *exception):
        return self.application.__exit__(*exception)

    def windows(self):
        """Returns the ids of its windows, the newest last."""
        try:
            return self.display.xdotool("search", "--onlyvisible", "--pid",
                                        self.application.process.pid).split()
        except subprocess.CalledProcessError:
            return []

    def take_keyboard(self):
        """Gives the newest window the keyboard, as a window manager would."""
        window = wait_for(self.windows, "a window")[-1]
        self.display.xdotool("windowfocus", "--sync", window)

    def key(self, name):
        """Presses a key in the newest window."""
        self.take_keyboard()
        self.display.key(name)

    def keys(self, *names):
        """Presses keys in the newest window, one after another."""
        self.take_keyboard()
        for name in names:
            self.display.key(name)

    def see(self, text):
        """Waits until @text can be read."""
        return self.application.wait_for_text(text)

    def press(self, text, index=0):
        """Presses the button that says @text."""
        def find():
            found = self.application.search("push button", named(text))
            return found[index] if len(found) > index else None
        if not act(wait_for(find, f"the button {text!r}")):
            raise PeerError(f"the button {text!r} cannot be pressed")

    def press_last(self, text):
        """Presses the last button that says @text: that of the newest dialog."""
        act(wait_for(lambda: self.application.search("push button", named(text)), text)[-1])

    def press_menu(self, menu, item):
        """Opens @menu and presses @item in it."""
        self.press(menu, 1)
        act(self.application.find("menu item", named(item)))

    def count(self, text):
        """Returns how many labels in the list of mail settings say @text."""
        slots = self.application.find("list", "Mail Settings")
        return sum(1 for node in walk(slots)
                   if node.get_role_name() == "label" and node.get_name() == text)

    def see_dialog(self, title):
        """Waits until a dialog with that title is on the screen."""
        self.see(title)
        wait_for(lambda: len(self.windows()) > 1, f"the dialog {title!r}")

    def see_page(self, title):
        """Waits until a dialog shows the page called @title, whose controls are there before."""
        self.application.find("frame", title)

    def see_dialog_closed(self):
        """Waits until the last dialog has gone: until then it keeps the window from being used."""
        wait_for(lambda: len(self.windows()) == 1, "the dialog to close")

    def resize(self, width, height):
        """Gives the newest window another size."""
        self.display.xdotool("windowsize", "--sync", self.windows()[-1], width, height)

    def choose(self, text):
        """Clicks the row that says @text."""
        self.application.click(self.application.find("list item", text))

    def fill(self, entry, text, role="text"):
        """Puts @text in the entry called @entry."""
        self.application.set_text(self.application.find(role, entry), text)

    def picture(self, name):
        """Saves the newest window as NAME.png in the build directory."""
        directory = os.path.join(os.environ["MAILGRANT_BUILD"], "screenshots")
        os.makedirs(directory, exist_ok=True)
        path = os.path.join(directory, f"{name}.png")
        last = None

        def is_still():
            nonlocal last
            before, last = last, self._look(path)
            return before == last
        wait_for(is_still, "the window to stand still", interval=0.2)
        return path

    def _look(self, path):
        subprocess.run([program("import"), "-window", self.windows()[-1], "-strip",
                        "-define", "png:exclude-chunks=date,time", path],
                       env=self.display.environment, check=True, timeout=20)
        with open(path, "rb") as picture:
            return picture.read()

    # What a person does in one go

    def begin_adding(self, device):
        """Adds @device up to its fingerprint."""
        self.press("Add Device")
        self.see("Add Device")
        self.fill("Address", device.ready["url"])
        self.press("Continue")
        self.see("Confirm Device")

    def add(self, device):
        """Adds @device and ends on its page."""
        self.begin_adding(device)
        self.press("Confirm")
        self.sign_in(device)
        self.see(f"{device.ready['name']} added")

    def add_guided(self, url, make, has_login=False):
        """Adds a device that does not say what it is, as one of @make, and ends on its page.

        One that @has_login could be signed in to.
        """
        self.press("Add Device")
        self.see("Add Device")
        self.fill("Address", url)
        self.press("Continue")
        self.see_page("Make")
        self.choose(make)
        self.press("Continue")
        self.see("Confirm Device")
        self.press("Confirm")
        if has_login:
            self.press("Skip")
        self.see(re.compile("added$"))

    def steps(self):
        """Returns the titles of the steps of a repair."""
        rows = children(self.application.find("list", "Steps"))
        return [row.get_name() for row in rows]

    def see_question(self, title):
        """Waits until it is asked whether the step called @title is done; returns its buttons."""
        def find():
            rows = self.application.search("list item", title)
            return [node for row in rows for node in walk(row)
                    if node.get_role_name() == "push button"
                    and re.search("I Did This$|Skip$", node.get_name())]
        return wait_for(find, f"the question for {title!r}")

    def do_step(self, title):
        """Says that the step called @title is done, once it is asked for."""
        act(self.see_question(title)[0])

    def sign_in(self, device, password=None):
        """Fills in the login of @device and presses Sign In."""
        self.fill("User Name", device.ready["user"])
        self.fill("Password", password or device.ready["password"])
        self.press("Sign In")

    def rename(self, name):
        """Renames the device whose page is shown."""
        self.press_menu("Device Menu", "Rename…")
        self.see_dialog("Rename Device")
        self.fill("Name", name)
        self.key("Return")
        self.see(name)

    def authorize(self, device, browser):
        """Authorizes the first slot of @device, and comes back to the overview."""
        self.application.click(self.application.find("list item", device))
        self.press("Authorize…")
        self.begin_authorizing()
        self.press("Authorize")
        self.see("Continue in Your Browser")
        browser.consent(self.desk.provider.issuer, ACCOUNT)
        self.see("Mail Works Again")
        self.press("Done")
        self.application.wait_until_gone(name="Mail Works Again")
        self.key("Escape")

    def repair_elsewhere(self):
        """Repairs with the permission of the desk's provider, up to its page in the browser."""
        self.key("alt+m")
        self.begin_authorizing()
        self.press("Authorize")
        self.see("Continue in Your Browser")

    def see_interrupted_repair(self):
        """Opens the repair that the banner tells about, once there is one."""
        def opened():
            # The store is read after the first frame: until then there is nothing to open.
            if len(self.windows()) > 1:
                return True
            self.press("Review…")
            return False
        wait_for(opened, "the interrupted repair", interval=1)

    def wait_for_quiet(self):
        """Waits until no toast is shown and the network has been searched."""
        self.application.wait_until_gone(name="AdwToastWidget")

    def begin_authorizing(self):
        """Goes on from the list of providers to the consent, at the provider of the desk."""
        self.see_dialog("Mail Provider")
        self.key("alt+o")
        self.see("Other Provider")
        self.fill("Issuer Address", self.desk.provider.issuer)
        self.fill("Client ID", self.desk.provider.public_client)
        self.fill("Scopes for Mail, With Spaces Between", "mail")
        self.press("Continue")
        self.fill("Email Address", ACCOUNT)
