/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-deviceapi-driver"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-deviceapi-driver.h"
#include "mg-deviceapi-parser.h"
#include "mg-deviceapi-session.h"
#include "mg-deviceapi-writer.h"
#include "mg-error.h"

#define WELL_KNOWN "/.well-known/mail-authorization"
#define JSON_TYPE "application/json"

/* A test connects to a provider and a mail server; both may be slow. */
#define TEST_DEADLINE_SECONDS 120

/* How soon a test is asked for again where the device does not say: often at first, as most end
 * within a second, then ever more rarely. */
#define POLL_FIRST_MS 125
#define POLL_LAST_MS 2000
#define RETRY_AFTER_MAX_SECONDS 10

/**
 * MgDeviceapiDriver:
 *
 * Speaks the open device API (data/device-api/openapi.yaml).
 */
struct _MgDeviceapiDriver
{
  MgDriver parent_instance;
};

G_DEFINE_FINAL_TYPE (MgDeviceapiDriver, mg_deviceapi_driver, MG_TYPE_DRIVER)

static MgHttpRequest *
create_request (MgSession           *session,
                const char          *method,
                const char          *path,
                const MgSlotReading *slot)
{
  MgHttpRequest *request = mg_http_request_new (method, path);

  mg_http_request_set_bearer (request, mg_session_get_token (session));
  if (slot != NULL)
    mg_http_request_set_header (request, "If-Match", slot->etag != NULL ? slot->etag : "*");

  return request;
}

/* Takes over the answer of a step: %NULL if the task has been answered. */
static MgHttpResponse *
take_response (GObject      *http,
               GAsyncResult *result,
               gboolean      had_secret,
               GTask        *task)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MgHttpResponse) response = mg_http_send_finish (MG_HTTP (http), result, &error);

  if (response == NULL || !mg_deviceapi_check (response, had_secret, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return NULL;
    }

  return g_steal_pointer (&response);
}

static void
on_identified_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgHttpResponse) response = NULL;
  g_autofree char *base = NULL;
  MgIdentity *identity;

  response = mg_http_send_finish (MG_HTTP (object), result, &error);
  identity = response == NULL ? NULL : mg_deviceapi_parse_identity (response, &base, &error);

  if (identity == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, identity, (GDestroyNotify) mg_identity_free);
}

static void
mg_deviceapi_driver_identify (MgDriver *driver,
                              MgHttp   *http,
                              GTask    *task)
{
  g_autoptr (MgHttpRequest) request = mg_http_request_new ("GET", WELL_KNOWN);

  mg_http_send_async (http, request, g_task_get_cancellable (task), on_identified_cb, task);
}

typedef struct
{
  MgCredential *credential;  /* (owned) */
  char         *base;        /* (owned) (nullable) */
} SignIn;

static void
sign_in_free (gpointer data)
{
  SignIn *sign_in = data;

  mg_credential_unref (sign_in->credential);
  g_free (sign_in->base);
  g_free (sign_in);
}

static void
on_signed_in_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgHttpResponse) response = NULL;
  g_autoptr (MgSecret) token = NULL;
  SignIn *sign_in = g_task_get_task_data (task);

  response = take_response (object, result, TRUE, task);
  if (response == NULL)
    return;

  token = mg_deviceapi_parse_session (response, &error);
  if (token == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task,
                           mg_deviceapi_session_new (MG_HTTP (object), token, sign_in->base),
                           g_object_unref);
}

static void
on_base_known_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgHttpResponse) response = NULL;
  g_autoptr (MgIdentity) identity = NULL;
  g_autoptr (MgHttpRequest) request = NULL;
  g_autoptr (MgSecret) body = NULL;
  g_autofree char *path = NULL;
  SignIn *sign_in = g_task_get_task_data (task);

  response = mg_http_send_finish (MG_HTTP (object), result, &error);
  if (response != NULL)
    identity = mg_deviceapi_parse_identity (response, &sign_in->base, &error);
  if (identity == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  path = g_strconcat (sign_in->base, "/session", NULL);
  body = mg_deviceapi_write_credential (sign_in->credential);
  request = mg_http_request_new ("POST", path);
  mg_http_request_set_secret_body (request, JSON_TYPE, body);
  mg_http_send_async (MG_HTTP (object), request, g_task_get_cancellable (task),
                      on_signed_in_cb, g_object_ref (task));
}

