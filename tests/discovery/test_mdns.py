# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Discovery where the computer has no Avahi, with devices on a LAN of their own."""

import tempfile
import unittest

from peers import hostile_mdns, records, tap
from peers.avahi import Avahi, ipp_printer
from peers.network import Lan
from watch import Watch


class MdnsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = cls.enterClassContext(tempfile.TemporaryDirectory())
        lan = cls.enterClassContext(Lan(directory))
        cls.client = lan.add_host("client")
        cls.client.environment["DBUS_SYSTEM_BUS_ADDRESS"] = f"unix:path={directory}/nowhere"
        cls.nas = lan.add_host("nas")
        cls.printer = lan.add_host("sharp")
        cls.nas_avahi = Avahi(cls.nas)
        cls.printer_avahi = Avahi(cls.printer)
        cls.nas_avahi.advertise(records.QNAP)
        cls.printer_avahi.advertise(records.SHARP_MFP)

    def watch(self, *arguments):
        return self.enterContext(Watch(self.client, *arguments))

    def test_find(self):
        """Check that the same devices are found as through Avahi."""
        watch = self.watch()
        device = watch.wait_for_device(
            name="NAS-ACCOUNTS", complete=lambda found: len(found["sightings"]) == 4
            and len(found["addresses"]) >= 2)
        self.assertEqual(device["model"], "TS-464C")
        self.assertEqual(device["admin_url"], f"https://{self.nas.address}/")
        self.assertEqual(device["addresses"][:2], [self.nas.address, self.nas.address6])
        self.assertEqual(device["sources"], ["mdns"])
        device = watch.wait_for_device(
            name="SHARP MX-3071 (0277AA)", complete=lambda found: len(found["sightings"]) == 5)
        self.assertEqual(device["admin_url"], f"http://{self.printer.address}/")
        self.assertEqual(watch.states()["avahi"], "unavailable")

    def test_come_and_go(self):
        """Check that a printer that is switched on later is found, and goes when it says so."""
        watch = self.watch()
        watch.wait_for_device(name="NAS-ACCOUNTS")
        late = ipp_printer(self.printer, "Late printer", "HP", "X1")
        watch.wait_for_device(name="Late printer", vendor="HP")
        late.stop()
        watch.wait_until_gone(name="Late printer")
        watch.wait_for_device(name="NAS-ACCOUNTS")

    def test_hostile(self):
        """Check that hostile announcements do not point elsewhere."""
        with self.nas.start("hostile", "/usr/bin/python3", hostile_mdns.__file__, "eth0",
                            self.nas.address) as evil:
            evil.wait_for_log("announcing")
            watch = self.watch()
            watch.wait_for_device(name="a.b\\c")
            watch.wait_for_device(name="two lines [31m")
            watch.wait_for_state("mdns", "quiet")
            names = [device["name"] for device in watch.devices()]
            for name in ("points at loopback", "points at the internet", "points at multicast"):
                self.assertNotIn(name, names)


if __name__ == "__main__":
    tap.main()
