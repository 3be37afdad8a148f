/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "mg-error.h"
#include "mg-provider-file.h"
#include "mg-provider-registry.h"
#include "mg-test.h"

typedef struct
{
  MgContext          *context;
  MgProviderRegistry *registry;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->context = mg_test_context_new (NULL);
  fixture->registry = mg_provider_registry_new (fixture->context);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (g_steal_pointer (&fixture->registry));
  g_clear_object (&fixture->context);
}

static void
assert_uri (char       *owned_uri,
            const char *expected)
{
  g_autofree char *uri = owned_uri;

  g_assert_cmpstr (uri, ==, expected);
}

static void
assert_scopes (GStrv               owned_scopes,
               const char * const *expected)
{
  g_auto (GStrv) scopes = owned_scopes;

  g_assert_cmpstrv (scopes, expected);
}

static GStrv
dup_all_scopes (MgProvider *provider)
{
  g_auto (GStrv) mail = mg_provider_dup_mail_scopes (provider, MG_MAIL_PROTOCOL_SMTP);

  return mg_provider_dup_scopes (provider, (const char * const *) mail);
}

/* Check what is special about Google. */
static void
test_google (Fixture       *fixture,
             gconstpointer  data)
{
  static const char * const all[] = { "https://mail.google.com/", "openid", "email", NULL };
  MgProvider *google = mg_provider_registry_lookup (fixture->registry, "gmail");
  MgMailServer *server = mg_provider_get_server (google, MG_MAIL_PROTOCOL_SMTP);

  g_assert_cmpstr (mg_provider_get_name (google), ==, "Gmail");
  g_assert_cmpint (mg_provider_get_kind (google), ==, MG_PROVIDER_KIND_OAUTH);
  g_assert_cmpuint (mg_provider_get_generation (google), ==, 1);
  g_assert_cmpstr (mg_provider_get_issuer (google), ==, "https://accounts.google.com");
  g_assert_true (mg_provider_sends_issuer (google));
  g_assert_cmpint (mg_provider_get_client_kind (google), ==, MG_CLIENT_KIND_PUBLIC_WITH_SECRET);
  assert_uri (mg_provider_dup_authorization_endpoint (google, "ignored"),
              "https://accounts.google.com/o/oauth2/v2/auth");
  assert_uri (mg_provider_dup_token_endpoint (google, NULL), "https://oauth2.googleapis.com/token");
  assert_uri (mg_provider_dup_device_endpoint (google, NULL), NULL);
  assert_uri (mg_provider_dup_registered_redirect_uri (google), "http://127.0.0.1/callback");
  assert_uri (mg_provider_dup_admin_consent_uri (google, "c", NULL, MG_MAIL_PROTOCOL_SMTP), NULL);
  assert_scopes (dup_all_scopes (google), all);
  g_assert_cmpstr (g_hash_table_lookup (mg_provider_get_parameters (google), "access_type"), ==,
                   "offline");
  g_assert_cmpstr (g_hash_table_lookup (mg_provider_get_parameters (google), "prompt"), ==,
                   "consent");
  g_assert_cmpstr (mg_mail_server_get_host (server), ==, "smtp.gmail.com");
  g_assert_cmpuint (mg_mail_server_get_port (server), ==, 465);
  g_assert_cmpuint (mg_provider_get_servers (google)->len, ==, 4);
  g_assert_cmpint (mg_provider_get_unused_lifetime (google), ==, 180 * G_TIME_SPAN_DAY);
  g_assert_cmpint (mg_provider_get_token_lifetime (google), ==, 0);
  g_assert_cmpint (mg_provider_get_renew_after (google), ==, 0);
  g_assert_false (mg_provider_get_rotates (google));
  g_assert_cmpint (mg_provider_get_revocation_reach (google), ==, MG_REVOCATION_REACH_PROJECT);
  g_assert_nonnull (mg_provider_get_app_password_page (google));
  g_assert_nonnull (mg_provider_get_manage_page (google));
  g_assert_nonnull (mg_provider_get_registration_page (google));
}

