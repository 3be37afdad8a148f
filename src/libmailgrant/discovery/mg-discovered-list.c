/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-discovered-list"

#include "config.h"

#include "mg-discovered-list.h"
#include "mg-merger.h"

typedef struct
{
  MgSighting         *sighting;  /* (owned) */
  guint64             number;    /* the order of arrival */
  gint64              leaves_at; /* boot time, 0 while it is there */
  gboolean            present;
  MgDiscoveredDevice *device;    /* (nullable) (unowned): whose it was at the last merge */
} Record;

typedef struct
{
  GPtrArray          *sightings; /* (unowned) (element-type MgSighting), oldest first */
  guint64             number;
  MgDiscoveredDevice *device;    /* (nullable) (unowned) */
  guint               votes;
  char               *id;        /* (owned) */
  char               *full_id;   /* (owned) (nullable): where the id is not the only one */
} Group;

/**
 * MgDiscoveredList:
 *
 * A list model of [class@Mg.DiscoveredDevice], made from all sightings.
 *
 * New devices are appended and known ones stay in their place, so that no row
 * jumps under the pointer. What falls silent stays for ten seconds, so that a
 * link that flaps does not empty the list.
 */
struct _MgDiscoveredList
{
  GObject     parent_instance;

  MgClock    *clock;         /* (owned) */
  gboolean    show_servers;
  gboolean    overflowed;
  GHashTable *records;       /* (owned) (element-type utf8 Record) */
  guint64     last_number;
  GPtrArray  *devices;       /* (owned) (element-type MgDiscoveredDevice) */
  guint       leave_id;
};

static GType
mg_discovered_list_get_item_type (GListModel *model)
{
  return MG_TYPE_DISCOVERED_DEVICE;
}

static guint
mg_discovered_list_get_n_items (GListModel *model)
{
  return MG_DISCOVERED_LIST (model)->devices->len;
}

static gpointer
mg_discovered_list_get_item (GListModel *model,
                       guint       position)
{
  MgDiscoveredList *self = MG_DISCOVERED_LIST (model);

  if (position >= self->devices->len)
    return NULL;

  return g_object_ref (g_ptr_array_index (self->devices, position));
}

static void
mg_discovered_list_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = mg_discovered_list_get_item_type;
  iface->get_n_items = mg_discovered_list_get_n_items;
  iface->get_item = mg_discovered_list_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MgDiscoveredList, mg_discovered_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      mg_discovered_list_list_model_init))

typedef enum
{
  PROP_OVERFLOWED = 1,
} MgDiscoveredListProperty;

static GParamSpec *properties[PROP_OVERFLOWED + 1] = { NULL, };

static void
record_free (gpointer data)
{
  Record *record = data;

  g_object_unref (record->sighting);
  g_free (record);
}

static void
group_free (gpointer data)
{
  Group *group = data;

  g_ptr_array_unref (group->sightings);
  g_free (group->id);
  g_free (group->full_id);
  g_free (group);
}

static Record *
mg_discovered_list_get_record (MgDiscoveredList *self,
                         MgSighting  *sighting)
{
  return g_hash_table_lookup (self->records, mg_sighting_get_id (sighting));
}

static void
mg_discovered_list_note (MgDiscoveredList *self,
                   MgSighting  *sighting)
{
  Record *record = mg_discovered_list_get_record (self, sighting);

  if (record == NULL)
    {
      record = g_new0 (Record, 1);
      record->number = ++self->last_number;
      g_hash_table_insert (self->records, g_strdup (mg_sighting_get_id (sighting)), record);
    }

  g_set_object (&record->sighting, sighting);
  record->leaves_at = 0;
  record->present = TRUE;
}

static void on_leave_cb (gpointer user_data);

