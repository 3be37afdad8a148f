/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <libsoup/soup.h>
#include <sys/prctl.h>

#include "mailgrant.h"

#include "mg-fleet-private.h"
#include "mg-memory-vault.h"
#include "mg-test.h"

#define ACCOUNT "scan@example.org"

/* One program of the lab, and what it said when it was ready. */
typedef struct
{
  GSubprocess *process;
  JsonNode    *ready;
} Lab;

typedef struct
{
  char          *dir;
  MgContext     *context;
  MgMemoryVault *vault;
  MgFleet       *fleet;
  SoupSession   *session;
  Lab            provider;
  Lab            mail;
} Fixture;

static const char *
get_ready (const Lab  *lab,
           const char *member)
{
  return json_object_get_string_member (json_node_get_object (lab->ready), member);
}

/* A test that fails leaves nothing running. */
static void
die_with_parent (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

static void
start (Lab        *lab,
       GPtrArray  *arguments)
{
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GDataInputStream) stream = NULL;
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_insert (arguments, 0, (gpointer) g_getenv ("MAILGRANT_LAB"));
  g_assert_nonnull (arguments->pdata[0]);
  g_ptr_array_add (arguments, NULL);
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  lab->process = g_subprocess_launcher_spawnv (launcher, (const char *const *) arguments->pdata,
                                               &error);
  g_assert_no_error (error);

  stream = g_data_input_stream_new (g_subprocess_get_stdout_pipe (lab->process));
  line = g_data_input_stream_read_line (stream, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  lab->ready = json_from_string (line, &error);
  g_assert_no_error (error);
}

static void
stop (Lab *lab)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_send_signal (lab->process, SIGTERM);
  g_subprocess_wait_check (lab->process, NULL, &error);
  g_assert_no_error (error);
  g_clear_object (&lab->process);
  g_clear_pointer (&lab->ready, json_node_unref);
}

/* Tells a part of the lab to do something. */
static void
control (Fixture    *fixture,
         const Lab  *lab,
         const char *command,
         const char *arguments)
{
  g_autofree char *uri = g_strconcat (get_ready (lab, "control"), "/", command, NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("POST", uri);
  g_autoptr (GBytes) body = g_bytes_new (arguments, strlen (arguments));
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  soup_message_set_request_body_from_bytes (message, "application/json", body);
  soup_session_send_and_read_async (fixture->session, message, G_PRIORITY_DEFAULT, NULL,
                                    mg_test_store_result, &result);
  answer = soup_session_send_and_read_finish (fixture->session, mg_test_await_result (&result),
                                              &error);
  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (message), ==, 200);
}

