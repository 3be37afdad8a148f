/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonObject *lab_json_parse      (const char  *data,
                                 gsize        length,
                                 GError     **error);
char       *lab_json_print      (JsonObject  *object);
char       *lab_json_print_line (JsonObject  *object);

const char *lab_json_get_string (JsonObject  *object,
                                 const char  *name);
gint64      lab_json_get_int    (JsonObject  *object,
                                 const char  *name,
                                 gint64       fallback);
gboolean    lab_json_get_bool   (JsonObject  *object,
                                 const char  *name,
                                 gboolean     fallback);
JsonObject *lab_json_get_object (JsonObject  *object,
                                 const char  *name);
JsonArray  *lab_json_get_array  (JsonObject  *object,
                                 const char  *name);

void        lab_json_set_string (JsonObject  *object,
                                 const char  *name,
                                 const char  *value);
void        lab_json_set_time   (JsonObject  *object,
                                 const char  *name,
                                 gint64       seconds);
void        lab_json_set_strv   (JsonObject         *object,
                                 const char         *name,
                                 const char * const *values);

G_END_DECLS
