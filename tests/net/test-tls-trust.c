/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-error.h"
#include "mg-http.h"
#include "mg-replay.h"
#include "mg-test.h"
#include "mg-tls-trust.h"

/* The system of these tests trusts the first certificate of the replay, and
 * nobody else. */
typedef struct
{
  GTlsDatabase *system;
  MgReplay     *replay;
  MgContext    *context;
  MgHttp       *http;
} Fixture;

static GTlsDatabase *
open_database (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", name, NULL);
  g_autoptr (GError) error = NULL;
  GTlsDatabase *database = g_tls_file_database_new (path, &error);

  g_assert_no_error (error);

  return database;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->system = mg_tls_trust_get_system ();
  fixture->replay = mg_replay_new ("net/recordings/plain.json");
  fixture->context = mg_test_context_new (NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  mg_test_settle ();
  if (fixture->http != NULL)
    g_assert_finalize_object (g_steal_pointer (&fixture->http));
  g_assert_finalize_object (g_steal_pointer (&fixture->context));
  g_clear_object (&fixture->replay);
}

static MgHttpResponse *
get_hello (Fixture  *fixture,
           GError  **error)
{
  g_autofree char *uri = mg_address_dup_uri (mg_replay_get_address (fixture->replay), "/hello");
  g_autoptr (MgHttpRequest) request = mg_http_request_new ("GET", uri);
  g_autoptr (GAsyncResult) result = NULL;

  mg_http_send_async (fixture->http, request, NULL, mg_test_store_result, &result);
  mg_test_await_result (&result);

  return mg_http_send_finish (fixture->http, result, error);
}

static void
assert_answered (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MgHttpResponse) response = get_hello (fixture, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (mg_http_response_get_status (response), ==, 200);
}

static void
assert_not_trusted (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (get_hello (fixture, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_SERVER_NOT_TRUSTED);
  g_assert_cmpuint (mg_replay_get_n_requests (fixture->replay), ==, 0);
}

/* Check that the process's default database vouches for nobody any more, not
 * even for whom the system trusts. */
static void
test_default (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "device.pem", NULL);
  g_autoptr (GTlsDatabase) current = NULL;
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GSocketConnectable) identity = g_network_address_new ("127.0.0.1", 443);
  g_autoptr (GSocketConnectable) other = g_network_address_new ("127.0.0.2", 443);
  g_autoptr (GError) error = NULL;
  GTlsCertificateFlags wrong;

  current = g_tls_backend_get_default_database (g_tls_backend_get_default ());
  g_assert_true (current != fixture->system);
  certificate = g_tls_certificate_new_from_file (path, &error);
  g_assert_no_error (error);

  wrong = g_tls_database_verify_chain (fixture->system, certificate,
                                       G_TLS_DATABASE_PURPOSE_AUTHENTICATE_SERVER, identity, NULL,
                                       G_TLS_DATABASE_VERIFY_NONE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (wrong, ==, 0);

  wrong = g_tls_database_verify_chain (current, certificate,
                                       G_TLS_DATABASE_PURPOSE_AUTHENTICATE_SERVER, identity, NULL,
                                       G_TLS_DATABASE_VERIFY_NONE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (wrong, ==, G_TLS_CERTIFICATE_UNKNOWN_CA);

  wrong = g_tls_database_verify_chain (current, certificate,
                                       G_TLS_DATABASE_PURPOSE_AUTHENTICATE_SERVER, other, NULL,
                                       G_TLS_DATABASE_VERIFY_NONE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (wrong, ==, G_TLS_CERTIFICATE_UNKNOWN_CA | G_TLS_CERTIFICATE_BAD_IDENTITY);
}

/* Check that a provider is judged by the system's authorities: one that they
 * vouch for is talked to. */
static void
test_public_known (Fixture       *fixture,
                   gconstpointer  data)
{
  fixture->http = mg_http_new_public (fixture->context);
  assert_answered (fixture);
}

/* Check that a provider of an authority that nobody knows gets no byte. */
static void
test_public_unknown (Fixture       *fixture,
                     gconstpointer  data)
{
  mg_replay_change_certificate (fixture->replay);
  fixture->http = mg_http_new_public (fixture->context);
  assert_not_trusted (fixture);
}

/* Check that the context's own authorities decide where it has any: a provider
 * of theirs is talked to, one that only the system knows is not. */
static void
test_public_own (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr (GTlsDatabase) own = open_database ("other-device.pem");

  mg_context_set_public_tls_database (fixture->context, own);
  fixture->http = mg_http_new_public (fixture->context);
  assert_not_trusted (fixture);

  mg_replay_change_certificate (fixture->replay);
  assert_answered (fixture);
}

/* Check that a device is known by its pin, though nobody vouches for it. */
static void
test_pinned (Fixture       *fixture,
             gconstpointer  data)
{
  fixture->http = mg_http_new_pinned (fixture->context, mg_replay_get_address (fixture->replay),
                                      mg_replay_get_fingerprint (fixture->replay));
  assert_answered (fixture);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GTlsDatabase) system = NULL;

  mg_test_init (&argc, &argv);
  system = open_database ("device.pem");
  g_tls_backend_set_default_database (g_tls_backend_get_default (), system);

#define ADD(path, func) g_test_add ("/net/tls-trust/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("default", test_default);
  ADD ("public-known", test_public_known);
  ADD ("public-unknown", test_public_unknown);
  ADD ("public-own", test_public_own);
  ADD ("pinned", test_pinned);
#undef ADD

  return g_test_run ();
}
