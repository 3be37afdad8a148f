/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-batch"

#include "config.h"

#include "mg-batch-private.h"
#include "mg-fleet-private.h"

/**
 * MgBatch:
 *
 * Repairs many slots one after the other: a list model of #MgBatchItem.
 *
 * Those whose repair was interrupted come first, then slots of one account
 * together, and a person is asked one thing at a time. Of slots that change
 * together only one is taken. A run that has ended can be run again: what was
 * skipped or has failed is tried once more, with what the device says then.
 */
static void mg_batch_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MgBatch, mg_batch, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, mg_batch_list_model_init))

typedef enum
{
  PROP_CURRENT = 1,
} MgBatchProperty;

static GParamSpec *properties[PROP_CURRENT + 1] = { NULL, };

typedef enum
{
  SIGNAL_REVIEW,
} MgBatchSignal;

static guint signals[SIGNAL_REVIEW + 1] = { 0, };

static GType
mg_batch_get_item_type (GListModel *model)
{
  return MG_TYPE_BATCH_ITEM;
}

static guint
mg_batch_get_n_items (GListModel *model)
{
  return MG_BATCH (model)->items->len;
}

static gpointer
mg_batch_get_item (GListModel *model,
                   guint       position)
{
  MgBatch *self = MG_BATCH (model);

  return position < self->items->len ? g_object_ref (g_ptr_array_index (self->items, position))
                                     : NULL;
}

static void
mg_batch_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = mg_batch_get_item_type;
  iface->get_n_items = mg_batch_get_n_items;
  iface->get_item = mg_batch_get_item;
}

static void
mg_batch_get_property (GObject    *object,
                       guint       prop_id,
                       GValue     *value,
                       GParamSpec *pspec)
{
  MgBatch *self = MG_BATCH (object);

  switch ((MgBatchProperty) prop_id)
    {
    case PROP_CURRENT:
      g_value_set_object (value, self->current);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mg_batch_dispose (GObject *object)
{
  MgBatch *self = MG_BATCH (object);

  /* A run holds a reference through its task. */
  g_assert (self->task == NULL);
  g_ptr_array_set_size (self->items, 0);
  g_ptr_array_set_size (self->queue, 0);
  g_hash_table_remove_all (self->closed);
  g_clear_object (&self->current);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->fleet);

  G_OBJECT_CLASS (mg_batch_parent_class)->dispose (object);
}

static void
mg_batch_finalize (GObject *object)
{
  MgBatch *self = MG_BATCH (object);

  g_ptr_array_unref (self->items);
  g_ptr_array_unref (self->queue);
  g_hash_table_unref (self->closed);
  g_free (self->reason);
  g_clear_error (&self->verdict);

  G_OBJECT_CLASS (mg_batch_parent_class)->finalize (object);
}

static void
mg_batch_class_init (MgBatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mg_batch_dispose;
  object_class->finalize = mg_batch_finalize;
  object_class->get_property = mg_batch_get_property;

  /**
   * MgBatch:current:
   *
   * The item whose turn it is, %NULL while there is none. A shell that listens
   * hears its repair before anything is asked.
   */
  properties[PROP_CURRENT] =
    g_param_spec_object ("current", NULL, NULL, MG_TYPE_BATCH_ITEM,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /**
   * MgBatch::review:
   * @self: the batch
   * @item: the item whose turn it is
   *
   * It is known what is to be done, and nothing has been done yet. A shell that
   * has something to ask first returns %TRUE, and calls mg_batch_carry_out(),
   * mg_batch_skip() or mg_batch_fail() later, or even before it returns.
   *
   * Returns: whether the item is held
   */
  signals[SIGNAL_REVIEW] =
    g_signal_new ("review", MG_TYPE_BATCH, G_SIGNAL_RUN_LAST, 0,
                  g_signal_accumulator_true_handled, NULL, NULL,
                  G_TYPE_BOOLEAN, 1, MG_TYPE_BATCH_ITEM);
}

static void
mg_batch_init (MgBatch *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->queue = g_ptr_array_new_with_free_func (g_object_unref);
  self->closed = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
}

gboolean
_mg_batch_emit_review (MgBatch     *self,
                       MgBatchItem *item)
{
  gboolean held = FALSE;

  g_signal_emit (self, signals[SIGNAL_REVIEW], 0, item, &held);

  return held;
}

void
_mg_batch_set_current (MgBatch     *self,
                       MgBatchItem *item)
{
  if (g_set_object (&self->current, item))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CURRENT]);
}

/**
 * mg_batch_new:
 * @fleet: the fleet
 *
 * Returns: (transfer full): a batch with nothing in it
 */
MgBatch *
mg_batch_new (MgFleet *fleet)
{
  MgBatch *self;

  g_return_val_if_fail (MG_IS_FLEET (fleet), NULL);

  self = g_object_new (MG_TYPE_BATCH, NULL);
  self->fleet = g_object_ref (fleet);

  return self;
}

/* What was interrupted comes first: until then the device is half repaired.
 * Slots with no account come last: for each of them a person has to choose. */
static int
compare_items (MgBatchItem *a,
               MgBatchItem *b)
{
  const char *first = mg_batch_item_get_account (a);
  const char *second = mg_batch_item_get_account (b);
  int order;

  if (_mg_batch_item_is_resumed (a) != _mg_batch_item_is_resumed (b))
    return _mg_batch_item_is_resumed (a) ? -1 : 1;

  if (first == NULL || second == NULL)
    return (first == NULL) - (second == NULL);

  order = g_ascii_strcasecmp (first, second);

  return order != 0 ? order
                    : g_utf8_collate (mg_device_get_name (mg_batch_item_get_device (a)),
                                      mg_device_get_name (mg_batch_item_get_device (b)));
}

