#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab's OAuth provider, as a strict client and a hostile one see it."""

import base64
import json
import re
import secrets
import subprocess
import tempfile
import unittest
import urllib.parse

from lab.programs import Provider, ask, hidden_fields
from peers import tap

ACCOUNT = "ada@example.org"
MAIL_SERVER = {"client_id": "lab-mail-server", "client_secret": "lab-mail-server-secret"}
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def der_integer(number):
    number = number.lstrip(b"\0")
    if number[0] & 0x80:
        number = b"\0" + number
    return b"\x02" + bytes([len(number)]) + number


class ProviderTest(unittest.TestCase):
    arguments = ()

    def setUp(self):
        self.directory = self.enterContext(tempfile.TemporaryDirectory())
        self.provider = self.enterContext(Provider(self.directory, *self.arguments))
        self.verifier = secrets.token_urlsafe(48)

    def redeem(self, code, **more):
        return self.provider.token(**{
            "grant_type": "authorization_code", "code": code, "code_verifier": self.verifier,
            "redirect_uri": self.provider.redirect_uri, "client_id": "lab-desktop", **more})

    def refresh(self, token, **more):
        return self.provider.token(**{
            "grant_type": "refresh_token", "refresh_token": token, "client_id": "lab-desktop",
            **more})

    def introspect(self, token, **client):
        return ask(self.provider.url, "POST", "/introspect",
                   form={"token": token, **(client or MAIL_SERVER)}).json

    def authorize(self, **query):
        url = self.provider.authorization_url(self.verifier, **query)
        return ask(self.provider.url, "GET", url.removeprefix(self.provider.url))

    def redirected(self, answer):
        self.assertEqual(answer.status, 302, answer.body)
        location = answer.headers["Location"]
        self.assertTrue(location.startswith(self.provider.redirect_uri + "?"), location)
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(location).query))
        self.assertEqual(query["iss"], self.provider.url)
        self.assertEqual(query["state"], "st")
        return query


