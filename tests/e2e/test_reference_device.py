#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The reference device against its document, a real provider and a real mail server."""

import hashlib
import unittest

from e2e.device_client import BASE, DeviceClient
from e2e.place import ACCOUNT, Place
from peers import tap
from peers.contract import Contract
from peers.oauth_client import CodeFlow


class ReferenceDeviceTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = Place(cls.enterClassContext)

    provoked = False

    def start(self, kind, *arguments):
        """Starts a device and puts the contract checker before it; returns a client of that."""
        device = self.place.start_device(kind, *arguments)
        self.contract = self.enterContext(Contract(
            self.place.directory, self.place.authority, device.ready["url"],
            device.ready["fingerprint"]))
        client = DeviceClient(self.contract.url, self.place.authority.client_context())
        client.sign_in(device.ready["user"], device.ready["password"])
        return client

    def tearDown(self):
        # What a case provoked on purpose was the client's; the device has no excuse.
        self.assertEqual([found for found in self.contract.violations()
                          if found["direction"] == "response" or not self.provoked], [])

    def assert_passed(self, job):
        self.assertEqual(job["state"], "passed", job)

    def new_token(self):
        """Returns what a person's consent gives, as a device takes it."""
        provider = self.place.provider
        with CodeFlow(provider) as flow:
            self.place.browser.consent(flow.url, ACCOUNT)
            status, tokens = flow.redeem(flow.answer()["code"])
        self.assertEqual(status, 200)
        return {
            "provider": "custom",
            "account": ACCOUNT,
            "client_id": provider.public_client,
            "refresh_token": tokens["refresh_token"],
            "scopes": ["mail"],
            "token_endpoint": provider.metadata["token_endpoint"],
        }

    def revoke(self, token):
        self.place.provider.fetch(self.place.provider.metadata["revocation_endpoint"], {
            "client_id": self.place.provider.public_client, "token": token})

    def test_life_of_a_token(self):
        """Check that a token is obtained, used at the mail server, refused and deleted."""
        nas = self.start("nas")
        slot = nas.call("GET", "/slots")["slots"][0]["id"]
        self.assertEqual(nas.slot(slot)["token"]["state"], "not-obtained")

        token = self.new_token()
        nas.put(slot, "token", token)
        self.assert_passed(nas.test(slot))
        after = nas.slot(slot)["token"]
        self.assertEqual(after["state"], "obtained")
        # The provider rotates, so the device holds another one by now.
        self.assertNotEqual(after["refresh_token_sha256"],
                            hashlib.sha256(token["refresh_token"].encode()).hexdigest())
        self.assertIn(f"user=<{ACCOUNT}>", self.place.dovecot.log())

        # The old one's reuse ends the grant; the device notices when it tests.
        self.place.provider.redeem(grant_type="refresh_token",
                                   refresh_token=token["refresh_token"])
        job = nas.test(slot)
        self.assertEqual((job["state"], job["code"]), ("failed", "token-update-failed"))
        self.assertEqual(nas.slot(slot)["token"]["state"], "invalid")
        self.assertIn(slot, [alert["slot"] for alert in nas.call("GET", "/alerts")["alerts"]])

        nas.call("DELETE", f"/slots/{slot}/token", match=nas.slot(slot)["etag"])
        self.assertEqual(nas.slot(slot)["token"]["state"], "not-obtained")

    def test_rules(self):
        """Check that deleting a slot drops it from every rule, and rules can be put back."""
        nas = self.start("nas")
        slot = nas.call("GET", "/slots")["slots"][0]
        rules = nas.call("GET", "/rules")["rules"]
        self.assertTrue(any(slot["id"] in rule["senders"] for rule in rules))
        nas.call("DELETE", f"/slots/{slot['id']}", match=slot["etag"], expect=204)
        for rule in nas.call("GET", "/rules")["rules"]:
            self.assertNotIn(slot["id"], rule["senders"])

        again = nas.call("POST", "/slots", {
            "client_ref": "again", "title": "Again", "protocol": "smtp", "service": "gmail",
            "settings": slot["settings"]}, expect=201)
        self.assertEqual(nas.call("POST", "/slots", {
            "client_ref": "again", "title": "Again", "protocol": "smtp", "service": "gmail",
            "settings": slot["settings"]})["id"], again["id"])
        rule = nas.call("GET", f"/rules/{rules[0]['id']}")
        content = {name: rules[0][name] for name in ("title", "enabled", "events", "recipients")}
        nas.call("PUT", f"/rules/{rule['id']}", {**content, "senders": [again["id"]]},
                 match=rule["etag"])
        self.assertEqual(nas.call("GET", f"/rules/{rule['id']}")["senders"], [again["id"]])

    def test_linked_slots(self):
        """Check that a printer's linked slots get a token together, the others do not."""
        printer = self.start("mfp")
        slots = printer.call("GET", "/slots")["slots"]
        linked = [slot["id"] for slot in slots if slot["link_group"] is not None]
        single = [slot["id"] for slot in slots if slot["link_group"] is None]
        self.assertGreater(len(linked), 1)
        self.assertTrue(single)
        printer.put(linked[0], "token", self.new_token())
        for slot in linked:
            self.assertNotEqual(printer.slot(slot)["token"]["state"], "not-obtained")
        for slot in single:
            self.assertEqual(printer.slot(slot)["token"]["state"], "not-obtained")
        self.assert_passed(printer.test(linked[-1]))

    def test_password(self):
        """Check that a password is put, refused by the mail server, and that this is said."""
        nas = self.start("nas")
        slot = nas.call("GET", "/slots")["slots"][1]["id"]
        nas.put(slot, "settings", {**nas.slot(slot)["settings"], "authentication": "password"})
        nas.put(slot, "password", {"account": ACCOUNT, "password": "not-the-right-one"})
        job = nas.test(slot)
        self.assertEqual((job["state"], job["code"]), ("failed", "login-refused"))
        self.assertTrue(nas.slot(slot)["password"]["refused"])

    def test_refusals(self):
        """Check that each documented refusal is one that the document describes."""
        nas = self.start("nas")
        slot = nas.call("GET", "/slots")["slots"][0]
        path = f"/slots/{slot['id']}"
        nas.call("GET", "/slots/none", expect=404)
        nas.call("DELETE", path, expect=428)
        nas.call("DELETE", path, match='"other"', expect=412)
        nas.sign_out()

    def test_hostile_requests(self):
        """Check that a request that the document forbids is refused, as the document says."""
        self.provoked = True
        nas = self.start("nas")
        slot = nas.call("GET", "/slots")["slots"][0]
        settings = f"{BASE}/slots/{slot['id']}/settings"
        for body, kind, status in (
                ({**slot["settings"], "port": 70000}, "application/json", 422),
                ([], "application/json", 400),
                (slot["settings"], "text/plain", 415),
                ({"server": "x" * 70000}, "application/json", 413)):
            found, _headers, problem = nas.request("PUT", settings, body, match="*",
                                                   content_type=kind)
            self.assertEqual(found, status)
            self.assertEqual(problem["status"], status)
        self.assertTrue(self.contract.violations())


if __name__ == "__main__":
    tap.main()
