# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dovecot: IMAP, POP3 and submission that ask the provider about every token."""

import os
import shutil
import tempfile

from peers.process import PeerError, Process, answers, free_port
from peers.smtp_server import SmtpServer

_OAUTH2 = """\
introspection_mode = post
introspection_url = {introspection_url}
username_attribute = email
active_attribute = active
active_value = true
timeout_msecs = 3000
{scope}
{tls}
"""

_MAIN = """\
base_dir = {directory}/run
state_dir = {directory}/state
instance_name = {instance}
log_path = {directory}/dovecot.log
auth_verbose = yes
# A refusal is answered at once: the tests are refused often.
auth_failure_delay = 0 secs
protocols = imap pop3 submission
listen = {address}
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
disable_plaintext_auth = yes
auth_mechanisms = {mechanisms}
mail_location = maildir:{directory}/mail/%u
mail_max_userip_connections = 1000
mail_uid = nobody
mail_gid = nogroup
first_valid_uid = 1
submission_relay_host = 127.0.0.1
submission_relay_port = {relay_port}
submission_relay_trusted = yes
hostname = mail.test
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {directory}/oauth2.conf
}}
passdb {{
  driver = passwd-file
  mechanisms = plain login
  args = {directory}/passwords
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={directory}/mail/%u
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service pop3-login {{
  inet_listener pop3 {{
    port = {pop3}
  }}
  inet_listener pop3s {{
    port = {pop3s}
    ssl = yes
  }}
}}
service submission-login {{
  inet_listener submission {{
    port = {submission}
  }}
  inet_listener submissions {{
    port = {submissions}
    ssl = yes
  }}
}}
"""

PROTOCOLS = ("imap", "imaps", "pop3", "pop3s", "submission", "submissions")


class Dovecot:
    """The mail server of @provider's accounts, at `ports` by protocol; needs root.

    Mail that is submitted ends at `relay`. Passwords, for clients that use none of the token
    mechanisms, are those of @passwords, by user.
    """

    def __init__(self, directory, authority, provider, address="127.0.0.1", scope=None,
                 mechanisms="xoauth2 oauthbearer plain", passwords=None):
        if os.geteuid() != 0:
            raise PeerError("dovecot needs root to start its services under their own users")
        self.address = address
        self.ports = {protocol: free_port(address) for protocol in PROTOCOLS}
        # Its services run under other users, so it can't live below a private directory.
        self._directory = tempfile.mkdtemp(prefix="mailgrant-dovecot-")
        os.chmod(self._directory, 0o755)
        os.mkdir(os.path.join(self._directory, "mail"))
        shutil.chown(os.path.join(self._directory, "mail"), "nobody", "nogroup")
        self.relay = SmtpServer(directory, relay=True, name="relay")
        tls = ""
        if provider.authority is not None:
            own = os.path.join(self._directory, "provider.crt")
            shutil.copyfile(provider.authority.certificate, own)
            tls = f"tls_ca_cert_file = {own}"
        self._write("oauth2.conf", _OAUTH2.format(
            introspection_url=provider.introspection_url(),
            scope=f"scope = {scope}" if scope else "", tls=tls), "dovecot")
        self._write("passwords", "".join(
            f"{user}:{{PLAIN}}{password}\n" for user, password in (passwords or {}).items()),
            "dovecot")
        self._write("dovecot.conf", _MAIN.format(
            directory=self._directory, instance=os.path.basename(self._directory),
            address=address, certificate=authority.server_certificate, key=authority.server_key,
            mechanisms=mechanisms, relay_port=self.relay.port, **self.ports))
        try:
            self._process = Process(
                ["dovecot", "-F", "-c", os.path.join(self._directory, "dovecot.conf")],
                os.path.join(directory, "dovecot.log"))
            self._process.wait_until(
                lambda: all(answers(port, address) for port in self.ports.values()), "its ports")
        except PeerError:
            self.stop()
            raise

    def _write(self, name, text, reader=None):
        path = os.path.join(self._directory, name)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as out:
            out.write(text)
        if reader is not None:
            shutil.chown(path, reader)

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self.stop()

    def log(self):
        """Returns what the server has logged."""
        with open(os.path.join(self._directory, "dovecot.log"), encoding="utf-8") as log:
            return log.read()

    def stop(self):
        """Ends the server, its services and its relay."""
        if hasattr(self, "_process"):
            self._process.stop()
        self.relay.stop()
        shutil.rmtree(self._directory, ignore_errors=True)
