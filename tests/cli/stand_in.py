# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A provider of the lab in the place of one that devices know by name."""

import sqlite3

_FILE = """\
[Provider]
Id=own-{word}
Name=Our {word}
Kind=oauth
KnownAs={word}

[OAuth]
Issuer={issuer}
SendsIssuer=true
AuthorizationEndpoint={issuer}/authorize
TokenEndpoint={issuer}/token
AdminConsentEndpoint={issuer}/adminconsent
RedirectHost=127.0.0.1
RedirectPath=/callback
ClientKind=confidential
ClientAuth=client-secret-post
CommonScopes=openid;email;offline_access;

[Links]
Registration=https://register.example/{word}
"""

_MORE = {
    "gmail": """\

[Scopes]
smtp=https://mail.google.com/;

[Lifetime]
Rotates=false
""",
    "outlook": """\

[Scopes]
smtp=https://outlook.office.com/SMTP.Send;

[Lifetime]
TokenDays=90
RenewAfterDays=60
Rotates=true
"""}

WORDS = tuple(_MORE)


def age(path, days):
    """Makes all permissions in the database at @path so much older."""
    with sqlite3.connect(path) as database:
        database.execute("UPDATE mail_grant SET issued_at = issued_at - ?1, "
                         "expires_at = expires_at - ?1 WHERE expires_at > 0",
                         (days * 24 * 60 * 60 * 1000000,))
    database.close()


def add(case, word):
    """Makes the provider of @case known as @word; returns its id."""
    path = case.write(f"own-{word}.provider",
                      _FILE.format(word=word, issuer=case.provider.url) + _MORE[word])
    return case.ctl.json("provider", "add", "--file", path, "--client-id", "lab-web",
                         "--client-secret-file", "-", stdin="lab-secret\n")["provider"]["id"]
