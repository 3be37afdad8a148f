/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-http"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-error.h"
#include "mg-http-private.h"
#include "mg-http-request-private.h"
#include "mg-tls-pin.h"
#include "mg-tls-trust.h"

#define SOCKET_TIMEOUT_SECONDS 10
#define CONNECTIONS_PER_HOST 2

/**
 * MgHttp:
 *
 * The HTTP policy for one peer: whom to trust, what may be sent, how much and
 * how long to read.
 *
 * Each device has its own, with its own connections, no proxy, no cookies, no
 * redirects. A pin is enforced on every connection, resumed TLS sessions
 * included, before the first byte of a request is written. A request that
 * carries a secret is refused where there is no TLS, or no confirmed
 * certificate.
 */

G_DEFINE_FINAL_TYPE (MgHttp, mg_http, G_TYPE_OBJECT)

typedef struct
{
  SoupMessage  *message;      /* (owned) */
  GCancellable *cancellable;  /* (owned): the caller's, the deadline and the pin end here */
  GCancellable *outer;        /* (owned) (nullable) */
  gulong        outer_id;
  MgClock      *clock;        /* (owned) */
  guint         deadline_id;
  guint8       *body;         /* (owned) (nullable), size_limit + 1 bytes */
  gsize         length;       /* of what has been read into body */
  gsize         size_limit;
  gint64        started;
  gboolean      timed_out;
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  mg_clock_timeout_clear (call->clock, &call->deadline_id);
  if (call->outer != NULL)
    g_cancellable_disconnect (call->outer, call->outer_id);
  g_clear_object (&call->outer);
  g_clear_object (&call->cancellable);
  g_clear_object (&call->message);
  g_clear_object (&call->clock);
  if (call->body != NULL)
    explicit_bzero (call->body, call->length);
  g_free (call->body);
  g_free (call);
}

static void
on_deadline_cb (gpointer user_data)
{
  Call *call = user_data;

  call->deadline_id = 0;
  call->timed_out = TRUE;
  g_cancellable_cancel (call->cancellable);
}

static void
on_outer_cancelled_cb (GCancellable *outer,
                       gpointer      user_data)
{
  g_cancellable_cancel (user_data);
}

static void
return_transport_error (GTask  *task,
                        GError *error)
{
  g_autoptr (GError) transport = error;
  MgHttp *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  g_autofree char *peer = _mg_http_dup_peer_name (self, call->message);

  if (call->timed_out && !_mg_http_is_mismatch (call->message))
    g_task_return_new_error (task, MG_ERROR, MG_ERROR_TIMED_OUT,
                             _("%s did not answer in time"), peer);
  else
    g_task_return_error (task, _mg_http_map_error (self, call->message, transport));
}

static void
on_body_read_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgSecret) secret = NULL;
  g_autoptr (GBytes) body = NULL;
  Call *call = g_task_get_task_data (task);
  MgHttp *self = g_task_get_source_object (task);

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (object), result, &call->length, &error))
    {
      return_transport_error (task, g_steal_pointer (&error));
      return;
    }

  if (call->length > call->size_limit)
    {
      g_autofree char *peer = _mg_http_dup_peer_name (self, call->message);

      g_task_return_new_error (task, MG_ERROR, MG_ERROR_PROTOCOL,
                               _("%s sent more than it should"), peer);
      return;
    }

  g_debug ("%s %s %u %" G_GINT64_FORMAT " ms",
           soup_message_get_method (call->message),
           g_uri_get_path (soup_message_get_uri (call->message)),
           (guint) soup_message_get_status (call->message),
           (mg_clock_boot_time (call->clock) - call->started) / 1000);

  secret = mg_secret_new ((const char *) call->body, (gssize) call->length);
  body = g_bytes_new_with_free_func (mg_secret_peek (secret), call->length,
                                     (GDestroyNotify) mg_secret_unref, mg_secret_ref (secret));
  g_task_return_pointer (task, mg_http_response_new (call->message, body),
                         (GDestroyNotify) mg_http_response_unref);
}

