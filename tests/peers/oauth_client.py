# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""An OAuth 2.0 client for a native program (RFC 8252), by the standard library."""

import base64
import hashlib
import http.server
import queue
import secrets
import threading
import urllib.parse

from peers.process import DEADLINE, PeerError

SCOPES = "openid offline_access mail"


class CodeFlow:
    """An authorization request at `url` and the loopback listener that its answer comes to."""

    def __init__(self, provider, client=None, scope=SCOPES, challenge=True):
        self.state = secrets.token_urlsafe(16)
        self._provider = provider
        self._client = client or provider.public_client
        self._verifier = secrets.token_urlsafe(48)
        self._answers = queue.Queue()
        self._listener = self._listen()
        self._redirect = f"http://127.0.0.1:{self._listener.server_port}/callback"
        query = {
            "client_id": self._client,
            "response_type": "code",
            "redirect_uri": self._redirect,
            "scope": scope,
            "state": self.state,
            "prompt": "consent",
        }
        if challenge:
            digest = hashlib.sha256(self._verifier.encode()).digest()
            query["code_challenge"] = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
            query["code_challenge_method"] = "S256"
        self.url = f"{provider.metadata['authorization_endpoint']}?{urllib.parse.urlencode(query)}"

    def _listen(self):
        answers = self._answers

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                parts = urllib.parse.urlsplit(self.path)
                found = parts.path == "/callback"
                if found:
                    answers.put(dict(urllib.parse.parse_qsl(parts.query)))
                self.send_response(200 if found else 404)
                self.end_headers()
                self.wfile.write(b"You can close this page.")

            def log_message(self, *_arguments):
                """The address holds a code, so nothing of it is logged."""

        return http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def __enter__(self):
        self._thread = threading.Thread(target=self._listener.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_exception):
        self._listener.shutdown()
        self._listener.server_close()
        self._thread.join()

    def answer(self, deadline=DEADLINE):
        """Returns the parameters of the authorization response."""
        try:
            return self._answers.get(timeout=deadline)
        except queue.Empty:
            raise PeerError("no authorization response came") from None

    def redeem(self, code, verifier=None, **form):
        """Redeems @code at the token endpoint; returns the status and the JSON."""
        return self._provider.fetch(self._provider.metadata["token_endpoint"], {
            "grant_type": "authorization_code",
            "client_id": self._client,
            "code": code,
            "redirect_uri": self._redirect,
            "code_verifier": verifier or self._verifier,
            **form,
        })
