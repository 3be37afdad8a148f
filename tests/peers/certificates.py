# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A certificate authority of a test's own."""

import base64
import hashlib
import os
import ssl
import subprocess

from peers.process import program


def _openssl(*arguments, stdin=None):
    return subprocess.run([program("openssl"), *arguments], input=stdin, check=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


def fingerprint(path):
    """Returns the SHA-256 of the certificate in @path in lower-case hexadecimal."""
    with open(path, encoding="ascii") as file:
        text = file.read()
    # Its key may stand in the same file.
    begin, end = text.index(ssl.PEM_HEADER), text.index(ssl.PEM_FOOTER) + len(ssl.PEM_FOOTER)
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(text[begin:end])).hexdigest()


class Authority:
    """Makes a CA in @directory and, with it, the certificate of a server on loopback."""

    def __init__(self, directory, names=("IP:127.0.0.1", "IP:::1", "DNS:localhost")):
        self.certificate = os.path.join(directory, "ca.crt")
        self._key = os.path.join(directory, "ca.key")
        _openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                 "-keyout", self._key, "-out", self.certificate, "-days", "2",
                 "-subj", "/CN=Mailgrant test authority",
                 "-addext", "basicConstraints=critical,CA:TRUE",
                 "-addext", "keyUsage=critical,keyCertSign,cRLSign")
        self.server_certificate, self.server_key = self.issue(directory, "server", names)

    def issue(self, directory, name, names):
        """Makes the key and certificate of a server called @names; returns both paths."""
        certificate = os.path.join(directory, f"{name}.crt")
        key = os.path.join(directory, f"{name}.key")
        request = _openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                           "-keyout", key, "-subj", f"/CN={name}")
        extensions = os.path.join(directory, f"{name}.ext")
        with open(extensions, "w", encoding="ascii") as out:
            out.write(f"subjectAltName={','.join(names)}\n"
                      "extendedKeyUsage=serverAuth\nbasicConstraints=CA:FALSE\n")
        _openssl("x509", "-req", "-CA", self.certificate, "-CAkey", self._key, "-CAcreateserial",
                 "-days", "2", "-extfile", extensions, "-out", certificate, stdin=request)
        return certificate, key

    def client_context(self):
        """Returns a context that trusts this authority alone."""
        return ssl.create_default_context(cafile=self.certificate)

    def server_spki(self):
        """Returns the SHA-256 of the server's public key in base64, as browsers pin it."""
        public = _openssl("x509", "-in", self.server_certificate, "-noout", "-pubkey")
        der = _openssl("pkey", "-pubin", "-outform", "der", stdin=public)
        return base64.b64encode(hashlib.sha256(der).digest()).decode()
