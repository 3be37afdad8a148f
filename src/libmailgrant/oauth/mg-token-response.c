/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-token-response"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "mg-error.h"
#include "mg-json.h"

#include "mg-id-token.h"
#include "mg-token-response.h"
#include "mg-token-set-private.h"

/* No access token lives longer than a year; what a provider says beyond that
 * is a mistake that must not overflow. A refresh token may live for ten. */
#define ACCESS_LIFETIME_MAX (366 * 24 * 3600.0)
#define REFRESH_LIFETIME_MAX (10 * ACCESS_LIFETIME_MAX)

/* Microsoft's refresh tokens have about 2 KiB; nobody's have 32. */
#define TOKEN_MAX (32 * 1024)

static void
set_protocol_error (MgProvider  *provider,
                    GError     **error)
{
  g_set_error (error, MG_ERROR, MG_ERROR_PROTOCOL,
               _("%s sent an answer that makes no sense"), mg_provider_get_name (provider));
}

/* Some servers answer as a form; it is read into the object JSON would have been. */
static JsonObject *
parse_form (GBytes *body)
{
  g_autoptr (JsonObject) object = json_object_new ();
  gsize length;
  const char *text = g_bytes_get_data (body, &length);
  GUriParamsIter iter;
  char *name, *value;

  if (length == 0 || !g_utf8_validate_len (text, length, NULL))
    return NULL;

  g_uri_params_iter_init (&iter, text, (gssize) length, "&", G_URI_PARAMS_WWW_FORM);
  while (g_uri_params_iter_next (&iter, &name, &value, NULL))
    {
      json_object_set_string_member (object, name, value);
      g_free (name);
      explicit_bzero (value, strlen (value));
      g_free (value);
    }

  return json_object_has_member (object, "access_token") ||
         json_object_has_member (object, "error") ? g_steal_pointer (&object) : NULL;
}

/* A NUL that JSON spells out would cut a token short where nobody sees it. */
static gboolean
hides_a_nul (GBytes *body)
{
  gsize length;
  const char *text = g_bytes_get_data (body, &length);

  return length > 0 && g_strstr_len (text, (gssize) length, "\\u0000") != NULL;
}

static guint
parse_retry_after (MgHttpResponse *response)
{
  const char *text = mg_http_response_get_header (response, "Retry-After");
  guint64 seconds;

  /* The other form is a date by the server's clock, which need not be ours. */
  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT, &seconds, NULL))
    return 0;

  return (guint) seconds;
}

/* A status without an OAuth error still says something. */
static MgOAuthFailure *
create_failure (MgHttpResponse *response)
{
  guint status = mg_http_response_get_status (response);
  g_autoptr (JsonObject) object = json_object_new ();

  if (status == 401)
    json_object_set_string_member (object, "error", "invalid_client");
  else if (status == 408 || status == 429 || status >= 500)
    json_object_set_string_member (object, "error", "temporarily_unavailable");
  else
    return NULL;

  return mg_oauth_failure_new_from_json (status, object);
}

static MgOAuthFailure *
find_failure (MgHttpResponse *response,
              JsonObject     *object)
{
  MgOAuthFailure *failure;

  if (mg_json_get_string (object, "error") != NULL)
    failure = mg_oauth_failure_new_from_json (mg_http_response_get_status (response), object);
  else
    failure = create_failure (response);

  if (failure != NULL)
    mg_oauth_failure_set_retry_after (failure, parse_retry_after (response));

  return failure;
}

/**
 * mg_token_response_parse_object:
 * @response: what a token, device or revocation endpoint answered
 * @provider: the provider
 * @failure: (out) (optional) (nullable): return location for what the provider
 *   said when it refused
 * @error: return location for an error
 *
 * Finds out what kind of answer it is. Its media type is not believed: JSON
 * and forms come under many names, and a web page under JSON's. An OAuth error
 * is an error whatever the status.
 *
 * Returns: (transfer full): the members of a successful answer, or %NULL with
 *   @error set
 */
JsonObject *
mg_token_response_parse_object (MgHttpResponse  *response,
                                MgProvider      *provider,
                                MgOAuthFailure **failure,
                                GError         **error)
{
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (MgOAuthFailure) refused = NULL;
  g_autoptr (GError) unparsable = NULL;

  g_return_val_if_fail (response != NULL, NULL);
  g_return_val_if_fail (MG_IS_PROVIDER (provider), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!hides_a_nul (mg_http_response_get_body (response)))
    object = mg_http_response_parse_object (response, &unparsable);
  if (object == NULL && !g_error_matches (unparsable, MG_ERROR, MG_ERROR_CAPTIVE_PORTAL))
    object = parse_form (mg_http_response_get_body (response));

  refused = find_failure (response, object);
  if (refused != NULL)
    {
      g_propagate_error (error, mg_oauth_failure_to_error (refused,
                                                           mg_provider_get_name (provider)));
      if (failure != NULL)
        *failure = g_steal_pointer (&refused);
      return NULL;
    }

  if (object == NULL && g_error_matches (unparsable, MG_ERROR, MG_ERROR_CAPTIVE_PORTAL))
    g_propagate_error (error, g_steal_pointer (&unparsable));
  else if (object == NULL || !mg_http_response_is_success (response))
    set_protocol_error (provider, error);
  else
    return g_steal_pointer (&object);

  return NULL;
}

