/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-loopback"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-error.h"

#include "mg-loopback-connection.h"
#include "mg-loopback.h"

#define CONNECTIONS_MAX 32

/* How often to look for a port that is free on both address families. */
#define PORT_ATTEMPTS 8

/* How long a browser that has been sent on may take to come for its page, and
 * how long a person who reloads it still gets it. */
#define DELIVERY_MS (2 * 1000)
#define LINGER_MS (3 * 1000)

typedef enum
{
  STATE_CLOSED,
  STATE_WAITING,
  STATE_TAKEN,
  STATE_CONCLUDED,
} State;

/**
 * MgLoopback:
 *
 * The listener on this computer's loopback interface that receives the answer
 * to one authorization request (RFC 8252 §7.3).
 *
 * It is bound before the address is known to anybody, answers the one exact
 * path, and takes the one answer that its owner recognises; whatever else
 * comes is turned away and changes nothing. The browser is sent on at once, so
 * that the code leaves its address bar, and then waits until the owner knows
 * how it ended.
 *
 *     callback?code=… ── ::callback says no ──▶ 400, still waiting
 *            │ yes
 *            ▼
 *     303 …/done ──▶ held ── mg_loopback_conclude () ──▶ the page that is true
 */
struct _MgLoopback
{
  GObject         parent_instance;

  MgClock        *clock;         /* (owned) */
  char           *host;          /* (owned) */
  char           *path;          /* (owned), as in the redirect address */
  char           *done_path;     /* (owned) */
  char           *redirect_uri;  /* (owned) (nullable) */
  guint16         port;
  GSocketService *service;       /* (owned) (nullable) */
  GPtrArray      *connections;   /* (owned) (element-type MgLoopbackConnection), oldest first */
  GPtrArray      *held;          /* (owned) (element-type MgLoopbackConnection) */
  State           state;
  MgLoopbackPage  page;
  guint           delivery_id;
  guint           linger_id;
};

G_DEFINE_FINAL_TYPE (MgLoopback, mg_loopback, G_TYPE_OBJECT)

typedef enum
{
  SIGNAL_CALLBACK,
  SIGNAL_DELIVERED,
} MgLoopbackSignal;

static guint signals[SIGNAL_DELIVERED + 1] = { 0, };

static void
on_connection_closed_cb (MgLoopbackConnection *connection,
                         gpointer              user_data)
{
  MgLoopback *self = MG_LOOPBACK (user_data);

  g_signal_handlers_disconnect_by_data (connection, self);
  g_ptr_array_remove (self->held, connection);
  g_ptr_array_remove (self->connections, connection);
}

/* From here on it does not matter to the owner what the browser does. */
static void
mg_loopback_deliver (MgLoopback *self)
{
  mg_clock_timeout_clear (self->clock, &self->delivery_id);
  g_signal_emit (self, signals[SIGNAL_DELIVERED], 0);
}

static void
on_delivery_cb (gpointer user_data)
{
  MgLoopback *self = MG_LOOPBACK (user_data);

  self->delivery_id = 0;
  mg_loopback_deliver (self);
}

static void
mg_loopback_answer_done (MgLoopback           *self,
                         MgLoopbackConnection *connection)
{
  mg_loopback_connection_answer (connection, mg_loopback_page_render (self->page, 200));
  if (self->delivery_id != 0)
    mg_loopback_deliver (self);
}

static void
mg_loopback_answer_callback (MgLoopback           *self,
                             MgLoopbackConnection *connection)
{
  MgLoopbackParser *parser = mg_loopback_connection_get_parser (connection);
  gboolean accepted = FALSE;

  if (self->state == STATE_WAITING)
    {
      /* The owner may conclude before it returns. */
      self->state = STATE_TAKEN;
      g_signal_emit (self, signals[SIGNAL_CALLBACK], 0,
                     mg_loopback_parser_get_query (parser), &accepted);
      if (!accepted && self->state == STATE_TAKEN)
        {
          self->state = STATE_WAITING;
          mg_loopback_connection_answer (connection,
                                         mg_loopback_page_render (MG_LOOPBACK_PAGE_NOT_WAITING,
                                                                  400));
          return;
        }
    }

  if (self->state != STATE_CLOSED)
    mg_loopback_connection_answer (connection, mg_loopback_page_redirect (self->done_path));
}

