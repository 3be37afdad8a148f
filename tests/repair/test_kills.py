#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A repair is killed at each request with which it changes a device, before and after the device has
carried it out; then it is gone on with, or put back. Nothing may be lost."""

import concurrent.futures
import os
import re
import shutil
import signal
import time
import urllib.parse

from cli.computer import LabTest
from e2e.mailgrant import DONE, FAILED, Mailgrantctl
from lab.programs import Device
from peers import tap
from peers.process import wait_for
from repair.repairs import bare, find_slot, replaced, senders

# What a run is called, its device, its slot, whether the slot is made anew, and the way in.
PLANS = (
    ("custom-at-provider", "nas", "custom-gmail", "account-1", True),
    ("custom-elsewhere", "nas", "custom-other", "account-1", True),
    ("token-update-failed", "mfp", "token-update-failed", "quick-settings", False),
    ("in-place", "nas", "expired-gmail", "account-1", False),
)
WORKERS = 4
DEADLINE = 60


class Place:
    """A device and a computer that can be set back to how they were, as often as needed."""

    def __init__(self, case, plan, number):
        self.case = case
        self.plan, kind, scenario, self.slot, self.anew = plan
        self.home = os.path.join(case.directory, f"{self.plan}-{number}")
        self.kept = self.home + "-kept"
        os.makedirs(os.path.join(self.home, "run"), mode=0o700)
        self.state = os.path.join(self.home, "device.json")
        self.arguments = [kind, "--scenario", scenario, "--state", self.state, "--password-file",
                          case.password, "--provider", case.provider.url, *case.mail.options]
        self.environment = {
            **case.environment, "HOME": self.home,
            "SECRET_FILE_TEST_PATH": os.path.join(self.home, "secrets.keyring"),
            "XDG_DATA_HOME": os.path.join(self.home, "data"),
            "XDG_RUNTIME_DIR": os.path.join(self.home, "run")}
        self.ctl = Mailgrantctl(self.environment)
        self.device = Device(self.home, *self.arguments)
        self.port = urllib.parse.urlsplit(self.device.url).port
        ready = self.device.ready
        self.id = self.ctl.json(
            "device", "add", self.device.url, "--user", ready["user"], "--password-file", "-",
            "--fingerprint", ready["fingerprint"], stdin=ready["password"] + "\n")["device"]["id"]
        self.before = self.device.control("state")
        self.device.stop()
        shutil.copytree(self.home, self.kept)

    def set_back(self):
        self.device.stop()
        shutil.rmtree(self.home)
        shutil.copytree(self.kept, self.home)
        self.device = Device(self.home, *self.arguments, "--port", str(self.port))

    def start(self, name, *options):
        log = os.path.join(self.home, f"{name}.log")
        return self.ctl.start(log, "repair", f"{self.id}/{self.slot}", "--no-browser",
                              "--provider", self.case.provider_id, "--password-file",
                              self.case.password, *options)

    def attend(self, run, until=lambda: False):
        """Consents until the program ends or something has happened."""
        seen = 0
        end = time.monotonic() + DEADLINE
        while run.running and not until():
            assert time.monotonic() < end, run.log()
            urls = re.findall(r"^open: (\S+)$", run.log(), re.MULTILINE)
            for url in urls[seen:]:
                query = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)
                self.case.provider.control("consent", url=url, account=query["login_hint"][0])
            seen = len(urls)
            time.sleep(0.01)

    def run(self, name, *options):
        with self.start(name, *options) as run:
            self.attend(run)
            return run.wait(), run.log()

    def requests(self):
        return [(entry["method"], entry["path"])
                for entry in self.device.control("requests")["requests"]]

    def changes(self):
        """Runs it through and returns the numbers of the requests that are worth an attack."""
        self.set_back()
        status, log = self.run("whole")
        assert status == DONE, log
        requests = self.requests()
        first = next(number for number, (method, path) in enumerate(requests)
                     if path.endswith("/rules") or (method != "GET" and path.endswith("/token")))
        return [(number, requests[number]) for number in range(first, len(requests))
                if requests[number][0] != "GET" and not requests[number][1].endswith("/session")]

    def kill(self, number, fault):
        """Kills a repair at its request with that number; returns whether it came so far."""
        self.device.control("fault", kind=fault, path="/", after=number, times=1,
                            milliseconds=60000)
        with self.start("killed") as run:
            self.attend(run, lambda: len(self.requests()) > number)
            came = run.running
            if came:
                os.kill(run.pid, signal.SIGKILL)
            run.wait()
        self.device.control("clear-faults")
        return came

    def attack(self, number, fault, way):
        """Returns what was lost, or None."""
        self.set_back()
        if not self.kill(number, fault):
            return "the repair did not come so far"
        status, log = self.run("again", way)
        state = self.device.control("state")
        if "No repair of" in log:
            # Killed before the journal: then nothing has been changed either.
            return self.lost_back(state)
        if way == "--resume":
            return f"resume ended with {status}: {log}" if status != DONE else self.lost(state)
        if "resume the repair instead" in log:
            status, log = self.run("after-all", "--resume")
            return log if status != DONE else self.lost(state=self.device.control("state"))
        if status not in (DONE, FAILED) or (status == FAILED and "cannot be put back" not in log):
            return f"put back ended with {status}: {log}"
        return self.lost_back(state)

    def lost(self, state):
        """What a whole repair should have and has not."""
        if not self.anew:
            slot = find_slot(state, self.slot)
            return None if (slot["token"]["state"] == "obtained" and
                            slot["settings"] == find_slot(self.before, self.slot)["settings"] and
                            senders(state) == senders(self.before)) else f"{slot} {state['rules']}"
        made = [slot for slot in state["slots"] if slot["id"] not in ("account-1", "account-2")]
        kept = {**find_slot(self.before, self.slot)["settings"], "authentication": None}
        if len(made) != 1 or find_slot(state, self.slot) is not None:
            return f"slots: {[slot['id'] for slot in state['slots']]}"
        if {**made[0]["settings"], "authentication": None} != kept:
            return f"settings: {made[0]['settings']}"
        if senders(state) != replaced(senders(self.before), self.slot, made[0]["id"]):
            return f"rules: {senders(state)}"
        return None if bare(state["rules"]) == bare(self.before["rules"]) else "rules"

    def lost_back(self, state):
        """What was there before and is not there now."""
        names = [slot["id"] for slot in state["slots"]]
        if names != [slot["id"] for slot in self.before["slots"]]:
            return f"slots: {names}"
        if find_slot(state, self.slot)["settings"] != find_slot(self.before, self.slot)["settings"]:
            return f"settings: {find_slot(state, self.slot)['settings']}"
        if senders(state) != senders(self.before):
            return f"rules: {senders(state)}"
        return None if bare(state["rules"]) == bare(self.before["rules"]) else "rules"


class KillTest(LabTest):
    def setUp(self):
        super().setUp()
        self.provider_id = self.add_provider()
        # Of the mailboxes and of the devices' administrators.
        self.password = self.write("password", self.mail.ready["password"] + "\n")

    def test_matrix(self):
        """Check that a repair killed at any change loses nothing, gone on with or put back."""
        with concurrent.futures.ThreadPoolExecutor(WORKERS) as workers:
            found = list(workers.map(self.attack_plan, PLANS))
        for plan, (tried, lost) in zip(PLANS, found):
            print(f"# {plan[0]}: {tried} points tried, {len(lost)} lost")
        self.assertEqual([entry for _tried, lost in found for entry in lost], [])
        self.assertGreater(min(tried for tried, _lost in found), 7)

    def attack_plan(self, plan):
        place = Place(self, plan, 0)
        tried = 0
        lost = []
        try:
            for number, request in place.changes():
                for fault in ("slow", "hold"):
                    for way in ("--resume", "--put-back"):
                        tried += 1
                        loss = place.attack(number, fault, way)
                        if loss is not None:
                            lost.append((plan[0], number, request, fault, way, loss))
        finally:
            place.device.stop()
        return tried, lost


del LabTest

if __name__ == "__main__":
    tap.main()
