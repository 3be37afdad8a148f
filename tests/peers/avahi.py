# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Avahi on a private system bus: the mDNS responder and querier of a host."""

import os
import re

from peers.network import Namespace
from peers.process import PeerError, listens, wait_for

_BUS = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_type="method_call"/>
    <allow send_type="signal"/>
    <allow send_requested_reply="true" send_type="method_return"/>
    <allow send_requested_reply="true" send_type="error"/>
    <allow receive_type="method_call"/>
    <allow receive_type="method_return"/>
    <allow receive_type="error"/>
    <allow receive_type="signal"/>
  </policy>
</busconfig>
"""

_DAEMON = """\
[server]
host-name={host}
use-ipv4=yes
use-ipv6=yes
allow-interfaces={interface}
ratelimit-interval-usec=1000000
ratelimit-burst=1000
[wide-area]
enable-wide-area=no
[publish]
publish-hinfo=no
publish-workstation=no
"""


class Avahi:
    """A system bus and an avahi-daemon in a namespace, on one of its interfaces."""

    def __init__(self, namespace, host_name=None, interface="eth0"):
        self.namespace = namespace
        self.socket = os.path.join(namespace.directory, "bus")
        self._published = 0
        config = os.path.join(namespace.directory, "bus.conf")
        with open(config, "w", encoding="utf-8") as out:
            out.write(_BUS.format(socket=self.socket))
        self._config = os.path.join(namespace.directory, "avahi.conf")
        with open(self._config, "w", encoding="utf-8") as out:
            out.write(_DAEMON.format(host=host_name or namespace.name, interface=interface))
        # Both are compiled into the daemon, as is the user that must own the first: that is root,
        # the only user there is where somebody else than root has made the namespace.
        namespace.make_private("/run")
        namespace.make_private("/etc/avahi/services")
        namespace.replace("/etc/passwd", "root:x:0:0::/root:/bin/sh\navahi:x:0:0::/:/bin/false\n")
        namespace.replace("/etc/group", "root:x:0:\navahi:x:0:\n")
        self._bus = namespace.start("bus", "dbus-daemon", "--nofork", "--nopidfile",
                                    f"--config-file={config}")
        self._bus.wait_until(lambda: listens(self.socket), "its socket")
        namespace.environment["DBUS_SYSTEM_BUS_ADDRESS"] = self.bus_address
        self._start_daemon()

    @property
    def bus_address(self):
        """The address of the system bus that Avahi is on."""
        return f"unix:path={self.socket}"

    def _start_daemon(self):
        self._daemon = self.namespace.start(
            "avahi", "avahi-daemon", "-f", self._config, "--no-chroot", "--no-drop-root",
            "--no-rlimits", "--no-proc-title")
        self._daemon.wait_for_log("Server startup complete")

    def stop_daemon(self):
        """Ends the daemon alone: the bus stays, the name on it goes."""
        self._daemon.stop()

    def restart_daemon(self):
        """Starts the daemon anew, as after an update of the system."""
        self.stop_daemon()
        self._start_daemon()

    def advertise(self, services):
        """Publishes all of @services; ending one of what is returned says goodbye."""
        publishers = [self._start_publisher(service) for service in services]
        for publisher in publishers:
            publisher.wait_for_log("Established under name")
        return publishers

    def publish(self, service):
        """Publishes a records.Service."""
        return self.advertise([service])[0]

    def _start_publisher(self, service):
        self._published += 1
        subtypes = [f"--subtype={subtype}" for subtype in service.subtypes]
        return self.namespace.start(
            f"publish-{self._published}", "avahi-publish-service", *subtypes,
            service.name, service.type, service.port, *service.txt)

    def start_proxy(self, *rules):
        """Puts the proxy of a Flatpak sandbox before the bus, which lets through what @rules say;
        returns the address to use instead."""
        socket = os.path.join(self.namespace.directory, "proxied-bus")
        proxy = self.namespace.start("proxy", "xdg-dbus-proxy", self.bus_address, socket,
                                     "--filter", *rules)
        proxy.wait_until(lambda: os.path.exists(socket), "its socket")
        return proxy, f"unix:path={socket}"

    def browse(self, service_type):
        """Returns what is there now: name, host, address, port, TXT strings of each."""
        found = []
        output = self.namespace.run("avahi-browse", "--resolve", "--terminate", "--parsable",
                                    "--no-db-lookup", service_type)
        for line in output.splitlines():
            fields = line.split(";", 9)
            if fields[0] == "=" and len(fields) == 10:
                found.append({
                    "name": _unescape(fields[3]),
                    "type": fields[4],
                    "host": fields[6],
                    "address": fields[7],
                    "port": int(fields[8]),
                    "txt": re.findall(r'"((?:[^"\\]|\\.)*)"', fields[9]),
                })
        return found

    def names(self, service_type):
        """Returns the names of the services of that type that can be resolved now."""
        return {service["name"] for service in self.browse(service_type)}

    def wait_for_name(self, service_type, name, there=True, deadline=30):
        """Waits until the service called @name is found, or no longer is."""
        wait_for(lambda: (name in self.names(service_type)) is there,
                 f"{name} to {'appear' if there else 'disappear'}", deadline, 0.2)


def _unescape(text):
    """Undoes avahi-browse's escapes: of a byte of UTF-8 in decimal, and of a character."""
    return re.sub(rb"\\(\d{3}|.)",
                  lambda match: bytes([int(match[1])]) if len(match[1]) == 3 else match[1],
                  text.encode()).decode(errors="replace")


class LoopbackAvahi:
    """Avahi on this machine's loopback interface and a private bus, with no network.

    Programs that run with `environment` find each other there: devices of the lab and the window.
    """

    def __init__(self, directory):
        self._namespace = Namespace(directory, "loopback", network=False)
        try:
            self.avahi = Avahi(self._namespace, host_name="mailgrant-loopback", interface="lo")
        except PeerError:
            self._namespace.stop()
            raise
        self.environment = {"DBUS_SYSTEM_BUS_ADDRESS": self.avahi.bus_address}

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self._namespace.stop()


def ipp_printer(host, name, make, model, port=8631):
    """Starts CUPS's ippeveprinter on @host, which announces itself through the host's Avahi."""
    spool = os.path.join(host.directory, f"spool-{port}")
    os.makedirs(spool)
    printer = host.start(
        f"printer-{port}", "ippeveprinter", "-p", port, "-M", make, "-m", model, "-l", "Room 1",
        "-r", "_universal", "-f", "image/pwg-raster,application/pdf", "-d", spool,
        "-K", host.directory, name)
    return printer
