/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The file says whose it is: "MgDb" (https://www.sqlite.org/fileformat2.html, 1.3.14). */
#define MG_SCHEMA_APPLICATION_ID 0x4d674462

guint       _mg_schema_get_version   (void);
const char *_mg_schema_get_migration (guint version);

G_END_DECLS
