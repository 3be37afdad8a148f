#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Providers on the command line."""

import os
import unittest

from cli.computer import ComputerTest
from e2e.mailgrant import KEYRING, NOT_TRUSTED, UNREACHABLE, USAGE
from lab.programs import Provider
from peers import tap
from peers.process import free_port

SECRET = "GOCSPX-the-client-secret"

PROVIDER = {"id", "name", "kind", "built_in", "issuer", "client_id", "client_kind", "tenant",
            "redirect_uri", "device_code", "scopes", "servers", "notes", "app_password_page",
            "manage_page", "registration_page"}


class ProviderTest(ComputerTest):
    def folder(self):
        path = os.path.join(self.environment["XDG_CONFIG_HOME"], "mailgrant", "providers")
        return os.listdir(path) if os.path.exists(path) else []

    def test_built_in(self):
        """Check the shape of providers, and that no client of anybody else's is among them."""
        providers = self.ctl.json("provider", "list")["providers"]
        self.assertTrue({"gmail", "outlook", "microsoft365", "yahoo"} <=
                        {provider["id"] for provider in providers})
        for provider in providers:
            self.assertEqual(set(provider), {"id", "name", "kind", "built_in", "issuer",
                                             "client_id"})
            self.assertTrue(provider["built_in"])
            self.assertIsNone(provider["client_id"])
        shown = self.ctl.json("provider", "show", "gmail")["provider"]
        self.assertEqual(set(shown), PROVIDER)
        self.assertEqual(shown["kind"], "oauth")
        self.assertIn("https://mail.google.com/", shown["scopes"]["smtp"])
        self.assertIn({"protocol": "smtp", "host": "smtp.gmail.com", "port": 465,
                       "security": "tls"}, shown["servers"])
        self.assertIn("smtp.gmail.com", self.ctl.run("provider", "show", "gmail").output)

    def test_own_client(self):
        """Check that a client is kept in a file, and its secret in the keyring alone."""
        changed = self.ctl.json("provider", "set", "microsoft365", "--client-id", "my-client",
                                "--tenant", "example.org", "--client-secret-file", "-",
                                stdin=SECRET + "\n")["provider"]
        self.assertEqual((changed["client_id"], changed["tenant"]), ("my-client", "example.org"))
        again = self.ctl.json("provider", "show", "microsoft365")["provider"]
        self.assertEqual(again["client_id"], "my-client")
        self.assertEqual(self.folder(), ["microsoft365.provider"])
        self.assertTrue(os.path.exists(self.keyring))
        self.assertNotIn(SECRET.encode(), self.kept_bytes())

    def test_discovered(self):
        """Check that a provider that describes itself is added with its endpoints."""
        with Provider(self.directory) as lab:
            added = self.ctl.json("provider", "add", "--issuer", lab.url, "--client-id",
                                  "lab-desktop")["provider"]
            self.assertEqual(set(added), PROVIDER)
            self.assertEqual(added["issuer"], lab.url)
            self.assertEqual(added["client_id"], "lab-desktop")
            self.assertFalse(added["built_in"])
            self.assertTrue(added["device_code"])
        self.assertIn(added["id"], [provider["id"] for provider
                                    in self.ctl.json("provider", "list")["providers"]])

    def test_file(self):
        """Check that a file is added, and one that cannot be used is not."""
        good = self.write("company.provider", """\
[Provider]
Id=company
Name=Company
Kind=oauth

[OAuth]
Issuer=https://login.company.example
AuthorizationEndpoint=https://login.company.example/authorize
TokenEndpoint=https://login.company.example/token

[Scopes]
smtp=mail;
""")
        added = self.ctl.json("provider", "add", "--file", good, "--client-id", "c")["provider"]
        self.assertEqual((added["id"], added["client_id"]), ("company", "c"))
        bad = self.write("bad.provider", "[Provider]\nId=../bad\n")
        self.assert_fails(self.ctl.run("provider", "add", "--file", bad), USAGE)
        self.assertEqual(self.folder(), ["company.provider"])

    def test_own_authority(self):
        """Check that a company's authority is trusted when it is named, and not else."""
        certificate = os.path.join(self.directory, "company.pem")
        with Provider(self.directory, "--tls", "--certificate-file", certificate) as lab:
            arguments = ("provider", "add", "--issuer", lab.url, "--client-id", "c")
            result = self.ctl.run(*arguments)
            self.assert_fails(result, NOT_TRUSTED)
            self.assertEqual(self.folder(), [])
            self.ctl.json("--ca-file", certificate, *arguments)
            self.assertEqual(len(self.folder()), 1)

    def test_unreachable(self):
        """Check that a provider that is down, or a page in its place, is said and not added."""
        result = self.ctl.run("provider", "add", "--issuer", f"http://127.0.0.1:{free_port()}")
        self.assert_fails(result, UNREACHABLE, "hint: ")
        with Provider(self.directory) as lab:
            lab.control("fault", kind="html", times=9)
            result = self.ctl.run("provider", "add", "--issuer", lab.url)
            self.assert_fails(result, UNREACHABLE, "web page")
        self.assertEqual(self.folder(), [])

    def test_no_keyring(self):
        """Check that nothing is half added where the secret cannot be kept."""
        without = self.with_environment(SECRET_BACKEND=None)
        with Provider(self.directory) as lab:
            for arguments in (("add", "--issuer", lab.url), ("set", "gmail")):
                result = without.run("provider", *arguments, "--client-id", "c",
                                     "--client-secret-file", "-", stdin=SECRET)
                self.assert_fails(result, KEYRING, "keyring")
                self.assertNotIn(SECRET, result.messages)
        self.assertEqual(self.folder(), [])

    def test_secret_file(self):
        """Check that a secret is the first line of its file, and that there must be one."""
        for name, content in (("empty", ""), ("line", "\nsecond\n"), ("bytes", "x" * 9000)):
            path = self.write(name, content)
            result = self.ctl.run("provider", "set", "gmail", "--client-id", "c",
                                  "--client-secret-file", path)
            self.assert_fails(result, USAGE)
        self.assert_fails(self.ctl.run("provider", "set", "gmail", "--client-id", "c",
                                       "--client-secret-file", "/nowhere"), USAGE, "/nowhere")
        self.assertEqual(self.folder(), [])
        self.assertFalse(os.path.exists(self.keyring))


if __name__ == "__main__":
    tap.main()
