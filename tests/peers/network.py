# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A LAN of network namespaces: hosts on one bridge, none of them on a real network.

The namespaces have no names; each lives as long as the process that holds it.
"""

import os
import subprocess

from peers.process import PeerError, Process, program

_PREFIX4 = "10.77.0"
_PREFIX6 = "fd77:77::"


class Namespace:
    """A mount namespace, with a network namespace of its own unless @network is false."""

    def __init__(self, directory, name, network=True):
        if os.geteuid() != 0:
            raise PeerError("network and mount namespaces need root")
        self.name = name
        self.directory = os.path.join(directory, name)
        os.makedirs(self.directory)
        self.environment = {
            **os.environ,
            "GSETTINGS_BACKEND": "memory",
            "GIO_USE_VFS": "local",
        }
        self._processes = []
        self._holder = Process(
            ["unshare", "--mount", "--propagation", "private", *(["--net"] if network else []),
             "sh", "-c", "echo held; exec sleep infinity"],
            os.path.join(self.directory, "holder.log"), env=self.environment)
        self._holder.wait_for_log("^held$")
        self._network = network
        if network:
            # What /sys says of interfaces is what its mounter's namespace has.
            self.run("mount", "-t", "sysfs", "sysfs", "/sys")
            self.run("ip", "link", "set", "lo", "up")

    @property
    def pid(self):
        """The process whose namespaces these are."""
        return self._holder.pid

    def command(self, *argv):
        """Returns the command that runs @argv inside."""
        network = ["--net"] if self._network else []
        return ["nsenter", f"--target={self.pid}", "--mount", "--root", "--wd", *network, "--",
                program(argv[0]), *map(str, argv[1:])]

    def run(self, *argv, deadline=30):
        """Runs a command inside and returns what it prints."""
        try:
            return subprocess.run(
                self.command(*argv), env=self.environment, stdin=subprocess.DEVNULL,
                capture_output=True, check=True, timeout=deadline, text=True,
                errors="replace").stdout
        except subprocess.CalledProcessError as error:
            raise PeerError(f"{' '.join(argv)}: {error.stderr}") from None

    def start(self, name, *argv):
        """Starts a program inside, to be ended with the namespace at the latest."""
        process = Process(self.command(*argv), os.path.join(self.directory, f"{name}.log"),
                          env=self.environment)
        self._processes.append(process)
        return process

    def make_private(self, path):
        """Gives the namespace an empty folder of its own at @path, where there is one."""
        own = os.path.join(self.directory, path.strip("/").replace("/", "-"))
        os.makedirs(own, exist_ok=True)
        self.run("mount", "--bind", own, path)

    def replace(self, path, text):
        """Gives the namespace a file of its own at @path, which exists."""
        own = os.path.join(self.directory, path.strip("/").replace("/", "-"))
        with open(own, "w", encoding="utf-8") as out:
            out.write(text)
        self.run("mount", "--bind", own, path)

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self.stop()

    def stop(self):
        """Ends what was started inside, last things first, and the namespace."""
        for process in reversed(self._processes):
            process.stop()
        self._holder.stop()


class Host(Namespace):
    """A host with one network card, eth0."""

    def __init__(self, lan, directory, name, number):
        super().__init__(directory, name)
        self._lan = lan
        self._port = f"port{number}"
        self.address = f"{_PREFIX4}.{number}"
        self.address6 = f"{_PREFIX6}{number:x}"
        self.mac = f"02:77:00:00:00:{number:02x}"
        lan.switch.run("ip", "link", "add", self._port, "type", "veth",
                       "peer", "name", "eth0", "netns", str(self.pid))
        lan.switch.run("ip", "link", "set", self._port, "master", "bridge", "up")
        self._configure()

    def _configure(self):
        # Duplicate address detection would keep the addresses back for seconds.
        self.run("sysctl", "-qw", "net.ipv6.conf.eth0.accept_dad=0")
        self.run("ip", "link", "set", "eth0", "address", self.mac, "up")
        self.run("ip", "address", "add", f"{self.address}/24", "dev", "eth0")
        self.run("ip", "address", "add", f"{self.address6}/64", "dev", "eth0", "nodad")
        # Multicast that is bound to no interface goes where the default route does.
        self.run("ip", "route", "add", "default", "via", f"{_PREFIX4}.254")

    def pull_cable(self):
        """Cuts the host off without a word to anybody."""
        self._lan.switch.run("ip", "link", "set", self._port, "down")

    def plug_cable(self):
        """Puts the cable back."""
        self._lan.switch.run("ip", "link", "set", self._port, "up")


class Lan:
    """The bridge, and the hosts on it."""

    def __init__(self, directory):
        self._directory = directory
        self.hosts = []
        self.switch = Namespace(directory, "switch")
        self.switch.run("ip", "link", "add", "bridge", "type", "bridge")
        # Snooping forgets groups when nobody queries for them.
        self.switch.run("ip", "link", "set", "bridge", "type", "bridge", "mcast_snooping", "0")
        self.switch.run("ip", "link", "set", "bridge", "up")

    def add_host(self, name):
        """Puts a host called @name on the LAN."""
        host = Host(self, self._directory, name, len(self.hosts) + 11)
        self.hosts.append(host)
        return host

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        for host in reversed(self.hosts):
            host.stop()
        self.switch.stop()
