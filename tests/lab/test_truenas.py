#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab's TrueNAS: what each release answers, and what it refuses as a real one does."""

import tempfile
import unittest

import websocket

from lab.programs import ask
from lab.truenas_client import Refused, TrueNas
from peers import tap

SPEAKING = ("25.04", "25.10", "26", "27")
TOKEN = {"provider": "outlook", "client_id": "c", "client_secret": "s", "refresh_token": "r"}


class TrueNasTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = cls.enterClassContext(tempfile.TemporaryDirectory())

    def start(self, profile, *arguments):
        return self.enterContext(TrueNas(self.directory, profile, *arguments))

    def refused(self, code, socket, method, *params):
        with self.assertRaises(Refused) as caught:
            socket.call(method, *params)
        self.assertEqual(caught.exception.code, code, caught.exception)
        return caught.exception

    def test_identity(self):
        """Check that every release says before login what it is, each in its own way."""
        for profile in ("24.10", *SPEAKING):
            box = self.start(profile)
            versions = ask(box.url, "GET", "/api/versions")
            page = ask(box.url, "HEAD", "/ui/index.html")
            root = ask(box.url, "GET", "/")
            self.assertEqual(root.status, 302)
            self.assertTrue(root.headers["Location"].endswith("/ui/"))
            self.assertTrue(page.headers["ETag"].startswith("TrueNAS-"))
            named = "TrueNAS" in ask(box.url, "HEAD", "/ui/").headers["ETag"]
            self.assertEqual(named, profile in ("26", "27"))
            self.assertIsNone(ask(box.url, "GET", "/ui/index.html",
                                  headers={"Accept-Encoding": "gzip"}).headers["ETag"])
            if profile == "24.10":
                self.assertEqual(versions.status, 302)
                self.assertRaises(ConnectionError, box.open)
            else:
                self.assertNotIn("v24.10", versions.json)
                self.assertTrue(all(version.startswith("v") for version in versions.json))
            rest = ask(box.url, "GET", "/api/v2.0/mail").status
            self.assertEqual(rest, 302 if profile in ("26", "27") else 401)

    def test_transport(self):
        """Check that messages of a form that the middleware refuses are refused."""
        box = self.start("25.10")
        with box.open() as socket:
            self.assertEqual(socket.call("core.ping"), "pong")
            for message, code in (
                    ("[]", -32700), ("{", -32700),
                    ({"id": 1, "method": "core.ping"}, -32600),
                    ({"jsonrpc": "2.0", "id": 1, "method": "core.ping", "params": {}}, -32600),
                    ({"jsonrpc": "2.0", "id": 1, "method": "no.such", "params": []}, -32601)):
                socket.send(message)
                self.assertEqual(socket.receive()["error"]["code"], code)
            socket.send("[]")
            self.assertIn("Batch", socket.receive()["error"]["message"])
        with box.open() as socket:
            socket.send("x" * 8193)
            code, words = socket.closed_with()
            self.assertEqual((code, words),
                             (1007, "Anonymous connection max message length is 8 kB"))
        with box.administrator() as socket:
            socket.send("x" * 65537)
            self.assertEqual(socket.closed_with(), (1009, "Max message length is 64 kB"))
        with box.open() as socket:
            socket.socket.send_binary(b"\1\2")
            self.assertEqual(socket.closed_with()[0], 1003)

    def test_rate_limit(self):
        """Check that a stranger may call a method twenty times a minute, set_options for ever."""
        box = self.start("25.10")
        with box.open() as socket:
            for _ in range(20):
                socket.call("auth.mechanism_choices")
            error = self.refused(-32001, socket, "auth.mechanism_choices")
            self.assertEqual((error.name, error.reason), ("EBUSY", "[EBUSY] Rate Limit Exceeded"))
            for _ in range(21):
                socket.call("core.set_options", {})
            box.control("set", forget_rates=True)
            socket.call("auth.mechanism_choices")

    def test_key(self):
        """Check what each key is answered, and that one shown in the clear is dead from then."""
        for profile in SPEAKING:
            box = self.start(profile)
            box.control("set", hurries=True)
            revoked = "AUTH_ERR" if profile in ("26", "27") else "EXPIRED"
            denied = "DENIED" if profile in ("26", "27") else "AUTH_ERR"
            for name, expected in (("write", "SUCCESS"), ("read", "SUCCESS"),
                                   ("expired", "EXPIRED"), ("denied", denied)):
                socket, answer = box.with_key(name)
                with socket:
                    self.assertEqual(answer, expected)
            socket, answer = box.with_key("write", box.ready["plain_url"])
            socket.__exit__()
            self.assertEqual(answer, "EXPIRED")
            socket, answer = box.with_key("write")
            socket.__exit__()
            self.assertEqual(answer, revoked)
            self.assertEqual(box.state["revoked_keys"], ["write"])
            with box.open() as socket:
                if profile == "27":
                    self.refused(-32601, socket, "auth.login_with_api_key", box.key("read")[1])
                else:
                    self.assertIs(
                        socket.call("auth.login_with_api_key", box.key("read")[1]), True)

    def test_code(self):
        """Check that a one-time code is asked for, again when it was wrong, but not for ever."""
        box = self.start("25.10", "--one-time-code", "492039")
        with box.open() as socket:
            user, password = box.ready["user"], box.ready["password"]
            self.assertEqual(socket.log_in("PASSWORD_PLAIN", user, password), "OTP_REQUIRED")
            code = {"mechanism": "OTP_TOKEN", "otp_token": "000000"}
            for expected in ("OTP_REQUIRED", "OTP_REQUIRED", "OTP_REQUIRED", "AUTH_ERR"):
                self.assertEqual(
                    socket.call("auth.login_ex_continue", code)["response_type"], expected)
            self.assertEqual(socket.log_in("PASSWORD_PLAIN", user, password), "OTP_REQUIRED")
            code["otp_token"] = "492039"
            self.assertEqual(
                socket.call("auth.login_ex_continue", code)["response_type"], "SUCCESS")
        socket, answer = box.with_key("write")
        with socket:
            self.assertEqual(answer, "SUCCESS")

    def test_roles(self):
        """Check that who may only read sees no secret, not even that there is none."""
        box = self.start("25.10")
        with box.open() as socket:
            self.assertEqual(self.refused(-32001, socket, "mail.config").name,
                             "ENOTAUTHENTICATED")
            self.refused(-32001, socket, "auth.login_ex", {"mechanism": "SCRAM"})
        socket, _answer = box.with_key("read")
        with socket:
            mail = socket.call("mail.config")
            self.assertEqual((mail["pass"], mail["oauth"]), ("********", "********"))
            self.assertEqual(self.refused(-32001, socket, "mail.update", {}).name, "EACCES")
            self.assertEqual(self.refused(-32001, socket, "mail.send", {"subject": "s"}).name,
                             "EACCES")
        socket, _answer = box.with_key("write")
        with socket:
            self.assertIsNone(socket.call("mail.config")["oauth"])
            self.assertEqual(socket.call("mail.update", {"oauth": TOKEN})["oauth"], TOKEN)
            self.assertEqual(self.refused(-32001, socket, "system.info").name, "EACCES")

    def test_validation(self):
        """Check that each release refuses settings by its own names, with its own noise."""
        half = {"oauth": {"provider": "outlook", "client_id": "c"}}
        union = {"data.oauth.MailEntryOAuth.client_secret", "data.oauth.EmptyDict.provider",
                 "data.oauth.MailEntryOAuth.refresh_token", "data.oauth.EmptyDict.client_id"}
        plain = {"data.oauth.client_secret", "data.oauth.refresh_token"}
        old = {"mail_update.oauth.client_secret", "mail_update.oauth.refresh_token"}
        names = {"25.04": old, "25.10": union, "26": union, "27": plain}
        for profile in SPEAKING:
            with self.start(profile).administrator() as socket:
                def names_of(update):
                    return set(self.refused(-32602, socket, "mail.update", update).extra)
                prefix = "mail_update" if profile == "25.04" else "data"
                check = "" if profile == "27" else "mail_update."
                self.assertEqual(names_of(half), names[profile])
                self.assertEqual(names_of({"port": "587"}), {f"{prefix}.port"})
                self.assertEqual(names_of({"speed": 1}), {f"{prefix}.speed"})
                self.assertEqual(names_of({"security": "STARTTLS"}), {f"{prefix}.security"})
                self.assertEqual(names_of({"fromname": "x" * 1025}), {f"{prefix}.fromname"})
                self.assertEqual(names_of({"pass": "é", "fromemail": "a@b"}), {f"{check}pass"})
                self.assertEqual(names_of({"fromemail": ""}), {f"{check}fromemail"})
                self.assertEqual(names_of({"smtp": True, "user": ""}), {f"{check}user"})
                hidden = names_of({"oauth": "********"})
                self.assertIn(f"{prefix}.oauth", {name.split(".MailEntryOAuth")[0]
                                                  for name in hidden})
                # A provider is any word, and a long token is kept.
                socket.call("mail.update", {"oauth": {
                    **TOKEN, "provider": "outlok", "refresh_token": "x" * 5000}})
                socket.call("mail.update", {"oauth": None})
                if profile in ("25.10", "26"):
                    self.assertEqual(socket.call("mail.update", {"oauth": {}})["oauth"], {})
                else:
                    names_of({"oauth": {}})

    def test_rest(self):
        """Check that the old API takes the same settings, with its own statuses and names."""
        box = self.start("24.10")
        token = {name: TOKEN[name] for name in ("client_id", "client_secret", "refresh_token")}
        self.assertEqual(box.rest("GET", "/mail", key="2-x").status, 401)
        self.assertEqual(box.rest("GET", "/mail").json["oauth"], None)
        refused = box.rest("PUT", "/mail", {"oauth": token})
        self.assertEqual(refused.status, 422)
        self.assertEqual(set(refused.json), {"mail_update.fromemail", "mail_update.fromname"})
        refused = box.rest("PUT", "/mail", {"oauth": TOKEN, "fromemail": "", "fromname": ""})
        self.assertEqual(list(refused.json), ["mail_update.oauth.provider"])
        self.assertEqual(box.rest("PUT", "/mail", {
            "oauth": token, "fromemail": "", "fromname": ""}).status, 200)
        self.assertEqual(list(box.rest("PUT", "/mail", {
            "oauth": {**token, "refresh_token": "x" * 1025}}).json),
            ["mail_update.oauth.refresh_token"])
        self.assertEqual(box.rest("PUT", "/mail", "{").status, 400)
        self.assertEqual(box.rest("PUT", "/mail", {}, key=box.key("read")[1]).status, 403)
        self.assertEqual(box.rest("GET", "/mail", key=box.key("read")[1]).json["oauth"],
                         "********")

    def test_versioned_paths(self):
        """Check that a frozen path keeps its ways, and the oldest know no mail on a newer box."""
        with self.start("26").administrator("/api/v25.04.2") as socket:
            self.refused(-32601, socket, "mail.config")

    def test_faults(self):
        """Check that connections and answers can be spoiled, and the certificate changed."""
        box = self.start("25.10")
        with box.administrator() as socket:
            box.control("fault", method="RPC", path="mail.config", kind="garbage")
            socket.send({"jsonrpc": "2.0", "id": 9, "method": "mail.config", "params": []})
            self.assertRaises(ValueError, socket.receive)
            box.control("fault", method="RPC", path="mail.config", kind="drop-before")
            with self.assertRaises((OSError, websocket.WebSocketException)):
                socket.call("mail.config")
        with box.administrator() as socket:
            box.control("fault", method="RPC", path="mail.update", kind="drop-after")
            with self.assertRaises((OSError, websocket.WebSocketException)):
                socket.call("mail.update", {"fromname": "Attic"})
        self.assertEqual(box.state["mail"]["fromname"], "Attic")
        self.assertNotEqual(box.control("certificate")["fingerprint"], box.ready["fingerprint"])
        box.administrator().__exit__()


if __name__ == "__main__":
    tap.main()
