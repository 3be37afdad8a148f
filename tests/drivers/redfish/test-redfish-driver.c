/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "mg-driver-rig.h"
#include "mg-error.h"
#include "mg-test.h"

#define RECORDING(name) "drivers/redfish/recordings/" name ".json"

static gboolean
sign_in (MgDriverRig  *rig,
         GError      **error)
{
  return mg_driver_rig_sign_in (rig, "admin", "p\"w", NULL, error);
}

/* Check that a Redfish service says what it is with no login. */
static void
test_identify (void)
{
  MgDriverRig rig;
  g_autoptr (GError) error = NULL;
  g_autoptr (MgIdentity) identity = NULL;

  mg_driver_rig_set_up (&rig, "redfish", RECORDING ("identify"));
  identity = mg_driver_rig_identify (&rig, &error);
  g_assert_no_error (error);
  g_assert_cmpint (identity->kind, ==, MG_DEVICE_KIND_SERVER);
  g_assert_cmpstr (identity->vendor, ==, "Contoso");
  g_assert_cmpstr (identity->model, ==, "BMC <9>");
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);
}

/* Check what each way of showing or hiding a password means for the badge. */
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
    { MG_TOKEN_EVENT_READ_HIDDEN, MG_MAIL_AUTHENTICATION_PASSWORD, MG_MAIL_SECURITY_TLS },
    { MG_TOKEN_EVENT_READ_ABSENT, MG_MAIL_AUTHENTICATION_NONE, MG_MAIL_SECURITY_STARTTLS },
  };
  MgDriverRig rig;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) none = NULL;

  mg_driver_rig_set_up (&rig, "redfish", RECORDING ("read"));
  g_assert_true (sign_in (&rig, &error));
  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GPtrArray) slots = mg_driver_rig_read_slots (&rig, &error);
      const MgSlotReading *slot;

      g_assert_no_error (error);
      g_assert_cmpuint (slots->len, ==, 1);
      slot = g_ptr_array_index (slots, 0);
      g_assert_cmpint (slot->event, ==, vectors[i].event);
      g_assert_cmpint (slot->settings->authentication, ==, vectors[i].authentication);
      g_assert_cmpint (slot->settings->security, ==, vectors[i].security);
      g_assert_cmpstr (slot->settings->host, ==, "smtp.mail.yahoo.com");
      g_assert_cmpstr (slot->account, ==, "bmc@yahoo.com");
    }

  none = mg_driver_rig_read_slots (&rig, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_true (mg_driver_rig_sign_out (&rig, &error));
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);
}

/* Check that a password goes there once and again, that settings and the
 * password can be changed alone, and that a change by somebody else stops us. */
static void
test_push (void)
{
  MgDriverRig rig;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) slots = NULL;
  g_autoptr (MgMailSettings) settings = mg_mail_settings_new ();
  const MgSlotReading *slot;

  settings->host = g_strdup ("smtp.example.org");
  settings->port = 587;
  settings->security = MG_MAIL_SECURITY_STARTTLS;
  settings->sender_address = g_strdup ("a@example.org");

  mg_driver_rig_set_up (&rig, "redfish", RECORDING ("push"));
  g_assert_true (sign_in (&rig, &error));
  slots = mg_driver_rig_read_slots (&rig, &error);
  slot = g_ptr_array_index (slots, 0);
  for (guint i = 0; i < 2; i++)
    {
      mg_driver_rig_push_password (&rig, slot, "bmc@yahoo.com", "a\"pp", &error);
      g_assert_no_error (error);
    }
  mg_driver_rig_write_settings (&rig, slot, settings, &error);
  g_assert_no_error (error);
  mg_driver_rig_delete_token (&rig, slot, &error);
  g_assert_no_error (error);
  g_assert_false (mg_driver_rig_delete_token (&rig, slot, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_null (mg_driver_rig_test (&rig, slot, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_NOT_SUPPORTED);
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);
}

/* Check that each refusal of a login is told from the others, and that the
 * password is not in the error though the controller repeats it. */
static void
test_sign_in_refused (void)
{
  static const struct
  {
    const char *recording;
    MgError     code;
  } vectors[] = {
    { RECORDING ("wrong-password"), MG_ERROR_LOGIN_REFUSED },
    { RECORDING ("expired"), MG_ERROR_PASSWORD_EXPIRED },
    { RECORDING ("full"), MG_ERROR_LOCKED_OUT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      MgDriverRig rig;
      g_autoptr (GError) error = NULL;

      mg_driver_rig_set_up (&rig, "redfish", vectors[i].recording);
      g_assert_false (sign_in (&rig, &error));
      g_assert_error (error, MG_ERROR, (int) vectors[i].code);
      g_assert_null (strstr (error->message, "p\"w"));
      mg_replay_assert_done (rig.replay);
      mg_driver_rig_tear_down (&rig);
    }
}

/* Check that a session that claims to be at another address is not followed. */
static void
test_sign_out_elsewhere (void)
{
  MgDriverRig rig;
  g_autoptr (GError) error = NULL;

  mg_driver_rig_set_up (&rig, "redfish", RECORDING ("elsewhere"));
  g_assert_true (sign_in (&rig, &error));
  g_assert_true (mg_driver_rig_sign_out (&rig, &error));
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/drivers/redfish/identify", test_identify);
  g_test_add_func ("/drivers/redfish/read", test_read);
  g_test_add_func ("/drivers/redfish/push", test_push);
  g_test_add_func ("/drivers/redfish/sign-in-refused", test_sign_in_refused);
  g_test_add_func ("/drivers/redfish/sign-out-elsewhere", test_sign_out_elsewhere);

  return g_test_run ();
}
