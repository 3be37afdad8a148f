/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-session-keeper"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-device-login-private.h"
#include "mg-error.h"
#include "mg-session-keeper-private.h"

/* A device that has locked logins is left alone for so long; each further
 * attempt would make it longer. */
#define LOCK_OUT_MICROSECONDS (5 * 60 * G_USEC_PER_SEC)

/**
 * MgSessionKeeper:
 *
 * Keeps the one session that this process has with a device.
 *
 * It signs in when a verb needs it, once for all that wait, with the login from
 * the vault; it signs in again when the device has ended the session. A login
 * that was refused is not tried again, in no process, until a person has
 * entered another: devices lock out those who try again.
 *
 * |[
 *   run ──► session? ──yes──────────────────────► verb ──► refused, and the session
 *              │ no                                ▲  │     was an old one?
 *              ▼                                   │  │        │ yes: forget it
 *           join the sign-in under way, or         │  │        ▼
 *           login from the vault ─► was it         │  │     sign in again, once
 *           refused before? ─► sign in ─► session ─┘  └──► result
 * ]|
 */
struct _MgSessionKeeper
{
  GObject       parent_instance;

  MgContext    *context;        /* (owned) */
  MgVault      *vault;          /* (owned) */
  MgStore      *store;          /* (owned) */
  MgDriver     *driver;         /* (owned) */
  MgDevice     *device;         /* (owned) */
  gboolean      has_login;      /* whether the vault holds a login */
  MgSession    *session;        /* (owned) (nullable) */
  GQueue        waiting;        /* (owned) (element-type Waiter) */
  GCancellable *signing_in;     /* (owned) (nullable): while a sign-in is under way */
  char         *login_id;       /* (owned) (nullable): the login being tried */
  MgCredential *login;          /* (owned) (nullable): likewise */
  GError       *refusal;        /* (owned) (nullable) */
  char         *refused_id;     /* (owned) (nullable): the login that was refused */
  gint64        refused_until;  /* boot time, 0 until another login is entered */
};

G_DEFINE_FINAL_TYPE (MgSessionKeeper, _mg_session_keeper, G_TYPE_OBJECT)

typedef struct
{
  MgSessionKeeper *keeper;  /* (unowned) */
  GTask           *task;    /* (owned) */
  GSource         *cancel;  /* (owned) (nullable) */
} Waiter;

static void
waiter_free (Waiter *waiter)
{
  if (waiter->cancel != NULL)
    {
      g_source_destroy (waiter->cancel);
      g_source_unref (waiter->cancel);
    }
  g_object_unref (waiter->task);
  g_free (waiter);
}

static void
forget_attempt (MgSessionKeeper *self)
{
  g_clear_object (&self->signing_in);
  g_clear_pointer (&self->login_id, g_free);
  g_clear_pointer (&self->login, mg_credential_unref);
}

static void begin_attempt (MgSessionKeeper *self);

