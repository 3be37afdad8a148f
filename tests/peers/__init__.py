# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers, services and checkers that nobody here wrote, each started privately by a test."""
