/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-synology-driver"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-error.h"
#include "mg-secret-builder.h"
#include "mg-synology-driver.h"
#include "mg-synology-mail.h"
#include "mg-synology-session.h"
#include "mg-synology-sign-in.h"

/* Version 2 has more recipients; what we read of it is the same. */
#define NEWEST_MAIL 2
#define NEWEST_AUTH 6

/**
 * MgSynologyDriver:
 *
 * Signs in to a DSM and reads where its notifications go. How a token gets in is
 * not publicly known, so nothing is written: the person is guided.
 */
struct _MgSynologyDriver
{
  MgDriver parent_instance;
};

G_DEFINE_FINAL_TYPE (MgSynologyDriver, mg_synology_driver, MG_TYPE_DRIVER)

static void
on_signed_out_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgHttpResponse) response = mg_http_send_finish (MG_HTTP (object), result, &error);
  g_autoptr (JsonObject) data = response == NULL ? NULL
                                                 : mg_synology_parse (response, NULL, &error);

  if (data == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
mg_synology_driver_sign_out (MgDriver  *driver,
                             MgSession *session,
                             GTask     *task)
{
  MgSynologySession *self = MG_SYNOLOGY_SESSION (session);
  g_autoptr (MgSecretBuilder) form = mg_secret_builder_new ();
  g_autoptr (MgSecret) fields = NULL;
  g_autoptr (MgSynologyCall) call =
    mg_synology_call_new (mg_synology_session_get_apis (self), MG_SYNOLOGY_AUTH, NEWEST_AUTH,
                          "logout");

  mg_secret_builder_append_form (form, "session", "webui");
  fields = mg_secret_builder_end (form);
  mg_synology_session_send (self, call, fields, g_task_get_cancellable (task),
                            on_signed_out_cb, task);
}

static void
return_slot (GTask         *task,
             MgSlotReading *slot)
{
  g_autoptr (GPtrArray) slots =
    g_ptr_array_new_with_free_func ((GDestroyNotify) mg_slot_reading_free);

  g_ptr_array_add (slots, slot);
  g_task_return_pointer (task, g_steal_pointer (&slots), (GDestroyNotify) g_ptr_array_unref);
}

/* Some builds list version 2 and answer it with nothing, or not at all; those
 * are asked in version 1. */
typedef struct
{
  MgSynologySession *session;  /* (owned) */
  guint              version;
} Read;

static void
read_free (gpointer data)
{
  Read *read = data;

  g_object_unref (read->session);
  g_free (read);
}

static void read_mail (GTask *task);

static void
on_read_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgHttpResponse) response = mg_http_send_finish (MG_HTTP (object), result, &error);
  g_autoptr (JsonObject) data = response == NULL ? NULL
                                                 : mg_synology_parse (response, NULL, &error);
  MgSlotReading *slot = data == NULL ? NULL : mg_synology_parse_mail (data);
  Read *read = g_task_get_task_data (task);

  if (slot != NULL)
    {
      return_slot (task, slot);
    }
  else if (read->version > 1 &&
           (data != NULL || g_error_matches (error, MG_ERROR, MG_ERROR_NOT_SUPPORTED)))
    {
      read->version = 1;
      read_mail (task);
    }
  else if (error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
    }
  else
    {
      g_task_return_new_error (task, MG_ERROR, MG_ERROR_PROTOCOL,
                               _("The device's mail settings make no sense"));
    }
}

static void
read_mail (GTask *task)
{
  Read *read = g_task_get_task_data (task);
  g_autoptr (MgSynologyCall) call =
    mg_synology_call_new (mg_synology_session_get_apis (read->session), MG_SYNOLOGY_MAIL,
                          read->version, "get");

  if (call == NULL)
    {
      g_task_return_new_error (task, MG_ERROR, MG_ERROR_NOT_SUPPORTED,
                               _("The device does not offer this"));
      return;
    }

  read->version = call->version;
  mg_synology_session_send (read->session, call, NULL, g_task_get_cancellable (task),
                            on_read_cb, g_object_ref (task));
}

static void
mg_synology_driver_read_slots (MgDriver  *driver,
                               MgSession *session,
                               GTask     *task)
{
  g_autoptr (GTask) owned = task;
  Read *read = g_new0 (Read, 1);

  read->session = MG_SYNOLOGY_SESSION (g_object_ref (session));
  read->version = NEWEST_MAIL;
  g_task_set_task_data (owned, read, read_free);
  read_mail (owned);
}

static void
mg_synology_driver_class_init (MgSynologyDriverClass *klass)
{
  MgDriverClass *driver_class = MG_DRIVER_CLASS (klass);

  driver_class->identify = mg_synology_identify;
  driver_class->sign_in = mg_synology_sign_in;
  driver_class->sign_out = mg_synology_driver_sign_out;
  driver_class->read_slots = mg_synology_driver_read_slots;
}

static void
mg_synology_driver_init (MgSynologyDriver *self)
{
}
