#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract checker, between a client and a device of a few lines, without Mailgrant."""

import http.client
import http.server
import json
import ssl
import tempfile
import threading
import unittest

from peers import tap
from peers.certificates import Authority, fingerprint
from peers.contract import Contract

IDENTITY = {
    "api_version": "1.0", "base": "/api", "vendor": "Example", "model": "NAS-4", "serial": None,
    "firmware": None, "kind": "nas", "name": "Basement", "uuid": None, "admin_path": "/",
    "capabilities": {
        "create_slot": True, "delete_slot": True, "test_unsaved": True, "rules": True,
        "alerts": True, "protocols": ["smtp"], "providers": [],
    },
}
RULE = {"title": "Disks", "enabled": True, "events": ["storage"], "senders": ["slot-1"],
        "recipients": ["ada@example.org"]}
BEARER = {"Authorization": "Bearer session"}
JSON = {"Content-Type": "application/json"}


class Device(http.server.ThreadingHTTPServer):
    """Answers every request with what a case put there."""

    daemon_threads = True

    def __init__(self, authority):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                status, kind, body = self.server.answer
                content = b"" if body is None else json.dumps(body).encode()
                self.send_response(status)
                if body is not None:
                    self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_PUT = do_POST = do_DELETE = do_PATCH = answer

            def log_message(self, *_arguments):
                """Says nothing."""

        super().__init__(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(authority.server_certificate, authority.server_key)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.answer = (200, "application/json", IDENTITY)


class ContractTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.authority = Authority(directory)
        cls.device = Device(cls.authority)
        thread = threading.Thread(target=cls.device.serve_forever, daemon=True)
        thread.start()
        cls.addClassCleanup(cls.device.server_close)
        cls.addClassCleanup(cls.device.shutdown)
        cls.contract = cls.enterClassContext(Contract(
            directory, cls.authority, f"https://127.0.0.1:{cls.device.server_port}",
            fingerprint(cls.authority.server_certificate), base="/api"))

    def exchange(self, method, path, answer, body=None, headers=None):
        """Sends a request through the checker; returns the problems that it found."""
        before = len(self.contract.violations())
        self.device.answer = answer
        connection = http.client.HTTPSConnection(
            "127.0.0.1", self.contract.ready["port"], context=self.authority.client_context(),
            timeout=10)
        content = None if body is None else json.dumps(body)
        connection.request(method, path, content, headers or {})
        response = connection.getresponse()
        response.read()
        connection.close()
        self.assertEqual(response.status, answer[0])
        return [(found["direction"], found["problem"])
                for found in self.contract.violations()[before:]]

    def put_rule(self, rule=None, headers=None, answer=None):
        return self.exchange(
            "PUT", "/api/rules/rule-1",
            answer or (200, "application/json", {"id": "rule-1", "etag": '"1"', **RULE}),
            rule or RULE, headers or {**BEARER, **JSON, "If-Match": '"1"'})

    def test_documented(self):
        """Check that what the document says passes."""
        self.assertEqual(self.exchange(
            "GET", "/.well-known/mail-authorization", (200, "application/json", IDENTITY)), [])
        self.assertEqual(self.put_rule(), [])
        self.assertEqual(self.exchange("DELETE", "/api/session", (204, None, None),
                                       headers=BEARER), [])
        self.assertIn(("putRule", 200), self.contract.exchanges())

    def test_problem_documents(self):
        """Check that a documented refusal passes, and one that is no problem document does not."""
        problem = {"type": "about:blank", "title": "Unavailable", "status": 503}
        self.assertEqual(self.put_rule(answer=(503, "application/problem+json", problem)), [])
        self.assertEqual(self.put_rule(answer=(503, "text/html", problem)),
                         [("response", "undocumented media type text/html")])

    def test_undocumented_requests(self):
        """Check that an unknown path, member, type or a missing bearer of the client is found."""
        answer = (404, "application/problem+json",
                  {"type": "about:blank", "title": "Not Found", "status": 404})
        self.assertEqual(self.exchange("PATCH", "/api/slots/slot-1", answer),
                         [("request", "PATCH /api/slots/slot-1 is not documented")])
        [(direction, problem)] = self.put_rule({**RULE, "colour": "red"})
        self.assertEqual(direction, "request")
        self.assertIn("colour", problem)
        self.assertNotIn("red", problem)
        self.assertEqual(len(self.put_rule({**RULE, "enabled": "yes"})), 1)
        self.assertEqual(self.put_rule(headers=JSON),
                         [("request", "no bearer where one is needed")])
        found = self.exchange("GET", "/api/rules?colour=red",
                              (200, "application/json", {"rules": []}), headers=BEARER)
        self.assertEqual(len(found), 1)

    def test_undocumented_responses(self):
        """Check that an unknown member, type, status or a needless body of the device is found."""
        rule = {"id": "rule-1", "etag": '"1"', **RULE}
        [(direction, problem)] = self.put_rule(
            answer=(200, "application/json", {**rule, "secret": "x"}))
        self.assertEqual(direction, "response")
        self.assertIn("secret", problem)
        self.assertTrue(self.put_rule(answer=(200, "application/json", {"id": "rule-1"})))
        self.assertTrue(self.put_rule(answer=(201, "application/json", rule)))
        self.assertTrue(self.exchange("DELETE", "/api/session", (302, "text/html", "elsewhere"),
                                      headers=BEARER))


if __name__ == "__main__":
    tap.main()