/* Lets go of what has been silent for long enough. */
static void
mg_discovered_list_expire (MgDiscoveredList *self)
{
  gint64 now = mg_clock_boot_time (self->clock);
  gint64 next = G_MAXINT64;
  GHashTableIter iter;
  Record *record;

  g_hash_table_iter_init (&iter, self->records);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &record))
    {
      if (record->present)
        continue;
      if (record->leaves_at == 0)
        record->leaves_at = now + MG_DISCOVERED_LIST_GRACE_MSEC * 1000;
      if (record->leaves_at <= now)
        g_hash_table_iter_remove (&iter);
      else
        next = MIN (next, record->leaves_at);
    }

  mg_clock_timeout_clear (self->clock, &self->leave_id);
  if (next != G_MAXINT64)
    self->leave_id = mg_clock_timeout_add (self->clock, (guint) ((next - now + 999) / 1000),
                                           on_leave_cb, self);
}

static void
mg_discovered_list_collect (MgDiscoveredList *self,
                      GPtrArray   *sightings)
{
  GHashTableIter iter;
  Record *record;

  g_hash_table_iter_init (&iter, self->records);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &record))
    record->present = FALSE;

  for (guint i = 0; i < sightings->len; i++)
    mg_discovered_list_note (self, g_ptr_array_index (sightings, i));
}

static int
compare_sighting_numbers (gconstpointer a,
                          gconstpointer b,
                          gpointer      user_data)
{
  const Record *first = mg_discovered_list_get_record (user_data, *(MgSighting **) a);
  const Record *second = mg_discovered_list_get_record (user_data, *(MgSighting **) b);

  return first->number < second->number ? -1 : first->number > second->number;
}

static int
compare_group_numbers (gconstpointer a,
                       gconstpointer b)
{
  const Group *first = *(Group **) a;
  const Group *second = *(Group **) b;

  return first->number < second->number ? -1 : first->number > second->number;
}

/* A computer that only serves files is not one of ours, nor is one of which
 * nothing but its name is known. */
static gboolean
is_shown (GPtrArray *sightings,
          gboolean   show_servers)
{
  for (guint i = 0; i < sightings->len; i++)
    {
      MgSighting *sighting = g_ptr_array_index (sightings, i);
      MgDiscoveredKind kind = mg_claims_get_kind (mg_sighting_get_claims (sighting));

      if (mg_sighting_get_weight (sighting) != MG_SIGHTING_WEIGHT_HINT ||
          (show_servers && kind == MG_DISCOVERED_KIND_SERVER))
        return TRUE;
    }

  return FALSE;
}

/* Which of the devices on the list the group is: the one that most of its
 * sightings belonged to. */
static void
mg_discovered_list_vote (MgDiscoveredList *self,
                   Group       *group)
{
  g_autoptr (GHashTable) votes = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < group->sightings->len; i++)
    {
      MgDiscoveredDevice *device =
        mg_discovered_list_get_record (self, g_ptr_array_index (group->sightings, i))->device;
      guint count;

      if (device == NULL)
        continue;

      count = GPOINTER_TO_UINT (g_hash_table_lookup (votes, device)) + 1;
      g_hash_table_insert (votes, device, GUINT_TO_POINTER (count));
      if (count > group->votes)
        {
          group->device = device;
          group->votes = count;
        }
    }
}

/* (element-type Group), oldest first */
static GPtrArray *
mg_discovered_list_group (MgDiscoveredList *self)
{
  g_autoptr (GPtrArray) sightings = g_ptr_array_new ();
  g_autoptr (GPtrArray) merged = NULL;
  GPtrArray *groups = g_ptr_array_new_with_free_func (group_free);
  GHashTableIter iter;
  Record *record;

  g_hash_table_iter_init (&iter, self->records);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &record))
    g_ptr_array_add (sightings, record->sighting);

  merged = mg_merger_merge (sightings);
  for (guint i = 0; i < merged->len; i++)
    {
      GPtrArray *members = g_ptr_array_index (merged, i);
      Group *group;

      if (!is_shown (members, self->show_servers))
        continue;

      g_ptr_array_sort_with_data (members, compare_sighting_numbers, self);
      group = g_new0 (Group, 1);
      group->sightings = g_ptr_array_ref (members);
      group->number = mg_discovered_list_get_record (self, g_ptr_array_index (members, 0))->number;
      mg_discovered_list_vote (self, group);
      g_ptr_array_add (groups, group);
    }
  g_ptr_array_sort (groups, compare_group_numbers);

  return groups;
}

