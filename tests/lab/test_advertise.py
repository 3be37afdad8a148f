#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the lab's devices announce, as Avahi's own browser sees it."""

import os
import tempfile
import unittest
import urllib.parse

from lab.programs import Lab
from peers import tap
from peers.avahi import LoopbackAvahi
from peers.process import wait_for


class AdvertiseTest(unittest.TestCase):
    def test_advertise(self):
        """Check that the services of each kind are there, lead to it, and go with it."""
        directory = self.enterContext(tempfile.TemporaryDirectory())
        loopback = self.enterContext(LoopbackAvahi(directory))
        fleet = self.enterContext(Lab(directory, "fleet", "--count", "2", "--advertise",
                                      env={**os.environ, **loopback.environment}))
        nas, mfp = fleet.ready["devices"]
        browse = loopback.avahi.browse

        found = wait_for(lambda: len(all_ := browse("_mail-authorization._tcp")) == 2 and all_,
                         "both devices")
        for device in (nas, mfp):
            place = urllib.parse.urlsplit(device["url"])
            service = next(one for one in found if f'id={device["uuid"]}' in one["txt"])
            self.assertEqual((service["address"], service["port"]), (place.hostname, place.port))
            self.assertIn(f'serial={device["serial"]}', service["txt"])
            self.assertIn(f'kind={device["kind"]}', service["txt"])

        printer = wait_for(lambda: browse("_ipp._tcp"), "the printer")[0]
        self.assertIn(f'UUID={mfp["uuid"]}', printer["txt"])
        self.assertIn("ty=Mailgrant Lab LM-60", printer["txt"])
        self.assertEqual(len(wait_for(lambda: browse("_uscan._tcp"), "the scanner")), 1)
        self.assertEqual(wait_for(lambda: browse("_smb._tcp"), "the files")[0]["port"], 445)

        self.assertEqual(fleet.stop(), 0)
        wait_for(lambda: not browse("_mail-authorization._tcp"), "both to be gone")


if __name__ == "__main__":
    tap.main()
