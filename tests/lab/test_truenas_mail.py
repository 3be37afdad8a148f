#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab's TrueNAS with the lab's provider and mail server: what becomes of a token on it."""

import tempfile
import unittest

import websocket

from lab.programs import Mail, Provider, sha256
from lab.truenas_client import Refused, TrueNas
from peers import tap

NAS = "nas@outlook.example"
GMAIL = "nas@gmail.example"
DAY = 24 * 60 * 60
SEND = "https://www.googleapis.com/auth/gmail.send"
SMTP = "https://outlook.office.com/SMTP.Send offline_access"


class TrueNasMailTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = cls.enterClassContext(tempfile.TemporaryDirectory())

    def start(self, profile, *provider):
        self.provider = self.enterContext(Provider(
            self.directory, "--refresh-lifetime", str(90 * DAY), *provider))
        self.provider.control("set", client_id="nas-client", client_secret="nas-secret")
        self.mail = self.enterContext(Mail(self.directory, self.provider))
        return self.enterContext(TrueNas(self.directory, profile, "--provider", self.provider.url,
                                         *self.mail.options))

    def token(self, provider, account, scope):
        """Returns a token of the client with a secret, as the box takes it."""
        verifier = "v" * 43
        code = self.provider.code(verifier, account, client_id="nas-client", scope=scope)
        answer = self.provider.token(
            grant_type="authorization_code", code=code, code_verifier=verifier,
            redirect_uri=self.provider.redirect_uri, client_id="nas-client",
            client_secret="nas-secret")
        self.assertEqual(answer.status, 200, answer.body)
        return {"provider": provider, "client_id": "nas-client", "client_secret": "nas-secret",
                "refresh_token": answer.json["refresh_token"]}

    def outlook(self):
        return {"fromemail": NAS, "outgoingserver": "smtp-mail.outlook.com", "port": 587,
                "security": "TLS", "smtp": False, "oauth": self.token("outlook", NAS, SMTP)}

    def send(self, box, socket, config=None, **message):
        """Has the box send; returns how its job ended, whichever way that is told."""
        message = {"subject": "Test", "text": "Test", "to": ["a@b.example"], "queue": False,
                   **message}
        params = [message] if config is None else [message, config]
        try:
            result = socket.call("mail.send", *params)
        except Refused as refused:
            return {"state": "FAILED", "error": refused.reason, "result": None}
        if isinstance(result, int) and not isinstance(result, bool):
            return box.job(socket, result)
        return {"state": "SUCCESS", "error": None, "result": result}

    def test_jobs(self):
        """Check that a job is told of by its number, or waited for where the release can."""
        for profile, waits, result in (("25.04", False, True), ("25.10", True, True),
                                       ("26", True, None), ("27", True, None)):
            box = self.start(profile)
            with box.administrator() as socket:
                socket.call("mail.update", self.outlook())
                socket.call("core.subscribe", "core.get_jobs")
                number = socket.call("mail.send", {"subject": "s", "text": "t", "queue": False})
                self.assertIsInstance(number, int)
                job = box.job(socket, number)
                self.assertEqual((job["state"], job["result"]), ("SUCCESS", result))
                states = [note["fields"]["state"] for note in socket.notifications]
                self.assertEqual(states, ["WAITING", "RUNNING", "SUCCESS"])
                socket.call("core.set_options", {"legacy_jobs": False})
                answer = socket.call("mail.send", {"subject": "s", "text": "t", "queue": False})
                if waits:
                    self.assertIs(answer, result)
                else:
                    self.assertNotIsInstance(answer, bool)
                # What is wrong with the request is the job's affair.
                job = self.send(box, socket, {"port": "1"})
                self.assertIn("port", job["error"])
        with box.administrator("/api/v25.10.1") as socket:
            self.assertIs(self.send(box, socket)["result"], True)

    def test_fuse(self):
        """Check that a pushed token dies ninety days after its issue, and only says 400."""
        box = self.start("25.10", "--rotate", "--keep-rotated")
        with box.administrator() as socket:
            update = self.outlook()
            socket.call("mail.update", update)
            for day in (0, 40, 89):
                self.provider.control("clock", offset=day * DAY)
                self.assertEqual(self.send(box, socket)["state"], "SUCCESS")
            # What came in exchange was thrown away.
            self.assertEqual(box.state["mail"]["oauth"]["refresh_token"],
                             sha256(update["oauth"]["refresh_token"]))
            self.provider.control("clock", offset=91 * DAY)
            self.assertEqual(
                self.send(box, socket)["error"],
                "[EFAULT] Failed to send email: 400 Client Error: Bad Request for url: "
                "https://login.microsoftonline.com/common/oauth2/v2.0/token")
            self.assertEqual(socket.call("alert.list"), [])
            self.assertIsNotNone(socket.call("mail.config")["oauth"])

    def test_gmail(self):
        """Check that a dead Gmail token is thrown away with an alert, an unsaved one is not."""
        box = self.start("25.10")
        with box.administrator() as socket:
            good = self.token("gmail", GMAIL, SEND)
            dead = {**good, "refresh_token": "dead"}
            job = self.send(box, socket, {"oauth": dead})
            self.assertIn("invalid_grant", job["error"])
            self.assertEqual(self.send(box, socket, {"oauth": good})["state"], "SUCCESS")
            self.assertEqual(socket.call("alert.list"), [])

            socket.call("mail.update", {"oauth": good})
            self.assertEqual(self.send(box, socket)["state"], "SUCCESS")
            self.provider.control("revoke", account=GMAIL)
            self.assertIn("('invalid_grant: ", self.send(box, socket)["error"])
            self.assertIsNone(socket.call("mail.config")["oauth"])
            alerts = socket.call("alert.list")
            self.assertEqual([alert["klass"] for alert in alerts], ["GMailConfigurationDiscarded"])
            self.assertTrue(alerts[0]["one_shot"])
            socket.call("mail.update", {"oauth": self.token("gmail", GMAIL, SEND)})
            self.assertEqual(socket.call("alert.list"), [])

            wide = self.token("gmail", GMAIL, "openid")
            self.assertIn("insufficient authentication scopes",
                          self.send(box, socket, {"oauth": wide})["error"])

    def test_refusals(self):
        """Check that servers' refusals come in the words of a real box."""
        box = self.start("25.10")
        with box.administrator() as socket:
            self.assertIn("You must provide an outgoing mailserver",
                          self.send(box, socket)["error"])
            socket.call("mail.update", self.outlook())
            self.mail.control("refuse", account=NAS, reply="535 5.7.139 disabled")
            self.assertIn("Outlook XOAUTH2 failed: 535 b'5.7.139", self.send(box, socket)["error"])
            self.mail.control("clear-refusals")
            secret = {**self.outlook()["oauth"], "client_secret": "wrong"}
            self.assertIn("401 Client Error: Unauthorized for url",
                          self.send(box, socket, {"oauth": secret})["error"])
            password = {"oauth": None, "smtp": True, "user": NAS, "pass": "wrong"}
            self.assertTrue(self.send(box, socket, password)["error"].startswith(
                "[EPERM] Authentication error (535): b'"))
            password["pass"] = self.mail.ready["password"]
            self.assertEqual(self.send(box, socket, password)["state"], "SUCCESS")
            # A provider that does not exist is no login at all.
            typo = {**self.outlook(), "oauth": {**TOKEN_OF_NOBODY, "provider": "outlok"}}
            self.provider.control("forget-requests")
            self.assertEqual(self.send(box, socket, typo)["state"], "SUCCESS")
            self.assertEqual(self.provider.control("requests")["requests"], [])
            self.assertEqual(self.mail.stop(), 0)
            self.assertIn("Connection refused", self.send(box, socket)["error"])

    def test_recipients_and_queue(self):
        """Check that without an administrator nobody gets a mail, and what is kept to be retried."""
        box = self.start("25.10")
        with box.administrator() as socket:
            socket.call("mail.update", self.outlook())
            box.control("set", administrator=None)
            self.assertIn("None of the local administrators",
                          self.send(box, socket, to=[])["error"])
            self.provider.control("revoke")
            box.control("kill-token")
            self.send(box, socket)
            self.assertEqual(box.state["queue"], 0)
            self.send(box, socket, queue=True)
            self.assertEqual(box.state["queue"], 1)
            box.control("set", blocks_mail=True)
            self.assertIs(self.send(box, socket)["result"], False)

    def test_drop(self):
        """Check that a connection that drops in the middle of a job takes the login with it."""
        box = self.start("25.10")
        with box.administrator() as socket:
            socket.call("mail.update", self.outlook())
            socket.call("core.set_options", {"legacy_jobs": False})
            box.control("fault", method="RPC", path="mail.send", kind="drop-after")
            with self.assertRaises((OSError, websocket.WebSocketException)):
                socket.call("mail.send", {"subject": "s", "text": "t", "queue": False})
        self.assertEqual(box.state["jobs"], 1)

    def test_rest(self):
        """Check that the old box sends with a Gmail token by its old API."""
        box = self.start("24.10")
        token = self.token("gmail", GMAIL, SEND)
        del token["provider"]
        body = {"mail_message": {"subject": "s", "text": "t", "queue": False},
                "mail_update": {"oauth": token, "fromemail": "", "fromname": ""}}
        for expected in ("SUCCESS", "FAILED"):
            number = box.rest("POST", "/mail/send", body).json
            self.assertIsInstance(number, int)
            while True:
                job = box.rest("GET", f"/core/get_jobs?id={number}").json[0]
                if job["state"] not in ("WAITING", "RUNNING"):
                    break
            self.assertEqual(job["state"], expected, job)
            self.provider.control("revoke")


TOKEN_OF_NOBODY = {"provider": "outlook", "client_id": "c", "client_secret": "s",
                   "refresh_token": "r"}

if __name__ == "__main__":
    tap.main()
