# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A UPnP root device served by GUPnP, with the description that Synology's NAS publishes.

Usage: gupnp_device.py INTERFACE DIRECTORY PORT
"""

import os
import signal
import sys

import gi

gi.require_version("GUPnP", "1.6")
from gi.repository import Gio, GLib, GUPnP  # noqa: E402

# GSSDP says one thing each 120 ms, and twelve from its start to its end.
_GOODBYE_MSEC = 2000

# The serial number is the MAC of the interface, and the UDN is "synodsm" and the MAC.
_DESCRIPTION = """\
<?xml version="1.0"?>
<root xmlns="urn:schemas-upnp-org:device-1-0">
  <specVersion><major>1</major><minor>0</minor></specVersion>
  <device>
    <deviceType>urn:schemas-upnp-org:device:Basic:1</deviceType>
    <friendlyName>DISKSTATION (DS920+)</friendlyName>
    <manufacturer>Synology</manufacturer>
    <manufacturerURL>http://www.synology.com</manufacturerURL>
    <modelDescription>Synology NAS</modelDescription>
    <modelName>DS920+</modelName>
    <modelNumber>DS920+ 7.2-64570</modelNumber>
    <modelType>NAS</modelType>
    <serialNumber>{mac}</serialNumber>
    <UDN>uuid:73796E6F-6473-6D00-0000-{mac}</UDN>
    <presentationURL>http://{address}:{port}/</presentationURL>
    <serviceList/>
  </device>
</root>
"""


def main(interface, directory, port):
    with open(f"/sys/class/net/{interface}/address", encoding="ascii") as address:
        mac = address.read().strip().replace(":", "")
    context = GUPnP.Context(interface=interface, address_family=Gio.SocketFamily.IPV4,
                            port=int(port))
    context.init(None)
    context.set_server_id("Synology/DSM/" + context.get_host_ip())
    os.makedirs(directory, exist_ok=True)
    with open(os.path.join(directory, "desc-DSM-eth0.xml"), "w", encoding="utf-8") as out:
        out.write(_DESCRIPTION.format(mac=mac, address=context.get_host_ip(), port=port))
    device = GUPnP.RootDevice.new(context, "desc-DSM-eth0.xml", directory)
    device.set_available(True)
    loop = GLib.MainLoop()

    def say_goodbye():
        device.set_available(False)
        GLib.timeout_add(_GOODBYE_MSEC, loop.quit)

    GLib.unix_signal_add(GLib.PRIORITY_DEFAULT, signal.SIGTERM, say_goodbye)
    print("serving", flush=True)
    loop.run()


if __name__ == "__main__":
    main(*sys.argv[1:])
