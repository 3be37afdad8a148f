# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client of the device API by the standard library, to ask a device without Mailgrant."""

import http.client
import json
import urllib.parse

from peers.process import wait_for

BASE = "/mail-authorization/v1"


class DeviceClient:
    """Speaks to the device at @url, or to what stands before it, with a TLS @context."""

    def __init__(self, url, context):
        self._authority = urllib.parse.urlsplit(url).netloc
        self._context = context
        self._bearer = None

    def request(self, method, path, body=None, match=None, content_type="application/json"):
        """Sends a request; returns the status, the headers and the JSON."""
        headers = {"Accept": "application/json, application/problem+json"}
        if self._bearer is not None:
            headers["Authorization"] = f"Bearer {self._bearer}"
        if body is not None:
            headers["Content-Type"] = content_type
        if match is not None:
            headers["If-Match"] = match
        connection = http.client.HTTPSConnection(self._authority, context=self._context,
                                                 timeout=20)
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            content = answer.read()
            return answer.status, answer.headers, json.loads(content) if content else None
        finally:
            connection.close()

    def call(self, method, path, *arguments, expect=200, **options):
        """Sends a request below the base and returns the JSON; @expect is the status."""
        status, _headers, content = self.request(method, BASE + path, *arguments, **options)
        assert status == expect, (method, path, status, content)
        return content

    def sign_in(self, user, password):
        """Signs in; later requests have the session's bearer."""
        self._bearer = self.call("POST", "/session", {"user": user, "password": password},
                                 expect=201)["access_token"]

    def sign_out(self):
        """Ends the session."""
        self.call("DELETE", "/session", expect=204)
        self._bearer = None

    def slot(self, slot):
        """Returns the slot with that id."""
        return self.call("GET", f"/slots/{slot}")

    def put(self, slot, part, body):
        """Replaces the settings, the token or the password of a slot."""
        return self.call("PUT", f"/slots/{slot}/{part}", body, match=self.slot(slot)["etag"])

    def test(self, slot, body=None):
        """Tests a slot and returns the job once it has ended."""
        job = self.call("POST", f"/slots/{slot}/test", body if body is not None else {},
                        expect=202)["id"]

        def ended():
            found = self.call("GET", f"/jobs/{job}")
            return None if found["state"] == "running" else found
        return wait_for(ended, "the device's test to end", interval=0.1)
