/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-sighting-list"

#include "config.h"

#include "mg-sighting-list.h"

/**
 * MgSightingList:
 *
 * A list model of [class@Mg.Sighting]. Sightings are replaced in place and
 * appended at the end.
 *
 * Strangers decide how many there are, so their number and the pace of new
 * ones are bounded: what comes too fast waits its turn, what is too much is
 * left out and #MgSightingList:overflowed says so.
 */
struct _MgSightingList
{
  GObject     parent_instance;

  MgClock    *clock;       /* (owned) */
  GPtrArray  *sightings;   /* (owned) (element-type MgSighting) */
  GHashTable *by_id;       /* (owned) (element-type utf8 MgSighting) */
  GQueue      waiting;     /* (owned) (element-type MgSighting) */
  guint       admitted;
  guint       second_id;
  gboolean    overflowed;
};

static GType
mg_sighting_list_get_item_type (GListModel *model)
{
  return MG_TYPE_SIGHTING;
}

static guint
mg_sighting_list_get_n_items (GListModel *model)
{
  return MG_SIGHTING_LIST (model)->sightings->len;
}

static gpointer
mg_sighting_list_get_item (GListModel *model,
                           guint       position)
{
  MgSightingList *self = MG_SIGHTING_LIST (model);

  if (position >= self->sightings->len)
    return NULL;

  return g_object_ref (g_ptr_array_index (self->sightings, position));
}

static void
mg_sighting_list_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = mg_sighting_list_get_item_type;
  iface->get_n_items = mg_sighting_list_get_n_items;
  iface->get_item = mg_sighting_list_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MgSightingList, mg_sighting_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      mg_sighting_list_list_model_init))

typedef enum
{
  PROP_OVERFLOWED = 1,
} MgSightingListProperty;

static GParamSpec *properties[PROP_OVERFLOWED + 1] = { NULL, };

static void
mg_sighting_list_set_overflowed (MgSightingList *self,
                                 gboolean        overflowed)
{
  if (self->overflowed == overflowed)
    return;

  self->overflowed = overflowed;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OVERFLOWED]);
}

static void on_second_cb (gpointer user_data);

static void
mg_sighting_list_admit (MgSightingList *self,
                        MgSighting     *sighting)
{
  if (self->second_id == 0)
    self->second_id = mg_clock_timeout_add (self->clock, 1000, on_second_cb, self);
  self->admitted++;

  g_ptr_array_add (self->sightings, g_object_ref (sighting));
  g_hash_table_insert (self->by_id, (char *) mg_sighting_get_id (sighting), sighting);
  g_list_model_items_changed (G_LIST_MODEL (self), self->sightings->len - 1, 0, 1);
}

static void
on_second_cb (gpointer user_data)
{
  MgSightingList *self = MG_SIGHTING_LIST (user_data);

  self->second_id = 0;
  self->admitted = 0;

  while (self->admitted < MG_SIGHTING_LIST_MAX_NEW_PER_SECOND)
    {
      g_autoptr (MgSighting) sighting = g_queue_pop_head (&self->waiting);

      if (sighting == NULL)
        break;
      mg_sighting_list_admit (self, sighting);
    }
}

static GList *
mg_sighting_list_find_waiting (MgSightingList *self,
                               const char     *id)
{
  for (GList *link = self->waiting.head; link != NULL; link = link->next)
    if (g_str_equal (mg_sighting_get_id (link->data), id))
      return link;

  return NULL;
}

static void
mg_sighting_list_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  MgSightingList *self = MG_SIGHTING_LIST (object);

  switch ((MgSightingListProperty) prop_id)
    {
    case PROP_OVERFLOWED:
      g_value_set_boolean (value, self->overflowed);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mg_sighting_list_dispose (GObject *object)
{
  MgSightingList *self = MG_SIGHTING_LIST (object);

  if (self->clock != NULL)
    mg_clock_timeout_clear (self->clock, &self->second_id);
  g_clear_object (&self->clock);
  g_queue_clear_full (&self->waiting, g_object_unref);

  G_OBJECT_CLASS (mg_sighting_list_parent_class)->dispose (object);
}

static void
mg_sighting_list_finalize (GObject *object)
{
  MgSightingList *self = MG_SIGHTING_LIST (object);

  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->sightings);

  G_OBJECT_CLASS (mg_sighting_list_parent_class)->finalize (object);
}

