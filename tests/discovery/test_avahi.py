# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Discovery through the real Avahi, with devices on a LAN of their own."""

import os
import re
import tempfile
import unittest

from peers import hostile_mdns, records, tap
from peers.avahi import Avahi, LoopbackAvahi, ipp_printer
from peers.network import Lan
from watch import Watch

MANIFEST = os.path.join(os.path.dirname(__file__),
                        "../../flatpak/io.github.mailgrant.Mailgrant.yaml")


class LanTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = cls.enterClassContext(tempfile.TemporaryDirectory())
        lan = cls.enterClassContext(Lan(directory))
        cls.client = lan.add_host("client")
        cls.nas = lan.add_host("nas")
        cls.printer = lan.add_host("sharp")
        cls.client_avahi = Avahi(cls.client)
        cls.nas_avahi = Avahi(cls.nas)
        cls.printer_avahi = Avahi(cls.printer)
        cls.nas_avahi.advertise(records.QNAP)
        cls.printer_avahi.advertise(records.SHARP_MFP)

    def watch(self, *arguments):
        return self.enterContext(Watch(self.client, *arguments))


class AvahiTest(LanTest):
    def test_qnap(self):
        """Check that a NAS with four services is one device with its page and addresses."""
        device = self.watch().wait_for_device(
            name="NAS-ACCOUNTS", complete=lambda found: len(found["sightings"]) == 4
            and len(found["addresses"]) == 2)
        self.assertEqual(device["kind"], "nas")
        self.assertEqual(device["vendor"], "QNAP")
        self.assertEqual(device["model"], "TS-464C")
        self.assertEqual(device["firmware"], "5.2.9 build 20260214")
        self.assertEqual(device["admin_url"], f"https://{self.nas.address}/")
        self.assertEqual(device["addresses"], [self.nas.address, self.nas.address6])
        self.assertEqual(device["sources"], ["mdns"])

    def test_printer(self):
        """Check that a printer with five services is one device."""
        device = self.watch().wait_for_device(
            name="SHARP MX-3071 (0277AA)", complete=lambda found: len(found["sightings"]) == 5)
        self.assertEqual(device["kind"], "printer")
        self.assertEqual(device["vendor"], "Sharp")
        self.assertEqual(device["model"], "MX-3071")
        self.assertEqual(device["admin_url"], f"http://{self.printer.address}/")
        self.assertFalse(device["disputed"])

    def test_two_printers(self):
        """Check that two printers on one host are two devices."""
        watch = self.watch()
        with_real = ipp_printer(self.printer, "Test printer", "SHARP", "BP-50C26")
        watch.wait_for_device(name="Test printer", vendor="Sharp", model="BP-50C26")
        watch.wait_for_device(name="SHARP MX-3071 (0277AA)")
        with_real.stop()
        watch.wait_until_gone(name="Test printer")
        watch.wait_for_device(name="SHARP MX-3071 (0277AA)")

    def test_same_id(self):
        """Check that a device has the same id each time that it is found."""
        ids = set()
        for _ in range(2):
            with Watch(self.client) as watch:
                device = watch.wait_for_device(
                    name="SHARP MX-3071 (0277AA)",
                    complete=lambda found: len(found["sightings"]) == 5)
                ids.add(device["id"])
        self.assertEqual(len(ids), 1)

    def test_restart(self):
        """Check that a restart of the daemon neither loses a device nor shows one twice."""
        watch = self.watch()
        before = watch.wait_for_device(name="NAS-ACCOUNTS")
        self.client_avahi.stop_daemon()
        watch.wait_for_state("avahi", "unavailable")
        self.client_avahi.restart_daemon()
        watch.wait_for_state("avahi", "searching")
        watch.wait_for_state("avahi", "quiet")
        after = watch.wait_for_device(name="NAS-ACCOUNTS")
        self.assertEqual(before["id"], after["id"])

    def test_flap(self):
        """Check that nothing leaves the list while a cable is out for a moment."""
        watch = self.watch()
        before = watch.wait_for_device(name="NAS-ACCOUNTS")
        seen = len(watch.process.json_lines())
        self.client.pull_cable()
        watch.wait_for_state("avahi", "quiet")
        self.client.plug_cable()
        watch.wait_for_device(name="NAS-ACCOUNTS", id=before["id"])
        for line in watch.process.json_lines()[seen:]:
            self.assertIn(before["id"], [device["id"] for device in line["devices"]])

    def test_own(self):
        """Check that what this computer offers itself is not shown unless asked for."""
        publisher = self.client_avahi.publish(records.Service("Mine", "_http._tcp", 8080))
        with Watch(self.client, "--include-local") as watch:
            watch.wait_for_device(name="Mine")
        watch = self.watch()
        watch.wait_for_state("avahi", "quiet")
        self.assertEqual(watch.find(name="Mine"), [])
        publisher.stop()


