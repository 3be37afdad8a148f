/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-batch-item"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-batch-private.h"
#include "mg-error.h"
#include "mg-fleet-private.h"
#include "mg-slot-repair-private.h"

/**
 * MgBatchItem:
 *
 * One slot of a batch: its repair, and how far that has come.
 */
struct _MgBatchItem
{
  GObject       parent_instance;

  MgFleet      *fleet;    /* (owned) */
  MgSlotRepair *repair;   /* (owned) */
  char         *title;    /* (owned): the slot may go, its name stays */
  gboolean      resumed;  /* whether it was interrupted when it was added */
  gboolean      tried;
  MgStep       *step;     /* (owned) (nullable): the one that is being done */
  MgBatchState  state;
  char         *reason;   /* (owned) (nullable) */
  GError       *error;    /* (owned) (nullable) */
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
  PROP_STEP,
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

    case PROP_STEP:
      g_value_set_object (value, self->step);
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

  g_clear_object (&self->step);
  g_clear_object (&self->repair);
  g_clear_object (&self->fleet);

  G_OBJECT_CLASS (mg_batch_item_parent_class)->dispose (object);
}

static void
mg_batch_item_finalize (GObject *object)
{
  MgBatchItem *self = MG_BATCH_ITEM (object);

  g_free (self->title);
  g_free (self->reason);
  g_clear_error (&self->error);

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
   * MgBatchItem:step:
   *
   * The step that is being done, %NULL while there is none.
   */
  properties[PROP_STEP] = g_param_spec_object ("step", NULL, NULL, MG_TYPE_STEP, flags);

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
 * @repair: a repair of one of its slots
 *
 * Returns: (transfer full): a new item whose turn has not come
 */
MgBatchItem *
_mg_batch_item_new (MgFleet      *fleet,
                    MgSlotRepair *repair)
{
  MgBatchItem *self = g_object_new (MG_TYPE_BATCH_ITEM, NULL);
  const char *slot_id = mg_slot_repair_get_slot_id (repair);
  MgSlot *slot = mg_device_lookup_slot (mg_slot_repair_get_device (repair), slot_id);

  self->fleet = g_object_ref (fleet);
  self->repair = g_object_ref (repair);
  self->resumed = mg_slot_repair_is_interrupted (repair);
  self->title = g_strdup (slot != NULL ? mg_slot_get_title (slot) : slot_id);

  return self;
}

gboolean
_mg_batch_item_is_resumed (MgBatchItem *self)
{
  return self->resumed;
}

/**
 * _mg_batch_item_covers:
 * @self: an item
 * @slot: a slot
 *
 * Returns: whether @slot is mended with the item: it is the same, or one that
 *   changes together with it
 */
gboolean
_mg_batch_item_covers (MgBatchItem *self,
                       MgSlot      *slot)
{
  MgDevice *device = mg_slot_repair_get_device (self->repair);
  const char *slot_id = mg_slot_repair_get_slot_id (self->repair);
  const char *group = mg_slot_get_link_group (slot);
  MgSlot *own;

  /* A repair with a problem mends nothing. */
  if (mg_slot_repair_get_problem (self->repair) != NULL ||
      !g_str_equal (mg_device_get_id (device), mg_slot_get_device_id (slot)))
    return FALSE;

  own = mg_device_lookup_slot (device, slot_id);

  return g_str_equal (slot_id, mg_slot_get_id (slot)) ||
         (group != NULL && own != NULL && g_strcmp0 (group, mg_slot_get_link_group (own)) == 0);
}

/* Begins anew with the slot as it is now: what was found before does not
 * count, what the person chose does. */
static void
renew_repair (MgBatchItem *self,
              MgSlot      *slot)
{
  g_autoptr (MgSlotRepair) before = self->repair;

  self->repair = mg_slot_repair_new (self->fleet, slot);
  if (before->account != NULL)
    mg_slot_repair_set_account (self->repair, before->account);
  if (before->provider != NULL)
    mg_slot_repair_set_provider (self->repair, before->provider);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REPAIR]);
}

