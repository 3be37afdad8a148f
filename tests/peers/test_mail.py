#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The mail servers, with tokens of a real consent and with wrong ones, without Mailgrant."""

import imaplib
import poplib
import smtplib
import tempfile
import unittest

from peers import tap
from peers.browser import Browser
from peers.certificates import Authority
from peers.dovecot import Dovecot
from peers.mail_client import MECHANISMS, imap_login, pop3_login, smtp_send
from peers.oauth_client import CodeFlow
from peers.oidc_provider import OidcProvider
from peers.smtp_server import SmtpServer

ACCOUNT = "ada@example.org"
STRANGER = "eve@example.org"


class MailTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.directory = directory
        cls.authority = Authority(directory)
        cls.context = cls.authority.client_context()
        cls.provider = cls.enterClassContext(OidcProvider(directory))
        cls.dovecot = cls.enterClassContext(Dovecot(directory, cls.authority, cls.provider))
        with CodeFlow(cls.provider) as flow:
            Browser(directory).consent(flow.url, ACCOUNT)
            _status, tokens = flow.redeem(flow.answer()["code"])
        cls.token = tokens["access_token"]

    def each_way(self):
        """Yields every mechanism with STARTTLS and with implicit TLS."""
        for mechanism in MECHANISMS:
            for implicit_tls in (False, True):
                yield {"mechanism": mechanism, "implicit_tls": implicit_tls}

    def submit(self, user, token, implicit_tls=False, **options):
        port = self.dovecot.ports["submissions" if implicit_tls else "submission"]
        smtp_send(self.dovecot.address, port, self.context, user, token,
                  implicit_tls=implicit_tls, **options)

    def test_imap(self):
        """Check that Dovecot takes the token over IMAP."""
        for way in self.each_way():
            self.assertEqual(
                imap_login(self.dovecot, self.context, ACCOUNT, self.token, **way), "AUTH", way)

    def test_pop3(self):
        """Check that Dovecot takes the token over POP3."""
        for way in self.each_way():
            self.assertEqual(
                pop3_login(self.dovecot, self.context, ACCOUNT, self.token, **way), 0, way)

    def test_submission(self):
        """Check that Dovecot takes the token for submission and passes the message on."""
        for way in self.each_way():
            before = len(self.dovecot.relay.messages())
            self.submit(ACCOUNT, self.token, **way)
            message = self.dovecot.relay.messages()[before]
            self.assertEqual(message["to"], [ACCOUNT], way)

    def test_wrong_tokens(self):
        """Check that Dovecot refuses a made-up token and another's, over each protocol."""
        for user, token in ((ACCOUNT, "made-up"), (STRANGER, self.token)):
            with self.assertRaises(imaplib.IMAP4.error):
                imap_login(self.dovecot, self.context, user, token)
            with self.assertRaises(poplib.error_proto):
                pop3_login(self.dovecot, self.context, user, token)
            with self.assertRaises(smtplib.SMTPAuthenticationError):
                self.submit(user, token, mechanism="OAUTHBEARER")

    def test_revoked_token(self):
        """Check that Dovecot refuses a token from the moment it is revoked."""
        with CodeFlow(self.provider) as flow:
            Browser(self.directory).consent(flow.url, ACCOUNT)
            _status, tokens = flow.redeem(flow.answer()["code"])
        imap_login(self.dovecot, self.context, ACCOUNT, tokens["access_token"])
        self.provider.fetch(self.provider.metadata["revocation_endpoint"], {
            "client_id": self.provider.public_client, "token": tokens["refresh_token"]})
        with self.assertRaises(imaplib.IMAP4.error):
            imap_login(self.dovecot, self.context, ACCOUNT, tokens["access_token"])

    def test_scripted_server_checks(self):
        """Check that the scripted server asks the provider about a token."""
        with SmtpServer(self.directory, self.authority, self.provider,
                        challenge={"status": "401"}) as server:
            smtp_send("127.0.0.1", server.port, self.context, ACCOUNT, self.token)
            smtp_send("127.0.0.1", server.tls_port, self.context, ACCOUNT, self.token,
                      implicit_tls=True)
            with self.assertRaises(smtplib.SMTPAuthenticationError):
                smtp_send("127.0.0.1", server.port, self.context, STRANGER, self.token)
            self.assertEqual([login["accepted"] for login in server.logins()],
                             [True, True, False])

    def test_scripted_server_says_what_it_is_told(self):
        """Check that the scripted server's answers are those that a test asked for."""
        reply = {"code": 535, "text": "5.7.139 Authentication unsuccessful, SmtpClientAuthentication "
                                      "is disabled for the Tenant."}
        with SmtpServer(self.directory, self.authority, verdict="refuse", reply=reply) as server:
            with self.assertRaises(smtplib.SMTPAuthenticationError) as raised:
                smtp_send("127.0.0.1", server.port, self.context, ACCOUNT, self.token)
            self.assertEqual(raised.exception.smtp_code, 535)
            self.assertIn(b"5.7.139", raised.exception.smtp_error)
            server.change(verdict="accept",
                          sender_reply={"code": 550, "text": "5.7.60 Not allowed to send as this"})
            with self.assertRaises(smtplib.SMTPSenderRefused) as raised:
                smtp_send("127.0.0.1", server.port, self.context, ACCOUNT, self.token)
            self.assertIn(b"5.7.60", raised.exception.smtp_error)


if __name__ == "__main__":
    tap.main()