/* A device that falls apart into two stays with the greater part. */
static void
resolve_votes (GPtrArray *groups)
{
  g_autoptr (GHashTable) winners = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < groups->len; i++)
    {
      Group *group = g_ptr_array_index (groups, i);
      Group *winner;

      if (group->device == NULL)
        continue;

      winner = g_hash_table_lookup (winners, group->device);
      if (winner != NULL && winner->votes >= group->votes)
        {
          group->device = NULL;
          continue;
        }

      if (winner != NULL)
        winner->device = NULL;
      g_hash_table_insert (winners, group->device, group);
    }
}

/* Two devices that claim to be the same one are still two: where that is so,
 * each has its address in its id as well. */
static void
assign_ids (GPtrArray *groups)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < groups->len; i++)
    {
      Group *group = g_ptr_array_index (groups, i);
      guint count;

      group->id = mg_merger_dup_id (group->sightings);
      count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, group->id));
      g_hash_table_insert (counts, group->id, GUINT_TO_POINTER (count + 1));
    }

  for (guint i = 0; i < groups->len; i++)
    {
      Group *group = g_ptr_array_index (groups, i);

      if (GPOINTER_TO_UINT (g_hash_table_lookup (counts, group->id)) > 1)
        group->full_id = mg_merger_dup_full_id (group->sightings);
    }
}

static void
mg_discovered_list_update_group (MgDiscoveredList *self,
                                 Group            *group)
{
  mg_discovered_device_update (group->device,
                               group->full_id != NULL ? group->full_id : group->id,
                               group->sightings);
  for (guint i = 0; i < group->sightings->len; i++)
    mg_discovered_list_get_record (self, g_ptr_array_index (group->sightings, i))->device =
      group->device;
}

static void
mg_discovered_list_remove_missing (MgDiscoveredList *self,
                             GPtrArray   *groups)
{
  g_autoptr (GHashTable) kept = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < groups->len; i++)
    g_hash_table_add (kept, ((Group *) g_ptr_array_index (groups, i))->device);

  for (guint i = self->devices->len; i > 0; i--)
    {
      g_autoptr (MgDiscoveredDevice) device = NULL;

      device = g_object_ref (g_ptr_array_index (self->devices, i - 1));
      if (g_hash_table_contains (kept, device))
        continue;

      g_ptr_array_remove_index (self->devices, i - 1);
      mg_discovered_device_set_gone (device);
      g_list_model_items_changed (G_LIST_MODEL (self), i - 1, 1, 0);
    }
}

static void
mg_discovered_list_merge (MgDiscoveredList *self)
{
  g_autoptr (GPtrArray) groups = NULL;
  GHashTableIter iter;
  Record *record;
  gboolean overflowed = FALSE;
  guint n_known;
  guint n_new;

  mg_discovered_list_expire (self);
  groups = mg_discovered_list_group (self);
  resolve_votes (groups);
  assign_ids (groups);
  mg_discovered_list_remove_missing (self, groups);

  g_hash_table_iter_init (&iter, self->records);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &record))
    record->device = NULL;

  n_known = self->devices->len;
  for (guint i = 0; i < groups->len; i++)
    {
      Group *group = g_ptr_array_index (groups, i);

      if (group->device == NULL && self->devices->len >= MG_DISCOVERED_LIST_MAX_DEVICES)
        {
          overflowed = TRUE;
          continue;
        }
      if (group->device == NULL)
        {
          group->device = mg_discovered_device_new ();
          g_ptr_array_add (self->devices, group->device);
        }
      mg_discovered_list_update_group (self, group);
    }

  n_new = self->devices->len - n_known;
  if (n_new > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), n_known, 0, n_new);

  if (self->overflowed != overflowed)
    {
      self->overflowed = overflowed;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OVERFLOWED]);
    }
}

