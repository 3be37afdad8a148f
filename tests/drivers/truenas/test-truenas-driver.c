/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "mg-error.h"
#include "mg-test.h"
#include "truenas-rig.h"

/* Check that a box says with no login what it is, and, where its pages carry
 * it, of which version. */
static void
test_identify (void)
{
  static const struct
  {
    const char *recording;
    const char *firmware;
  } vectors[] = {
    { RECORDING ("identify"), "25.10.1" },
    { RECORDING ("identify-old"), "24.10.2.4" },
    { RECORDING ("identify-quoted"), "26.0.0-BETA.3" },
    { RECORDING ("identify-silent"), NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      MgDriverRig rig;
      g_autoptr (GError) error = NULL;
      g_autoptr (MgIdentity) identity = NULL;

      truenas_rig_set_up (&rig, vectors[i].recording);
      identity = mg_driver_rig_identify (&rig, &error);
      g_assert_no_error (error);
      g_assert_cmpint (identity->kind, ==, MG_DEVICE_KIND_NAS);
      g_assert_cmpstr (identity->vendor, ==, "iXsystems");
      g_assert_cmpstr (identity->firmware, ==, vectors[i].firmware);
      mg_replay_assert_done (rig.replay);
      mg_driver_rig_tear_down (&rig);
    }
}

/* Check that others that have a list of versions, or TrueNAS somewhere in an
 * ETag, are told from one. */
static void
test_identify_stranger (void)
{
  static const char *const recordings[] = { RECORDING ("stranger"), RECORDING ("stranger-named") };

  for (gsize i = 0; i < G_N_ELEMENTS (recordings); i++)
    {
      MgDriverRig rig;
      g_autoptr (GError) error = NULL;

      truenas_rig_set_up (&rig, recordings[i]);
      g_assert_null (mg_driver_rig_identify (&rig, &error));
      g_assert_error (error, MG_ERROR, MG_ERROR_NOT_FOUND);
      mg_replay_assert_done (rig.replay);
      mg_driver_rig_tear_down (&rig);
    }
}

/* Check that a password, an API key and a one-time code are each handed in as
 * what they are. */
static void
test_sign_in (void)
{
  MgDriverRig rig;
  g_autofree char *material = g_strnfill (64, 'k');
  g_autofree char *key = g_strconcat ("12-", material, NULL);
  g_autoptr (GError) error = NULL;

  truenas_rig_set_up (&rig, RECORDING ("key"));
  g_assert_true (mg_driver_rig_sign_in (&rig, "mailadmin", key, NULL, &error));
  g_assert_true (mg_driver_rig_sign_out (&rig, &error));
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);

  truenas_rig_set_up (&rig, RECORDING ("code"));
  g_assert_true (mg_driver_rig_sign_in (&rig, "admin", "p\"w", "492039", &error));
  g_assert_no_error (error);
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);
}

/* Check that each refusal of a login is told from the others and never
 * repeated, and that the password gets into none. */
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
    { RECORDING ("login-expired"), NULL, MG_ERROR_PASSWORD_EXPIRED },
    { RECORDING ("login-denied"), NULL, MG_ERROR_PERMISSION },
    { RECORDING ("login-redirect"), NULL, MG_ERROR_NOT_SUPPORTED },
    { RECORDING ("login-nonsense"), NULL, MG_ERROR_PROTOCOL },
    { RECORDING ("login-no-object"), NULL, MG_ERROR_PROTOCOL },
    { RECORDING ("login-not-allowed"), NULL, MG_ERROR_PERMISSION },
    { RECORDING ("login-too-often"), NULL, MG_ERROR_LOCKED_OUT },
    { RECORDING ("login-too-many-calls"), NULL, MG_ERROR_LOCKED_OUT },
    { RECORDING ("code-needed"), NULL, MG_ERROR_CODE_NEEDED },
    { RECORDING ("code-wrong"), "492039", MG_ERROR_CODE_NEEDED },
    { RECORDING ("code-refused"), "492039", MG_ERROR_LOGIN_REFUSED },
    { RECORDING ("options-refused"), NULL, MG_ERROR_FAILED },
    { RECORDING ("starting"), NULL, MG_ERROR_UNREACHABLE },
    { RECORDING ("gone"), NULL, MG_ERROR_NOT_FOUND },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      MgDriverRig rig;
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", vectors[i].recording);
      truenas_rig_set_up (&rig, vectors[i].recording);
      g_assert_false (mg_driver_rig_sign_in (&rig, "admin", "p\"w", vectors[i].code, &error));
      g_assert_error (error, MG_ERROR, (int) vectors[i].error);
      mg_replay_assert_done (rig.replay);
      mg_driver_rig_tear_down (&rig);
    }
}

