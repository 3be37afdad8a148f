/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-address-list"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-address.h"
#include "mg-error.h"
#include "mg-text.h"

#include "mg-address-list.h"
#include "mg-address-range.h"

#define MAX_FIELDS 8

/* Lists of addresses as spreadsheets and print management tools write them
 * (RFC 4180): `host,name,kind`, of which only the first has to be there, or
 * `first,last,name` for a range. */

/* Takes one field off the front of a line. */
static char *
take_field (const char **line)
{
  g_autoptr (GString) field = g_string_new (NULL);
  const char *at = *line + strspn (*line, " \t");
  gboolean quoted = *at == '"';

  if (quoted)
    at++;
  for (; *at != '\0'; at++)
    {
      if (quoted && *at == '"' && at[1] == '"')
        at++;
      else if (quoted && *at == '"')
        {
          quoted = FALSE;
          continue;
        }
      else if (!quoted && (*at == ',' || *at == ';'))
        break;
      g_string_append_c (field, *at);
    }
  *line = *at != '\0' ? at + 1 : NULL;

  return g_strstrip (g_string_free (g_steal_pointer (&field), FALSE));
}

static GPtrArray *
split_line (const char *line)
{
  GPtrArray *fields = g_ptr_array_new_with_free_func (g_free);

  while (line != NULL && fields->len < MAX_FIELDS)
    g_ptr_array_add (fields, take_field (&line));

  return fields;
}

static const char *
get_field (GPtrArray *fields,
           guint      index)
{
  const char *field = index < fields->len ? g_ptr_array_index (fields, index) : "";

  return *field != '\0' ? field : NULL;
}

static gboolean
is_ipv4 (const char *text)
{
  g_autoptr (GInetAddress) address = text != NULL ? g_inet_address_new_from_string (text) : NULL;

  return address != NULL && g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4;
}

static MgDiscoveredKind
read_kind (const char *text)
{
  for (MgDiscoveredKind kind = MG_DISCOVERED_KIND_OTHER; kind <= MG_DISCOVERED_KIND_NAS; kind++)
    if (text != NULL && g_ascii_strcasecmp (text, mg_discovered_kind_get_nick (kind)) == 0)
      return kind;

  return MG_DISCOVERED_KIND_OTHER;
}

/* The names of the columns, as a spreadsheet puts them on top. */
static gboolean
is_heading (const char *first)
{
  static const char * const words[] = { "host", "hostname", "address", "ip", "ip address", NULL };
  g_autofree char *lower = g_ascii_strdown (first, -1);

  return g_strv_contains (words, lower);
}

static MgAddressEntry *
read_entry (GPtrArray  *fields,
            GError    **error)
{
  g_autoptr (MgAddressEntry) entry = g_new0 (MgAddressEntry, 1);
  const char *first = get_field (fields, 0);
  const char *second = get_field (fields, 1);
  const char *third = get_field (fields, 2);

  if (first == NULL)
    first = "";

  if (is_ipv4 (first) && is_ipv4 (second))
    {
      entry->address = g_strdup_printf ("%s-%s", first, second);
      second = third;
      third = NULL;
    }
  else
    {
      entry->address = g_strdup (first);
    }

  entry->name = second != NULL ? mg_text_dup_clean (second, -1, MG_TEXT_NAME_MAX) : NULL;
  entry->kind = read_kind (third);

  if (mg_address_range_is_range (entry->address))
    {
      g_autoptr (GPtrArray) range = mg_address_range_parse (entry->address, error);

      return range != NULL ? g_steal_pointer (&entry) : NULL;
    }
  else
    {
      g_autoptr (MgAddress) address = mg_address_parse (entry->address, error);

      return address != NULL ? g_steal_pointer (&entry) : NULL;
    }
}

/**
 * mg_address_list_parse:
 * @text: a list of addresses, one a line: `host,name,kind` or `first,last,name`
 * @error: return location for an error
 *
 * Reads a list of addresses. Empty lines, lines that begin with `#` and a
 * heading do not count.
 *
 * Returns: (transfer full) (element-type MgAddressEntry): the entries, or %NULL
 *   with %MG_ERROR_INVALID_INPUT set, which names the line
 */
GPtrArray *
mg_address_list_parse (const char  *text,
                       GError     **error)
{
  g_autoptr (GPtrArray) entries = NULL;
  g_auto (GStrv) lines = NULL;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error_literal (error, MG_ERROR, MG_ERROR_INVALID_INPUT,
                           _("The list is not text in UTF-8"));
      return NULL;
    }

  entries = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_address_entry_free);
  lines = g_strsplit (g_str_has_prefix (text, "\xef\xbb\xbf") ? text + 3 : text, "\n",
                      MG_ADDRESS_LIST_MAX_LINES + 2);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (GPtrArray) fields = NULL;
      MgAddressEntry *entry;

      g_strstrip (lines[i]);
      if (*lines[i] == '\0' || *lines[i] == '#')
        continue;

      fields = split_line (lines[i]);
      if (entries->len == 0 && is_heading (g_ptr_array_index (fields, 0)))
        continue;

      entry = i < MG_ADDRESS_LIST_MAX_LINES ? read_entry (fields, error) : NULL;
      if (entry == NULL && i >= MG_ADDRESS_LIST_MAX_LINES)
        g_set_error (error, MG_ERROR, MG_ERROR_INVALID_INPUT,
                     /* Translators: %u is a number of lines, at least 1024. */
                     _("A list may have at most %u lines"), (guint) MG_ADDRESS_LIST_MAX_LINES);
      else if (entry == NULL)
        /* Translators: comes before a sentence that says what is wrong there. */
        g_prefix_error (error, _("Line %u: "), i + 1);
      if (entry == NULL)
        return NULL;
      g_ptr_array_add (entries, entry);
    }

  return g_steal_pointer (&entries);
}

/**
 * mg_address_entry_free:
 * @entry: (transfer full): an entry
 *
 * Frees an entry.
 */
void
mg_address_entry_free (MgAddressEntry *entry)
{
  g_free (entry->address);
  g_free (entry->name);
  g_free (entry);
}
