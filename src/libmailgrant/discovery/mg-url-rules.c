/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-url-rules"

#include "config.h"

#include <string.h>

#include "mg-url-rules.h"

/* The URLs that strangers announce. One kind is fetched by us without being
 * asked (a UPnP or WS-Discovery description), the other is opened by a person
 * (the device's admin page); neither may lead anywhere but to the device. */

static gboolean
is_printable_ascii (const char *text)
{
  for (; *text != '\0'; text++)
    if (!g_ascii_isgraph (*text))
      return FALSE;

  return TRUE;
}

static guint16
default_port (const char *scheme)
{
  return g_str_equal (scheme, "https") ? 443 : 80;
}

/* Names in announcements often end in the dot of the root. */
static gboolean
is_same_host (const char *a,
              const char *b)
{
  gsize a_length = strlen (a);
  gsize b_length = strlen (b);

  if (a_length > 0 && a[a_length - 1] == '.')
    a_length--;
  if (b_length > 0 && b[b_length - 1] == '.')
    b_length--;

  return a_length > 0 && a_length == b_length && g_ascii_strncasecmp (a, b, a_length) == 0;
}

/* What getaddrinfo () would take for an address, GInetAddress does not
 * (127.1, 0x7f.1): such a text is a host name here, and matches none. */
static gboolean
is_one_of (const char *host,
           GPtrArray  *addresses)
{
  g_autofree char *bare = g_strdup (host);
  g_autoptr (GInetAddress) address = NULL;
  char *zone = strchr (bare, '%');

  if (zone != NULL)
    *zone = '\0';

  address = g_inet_address_new_from_string (bare);
  for (guint i = 0; address != NULL && i < addresses->len; i++)
    if (g_inet_address_equal (address, g_ptr_array_index (addresses, i)))
      return TRUE;

  return FALSE;
}

/**
 * mg_url_rules_parse:
 * @text: a URL from the network
 *
 * Reads a web address of plain shape: http or https, no user name or
 * password, a port from 1 to 65535, printable ASCII of at most
 * %MG_URL_MAX_LENGTH characters.
 *
 * Returns: (transfer full) (nullable): the URL, or %NULL if it is anything else
 */
GUri *
mg_url_rules_parse (const char *text)
{
  g_autoptr (GUri) uri = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (strlen (text) > MG_URL_MAX_LENGTH || !is_printable_ascii (text))
    return NULL;

  uri = g_uri_parse (text, G_URI_FLAGS_ENCODED, NULL);
  if (uri == NULL || g_uri_get_userinfo (uri) != NULL || g_uri_get_port (uri) == 0 ||
      g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    return NULL;

  if (!g_str_equal (g_uri_get_scheme (uri), "http") &&
      !g_str_equal (g_uri_get_scheme (uri), "https"))
    return NULL;

  return g_steal_pointer (&uri);
}

/**
 * mg_url_rules_parse_fetchable:
 * @text: a URL that an answer carried
 * @source: the address that the answer came from
 *
 * Reads a URL that may be fetched without anybody having asked: it has to lead
 * to the very address that sent it.
 *
 * Returns: (transfer full) (nullable): the URL, or %NULL if it must not be fetched
 */
GUri *
mg_url_rules_parse_fetchable (const char   *text,
                              GInetAddress *source)
{
  g_autoptr (GPtrArray) addresses = NULL;
  g_autoptr (GUri) uri = NULL;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (G_IS_INET_ADDRESS (source), NULL);

  uri = mg_url_rules_parse (text);
  if (uri == NULL)
    return NULL;

  addresses = g_ptr_array_new ();
  g_ptr_array_add (addresses, source);

  return is_one_of (g_uri_get_host (uri), addresses) ? g_steal_pointer (&uri) : NULL;
}

/**
 * mg_url_rules_dup_base_url:
 * @scheme: "http" or "https"
 * @address_text: an address, for a link-local one with its zone
 * @port: the port
 * @path: (nullable): an absolute path
 *
 * Returns: (transfer full): the URL of a page at a numeric address
 */
char *
mg_url_rules_dup_base_url (const char *scheme,
                           const char *address_text,
                           guint16     port,
                           const char *path)
{
  g_autoptr (GString) url = NULL;

  g_return_val_if_fail (scheme != NULL, NULL);
  g_return_val_if_fail (address_text != NULL, NULL);

  url = g_string_new (scheme);
  g_string_append (url, "://");
  if (strchr (address_text, ':') != NULL)
    {
      g_string_append_printf (url, "[%s]", address_text);
      /* The zone's sign is escaped in a URL (RFC 6874). */
      g_string_replace (url, "%", "%25", 1);
    }
  else
    {
      g_string_append (url, address_text);
    }

  if (port != 0 && port != default_port (scheme))
    g_string_append_printf (url, ":%u", port);
  g_string_append (url, path != NULL && *path == '/' ? path : "/");

  return g_string_free (g_steal_pointer (&url), FALSE);
}

/**
 * mg_url_rules_dup_admin_url:
 * @text: a URL that a device announces as its admin page
 * @host: (nullable): the device's own host name
 * @addresses: (element-type GInetAddress): the device's own addresses
 * @address_text: the address of these to go to, with its zone
 *
 * Judges an announced admin page: only one at the device itself is believed,
 * and it is then reached by address, because `.local` names resolve on few
 * systems.
 *
 * Returns: (transfer full) (nullable): the URL, or %NULL if it leads elsewhere
 */
char *
mg_url_rules_dup_admin_url (const char *text,
                            const char *host,
                            GPtrArray  *addresses,
                            const char *address_text)
{
  g_autoptr (GUri) uri = NULL;
  g_autofree char *path = NULL;
  const char *query;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (addresses != NULL, NULL);
  g_return_val_if_fail (address_text != NULL, NULL);

  uri = mg_url_rules_parse (text);
  if (uri == NULL)
    return NULL;

  if (!is_one_of (g_uri_get_host (uri), addresses) &&
      (host == NULL || !is_same_host (g_uri_get_host (uri), host)))
    return NULL;

  query = g_uri_get_query (uri);
  path = g_strconcat (g_uri_get_path (uri), query != NULL ? "?" : NULL, query, NULL);

  return mg_url_rules_dup_base_url (g_uri_get_scheme (uri), address_text,
                                    (guint16) MAX (g_uri_get_port (uri), 0), path);
}
