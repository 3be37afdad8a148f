/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-lab-fixture.h"
#include "mg-store-journal.h"
#include "mg-test.h"

/* What the person does when asked. */
typedef enum
{
  CONSENTS,
  REFUSES,
  SKIPS,
  STOPS,
} Answer;

/* A batch, and the person in front of it. */
typedef struct
{
  MgLabFixture  lab;
  MgProvider   *provider;
  MgBatch      *batch;
  GCancellable *cancellable;
  Answer        answer;
  guint         n_before;     /* how many consents come before the answer */
  guint         n_asked;      /* how often a permission was asked for */
  guint         n_open;       /* how many are being asked for now */
  char         *to_open;      /* the page that a browser is to open */
  gboolean      needs_password;
} Fixture;

static void
on_stage_cb (MgAuthorization *authorization,
             GParamSpec      *pspec,
             gpointer         user_data)
{
  Fixture *fixture = user_data;

  if (mg_authorization_get_stage (authorization) == MG_AUTHORIZATION_DONE)
    fixture->n_open--;
}

static void
on_open_uri_cb (MgAuthorization *authorization,
                const char      *uri,
                gpointer         user_data)
{
  Fixture *fixture = user_data;

  g_assert_null (fixture->to_open);
  fixture->to_open = g_strdup (uri);
}

static void
on_authorize_cb (MgSlotRepair    *repair,
                 MgAuthorization *authorization,
                 gpointer         user_data)
{
  Fixture *fixture = user_data;

  fixture->n_asked++;
  g_assert_cmpuint (fixture->n_open, ==, 0);
  fixture->n_open++;
  g_signal_connect (authorization, "notify::stage", G_CALLBACK (on_stage_cb), fixture);
  g_signal_connect (authorization, "open-uri", G_CALLBACK (on_open_uri_cb), fixture);
}

static void
on_ask_password_cb (MgSlotRepair *repair,
                    MgStep       *step,
                    gpointer      user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (mg_batch_item_get_step (mg_batch_get_current (fixture->batch)) == step);
  fixture->needs_password = TRUE;
}

