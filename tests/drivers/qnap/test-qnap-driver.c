/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "mg-driver-rig.h"
#include "mg-error.h"
#include "mg-test.h"

#define RECORDING(name) "drivers/qnap/recordings/" name ".json"
#define PASSWORD "p\xc3\xa4\"w&"  /* UTF-8 */

static gboolean
sign_in (MgDriverRig  *rig,
         const char   *code,
         GError      **error)
{
  return mg_driver_rig_sign_in (rig, MG_DRIVER_RIG_USER, MG_DRIVER_RIG_PASSWORD, code, error);
}

static gboolean
check_session (MgDriverRig  *rig,
               GError      **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mg_driver_check_session_async (rig->driver, rig->session, NULL, mg_test_store_result, &result);
  mg_test_await_result (&result);

  return mg_driver_change_finish (rig->driver, result, error);
}

/* Check that a QNAP is known by what it tells anybody, however little that is. */
static void
test_identify (void)
{
  MgDriverRig rig;
  g_autoptr (GError) error = NULL;
  g_autoptr (MgIdentity) identity = NULL;
  g_autoptr (MgIdentity) silent = NULL;

  mg_driver_rig_set_up (&rig, "qnap", RECORDING ("identify"));
  identity = mg_driver_rig_identify (&rig, &error);
  g_assert_no_error (error);
  g_assert_cmpint (identity->kind, ==, MG_DEVICE_KIND_NAS);
  g_assert_cmpstr (identity->vendor, ==, "QNAP");
  g_assert_cmpstr (identity->name, ==, "archive");
  g_assert_cmpstr (identity->model, ==, "TS-464C");
  g_assert_cmpstr (identity->firmware, ==, "5.2.9 build 20260214");
  g_assert_null (identity->serial);
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);

  mg_driver_rig_set_up (&rig, "qnap", RECORDING ("identify-silent"));
  silent = mg_driver_rig_identify (&rig, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (silent->vendor, ==, "QNAP");
  g_assert_null (silent->model);
  g_assert_null (silent->firmware);
  mg_driver_rig_tear_down (&rig);
}

/* Check that a stranger is told from a QNAP, whatever it answers. */
static void
test_identify_stranger (void)
{
  MgDriverRig rig;
  g_autoptr (GError) other = NULL;

  for (int fault = MG_REPLAY_FAULT_CUT; fault <= (int) MG_REPLAY_FAULT_SERVER_ERROR; fault++)
    {
      g_autoptr (GError) error = NULL;

      mg_driver_rig_set_up (&rig, "qnap", RECORDING ("identify"));
      mg_replay_set_fault (rig.replay, 0, (MgReplayFault) fault);
      g_assert_null (mg_driver_rig_identify (&rig, &error));
      g_assert_true (error->domain == MG_ERROR);
      mg_driver_rig_tear_down (&rig);
    }

  mg_driver_rig_set_up (&rig, "qnap", RECORDING ("identify-other"));
  g_assert_null (mg_driver_rig_identify (&rig, &other));
  g_assert_error (other, MG_ERROR, MG_ERROR_NOT_FOUND);
  mg_driver_rig_tear_down (&rig);
}

/* Check that an administrator is let in, that the device then tells who it is,
 * that the session can be asked about, and that it is ended. */
static void
test_session (void)
{
  MgDriverRig rig;
  g_autoptr (GError) error = NULL;
  const MgIdentity *identity;

  mg_driver_rig_set_up (&rig, "qnap", RECORDING ("check"));
  g_assert_true (mg_driver_can_check_session (rig.driver));
  sign_in (&rig, NULL, &error);
  g_assert_no_error (error);
  identity = mg_session_get_identity (rig.session);
  g_assert_nonnull (identity);
  g_assert_cmpstr (identity->model, ==, "TS-464C");
  g_assert_cmpstr (identity->firmware, ==, "5.2.9 build 20260214");
  g_assert_cmpstr (identity->serial, ==, "Q000X00000");
  check_session (&rig, &error);
  g_assert_no_error (error);
  mg_driver_rig_sign_out (&rig, &error);
  g_assert_no_error (error);
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);
}

/* Check that a one-time code goes along with the password, which is encoded as
 * the vendor's page does it, and is given for this once only. */
static void
test_code (void)
{
  MgDriverRig rig;
  g_autoptr (GError) error = NULL;

  mg_driver_rig_set_up (&rig, "qnap", RECORDING ("code"));
  mg_driver_rig_sign_in (&rig, MG_DRIVER_RIG_USER, PASSWORD, "123456", &error);
  g_assert_no_error (error);
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);
}

/* Check that who was let in stays in where the device tells nothing of itself. */
static void
test_undescribed (void)
{
  MgDriverRig rig;
  g_autoptr (GError) error = NULL;

  mg_driver_rig_set_up (&rig, "qnap", RECORDING ("undescribed"));
  sign_in (&rig, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (mg_session_get_identity (rig.session));
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);
}

/* Check that each refusal of a login is told from the others after one single
 * attempt, and that who is no administrator does not stay signed in. */
