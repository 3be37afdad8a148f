/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "mg-driver-rig.h"
#include "mg-error.h"
#include "mg-test.h"

#define RECORDING(name) "drivers/proxmox/recordings/" name ".json"
#define API_TOKEN "root@pam!mailgrant"

/* A user is named without a realm, as people do. */
static gboolean
sign_in (MgDriverRig  *rig,
         const char   *code,
         GError      **error)
{
  return mg_driver_rig_sign_in (rig, "admin", "p\"w", code, error);
}

/* Check that both products say what they are with no login. */
static void
test_identify (void)
{
  static const struct
  {
    const char *recording;
    const char *name;
    const char *model;
    const char *firmware;
  } vectors[] = {
    { RECORDING ("identify"), "pve1", "Virtual Environment", "9.0.6" },
    { RECORDING ("identify-backup-server"), "backup", "Backup Server", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      MgDriverRig rig;
      g_autoptr (GError) error = NULL;
      g_autoptr (MgIdentity) identity = NULL;

      mg_driver_rig_set_up (&rig, "proxmox", vectors[i].recording);
      identity = mg_driver_rig_identify (&rig, &error);
      g_assert_no_error (error);
      g_assert_cmpint (identity->kind, ==, MG_DEVICE_KIND_SERVER);
      g_assert_cmpstr (identity->vendor, ==, "Proxmox");
      g_assert_cmpstr (identity->name, ==, vectors[i].name);
      g_assert_cmpstr (identity->model, ==, vectors[i].model);
      g_assert_cmpstr (identity->firmware, ==, vectors[i].firmware);
      mg_replay_assert_done (rig.replay);
      mg_driver_rig_tear_down (&rig);
    }
}

/* Check that a login leads to a session by each way that a server offers, with
 * the second factor where it asks for one. */
static void
test_sign_in (void)
{
  static const struct
  {
    const char *recording;
    const char *user;
    gboolean    reads;
  } vectors[] = {
    { RECORDING ("code"), "admin", FALSE },
    { RECORDING ("code-yubico"), "admin@pam", FALSE },
    { RECORDING ("cookie"), "admin", TRUE },
    { RECORDING ("api-token-backup-server"), API_TOKEN, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      MgDriverRig rig;
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) slots = NULL;

      g_test_message ("Vector %" G_GSIZE_FORMAT, i);
      mg_driver_rig_set_up (&rig, "proxmox", vectors[i].recording);
      mg_driver_rig_sign_in (&rig, vectors[i].user, "p\"w", "123456", &error);
      g_assert_no_error (error);
      if (vectors[i].reads)
        slots = mg_driver_rig_read_slots (&rig, &error);
      g_assert_no_error (error);
      mg_replay_assert_done (rig.replay);
      mg_driver_rig_tear_down (&rig);
    }
}

/* Check that each refusal of a login is told from the others, and that nothing
 * the server sends gets into a header as it is. */
static void
test_sign_in_refused (void)
{
  static const struct
  {
    const char *recording;
    const char *user;
    const char *code;
    MgError     error;
  } vectors[] = {
    { RECORDING ("wrong-password"), "admin", NULL, MG_ERROR_LOGIN_REFUSED },
    { RECORDING ("api-token-refused"), API_TOKEN, NULL, MG_ERROR_LOGIN_REFUSED },
    { RECORDING ("code-needed"), "admin", NULL, MG_ERROR_CODE_NEEDED },
    { RECORDING ("code-wrong"), "admin", "123456", MG_ERROR_CODE_NEEDED },
    { RECORDING ("code-key"), "admin", "123456", MG_ERROR_NOT_SUPPORTED },
    { RECORDING ("other-product"), "admin", NULL, MG_ERROR_PROTOCOL },
    { RECORDING ("bad-ticket"), "admin", NULL, MG_ERROR_PROTOCOL },
    { RECORDING ("no-token"), "admin", NULL, MG_ERROR_PROTOCOL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      MgDriverRig rig;
      g_autoptr (GError) error = NULL;

      g_test_message ("Vector %" G_GSIZE_FORMAT, i);
      mg_driver_rig_set_up (&rig, "proxmox", vectors[i].recording);
      g_assert_false (mg_driver_rig_sign_in (&rig, vectors[i].user, "p\"w", vectors[i].code,
                                             &error));
      g_assert_error (error, MG_ERROR, (int) vectors[i].error);
      g_assert_null (strstr (error->message, "p\"w"));
      mg_replay_assert_done (rig.replay);
      mg_driver_rig_tear_down (&rig);
    }
}

/* Check what each kind of endpoint means for the badge and the settings, with
 * the server's own defaults for what it leaves out. */
static void
test_read (void)
{
  static const struct
  {
    const char           *id;
    MgTokenEvent          event;
    MgMailAuthentication  authentication;
    MgMailSecurity        security;
    guint16               port;
    const char           *provider;
  } vectors[] = {
    { "office", MG_TOKEN_EVENT_READ_HIDDEN, MG_MAIL_AUTHENTICATION_PASSWORD,
      MG_MAIL_SECURITY_TLS, 465, NULL },
    { "relay", MG_TOKEN_EVENT_READ_ABSENT, MG_MAIL_AUTHENTICATION_NONE,
      MG_MAIL_SECURITY_NONE, 25, NULL },
    { "plain.1", MG_TOKEN_EVENT_READ_HIDDEN, MG_MAIL_AUTHENTICATION_PASSWORD,
      MG_MAIL_SECURITY_TLS, 465, NULL },
    { "google", MG_TOKEN_EVENT_READ_HIDDEN, MG_MAIL_AUTHENTICATION_OAUTH2,
      MG_MAIL_SECURITY_STARTTLS, 587, "gmail" },
    { "ms", MG_TOKEN_EVENT_READ_HIDDEN, MG_MAIL_AUTHENTICATION_OAUTH2,
      MG_MAIL_SECURITY_STARTTLS, 587, "microsoft365" },
  };
  MgDriverRig rig;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) slots = NULL;
  g_autoptr (GPtrArray) none = NULL;

  mg_driver_rig_set_up (&rig, "proxmox", RECORDING ("read"));
  g_assert_true (sign_in (&rig, NULL, &error));
  slots = mg_driver_rig_read_slots (&rig, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (slots->len, ==, G_N_ELEMENTS (vectors));
  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      const MgSlotReading *slot = g_ptr_array_index (slots, i);

      g_assert_cmpstr (slot->id, ==, vectors[i].id);
      g_assert_cmpint (slot->event, ==, vectors[i].event);
      g_assert_cmpint (slot->settings->authentication, ==, vectors[i].authentication);
      g_assert_cmpint (slot->settings->security, ==, vectors[i].security);
      g_assert_cmpuint (slot->settings->port, ==, vectors[i].port);
      g_assert_cmpstr (slot->provider, ==, vectors[i].provider);
      g_assert_cmpuint (strlen (slot->etag), ==, 64);
    }

  none = mg_driver_rig_read_slots (&rig, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_true (mg_driver_rig_sign_out (&rig, &error));
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);
}

/* Check that a reading that is older than the API, or that would lead to
 * another path, is told as such. */
static void
test_read_refused (void)
{
  static const struct
  {
    const char *recording;
    MgError     error;
  } vectors[] = {
    { RECORDING ("too-old"), MG_ERROR_NOT_SUPPORTED },
    { RECORDING ("bad-name"), MG_ERROR_PROTOCOL },
    { RECORDING ("many"), MG_ERROR_PROTOCOL },
    { RECORDING ("other-name"), MG_ERROR_PROTOCOL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      MgDriverRig rig;
      g_autoptr (GError) error = NULL;

      mg_driver_rig_set_up (&rig, "proxmox", vectors[i].recording);
      g_assert_true (sign_in (&rig, NULL, &error));
      g_assert_null (mg_driver_rig_read_slots (&rig, &error));
      g_assert_error (error, MG_ERROR, (int) vectors[i].error);
      mg_replay_assert_done (rig.replay);
      mg_driver_rig_tear_down (&rig);
    }
}

/* Check that each change names what it changes alone, and that a change by
 * somebody else stops us, in whichever way the server says so. */
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
  settings->sender_address = g_strdup ("b@example.org");

  mg_driver_rig_set_up (&rig, "proxmox", RECORDING ("push"));
  g_assert_true (sign_in (&rig, NULL, &error));
  slots = mg_driver_rig_read_slots (&rig, &error);
  g_assert_no_error (error);
  slot = g_ptr_array_index (slots, 0);
  mg_driver_rig_push_password (&rig, slot, "new@yahoo.com", "a\"pp", &error);
  g_assert_no_error (error);
  mg_driver_rig_write_settings (&rig, slot, settings, &error);
  g_assert_no_error (error);
  mg_driver_rig_delete_token (&rig, slot, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_false (mg_driver_rig_delete_token (&rig, slot, &error));
      g_assert_error (error, MG_ERROR, MG_ERROR_CONFLICT);
      g_clear_error (&error);
    }
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);
}

