/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-http-response"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-error.h"
#include "mg-http-response.h"
#include "mg-json.h"

/**
 * MgHttpResponse:
 *
 * What came back: status, headers and the whole body, bounded. Immutable; the
 * body is wiped when the last reference goes, as it may hold tokens.
 */
struct _MgHttpResponse
{
  gatomicrefcount     ref_count;
  guint               status;
  char               *reason;   /* (owned) (nullable) */
  SoupMessageHeaders *headers;  /* (owned) */
  GBytes             *body;     /* (owned) */
};

G_DEFINE_BOXED_TYPE (MgHttpResponse, mg_http_response,
                     mg_http_response_ref, mg_http_response_unref)

/**
 * mg_http_response_new:
 * @message: a message that was answered
 * @body: the whole body
 *
 * Returns: (transfer full): a new response
 */
MgHttpResponse *
mg_http_response_new (SoupMessage *message,
                      GBytes      *body)
{
  MgHttpResponse *self;

  g_return_val_if_fail (SOUP_IS_MESSAGE (message), NULL);
  g_return_val_if_fail (body != NULL, NULL);

  self = g_new0 (MgHttpResponse, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->status = soup_message_get_status (message);
  self->reason = g_strdup (soup_message_get_reason_phrase (message));
  self->headers = soup_message_headers_ref (soup_message_get_response_headers (message));
  self->body = g_bytes_ref (body);

  return self;
}

/**
 * mg_http_response_ref:
 * @self: a response
 *
 * Returns: (transfer full): @self with one more reference
 */
MgHttpResponse *
mg_http_response_ref (MgHttpResponse *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * mg_http_response_unref:
 * @self: (transfer full): a response
 *
 * Gives up a reference.
 */
void
mg_http_response_unref (MgHttpResponse *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  soup_message_headers_unref (self->headers);
  g_bytes_unref (self->body);
  g_free (self->reason);
  g_free (self);
}

/**
 * mg_http_response_get_status:
 * @self: a response
 *
 * Returns: the status code (RFC 9110 §15)
 */
guint
mg_http_response_get_status (MgHttpResponse *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->status;
}

/**
 * mg_http_response_get_reason:
 * @self: a response
 *
 * Gets the reason phrase (RFC 9112 §4). Most peers send the status in words
 * there; some say what went wrong nowhere else.
 *
 * Returns: (transfer none) (nullable): the phrase as the peer sent it
 */
const char *
mg_http_response_get_reason (MgHttpResponse *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->reason;
}

/**
 * mg_http_response_is_success:
 * @self: a response
 *
 * Returns: %TRUE for a status from 200 to 299
 */
gboolean
mg_http_response_is_success (MgHttpResponse *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return SOUP_STATUS_IS_SUCCESSFUL (self->status);
}

/**
 * mg_http_response_get_header:
 * @self: a response
 * @name: a header's name
 *
 * Returns: (transfer none) (nullable): its value as the peer sent it
 */
const char *
mg_http_response_get_header (MgHttpResponse *self,
                             const char     *name)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return soup_message_headers_get_one (self->headers, name);
}

/**
 * mg_http_response_get_body:
 * @self: a response
 *
 * Returns: (transfer none): the body
 */
GBytes *
mg_http_response_get_body (MgHttpResponse *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->body;
}

/* A hotel's or an office's gateway answers any request with its own page. */
static gboolean
looks_like_html (GBytes *body)
{
  gsize length;
  const char *text = g_bytes_get_data (body, &length);

  while (length > 0 && g_ascii_isspace (*text))
    {
      text++;
      length--;
    }

  return length > 0 && *text == '<';
}

/**
 * mg_http_response_parse_json:
 * @self: a response
 * @error: return location for an error
 *
 * Parses the body as JSON whatever its media type says.
 *
 * Returns: (transfer full): the root node, or %NULL with %MG_ERROR_PROTOCOL set,
 *   or %MG_ERROR_CAPTIVE_PORTAL if the body is a web page
 */
JsonNode *
mg_http_response_parse_json (MgHttpResponse  *self,
                             GError         **error)
{
  gsize length;
  const char *text;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (looks_like_html (self->body))
    {
      g_set_error_literal (error, MG_ERROR, MG_ERROR_CAPTIVE_PORTAL,
                           _("The network answered with a web page"));
      return NULL;
    }

  text = g_bytes_get_data (self->body, &length);

  return mg_json_parse (text, length, error);
}

/**
 * mg_http_response_parse_object:
 * @self: a response
 * @error: return location for an error
 *
 * Parses the body as a JSON object.
 *
 * Returns: (transfer full): the object, or %NULL with an error as of
 *   mg_http_response_parse_json()
 */
JsonObject *
mg_http_response_parse_object (MgHttpResponse  *self,
                               GError         **error)
{
  g_autoptr (JsonNode) node = mg_http_response_parse_json (self, error);

  if (node == NULL)
    return NULL;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error_literal (error, MG_ERROR, MG_ERROR_PROTOCOL,
                           _("The answer is not a JSON object"));
      return NULL;
    }

  return json_node_dup_object (node);
}
