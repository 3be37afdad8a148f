/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-address"

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-address.h"
#include "mg-error.h"

/* A DNS name has at most 253 characters (RFC 1035 §2.3.4); an IPv6 literal
 * with a zone, a scheme and a port fit beside it. */
#define TEXT_MAX 512

/**
 * MgAddress:
 *
 * Where a device's admin service is: scheme, host and port. Immutable.
 *
 * The host is a name or a numeric address without brackets; an IPv6 zone stays
 * in it as `%zone`.
 */
struct _MgAddress
{
  gatomicrefcount ref_count;
  char    *scheme;  /* (owned) */
  char    *host;    /* (owned) */
  guint16  port;
};

G_DEFINE_BOXED_TYPE (MgAddress, mg_address, mg_address_ref, mg_address_unref)

static guint16
get_default_port (const char *scheme)
{
  return g_str_equal (scheme, "http") ? 80 : 443;
}

static MgAddress *
refuse (const char  *text,
        GError     **error)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) strnlen (text, TEXT_MAX));

  g_set_error (error, MG_ERROR, MG_ERROR_INVALID_INPUT,
               _("“%s” is not a host name, an address or a web address"), valid);

  return NULL;
}

/* What a URL can carry as it is (RFC 6874 §2). */
static gboolean
is_zone (const char *zone)
{
  gsize n = 0;

  while (g_ascii_isalnum (zone[n]) || (zone[n] != '\0' && strchr ("-._~", zone[n]) != NULL))
    n++;

  return n > 0 && zone[n] == '\0';
}

static gboolean
is_bare_ipv6 (const char *text)
{
  g_autofree char *head = NULL;
  const char *zone = strchr (text, '%');
  g_autoptr (GInetAddress) address = NULL;

  if (zone != NULL && !is_zone (zone + 1))
    return FALSE;

  head = zone == NULL ? g_strdup (text) : g_strndup (text, (gsize) (zone - text));
  address = g_inet_address_new_from_string (head);

  return address != NULL && g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6;
}

static gboolean
is_host (const char *host)
{
  if (*host == '\0' || is_bare_ipv6 (host))
    return *host != '\0';

  for (const char *at = host; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (!g_unichar_isalnum (c) && c != '-' && c != '.' && c != '_')
        return FALSE;
    }

  return TRUE;
}

/**
 * mg_address_new:
 * @scheme: `https` or `http`
 * @host: a name or a numeric address
 * @port: the port, or 0 for the scheme's own
 *
 * Returns: (transfer full): a new address
 */
MgAddress *
mg_address_new (const char *scheme,
                const char *host,
                guint16     port)
{
  MgAddress *self;

  g_return_val_if_fail (g_str_equal (scheme, "https") || g_str_equal (scheme, "http"), NULL);
  g_return_val_if_fail (host != NULL && *host != '\0', NULL);

  self = g_new0 (MgAddress, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->scheme = g_strdup (scheme);
  self->host = g_strdup (host);
  self->port = port != 0 ? port : get_default_port (scheme);

  return self;
}

/**
 * mg_address_parse:
 * @text: a host, host:port, IPv4 or IPv6 literal, or an http or https URL
 * @error: return location for an error
 *
 * Reads an address as a person types it. Without a scheme it means https. The
 * path of a URL is not kept: a device's API says where it is itself.
 *
 * Returns: (transfer full): the address, or %NULL with
 *   %MG_ERROR_INVALID_INPUT set
 */
MgAddress *
mg_address_parse (const char  *text,
                  GError     **error)
{
  g_autofree char *trimmed = NULL;
  g_autofree char *url = NULL;
  g_autoptr (GUri) uri = NULL;
  const char *scheme;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (strnlen (text, TEXT_MAX) == TEXT_MAX || !g_utf8_validate (text, -1, NULL))
    return refuse (text, error);

  trimmed = g_strstrip (g_strdup (text));
  if (is_bare_ipv6 (trimmed))
    return mg_address_new ("https", trimmed, 0);

  url = strstr (trimmed, "://") != NULL ? g_strdup (trimmed) : g_strconcat ("https://", trimmed, NULL);
  uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_uri_get_userinfo (uri) != NULL || g_uri_get_host (uri) == NULL)
    return refuse (text, error);

  scheme = g_uri_get_scheme (uri);
  if (!(g_str_equal (scheme, "https") || g_str_equal (scheme, "http")) ||
      !is_host (g_uri_get_host (uri)) || g_uri_get_port (uri) == 0 ||
      g_uri_get_port (uri) > G_MAXUINT16)
    return refuse (text, error);

  return mg_address_new (scheme, g_uri_get_host (uri),
                         (guint16) MAX (g_uri_get_port (uri), 0));
}

