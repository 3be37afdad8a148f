/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailgrant.h"

G_BEGIN_DECLS

char     *mg_input_read_line    (int            fd,
                                 GCancellable  *cancellable,
                                 GError       **error);
char     *mg_input_read_answer  (int            fd,
                                 GCancellable  *cancellable,
                                 GError       **error);
MgSecret *mg_input_read_secret  (int            fd,
                                 GCancellable  *cancellable,
                                 GError       **error);
MgSecret *mg_input_get_secret   (const char    *path,
                                 const char    *option,
                                 const char    *question,
                                 GCancellable  *cancellable,
                                 GError       **error);

G_END_DECLS
