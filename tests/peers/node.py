# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Peers that run on Node: npm packages installed beside the copies of the scripts here."""

import json
import os

from peers.process import PeerError, Process


def node_directory():
    """Returns the build-side directory with the scripts and their node_modules."""
    build = os.environ.get("MAILGRANT_BUILD")
    if build is None:
        raise PeerError("MAILGRANT_BUILD does not name the build directory")
    directory = os.path.join(build, "tests", "peers")
    if not os.path.isdir(os.path.join(directory, "node_modules")):
        raise PeerError(f"{directory} has no node_modules; tests/prepare installs them")
    return directory


class NodePeer(Process):
    """A script that reads its configuration as one JSON line and says when it is ready."""

    def __init__(self, script, configuration, log, env=None):
        super().__init__(["node", os.path.join(node_directory(), script)], log, env=env,
                         stdin=json.dumps(configuration) + "\n")
        try:
            self.ready = self.wait_for_json("ready")
        except PeerError:
            self.stop()
            raise