/* Ends the sign-in under way for all that wait for it. */
static void
answer_waiting (MgSessionKeeper *self,
                const GError    *error)
{
  Waiter *waiter;

  forget_attempt (self);

  /* Those for whom it was begun gave up, and somebody has come since. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      if (!g_queue_is_empty (&self->waiting))
        begin_attempt (self);
      return;
    }

  while ((waiter = g_queue_pop_head (&self->waiting)) != NULL)
    {
      if (error != NULL)
        g_task_return_error (waiter->task, g_error_copy (error));
      else
        g_task_return_pointer (waiter->task, g_object_ref (self->session), g_object_unref);
      waiter_free (waiter);
    }
}

static gboolean
is_refusal (const GError *error)
{
  return g_error_matches (error, MG_ERROR, MG_ERROR_LOGIN_REFUSED) ||
         g_error_matches (error, MG_ERROR, MG_ERROR_CODE_NEEDED) ||
         g_error_matches (error, MG_ERROR, MG_ERROR_LOCKED_OUT) ||
         g_error_matches (error, MG_ERROR, MG_ERROR_PASSWORD_EXPIRED);
}

static char *
dup_refusal_name (MgSessionKeeper *self)
{
  return g_strconcat ("refused-login/", mg_device_get_id (self->device), NULL);
}

static void
on_refusal_saved_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (!mg_store_write_finish (MG_STORE (object), result, &error))
    g_warning ("could not save that a login was refused: %s", error->message);
}

static void
remember_refusal (MgSessionKeeper *self,
                  const GError    *error)
{
  MgClock *clock = mg_context_get_clock (self->context);
  g_autofree char *name = dup_refusal_name (self);

  g_clear_error (&self->refusal);
  self->refusal = g_error_copy (error);
  g_free (self->refused_id);
  self->refused_id = g_strdup (self->login_id);
  self->refused_until = 0;

  if (g_error_matches (error, MG_ERROR, MG_ERROR_LOCKED_OUT))
    self->refused_until = mg_clock_boot_time (clock) + LOCK_OUT_MICROSECONDS;
  else if (g_error_matches (error, MG_ERROR, MG_ERROR_LOGIN_REFUSED))
    mg_store_set_setting_async (self->store, name, self->login_id, NULL,
                                on_refusal_saved_cb, NULL);
}

static void
forget_refusal (MgSessionKeeper *self)
{
  g_clear_error (&self->refusal);
  g_clear_pointer (&self->refused_id, g_free);
  self->refused_until = 0;
}

static void
on_signed_in_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (MgSessionKeeper) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MgSession) session = NULL;

  session = mg_driver_sign_in_finish (MG_DRIVER (object), result, &error);
  if (session != NULL)
    {
      g_set_object (&self->session, session);
      forget_refusal (self);
    }
  else if (is_refusal (error))
    {
      remember_refusal (self, error);
    }

  answer_waiting (self, error);
}

static void
sign_in (MgSessionKeeper *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MgHttp) http = _mg_session_keeper_create_http (self, &error);

  if (http == NULL)
    answer_waiting (self, error);
  else
    mg_driver_sign_in_async (self->driver, http, self->login, self->signing_in,
                             on_signed_in_cb, g_object_ref (self));
}

static void
on_refused_login_loaded_cb (GObject      *object,
                            GAsyncResult *result,
                            gpointer      user_data)
{
  g_autoptr (MgSessionKeeper) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *refused_id = NULL;

  refused_id = mg_store_load_setting_finish (MG_STORE (object), result, &error);
  if (error == NULL && g_strcmp0 (refused_id, self->login_id) == 0)
    g_set_error (&error, MG_ERROR, MG_ERROR_LOGIN_REFUSED,
                 _("%s has refused the saved login before, so it was not tried again"),
                 mg_device_get_name (self->device));

  if (error != NULL)
    answer_waiting (self, error);
  else
    sign_in (self);
}

static gboolean
is_refused (MgSessionKeeper *self)
{
  MgClock *clock = mg_context_get_clock (self->context);

  return self->refusal != NULL &&
         g_strcmp0 (self->refused_id, self->login_id) == 0 &&
         (self->refused_until == 0 || mg_clock_boot_time (clock) < self->refused_until);
}

static void
on_login_found_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (MgSessionKeeper) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MgSecret) secret = NULL;
  g_autofree char *name = NULL;

  secret = mg_vault_lookup_finish (MG_VAULT (object), result, &error);
  if (secret != NULL)
    self->login = _mg_device_login_from_secret (secret, &self->login_id, &error);

  if (error != NULL)
    {
      answer_waiting (self, error);
      return;
    }

  if (is_refused (self))
    {
      answer_waiting (self, self->refusal);
      return;
    }

  name = dup_refusal_name (self);
  mg_store_load_setting_async (self->store, name, self->signing_in,
                               on_refused_login_loaded_cb, g_object_ref (self));
}

static gboolean
on_waiter_cancelled_cb (GCancellable *cancellable,
                        gpointer      user_data)
{
  Waiter *waiter = user_data;
  MgSessionKeeper *self = waiter->keeper;

  g_queue_remove (&self->waiting, waiter);
  g_task_return_error_if_cancelled (waiter->task);
  waiter_free (waiter);

  if (g_queue_is_empty (&self->waiting) && self->signing_in != NULL)
    g_cancellable_cancel (self->signing_in);

  return G_SOURCE_REMOVE;
}

static void
join_sign_in (MgSessionKeeper *self,
              GTask           *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  Waiter *waiter = g_new0 (Waiter, 1);

  waiter->keeper = self;
  waiter->task = g_object_ref (task);
  if (cancellable != NULL)
    {
      waiter->cancel = g_cancellable_source_new (cancellable);
      g_source_set_callback (waiter->cancel, G_SOURCE_FUNC (on_waiter_cancelled_cb), waiter, NULL);
      g_source_attach (waiter->cancel, g_main_context_get_thread_default ());
    }
  g_queue_push_tail (&self->waiting, waiter);
}

static void
begin_attempt (MgSessionKeeper *self)
{
  g_autoptr (MgVaultKey) key =
    mg_vault_key_new_device_credential (mg_device_get_id (self->device));

  self->signing_in = g_cancellable_new ();
  mg_vault_lookup_async (self->vault, key, TRUE, self->signing_in,
                         on_login_found_cb, g_object_ref (self));
}

static void
_mg_session_keeper_dispose (GObject *object)
{
  MgSessionKeeper *self = MG_SESSION_KEEPER (object);

  /* A sign-in under way holds a reference, so nobody waits any more. */
  g_assert (g_queue_is_empty (&self->waiting));
  forget_attempt (self);
  g_clear_object (&self->session);
  g_clear_object (&self->device);
  g_clear_object (&self->driver);
  g_clear_object (&self->store);
  g_clear_object (&self->vault);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (_mg_session_keeper_parent_class)->dispose (object);
}

