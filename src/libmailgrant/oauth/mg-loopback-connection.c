/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-loopback-connection"

#include "config.h"

#include <string.h>

#include "mg-loopback-connection.h"

/* From accept to the end of the headers. A browser opens sockets ahead and may
 * never use them; a peer may send one byte a second. */
#define REQUEST_DEADLINE_MS (10 * 1000)

/* From the answer to the end of the connection. */
#define ANSWER_DEADLINE_MS (5 * 1000)

typedef enum
{
  STATE_READING,
  STATE_HELD,
  STATE_ANSWERING,
  STATE_CLOSED,
} State;

/**
 * MgLoopbackConnection:
 *
 * One connection of a browser, or of something else, to the loopback listener:
 * one request, one answer, and each with a deadline. It decides nothing.
 */
struct _MgLoopbackConnection
{
  GObject           parent_instance;

  GIOStream        *stream;       /* (owned) */
  MgClock          *clock;        /* (owned) */
  GCancellable     *cancellable;  /* (owned) */
  MgLoopbackParser *parser;       /* (owned) */
  State             state;
  guint             deadline_id;
  char              buffer[4096];
  char             *answer;       /* (owned) (nullable) */
  gboolean          ended;
};

G_DEFINE_FINAL_TYPE (MgLoopbackConnection, mg_loopback_connection, G_TYPE_OBJECT)

typedef enum
{
  SIGNAL_READY,
  SIGNAL_CLOSED,
} MgLoopbackConnectionSignal;

static guint signals[SIGNAL_CLOSED + 1] = { 0, };

static void
on_deadline_cb (gpointer user_data)
{
  MgLoopbackConnection *self = user_data;

  self->deadline_id = 0;
  mg_loopback_connection_drop (self);
}

static void
mg_loopback_connection_set_deadline (MgLoopbackConnection *self,
                                     guint                 milliseconds)
{
  mg_clock_timeout_clear (self->clock, &self->deadline_id);
  self->deadline_id = mg_clock_timeout_add (self->clock, milliseconds, on_deadline_cb, self);
}

static void mg_loopback_connection_read (MgLoopbackConnection *self);

static void
mg_loopback_connection_take (MgLoopbackConnection *self,
                             gsize                 length)
{
  guint status = mg_loopback_parser_feed (self->parser, self->buffer, length);

  explicit_bzero (self->buffer, length);

  if (status == MG_LOOPBACK_DROP)
    {
      mg_loopback_connection_drop (self);
      return;
    }

  if (status != MG_LOOPBACK_INCOMPLETE)
    {
      self->state = STATE_HELD;
      mg_clock_timeout_clear (self->clock, &self->deadline_id);
      g_signal_emit (self, signals[SIGNAL_READY], 0, status);
    }
}

/* Bytes that come after the request are read all the same: a socket that is
 * closed with bytes unread takes the answer with it (RFC 9112 §9.6). A peer may
 * have finished speaking and still listen. */
static void
on_read_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (MgLoopbackConnection) self = MG_LOOPBACK_CONNECTION (user_data);
  gssize length = g_input_stream_read_finish (G_INPUT_STREAM (object), result, NULL);

  if (length <= 0)
    {
      self->ended = TRUE;
      if (length < 0 || self->state == STATE_READING ||
          (self->state == STATE_ANSWERING && self->answer == NULL))
        mg_loopback_connection_drop (self);
      return;
    }

  if (self->state == STATE_READING)
    mg_loopback_connection_take (self, (gsize) length);
  if (self->state != STATE_CLOSED)
    mg_loopback_connection_read (self);
}

static void
mg_loopback_connection_read (MgLoopbackConnection *self)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (self->stream),
                             self->buffer, sizeof self->buffer, G_PRIORITY_DEFAULT,
                             self->cancellable, on_read_cb, g_object_ref (self));
}

static void
on_written_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (MgLoopbackConnection) self = MG_LOOPBACK_CONNECTION (user_data);

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, NULL))
    {
      mg_loopback_connection_drop (self);
      return;
    }

  g_clear_pointer (&self->answer, g_free);
  g_socket_shutdown (g_socket_connection_get_socket (G_SOCKET_CONNECTION (self->stream)),
                     FALSE, TRUE, NULL);
  if (self->ended)
    mg_loopback_connection_drop (self);
}

static void
mg_loopback_connection_dispose (GObject *object)
{
  MgLoopbackConnection *self = MG_LOOPBACK_CONNECTION (object);

  if (self->clock != NULL)
    mg_clock_timeout_clear (self->clock, &self->deadline_id);
  g_clear_object (&self->stream);
  g_clear_object (&self->clock);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->parser, mg_loopback_parser_free);

  G_OBJECT_CLASS (mg_loopback_connection_parent_class)->dispose (object);
}

