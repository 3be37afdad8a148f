/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MgError:
 * @MG_ERROR_FAILED: something failed and there is nothing particular to do about it
 * @MG_ERROR_INVALID_INPUT: what the person typed or a file holds cannot be used
 * @MG_ERROR_NOT_FOUND: no such device, slot, provider or record
 * @MG_ERROR_NOT_SUPPORTED: the device or the provider cannot do this
 * @MG_ERROR_UNREACHABLE: no connection to the device or server
 * @MG_ERROR_TIMED_OUT: the peer did not answer in time
 * @MG_ERROR_PROTOCOL: the peer answered something that makes no sense
 * @MG_ERROR_CAPTIVE_PORTAL: the network answered with a web page of its own
 * @MG_ERROR_NOT_TRUSTED: the device's certificate has not been confirmed yet
 * @MG_ERROR_SERVER_NOT_TRUSTED: no authority that this computer trusts vouches for a
 *   server on the internet
 * @MG_ERROR_CERTIFICATE_CHANGED: the device shows another certificate than the confirmed one
 * @MG_ERROR_INSECURE: a secret would have travelled over plain HTTP
 * @MG_ERROR_LOGIN_REFUSED: the device refused user name or password
 * @MG_ERROR_CODE_NEEDED: the device asks for a one-time code
 * @MG_ERROR_LOCKED_OUT: the device has locked the login for a while
 * @MG_ERROR_PASSWORD_EXPIRED: the device wants a new administrator password first
 * @MG_ERROR_PERMISSION: the login may not do this on the device
 * @MG_ERROR_CONFLICT: the device's settings were changed by somebody else meanwhile
 * @MG_ERROR_CONSENT_NEEDED: the grant is dead; a person must authorize again
 * @MG_ERROR_CONSENT_DECLINED: the person said no on the provider's page
 * @MG_ERROR_CONSENT_TIMED_OUT: the browser never came back
 * @MG_ERROR_ADMIN_CONSENT_NEEDED: the organization's administrator has to approve first
 * @MG_ERROR_WRONG_ACCOUNT: somebody else signed in than was asked for
 * @MG_ERROR_SCOPE_MISSING: the grant does not cover sending mail
 * @MG_ERROR_PROVIDER_REFUSED: the provider refuses the client or the request as configured
 * @MG_ERROR_PROVIDER_UNAVAILABLE: the provider could not answer just now
 * @MG_ERROR_TEST_FAILED: the device's own test did not pass
 * @MG_ERROR_MAILBOX_REFUSED: the token is good, the mailbox does not allow it
 * @MG_ERROR_VAULT_LOCKED: the keyring is locked
 * @MG_ERROR_VAULT_DISMISSED: the person closed the keyring's prompt
 * @MG_ERROR_VAULT_ABSENT: there is no keyring
 * @MG_ERROR_VAULT_UNREADABLE: the keyring holds secrets that its key does not open
 * @MG_ERROR_STORE: the database cannot be read or written
 *
 * What went wrong, sorted by what the person can do about it.
 *
 * Cancellation is not among them: it stays %G_IO_ERROR_CANCELLED and is never shown.
 */
typedef enum
{
  MG_ERROR_FAILED,
  MG_ERROR_INVALID_INPUT,
  MG_ERROR_NOT_FOUND,
  MG_ERROR_NOT_SUPPORTED,
  MG_ERROR_UNREACHABLE,
  MG_ERROR_TIMED_OUT,
  MG_ERROR_PROTOCOL,
  MG_ERROR_CAPTIVE_PORTAL,
  MG_ERROR_NOT_TRUSTED,
  MG_ERROR_SERVER_NOT_TRUSTED,
  MG_ERROR_CERTIFICATE_CHANGED,
  MG_ERROR_INSECURE,
  MG_ERROR_LOGIN_REFUSED,
  MG_ERROR_CODE_NEEDED,
  MG_ERROR_LOCKED_OUT,
  MG_ERROR_PASSWORD_EXPIRED,
  MG_ERROR_PERMISSION,
  MG_ERROR_CONFLICT,
  MG_ERROR_CONSENT_NEEDED,
  MG_ERROR_CONSENT_DECLINED,
  MG_ERROR_CONSENT_TIMED_OUT,
  MG_ERROR_ADMIN_CONSENT_NEEDED,
  MG_ERROR_WRONG_ACCOUNT,
  MG_ERROR_SCOPE_MISSING,
  MG_ERROR_PROVIDER_REFUSED,
  MG_ERROR_PROVIDER_UNAVAILABLE,
  MG_ERROR_TEST_FAILED,
  MG_ERROR_MAILBOX_REFUSED,
  MG_ERROR_VAULT_LOCKED,
  MG_ERROR_VAULT_DISMISSED,
  MG_ERROR_VAULT_ABSENT,
  MG_ERROR_VAULT_UNREADABLE,
  MG_ERROR_STORE,
} MgError;

#define MG_ERROR (mg_error_quark ())

GQuark      mg_error_quark        (void);
const char *mg_error_get_hint     (const GError  *error);
gboolean    mg_error_is_transient (const GError  *error);
GError     *mg_error_new_from_io  (const GError  *io_error,
                                   const char    *peer);

G_END_DECLS
