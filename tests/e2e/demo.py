# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job, from finding devices to mail that works, on a lab of three devices.

Started by tests/demo. Usage: demo.py [--app]
"""

import argparse
import contextlib
import json
import os
import ssl
import subprocess
import sys
import tempfile
import urllib.request

from e2e.mailgrant import (
    DONE, FAILED, Lab, Mailgrantctl, built, trust, wait_for_line, window_environment)
from peers.avahi import LoopbackAvahi
from peers.keyring import Keyring
from peers.process import PeerError, wait_for
from peers.session import SessionBus

# What the lab's devices are called, how each starts, and the slot that is to be authorized. The
# printer's is one of three that are linked.
DEVICES = (
    {"name": "Basement NAS", "kind": "nas", "scenario": "expired-gmail", "slot": "account-1"},
    {"name": "Office NAS", "kind": "nas", "scenario": "fresh", "slot": "account-1"},
    {"name": "Front desk printer", "kind": "mfp", "scenario": "fresh", "slot": "services-smtp"},
)

REFUSAL = ("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the "
           "Tenant.")


def say(text):
    """Prints a heading."""
    print(f"\n== {text}", flush=True)


def opener(certificate):
    """Returns what fetches an address as a browser on this computer would."""
    return urllib.request.build_opener(
        urllib.request.ProxyHandler({}),
        urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=certificate)))


def control(lab, command, **arguments):
    """Tells a part of the lab to do something."""
    request = urllib.request.Request(f"{lab.ready['control']}/{command}",
                                     json.dumps(arguments).encode(),
                                     {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


class Demo:
    """The lab, and Mailgrant on a computer that can reach it."""

    def __init__(self, enter, directory, app):
        self._directory = directory
        self._app = app
        self.avahi = enter(LoopbackAvahi(directory))
        self.session = enter(SessionBus(directory, services=["org.a11y.Bus"] if app else []))
        enter(Keyring(self.session))
        self.session.environment.update(self.avahi.environment)
        self._start_services(enter)
        self.devices = [self._start_device(enter, device) for device in DEVICES]
        trust(self.session, self.authorities)
        self.ctl = Mailgrantctl(self.session.environment)

    def _path(self, name):
        return os.path.join(self._directory, name)

    def _start_services(self, enter):
        consent = [] if self._app else ["--auto-consent"]
        self.provider = enter(Lab(self._directory, "provider", "--tls", "--rotate", *consent,
                                  f"--certificate-file={self._path('provider.pem')}"))
        self.issuer = self.provider.ready["issuer"]
        self.mail = enter(Lab(self._directory, "mail", f"--provider={self.issuer}",
                              f"--ca-file={self._path('provider.pem')}",
                              f"--certificate-file={self._path('mail.pem')}"))
        self.authorities = self._path("authorities.pem")
        with open(self.authorities, "w", encoding="ascii") as out:
            for name in ("provider.pem", "mail.pem"):
                with open(self._path(name), encoding="ascii") as part:
                    out.write(part.read())

    def _start_device(self, enter, device):
        servers = [f"--mail-server={scheme}={self.mail.ready[scheme]}"
                   for scheme in ("smtp", "smtps", "imap", "imaps", "pop3", "pop3s")]
        return enter(Lab(self._directory, device["kind"], "--advertise",
                         f"--scenario={device['scenario']}", f"--provider={self.issuer}",
                         f"--ca-file={self.authorities}", *servers,
                         environment=self.session.environment))

    def run(self, *arguments, expect=DONE):
        """Shows a command and what it prints; that it ends otherwise than expected is an error."""
        print(f"\n$ mailgrantctl {' '.join(arguments)}", flush=True)
        result = self.ctl.run(*arguments)
        sys.stdout.write(result.messages)
        sys.stdout.write(result.output)
        sys.stdout.flush()
        if result.status != expect:
            raise PeerError(f"mailgrantctl ended with {result.status}, not {expect}")

    def discover(self):
        """Shows what is found, once all three devices are."""
        serials = {device.ready["serial"] for device in self.devices}

        def found():
            devices = self.ctl.json("discover", "--include-local", "--timeout", "3")["devices"]
            return serials <= {device["serial"] for device in devices
                               if "mdns" in device["sources"]}
        wait_for(found, "the devices to be found by mDNS")
        self.run("discover", "--include-local", "--timeout", "3")

    def add_devices(self):
        """Adds the devices and returns the slot of each that is to be authorized."""
        slots = []
        for number, (device, plan) in enumerate(zip(self.devices, DEVICES)):
            password = self._path(f"password-{number}")
            with open(os.open(password, os.O_WRONLY | os.O_CREAT, 0o600), "w",
                      encoding="ascii") as out:
                out.write(device.ready["password"])
            document = self.ctl.json(
                "device", "add", device.ready["url"], "--name", plan["name"],
                "--user", device.ready["user"], "--password-file", password,
                "--fingerprint", device.ready["fingerprint"])
            added = document["device"]["id"]
            found = self.ctl.json("slot", "list", added)["slots"]
            slots.append(next(slot for slot in found
                              if slot["id"].endswith(f"/{plan['slot']}")))
        return slots

    def add_provider(self):
        """Makes the lab's provider known to Mailgrant; returns its id."""
        return self.ctl.json("provider", "add", "--issuer", self.issuer,
                             "--client-id", self.provider.ready["client_id"])["provider"]["id"]

    def authorize(self, slot, provider):
        """Authorizes a slot; the provider consents by itself when its page is opened."""
        account = slot["account"] or "printer@example.org"
        print(f"\n$ mailgrantctl authorize {slot['id']} --provider {provider} "
              f"--account {account} --no-browser", flush=True)
        log = self._path("authorize.log")
        with self.ctl.start(log, "authorize", slot["id"], "--provider", provider,
                            "--account", account, "--no-browser") as run:
            url = wait_for_line(run, "open: ")
            with opener(self.authorities).open(url, timeout=30) as page:
                page.read()
            status = run.wait(60)
            lines = [line if not line.startswith("open: ") else line.partition("?")[0] + "?…"
                     for line in run.log().splitlines()]
        print("\n".join(lines), flush=True)
        if status != DONE:
            raise PeerError(f"authorize ended with {status}")

    def states(self):
        """Returns the state of each slot, by its id."""
        return {slot["id"]: slot["state"] for slot in self.ctl.json("slot", "list")["slots"]}