static void
load (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fixture->fleet = mg_fleet_new (fixture->context, MG_VAULT (fixture->vault));
  mg_fleet_load_async (fixture->fleet, NULL, mg_test_store_result, &result);
  mg_fleet_load_finish (fixture->fleet, mg_test_await_result (&result), &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (GPtrArray) provider = g_ptr_array_new ();
  g_autoptr (GPtrArray) mail = g_ptr_array_new_with_free_func (NULL);
  g_autofree char *issuer = NULL;
  g_autofree char *certificate = NULL;

  fixture->dir = g_dir_make_tmp ("mailgrant-XXXXXX", NULL);
  fixture->context = mg_test_context_new (NULL);
  fixture->vault = mg_memory_vault_new ();
  fixture->session = soup_session_new_with_options ("proxy-resolver", NULL, NULL);
  load (fixture);

  g_ptr_array_add (provider, (gpointer) "provider");
  g_ptr_array_add (provider, (gpointer) "--rotate");
  start (&fixture->provider, provider);

  issuer = g_strconcat ("--provider=", get_ready (&fixture->provider, "issuer"), NULL);
  certificate = g_strdup_printf ("--certificate-file=%s/mail.pem", fixture->dir);
  g_ptr_array_add (mail, (gpointer) "mail");
  g_ptr_array_add (mail, issuer);
  g_ptr_array_add (mail, certificate);
  start (&fixture->mail, mail);
}

static void
unload (Fixture *fixture)
{
  g_autoptr (MgStore) store = g_object_ref (_mg_fleet_get_store (fixture->fleet));
  g_autoptr (GAsyncResult) result = NULL;

  mg_test_settle ();
  g_assert_finalize_object (g_steal_pointer (&fixture->fleet));
  mg_store_close_async (store, NULL, mg_test_store_result, &result);
  g_assert_true (mg_store_close_finish (store, mg_test_await_result (&result), NULL));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *certificate = g_build_filename (fixture->dir, "mail.pem", NULL);

  unload (fixture);
  stop (&fixture->mail);
  stop (&fixture->provider);
  g_clear_object (&fixture->session);
  g_assert_finalize_object (g_steal_pointer (&fixture->vault));
  g_assert_finalize_object (g_steal_pointer (&fixture->context));
  g_unlink (certificate);
  g_rmdir (fixture->dir);
  g_free (fixture->dir);
}

/* Starts devices that redeem at the lab's provider and log in to its mail server. */
static void
start_devices (Fixture    *fixture,
               Lab        *lab,
               const char *kind,
               const char *option)
{
  static const char *const protocols[] = { "smtp", "smtps", "pop3", "pop3s" };
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_autoptr (GPtrArray) owned = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (owned, g_strconcat ("--provider=",
                                       get_ready (&fixture->provider, "issuer"), NULL));
  g_ptr_array_add (owned, g_strdup_printf ("--ca-file=%s/mail.pem", fixture->dir));
  for (gsize i = 0; i < G_N_ELEMENTS (protocols); i++)
    g_ptr_array_add (owned, g_strdup_printf ("--mail-server=%s=%s", protocols[i],
                                             get_ready (&fixture->mail, protocols[i])));
  g_ptr_array_add (arguments, (gpointer) kind);
  g_ptr_array_add (arguments, (gpointer) option);
  for (guint i = 0; i < owned->len; i++)
    g_ptr_array_add (arguments, g_ptr_array_index (owned, i));
  start (lab, arguments);
}

/* Adds a device as a person would: look, compare the fingerprint, sign in. */
static MgDevice *
add_device (Fixture    *fixture,
            JsonObject *ready)
{
  g_autoptr (MgAddress) address =
    mg_address_parse (json_object_get_string_member (ready, "url"), NULL);
  g_autoptr (MgSecret) password =
    mg_secret_new (json_object_get_string_member (ready, "password"), -1);
  g_autoptr (MgCredential) credential =
    mg_credential_new (json_object_get_string_member (ready, "user"), password, NULL);
  g_autoptr (MgInspection) inspection = NULL;
  g_autoptr (GAsyncResult) inspected = NULL;
  g_autoptr (GAsyncResult) added = NULL;
  g_autoptr (GError) error = NULL;
  MgDevice *device;

  mg_fleet_inspect_async (fixture->fleet, address, NULL, NULL, mg_test_store_result, &inspected);
  inspection = mg_fleet_inspect_finish (fixture->fleet, mg_test_await_result (&inspected), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (inspection->fingerprint, ==,
                   json_object_get_string_member (ready, "fingerprint"));
  g_assert_cmpstr (inspection->identity->serial, ==,
                   json_object_get_string_member (ready, "serial"));
  g_assert_cmpint (inspection->not_after, >, inspection->not_before);

  mg_fleet_add_device_async (fixture->fleet, inspection, NULL, credential, NULL,
                             mg_test_store_result, &added);
  device = mg_fleet_add_device_finish (fixture->fleet, mg_test_await_result (&added), &error);
  g_assert_no_error (error);
  g_assert_null (mg_device_get_problem (device));

  return device;
}

static MgProvider *
add_provider (Fixture *fixture)
{
  g_autoptr (MgHttp) http = mg_http_new_public (fixture->context);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  MgProviderRegistry *registry = mg_fleet_get_providers (fixture->fleet);
  MgProvider *provider;

  mg_provider_registry_add_issuer_async (registry, http, get_ready (&fixture->provider, "issuer"),
                                         get_ready (&fixture->provider, "client_id"), NULL, NULL,
                                         mg_test_store_result, &result);
  provider = mg_provider_registry_add_issuer_finish (registry, mg_test_await_result (&result),
                                                     &error);
  g_assert_no_error (error);

  return provider;
}

static gboolean
is_asking (gpointer user_data)
{
  return mg_authorization_get_stage (user_data) != MG_AUTHORIZATION_PREPARING;
}

/* Authorizes a slot; the lab's provider is told to consent as a person would. */
static MgTestResult *
authorize (Fixture     *fixture,
           MgSlot      *slot,
           MgProvider  *provider,
           GError     **error)
{
  g_autoptr (MgAuthorization) authorization =
    mg_authorization_new (fixture->fleet, slot, provider, ACCOUNT);
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *arguments = NULL;

  mg_authorization_run_async (authorization, NULL, mg_test_store_result, &result);
  mg_test_await_true (is_asking, authorization);
  g_assert_cmpint (mg_authorization_get_stage (authorization), ==, MG_AUTHORIZATION_WAITING);
  arguments = g_strdup_printf ("{\"url\":\"%s\",\"account\":\"" ACCOUNT "\"}",
                               mg_authorization_get_uri (authorization));
  control (fixture, &fixture->provider, "consent", arguments);

  return mg_authorization_run_finish (authorization, mg_test_await_result (&result), error);
}

static gboolean
check (Fixture   *fixture,
       MgDevice  *device,
       GError   **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mg_fleet_check_device_async (fixture->fleet, device, NULL, mg_test_store_result, &result);

  return mg_fleet_check_device_finish (fixture->fleet, mg_test_await_result (&result), error);
}

static MgTestResult *
test_slot (Fixture *fixture,
           MgSlot  *slot)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  MgTestResult *test;

  mg_fleet_test_slot_async (fixture->fleet, slot, NULL, mg_test_store_result, &result);
  test = mg_fleet_test_slot_finish (fixture->fleet, mg_test_await_result (&result), &error);
  g_assert_no_error (error);

  return test;
}

/* Check that a NAS whose permission has ended gets a new one that works, that
 * it is seen to die, and that it survives a restart of ours. */
static void
test_lab_nas (Fixture       *fixture,
              gconstpointer  data)
{
  Lab lab;
  g_autoptr (MgDevice) device = NULL;
  g_autoptr (MgProvider) provider = NULL;
  g_autoptr (MgTestResult) first = NULL;
  g_autoptr (MgTestResult) second = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  MgSlot *slot;

  start_devices (fixture, &lab, "nas", "--scenario=expired-gmail");
  device = add_device (fixture, json_node_get_object (lab.ready));
  provider = add_provider (fixture);
  slot = mg_device_lookup_slot (device, "account-1");
  g_assert_cmpint (mg_slot_get_state (slot), ==, MG_TOKEN_STATE_INVALID);

  first = authorize (fixture, slot, provider, &error);
  g_assert_no_error (error);
  g_assert_cmpint (first->outcome, ==, MG_TEST_PASSED);
  g_assert_cmpint (mg_slot_get_state (slot), ==, MG_TOKEN_STATE_OBTAINED);
  g_assert_cmpint (mg_slot_get_note (slot), ==, MG_NOTE_NONE);

  /* The device has exchanged its token in the test; it is still ours. */
  control (fixture, &lab, "end-sessions", "{}");
  check (fixture, device, &error);
  g_assert_no_error (error);
  g_assert_cmpint (mg_slot_get_note (slot), ==, MG_NOTE_NONE);

  control (fixture, &lab, "kill-token", "{\"slot\":\"account-1\"}");
  second = test_slot (fixture, slot);
  g_assert_cmpint (second->outcome, ==, MG_TEST_TOKEN_DEAD);
  g_assert_cmpint (mg_slot_get_state (slot), ==, MG_TOKEN_STATE_INVALID);

  path = g_strconcat (mg_device_get_id (device), "/account-1", NULL);
  g_clear_object (&device);
  unload (fixture);
  load (fixture);
  slot = mg_fleet_lookup_slot (fixture->fleet, path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (mg_slot_get_state (slot), ==, MG_TOKEN_STATE_INVALID);
  stop (&lab);
}

/* Check that one permission reaches all linked settings of a printer, and none
 * of the others. */
static void
test_lab_printer (Fixture       *fixture,
                  gconstpointer  data)
{
  Lab lab;
  g_autoptr (MgDevice) device = NULL;
  g_autoptr (MgProvider) provider = NULL;
  g_autoptr (MgTestResult) test = NULL;
  g_autoptr (GError) error = NULL;
  GListModel *slots;
  MgSlot *slot;
  guint n_linked = 0;

  start_devices (fixture, &lab, "mfp", "--scenario=fresh");
  device = add_device (fixture, json_node_get_object (lab.ready));
  provider = add_provider (fixture);
  slot = mg_device_lookup_slot (device, "services-smtp");
  test = authorize (fixture, slot, provider, &error);
  g_assert_no_error (error);
  g_assert_cmpint (test->outcome, ==, MG_TEST_PASSED);

  slots = mg_device_get_slots (device);
  for (guint i = 0; i < g_list_model_get_n_items (slots); i++)
    {
      g_autoptr (MgSlot) other = g_list_model_get_item (slots, i);
      gboolean linked = g_strcmp0 (mg_slot_get_link_group (other),
                                   mg_slot_get_link_group (slot)) == 0;

      n_linked += linked ? 1 : 0;
      g_test_message ("%s %s", mg_slot_get_id (other),
                      mg_token_state_get_nick (mg_slot_get_state (other)));
      g_assert_cmpint (mg_slot_get_state (other),
                       ==, linked ? MG_TOKEN_STATE_OBTAINED : MG_TOKEN_STATE_NOT_OBTAINED);
      g_assert_cmpint (mg_slot_get_note (other), ==, MG_NOTE_NONE);
    }
  g_assert_cmpuint (n_linked, ==, 3);
  g_assert_cmpuint (g_list_model_get_n_items (slots), ==, 5);
  stop (&lab);
}

/* Check that a push whose answer is lost is found on the device afterwards, as
 * ours: the device has it, but has not tried it yet. */
static void
test_lab_lost_answer (Fixture       *fixture,
                      gconstpointer  data)
{
  Lab lab;
  g_autoptr (MgDevice) device = NULL;
  g_autoptr (MgProvider) provider = NULL;
  g_autoptr (MgTestResult) test = NULL;
  g_autoptr (GError) error = NULL;
  MgSlot *slot;

  start_devices (fixture, &lab, "nas", "--scenario=fresh");
  device = add_device (fixture, json_node_get_object (lab.ready));
  provider = add_provider (fixture);
  slot = mg_device_lookup_slot (device, "account-1");
  control (fixture, &lab, "fault",
           "{\"kind\":\"drop-after\",\"method\":\"PUT\",\"path\":\"/token\",\"times\":5}");
  test = authorize (fixture, slot, provider, &error);
  g_assert_null (test);
  g_assert_error (error, MG_ERROR, MG_ERROR_UNREACHABLE);
  g_clear_error (&error);

  control (fixture, &lab, "clear-faults", "{}");
  check (fixture, device, &error);
  g_assert_no_error (error);
  g_assert_cmpint (mg_slot_get_state (slot), ==, MG_TOKEN_STATE_WAITING);
  test = test_slot (fixture, slot);
  g_assert_cmpint (test->outcome, ==, MG_TEST_PASSED);
  g_assert_cmpint (mg_slot_get_state (slot), ==, MG_TOKEN_STATE_OBTAINED);
  check (fixture, device, &error);
  g_assert_no_error (error);
  g_assert_cmpint (mg_slot_get_state (slot), ==, MG_TOKEN_STATE_OBTAINED);
  g_assert_cmpint (mg_slot_get_note (slot), ==, MG_NOTE_NONE);
  stop (&lab);
}

/* Check that another certificate and a locked login are said as such, by a real
 * device. */
static void
test_lab_trouble (Fixture       *fixture,
                  gconstpointer  data)
{
  Lab lab;
  g_autoptr (MgDevice) device = NULL;
  g_autoptr (GError) error = NULL;

  start_devices (fixture, &lab, "nas", "--scenario=fresh");
  device = add_device (fixture, json_node_get_object (lab.ready));

  control (fixture, &lab, "end-sessions", "{}");
  control (fixture, &lab, "lock-out", "{}");
  g_assert_false (check (fixture, device, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_LOCKED_OUT);
  g_clear_error (&error);

  unload (fixture);
  load (fixture);
  control (fixture, &lab, "certificate", "{}");
  g_set_object (&device, mg_fleet_lookup_device (fixture->fleet, mg_device_get_id (device)));
  g_assert_false (check (fixture, device, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_CERTIFICATE_CHANGED);
  stop (&lab);
}

static gsize
read_resident_pages (void)
{
  g_autofree char *text = NULL;
  guint64 pages = 0;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));

  pages = g_ascii_strtoull (strchr (text, ' ') + 1, NULL, 10);

  return (gsize) pages;
}

/* Check that looking at many devices again and again costs no more each time. */
static void
test_lab_many (Fixture       *fixture,
               gconstpointer  data)
{
  Lab lab;
  JsonArray *devices;
  gsize before = 0;

  start_devices (fixture, &lab, "fleet", "--count=12");
  devices = json_object_get_array_member (json_node_get_object (lab.ready), "devices");
  for (guint i = 0; i < json_array_get_length (devices); i++)
    {
      g_autoptr (MgDevice) device =
        add_device (fixture, json_array_get_object_element (devices, i));
    }
  unload (fixture);
  load (fixture);

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      gint64 started = g_get_monotonic_time ();

      mg_fleet_check_all_async (fixture->fleet, NULL, mg_test_store_result, &result);
      mg_fleet_check_all_finish (fixture->fleet, mg_test_await_result (&result), &error);
      g_assert_no_error (error);
      g_test_message ("looked at 12 devices in %" G_GINT64_FORMAT " ms, %" G_GSIZE_FORMAT " pages",
                      (g_get_monotonic_time () - started) / 1000, read_resident_pages ());
      if (i == 1)
        before = read_resident_pages ();
    }
  g_assert_cmpuint (read_resident_pages (), <, before + before / 4);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fixture->fleet)); i++)
    {
      g_autoptr (MgDevice) device = g_list_model_get_item (G_LIST_MODEL (fixture->fleet), i);

      g_assert_null (mg_device_get_problem (device));
      g_assert_cmpuint (g_list_model_get_n_items (mg_device_get_slots (device)), >, 0);
    }
  stop (&lab);
}

#define add(path, test) g_test_add ("/fleet/lab/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int   argc,
      char *argv[])
{
  mg_test_init (&argc, &argv);

  add ("nas", test_lab_nas);
  add ("printer", test_lab_printer);
  add ("lost-answer", test_lab_lost_answer);
  add ("trouble", test_lab_trouble);
  add ("many", test_lab_many);

  return g_test_run ();
}
