/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailgrant.h"

G_BEGIN_DECLS

/* How rows and pages say what came of a device's own test. */

const char *mg_test_look_get_title  (MgTestOutcome       outcome);
const char *mg_test_look_get_advice (MgTestOutcome       outcome);
char       *mg_test_look_dup_words  (const MgTestResult *result);

G_END_DECLS
