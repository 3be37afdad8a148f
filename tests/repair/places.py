# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A device and a computer that can be set back to how they were, as often as needed."""

import concurrent.futures
import os
import random
import re
import shutil
import time
import urllib.parse

from cli import stand_in
from e2e.mailgrant import DONE, FAILED, Mailgrantctl
from lab.programs import Device
from lab.truenas_client import TrueNas
from peers.process import PeerError, wait_for
from repair.repairs import bare, find_slot, replaced, senders

DEADLINE = 60
DAY = 24 * 60 * 60

# How a repair that did not come to its end is ended.
WAYS = ("--resume", "--put-back")


class Place:
    """A broken device, known to a computer of its own."""

    def __init__(self, case, name):
        self.case = case
        self.provider = case.provider
        self.home = os.path.join(case.directory, name)
        self.kept = self.home + "-kept"
        self.whole = []
        os.makedirs(os.path.join(self.home, "run"), mode=0o700)
        # An address of its own, where nobody else takes the port while the device is down.
        address = ".".join(["127", *(str(random.randrange(1, 255)) for _ in range(3))])
        self.options = ["--state", os.path.join(self.home, "device.json"), "--address", address,
                        "--provider", case.provider.url, *case.mail.options]
        self.ctl = Mailgrantctl({
            **case.environment, "HOME": self.home,
            "SECRET_FILE_TEST_PATH": os.path.join(self.home, "secrets.keyring"),
            "XDG_DATA_HOME": os.path.join(self.home, "data"),
            "XDG_CONFIG_HOME": os.path.join(self.home, "config"),
            "XDG_RUNTIME_DIR": os.path.join(self.home, "run")})
        self.device = self.launch()
        self.port = urllib.parse.urlsplit(self.device.url).port
        try:
            self.path = self.set_up()
            self.before = self.device.control("state")
        finally:
            self.device.stop()
        shutil.copytree(self.home, self.kept)

    def add(self, user, password):
        """Adds the device; returns its id."""
        return self.ctl.json(
            "device", "add", self.device.url, "--user", user, "--password-file", "-",
            "--fingerprint", self.device.ready["fingerprint"],
            stdin=password + "\n")["device"]["id"]

    def write(self, name, text):
        """Writes a file of the person's; returns its path."""
        path = os.path.join(self.home, name)
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        return path

    def set_back(self):
        """Makes everything as it was before the first repair."""
        self.device.stop()
        shutil.rmtree(self.home)
        shutil.copytree(self.kept, self.home)
        self.device = wait_for(self.launch_again, f"the port {self.port} to be free")

    def launch_again(self):
        """Starts the device where it was, or returns None while somebody else is there."""
        try:
            return self.launch("--port", str(self.port))
        except PeerError as error:
            if "Address already in use" not in str(error):
                raise
            return None

    def start(self, name, *command):
        return self.ctl.start(os.path.join(self.home, f"{name}.log"), *command)

    def start_repair(self, name, *options):
        return self.start(name, "repair", self.path, "--no-browser", "--provider",
                          self.provider_id, "--password-file", self.case.password, *options)

    def attend(self, run, until=lambda: False):
        """Consents until the program ends or something has happened."""
        seen = 0
        end = time.monotonic() + DEADLINE
        while run.running and not until():
            assert time.monotonic() < end, run.log()
            urls = re.findall(rf"^open: ({self.provider.url}/\S+)$", run.log(), re.MULTILINE)
            for url in urls[seen:]:
                query = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)
                self.provider.control("consent", url=url, account=query["login_hint"][0])
            seen = len(urls)
            time.sleep(0.02)

    def repair(self, name, *options):
        """Repairs the slot with a person who consents; returns how that ended and what it said."""
        with self.start_repair(name, *options) as run:
            self.attend(run)
            return run.wait(), run.log()

    def requests(self):
        return [(entry["method"], entry["path"])
                for entry in self.device.control("requests")["requests"]]

    def was_struck(self):
        """Whether a fault has spoilt a request."""
        return any(entry.get("spoiled")
                   for entry in self.device.control("requests")["requests"])

    def points(self):
        """Repairs it once, undisturbed; returns the requests of that by their numbers."""
        self.set_back()
        status, log = self.repair("whole")
        assert status == DONE and self.lost(self.device.control("state")) is None, log
        self.whole = self.requests()
        return list(enumerate(self.whole))

    def spoil(self, number, kind, **options):
        """Spoils the request with that number of a whole repair.

        It is told by what it is: how often a device is asked whether its test has ended differs
        from run to run.
        """
        method, path = self.whole[number]
        earlier = [request for request in self.whole[:number]
                   if request[0] == method and path in request[1]]
        self.device.control("fault", kind=kind, method=method, path=path, after=len(earlier),
                            **options)

    def end(self, way):
        """Ends a repair that was broken off; returns what was lost, or None."""
        status, log = self.repair("again", way)
        state = self.device.control("state")
        if "No repair of" in log:
            # It had not come to its journal, or the device may keep what it has.
            loss = self.lost_back(state)
            return loss if way == "--put-back" or loss is not None else self.end_anew()
        if way == "--resume":
            return f"resume ended with {status}: {log}" if status != DONE else self.lost(state)
        if "resume the repair instead" in log:
            status, log = self.repair("after-all", "--resume")
            return log if status != DONE else self.lost(self.device.control("state"))
        if status not in (DONE, FAILED) or (status == FAILED and "cannot be put back" not in log):
            return f"put back ended with {status}: {log}"
        return self.lost_back(state)

    def end_anew(self):
        """Begins again where nothing is to be resumed."""
        status, log = self.repair("anew")
        return log if status != DONE else self.lost(self.device.control("state"))


