/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Reads the members of a request's body within their limits, and collects
 * what is wrong with them, each with its JSON pointer (RFC 6901). */
typedef struct
{
  JsonObject *object;   /* (unowned) (nullable) */
  const char *pointer;  /* of @object, "" for the body itself */
  JsonArray  *errors;   /* (unowned) */
} LabReader;

typedef enum
{
  LAB_READ_OPTIONAL,
  LAB_READ_REQUIRED,
} LabRead;

const char  *lab_reader_string (LabReader          *reader,
                                const char         *name,
                                glong               min,
                                glong               max,
                                LabRead             read);
gint64       lab_reader_int    (LabReader          *reader,
                                const char         *name,
                                gint64              min,
                                gint64              max,
                                gint64              fallback);
gboolean     lab_reader_bool   (LabReader          *reader,
                                const char         *name);
guint        lab_reader_choice (LabReader          *reader,
                                const char         *name,
                                const char * const *nicks);
char       **lab_reader_strv   (LabReader          *reader,
                                const char         *name,
                                guint               n_max,
                                glong               max);
void         lab_reader_fail   (LabReader          *reader,
                                const char         *name,
                                const char         *detail);

G_END_DECLS
