#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The authorization server and the browser, without Mailgrant."""

import os
import subprocess
import tempfile
import unittest

from peers import tap
from peers.browser import Browser, SystemBrowser
from peers.certificates import Authority
from peers.oauth_client import CodeFlow
from peers.oidc_provider import OidcProvider
from peers.process import program, wait_for

ACCOUNT = "ada@example.org"


class OAuthTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.authority = Authority(cls.directory)
        cls.provider = cls.enterClassContext(OidcProvider(cls.directory, cls.authority))
        cls.browser = Browser(cls.directory, cls.authority)

    def grant(self):
        """Returns the tokens of a consent given in the browser."""
        with CodeFlow(self.provider) as flow:
            self.browser.consent(flow.url, ACCOUNT)
            status, tokens = flow.redeem(flow.answer()["code"])
        self.assertEqual(status, 200)
        return tokens

    def test_consent(self):
        """Check that a consent in the browser gives tokens that the provider vouches for."""
        with CodeFlow(self.provider) as flow:
            self.browser.consent(flow.url, ACCOUNT)
            answer = flow.answer()
            self.assertEqual(answer["state"], flow.state)
            self.assertEqual(answer["iss"], self.provider.issuer)
            status, tokens = flow.redeem(answer["code"])
        self.assertEqual(status, 200)
        said = self.provider.introspect(tokens["access_token"])
        self.assertTrue(said["active"])
        self.assertEqual(said["email"], ACCOUNT)
        self.assertIn("mail", said["scope"].split())

    def test_refusal(self):
        """Check that a refusal comes back as access_denied, without a code."""
        with CodeFlow(self.provider) as flow:
            self.browser.refuse(flow.url, ACCOUNT)
            answer = flow.answer()
        self.assertEqual(answer["error"], "access_denied")
        self.assertNotIn("code", answer)

    def test_pkce_is_demanded(self):
        """Check that no code is given without a challenge, none redeemed with a wrong verifier."""
        with CodeFlow(self.provider, challenge=False) as flow:
            self.browser.look(flow.url)
            self.assertEqual(flow.answer()["error"], "invalid_request")
        with CodeFlow(self.provider) as flow:
            self.browser.consent(flow.url, ACCOUNT)
            status, answer = flow.redeem(flow.answer()["code"], verifier="w" * 43)
        self.assertEqual((status, answer["error"]), (400, "invalid_grant"))

    def test_rotation(self):
        """Check that a refresh token works once and that its reuse ends the grant."""
        first = self.grant()["refresh_token"]
        status, tokens = self.provider.redeem(grant_type="refresh_token", refresh_token=first)
        self.assertEqual(status, 200)
        self.assertNotEqual(tokens["refresh_token"], first)
        status, answer = self.provider.redeem(grant_type="refresh_token", refresh_token=first)
        self.assertEqual((status, answer["error"]), (400, "invalid_grant"))
        status, answer = self.provider.redeem(grant_type="refresh_token",
                                              refresh_token=tokens["refresh_token"])
        self.assertEqual((status, answer["error"]), (400, "invalid_grant"))

    def test_revocation(self):
        """Check that a revoked refresh token takes the access token with it."""
        tokens = self.grant()
        status, _answer = self.provider.fetch(
            self.provider.metadata["revocation_endpoint"],
            {"client_id": self.provider.public_client, "token": tokens["refresh_token"]})
        self.assertEqual(status, 200)
        self.assertFalse(self.provider.introspect(tokens["access_token"])["active"])

    def test_grants_ended(self):
        """Check that nothing of a grant works any more once the person has ended it."""
        tokens = self.grant()
        self.provider.end_grants(ACCOUNT)
        self.assertFalse(self.provider.introspect(tokens["access_token"])["active"])
        status, answer = self.provider.redeem(grant_type="refresh_token",
                                              refresh_token=tokens["refresh_token"])
        self.assertEqual((status, answer["error"]), (400, "invalid_grant"))

    def test_device_flow(self):
        """Check that a device's code is pending until a person confirms it."""
        status, device = self.provider.fetch(
            self.provider.metadata["device_authorization_endpoint"],
            {"client_id": self.provider.public_client, "scope": "openid offline_access mail"})
        self.assertEqual(status, 200)
        poll = {"grant_type": "urn:ietf:params:oauth:grant-type:device_code",
                "device_code": device["device_code"]}
        status, answer = self.provider.redeem(**poll)
        self.assertEqual((status, answer["error"]), (400, "authorization_pending"))
        self.browser.confirm_device(device["verification_uri_complete"], ACCOUNT)
        status, tokens = self.provider.redeem(**poll)
        self.assertEqual(status, 200)
        self.assertTrue(self.provider.introspect(tokens["access_token"])["active"])

    def test_confidential_client(self):
        """Check that the confidential client needs its secret."""
        with CodeFlow(self.provider, client=self.provider.confidential_client) as flow:
            self.browser.consent(flow.url, ACCOUNT)
            code = flow.answer()["code"]
            status, answer = flow.redeem(code, client_secret="wrong")
            self.assertEqual((status, answer["error"]), (401, "invalid_client"))
            status, _tokens = flow.redeem(code, client_secret=self.provider.confidential_secret)
        self.assertEqual(status, 200)

    def test_system_browser(self):
        """Check that the desktop's default browser is reached and can consent."""
        with tempfile.TemporaryDirectory() as directory, \
             SystemBrowser(directory, self.authority) as browser, \
             CodeFlow(self.provider) as flow:
            subprocess.run([program("dbus-run-session"), "--", program("gio"), "open", flow.url],
                           env={**os.environ, **browser.environment}, check=True,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=30)
            wait_for(browser.times_opened, "the browser to be opened")
            browser.consent(self.provider.issuer, ACCOUNT)
            self.assertIn("code", flow.answer())
            self.assertEqual(browser.times_opened(), 1)


class LifetimeTest(unittest.TestCase):
    def test_access_token_expires(self):
        """Check that an access token ends when its time is over, the grant not."""
        with tempfile.TemporaryDirectory() as directory, \
             OidcProvider(directory, access_token_ttl=1) as provider, \
             CodeFlow(provider) as flow:
            Browser(directory).consent(flow.url, ACCOUNT)
            _status, tokens = flow.redeem(flow.answer()["code"])
            wait_for(lambda: not provider.introspect(tokens["access_token"])["active"],
                     "the token to expire", 5)
            status, _tokens = provider.redeem(grant_type="refresh_token",
                                              refresh_token=tokens["refresh_token"])
            self.assertEqual(status, 200)


if __name__ == "__main__":
    tap.main()
