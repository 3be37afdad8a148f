# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Broken devices, and what a repair must keep of them."""

import os
import secrets

from cli.computer import LabTest, wait_for_line
from e2e.mailgrant import DONE

def find_slot(state, slot):
    """Returns the slot of a device's state, or None."""
    return next((entry for entry in state["slots"] if entry["id"] == slot), None)


def senders(state):
    """Returns the senders of each rule, in their order."""
    return {rule["id"]: rule["senders"] for rule in state["rules"]}


def replaced(rules, before, after):
    """Returns what the rules must be once @after stands in the place of @before."""
    return {rule: [after if sender == before else sender for sender in names]
            for rule, names in rules.items()}


def bare(rules):
    """Returns the rules without what follows a change of their senders."""
    return [{name: value for name, value in rule.items() if name not in ("senders", "etag")}
            for rule in rules]


class RepairTest(LabTest):
    def setUp(self):
        super().setUp()
        self.provider_id = self.add_provider()

    def broken(self, kind, scenario):
        """Starts and adds a device; returns it and its id."""
        device = self.start_device(kind, "--scenario", scenario)
        return device, self.add(device)

    def start(self, *arguments, ctl=None):
        log = os.path.join(self.directory, f"repair-{secrets.token_hex(4)}.log")
        return (ctl or self.ctl).start(log, "repair", *arguments)

    def repair(self, path, account, *options, expect=DONE):
        """Repairs a slot with a person who consents; returns what was printed."""
        with self.start(path, "--no-browser", "--provider", self.provider_id, *options) as run:
            self.consent(wait_for_line(run, "open: "), account=account)
            self.assertEqual(run.wait(), expect, run.log())
            return run.log()

    def plan(self, path, *options, expect=DONE):
        """Returns the diagnosis and plan of a slot."""
        document = self.ctl.json("repair", path, "--dry-run", *options, expect=expect)
        [repair] = document["repairs"]
        return repair
