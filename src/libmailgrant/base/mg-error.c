/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-error"

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "mg-error.h"

G_DEFINE_QUARK (mg-error-quark, mg_error)

/* lint: long-function: one case a code, so that the compiler finds a missing one */
/**
 * mg_error_get_hint:
 * @error: the error an operation ended with
 *
 * Gets the sentence that tells the person what to do about @error.
 *
 * The window shows it under the error's message, the command line prints it
 * after "hint:". The message says what happened; the hint says what next.
 *
 * Returns: (transfer none) (nullable): a translated sentence, or %NULL if
 *   there is nothing the person can do
 */
const char *
mg_error_get_hint (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain != MG_ERROR)
    return NULL;

  switch ((MgError) error->code)
    {
    case MG_ERROR_UNREACHABLE:
    case MG_ERROR_TIMED_OUT:
      return _("Check that it is switched on and reachable from this network, then try again.");
    case MG_ERROR_CAPTIVE_PORTAL:
      return _("Sign in to the network in a browser first, then try again.");
    case MG_ERROR_NOT_TRUSTED:
      return _("Compare the fingerprint with the one the device shows, then confirm it.");
    case MG_ERROR_SERVER_NOT_TRUSTED:
      return _("Check this computer's date and time. A certificate of your organization's own "
               "authority is trusted once mailgrant.conf names that authority as CaFile.");
    case MG_ERROR_CERTIFICATE_CHANGED:
      return _("If the device was reset or updated, compare the new fingerprint with the one "
               "it shows and confirm it. Otherwise do not sign in.");
    case MG_ERROR_INSECURE:
      return _("Turn on HTTPS on the device, then add it again by its https address.");
    case MG_ERROR_LOGIN_REFUSED:
      return _("Enter the device's administrator name and password again.");
    case MG_ERROR_CODE_NEEDED:
      return _("Enter the current one-time code of this login.");
    case MG_ERROR_LOCKED_OUT:
      return _("Wait until the device allows logins again; each further attempt makes it longer.");
    case MG_ERROR_PASSWORD_EXPIRED:
      return _("Set a new password on the device's own page, then enter it here.");
    case MG_ERROR_PERMISSION:
      return _("Use a login of the device that may change its mail settings.");
    case MG_ERROR_CONFLICT:
      return _("Look at the device's present settings, then try again.");
    case MG_ERROR_CONSENT_NEEDED:
    case MG_ERROR_CONSENT_DECLINED:
    case MG_ERROR_CONSENT_TIMED_OUT:
      return _("Authorize the account again.");
    case MG_ERROR_ADMIN_CONSENT_NEEDED:
      return _("Send the approval link to your organization's administrator.");
    case MG_ERROR_WRONG_ACCOUNT:
      return _("Sign out of the other account in the browser, or choose the account to use.");
    case MG_ERROR_SCOPE_MISSING:
      return _("Authorize again and leave the permission to send mail ticked.");
    case MG_ERROR_PROVIDER_REFUSED:
      return _("Check the client ID, the client secret and the provider's settings.");
    case MG_ERROR_PROVIDER_UNAVAILABLE:
      return _("Try again in a few minutes.");
    case MG_ERROR_TEST_FAILED:
      return _("Check the mail server settings on the device.");
    case MG_ERROR_MAILBOX_REFUSED:
      return _("Ask the mailbox's administrator to allow it; authorizing again does not help.");
    case MG_ERROR_VAULT_LOCKED:
    case MG_ERROR_VAULT_DISMISSED:
      return _("Unlock the keyring, then try again.");
    case MG_ERROR_VAULT_ABSENT:
      return _("Start a keyring service such as GNOME Keyring or KWallet, then try again.");
    case MG_ERROR_VAULT_UNREADABLE:
      return _("Enter the saved passwords again, or restore the keyring they were saved in.");
    case MG_ERROR_STORE:
      return _("Check that the disk is not full and that the data folder belongs to you.");
    case MG_ERROR_FAILED:
    case MG_ERROR_INVALID_INPUT:
    case MG_ERROR_NOT_FOUND:
    case MG_ERROR_NOT_SUPPORTED:
    case MG_ERROR_PROTOCOL:
    default:
      return NULL;
    }
}

/**
 * mg_error_is_transient:
 * @error: the error an operation ended with
 *
 * Tells whether the same call may succeed later with nothing changed.
 *
 * A transient error never makes a token Invalid (RFC 6749 §5.2 names the
 * errors that do).
 *
 * Returns: %TRUE if trying again later may help
 */
gboolean
mg_error_is_transient (const GError *error)
{
  g_return_val_if_fail (error != NULL, FALSE);

  return g_error_matches (error, MG_ERROR, MG_ERROR_UNREACHABLE) ||
         g_error_matches (error, MG_ERROR, MG_ERROR_TIMED_OUT) ||
         g_error_matches (error, MG_ERROR, MG_ERROR_CAPTIVE_PORTAL) ||
         g_error_matches (error, MG_ERROR, MG_ERROR_LOCKED_OUT) ||
         g_error_matches (error, MG_ERROR, MG_ERROR_PROVIDER_UNAVAILABLE);
}

/**
 * mg_error_new_from_io:
 * @io_error: an error of GIO: connecting, resolving, TLS, reading or writing
 * @peer: the name of the other side as the person knows it
 *
 * Maps an error of the transport to one of ours, once, where it enters.
 *
 * Returns: (transfer full): the mapped error; a cancellation is returned as it is
 */
GError *
mg_error_new_from_io (const GError *io_error,
                      const char   *peer)
{
  g_return_val_if_fail (io_error != NULL, NULL);
  g_return_val_if_fail (peer != NULL, NULL);

  if (io_error->domain == MG_ERROR ||
      g_error_matches (io_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (io_error);

  if (g_error_matches (io_error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return g_error_new (MG_ERROR, MG_ERROR_TIMED_OUT, _("%s did not answer in time"), peer);

  /* A device's certificate is confirmed by a person: GIO has no say in it. */
  if (g_error_matches (io_error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE))
    return g_error_new (MG_ERROR, MG_ERROR_SERVER_NOT_TRUSTED,
                        _("No secure connection to %s: %s"), peer, io_error->message);

  if (io_error->domain == G_TLS_ERROR)
    return g_error_new (MG_ERROR, MG_ERROR_PROTOCOL,
                        _("No secure connection to %s: %s"), peer, io_error->message);

  if (io_error->domain == G_RESOLVER_ERROR)
    return g_error_new (MG_ERROR, MG_ERROR_UNREACHABLE, _("The name %s is not known"), peer);

  return g_error_new (MG_ERROR, MG_ERROR_UNREACHABLE,
                      _("No connection to %s: %s"), peer, io_error->message);
}
