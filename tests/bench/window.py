# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a window takes to show something, and what memory it has then."""

import json
import os
import statistics

from bench.computer import Computer, Devices
from bench.measure import Row, Run, client
from e2e.mailgrant import built, window_environment
from peers.process import Process
from peers.session import SessionBus

REFERENCES = ("gnome-calculator", "gnome-text-editor")
TURNS = 5


def measure(directory):
    """Yields the rows: the window with twelve devices, beside two of GNOME's."""
    computer = Computer(directory, "computer")
    with Devices(directory, 12) as devices, SessionBus(directory) as session, \
            Process(["Xvfb", "-displayfd", "1", "-screen", "0", "1280x1024x24", "-noreset",
                     "-nolisten", "tcp"], os.path.join(directory, "xvfb.log")) as server:
        computer.add(devices)
        environment = {
            **computer.environment,
            **window_environment(),
            "DBUS_SESSION_BUS_ADDRESS": session.address,
            "DISPLAY": f":{server.wait_for_log('^([0-9]+)$').group(1)}",
            "GDK_BACKEND": "x11",
            "GSK_RENDERER": "cairo",
            "GTK_A11Y": "none",
            "ADW_DISABLE_PORTAL": "1",
            "GTK_USE_PORTAL": "0",
        }
        samples = _sample({
            **{name: [name] for name in REFERENCES},
            "mailgrant": [built("src", "app", "mailgrant")],
        }, environment)
    yield from _rows(samples)


def _sample(commands, environment):
    samples = {name: [] for name in commands}
    for turn in range(TURNS + 1):
        for name, argv in commands.items():
            run = Run([client("map-watch"), *argv], environment)
            # The first of each has found a cold cache.
            if turn > 0:
                samples[name].append(json.loads(run.output))
    return samples


def _rows(samples):
    def median(name, key):
        return statistics.median(sample[key] for sample in samples[name])

    slowest = max(median(name, "content") for name in REFERENCES)
    for name in samples:
        content = median(name, "content")
        yield Row("first content of the window", f"`{name}`",
                  f"{content * 1000:.0f} ms (mapped {median(name, 'mapped') * 1000:.0f})",
                  f"{content / median(REFERENCES[0], 'content'):.2f}",
                  f"{median(name, 'rss'):.0f}, anonymous {median(name, 'anonymous'):.0f}",
                  None if name in REFERENCES else content <= slowest)
