/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-description-fetcher"

#include "config.h"

#include <libsoup/soup.h>

#include "mg-description-fetcher.h"

typedef struct
{
  MgDescriptionFetcher *owner;        /* (nullable): none once it is given up */
  char                 *url;          /* (owned) */
  GInetAddress         *source;       /* (owned) */
  GBytes               *post;         /* (owned) (nullable) */
  gpointer              data;         /* (owned) */
  GDestroyNotify        destroy;      /* (nullable) */
  GCancellable         *cancellable;  /* (owned) */
  SoupMessage          *message;      /* (owned) (nullable) */
  char                 *body;         /* (owned) (nullable) */
  guint                 timeout_id;
} Fetch;

/**
 * MgDescriptionFetcher:
 *
 * Fetches the descriptions to which devices point in their announcements,
 * where nobody has asked for it and everybody may have sent the announcement.
 *
 * It has a session of its own without cookies, proxy or login, follows no
 * redirection, and takes nothing from another address than the announcement
 * came from. Certificates are not looked at: nothing secret is sent, and
 * nothing that comes is believed.
 */
struct _MgDescriptionFetcher
{
  GObject            parent_instance;

  MgClock           *clock;      /* (owned) */
  MgDescriptionFunc  fetched;
  gpointer           user_data;
  SoupSession       *session;    /* (owned) */
  GQueue             waiting;    /* (owned) (element-type Fetch) */
  GPtrArray         *running;    /* (owned) (element-type Fetch) */
};

G_DEFINE_FINAL_TYPE (MgDescriptionFetcher, mg_description_fetcher, G_TYPE_OBJECT)

static void
fetch_clear (gpointer data)
{
  Fetch *fetch = data;

  g_free (fetch->url);
  g_object_unref (fetch->source);
  g_clear_pointer (&fetch->post, g_bytes_unref);
  if (fetch->destroy != NULL)
    fetch->destroy (fetch->data);
  g_object_unref (fetch->cancellable);
  g_clear_object (&fetch->message);
  g_free (fetch->body);
}

static void
fetch_unref (gpointer data)
{
  g_rc_box_release_full (data, fetch_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fetch, fetch_unref)

static void
fetch_give_up (gpointer data)
{
  Fetch *fetch = data;

  if (fetch->owner != NULL && fetch->owner->clock != NULL)
    mg_clock_timeout_clear (fetch->owner->clock, &fetch->timeout_id);
  fetch->owner = NULL;
  g_cancellable_cancel (fetch->cancellable);
  fetch_unref (fetch);
}

static void mg_description_fetcher_pump (MgDescriptionFetcher *self);

static void
fetch_finish (Fetch  *fetch,
              GBytes *body)
{
  g_autoptr (MgDescriptionFetcher) self = NULL;

  if (fetch->owner == NULL)
    return;

  self = g_object_ref (fetch->owner);
  self->fetched (body, fetch->data, self->user_data);
  g_ptr_array_remove_fast (self->running, fetch);
  mg_description_fetcher_pump (self);
}

static gboolean
came_from (SoupMessage  *message,
           GInetAddress *source)
{
  GSocketAddress *remote = soup_message_get_remote_address (message);

  return G_IS_INET_SOCKET_ADDRESS (remote) &&
         g_inet_address_equal (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote)),
                               source);
}

static void
on_body_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (Fetch) fetch = user_data;
  g_autoptr (GBytes) body = NULL;
  gsize length = 0;

  if (g_input_stream_read_all_finish (G_INPUT_STREAM (object), result, &length, NULL) &&
      length > 0 && length <= MG_DESCRIPTION_FETCHER_MAX_BYTES)
    body = g_bytes_new (fetch->body, length);

  fetch_finish (fetch, body);
}

static void
on_sent_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (Fetch) fetch = user_data;
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GError) error = NULL;

  stream = soup_session_send_finish (SOUP_SESSION (object), result, &error);
  if (stream == NULL || fetch->owner == NULL ||
      soup_message_get_status (fetch->message) != SOUP_STATUS_OK ||
      !came_from (fetch->message, fetch->source))
    {
      g_debug ("no description: %s", error != NULL ? error->message : "of no use");
      fetch_finish (fetch, NULL);
      return;
    }

  fetch->body = g_malloc (MG_DESCRIPTION_FETCHER_MAX_BYTES + 1);
  g_input_stream_read_all_async (stream, fetch->body, MG_DESCRIPTION_FETCHER_MAX_BYTES + 1,
                                 G_PRIORITY_DEFAULT, fetch->cancellable, on_body_cb,
                                 g_rc_box_acquire (fetch));
}

static gboolean
on_accept_certificate_cb (SoupMessage          *message,
                          GTlsCertificate      *certificate,
                          GTlsCertificateFlags  errors,
                          gpointer              user_data)
{
  return TRUE;
}

static void
on_timeout_cb (gpointer user_data)
{
  Fetch *fetch = user_data;

  fetch->timeout_id = 0;
  g_cancellable_cancel (fetch->cancellable);
}