static gboolean
is_token (const char *text)
{
  gsize length = strlen (text);

  if (length == 0 || length > TOKEN_MAX)
    return FALSE;

  /* RFC 6749 appendix A.12 and A.17; anything else could end a header or a
   * line of SMTP. */
  for (; *text != '\0'; text++)
    if (*text < 0x20 || *text > 0x7e)
      return FALSE;

  return TRUE;
}

static gboolean
read_token (JsonObject  *object,
            const char  *member,
            gboolean     required,
            MgSecret   **token)
{
  const char *text = mg_json_get_string (object, member);

  if (text == NULL)
    return !required && !json_object_has_member (object, member);
  if (!is_token (text))
    return FALSE;
  *token = mg_secret_new (text, -1);

  return TRUE;
}

/**
 * mg_token_response_read_seconds:
 * @object: the members of a successful answer
 * @member: a member's name
 * @maximum: the most to believe
 * @seconds: (out): return location for the number
 *
 * Reads a number of seconds, which servers send as a number, a fraction or a
 * string; a negative one counts as 0.
 *
 * Returns: %TRUE if there is such a number
 */
gboolean
mg_token_response_read_seconds (JsonObject *object,
                                const char *member,
                                double      maximum,
                                double     *seconds)
{
  JsonNode *node = json_object_get_member (object, member);
  GType type = node != NULL && JSON_NODE_HOLDS_VALUE (node)
               ? json_node_get_value_type (node) : G_TYPE_INVALID;

  if (type == G_TYPE_INT64)
    *seconds = (double) json_node_get_int (node);
  else if (type == G_TYPE_DOUBLE)
    *seconds = json_node_get_double (node);
  else if (type == G_TYPE_STRING)
    {
      const char *text = json_node_get_string (node);
      char *end;

      *seconds = g_ascii_strtod (text, &end);
      if (end == text || *end != '\0')
        return FALSE;
    }
  else
    return FALSE;

  if (isnan (*seconds))
    return FALSE;
  *seconds = CLAMP (*seconds, 0, maximum);

  return TRUE;
}

static gint64
read_end (JsonObject *object,
          const char *member,
          double      maximum,
          gint64      start)
{
  double seconds;

  if (!mg_token_response_read_seconds (object, member, maximum, &seconds))
    return 0;

  return start + (gint64) (seconds * G_USEC_PER_SEC);
}

/* RFC 6749 §5.1: no scope means the scope that was asked for. */
static GStrv
read_scopes (JsonObject         *object,
             const char * const *asked)
{
  const char *text = mg_json_get_string (object, "scope");
  GStrv array = mg_json_dup_strv (object, "scope");
  g_autoptr (GStrvBuilder) builder = NULL;
  g_auto (GStrv) words = NULL;

  if (array != NULL)
    return array;
  if (text == NULL)
    return g_strdupv ((char **) asked);

  builder = g_strv_builder_new ();
  words = g_strsplit (text, " ", -1);
  for (char **word = words; *word != NULL; word++)
    if (**word != '\0')
      g_strv_builder_add (builder, *word);

  return g_strv_builder_end (builder);
}

static gboolean
is_bearer (JsonObject *object)
{
  const char *type = mg_json_get_string (object, "token_type");

  /* RFC 6749 §5.1 requires it; servers that leave it out mean the same. */
  if (type == NULL)
    return !json_object_has_member (object, "token_type");

  return g_ascii_strcasecmp (type, "Bearer") == 0;
}

/**
 * mg_token_response_read:
 * @object: the members of a successful answer
 * @expectation: what it is held against
 * @error: return location for an error
 *
 * Reads a token response (RFC 6749 §5.1). What a server may leave out or
 * spell otherwise is tolerated; a token that is none is not.
 *
 * Returns: (transfer full): the tokens, or %NULL with %MG_ERROR_PROTOCOL set
 */
MgTokenSet *
mg_token_response_read (JsonObject                *object,
                        const MgTokenExpectation  *expectation,
                        GError                   **error)
{
  g_autoptr (MgSecret) access = NULL;
  g_autoptr (MgSecret) refresh = NULL;
  g_auto (GStrv) scopes = NULL;
  g_autofree char *address = NULL;
  const char *id_token;
  gint64 start;
  MgTokenSet *set;

  g_return_val_if_fail (object != NULL, NULL);
  g_return_val_if_fail (expectation != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  start = expectation->requested_at;
  if (!is_bearer (object) ||
      !read_token (object, "access_token", TRUE, &access) ||
      !read_token (object, "refresh_token", FALSE, &refresh))
    {
      set_protocol_error (expectation->provider, error);
      return NULL;
    }

  id_token = mg_json_get_string (object, "id_token");
  if (id_token != NULL &&
      !mg_id_token_read_address (id_token, expectation->provider, expectation->client_id,
                                 expectation->nonce, start, &address, error))
    return NULL;

  scopes = read_scopes (object, expectation->scopes);
  set = mg_token_set_new (access, refresh, (const char * const *) scopes, start,
                          read_end (object, "expires_in", ACCESS_LIFETIME_MAX, start));
  _mg_token_set_set_address (set, address);
  _mg_token_set_set_refresh_expires_at (set, read_end (object, "refresh_token_expires_in",
                                                       REFRESH_LIFETIME_MAX, start));

  return set;
}
