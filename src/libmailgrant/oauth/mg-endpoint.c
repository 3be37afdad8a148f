/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-endpoint"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-error.h"

#include "mg-endpoint.h"

/**
 * mg_endpoint_is_loopback_host:
 * @host: (nullable): a host as g_uri_get_host() gives it
 *
 * Returns: %TRUE if @host is this computer
 */
gboolean
mg_endpoint_is_loopback_host (const char *host)
{
  g_autoptr (GInetAddress) address = NULL;

  if (host == NULL)
    return FALSE;
  if (g_ascii_strcasecmp (host, "localhost") == 0)
    return TRUE;

  address = g_inet_address_new_from_string (host);

  return address != NULL && g_inet_address_get_is_loopback (address);
}

/**
 * mg_endpoint_check:
 * @uri: an address that a provider's description or answer names
 * @error: return location for an error
 *
 * Checks that an address may be asked for tokens or shown in the browser: it
 * is HTTPS, or HTTP on this computer, and carries neither a login nor a
 * fragment (RFC 6749 §3.1, RFC 8252 §8.3). A provider's description that names
 * a `file:` or `javascript:` address ends here.
 *
 * Returns: %TRUE if the address may be used
 */
gboolean
mg_endpoint_check (const char *uri,
                   GError    **error)
{
  g_autoptr (GUri) parsed = NULL;
  const char *scheme;
  const char *host;

  g_return_val_if_fail (uri != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  parsed = g_uri_parse (uri, G_URI_FLAGS_ENCODED, NULL);
  scheme = parsed != NULL ? g_uri_get_scheme (parsed) : NULL;
  host = parsed != NULL ? g_uri_get_host (parsed) : NULL;
  if (host == NULL || *host == '\0' ||
      g_uri_get_userinfo (parsed) != NULL ||
      g_uri_get_fragment (parsed) != NULL)
    {
      g_set_error_literal (error, MG_ERROR, MG_ERROR_INVALID_INPUT,
                           _("The provider names an address that cannot be used"));
      return FALSE;
    }

  if (g_str_equal (scheme, "https") ||
      (g_str_equal (scheme, "http") && mg_endpoint_is_loopback_host (host)))
    return TRUE;

  g_set_error_literal (error, MG_ERROR, MG_ERROR_INSECURE,
                       _("The provider names an address that is not HTTPS"));

  return FALSE;
}
