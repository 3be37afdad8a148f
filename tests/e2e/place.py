# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A place with a person's computer, a provider, a mail server and devices, for one test program."""

import os
import secrets
import tempfile

from e2e.mailgrant import Lab, Mailgrantctl, trust, wait_for_line
from peers.browser import Browser
from peers.certificates import Authority
from peers.dovecot import Dovecot
from peers.keyring import Keyring
from peers.oidc_provider import OidcProvider
from peers.session import SessionBus

ACCOUNT = "ada@example.org"

# The provider as what a TrueNAS knows as Outlook, to which it shows a client secret.
COMPANY = """\
[Provider]
Id=company
Name=Company
Kind=oauth
KnownAs=outlook

[OAuth]
Issuer={issuer}
AuthorizationEndpoint={authorization_endpoint}
TokenEndpoint={token_endpoint}
RedirectHost=127.0.0.1
RedirectPath=/callback
ClientKind=confidential
ClientAuth=client-secret-post
CommonScopes=openid;offline_access;

[Authorization Parameters]
prompt=consent

[Scopes]
smtp=https://outlook.office.com/SMTP.Send;
"""


class Place:
    """The real peers, and mailgrantctl on a computer that trusts their authority.

    They live as long as what @enter enters a context of, such as TestCase.enterClassContext.
    """

    def __init__(self, enter, keyring=True, mail=True, rotate=True):
        self._enter = enter
        self.directory = enter(tempfile.TemporaryDirectory())
        self.authority = Authority(self.directory)
        self.provider = enter(OidcProvider(self.directory, self.authority, rotate=rotate))
        self.browser = Browser(self.directory, self.authority)
        if mail:
            self.dovecot = enter(Dovecot(self.directory, self.authority, self.provider))
        self.session = enter(SessionBus(self.directory))
        self.keyring = enter(Keyring(self.session)) if keyring else None
        trust(self.session, self.authority.certificate)
        self.ctl = self.make_ctl()

    def make_ctl(self, environment=None):
        """Returns the command line on the computer, with @environment over the session's."""
        return Mailgrantctl({**self.session.environment, **(environment or {})})

    def start_device(self, kind, *arguments, mail_servers=None):
        """Starts a device of the lab that uses the provider and the mail server here.

        @mail_servers are the ports of others in its place, by what the lab calls the protocols.
        """
        ports = self.dovecot.ports
        servers = {
            "smtp": ports["submission"], "smtps": ports["submissions"],
            "imap": ports["imap"], "imaps": ports["imaps"],
            "pop3": ports["pop3"], "pop3s": ports["pop3s"], **(mail_servers or {}),
        }
        return self._enter(Lab(self.directory, kind,
                               *(f"--mail-server={protocol}=127.0.0.1:{port}"
                                 for protocol, port in servers.items()),
                               f"--ca-file={self.authority.certificate}",
                               f"--provider={self.provider.issuer}", *arguments,
                               environment=self.session.environment))

    def write_secret(self, text):
        """Writes @text to a file that only its owner can read; returns the path."""
        path = os.path.join(self.directory, f"secret-{secrets.token_hex(4)}")
        with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as out:
            out.write(text)
        return path

    def add_provider(self):
        """Makes the provider known to Mailgrant; returns its id there."""
        return self.ctl.json("provider", "add", "--issuer", self.provider.issuer,
                             "--client-id", self.provider.public_client)["provider"]["id"]

    def add_device(self, device, url=None, fingerprint=None):
        """Adds a device of the lab, by way of @url where it is not its own; returns its id."""
        password = self.write_secret(device.ready["password"])
        return self.ctl.json(
            "device", "add", url or device.ready["url"], "--driver", "deviceapi",
            "--user", device.ready["user"], "--password-file", password,
            "--fingerprint", fingerprint or device.ready["fingerprint"])["device"]["id"]

    def attend(self, *command, consent=None):
        """Runs a command that asks for a permission, and does at the browser what @consent says.

        Returns how it ended and what it said.
        """
        log = os.path.join(self.directory, f"{command[0]}-{secrets.token_hex(4)}.log")
        with self.ctl.start(log, *command, "--no-browser") as run:
            url = wait_for_line(run, "open: ")
            (consent or self.browser.consent)(url, ACCOUNT)
            return run.wait(), run.log()

    def authorize(self, slot, provider, *options, consent=None):
        """Authorizes @slot for the account here."""
        return self.attend("authorize", slot, "--provider", provider, "--account", ACCOUNT,
                           *options, consent=consent)
