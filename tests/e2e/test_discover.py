#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What mailgrantctl finds on a LAN of real announcers, hostile ones among them."""

import ipaddress
import tempfile
import unittest

from e2e.mailgrant import Mailgrantctl
from peers import hostile_mdns, records, tap, upnp
from peers.avahi import Avahi, ipp_printer
from peers.network import Lan
from peers.session import SessionBus

LAN = (ipaddress.ip_network("10.77.0.0/24"), ipaddress.ip_network("fd77:77::/64"),
       ipaddress.ip_network("fe80::/10"))


class DiscoverTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = cls.enterClassContext(tempfile.TemporaryDirectory())
        session = cls.enterClassContext(SessionBus(directory))
        lan = cls.enterClassContext(Lan(directory))
        cls.computer = lan.add_host("computer")
        cls.avahi = Avahi(cls.computer)
        cls.hosts = {}
        cls.avahis = {}
        for name in ("qnap", "diskstation", "truenas", "sharp", "office", "desktop", "evil"):
            cls.hosts[name] = lan.add_host(name)
            cls.avahis[name] = Avahi(cls.hosts[name])
        cls.avahis["qnap"].advertise(records.QNAP)
        cls.avahis["diskstation"].advertise(records.SYNOLOGY)
        cls.avahis["truenas"].advertise(records.TRUENAS)
        cls.avahis["sharp"].advertise(records.SHARP_MFP)
        cls.avahis["desktop"].advertise(records.NOT_DEVICES)
        upnp.synology(cls.hosts["diskstation"])
        ipp_printer(cls.hosts["office"], "Office printer", "SHARP", "BP-50C26")
        cls.avahi.wait_for_name("_ipp._tcp", "Office printer")
        cls.ctl = Mailgrantctl({
            **session.environment,
            "DBUS_SYSTEM_BUS_ADDRESS": cls.avahi.bus_address,
        }, cls.computer.command("env"))

    def discover(self, *options):
        """Returns the devices that are found."""
        return self.ctl.json("discover", *(options or ("--timeout", "6")))["devices"]

    def find(self, devices, host):
        """Returns the only device of @devices with the host's address."""
        found = [device for device in devices if self.hosts[host].address in
                 [address.split(":")[0] for address in device["addresses"]]]
        self.assertEqual(len(found), 1, (host, devices))
        return found[0]

    def assert_found(self, devices):
        """Asserts that each device was found once and known for what it is."""
        qnap = self.find(devices, "qnap")
        self.assertEqual((qnap["vendor"], qnap["kind"]), ("QNAP", "nas"))
        self.assertEqual(qnap["model"], "TS-464C")
        self.assertTrue(qnap["firmware"].startswith("5.2.9"), qnap["firmware"])
        self.assertTrue(qnap["admin_url"].startswith("https://"), qnap["admin_url"])
        synology = self.find(devices, "diskstation")
        self.assertEqual((synology["vendor"], synology["kind"]), ("Synology", "nas"))
        self.assertEqual((synology["model"], synology["serial"]), ("DS920+", "0000TST000001"))
        sharp = self.find(devices, "sharp")
        self.assertEqual((sharp["vendor"].upper(), sharp["kind"]), ("SHARP", "printer"))
        self.assertEqual(self.find(devices, "office")["kind"], "printer")
        for device in devices:
            self.assertIn("mdns", device["sources"], device)

    def test_devices(self):
        """Check that each device is found once, by mDNS, and known for what it is."""
        devices = self.discover()
        self.assert_found(devices)
        self.assertNotIn("Office @ desktop", [device["name"] for device in devices])
        # A computer that shares files is at most a server.
        for device in devices:
            if self.hosts["desktop"].address in device["addresses"]:
                self.assertIn(device["kind"], ("server", "other"))
                self.assertIsNone(device["admin_url"])
            self.assertFalse(device["disputed"], device)

    def test_without_avahi(self):
        """Check that the devices are found by the own querier where Avahi does not run."""
        self.avahi.stop_daemon()
        self.addCleanup(self.avahi.restart_daemon)
        self.assert_found(self.discover())

    def test_goodbye(self):
        """Check that a device that has said goodbye is not found."""
        [publisher] = self.avahis["office"].advertise(records.QNAP_OLD_QTS)
        self.avahi.wait_for_name("_qdiscover._tcp", "NAS-ARCHIVE")
        self.assertIn("NAS-ARCHIVE", [device["name"] for device in self.discover()])
        publisher.stop()
        self.avahi.wait_for_name("_qdiscover._tcp", "NAS-ARCHIVE", there=False)
        self.assertNotIn("NAS-ARCHIVE", [device["name"] for device in self.discover()])

    def test_disputed(self):
        """Check that of a device that two hosts pretend to be that is said."""
        impostor = self.avahis["evil"].publish(records.Service(
            "Impostor", "_uscan._tcp", 443, ("ty=SHARP MX-3071", records.SHARP_UUID)))
        self.addCleanup(impostor.stop)
        self.avahi.wait_for_name("_uscan._tcp", "Impostor")
        result = self.ctl.run("discover", "--timeout", "3", "--json")
        self.assertIn("Two hosts on the network say that they are this device.", result.messages)
        self.assertTrue(self.find(result.json["devices"], "sharp")["disputed"])

    def test_hostile(self):
        """Check that hostile announcements lead neither elsewhere nor to unprintable names."""
        with self.hosts["evil"].start("hostile", "/usr/bin/python3", hostile_mdns.__file__, "eth0",
                                      self.hosts["evil"].address) as evil:
            evil.wait_for_log("announcing")
            self.avahi.wait_for_name("_ipp._tcp", "points at loopback")
            upnp.hostile(self.hosts["evil"], self.hosts["qnap"].address)
            result = self.ctl.run("discover", "--timeout", "6")
            devices = self.discover()
        self.assertNotIn("\x1b", result.output)
        self.assertNotIn("\u202e", result.output)
        for device in devices:
            for address in device["addresses"]:
                host = ipaddress.ip_address(address.strip("[]").split("%")[0])
                self.assertTrue(any(host in network for network in LAN), device)
            self.assertNotRegex(device["name"], r"[\x00-\x1f\u202a-\u202e]")
        # The printer whose name and UUID were taken keeps its own address.
        self.find(devices, "sharp")


if __name__ == "__main__":
    tap.main()
