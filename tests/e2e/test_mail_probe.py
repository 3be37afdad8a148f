#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The mail probe at real mail servers, with tokens of a real consent."""

import json
import os
import re
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
TABLE = os.path.join(os.path.dirname(__file__), "../../src/libmailgrant/mail/mg-mail-advice-table.c")
ACCOUNT = "ada@example.org"
STRANGER = "eve@example.org"
PASSWORD = "correct horse"

# Protocol, Dovecot's port with STARTTLS, the one with implicit TLS.
# What SMTP servers say at a login: the row of the advice that it leads to, what the probe makes of
# it, and the reply.
REPLIES = (
    ("google-credentials", "refused", 535, "5.7.8 Username and Password not accepted. For more "
     "information, go to https://support.google.com/mail/?p=BadCredentials"),
    ("google-app-password", "refused", 534, "5.7.9 Application-specific password required."),
    ("google-browser", "mailbox-refuses", 534, "5.7.14 Please log in via your web browser"),
    ("google-too-many-logins", "transient", 454, "4.7.0 Too many login attempts"),
    ("google-domain-policy", "mailbox-refuses", 535, "5.7.8 Your domain policy has disabled SMTP"),
    ("google-feature-off", "mailbox-refuses", 535, "5.7.1 Please turn on SMTP"),
    ("google-daily-limit", "transient", 550, "5.4.5 Daily user sending limit exceeded."),
    ("microsoft-tenant", "mailbox-refuses", 535, "5.7.139 Authentication unsuccessful, "
     "SmtpClientAuthentication is disabled for the Tenant."),
    ("microsoft-mailbox", "mailbox-refuses", 535, "5.7.139 Authentication unsuccessful, "
     "SmtpClientAuthentication is disabled for the Mailbox."),
    ("microsoft-security-defaults", "mailbox-refuses", 535, "5.7.139 Authentication unsuccessful, "
     "user is locked by your organization's security defaults policy."),
    ("microsoft-conditional-access", "mailbox-refuses", 535, "5.7.139 Authentication unsuccessful, "
     "the request did not meet the criteria to be authenticated successfully."),
    ("microsoft-basic-disabled", "refused", 535, "5.7.139 Authentication unsuccessful, basic "
     "authentication is disabled."),
    ("microsoft-policy", "mailbox-refuses", 535, "5.7.139 Authentication unsuccessful, something new"),
    ("microsoft-basic-retired", "refused", 550, "5.7.30 Basic authentication is not supported for "
     "Client Submission."),
    ("microsoft-credentials", "refused", 535, "5.7.3 Authentication unsuccessful"),
    ("microsoft-unrecognized", "not-offered", 504, "5.7.4 Unrecognized authentication type"),
    ("microsoft-anonymous", "sender-refused", 530, "5.7.57 Client not authenticated to send mail."),
    ("microsoft-send-as", "sender-refused", 550, "5.7.60 SMTP; Client does not have permissions to "
     "send as this sender"),
    ("microsoft-send-as-denied", "sender-refused", 554, "5.2.252 SendAsDenied"),
    ("microsoft-send-as-denied-2", "sender-refused", 554, "5.2.0 STOREDRV.Submission.Exception:"
     "SendAsDeniedException.MapiExceptionSendAsDenied"),
    ("microsoft-too-many-connections", "transient", 432, "4.3.2 Concurrent connections limit "
     "exceeded."),
    ("yahoo-app-password", "refused", 535, "5.7.0 (#AUTH005) Too many bad auth attempts."),
    ("smtp-temporary", "transient", 454, "4.7.0 Temporary authentication failure"),
    ("smtp-transition", "mailbox-refuses", 432, "4.7.12 A password transition is needed"),
    ("smtp-too-weak", "refused", 534, "5.7.9 Authentication mechanism is too weak"),
    ("smtp-encryption", "not-encrypted", 538, "5.7.11 Encryption required"),
    ("smtp-anonymous", "sender-refused", 530, "5.7.0 Authentication required"),
    ("smtp-credentials", "refused", 535, "Authentication failed"),
    ("smtp-4.7", "transient", 451, "4.7.500 Server busy"),
    ("smtp-mechanism", "not-offered", 504, "Unknown mechanism"),
)

# The rows for what IMAP and POP3 servers say; tests/mail has them at scripted ones.
OTHER_PROTOCOLS = re.compile("imap-|pop3-|google-imap-off|microsoft-not-connected")

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

    def test_every_reply(self):
        """Check each reply of the table of advice at a server, and that none is left out."""
        with open(TABLE, encoding="utf-8") as table:
            rows = re.findall(r'^  \{ "([a-z0-9.-]+)", \d', table.read(), re.M)
        self.assertEqual(sorted(row for row in rows if not OTHER_PROTOCOLS.match(row)),
                         sorted(row for row, *_more in REPLIES))
        with SmtpServer(self.directory, self.authority, verdict="refuse") as server:
            for row, outcome, code, text in REPLIES:
                server.change(reply={"code": code, "text": text})
                result = self.probe("smtp", server.tls_port, "tls")
                self.assertEqual((result["advice"], result["outcome"]), (row, outcome), result)

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