static void
mg_loopback_connection_finalize (GObject *object)
{
  MgLoopbackConnection *self = MG_LOOPBACK_CONNECTION (object);

  g_free (self->answer);

  G_OBJECT_CLASS (mg_loopback_connection_parent_class)->finalize (object);
}

static void
mg_loopback_connection_class_init (MgLoopbackConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mg_loopback_connection_dispose;
  object_class->finalize = mg_loopback_connection_finalize;

  /**
   * MgLoopbackConnection::ready:
   * @self: the connection
   * @status: 200, or the status with which the request is to be refused
   *
   * A request is there. The connection waits, without a deadline of its own,
   * until it is answered or dropped.
   */
  signals[SIGNAL_READY] =
    g_signal_new ("ready", MG_TYPE_LOOPBACK_CONNECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_UINT);

  /**
   * MgLoopbackConnection::closed:
   * @self: the connection
   *
   * The connection has ended, once.
   */
  signals[SIGNAL_CLOSED] =
    g_signal_new ("closed", MG_TYPE_LOOPBACK_CONNECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
mg_loopback_connection_init (MgLoopbackConnection *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * mg_loopback_connection_new:
 * @stream: an accepted connection
 * @clock: where the time comes from
 * @port: the port we listen on
 *
 * Returns: (transfer full): a new connection
 */
MgLoopbackConnection *
mg_loopback_connection_new (GIOStream *stream,
                            MgClock   *clock,
                            guint16    port)
{
  MgLoopbackConnection *self;

  g_return_val_if_fail (G_IS_SOCKET_CONNECTION (stream), NULL);
  g_return_val_if_fail (MG_IS_CLOCK (clock), NULL);

  self = g_object_new (MG_TYPE_LOOPBACK_CONNECTION, NULL);
  self->stream = g_object_ref (stream);
  self->clock = g_object_ref (clock);
  self->parser = mg_loopback_parser_new (port);

  return self;
}

/**
 * mg_loopback_connection_start:
 * @self: a new connection
 *
 * Begins to read.
 */
void
mg_loopback_connection_start (MgLoopbackConnection *self)
{
  g_return_if_fail (MG_IS_LOOPBACK_CONNECTION (self));

  mg_loopback_connection_set_deadline (self, REQUEST_DEADLINE_MS);
  mg_loopback_connection_read (self);
}

/**
 * mg_loopback_connection_answer:
 * @self: a connection that is ready
 * @bytes: (transfer full): a whole HTTP answer
 *
 * Answers the request and closes the connection.
 */
void
mg_loopback_connection_answer (MgLoopbackConnection *self,
                               char                 *bytes)
{
  g_return_if_fail (MG_IS_LOOPBACK_CONNECTION (self));
  g_return_if_fail (self->state == STATE_HELD);
  g_return_if_fail (bytes != NULL);

  self->state = STATE_ANSWERING;
  self->answer = bytes;
  mg_loopback_connection_set_deadline (self, ANSWER_DEADLINE_MS);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (self->stream),
                                   bytes, strlen (bytes), G_PRIORITY_DEFAULT,
                                   self->cancellable, on_written_cb, g_object_ref (self));
}

/**
 * mg_loopback_connection_drop:
 * @self: a connection
 *
 * Ends the connection, whatever it does.
 */
void
mg_loopback_connection_drop (MgLoopbackConnection *self)
{
  g_return_if_fail (MG_IS_LOOPBACK_CONNECTION (self));

  if (self->state == STATE_CLOSED)
    return;

  self->state = STATE_CLOSED;
  mg_clock_timeout_clear (self->clock, &self->deadline_id);
  g_cancellable_cancel (self->cancellable);
  g_socket_close (g_socket_connection_get_socket (G_SOCKET_CONNECTION (self->stream)), NULL);
  g_signal_emit (self, signals[SIGNAL_CLOSED], 0);
}

/**
 * mg_loopback_connection_is_reading:
 * @self: a connection
 *
 * Returns: %TRUE as long as the request is not there
 */
gboolean
mg_loopback_connection_is_reading (MgLoopbackConnection *self)
{
  g_return_val_if_fail (MG_IS_LOOPBACK_CONNECTION (self), FALSE);

  return self->state == STATE_READING;
}

/**
 * mg_loopback_connection_get_parser:
 * @self: a connection
 *
 * Returns: (transfer none): what has been read
 */
MgLoopbackParser *
mg_loopback_connection_get_parser (MgLoopbackConnection *self)
{
  g_return_val_if_fail (MG_IS_LOOPBACK_CONNECTION (self), NULL);

  return self->parser;
}
