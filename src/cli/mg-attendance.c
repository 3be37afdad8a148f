/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-attendance"

#include "config.h"

#include <unistd.h>

#include <glib/gi18n.h>

#include "mg-attendance.h"
#include "mg-input.h"
#include "mg-terminal.h"

/**
 * MgAttendance:
 *
 * What a person at the terminal has to do with an authorization: the browser
 * is opened for them, or they are told the address or the code, and they are
 * asked about the account.
 */
struct _MgAttendance
{
  MgAttendanceOptions  options;
  MgAuthorization     *authorization;  /* (owned) */
  GCancellable        *cancellable;    /* (owned), of the authorization */
  GCancellable        *ended;          /* (owned), fires when it has ended */
  char                *account;        /* (owned) (nullable) */
  gboolean             link_shown;
  gboolean             pasted;
  gboolean             asked;
  gboolean             refused;        /* the account that signed in */
};

/* Says what is known beyond the error: what the provider's own code means, and
 * where an administrator approves. */
static void
explain (MgAuthorization *authorization)
{
  MgOAuthFailure *failure = mg_authorization_get_failure (authorization);
  g_autofree char *approval = NULL;
  g_autoptr (GError) error = NULL;

  if (failure == NULL)
    return;

  if (mg_oauth_failure_get_advice (failure) != NULL)
    mg_terminal_say ("%s", mg_oauth_failure_get_advice (failure));

  error = mg_oauth_failure_to_error (failure, "");
  if (g_error_matches (error, MG_ERROR, MG_ERROR_ADMIN_CONSENT_NEEDED))
    approval = mg_authorization_dup_approval_uri (authorization);
  if (approval != NULL)
    mg_terminal_say_labelled ("approve", approval);
}

static void
on_stage_cb (MgAuthorization *authorization,
             GParamSpec      *pspec,
             MgAttendance    *self)
{
  const char *text = NULL;

  switch (mg_authorization_get_stage (authorization))
    {
    case MG_AUTHORIZATION_WAITING:
      text = _("Waiting for the permission at the provider…");
      break;
    case MG_AUTHORIZATION_REDEEMING:
      text = _("Getting the token from the provider…");
      break;
    case MG_AUTHORIZATION_PUSHING:
      text = _("Putting the token on the device…");
      break;
    case MG_AUTHORIZATION_TESTING:
      text = _("The device is testing it…");
      break;
    case MG_AUTHORIZATION_DONE:
      explain (authorization);
      break;
    case MG_AUTHORIZATION_PREPARING:
    case MG_AUTHORIZATION_ACCOUNT_MISMATCH:
    default:
      break;
    }

  if (text != NULL)
    mg_terminal_say ("%s", text);
}

static void
on_launched_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (!g_app_info_launch_default_for_uri_finish (result, &error) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    mg_terminal_say ("%s", _("The browser could not be started: open the address yourself."));
}

/* Asked for an address that no program opens, GIO would fetch it with gvfs to learn what it is,
 * and so spend the authorization request. In a sandbox the portal knows the browser. */
static gboolean
has_browser (const char *uri)
{
  g_autofree char *scheme = g_uri_parse_scheme (uri);
  g_autoptr (GAppInfo) app = NULL;

  if (g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS))
    return TRUE;

  app = g_app_info_get_default_for_uri_scheme (scheme);
  return app != NULL;
}

static void
on_uri_cb (MgAuthorization *authorization,
           GParamSpec      *pspec,
           MgAttendance    *self)
{
  const char *uri = mg_authorization_get_uri (authorization);

  /* A device code has an address of its own. */
  if (uri == NULL || self->link_shown || self->options.device_code)
    return;

  self->link_shown = TRUE;
  mg_terminal_say_labelled ("open", uri);
}

static void
on_open_uri_cb (MgAuthorization *authorization,
                const char      *uri,
                MgAttendance    *self)
{
  if (self->options.no_browser)
    return;

  if (!has_browser (uri))
    {
      mg_terminal_say ("%s", _("There is no browser here: open the address yourself."));
      return;
    }

  mg_terminal_say ("%s", _("Opening the browser."));
  g_app_info_launch_default_for_uri_async (uri, NULL, self->ended, on_launched_cb, NULL);
}

/* Who talks somebody into typing in a code of theirs gets the permission
 * (RFC 8628 section 5.4). */
static void
say_what_for (MgAttendance *self)
{
  MgDevice *device = mg_authorization_get_device (self->authorization);

  /* Translators: %s is the name of a device */
  mg_terminal_say (_("Type the code in only if you have started this yourself, for %s."),
                   mg_device_get_name (device));
}

static void
on_code_cb (MgAuthorization *authorization,
            GParamSpec      *pspec,
            MgAttendance    *self)
{
  const char *code = mg_authorization_get_user_code (authorization);
  const char *uri = mg_authorization_get_verification_uri (authorization);

  if (code == NULL || uri == NULL || self->link_shown)
    return;

  self->link_shown = TRUE;
  mg_terminal_say_labelled ("open", uri);
  mg_terminal_say_labelled ("code", code);
  say_what_for (self);
}

