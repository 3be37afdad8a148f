# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many of a crowd of devices on a LAN are found, and how soon."""

import json
import os
import uuid

from bench.computer import Computer
from bench.measure import Row, Run
from e2e.mailgrant import built
from peers.avahi import Avahi
from peers.network import Lan

DEVICES = 200
TYPES = {"_ipp._tcp": 631, "_ipps._tcp": 443, "_http._tcp": 80}

_GROUP = """\
<?xml version="1.0" standalone="no"?>
<!DOCTYPE service-group SYSTEM "avahi-service.dtd">
<service-group><name>{name}</name>{services}</service-group>
"""
_SERVICE = """
<service><type>{type}</type><host-name>{host}</host-name><port>{port}</port>
<txt-record>txtvers=1</txt-record><txt-record>rp=ipp/print</txt-record>
<txt-record>ty=Crowd Laser {number}</txt-record><txt-record>UUID={uuid}</txt-record>
<txt-record>adminurl=http://{host}./</txt-record>
<txt-record>pdl=application/pdf,image/urf,image/pwg-raster</txt-record></service>"""


class Crowd(Avahi):
    """One Avahi that speaks for many printers, each with a host name and address of its own."""

    def __init__(self, namespace):
        self._groups = os.path.join(namespace.directory, "etc-avahi-services")
        namespace.replace("/etc/avahi/hosts", "".join(
            f"10.77.0.{50 + number} {self.host(number)}\n" for number in range(DEVICES)))
        super().__init__(namespace)

    @staticmethod
    def host(number):
        return f"crowd{number:03}.local"

    def _start_daemon(self):
        # Here, as this is where the folder is already the namespace's own.
        for number in range(DEVICES):
            services = "".join(_SERVICE.format(
                type=kind, port=port, host=self.host(number), number=number,
                uuid=uuid.uuid5(uuid.NAMESPACE_DNS, self.host(number)))
                for kind, port in TYPES.items())
            path = os.path.join(self._groups, f"{number:03}.service")
            with open(path, "w", encoding="utf-8") as out:
                out.write(_GROUP.format(name=f"Crowd {number:03}", services=services))
        super()._start_daemon()
        self._daemon.wait_until(
            lambda: self._daemon.log().count("successfully established") >= DEVICES,
            "all printers to be announced", 120)


def measure(directory):
    """Yields the rows: what avahi-browse and discover find, each with nothing known before."""
    with Lan(directory) as lan:
        computer = lan.add_host("computer")
        avahi = Avahi(computer)
        Crowd(lan.add_host("crowd"))
        environment = {**Computer(directory, "home").environment,
                       "DBUS_SYSTEM_BUS_ADDRESS": avahi.bus_address}
        what = f"discovery of {DEVICES} devices × {len(TYPES)} services"
        reference = _browse(avahi, computer, environment)
        avahi.restart_daemon()
        seconds, memory, found, services = _discover(computer, environment)
    total = DEVICES * len(TYPES)
    yield Row(what, "`avahi-browse -rtap`",
              f"{reference[0]:.1f} s, {reference[2]} of {total} services", "1",
              f"{reference[1]:.1f}")
    yield Row(what, "`mailgrantctl discover --json`",
              f"{seconds:.1f} s, {found} of {DEVICES} devices, "
              f"{services} lost", f"{seconds / reference[0]:.2f}", f"{memory:.1f}",
              found == DEVICES and memory < 60)


def _browse(avahi, computer, environment):
    avahi.restart_daemon()
    run = Run(computer.command("avahi-browse", "-rtap", "--no-db-lookup"), environment)
    found = set()
    for line in run.output.splitlines():
        fields = line.split(";")
        if fields[0] == "=" and fields[4] in TYPES and fields[3].startswith("Crowd"):
            found.add((fields[3], fields[4]))
    return run.seconds, run.memory, len(found)


def _discover(computer, environment):
    run = Run(computer.command(built("src", "cli", "mailgrantctl"), "discover", "--json"),
              environment)
    wanted = {f"10.77.0.{50 + number}" for number in range(DEVICES)}
    found = {address.split(":")[0] for device in json.loads(run.output)["devices"]
             for address in device["addresses"]}
    return run.seconds, run.memory, len(wanted & found), len(wanted - found)
