/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "mg-oauth-fixture.h"
#include "mg-provider-file.h"

void
mg_oauth_fixture_set_up (MgOAuthFixture *self,
                         gconstpointer   data)
{
  self->clock = mg_fake_clock_new (MG_OAUTH_NOW);
  self->context = mg_test_context_new (MG_CLOCK (self->clock));
  self->http = mg_http_new_public (self->context);
  self->fake = mg_fake_provider_new ();
  self->file = mg_fake_provider_dup_key_file (self->fake);
}

void
mg_oauth_fixture_tear_down (MgOAuthFixture *self,
                            gconstpointer   data)
{
  mg_test_settle ();
  if (self->endpoint != NULL)
    g_assert_finalize_object (g_steal_pointer (&self->endpoint));
  if (self->provider != NULL)
    g_assert_finalize_object (g_steal_pointer (&self->provider));
  g_assert_finalize_object (g_steal_pointer (&self->http));
  /* The server lets go of a connection when it sees its end. */
  mg_test_settle ();
  g_assert_finalize_object (g_steal_pointer (&self->fake));
  g_clear_object (&self->context);
  g_clear_object (&self->clock);
  g_key_file_unref (self->file);
}

/* Makes the provider and its endpoint of what the key file says by now. */
void
mg_oauth_fixture_make_endpoint (MgOAuthFixture *self,
                                const char     *client_id,
                                const char     *secret)
{
  g_autoptr (MgSecret) kept = secret != NULL ? mg_secret_new (secret, -1) : NULL;
  g_autoptr (MgOAuthClient) client = mg_oauth_client_new (client_id, kept, NULL);
  g_autoptr (GError) error = NULL;

  self->provider = mg_provider_new_from_key_file (self->file, MG_PROVIDER_ORIGIN_PERSON, &error);
  g_assert_no_error (error);
  self->endpoint = mg_token_endpoint_new (self->http, self->provider, client);
}

/* Gets one parameter of a URL's query, decoded; the test fails if it is there twice. */
char *
mg_oauth_fixture_dup_param (const char *uri,
                            const char *name)
{
  const char *query = strchr (uri, '?');
  GUriParamsIter iter;
  char *found = NULL;
  char *key, *value;

  g_assert_nonnull (query);
  g_uri_params_iter_init (&iter, query + 1, -1, "&", G_URI_PARAMS_WWW_FORM);
  while (g_uri_params_iter_next (&iter, &key, &value, NULL))
    {
      if (g_str_equal (key, name))
        {
          g_assert_null (found);
          found = g_steal_pointer (&value);
        }
      g_free (key);
      g_free (value);
    }

  return found;
}

/* Comes back from the provider as a browser does that follows no redirect. */
char *
mg_oauth_fixture_get (MgConsent  *consent,
                      const char *path,
                      const char *query)
{
  g_autoptr (GUri) uri = g_uri_parse (mg_consent_get_redirect_uri (consent), G_URI_FLAGS_NONE, NULL);
  g_autofree char *request = NULL;

  request = g_strdup_printf ("GET %s%s%s HTTP/1.1\r\nHost: %s:%d\r\n\r\n",
                             path != NULL ? path : g_uri_get_path (uri),
                             query != NULL ? "?" : "", query != NULL ? query : "",
                             g_uri_get_host (uri), g_uri_get_port (uri));

  return mg_raw_client_request ("127.0.0.1", (guint16) g_uri_get_port (uri), request);
}

MgTokenSet *
mg_oauth_fixture_finish (MgConsent     *consent,
                         GAsyncResult **result,
                         GError       **error)
{
  return mg_consent_run_finish (consent, mg_test_await_result (result), error);
}

/* Makes an ID token whose signature nobody looks at. */
char *
mg_oauth_fixture_dup_id_token (const char *claims)
{
  g_autofree char *body = g_base64_encode ((const guchar *) claims, strlen (claims));

  g_strdelimit (body, "+", '-');
  g_strdelimit (body, "/", '_');
  body[strcspn (body, "=")] = '\0';

  return g_strdup_printf ("eyJhbGciOiJub25lIn0.%s.c2ln", body);
}