static void
mg_loopback_answer_get (MgLoopback           *self,
                        MgLoopbackConnection *connection)
{
  MgLoopbackParser *parser = mg_loopback_connection_get_parser (connection);
  const char *path = mg_loopback_parser_get_path (parser);
  const char *expected = *self->path != '\0' ? self->path : "/";

  if (g_str_equal (path, expected))
    mg_loopback_answer_callback (self, connection);
  else if (!g_str_equal (path, self->done_path) || self->state == STATE_WAITING)
    mg_loopback_connection_answer (connection,
                                   mg_loopback_page_render (MG_LOOPBACK_PAGE_NOTHING, 404));
  else if (self->state == STATE_TAKEN)
    g_ptr_array_add (self->held, g_object_ref (connection));
  else
    mg_loopback_answer_done (self, connection);
}

static void
on_connection_ready_cb (MgLoopbackConnection *connection,
                        guint                 status,
                        gpointer              user_data)
{
  MgLoopback *self = MG_LOOPBACK (user_data);
  MgLoopbackParser *parser = mg_loopback_connection_get_parser (connection);
  const char *method;

  if (status != 200)
    {
      mg_loopback_connection_answer (connection, mg_loopback_page_refuse (status));
      return;
    }

  method = mg_loopback_parser_get_method (parser);
  g_debug ("%s %s", method, mg_loopback_parser_get_path (parser));

  if (g_str_equal (method, "OPTIONS"))
    mg_loopback_connection_answer (connection, mg_loopback_page_refuse (204));
  else if (!g_str_equal (method, "GET"))
    mg_loopback_connection_answer (connection, mg_loopback_page_refuse (405));
  else if (mg_loopback_parser_is_prefetch (parser))
    mg_loopback_connection_answer (connection, mg_loopback_page_refuse (503));
  else
    mg_loopback_answer_get (self, connection);
}

/* Makes room for one more; whoever has not even asked yet goes first. */
static void
mg_loopback_make_room (MgLoopback *self)
{
  MgLoopbackConnection *oldest;

  if (self->connections->len < CONNECTIONS_MAX)
    return;

  oldest = g_ptr_array_index (self->connections, 0);
  for (guint i = 0; i < self->connections->len; i++)
    {
      MgLoopbackConnection *connection = g_ptr_array_index (self->connections, i);

      if (mg_loopback_connection_is_reading (connection))
        {
          oldest = connection;
          break;
        }
    }

  mg_loopback_connection_drop (oldest);
}

static gboolean
on_incoming_cb (GSocketService    *service,
                GSocketConnection *stream,
                GObject           *source,
                gpointer           user_data)
{
  MgLoopback *self = MG_LOOPBACK (user_data);
  MgLoopbackConnection *connection;

  mg_loopback_make_room (self);

  connection = mg_loopback_connection_new (G_IO_STREAM (stream), self->clock, self->port);
  g_signal_connect_object (connection, "ready",
                           G_CALLBACK (on_connection_ready_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (connection, "closed",
                           G_CALLBACK (on_connection_closed_cb), self, G_CONNECT_DEFAULT);
  g_ptr_array_add (self->connections, connection);
  mg_loopback_connection_start (connection);

  return TRUE;
}

static gboolean
add_address (GSocketService  *service,
             GSocketFamily    family,
             guint16         *port,
             GError         **error)
{
  g_autoptr (GInetAddress) host = g_inet_address_new_loopback (family);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (host, *port);
  g_autoptr (GSocketAddress) effective = NULL;

  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (service), address,
                                      G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                      NULL, &effective, error))
    return FALSE;
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));

  return TRUE;
}

/* A browser may look up localhost as ::1 first, so both families listen on the
 * same port. A computer without IPv6 does without; a port that is taken there
 * means another port. */
