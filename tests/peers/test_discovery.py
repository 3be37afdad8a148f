#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The LAN of namespaces and who announces what on it, without Mailgrant."""

import os
import tempfile
import unittest

from peers import hostile_mdns, multicast_probe, records, tap, upnp
from peers.avahi import Avahi, LoopbackAvahi, ipp_printer
from peers.network import Lan
from peers.process import PeerError


class LanTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = cls.enterClassContext(tempfile.TemporaryDirectory())
        lan = cls.enterClassContext(Lan(directory))
        cls.client = lan.add_host("client")
        cls.nas = lan.add_host("nas")
        cls.printer = lan.add_host("printer")
        cls.client_avahi = Avahi(cls.client)
        cls.nas_avahi = Avahi(cls.nas)
        cls.printer_avahi = Avahi(cls.printer)
        cls.nas_avahi.advertise(records.QNAP + records.SYNOLOGY + records.TRUENAS)
        cls.printer_avahi.advertise(records.SHARP_MFP)
        # Started first, since it takes its time; asked in a case of its own.
        upnp.wsdd(cls.nas, "NAS-ACCOUNTS")

    def test_records(self):
        """Check that the client sees what the NAS announces, from the NAS's address."""
        self.client_avahi.wait_for_name("_qdiscover._tcp", "NAS-ACCOUNTS")
        [found] = [service for service in self.client_avahi.browse("_qdiscover._tcp")
                   if service["address"] == self.nas.address]
        self.assertEqual(found["port"], 8080)
        self.assertEqual(found["host"], "nas.local")
        self.assertEqual(tuple(found["txt"]), records.QNAP[0].txt)
        self.client_avahi.wait_for_name("_http._tcp", "DISKSTATION")
        self.client_avahi.wait_for_name("_uscan._tcp", "SHARP MX-3071 (0277AA)")

    def test_ipp_printer(self):
        """Check that a printer of CUPS's own is found."""
        ipp_printer(self.printer, "Test printer", "SHARP", "BP-50C26")
        self.client_avahi.wait_for_name("_ipp._tcp", "Test printer")

    def test_goodbye(self):
        """Check that a service that says goodbye is gone for the client."""
        publisher = self.nas_avahi.publish(
            records.Service("Short-lived", "_http._tcp", 8081))
        self.client_avahi.wait_for_name("_http._tcp", "Short-lived")
        publisher.stop()
        self.client_avahi.wait_for_name("_http._tcp", "Short-lived", there=False)

    def test_cable(self):
        """Check that nothing reaches a host whose cable is pulled until it is back."""
        self.client.run("ping", "-c", "1", "-W", "2", self.nas.address)
        self.nas.pull_cable()
        with self.assertRaises(PeerError):
            self.client.run("ping", "-c", "1", "-W", "1", self.nas.address)
        self.nas.plug_cable()
        self.client.run("ping", "-c", "1", "-W", "5", self.nas.address)

    def test_restart(self):
        """Check that a restarted daemon finds the services again."""
        self.client_avahi.restart_daemon()
        self.client_avahi.wait_for_name("_qdiscover._tcp", "NAS-ACCOUNTS")

    def test_hostile_records(self):
        """Check that hostile announcements do reach the client's Avahi."""
        evil = self.nas.start("hostile", "/usr/bin/python3", hostile_mdns.__file__, "eth0",
                              self.nas.address)
        evil.wait_for_log("announcing")
        self.client_avahi.wait_for_name("_ipp._tcp", "points at loopback")
        self.client_avahi.wait_for_name("_ipp._tcp", "a.b\\c")

    def probe(self, protocol):
        """Starts to search; the answers come as JSON lines."""
        return self.client.start(f"probe-{protocol}-{self.id()}", "/usr/bin/python3",
                                 multicast_probe.__file__, protocol, self.client.address, 60)

    def test_ssdp(self):
        """Check that a NAS's UPnP device and its media server answer an SSDP search."""
        upnp.synology(self.nas)
        upnp.minidlna(self.nas, "Media")
        probe = self.probe("ssdp")
        for location in (":5000/73796E6F-6473-6D00-0000-", ":8200/rootDesc.xml"):
            probe.wait_until(lambda: location in probe.log(), f"an answer with {location}")
        self.assertIn(f"Synology/DSM/{self.nas.address}", probe.log())

    def test_hostile_ssdp(self):
        """Check that the hostile device's locations reach whoever searches."""
        with upnp.hostile(self.printer, self.nas.address):
            probe = self.probe("ssdp")
            probe.wait_until(lambda: "file:///etc/passwd" in probe.log(), "a hostile location")

    def test_ws_discovery(self):
        """Check that wsdd answers a WS-Discovery probe."""
        probe = self.probe("wsd")
        probe.wait_until(lambda: "ProbeMatch" in probe.log(), "a ProbeMatch")


class LoopbackTest(unittest.TestCase):
    def test_loopback(self):
        """Check that services on loopback are found by whoever is given the bus."""
        with tempfile.TemporaryDirectory() as directory, LoopbackAvahi(directory) as loopback:
            loopback.avahi.publish(records.SYNOLOGY[0])
            loopback.avahi.wait_for_name("_http._tcp", "DISKSTATION")
            self.assertTrue(os.path.exists(
                loopback.environment["DBUS_SYSTEM_BUS_ADDRESS"].removeprefix("unix:path=")))


if __name__ == "__main__":
    tap.main()