class GrantTest(ProviderTest):
    def test_metadata(self):
        """Check that both discovery documents name the issuer that was asked."""
        for path in ("oauth-authorization-server", "openid-configuration"):
            document = ask(self.provider.url, "GET", f"/.well-known/{path}").json
            self.assertEqual(document["issuer"], self.provider.url)
            self.assertEqual(document["code_challenge_methods_supported"], ["S256"])

    def test_consent_page(self):
        """Check that a person can allow a part of it on the page, or deny it all."""
        for decision in ("allow", "deny"):
            page = self.authorize(scope="openid mail", login_hint="a<b>@example.org")
            self.assertIn(b"a&lt;b&gt;@example.org", page.body)
            self.assertIn("default-src 'none'", page.headers["Content-Security-Policy"])
            form = {**hidden_fields(page.body), "account": ACCOUNT, "scope": "mail",
                    "decision": decision}
            query = self.redirected(ask(self.provider.url, "POST", "/consent", form=form))
            if decision == "deny":
                self.assertEqual(query["error"], "access_denied")
            else:
                tokens = self.redeem(query["code"]).json
                self.assertEqual(tokens["scope"], "mail")
            self.assertEqual(ask(self.provider.url, "POST", "/consent", form=form).status, 400)

    def test_authorization_errors(self):
        """Check that errors go to the program only once it is known whose they are."""
        for query in ({"client_id": "nobody"}, {"redirect_uri": "https://evil.example/"},
                      {"redirect_uri": "http://127.0.0.1.evil.example/"},
                      {"redirect_uri": "http://user@127.0.0.1/"}):
            answer = self.authorize(**query)
            self.assertEqual((answer.status, answer.headers["Location"]), (400, None), query)
        for query, error in (({"response_type": "token"}, "unsupported_response_type"),
                             ({"code_challenge_method": "plain"}, "invalid_request"),
                             ({"code_challenge": ""}, "invalid_request"),
                             ({"scope": ""}, "invalid_scope")):
            self.assertEqual(self.redirected(self.authorize(**query))["error"], error, query)
        twice = self.provider.authorization_url(self.verifier) + "&state=other"
        self.assertEqual(ask(self.provider.url, "GET",
                             twice.removeprefix(self.provider.url)).status, 400)

    def test_code(self):
        """Check that a code is good once, for who asked, with the verifier and address."""
        for wrong in ({"code_verifier": secrets.token_urlsafe(48)}, {"code_verifier": "short"},
                      {"redirect_uri": "http://127.0.0.1:10/callback"}, {"code": "x"}):
            code = self.provider.code(self.verifier, ACCOUNT)
            answer = self.redeem(**{"code": code, **wrong})
            self.assertEqual((answer.status, answer.json["error"]), (400, "invalid_grant"), wrong)
        code = self.provider.code(self.verifier, ACCOUNT)
        tokens = self.redeem(code).json
        self.assertTrue(self.introspect(tokens["access_token"])["active"])
        self.assertEqual(self.redeem(code).json["error"], "invalid_grant")
        self.assertFalse(self.introspect(tokens["access_token"])["active"])
        late = self.provider.code(self.verifier, ACCOUNT)
        self.provider.control("clock", offset=61)
        self.assertEqual(self.redeem(late).json["error"], "invalid_grant")

    def test_clients(self):
        """Check that a client proves itself, and that a public one has nothing to prove."""
        code = self.provider.code(self.verifier, ACCOUNT)
        for client in ({"client_id": "nobody"}, {"client_secret": "x"}, {"client_id": "lab-web"},
                       {"client_id": "lab-web", "client_secret": "wrong"}):
            answer = self.redeem(code, **client)
            self.assertEqual((answer.status, answer.json["error"]), (401, "invalid_client"))
        code = self.provider.code(self.verifier, ACCOUNT, client_id="lab-web")
        answer = self.redeem(code, client_id="lab-web", client_secret="lab-secret")
        self.assertEqual(answer.status, 200)
        basic = base64.b64encode(b"lab%2Dweb:lab%2Dsecret").decode()
        answer = ask(self.provider.url, "POST", "/token",
                     headers={"Authorization": f"Basic {basic}"},
                     form={"grant_type": "refresh_token",
                           "refresh_token": answer.json["refresh_token"]})
        self.assertEqual(answer.status, 200, answer.body)

    def test_refresh(self):
        """Check that a refresh token stays, works for its client only, and can be revoked."""
        tokens = self.provider.grant(ACCOUNT)
        answer = self.refresh(tokens["refresh_token"])
        self.assertNotIn("refresh_token", answer.json)
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertEqual(self.refresh(tokens["refresh_token"], client_id="lab-web",
                                      client_secret="lab-secret").json["error"], "invalid_grant")
        form = {"token": tokens["refresh_token"], "client_id": "lab-desktop"}
        self.assertEqual(ask(self.provider.url, "POST", "/revoke", form=form).status, 200)
        self.assertEqual(self.refresh(tokens["refresh_token"]).json["error"], "invalid_grant")

    def test_introspection(self):
        """Check that only who has a secret learns whose a token is, and that it expires."""
        token = self.provider.grant(ACCOUNT)["access_token"]
        self.assertEqual(self.introspect(token)["email"], ACCOUNT)
        self.assertEqual(self.introspect(token, client_id="lab-desktop"), {"active": False})
        self.provider.control("clock", offset=3600)
        self.assertEqual(self.introspect(token), {"active": False})

    def test_id_token(self):
        """Check that the signature of an id token is right, as OpenSSL sees it."""
        tokens = self.provider.grant(ACCOUNT, nonce="n-1")
        header, claims, signature = tokens["id_token"].split(".")
        content = json.loads(decode(claims))
        self.assertEqual((content["email"], content["aud"], content["nonce"]),
                         (ACCOUNT, "lab-desktop", "n-1"))
        key = ask(self.provider.url, "GET", "/jwks").json["keys"][0]
        self.assertEqual(json.loads(decode(header))["kid"], key["kid"])

        # SubjectPublicKeyInfo of a P-256 key up to its point (RFC 5480).
        prefix = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200")
        raw = decode(signature)
        numbers = der_integer(raw[:32]) + der_integer(raw[32:])
        files = {"key": prefix + b"\x04" + decode(key["x"]) + decode(key["y"]),
                 "sig": b"\x30" + bytes([len(numbers)]) + numbers,
                 "text": f"{header}.{claims}".encode()}
        for name, data in files.items():
            with open(f"{self.directory}/{name}", "wb") as file:
                file.write(data)
        verified = subprocess.run(
            ["openssl", "dgst", "-sha256", "-keyform", "DER", "-verify", "key",
             "-signature", "sig", "text"], cwd=self.directory, capture_output=True, check=False)
        self.assertEqual(verified.stdout, b"Verified OK\n", verified.stderr)

    def test_faults(self):
        """Check that the token endpoint answers as strangely as it is told to."""
        token = self.provider.grant(ACCOUNT)["refresh_token"]
        self.provider.control("token-fault", error="invalid_grant", error_codes=[700082],
                              error_description="AADSTS700082: expired", times=2)
        for _ in range(2):
            answer = self.refresh(token)
            self.assertEqual((answer.status, answer.json["error_codes"]), (400, [700082]))
        self.provider.control("token-fault", members={"expires_in": "3600", "scope": "openid",
                                                      "token_type": None})
        answer = self.refresh(token).json
        self.assertEqual((answer["expires_in"], answer["scope"]), ("3600", "openid"))
        self.assertNotIn("token_type", answer)
        self.provider.control("fault", kind="status", status=503, path="/token")
        self.assertEqual(self.refresh(token).headers["Retry-After"], "7")
        self.assertEqual(self.refresh(token).json["token_type"], "Bearer")

    def test_device(self):
        """Check that a device waits, slows down, and gets its tokens or the refusal once."""
        self.provider.control("set", device_interval=0)
        for decision in ("allow", "deny"):
            start = ask(self.provider.url, "POST", "/device_authorization",
                        form={"client_id": "lab-desktop", "scope": "mail"}).json
            self.assertRegex(start["user_code"], "^[B-Z]{4}-[B-Z]{4}$")
            form = {"grant_type": DEVICE_GRANT, "device_code": start["device_code"],
                    "client_id": "lab-desktop"}
            self.assertEqual(self.provider.token(**form).json["error"], "authorization_pending")

            page = ask(self.provider.url, "POST", "/device",
                       form={"user_code": start["user_code"].lower()})
            fields = {**hidden_fields(page.body), "account": ACCOUNT, "decision": decision}
            self.assertEqual(ask(self.provider.url, "POST", "/consent", form=fields).status, 200)
            if decision == "deny":
                self.assertEqual(self.provider.token(**form).json["error"], "access_denied")
            else:
                self.assertEqual(self.provider.token(**form).json["scope"], "mail")
                self.assertEqual(self.provider.token(**form).json["error"], "invalid_grant")

        self.provider.control("set", device_interval=1)
        start = ask(self.provider.url, "POST", "/device_authorization",
                    form={"client_id": "lab-desktop", "scope": "mail"}).json
        form["device_code"] = start["device_code"]
        self.provider.control("consent", user_code=start["user_code"], account=ACCOUNT)
        self.provider.control("clock", offset=601)
        self.assertEqual(self.provider.token(**form).json["error"], "expired_token")
        self.provider.control("clock", offset=0)
        self.assertEqual(self.provider.token(**form).json["error"], "slow_down")

    def test_revoked_by_account(self):
        """Check that one account's grants end and no other's, and that state shows no token."""
        dead, alive = self.provider.grant("dead@example.org"), self.provider.grant(ACCOUNT)
        self.assertEqual(self.provider.control("revoke", account="dead@example.org"),
                         {"revoked": 1})
        self.assertEqual(self.refresh(dead["refresh_token"]).json["error"], "invalid_grant")
        self.assertEqual(self.refresh(alive["refresh_token"]).status, 200)
        self.assertNotIn(alive["refresh_token"], json.dumps(self.provider.control("state")))


