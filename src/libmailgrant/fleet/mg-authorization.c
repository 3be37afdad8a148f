/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-authorization"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-authorization-private.h"
#include "mg-error.h"

#define TIMEOUT_SECONDS (10 * 60)

/**
 * MgAuthorization:
 *
 * Gets a person's permission for one slot and puts it on the device, once.
 *
 * |[
 *   preparing         look at the device ─► "Waiting" to the store ─► client from the vault
 *                                                                        │
 *   waiting           consent ◄──────────────────────────────────────────┘
 *                        │  └► declined, over time, cancelled, refused ─► badge back
 *                        │  └► an administrator has to approve ─► badge stays
 *   redeeming         tokens
 *                        │
 *   account-mismatch  somebody else signed in? ─► the person decides
 *                        │
 *   pushing           our own copy to the vault ─► push job
 *                        │  └► refused ─► our copy away, badge back
 *   testing           the device's own test ─► badge
 *                        │
 *   done              the older grant and our copy of it away
 * ]|
 *
 * Nothing is lost on the way: the device is left alone until the new grant is
 * safe, and the old one is kept until the device has the new one. A process
 * that dies leaves a badge which the next one takes back, or a grant which it
 * finds on the device.
 *
 * It opens no browser: that is the affair of whoever listens to
 * [signal@Mg.Authorization::open-uri].
 */
