/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-address-range"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-error.h"

#include "mg-address-range.h"

/* Ranges of IPv4 addresses as a person types them: `192.0.2.0/24`,
 * `192.0.2.10-192.0.2.50` or `192.0.2.10-50`. */

static gboolean
read_ipv4 (const char *text,
           guint32    *number)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (text);

  if (address == NULL || g_inet_address_get_family (address) != G_SOCKET_FAMILY_IPV4)
    return FALSE;

  memcpy (number, g_inet_address_to_bytes (address), sizeof *number);
  *number = GUINT32_FROM_BE (*number);

  return TRUE;
}

static gboolean
read_block (const char *head,
            const char *tail,
            guint32    *first,
            guint32    *last)
{
  guint64 prefix;
  guint32 hosts;

  if (!read_ipv4 (head, first) || !g_ascii_string_to_unsigned (tail, 10, 1, 32, &prefix, NULL))
    return FALSE;

  hosts = prefix == 32 ? 0 : G_MAXUINT32 >> prefix;
  *first &= ~hosts;
  *last = *first | hosts;
  /* The first address names the network, the last is everybody's. */
  if (prefix < 31)
    {
      *first += 1;
      *last -= 1;
    }

  return TRUE;
}

static gboolean
read_span (const char *head,
           const char *tail,
           guint32    *first,
           guint32    *last)
{
  guint64 end;

  if (!read_ipv4 (head, first))
    return FALSE;

  if (read_ipv4 (tail, last))
    return *first <= *last;

  if (!g_ascii_string_to_unsigned (tail, 10, *first & 0xff, 255, &end, NULL))
    return FALSE;
  *last = (*first & ~0xffu) | (guint32) end;

  return TRUE;
}

/**
 * mg_address_range_is_range:
 * @text: what a person typed
 *
 * Returns: whether it is meant as a range of addresses
 */
gboolean
mg_address_range_is_range (const char *text)
{
  g_autofree char *head = NULL;
  guint32 number;

  g_return_val_if_fail (text != NULL, FALSE);

  head = g_strndup (text, strcspn (text, "/-"));
  g_strstrip (head);

  return strlen (head) < strlen (text) && strstr (text, "://") == NULL && read_ipv4 (head, &number);
}

/**
 * mg_address_range_parse:
 * @text: a range of IPv4 addresses
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type GInetAddress): the addresses, or
 *   %NULL with %MG_ERROR_INVALID_INPUT set
 */
GPtrArray *
mg_address_range_parse (const char  *text,
                        GError     **error)
{
  g_autoptr (GPtrArray) addresses = NULL;
  g_auto (GStrv) parts = NULL;
  guint32 first;
  guint32 last;
  gboolean good;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  parts = g_strsplit_set (text, "/-", 3);
  good = g_strv_length (parts) == 2;
  for (gsize i = 0; parts[i] != NULL; i++)
    g_strstrip (parts[i]);

  if (good && strchr (text, '/') != NULL)
    good = read_block (parts[0], parts[1], &first, &last);
  else if (good)
    good = read_span (parts[0], parts[1], &first, &last);

  if (!good)
    {
      g_set_error (error, MG_ERROR, MG_ERROR_INVALID_INPUT,
                   _("“%s” is not a range of IPv4 addresses"), text);
      return NULL;
    }

  if (last - first >= MG_ADDRESS_RANGE_MAX)
    {
      g_set_error (error, MG_ERROR, MG_ERROR_INVALID_INPUT,
                   /* Translators: %u is a number of addresses, at least 1024. */
                   _("A range may have at most %u addresses"), MG_ADDRESS_RANGE_MAX);
      return NULL;
    }

  addresses = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint32 offset = 0; offset <= last - first; offset++)
    {
      guint32 number = GUINT32_TO_BE (first + offset);

      g_ptr_array_add (addresses, g_inet_address_new_from_bytes ((const guint8 *) &number,
                                                                 G_SOCKET_FAMILY_IPV4));
    }

  return g_steal_pointer (&addresses);
}