class RotationTest(ProviderTest):
    arguments = ("--rotate", "--refresh-lifetime", "1000")

    def test_rotation(self):
        """Check that the old refresh token, used again, ends the whole family."""
        first = self.provider.grant(ACCOUNT)["refresh_token"]
        second = self.refresh(first).json["refresh_token"]
        third = self.refresh(second).json
        self.assertEqual(self.refresh(first).json["error"], "invalid_grant")
        self.assertEqual(self.refresh(third["refresh_token"]).json["error"], "invalid_grant")
        self.assertFalse(self.introspect(third["access_token"])["active"])

    def test_expiry(self):
        """Check that a refresh token ends with its time."""
        token = self.provider.grant(ACCOUNT)["refresh_token"]
        self.provider.control("clock", offset=1000)
        self.assertEqual(self.refresh(token).json["error"], "invalid_grant")


class AutoConsentTest(ProviderTest):
    arguments = ("--auto-consent",)

    def test_auto_consent(self):
        """Check that consent comes at once, for the account that was hinted at."""
        query = self.redirected(self.authorize(login_hint=ACCOUNT))
        token = self.redeem(query["code"]).json["access_token"]
        self.assertEqual(self.introspect(token)["email"], ACCOUNT)


class TlsTest(ProviderTest):
    arguments = ("--tls",)

    def test_https(self):
        """Check that the provider can be had over HTTPS too."""
        self.assertRegex(self.provider.url, re.compile("^https://"))
        self.assertIn("access_token", self.provider.grant(ACCOUNT))


del ProviderTest

if __name__ == "__main__":
    tap.main()
