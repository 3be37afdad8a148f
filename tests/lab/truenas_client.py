# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client of TrueNAS's API as a test sees it, on a WebSocket library that nobody here wrote."""

import json
import ssl
import urllib.parse

import websocket

from lab.programs import Lab, ask
from peers.process import wait_for


class Refused(Exception):
    """An error of JSON-RPC."""

    def __init__(self, error):
        super().__init__(error)
        self.code = error["code"]
        data = error.get("data") or {}
        self.name = data.get("errname")
        self.reason = data.get("reason")
        self.message = error["message"]
        self.extra = {entry[0]: entry[1] for entry in data.get("extra") or []}


class Socket:
    """One connection to the API."""

    def __init__(self, url, path="/api/current"):
        parts = urllib.parse.urlsplit(url)
        scheme = "wss" if parts.scheme == "https" else "ws"
        self.socket = websocket.create_connection(
            f"{scheme}://{parts.netloc}{path}", timeout=20, redirect_limit=0,
            sslopt={"cert_reqs": ssl.CERT_NONE, "check_hostname": False})
        if self.socket.getstatus() != 101:
            raise ConnectionError(f"no WebSocket: {self.socket.getstatus()}")
        self.last = 0
        self.notifications = []

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.socket.close()

    def send(self, message):
        self.socket.send(message if isinstance(message, str) else json.dumps(message))

    def receive(self):
        while True:
            answer = json.loads(self.socket.recv())
            if "method" not in answer:
                return answer
            self.notifications.append(answer["params"])

    def call(self, method, *params):
        self.last += 1
        self.send({"jsonrpc": "2.0", "id": self.last, "method": method, "params": params})
        answer = self.receive()
        assert answer["id"] == self.last, answer
        if "error" in answer:
            raise Refused(answer["error"])
        return answer["result"]

    def log_in(self, mechanism, user, secret, name="password"):
        """Logs in and returns what kind of answer came."""
        return self.call("auth.login_ex", {
            "mechanism": mechanism, "username": user, name: secret,
            "login_options": {"user_info": False}})["response_type"]

    def closed_with(self):
        """Waits until the box hangs up; returns its code and its words."""
        opcode, data = self.socket.recv_data()
        assert opcode == websocket.ABNF.OPCODE_CLOSE, opcode
        return int.from_bytes(data[:2], "big"), data[2:].decode()


class TrueNas(Lab):
    """A TrueNAS of the lab."""

    def __init__(self, directory, profile, *arguments):
        super().__init__(directory, "truenas", "--profile", profile, *arguments)

    def key(self, name):
        entry = self.ready["keys"][name]
        return entry["user"], entry["key"]

    def open(self, path="/api/current", url=None):
        return Socket(url or self.url, path)

    def administrator(self, path="/api/current"):
        socket = self.open(path)
        answer = socket.log_in("PASSWORD_PLAIN", self.ready["user"], self.ready["password"])
        assert answer == "SUCCESS", answer
        return socket

    def with_key(self, name, url=None):
        """Returns a connection and what its login with a key was answered."""
        socket = self.open(url=url)
        user, key = self.key(name)
        return socket, socket.log_in("API_KEY_PLAIN", user, key, "api_key")

    def rest(self, method, path, body=None, key=None):
        headers = {"Authorization": f"Bearer {key or self.key('write')[1]}"}
        return ask(self.url, method, "/api/v2.0" + path, body, headers)

    def job(self, socket, number):
        """Waits for a job to end."""
        def ended():
            job = socket.call("core.get_jobs", [["id", "=", number]])[0]
            return job if job["state"] not in ("WAITING", "RUNNING") else None
        return wait_for(ended, "the job to end", interval=0.02)

    @property
    def state(self):
        return self.control("state")
