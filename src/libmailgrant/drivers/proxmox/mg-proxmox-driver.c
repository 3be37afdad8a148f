/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-proxmox-driver"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-error.h"
#include "mg-proxmox-answer.h"
#include "mg-proxmox-driver.h"
#include "mg-proxmox-mail.h"
#include "mg-proxmox-session.h"
#include "mg-proxmox-sign-in.h"

#define JSON_TYPE "application/json"
#define ENDPOINTS "endpoints/smtp"
#define TARGETS "targets"

/* The server gives each step of its dialog with the mail server 5 seconds. */
#define TEST_MS (90 * 1000)

/* What every answer to a failed test holds (proxmox-notify, src/api/common.rs). */
#define TEST_FAILED "Could not test target: "

/**
 * MgProxmoxDriver:
 *
 * Speaks the API of Proxmox Virtual Environment and Proxmox Backup Server: the
 * SMTP endpoints of their notifications, which share a library. Passwords only.
 */
struct _MgProxmoxDriver
{
  MgDriver parent_instance;
};

G_DEFINE_FINAL_TYPE (MgProxmoxDriver, mg_proxmox_driver, MG_TYPE_DRIVER)

static void
on_page_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgHttpResponse) response = mg_http_send_finish (MG_HTTP (object), result, &error);
  const MgProxmoxProduct *product =
    response == NULL ? NULL : mg_proxmox_product_from_page (response, &error);

  if (product == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, mg_proxmox_product_identify (product, response),
                           (GDestroyNotify) mg_identity_free);
}

static void
mg_proxmox_driver_identify (MgDriver *driver,
                            MgHttp   *http,
                            GTask    *task)
{
  g_autoptr (MgHttpRequest) request = mg_http_request_new ("GET", "/");

  mg_http_send_async (http, request, g_task_get_cancellable (task), on_page_cb, task);
}

/* A ticket ends by itself after two hours and an API token never; there is
 * nothing that ends either earlier. */
static void
mg_proxmox_driver_sign_out (MgDriver  *driver,
                            MgSession *session,
                            GTask     *task)
{
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/* Takes over an answer of the API: %NULL if the task has been answered. */
static JsonObject *
take_answer (GObject      *http,
             GAsyncResult *result,
             GTask        *task)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MgHttpResponse) response = mg_http_send_finish (MG_HTTP (http), result, &error);
  JsonObject *answer = response == NULL ? NULL : mg_proxmox_answer_parse (response, &error);

  if (answer == NULL)
    g_task_return_error (task, g_steal_pointer (&error));

  return answer;
}

/* The list names the endpoints; only each by itself comes with the digest that
 * a change must name. */
typedef struct
{
  MgProxmoxSession *session;  /* (owned) */
  GPtrArray        *names;    /* (owned) (nullable) (element-type utf8) */
  GPtrArray        *slots;    /* (owned) (nullable) (element-type MgSlotReading) */
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_object_unref (reading->session);
  g_clear_pointer (&reading->names, g_ptr_array_unref);
  g_clear_pointer (&reading->slots, g_ptr_array_unref);
  g_free (reading);
}

static void
call (MgSession           *session,
      MgHttpRequest       *request,
      GTask               *task,
      GAsyncReadyCallback  callback)
{
  mg_http_send_async (mg_session_get_http (session), request, g_task_get_cancellable (task),
                      callback, task);
}

static void read_next (GTask *task);

static void
on_endpoint_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) answer = take_answer (object, result, task);
  Reading *reading = g_task_get_task_data (task);
  MgSlotReading *slot;

  if (answer == NULL)
    return;

  slot = mg_proxmox_parse_endpoint (answer, reading->names->pdata[reading->slots->len], &error);
  if (slot == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  g_ptr_array_add (reading->slots, slot);
  read_next (task);
}

static void
read_next (GTask *task)
{
  Reading *reading = g_task_get_task_data (task);
  g_autoptr (MgHttpRequest) request = NULL;

  if (reading->slots->len == reading->names->len)
    {
      g_task_return_pointer (task, g_steal_pointer (&reading->slots),
                             (GDestroyNotify) g_ptr_array_unref);
      return;
    }

  request = mg_proxmox_session_create_call (reading->session, "GET", ENDPOINTS,
                                            reading->names->pdata[reading->slots->len], NULL);
  call (MG_SESSION (reading->session), request, g_object_ref (task), on_endpoint_cb);
}

static void
on_names_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) answer = take_answer (object, result, task);
  Reading *reading = g_task_get_task_data (task);

  if (answer == NULL)
    return;

  reading->names = mg_proxmox_parse_names (answer, &error);
  if (reading->names == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    read_next (task);
}

static void
mg_proxmox_driver_read_slots (MgDriver  *driver,
                              MgSession *session,
                              GTask     *task)
{
  Reading *reading = g_new0 (Reading, 1);
  g_autoptr (MgHttpRequest) request = NULL;

  reading->session = g_object_ref (MG_PROXMOX_SESSION (session));
  reading->slots = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_slot_reading_free);
  g_task_set_task_data (task, reading, reading_free);

  request = mg_proxmox_session_create_call (reading->session, "GET", ENDPOINTS, NULL, NULL);
  call (session, request, task, on_names_cb);
}

