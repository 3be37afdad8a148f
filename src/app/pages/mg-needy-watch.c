/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-needy-watch"

#include "config.h"

#include "mg-needy-watch.h"

/**
 * MgNeedyWatch:
 *
 * How many mail settings of a fleet need repair. It counts once after many
 * devices have changed, when there is nothing else to do.
 */
struct _MgNeedyWatch
{
  GObject   parent_instance;

  MgFleet  *fleet;            /* (owned) */
  guint     count;
  guint     source;           /* (owned): a source, while a count is due */
};

G_DEFINE_FINAL_TYPE (MgNeedyWatch, mg_needy_watch, G_TYPE_OBJECT)

typedef enum
{
  PROP_COUNT = 1,
} MgNeedyWatchProperty;

static GParamSpec *properties[PROP_COUNT + 1] = { NULL, };

static void
on_idle_cb (gpointer user_data)
{
  MgNeedyWatch *self = MG_NEEDY_WATCH (user_data);
  guint count = mg_fleet_count_needy (self->fleet);

  self->source = 0;
  if (self->count == count)
    return;

  self->count = count;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COUNT]);
}

static void
on_changed_cb (MgNeedyWatch *self)
{
  if (self->source == 0)
    self->source = g_idle_add_once (on_idle_cb, self);
}

static void
on_items_changed_cb (MgNeedyWatch *self,
                     guint         position,
                     guint         removed,
                     guint         added)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (MgDevice) device = g_list_model_get_item (G_LIST_MODEL (self->fleet), i);

      /* One that was removed may come back. */
      g_signal_handlers_disconnect_by_func (device, on_changed_cb, self);
      g_signal_connect_object (device, "notify", G_CALLBACK (on_changed_cb),
                               self, G_CONNECT_SWAPPED);
    }
  on_changed_cb (self);
}

static void
mg_needy_watch_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  MgNeedyWatch *self = MG_NEEDY_WATCH (object);

  switch ((MgNeedyWatchProperty) prop_id)
    {
    case PROP_COUNT:
      g_value_set_uint (value, self->count);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mg_needy_watch_dispose (GObject *object)
{
  MgNeedyWatch *self = MG_NEEDY_WATCH (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_object (&self->fleet);

  G_OBJECT_CLASS (mg_needy_watch_parent_class)->dispose (object);
}

static void
mg_needy_watch_class_init (MgNeedyWatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mg_needy_watch_dispose;
  object_class->get_property = mg_needy_watch_get_property;

  /**
   * MgNeedyWatch:count:
   *
   * How many mail settings something is known to be wrong with.
   */
  properties[PROP_COUNT] =
    g_param_spec_uint ("count", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
mg_needy_watch_init (MgNeedyWatch *self)
{
}

/**
 * mg_needy_watch_new:
 * @fleet: a fleet
 *
 * Returns: (transfer full): a watch that has not counted yet
 */
MgNeedyWatch *
mg_needy_watch_new (MgFleet *fleet)
{
  MgNeedyWatch *self;

  g_return_val_if_fail (MG_IS_FLEET (fleet), NULL);

  self = g_object_new (MG_TYPE_NEEDY_WATCH, NULL);
  self->fleet = g_object_ref (fleet);
  g_signal_connect_object (fleet, "items-changed", G_CALLBACK (on_items_changed_cb),
                           self, G_CONNECT_SWAPPED);
  on_items_changed_cb (self, 0, 0, g_list_model_get_n_items (G_LIST_MODEL (fleet)));

  return self;
}

/**
 * mg_needy_watch_get_count:
 * @self: a watch
 *
 * Returns: how many mail settings something is known to be wrong with
 */
guint
mg_needy_watch_get_count (MgNeedyWatch *self)
{
  g_return_val_if_fail (MG_IS_NEEDY_WATCH (self), 0);

  return self->count;
}
