/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-test-result.h"

G_BEGIN_DECLS

MgTestResult *mg_truenas_parse_failure (const char *reason);

G_END_DECLS
