/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "mg-driver-table.h"
#include "mg-error.h"
#include "mg-fake-clock.h"
#include "mg-replay.h"
#include "mg-test.h"

#define RECORDING(name) "drivers/deviceapi/recordings/" name ".json"

typedef struct
{
  MgReplay         *replay;
  MgFakeClock      *clock;
  MgContext        *context;
  MgHttp           *http;
  MgDriverRegistry *registry;
  MgDriver         *driver;  /* (unowned) */
  MgSession        *session;
} Fixture;

static void
set_up (Fixture    *fixture,
        const char *recording)
{
  fixture->replay = mg_replay_new (recording);
  fixture->clock = mg_fake_clock_new (0);
  fixture->context = mg_test_context_new (MG_CLOCK (fixture->clock));
  fixture->http = mg_http_new_pinned (fixture->context, mg_replay_get_address (fixture->replay),
                                      mg_replay_get_fingerprint (fixture->replay));
  fixture->registry = mg_driver_registry_new (mg_driver_table, mg_driver_table_length);
  fixture->driver = mg_driver_registry_lookup (fixture->registry, "deviceapi");
  fixture->session = NULL;
}

static void
tear_down (Fixture *fixture)
{
  mg_test_settle ();
  g_clear_object (&fixture->session);
  g_assert_finalize_object (g_steal_pointer (&fixture->http));
  g_assert_finalize_object (g_steal_pointer (&fixture->registry));
  g_clear_object (&fixture->context);
  g_clear_object (&fixture->clock);
  g_clear_object (&fixture->replay);
}

static gboolean
sign_in (Fixture  *fixture,
         GError  **error)
{
  g_autoptr (MgSecret) password = mg_secret_new ("p\"w", -1);
  g_autoptr (MgCredential) credential = mg_credential_new ("admin", password, NULL);
  g_autoptr (GAsyncResult) result = NULL;

  mg_driver_sign_in_async (fixture->driver, fixture->http, credential, NULL,
                           mg_test_store_result, &result);
  mg_test_await_result (&result);
  fixture->session = mg_driver_sign_in_finish (fixture->driver, result, error);

  return fixture->session != NULL;
}

static MgSlotReading *
create_slot_reading (void)
{
  MgSlotReading *slot = mg_slot_reading_new ("smtp-1", "Gmail account");

  slot->etag = g_strdup ("\"7\"");
  slot->service = g_strdup ("gmail");
  slot->settings->host = g_strdup ("smtp.gmail.com");
  slot->settings->port = 587;
  slot->settings->security = MG_MAIL_SECURITY_STARTTLS;

  return slot;
}

static MgTokenDelivery *
create_delivery (void)
{
  static const char *const scopes[] = { "m", "n", NULL };
  g_autoptr (MgSecret) secret = mg_secret_new ("cs", -1);
  g_autoptr (MgSecret) token = mg_secret_new ("1//rt\"\\", -1);
  MgTokenDelivery *delivery = mg_token_delivery_new ("gmail", "nas@example.org", "c1", secret,
                                                     token, scopes,
                                                     "https://oauth2.example/token");

  /* 2026-05-06T07:08:09Z */
  delivery->expires_at = G_GINT64_CONSTANT (1778051289) * G_USEC_PER_SEC;

  return delivery;
}

/* Check that a device of the API says what it is with no login, clean to be
 * shown, and where its mail page is. */
static void
test_identify (void)
{
  Fixture fixture;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MgIdentity) identity = NULL;
  g_autofree char *page = NULL;

  set_up (&fixture, RECORDING ("identify"));
  mg_driver_identify_async (fixture.driver, fixture.http, NULL, mg_test_store_result, &result);
  mg_test_await_result (&result);
  identity = mg_driver_identify_finish (fixture.driver, result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (identity->name, ==, "Office <NAS>");
  g_assert_cmpint (identity->kind, ==, MG_DEVICE_KIND_NAS);
  g_assert_cmpstr (identity->model, ==, "N-4");
  page = mg_driver_dup_admin_page (fixture.driver, mg_http_get_address (fixture.http), identity);
  g_assert_true (g_str_has_suffix (page, "/mail"));
  mg_replay_assert_done (fixture.replay);
  tear_down (&fixture);
}

