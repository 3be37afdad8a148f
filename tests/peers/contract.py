# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""npm openapi-backend between a client and a device, to hold both to the OpenAPI document."""

import os
import urllib.parse

from peers import certificates
from peers.node import NodePeer

DEFINITION = os.path.join(os.path.dirname(__file__), "..", "..", "data", "device-api",
                          "openapi.yaml")


class Contract(NodePeer):
    """A proxy at `url` for the device at @device_url; TLS on both sides.

    `fingerprint` is the SHA-256 of the certificate that clients see, @fingerprint the device's.
    """

    def __init__(self, directory, authority, device_url, fingerprint, definition=DEFINITION,
                 base="/mail-authorization/v1"):
        device = urllib.parse.urlsplit(device_url)
        super().__init__("contract.mjs", {
            "definition": os.path.abspath(definition),
            "certificate": authority.server_certificate,
            "key": authority.server_key,
            "upstream_host": device.hostname,
            "upstream_port": device.port,
            "upstream_fingerprint": fingerprint.replace(":", "").lower(),
            "base": base,
        }, os.path.join(directory, f"contract-{device.port}.log"))
        self.url = f"https://127.0.0.1:{self.ready['port']}"
        self.operations = set(self.ready["operations"])
        self.fingerprint = certificates.fingerprint(authority.server_certificate)

    def violations(self):
        """Returns what either side has said that the document does not."""
        return [line for line in self.json_lines() if "violation" in line]

    def exchanges(self):
        """Returns the operation and the status of each exchange so far."""
        return [(line["exchange"], line["status"])
                for line in self.json_lines() if "exchange" in line]