/* Check that no password is put where the server says that it logs in with
 * OAuth. */
static void
test_push_to_oauth (void)
{
  MgDriverRig rig;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) slots = NULL;

  mg_driver_rig_set_up (&rig, "proxmox", RECORDING ("read"));
  g_assert_true (sign_in (&rig, NULL, &error));
  slots = mg_driver_rig_read_slots (&rig, &error);
  g_assert_no_error (error);
  g_assert_false (mg_driver_rig_push_password (&rig, g_ptr_array_index (slots, 3), "a@gmail.com",
                                               "a\"pp", &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_NOT_SUPPORTED);
  g_assert_cmpuint (mg_replay_get_n_requests (rig.replay), ==, 7);
  mg_driver_rig_tear_down (&rig);
}

/* Check that an API token goes with each request, and nothing else does. */
static void
test_api_token (void)
{
  MgDriverRig rig;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) slots = NULL;

  mg_driver_rig_set_up (&rig, "proxmox", RECORDING ("api-token"));
  mg_driver_rig_sign_in (&rig, API_TOKEN, "p\"w", NULL, &error);
  g_assert_no_error (error);
  slots = mg_driver_rig_read_slots (&rig, &error);
  g_assert_no_error (error);
  mg_driver_rig_push_password (&rig, g_ptr_array_index (slots, 0), "new@yahoo.com", "a\"pp",
                               &error);
  g_assert_no_error (error);
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);
}