G_DEFINE_FINAL_TYPE (MgAuthorization, mg_authorization, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (MgAuthorizationStage, mg_authorization_stage,
  G_DEFINE_ENUM_VALUE (MG_AUTHORIZATION_PREPARING, "preparing"),
  G_DEFINE_ENUM_VALUE (MG_AUTHORIZATION_WAITING, "waiting"),
  G_DEFINE_ENUM_VALUE (MG_AUTHORIZATION_REDEEMING, "redeeming"),
  G_DEFINE_ENUM_VALUE (MG_AUTHORIZATION_ACCOUNT_MISMATCH, "account-mismatch"),
  G_DEFINE_ENUM_VALUE (MG_AUTHORIZATION_PUSHING, "pushing"),
  G_DEFINE_ENUM_VALUE (MG_AUTHORIZATION_TESTING, "testing"),
  G_DEFINE_ENUM_VALUE (MG_AUTHORIZATION_DONE, "done"))

G_DEFINE_ENUM_TYPE (MgAuthorizationMode, mg_authorization_mode,
  G_DEFINE_ENUM_VALUE (MG_AUTHORIZATION_MODE_BROWSER, "browser"),
  G_DEFINE_ENUM_VALUE (MG_AUTHORIZATION_MODE_DEVICE_CODE, "device-code"),
  G_DEFINE_ENUM_VALUE (MG_AUTHORIZATION_MODE_PASTE, "paste"))

typedef enum
{
  PROP_STAGE = 1,
  PROP_MODE,
  PROP_KEEP_COPY,
  PROP_TIMEOUT,
  PROP_URI,
  PROP_USER_CODE,
  PROP_VERIFICATION_URI,
  PROP_ACTUAL_ACCOUNT,
} MgAuthorizationProperty;

static GParamSpec *properties[PROP_ACTUAL_ACCOUNT + 1] = { NULL, };

typedef enum
{
  SIGNAL_OPEN_URI,
} MgAuthorizationSignal;

static guint signals[SIGNAL_OPEN_URI + 1] = { 0, };

static void
mg_authorization_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  MgAuthorization *self = MG_AUTHORIZATION (object);

  switch ((MgAuthorizationProperty) prop_id)
    {
    case PROP_STAGE:
      g_value_set_enum (value, (int) self->stage);
      break;

    case PROP_MODE:
      g_value_set_enum (value, (int) self->mode);
      break;

    case PROP_KEEP_COPY:
      g_value_set_boolean (value, self->keep_copy);
      break;

    case PROP_TIMEOUT:
      g_value_set_uint (value, self->timeout);
      break;

    case PROP_URI:
      g_value_set_string (value, self->uri);
      break;

    case PROP_USER_CODE:
      g_value_set_string (value, self->user_code);
      break;

    case PROP_VERIFICATION_URI:
      g_value_set_string (value, self->verification_uri);
      break;

    case PROP_ACTUAL_ACCOUNT:
      g_value_set_string (value, self->actual_account);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mg_authorization_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  MgAuthorization *self = MG_AUTHORIZATION (object);

  switch ((MgAuthorizationProperty) prop_id)
    {
    case PROP_MODE:
      mg_authorization_set_mode (self, (MgAuthorizationMode) g_value_get_enum (value));
      break;

    case PROP_KEEP_COPY:
      mg_authorization_set_keep_copy (self, g_value_get_boolean (value));
      break;

    case PROP_TIMEOUT:
      mg_authorization_set_timeout (self, g_value_get_uint (value));
      break;

    case PROP_STAGE:
    case PROP_URI:
    case PROP_USER_CODE:
    case PROP_VERIFICATION_URI:
    case PROP_ACTUAL_ACCOUNT:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mg_authorization_dispose (GObject *object)
{
  MgAuthorization *self = MG_AUTHORIZATION (object);

  /* A run holds a reference through its task. */
  g_assert (self->task == NULL);
  g_clear_object (&self->job);
  g_clear_object (&self->device_code);
  g_clear_object (&self->consent);
  g_clear_object (&self->device);
  g_clear_object (&self->provider);
  g_clear_object (&self->slot);
  g_clear_object (&self->fleet);

  G_OBJECT_CLASS (mg_authorization_parent_class)->dispose (object);
}

static void
mg_authorization_finalize (GObject *object)
{
  MgAuthorization *self = MG_AUTHORIZATION (object);

  g_free (self->account);
  g_free (self->uri);
  g_free (self->user_code);
  g_free (self->verification_uri);
  g_free (self->actual_account);
  g_clear_pointer (&self->lock, _mg_consent_lock_free);
  g_clear_pointer (&self->grant, mg_grant_record_free);
  g_clear_pointer (&self->client, mg_oauth_client_unref);
  g_clear_pointer (&self->tokens, mg_token_set_unref);
  g_clear_pointer (&self->test, mg_test_result_free);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (mg_authorization_parent_class)->finalize (object);
}

static void
mg_authorization_class_init (MgAuthorizationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags shown = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags chosen = shown | G_PARAM_WRITABLE;

  object_class->dispose = mg_authorization_dispose;
  object_class->finalize = mg_authorization_finalize;
  object_class->get_property = mg_authorization_get_property;
  object_class->set_property = mg_authorization_set_property;

  /**
   * MgAuthorization:stage:
   *
   * How far it has come.
   */
  properties[PROP_STAGE] =
    g_param_spec_enum ("stage", NULL, NULL, MG_TYPE_AUTHORIZATION_STAGE,
                       MG_AUTHORIZATION_PREPARING, shown);

  /**
   * MgAuthorization:mode:
   *
   * How the person gives permission.
   */
  properties[PROP_MODE] =
    g_param_spec_enum ("mode", NULL, NULL, MG_TYPE_AUTHORIZATION_MODE,
                       MG_AUTHORIZATION_MODE_BROWSER, chosen);

  /**
   * MgAuthorization:keep-copy:
   *
   * Whether the grant is kept here too, so that it can be looked into and
   * renewed.
   */
  properties[PROP_KEEP_COPY] = g_param_spec_boolean ("keep-copy", NULL, NULL, TRUE, chosen);

  /**
   * MgAuthorization:timeout:
   *
   * How many seconds to wait for the person.
   */
  properties[PROP_TIMEOUT] =
    g_param_spec_uint ("timeout", NULL, NULL, 1, G_MAXUINT, TIMEOUT_SECONDS, chosen);

  /**
   * MgAuthorization:uri:
   *
   * The provider's page for this attempt, to be opened or copied.
   */
  properties[PROP_URI] = g_param_spec_string ("uri", NULL, NULL, NULL, shown);

  /**
   * MgAuthorization:user-code:
   *
   * The code to type in, exactly as it is to be shown.
   */
  properties[PROP_USER_CODE] = g_param_spec_string ("user-code", NULL, NULL, NULL, shown);

  /**
   * MgAuthorization:verification-uri:
   *
   * The page on which the code is typed in.
   */
  properties[PROP_VERIFICATION_URI] =
    g_param_spec_string ("verification-uri", NULL, NULL, NULL, shown);

  /**
   * MgAuthorization:actual-account:
   *
   * Who signed in, when that is somebody else than was asked for.
   */
  properties[PROP_ACTUAL_ACCOUNT] = g_param_spec_string ("actual-account", NULL, NULL, NULL, shown);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /**
   * MgAuthorization::open-uri:
   * @self: the authorization
   * @uri: the provider's page, a web address
   *
   * Emitted when @uri is to be opened in the person's browser.
   */
  signals[SIGNAL_OPEN_URI] =
    g_signal_new ("open-uri", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
mg_authorization_init (MgAuthorization *self)
{
  self->keep_copy = TRUE;
  self->timeout = TIMEOUT_SECONDS;
}

/* For the flow. */

void
_mg_authorization_set_stage (MgAuthorization      *self,
                             MgAuthorizationStage  stage)
{
  if (self->stage == stage)
    return;

  self->stage = stage;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STAGE]);
}

void
_mg_authorization_set_uri (MgAuthorization *self,
                           const char      *uri)
{
  g_free (self->uri);
  self->uri = g_strdup (uri);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_URI]);
}

void
_mg_authorization_open_uri (MgAuthorization *self,
                            const char      *uri)
{
  g_signal_emit (self, signals[SIGNAL_OPEN_URI], 0, uri);
}

void
_mg_authorization_show_code (MgAuthorization *self,
                             const char      *user_code,
                             const char      *verification_uri)
{
  g_free (self->user_code);
  self->user_code = g_strdup (user_code);
  g_free (self->verification_uri);
  self->verification_uri = g_strdup (verification_uri);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_USER_CODE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VERIFICATION_URI]);
}

