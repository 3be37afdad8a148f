/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Usage: consent-client ISSUER CLIENT browser|device
 *
 * Discovers a provider, asks for a permission, and does with it what the lines
 * on standard input say: `refresh`, `reuse` (refresh with the tokens before
 * that) or `revoke`. Each step prints one line of JSON, in which a token is
 * only its SHA-256. SSL_CERT_FILE names whom to trust, XDG_CONFIG_HOME where
 * the provider is kept. */

#include "config.h"

#include <json-glib/json-glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mg-consent.h"
#include "mg-device-code.h"
#include "mg-error.h"
#include "mg-provider-registry.h"
#include "mg-revocation.h"

typedef struct
{
  MgTokenEndpoint *endpoint;
  MgTokenSet      *tokens;
  MgTokenSet      *before;
} Client;

static void
on_done_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
await (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *result;
}

static char *
read_line (void)
{
  static char line[32768];

  return fgets (line, sizeof line, stdin) != NULL ? g_strchomp (line) : NULL;
}

static void
say (const char *name,
     const char *value,
     const char *second_name,
     const char *second_value)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
  if (second_name != NULL)
    {
      json_builder_set_member_name (builder, second_name);
      json_builder_add_string_value (builder, second_value != NULL ? second_value : "");
    }
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  printf ("%s\n", text);
  fflush (stdout);
}

static void
say_error (const GError *error)
{
  static const struct { int code; const char *name; } names[] = {
    { MG_ERROR_CONSENT_NEEDED, "consent-needed" },
    { MG_ERROR_CONSENT_DECLINED, "consent-declined" },
    { MG_ERROR_SERVER_NOT_TRUSTED, "not-trusted" },
    { MG_ERROR_PROVIDER_REFUSED, "provider-refused" },
  };
  const char *name = "other";

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_error_matches (error, MG_ERROR, names[i].code))
      name = names[i].name;

  say ("error", name, "message", error->message);
}

static void
say_tokens (MgTokenSet *tokens)
{
  g_autofree char *hash = mg_secret_dup_sha256 (mg_token_set_get_refresh (tokens));

  say ("refresh_token_sha256", hash, "address", mg_token_set_get_address (tokens));
}

static void
on_open_uri_cb (MgConsent  *consent,
                const char *uri,
                gpointer    user_data)
{
  say ("open", uri, "redirect_uri", mg_consent_get_redirect_uri (consent));
}

static void
on_show_code_cb (MgDeviceCode *device_code,
                 gpointer      user_data)
{
  say ("user_code", mg_device_code_get_user_code (device_code),
       "complete_uri", mg_device_code_get_complete_uri (device_code));
}

static MgTokenSet *
run_consent (MgTokenEndpoint  *endpoint,
             GError          **error)
{
  g_autoptr (MgConsent) consent = mg_consent_new (endpoint, MG_MAIL_PROTOCOL_SMTP, NULL, NULL);
  g_autoptr (GAsyncResult) result = NULL;

  g_signal_connect (consent, "open-uri", G_CALLBACK (on_open_uri_cb), NULL);
  mg_consent_run_async (consent, NULL, on_done_cb, &result);

  return mg_consent_run_finish (consent, await (&result), error);
}

static MgTokenSet *
run_device_code (MgTokenEndpoint  *endpoint,
                 GError          **error)
{
  g_autoptr (MgDeviceCode) code = mg_device_code_new (endpoint, MG_MAIL_PROTOCOL_SMTP, NULL);
  g_autoptr (GAsyncResult) result = NULL;

  g_signal_connect (code, "show-code", G_CALLBACK (on_show_code_cb), NULL);
  mg_device_code_run_async (code, NULL, on_done_cb, &result);

  return mg_device_code_run_finish (code, await (&result), error);
}

static void
refresh (Client     *client,
         MgTokenSet *with)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MgTokenSet) fresh = NULL;

  mg_token_endpoint_refresh_async (client->endpoint, with, NULL, on_done_cb, &result);
  fresh = mg_token_endpoint_refresh_finish (client->endpoint, await (&result), NULL, &error);
  if (fresh == NULL)
    {
      say_error (error);
      return;
    }

  say_tokens (fresh);
  g_clear_pointer (&client->before, mg_token_set_unref);
  client->before = client->tokens;
  client->tokens = g_steal_pointer (&fresh);
}

static void
revoke_tokens (Client *client)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mg_revocation_run_async (client->endpoint, client->tokens, MG_REVOCATION_REACH_GRANT, NULL,
                           on_done_cb, &result);
  if (mg_revocation_run_finish (client->endpoint, await (&result), &error))
    say ("revoked", "yes", NULL, NULL);
  else
    say_error (error);
}

static MgProvider *
discover (MgContext   *context,
          MgHttp      *http,
          const char  *issuer,
          const char  *client_id,
          GError     **error)
{
  g_autoptr (MgProviderRegistry) registry = mg_provider_registry_new (context);
  g_autoptr (GAsyncResult) result = NULL;

  mg_provider_registry_add_issuer_async (registry, http, issuer, client_id, NULL, NULL,
                                         on_done_cb, &result);

  return mg_provider_registry_add_issuer_finish (registry, await (&result), error);
}

static MgContext *
create_context (void)
{
  MgContext *context = mg_context_new ();
  const char *authority = g_getenv ("SSL_CERT_FILE");
  g_autoptr (GTlsDatabase) database =
    authority != NULL ? g_tls_file_database_new (authority, NULL) : NULL;

  mg_context_set_public_tls_database (context, database);

  return context;
}

static int
run (Client      *client,
     const char  *issuer,
     const char  *client_id,
     const char  *way,
     GError     **error)
{
  g_autoptr (MgContext) context = create_context ();
  g_autoptr (MgHttp) http = mg_http_new_public (context);
  g_autoptr (MgOAuthClient) registration = mg_oauth_client_new (client_id, NULL, NULL);
  g_autoptr (MgProvider) provider = discover (context, http, issuer, client_id, error);
  const char *line;

  if (provider == NULL)
    return EXIT_FAILURE;

  client->endpoint = mg_token_endpoint_new (http, provider, registration);
  client->tokens = g_str_equal (way, "device")
                   ? run_device_code (client->endpoint, error)
                   : run_consent (client->endpoint, error);
  if (client->tokens == NULL)
    return EXIT_FAILURE;

  say_tokens (client->tokens);
  while ((line = read_line ()) != NULL)
    {
      if (g_str_equal (line, "refresh"))
        refresh (client, client->tokens);
      else if (g_str_equal (line, "reuse") && client->before != NULL)
        refresh (client, client->before);
      else if (g_str_equal (line, "revoke"))
        revoke_tokens (client);
      else
        return EXIT_FAILURE;
    }

  return EXIT_SUCCESS;
}

int
main (int    argc,
      char **argv)
{
  Client client = { NULL, NULL, NULL };
  g_autoptr (GError) error = NULL;
  int status;

  if (argc != 4)
    return EXIT_FAILURE;

  status = run (&client, argv[1], argv[2], argv[3], &error);
  if (error != NULL)
    say_error (error);
  g_clear_object (&client.endpoint);
  g_clear_pointer (&client.tokens, mg_token_set_unref);
  g_clear_pointer (&client.before, mg_token_set_unref);

  return status;
}