static void
mg_description_fetcher_start (MgDescriptionFetcher *self,
                              Fetch                *fetch)
{
  g_ptr_array_add (self->running, fetch);
  fetch->timeout_id = mg_clock_timeout_add (self->clock, MG_DESCRIPTION_FETCHER_TIMEOUT_MSEC,
                                            on_timeout_cb, fetch);
  fetch->message = soup_message_new (fetch->post != NULL ? SOUP_METHOD_POST : SOUP_METHOD_GET,
                                     fetch->url);
  soup_message_add_flags (fetch->message, SOUP_MESSAGE_NO_REDIRECT |
                                          SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE |
                                          SOUP_MESSAGE_NEW_CONNECTION);
  g_signal_connect (fetch->message, "accept-certificate",
                    G_CALLBACK (on_accept_certificate_cb), NULL);
  if (fetch->post != NULL)
    soup_message_set_request_body_from_bytes (fetch->message, "application/soap+xml",
                                              fetch->post);

  soup_session_send_async (self->session, fetch->message, G_PRIORITY_DEFAULT, fetch->cancellable,
                           on_sent_cb, g_rc_box_acquire (fetch));
}

static gboolean
mg_description_fetcher_is_busy_with (MgDescriptionFetcher *self,
                                     GInetAddress         *source)
{
  for (guint i = 0; i < self->running->len; i++)
    {
      const Fetch *fetch = g_ptr_array_index (self->running, i);

      if (g_inet_address_equal (fetch->source, source))
        return TRUE;
    }

  return FALSE;
}

/* One at a time from each host, so that a slow one takes one place only. */
static void
mg_description_fetcher_pump (MgDescriptionFetcher *self)
{
  GList *next;

  for (GList *link = self->waiting.head;
       link != NULL && self->running->len < MG_DESCRIPTION_FETCHER_MAX_RUNNING; link = next)
    {
      Fetch *fetch = link->data;

      next = link->next;
      if (mg_description_fetcher_is_busy_with (self, fetch->source))
        continue;

      g_queue_delete_link (&self->waiting, link);
      mg_description_fetcher_start (self, fetch);
    }
}

static void
mg_description_fetcher_dispose (GObject *object)
{
  MgDescriptionFetcher *self = MG_DESCRIPTION_FETCHER (object);

  mg_description_fetcher_cancel (self);
  g_clear_object (&self->session);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (mg_description_fetcher_parent_class)->dispose (object);
}

static void
mg_description_fetcher_finalize (GObject *object)
{
  MgDescriptionFetcher *self = MG_DESCRIPTION_FETCHER (object);

  g_ptr_array_unref (self->running);

  G_OBJECT_CLASS (mg_description_fetcher_parent_class)->finalize (object);
}

static void
mg_description_fetcher_class_init (MgDescriptionFetcherClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mg_description_fetcher_dispose;
  object_class->finalize = mg_description_fetcher_finalize;
}

static void
mg_description_fetcher_init (MgDescriptionFetcher *self)
{
  self->running = g_ptr_array_new_with_free_func (fetch_give_up);
  self->session = soup_session_new_with_options ("proxy-resolver", NULL,
                                                 "max-conns-per-host", 1,
                                                 "user-agent", "Mailgrant",
                                                 NULL);
}

/**
 * mg_description_fetcher_new:
 * @clock: where the time comes from
 * @fetched: (scope forever): called with the outcome of each fetch
 * @user_data: data for @fetched
 *
 * Returns: (transfer full): a fetcher without work
 */
MgDescriptionFetcher *
mg_description_fetcher_new (MgClock           *clock,
                            MgDescriptionFunc  fetched,
                            gpointer           user_data)
{
  MgDescriptionFetcher *self;

  g_return_val_if_fail (MG_IS_CLOCK (clock), NULL);
  g_return_val_if_fail (fetched != NULL, NULL);

  self = g_object_new (MG_TYPE_DESCRIPTION_FETCHER, NULL);
  self->clock = g_object_ref (clock);
  self->fetched = fetched;
  self->user_data = user_data;

  return self;
}

/**
 * mg_description_fetcher_fetch:
 * @self: a fetcher
 * @url: what to fetch, as mg_url_rules_dup_base_url() writes it
 * @source: the address that it is at
 * @post: (nullable): what to post there, or %NULL to get
 * @data: (transfer full): what the caller wants to have back with the outcome
 * @destroy: (nullable): frees @data
 *
 * Fetches, as soon as there is room. If too much waits already it is let go.
 */
void
mg_description_fetcher_fetch (MgDescriptionFetcher *self,
                              const char           *url,
                              GInetAddress         *source,
                              GBytes               *post,
                              gpointer              data,
                              GDestroyNotify        destroy)
{
  Fetch *fetch;

  g_return_if_fail (MG_IS_DESCRIPTION_FETCHER (self));
  g_return_if_fail (url != NULL);
  g_return_if_fail (G_IS_INET_ADDRESS (source));

  fetch = g_rc_box_new0 (Fetch);
  fetch->owner = self;
  fetch->url = g_strdup (url);
  fetch->source = g_object_ref (source);
  fetch->post = post != NULL ? g_bytes_ref (post) : NULL;
  fetch->data = data;
  fetch->destroy = destroy;
  fetch->cancellable = g_cancellable_new ();

  if (self->waiting.length >= MG_DESCRIPTION_FETCHER_MAX_WAITING ||
      !g_uri_is_valid (url, G_URI_FLAGS_NONE, NULL))
    {
      fetch_give_up (fetch);
      return;
    }

  g_queue_push_tail (&self->waiting, fetch);
  mg_description_fetcher_pump (self);
}

/**
 * mg_description_fetcher_cancel:
 * @self: a fetcher
 *
 * Gives up all work without another word.
 */
void
mg_description_fetcher_cancel (MgDescriptionFetcher *self)
{
  g_return_if_fail (MG_IS_DESCRIPTION_FETCHER (self));

  g_queue_clear_full (&self->waiting, fetch_give_up);
  g_ptr_array_set_size (self->running, 0);
}
