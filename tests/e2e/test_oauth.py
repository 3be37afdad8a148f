#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The OAuth client at a certified authorization server, with a person at a real browser."""

import os
import tempfile
import unittest

from peers import tap
from peers.browser import Browser
from peers.certificates import Authority
from peers.oidc_provider import OidcProvider
from peers.process import Process

CLIENT = os.path.join(os.environ["MAILGRANT_BUILD"], "tests", "e2e", "consent-client")
ACCOUNT = "ada@example.org"


class ConsentClient(Process):
    """consent-client, which answers one line of JSON for each step."""

    def __init__(self, directory, provider, way, authority=None):
        config = tempfile.mkdtemp(dir=directory)
        environment = {**os.environ, "XDG_CONFIG_HOME": config, "XDG_DATA_HOME": config,
                       "GIO_USE_PROXY_RESOLVER": "dummy", "LC_ALL": "C.UTF-8"}
        if authority:
            environment["SSL_CERT_FILE"] = authority.certificate
        super().__init__([CLIENT, provider.issuer, provider.public_client, way],
                         os.path.join(config, "client.log"), env=environment, stdin="")
        self._seen = 0

    def next(self):
        """Returns what it says next."""
        self.wait_until(lambda: len(self.json_lines()) > self._seen, "an answer of the client")
        self._seen += 1
        return self.json_lines()[self._seen - 1]

    def do(self, step):
        """Has it do a step; returns what came of it."""
        self.write_line(step)
        return self.next()


class OAuthTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.authority = Authority(cls.directory)
        cls.provider = cls.enterClassContext(OidcProvider(cls.directory, cls.authority))
        cls.browser = Browser(cls.directory, cls.authority)

    def start(self, way="browser"):
        client = ConsentClient(self.directory, self.provider, way, self.authority)
        self.addCleanup(client.stop)
        return client

    def consent(self):
        """Returns a client that has been given a permission, and its tokens."""
        client = self.start()
        self.browser.consent(client.next()["open"], ACCOUNT)
        return client, client.next()

    def test_consent(self):
        """Check that a consent in the browser brings tokens, the address and a true page."""
        client = self.start()
        opened = client.next()
        page = self.browser.consent(opened["open"], ACCOUNT)
        tokens = client.next()
        self.assertEqual(tokens["address"], ACCOUNT)
        self.assertEqual(len(tokens["refresh_token_sha256"]), 64)
        self.assertEqual(page["address"], opened["redirect_uri"] + "/done")
        self.assertIn("The account is authorized", page["text"])

    def test_refusal(self):
        """Check that a refusal is told as such, to the person too."""
        client = self.start()
        page = self.browser.refuse(client.next()["open"], ACCOUNT)
        self.assertEqual(client.next()["error"], "consent-declined")
        self.assertIn("The permission was declined", page["text"])

    def test_rotation(self):
        """Check that the new refresh token replaces the old, whose reuse ends the permission."""
        client, tokens = self.consent()
        fresh = client.do("refresh")
        self.assertNotEqual(fresh["refresh_token_sha256"], tokens["refresh_token_sha256"])
        self.assertEqual(client.do("reuse")["error"], "consent-needed")
        self.assertEqual(client.do("refresh")["error"], "consent-needed")

    def test_ended_by_the_person(self):
        """Check that a permission that was ended on the account's page is told as dead."""
        client, _tokens = self.consent()
        self.provider.end_grants(ACCOUNT)
        self.assertEqual(client.do("refresh")["error"], "consent-needed")

    def test_revocation(self):
        """Check that a revoked permission is dead, and that revoking twice does no harm."""
        client, _tokens = self.consent()
        self.assertEqual(client.do("revoke")["revoked"], "yes")
        self.assertEqual(client.do("refresh")["error"], "consent-needed")
        self.assertEqual(client.do("revoke")["revoked"], "yes")

    def test_device_code(self):
        """Check that a code confirmed in a browser elsewhere brings tokens."""
        client = self.start("device")
        shown = client.next()
        self.assertTrue(shown["user_code"])
        self.browser.confirm_device(shown["complete_uri"], ACCOUNT)
        tokens = client.next()
        self.assertEqual(tokens["address"], ACCOUNT)
        self.assertEqual(len(client.do("refresh")["refresh_token_sha256"]), 64)

    def test_untrusted(self):
        """Check item 64: a server that nobody vouches for is asked for nothing."""
        client = ConsentClient(self.directory, self.provider, "browser")
        self.addCleanup(client.stop)
        self.assertEqual(client.next()["error"], "not-trusted")


if __name__ == "__main__":
    tap.main()
