# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stand-ins for Proxmox Virtual Environment and Backup Server, after their public source.

pve-manager (PVE/HTTPServer.pm, PVE/API2/Cluster/Notifications.pm), pve-access-control
(PVE/API2/AccessControl.pm), proxmox-backup (src/api2/config/notifications/), proxmox-rs
(proxmox-auth-api, proxmox-notify).
"""

import hashlib
import http.server
import json
import os
import secrets
import ssl
import threading
import urllib.parse

_FIXTURES = os.path.join(os.path.dirname(__file__), "..", "fixtures")
_KNOWN = {"server", "port", "mode", "username", "password", "mailto", "mailto-user",
          "from-address", "author", "comment", "disable", "delete", "digest"}
_DELETABLE = {"author", "comment", "disable", "mailto", "mailto-user", "password", "port",
              "username"}
_MODIFIED = "detected modified configuration - file changed by other user? Try again."


class Refusal(Exception):
    """An answer that is none of the good ones."""

    def __init__(self, status, words):
        super().__init__(words)
        self.status = status
        self.words = words


class Proxmox:
    """A server with one SMTP endpoint, whose mail server knows `accounts`.

    While `meddles` is not 0, somebody else makes a change just before each of ours.
    """

    user = "root@pam"
    password = "admin-password"
    code = "246810"

    def __init__(self, product="PVE", second_factor=False):
        self.product = product
        self.second_factor = second_factor
        self.api_token = ("root@pam!mailgrant", "11111111-2222-3333-4444-555555555555")
        self.accounts = {}
        self.meddles = 0
        self.endpoints = {"office": {
            "name": "office", "server": "smtp.mail.yahoo.com", "port": 465, "mode": "tls",
            "mailto": ["it@example.org"], "from-address": "rack@example.org",
            "author": "Rack", "origin": "user-created"}}
        self.passwords = {}
        self.notifications = {"PVE": "/cluster/notifications",
                              "PBS": "/config/notifications"}[product]
        self._tickets = {}
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        path = os.path.join(_FIXTURES, "device.pem")
        context.load_cert_chain(path)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        with open(path, encoding="ascii") as pem:
            text = pem.read()
        begin, end = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
        certificate = begin + text.split(begin)[1].split(end)[0] + end
        self.fingerprint = hashlib.sha256(ssl.PEM_cert_to_DER_cert(certificate)).hexdigest()
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_exception):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self):
        return f"https://127.0.0.1:{self._server.server_port}"

    @property
    def digest(self):
        """That of the endpoints' file, which holds no password."""
        return hashlib.sha256(json.dumps(self.endpoints, sort_keys=True).encode()).hexdigest()

    def end_sessions(self):
        self._tickets.clear()

    # What the API does.

    def answer(self, method, path, headers, body):
        """Returns an answer's members."""
        if (method, path) == ("POST", "/access/ticket"):
            return {"data": self._create_ticket(body)}
        self._authenticate(method, headers)
        if (method, path) == ("GET", "/version"):
            return {"data": {"version": "9.0.6", "release": "9.0", "repoid": "0"}}
        if not path.startswith(self.notifications):
            raise Refusal(501, f"Method '{method} {path}' not implemented")
        parts = path.removeprefix(self.notifications).strip("/").split("/")
        if parts[:2] == ["endpoints", "smtp"] and method == "GET" and len(parts) == 2:
            return {"data": list(self.endpoints.values())}
        if parts[:2] == ["endpoints", "smtp"] and len(parts) == 3:
            return self._get(parts[2]) if method == "GET" else self._update(parts[2], body)
        if parts[0] == "targets" and parts[2:] == ["test"] and method == "POST":
            return self._test(parts[1])
        raise Refusal(501, f"Method '{method} {path}' not implemented")

    def _create_ticket(self, body):
        unknown = set(body) - {"username", "password", "tfa-challenge"}
        if unknown:
            raise Refusal(400, "Parameter verification failed.")
        if "tfa-challenge" in body:
            good = (self._tickets.get(body["tfa-challenge"]) == "challenge" and
                    body["password"] == f"totp:{self.code}")
        else:
            good = body["password"] == self.password
        if body["username"] != self.user or not good:
            raise Refusal(401, "authentication failure")
        if self.second_factor and "tfa-challenge" not in body:
            challenge = urllib.parse.quote(json.dumps({"totp": True}), safe="")
            return self._issue(f"!tfa!{challenge}", "challenge", "invalid", NeedTFA=1)
        csrf = f"69210000:{secrets.token_urlsafe(16)}"
        return self._issue(self.user, csrf, csrf)

    def _issue(self, data, kind, csrf, **more):
        ticket = f"{self.product}:{data}:69210000::{secrets.token_urlsafe(24)}+/=="
        self._tickets[ticket] = kind
        return {"username": self.user, "ticket": ticket, "CSRFPreventionToken": csrf, **more}

    def _authenticate(self, method, headers):
        scheme, separator = f"{self.product}APIToken=", {"PVE": "=", "PBS": ":"}[self.product]
        authorization = headers.get("Authorization", "")
        if authorization.startswith(scheme):
            if authorization.removeprefix(scheme) == separator.join(self.api_token):
                return
            raise Refusal(401, "Authentication failed!")
        name, _, value = headers.get("Cookie", "").partition("=")
        csrf = self._tickets.get(urllib.parse.unquote(value))
        if name != f"{self.product}AuthCookie" or csrf in (None, "challenge"):
            raise Refusal(401, "No ticket")
        if method != "GET" and headers.get("CSRFPreventionToken") != csrf:
            raise Refusal(401, "Permission denied - invalid csrf token")

    def _get(self, name):
        if name not in self.endpoints:
            raise Refusal(404, f"endpoint '{name}' not found")
        if self.product == "PBS":
            return {"data": self.endpoints[name], "digest": self.digest}
        return {"data": {**self.endpoints[name], "digest": self.digest}}

    def _update(self, name, body):
        if not set(body) <= _KNOWN or not set(body.get("delete", [])) <= _DELETABLE:
            raise Refusal(400, "Parameter verification failed.")
        if self.meddles > 0:
            self.meddles -= 1
            self.endpoints[name]["comment"] = f"changed by somebody else {self.meddles}"
        if body.get("digest", self.digest) != self.digest:
            raise Refusal(400, _MODIFIED)
        endpoint = {**self._get(name)["data"]}
        endpoint.pop("digest", None)
        for member in body.get("delete", []):
            endpoint.pop(member, None)
            if member == "password":
                self.passwords.pop(name, None)
        endpoint.update({member: value for member, value in body.items()
                         if member not in ("password", "delete", "digest")})
        if "password" in body:
            self.passwords[name] = body["password"]
        self.endpoints[name] = endpoint
        return {"data": None}

    def _test(self, name):
        user, password = self.endpoints[name].get("username"), self.passwords.get(name)
        failed = f"Could not test target: could not notify via endpoint(s): {name}: "
        if user is not None and password is None:
            raise Refusal(500, failed + "username is set but no password was provided")
        if self.accounts.get(user) != password or password is None:
            raise Refusal(500, failed + "permanent error (535): 5.7.8 Username and Password not "
                                        "accepted")
        return {"data": None}

    # How it is said over HTTP.

    def _page(self):
        title = {"PVE": "Proxmox Virtual Environment", "PBS": "Proxmox Backup Server"}[self.product]
        script = {"PVE": "/pve2/js/pvemanagerlib.js?ver=9.0.6", "PBS": "/js/proxmox-backup-gui.js"}
        return (f"<!DOCTYPE html><html><head><title>rack1 - {title}</title>"
                f'<script src="{script[self.product]}"></script></head></html>').encode()

    def _handler(self):
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_arguments):
                pass

            def reply(self, status, kind, body):
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            def do(self):
                length = int(self.headers.get("Content-Length", 0))
                text = self.rfile.read(length)
                if self.path == "/":
                    self.reply(200, "text/html", server._page())
                    return
                kind = "application/json;charset=UTF-8"
                try:
                    if not self.path.startswith("/api2/json/"):
                        raise Refusal(404, "no such file")
                    answer = server.answer(self.command, self.path.removeprefix("/api2/json"),
                                           self.headers, json.loads(text or b"{}"))
                    self.reply(200, kind, json.dumps(answer).encode())
                except Refusal as refusal:
                    words = {"data": None, "message": refusal.words + "\n"}
                    self.reply(refusal.status, kind, refusal.words.encode()
                               if server.product == "PBS" else json.dumps(words).encode())

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do

        return Handler