static void
on_current_cb (MgBatch    *batch,
               GParamSpec *pspec,
               gpointer    user_data)
{
  Fixture *fixture = user_data;
  MgBatchItem *item = mg_batch_get_current (batch);
  MgSlotRepair *repair;

  if (item == NULL)
    return;

  g_assert_cmpint (mg_batch_item_get_state (item), ==, MG_BATCH_RUNNING);
  /* One that was passed over may go on with the repair that it had. */
  repair = mg_batch_item_get_repair (item);
  g_signal_handlers_disconnect_by_data (repair, fixture);
  mg_slot_repair_set_provider (repair, fixture->provider);
  g_signal_connect (repair, "authorize", G_CALLBACK (on_authorize_cb), fixture);
  g_signal_connect (repair, "ask-password", G_CALLBACK (on_ask_password_cb), fixture);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  mg_lab_fixture_set_up (&fixture->lab, data);
  fixture->provider = mg_lab_fixture_add_provider (&fixture->lab);
  fixture->cancellable = g_cancellable_new ();
  fixture->batch = mg_batch_new (fixture->lab.fleet);
  g_signal_connect (fixture->batch, "notify::current", G_CALLBACK (on_current_cb), fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  mg_test_settle ();
  g_assert_finalize_object (g_steal_pointer (&fixture->batch));
  g_clear_object (&fixture->provider);
  g_clear_object (&fixture->cancellable);
  g_free (fixture->to_open);
  mg_lab_fixture_tear_down (&fixture->lab, data);
}

/* Answers at the provider, or elsewhere if the person wants nothing of it. */
static void
answer (Fixture *fixture)
{
  g_autofree char *uri = g_steal_pointer (&fixture->to_open);
  g_autofree char *arguments = NULL;
  g_autoptr (JsonNode) reply = NULL;
  Answer answer = fixture->n_before > 0 ? CONSENTS : fixture->answer;

  fixture->needs_password = FALSE;
  fixture->n_before -= fixture->n_before > 0 ? 1 : 0;

  if (answer == SKIPS)
    mg_batch_skip (fixture->batch, NULL);
  else if (answer == STOPS)
    g_cancellable_cancel (fixture->cancellable);
  else
    {
      arguments = g_strdup_printf ("{\"url\":\"%s\",\"account\":\"%s\",\"decision\":\"%s\"}", uri,
                                   mg_batch_item_get_account (mg_batch_get_current (fixture->batch)),
                                   answer == REFUSES ? "deny" : "allow");
      reply = mg_lab_fixture_control (&fixture->lab, &fixture->lab.provider, "consent", arguments);
    }
}

/* Does what the person is asked, until the batch has ended. */
static gboolean
run_batch (Fixture  *fixture,
           GError  **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_cancellable_reset (fixture->cancellable);
  mg_batch_run_async (fixture->batch, fixture->cancellable, mg_test_store_result, &result);
  while (result == NULL)
    if (fixture->to_open != NULL || fixture->needs_password)
      answer (fixture);
    else
      g_main_context_iteration (NULL, TRUE);
  g_assert_null (mg_batch_get_current (fixture->batch));

  return mg_batch_run_finish (fixture->batch, result, error);
}

static void
run_to_end (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  run_batch (fixture, &error);
  g_assert_no_error (error);
}

static MgDevice *
add_device (Fixture    *fixture,
            MgLab      *lab,
            const char *kind,
            const char *scenario)
{
  g_autofree char *option = g_strconcat ("--scenario=", scenario, NULL);

  mg_lab_fixture_start_devices (&fixture->lab, lab, kind, option);

  return mg_lab_fixture_add_device (&fixture->lab, json_node_get_object (lab->ready));
}

static MgBatchItem *
get_item (Fixture *fixture,
          guint    position)
{
  g_autoptr (MgBatchItem) item = g_list_model_get_item (G_LIST_MODEL (fixture->batch), position);

  /* The batch keeps the reference. */
  return item;
}

/* What is told at the end: how many of each, and a line for what was not repaired. */
static void
check_summary (Fixture    *fixture,
               const char *counts,
               guint       n_lines)
{
  g_autofree char *summary = mg_batch_dup_summary (fixture->batch);
  g_auto (GStrv) lines = g_strsplit (summary, "\n", -1);

  g_assert_cmpstr (lines[0], ==, counts);
  g_assert_cmpuint (g_strv_length (lines), ==, n_lines);
}

/* Check that all that is broken is repaired, one question at a time, one for
 * slots that change together, and that what was passed over is tried again. */
static void
test_batch_repair (Fixture       *fixture,
                   gconstpointer  data)
{
  MgLab nas, printer;
  g_autoptr (MgDevice) first = NULL;
  g_autoptr (MgDevice) second = NULL;

  first = add_device (fixture, &nas, "nas", "expired-gmail");
  second = add_device (fixture, &printer, "mfp", "token-update-failed");

  /* The printer has three linked settings and two of their own. */
  mg_batch_add_needy (fixture->batch);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->batch)), ==, 4);
  g_assert_cmpuint (mg_fleet_count_needy (fixture->lab.fleet), ==, 4);

  fixture->answer = SKIPS;
  run_to_end (fixture);
  g_assert_cmpuint (mg_batch_count (fixture->batch, MG_BATCH_SKIPPED), ==, 4);
  g_assert_cmpint (mg_device_get_state (first), ==, MG_TOKEN_STATE_INVALID);

  fixture->answer = CONSENTS;
  fixture->n_asked = 0;
  run_to_end (fixture);
  g_assert_cmpuint (fixture->n_asked, ==, 4);
  g_assert_cmpuint (mg_batch_count (fixture->batch, MG_BATCH_REPAIRED), ==, 4);
  g_assert_cmpint (mg_slot_get_state (mg_device_lookup_slot (first, "account-1")),
                   ==, MG_TOKEN_STATE_OBTAINED);
  g_assert_cmpint (mg_slot_get_state (mg_device_lookup_slot (second, "quick-settings")),
                   ==, MG_TOKEN_STATE_OBTAINED);

  /* Nothing is left to be tried. */
  check_summary (fixture, "Repaired: 4. Nothing to do: 0. Skipped: 0. Failed: 0.", 1);
  run_to_end (fixture);
  g_assert_cmpuint (fixture->n_asked, ==, 4);
  g_assert_cmpuint (mg_fleet_count_needy (fixture->lab.fleet), ==, 0);
  mg_lab_stop (&printer);
  mg_lab_stop (&nas);
}

/* Check that a device which cannot be asked fails once, and its other slots are
 * passed over, with a reason each. */
