/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-lab-fixture.h"
#include "mg-test.h"

/* A batch, and the person in front of it. */
typedef struct
{
  MgLabFixture  lab;
  MgProvider   *provider;
  MgBatch      *batch;
  gboolean      skips;        /* passes over what is asked */
  guint         n_asked;      /* how often a permission was asked for */
  guint         n_open;       /* how many are being asked for now */
  char         *to_open;      /* the page that a browser is to open */
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
on_current_cb (MgBatch    *batch,
               GParamSpec *pspec,
               gpointer    user_data)
{
  Fixture *fixture = user_data;
  MgBatchItem *item = mg_batch_get_current (batch);

  if (item == NULL)
    return;

  g_assert_cmpint (mg_batch_item_get_state (item), ==, MG_BATCH_RUNNING);
  /* One that was passed over goes on with the repair that it had. */
  mg_slot_repair_set_provider (mg_batch_item_get_repair (item), fixture->provider);
  g_signal_handlers_disconnect_by_func (mg_batch_item_get_repair (item), on_authorize_cb, fixture);
  g_signal_connect (mg_batch_item_get_repair (item), "authorize", G_CALLBACK (on_authorize_cb),
                    fixture);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  mg_lab_fixture_set_up (&fixture->lab, data);
  fixture->provider = mg_lab_fixture_add_provider (&fixture->lab);
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
  mg_lab_fixture_tear_down (&fixture->lab, data);
}

/* Does what the person is asked, until the batch has ended. */
static void
run_batch (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mg_batch_run_async (fixture->batch, NULL, mg_test_store_result, &result);
  while (result == NULL)
    {
      g_autofree char *uri = g_steal_pointer (&fixture->to_open);
      g_autofree char *arguments = NULL;
      g_autoptr (JsonNode) answer = NULL;

      if (uri == NULL)
        {
          g_main_context_iteration (NULL, TRUE);
          continue;
        }

      if (fixture->skips)
        {
          mg_batch_skip (fixture->batch);
          continue;
        }

      arguments = g_strdup_printf ("{\"url\":\"%s\",\"account\":\"%s\"}", uri,
                                   mg_batch_item_get_account (mg_batch_get_current (fixture->batch)));
      answer = mg_lab_fixture_control (&fixture->lab, &fixture->lab.provider, "consent", arguments);
    }
  mg_batch_run_finish (fixture->batch, result, &error);
  g_assert_no_error (error);
  g_assert_null (mg_batch_get_current (fixture->batch));
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

  mg_lab_fixture_start_devices (&fixture->lab, &nas, "nas", "--scenario=expired-gmail");
  mg_lab_fixture_start_devices (&fixture->lab, &printer, "mfp", "--scenario=token-update-failed");
  first = mg_lab_fixture_add_device (&fixture->lab, json_node_get_object (nas.ready));
  second = mg_lab_fixture_add_device (&fixture->lab, json_node_get_object (printer.ready));

  /* The printer has three linked settings and two of their own. */
  mg_batch_add_needy (fixture->batch);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->batch)), ==, 4);

  fixture->skips = TRUE;
  run_batch (fixture);
  g_assert_cmpuint (mg_batch_count (fixture->batch, MG_BATCH_SKIPPED), ==, 4);
  g_assert_cmpint (mg_device_get_state (first), ==, MG_TOKEN_STATE_INVALID);

  fixture->skips = FALSE;
  fixture->n_asked = 0;
  run_batch (fixture);
  g_assert_cmpuint (fixture->n_asked, ==, 4);
  g_assert_cmpuint (mg_batch_count (fixture->batch, MG_BATCH_REPAIRED), ==, 4);
  g_assert_cmpint (mg_slot_get_state (mg_device_lookup_slot (first, "account-1")),
                   ==, MG_TOKEN_STATE_OBTAINED);
  g_assert_cmpint (mg_slot_get_state (mg_device_lookup_slot (second, "quick-settings")),
                   ==, MG_TOKEN_STATE_OBTAINED);

  /* Nothing is left to be tried. */
  run_batch (fixture);
  g_assert_cmpuint (fixture->n_asked, ==, 4);
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

  mg_lab_fixture_start_devices (&fixture->lab, &printer, "mfp", "--scenario=fresh");
  device = mg_lab_fixture_add_device (&fixture->lab, json_node_get_object (printer.ready));
  mg_lab_stop (&printer);

  mg_batch_add_slot (fixture->batch, mg_device_lookup_slot (device, "services-smtp"));
  mg_batch_add_slot (fixture->batch, mg_device_lookup_slot (device, "quick-settings"));
  mg_batch_add_slot (fixture->batch, mg_device_lookup_slot (device, "alert-smtp"));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->batch)), ==, 2);
  run_batch (fixture);
  g_assert_cmpuint (fixture->n_asked, ==, 0);
  g_assert_cmpuint (mg_batch_count (fixture->batch, MG_BATCH_FAILED), ==, 1);
  g_assert_cmpuint (mg_batch_count (fixture->batch, MG_BATCH_SKIPPED), ==, 1);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MgBatchItem) item = g_list_model_get_item (G_LIST_MODEL (fixture->batch), i);

      g_assert_nonnull (mg_batch_item_get_reason (item));
    }
}

/* Check that a cancelled batch leaves what has not had its turn as it was. */
static void
test_batch_cancelled (Fixture       *fixture,
                      gconstpointer  data)
{
  MgLab nas;
  g_autoptr (MgDevice) device = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mg_lab_fixture_start_devices (&fixture->lab, &nas, "nas", "--scenario=expired-gmail");
  device = mg_lab_fixture_add_device (&fixture->lab, json_node_get_object (nas.ready));
  mg_batch_add_needy (fixture->batch);
  mg_batch_run_async (fixture->batch, cancellable, mg_test_store_result, &result);
  g_cancellable_cancel (cancellable);
  g_assert_false (mg_batch_run_finish (fixture->batch, mg_test_await_result (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (mg_batch_count (fixture->batch, MG_BATCH_PENDING), ==, 1);
  g_assert_cmpint (mg_device_get_state (device), ==, MG_TOKEN_STATE_INVALID);
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

  return g_test_run ();
}
