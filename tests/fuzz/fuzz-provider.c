/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "fuzz.h"
#include "mg-aadsts.h"
#include "mg-id-token.h"
#include "mg-json.h"
#include "mg-provider-file.h"
#include "mg-provider-metadata.h"
#include "mg-token-response.h"

#define ISSUER "https://id.example"

static MgProvider *
get_provider (void)
{
  static MgProvider *provider;

  if (provider == NULL)
    {
      g_autoptr (GKeyFile) file = g_key_file_new ();
      const char *text = "[Provider]\nId=test\nName=Test\nKind=oauth\n"
                         "[OAuth]\nIssuer=" ISSUER "\nAuthorizationEndpoint=" ISSUER "/authorize\n"
                         "TokenEndpoint=" ISSUER "/token\nClientKind=public\n"
                         "[Scopes]\nsmtp=mail;\n"
                         "[Mail]\nServers=smtp:mail.example:465:tls;\n";

      g_assert (g_key_file_load_from_data (file, text, -1, G_KEY_FILE_NONE, NULL));
      provider = mg_provider_new_from_key_file (file, MG_PROVIDER_ORIGIN_PERSON, NULL);
      g_assert (provider != NULL);
    }

  return provider;
}

static MgHttpResponse *
create_response (const uint8_t *data,
                 size_t         size)
{
  static SoupMessage *message;
  g_autoptr (GBytes) body = g_bytes_new (data, size);

  if (message == NULL)
    message = soup_message_new ("POST", ISSUER "/token");

  return mg_http_response_new (message, body);
}

static void
check_failure (const uint8_t *data,
               size_t         size)
{
  g_autoptr (MgHttpResponse) response = create_response (data, size);
  g_autoptr (MgOAuthFailure) failure = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) object =
    mg_token_response_parse_object (response, get_provider (), &failure, &error);

  g_assert ((object == NULL) == (error != NULL));
  if (error != NULL)
    g_assert (g_utf8_validate (error->message, -1, NULL));
  if (failure != NULL)
    g_assert (mg_oauth_failure_get_description (failure) == NULL ||
              g_utf8_validate (mg_oauth_failure_get_description (failure), -1, NULL));
}

static void
check_tokens (JsonObject *object)
{
  const char * const scopes[] = { "mail", NULL };
  const MgTokenExpectation expectation = {
    get_provider (), "client", scopes, "nonce", G_GINT64_CONSTANT (1790000000000000),
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (MgTokenSet) tokens = mg_token_response_read (object, &expectation, &error);

  g_assert ((tokens == NULL) == (error != NULL));
}

static void
check_metadata (JsonObject *object)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GKeyFile) file = mg_provider_metadata_to_key_file (object, ISSUER, &error);
  g_autoptr (MgProvider) provider = NULL;

  g_assert ((file == NULL) == (error != NULL));
  if (file != NULL)
    provider = mg_provider_new_from_key_file (file, MG_PROVIDER_ORIGIN_PERSON, NULL);
}

/* What a provider answers: tokens, an error, or what it says of itself. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *text = g_strndup (size > 0 ? (const char *) data : "", size);
  g_autofree char *address = NULL;
  g_autoptr (GArray) codes = mg_aadsts_parse (text);
  g_autoptr (JsonNode) node = mg_json_parse (text, size, NULL);

  check_failure (data, size);
  mg_id_token_read_address (text, get_provider (), "client", "nonce",
                            G_GINT64_CONSTANT (1790000000000000), &address, NULL);
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    {
      check_tokens (json_node_get_object (node));
      check_metadata (json_node_get_object (node));
    }

  return 0;
}
