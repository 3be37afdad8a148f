/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-mail-connection"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-error.h"
#include "mg-mail-connection-private.h"
#include "mg-tls-trust.h"

/* A server may think about a name look-up of its own before it greets, and a
 * tarpit holds a failed login back for some seconds. */
#define STEP_MILLISECONDS (30 * 1000)
#define WHOLE_MILLISECONDS (120 * 1000)
#define FAREWELL_MILLISECONDS (5 * 1000)

/* RFC 4954 §4 lets a challenge have 12288 octets. */
#define LINE_MAX_BYTES (16 * 1024)
#define WHOLE_MAX_BYTES (256 * 1024)
#define READ_BYTES 4096

/**
 * MgMailConnection:
 *
 * A connection to a mail server that gives lines: bounded in length, number
 * and time, secured at once or after a plain greeting, its certificate checked
 * against the configured name. One call at a time.
 */
struct _MgMailConnection
{
  GObject               parent_instance;

  MgContext            *context;             /* (owned) */
  MgMailServer         *server;              /* (owned) */
  GCancellable         *cancellable;         /* (owned) (nullable): the caller's */
  gulong                cancelled_id;
  GCancellable         *stop;                /* (owned): ends whatever goes on */
  guint                 step_timeout;
  guint                 whole_timeout;
  gboolean              timed_out;

  GIOStream            *stream;              /* (owned) (nullable) */
  GByteArray           *pending;             /* (owned): read and not taken yet */
  gsize                 n_read;
  char                  buffer[READ_BYTES];
  GTlsCertificateFlags  certificate_errors;
};

G_DEFINE_FINAL_TYPE (MgMailConnection, mg_mail_connection, G_TYPE_OBJECT)

static MgClock *
get_clock (MgMailConnection *self)
{
  return mg_context_get_clock (self->context);
}

static void
on_step_timeout_cb (gpointer user_data)
{
  MgMailConnection *self = user_data;

  self->step_timeout = 0;
  self->timed_out = TRUE;
  g_cancellable_cancel (self->stop);
}

static void
on_whole_timeout_cb (gpointer user_data)
{
  MgMailConnection *self = user_data;

  self->whole_timeout = 0;
  self->timed_out = TRUE;
  g_cancellable_cancel (self->stop);
}

static void
on_cancelled_cb (GCancellable *cancellable,
                 gpointer      user_data)
{
  g_cancellable_cancel (G_CANCELLABLE (user_data));
}

static GTask *
begin_step (MgMailConnection    *self,
            gpointer             tag,
            guint                milliseconds,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_assert (self->step_timeout == 0);
  self->step_timeout = mg_clock_timeout_add (get_clock (self), milliseconds,
                                             on_step_timeout_cb, self);

  return task;
}

static GError *
new_closed_error (MgMailConnection *self)
{
  return g_error_new (MG_ERROR, MG_ERROR_UNREACHABLE, _("%s has closed the connection"),
                      mg_mail_server_get_host (self->server));
}

/* Ends a step with @error, of which a deadline looks like a cancellation. */
static void
return_error (GTask  *task,
              GError *error)
{
  g_autoptr (GError) owned = error;
  MgMailConnection *self = g_task_get_source_object (task);

  mg_clock_timeout_clear (get_clock (self), &self->step_timeout);

  if (self->timed_out && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "timed out");
  else if (g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_EOF))
    g_task_return_error (task, new_closed_error (self));
  else
    g_task_return_error (task, g_steal_pointer (&owned));
}

static void
return_done (GTask *task)
{
  MgMailConnection *self = g_task_get_source_object (task);

  mg_clock_timeout_clear (get_clock (self), &self->step_timeout);
  g_task_return_boolean (task, TRUE);
}

static gboolean
on_accept_certificate_cb (MgMailConnection     *self,
                          GTlsCertificate      *certificate,
                          GTlsCertificateFlags  errors)
{
  self->certificate_errors = errors;

  return FALSE;
}

static void
on_handshake_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (g_tls_connection_handshake_finish (G_TLS_CONNECTION (object), result, &error))
    return_done (task);
  else
    return_error (task, error);
}

/* Takes @task. */
static void
shake_hands (MgMailConnection *self,
             GTask            *task)
{
  g_autoptr (GSocketConnectable) identity = NULL;
  GTlsDatabase *database = mg_context_get_public_tls_database (self->context);
  GIOStream *stream;
  GError *error = NULL;

  if (database == NULL)
    database = mg_tls_trust_get_system ();

  identity = g_network_address_new (mg_mail_server_get_host (self->server),
                                    mg_mail_server_get_port (self->server));
  stream = g_tls_client_connection_new (self->stream, identity, &error);
  if (stream == NULL)
    {
      return_error (task, error);
      g_object_unref (task);
      return;
    }

  g_object_unref (self->stream);
  self->stream = stream;
  g_tls_connection_set_database (G_TLS_CONNECTION (stream), database);
  g_signal_connect_object (stream, "accept-certificate", G_CALLBACK (on_accept_certificate_cb),
                           self, G_CONNECT_SWAPPED);

  g_tls_connection_handshake_async (G_TLS_CONNECTION (stream), G_PRIORITY_DEFAULT, self->stop,
                                    on_handshake_cb, task);
}