/* Reads addresses until one is the right one, or until it no longer matters. */
static void
read_pasted (MgAttendance *self)
{
  mg_terminal_say ("%s", _("Afterwards, paste the last address of the browser here."));

  while (!g_cancellable_is_cancelled (self->ended))
    {
      g_autofree char *address = NULL;
      g_autoptr (GError) error = NULL;

      address = mg_input_read_answer (STDIN_FILENO, self->ended, &error);
      if (address != NULL &&
          mg_authorization_take_pasted_uri (self->authorization, address, &error))
        return;

      if (g_cancellable_is_cancelled (self->ended))
        return;

      mg_terminal_say_error (error);
      if (address == NULL)
        g_cancellable_cancel (self->cancellable);
    }
}

static void
ask_account (MgAttendance *self)
{
  g_autofree char *question = NULL;

  /* Translators: %s are mail addresses */
  question = g_strdup_printf (_("%s signed in instead of %s. Go on with it?"),
                              mg_authorization_get_actual_account (self->authorization),
                              self->account);
  if (mg_terminal_is_interactive () && mg_terminal_confirm (question, self->ended))
    {
      mg_authorization_accept_account (self->authorization);
      return;
    }

  self->refused = TRUE;
  g_cancellable_cancel (self->cancellable);
}

/**
 * mg_attendance_new:
 * @authorization: an authorization that is about to run
 * @options: how the permission is given
 * @account: (nullable): the mailbox that is wanted
 * @cancellable: what ends the authorization when the person says no
 *
 * Returns: (transfer full): an attendance
 */
MgAttendance *
mg_attendance_new (MgAuthorization           *authorization,
                   const MgAttendanceOptions *options,
                   const char                *account,
                   GCancellable              *cancellable)
{
  MgAttendance *self;

  g_return_val_if_fail (MG_IS_AUTHORIZATION (authorization), NULL);
  g_return_val_if_fail (options != NULL, NULL);
  g_return_val_if_fail (G_IS_CANCELLABLE (cancellable), NULL);

  self = g_new0 (MgAttendance, 1);
  self->options = *options;
  self->authorization = g_object_ref (authorization);
  self->cancellable = g_object_ref (cancellable);
  self->ended = g_cancellable_new ();
  self->account = g_strdup (account);

  if (options->device_code)
    mg_authorization_set_mode (authorization, MG_AUTHORIZATION_MODE_DEVICE_CODE);
  else if (options->paste)
    mg_authorization_set_mode (authorization, MG_AUTHORIZATION_MODE_PASTE);

  g_signal_connect (authorization, "notify::stage", G_CALLBACK (on_stage_cb), self);
  g_signal_connect (authorization, "notify::user-code", G_CALLBACK (on_code_cb), self);
  g_signal_connect (authorization, "notify::verification-uri", G_CALLBACK (on_code_cb), self);
  g_signal_connect (authorization, "notify::uri", G_CALLBACK (on_uri_cb), self);
  g_signal_connect (authorization, "open-uri", G_CALLBACK (on_open_uri_cb), self);

  return self;
}

/**
 * mg_attendance_free:
 * @self: (transfer full): an attendance
 *
 * Ends it. The authorization is left alone.
 */
void
mg_attendance_free (MgAttendance *self)
{
  g_return_if_fail (self != NULL);

  mg_attendance_end (self);
  g_signal_handlers_disconnect_by_data (self->authorization, self);
  g_clear_object (&self->authorization);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->ended);
  g_free (self->account);
  g_free (self);
}

/**
 * mg_attendance_turn:
 * @self: an attendance
 *
 * Does what only a person can do, if there is something now. To be called
 * after each turn of the main context.
 */
void
mg_attendance_turn (MgAttendance *self)
{
  g_return_if_fail (self != NULL);

  if (self->options.paste && self->link_shown && !self->pasted)
    {
      self->pasted = TRUE;
      read_pasted (self);
    }

  if (!self->asked &&
      mg_authorization_get_stage (self->authorization) == MG_AUTHORIZATION_ACCOUNT_MISMATCH)
    {
      self->asked = TRUE;
      ask_account (self);
    }
}

/**
 * mg_attendance_end:
 * @self: an attendance
 *
 * Is told that the authorization has ended: what the person is asked no
 * longer matters.
 */
void
mg_attendance_end (MgAttendance *self)
{
  g_return_if_fail (self != NULL);

  g_cancellable_cancel (self->ended);
}

/**
 * mg_attendance_correct:
 * @self: an attendance
 * @error: (inout): what the authorization ended with
 *
 * Names the true reason if it was cancelled because of the account.
 */
void
mg_attendance_correct (MgAttendance  *self,
                       GError       **error)
{
  g_return_if_fail (self != NULL);

  if (!self->refused)
    return;

  g_clear_error (error);
  /* Translators: %s are mail addresses */
  g_set_error (error, MG_ERROR, MG_ERROR_WRONG_ACCOUNT, _("%s signed in instead of %s"),
               mg_authorization_get_actual_account (self->authorization), self->account);
}