void
_mg_authorization_ask (MgAuthorization *self,
                       const char      *actual_account)
{
  g_free (self->actual_account);
  self->actual_account = g_strdup (actual_account);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTUAL_ACCOUNT]);
  _mg_authorization_set_stage (self, MG_AUTHORIZATION_ACCOUNT_MISMATCH);
}

/**
 * mg_authorization_new:
 * @fleet: the fleet
 * @slot: a slot of one of its devices
 * @provider: the provider to ask
 * @account: the mailbox to ask for
 *
 * Returns: (transfer full): a new authorization, to be run once
 */
MgAuthorization *
mg_authorization_new (MgFleet    *fleet,
                      MgSlot     *slot,
                      MgProvider *provider,
                      const char *account)
{
  MgAuthorization *self;

  g_return_val_if_fail (MG_IS_FLEET (fleet), NULL);
  g_return_val_if_fail (MG_IS_SLOT (slot), NULL);
  g_return_val_if_fail (MG_IS_PROVIDER (provider), NULL);
  g_return_val_if_fail (account != NULL, NULL);

  self = g_object_new (MG_TYPE_AUTHORIZATION, NULL);
  self->fleet = g_object_ref (fleet);
  self->slot = g_object_ref (slot);
  self->provider = g_object_ref (provider);
  self->account = g_strdup (account);

  return self;
}

/**
 * mg_authorization_get_slot:
 * @self: an authorization
 *
 * Returns: (transfer none): the slot that is to get the grant
 */
MgSlot *
mg_authorization_get_slot (MgAuthorization *self)
{
  g_return_val_if_fail (MG_IS_AUTHORIZATION (self), NULL);

  return self->slot;
}

/**
 * mg_authorization_get_device:
 * @self: an authorization
 *
 * Returns: (transfer none) (nullable): the device that the slot is on, %NULL
 *   before it runs
 */
MgDevice *
mg_authorization_get_device (MgAuthorization *self)
{
  g_return_val_if_fail (MG_IS_AUTHORIZATION (self), NULL);

  return self->device;
}

/**
 * mg_authorization_get_provider:
 * @self: an authorization
 *
 * Returns: (transfer none): the provider that is asked
 */
