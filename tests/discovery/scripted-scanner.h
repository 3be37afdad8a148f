/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-scanner.h"

G_BEGIN_DECLS

/* A scanner that sees what the test says. */

#define TYPE_SCRIPTED_SCANNER (scripted_scanner_get_type ())

G_DECLARE_FINAL_TYPE (ScriptedScanner, scripted_scanner, , SCRIPTED_SCANNER, MgScanner)

ScriptedScanner *scripted_scanner_new     (MgContext       *context);
MgSighting      *scripted_sighting_new    (guint            number,
                                           const char      *name);
void             scripted_scanner_see     (ScriptedScanner *self,
                                           guint            number,
                                           const char      *name);
void             scripted_scanner_lose    (ScriptedScanner *self,
                                           guint            number);

G_END_DECLS
