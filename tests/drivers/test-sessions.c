/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "mg-driver-rig.h"
#include "mg-driver-table.h"
#include "mg-error.h"
#include "mg-test.h"

/* What every driver that signs in must stand. A make describes itself by three
 * recordings, and is tested with them as soon as it is in the table:
 *
 *   session.json         a whole session, as of MgDriverRigStage
 *   wrong-password.json  a sign-in that is refused
 *   ended.json           a sign-in, then a reading that finds the login over
 */

static MgDriverRegistry *registry;

static void
set_up (MgDriverRig *rig,
        MgDriver    *driver,
        const char  *recording)
{
  const char *id = mg_driver_info_get_id (mg_driver_get_info (driver));
  g_autofree char *path = g_strdup_printf ("drivers/%s/recordings/%s.json", id, recording);

  mg_driver_rig_set_up (rig, id, path);
}

static void
assert_says_no_secret (const GError *error)
{
  static const char *const secrets[] = {
    MG_DRIVER_RIG_PASSWORD, MG_DRIVER_RIG_APP_PASSWORD, MG_DRIVER_RIG_REFRESH_TOKEN,
    MG_DRIVER_RIG_CLIENT_SECRET,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
    g_assert_null (strstr (error->message, secrets[i]));
}

/* Check that a session goes from sign-in to sign-out, with the same grant put
 * there once and again, and that nothing else is asked. */
static void
test_session (gconstpointer data)
{
  MgDriverRig rig;
  MgDriverRigStage stage;
  g_autoptr (GError) error = NULL;

  set_up (&rig, (MgDriver *) data, "session");
  stage = mg_driver_rig_run_session (&rig, NULL, &error);
  mg_replay_assert_done (rig.replay);
  g_assert_no_error (error);
  g_assert_cmpint (stage, ==, MG_DRIVER_RIG_DONE);
  mg_driver_rig_tear_down (&rig);
}

/* Check that a wrong password is told as such after one attempt. */
static void
test_wrong_password (gconstpointer data)
{
  MgDriverRig rig;
  g_autoptr (GError) error = NULL;

  set_up (&rig, (MgDriver *) data, "wrong-password");
  g_assert_cmpint (mg_driver_rig_run_session (&rig, NULL, &error), ==, MG_DRIVER_RIG_SIGN_IN);
  g_assert_error (error, MG_ERROR, MG_ERROR_LOGIN_REFUSED);
  assert_says_no_secret (error);
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);
}

/* Check that a login that is over is told as such, and not taken up again by
 * the driver itself. */
static void
test_ended (gconstpointer data)
{
  MgDriverRig rig;
  g_autoptr (GError) error = NULL;

  set_up (&rig, (MgDriver *) data, "ended");
  g_assert_cmpint (mg_driver_rig_run_session (&rig, NULL, &error), ==, MG_DRIVER_RIG_READ);
  g_assert_error (error, MG_ERROR, MG_ERROR_LOGIN_REFUSED);
  assert_says_no_secret (error);
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);
}

static MgDriverRigStage
find_stage (const guint *n_requests,
            guint        request)
{
  int stage = MG_DRIVER_RIG_SIGN_IN;

  while (stage < (int) MG_DRIVER_RIG_DONE && n_requests[stage] <= request)
    stage++;

  return (MgDriverRigStage) stage;
}

/* Nonsense that comes with a success after a push is for the reading that
 * follows to judge, and nobody minds what is said to a farewell. */
static gboolean
may_pass (MgDriverRigStage stage,
          MgReplayFault    fault)
{
  return stage == MG_DRIVER_RIG_SIGN_OUT ||
         ((stage == MG_DRIVER_RIG_PUSH || stage == MG_DRIVER_RIG_PUSH_AGAIN) &&
          (fault == MG_REPLAY_FAULT_GARBAGE || fault == MG_REPLAY_FAULT_HTML ||
           fault == MG_REPLAY_FAULT_DEEP));
}

static void
assert_stands (MgDriver      *driver,
               const guint   *n_requests,
               guint          request,
               MgReplayFault  fault)
{
  const MgDriverRigStage expected = find_stage (n_requests, request);
  MgDriverRig rig;
  MgDriverRigStage stage;
  g_autoptr (GError) error = NULL;

  g_test_message ("Fault %d at request %u", (int) fault, request);
  set_up (&rig, driver, "session");
  mg_replay_set_fault (rig.replay, request, fault);
  stage = mg_driver_rig_run_session (&rig, NULL, &error);
  if (stage == MG_DRIVER_RIG_DONE)
    {
      g_assert_no_error (error);
      g_assert_true (may_pass (expected, fault));
    }
  else
    {
      g_assert_cmpint (stage, ==, expected);
      g_assert_true (error->domain == MG_ERROR);
      assert_says_no_secret (error);
      /* libsoup asks once more on a new connection where a kept one was closed
       * before it was read, and a driver may ask another way what the device
       * is; but no more. */
      g_assert_cmpuint (mg_replay_get_n_requests (rig.replay), <=, request + 2);
    }
  mg_driver_rig_tear_down (&rig);
}