static void
on_connected_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  GSocketConnection *connection;
  GError *error = NULL;
  MgMailConnection *self = g_task_get_source_object (task);

  connection = g_socket_client_connect_to_host_finish (G_SOCKET_CLIENT (object), result, &error);
  if (connection == NULL)
    {
      return_error (task, error);
      return;
    }

  self->stream = G_IO_STREAM (connection);
  if (mg_mail_server_get_security (self->server) == MG_MAIL_SECURITY_TLS)
    shake_hands (self, g_steal_pointer (&task));
  else
    return_done (task);
}

static void
on_written_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, &error))
    return_done (task);
  else
    return_error (task, error);
}

static char *
take_line (MgMailConnection *self)
{
  const guint8 *end = NULL;
  gsize taken, length;
  char *line;

  /* An array that nothing was put in has no data at all, which memchr () may not be given. */
  if (self->pending->len > 0)
    end = memchr (self->pending->data, '\n', self->pending->len);
  if (end == NULL)
    return NULL;

  taken = (gsize) (end - self->pending->data) + 1;
  length = taken - 1;
  if (length > 0 && self->pending->data[length - 1] == '\r')
    length--;

  line = g_strndup ((const char *) self->pending->data, length);
  if (strlen (line) < length)
    {
      /* No protocol of ours has a NUL. */
      g_free (line);
      line = g_strdup ("");
    }
  g_byte_array_remove_range (self->pending, 0, (guint) taken);

  return line;
}

static void read_more (GTask *task);

/* Takes @task. */
static void
return_line_or_read_more (GTask *task)
{
  g_autoptr (GTask) owned = task;
  MgMailConnection *self = g_task_get_source_object (task);
  char *line = take_line (self);

  if (line != NULL && strlen (line) <= LINE_MAX_BYTES)
    {
      mg_clock_timeout_clear (get_clock (self), &self->step_timeout);
      g_task_return_pointer (task, line, g_free);
    }
  else if (line != NULL || self->pending->len > LINE_MAX_BYTES || self->n_read > WHOLE_MAX_BYTES)
    {
      g_free (line);
      return_error (task, g_error_new (MG_ERROR, MG_ERROR_PROTOCOL,
                                       _("%s sent more than a mail server has to say"),
                                       mg_mail_server_get_host (self->server)));
    }
  else
    {
      read_more (g_steal_pointer (&owned));
    }
}

static void
on_read_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  GError *error = NULL;
  MgMailConnection *self = g_task_get_source_object (task);
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (object), result, &error);

  if (n < 0)
    {
      return_error (task, error);
    }
  else if (n == 0)
    {
      return_error (task, new_closed_error (self));
    }
  else
    {
      self->n_read += (gsize) n;
      g_byte_array_append (self->pending, (const guint8 *) self->buffer, (guint) n);
      return_line_or_read_more (g_steal_pointer (&task));
    }
}

/* Takes @task. */
static void
read_more (GTask *task)
{
  MgMailConnection *self = g_task_get_source_object (task);

  g_input_stream_read_async (g_io_stream_get_input_stream (self->stream),
                             self->buffer, READ_BYTES, G_PRIORITY_DEFAULT, self->stop,
                             on_read_cb, task);
}

static void
mg_mail_connection_dispose (GObject *object)
{
  MgMailConnection *self = MG_MAIL_CONNECTION (object);

  if (self->context != NULL)
    {
      mg_clock_timeout_clear (get_clock (self), &self->step_timeout);
      mg_clock_timeout_clear (get_clock (self), &self->whole_timeout);
    }
  if (self->cancelled_id != 0)
    g_cancellable_disconnect (self->cancellable, self->cancelled_id);
  self->cancelled_id = 0;
  g_clear_object (&self->cancellable);
  g_clear_object (&self->context);
  g_clear_object (&self->stream);
  g_clear_object (&self->stop);

  G_OBJECT_CLASS (mg_mail_connection_parent_class)->dispose (object);
}

static void
mg_mail_connection_finalize (GObject *object)
{
  MgMailConnection *self = MG_MAIL_CONNECTION (object);

  g_byte_array_unref (self->pending);
  mg_mail_server_unref (self->server);

  G_OBJECT_CLASS (mg_mail_connection_parent_class)->finalize (object);
}

