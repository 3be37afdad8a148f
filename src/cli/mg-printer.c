/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-printer"

#include "config.h"

#include <stdio.h>

#include <glib/gi18n.h>

#include "mailgrant.h"

#include "mg-printer.h"
#include "mg-terminal.h"

/* Between two columns. */
#define GAP 2

/**
 * MgPrinter:
 *
 * The one way to standard output: tables and records for people, one JSON document for programs.
 *
 * A command describes its rows once, by a table of columns, and both come of it. Text may change
 * from release to release; the document is versioned.
 */
struct _MgPrinter
{
  GObject  parent_instance;

  gboolean json;
  gboolean bold;  /* headings */
};

G_DEFINE_FINAL_TYPE (MgPrinter, mg_printer, G_TYPE_OBJECT)

static char *
dup_cell (gpointer        row,
          const MgColumn *column)
{
  g_autoptr (GVariant) value = NULL;

  if (column->dup_text != NULL)
    {
      g_autofree char *text = column->dup_text (row);

      value = mg_value_new_string (text);
    }
  else
    {
      value = column->new_value (row);
    }
  if (value != NULL)
    g_variant_ref_sink (value);

  return mg_value_to_text (value);
}

/* How many cells of a terminal a text takes. */
static gsize
measure (const char *text)
{
  gsize width = 0;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (!g_unichar_iszerowidth (c))
        width += g_unichar_iswide (c) ? 2 : 1;
    }

  return width;
}

static void
append_padded (GString    *line,
               const char *text,
               gsize       width)
{
  g_string_append (line, text);
  for (gsize i = measure (text); i < width; i++)
    g_string_append_c (line, ' ');
}

/* Prints the cells of one line, column by column, with nothing after the last. */
static void
print_cells (GPtrArray   *cells,
             const gsize *widths,
             gboolean     bold)
{
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint i = 0; i < cells->len; i++)
    append_padded (line, g_ptr_array_index (cells, i), widths[i] + GAP);
  while (line->len > 0 && line->str[line->len - 1] == ' ')
    g_string_truncate (line, line->len - 1);

  if (bold)
    g_print ("\033[1m%s\033[0m\n", line->str);
  else
    g_print ("%s\n", line->str);
}

static GPtrArray *
dup_headings (const MgColumn *columns)
{
  g_autoptr (GPtrArray) headings = g_ptr_array_new_with_free_func (g_free);

  for (const MgColumn *column = columns; column->key != NULL; column++)
    if (column->title != NULL)
      g_ptr_array_add (headings, g_strdup (_(column->title)));

  return g_steal_pointer (&headings);
}

static GPtrArray *
dup_cells (gpointer        row,
           const MgColumn *columns)
{
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);

  for (const MgColumn *column = columns; column->key != NULL; column++)
    if (column->title != NULL)
      g_ptr_array_add (cells, dup_cell (row, column));

  return g_steal_pointer (&cells);
}

static void
mg_printer_class_init (MgPrinterClass *klass)
{
}

static void
mg_printer_init (MgPrinter *self)
{
  self->bold = mg_terminal_has_color (stdout);
}

/**
 * mg_printer_new:
 *
 * Returns: (transfer full): a printer for people
 */
MgPrinter *
mg_printer_new (void)
{
  return g_object_new (MG_TYPE_PRINTER, NULL);
}

/**
 * mg_printer_get_json:
 * @self: a printer
 *
 * Returns: whether it prints for programs
 */
gboolean
mg_printer_get_json (MgPrinter *self)
{
  g_return_val_if_fail (MG_IS_PRINTER (self), FALSE);

  return self->json;
}

/**
 * mg_printer_set_json:
 * @self: a printer
 * @json: whether to print for programs
 *
 * Sets for whom to print.
 */
void
mg_printer_set_json (MgPrinter *self,
                     gboolean   json)
{
  g_return_if_fail (MG_IS_PRINTER (self));

  self->json = json;
}

/**
 * mg_printer_table:
 * @self: a printer
 * @rows: what to print
 * @columns: what of it
 *
 * Prints rows as an aligned table under headings. Prints nothing for programs.
 */
void
mg_printer_table (MgPrinter      *self,
                  GPtrArray      *rows,
                  const MgColumn *columns)
{
  g_autoptr (GPtrArray) lines = NULL;
  g_autofree gsize *widths = NULL;
  GPtrArray *headings;

  g_return_if_fail (MG_IS_PRINTER (self));
  g_return_if_fail (rows != NULL);
  g_return_if_fail (columns != NULL);

  if (self->json || rows->len == 0)
    return;

  lines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  headings = dup_headings (columns);
  g_ptr_array_add (lines, headings);
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (lines, dup_cells (g_ptr_array_index (rows, i), columns));

  widths = g_new0 (gsize, headings->len);
  for (guint i = 0; i < lines->len; i++)
    {
      GPtrArray *cells = g_ptr_array_index (lines, i);

      for (guint j = 0; j < cells->len; j++)
        widths[j] = MAX (widths[j], measure (g_ptr_array_index (cells, j)));
    }

  for (guint i = 0; i < lines->len; i++)
    print_cells (g_ptr_array_index (lines, i), widths, self->bold && i == 0);
}

