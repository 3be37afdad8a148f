# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the unittest cases of a program and reports them in the Test Anything Protocol."""

import sys
import traceback
import unittest


class TapResult(unittest.TestResult):
    """Prints one TAP line a case; what went wrong goes to stderr, which meson shows."""

    def __init__(self, stream):
        super().__init__()
        self.stream = stream
        self.number = 0

    def report(self, ok, test, directive=""):
        self.number += 1
        name = f"{type(test).__name__}.{test._testMethodName}" if hasattr(
            test, "_testMethodName") else str(test)
        doc = test.shortDescription()
        text = f"{name}: {doc}" if doc else name
        # A # would start a directive.
        text = text.replace("#", "number ")
        self.say(f"{'ok' if ok else 'not ok'} {self.number} - {text}{directive}")

    def say(self, line):
        self.stream.write(line + "\n")
        self.stream.flush()

    @staticmethod
    def diagnose(error):
        traceback.print_exception(*error, file=sys.stderr)

    def addSuccess(self, test):
        super().addSuccess(test)
        self.report(True, test)

    def addError(self, test, err):
        super().addError(test, err)
        self.report(False, test)
        self.diagnose(err)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.report(False, test)
        self.diagnose(err)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        # A case with a part that failed is reported by that part alone.
        if err is not None:
            self.report(False, test, f" {subtest._subDescription()}".replace("#", "number "))
            self.diagnose(err)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.report(True, test, f" # SKIP {reason}")


def main(module="__main__"):
    """Runs every case of @module; exits 1 when one failed."""
    suite = unittest.defaultTestLoader.loadTestsFromName(module)
    result = TapResult(sys.stdout)

    # The plan comes last: a fixture that fails counts as a case of its own.
    suite.run(result)
    result.say(f"1..{result.number}")
    sys.exit(0 if result.wasSuccessful() and result.number > 0 else 1)
