/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-avahi-browser"

#include "config.h"

#include "mg-avahi-browser.h"
#include "mg-avahi-resolver.h"

static const guint retry_seconds[] = { 1, 5, 30 };

typedef struct
{
  MgAvahiBrowser  *owner;       /* (nullable): none once it is given up */
  GDBusConnection *connection;  /* (owned) */
  const char      *type;
  char            *path;        /* (owned) (nullable) */
} Browse;

/**
 * MgAvahiBrowser:
 *
 * Keeps one browser at Avahi for each service type, and makes those again that
 * fail. Their signals go to whoever has subscribed to them.
 */
struct _MgAvahiBrowser
{
  GObject             parent_instance;

  GDBusConnection    *connection;  /* (owned) */
  MgClock            *clock;       /* (owned) */
  const char * const *types;
  MgAvahiBrowsedFunc  browsed;
  gpointer            user_data;

  GPtrArray          *browses;     /* (owned) (element-type Browse) */
  guint               attempt;
  guint               retry_id;
};

G_DEFINE_FINAL_TYPE (MgAvahiBrowser, mg_avahi_browser, G_TYPE_OBJECT)

static void
browse_clear (gpointer data)
{
  Browse *browse = data;

  g_object_unref (browse->connection);
  g_free (browse->path);
}

static void
browse_unref (Browse *browse)
{
  g_rc_box_release_full (browse, browse_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Browse, browse_unref)

static void
browse_free_object (Browse *browse)
{
  if (browse->path != NULL)
    g_dbus_connection_call (browse->connection, MG_AVAHI_NAME, browse->path,
                            MG_AVAHI_NAME ".ServiceBrowser", "Free", NULL, NULL,
                            G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
  g_clear_pointer (&browse->path, g_free);
}

static void
browse_give_up (gpointer data)
{
  Browse *browse = data;

  browse->owner = NULL;
  browse_free_object (browse);
  browse_unref (browse);
}

static void mg_avahi_browser_retry_later (MgAvahiBrowser *self);

static void
on_browser_new_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (Browse) browse = user_data;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;
  MgAvahiBrowser *self = browse->owner;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);
  if (reply != NULL)
    g_variant_get (reply, "(o)", &browse->path);

  if (self == NULL)
    {
      browse_free_object (browse);
      return;
    }

  if (reply == NULL)
    {
      g_debug ("no browser for %s: %s", browse->type, error->message);
      g_ptr_array_remove (self->browses, browse);
      mg_avahi_browser_retry_later (self);
    }

  self->browsed (error, self->user_data);
}

static void
mg_avahi_browser_open (MgAvahiBrowser *self,
                       const char     *type)
{
  Browse *browse = g_rc_box_new0 (Browse);

  browse->owner = self;
  browse->connection = g_object_ref (self->connection);
  browse->type = type;
  g_ptr_array_add (self->browses, browse);

  g_dbus_connection_call (self->connection, MG_AVAHI_NAME, "/", MG_AVAHI_NAME ".Server",
                          "ServiceBrowserNew",
                          g_variant_new ("(iissu)", -1, MG_AVAHI_PROTOCOL_ANY, type, "", 0),
                          G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL,
                          on_browser_new_cb, g_rc_box_acquire (browse));
}

static gboolean
mg_avahi_browser_has (MgAvahiBrowser *self,
                      const char     *type)
{
  for (guint i = 0; i < self->browses->len; i++)
    if (g_str_equal (((Browse *) g_ptr_array_index (self->browses, i))->type, type))
      return TRUE;

  return FALSE;
}

static void
mg_avahi_browser_open_missing (MgAvahiBrowser *self)
{
  for (gsize i = 0; self->types[i] != NULL; i++)
    if (!mg_avahi_browser_has (self, self->types[i]))
      mg_avahi_browser_open (self, self->types[i]);
}