static void
set_state (MgBatchItem  *self,
           MgBatchState  state,
           const char   *reason,
           const GError *error)
{
  gboolean is_new = self->state != state;

  g_clear_error (&self->error);
  self->error = error == NULL ? NULL : g_error_copy (error);
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
 * _mg_batch_item_begin:
 * @self: an item
 *
 * Begins its turn. One that has been tried before gets a new repair, unless it
 * can go on.
 *
 * Returns: %FALSE if there is nothing left to repair; then it has failed
 */
gboolean
_mg_batch_item_begin (MgBatchItem *self)
{
  g_autoptr (GError) error = NULL;
  MgDevice *device = mg_slot_repair_get_device (self->repair);
  MgFleetMember *member = _mg_fleet_get_member (self->fleet, mg_device_get_id (device));
  MgSlot *slot = mg_device_lookup_slot (device, mg_slot_repair_get_slot_id (self->repair));

  set_state (self, MG_BATCH_RUNNING, NULL, NULL);

  if (mg_slot_repair_get_problem (self->repair) != NULL)
    error = g_error_copy (mg_slot_repair_get_problem (self->repair));
  else if (member == NULL || member->device != device)
    error = g_error_new_literal (MG_ERROR, MG_ERROR_NOT_FOUND, _("The device has been removed"));
  else if (slot == NULL && !mg_slot_repair_is_interrupted (self->repair))
    error = g_error_new_literal (MG_ERROR, MG_ERROR_NOT_FOUND,
                                 _("The device no longer has this account"));
  else if (self->tried && !mg_slot_repair_is_interrupted (self->repair))
    renew_repair (self, slot);

  self->tried = TRUE;
  if (error != NULL)
    _mg_batch_item_fail (self, error);

  return error == NULL;
}

static void
set_step (MgBatchItem *self,
          MgStep      *step)
{
  if (g_set_object (&self->step, step))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STEP]);
}

static void
on_step_state_cb (MgBatchItem *self)
{
  set_step (self, mg_plan_get_running (mg_slot_repair_get_plan (self->repair)));
}

/**
 * _mg_batch_item_watch_steps:
 * @self: an item whose plan is known
 *
 * Begins to tell which step is being done.
 */
void
_mg_batch_item_watch_steps (MgBatchItem *self)
{
  GListModel *plan = G_LIST_MODEL (mg_slot_repair_get_plan (self->repair));

  for (guint i = 0; i < g_list_model_get_n_items (plan); i++)
    {
      g_autoptr (MgStep) step = g_list_model_get_item (plan, i);

      /* One that goes on keeps its plan. */
      g_signal_handlers_disconnect_by_func (step, on_step_state_cb, self);
      g_signal_connect_object (step, "notify::state", G_CALLBACK (on_step_state_cb),
                               self, G_CONNECT_SWAPPED);
    }
}

/**
 * _mg_batch_item_end:
 * @self: an item
 * @state: how it stands
 * @reason: (nullable): why
 *
 * Ends its turn.
 */
void
_mg_batch_item_end (MgBatchItem  *self,
                    MgBatchState  state,
                    const char   *reason)
{
  set_step (self, NULL);
  set_state (self, state, reason, NULL);
}

/**
 * _mg_batch_item_fail:
 * @self: an item
 * @error: why
 *
 * Ends its turn badly.
 */
void
_mg_batch_item_fail (MgBatchItem  *self,
                     const GError *error)
{
  set_step (self, NULL);
  set_state (self, MG_BATCH_FAILED, error->message, error);
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

  return self->title;
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
 * mg_batch_item_get_step:
 * @self: an item
 *
 * Returns: (transfer none) (nullable): the step that is being done
 */
MgStep *
mg_batch_item_get_step (MgBatchItem *self)
{
  g_return_val_if_fail (MG_IS_BATCH_ITEM (self), NULL);

  return self->step;
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

/**
 * mg_batch_item_get_error:
 * @self: an item
 *
 * Returns: (transfer none) (nullable): what it failed with; there is none where
 *   the diagnosis says that nothing can be done from here
 */
const GError *
mg_batch_item_get_error (MgBatchItem *self)
{
  g_return_val_if_fail (MG_IS_BATCH_ITEM (self), NULL);

  return self->error;
}