class SandboxTest(LanTest):
    def watch_behind_proxy(self, *rules):
        """Starts a discovery whose system bus is that of a Flatpak sandbox."""
        proxy, address = self.client_avahi.start_proxy(*rules)
        self.addCleanup(proxy.stop)
        outside = self.client.environment["DBUS_SYSTEM_BUS_ADDRESS"]
        self.client.environment["DBUS_SYSTEM_BUS_ADDRESS"] = address
        try:
            return self.watch()
        finally:
            self.client.environment["DBUS_SYSTEM_BUS_ADDRESS"] = outside

    def test_allowed(self):
        """Check that what the manifest asks of a sandbox is enough to find devices by Avahi."""
        with open(MANIFEST, encoding="utf-8") as manifest:
            [rule] = re.findall(r"--system-talk-name=(\S*Avahi)", manifest.read())
        watch = self.watch_behind_proxy(f"--talk={rule}")
        device = watch.wait_for_device(
            name="NAS-ACCOUNTS", complete=lambda found: len(found["sightings"]) == 4)
        self.assertEqual(device["admin_url"], f"https://{self.nas.address}/")
        watch.wait_for_device(name="SHARP MX-3071 (0277AA)")
        self.assertNotEqual(watch.states()["avahi"], "unavailable")
        self.assertEqual(watch.states()["mdns"], "idle")

    def test_forbidden(self):
        """Check that a sandbox that may not talk to Avahi asks by itself, and finds the same."""
        for rules in (), ("--see=org.freedesktop.Avahi",):
            with self.subTest(rules=rules):
                watch = self.watch_behind_proxy(*rules)
                watch.wait_for_device(
                    name="NAS-ACCOUNTS", complete=lambda found: len(found["sightings"]) == 4)
                self.assertEqual(watch.states()["avahi"], "unavailable")


class HostileTest(LanTest):
    def test_hostile(self):
        """Check that hostile announcements neither point elsewhere nor take a printer over."""
        watch = self.watch()
        watch.wait_for_device(name="SHARP MX-3071 (0277AA)")
        evil = self.nas.start("hostile", "/usr/bin/python3", hostile_mdns.__file__, "eth0",
                              self.nas.address)
        evil.wait_for_log("announcing")
        watch.wait_for_device(name="a.b\\c")
        watch.wait_for_device(name="two lines [31m")
        watch.wait_for_device(name="safegnp.exe")
        watch.wait_for_state("avahi", "quiet")
        names = [device["name"] for device in watch.devices()]
        for name in ("points at loopback", "points at the internet", "points at multicast"):
            self.assertNotIn(name, names)
        own = {self.nas.address, self.nas.address6, self.printer.address, self.printer.address6}
        for device in watch.devices():
            self.assertLessEqual(
                {address for address in device["addresses"] if not address.startswith("fe80")}, own)
        # Both claim to be one device; a list that showed the printer alone would hide the thief.
        [printer] = watch.find(name="SHARP MX-3071 (0277AA)")
        if self.nas.address in printer["addresses"] and self.printer.address in printer["addresses"]:
            self.assertTrue(printer["disputed"])
        evil.stop()


class LoopbackTest(unittest.TestCase):
    def test_loopback(self):
        """Check that devices on this computer are found where that is asked for."""
        with tempfile.TemporaryDirectory() as directory, LoopbackAvahi(directory) as loopback:
            loopback.avahi.publish(records.Service(
                "Lab NAS", "_mail-authorization._tcp", 8443,
                ("vendor=Example", "model=NAS-4", "serial=E1", "kind=nas",
                 "id=1b4e28ba-2fa1-41d2-883f-0016d3cca427")))
            with Watch(loopback.avahi.namespace, "--include-local") as watch:
                device = watch.wait_for_device(name="Lab NAS")
                self.assertEqual(device["kind"], "nas")
                self.assertEqual(device["serial"], "E1")
                self.assertEqual(device["admin_url"], "https://127.0.0.1:8443/")


if __name__ == "__main__":
    tap.main()
