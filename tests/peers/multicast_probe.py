# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Searches by SSDP or probes by WS-Discovery and prints the answers as JSON lines.

Usage: multicast_probe.py ssdp|wsd ADDRESS SECONDS
"""

import json
import socket
import sys
import time
import uuid

_SEARCH = """\
M-SEARCH * HTTP/1.1\r
HOST: 239.255.255.250:1900\r
MAN: "ssdp:discover"\r
MX: 1\r
ST: upnp:rootdevice\r
\r
"""

_PROBE = """\
<?xml version="1.0" encoding="utf-8"?>
<soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope"
    xmlns:wsa="http://schemas.xmlsoap.org/ws/2004/08/addressing"
    xmlns:wsd="http://schemas.xmlsoap.org/ws/2005/04/discovery"
    xmlns:wsdp="http://schemas.xmlsoap.org/ws/2006/02/devprof">
  <soap:Header>
    <wsa:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</wsa:To>
    <wsa:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</wsa:Action>
    <wsa:MessageID>urn:uuid:{message}</wsa:MessageID>
  </soap:Header>
  <soap:Body><wsd:Probe><wsd:Types>wsdp:Device</wsd:Types></wsd:Probe></soap:Body>
</soap:Envelope>
"""


def main(protocol, address, seconds):
    port = {"ssdp": 1900, "wsd": 3702}[protocol]
    end = time.monotonic() + float(seconds)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(address))
        client.bind((address, 0))
        client.settimeout(1)
        while time.monotonic() < end:
            question = _SEARCH if protocol == "ssdp" else _PROBE.format(message=uuid.uuid4())
            client.sendto(question.encode(), ("239.255.255.250", port))
            try:
                while True:
                    answer, sender = client.recvfrom(65536)
                    print(json.dumps({"from": sender[0],
                                      "answer": answer.decode(errors="replace")}), flush=True)
            except TimeoutError:
                continue


if __name__ == "__main__":
    main(*sys.argv[1:])
