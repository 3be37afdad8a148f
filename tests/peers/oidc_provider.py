# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""npm oidc-provider: an OpenID-certified authorization server."""

import base64
import json
import os
import secrets
import ssl
import urllib.error
import urllib.parse
import urllib.request

from peers.node import NodePeer

MAIL_SCOPES = (
    "mail",
    "https://mail.google.com/",
    "https://outlook.office.com/SMTP.Send",
    "https://outlook.office.com/IMAP.AccessAsUser.All",
    "https://outlook.office.com/POP.AccessAsUser.All",
)


class OidcProvider(NodePeer):
    """The authorization server, on a port of the kernel's choice.

    PKCE is demanded, refresh tokens rotate and their reuse ends the grant, any port of a loopback
    redirect is accepted. Whoever logs in exists; the login name is the mail address.
    """

    def __init__(self, directory, authority=None, rotate=True, access_token_ttl=3600,
                 refresh_token_ttl=14 * 86400, device_code_ttl=600,
                 confidential_method="client_secret_post", mail_scopes=MAIL_SCOPES):
        self.authority = authority
        self.public_client = "mailgrant-desktop"
        self.confidential_client = "mailgrant-confidential"
        self.confidential_secret = secrets.token_urlsafe(24)
        self.resource_client = "mail-server"
        self.resource_secret = secrets.token_urlsafe(24)
        super().__init__("oidc-provider.mjs", {
            "certificate": authority and authority.server_certificate,
            "key": authority and authority.server_key,
            "public_client": self.public_client,
            "confidential_client": self.confidential_client,
            "confidential_secret": self.confidential_secret,
            "confidential_method": confidential_method,
            "resource_client": self.resource_client,
            "resource_secret": self.resource_secret,
            "mail_scopes": list(mail_scopes),
            "rotate": rotate,
            "access_token_ttl": access_token_ttl,
            "refresh_token_ttl": refresh_token_ttl,
            "device_code_ttl": device_code_ttl,
            "cookie_key": secrets.token_urlsafe(24),
        }, os.path.join(directory, "oidc-provider.log"))
        self.issuer = self.ready["issuer"]
        self.metadata = self.fetch(f"{self.issuer}/.well-known/openid-configuration")[1]

    def fetch(self, url, form=None, basic=None, bearer=None):
        """Sends a request, a POST when there is a @form; returns the status and the JSON."""
        headers = {"Accept": "application/json"}
        if basic is not None:
            pair = ":".join(urllib.parse.quote(part, safe="") for part in basic)
            headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
        if bearer is not None:
            headers["Authorization"] = f"Bearer {bearer}"
        body = urllib.parse.urlencode(form).encode() if form is not None else None
        request = urllib.request.Request(url, body, headers)
        context = self.authority.client_context() if self.authority else None
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPSHandler(context=context or ssl.create_default_context()))
        try:
            with opener.open(request, timeout=10) as answer:
                content = answer.read()
                return answer.status, json.loads(content) if content else None
        except urllib.error.HTTPError as error:
            content = error.read()
            return error.code, json.loads(content) if content else None

    def introspect(self, token):
        """Returns what the provider says of @token to a mail server."""
        status, answer = self.fetch(self.metadata["introspection_endpoint"], {"token": token},
                                    basic=(self.resource_client, self.resource_secret))
        assert status == 200, status
        return answer

    def redeem(self, **form):
        """Asks the token endpoint as the public client; returns the status and the JSON."""
        return self.fetch(self.metadata["token_endpoint"],
                          {"client_id": self.public_client, **form})

    def introspection_url(self):
        """Returns the introspection endpoint with the mail server's credentials in it."""
        parts = urllib.parse.urlsplit(self.metadata["introspection_endpoint"])
        return parts._replace(
            netloc=f"{self.resource_client}:{self.resource_secret}@{parts.netloc}").geturl()

    def end_grants(self, account):
        """Ends every grant of @account, as a person does on their account's page."""
        ended = len(self.events("grants-ended"))
        self.write_line(json.dumps({"account": account}))
        self.wait_until(lambda: len(self.events("grants-ended")) > ended, "the end of the grants")

    def events(self, name):
        """Returns what the provider has said of the events called @name."""
        return [line for line in self.json_lines() if line.get("event") == name]
