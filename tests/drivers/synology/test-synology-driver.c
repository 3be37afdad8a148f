/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "mg-driver-rig.h"
#include "mg-error.h"
#include "mg-test.h"

#define RECORDING(name) "drivers/synology/recordings/" name ".json"
#define PASSWORD "p\xc3\xa4\"w&"  /* UTF-8 */

static gboolean
sign_in (MgDriverRig  *rig,
         const char   *code,
         GError      **error)
{
  return mg_driver_rig_sign_in (rig, MG_DRIVER_RIG_USER, MG_DRIVER_RIG_PASSWORD, code, error);
}

static MgSlotReading *
read_slot (MgDriverRig  *rig,
           GError      **error)
{
  g_autoptr (GPtrArray) slots = mg_driver_rig_read_slots (rig, error);

  if (slots == NULL)
    return NULL;

  g_assert_cmpuint (slots->len, ==, 1);

  return mg_slot_reading_copy (g_ptr_array_index (slots, 0));
}

/* Check that a Synology is known by its APIs. */
static void
test_identify (void)
{
  MgDriverRig rig;
  g_autoptr (GError) error = NULL;
  g_autoptr (MgIdentity) identity = NULL;

  mg_driver_rig_set_up (&rig, "synology", RECORDING ("identify"));
  identity = mg_driver_rig_identify (&rig, &error);
  g_assert_no_error (error);
  g_assert_cmpint (identity->kind, ==, MG_DEVICE_KIND_NAS);
  g_assert_cmpstr (identity->vendor, ==, "Synology");
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);
}

/* Check that a stranger is told from a Synology, whatever it answers. */
static void
test_identify_stranger (void)
{
  static const char *const strangers[] = {
    RECORDING ("identify-refused"),
    RECORDING ("identify-climbing"),
  };

  for (int fault = MG_REPLAY_FAULT_CUT; fault <= (int) MG_REPLAY_FAULT_SERVER_ERROR; fault++)
    {
      MgDriverRig rig;
      g_autoptr (GError) error = NULL;

      mg_driver_rig_set_up (&rig, "synology", RECORDING ("identify"));
      mg_replay_set_fault (rig.replay, 0, (MgReplayFault) fault);
      g_assert_null (mg_driver_rig_identify (&rig, &error));
      g_assert_true (error->domain == MG_ERROR);
      mg_driver_rig_tear_down (&rig);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (strangers); i++)
    {
      MgDriverRig rig;
      g_autoptr (GError) error = NULL;

      mg_driver_rig_set_up (&rig, "synology", strangers[i]);
      g_assert_null (mg_driver_rig_identify (&rig, &error));
      g_assert_error (error, MG_ERROR, MG_ERROR_NOT_FOUND);
      mg_driver_rig_tear_down (&rig);
    }
}

/* Check that the settings are read with the session's id and its token, that no
 * badge is made of them where the device logs in, and that the session is ended. */
static void
test_read (void)
{
  static const struct
  {
    const char           *host;
    const char           *account;
    const char           *sender;
    guint16               port;
    MgMailSecurity        security;
    MgMailAuthentication  authentication;
    MgTokenEvent          event;
  } vectors[] = {
    { "smtp.gmail.com", "nas@gmail.com", "nas@gmail.com", 465, MG_MAIL_SECURITY_TLS,
      MG_MAIL_AUTHENTICATION_OAUTH2, MG_TOKEN_EVENT_READ_HIDDEN },
    { "smtp.example.org", "nas@example.org", "nas@example.org", 587, MG_MAIL_SECURITY_STARTTLS,
      MG_MAIL_AUTHENTICATION_PASSWORD, MG_TOKEN_EVENT_READ_HIDDEN },
    { NULL, NULL, NULL, 25, MG_MAIL_SECURITY_NONE,
      MG_MAIL_AUTHENTICATION_NONE, MG_TOKEN_EVENT_READ_ABSENT },
  };
  MgDriverRig rig;
  g_autoptr (GError) error = NULL;

  mg_driver_rig_set_up (&rig, "synology", RECORDING ("read"));
  sign_in (&rig, NULL, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (MgSlotReading) slot = read_slot (&rig, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (slot->id, ==, "email");
      g_assert_cmpstr (slot->settings->host, ==, vectors[i].host);
      g_assert_cmpstr (slot->account, ==, vectors[i].account);
      g_assert_cmpstr (slot->settings->sender_address, ==, vectors[i].sender);
      g_assert_cmpuint (slot->settings->port, ==, vectors[i].port);
      g_assert_cmpint (slot->settings->security, ==, vectors[i].security);
      g_assert_cmpint (slot->settings->authentication, ==, vectors[i].authentication);
      g_assert_cmpint (slot->event, ==, vectors[i].event);
    }
  mg_driver_rig_sign_out (&rig, &error);
  g_assert_no_error (error);
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);
}