static void
on_retry_cb (gpointer user_data)
{
  MgAvahiBrowser *self = MG_AVAHI_BROWSER (user_data);

  self->retry_id = 0;
  mg_avahi_browser_open_missing (self);
}

/* A daemon that has only just started refuses for a while. */
static void
mg_avahi_browser_retry_later (MgAvahiBrowser *self)
{
  guint seconds = retry_seconds[MIN (self->attempt, G_N_ELEMENTS (retry_seconds) - 1)];

  if (self->retry_id != 0)
    return;

  self->attempt++;
  self->retry_id = mg_clock_timeout_add (self->clock, seconds * 1000, on_retry_cb, self);
}

static void
mg_avahi_browser_dispose (GObject *object)
{
  MgAvahiBrowser *self = MG_AVAHI_BROWSER (object);

  mg_avahi_browser_close (self);
  g_clear_object (&self->connection);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (mg_avahi_browser_parent_class)->dispose (object);
}

static void
mg_avahi_browser_finalize (GObject *object)
{
  MgAvahiBrowser *self = MG_AVAHI_BROWSER (object);

  g_ptr_array_unref (self->browses);

  G_OBJECT_CLASS (mg_avahi_browser_parent_class)->finalize (object);
}

static void
mg_avahi_browser_class_init (MgAvahiBrowserClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mg_avahi_browser_dispose;
  object_class->finalize = mg_avahi_browser_finalize;
}

static void
mg_avahi_browser_init (MgAvahiBrowser *self)
{
  self->browses = g_ptr_array_new_with_free_func (browse_give_up);
}

/**
 * mg_avahi_browser_new:
 * @connection: the bus that Avahi is on
 * @clock: where the time comes from
 * @types: (array zero-terminated=1): the service types, which must stay
 * @browsed: (scope forever): called with each outcome
 * @user_data: data for @browsed
 *
 * Begins to browse.
 *
 * Returns: (transfer full): a browser
 */
MgAvahiBrowser *
mg_avahi_browser_new (GDBusConnection    *connection,
                      MgClock            *clock,
                      const char * const *types,
                      MgAvahiBrowsedFunc  browsed,
                      gpointer            user_data)
{
  MgAvahiBrowser *self;

  g_return_val_if_fail (G_IS_DBUS_CONNECTION (connection), NULL);
  g_return_val_if_fail (MG_IS_CLOCK (clock), NULL);
  g_return_val_if_fail (types != NULL, NULL);
  g_return_val_if_fail (browsed != NULL, NULL);

  self = g_object_new (MG_TYPE_AVAHI_BROWSER, NULL);
  self->connection = g_object_ref (connection);
  self->clock = g_object_ref (clock);
  self->types = types;
  self->browsed = browsed;
  self->user_data = user_data;
  mg_avahi_browser_open_missing (self);

  return self;
}

/**
 * mg_avahi_browser_handle_failure:
 * @self: a browser
 * @path: the object at Avahi that has failed
 *
 * Makes the browser that has failed again after a while.
 */
void
mg_avahi_browser_handle_failure (MgAvahiBrowser *self,
                                 const char     *path)
{
  g_return_if_fail (MG_IS_AVAHI_BROWSER (self));
  g_return_if_fail (path != NULL);

  for (guint i = 0; i < self->browses->len; i++)
    if (g_strcmp0 (((Browse *) g_ptr_array_index (self->browses, i))->path, path) == 0)
      {
        g_ptr_array_remove_index (self->browses, i);
        mg_avahi_browser_retry_later (self);
        return;
      }
}

/**
 * mg_avahi_browser_close:
 * @self: a browser
 *
 * Stops browsing.
 */
void
mg_avahi_browser_close (MgAvahiBrowser *self)
{
  g_return_if_fail (MG_IS_AVAHI_BROWSER (self));

  g_ptr_array_set_size (self->browses, 0);
  if (self->clock != NULL)
    mg_clock_timeout_clear (self->clock, &self->retry_id);
}
