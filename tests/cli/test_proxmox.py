#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job on Proxmox's servers, which take nothing but passwords."""

from cli.computer import ComputerTest
from cli.proxmox import Proxmox
from e2e.mailgrant import DONE, FAILED
from peers import tap

ACCOUNT = "box@yahoo.com"
APP_PASSWORD = "abcd efgh"


class ProxmoxTest(ComputerTest):
    def start(self, *arguments, **options):
        return self.enterContext(Proxmox(*arguments, **options))

    def try_to_add(self, server, user, password, *more):
        return self.ctl.run("device", "add", server.url, "--user", user, "--password-file",
                            self.write("login", password), "--fingerprint", server.fingerprint,
                            "--json", *more)

    def add_server(self, server, user=Proxmox.user, password=Proxmox.password):
        """Adds a server; returns the path of its one setting."""
        result = self.try_to_add(server, user, password)
        self.assertEqual(result.status, DONE, result.messages)
        device = result.json["device"]
        self.assertEqual((device["driver"], device["name"]), ("proxmox", "rack1"))
        return f"{device['id']}/office"

    def put(self, slot, password):
        return self.ctl.run("password", slot, "--account", ACCOUNT, "--password-file",
                            self.write("app-password", password))

    def assert_state(self, slot, state):
        [found] = [one for one in self.ctl.json("slot", "list")["slots"] if one["id"] == slot]
        self.assertEqual(found["state"], state, found)

    def test_job(self):
        """Check that a password is put there and proved, on each product, and taken away."""
        for product in ("PVE", "PBS"):
            with self.subTest(product):
                server = self.start(product)
                server.accounts[ACCOUNT] = APP_PASSWORD
                slot = self.add_server(server, user="root")
                self.assert_state(slot, "not-obtained")
                refused = self.put(slot, "not it")
                self.assertEqual(refused.status, FAILED, refused.messages)
                self.assertIn("5.7.8", refused.output)
                self.assert_state(slot, "invalid")

                done = self.put(slot, APP_PASSWORD)
                self.assertEqual(done.status, DONE, done.messages)
                self.assert_state(slot, "obtained")
                self.assertEqual(self.ctl.run("test", slot).status, DONE)
                self.assertEqual(server.passwords, {"office": APP_PASSWORD})
                self.assertEqual(server.endpoints["office"]["author"], "Rack")

                server.end_sessions()
                self.assertEqual(self.ctl.run("delete-token", slot).status, DONE)
                self.assert_state(slot, "not-obtained")
                self.assertEqual(server.passwords, {})
                self.assertNotIn("username", server.endpoints["office"])

    def test_refused(self):
        """Check that a wrong password leaves nothing behind."""
        server = self.start()
        self.assert_fails(self.try_to_add(server, Proxmox.user, "not it"), FAILED, "refused")
        self.assertEqual(self.ctl.json("device", "list")["devices"], [])

    def test_second_factor(self):
        """Check that a one-time code is asked for, and taken."""
        server = self.start(second_factor=True)
        self.assert_fails(self.try_to_add(server, Proxmox.user, Proxmox.password), FAILED, "code")
        result = self.try_to_add(server, Proxmox.user, Proxmox.password, "--one-time-code-file",
                                 self.write("code", server.code))
        self.assertEqual(result.status, DONE, result.messages)

    def test_api_token(self):
        """Check that an API token does for a login, on each product."""
        for product in ("PVE", "PBS"):
            with self.subTest(product):
                server = self.start(product, second_factor=True)
                server.accounts[ACCOUNT] = APP_PASSWORD
                slot = self.add_server(server, *server.api_token)
                done = self.put(slot, APP_PASSWORD)
                self.assertEqual(done.status, DONE, done.messages)
                self.assert_state(slot, "obtained")

    def test_changed_meanwhile(self):
        """Check that what somebody else has just changed is not written over."""
        server = self.start()
        server.accounts[ACCOUNT] = APP_PASSWORD
        slot = self.add_server(server)
        server.meddles = 1000
        self.assert_fails(self.put(slot, APP_PASSWORD), FAILED, "changed")
        self.assertEqual(server.passwords, {})
        self.assert_state(slot, "not-obtained")

    def test_secrets(self):
        """Check that no password is kept but in the keyring, nor said."""
        server = self.start()
        server.accounts[ACCOUNT] = APP_PASSWORD
        slot = self.add_server(server)
        done = self.put(slot, APP_PASSWORD)
        for secret in (Proxmox.password, APP_PASSWORD):
            self.assertNotIn(secret, done.output + done.messages)
            self.assertNotIn(secret.encode(), self.kept_bytes())


if __name__ == "__main__":
    tap.main()