static void
mg_sighting_list_class_init (MgSightingListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mg_sighting_list_get_property;
  object_class->dispose = mg_sighting_list_dispose;
  object_class->finalize = mg_sighting_list_finalize;

  /**
   * MgSightingList:overflowed:
   *
   * Whether something has been left out since the list was last emptied.
   */
  properties[PROP_OVERFLOWED] =
    g_param_spec_boolean ("overflowed", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
mg_sighting_list_init (MgSightingList *self)
{
  self->sightings = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
}

/**
 * mg_sighting_list_new:
 * @clock: where the time comes from
 *
 * Returns: (transfer full): an empty list
 */
MgSightingList *
mg_sighting_list_new (MgClock *clock)
{
  MgSightingList *self;

  g_return_val_if_fail (MG_IS_CLOCK (clock), NULL);

  self = g_object_new (MG_TYPE_SIGHTING_LIST, NULL);
  self->clock = g_object_ref (clock);

  return self;
}

/**
 * mg_sighting_list_lookup:
 * @self: a list
 * @id: the id of a sighting
 *
 * Returns: (transfer none) (nullable): the sighting, if the list has it
 */
MgSighting *
mg_sighting_list_lookup (MgSightingList *self,
                         const char     *id)
{
  g_return_val_if_fail (MG_IS_SIGHTING_LIST (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  return g_hash_table_lookup (self->by_id, id);
}

/**
 * mg_sighting_list_put:
 * @self: a list
 * @sighting: what was seen
 *
 * Adds a sighting, or replaces the one with the same id.
 */
void
mg_sighting_list_put (MgSightingList *self,
                      MgSighting     *sighting)
{
  MgSighting *known;
  GList *waiting;
  guint position;

  g_return_if_fail (MG_IS_SIGHTING_LIST (self));
  g_return_if_fail (MG_IS_SIGHTING (sighting));

  known = mg_sighting_list_lookup (self, mg_sighting_get_id (sighting));
  if (known != NULL && g_ptr_array_find (self->sightings, known, &position))
    {
      g_hash_table_replace (self->by_id, (char *) mg_sighting_get_id (sighting), sighting);
      g_ptr_array_index (self->sightings, position) = g_object_ref (sighting);
      g_object_unref (known);
      g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 1);
      return;
    }

  waiting = mg_sighting_list_find_waiting (self, mg_sighting_get_id (sighting));
  if (waiting != NULL)
    {
      g_object_unref (waiting->data);
      waiting->data = g_object_ref (sighting);
      return;
    }

  if (self->sightings->len + self->waiting.length >= MG_SIGHTING_LIST_MAX)
    mg_sighting_list_set_overflowed (self, TRUE);
  else if (self->admitted < MG_SIGHTING_LIST_MAX_NEW_PER_SECOND)
    mg_sighting_list_admit (self, sighting);
  else
    g_queue_push_tail (&self->waiting, g_object_ref (sighting));
}

/**
 * mg_sighting_list_drop:
 * @self: a list
 * @id: the id of a sighting
 *
 * Forgets a sighting, if the list has it.
 */
void
mg_sighting_list_drop (MgSightingList *self,
                       const char     *id)
{
  MgSighting *known;
  GList *waiting;
  guint position;

  g_return_if_fail (MG_IS_SIGHTING_LIST (self));
  g_return_if_fail (id != NULL);

  waiting = mg_sighting_list_find_waiting (self, id);
  if (waiting != NULL)
    {
      g_object_unref (waiting->data);
      g_queue_delete_link (&self->waiting, waiting);
      return;
    }

  known = mg_sighting_list_lookup (self, id);
  if (known == NULL || !g_ptr_array_find (self->sightings, known, &position))
    return;

  g_hash_table_remove (self->by_id, id);
  g_ptr_array_remove_index (self->sightings, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

/**
 * mg_sighting_list_drop_all:
 * @self: a list
 *
 * Empties the list, and begins to count anew.
 */
void
mg_sighting_list_drop_all (MgSightingList *self)
{
  guint n_items;

  g_return_if_fail (MG_IS_SIGHTING_LIST (self));

  g_queue_clear_full (&self->waiting, g_object_unref);
  mg_clock_timeout_clear (self->clock, &self->second_id);
  self->admitted = 0;
  mg_sighting_list_set_overflowed (self, FALSE);

  n_items = self->sightings->len;
  if (n_items == 0)
    return;

  g_hash_table_remove_all (self->by_id);
  g_ptr_array_set_size (self->sightings, 0);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_items, 0);
}

/**
 * mg_sighting_list_get_overflowed:
 * @self: a list
 *
 * Returns: whether something has been left out since the list was last emptied
 */
gboolean
mg_sighting_list_get_overflowed (MgSightingList *self)
{
  g_return_val_if_fail (MG_IS_SIGHTING_LIST (self), FALSE);

  return self->overflowed;
}