static void
mg_mail_connection_class_init (MgMailConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mg_mail_connection_dispose;
  object_class->finalize = mg_mail_connection_finalize;
}

static void
mg_mail_connection_init (MgMailConnection *self)
{
  self->pending = g_byte_array_new ();
  self->stop = g_cancellable_new ();
}

/**
 * _mg_mail_connection_new:
 * @context: the context
 * @server: the server
 * @cancellable: (nullable): ends whatever goes on
 *
 * Returns: (transfer full): a connection that is not open yet, whose time runs
 */
MgMailConnection *
_mg_mail_connection_new (MgContext    *context,
                         MgMailServer *server,
                         GCancellable *cancellable)
{
  MgMailConnection *self = g_object_new (MG_TYPE_MAIL_CONNECTION, NULL);

  self->context = g_object_ref (context);
  self->server = mg_mail_server_ref (server);
  self->whole_timeout = mg_clock_timeout_add (get_clock (self), WHOLE_MILLISECONDS,
                                              on_whole_timeout_cb, self);
  if (cancellable != NULL)
    {
      self->cancellable = g_object_ref (cancellable);
      self->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled_cb),
                                                  g_object_ref (self->stop), g_object_unref);
    }

  return self;
}

/* Connects, and encrypts if it is to be encrypted from the first byte. */
void
_mg_mail_connection_open_async (MgMailConnection    *self,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  g_socket_client_connect_to_host_async (client,
                                         mg_mail_server_get_host (self->server),
                                         mg_mail_server_get_port (self->server), self->stop,
                                         on_connected_cb,
                                         begin_step (self, _mg_mail_connection_open_async,
                                                     STEP_MILLISECONDS, callback, user_data));
}

/* Encrypts from here on. What was said in clear after the server agreed was
 * said by somebody else: CVE-2011-0411. */
void
_mg_mail_connection_secure_async (MgMailConnection    *self,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr (GTask) task = begin_step (self, _mg_mail_connection_secure_async,
                                       STEP_MILLISECONDS, callback, user_data);

  if (self->pending->len > 0)
    return_error (task, g_error_new (MG_ERROR, MG_ERROR_INSECURE,
                                     _("Somebody between here and %s has put words into its "
                                       "secure connection"),
                                     mg_mail_server_get_host (self->server)));
  else
    shake_hands (self, g_steal_pointer (&task));
}

/* Sends all of @bytes. */
void
_mg_mail_connection_write_async (MgMailConnection    *self,
                                 MgSecret            *bytes,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  GTask *task = begin_step (self, _mg_mail_connection_write_async,
                            STEP_MILLISECONDS, callback, user_data);

  g_task_set_task_data (task, mg_secret_ref (bytes), (GDestroyNotify) mg_secret_unref);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (self->stream),
                                   mg_secret_peek (bytes), mg_secret_get_length (bytes),
                                   G_PRIORITY_DEFAULT, self->stop, on_written_cb, task);
}

/* Finishes all but the reading of a line. */
gboolean
_mg_mail_connection_finish (MgMailConnection  *self,
                            GAsyncResult      *result,
                            GError           **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Reads a line and cuts off its end. However slowly it trickles, the line has
 * to be there in time as a whole. */
void
_mg_mail_connection_read_line_async (MgMailConnection    *self,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  return_line_or_read_more (begin_step (self, _mg_mail_connection_read_line_async,
                                        STEP_MILLISECONDS, callback, user_data));
}

/* Returns the line, which the caller frees. */
char *
_mg_mail_connection_read_line_finish (MgMailConnection  *self,
                                      GAsyncResult      *result,
                                      GError           **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, _mg_mail_connection_read_line_async),
                        NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_said_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  MgMailConnection *self = MG_MAIL_CONNECTION (object);

  /* Whether it was heard or not, we are gone. */
  _mg_mail_connection_finish (self, result, NULL);
  g_io_stream_close_async (self->stream, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
}

/* Says farewell if it can be said at once, and closes. */
void
_mg_mail_connection_close (MgMailConnection *self,
                           const char       *farewell)
{
  g_autoptr (MgSecret) bytes = mg_secret_new (farewell, -1);

  if (self->stream != NULL && !g_cancellable_is_cancelled (self->stop))
    {
      mg_clock_timeout_clear (get_clock (self), &self->whole_timeout);
      self->whole_timeout = mg_clock_timeout_add (get_clock (self), FAREWELL_MILLISECONDS,
                                                  on_whole_timeout_cb, self);
      _mg_mail_connection_write_async (self, bytes, on_said_cb, NULL);
    }
}

/* What was wrong with the certificate, if it was refused. */
GTlsCertificateFlags
_mg_mail_connection_get_certificate_errors (MgMailConnection *self)
{
  return self->certificate_errors;
}
