/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-http"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-error.h"
#include "mg-http-private.h"
#include "mg-tls-pin.h"

/* Whom a connection to a device may reach. */

#define MISMATCH "mg-http-mismatch"

typedef struct
{
  MgHttp       *http;         /* (owned) */
  GCancellable *cancellable;  /* (owned) */
} Guard;

static void
guard_free (gpointer  data,
            GClosure *closure)
{
  Guard *guard = data;

  g_object_unref (guard->http);
  g_object_unref (guard->cancellable);
  g_free (guard);
}

/* Tells whether @certificate may stand for the peer, and keeps it. */
static gboolean
judge_certificate (MgHttp          *self,
                   GTlsCertificate *certificate)
{
  g_autofree char *seen = mg_tls_pin_dup_fingerprint (certificate);

  g_set_object (&self->certificate, certificate);
  if (self->role == MG_HTTP_ROLE_PINNED)
    return g_strcmp0 (self->fingerprint, seen) == 0;

  g_free (self->fingerprint);
  self->fingerprint = g_steal_pointer (&seen);

  return TRUE;
}

static gboolean
on_accept_certificate_cb (SoupMessage          *message,
                          GTlsCertificate      *certificate,
                          GTlsCertificateFlags  errors,
                          gpointer              user_data)
{
  Guard *guard = user_data;

  if (judge_certificate (guard->http, certificate))
    return TRUE;

  g_object_set_data (G_OBJECT (message), MISMATCH, guard->http);

  return FALSE;
}

/* A resumed TLS session comes without accept-certificate, so this is where the
 * pin is enforced: after the handshake, before the request is written. */
static void
on_network_event_cb (SoupMessage        *message,
                     GSocketClientEvent  event,
                     GIOStream          *connection,
                     gpointer            user_data)
{
  Guard *guard = user_data;
  GTlsCertificate *certificate;

  if (event != G_SOCKET_CLIENT_TLS_HANDSHAKED)
    return;

  certificate = g_tls_connection_get_peer_certificate (G_TLS_CONNECTION (connection));
  if (certificate != NULL && judge_certificate (guard->http, certificate))
    return;

  g_object_set_data (G_OBJECT (message), MISMATCH, guard->http);
  g_cancellable_cancel (guard->cancellable);
}

static void
connect_guard (MgHttp       *self,
               SoupMessage  *message,
               GCancellable *cancellable,
               const char   *signal,
               GCallback     callback)
{
  Guard *guard = g_new0 (Guard, 1);

  guard->http = g_object_ref (self);
  guard->cancellable = g_object_ref (cancellable);
  g_signal_connect_data (message, signal, callback, guard, guard_free, G_CONNECT_DEFAULT);
}

/**
 * _mg_http_guard:
 * @self: an HTTP policy
 * @message: a message that is about to be sent
 * @cancellable: what it is sent with; fired when the peer is not the right one
 *
 * Sees to it that @message reaches nobody but the peer that @self is for.
 */
void
_mg_http_guard (MgHttp       *self,
                SoupMessage  *message,
                GCancellable *cancellable)
{
  if (self->role == MG_HTTP_ROLE_PUBLIC)
    return;

  connect_guard (self, message, cancellable, "accept-certificate",
                 G_CALLBACK (on_accept_certificate_cb));
  connect_guard (self, message, cancellable, "network-event",
                 G_CALLBACK (on_network_event_cb));
}

/**
 * _mg_http_is_mismatch:
 * @message: a guarded message
 *
 * Returns: %TRUE if it was stopped because the peer showed another certificate
 */
gboolean
_mg_http_is_mismatch (SoupMessage *message)
{
  return g_object_get_data (G_OBJECT (message), MISMATCH) != NULL;
}

/**
 * _mg_http_dup_peer_name:
 * @self: an HTTP policy
 * @message: a message
 *
 * Returns: (transfer full): the name of the other side, for sentences
 */
char *
_mg_http_dup_peer_name (MgHttp      *self,
                        SoupMessage *message)
{
  if (self->address != NULL)
    return mg_address_to_display (self->address);

  return g_strdup (g_uri_get_host (soup_message_get_uri (message)));
}

/**
 * _mg_http_map_error:
 * @self: an HTTP policy
 * @message: a guarded message
 * @transport: what it ended with
 *
 * Returns: (transfer full): the error that tells what to do
 */
GError *
_mg_http_map_error (MgHttp       *self,
                    SoupMessage  *message,
                    const GError *transport)
{
  g_autofree char *peer = _mg_http_dup_peer_name (self, message);

  if (_mg_http_is_mismatch (message))
    return g_error_new (MG_ERROR, MG_ERROR_CERTIFICATE_CHANGED,
                        _("%s shows another certificate than the one confirmed before"), peer);

  return mg_error_new_from_io (transport, peer);
}
