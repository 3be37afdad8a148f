#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The mail probe at real mail servers, with tokens of a real consent."""

import json
import os
import subprocess
import tempfile
import unittest

from peers import tap
from peers.browser import Browser
from peers.certificates import Authority
from peers.dovecot import Dovecot
from peers.oauth_client import CodeFlow
from peers.oidc_provider import OidcProvider
from peers.smtp_server import SmtpServer

CLIENT = os.path.join(os.environ["MAILGRANT_BUILD"], "tests", "e2e", "probe-client")
ACCOUNT = "ada@example.org"
STRANGER = "eve@example.org"
PASSWORD = "correct horse"

# Protocol, Dovecot's port with STARTTLS, the one with implicit TLS.
PROTOCOLS = (("smtp", "submission", "submissions"), ("imap", "imap", "imaps"),
             ("pop3", "pop3", "pop3s"))


class ProbeTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.directory = directory
        cls.authority = Authority(directory)
        cls.provider = cls.enterClassContext(OidcProvider(directory))
        cls.dovecot = cls.enterClassContext(Dovecot(directory, cls.authority, cls.provider,
                                                    passwords={ACCOUNT: PASSWORD}))
        with CodeFlow(cls.provider) as flow:
            Browser(directory).consent(flow.url, ACCOUNT)
            _status, tokens = flow.redeem(flow.answer()["code"])
        cls.token = tokens["access_token"]

    def probe(self, protocol, port, security, secret=None, user=ACCOUNT, host="127.0.0.1",
              password=False):
        environment = {**os.environ, "SSL_CERT_FILE": self.authority.certificate}
        argv = [CLIENT, *(["--password"] if password else []), protocol, host, str(port), security,
                user]
        done = subprocess.run(argv, input=secret or self.token, env=environment,
                              capture_output=True, text=True, timeout=60, check=True)
        self.assertNotIn(secret or self.token, done.stdout + done.stderr)
        return json.loads(done.stdout)

    def at_dovecot(self, **options):
        """Yields the result for each protocol, with STARTTLS and with implicit TLS."""
        for protocol, plain, implicit in PROTOCOLS:
            for name, security in ((plain, "starttls"), (implicit, "tls")):
                yield self.probe(protocol, self.dovecot.ports[name], security, **options)

    def test_good_token(self):
        """Check items 77, 83, 84: Dovecot takes the token over each protocol, and no mail is sent."""
        before = len(self.dovecot.relay.messages())
        for result in self.at_dovecot():
            self.assertEqual((result["outcome"], result["mechanism"]), ("ok", "XOAUTH2"), result)
        self.assertEqual(len(self.dovecot.relay.messages()), before)

    def test_oauthbearer(self):
        """Check item 78: where only the standard mechanism is offered, it is used."""
        with Dovecot(self.directory, self.authority, self.provider,
                     mechanisms="oauthbearer plain") as dovecot:
            for protocol, _plain, implicit in PROTOCOLS:
                result = self.probe(protocol, dovecot.ports[implicit], "tls")
                self.assertEqual((result["outcome"], result["mechanism"]), ("ok", "OAUTHBEARER"))
                result = self.probe(protocol, dovecot.ports[implicit], "tls", secret="made-up")
                self.assertEqual((result["outcome"], result["challenge"]),
                                 ("refused", "invalid_token"))

    def test_refused_tokens(self):
        """Check items 79 and 80: the challenge and the last word are read over each protocol."""
        for options in ({"secret": "made-up"}, {"user": STRANGER}):
            for result in self.at_dovecot(**options):
                self.assertEqual(result["outcome"], "refused", result)
                self.assertIn("uthentication failed", result["words"])
                self.assertEqual(result["challenge"], "401")

    def test_passwords(self):
        """Check that passwords are tried as passwords."""
        for result in self.at_dovecot(secret=PASSWORD, password=True):
            self.assertEqual(result["outcome"], "ok", result)
        for result in self.at_dovecot(secret="wrong", password=True):
            self.assertEqual(result["outcome"], "refused", result)

    def test_no_tokens_taken(self):
        """Check item 83: a server that takes passwords only never sees the token."""
        with SmtpServer(self.directory, self.authority, verdict="accept",
                        methods=("PLAIN", "LOGIN")) as server:
            result = self.probe("smtp", server.port, "starttls")
            self.assertEqual(result["outcome"], "not-offered")
            self.assertEqual(server.logins(), [])

    def test_smtp_server(self):
        """Check the other SMTP server, and both of its ways to refuse."""
        with SmtpServer(self.directory, self.authority, self.provider,
                        challenge={"status": "401"}, password=PASSWORD) as server:
            for port, security in ((server.port, "starttls"), (server.tls_port, "tls")):
                self.assertEqual(self.probe("smtp", port, security)["outcome"], "ok")
                refused = self.probe("smtp", port, security, secret="made-up")
                self.assertEqual((refused["outcome"], refused["challenge"]), ("refused", "401"))
                self.assertEqual(self.probe("smtp", port, security, secret=PASSWORD,
                                            password=True)["outcome"], "ok")
            self.assertEqual(server.messages(), [])

    def test_mailbox_refuses(self):
        """Check item 85: an organization that forbids SMTP says nothing against the token."""
        reply = {"code": 535, "text": "5.7.139 Authentication unsuccessful, SmtpClientAuthentication "
                                      "is disabled for the Tenant."}
        with SmtpServer(self.directory, self.authority, verdict="refuse", reply=reply) as server:
            result = self.probe("smtp", server.port, "starttls")
            self.assertEqual((result["outcome"], result["advice"], result["enhanced"]),
                             ("mailbox-refuses", "microsoft-tenant", "5.7.139"))
            server.change(reply={"code": 454, "text": "4.7.0 Too many login attempts"})
            self.assertEqual(self.probe("smtp", server.port, "starttls")["outcome"], "transient")

    def test_never_in_clear(self):
        """Check item 81: without encryption nobody learns the token."""
        with SmtpServer(self.directory, self.authority, verdict="accept") as server:
            self.assertEqual(self.probe("smtp", server.port, "none")["outcome"], "not-encrypted")
            self.assertEqual(server.logins(), [])

    def test_certificate(self):
        """Check item 81: a certificate of another name is refused before anything is said."""
        with tempfile.TemporaryDirectory() as directory:
            elsewhere = Authority(directory, names=("DNS:mail.example.org",))
            self.authority, saved = elsewhere, self.authority
            try:
                with SmtpServer(directory, elsewhere, verdict="accept") as server:
                    for port, security in ((server.port, "starttls"), (server.tls_port, "tls")):
                        self.assertEqual(self.probe("smtp", port, security)["outcome"],
                                         "certificate")
                    self.assertEqual(server.logins(), [])
            finally:
                self.authority = saved


if __name__ == "__main__":
    tap.main()