/* Says how many requests a session takes, and how many had been made after
 * each of its stages. */
static guint
count_requests (MgDriver *driver,
                guint    *n_requests)
{
  MgDriverRig rig;
  guint total;

  set_up (&rig, driver, "session");
  mg_driver_rig_run_session (&rig, n_requests, NULL);
  total = mg_replay_get_n_requests (rig.replay);
  mg_driver_rig_tear_down (&rig);

  return total;
}

/* Check that whatever goes wrong at whatever request ends that very step with
 * an error for the person, which tells no secret. */
static void
test_faults (gconstpointer data)
{
  guint n_requests[MG_DRIVER_RIG_DONE] = { 0, };
  const guint total = count_requests ((MgDriver *) data, n_requests);

  for (guint request = 0; request < total; request++)
    for (int fault = MG_REPLAY_FAULT_CUT; fault <= (int) MG_REPLAY_FAULT_SERVER_ERROR; fault++)
      assert_stands ((MgDriver *) data, n_requests, request, (MgReplayFault) fault);
}

typedef struct
{
  MgDriverRig *rig;
  guint        request;
} Awaited;

static gboolean
on_look_cb (gpointer user_data)
{
  Awaited *awaited = user_data;

  if (mg_replay_get_n_requests (awaited->rig->replay) <= awaited->request)
    return G_SOURCE_CONTINUE;

  g_cancellable_cancel (awaited->rig->cancellable);

  return G_SOURCE_REMOVE;
}

/* Check that what waits for an answer can be cancelled at every request, and
 * that nothing is asked afterwards. */
static void
test_cancelled (gconstpointer data)
{
  guint n_requests[MG_DRIVER_RIG_DONE] = { 0, };
  const guint total = count_requests ((MgDriver *) data, n_requests);

  for (guint request = 0; request < total; request++)
    {
      MgDriverRig rig;
      Awaited awaited = { &rig, request };
      g_autoptr (GError) error = NULL;

      g_test_message ("Request %u", request);
      set_up (&rig, (MgDriver *) data, "session");
      mg_replay_set_fault (rig.replay, request, MG_REPLAY_FAULT_SILENT);
      g_timeout_add (1, on_look_cb, &awaited);
      g_assert_cmpint (mg_driver_rig_run_session (&rig, NULL, &error), ==,
                       find_stage (n_requests, request));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpuint (mg_replay_get_n_requests (rig.replay), ==, request + 1);
      mg_driver_rig_tear_down (&rig);
    }
}

/* Check that a device is not known by an answer that makes no sense; a driver
 * may know it by another one. */
static void
test_identify_faults (gconstpointer data)
{
  for (int fault = MG_REPLAY_FAULT_CUT; fault <= (int) MG_REPLAY_FAULT_SERVER_ERROR; fault++)
    {
      MgDriverRig rig;
      g_autoptr (GError) error = NULL;
      g_autoptr (MgIdentity) identity = NULL;

      g_test_message ("Fault %d", fault);
      set_up (&rig, (MgDriver *) data, "identify");
      mg_replay_set_fault (rig.replay, 0, (MgReplayFault) fault);
      identity = mg_driver_rig_identify (&rig, &error);
      g_assert_true (identity != NULL || error->domain == MG_ERROR);
      g_assert_true (identity == NULL || mg_replay_get_n_requests (rig.replay) > 1);
      mg_driver_rig_tear_down (&rig);
    }
}

static void
add_test (MgDriver          *driver,
          const char        *name,
          GTestDataFunc      function)
{
  const char *id = mg_driver_info_get_id (mg_driver_get_info (driver));
  g_autofree char *path = g_strdup_printf ("/drivers/sessions/%s/%s", id, name);

  g_test_add_data_func (path, driver, function);
}

int
main (int    argc,
      char **argv)
{
  int status;

  mg_test_init (&argc, &argv);
  registry = mg_driver_registry_new (mg_driver_table, mg_driver_table_length);
  for (guint i = 0; i < mg_driver_registry_get_n (registry); i++)
    {
      MgDriver *driver = mg_driver_registry_get (registry, i);

      if (MG_DRIVER_GET_CLASS (driver)->identify != NULL)
        add_test (driver, "identify-faults", test_identify_faults);
      if (MG_DRIVER_GET_CLASS (driver)->sign_in == NULL)
        continue;

      add_test (driver, "session", test_session);
      add_test (driver, "wrong-password", test_wrong_password);
      if (mg_driver_info_can (mg_driver_get_info (driver), MG_DRIVER_READ))
        add_test (driver, "ended", test_ended);
      add_test (driver, "faults", test_faults);
      add_test (driver, "cancelled", test_cancelled);
    }

  status = g_test_run ();
  g_clear_object (&registry);

  return status;
}