static void
mg_deviceapi_driver_sign_in (MgDriver     *driver,
                             MgHttp       *http,
                             MgCredential *credential,
                             GTask        *task)
{
  g_autoptr (MgHttpRequest) request = mg_http_request_new ("GET", WELL_KNOWN);
  SignIn *sign_in = g_new0 (SignIn, 1);

  sign_in->credential = mg_credential_ref (credential);
  g_task_set_task_data (task, sign_in, sign_in_free);
  mg_http_send_async (http, request, g_task_get_cancellable (task), on_base_known_cb, task);
}

static void
on_changed_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (MgHttpResponse) response = NULL;
  gboolean had_secret = GPOINTER_TO_INT (g_task_get_task_data (task));

  response = take_response (object, result, had_secret, task);
  if (response != NULL)
    g_task_return_boolean (task, TRUE);
}

static void
send_change (MgSession     *session,
             MgHttpRequest *request,
             gboolean       has_secret,
             GTask         *task)
{
  g_task_set_task_data (task, GINT_TO_POINTER (has_secret), NULL);
  mg_http_send_async (mg_session_get_http (session), request, g_task_get_cancellable (task),
                      on_changed_cb, task);
}

static void
mg_deviceapi_driver_sign_out (MgDriver  *driver,
                              MgSession *session,
                              GTask     *task)
{
  g_autofree char *path =
    mg_deviceapi_session_dup_path (MG_DEVICEAPI_SESSION (session), "session", NULL);
  g_autoptr (MgHttpRequest) request = create_request (session, "DELETE", path, NULL);

  send_change (session, request, FALSE, task);
}

typedef GPtrArray *(*ParseList) (MgHttpResponse  *response,
                                 GError         **error);

static void
on_list_read_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgHttpResponse) response = NULL;
  ParseList parse = (ParseList) g_task_get_task_data (task);
  GPtrArray *list;

  response = take_response (object, result, FALSE, task);
  if (response == NULL)
    return;

  list = parse (response, &error);
  if (list == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, list, (GDestroyNotify) g_ptr_array_unref);
}

static void
read_list (MgSession  *session,
           const char *segment,
           ParseList   parse,
           GTask      *task)
{
  g_autofree char *path =
    mg_deviceapi_session_dup_path (MG_DEVICEAPI_SESSION (session), segment, NULL);
  g_autoptr (MgHttpRequest) request = create_request (session, "GET", path, NULL);

  g_task_set_task_data (task, (gpointer) parse, NULL);
  mg_http_send_async (mg_session_get_http (session), request, g_task_get_cancellable (task),
                      on_list_read_cb, task);
}

static void
mg_deviceapi_driver_read_slots (MgDriver  *driver,
                                MgSession *session,
                                GTask     *task)
{
  read_list (session, "slots", mg_deviceapi_parse_slots, task);
}

static void
mg_deviceapi_driver_read_rules (MgDriver  *driver,
                                MgSession *session,
                                GTask     *task)
{
  read_list (session, "rules", mg_deviceapi_parse_rules, task);
}

static void
mg_deviceapi_driver_write_rule (MgDriver     *driver,
                                MgSession    *session,
                                const MgRule *rule,
                                GTask        *task)
{
  g_autofree char *path =
    mg_deviceapi_session_dup_path (MG_DEVICEAPI_SESSION (session), "rules", rule->id, NULL);
  g_autofree char *body = mg_deviceapi_write_rule (rule);
  g_autoptr (MgHttpRequest) request = create_request (session, "PUT", path, NULL);

  mg_http_request_set_header (request, "If-Match", rule->etag);
  mg_http_request_set_body (request, JSON_TYPE, body);
  send_change (session, request, FALSE, task);
}

static void
put_secret (MgSession           *session,
            const MgSlotReading *slot,
            const char          *segment,
            MgSecret            *body,
            GTask               *task)
{
  g_autofree char *path = mg_deviceapi_session_dup_path (MG_DEVICEAPI_SESSION (session),
                                                         "slots", slot->id, segment, NULL);
  g_autoptr (MgHttpRequest) request = create_request (session, "PUT", path, slot);

  mg_http_request_set_secret_body (request, JSON_TYPE, body);
  send_change (session, request, TRUE, task);
}

static void
mg_deviceapi_driver_push_token (MgDriver              *driver,
                                MgSession             *session,
                                const MgSlotReading   *slot,
                                const MgTokenDelivery *delivery,
                                GTask                 *task)
{
  g_autoptr (MgSecret) body = mg_deviceapi_write_token (delivery);

  put_secret (session, slot, "token", body, task);
}