static void
on_sent_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GError) error = NULL;
  Call *call = g_task_get_task_data (task);

  stream = soup_session_send_finish (SOUP_SESSION (object), result, &error);
  if (stream == NULL)
    {
      return_transport_error (task, g_steal_pointer (&error));
      return;
    }

  /* Only what is read into it is touched: the limit is far above what a device sends. */
  call->body = g_malloc (call->size_limit + 1);
  g_input_stream_read_all_async (stream, call->body, call->size_limit + 1, G_PRIORITY_DEFAULT,
                                 call->cancellable, on_body_read_cb, g_steal_pointer (&task));
}

/**
 * mg_http_send_async:
 * @self: an HTTP policy
 * @request: what to send; not needed afterwards
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when the whole answer is there
 * @user_data: data for @callback
 *
 * Sends a request. Any status of the peer is an answer, not an error.
 */
void
mg_http_send_async (MgHttp              *self,
                    MgHttpRequest       *request,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GError) error = NULL;
  Call *call;

  g_return_if_fail (MG_IS_HTTP (self));
  g_return_if_fail (request != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mg_http_send_async);

  message = _mg_http_create_message (self, request, &error);
  if (message == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  call = g_new0 (Call, 1);
  call->message = g_object_ref (message);
  call->cancellable = g_cancellable_new ();
  call->clock = g_object_ref (self->clock);
  call->size_limit = request->size_limit;
  call->started = mg_clock_boot_time (self->clock);
  call->deadline_id = mg_clock_timeout_add (self->clock, request->deadline, on_deadline_cb, call);
  g_task_set_task_data (task, call, call_free);
  if (cancellable != NULL)
    {
      call->outer = g_object_ref (cancellable);
      call->outer_id = g_cancellable_connect (cancellable, G_CALLBACK (on_outer_cancelled_cb),
                                              g_object_ref (call->cancellable), g_object_unref);
    }

  _mg_http_guard (self, message, call->cancellable);
  soup_session_send_async (self->session, message, G_PRIORITY_DEFAULT, call->cancellable,
                           on_sent_cb, g_steal_pointer (&task));
}

/**
 * mg_http_send_finish:
 * @self: an HTTP policy
 * @result: the result
 * @error: return location for an error
 *
 * Finishes mg_http_send_async(). Errors: %MG_ERROR_UNREACHABLE,
 * %MG_ERROR_TIMED_OUT, %MG_ERROR_NOT_TRUSTED, %MG_ERROR_SERVER_NOT_TRUSTED,
 * %MG_ERROR_CERTIFICATE_CHANGED, %MG_ERROR_INSECURE, and %MG_ERROR_PROTOCOL for
 * too long an answer.
 *
 * Returns: (transfer full): the answer, or %NULL with @error set
 */
