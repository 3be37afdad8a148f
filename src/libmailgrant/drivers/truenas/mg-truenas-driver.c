/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-truenas-driver"

#include "config.h"

#include "mg-error.h"
#include "mg-truenas-answer.h"
#include "mg-truenas-driver.h"
#include "mg-truenas-mail.h"
#include "mg-truenas-session.h"
#include "mg-truenas-sign-in.h"
#include "mg-truenas-test.h"

#define CALL_MS (30 * 1000)

/**
 * MgTruenasDriver:
 *
 * Speaks the API of TrueNAS: JSON-RPC from 25.04 on, REST for what is older.
 */
struct _MgTruenasDriver
{
  MgDriver parent_instance;
};

G_DEFINE_FINAL_TYPE (MgTruenasDriver, mg_truenas_driver, MG_TYPE_DRIVER)

static void
mg_truenas_driver_sign_out (MgDriver  *driver,
                            MgSession *session,
                            GTask     *task)
{
  g_autoptr (GTask) owned = task;

  mg_truenas_session_close (MG_TRUENAS_SESSION (session));
  g_task_return_boolean (owned, TRUE);
}

static void
return_slot (GTask         *task,
             MgSlotReading *slot)
{
  GPtrArray *slots = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_slot_reading_free);

  g_ptr_array_add (slots, slot);
  g_task_return_pointer (task, slots, (GDestroyNotify) g_ptr_array_unref);
}

static void
on_alerts_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) alerts =
    mg_truenas_session_call_finish (MG_TRUENAS_SESSION (object), result, &error);
  g_autoptr (MgSlotReading) slot = mg_slot_reading_copy (g_task_get_task_data (task));

  /* A login that may not see alerts still sees the settings. */
  if (error != NULL && !g_error_matches (error, MG_ERROR, MG_ERROR_PERMISSION))
    {
      mg_truenas_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (alerts != NULL && mg_truenas_has_discarded_alert (alerts))
    slot->event = MG_TOKEN_EVENT_READ_DISCARDED;

  return_slot (task, g_steal_pointer (&slot));
}

static void
on_config_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) config =
    mg_truenas_session_call_finish (MG_TRUENAS_SESSION (object), result, &error);
  g_autoptr (MgSlotReading) slot = NULL;

  if (config != NULL)
    slot = mg_truenas_parse_mail (config, &error);
  if (slot == NULL)
    {
      mg_truenas_return_error (task, g_steal_pointer (&error));
      return;
    }

  /* The alert stays until something is written, so there is none beside a
   * token or a password. */
  if (slot->event == MG_TOKEN_EVENT_READ_PRESENT)
    {
      return_slot (task, g_steal_pointer (&slot));
      return;
    }

  g_task_set_task_data (task, g_steal_pointer (&slot), (GDestroyNotify) mg_slot_reading_free);
  mg_truenas_session_call_async (MG_TRUENAS_SESSION (object), "alert.list", NULL, NULL, FALSE,
                                 CALL_MS, g_task_get_cancellable (task), on_alerts_cb,
                                 g_object_ref (task));
}

static void
mg_truenas_driver_read_slots (MgDriver  *driver,
                              MgSession *session,
                              GTask     *task)
{
  mg_truenas_session_call_async (MG_TRUENAS_SESSION (session), "mail.config", NULL, NULL, FALSE,
                                 CALL_MS, g_task_get_cancellable (task), on_config_cb, task);
}

static void
on_updated_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) config =
    mg_truenas_session_call_finish (MG_TRUENAS_SESSION (object), result, &error);

  if (config == NULL)
    mg_truenas_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
update (MgSession *session,
        MgSecret  *argument,
        GTask     *task)
{
  mg_truenas_session_call_async (MG_TRUENAS_SESSION (session), "mail.update", argument, NULL, TRUE,
                                 CALL_MS, g_task_get_cancellable (task), on_updated_cb, task);
}

static void
mg_truenas_driver_push_token (MgDriver              *driver,
                              MgSession             *session,
                              const MgSlotReading   *slot,
                              const MgTokenDelivery *delivery,
                              GTask                 *task)
{
  g_autoptr (GTask) owned = task;
  g_autoptr (GError) error = NULL;
  g_autoptr (MgSecret) argument = NULL;
  gboolean legacy = mg_truenas_session_is_rest (MG_TRUENAS_SESSION (session));

  if (!mg_truenas_check_delivery (delivery, legacy, &error))
    {
      g_task_return_error (owned, g_steal_pointer (&error));
      return;
    }

  argument = mg_truenas_write_token (delivery, slot, legacy);
  update (session, argument, g_steal_pointer (&owned));
}

static void
mg_truenas_driver_push_password (MgDriver            *driver,
                                 MgSession           *session,
                                 const MgSlotReading *slot,
                                 const char          *account,
                                 MgSecret            *password,
                                 GTask               *task)
{
  g_autoptr (GTask) owned = task;
  g_autoptr (GError) error = NULL;
  g_autoptr (MgSecret) argument = mg_truenas_write_password (slot, account, password, &error);

  if (argument == NULL)
    g_task_return_error (owned, g_steal_pointer (&error));
  else
    update (session, argument, g_steal_pointer (&owned));
}

static void
mg_truenas_driver_write_settings (MgDriver             *driver,
                                  MgSession            *session,
                                  const MgSlotReading  *slot,
                                  const MgMailSettings *settings,
                                  GTask                *task)
{
  g_autoptr (MgSecret) argument = mg_truenas_write_settings (settings);

  update (session, argument, task);
}

static void
mg_truenas_driver_delete_token (MgDriver            *driver,
                                MgSession           *session,
                                const MgSlotReading *slot,
                                GTask               *task)
{
  g_autoptr (MgSecret) argument = mg_truenas_write_no_token (slot);

  update (session, argument, task);
}

static void
mg_truenas_driver_class_init (MgTruenasDriverClass *klass)
{
  MgDriverClass *driver_class = MG_DRIVER_CLASS (klass);

  driver_class->identify = mg_truenas_identify;
  driver_class->sign_in = mg_truenas_sign_in;
  driver_class->sign_out = mg_truenas_driver_sign_out;
  driver_class->read_slots = mg_truenas_driver_read_slots;
  driver_class->push_token = mg_truenas_driver_push_token;
  driver_class->push_password = mg_truenas_driver_push_password;
  driver_class->write_settings = mg_truenas_driver_write_settings;
  driver_class->delete_token = mg_truenas_driver_delete_token;
  driver_class->test = mg_truenas_test;
}

static void
mg_truenas_driver_init (MgTruenasDriver *self)
{
}
