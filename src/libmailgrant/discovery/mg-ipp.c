/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-ipp"

#include "config.h"

#include <string.h>

#include "mg-ipp.h"

/* As much of the Internet Printing Protocol (RFC 8010) as it takes to ask
 * CUPS for its queues, with the operation CUPS-Get-Printers. */

#define VERSION_2_0 0x0200
#define CUPS_GET_PRINTERS 0x4002

#define TAG_OPERATION 0x01
#define TAG_END 0x03
#define TAG_PRINTER 0x04
#define TAG_LAST_DELIMITER 0x0f
#define TAG_KEYWORD 0x44
#define TAG_CHARSET 0x47
#define TAG_LANGUAGE 0x48

#define MAX_VALUE 1023

typedef struct
{
  const guint8 *bytes;
  gsize         length;
  gsize         at;
} Cursor;

typedef struct
{
  const char *name;
  gsize       offset;
} Field;

static const Field fields[] = {
  { "printer-name", G_STRUCT_OFFSET (MgIppPrinter, name) },
  { "device-uri", G_STRUCT_OFFSET (MgIppPrinter, device_uri) },
  { "printer-make-and-model", G_STRUCT_OFFSET (MgIppPrinter, make_and_model) },
  { "printer-info", G_STRUCT_OFFSET (MgIppPrinter, info) },
  { "printer-location", G_STRUCT_OFFSET (MgIppPrinter, location) },
};

static void
append_u16 (GByteArray *message,
            guint       value)
{
  const guint8 bytes[2] = { (guint8) (value >> 8), (guint8) value };

  g_byte_array_append (message, bytes, sizeof bytes);
}

static void
append_attribute (GByteArray *message,
                  guint8      tag,
                  const char *name,
                  const char *value)
{
  g_byte_array_append (message, &tag, 1);
  append_u16 (message, (guint) strlen (name));
  g_byte_array_append (message, (const guint8 *) name, (guint) strlen (name));
  append_u16 (message, (guint) strlen (value));
  g_byte_array_append (message, (const guint8 *) value, (guint) strlen (value));
}

/**
 * mg_ipp_new_get_printers:
 *
 * Returns: (transfer full): the request for all queues
 */
GBytes *
mg_ipp_new_get_printers (void)
{
  GByteArray *message = g_byte_array_new ();
  const guint8 operation = TAG_OPERATION;
  const guint8 end = TAG_END;

  append_u16 (message, VERSION_2_0);
  append_u16 (message, CUPS_GET_PRINTERS);
  append_u16 (message, 0);
  append_u16 (message, 1);
  g_byte_array_append (message, &operation, 1);
  append_attribute (message, TAG_CHARSET, "attributes-charset", "utf-8");
  append_attribute (message, TAG_LANGUAGE, "attributes-natural-language", "en");
  /* Further values of the same attribute have no name. */
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    append_attribute (message, TAG_KEYWORD, i == 0 ? "requested-attributes" : "",
                      fields[i].name);
  g_byte_array_append (message, &end, 1);

  return g_byte_array_free_to_bytes (message);
}

static gboolean
read_u16 (Cursor  *cursor,
          guint16 *value)
{
  if (cursor->length - cursor->at < 2)
    return FALSE;

  *value = (guint16) (cursor->bytes[cursor->at] << 8 | cursor->bytes[cursor->at + 1]);
  cursor->at += 2;

  return TRUE;
}

static gboolean
read_text (Cursor  *cursor,
           char   **text)
{
  guint16 length;

  if (!read_u16 (cursor, &length) || length > MAX_VALUE || cursor->length - cursor->at < length)
    return FALSE;

  *text = g_strndup ((const char *) cursor->bytes + cursor->at, length);
  cursor->at += length;

  return TRUE;
}

static void
printer_set (MgIppPrinter *printer,
             const char   *name,
             char         *value)
{
  g_autofree char *taken = value;

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_str_equal (fields[i].name, name))
      {
        char **field = G_STRUCT_MEMBER_P (printer, fields[i].offset);

        if (*field == NULL)
          *field = g_steal_pointer (&taken);
        return;
      }
}

static gboolean
read_attribute (Cursor    *cursor,
                GPtrArray *printers,
                guint8     group)
{
  g_autofree char *name = NULL;
  g_autofree char *value = NULL;

  if (!read_text (cursor, &name) || !read_text (cursor, &value))
    return FALSE;

  if (group == TAG_PRINTER && printers->len > 0)
    printer_set (g_ptr_array_index (printers, printers->len - 1), name, g_steal_pointer (&value));

  return TRUE;
}

/**
 * mg_ipp_parse_printers:
 * @response: the answer to mg_ipp_new_get_printers()
 *
 * Returns: (transfer full) (element-type MgIppPrinter): the queues, as many as
 *   can be read
 */
GPtrArray *
mg_ipp_parse_printers (GBytes *response)
{
  GPtrArray *printers;
  Cursor cursor = { NULL };
  guint8 group = 0;

  g_return_val_if_fail (response != NULL, NULL);

  printers = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_ipp_printer_free);
  cursor.bytes = g_bytes_get_data (response, &cursor.length);
  if (cursor.length < 8 || cursor.length > MG_IPP_MAX_BYTES)
    return printers;

  cursor.at = 8;
  while (cursor.at < cursor.length && printers->len <= MG_IPP_MAX_PRINTERS)
    {
      guint8 tag = cursor.bytes[cursor.at++];

      if (tag == TAG_END)
        break;
      if (tag <= TAG_LAST_DELIMITER)
        {
          group = tag;
          if (group == TAG_PRINTER)
            g_ptr_array_add (printers, g_new0 (MgIppPrinter, 1));
        }
      else if (!read_attribute (&cursor, printers, group))
        {
          break;
        }
    }

  if (printers->len > MG_IPP_MAX_PRINTERS)
    g_ptr_array_set_size (printers, MG_IPP_MAX_PRINTERS);

  return printers;
}

/**
 * mg_ipp_printer_free:
 * @printer: (transfer full): a queue
 *
 * Frees a queue.
 */
void
mg_ipp_printer_free (MgIppPrinter *printer)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    g_free (G_STRUCT_MEMBER (char *, printer, fields[i].offset));
  g_free (printer);
}
