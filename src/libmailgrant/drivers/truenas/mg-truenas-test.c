/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-truenas-test"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-error.h"
#include "mg-json.h"
#include "mg-truenas-answer.h"
#include "mg-truenas-failure.h"
#include "mg-truenas-mail.h"
#include "mg-truenas-session.h"
#include "mg-truenas-test.h"

/* The box can only test by sending a mail. It goes to the mailbox that it sends
 * from or, where that is not known, to whom the box thinks fit: its own
 * administrators.
 *
 *   mail.send ─┬─► (25.10 and newer) the outcome
 *              └─► a job's id ──► core.get_jobs, until it has ended
 */

/* What we let the box wait for its servers, and then some. Most have sent within a second. */
#define SEND_SECONDS 30
#define DEADLINE_MS (90 * 1000)
#define POLL_FIRST_MS 125
#define POLL_LAST_MS 2000
#define POLLS_MAX 45

typedef struct
{
  MgTruenasSession *session;  /* (owned) */
  gint64            job;
  guint             n_polls;
  guint             poll_ms;  /* how long the last wait was */
} Test;

static void
test_free (gpointer data)
{
  Test *test = data;

  g_object_unref (test->session);
  g_free (test);
}

static void
return_result (GTask        *task,
               MgTestResult *result)
{
  g_task_return_pointer (task, result, (GDestroyNotify) mg_test_result_free);
}

/* What could not be carried out is the test's outcome, not an error. */
static void
return_failure (GTask  *task,
                GError *error)
{
  if (error->domain == MG_TRUENAS_CALL_FAILED)
    {
      return_result (task, mg_truenas_parse_failure (error->message));
      g_error_free (error);
    }
  else
    {
      g_task_return_error (task, error);
    }
}

/* 25.10 and older answer true, or false when a setting of the box blocks mail;
 * newer ones null. */
static void
return_success (GTask    *task,
                JsonNode *value)
{
  gboolean is_boolean = value != NULL && JSON_NODE_HOLDS_VALUE (value) &&
                        json_node_get_value_type (value) == G_TYPE_BOOLEAN;

  if (is_boolean && !json_node_get_boolean (value))
    return_result (task, mg_test_result_new (MG_TEST_NOT_CONFIGURED,
                                             _("The device's network settings block mail"), NULL));
  else if (is_boolean || value == NULL || JSON_NODE_HOLDS_NULL (value))
    return_result (task, mg_test_result_new (MG_TEST_PASSED, NULL, NULL));
  else
    g_task_return_new_error (task, MG_ERROR, MG_ERROR_PROTOCOL,
                             _("The device's answer makes no sense"));
}

static void poll_job (GTask *task);

static void
on_poll_due_cb (gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);

  if (!g_task_return_error_if_cancelled (task))
    poll_job (g_steal_pointer (&task));
}

static void
poll_later (GTask   *task,
            MgClock *clock)
{
  Test *test = g_task_get_task_data (task);

  test->poll_ms = CLAMP (test->poll_ms * 2, POLL_FIRST_MS, POLL_LAST_MS);
  mg_clock_timeout_add (clock, test->poll_ms, on_poll_due_cb, task);
}

static void
on_jobs_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node =
    mg_truenas_session_call_finish (MG_TRUENAS_SESSION (object), result, &error);
  Test *test = g_task_get_task_data (task);
  MgClock *clock = mg_http_get_clock (mg_session_get_http (MG_SESSION (object)));
  JsonArray *jobs = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  JsonNode *first = jobs != NULL && json_array_get_length (jobs) == 1
                    ? json_array_get_element (jobs, 0) : NULL;
  JsonObject *job = first != NULL && JSON_NODE_HOLDS_OBJECT (first)
                    ? json_node_get_object (first) : NULL;
  const char *state = mg_json_get_string (job, "state");

  if (error != NULL)
    return_failure (task, g_steal_pointer (&error));
  else if (state == NULL)
    g_task_return_new_error (task, MG_ERROR, MG_ERROR_PROTOCOL,
                             _("The device lost track of its test"));
  else if (g_str_equal (state, "SUCCESS"))
    return_success (task, json_object_get_member (job, "result"));
  else if (g_str_equal (state, "FAILED") || g_str_equal (state, "ABORTED"))
    {
      const char *reason = mg_json_get_string (job, "error");

      return_result (task, mg_truenas_parse_failure (reason != NULL ? reason : state));
    }
  else if (++test->n_polls >= POLLS_MAX)
    g_task_return_new_error (task, MG_ERROR, MG_ERROR_TIMED_OUT,
                             _("The device did not finish its test in time"));
  else
    poll_later (g_steal_pointer (&task), clock);
}