/* Check that Backup Server is spoken to as itself: its paths, its cookie, the
 * digest beside the data, its refusals as plain text. */
static void
test_backup_server (void)
{
  MgDriverRig rig;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) slots = NULL;
  g_autoptr (MgTestResult) result = NULL;
  const MgSlotReading *slot;

  mg_driver_rig_set_up (&rig, "proxmox", RECORDING ("backup-server"));
  g_assert_true (sign_in (&rig, NULL, &error));
  slots = mg_driver_rig_read_slots (&rig, &error);
  g_assert_no_error (error);
  slot = g_ptr_array_index (slots, 0);
  mg_driver_rig_push_password (&rig, slot, "new@yahoo.com", "a\"pp", &error);
  g_assert_no_error (error);
  g_assert_false (mg_driver_rig_push_password (&rig, slot, "new@yahoo.com", "a\"pp", &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_CONFLICT);
  g_clear_error (&error);
  result = mg_driver_rig_test (&rig, slot, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result->outcome, ==, MG_TEST_LOGIN_REFUSED);
  g_assert_cmpstr (result->server_reply, ==, "5.7.8 no");
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);
}

/* Check that the server's own test is told apart by what its mail server said,
 * whether the words come in the answer or beside the status. */
static void
test_test (void)
{
  static const struct
  {
    MgTestOutcome  outcome;
    const char    *server_reply;
  } vectors[] = {
    { MG_TEST_PASSED, NULL },
    { MG_TEST_LOGIN_REFUSED, "5.7.8 Username and Password not accepted" },
    { MG_TEST_LOGIN_REFUSED, "5.7.9 Application-specific password required" },
    { MG_TEST_MAILBOX_REFUSES, "5.7.139 Authentication unsuccessful, "
                               "SmtpClientAuthentication is disabled for the Tenant." },
    { MG_TEST_NOT_CONFIGURED, NULL },
    { MG_TEST_UNREACHABLE, NULL },
    { MG_TEST_UNREACHABLE, "4.7.0 Temporary authentication failure" },
    { MG_TEST_FAILED, "5.1.1 No such user" },
  };
  MgDriverRig rig;
  g_autoptr (GError) error = NULL;
  g_autoptr (MgSlotReading) slot = mg_slot_reading_new ("office", "office");

  mg_driver_rig_set_up (&rig, "proxmox", RECORDING ("test"));
  g_assert_true (sign_in (&rig, NULL, &error));
  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (MgTestResult) result = mg_driver_rig_test (&rig, slot, &error);

      g_assert_no_error (error);
      g_assert_cmpint (result->outcome, ==, vectors[i].outcome);
      g_assert_cmpstr (result->server_reply, ==, vectors[i].server_reply);
    }
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);
}

/* Check that a test that was not carried out is no outcome of a test. */
static void
test_test_refused (void)
{
  static const MgError codes[] = {
    MG_ERROR_FAILED,
    MG_ERROR_NOT_FOUND,
    MG_ERROR_PERMISSION,
    MG_ERROR_NOT_SUPPORTED,
    MG_ERROR_UNREACHABLE,
  };
  MgDriverRig rig;
  g_autoptr (GError) error = NULL;
  g_autoptr (MgSlotReading) slot = mg_slot_reading_new ("office", "office");

  mg_driver_rig_set_up (&rig, "proxmox", RECORDING ("test-refused"));
  g_assert_true (sign_in (&rig, NULL, &error));
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_assert_null (mg_driver_rig_test (&rig, slot, &error));
      g_assert_error (error, MG_ERROR, (int) codes[i]);
      g_clear_error (&error);
    }
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/drivers/proxmox/identify", test_identify);
  g_test_add_func ("/drivers/proxmox/sign-in", test_sign_in);
  g_test_add_func ("/drivers/proxmox/sign-in-refused", test_sign_in_refused);
  g_test_add_func ("/drivers/proxmox/read", test_read);
  g_test_add_func ("/drivers/proxmox/read-refused", test_read_refused);
  g_test_add_func ("/drivers/proxmox/push", test_push);
  g_test_add_func ("/drivers/proxmox/push-to-oauth", test_push_to_oauth);
  g_test_add_func ("/drivers/proxmox/api-token", test_api_token);
  g_test_add_func ("/drivers/proxmox/backup-server", test_backup_server);
  g_test_add_func ("/drivers/proxmox/test", test_test);
  g_test_add_func ("/drivers/proxmox/test-refused", test_test_refused);

  return g_test_run ();
}