/* Check that another make's device is told from ours, whatever it answers. */
static void
test_identify_stranger (void)
{
  for (int fault = MG_REPLAY_FAULT_NONE; fault <= (int) MG_REPLAY_FAULT_SERVER_ERROR; fault++)
    {
      Fixture fixture;
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      set_up (&fixture, RECORDING ("stranger"));
      mg_replay_set_fault (fixture.replay, 0, (MgReplayFault) fault);
      mg_driver_identify_async (fixture.driver, fixture.http, NULL, mg_test_store_result, &result);
      mg_test_await_result (&result);
      g_assert_null (mg_driver_identify_finish (fixture.driver, result, &error));
      if (fault == MG_REPLAY_FAULT_CUT)
        g_assert_error (error, MG_ERROR, MG_ERROR_UNREACHABLE);
      else if (fault == MG_REPLAY_FAULT_OVERSIZE)
        g_assert_error (error, MG_ERROR, MG_ERROR_PROTOCOL);
      else
        g_assert_error (error, MG_ERROR, MG_ERROR_NOT_FOUND);
      tear_down (&fixture);
    }
}

static GPtrArray *
read_list (Fixture   *fixture,
           gboolean   rules,
           GError   **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  if (rules)
    mg_driver_read_rules_async (fixture->driver, fixture->session, NULL,
                                mg_test_store_result, &result);
  else
    mg_driver_read_slots_async (fixture->driver, fixture->session, NULL,
                                mg_test_store_result, &result);
  mg_test_await_result (&result);

  return mg_driver_read_finish (fixture->driver, result, error);
}

/* Check that slots and rules are read as they are, and the session ended. */
static void
test_read (void)
{
  Fixture fixture;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) slots = NULL;
  g_autoptr (GPtrArray) rules = NULL;
  const MgSlotReading *slot;
  const MgRule *rule;

  set_up (&fixture, RECORDING ("read"));
  g_assert_true (sign_in (&fixture, &error));

  slots = read_list (&fixture, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (slots->len, ==, 2);
  slot = g_ptr_array_index (slots, 0);
  g_assert_cmpstr (slot->title, ==, "Gmail account");
  g_assert_cmpint (slot->event, ==, MG_TOKEN_EVENT_READ_INVALID);
  g_assert_cmpstr (slot->reason, ==, "Authorization has expired. Reauthorize the account.");
  g_assert_cmpstr (slot->settings->sender_name, ==, "NAS  two");
  g_assert_cmpint (slot->obtained_at, ==, G_GINT64_CONSTANT (1767323045) * G_USEC_PER_SEC);
  g_assert_cmpint (slot->expires_at, ==, 0);
  g_assert_true (slot->can_reauthorize);
  slot = g_ptr_array_index (slots, 1);
  g_assert_cmpint (slot->event, ==, MG_TOKEN_EVENT_READ_INVALID);
  g_assert_cmpstr (slot->account, ==, "nas@yahoo.com");
  g_assert_cmpstr (slot->link_group, ==, "all");
  g_assert_null (slot->settings->host);
  g_assert_false (slot->can_reauthorize);

  rules = read_list (&fixture, TRUE, &error);
  g_assert_no_error (error);
  rule = g_ptr_array_index (rules, 0);
  g_assert_cmpstr (rule->title, ==, "Disk failed");
  g_assert_true (rule->enabled);
  g_assert_cmpstrv (rule->senders, ((const char *[]) { "smtp-1", "smtp-2", NULL }));

  mg_driver_sign_out_async (fixture.driver, fixture.session, NULL, mg_test_store_result, &result);
  mg_test_await_result (&result);
  g_assert_true (mg_driver_change_finish (fixture.driver, result, &error));
  mg_replay_assert_done (fixture.replay);
  tear_down (&fixture);
}

typedef void (*Change) (Fixture             *fixture,
                        const MgSlotReading *slot,
                        GAsyncResult       **result);