static GSocketService *
try_listen (const char  *host,
            guint16     *port,
            GError     **error)
{
  g_autoptr (GSocketService) service = g_socket_service_new ();
  g_autoptr (GError) second = NULL;
  GSocketFamily family = g_str_equal (host, "[::1]") ? G_SOCKET_FAMILY_IPV6 : G_SOCKET_FAMILY_IPV4;

  g_socket_listener_set_backlog (G_SOCKET_LISTENER (service), CONNECTIONS_MAX);
  if (!add_address (service, family, port, error))
    return NULL;

  if (g_str_equal (host, "localhost") &&
      !add_address (service, G_SOCKET_FAMILY_IPV6, port, &second) &&
      g_error_matches (second, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    {
      g_socket_listener_close (G_SOCKET_LISTENER (service));
      g_propagate_error (error, g_steal_pointer (&second));
      return NULL;
    }

  return g_steal_pointer (&service);
}

static GSocketService *
listen_on (const char  *host,
           guint16     *port,
           GError     **error)
{
  g_autoptr (GError) refused = NULL;
  GSocketService *service = NULL;
  guint16 wanted = *port;

  for (guint i = 0; service == NULL && i < (wanted == 0 ? PORT_ATTEMPTS : 1); i++)
    {
      g_clear_error (&refused);
      *port = wanted;
      service = try_listen (host, port, &refused);
    }

  if (service != NULL)
    return service;

  if (wanted != 0 && g_error_matches (refused, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    g_set_error (error, MG_ERROR, MG_ERROR_FAILED,
                 _("Another program uses port %u, which this provider's sign-in needs"),
                 (guint) wanted);
  else
    g_set_error (error, MG_ERROR, MG_ERROR_FAILED,
                 _("Mailgrant cannot wait for the browser's answer: %s"), refused->message);

  return NULL;
}

static void
on_linger_cb (gpointer user_data)
{
  MgLoopback *self = MG_LOOPBACK (user_data);

  self->linger_id = 0;
  mg_loopback_close (self);
  g_object_unref (self);
}

static void
mg_loopback_dispose (GObject *object)
{
  MgLoopback *self = MG_LOOPBACK (object);

  mg_loopback_close (self);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (mg_loopback_parent_class)->dispose (object);
}

static void
mg_loopback_finalize (GObject *object)
{
  MgLoopback *self = MG_LOOPBACK (object);

  g_free (self->host);
  g_free (self->path);
  g_free (self->done_path);
  g_free (self->redirect_uri);
  g_ptr_array_unref (self->connections);
  g_ptr_array_unref (self->held);

  G_OBJECT_CLASS (mg_loopback_parent_class)->finalize (object);
}

static void
mg_loopback_class_init (MgLoopbackClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mg_loopback_dispose;
  object_class->finalize = mg_loopback_finalize;

  /**
   * MgLoopback::callback:
   * @self: the listener
   * @query: the query, still encoded
   *
   * Somebody asked for the exact path. It may be anybody.
   *
   * Returns: %TRUE if it is the answer that was waited for
   */
  signals[SIGNAL_CALLBACK] =
    g_signal_new ("callback", MG_TYPE_LOOPBACK, G_SIGNAL_RUN_LAST, 0,
                  g_signal_accumulator_true_handled, NULL, NULL,
                  G_TYPE_BOOLEAN, 1, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);

  /**
   * MgLoopback::delivered:
   * @self: the listener
   *
   * The browser has been given the page that says how it ended, or did not
   * come for it, or none waits; once, after mg_loopback_conclude().
   */
  signals[SIGNAL_DELIVERED] =
    g_signal_new ("delivered", MG_TYPE_LOOPBACK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
mg_loopback_init (MgLoopback *self)
{
  self->connections = g_ptr_array_new_with_free_func (g_object_unref);
  self->held = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * mg_loopback_new:
 * @clock: where the time comes from
 * @host: `127.0.0.1`, `[::1]` or `localhost`
 * @port: the only port the provider accepts, or 0 for any
 * @path: the exact path of the redirect address, perhaps empty
 *
 * Returns: (transfer full): a new listener that is not open yet
 */
MgLoopback *
mg_loopback_new (MgClock    *clock,
                 const char *host,
                 guint16     port,
                 const char *path)
{
  MgLoopback *self;

  g_return_val_if_fail (MG_IS_CLOCK (clock), NULL);
  g_return_val_if_fail (host != NULL, NULL);
  g_return_val_if_fail (path != NULL && (*path == '\0' || *path == '/'), NULL);

  self = g_object_new (MG_TYPE_LOOPBACK, NULL);
  self->clock = g_object_ref (clock);
  self->host = g_strdup (host);
  self->port = port;
  self->path = g_strdup (path);
  self->done_path = g_strconcat (g_str_has_suffix (path, "/") ? "" : path, "/done", NULL);

  return self;
}

/**
 * mg_loopback_open:
 * @self: a new listener
 * @error: return location for an error
 *
 * Binds and listens; only then is the address known.
 *
 * Returns: %TRUE if it listens
 */
gboolean
mg_loopback_open (MgLoopback  *self,
                  GError     **error)
{
  g_return_val_if_fail (MG_IS_LOOPBACK (self), FALSE);
  g_return_val_if_fail (self->redirect_uri == NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  self->service = listen_on (self->host, &self->port, error);
  if (self->service == NULL)
    return FALSE;

  self->state = STATE_WAITING;
  self->redirect_uri =
    g_strdup_printf ("http://%s:%u%s", self->host, (guint) self->port, self->path);
  g_signal_connect_object (self->service, "incoming",
                           G_CALLBACK (on_incoming_cb), self, G_CONNECT_DEFAULT);
  g_socket_service_start (self->service);

  return TRUE;
}

/**
 * mg_loopback_get_redirect_uri:
 * @self: a listener
 *
 * Returns: (transfer none) (nullable): the redirect address, once it is open
 */
const char *
mg_loopback_get_redirect_uri (MgLoopback *self)
{
  g_return_val_if_fail (MG_IS_LOOPBACK (self), NULL);

  return self->redirect_uri;
}

/**
 * mg_loopback_conclude:
 * @self: an open listener
 * @page: how it ended
 *
 * Shows the browser how it ended. If the browser has been here, the listener
 * stays for the few seconds that it needs to come for its page; otherwise it
 * closes at once.
 */
void
mg_loopback_conclude (MgLoopback     *self,
                      MgLoopbackPage  page)
{
  g_return_if_fail (MG_IS_LOOPBACK (self));

  if (self->state != STATE_TAKEN)
    {
      mg_loopback_close (self);
      mg_loopback_deliver (self);
      return;
    }

  self->state = STATE_CONCLUDED;
  self->page = page;
  self->delivery_id = mg_clock_timeout_add (self->clock, DELIVERY_MS, on_delivery_cb, self);
  self->linger_id = mg_clock_timeout_add (self->clock, LINGER_MS, on_linger_cb,
                                          g_object_ref (self));

  while (self->held->len > 0)
    {
      g_autoptr (MgLoopbackConnection) connection = g_ptr_array_steal_index (self->held, 0);

      mg_loopback_answer_done (self, connection);
    }
}

/**
 * mg_loopback_close:
 * @self: a listener
 *
 * Closes the listener and what is open on it.
 */
void
mg_loopback_close (MgLoopback *self)
{
  gboolean lingering;

  g_return_if_fail (MG_IS_LOOPBACK (self));

  self->state = STATE_CLOSED;
  lingering = self->linger_id != 0;
  if (lingering)
    mg_clock_timeout_clear (self->clock, &self->linger_id);
  if (self->clock != NULL)
    mg_clock_timeout_clear (self->clock, &self->delivery_id);

  if (self->service != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->service, self);
      g_socket_service_stop (self->service);
      g_socket_listener_close (G_SOCKET_LISTENER (self->service));
      g_clear_object (&self->service);
    }

  while (self->connections->len > 0)
    {
      g_autoptr (MgLoopbackConnection) connection =
        g_object_ref (g_ptr_array_index (self->connections, 0));

      mg_loopback_connection_drop (connection);
    }

  if (lingering)
    g_object_unref (self);
}