static void
test_refused (void)
{
  static const struct
  {
    const char *recording;
    const char *code;
    MgError     error;
  } vectors[] = {
    { RECORDING ("wrong-password"), NULL, MG_ERROR_LOGIN_REFUSED },
    { RECORDING ("code-needed"), NULL, MG_ERROR_CODE_NEEDED },
    { RECORDING ("code-wrong"), "123456", MG_ERROR_CODE_NEEDED },
    { RECORDING ("code-exhausted"), "123456", MG_ERROR_LOCKED_OUT },
    { RECORDING ("password-expired"), NULL, MG_ERROR_PASSWORD_EXPIRED },
    { RECORDING ("administrator-password-expired"), NULL, MG_ERROR_PASSWORD_EXPIRED },
    { RECORDING ("set-up-first"), NULL, MG_ERROR_LOGIN_REFUSED },
    { RECORDING ("disabled"), NULL, MG_ERROR_LOGIN_REFUSED },
    { RECORDING ("not-administrator"), NULL, MG_ERROR_PERMISSION },
    { RECORDING ("refused-not-administrator"), NULL, MG_ERROR_PERMISSION },
    { RECORDING ("no-session"), NULL, MG_ERROR_PROTOCOL },
    { RECORDING ("long-session"), NULL, MG_ERROR_PROTOCOL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      MgDriverRig rig;
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", vectors[i].recording);
      mg_driver_rig_set_up (&rig, "qnap", vectors[i].recording);
      g_assert_false (sign_in (&rig, vectors[i].code, &error));
      g_assert_error (error, MG_ERROR, (int) vectors[i].error);
      g_assert_null (strstr (error->message, MG_DRIVER_RIG_PASSWORD));
      mg_replay_assert_done (rig.replay);
      mg_driver_rig_tear_down (&rig);
    }
}

/* Check that a session that has ended, or is no administrator's any more, is told
 * as such. */
static void
test_ended (void)
{
  static const struct
  {
    const char *recording;
    MgError     error;
  } vectors[] = {
    { RECORDING ("ended"), MG_ERROR_LOGIN_REFUSED },
    { RECORDING ("demoted"), MG_ERROR_PERMISSION },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      MgDriverRig rig;
      g_autoptr (GError) error = NULL;

      mg_driver_rig_set_up (&rig, "qnap", vectors[i].recording);
      g_assert_true (sign_in (&rig, NULL, NULL));
      g_assert_false (check_session (&rig, &error));
      g_assert_error (error, MG_ERROR, (int) vectors[i].error);
      mg_replay_assert_done (rig.replay);
      mg_driver_rig_tear_down (&rig);
    }
}

/* Check that nothing is offered for mail settings, which are not known. */
static void
test_no_mail (void)
{
  MgDriverRig rig;
  g_autoptr (GError) error = NULL;

  mg_driver_rig_set_up (&rig, "qnap", RECORDING ("undescribed"));
  g_assert_true (mg_driver_info_can (mg_driver_get_info (rig.driver), MG_DRIVER_GUIDED));
  g_assert_false (mg_driver_info_can (mg_driver_get_info (rig.driver), MG_DRIVER_READ));
  g_assert_true (sign_in (&rig, NULL, NULL));
  g_assert_null (mg_driver_rig_read_slots (&rig, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_NOT_SUPPORTED);
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);
}

/* Check that nonsense about a session is no session that holds. */
static void
test_check_faults (void)
{
  for (int fault = MG_REPLAY_FAULT_CUT; fault <= (int) MG_REPLAY_FAULT_SERVER_ERROR; fault++)
    {
      MgDriverRig rig;
      g_autoptr (GError) error = NULL;

      mg_driver_rig_set_up (&rig, "qnap", RECORDING ("check"));
      mg_replay_set_fault (rig.replay, 2, (MgReplayFault) fault);
      g_assert_true (sign_in (&rig, NULL, NULL));
      g_assert_false (check_session (&rig, &error));
      g_assert_true (error->domain == MG_ERROR);
      g_assert_cmpint (error->code, !=, MG_ERROR_LOGIN_REFUSED);
      mg_driver_rig_tear_down (&rig);
    }
}

/* Check that a sign-in that is cancelled ends as cancelled. */
static void
test_cancelled (void)
{
  MgDriverRig rig;
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (MgSecret) password = mg_secret_new (MG_DRIVER_RIG_PASSWORD, -1);
  g_autoptr (MgCredential) credential =
    mg_credential_new (MG_DRIVER_RIG_USER, password, NULL);

  mg_driver_rig_set_up (&rig, "qnap", RECORDING ("session"));
  mg_driver_sign_in_async (rig.driver, rig.http, credential, cancellable,
                           mg_test_store_result, &result);
  g_cancellable_cancel (cancellable);
  mg_test_await_result (&result);
  g_assert_null (mg_driver_sign_in_finish (rig.driver, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  mg_driver_rig_tear_down (&rig);
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/drivers/qnap/identify", test_identify);
  g_test_add_func ("/drivers/qnap/identify-stranger", test_identify_stranger);
  g_test_add_func ("/drivers/qnap/session", test_session);
  g_test_add_func ("/drivers/qnap/code", test_code);
  g_test_add_func ("/drivers/qnap/undescribed", test_undescribed);
  g_test_add_func ("/drivers/qnap/refused", test_refused);
  g_test_add_func ("/drivers/qnap/ended", test_ended);
  g_test_add_func ("/drivers/qnap/no-mail", test_no_mail);
  g_test_add_func ("/drivers/qnap/check-faults", test_check_faults);
  g_test_add_func ("/drivers/qnap/cancelled", test_cancelled);

  return g_test_run ();
}
