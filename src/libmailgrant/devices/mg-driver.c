/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-driver"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-driver-private.h"
#include "mg-error.h"

/**
 * MgDriver:
 *
 * Speaks one make's admin API. Knows nothing of the keyring, of providers, of
 * the fleet or of another driver: it is handed a way to one device and the one
 * grant to put there.
 */
typedef struct
{
  MgDriverInfo *info;  /* (owned) */
} MgDriverPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (MgDriver, mg_driver, G_TYPE_OBJECT)

typedef enum
{
  PROP_INFO = 1,
} MgDriverProperty;

static GParamSpec *properties[PROP_INFO + 1] = { NULL, };

static void
mg_driver_set_property (GObject      *object,
                        guint         prop_id,
                        const GValue *value,
                        GParamSpec   *pspec)
{
  MgDriverPrivate *priv = mg_driver_get_instance_private (MG_DRIVER (object));

  switch ((MgDriverProperty) prop_id)
    {
    case PROP_INFO:
      priv->info = g_value_dup_boxed (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mg_driver_finalize (GObject *object)
{
  MgDriverPrivate *priv = mg_driver_get_instance_private (MG_DRIVER (object));

  g_clear_pointer (&priv->info, mg_driver_info_unref);

  G_OBJECT_CLASS (mg_driver_parent_class)->finalize (object);
}

static void
mg_driver_class_init (MgDriverClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = mg_driver_finalize;
  object_class->set_property = mg_driver_set_property;

  /**
   * MgDriver:info:
   *
   * What is known of the make without asking a device.
   */
  properties[PROP_INFO] =
    g_param_spec_boxed ("info", NULL, NULL, MG_TYPE_DRIVER_INFO,
                        G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
mg_driver_init (MgDriver *self)
{
}

/**
 * _mg_driver_begin:
 * @self: a driver
 * @tag: the source tag
 * @offered: whether the make has the verb
 * @cancellable: (nullable): the verb's cancellable
 * @callback: (scope async): the verb's callback
 * @user_data: data for @callback
 *
 * Begins a verb.
 *
 * Returns: (transfer full) (nullable): the task to hand to the make, or %NULL
 *   if the verb has been answered already because the make does not have it
 */
GTask *
_mg_driver_begin (MgDriver            *self,
                  gpointer             tag,
                  gboolean             offered,
                  GCancellable        *cancellable,
                  GAsyncReadyCallback  callback,
                  gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  if (offered)
    return g_steal_pointer (&task);

  g_task_return_new_error (task, MG_ERROR, MG_ERROR_NOT_SUPPORTED,
                           _("%s does not offer this"),
                           mg_driver_info_get_name (mg_driver_get_info (self)));

  return NULL;
}

/**
 * mg_driver_get_info:
 * @self: a driver
 *
 * Returns: (transfer none): what is known of the make without asking a device
 */
MgDriverInfo *
mg_driver_get_info (MgDriver *self)
{
  MgDriverPrivate *priv = mg_driver_get_instance_private (self);

  g_return_val_if_fail (MG_IS_DRIVER (self), NULL);

  return priv->info;
}

/**
 * mg_driver_dup_admin_page:
 * @self: a driver
 * @address: where the device is
 * @identity: (nullable): what it said of itself
 *
 * Returns: (transfer full): the URL of the device's own page for its mail
 *   settings, or of its first page where that is not known
 */
char *
mg_driver_dup_admin_page (MgDriver         *self,
                          MgAddress        *address,
                          const MgIdentity *identity)
{
  g_return_val_if_fail (MG_IS_DRIVER (self), NULL);
  g_return_val_if_fail (address != NULL, NULL);

  return mg_address_dup_uri (address, identity != NULL && identity->admin_path != NULL
                                      ? identity->admin_path : "/");
}

/**
 * mg_driver_identify_async:
 * @self: a driver
 * @http: a probe of the peer
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Asks a peer whether it is of this make, and what it is.
 */
void
mg_driver_identify_async (MgDriver            *self,
                          MgHttp              *http,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (MG_IS_DRIVER (self));
  g_return_if_fail (MG_IS_HTTP (http));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = _mg_driver_begin (self, mg_driver_identify_async,
                           MG_DRIVER_GET_CLASS (self)->identify != NULL,
                           cancellable, callback, user_data);
  if (task != NULL)
    MG_DRIVER_GET_CLASS (self)->identify (self, http, g_steal_pointer (&task));
}

/**
 * mg_driver_identify_finish:
 * @self: a driver
 * @result: the result
 * @error: return location for an error
 *
 * Finishes mg_driver_identify_async(). %MG_ERROR_NOT_FOUND says that the peer is
 * no device of this make.
 *
 * Returns: (transfer full): what it is, or %NULL with @error set
 */
MgIdentity *
mg_driver_identify_finish (MgDriver      *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (MG_IS_DRIVER (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_driver_identify_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * mg_driver_can_sign_in:
 * @self: a driver
 *
 * Returns: whether the make can be signed in to from here
 */
gboolean
mg_driver_can_sign_in (MgDriver *self)
{
  g_return_val_if_fail (MG_IS_DRIVER (self), FALSE);

  return MG_DRIVER_GET_CLASS (self)->sign_in != NULL;
}

/**
 * mg_driver_sign_in_async:
 * @self: a driver
 * @http: the pinned way to the device
 * @credential: the login of an administrator
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Signs in, once: devices lock out those who try again.
 */
void
mg_driver_sign_in_async (MgDriver            *self,
                         MgHttp              *http,
                         MgCredential        *credential,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (MG_IS_DRIVER (self));
  g_return_if_fail (MG_IS_HTTP (http));
  g_return_if_fail (credential != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = _mg_driver_begin (self, mg_driver_sign_in_async,
                           MG_DRIVER_GET_CLASS (self)->sign_in != NULL,
                           cancellable, callback, user_data);
  if (task != NULL)
    MG_DRIVER_GET_CLASS (self)->sign_in (self, http, credential, g_steal_pointer (&task));
}

/**
 * mg_driver_sign_in_finish:
 * @self: a driver
 * @result: the result
 * @error: return location for an error
 *
 * Finishes mg_driver_sign_in_async(). Errors: %MG_ERROR_LOGIN_REFUSED,
 * %MG_ERROR_CODE_NEEDED, %MG_ERROR_LOCKED_OUT, %MG_ERROR_PASSWORD_EXPIRED,
 * %MG_ERROR_PERMISSION, and those of mg_http_send_finish().
 *
 * Returns: (transfer full): a session, or %NULL with @error set
 */
MgSession *
mg_driver_sign_in_finish (MgDriver      *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (MG_IS_DRIVER (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_driver_sign_in_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * mg_driver_sign_out_async:
 * @self: a driver
 * @session: a session
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Ends a session. Finish with mg_driver_change_finish().
 */
void
mg_driver_sign_out_async (MgDriver            *self,
                          MgSession           *session,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (MG_IS_DRIVER (self));
  g_return_if_fail (MG_IS_SESSION (session));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = _mg_driver_begin (self, mg_driver_sign_out_async,
                           MG_DRIVER_GET_CLASS (self)->sign_out != NULL,
                           cancellable, callback, user_data);
  if (task != NULL)
    MG_DRIVER_GET_CLASS (self)->sign_out (self, session, g_steal_pointer (&task));
}

/**
 * mg_driver_can_check_session:
 * @self: a driver
 *
 * Returns: whether the make can be asked if a session still holds
 */
gboolean
mg_driver_can_check_session (MgDriver *self)
{
  g_return_val_if_fail (MG_IS_DRIVER (self), FALSE);

  return MG_DRIVER_GET_CLASS (self)->check_session != NULL;
}

/**
 * mg_driver_check_session_async:
 * @self: a driver
 * @session: a session
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Asks whether a session still holds, and changes nothing. Finish with
 * mg_driver_change_finish().
 */
void
mg_driver_check_session_async (MgDriver            *self,
                               MgSession           *session,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (MG_IS_DRIVER (self));
  g_return_if_fail (MG_IS_SESSION (session));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = _mg_driver_begin (self, mg_driver_check_session_async,
                           MG_DRIVER_GET_CLASS (self)->check_session != NULL,
                           cancellable, callback, user_data);
  if (task != NULL)
    MG_DRIVER_GET_CLASS (self)->check_session (self, session, g_steal_pointer (&task));
}

/**
 * mg_driver_read_slots_async:
 * @self: a driver
 * @session: a session
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Reads all slots. Finish with mg_driver_read_finish().
 */
void
mg_driver_read_slots_async (MgDriver            *self,
                            MgSession           *session,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (MG_IS_DRIVER (self));
  g_return_if_fail (MG_IS_SESSION (session));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = _mg_driver_begin (self, mg_driver_read_slots_async,
                           MG_DRIVER_GET_CLASS (self)->read_slots != NULL,
                           cancellable, callback, user_data);
  if (task != NULL)
    MG_DRIVER_GET_CLASS (self)->read_slots (self, session, g_steal_pointer (&task));
}

/**
 * mg_driver_read_rules_async:
 * @self: a driver
 * @session: a session
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Reads all notification rules. Finish with mg_driver_read_finish().
 */
void
mg_driver_read_rules_async (MgDriver            *self,
                            MgSession           *session,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (MG_IS_DRIVER (self));
  g_return_if_fail (MG_IS_SESSION (session));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = _mg_driver_begin (self, mg_driver_read_rules_async,
                           MG_DRIVER_GET_CLASS (self)->read_rules != NULL,
                           cancellable, callback, user_data);
  if (task != NULL)
    MG_DRIVER_GET_CLASS (self)->read_rules (self, session, g_steal_pointer (&task));
}

/**
 * mg_driver_read_finish:
 * @self: a driver
 * @result: the result
 * @error: return location for an error
 *
 * Finishes mg_driver_read_slots_async() and mg_driver_read_rules_async().
 *
 * Returns: (transfer full) (element-type gpointer): an array of #MgSlotReading or of
 *   #MgRule that frees its elements, or %NULL with @error set
 */
GPtrArray *
mg_driver_read_finish (MgDriver      *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (MG_IS_DRIVER (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * mg_driver_test_async:
 * @self: a driver
 * @session: a session
 * @slot: the slot as it was read
 * @unsaved: (nullable): a grant to test before it is saved, or %NULL
 *   to test what is saved
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Has the device log in to its mail server and waits for the outcome. That the
 * test fails is a result, not an error.
 */
void
mg_driver_test_async (MgDriver              *self,
                      MgSession             *session,
                      const MgSlotReading   *slot,
                      const MgTokenDelivery *unsaved,
                      GCancellable          *cancellable,
                      GAsyncReadyCallback    callback,
                      gpointer               user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (MG_IS_DRIVER (self));
  g_return_if_fail (MG_IS_SESSION (session));
  g_return_if_fail (slot != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = _mg_driver_begin (self, mg_driver_test_async,
                           MG_DRIVER_GET_CLASS (self)->test != NULL,
                           cancellable, callback, user_data);
  if (task != NULL)
    MG_DRIVER_GET_CLASS (self)->test (self, session, slot, unsaved, g_steal_pointer (&task));
}

/**
 * mg_driver_test_finish:
 * @self: a driver
 * @result: the result
 * @error: return location for an error
 *
 * Finishes mg_driver_test_async().
 *
 * Returns: (transfer full): how the test ended, or %NULL with @error set if there
 *   was none
 */
MgTestResult *
mg_driver_test_finish (MgDriver      *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (MG_IS_DRIVER (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_driver_test_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
