/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

#include "mg-value.h"

G_BEGIN_DECLS

/* The version of what --json prints. A member may be added to it; a member that goes, or comes
 * to mean something else, makes a new version. */
#define MG_PRINTER_SCHEMA 1

/**
 * MgColumn:
 * @key: its name in JSON; the last of a table of columns is %NULL
 * @title: (nullable): its heading for people, to be translated; %NULL for JSON alone
 * @new_value: makes the value of a row, floating, or %NULL if it is not known
 * @dup_text: (nullable): writes the value for people; %NULL to write it as it is
 *
 * One column of a table.
 */
typedef struct
{
  const char  *key;
  const char  *title;
  GVariant  *(*new_value) (gpointer row);
  char      *(*dup_text)  (gpointer row);
} MgColumn;

#define MG_TYPE_PRINTER (mg_printer_get_type ())

G_DECLARE_FINAL_TYPE (MgPrinter, mg_printer, MG, PRINTER, GObject)

MgPrinter *mg_printer_new          (void);
gboolean   mg_printer_get_json     (MgPrinter       *self);
void       mg_printer_set_json     (MgPrinter       *self,
                                    gboolean         json);
void       mg_printer_table        (MgPrinter       *self,
                                    GPtrArray       *rows,
                                    const MgColumn  *columns);
void       mg_printer_record       (MgPrinter       *self,
                                    gpointer         row,
                                    const MgColumn  *columns);
void       mg_printer_line         (MgPrinter       *self,
                                    const char      *format,
                                    ...) G_GNUC_PRINTF (2, 3);
void       mg_printer_document     (MgPrinter       *self,
                                    const char      *first_key,
                                    ...) G_GNUC_NULL_TERMINATED;
void       mg_printer_event        (MgPrinter       *self,
                                    const char      *first_key,
                                    ...) G_GNUC_NULL_TERMINATED;
GVariant  *mg_printer_new_object   (gpointer         row,
                                    const MgColumn  *columns);
GVariant  *mg_printer_new_objects  (GPtrArray       *rows,
                                    const MgColumn  *columns);

G_END_DECLS