/* Check that a device that lists the second version of the API, and has none, is
 * asked in the first. */
static void
test_read_old (void)
{
  MgDriverRig rig;
  g_autoptr (GError) error = NULL;

  mg_driver_rig_set_up (&rig, "synology", RECORDING ("read-old"));
  g_assert_true (sign_in (&rig, NULL, NULL));
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MgSlotReading) slot = read_slot (&rig, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (slot->account, ==, "nas@example.org");
    }
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);
}

/* Check that what cannot be read is told apart, and makes no slot. */
static void
test_read_refused (void)
{
  static const MgError errors[] = {
    MG_ERROR_PERMISSION, MG_ERROR_NOT_SUPPORTED, MG_ERROR_PROTOCOL
  };
  MgDriverRig rig;
  g_autoptr (GError) absent = NULL;

  mg_driver_rig_set_up (&rig, "synology", RECORDING ("read-refused"));
  g_assert_true (sign_in (&rig, NULL, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (read_slot (&rig, &error));
      g_assert_error (error, MG_ERROR, (int) errors[i]);
    }
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);

  mg_driver_rig_set_up (&rig, "synology", RECORDING ("no-mail"));
  g_assert_true (sign_in (&rig, NULL, NULL));
  g_assert_null (read_slot (&rig, &absent));
  g_assert_error (absent, MG_ERROR, MG_ERROR_NOT_SUPPORTED);
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);
}

/* Check that each way in which a session can have ended is told as such. */
static void
test_ended (void)
{
  MgDriverRig rig;

  mg_driver_rig_set_up (&rig, "synology", RECORDING ("ended-codes"));
  g_assert_true (sign_in (&rig, NULL, NULL));
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (read_slot (&rig, &error));
      g_assert_error (error, MG_ERROR, MG_ERROR_LOGIN_REFUSED);
    }
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);
}

/* Check that who has signed in is told what the device is. */
static void
test_identity (void)
{
  MgDriverRig rig;
  g_autoptr (GError) error = NULL;
  const MgIdentity *identity;

  mg_driver_rig_set_up (&rig, "synology", RECORDING ("code"));
  mg_driver_rig_sign_in (&rig, MG_DRIVER_RIG_USER, PASSWORD, "123456", &error);
  g_assert_no_error (error);
  identity = mg_session_get_identity (rig.session);
  g_assert_nonnull (identity);
  g_assert_cmpstr (identity->model, ==, "DS923+");
  g_assert_cmpstr (identity->serial, ==, "0000XXX000000");
  g_assert_cmpstr (identity->firmware, ==, "DSM 7.4-86009");
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);

  mg_driver_rig_set_up (&rig, "synology", RECORDING ("undescribed"));
  sign_in (&rig, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (mg_session_get_identity (rig.session));
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);
}

/* Check that a device of an old release is spoken to in the versions it has, and
 * needs no token. */