/* Check what is special about Microsoft, and that only sending is asked for. */
static void
test_microsoft (Fixture       *fixture,
                gconstpointer  data)
{
  static const char * const scopes[] = {
    "https://outlook.office.com/SMTP.Send", "openid", "email", "profile", "offline_access", NULL
  };
  MgProvider *work = mg_provider_registry_lookup (fixture->registry, "microsoft365");
  MgProvider *personal = mg_provider_registry_lookup (fixture->registry, "outlook");

  g_assert_true (mg_provider_has_issuer_template (work));
  g_assert_false (mg_provider_sends_issuer (work));
  g_assert_cmpstr (mg_provider_get_tenant (work), ==, "common");
  assert_uri (mg_provider_dup_token_endpoint (work, NULL),
              "https://login.microsoftonline.com/common/oauth2/v2.0/token");
  assert_uri (mg_provider_dup_authorization_endpoint (work, "contoso.example"),
              "https://login.microsoftonline.com/contoso.example/oauth2/v2.0/authorize");
  assert_uri (mg_provider_dup_device_endpoint (work, "../../evil"),
              "https://login.microsoftonline.com/..%2F..%2Fevil/oauth2/v2.0/devicecode");
  assert_uri (mg_provider_dup_token_endpoint (personal, NULL),
              "https://login.microsoftonline.com/consumers/oauth2/v2.0/token");
  assert_uri (mg_provider_dup_revocation_endpoint (work, NULL), NULL);
  assert_uri (mg_provider_dup_registered_redirect_uri (work), "http://localhost");
  assert_uri (mg_provider_dup_admin_consent_uri (work, "id", NULL, MG_MAIL_PROTOCOL_SMTP),
              "https://login.microsoftonline.com/organizations/v2.0/adminconsent?client_id=id"
              "&scope=https%3A%2F%2Foutlook.office.com%2FSMTP.Send"
              "&redirect_uri=http%3A%2F%2Flocalhost");
  assert_scopes (dup_all_scopes (work), scopes);
  g_assert_cmpint (mg_provider_get_token_lifetime (work), ==, 90 * G_TIME_SPAN_DAY);
  g_assert_cmpint (mg_provider_get_renew_after (work), ==, 60 * G_TIME_SPAN_DAY);
  g_assert_true (mg_provider_get_rotates (work));
  g_assert_cmpint (mg_provider_get_revocation_reach (work), ==, MG_REVOCATION_REACH_NONE);
  g_assert_cmpuint (mg_mail_server_get_port (mg_provider_get_server (work, MG_MAIL_PROTOCOL_SMTP)),
                    ==, 587);
}

/* Check that a provider that knows passwords only is one. */
static void
test_password (Fixture       *fixture,
               gconstpointer  data)
{
  MgProvider *icloud = mg_provider_registry_lookup (fixture->registry, "icloud");
  g_autofree char *id = NULL;
  g_autofree char *name = NULL;
  MgProviderKind kind;

  g_object_get (icloud, "id", &id, "name", &name, "kind", &kind, NULL);
  g_assert_cmpstr (id, ==, "icloud");
  g_assert_cmpstr (name, ==, "iCloud");
  g_assert_cmpint (kind, ==, MG_PROVIDER_KIND_PASSWORD);
  g_assert_nonnull (mg_provider_get_app_password_page (icloud));
  g_assert_null (mg_provider_get_server (icloud, MG_MAIL_PROTOCOL_POP3));
  assert_uri (mg_provider_dup_authorization_endpoint (icloud, NULL), NULL);
  g_assert_true (mg_provider_matches_address (icloud, "a@ME.com"));
  g_assert_false (mg_provider_matches_address (icloud, "me.com"));
  g_assert_false (mg_provider_matches_issuer (icloud, "https://apple.com"));
}

/* Check that each provider has something to say where there is something. */
static void
test_notes (Fixture       *fixture,
            gconstpointer  data)
{
  g_auto (GStrv) google =
    mg_provider_dup_notes (mg_provider_registry_lookup (fixture->registry, "gmail"));
  g_auto (GStrv) yahoo =
    mg_provider_dup_notes (mg_provider_registry_lookup (fixture->registry, "yahoo"));
  g_auto (GStrv) icloud =
    mg_provider_dup_notes (mg_provider_registry_lookup (fixture->registry, "icloud"));

  g_assert_cmpuint (g_strv_length (google), ==, 4);
  g_assert_nonnull (strstr (google[0], "7 days"));
  g_assert_cmpuint (g_strv_length (yahoo), ==, 1);
  g_assert_cmpuint (g_strv_length (icloud), ==, 3);
  g_assert_nonnull (strstr (icloud[1], "password ends"));
  g_assert_nonnull (strstr (yahoo[0], "app password"));
}

static GKeyFile *
create_file (void)
{
  static const char text[] =
    "[Provider]\nId=own\nName=Own\nKnownAs=outlook\nDescription=Ask  the\\nadministrator\n"
    "[OAuth]\nAuthorizationEndpoint=https://id.example/{tenant}/authorize\n"
    "TokenEndpoint=https://id.example/token\nTenant=t 1\nRedirectPort=4711\n"
    "[Mail]\nServers=smtp:mail.example:587:starttls;\n";
  g_autoptr (GKeyFile) file = g_key_file_new ();

  g_key_file_load_from_data (file, text, -1, G_KEY_FILE_NONE, NULL);

  return g_steal_pointer (&file);
}

/* Check that a file with little in it is enough. */
static void
test_file (void)
{
  g_autoptr (GKeyFile) file = create_file ();
  g_autoptr (GError) error = NULL;
  g_autoptr (MgProvider) provider =
    mg_provider_new_from_key_file (file, MG_PROVIDER_ORIGIN_PERSON, &error);
  g_auto (GStrv) notes = NULL;
  static const char * const none[] = { NULL };

  g_assert_no_error (error);
  g_assert_cmpuint (mg_provider_get_redirect_port (provider), ==, 4711);
  g_assert_cmpstr (mg_provider_get_redirect_host (provider), ==, "127.0.0.1");
  g_assert_cmpstr (mg_provider_get_redirect_path (provider), ==, "/callback");
  g_assert_cmpstr (mg_provider_get_known_as (provider), ==, "outlook");
  assert_uri (mg_provider_dup_registered_redirect_uri (provider), "http://127.0.0.1:4711/callback");
  assert_uri (mg_provider_dup_authorization_endpoint (provider, NULL),
              "https://id.example/t%201/authorize");
  assert_scopes (dup_all_scopes (provider), none);
  notes = mg_provider_dup_notes (provider);
  g_assert_cmpstr (notes[0], ==, "Ask the administrator");
}

