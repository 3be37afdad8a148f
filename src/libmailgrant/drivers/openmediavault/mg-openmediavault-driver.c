/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-openmediavault-driver"

#include "config.h"

#include "mg-error.h"
#include "mg-openmediavault-driver.h"
#include "mg-openmediavault-mail.h"
#include "mg-openmediavault-rpc.h"
#include "mg-openmediavault-sign-in.h"

/* Applying writes Postfix's configuration and restarts it. */
#define APPLY_MS (120 * 1000)

/**
 * MgOpenmediavaultDriver:
 *
 * Speaks openmediavault's RPC: one place for mail, with a password.
 *
 *     EmailNotification.get ──► .set with one part exchanged ──► Config.applyChanges
 */
struct _MgOpenmediavaultDriver
{
  MgDriver parent_instance;
};

G_DEFINE_FINAL_TYPE (MgOpenmediavaultDriver, mg_openmediavault_driver, MG_TYPE_DRIVER)

static void
call (MgSession           *session,
      const char          *service,
      const char          *method,
      const MgSecret      *params,
      GAsyncReadyCallback  callback,
      GTask               *task)
{
  g_autoptr (MgHttpRequest) request =
    mg_openmediavault_rpc_create (service, method, params, mg_session_get_token (session));

  mg_http_request_set_deadline (request, APPLY_MS);
  mg_http_send_async (mg_session_get_http (session), request, g_task_get_cancellable (task),
                      callback, task);
}

/* Takes over the result of a call: %NULL if the task has been answered. */
static JsonNode *
take_result (GObject      *http,
             GAsyncResult *result,
             GTask        *task)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MgHttpResponse) response = mg_http_send_finish (MG_HTTP (http), result, &error);
  JsonNode *node = response == NULL ? NULL : mg_openmediavault_rpc_parse (response, &error);

  if (node == NULL)
    g_task_return_error (task, g_steal_pointer (&error));

  return node;
}

static void
on_done_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (JsonNode) node = take_result (object, result, task);

  if (node != NULL)
    g_task_return_boolean (task, TRUE);
}

static void
mg_openmediavault_driver_sign_out (MgDriver  *driver,
                                   MgSession *session,
                                   GTask     *task)
{
  call (session, "Session", "logout", NULL, on_done_cb, task);
}

static void
on_read_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = take_result (object, result, task);
  g_autoptr (GPtrArray) slots = NULL;
  MgSlotReading *slot;

  if (node == NULL)
    return;

  slot = mg_openmediavault_parse_mail (node, &error);
  if (slot == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  slots = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_slot_reading_free);
  g_ptr_array_add (slots, slot);
  g_task_return_pointer (task, g_steal_pointer (&slots), (GDestroyNotify) g_ptr_array_unref);
}

static void
mg_openmediavault_driver_read_slots (MgDriver  *driver,
                                     MgSession *session,
                                     GTask     *task)
{
  call (session, "EmailNotification", "get", NULL, on_read_cb, task);
}

typedef struct
{
  MgSession      *session;   /* (owned) */
  char           *account;   /* (owned) (nullable) */
  MgSecret       *password;  /* (owned) (nullable) */
  MgMailSettings *settings;  /* (owned) (nullable) */
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  g_object_unref (change->session);
  g_free (change->account);
  g_clear_pointer (&change->password, mg_secret_unref);
  g_clear_pointer (&change->settings, mg_mail_settings_free);
  g_free (change);
}

static void
on_set_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (JsonNode) node = take_result (object, result, task);
  g_autoptr (MgSecret) params = NULL;
  Change *change = g_task_get_task_data (task);

  if (node == NULL)
    return;

  params = mg_secret_new ("{\"modules\":[\"postfix\"],\"force\":false}", -1);
  call (change->session, "Config", "applyChanges", params, on_done_cb, g_object_ref (task));
}

static void
on_got_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = take_result (object, result, task);
  g_autoptr (MgSlotReading) slot = NULL;
  g_autoptr (MgSecret) params = NULL;
  Change *change = g_task_get_task_data (task);
  JsonObject *before;

  if (node == NULL)
    return;

  slot = mg_openmediavault_parse_mail (node, &error);
  if (slot == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  before = json_node_get_object (node);
  if (change->settings != NULL)
    params = mg_openmediavault_write_settings (before, change->settings);
  else
    params = mg_openmediavault_write_login (before, change->password != NULL,
                                            change->account != NULL ? change->account : "",
                                            change->password);
  call (change->session, "EmailNotification", "set", params, on_set_cb, g_object_ref (task));
}

static Change *
begin_change (MgSession *session,
              GTask     *task)
{
  Change *change = g_new0 (Change, 1);

  change->session = g_object_ref (session);
  g_task_set_task_data (task, change, change_free);

  return change;
}

static void
mg_openmediavault_driver_push_password (MgDriver            *driver,
                                        MgSession           *session,
                                        const MgSlotReading *slot,
                                        const char          *account,
                                        MgSecret            *password,
                                        GTask               *task)
{
  Change *change = begin_change (session, task);

  change->account = g_strdup (account);
  change->password = mg_secret_ref (password);
  call (session, "EmailNotification", "get", NULL, on_got_cb, task);
}

static void
mg_openmediavault_driver_write_settings (MgDriver             *driver,
                                         MgSession            *session,
                                         const MgSlotReading  *slot,
                                         const MgMailSettings *settings,
                                         GTask                *task)
{
  Change *change = begin_change (session, task);

  change->settings = mg_mail_settings_copy (settings);
  call (session, "EmailNotification", "get", NULL, on_got_cb, task);
}

static void
mg_openmediavault_driver_delete_token (MgDriver            *driver,
                                       MgSession           *session,
                                       const MgSlotReading *slot,
                                       GTask               *task)
{
  begin_change (session, task);
  call (session, "EmailNotification", "get", NULL, on_got_cb, task);
}

static void
mg_openmediavault_driver_class_init (MgOpenmediavaultDriverClass *klass)
{
  MgDriverClass *driver_class = MG_DRIVER_CLASS (klass);

  driver_class->identify = mg_openmediavault_identify;
  driver_class->sign_in = mg_openmediavault_sign_in;
  driver_class->sign_out = mg_openmediavault_driver_sign_out;
  driver_class->read_slots = mg_openmediavault_driver_read_slots;
  driver_class->push_password = mg_openmediavault_driver_push_password;
  driver_class->write_settings = mg_openmediavault_driver_write_settings;
  driver_class->delete_token = mg_openmediavault_driver_delete_token;
}

static void
mg_openmediavault_driver_init (MgOpenmediavaultDriver *self)
{
}
