/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void  mg_log_install    (void);
char *mg_log_dup_redact (const char *message);

G_END_DECLS