static void
on_leave_cb (gpointer user_data)
{
  MgDiscoveredList *self = MG_DISCOVERED_LIST (user_data);

  self->leave_id = 0;
  mg_discovered_list_merge (self);
}

static void
mg_discovered_list_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  MgDiscoveredList *self = MG_DISCOVERED_LIST (object);

  switch ((MgDiscoveredListProperty) prop_id)
    {
    case PROP_OVERFLOWED:
      g_value_set_boolean (value, self->overflowed);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mg_discovered_list_dispose (GObject *object)
{
  MgDiscoveredList *self = MG_DISCOVERED_LIST (object);

  if (self->clock != NULL)
    mg_clock_timeout_clear (self->clock, &self->leave_id);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (mg_discovered_list_parent_class)->dispose (object);
}

static void
mg_discovered_list_finalize (GObject *object)
{
  MgDiscoveredList *self = MG_DISCOVERED_LIST (object);

  g_hash_table_unref (self->records);
  g_ptr_array_unref (self->devices);

  G_OBJECT_CLASS (mg_discovered_list_parent_class)->finalize (object);
}

static void
mg_discovered_list_class_init (MgDiscoveredListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mg_discovered_list_get_property;
  object_class->dispose = mg_discovered_list_dispose;
  object_class->finalize = mg_discovered_list_finalize;

  /**
   * MgDiscoveredList:overflowed:
   *
   * Whether there are more devices than are listed.
   */
  properties[PROP_OVERFLOWED] =
    g_param_spec_boolean ("overflowed", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
mg_discovered_list_init (MgDiscoveredList *self)
{
  self->records = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, record_free);
  self->devices = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * mg_discovered_list_new:
 * @clock: where the time comes from
 *
 * Returns: (transfer full): an empty list
 */
MgDiscoveredList *
mg_discovered_list_new (MgClock *clock)
{
  MgDiscoveredList *self;

  g_return_val_if_fail (MG_IS_CLOCK (clock), NULL);

  self = g_object_new (MG_TYPE_DISCOVERED_LIST, NULL);
  self->clock = g_object_ref (clock);

  return self;
}

/**
 * mg_discovered_list_set_show_servers:
 * @self: a list
 * @show_servers: whether computers that only serve files are listed
 *
 * Shows or hides such computers.
 */
void
mg_discovered_list_set_show_servers (MgDiscoveredList *self,
                                     gboolean          show_servers)
{
  g_return_if_fail (MG_IS_DISCOVERED_LIST (self));

  if (self->show_servers == show_servers)
    return;

  self->show_servers = show_servers;
  mg_discovered_list_merge (self);
}

/**
 * mg_discovered_list_set_sightings:
 * @self: a list
 * @sightings: (element-type MgSighting): all that is seen now
 *
 * Brings the list up to date.
 */
void
mg_discovered_list_set_sightings (MgDiscoveredList *self,
                                  GPtrArray        *sightings)
{
  g_return_if_fail (MG_IS_DISCOVERED_LIST (self));
  g_return_if_fail (sightings != NULL);

  mg_discovered_list_collect (self, sightings);
  mg_discovered_list_merge (self);
}

/**
 * mg_discovered_list_clear:
 * @self: a list
 *
 * Empties the list at once.
 */
void
mg_discovered_list_clear (MgDiscoveredList *self)
{
  g_return_if_fail (MG_IS_DISCOVERED_LIST (self));

  g_hash_table_remove_all (self->records);
  mg_discovered_list_merge (self);
}

/**
 * mg_discovered_list_get_overflowed:
 * @self: a list
 *
 * Returns: whether there are more devices than are listed
 */
gboolean
mg_discovered_list_get_overflowed (MgDiscoveredList *self)
{
  g_return_val_if_fail (MG_IS_DISCOVERED_LIST (self), FALSE);

  return self->overflowed;
}
