/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Deep enough for every API we speak; a peer that nests deeper attacks the
 * parser's stack. */
#define MG_JSON_MAX_DEPTH 32

JsonNode   *mg_json_parse       (const char  *text,
                                 gsize        length,
                                 GError     **error);
JsonObject *mg_json_get_object  (JsonObject  *object,
                                 const char  *member);
JsonArray  *mg_json_get_array   (JsonObject  *object,
                                 const char  *member);
const char *mg_json_get_string  (JsonObject  *object,
                                 const char  *member);
gboolean    mg_json_get_int     (JsonObject  *object,
                                 const char  *member,
                                 gint64      *value);
gboolean    mg_json_get_boolean (JsonObject  *object,
                                 const char  *member,
                                 gboolean     fallback);
GStrv       mg_json_dup_strv    (JsonObject  *object,
                                 const char  *member);

G_END_DECLS