/* Check that a box without TLS, and one that nobody has confirmed, are never
 * shown a key: the first would revoke it. */
static void
test_sign_in_insecure (void)
{
  for (guint i = 0; i < 2; i++)
    {
      MgDriverRig rig;
      g_autoptr (MgReplay) plain = mg_replay_new_plain (RECORDING ("key"));
      g_autoptr (GError) error = NULL;

      truenas_rig_set_up (&rig, RECORDING ("key"));
      g_clear_object (&rig.http);
      if (i == 0)
        rig.http = mg_http_new_pinned (rig.context, mg_replay_get_address (plain), "00");
      else
        rig.http = mg_http_new_probe (rig.context, mg_replay_get_address (rig.replay));
      g_assert_false (truenas_rig_sign_in (&rig, &error));
      g_assert_error (error, MG_ERROR, (int) (i == 0 ? MG_ERROR_INSECURE : MG_ERROR_NOT_TRUSTED));
      /* Only the list of versions was asked for. */
      g_assert_cmpuint (mg_replay_get_n_requests (plain) + mg_replay_get_n_requests (rig.replay),
                        <=, 1);
      mg_driver_rig_tear_down (&rig);
    }
}

typedef struct
{
  MgTokenEvent          event;
  const char           *provider;
  const char           *account;
  MgMailAuthentication  authentication;
  MgMailSecurity        security;
} Reading;

static const Reading readings[] = {
  /* No token: null, or {} and an alert; one that was dismissed does not count. */
  { MG_TOKEN_EVENT_READ_ABSENT, NULL, "nas@example.org", MG_MAIL_AUTHENTICATION_NONE,
    MG_MAIL_SECURITY_TLS },
  { MG_TOKEN_EVENT_READ_DISCARDED, NULL, "nas@example.org", MG_MAIL_AUTHENTICATION_NONE,
    MG_MAIL_SECURITY_TLS },
  { MG_TOKEN_EVENT_READ_ABSENT, NULL, "nas@example.org", MG_MAIL_AUTHENTICATION_NONE,
    MG_MAIL_SECURITY_TLS },
  /* Tokens; 24.10 does not say of which provider, and has no sender then. */
  { MG_TOKEN_EVENT_READ_PRESENT, "gmail", "nas@example.org", MG_MAIL_AUTHENTICATION_OAUTH2,
    MG_MAIL_SECURITY_TLS },
  { MG_TOKEN_EVENT_READ_PRESENT, "outlook", "nas@example.org", MG_MAIL_AUTHENTICATION_OAUTH2,
    MG_MAIL_SECURITY_STARTTLS },
  { MG_TOKEN_EVENT_READ_PRESENT, "microsoft365", "nas@example.org", MG_MAIL_AUTHENTICATION_OAUTH2,
    MG_MAIL_SECURITY_STARTTLS },
  { MG_TOKEN_EVENT_READ_PRESENT, "gmail", NULL, MG_MAIL_AUTHENTICATION_OAUTH2,
    MG_MAIL_SECURITY_TLS },
  { MG_TOKEN_EVENT_READ_ABSENT, NULL, "nas@example.org", MG_MAIL_AUTHENTICATION_NONE,
    MG_MAIL_SECURITY_TLS },
  /* Redacted, even where there is nothing; an alert tells more. */
  { MG_TOKEN_EVENT_READ_HIDDEN, NULL, "nas@example.org", MG_MAIL_AUTHENTICATION_NONE,
    MG_MAIL_SECURITY_TLS },
  { MG_TOKEN_EVENT_READ_DISCARDED, NULL, "nas@example.org", MG_MAIL_AUTHENTICATION_NONE,
    MG_MAIL_SECURITY_TLS },
  { MG_TOKEN_EVENT_READ_HIDDEN, NULL, "u@example.org", MG_MAIL_AUTHENTICATION_PASSWORD,
    MG_MAIL_SECURITY_TLS },
  /* Passwords. */
  { MG_TOKEN_EVENT_READ_PRESENT, NULL, "u@example.org", MG_MAIL_AUTHENTICATION_PASSWORD,
    MG_MAIL_SECURITY_NONE },
  { MG_TOKEN_EVENT_READ_ABSENT, NULL, "u@example.org", MG_MAIL_AUTHENTICATION_PASSWORD,
    MG_MAIL_SECURITY_NONE },
};

