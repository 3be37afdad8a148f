/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

GVariant *mg_value_new_string (const char         *text);
GVariant *mg_value_new_nick   (GType               type,
                               int                 value);
GVariant *mg_value_new_strv   (const char *const  *texts);
GVariant *mg_value_new_time   (gint64              time);
void      mg_value_add        (GVariantBuilder    *object,
                               const char         *key,
                               GVariant           *value);
char     *mg_value_to_json    (GVariant           *value,
                               gboolean            indented);
char     *mg_value_to_text    (GVariant           *value);
char     *mg_value_dup_time   (gint64              time);

G_END_DECLS