static void
push_token (Fixture              *fixture,
            const MgSlotReading  *slot,
            GAsyncResult        **result)
{
  g_autoptr (MgTokenDelivery) delivery = create_delivery ();

  mg_driver_push_token_async (fixture->driver, fixture->session, slot, delivery, NULL,
                              mg_test_store_result, result);
}

static void
push_password (Fixture              *fixture,
               const MgSlotReading  *slot,
               GAsyncResult        **result)
{
  g_autoptr (MgSecret) password = mg_secret_new ("app", -1);

  mg_driver_push_password_async (fixture->driver, fixture->session, slot, "nas@yahoo.com",
                                 password, NULL, mg_test_store_result, result);
}

static void
write_settings (Fixture              *fixture,
                const MgSlotReading  *slot,
                GAsyncResult        **result)
{
  g_autoptr (MgMailSettings) settings = mg_mail_settings_new ();

  settings->host = g_strdup ("smtp.example.org");
  settings->port = 465;
  settings->security = MG_MAIL_SECURITY_TLS;
  settings->authentication = MG_MAIL_AUTHENTICATION_PASSWORD;
  settings->sender_address = g_strdup ("a@b");
  mg_driver_write_settings_async (fixture->driver, fixture->session, slot, settings, NULL,
                                  mg_test_store_result, result);
}

static void
delete_token (Fixture              *fixture,
              const MgSlotReading  *slot,
              GAsyncResult        **result)
{
  mg_driver_delete_token_async (fixture->driver, fixture->session, slot, NULL,
                                mg_test_store_result, result);
}

static void
delete_slot (Fixture              *fixture,
             const MgSlotReading  *slot,
             GAsyncResult        **result)
{
  mg_driver_delete_slot_async (fixture->driver, fixture->session, slot, NULL,
                               mg_test_store_result, result);
}

static void
write_rule (Fixture              *fixture,
            const MgSlotReading  *slot,
            GAsyncResult        **result)
{
  g_autoptr (MgRule) rule = mg_rule_new ("r1", "Disk   failed");

  g_strfreev (rule->senders);
  rule->senders = g_strsplit ("smtp-1,smtp-2", ",", -1);
  rule->etag = g_strdup ("\"3\"");
  rule->original = g_strdup ("{\"id\":\"r1\",\"etag\":\"\\\"3\\\"\",\"title\":\"Disk   failed\","
                             "\"senders\":[\"smtp-1\",\"smtp-2\"],\"x-extra\":{\"keep\":1}}");
  g_assert_true (mg_rule_replace_sender (rule, "smtp-1", "new-1"));
  mg_driver_write_rule_async (fixture->driver, fixture->session, rule, NULL,
                              mg_test_store_result, result);
}

static gboolean
change (Fixture  *fixture,
        Change    verb,
        GError  **error)
{
  g_autoptr (MgSlotReading) slot = create_slot_reading ();
  g_autoptr (GAsyncResult) result = NULL;

  verb (fixture, slot, &result);
  mg_test_await_result (&result);

  return mg_driver_change_finish (fixture->driver, result, error);
}

/* Check that every change says what it means, once and again, names the
 * revision it was made on, and that a rule keeps what this version does not
 * know. */
