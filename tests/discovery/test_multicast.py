# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Discovery by UPnP, WS-Discovery and addresses, with independent devices on a LAN of their own."""

import tempfile
import unittest

from peers import records, tap, upnp
from peers.avahi import Avahi
from peers.cups import Cups
from peers.network import Lan
from watch import Watch


class MulticastTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = cls.enterClassContext(tempfile.TemporaryDirectory())
        lan = cls.enterClassContext(Lan(directory))
        cls.client = lan.add_host("client")
        cls.nas = lan.add_host("nas")
        cls.printer = lan.add_host("printer")
        # Started first, since it takes its time until it answers.
        upnp.wsdd(cls.nas, "NAS-ACCOUNTS")
        upnp.synology(cls.nas)

    def watch(self, *arguments):
        return self.enterContext(Watch(self.client, *arguments))

    def test_upnp(self):
        """Check that a NAS is found by UPnP alone, and that the rest of a media server is not."""
        upnp.minidlna(self.printer, "Media")
        watch = self.watch()
        device = watch.wait_for_device(kind="nas")
        self.assertEqual(device["name"], "DISKSTATION (DS920+)")
        self.assertEqual(device["vendor"], "Synology")
        self.assertEqual(device["model"], "DS920+")
        self.assertEqual(device["firmware"], "7.2-64570")
        self.assertIn(self.nas.address, device["addresses"])
        self.assertEqual(device["admin_url"], f"http://{self.nas.address}:5000/")
        watch.wait_for_state("ssdp", "quiet")
        self.assertEqual(watch.find(name="Media"), [])

    def test_hostile(self):
        """Check that of all places that an answer may point to nothing is fetched but its own."""
        with upnp.hostile(self.printer, self.nas.address):
            watch = self.watch()
            watch.wait_for_device(kind="nas")
            watch.wait_for_state("ssdp", "quiet")
            for device in watch.devices():
                self.assertNotIn(self.printer.address, device["addresses"])

    def test_come_and_go(self):
        """Check that a device that is switched on later is found, and goes when it says so."""
        watch = self.watch()
        watch.wait_for_device(kind="nas")
        # By then nobody asks any more.
        watch.wait_for_state("ssdp", "quiet")
        with upnp.synology(self.printer):
            watch.wait_for_device(addresses=[self.printer.address], vendor="Synology")
        watch.wait_until_gone(addresses=[self.printer.address])
        watch.wait_for_device(kind="nas")

    def test_ws_discovery(self):
        """Check that a computer that answers WS-Discovery counts as a hint to the NAS it is."""
        device = self.watch().wait_for_device(
            kind="nas", complete=lambda found: {"ssdp", "wsd"} <= set(found["sources"]),
            deadline=90)
        self.assertEqual(device["vendor"], "Synology")

    def test_with_dns_sd(self):
        """Check that what UPnP and WS-Discovery found joins what DNS-SD shows."""
        Avahi(self.client)
        Avahi(self.nas).advertise(records.SYNOLOGY)
        device = self.watch().wait_for_device(
            kind="nas", complete=lambda found: found["sources"] == ["mdns", "ssdp", "wsd"],
            deadline=90)
        self.assertEqual(device["name"], "DISKSTATION")
        self.assertEqual(device["serial"], "0000TST000001")

    def test_address(self):
        """Check that a typed-in address and a range find what no announcement shows."""
        page = self.printer.start("page", "/usr/bin/python3", "-u", "-m", "http.server", "80")
        page.wait_for_log("^Serving HTTP")
        device = self.watch("10.77.0.0/27").wait_for_device(
            addresses=[self.printer.address], deadline=60)
        self.assertEqual(device["sources"], ["address"])
        self.assertEqual(device["admin_url"], f"http://{self.printer.address}/")
        page.stop()

    def test_queues(self):
        """Check that a print queue shows its printer, wherever that is, and another does not."""
        self.client.replace("/etc/hosts", f"{self.printer.address} printer.example\n")
        cups = Cups(self.client)
        cups.add_queue("Far", "ipp://192.168.77.9/ipp/print", "Printer of the branch")
        cups.add_queue("Here", "ipp://127.0.0.1:9/ipp/print", "Not a device")
        cups.add_queue("Name", "ipp://printer.invalid/ipp/print", "Not a device")
        cups.add_queue("Known", "ipp://printer.example/ipp/print", "Printer of the floor")
        watch = self.watch()
        device = watch.wait_for_device(name="Printer of the floor", sources=["cups"])
        self.assertEqual(device["addresses"], [self.printer.address])
        device = watch.wait_for_device(name="Printer of the branch", sources=["cups"])
        self.assertEqual(device["kind"], "printer")
        self.assertEqual(device["addresses"], ["192.168.77.9"])
        self.assertEqual(watch.find(name="Not a device"), [])
        cups.stop()


if __name__ == "__main__":
    tap.main()