MgHttpResponse *
mg_http_send_finish (MgHttp        *self,
                     GAsyncResult  *result,
                     GError       **error)
{
  g_return_val_if_fail (MG_IS_HTTP (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_http_send_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
mg_http_dispose (GObject *object)
{
  MgHttp *self = MG_HTTP (object);

  if (self->session != NULL)
    soup_session_abort (self->session);
  g_clear_object (&self->session);
  g_clear_object (&self->certificate);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (mg_http_parent_class)->dispose (object);
}

static void
mg_http_finalize (GObject *object)
{
  MgHttp *self = MG_HTTP (object);

  g_clear_pointer (&self->address, mg_address_unref);
  g_free (self->fingerprint);

  G_OBJECT_CLASS (mg_http_parent_class)->finalize (object);
}

static void
mg_http_class_init (MgHttpClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mg_http_dispose;
  object_class->finalize = mg_http_finalize;
}

static void
mg_http_init (MgHttp *self)
{
}

static MgHttp *
create (MgContext  *context,
        MgHttpRole  role,
        MgAddress  *address)
{
  MgHttp *self = g_object_new (MG_TYPE_HTTP, NULL);

  self->role = role;
  self->clock = g_object_ref (mg_context_get_clock (context));
  self->address = address == NULL ? NULL : mg_address_ref (address);
  self->session = soup_session_new_with_options ("timeout", SOCKET_TIMEOUT_SECONDS,
                                                 "max-conns-per-host", CONNECTIONS_PER_HOST,
                                                 "user-agent", "Mailgrant",
                                                 NULL);

  return self;
}

/* A device on the LAN is not reached through the system's proxy, and no
 * authority vouches for it: with no database the pin is asked every time. */
static MgHttp *
create_for_device (MgContext *context,
                   MgHttpRole  role,
                   MgAddress *address)
{
  MgHttp *self = create (context, role, address);

  mg_tls_trust_lighten ();
  soup_session_set_proxy_resolver (self->session, NULL);
  soup_session_set_tls_database (self->session, NULL);

  return self;
}

/**
 * mg_http_new_public:
 * @context: the context, which says whom to trust
 *
 * Makes the policy for providers on the internet.
 *
 * Returns: (transfer full): a new policy
 */
MgHttp *
mg_http_new_public (MgContext *context)
{
  GTlsDatabase *database;
  MgHttp *self;

  g_return_val_if_fail (MG_IS_CONTEXT (context), NULL);

  database = mg_context_get_public_tls_database (context);
  if (database == NULL)
    database = mg_tls_trust_get_system ();

  self = create (context, MG_HTTP_ROLE_PUBLIC, NULL);
  soup_session_set_tls_database (self->session, database);

  return self;
}

/**
 * mg_http_new_probe:
 * @context: the context
 * @address: where the device is
 *
 * Makes the policy for the first contact with a device: any certificate is
 * taken and remembered, and no request may carry a secret.
 *
 * Returns: (transfer full): a new policy
 */
MgHttp *
mg_http_new_probe (MgContext *context,
                   MgAddress *address)
{
  g_return_val_if_fail (MG_IS_CONTEXT (context), NULL);
  g_return_val_if_fail (address != NULL, NULL);

  return create_for_device (context, MG_HTTP_ROLE_PROBE, address);
}

/**
 * mg_http_new_pinned:
 * @context: the context
 * @address: where the device is
 * @fingerprint: the SHA-256 of its confirmed certificate, 64 lower-case
 *   hexadecimal digits
 *
 * Makes the policy for a device whose certificate a person has confirmed.
 *
 * Returns: (transfer full): a new policy
 */
MgHttp *
mg_http_new_pinned (MgContext  *context,
                    MgAddress  *address,
                    const char *fingerprint)
{
  MgHttp *self;

  g_return_val_if_fail (MG_IS_CONTEXT (context), NULL);
  g_return_val_if_fail (address != NULL, NULL);
  g_return_val_if_fail (fingerprint != NULL, NULL);

  self = create_for_device (context, MG_HTTP_ROLE_PINNED, address);
  self->fingerprint = g_strdup (fingerprint);

  return self;
}

/**
 * mg_http_get_address:
 * @self: an HTTP policy
 *
 * Returns: (transfer none) (nullable): where the device is, %NULL for providers
 */
MgAddress *
mg_http_get_address (MgHttp *self)
{
  g_return_val_if_fail (MG_IS_HTTP (self), NULL);

  return self->address;
}

/**
 * mg_http_get_fingerprint:
 * @self: an HTTP policy
 *
 * Returns: (transfer none) (nullable): the pin; for a probe what the device
 *   has shown, %NULL until then or if it does not speak TLS
 */
const char *
mg_http_get_fingerprint (MgHttp *self)
{
  g_return_val_if_fail (MG_IS_HTTP (self), NULL);

  return self->fingerprint;
}

/**
 * mg_http_get_peer_certificate:
 * @self: an HTTP policy
 *
 * Returns: (transfer none) (nullable): the certificate that the device showed
 *   last, also when it was not the pinned one
 */
GTlsCertificate *
mg_http_get_peer_certificate (MgHttp *self)
{
  g_return_val_if_fail (MG_IS_HTTP (self), NULL);

  return self->certificate;
}

/**
 * mg_http_get_clock:
 * @self: an HTTP policy
 *
 * Returns: (transfer none): the clock, for those who poll or wait
 */
MgClock *
mg_http_get_clock (MgHttp *self)
{
  g_return_val_if_fail (MG_IS_HTTP (self), NULL);

  return self->clock;
}