/**
 * mg_address_ref:
 * @self: an address
 *
 * Returns: (transfer full): @self with one more reference
 */
MgAddress *
mg_address_ref (MgAddress *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * mg_address_unref:
 * @self: (transfer full): an address
 *
 * Gives up a reference.
 */
void
mg_address_unref (MgAddress *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->scheme);
  g_free (self->host);
  g_free (self);
}

/**
 * mg_address_get_scheme:
 * @self: an address
 *
 * Returns: (transfer none): `https` or `http`
 */
const char *
mg_address_get_scheme (const MgAddress *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->scheme;
}

/**
 * mg_address_get_host:
 * @self: an address
 *
 * Returns: (transfer none): the name or numeric address, without brackets
 */
const char *
mg_address_get_host (const MgAddress *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->host;
}

/**
 * mg_address_get_port:
 * @self: an address
 *
 * Returns: the port, the scheme's own where none was given
 */
guint16
mg_address_get_port (const MgAddress *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->port;
}

/**
 * mg_address_is_secure:
 * @self: an address
 *
 * Returns: %TRUE if it is reached over TLS
 */
gboolean
mg_address_is_secure (const MgAddress *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return g_str_equal (self->scheme, "https");
}

/**
 * mg_address_is_loopback:
 * @self: an address
 *
 * Tells whether the address is this computer's own, so that plain HTTP to it
 * crosses no network (RFC 8252 §8.3). A name other than `localhost` counts as
 * foreign, whatever it resolves to.
 *
 * Returns: %TRUE for 127.0.0.0/8, ::1 and `localhost`
 */
gboolean
mg_address_is_loopback (const MgAddress *self)
{
  g_autoptr (GInetAddress) address = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  if (g_ascii_strcasecmp (self->host, "localhost") == 0)
    return TRUE;

  address = g_inet_address_new_from_string (self->host);

  return address != NULL && g_inet_address_get_is_loopback (address);
}

/**
 * mg_address_equal:
 * @a: an address
 * @b: another
 *
 * Returns: %TRUE if scheme, host and port are the same
 */
gboolean
mg_address_equal (const MgAddress *a,
                  const MgAddress *b)
{
  g_return_val_if_fail (a != NULL, FALSE);
  g_return_val_if_fail (b != NULL, FALSE);

  return g_str_equal (a->scheme, b->scheme) &&
         g_ascii_strcasecmp (a->host, b->host) == 0 && a->port == b->port;
}

/**
 * mg_address_to_string:
 * @self: an address
 *
 * Returns: (transfer full): the address as a URL without a path, which
 *   mg_address_parse() reads back
 */
char *
mg_address_to_string (const MgAddress *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_uri_join (G_URI_FLAGS_NONE, self->scheme, NULL, self->host,
                     self->port == get_default_port (self->scheme) ? -1 : self->port,
                     "", NULL, NULL);
}

/**
 * mg_address_to_display:
 * @self: an address
 *
 * Returns: (transfer full): the host, with the port where it is not the
 *   scheme's own, and with `http://` in front where it is not secure
 */
char *
mg_address_to_display (const MgAddress *self)
{
  g_autofree char *url = mg_address_to_string (self);

  g_return_val_if_fail (self != NULL, NULL);

  return g_strdup (mg_address_is_secure (self) ? url + strlen ("https://") : url);
}

/**
 * mg_address_dup_uri:
 * @self: an address
 * @path: a path that begins with a slash, with a query if need be
 *
 * Returns: (transfer full): the URL of @path at this address
 */
char *
mg_address_dup_uri (const MgAddress *self,
                    const char      *path)
{
  g_autofree char *url = mg_address_to_string (self);

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (path != NULL && *path == '/', NULL);

  return g_strconcat (url, path, NULL);
}