static void
on_changed_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (JsonObject) answer = take_answer (object, result, task);

  if (answer != NULL)
    g_task_return_boolean (task, TRUE);
}

static MgHttpRequest *
create_put (MgSession           *session,
            const MgSlotReading *slot)
{
  return mg_proxmox_session_create_call (MG_PROXMOX_SESSION (session), "PUT", ENDPOINTS,
                                         slot->id, NULL);
}

static void
mg_proxmox_driver_push_password (MgDriver            *driver,
                                 MgSession           *session,
                                 const MgSlotReading *slot,
                                 const char          *account,
                                 MgSecret            *password,
                                 GTask               *task)
{
  g_autoptr (GTask) owned = task;
  g_autoptr (MgHttpRequest) request = NULL;
  g_autoptr (MgSecret) body = NULL;

  if (slot->settings->authentication == MG_MAIL_AUTHENTICATION_OAUTH2)
    {
      g_task_return_new_error (owned, MG_ERROR, MG_ERROR_NOT_SUPPORTED,
                               _("This mail setting logs in with OAuth, not with a password; "
                                 "change that on the device first"));
      return;
    }

  request = create_put (session, slot);
  body = mg_proxmox_write_login (slot, account, password);
  mg_http_request_set_secret_body (request, JSON_TYPE, body);
  call (session, request, g_steal_pointer (&owned), on_changed_cb);
}

static void
mg_proxmox_driver_write_settings (MgDriver             *driver,
                                  MgSession            *session,
                                  const MgSlotReading  *slot,
                                  const MgMailSettings *settings,
                                  GTask                *task)
{
  g_autoptr (MgHttpRequest) request = create_put (session, slot);
  g_autofree char *body = mg_proxmox_write_settings (slot, settings);

  mg_http_request_set_body (request, JSON_TYPE, body);
  call (session, request, task, on_changed_cb);
}

static void
mg_proxmox_driver_delete_token (MgDriver            *driver,
                                MgSession           *session,
                                const MgSlotReading *slot,
                                GTask               *task)
{
  g_autoptr (MgHttpRequest) request = create_put (session, slot);
  g_autoptr (MgSecret) body = mg_proxmox_write_login (slot, NULL, NULL);

  mg_http_request_set_secret_body (request, JSON_TYPE, body);
  call (session, request, task, on_changed_cb);
}

/* The server answers when its mail server has taken the mail or refused it. */
static void
on_tested_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgHttpResponse) response = mg_http_send_finish (MG_HTTP (object), result, &error);
  g_autoptr (JsonObject) answer = NULL;
  g_autofree char *words = NULL;
  MgTestResult *outcome = NULL;

  if (response != NULL && !mg_http_response_is_success (response))
    words = mg_proxmox_answer_dup_words (response);

  if (words != NULL && strstr (words, TEST_FAILED) != NULL)
    outcome = mg_proxmox_parse_failure (strstr (words, TEST_FAILED) + strlen (TEST_FAILED));
  else if (response != NULL && (answer = mg_proxmox_answer_parse (response, &error)) != NULL)
    outcome = mg_test_result_new (MG_TEST_PASSED, NULL, NULL);

  if (outcome == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, outcome, (GDestroyNotify) mg_test_result_free);
}

static void
mg_proxmox_driver_test (MgDriver              *driver,
                        MgSession             *session,
                        const MgSlotReading   *slot,
                        const MgTokenDelivery *unsaved,
                        GTask                 *task)
{
  g_autoptr (GTask) owned = task;
  g_autoptr (MgHttpRequest) request = NULL;

  if (unsaved != NULL)
    {
      g_task_return_new_error (owned, MG_ERROR, MG_ERROR_NOT_SUPPORTED,
                               _("The device does not offer this"));
      return;
    }

  request = mg_proxmox_session_create_call (MG_PROXMOX_SESSION (session), "POST", TARGETS,
                                            slot->id, "test");
  mg_http_request_set_body (request, JSON_TYPE, "{}");
  mg_http_request_set_deadline (request, TEST_MS);
  call (session, request, g_steal_pointer (&owned), on_tested_cb);
}

static void
mg_proxmox_driver_class_init (MgProxmoxDriverClass *klass)
{
  MgDriverClass *driver_class = MG_DRIVER_CLASS (klass);

  driver_class->identify = mg_proxmox_driver_identify;
  driver_class->sign_in = mg_proxmox_sign_in;
  driver_class->sign_out = mg_proxmox_driver_sign_out;
  driver_class->read_slots = mg_proxmox_driver_read_slots;
  driver_class->push_password = mg_proxmox_driver_push_password;
  driver_class->write_settings = mg_proxmox_driver_write_settings;
  driver_class->delete_token = mg_proxmox_driver_delete_token;
  driver_class->test = mg_proxmox_driver_test;
}

static void
mg_proxmox_driver_init (MgProxmoxDriver *self)
{
}
