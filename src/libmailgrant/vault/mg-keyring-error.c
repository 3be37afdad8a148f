/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-keyring-error"

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>

#include "mg-error.h"
#include "mg-keyring-error-private.h"

static GError *
map_secret_error (const GError *error)
{
  switch ((SecretError) error->code)
    {
    case SECRET_ERROR_IS_LOCKED:
      return g_error_new (MG_ERROR, MG_ERROR_VAULT_LOCKED, _("The keyring is locked"));
    case SECRET_ERROR_INVALID_FILE_FORMAT:
    case SECRET_ERROR_PROTOCOL:
      return g_error_new (MG_ERROR, MG_ERROR_VAULT_UNREADABLE,
                          _("The keyring cannot be read: %s"), error->message);
    case SECRET_ERROR_NO_SUCH_OBJECT:
      return g_error_new (MG_ERROR, MG_ERROR_VAULT_ABSENT, _("There is no keyring yet"));
    case SECRET_ERROR_ALREADY_EXISTS:
    default:
      return g_error_new (MG_ERROR, MG_ERROR_FAILED,
                          _("The keyring did not do it: %s"), error->message);
    }
}

/**
 * _mg_keyring_error_map:
 * @error: an error of libsecret, D-Bus or a file
 * @cancelled: whether we have cancelled the operation ourselves
 *
 * Returns: (transfer full): the error that says what the person can do
 */
GError *
_mg_keyring_error_map (const GError *error,
                       gboolean      cancelled)
{
  if (error->domain == MG_ERROR)
    return g_error_copy (error);

  if (error->domain == SECRET_ERROR)
    return map_secret_error (error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      if (cancelled)
        return g_error_copy (error);

      /* The Secret portal says it this way. */
      return g_error_new (MG_ERROR, MG_ERROR_VAULT_DISMISSED, _("The keyring was not unlocked"));
    }

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT) ||
      g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY) ||
      g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_TIMEOUT))
    return g_error_new (MG_ERROR, MG_ERROR_VAULT_ABSENT, _("The keyring did not answer in time"));

  return g_error_new (MG_ERROR, MG_ERROR_VAULT_ABSENT,
                      _("There is no keyring in this session: %s"), error->message);
}
