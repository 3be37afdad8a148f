/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-batch-item"

#include "config.h"

#include "mg-batch-item.h"

/**
 * MgBatchItem:
 *
 * One slot of a batch: its repair, and how far that has come.
 */
struct _MgBatchItem
{
  GObject       parent_instance;

  MgFleet      *fleet;    /* (owned) */
  MgSlot       *slot;     /* (owned) */
  MgSlotRepair *repair;   /* (owned) */
  MgBatchState  state;
  char         *reason;   /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (MgBatchItem, mg_batch_item, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (MgBatchState, mg_batch_state,
  G_DEFINE_ENUM_VALUE (MG_BATCH_PENDING, "pending"),
  G_DEFINE_ENUM_VALUE (MG_BATCH_RUNNING, "running"),
  G_DEFINE_ENUM_VALUE (MG_BATCH_WELL, "well"),
  G_DEFINE_ENUM_VALUE (MG_BATCH_REPAIRED, "repaired"),
  G_DEFINE_ENUM_VALUE (MG_BATCH_SKIPPED, "skipped"),
  G_DEFINE_ENUM_VALUE (MG_BATCH_FAILED, "failed"))

typedef enum
{
  PROP_REPAIR = 1,
  PROP_STATE,
  PROP_REASON,
} MgBatchItemProperty;

static GParamSpec *properties[PROP_REASON + 1] = { NULL, };

static void
mg_batch_item_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  MgBatchItem *self = MG_BATCH_ITEM (object);

  switch ((MgBatchItemProperty) prop_id)
    {
    case PROP_REPAIR:
      g_value_set_object (value, self->repair);
      break;

    case PROP_STATE:
      g_value_set_enum (value, (int) self->state);
      break;

    case PROP_REASON:
      g_value_set_string (value, self->reason);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mg_batch_item_dispose (GObject *object)
{
  MgBatchItem *self = MG_BATCH_ITEM (object);

  g_clear_object (&self->repair);
  g_clear_object (&self->slot);
  g_clear_object (&self->fleet);

  G_OBJECT_CLASS (mg_batch_item_parent_class)->dispose (object);
}

static void
mg_batch_item_finalize (GObject *object)
{
  MgBatchItem *self = MG_BATCH_ITEM (object);

  g_free (self->reason);

  G_OBJECT_CLASS (mg_batch_item_parent_class)->finalize (object);
}

static void
mg_batch_item_class_init (MgBatchItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = mg_batch_item_dispose;
  object_class->finalize = mg_batch_item_finalize;
  object_class->get_property = mg_batch_item_get_property;

  /**
   * MgBatchItem:repair:
   *
   * The repair of the slot; another one each time it is tried.
   */
  properties[PROP_REPAIR] =
    g_param_spec_object ("repair", NULL, NULL, MG_TYPE_SLOT_REPAIR, flags);

  /**
   * MgBatchItem:state:
   *
   * How it stands.
   */
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, MG_TYPE_BATCH_STATE, MG_BATCH_PENDING, flags);

  /**
   * MgBatchItem:reason:
   *
   * Why it was skipped, or what stands in the way: a sentence to be shown.
   */
  properties[PROP_REASON] = g_param_spec_string ("reason", NULL, NULL, NULL, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
mg_batch_item_init (MgBatchItem *self)
{
}

/**
 * _mg_batch_item_new:
 * @fleet: the fleet
 * @slot: a slot of one of its devices
 *
 * Returns: (transfer full): a new item whose turn has not come
 */
MgBatchItem *
_mg_batch_item_new (MgFleet *fleet,
                    MgSlot  *slot)
{
  MgBatchItem *self = g_object_new (MG_TYPE_BATCH_ITEM, NULL);

  self->fleet = g_object_ref (fleet);
  self->slot = g_object_ref (slot);
  self->repair = mg_slot_repair_new (fleet, slot);

  return self;
}

/**
 * _mg_batch_item_begin:
 * @self: an item
 *
 * Begins its turn; one that has been tried before gets a new repair, so that
 * what was found then does not count.
 */
void
_mg_batch_item_begin (MgBatchItem *self)
{
  if (mg_slot_repair_get_diagnosis (self->repair) != NULL &&
      !mg_slot_repair_is_interrupted (self->repair))
    {
      g_object_unref (self->repair);
      self->repair = mg_slot_repair_new (self->fleet, self->slot);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REPAIR]);
    }
  _mg_batch_item_set_state (self, MG_BATCH_RUNNING, NULL);
}

/**
 * _mg_batch_item_set_state:
 * @self: an item
 * @state: how it stands
 * @reason: (nullable): why
 */
void
_mg_batch_item_set_state (MgBatchItem  *self,
                          MgBatchState  state,
                          const char   *reason)
{
  gboolean is_new = self->state != state;

  if (g_strcmp0 (self->reason, reason) != 0)
    {
      g_free (self->reason);
      self->reason = g_strdup (reason);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REASON]);
    }

  self->state = state;
  if (is_new)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

/**
 * mg_batch_item_get_repair:
 * @self: an item
 *
 * Returns: (transfer none): the repair of the slot
 */
MgSlotRepair *
mg_batch_item_get_repair (MgBatchItem *self)
{
  g_return_val_if_fail (MG_IS_BATCH_ITEM (self), NULL);

  return self->repair;
}

/**
 * mg_batch_item_get_device:
 * @self: an item
 *
 * Returns: (transfer none): the device
 */
MgDevice *
mg_batch_item_get_device (MgBatchItem *self)
{
  g_return_val_if_fail (MG_IS_BATCH_ITEM (self), NULL);

  return mg_slot_repair_get_device (self->repair);
}

/**
 * mg_batch_item_get_title:
 * @self: an item
 *
 * Returns: (transfer none): the device's name for the slot
 */
const char *
mg_batch_item_get_title (MgBatchItem *self)
{
  g_return_val_if_fail (MG_IS_BATCH_ITEM (self), NULL);

  return mg_slot_get_title (self->slot);
}

/**
 * mg_batch_item_get_account:
 * @self: an item
 *
 * Returns: (transfer none) (nullable): the mailbox of the slot
 */
const char *
mg_batch_item_get_account (MgBatchItem *self)
{
  g_return_val_if_fail (MG_IS_BATCH_ITEM (self), NULL);

  return mg_slot_repair_get_account (self->repair);
}

/**
 * mg_batch_item_get_state:
 * @self: an item
 *
 * Returns: how it stands
 */
MgBatchState
mg_batch_item_get_state (MgBatchItem *self)
{
  g_return_val_if_fail (MG_IS_BATCH_ITEM (self), MG_BATCH_PENDING);

  return self->state;
}

/**
 * mg_batch_item_get_reason:
 * @self: an item
 *
 * Returns: (transfer none) (nullable): why it was skipped, or what stands in the way
 */
const char *
mg_batch_item_get_reason (MgBatchItem *self)
{
  g_return_val_if_fail (MG_IS_BATCH_ITEM (self), NULL);

  return self->reason;
}
