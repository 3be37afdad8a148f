/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <sys/prctl.h>

#include "mg-lab-fixture.h"
#include "mg-memory-vault.h"
#include "mg-test.h"

const char *
mg_lab_get_ready (const MgLab  *lab,
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

void
mg_lab_start (MgLab     *lab,
              GPtrArray *arguments)
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

void
mg_lab_stop (MgLab *lab)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_send_signal (lab->process, SIGTERM);
  g_subprocess_wait_check (lab->process, NULL, &error);
  g_assert_no_error (error);
  g_clear_object (&lab->process);
  g_clear_pointer (&lab->ready, json_node_unref);
}

/* Tells a part of the lab to do something. */
JsonNode *
mg_lab_fixture_control (MgLabFixture    *fixture,
                        const MgLab  *lab,
                        const char *command,
                        const char *arguments)
{
  g_autofree char *uri = g_strconcat (mg_lab_get_ready (lab, "control"), "/", command, NULL);
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

  return json_from_string (g_bytes_get_data (answer, NULL), NULL);
}

void
mg_lab_fixture_load (MgLabFixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fixture->fleet = mg_fleet_new (fixture->context, fixture->vault);
  mg_fleet_load_async (fixture->fleet, NULL, mg_test_store_result, &result);
  mg_fleet_load_finish (fixture->fleet, mg_test_await_result (&result), &error);
  g_assert_no_error (error);
}

void
mg_lab_fixture_set_up (MgLabFixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr (GPtrArray) provider = g_ptr_array_new ();
  g_autoptr (GPtrArray) mail = g_ptr_array_new_with_free_func (NULL);
  g_autofree char *issuer = NULL;
  g_autofree char *certificate = NULL;

  fixture->dir = g_dir_make_tmp ("mailgrant-XXXXXX", NULL);
  fixture->context = mg_test_context_new (NULL);
  if (fixture->vault == NULL)
    fixture->vault = MG_VAULT (mg_memory_vault_new ());
  fixture->session = soup_session_new_with_options ("proxy-resolver", NULL, NULL);
  mg_lab_fixture_load (fixture);

  g_ptr_array_add (provider, (gpointer) "provider");
  g_ptr_array_add (provider, (gpointer) "--rotate");
  mg_lab_start (&fixture->provider, provider);

  issuer = g_strconcat ("--provider=", mg_lab_get_ready (&fixture->provider, "issuer"), NULL);
  certificate = g_strdup_printf ("--certificate-file=%s/mail.pem", fixture->dir);
  g_ptr_array_add (mail, (gpointer) "mail");
  g_ptr_array_add (mail, issuer);
  g_ptr_array_add (mail, certificate);
  mg_lab_start (&fixture->mail, mail);
}

void
mg_lab_fixture_unload (MgLabFixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mg_fleet_close_async (fixture->fleet, mg_test_store_result, &result);
  mg_fleet_close_finish (fixture->fleet, mg_test_await_result (&result), &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  mg_test_settle ();
  g_assert_finalize_object (g_steal_pointer (&fixture->fleet));
}

void
mg_lab_fixture_tear_down (MgLabFixture       *fixture,
                          gconstpointer  data)
{
  g_autofree char *certificate = g_build_filename (fixture->dir, "mail.pem", NULL);

  mg_lab_fixture_unload (fixture);
  mg_lab_stop (&fixture->mail);
  mg_lab_stop (&fixture->provider);
  g_clear_object (&fixture->session);
  g_assert_finalize_object (g_steal_pointer (&fixture->vault));
  g_assert_finalize_object (g_steal_pointer (&fixture->context));
  g_unlink (certificate);
  g_rmdir (fixture->dir);
  g_free (fixture->dir);
}

/* Starts devices that redeem at the lab's provider and log in to its mail server. */
void
mg_lab_fixture_start_devices (MgLabFixture    *fixture,
                              MgLab        *lab,
                              const char *kind,
                              const char *option)
{
  static const char *const protocols[] = { "smtp", "smtps", "pop3", "pop3s" };
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_autoptr (GPtrArray) owned = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (owned, g_strconcat ("--provider=",
                                       mg_lab_get_ready (&fixture->provider, "issuer"), NULL));
  g_ptr_array_add (owned, g_strdup_printf ("--ca-file=%s/mail.pem", fixture->dir));
  for (gsize i = 0; i < G_N_ELEMENTS (protocols); i++)
    g_ptr_array_add (owned, g_strdup_printf ("--mail-server=%s=%s", protocols[i],
                                             mg_lab_get_ready (&fixture->mail, protocols[i])));
  g_ptr_array_add (arguments, (gpointer) kind);
  g_ptr_array_add (arguments, (gpointer) option);
  for (guint i = 0; i < owned->len; i++)
    g_ptr_array_add (arguments, g_ptr_array_index (owned, i));
  mg_lab_start (lab, arguments);
}

/* Adds a device as a person would: look, compare the fingerprint, sign in. */
MgDevice *
mg_lab_fixture_add_device (MgLabFixture    *fixture,
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

MgProvider *
mg_lab_fixture_add_provider (MgLabFixture *fixture)
{
  g_autoptr (MgHttp) http = mg_http_new_public (fixture->context);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  MgProviderRegistry *registry = mg_fleet_get_providers (fixture->fleet);
  MgProvider *provider;

  mg_provider_registry_add_issuer_async (registry, http, mg_lab_get_ready (&fixture->provider, "issuer"),
                                         mg_lab_get_ready (&fixture->provider, "client_id"), NULL, NULL,
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
MgTestResult *
mg_lab_fixture_authorize (MgLabFixture     *fixture,
                          MgSlot      *slot,
                          MgProvider  *provider,
                          GError     **error)
{
  g_autoptr (MgAuthorization) authorization =
    mg_authorization_new (fixture->fleet, slot, provider, MG_LAB_ACCOUNT);
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *arguments = NULL;

  mg_authorization_run_async (authorization, NULL, mg_test_store_result, &result);
  mg_test_await_true (is_asking, authorization);
  g_assert_cmpint (mg_authorization_get_stage (authorization), ==, MG_AUTHORIZATION_WAITING);
  arguments = g_strdup_printf ("{\"url\":\"%s\",\"account\":\"" MG_LAB_ACCOUNT "\"}",
                               mg_authorization_get_uri (authorization));
  json_node_unref (mg_lab_fixture_control (fixture, &fixture->provider, "consent", arguments));

  return mg_authorization_run_finish (authorization, mg_test_await_result (&result), error);
}

gboolean
mg_lab_fixture_check (MgLabFixture   *fixture,
                      MgDevice  *device,
                      GError   **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mg_fleet_check_device_async (fixture->fleet, device, NULL, mg_test_store_result, &result);

  return mg_fleet_check_device_finish (fixture->fleet, mg_test_await_result (&result), error);
}

MgTestResult *
mg_lab_fixture_test (MgLabFixture *fixture,
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
