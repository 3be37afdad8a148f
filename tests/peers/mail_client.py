# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A mail client with tokens, by the standard library."""

import base64
import imaplib
import poplib
import smtplib


def xoauth2(user, token):
    """Returns the initial answer of the XOAUTH2 mechanism."""
    return f"user={user}\x01auth=Bearer {token}\x01\x01"


def oauthbearer(user, token):
    """Returns the initial answer of the OAUTHBEARER mechanism (RFC 7628, 3.1)."""
    return f"n,a={user},\x01auth=Bearer {token}\x01\x01"


MECHANISMS = {"XOAUTH2": xoauth2, "OAUTHBEARER": oauthbearer}


def imap_login(server, context, user, token, mechanism="XOAUTH2", implicit_tls=False):
    """Logs in over IMAP and returns the state that the server then is in."""
    if implicit_tls:
        client = imaplib.IMAP4_SSL(server.address, server.ports["imaps"], ssl_context=context,
                                   timeout=10)
    else:
        client = imaplib.IMAP4(server.address, server.ports["imap"], timeout=10)
        client.starttls(context)
    with client:
        # The empty answer to a challenge is how a refusal is asked to be said.
        answers = iter([MECHANISMS[mechanism](user, token).encode()])
        client.authenticate(mechanism, lambda _challenge: next(answers, b""))
        return client.state


def pop3_login(server, context, user, token, mechanism="XOAUTH2", implicit_tls=False):
    """Logs in over POP3 and returns the number of messages."""
    if implicit_tls:
        client = poplib.POP3_SSL(server.address, server.ports["pop3s"], context=context,
                                 timeout=10)
    else:
        client = poplib.POP3(server.address, server.ports["pop3"], timeout=10)
        client.stls(context)
    try:
        initial = base64.b64encode(MECHANISMS[mechanism](user, token).encode()).decode()
        if client._shortcmd(f"AUTH {mechanism} {initial}").startswith(b"+ "):
            client._shortcmd("")
        return client.stat()[0]
    finally:
        client.close()


def smtp_send(address, port, context, user, token, mechanism="XOAUTH2", implicit_tls=False):
    """Logs in over SMTP and sends a message to oneself."""
    if implicit_tls:
        client = smtplib.SMTP_SSL(address, port, context=context, timeout=10)
    else:
        client = smtplib.SMTP(address, port, timeout=10)
        client.starttls(context=context)
    with client:
        client.ehlo()
        client.auth(mechanism,
                    lambda challenge=None: MECHANISMS[mechanism](user, token)
                    if challenge is None else "")
        client.sendmail(user, [user], f"From: {user}\r\nTo: {user}\r\n\r\nTest\r\n")