static void
test_push (void)
{
  static const Change before[] = { push_token, push_token, push_password, write_settings,
                                   delete_token };
  static const Change after[] = { write_rule, delete_slot };
  Fixture fixture;
  g_autoptr (MgSlotReading) draft = create_slot_reading ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  set_up (&fixture, RECORDING ("push"));
  g_assert_true (sign_in (&fixture, &error));
  for (gsize i = 0; i < G_N_ELEMENTS (before); i++)
    {
      change (&fixture, before[i], &error);
      g_assert_no_error (error);
    }

  mg_driver_create_slot_async (fixture.driver, fixture.session, draft, NULL,
                               mg_test_store_result, &result);
  mg_test_await_result (&result);
  id = mg_driver_create_slot_finish (fixture.driver, result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (id, ==, "new-1");

  for (gsize i = 0; i < G_N_ELEMENTS (after); i++)
    {
      change (&fixture, after[i], &error);
      g_assert_no_error (error);
    }
  mg_replay_assert_done (fixture.replay);
  tear_down (&fixture);
}

typedef struct
{
  Fixture *fixture;
  guint    n_requests;
} Awaited;

static gboolean
has_requests (gpointer user_data)
{
  Awaited *awaited = user_data;

  if (mg_replay_get_n_requests (awaited->fixture->replay) >= awaited->n_requests)
    return TRUE;

  mg_fake_clock_advance (awaited->fixture->clock, 100 * 1000);

  return FALSE;
}

static void
await_requests (Fixture *fixture,
                guint    n_requests)
{
  Awaited awaited = { fixture, n_requests };

  mg_test_await_true (has_requests, &awaited);
}

/* Check that a test is followed to its end, soon at first and then at the pace
 * the device asks for, and that its failure is a result in the device's own words. */
static void
test_test (void)
{
  Fixture fixture;
  g_autoptr (MgSlotReading) slot = create_slot_reading ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MgTestResult) test = NULL;
  gint64 start;

  set_up (&fixture, RECORDING ("test"));
  g_assert_true (sign_in (&fixture, &error));
  mg_driver_test_async (fixture.driver, fixture.session, slot, NULL, NULL,
                        mg_test_store_result, &result);

  /* Requests take real time, the pauses between them that of our clock. */
  await_requests (&fixture, 3);
  start = mg_clock_boot_time (MG_CLOCK (fixture.clock));
  await_requests (&fixture, 4);
  g_assert_cmpint (mg_clock_boot_time (MG_CLOCK (fixture.clock)) - start, >=, G_USEC_PER_SEC / 8);
  start = mg_clock_boot_time (MG_CLOCK (fixture.clock));
  await_requests (&fixture, 5);
  g_assert_cmpint (mg_clock_boot_time (MG_CLOCK (fixture.clock)) - start, >=, 3 * G_USEC_PER_SEC);
  mg_test_await_result (&result);

  test = mg_driver_test_finish (fixture.driver, result, &error);
  g_assert_no_error (error);
  g_assert_cmpint (test->outcome, ==, MG_TEST_TOKEN_DEAD);
  g_assert_cmpstr (test->words, ==,
                   "Token update failed. Please delete the token and obtain it again.");
  g_assert_cmpstr (test->server_reply, ==, "invalid_grant");
  mg_replay_assert_done (fixture.replay);
  g_clear_object (&result);
  tear_down (&fixture);
}

/* Check that each refusal of a login is told from the others, that it is never
 * repeated, and that nothing the device says in return can carry the password
 * into an error. */