/* Check what each state of the settings, shown or redacted, means. */
static void
test_read (void)
{
  MgDriverRig rig;

  truenas_rig_set_up_signed_in (&rig, RECORDING ("read"));
  for (gsize i = 0; i < G_N_ELEMENTS (readings); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) slots = mg_driver_rig_read_slots (&rig, &error);
      const MgSlotReading *slot;

      g_test_message ("Reading %" G_GSIZE_FORMAT, i);
      g_assert_no_error (error);
      g_assert_cmpuint (slots->len, ==, 1);
      slot = g_ptr_array_index (slots, 0);
      g_assert_cmpint (slot->event, ==, readings[i].event);
      g_assert_cmpstr (slot->provider, ==, readings[i].provider);
      g_assert_cmpstr (slot->service, ==,
                       readings[i].provider == NULL ? "custom" : readings[i].provider);
      g_assert_cmpstr (slot->account, ==, readings[i].account);
      g_assert_cmpint (slot->settings->authentication, ==, readings[i].authentication);
      g_assert_cmpint (slot->settings->security, ==, readings[i].security);
      g_assert_cmpstr (slot->client_id, ==, readings[i].provider == NULL ? NULL : "c1");
      if (readings[i].provider != NULL)
        g_assert_cmpstr (slot->token_sha256, ==,
                         "cdffd5dd8ca8126c0482ba994814b9014cc9e973435d399f1cf1f69479e6b907");
    }
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);
}

/* Check that what is no reading is an error that says what to do. */
static void
test_read_refused (void)
{
  static const struct
  {
    const char *recording;
    MgError     code;
  } vectors[] = {
    { RECORDING ("read-nonsense"), MG_ERROR_PROTOCOL },
    { RECORDING ("read-other"), MG_ERROR_PROTOCOL },
    { RECORDING ("read-alerts-fail"), MG_ERROR_FAILED },
    { RECORDING ("null-id"), MG_ERROR_PROTOCOL },
    { RECORDING ("no-result"), MG_ERROR_PROTOCOL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      MgDriverRig rig;
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", vectors[i].recording);
      truenas_rig_set_up_signed_in (&rig, vectors[i].recording);
      g_assert_null (mg_driver_rig_read_slots (&rig, &error));
      g_assert_error (error, MG_ERROR, (int) vectors[i].code);
      mg_replay_assert_done (rig.replay);
      mg_driver_rig_tear_down (&rig);
    }
}

/* Check that every change says what it means, once and again, with the words
 * and servers that the box acts on. */
static void
test_push (void)
{
  static const char *const providers[] = { "gmail", "gmail", "outlook", "microsoft365" };
  MgDriverRig rig;
  g_autoptr (MgSlotReading) slot = truenas_rig_create_slot (NULL, "old@example.org");
  g_autoptr (MgMailSettings) settings = mg_mail_settings_new ();
  g_autoptr (GError) error = NULL;

  truenas_rig_set_up_signed_in (&rig, RECORDING ("push"));
  for (gsize i = 0; i < G_N_ELEMENTS (providers); i++)
    {
      g_autoptr (MgTokenDelivery) delivery = truenas_rig_create_delivery (providers[i]);

      mg_driver_rig_push_token (&rig, slot, delivery, &error);
      g_assert_no_error (error);
    }

  mg_driver_rig_push_password (&rig, slot, "nas@yahoo.com", "p\"w", &error);
  g_assert_no_error (error);
  settings->host = g_strdup ("smtp.example.org");
  settings->port = 465;
  settings->security = MG_MAIL_SECURITY_TLS;
  settings->sender_name = g_strdup ("Attic");
  settings->sender_address = g_strdup ("a@example.org");
  mg_driver_rig_write_settings (&rig, slot, settings, &error);
  g_assert_no_error (error);
  mg_driver_rig_delete_token (&rig, slot, &error);
  g_assert_no_error (error);
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);
}

/* Check that a new token of Gmail leaves the sender, which may be an alias, and
 * that a password brings one where there is none. */
