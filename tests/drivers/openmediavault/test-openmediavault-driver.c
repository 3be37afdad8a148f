/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "mg-driver-rig.h"
#include "mg-error.h"
#include "mg-test.h"

#define RECORDING(name) "drivers/openmediavault/recordings/" name ".json"

static gboolean
sign_in (MgDriverRig  *rig,
         const char   *code,
         GError      **error)
{
  return mg_driver_rig_sign_in (rig, "admin", "p\"w", code, error);
}

/* Check that openmediavault is known by its first page. */
static void
test_identify (void)
{
  MgDriverRig rig;
  g_autoptr (GError) error = NULL;
  g_autoptr (MgIdentity) identity = NULL;

  mg_driver_rig_set_up (&rig, "openmediavault", RECORDING ("identify"));
  identity = mg_driver_rig_identify (&rig, &error);
  g_assert_no_error (error);
  g_assert_cmpint (identity->kind, ==, MG_DEVICE_KIND_NAS);
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);
}

/* Check what the settings mean for the badge, and that the session is ended. */
static void
test_read (void)
{
  static const struct
  {
    MgTokenEvent         event;
    MgMailAuthentication authentication;
    MgMailSecurity       security;
  } vectors[] = {
    { MG_TOKEN_EVENT_READ_PRESENT, MG_MAIL_AUTHENTICATION_PASSWORD, MG_MAIL_SECURITY_TLS },
    { MG_TOKEN_EVENT_READ_ABSENT, MG_MAIL_AUTHENTICATION_PASSWORD, MG_MAIL_SECURITY_TLS },
    { MG_TOKEN_EVENT_READ_ABSENT, MG_MAIL_AUTHENTICATION_NONE, MG_MAIL_SECURITY_STARTTLS },
  };
  MgDriverRig rig;
  g_autoptr (GError) error = NULL;

  mg_driver_rig_set_up (&rig, "openmediavault", RECORDING ("read"));
  g_assert_true (sign_in (&rig, NULL, &error));
  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GPtrArray) slots = mg_driver_rig_read_slots (&rig, &error);
      const MgSlotReading *slot;

      g_assert_no_error (error);
      slot = g_ptr_array_index (slots, 0);
      g_assert_cmpint (slot->event, ==, vectors[i].event);
      g_assert_cmpint (slot->settings->authentication, ==, vectors[i].authentication);
      g_assert_cmpint (slot->settings->security, ==, vectors[i].security);
    }
  g_assert_true (mg_driver_rig_sign_out (&rig, &error));
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);
}

/* Check that each change leaves all other settings as they were just before,
 * and applies nothing but mail. */
static void
test_push (void)
{
  MgDriverRig rig;
  g_autoptr (GError) error = NULL;
  g_autoptr (MgSlotReading) slot = mg_slot_reading_new ("email", "Notifications");
  g_autoptr (MgMailSettings) settings = mg_mail_settings_new ();

  settings->host = g_strdup ("smtp.example.org");
  settings->port = 587;
  settings->security = MG_MAIL_SECURITY_STARTTLS;
  settings->sender_address = g_strdup ("b@example.org");

  mg_driver_rig_set_up (&rig, "openmediavault", RECORDING ("push"));
  g_assert_true (sign_in (&rig, NULL, &error));
  mg_driver_rig_push_password (&rig, slot, "new@yahoo.com", "a\"pp", &error);
  g_assert_no_error (error);
  mg_driver_rig_write_settings (&rig, slot, settings, &error);
  g_assert_no_error (error);
  mg_driver_rig_delete_token (&rig, slot, &error);
  g_assert_no_error (error);
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);
}

/* Check that a one-time code is given when asked for, tied to the first step,
 * and that the older form of the answer is understood. */
static void
test_sign_in (void)
{
  static const char *const recordings[] = { RECORDING ("code"), RECORDING ("old-login") };

  for (gsize i = 0; i < G_N_ELEMENTS (recordings); i++)
    {
      MgDriverRig rig;
      g_autoptr (GError) error = NULL;

      mg_driver_rig_set_up (&rig, "openmediavault", recordings[i]);
      sign_in (&rig, "123456", &error);
      g_assert_no_error (error);
      mg_replay_assert_done (rig.replay);
      mg_driver_rig_tear_down (&rig);
    }
}

/* Check that each refusal of a login is told from the others, and that nothing
 * of the box's trace gets into an error. */
static void
test_sign_in_refused (void)
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
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      MgDriverRig rig;
      g_autoptr (GError) error = NULL;

      mg_driver_rig_set_up (&rig, "openmediavault", vectors[i].recording);
      g_assert_false (sign_in (&rig, vectors[i].code, &error));
      g_assert_error (error, MG_ERROR, (int) vectors[i].error);
      g_assert_null (strstr (error->message, "p\"w"));
      mg_replay_assert_done (rig.replay);
      mg_driver_rig_tear_down (&rig);
    }
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/drivers/openmediavault/identify", test_identify);
  g_test_add_func ("/drivers/openmediavault/read", test_read);
  g_test_add_func ("/drivers/openmediavault/push", test_push);
  g_test_add_func ("/drivers/openmediavault/sign-in", test_sign_in);
  g_test_add_func ("/drivers/openmediavault/sign-in-refused", test_sign_in_refused);

  return g_test_run ();
}