static void
mg_deviceapi_driver_push_password (MgDriver            *driver,
                                   MgSession           *session,
                                   const MgSlotReading *slot,
                                   const char          *account,
                                   MgSecret            *password,
                                   GTask               *task)
{
  g_autoptr (MgSecret) body = mg_deviceapi_write_password (account, password);

  put_secret (session, slot, "password", body, task);
}

static void
mg_deviceapi_driver_write_settings (MgDriver             *driver,
                                    MgSession            *session,
                                    const MgSlotReading  *slot,
                                    const MgMailSettings *settings,
                                    GTask                *task)
{
  g_autofree char *path = mg_deviceapi_session_dup_path (MG_DEVICEAPI_SESSION (session),
                                                         "slots", slot->id, "settings", NULL);
  g_autofree char *body = mg_deviceapi_write_settings (settings);
  g_autoptr (MgHttpRequest) request = create_request (session, "PUT", path, slot);

  mg_http_request_set_body (request, JSON_TYPE, body);
  send_change (session, request, FALSE, task);
}

static void
mg_deviceapi_driver_delete_slot (MgDriver            *driver,
                                 MgSession           *session,
                                 const MgSlotReading *slot,
                                 GTask               *task)
{
  g_autofree char *path = mg_deviceapi_session_dup_path (MG_DEVICEAPI_SESSION (session),
                                                         "slots", slot->id, NULL);
  g_autoptr (MgHttpRequest) request = create_request (session, "DELETE", path, slot);

  send_change (session, request, FALSE, task);
}

static void
mg_deviceapi_driver_delete_token (MgDriver            *driver,
                                  MgSession           *session,
                                  const MgSlotReading *slot,
                                  GTask               *task)
{
  g_autofree char *path = mg_deviceapi_session_dup_path (MG_DEVICEAPI_SESSION (session),
                                                         "slots", slot->id, "token", NULL);
  g_autoptr (MgHttpRequest) request = create_request (session, "DELETE", path, slot);

  send_change (session, request, FALSE, task);
}

static void
on_slot_created_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgHttpResponse) response = NULL;
  g_autoptr (MgSlotReading) slot = NULL;

  response = take_response (object, result, FALSE, task);
  if (response == NULL)
    return;

  slot = mg_deviceapi_parse_slot (response, &error);
  if (slot == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_strdup (slot->id), g_free);
}

static void
mg_deviceapi_driver_create_slot (MgDriver            *driver,
                                 MgSession           *session,
                                 const MgSlotReading *draft,
                                 GTask               *task)
{
  g_autofree char *path =
    mg_deviceapi_session_dup_path (MG_DEVICEAPI_SESSION (session), "slots", NULL);
  g_autofree char *body = mg_deviceapi_write_new_slot (draft);
  g_autoptr (MgHttpRequest) request = create_request (session, "POST", path, NULL);

  mg_http_request_set_body (request, JSON_TYPE, body);
  mg_http_send_async (mg_session_get_http (session), request, g_task_get_cancellable (task),
                      on_slot_created_cb, task);
}

/* A test: begin the job, then ask for it until it has ended.
 *
 *   POST test ──► on_job_cb ──► ended? ──► return the outcome
 *                    ▲            │ no
 *                    │            ▼
 *              GET job ◄── on_poll_due_cb (after a while, within the deadline)
 */
typedef struct
{
  MgSession *session;     /* (owned) */
  gboolean   had_secret;
  char      *job;         /* (owned) (nullable) */
  gint64     deadline;
  guint      poll_ms;     /* how long the last wait was */
  guint      poll_id;
} Test;

static void
test_free (gpointer data)
{
  Test *test = data;

  mg_clock_timeout_clear (mg_http_get_clock (mg_session_get_http (test->session)),
                          &test->poll_id);
  g_object_unref (test->session);
  g_free (test->job);
  g_free (test);
}

static void on_job_cb (GObject      *object,
                       GAsyncResult *result,
                       gpointer      user_data);

static void
on_poll_due_cb (gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  Test *test = g_task_get_task_data (task);
  g_autofree char *path = NULL;
  g_autoptr (MgHttpRequest) request = NULL;

  test->poll_id = 0;
  if (g_task_return_error_if_cancelled (task))
    return;

  path = mg_deviceapi_session_dup_path (MG_DEVICEAPI_SESSION (test->session),
                                        "jobs", test->job, NULL);
  request = create_request (test->session, "GET", path, NULL);
  test->had_secret = FALSE;
  mg_http_send_async (mg_session_get_http (test->session), request,
                      g_task_get_cancellable (task), on_job_cb, g_object_ref (task));
}