static void
test_batch_unreachable (Fixture       *fixture,
                        gconstpointer  data)
{
  MgLab printer;
  g_autoptr (MgDevice) device = NULL;

  device = add_device (fixture, &printer, "mfp", "fresh");
  mg_lab_stop (&printer);

  mg_batch_add_slot (fixture->batch, mg_device_lookup_slot (device, "services-smtp"));
  mg_batch_add_slot (fixture->batch, mg_device_lookup_slot (device, "quick-settings"));
  mg_batch_add_slot (fixture->batch, mg_device_lookup_slot (device, "alert-smtp"));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->batch)), ==, 2);
  run_to_end (fixture);
  g_assert_cmpuint (fixture->n_asked, ==, 0);
  g_assert_cmpuint (mg_batch_count (fixture->batch, MG_BATCH_FAILED), ==, 1);
  g_assert_cmpuint (mg_batch_count (fixture->batch, MG_BATCH_SKIPPED), ==, 1);
  for (guint i = 0; i < 2; i++)
    g_assert_nonnull (mg_batch_item_get_reason (get_item (fixture, i)));
  check_summary (fixture, "Repaired: 0. Nothing to do: 0. Skipped: 1. Failed: 1.", 3);
}

/* Check that a batch cancelled before, between and amid its turns leaves what has
 * not had its turn as it was, and can be run again. */