def show_main_job(demo):
    """Does the job on the command line, and fails where a step does not do what it should."""
    say("Devices on the network")
    demo.discover()

    say("Adding them, each with the certificate that it is known to have")
    slots = demo.add_devices()
    provider = demo.add_provider()
    demo.run("status")

    before = demo.states()
    if before[slots[0]["id"]] != "invalid":
        raise PeerError(f"the first slot is {before[slots[0]['id']]}, not invalid")

    say("Getting a permission for one mail setting of each")
    for slot in slots:
        demo.authorize(slot, provider)

    say("A mailbox that refuses, although the token is good")
    account = slots[1]["account"]
    control(demo.mail, "refuse", account=account, reply=REFUSAL)
    demo.run("test", slots[1]["id"], expect=FAILED)
    control(demo.mail, "clear-refusals")
    demo.run("test", slots[1]["id"])

    say("How it stands")
    demo.run("status")
    after = demo.states()
    for slot in slots:
        if after[slot["id"]] != "obtained":
            raise PeerError(f"{slot['id']} is {after[slot['id']]}, not obtained")
    print("\nDone: three devices were found, authorized and tested.", flush=True)


def screen():
    """Returns what a program needs to open a window where the demo was started."""
    found = {name: os.environ[name] for name in ("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY")
             if name in os.environ}
    # The demo has a runtime folder of its own, and Wayland's socket is in the person's.
    if "WAYLAND_DISPLAY" in found and "XDG_RUNTIME_DIR" in os.environ:
        found["WAYLAND_DISPLAY"] = os.path.join(os.environ["XDG_RUNTIME_DIR"],
                                                found["WAYLAND_DISPLAY"])
    return found


def open_window(demo):
    """Opens the window on the lab and stays until it is closed."""
    demo.add_devices()
    demo.add_provider()
    environment = {**demo.session.environment, **screen(), **window_environment()}
    say("The window opens on three devices; close it to end the demo")
    if subprocess.run([built("src", "app", "mailgrant")], env=environment,
                      check=False).returncode != 0:
        raise PeerError("the window ended with an error")


def main():
    parser = argparse.ArgumentParser(prog="tests/demo", description=__doc__.splitlines()[0])
    parser.add_argument("--app", action="store_true", help="open the window instead")
    app = parser.parse_args().app

    if app and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        sys.exit("tests/demo: there is no display to open the window on")

    with contextlib.ExitStack() as stack:
        directory = stack.enter_context(tempfile.TemporaryDirectory(prefix="mailgrant-demo-"))
        say("Starting three devices, a provider and a mail server")
        demo = Demo(stack.enter_context, directory, app)
        try:
            (open_window if app else show_main_job)(demo)
        except (AssertionError, PeerError) as error:
            sys.exit(f"tests/demo: {error}")
        except KeyboardInterrupt:
            sys.exit(130)


if __name__ == "__main__":
    main()