static void
_mg_session_keeper_finalize (GObject *object)
{
  MgSessionKeeper *self = MG_SESSION_KEEPER (object);

  forget_refusal (self);

  G_OBJECT_CLASS (_mg_session_keeper_parent_class)->finalize (object);
}

static void
_mg_session_keeper_class_init (MgSessionKeeperClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = _mg_session_keeper_dispose;
  object_class->finalize = _mg_session_keeper_finalize;
}

static void
_mg_session_keeper_init (MgSessionKeeper *self)
{
  g_queue_init (&self->waiting);
}

/**
 * _mg_session_keeper_new:
 * @context: the context
 * @vault: where the login is kept
 * @store: where it is noted that a login was refused
 * @driver: the device's driver
 * @device: the device
 *
 * Returns: (transfer full): a new keeper with no session
 */
MgSessionKeeper *
_mg_session_keeper_new (MgContext *context,
                        MgVault   *vault,
                        MgStore   *store,
                        MgDriver  *driver,
                        MgDevice  *device)
{
  MgSessionKeeper *self = g_object_new (MG_TYPE_SESSION_KEEPER, NULL);

  self->context = g_object_ref (context);
  self->vault = g_object_ref (vault);
  self->store = g_object_ref (store);
  self->driver = g_object_ref (driver);
  self->device = g_object_ref (device);

  return self;
}

/**
 * _mg_session_keeper_get_driver:
 * @self: a keeper
 *
 * Returns: (transfer none): the device's driver
 */
MgDriver *
_mg_session_keeper_get_driver (MgSessionKeeper *self)
{
  return self->driver;
}

/**
 * _mg_session_keeper_get_has_login:
 * @self: a keeper
 *
 * Returns: whether the vault holds a login for the device
 */
gboolean
_mg_session_keeper_get_has_login (MgSessionKeeper *self)
{
  return self->has_login;
}

/**
 * _mg_session_keeper_set_has_login:
 * @self: a keeper
 * @has_login: whether the vault holds a login for the device
 */
void
_mg_session_keeper_set_has_login (MgSessionKeeper *self,
                                  gboolean         has_login)
{
  self->has_login = has_login;
}

/**
 * _mg_session_keeper_get_session:
 * @self: a keeper
 *
 * Returns: (transfer none) (nullable): the session, if there is one
 */
MgSession *
_mg_session_keeper_get_session (MgSessionKeeper *self)
{
  return self->session;
}

/**
 * _mg_session_keeper_set_session:
 * @self: a keeper
 * @session: (nullable): a new session, or %NULL when the old one has ended
 */
void
_mg_session_keeper_set_session (MgSessionKeeper *self,
                                MgSession       *session)
{
  g_set_object (&self->session, session);
  if (session != NULL)
    forget_refusal (self);
}

/**
 * _mg_session_keeper_create_http:
 * @self: a keeper
 * @error: return location for an error
 *
 * Makes the one kind of connection that may carry a login: pinned.
 *
 * Returns: (transfer full): a way to the device, or %NULL with @error set
 */
MgHttp *
_mg_session_keeper_create_http (MgSessionKeeper  *self,
                                GError          **error)
{
  const char *fingerprint = mg_device_get_fingerprint (self->device);

  if (fingerprint != NULL)
    return mg_http_new_pinned (self->context, mg_device_get_address (self->device), fingerprint);

  g_set_error (error, MG_ERROR, MG_ERROR_INSECURE,
               _("%s offers no encryption, so nothing secret was sent to it"),
               mg_device_get_name (self->device));

  return NULL;
}

/**
 * _mg_session_keeper_forget:
 * @self: a keeper
 *
 * Forgets the session and what was refused, because address, certificate or
 * login are no longer what they were.
 */
void
_mg_session_keeper_forget (MgSessionKeeper *self)
{
  g_clear_object (&self->session);
  forget_refusal (self);
}

/**
 * _mg_session_keeper_open_async:
 * @self: a keeper
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Gets the session, signing in with the login from the vault if there is none.
 */
void
_mg_session_keeper_open_async (MgSessionKeeper     *self,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, _mg_session_keeper_open_async);

  if (self->session != NULL)
    {
      g_task_return_pointer (task, g_object_ref (self->session), g_object_unref);
      return;
    }

  if (!self->has_login)
    {
      g_task_return_new_error (task, MG_ERROR, MG_ERROR_LOGIN_REFUSED,
                               _("There is no saved login for %s"),
                               mg_device_get_name (self->device));
      return;
    }

  join_sign_in (self, task);
  if (self->signing_in == NULL)
    begin_attempt (self);
}

/**
 * _mg_session_keeper_open_finish:
 * @self: a keeper
 * @result: the result
 * @error: return location for an error
 *
 * Returns: (transfer full): the session, or %NULL with @error set
 */
MgSession *
_mg_session_keeper_open_finish (MgSessionKeeper  *self,
                                GAsyncResult     *result,
                                GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
