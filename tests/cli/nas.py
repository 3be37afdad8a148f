# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stand-ins for NAS boxes that one can sign in to, after their vendors' papers."""

import base64
import http.server
import json
import os
import secrets
import ssl
import threading
import urllib.parse

from peers.certificates import fingerprint

CERTIFICATE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))),
                           "fixtures", "device.pem")
PASSWORD = "päss \"word\" & more"
CODE = "492039"


class Nas:
    """A box on a port of the kernel's choice; subclasses answer requests.

    @code is the one-time code that a login needs, @administrator whether the one user is one.
    """

    def __init__(self, code=None, administrator=True):
        self.code = code
        self.administrator = administrator
        self.password = PASSWORD
        self.sessions = set()
        self.logins = 0
        self.fingerprint = fingerprint(CERTIFICATE)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._make_handler())
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.url = f"https://127.0.0.1:{self._server.server_address[1]}"
        self.ready = {"url": self.url, "user": "admin", "password": PASSWORD}
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,),
                                        daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_exception):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _make_handler(box):  # pylint: disable=no-self-argument
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1
            disable_nagle_algorithm = True

            def _reply(self):
                parts = urllib.parse.urlsplit(self.path)
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                fields = dict(urllib.parse.parse_qsl(parts.query) + urllib.parse.parse_qsl(body))
                found = box.answer(self.command, parts.path, fields, self.headers)
                status, kind, text = found if found else (404, "text/html", "<h1>Not found</h1>")
                content = text.encode()
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = _reply

            def log_message(self, *_arguments):
                pass

        return Handler

    def begin_session(self):
        session = secrets.token_hex(4)
        self.sessions.add(session)
        return session

    def answer(self, method, path, fields, headers):
        """Returns status, media type and text; None where there is nothing."""
        raise NotImplementedError


class Qnap(Nas):
    """QTS, after the white paper "QTS HTTP API - Authentication"."""

    def answer(self, method, path, fields, headers):
        if path == "/cgi-bin/authLogin.cgi":
            return self._document(self._login(method, fields))
        if path == "/cgi-bin/authLogout.cgi":
            self.sessions.discard(fields.get("sid"))
            return self._document({"authPassed": "0"})
        if path == "/cgi-bin/management/manaRequest.cgi" and fields.get("subfunc") == "sysinfo":
            if fields.get("sid") not in self.sessions:
                return self._document({"authPassed": "0"})
            root = {"server_name": "archive", "serial_number": "Q000X00000"}
            return self._document({"authPassed": "1", **self._described(),
                                   "func": {"name": "S_MENU_40", "ownContent": {"root": root}}})
        return None

    @staticmethod
    def _described():
        return {"model": {"modelName": "TS-X64", "displayModelName": "TS-464C"},
                "firmware": {"version": "5.2.9", "number": "3410", "build": "20260214"},
                "hostname": "archive"}

    def _login(self, method, fields):
        if "sid" in fields:
            known = fields["sid"] in self.sessions
            return {"authPassed": "1" if known else "0", "isAdmin": "1" if known else "0"}
        if "user" not in fields:
            return {"authPassed": "0", **self._described()}
        self.logins += 1
        assert method == "POST", "a password in a query"
        if base64.b64decode(fields["pwd"]).decode() != self.password or fields["user"] != "admin":
            return {"authPassed": "0", "errorValue": "-1"}
        if self.code is not None and fields.get("security_code") != self.code:
            return {"authPassed": "0", "need_2sv": "1", "lost_phone": "1",
                    "emergency_try_count": "0", "emergency_try_limit": "5"}
        return {"authPassed": "1", "authSid": self.begin_session(), "pw_status": "0",
                "isAdmin": "1" if self.administrator else "0", "username": fields["user"]}

    @classmethod
    def _element(cls, name, value):
        if isinstance(value, dict):
            inside = "".join(cls._element(*item) for item in value.items())
            return f"<{name}>{inside}</{name}>"
        return f"<{name}><![CDATA[{value}]]></{name}>"

    @classmethod
    def _document(cls, elements):
        inside = "".join(cls._element(*item) for item in elements.items())
        return 200, "text/xml", ('<?xml version="1.0" encoding="UTF-8" ?>\n'
                                 f'<QDocRoot version="1.0">\n{inside}</QDocRoot>\n')


class Synology(Nas):
    """DSM, after the "DSM Login Web API Guide" and what was observed of its mail settings."""

    APIS = {
        "SYNO.API.Auth": {"path": "entry.cgi", "minVersion": 1, "maxVersion": 7},
        "SYNO.DSM.Info": {"path": "entry.cgi", "minVersion": 1, "maxVersion": 2},
        "SYNO.Core.Notification.Mail.Conf": {"path": "entry.cgi", "minVersion": 1, "maxVersion": 2},
    }

    def __init__(self, **options):
        super().__init__(**options)
        self.mail = {
            "enable_mail": True, "enable_oauth": True, "in_use": [], "send_welcome_mail": False,
            "sender_mail": "nas@gmail.com", "sender_name": "Archive",
            "smtp_auth": {"enable": False, "user": ""}, "subject_prefix": "",
            "smtp_info": {"server": "smtp.gmail.com", "port": 465, "ssl": True, "verifyCert": True}}

    def answer(self, method, path, fields, headers):
        if path not in ("/webapi/query.cgi", "/webapi/entry.cgi"):
            return None
        found = self._call(method, fields, headers)
        document = ({"success": False, "error": {"code": found}} if isinstance(found, int) else
                    {"success": True, "data": found})
        return 200, "application/json", json.dumps(document)

    def _call(self, method, fields, headers):
        """Returns the data, or the code of an error."""
        called = (fields.get("api"), fields.get("method"))
        if called == ("SYNO.API.Info", "query"):
            asked = fields["query"].split(",")
            return {name: entry for name, entry in self.APIS.items() if name in asked}
        if called == ("SYNO.API.Auth", "login"):
            assert method == "POST", "a password in a query"
            return self._login(fields)
        session = headers.get("Cookie", "").removeprefix("id=")
        if session not in self.sessions or headers.get("X-SYNO-TOKEN") != f"token-{session}":
            return 119
        if called == ("SYNO.API.Auth", "logout"):
            self.sessions.remove(session)
            return {}
        if called == ("SYNO.DSM.Info", "getinfo"):
            return {"model": "DS923+", "serial": "0000XXX000000", "version_string": "DSM 7.4-86009"}
        if called == ("SYNO.Core.Notification.Mail.Conf", "get"):
            return self.mail if self.administrator else 105
        return 103

    def _login(self, fields):
        self.logins += 1
        if fields["passwd"] != self.password or fields["account"] != "admin":
            return 400
        if self.code is not None and "otp_code" not in fields:
            return 403
        if self.code is not None and fields["otp_code"] != self.code:
            return 404
        session = self.begin_session()
        return {"sid": session, "synotoken": f"token-{session}"}


__all__ = ["CODE", "PASSWORD", "Nas", "Qnap", "Synology"]
