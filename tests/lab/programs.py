# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""mailgrant-lab as a test sees it: the programs, a client of a device, one of a provider."""

import base64
import hashlib
import http.client
import json
import os
import re
import secrets
import ssl
import urllib.parse

from peers.process import Process, wait_for

PROGRAM = os.path.join(os.environ.get("MAILGRANT_BUILD", "_build"), "src/lab/mailgrant-lab")
BASE = "/mail-authorization/v1"
PROBLEM = "tag:mailgrant.github.io,2026:problem:"


class Answer:
    """What a server has answered."""

    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def problem(self):
        """The last part of the problem's type."""
        document = self.json
        assert self.headers.get_content_type() == "application/problem+json", self.headers
        assert document["status"] == self.status, document
        return document["type"].removeprefix(PROBLEM)


def ask(url, method, path, body=None, headers=None, form=None):
    """Makes one request on a connection of its own, whatever the certificate."""
    parts = urllib.parse.urlsplit(url)
    headers = dict(headers or {})
    if parts.scheme == "https":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        connection = http.client.HTTPSConnection(parts.netloc, timeout=10, context=context)
    else:
        connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    data = None
    if form is not None:
        data = urllib.parse.urlencode(form)
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    elif body is not None:
        data = json.dumps(body) if isinstance(body, (dict, list)) else body
        headers.setdefault("Content-Type", "application/json")
    try:
        connection.request(method, path, data, headers)
        return Answer(connection.getresponse())
    finally:
        connection.close()


class Lab(Process):
    """One mailgrant-lab with its control address."""

    count = 0

    def __init__(self, directory, command, *arguments, env=None):
        Lab.count += 1
        super().__init__([PROGRAM, command, *arguments],
                         os.path.join(directory, f"{command}-{Lab.count}.log"), env)
        self.ready = self.wait_for_json("ready")

    @property
    def url(self):
        return self.ready["url"]

    def control(self, command, **arguments):
        answer = ask(self.ready["control"], "POST", f"/{command}", arguments)
        if answer.status != 200:
            raise AssertionError(f"{command}: {answer.body}")
        return answer.json


class Provider(Lab):
    """An OAuth provider, and the person who consents."""

    redirect_uri = "http://127.0.0.1:9/callback"

    def __init__(self, directory, *arguments):
        super().__init__(directory, "provider", *arguments)

    def authorization_url(self, verifier, client_id="lab-desktop", scope="mail openid", **more):
        digest = hashlib.sha256(verifier.encode()).digest()
        query = {
            "response_type": "code", "client_id": client_id, "redirect_uri": self.redirect_uri,
            "scope": scope, "state": "st", "code_challenge_method": "S256",
            "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="), **more}
        return f"{self.url}/authorize?{urllib.parse.urlencode(query)}"

    def code(self, verifier, account, **options):
        """Consents and returns the authorization code."""
        answer = self.control("consent", url=self.authorization_url(verifier, **options),
                              account=account, follow=False)
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(answer["redirect"]).query)
        assert query["state"] == ["st"] and query["iss"] == [self.url], query
        return query["code"][0]

    def token(self, **form):
        return ask(self.url, "POST", "/token", form=form)

    def grant(self, account, **options):
        """Consents as @account and returns the answer of the token endpoint."""
        verifier = secrets.token_urlsafe(48)
        code = self.code(verifier, account, **options)
        answer = self.token(grant_type="authorization_code", code=code, code_verifier=verifier,
                            redirect_uri=self.redirect_uri, client_id="lab-desktop")
        assert answer.status == 200, answer.body
        return answer.json


class Mail(Lab):
    """The mail server."""

    def __init__(self, directory, provider, *arguments):
        self.certificate = os.path.join(directory, "mail.pem")
        super().__init__(directory, "mail", "--provider", provider.url,
                         "--certificate-file", self.certificate, *arguments)

    @property
    def options(self):
        """What sends a device here."""
        names = ("smtp", "smtps", "pop3", "pop3s", "imap", "imaps")
        servers = [f"--mail-server={name}={self.ready[name]}" for name in names]
        return ["--ca-file", self.certificate, *servers]


class Device(Lab):
    """A device, and its administrator."""

    bearer = None

    def sign_in(self, password=None, **more):
        answer = ask(self.url, "POST", BASE + "/session", {
            "user": self.ready["user"], "password": password or self.ready["password"], **more})
        if answer.status == 201:
            self.bearer = answer.json["access_token"]
        return answer

    def ask(self, method, path, body=None, match=None, **headers):
        if match:
            headers["If-Match"] = match
        if self.bearer:
            headers["Authorization"] = f"Bearer {self.bearer}"
        return ask(self.url, method, BASE + path, body, headers)

    def slot(self, slot):
        return self.ask("GET", f"/slots/{slot}").json

    def etag(self, slot):
        return self.slot(slot)["etag"]

    def rules(self):
        return {rule["id"]: rule for rule in self.ask("GET", "/rules").json["rules"]}

    def put_token(self, slot, provider, grant, account, **more):
        token = {
            "provider": "custom", "account": account, "client_id": "lab-desktop",
            "refresh_token": grant["refresh_token"], "scopes": ["mail"],
            "token_endpoint": f"{provider.url}/token", **more}
        return self.ask("PUT", f"/slots/{slot}/token", token, match=self.etag(slot))

    def test(self, slot, body=None):
        """Tests a slot and returns the job once it has ended."""
        answer = self.ask("POST", f"/slots/{slot}/test", body)
        assert answer.status == 202, answer.body
        path = answer.headers["Location"].removeprefix(BASE)
        return wait_for(lambda: self.ended(path), "the test to end", interval=0.02)

    def ended(self, path):
        job = self.ask("GET", path).json
        return job if job["state"] != "running" else None


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def hidden_fields(page):
    """Returns the hidden fields of a page's form."""
    return dict(re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', page.decode()))
