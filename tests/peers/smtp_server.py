# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""npm smtp-server: an SMTP server that says what a test tells it to say."""

import json
import os

from peers.node import NodePeer

# What a login is told when nothing else was asked for.
REFUSAL = {"code": 535, "text": "5.7.8 Error: authentication failed"}


class SmtpServer(NodePeer):
    """A submission server with STARTTLS at `port` and implicit TLS at `tls_port`.

    verdict is "check" (by introspection at @provider and by @password), "accept" or "refuse".
    A refused XOAUTH2 login is sent @challenge as the JSON of the 334 line where there is one,
    otherwise @reply at once.
    """

    def __init__(self, directory, authority=None, provider=None, password=None, verdict="check",
                 challenge=None, reply=None, methods=("XOAUTH2", "PLAIN", "LOGIN"), relay=False,
                 name="smtp-server"):
        introspection = None
        env = None
        if provider is not None:
            introspection = {
                "url": provider.metadata["introspection_endpoint"],
                "client": provider.resource_client,
                "secret": provider.resource_secret,
            }
            if provider.authority is not None:
                env = {**os.environ, "NODE_EXTRA_CA_CERTS": provider.authority.certificate}
        super().__init__("smtp-server.mjs", {
            "certificate": authority and authority.server_certificate,
            "key": authority and authority.server_key,
            "introspection": introspection,
            "password": password,
            "verdict": verdict,
            "challenge": challenge,
            "reply": reply or REFUSAL,
            "methods": list(methods),
            "relay": relay,
        }, os.path.join(directory, f"{name}.log"), env=env)
        self.port = self.ready["port"]
        self.tls_port = self.ready["tls_port"]

    def change(self, **options):
        """Changes what the next client is told; back when the server has heard it."""
        heard = len(self._events("changed"))
        self.write_line(json.dumps(options))
        self.wait_until(lambda: len(self._events("changed")) > heard, "the change")

    def _events(self, name):
        return [line for line in self.json_lines() if line.get("event") == name]

    def logins(self):
        """Returns the logins so far: method, user, whether accepted."""
        return self._events("login")

    def messages(self):
        """Returns the messages taken so far: user, from, to, size."""
        return self._events("message")