static void
test_push_sender (void)
{
  MgDriverRig rig;
  g_autoptr (MgSlotReading) alias = truenas_rig_create_slot ("gmail", "alias@example.org");
  g_autoptr (MgSlotReading) bare = truenas_rig_create_slot (NULL, NULL);
  g_autoptr (MgTokenDelivery) delivery = truenas_rig_create_delivery ("gmail");
  g_autoptr (GError) error = NULL;

  truenas_rig_set_up_signed_in (&rig, RECORDING ("push-sender"));
  mg_driver_rig_push_token (&rig, alias, delivery, &error);
  g_assert_no_error (error);
  mg_driver_rig_push_password (&rig, bare, "nas@yahoo.com", "p\"w", &error);
  g_assert_no_error (error);
  bare->settings->authentication = MG_MAIL_AUTHENTICATION_PASSWORD;
  mg_driver_rig_delete_token (&rig, bare, &error);
  g_assert_no_error (error);
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);
}

/* Check that what the box would swallow and never use is not sent to it. */
static void
test_push_useless (void)
{
  MgDriverRig rig;
  g_autoptr (MgSlotReading) slot = truenas_rig_create_slot (NULL, "nas@example.org");
  g_autoptr (MgTokenDelivery) custom = truenas_rig_create_delivery ("custom");
  g_autoptr (MgTokenDelivery) bare = truenas_rig_create_delivery ("outlook");
  g_autoptr (GError) error = NULL;

  truenas_rig_set_up_signed_in (&rig, RECORDING ("read-one"));
  g_assert_false (mg_driver_rig_push_token (&rig, slot, custom, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
  g_clear_pointer (&bare->client_secret, mg_secret_unref);
  g_assert_false (mg_driver_rig_push_token (&rig, slot, bare, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_PROVIDER_REFUSED);
  g_clear_error (&error);
  g_assert_null (mg_driver_rig_test_unsaved (&rig, slot, custom, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
  g_assert_false (mg_driver_rig_push_password (&rig, slot, "nas@yahoo.com", "pässword", &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_INVALID_INPUT);
  g_assert_cmpuint (mg_replay_get_n_requests (rig.replay), ==, 3);
  mg_driver_rig_tear_down (&rig);
}

/* Check that each refusal of a change becomes the error that tells what to do,
 * without a word of the device's that could repeat a secret. */
static void
test_push_refused (void)
{
  static const struct
  {
    const char *recording;
    MgError     code;
    const char *part;
  } vectors[] = {
    { RECORDING ("refused-invalid"), MG_ERROR_INVALID_INPUT, ": fromemail, client_secret" },
    { RECORDING ("refused-unnamed"), MG_ERROR_INVALID_INPUT, "a setting" },
    { RECORDING ("refused-denied"), MG_ERROR_PERMISSION, "" },
    { RECORDING ("refused-ended"), MG_ERROR_LOGIN_REFUSED, "" },
    { RECORDING ("refused-failed"), MG_ERROR_FAILED, "" },
    { RECORDING ("refused-unknown"), MG_ERROR_PROTOCOL, "" },
    { RECORDING ("refused-internal"), MG_ERROR_PROTOCOL, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      MgDriverRig rig;
      g_autoptr (MgSlotReading) slot = truenas_rig_create_slot (NULL, "nas@example.org");
      g_autoptr (MgTokenDelivery) delivery = truenas_rig_create_delivery ("gmail");
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", vectors[i].recording);
      truenas_rig_set_up_signed_in (&rig, vectors[i].recording);
      g_assert_false (mg_driver_rig_push_token (&rig, slot, delivery, &error));
      g_assert_error (error, MG_ERROR, (int) vectors[i].code);
      g_assert_nonnull (strstr (error->message, vectors[i].part));
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

  g_test_add_func ("/drivers/truenas/identify", test_identify);
  g_test_add_func ("/drivers/truenas/identify-stranger", test_identify_stranger);
  g_test_add_func ("/drivers/truenas/sign-in", test_sign_in);
  g_test_add_func ("/drivers/truenas/sign-in-refused", test_sign_in_refused);
  g_test_add_func ("/drivers/truenas/sign-in-insecure", test_sign_in_insecure);
  g_test_add_func ("/drivers/truenas/read", test_read);
  g_test_add_func ("/drivers/truenas/read-refused", test_read_refused);
  g_test_add_func ("/drivers/truenas/push", test_push);
  g_test_add_func ("/drivers/truenas/push-sender", test_push_sender);
  g_test_add_func ("/drivers/truenas/push-useless", test_push_useless);
  g_test_add_func ("/drivers/truenas/push-refused", test_push_refused);

  return g_test_run ();
}