/* Check that a file that asks for something else than a provider may is refused. */
static void
test_file_refused (void)
{
  static const struct { const char *group; const char *key; const char *value; int code; }
  vectors[] = {
    { "Provider", "Id", "", MG_ERROR_INVALID_INPUT },
    { "Provider", "Id", "../evil", MG_ERROR_INVALID_INPUT },
    { "Provider", "Id", ".hidden", MG_ERROR_INVALID_INPUT },
    { "Provider", "Id", "Big", MG_ERROR_INVALID_INPUT },
    { "Provider", "Name", " ", MG_ERROR_INVALID_INPUT },
    { "Provider", "KnownAs", "Big One", MG_ERROR_INVALID_INPUT },
    { "Provider", "Kind", "magic", MG_ERROR_INVALID_INPUT },
    { "Provider", "Generation", "-1", MG_ERROR_INVALID_INPUT },
    { "Provider", "Notes", "unknown-note;", MG_ERROR_INVALID_INPUT },
    { "OAuth", "AuthorizationEndpoint", "", MG_ERROR_INVALID_INPUT },
    { "OAuth", "AuthorizationEndpoint", "javascript:1", MG_ERROR_INVALID_INPUT },
    { "OAuth", "TokenEndpoint", "", MG_ERROR_INVALID_INPUT },
    { "OAuth", "TokenEndpoint", "http://id.example/token", MG_ERROR_INSECURE },
    { "OAuth", "DeviceEndpoint", "ftp://id.example/", MG_ERROR_INSECURE },
    { "OAuth", "RevocationEndpoint", "x", MG_ERROR_INVALID_INPUT },
    { "OAuth", "AdminConsentEndpoint", "http://id.example/", MG_ERROR_INSECURE },
    { "OAuth", "RedirectHost", "0.0.0.0", MG_ERROR_INVALID_INPUT },
    { "OAuth", "RedirectHost", "evil.example", MG_ERROR_INVALID_INPUT },
    { "OAuth", "RedirectPath", "callback", MG_ERROR_INVALID_INPUT },
    { "OAuth", "RedirectPath", "/a?b", MG_ERROR_INVALID_INPUT },
    { "OAuth", "RedirectPath", "/a b", MG_ERROR_INVALID_INPUT },
    { "OAuth", "RedirectPort", "70000", MG_ERROR_INVALID_INPUT },
    { "OAuth", "ClientKind", "secretive", MG_ERROR_INVALID_INPUT },
    { "OAuth", "ClientAuth", "private_key_jwt", MG_ERROR_INVALID_INPUT },
    { "OAuth", "Revocation", "all", MG_ERROR_INVALID_INPUT },
    { "OAuth", "SendsIssuer", "true", MG_ERROR_INVALID_INPUT },
    { "Authorization Parameters", "code_challenge_method", "plain", MG_ERROR_INVALID_INPUT },
    { "Mail", "Servers", "smtp:mail.example:587;", MG_ERROR_INVALID_INPUT },
    { "Mail", "Servers", "smtp:mail.example:0:tls;", MG_ERROR_INVALID_INPUT },
    { "Mail", "Servers", "smtp::587:tls;", MG_ERROR_INVALID_INPUT },
    { "Mail", "Servers", "uucp:mail.example:540:tls;", MG_ERROR_INVALID_INPUT },
    { "Mail", "Servers", "smtp:mail.example:587:maybe;", MG_ERROR_INVALID_INPUT },
    { "Lifetime", "TokenDays", "soon", MG_ERROR_INVALID_INPUT },
    { "Links", "AppPassword", "file:///x", MG_ERROR_INVALID_INPUT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GKeyFile) file = create_file ();
      g_autoptr (GError) error = NULL;

      g_test_message ("%s: %s=%s", vectors[i].group, vectors[i].key, vectors[i].value);
      g_key_file_set_string (file, vectors[i].group, vectors[i].key, vectors[i].value);
      g_assert_null (mg_provider_new_from_key_file (file, MG_PROVIDER_ORIGIN_PERSON, &error));
      g_assert_error (error, MG_ERROR, vectors[i].code);
    }
}

#define ADD(path, function) \
  g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  ADD ("/oauth/provider/google", test_google);
  ADD ("/oauth/provider/microsoft", test_microsoft);
  ADD ("/oauth/provider/password", test_password);
  ADD ("/oauth/provider/notes", test_notes);
  g_test_add_func ("/oauth/provider/file", test_file);
  g_test_add_func ("/oauth/provider/file-refused", test_file_refused);

  return g_test_run ();
}