static void
test_old (void)
{
  MgDriverRig rig;
  g_autoptr (GError) error = NULL;
  g_autoptr (MgSlotReading) slot = NULL;

  mg_driver_rig_set_up (&rig, "synology", RECORDING ("old"));
  sign_in (&rig, NULL, &error);
  g_assert_no_error (error);
  slot = read_slot (&rig, &error);
  g_assert_no_error (error);
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);
}

/* Check that each code of a refused login is told from the others after one
 * single attempt. */
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
    { RECORDING ("refused-401"), NULL, MG_ERROR_LOGIN_REFUSED },
    { RECORDING ("refused-402"), NULL, MG_ERROR_PERMISSION },
    { RECORDING ("refused-403"), NULL, MG_ERROR_CODE_NEEDED },
    { RECORDING ("refused-404"), "123456", MG_ERROR_CODE_NEEDED },
    { RECORDING ("refused-406"), NULL, MG_ERROR_LOGIN_REFUSED },
    { RECORDING ("refused-407"), NULL, MG_ERROR_LOCKED_OUT },
    { RECORDING ("refused-408"), NULL, MG_ERROR_PASSWORD_EXPIRED },
    { RECORDING ("refused-409"), NULL, MG_ERROR_PASSWORD_EXPIRED },
    { RECORDING ("refused-410"), NULL, MG_ERROR_PASSWORD_EXPIRED },
    { RECORDING ("refused-411"), NULL, MG_ERROR_LOCKED_OUT },
    { RECORDING ("refused-100"), NULL, MG_ERROR_FAILED },
    { RECORDING ("no-code"), NULL, MG_ERROR_PROTOCOL },
    { RECORDING ("no-session"), NULL, MG_ERROR_PROTOCOL },
    { RECORDING ("no-sign-in"), NULL, MG_ERROR_NOT_SUPPORTED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      MgDriverRig rig;
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", vectors[i].recording);
      mg_driver_rig_set_up (&rig, "synology", vectors[i].recording);
      g_assert_false (sign_in (&rig, vectors[i].code, &error));
      g_assert_error (error, MG_ERROR, (int) vectors[i].error);
      g_assert_null (strstr (error->message, MG_DRIVER_RIG_PASSWORD));
      mg_replay_assert_done (rig.replay);
      mg_driver_rig_tear_down (&rig);
    }
}

/* Check that nothing is written, as nobody knows how. */
static void
test_no_writing (void)
{
  MgDriverRig rig;
  MgDriverInfo *info;

  mg_driver_rig_set_up (&rig, "synology", RECORDING ("identify"));
  info = mg_driver_get_info (rig.driver);
  g_assert_cmpint (mg_driver_info_get_capabilities (info), ==, MG_DRIVER_READ | MG_DRIVER_GUIDED);
  g_assert_null (MG_DRIVER_GET_CLASS (rig.driver)->push_token);
  g_assert_null (MG_DRIVER_GET_CLASS (rig.driver)->push_password);
  mg_driver_rig_tear_down (&rig);
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

  mg_driver_rig_set_up (&rig, "synology", RECORDING ("read"));
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

  g_test_add_func ("/drivers/synology/identify", test_identify);
  g_test_add_func ("/drivers/synology/identify-stranger", test_identify_stranger);
  g_test_add_func ("/drivers/synology/read", test_read);
  g_test_add_func ("/drivers/synology/read-old", test_read_old);
  g_test_add_func ("/drivers/synology/read-refused", test_read_refused);
  g_test_add_func ("/drivers/synology/ended", test_ended);
  g_test_add_func ("/drivers/synology/identity", test_identity);
  g_test_add_func ("/drivers/synology/old", test_old);
  g_test_add_func ("/drivers/synology/refused", test_refused);
  g_test_add_func ("/drivers/synology/no-writing", test_no_writing);
  g_test_add_func ("/drivers/synology/cancelled", test_cancelled);

  return g_test_run ();
}
