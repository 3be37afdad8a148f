# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Announces malformed and malicious DNS-SD records; only ever run inside a test's LAN.

Usage: hostile_mdns.py INTERFACE ADDRESS
"""

import socket
import struct
import sys
import time

_TYPE = (b"_ipp", b"_tcp", b"local")
_A, _PTR, _TXT, _AAAA, _SRV = 1, 12, 16, 28, 33


def _name(*labels):
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def _record(owner, kind, data, unique=True):
    cache_flush = 0x8000 if unique else 0
    return _name(*owner) + struct.pack(">HHIH", kind, 1 | cache_flush, 120, len(data)) + data


def _announcement(instance, host, address, txt, port=631):
    owner = (instance, *_TYPE)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    records = [
        _record(_TYPE, _PTR, _name(*owner), unique=False),
        _record(owner, _SRV, struct.pack(">HHH", 0, 0, port) + _name(*host)),
        _record(owner, _TXT, b"".join(bytes([len(text)]) + text for text in txt) or b"\0"),
        _record(host, _AAAA if ":" in address else _A, socket.inet_pton(family, address)),
    ]
    return struct.pack(">6H", 0, 0x8400, 0, len(records), 0, 0) + b"".join(records)


def _local(number):
    return (b"evil%d" % number, b"local")


def announcements(own):
    """Returns the packets of a host at @own that means no good."""
    return [
        _announcement(b"bad \xff\xfe name", _local(1), own, [b"ty=bad \xff"]),
        _announcement(b"<b>x</b> & <a href=\"u\">", _local(2), own,
                      [b"ty=<span size=\"999999\">BIG</span>"]),
        _announcement(b"two\nlines\x1b[31m", _local(3), own, [b"note=a\nb\r\n\x07"]),
        _announcement("safe\u202egnp.exe".encode(), _local(4), own, [b"ty=x"]),
        _announcement(b"odd text", _local(5), own, [
            b"bin=\0\1\2\xff", b"noequals", b"=nokey", b"", b"TY=upper", b"ty=second", b"empty="]),
        _announcement(b"huge text", _local(6), own,
                      [(b"k%02d=" % number) + b"A" * 250 for number in range(30)]),
        _announcement(b"port zero", _local(7), own, [b"ty=p0"], port=0),
        _announcement(b"points at loopback", _local(8), "127.0.0.1",
                      [b"adminurl=http://127.0.0.1:9/", b"ty=lo"]),
        _announcement(b"points at the internet", _local(9), "192.0.2.77",
                      [b"adminurl=http://192.0.2.77/", b"ty=wan"]),
        _announcement(b"points at multicast", _local(10), "224.0.0.251", [b"ty=mc"]),
        _announcement(b"foreign target", (b"www", b"example", b"com"), own, [b"ty=fq"]),
        # The name and the UUID of a printer that stands elsewhere.
        _announcement(b"SHARP MX-3071 (0277AA)", _local(11), own, [
            b"ty=SHARP MX-3071", b"UUID=16a65700-007c-1000-bb49-0277000000aa",
            b"adminurl=http://%s:31337/" % own.encode()], port=31337),
        _announcement(b"a.b\\c", _local(12), own, [b"ty=dots"]),
        _announcement(b"link local", _local(13), "fe80::77:ff:fe00:d", [b"ty=ll6"]),
    ]


def main(interface, own):
    index = socket.if_nametoindex(interface)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sender.bind(("", 5353))
        sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF,
                          struct.pack("4s4si", bytes(4), bytes(4), index))
        sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 255)
        packets = announcements(own)
        print("announcing", flush=True)
        while True:
            for packet in packets:
                sender.sendto(packet, ("224.0.0.251", 5353))
            time.sleep(1)


if __name__ == "__main__":
    main(*sys.argv[1:])