/**
 * mg_printer_record:
 * @self: a printer
 * @row: what to print
 * @columns: what of it
 *
 * Prints one row with a line for each column whose value is known. Prints nothing for programs.
 */
void
mg_printer_record (MgPrinter      *self,
                   gpointer        row,
                   const MgColumn *columns)
{
  g_autoptr (GPtrArray) headings = NULL;
  g_autoptr (GPtrArray) cells = NULL;
  gsize width = 0;

  g_return_if_fail (MG_IS_PRINTER (self));
  g_return_if_fail (columns != NULL);

  if (self->json)
    return;

  headings = dup_headings (columns);
  cells = dup_cells (row, columns);
  for (guint i = 0; i < headings->len; i++)
    width = MAX (width, measure (g_ptr_array_index (headings, i)));

  for (guint i = 0; i < cells->len; i++)
    {
      g_autoptr (GString) line = g_string_new (NULL);
      g_autofree char *heading = g_strconcat (g_ptr_array_index (headings, i), ":", NULL);
      const char *cell = g_ptr_array_index (cells, i);

      if (*cell == '\0')
        continue;

      append_padded (line, heading, width + 1 + GAP);
      g_print ("%s%s\n", line->str, cell);
    }
}

/**
 * mg_printer_line:
 * @self: a printer
 * @format: a format, translated
 * @...: its arguments
 *
 * Prints a line of text. Prints nothing for programs.
 */
void
mg_printer_line (MgPrinter  *self,
                 const char *format,
                 ...)
{
  g_autofree char *text = NULL;
  g_autofree char *clean = NULL;
  va_list arguments;

  g_return_if_fail (MG_IS_PRINTER (self));
  g_return_if_fail (format != NULL);

  if (self->json)
    return;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  clean = mg_text_dup_clean (text, -1, MG_TEXT_SENTENCE_MAX);
  g_print ("%s\n", clean);
  fflush (stdout);
}

static GVariant *
new_document (const char *first_key,
              va_list     arguments)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  mg_value_add (&builder, "schema", g_variant_new_int64 (MG_PRINTER_SCHEMA));
  for (const char *key = first_key; key != NULL; key = va_arg (arguments, const char *))
    mg_value_add (&builder, key, va_arg (arguments, GVariant *));

  return g_variant_builder_end (&builder);
}

/* JSON is UTF-8 whatever the locale, so g_print () is not for it. */
static void
print_document (GVariant *document,
                gboolean  indented)
{
  g_autofree char *text = mg_value_to_json (document, indented);

  fputs (text, stdout);
  fputc ('\n', stdout);
}

/**
 * mg_printer_document:
 * @self: a printer
 * @first_key: the name of the first member
 * @...: its value, a floating #GVariant or %NULL if it is not known, then further pairs of name
 *   and value, ended by %NULL
 *
 * Prints the one document of a command. Prints nothing for people.
 */
void
mg_printer_document (MgPrinter  *self,
                     const char *first_key,
                     ...)
{
  g_autoptr (GVariant) document = NULL;
  va_list arguments;

  g_return_if_fail (MG_IS_PRINTER (self));
  g_return_if_fail (first_key != NULL);

  va_start (arguments, first_key);
  document = g_variant_ref_sink (new_document (first_key, arguments));
  va_end (arguments);

  if (self->json)
    print_document (document, TRUE);
}

/**
 * mg_printer_event:
 * @self: a printer
 * @first_key: the name of the first member
 * @...: its value, and further members, as for mg_printer_document()
 *
 * Prints a document on a line of its own, at once, as one of many. Prints nothing for people.
 */
void
mg_printer_event (MgPrinter  *self,
                  const char *first_key,
                  ...)
{
  g_autoptr (GVariant) document = NULL;
  va_list arguments;

  g_return_if_fail (MG_IS_PRINTER (self));
  g_return_if_fail (first_key != NULL);

  va_start (arguments, first_key);
  document = g_variant_ref_sink (new_document (first_key, arguments));
  va_end (arguments);

  if (!self->json)
    return;

  print_document (document, FALSE);
  fflush (stdout);
}

/**
 * mg_printer_new_object:
 * @row: a row
 * @columns: its columns
 *
 * Returns: (transfer floating): the row as an object of JSON
 */
GVariant *
mg_printer_new_object (gpointer        row,
                       const MgColumn *columns)
{
  GVariantBuilder builder;

  g_return_val_if_fail (columns != NULL, NULL);

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  for (const MgColumn *column = columns; column->key != NULL; column++)
    mg_value_add (&builder, column->key, column->new_value (row));

  return g_variant_builder_end (&builder);
}

/**
 * mg_printer_new_objects:
 * @rows: some rows
 * @columns: their columns
 *
 * Returns: (transfer floating): the rows as a list of JSON
 */
GVariant *
mg_printer_new_objects (GPtrArray      *rows,
                        const MgColumn *columns)
{
  GVariantBuilder builder;

  g_return_val_if_fail (rows != NULL, NULL);
  g_return_val_if_fail (columns != NULL, NULL);

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < rows->len; i++)
    g_variant_builder_add_value (&builder,
                                 mg_printer_new_object (g_ptr_array_index (rows, i), columns));

  return g_variant_builder_end (&builder);
}