static void
poll_job (GTask *task)
{
  Test *test = g_task_get_task_data (task);
  g_autofree char *text =
    mg_truenas_session_is_rest (test->session)
    ? g_strdup_printf ("%" G_GINT64_FORMAT, test->job)
    : g_strdup_printf ("[[\"id\",\"=\",%" G_GINT64_FORMAT "]]", test->job);
  g_autoptr (MgSecret) filter = mg_secret_new (text, -1);

  mg_truenas_session_call_async (test->session, "core.get_jobs", filter, NULL, FALSE, DEADLINE_MS,
                                 g_task_get_cancellable (task), on_jobs_cb, task);
}

static void
on_sent_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node =
    mg_truenas_session_call_finish (MG_TRUENAS_SESSION (object), result, &error);
  Test *test = g_task_get_task_data (task);

  if (error != NULL)
    {
      return_failure (task, g_steal_pointer (&error));
      return;
    }

  /* A number is a job's; the outcome itself is a boolean or null. */
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64)
    {
      test->job = json_node_get_int (node);
      poll_job (g_steal_pointer (&task));
    }
  else
    {
      return_success (task, node);
    }
}

static MgSecret *
write_message (const char *recipient /* (nullable) */)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "subject");
  json_builder_add_string_value (builder, _("Test message"));
  json_builder_set_member_name (builder, "text");
  json_builder_add_string_value (builder,
                                 _("Mailgrant has asked this device to prove that its mail works."));
  if (recipient != NULL)
    {
      json_builder_set_member_name (builder, "to");
      json_builder_begin_array (builder);
      json_builder_add_string_value (builder, recipient);
      json_builder_end_array (builder);
    }
  /* A queued test is tried again for half an hour and tells nothing. */
  json_builder_set_member_name (builder, "queue");
  json_builder_add_boolean_value (builder, FALSE);
  json_builder_set_member_name (builder, "timeout");
  json_builder_add_int_value (builder, SEND_SECONDS);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);

  return mg_secret_new (text, -1);
}

/**
 * mg_truenas_test:
 * @driver: the driver
 * @session: an #MgTruenasSession
 * @slot: the slot as it was read
 * @unsaved: (nullable): a grant to test before it is saved
 * @task: (transfer full): answered with an #MgTestResult
 *
 * Has the box send a mail.
 */
void
mg_truenas_test (MgDriver              *driver,
                 MgSession             *session,
                 const MgSlotReading   *slot,
                 const MgTokenDelivery *unsaved,
                 GTask                 *task)
{
  g_autoptr (GTask) owned = task;
  g_autoptr (GError) error = NULL;
  g_autoptr (MgSecret) message = NULL;
  g_autoptr (MgSecret) override = NULL;
  gboolean legacy = mg_truenas_session_is_rest (MG_TRUENAS_SESSION (session));
  const char *recipient = unsaved != NULL ? unsaved->account : slot->account;
  Test *test;

  if (unsaved == NULL && slot->settings->sender_address != NULL)
    recipient = slot->settings->sender_address;

  if (unsaved != NULL && !mg_truenas_check_delivery (unsaved, legacy, &error))
    {
      g_task_return_error (owned, g_steal_pointer (&error));
      return;
    }

  test = g_new0 (Test, 1);
  test->session = MG_TRUENAS_SESSION (g_object_ref (session));
  g_task_set_task_data (owned, test, test_free);
  message = write_message (recipient);
  if (unsaved != NULL)
    override = mg_truenas_write_token (unsaved, slot, legacy);

  /* The failure's text is the test's outcome, so it is wanted also where the
   * call carries a token; the middleware's words never repeat its arguments. */
  mg_truenas_session_call_async (test->session, "mail.send", message, override, FALSE, DEADLINE_MS,
                                 g_task_get_cancellable (owned), on_sent_cb,
                                 g_object_ref (owned));
}
