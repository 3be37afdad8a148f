#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in to a device of the lab, what it refuses, and the faults it can be given."""

import http.client
import json
import tempfile
import unittest

from lab.programs import BASE, PROGRAM, Device, ask
from peers import tap
from peers.process import Process


class SignInTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = cls.enterClassContext(tempfile.TemporaryDirectory())

    def start(self, *arguments):
        return self.enterContext(Device(self.directory, "nas", *arguments))

    def test_lock_out(self):
        """Check that five refusals lock everybody out until the time is over."""
        nas = self.start()
        for _ in range(5):
            answer = nas.sign_in("wrong")
            self.assertEqual((answer.status, answer.problem), (401, "wrong-password"))
        answer = nas.sign_in()
        self.assertEqual((answer.status, answer.problem), (429, "locked-out"))
        self.assertTrue(0 < int(answer.headers["Retry-After"]) <= 300)
        nas.control("clock", offset=301)
        self.assertEqual(nas.sign_in().status, 201)

    def test_success_forgets_failures(self):
        """Check that a good sign-in starts the count again."""
        nas = self.start()
        for _ in range(2):
            for _ in range(4):
                self.assertEqual(nas.sign_in("wrong").status, 401)
            self.assertEqual(nas.sign_in().status, 201)

    def test_one_time_code(self):
        """Check that the code is asked for without counting, and that a wrong one counts."""
        nas = self.start("--one-time-code", "492039")
        for _ in range(9):
            answer = nas.sign_in()
            self.assertEqual((answer.status, answer.problem), (401, "code-needed"))
        self.assertEqual(nas.sign_in(one_time_code="492039").status, 201)
        for _ in range(5):
            answer = nas.sign_in(one_time_code="000000")
            self.assertEqual((answer.status, answer.problem), (401, "code-wrong"))
        self.assertEqual(nas.sign_in(one_time_code="492039").status, 429)

    def test_password_expired(self):
        """Check that an expired password is told from a wrong one."""
        nas = self.start()
        nas.control("expire-password")
        answer = nas.sign_in()
        self.assertEqual((answer.status, answer.problem), (401, "password-expired"))

    def test_session_ends(self):
        """Check that a session ends with its time, and when signed out."""
        nas = self.start("--session-lifetime", "60")
        self.assertEqual(nas.sign_in().json["expires_in"], 60)
        self.assertEqual(nas.ask("GET", "/slots").status, 200)
        nas.control("clock", offset=60)
        self.assertEqual(nas.ask("GET", "/slots").problem, "session-ended")
        nas.sign_in()
        self.assertEqual(nas.ask("DELETE", "/session").status, 204)
        self.assertEqual(nas.ask("GET", "/slots").problem, "session-ended")

    def test_bad_requests(self):
        """Check that what is not the API's is refused with a problem that says so."""
        nas = self.start()
        nas.sign_in()
        settings = nas.slot("account-1")["settings"]
        path = "/slots/account-1/settings"
        vectors = (
            ("[]", 400, "malformed"),
            ("{", 400, "malformed"),
            ("[" * 5000, 400, "malformed"),
            (b"\xff\xfe{}", 400, "malformed"),
            ({**settings, "port": 0}, 422, "invalid"),
            ({**settings, "port": "587"}, 422, "invalid"),
            ({**settings, "security": "ssl"}, 422, "invalid"),
            ({**settings, "server": "a\r\nb"}, 422, "invalid"),
            ({**settings, "server": "x" * 256}, 422, "invalid"),
            ({**settings, "check_interval": 5}, 422, "invalid"),
            ({**settings, "authentication": "password"}, 422, "invalid"),
            ({}, 422, "invalid"),
        )
        for body, status, problem in vectors:
            answer = nas.ask("PUT", path, body, match="*")
            self.assertEqual((answer.status, answer.problem), (status, problem), body)
        self.assertEqual(nas.slot("account-1")["settings"], settings)

        answer = nas.ask("PUT", path, {**settings, "port": 0}, match="*")
        self.assertEqual(answer.json["errors"][0]["pointer"], "/port")
        self.assertEqual(nas.ask("PUT", path, "x=1", match="*",
                                 **{"Content-Type": "text/plain"}).status, 415)
        self.assertEqual(nas.ask("GET", "/slots/nobody").problem, "not-found")
        answer = nas.ask("PATCH", path, {})
        self.assertEqual((answer.status, answer.headers["Allow"]), (405, "PUT"))

    def test_token_endpoint(self):
        """Check that a token is only ever redeemed over TLS, or on this machine."""
        nas = self.start()
        nas.sign_in()
        token = {"provider": "gmail", "account": "a@b.example", "client_id": "c",
                 "refresh_token": "r", "scopes": []}
        for endpoint, status in (("https://id.example/token", 200), ("http://127.0.0.1:1/t", 200),
                                 ("http://id.example/token", 422), ("https://u@id.example/", 422),
                                 ("https://id.example/?a=b", 422), ("file:///etc/passwd", 422)):
            answer = nas.ask("PUT", "/slots/account-1/token",
                             {**token, "token_endpoint": endpoint}, match="*")
            self.assertEqual(answer.status, status, endpoint)
        answer = nas.ask("PUT", "/slots/account-1/token", {
            **token, "provider": "outlook", "token_endpoint": "https://id.example/"}, match="*")
        self.assertEqual(answer.status, 422)

    def test_oversize_request(self):
        """Check that a body over 64 KiB is refused, whether its length is announced or not."""
        nas = self.start()
        whole = b"{" + b" " * 300000
        for body in (whole, iter([whole[:150000], whole[150000:]])):
            answer = ask(nas.url, "POST", BASE + "/session", body,
                         {"Content-Type": "application/json"})
            self.assertEqual(answer.status, 413)
        self.assertEqual(nas.sign_in().status, 201)

    def test_faults(self):
        """Check that requests are spoiled as told, the right ones and as many."""
        nas = self.start()
        nas.sign_in()
        nas.control("fault", kind="status", status=503, path="/rules", after=1, times=2)
        answers = [nas.ask("GET", "/rules") for _ in range(4)]
        self.assertEqual([answer.status for answer in answers], [200, 503, 503, 200])
        self.assertEqual(answers[1].headers["Retry-After"], "7")

        nas.control("fault", kind="html")
        self.assertIn(b"<!DOCTYPE html>", nas.ask("GET", "/slots").body)
        nas.control("fault", kind="garbage")
        with self.assertRaises(ValueError):
            json.loads(nas.ask("GET", "/slots").body)
        nas.control("fault", kind="oversize")
        self.assertGreater(len(nas.ask("GET", "/slots").body), 1024 * 1024)
        nas.control("fault", kind="slow", milliseconds=50)
        self.assertEqual(nas.ask("GET", "/slots").status, 200)
        self.assertEqual(nas.ask("GET", "/slots").status, 200)

    def test_dropped(self):
        """Check that a dropped request was carried out or not, as told."""
        nas = self.start()
        nas.sign_in()
        for kind, gone in (("drop-before", False), ("drop-after", True)):
            nas.control("fault", kind=kind, method="DELETE")
            with self.assertRaises((OSError, http.client.HTTPException)):
                nas.ask("DELETE", "/slots/account-1", match="*")
            self.assertEqual(nas.ask("GET", "/slots/account-1").status, 404 if gone else 200)

    def test_requests(self):
        """Check that the log tells what was asked, and no secret."""
        nas = self.start()
        nas.sign_in()
        nas.ask("GET", "/slots")
        log = nas.control("requests")
        last = log["requests"][-1]
        self.assertEqual((last["method"], last["path"], last["status"]),
                         ("GET", BASE + "/slots", 200))
        self.assertIn("Authorization", last["headers"])
        self.assertEqual(len(log["requests"][0]["body_sha256"]), 64)
        text = json.dumps(log)
        self.assertNotIn(nas.ready["password"], text)
        self.assertNotIn(nas.bearer, text)

    def test_certificate(self):
        """Check that the certificate changes when told to, for new connections."""
        nas = self.start()
        new = nas.control("certificate")["fingerprint"]
        self.assertNotEqual(new, nas.ready["fingerprint"])
        self.assertEqual(nas.sign_in().status, 201)

    def test_not_on_the_network(self):
        """Check that the lab listens on loopback addresses only."""
        log = f"{self.directory}/refused.log"
        with Process([PROGRAM, "nas", "--address", "0.0.0.0"], log) as device:
            self.assertEqual(device.wait(), 1)
            self.assertIn("not a loopback address", device.log())


if __name__ == "__main__":
    tap.main()