MgProvider *
mg_authorization_get_provider (MgAuthorization *self)
{
  g_return_val_if_fail (MG_IS_AUTHORIZATION (self), NULL);

  return self->provider;
}

/**
 * mg_authorization_get_account:
 * @self: an authorization
 *
 * Returns: (transfer none): the mailbox that is asked for
 */
const char *
mg_authorization_get_account (MgAuthorization *self)
{
  g_return_val_if_fail (MG_IS_AUTHORIZATION (self), NULL);

  return self->account;
}

/**
 * mg_authorization_set_mode:
 * @self: an authorization that does not run yet
 * @mode: how the person gives permission
 */
void
mg_authorization_set_mode (MgAuthorization     *self,
                           MgAuthorizationMode  mode)
{
  g_return_if_fail (MG_IS_AUTHORIZATION (self));
  g_return_if_fail (self->task == NULL);

  if (self->mode == mode)
    return;

  self->mode = mode;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODE]);
}

/**
 * mg_authorization_set_keep_copy:
 * @self: an authorization that does not run yet
 * @keep_copy: whether the grant is kept here too
 */
void
mg_authorization_set_keep_copy (MgAuthorization *self,
                                gboolean         keep_copy)
{
  g_return_if_fail (MG_IS_AUTHORIZATION (self));
  g_return_if_fail (self->task == NULL);

  if (self->keep_copy == keep_copy)
    return;

  self->keep_copy = keep_copy;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KEEP_COPY]);
}

/**
 * mg_authorization_get_timeout:
 * @self: an authorization
 *
 * Returns: how many seconds to wait for the person
 */
guint
mg_authorization_get_timeout (MgAuthorization *self)
{
  g_return_val_if_fail (MG_IS_AUTHORIZATION (self), 0);

  return self->timeout;
}

/**
 * mg_authorization_set_timeout:
 * @self: an authorization that does not run yet
 * @seconds: how many seconds to wait for the person
 */
void
mg_authorization_set_timeout (MgAuthorization *self,
                              guint            seconds)
{
  g_return_if_fail (MG_IS_AUTHORIZATION (self));
  g_return_if_fail (self->task == NULL);
  g_return_if_fail (seconds > 0);

  if (self->timeout == seconds)
    return;

  self->timeout = seconds;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TIMEOUT]);
}

/**
 * mg_authorization_get_stage:
 * @self: an authorization
 *
 * Returns: how far it has come
 */
MgAuthorizationStage
mg_authorization_get_stage (MgAuthorization *self)
{
  g_return_val_if_fail (MG_IS_AUTHORIZATION (self), MG_AUTHORIZATION_DONE);

  return self->stage;
}

/**
 * mg_authorization_get_uri:
 * @self: an authorization
 *
 * Returns: (transfer none) (nullable): the provider's page for this attempt,
 *   once it waits for the person
 */
const char *
mg_authorization_get_uri (MgAuthorization *self)
{
  g_return_val_if_fail (MG_IS_AUTHORIZATION (self), NULL);

  return self->uri;
}

/**
 * mg_authorization_get_user_code:
 * @self: an authorization
 *
 * Returns: (transfer none) (nullable): the code to type in
 */
const char *
mg_authorization_get_user_code (MgAuthorization *self)
{
  g_return_val_if_fail (MG_IS_AUTHORIZATION (self), NULL);

  return self->user_code;
}

/**
 * mg_authorization_get_verification_uri:
 * @self: an authorization
 *
 * Returns: (transfer none) (nullable): the page on which the code is typed in
 */
const char *
mg_authorization_get_verification_uri (MgAuthorization *self)
{
  g_return_val_if_fail (MG_IS_AUTHORIZATION (self), NULL);

  return self->verification_uri;
}

/**
 * mg_authorization_get_actual_account:
 * @self: an authorization
 *
 * Returns: (transfer none) (nullable): who signed in, when that is somebody else
 */
const char *
mg_authorization_get_actual_account (MgAuthorization *self)
{
  g_return_val_if_fail (MG_IS_AUTHORIZATION (self), NULL);

  return self->actual_account;
}
