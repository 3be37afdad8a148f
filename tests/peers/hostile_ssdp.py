# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers each M-SEARCH with locations that a client must not follow; only for a test's LAN.

Usage: hostile_ssdp.py INTERFACE ADDRESS VICTIM
"""

import socket
import struct
import sys

_GROUP = "239.255.255.250"

_ANSWER = """\
HTTP/1.1 200 OK\r
CACHE-CONTROL: max-age=1800\r
EXT:\r
LOCATION: {location}\r
SERVER: hostile\r
ST: upnp:rootdevice\r
USN: uuid:hostile-{number:02d}::upnp:rootdevice\r
\r
"""


def locations(own, victim):
    """Returns the locations that a host at @own gives out, some of them at @victim's."""
    return [
        "http://127.0.0.1:631/", "http://localhost:631/", "http://127.1/", "http://[::1]:631/",
        "http://[::ffff:127.0.0.1]/", "http://169.254.169.254/latest/meta-data/",
        f"http://{victim}:8200/rootDesc.xml", "file:///etc/passwd", f"ftp://{own}/x",
        f"http://user:pw@{own}/", f"http://{own}@{victim}/", "http://evil.example/x.xml",
        f"http://{own}:22/", f"http://{own}:99999/", f"HTTP://{own}/%0d%0aX", "http://0/",
        "http://2130706433/", "/relative.xml", f"http://{own}/{'A' * 4000}",
    ]


def main(interface, own, victim):
    index = socket.if_nametoindex(interface)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as responder:
        responder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        responder.bind(("", 1900))
        responder.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, struct.pack(
            "4s4si", socket.inet_aton(_GROUP), bytes(4), index))
        responder.settimeout(1)
        print("answering", flush=True)
        while True:
            try:
                request, sender = responder.recvfrom(4096)
            except TimeoutError:
                continue
            if not request.startswith(b"M-SEARCH"):
                continue
            for number, location in enumerate(locations(own, victim)):
                answer = _ANSWER.format(location=location, number=number)
                responder.sendto(answer.encode(), sender)


if __name__ == "__main__":
    main(*sys.argv[1:])
