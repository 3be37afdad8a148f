/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <stdio.h>

#include "mailgrant.h"

G_BEGIN_DECLS

gboolean  mg_terminal_has_color      (FILE          *stream);
gboolean  mg_terminal_is_interactive (void);
void      mg_terminal_say            (const char    *format,
                                      ...) G_GNUC_PRINTF (1, 2);
void      mg_terminal_say_labelled   (const char    *label,
                                      const char    *text);
void      mg_terminal_say_error      (const GError  *error);
MgSecret *mg_terminal_ask_secret     (const char    *question,
                                      GCancellable  *cancellable,
                                      GError       **error);
char     *mg_terminal_ask_line       (const char    *question,
                                      GCancellable  *cancellable,
                                      GError       **error);
char     *mg_terminal_ask_answer     (const char    *question,
                                      GCancellable  *cancellable);
gboolean  mg_terminal_confirm        (const char    *question,
                                      GCancellable  *cancellable);

G_END_DECLS