static void
add (MgBatch      *self,
     MgSlotRepair *repair)
{
  MgBatchItem *item = _mg_batch_item_new (self->fleet, repair);
  guint position;

  for (position = 0; position < self->items->len; position++)
    if (compare_items (g_ptr_array_index (self->items, position), item) > 0)
      break;
  g_ptr_array_insert (self->items, (int) position, item);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
}

/**
 * mg_batch_add_slot:
 * @self: a batch that does not run
 * @slot: a slot of one of the fleet's devices
 *
 * Adds a slot, unless one that changes together with it is there already. It
 * gets its place beside those of the same account.
 */
void
mg_batch_add_slot (MgBatch *self,
                   MgSlot  *slot)
{
  g_autoptr (MgSlotRepair) repair = NULL;

  g_return_if_fail (MG_IS_BATCH (self));
  g_return_if_fail (MG_IS_SLOT (slot));
  g_return_if_fail (self->task == NULL);

  for (guint i = 0; i < self->items->len; i++)
    if (_mg_batch_item_covers (g_ptr_array_index (self->items, i), slot))
      return;

  repair = mg_slot_repair_new (self->fleet, slot);
  add (self, repair);
}

/**
 * mg_batch_add_interrupted:
 * @self: a batch that does not run
 * @repair: a repair of mg_fleet_load_interrupted_finish()
 *
 * Adds a repair that goes on, before all that begin. One whose notes cannot be
 * read fails when its turn comes, and leaves the slot to be added by itself.
 */
void
mg_batch_add_interrupted (MgBatch      *self,
                          MgSlotRepair *repair)
{
  g_return_if_fail (MG_IS_BATCH (self));
  g_return_if_fail (MG_IS_SLOT_REPAIR (repair));
  g_return_if_fail (self->task == NULL);

  add (self, repair);
}

/* A slot that nobody has ever set up is not broken. */
static gboolean
is_needy (MgSlot *slot)
{
  switch (mg_slot_get_state (slot))
    {
    case MG_TOKEN_STATE_INVALID:
      return TRUE;
    case MG_TOKEN_STATE_NOT_OBTAINED:
      return mg_slot_get_account (slot) != NULL;
    case MG_TOKEN_STATE_OBTAINED:
      return mg_slot_get_note (slot) == MG_NOTE_EXPIRES_SOON ||
             mg_slot_get_note (slot) == MG_NOTE_MAILBOX_REFUSES;
    case MG_TOKEN_STATE_WAITING:
    case MG_TOKEN_STATE_UNKNOWN:
    default:
      return FALSE;
    }
}

/* (element-type MgSlot) */
static GPtrArray *
find_needy (MgFleet *fleet)
{
  GPtrArray *needy = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < _mg_fleet_get_n_members (fleet); i++)
    {
      GListModel *slots = mg_device_get_slots (_mg_fleet_get_nth_member (fleet, i)->device);

      for (guint j = 0; j < g_list_model_get_n_items (slots); j++)
        {
          g_autoptr (MgSlot) slot = g_list_model_get_item (slots, j);

          if (is_needy (slot))
            g_ptr_array_add (needy, g_steal_pointer (&slot));
        }
    }

  return needy;
}

static gboolean
are_linked (MgSlot *a,
            MgSlot *b)
{
  return g_str_equal (mg_slot_get_device_id (a), mg_slot_get_device_id (b)) &&
         mg_slot_get_link_group (a) != NULL &&
         g_strcmp0 (mg_slot_get_link_group (a), mg_slot_get_link_group (b)) == 0;
}

/**
 * mg_fleet_count_needy:
 * @self: a fleet
 *
 * Returns: how many slots something is known to be wrong with; those that
 *   change together count as one
 */
guint
mg_fleet_count_needy (MgFleet *self)
{
  g_autoptr (GPtrArray) needy = NULL;
  guint count = 0;

  g_return_val_if_fail (MG_IS_FLEET (self), 0);

  needy = find_needy (self);
  for (guint i = 0; i < needy->len; i++)
    {
      guint j = 0;

      while (j < i && !are_linked (g_ptr_array_index (needy, i), g_ptr_array_index (needy, j)))
        j++;
      count += j == i ? 1 : 0;
    }

  return count;
}

/**
 * mg_batch_add_needy:
 * @self: a batch that does not run
 *
 * Adds all slots of the fleet with which something is known to be wrong.
 */
void
mg_batch_add_needy (MgBatch *self)
{
  g_autoptr (GPtrArray) needy = NULL;

  g_return_if_fail (MG_IS_BATCH (self));
  g_return_if_fail (self->task == NULL);

  needy = find_needy (self->fleet);
  for (guint i = 0; i < needy->len; i++)
    mg_batch_add_slot (self, g_ptr_array_index (needy, i));
}

/**
 * mg_batch_count:
 * @self: a batch
 * @state: a state
 *
 * Returns: how many items stand so
 */
guint
mg_batch_count (MgBatch      *self,
                MgBatchState  state)
{
  guint count = 0;

  g_return_val_if_fail (MG_IS_BATCH (self), 0);

  for (guint i = 0; i < self->items->len; i++)
    count += mg_batch_item_get_state (g_ptr_array_index (self->items, i)) == state ? 1 : 0;

  return count;
}

/**
 * mg_batch_get_current:
 * @self: a batch
 *
 * Returns: (transfer none) (nullable): the item whose turn it is
 */
MgBatchItem *
mg_batch_get_current (MgBatch *self)
{
  g_return_val_if_fail (MG_IS_BATCH (self), NULL);

  return self->current;
}
