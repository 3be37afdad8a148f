/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-http-request"

#include "config.h"

#include <string.h>

#include "mg-http-request-private.h"
#include "mg-secret-builder.h"

/* A device's admin API answers in a few kilobytes; a peer that sends more is
 * not one we can talk to, and must not be able to fill our memory. */
#define DEFAULT_SIZE_LIMIT (256 * 1024)
#define DEFAULT_DEADLINE_MS (30 * 1000)

/**
 * MgHttpRequest:
 *
 * One request of [class@Mg.Http] while it is being put together. It knows
 * whether it carries a secret.
 */

/**
 * mg_http_request_new:
 * @method: the method, in capitals
 * @uri: a URL, or a path that begins with a slash where the
 *   [class@Mg.Http] has an address of its own
 *
 * Returns: (transfer full): a new request with no body, a size limit of
 *   256 KiB for the answer and a deadline of 30 s
 */
MgHttpRequest *
mg_http_request_new (const char *method,
                     const char *uri)
{
  MgHttpRequest *self;

  g_return_val_if_fail (method != NULL, NULL);
  g_return_val_if_fail (uri != NULL, NULL);

  self = g_new0 (MgHttpRequest, 1);
  self->method = g_strdup (method);
  self->uri = g_strdup (uri);
  self->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  self->size_limit = DEFAULT_SIZE_LIMIT;
  self->deadline = DEFAULT_DEADLINE_MS;

  return self;
}

/**
 * mg_http_request_free:
 * @self: (transfer full): a request
 */
void
mg_http_request_free (MgHttpRequest *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->method);
  g_free (self->uri);
  g_free (self->body_type);
  g_clear_pointer (&self->body, g_bytes_unref);
  soup_message_headers_unref (self->headers);
  g_free (self);
}

/**
 * mg_http_request_set_header:
 * @self: a request
 * @name: a header's name
 * @value: its value, nothing secret
 */
void
mg_http_request_set_header (MgHttpRequest *self,
                            const char    *name,
                            const char    *value)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL);
  g_return_if_fail (value != NULL);

  soup_message_headers_replace (self->headers, name, value);
}

/**
 * mg_http_request_set_secret_header:
 * @self: a request
 * @name: a header's name
 * @prefix: what stands before the secret, such as `Bearer `, perhaps empty
 * @value: the secret
 *
 * Sets a header that carries a secret; the request will go over TLS only.
 */
void
mg_http_request_set_secret_header (MgHttpRequest *self,
                                   const char    *name,
                                   const char    *prefix,
                                   MgSecret      *value)
{
  char *text;

  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL);
  g_return_if_fail (prefix != NULL);
  g_return_if_fail (value != NULL);

  text = g_strconcat (prefix, mg_secret_peek (value), NULL);
  soup_message_headers_replace (self->headers, name, text);
  explicit_bzero (text, strlen (text));
  g_free (text);
  self->has_secret = TRUE;
}

/**
 * mg_http_request_set_bearer:
 * @self: a request
 * @token: a bearer token (RFC 6750 §2.1)
 */
void
mg_http_request_set_bearer (MgHttpRequest *self,
                            MgSecret      *token)
{
  mg_http_request_set_secret_header (self, "Authorization", "Bearer ", token);
}

/**
 * mg_http_request_set_basic:
 * @self: a request
 * @user: the user name
 * @password: the password
 *
 * Sets the credentials of the Basic scheme (RFC 7617).
 */
void
mg_http_request_set_basic (MgHttpRequest *self,
                           const char    *user,
                           MgSecret      *password)
{
  g_autoptr (MgSecretBuilder) builder = NULL;
  g_autoptr (MgSecret) joined = NULL;
  g_autoptr (MgSecret) encoded = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (user != NULL);
  g_return_if_fail (password != NULL);

  builder = mg_secret_builder_new ();
  mg_secret_builder_append (builder, user);
  mg_secret_builder_append (builder, ":");
  mg_secret_builder_append_secret (builder, password);
  joined = mg_secret_builder_end (builder);
  encoded = mg_secret_new_take (g_base64_encode ((const guchar *) mg_secret_peek (joined),
                                                 mg_secret_get_length (joined)));
  mg_http_request_set_secret_header (self, "Authorization", "Basic ", encoded);
}

/**
 * mg_http_request_set_body:
 * @self: a request
 * @content_type: a media type
 * @body: the body, nothing secret
 */
void
mg_http_request_set_body (MgHttpRequest *self,
                          const char    *content_type,
                          const char    *body)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (content_type != NULL);
  g_return_if_fail (body != NULL);

  g_free (self->body_type);
  g_clear_pointer (&self->body, g_bytes_unref);
  self->body_type = g_strdup (content_type);
  self->body = g_bytes_new (body, strlen (body));
}

/**
 * mg_http_request_set_secret_body:
 * @self: a request
 * @content_type: a media type
 * @body: the body, which carries secrets; the request will go over TLS only
 */
void
mg_http_request_set_secret_body (MgHttpRequest *self,
                                 const char    *content_type,
                                 MgSecret      *body)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (content_type != NULL);
  g_return_if_fail (body != NULL);

  g_free (self->body_type);
  g_clear_pointer (&self->body, g_bytes_unref);
  self->body_type = g_strdup (content_type);
  self->body = g_bytes_new_with_free_func (mg_secret_peek (body), mg_secret_get_length (body),
                                           (GDestroyNotify) mg_secret_unref,
                                           mg_secret_ref (body));
  self->has_secret = TRUE;
}

/**
 * mg_http_request_set_size_limit:
 * @self: a request
 * @bytes: how many bytes of body the answer may have
 */
void
mg_http_request_set_size_limit (MgHttpRequest *self,
                                gsize          bytes)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (bytes > 0 && bytes < G_MAXUINT32);

  self->size_limit = bytes;
}

/**
 * mg_http_request_set_deadline:
 * @self: a request
 * @milliseconds: how long it may take from connecting to the answer's last byte
 */
void
mg_http_request_set_deadline (MgHttpRequest *self,
                              guint          milliseconds)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (milliseconds > 0);

  self->deadline = milliseconds;
}