static void
poll_later (GTask          *task,
            MgClock        *clock,
            MgHttpResponse *response)
{
  Test *test = g_task_get_task_data (task);
  const char *after = mg_http_response_get_header (response, "Retry-After");
  guint64 seconds;

  if (after != NULL && g_ascii_string_to_unsigned (after, 10, 1, G_MAXUINT32, &seconds, NULL))
    test->poll_ms = (guint) MIN (seconds, RETRY_AFTER_MAX_SECONDS) * 1000;
  else
    test->poll_ms = CLAMP (test->poll_ms * 2, POLL_FIRST_MS, POLL_LAST_MS);

  test->poll_id = mg_clock_timeout_add (clock, test->poll_ms, on_poll_due_cb, task);
}

static void
on_job_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgHttpResponse) response = NULL;
  g_autoptr (MgTestResult) outcome = NULL;
  Test *test = g_task_get_task_data (task);
  MgClock *clock = mg_http_get_clock (MG_HTTP (object));

  response = take_response (object, result, test->had_secret, task);
  if (response == NULL)
    return;

  g_clear_pointer (&test->job, g_free);
  if (!mg_deviceapi_parse_job (response, &test->job, &outcome, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (outcome != NULL)
    g_task_return_pointer (task, g_steal_pointer (&outcome),
                           (GDestroyNotify) mg_test_result_free);
  else if (mg_clock_boot_time (clock) >= test->deadline)
    g_task_return_new_error (task, MG_ERROR, MG_ERROR_TIMED_OUT,
                             _("The device did not finish its test in time"));
  else
    poll_later (g_steal_pointer (&task), clock, response);
}

static void
mg_deviceapi_driver_test (MgDriver              *driver,
                          MgSession             *session,
                          const MgSlotReading   *slot,
                          const MgTokenDelivery *unsaved,
                          GTask                 *task)
{
  g_autofree char *path = mg_deviceapi_session_dup_path (MG_DEVICEAPI_SESSION (session),
                                                         "slots", slot->id, "test", NULL);
  g_autoptr (MgHttpRequest) request = create_request (session, "POST", path, NULL);
  MgHttp *http = mg_session_get_http (session);
  Test *test = g_new0 (Test, 1);

  test->session = g_object_ref (session);
  test->had_secret = unsaved != NULL;
  test->deadline = mg_clock_boot_time (mg_http_get_clock (http)) +
                   TEST_DEADLINE_SECONDS * G_USEC_PER_SEC;
  g_task_set_task_data (task, test, test_free);

  if (unsaved != NULL)
    {
      g_autoptr (MgSecret) body = mg_deviceapi_write_unsaved (unsaved);

      mg_http_request_set_secret_body (request, JSON_TYPE, body);
    }
  else
    {
      mg_http_request_set_body (request, JSON_TYPE, "{}");
    }

  mg_http_send_async (http, request, g_task_get_cancellable (task), on_job_cb, task);
}

static void
mg_deviceapi_driver_class_init (MgDeviceapiDriverClass *klass)
{
  MgDriverClass *driver_class = MG_DRIVER_CLASS (klass);

  driver_class->identify = mg_deviceapi_driver_identify;
  driver_class->sign_in = mg_deviceapi_driver_sign_in;
  driver_class->sign_out = mg_deviceapi_driver_sign_out;
  driver_class->read_slots = mg_deviceapi_driver_read_slots;
  driver_class->read_rules = mg_deviceapi_driver_read_rules;
  driver_class->write_rule = mg_deviceapi_driver_write_rule;
  driver_class->push_token = mg_deviceapi_driver_push_token;
  driver_class->push_password = mg_deviceapi_driver_push_password;
  driver_class->write_settings = mg_deviceapi_driver_write_settings;
  driver_class->create_slot = mg_deviceapi_driver_create_slot;
  driver_class->delete_slot = mg_deviceapi_driver_delete_slot;
  driver_class->delete_token = mg_deviceapi_driver_delete_token;
  driver_class->test = mg_deviceapi_driver_test;
}

static void
mg_deviceapi_driver_init (MgDeviceapiDriver *self)
{
}
