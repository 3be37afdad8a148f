/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-http"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-error.h"
#include "mg-http-private.h"
#include "mg-http-request-private.h"

/* Nothing secret goes where others can read it or where nobody has been
 * confirmed. A provider on this very computer is one for tests (RFC 8252 §8.3). */
static gboolean
check_secrecy (MgHttp         *self,
               MgHttpRequest  *request,
               MgAddress      *target,
               GError        **error)
{
  g_autofree char *peer = NULL;

  if (!request->has_secret)
    return TRUE;

  if (self->role == MG_HTTP_ROLE_PROBE)
    {
      peer = mg_address_to_display (target);
      g_set_error (error, MG_ERROR, MG_ERROR_NOT_TRUSTED,
                   _("The certificate of %s has not been confirmed yet"), peer);
      return FALSE;
    }

  if (mg_address_is_secure (target) ||
      (self->role == MG_HTTP_ROLE_PUBLIC && mg_address_is_loopback (target)))
    return TRUE;

  peer = mg_address_to_display (target);
  g_set_error (error, MG_ERROR, MG_ERROR_INSECURE,
               _("%s offers no encryption, so nothing secret was sent to it"), peer);

  return FALSE;
}

/* libsoup sends a request again, unasked, if it may be repeated and a connection that has served
 * before was closed without an answer; by then it has used the body up. */
static void
on_restarted_cb (SoupMessage *message,
                 gpointer     user_data)
{
  GBytes *body = user_data;

  soup_message_set_request_body_from_bytes (message, NULL, body);
}

/**
 * _mg_http_create_message:
 * @self: an HTTP policy
 * @request: what to send
 * @error: return location for an error
 *
 * Makes the message for @request, if the policy allows it to be sent.
 *
 * Returns: (transfer full): a new message, or %NULL with @error set
 */
SoupMessage *
_mg_http_create_message (MgHttp         *self,
                         MgHttpRequest  *request,
                         GError        **error)
{
  g_autofree char *uri = NULL;
  g_autoptr (MgAddress) target = NULL;
  g_autoptr (SoupMessage) message = NULL;
  SoupMessageHeadersIter iter;
  const char *name, *value;

  uri = *request->uri == '/' && self->address != NULL
        ? mg_address_dup_uri (self->address, request->uri) : g_strdup (request->uri);
  target = mg_address_parse (uri, error);
  if (target == NULL)
    return NULL;

  if (self->address != NULL && !mg_address_equal (self->address, target))
    {
      g_set_error_literal (error, MG_ERROR, MG_ERROR_PROTOCOL,
                           _("The device names an address that is not its own"));
      return NULL;
    }

  if (!check_secrecy (self, request, target, error))
    return NULL;

  message = soup_message_new (request->method, uri);
  if (message == NULL)
    {
      g_set_error_literal (error, MG_ERROR, MG_ERROR_PROTOCOL, _("The web address is not valid"));
      return NULL;
    }

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_disable_feature (message, SOUP_TYPE_AUTH_MANAGER);
  soup_message_headers_iter_init (&iter, request->headers);
  while (soup_message_headers_iter_next (&iter, &name, &value))
    soup_message_headers_append (soup_message_get_request_headers (message), name, value);
  if (request->body != NULL)
    {
      soup_message_set_request_body_from_bytes (message, request->body_type, request->body);
      g_signal_connect_data (message, "restarted", G_CALLBACK (on_restarted_cb),
                             g_bytes_ref (request->body), (GClosureNotify) g_bytes_unref,
                             G_CONNECT_DEFAULT);
    }

  return g_steal_pointer (&message);
}