class ModelPlace(Place):
    """One of the devices that speak the device API."""

    provider_id = None

    def __init__(self, case, name, kind, scenario, slot, anew):
        self.kind = kind
        self.scenario = scenario
        self.slot = slot
        self.anew = anew
        super().__init__(case, name)

    def launch(self, *options):
        return Device(self.home, self.kind, "--scenario", self.scenario, "--password-file",
                      self.case.password, *self.options, *options)

    def set_up(self):
        self.provider_id = self.ctl.json(
            "provider", "add", "--issuer", self.provider.url, "--client-id",
            self.provider.ready["client_id"])["provider"]["id"]
        return f"{self.add(self.device.ready['user'], self.device.ready['password'])}/{self.slot}"

    @staticmethod
    def is_change(request):
        method, path = request
        return method != "GET" and not path.endswith("/session")

    def lost(self, state):
        """What a whole repair should have and has not."""
        if not self.anew:
            slot = find_slot(state, self.slot)
            works = (slot["token"]["state"] == "obtained" or
                     (slot["password"]["set"] and not slot["password"]["refused"]))
            return self.lost_back(state) if works else f"{slot}"
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


class TrueNasPlace(Place):
    """A TrueNAS whose token is dead, or will be soon."""

    provider_id = None

    def __init__(self, case, name, profile, word):
        self.profile = profile
        self.word = word
        super().__init__(case, name)

    def launch(self, *options):
        return TrueNas(self.home, self.profile, "--password-file", self.case.password,
                       *self.options, *options)

    def set_up(self):
        account = f"{os.path.basename(self.home)}@example.org"
        self.provider_id = stand_in.add(self, self.word)
        path = f"{self.add(self.device.ready['user'], self.device.ready['password'])}/mail"
        with self.start("first", "authorize", path, "--provider", self.provider_id, "--account",
                        account, "--no-browser") as run:
            self.attend(run)
            assert run.wait() == DONE, run.log()
        if self.word == "gmail":
            # The box finds out, and throws it away, when it sends the next time.
            self.provider.control("revoke", account=account)
        else:
            stand_in.age(os.path.join(self.home, "data", "mailgrant", "mailgrant.db"), 80)
        return path

    @staticmethod
    def is_change(request):
        return request[1].rsplit("/", 1)[-1] in ("mail.update", "mail.send", "mail", "send") and (
            request[0] != "GET")

    @staticmethod
    def keep(state):
        return {**state["mail"], "oauth": None}

    def lost(self, state):
        """What a whole repair should have and has not."""
        oauth = state["mail"]["oauth"]
        if oauth is None or oauth == self.before["mail"]["oauth"]:
            return f"token: {oauth}"
        if state["alerts"]:
            return f"alerts: {state['alerts']}"
        return self.lost_back(state)

    def lost_back(self, state):
        """What was there before and is not there now, but for a token that was dead."""
        return None if self.keep(state) == self.keep(self.before) else f"mail: {state['mail']}"


# What a run is called and what it is made on.
AT_PROVIDER = ("custom-at-provider", ModelPlace, "nas", "custom-gmail", "account-1", True)
ELSEWHERE = ("custom-elsewhere", ModelPlace, "nas", "custom-other", "account-1", True)
PRINTER = ("token-update-failed", ModelPlace, "mfp", "token-update-failed", "quick-settings", False)
IN_PLACE = ("in-place", ModelPlace, "nas", "expired-gmail", "account-1", False)
PASSWORD = ("app-password", ModelPlace, "nas", "yahoo", "account-1", False)
DISCARDED = ("truenas-discarded", TrueNasPlace, "25.10", "gmail")
REST = ("truenas-rest", TrueNasPlace, "24.10", "gmail")
FUSE = ("truenas-fuse", TrueNasPlace, "26", "outlook")


def attack_all(case, plans, share, attack):
    """Attacks each plan at each of its points, in @share places at once; returns how often.

    @attack is called with a place and the requests of a whole repair, and yields what it does and
    what was lost by it.
    """
    def work(plan, number):
        name, kind, *arguments = plan
        place = kind(case, f"{name}-{number}", *arguments)
        try:
            points = place.points()
            return [(name, *found) for found in attack(place, points, number)]
        finally:
            place.device.stop()

    with concurrent.futures.ThreadPoolExecutor(len(plans) * share) as workers:
        runs = [workers.submit(work, plan, number) for plan in plans for number in range(share)]
    found = [entry for run in runs for entry in run.result()]
    for name, *_plan in plans:
        mine = [entry for entry in found if entry[0] == name]
        lost = [entry for entry in mine if entry[-1] is not None]
        print(f"# {name}: {len(mine)} points tried, {len(lost)} lost")
    case.assertEqual([entry for entry in found if entry[-1] is not None], [])
    return len(found)
