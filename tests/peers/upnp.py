# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Devices that answer SSDP and WS-Discovery: GUPnP, MiniDLNA, wsdd, and a hostile one."""

import os

from peers import gupnp_device, hostile_ssdp

_MINIDLNA = """\
network_interface=eth0
port=8200
media_dir={media}
db_dir={directory}/dlna
log_dir={directory}
friendly_name={name}
serial=1
model_number=1
inotify=no
notify_interval=60
"""


def synology(host, port=5000):
    """Starts a root device on @host whose description says what a Synology NAS's does."""
    device = host.start("gupnp", "/usr/bin/python3", gupnp_device.__file__, "eth0",
                        os.path.join(host.directory, "upnp"), port)
    device.wait_for_log("^serving")
    return device


def minidlna(host, name):
    """Starts MiniDLNA on @host: a media server, which is never proof of a NAS."""
    media = os.path.join(host.directory, "media")
    os.makedirs(media)
    os.makedirs(os.path.join(host.directory, "dlna"))
    config = os.path.join(host.directory, "minidlna.conf")
    with open(config, "w", encoding="utf-8") as out:
        out.write(_MINIDLNA.format(media=media, directory=host.directory, name=name))
    server = host.start("minidlna", "minidlnad", "-d", "-R", "-f", config,
                        "-P", os.path.join(host.directory, "minidlna.pid"))
    server.wait_for_log("(?i)http listening")
    return server


def wsdd(host, name, workgroup="WORKGROUP"):
    """Starts wsdd on @host, which answers its first Probe some 12 s later."""
    return host.start("wsdd", "/usr/bin/python3", "/usr/sbin/wsdd", "--interface", "eth0",
                      "--hostname", name, "--workgroup", workgroup, "--verbose")


def hostile(host, victim):
    """Starts a device on @host that answers each search with locations it has no right to."""
    device = host.start("hostile-ssdp", "/usr/bin/python3", hostile_ssdp.__file__, "eth0",
                        host.address, victim)
    device.wait_for_log("^answering")
    return device