static void
test_sign_in_refused (void)
{
  static const struct
  {
    const char *recording;
    MgError     code;
  } vectors[] = {
    { RECORDING ("wrong-password"), MG_ERROR_LOGIN_REFUSED },
    { RECORDING ("code-needed"), MG_ERROR_CODE_NEEDED },
    { RECORDING ("password-expired"), MG_ERROR_PASSWORD_EXPIRED },
    { RECORDING ("locked-out"), MG_ERROR_LOCKED_OUT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      Fixture fixture;
      g_autoptr (GError) error = NULL;

      set_up (&fixture, vectors[i].recording);
      g_assert_false (sign_in (&fixture, &error));
      g_assert_error (error, MG_ERROR, (int) vectors[i].code);
      g_assert_null (strstr (error->message, "p\"w"));
      if (vectors[i].code == MG_ERROR_LOCKED_OUT)
        g_assert_nonnull (strstr (error->message, "6 minutes"));
      mg_replay_assert_done (fixture.replay);
      tear_down (&fixture);
    }
}

/* Check that each refusal of a change becomes the error that tells what to do. */
static void
test_change_refused (void)
{
  static const struct
  {
    const char *recording;
    MgError     code;
  } vectors[] = {
    { RECORDING ("refused-401"), MG_ERROR_LOGIN_REFUSED },
    { RECORDING ("refused-403"), MG_ERROR_PERMISSION },
    { RECORDING ("refused-404"), MG_ERROR_NOT_FOUND },
    { RECORDING ("refused-409"), MG_ERROR_NOT_SUPPORTED },
    { RECORDING ("refused-412"), MG_ERROR_CONFLICT },
    { RECORDING ("refused-422"), MG_ERROR_INVALID_INPUT },
    { RECORDING ("refused-503"), MG_ERROR_UNREACHABLE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      Fixture fixture;
      g_autoptr (GError) error = NULL;

      set_up (&fixture, vectors[i].recording);
      g_assert_true (sign_in (&fixture, NULL));
      g_assert_false (change (&fixture, delete_slot, &error));
      g_assert_error (error, MG_ERROR, (int) vectors[i].code);
      mg_replay_assert_done (fixture.replay);
      tear_down (&fixture);
    }
}

/* Runs all that `read` does, and returns how it ended. */
static void
read_all (Fixture  *fixture,
          GError  **error)
{
  g_autoptr (GPtrArray) slots = NULL;
  g_autoptr (GPtrArray) rules = NULL;

  if (!sign_in (fixture, error))
    return;

  slots = read_list (fixture, FALSE, error);
  if (slots != NULL)
    rules = read_list (fixture, TRUE, error);
}

/* Check that whatever goes wrong at whatever request of a reading ends as an
 * error, and that a sign-in is never sent twice. */
static void
test_read_hostile (void)
{
  for (guint request = 0; request < 4; request++)
    for (int fault = MG_REPLAY_FAULT_CUT; fault <= (int) MG_REPLAY_FAULT_SERVER_ERROR; fault++)
      {
        Fixture fixture;
        g_autoptr (GError) error = NULL;

        g_test_message ("Fault %d at request %u", fault, request);
        set_up (&fixture, RECORDING ("read"));
        mg_replay_set_fault (fixture.replay, request, (MgReplayFault) fault);
        read_all (&fixture, &error);
        g_assert_nonnull (error);
        g_assert_true (error->domain == MG_ERROR);
        /* A connection that was kept may have been closed before a GET on it
         * was read, so libsoup asks that once more; never a sign-in. */
        g_assert_cmpuint (mg_replay_get_n_requests (fixture.replay), <=,
                          fault == MG_REPLAY_FAULT_CUT && request > 1 ? request + 2 : request + 1);
        tear_down (&fixture);
      }
}

/* Check that whatever goes wrong at a push ends as an error, or is made good. */
static void
test_push_hostile (void)
{
  for (int fault = MG_REPLAY_FAULT_CUT; fault <= (int) MG_REPLAY_FAULT_SERVER_ERROR; fault++)
    {
      Fixture fixture;
      g_autoptr (GError) error = NULL;
      gboolean changed;

      set_up (&fixture, RECORDING ("push"));
      g_assert_true (sign_in (&fixture, NULL));
      mg_replay_set_fault (fixture.replay, 2, (MgReplayFault) fault);
      changed = change (&fixture, push_token, &error);

      /* A 200 with nonsense is for the reading that follows each push to judge. libsoup sends a PUT
       * once more, as it was, whose connection had been kept and was closed. */
      if (fault == MG_REPLAY_FAULT_CUT && changed)
        g_assert_cmpuint (mg_replay_get_n_requests (fixture.replay), ==, 4);
      else if (fault == MG_REPLAY_FAULT_GARBAGE || fault == MG_REPLAY_FAULT_HTML ||
               fault == MG_REPLAY_FAULT_DEEP)
        g_assert_true (changed);
      else
        g_assert_true (error != NULL && error->domain == MG_ERROR);
      tear_down (&fixture);
    }
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/drivers/deviceapi/identify", test_identify);
  g_test_add_func ("/drivers/deviceapi/identify-stranger", test_identify_stranger);
  g_test_add_func ("/drivers/deviceapi/read", test_read);
  g_test_add_func ("/drivers/deviceapi/push", test_push);
  g_test_add_func ("/drivers/deviceapi/test", test_test);
  g_test_add_func ("/drivers/deviceapi/sign-in-refused", test_sign_in_refused);
  g_test_add_func ("/drivers/deviceapi/change-refused", test_change_refused);
  g_test_add_func ("/drivers/deviceapi/read-hostile", test_read_hostile);
  g_test_add_func ("/drivers/deviceapi/push-hostile", test_push_hostile);

  return g_test_run ();
}