static void
test_batch_cancelled (Fixture       *fixture,
                      gconstpointer  data)
{
  MgLab printer;
  g_autoptr (MgDevice) device = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  device = add_device (fixture, &printer, "mfp", "token-update-failed");
  mg_batch_add_slot (fixture->batch, mg_device_lookup_slot (device, "alert-smtp"));
  mg_batch_add_slot (fixture->batch, mg_device_lookup_slot (device, "status-pop3"));
  g_cancellable_cancel (cancellable);
  mg_batch_run_async (fixture->batch, cancellable, mg_test_store_result, &result);
  g_assert_false (mg_batch_run_finish (fixture->batch, mg_test_await_result (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpuint (mg_batch_count (fixture->batch, MG_BATCH_PENDING), ==, 2);
  g_assert_cmpint (mg_device_get_state (device), ==, MG_TOKEN_STATE_INVALID);

  fixture->answer = STOPS;
  fixture->n_before = 1;
  g_assert_false (run_batch (fixture, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (mg_batch_count (fixture->batch, MG_BATCH_REPAIRED), ==, 1);
  g_assert_cmpuint (mg_batch_count (fixture->batch, MG_BATCH_PENDING), ==, 1);

  fixture->answer = CONSENTS;
  run_to_end (fixture);
  g_assert_cmpuint (mg_batch_count (fixture->batch, MG_BATCH_REPAIRED), ==, 2);
  g_assert_cmpint (mg_slot_get_state (mg_device_lookup_slot (device, "status-pop3")),
                   ==, MG_TOKEN_STATE_OBTAINED);
  mg_lab_stop (&printer);
}

/* Check that nobody has to answer a question for a password that was passed over
 * or called off. */
static void
test_batch_password (Fixture       *fixture,
                     gconstpointer  data)
{
  MgLab nas;
  g_autoptr (MgDevice) device = add_device (fixture, &nas, "nas", "yahoo");
  g_autoptr (GError) error = NULL;
  MgBatchItem *item;

  mg_batch_add_needy (fixture->batch);
  item = get_item (fixture, 0);
  fixture->answer = SKIPS;
  run_to_end (fixture);
  g_assert_cmpint (mg_batch_item_get_state (item), ==, MG_BATCH_SKIPPED);
  g_assert_null (mg_batch_item_get_step (item));

  /* An answer that comes too late is not taken. */
  mg_slot_repair_take_password (mg_batch_item_get_repair (item), NULL);
  mg_slot_repair_step_done (mg_batch_item_get_repair (item), TRUE);

  fixture->answer = STOPS;
  g_assert_false (run_batch (fixture, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (mg_batch_item_get_state (item), ==, MG_BATCH_PENDING);
  mg_lab_stop (&nas);
}

/* Check that a permission that was refused is told of, and that the next run
 * goes on where the repair stood. */
static void
test_batch_declined (Fixture       *fixture,
                     gconstpointer  data)
{
  MgLab nas;
  g_autoptr (MgDevice) device = add_device (fixture, &nas, "nas", "custom-gmail");
  MgBatchItem *item;

  mg_batch_add_needy (fixture->batch);
  item = get_item (fixture, 0);
  fixture->answer = REFUSES;
  run_to_end (fixture);
  g_assert_cmpint (mg_batch_item_get_state (item), ==, MG_BATCH_FAILED);
  g_assert_error (mg_batch_item_get_error (item), MG_ERROR, MG_ERROR_CONSENT_DECLINED);
  g_assert_cmpstr (mg_batch_item_get_reason (item), ==, mg_batch_item_get_error (item)->message);
  g_assert_true (mg_slot_repair_is_interrupted (mg_batch_item_get_repair (item)));

  fixture->answer = CONSENTS;
  run_to_end (fixture);
  g_assert_cmpint (mg_batch_item_get_state (item), ==, MG_BATCH_REPAIRED);
  g_assert_null (mg_batch_item_get_error (item));
  g_assert_null (mg_device_lookup_slot (device, "account-1"));
  mg_lab_stop (&nas);
}

/* What the shell says when it is shown a plan. */
typedef enum
{
  HOLDS,
  GIVES_UP,
  PASSES_OVER,
} Review;

static gboolean
on_review_cb (MgBatch     *batch,
              MgBatchItem *item,
              gpointer     user_data)
{
  Review *review = user_data;
  g_autoptr (GError) error = g_error_new_literal (MG_ERROR, MG_ERROR_INVALID_INPUT, "no");

  g_assert_true (item == mg_batch_get_current (batch));
  g_assert_nonnull (mg_slot_repair_get_plan (mg_batch_item_get_repair (item)));
  if (*review == GIVES_UP)
    mg_batch_fail (batch, error);
  else if (*review == PASSES_OVER)
    mg_batch_skip (batch, "not now");

  return TRUE;
}

static gboolean
on_idle_cb (gpointer user_data)
{
  mg_batch_carry_out (user_data);

  return G_SOURCE_CONTINUE;
}

/* Check that a shell can look at a plan before anything happens, and that its word
 * is what counts. */
static void
test_batch_review (Fixture       *fixture,
                   gconstpointer  data)
{
  MgLab nas;
  g_autoptr (MgDevice) device = add_device (fixture, &nas, "nas", "expired-gmail");
  MgBatchItem *item;
  Review review = GIVES_UP;
  guint source;

  mg_batch_add_needy (fixture->batch);
  item = get_item (fixture, 0);
  g_signal_connect (fixture->batch, "review", G_CALLBACK (on_review_cb), &review);
  run_to_end (fixture);
  g_assert_cmpint (mg_batch_item_get_state (item), ==, MG_BATCH_FAILED);
  g_assert_error (mg_batch_item_get_error (item), MG_ERROR, MG_ERROR_INVALID_INPUT);

  review = PASSES_OVER;
  run_to_end (fixture);
  g_assert_cmpint (mg_batch_item_get_state (item), ==, MG_BATCH_SKIPPED);
  g_assert_cmpstr (mg_batch_item_get_reason (item), ==, "not now");
  g_assert_cmpuint (fixture->n_asked, ==, 0);

  review = HOLDS;
  source = g_idle_add (on_idle_cb, fixture->batch);
  run_to_end (fixture);
  g_source_remove (source);
  g_assert_cmpint (mg_batch_item_get_state (item), ==, MG_BATCH_REPAIRED);
  g_signal_handlers_disconnect_by_data (fixture->batch, &review);
  mg_lab_stop (&nas);
}

/* Check that a batch that is held can be cancelled. */
static void
test_batch_held (Fixture       *fixture,
                 gconstpointer  data)
{
  MgLab nas;
  g_autoptr (MgDevice) device = add_device (fixture, &nas, "nas", "expired-gmail");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Review review = HOLDS;

  mg_batch_add_needy (fixture->batch);
  g_signal_connect (fixture->batch, "review", G_CALLBACK (on_review_cb), &review);
  mg_batch_run_async (fixture->batch, fixture->cancellable, mg_test_store_result, &result);
  while (mg_slot_repair_get_plan (mg_batch_item_get_repair (get_item (fixture, 0))) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (fixture->cancellable);
  g_assert_false (mg_batch_run_finish (fixture->batch, mg_test_await_result (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (mg_batch_item_get_state (get_item (fixture, 0)), ==, MG_BATCH_PENDING);
  mg_batch_carry_out (fixture->batch);
  mg_batch_skip (fixture->batch, NULL);
  g_signal_handlers_disconnect_by_data (fixture->batch, &review);
  mg_lab_stop (&nas);
}

static GPtrArray *
load_interrupted (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *repairs;

  mg_fleet_load_interrupted_async (fixture->lab.fleet, NULL, mg_test_store_result, &result);
  repairs = mg_fleet_load_interrupted_finish (fixture->lab.fleet, mg_test_await_result (&result),
                                              &error);
  g_assert_no_error (error);

  return repairs;
}

/* A journal that another version has written. */
static void
begin_unreadable_run (Fixture    *fixture,
                      const char *device_id,
                      const char *slot_id)
{
  g_autofree char *path = g_build_filename (mg_context_get_data_dir (fixture->lab.context),
                                            "mailgrant.db", NULL);
  g_autoptr (MgStore) store = mg_store_new (path);
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) begun = NULL;
  g_autoptr (GError) error = NULL;

  mg_store_open_async (store, NULL, mg_test_store_result, &opened);
  mg_store_open_finish (store, mg_test_await_result (&opened), &error);
  g_assert_no_error (error);
  mg_store_begin_run_async (store, device_id, slot_id, "{\"steps\":\"of tomorrow\"}", 1, NULL,
                            mg_test_store_result, &begun);
  g_assert_cmpint (mg_store_begin_run_finish (store, mg_test_await_result (&begun), &error),
                   !=, 0);
}

/* Check that what was interrupted comes first, and that notes which cannot be
 * read fail by themselves, keeping neither the others nor the slot back. */
static void
test_batch_interrupted (Fixture       *fixture,
                        gconstpointer  data)
{
  MgLab nas, other;
  g_autoptr (MgDevice) first = add_device (fixture, &nas, "nas", "expired-gmail");
  g_autoptr (MgDevice) second = add_device (fixture, &other, "nas", "custom-gmail");
  g_autoptr (GPtrArray) repairs = NULL;
  g_autoptr (MgBatch) before = NULL;

  fixture->answer = REFUSES;
  mg_batch_add_slot (fixture->batch, mg_device_lookup_slot (second, "account-1"));
  run_to_end (fixture);
  begin_unreadable_run (fixture, mg_device_get_id (first), "account-1");

  before = g_steal_pointer (&fixture->batch);
  fixture->batch = mg_batch_new (fixture->lab.fleet);
  g_signal_connect (fixture->batch, "notify::current", G_CALLBACK (on_current_cb), fixture);
  mg_batch_add_slot (fixture->batch, mg_device_lookup_slot (first, "account-1"));
  repairs = load_interrupted (fixture);
  g_assert_cmpuint (repairs->len, ==, 2);
  for (guint i = 0; i < repairs->len; i++)
    mg_batch_add_interrupted (fixture->batch, g_ptr_array_index (repairs, i));

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->batch)), ==, 3);
  g_assert_true (mg_batch_item_get_device (get_item (fixture, 0)) == second);
  fixture->answer = CONSENTS;
  run_to_end (fixture);
  g_assert_cmpint (mg_batch_item_get_state (get_item (fixture, 0)), ==, MG_BATCH_REPAIRED);
  g_assert_cmpuint (mg_batch_count (fixture->batch, MG_BATCH_REPAIRED), ==, 2);
  g_assert_cmpint (mg_slot_get_state (mg_device_lookup_slot (first, "account-1")),
                   ==, MG_TOKEN_STATE_OBTAINED);
  g_assert_cmpuint (mg_batch_count (fixture->batch, MG_BATCH_FAILED), ==, 1);
  for (guint i = 0; i < 3; i++)
    if (mg_slot_repair_get_problem (mg_batch_item_get_repair (get_item (fixture, i))) != NULL)
      g_assert_error (mg_batch_item_get_error (get_item (fixture, i)), MG_ERROR, MG_ERROR_STORE);
  mg_lab_stop (&other);
  mg_lab_stop (&nas);
}

/* Check that a slot whose device was removed before its turn is told of. */
static void
test_batch_removed (Fixture       *fixture,
                    gconstpointer  data)
{
  MgLab nas;
  g_autoptr (MgDevice) device = add_device (fixture, &nas, "nas", "expired-gmail");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mg_batch_add_needy (fixture->batch);
  mg_fleet_remove_device_async (fixture->lab.fleet, device, NULL, mg_test_store_result, &result);
  mg_fleet_remove_device_finish (fixture->lab.fleet, mg_test_await_result (&result), &error);
  g_assert_no_error (error);
  run_to_end (fixture);
  g_assert_error (mg_batch_item_get_error (get_item (fixture, 0)), MG_ERROR, MG_ERROR_NOT_FOUND);
  mg_lab_stop (&nas);
}

#define add(path, test) g_test_add ("/fleet/batch/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int   argc,
      char *argv[])
{
  mg_test_init (&argc, &argv);

  add ("repair", test_batch_repair);
  add ("unreachable", test_batch_unreachable);
  add ("cancelled", test_batch_cancelled);
  add ("password", test_batch_password);
  add ("declined", test_batch_declined);
  add ("review", test_batch_review);
  add ("held", test_batch_held);
  add ("interrupted", test_batch_interrupted);
  add ("removed", test_batch_removed);

  return g_test_run ();
}
