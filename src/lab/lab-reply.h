/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

void lab_reply_json    (SoupServerMessage *message,
                        guint              status,
                        JsonObject        *object);
void lab_reply_text    (SoupServerMessage *message,
                        guint              status,
                        const char        *content_type,
                        const char        *text);
void lab_reply_problem (SoupServerMessage *message,
                        guint              status,
                        const char        *type,
                        const char        *title,
                        const char        *detail);
void lab_reply_header  (SoupServerMessage *message,
                        const char        *name,
                        const char        *value);

G_END_DECLS
