#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes each body that a recorded device has answered with to a file of its own, as a seed.

Usage: recorded.py RECORDINGS STAMP FOLDER
"""

import glob
import hashlib
import json
import os
import sys


def bodies(recording):
    """Yields what the device of a recording has answered."""
    with open(recording, encoding="utf-8") as text:
        exchanges = json.load(text)["exchanges"]
    for exchange in exchanges:
        for kind, member in (("response", "body"), ("answer", "result")):
            answer = exchange.get(kind)
            body = answer.get(member) if isinstance(answer, dict) else None
            if body is not None:
                yield body if isinstance(body, str) else json.dumps(body)


def main(recordings, stamp, folder):
    os.makedirs(folder, exist_ok=True)
    found = {hashlib.sha256(body.encode()).hexdigest()[:16]: body
             for recording in glob.glob(os.path.join(recordings, "*", "recordings", "*.json"))
             for body in bodies(recording)}
    for name, body in found.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as seed:
            seed.write(body)
    with open(stamp, "w", encoding="utf-8") as out:
        out.write(f"{len(found)} seeds\n")


main(*sys.argv[1:])
