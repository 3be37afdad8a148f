#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab's mail server, as Python's own mail clients see it."""

import base64
import imaplib
import json
import poplib
import smtplib
import ssl
import tempfile
import unittest

from lab.programs import Mail, Provider
from peers import tap

ACCOUNT = "ada@example.org"


def address(text):
    host, port = text.rsplit(":", 1)
    return host, int(port)


class MailTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.provider = cls.enterClassContext(Provider(directory))
        cls.mail = cls.enterClassContext(Mail(directory, cls.provider))
        cls.token = cls.provider.grant(ACCOUNT)["access_token"]
        cls.context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        cls.context.load_verify_locations(cls.mail.certificate)

    def initial(self, mechanism, token=None, account=ACCOUNT):
        token = token or self.token
        if mechanism == "XOAUTH2":
            return f"user={account}\1auth=Bearer {token}\1\1"
        return f"n,a={account},\1auth=Bearer {token}\1\1"

    def smtp(self, tls):
        if tls:
            return smtplib.SMTP_SSL(*address(self.mail.ready["smtps"]), context=self.context)
        client = smtplib.SMTP(*address(self.mail.ready["smtp"]))
        client.starttls(context=self.context)
        client.ehlo()
        return client

    def test_smtp(self):
        """Check that a token and the password log in to SMTP, with and without STARTTLS."""
        for tls in (False, True):
            for mechanism in ("XOAUTH2", "OAUTHBEARER"):
                with self.smtp(tls) as client:
                    client.ehlo()
                    code, _ = client.auth(mechanism, lambda _=None: self.initial(mechanism))
                    self.assertEqual(code, 235)
            with self.smtp(tls) as client:
                client.login(ACCOUNT, self.mail.ready["password"])
                client.sendmail(ACCOUNT, ["b@example.org"], "Subject: hello\r\n\r\n..\r\n")
            self.assertEqual(self.mail.control("state")["messages"][-1]["subject"], "hello")

    def test_smtp_refusals(self):
        """Check that a bad token is explained before it is refused, and a bad password is."""
        def refuse(challenge=None):
            if challenge is None:
                return self.initial("XOAUTH2", token="bad")
            challenges.append(json.loads(challenge))
            return ""
        challenges = []
        with self.smtp(True) as client:
            client.ehlo()
            with self.assertRaises(smtplib.SMTPAuthenticationError) as raised:
                client.auth("XOAUTH2", refuse)
            self.assertEqual(raised.exception.smtp_code, 535)
            self.assertEqual(challenges[0]["status"], "401")
            with self.assertRaises(smtplib.SMTPAuthenticationError):
                client.login(ACCOUNT, "wrong")
            self.assertEqual(client.docmd("MAIL", "FROM:<a@b>")[0], 530)
            self.assertEqual(client.docmd("AUTH", "CRAM-MD5")[0], 504)

    def test_no_login_without_tls(self):
        """Check that nobody is tempted to send a secret in the clear."""
        with smtplib.SMTP(*address(self.mail.ready["smtp"])) as client:
            client.ehlo()
            self.assertNotIn("auth", client.esmtp_features)
            self.assertEqual(client.docmd("AUTH", "PLAIN AGEAYg==")[0], 538)
        client = imaplib.IMAP4(*address(self.mail.ready["imap"]))
        self.assertIn("LOGINDISABLED", client.capabilities)
        client.logout()

    def test_scope(self):
        """Check that a token without a scope for mail is refused."""
        token = self.provider.grant(ACCOUNT, scope="openid email")["access_token"]
        with self.smtp(True) as client:
            client.ehlo()
            with self.assertRaises(smtplib.SMTPAuthenticationError):
                client.auth("XOAUTH2", lambda c=None: "" if c else self.initial("XOAUTH2", token))

    def test_imap(self):
        """Check that tokens log in to IMAP, and that a mailbox opens afterwards."""
        for tls in (False, True):
            if tls:
                client = imaplib.IMAP4_SSL(*address(self.mail.ready["imaps"]),
                                           ssl_context=self.context)
            else:
                client = imaplib.IMAP4(*address(self.mail.ready["imap"]))
                client.starttls(self.context)
            with client:
                client.authenticate("XOAUTH2", lambda _: self.initial("XOAUTH2").encode())
                self.assertEqual(client.select("INBOX", True)[0], "OK")
        client = imaplib.IMAP4_SSL(*address(self.mail.ready["imaps"]), ssl_context=self.context)
        with self.assertRaisesRegex(imaplib.IMAP4.error, "AUTHENTICATIONFAILED"):
            client.authenticate("XOAUTH2",
                                lambda c: self.initial("XOAUTH2", "bad").encode() if not c else b"")
        client.logout()

    def test_pop3(self):
        """Check that tokens and the password log in to POP3."""
        client = poplib.POP3(*address(self.mail.ready["pop3"]))
        client.stls(self.context)
        self.assertIn("XOAUTH2", client.capa()["SASL"])
        client._putcmd("AUTH XOAUTH2")
        self.assertEqual(client._getline()[0], b"+ ")
        client._putcmd(base64.b64encode(self.initial("XOAUTH2").encode()).decode())
        self.assertTrue(client._getline()[0].startswith(b"+OK"))
        self.assertEqual(client.stat(), (0, 0))
        client.quit()
        client = poplib.POP3_SSL(*address(self.mail.ready["pop3s"]), context=self.context)
        client.user(ACCOUNT)
        client.pass_(self.mail.ready["password"])
        client.quit()

    def test_scripted_refusal(self):
        """Check that an account is refused with the very words that were asked for."""
        self.mail.control("refuse", account=ACCOUNT, reply="454 4.7.0 Try later")
        self.addCleanup(self.mail.control, "clear-refusals")
        with self.smtp(True) as client:
            client.ehlo()
            with self.assertRaises(smtplib.SMTPAuthenticationError) as raised:
                client.auth("XOAUTH2", lambda _=None: self.initial("XOAUTH2"))
            self.assertEqual((raised.exception.smtp_code, raised.exception.smtp_error),
                             (454, b"4.7.0 Try later"))
        client = imaplib.IMAP4_SSL(*address(self.mail.ready["imaps"]), ssl_context=self.context)
        with self.assertRaisesRegex(imaplib.IMAP4.error, "UNAVAILABLE.*Try later"):
            client.authenticate("XOAUTH2", lambda _: self.initial("XOAUTH2").encode())
        client.logout()

    def test_long_line(self):
        """Check that a line without end ends the connection, and a long token does not."""
        with self.smtp(True) as client:
            client.ehlo()
            client.putcmd("AUTH XOAUTH2 " + base64.b64encode(
                self.initial("XOAUTH2", "t" * 8000).encode()).decode())
            self.assertEqual(client.getreply()[0], 334)
            self.assertEqual(client.docmd("")[0], 535)
        client = self.smtp(True)
        client.sock.sendall(b"x" * 40000)
        with self.assertRaises((OSError, smtplib.SMTPServerDisconnected)):
            client.getreply()


if __name__ == "__main__":
    tap.main()
