/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-batch"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-batch.h"
#include "mg-error.h"
#include "mg-fleet-private.h"

/**
 * MgBatch:
 *
 * Repairs many slots one after the other: a list model of #MgBatchItem.
 *
 * |[
 *   next item ──► its device could not be asked before? ──yes──► skipped
 *       ▲                 │ no
 *       │                 ▼
 *       │              diagnose ──► nothing wrong ─────────────► well
 *       │                 │    └──► nothing to be done from here ─► failed
 *       │                 ▼
 *       │              carry out ──► repaired, failed, or skipped by the person
 *       └─────────────────┴──────── … ─── none left ──► done
 * ]|
 *
 * Slots of one account come together and a person is asked one thing at a time.
 * Of slots that change together only one is taken. A run that has ended can be
 * run again: what was skipped or has failed is tried once more, with what the
 * device says then.
 */
struct _MgBatch
{
  GObject       parent_instance;

  MgFleet      *fleet;        /* (owned) */
  GPtrArray    *items;        /* (owned) (element-type MgBatchItem) */
  GPtrArray    *queue;        /* (owned) (element-type MgBatchItem): still to be tried */
  GHashTable   *closed;       /* (owned) (element-type MgDevice): could not be asked */
  MgBatchItem  *current;      /* (owned) (nullable) */
  GCancellable *cancellable;  /* (owned) (nullable): of the current item */
  gboolean      is_skipping;
  GTask        *task;         /* (owned) (nullable): while it runs */
  gulong        cancelled_id;
};

static void mg_batch_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MgBatch, mg_batch, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, mg_batch_list_model_init))

typedef enum
{
  PROP_CURRENT = 1,
} MgBatchProperty;

static GParamSpec *properties[PROP_CURRENT + 1] = { NULL, };

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
}

static void
mg_batch_init (MgBatch *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->queue = g_ptr_array_new_with_free_func (g_object_unref);
  self->closed = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
}

static void take_next (MgBatch *self);

static void
mg_batch_set_current (MgBatch     *self,
                      MgBatchItem *item)
{
  if (g_set_object (&self->current, item))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CURRENT]);
}

static void
end_item (MgBatch      *self,
          MgBatchState  state,
          const char   *reason)
{
  _mg_batch_item_set_state (self->current, state, reason);
  take_next (self);
}

/* Ends an item with an error: a skip is the person's wish, a cancelled batch
 * leaves the item to a later run. */
static void
fail_item (MgBatch      *self,
           const GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    end_item (self, MG_BATCH_FAILED, error->message);
  else if (self->is_skipping)
    end_item (self, MG_BATCH_SKIPPED, NULL);
  else
    end_item (self, MG_BATCH_PENDING, NULL);
}

static void
on_repaired_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (MgBatch) self = user_data;
  g_autoptr (GError) error = NULL;

  if (mg_slot_repair_finish (MG_SLOT_REPAIR (object), result, &error))
    end_item (self, MG_BATCH_REPAIRED, NULL);
  else
    fail_item (self, error);
}

static gboolean
is_closed (MgSituation situation)
{
  return situation == MG_SITUATION_UNREACHABLE || situation == MG_SITUATION_LOGIN_REFUSED ||
         situation == MG_SITUATION_CERTIFICATE_CHANGED;
}

static void
on_diagnosed_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (MgBatch) self = user_data;
  g_autoptr (GError) error = NULL;
  MgSlotRepair *repair = MG_SLOT_REPAIR (object);
  MgDiagnosis *diagnosis;
  MgSituation situation;

  if (!mg_slot_repair_diagnose_finish (repair, result, &error))
    {
      fail_item (self, error);
      return;
    }

  diagnosis = mg_slot_repair_get_diagnosis (repair);
  situation = mg_diagnosis_get_situation (diagnosis);
  if (is_closed (situation))
    g_hash_table_add (self->closed, g_object_ref (mg_slot_repair_get_device (repair)));

  if (situation == MG_SITUATION_NOTHING)
    end_item (self, MG_BATCH_WELL, NULL);
  else if (mg_slot_repair_get_plan (repair) == NULL)
    end_item (self, MG_BATCH_FAILED,
              mg_diagnosis_get_advice (diagnosis) != NULL ? mg_diagnosis_get_advice (diagnosis)
                                                          : mg_situation_get_sentence (situation));
  else
    mg_slot_repair_run_async (repair, self->cancellable, on_repaired_cb, g_object_ref (self));
}

static void
begin_item (MgBatch *self)
{
  MgSlotRepair *repair;

  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->is_skipping = FALSE;
  repair = mg_batch_item_get_repair (self->current);

  if (g_hash_table_contains (self->closed, mg_slot_repair_get_device (repair)))
    end_item (self, MG_BATCH_SKIPPED, _("The device could not be asked a moment ago"));
  else if (mg_slot_repair_is_interrupted (repair))
    mg_slot_repair_run_async (repair, self->cancellable, on_repaired_cb, g_object_ref (self));
  else
    mg_slot_repair_diagnose_async (repair, self->cancellable, on_diagnosed_cb,
                                   g_object_ref (self));
}

static void
end_run (MgBatch *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);
  GCancellable *outer = g_task_get_cancellable (task);

  if (outer != NULL)
    g_signal_handler_disconnect (outer, self->cancelled_id);
  self->cancelled_id = 0;
  g_ptr_array_set_size (self->queue, 0);
  g_hash_table_remove_all (self->closed);
  mg_batch_set_current (self, NULL);

  if (!g_task_return_error_if_cancelled (task))
    g_task_return_boolean (task, TRUE);
}

static void
take_next (MgBatch *self)
{
  g_autoptr (MgBatchItem) item = NULL;

  if (self->queue->len == 0 ||
      g_cancellable_is_cancelled (g_task_get_cancellable (self->task)))
    {
      end_run (self);
      return;
    }

  item = g_ptr_array_steal_index (self->queue, 0);
  _mg_batch_item_begin (item);
  mg_batch_set_current (self, item);
  begin_item (self);
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

/* Slots with no account come last: for each of them a person has to choose. */
static int
compare_items (MgBatchItem *a,
               MgBatchItem *b)
{
  const char *first = mg_batch_item_get_account (a);
  const char *second = mg_batch_item_get_account (b);

  if (first == NULL || second == NULL)
    return (first == NULL) - (second == NULL);

  return g_ascii_strcasecmp (first, second);
}

static gboolean
has_slot (MgBatch *self,
          MgSlot  *slot)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      MgSlotRepair *repair = mg_batch_item_get_repair (g_ptr_array_index (self->items, i));
      MgDevice *device = mg_slot_repair_get_device (repair);
      MgSlot *other = mg_device_lookup_slot (device, mg_slot_repair_get_slot_id (repair));

      if (g_str_equal (mg_device_get_id (device), mg_slot_get_device_id (slot)) &&
          (other == slot || (other != NULL && mg_slot_get_link_group (slot) != NULL &&
                             g_strcmp0 (mg_slot_get_link_group (slot),
                                        mg_slot_get_link_group (other)) == 0)))
        return TRUE;
    }

  return FALSE;
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
  MgBatchItem *item;
  guint position;

  g_return_if_fail (MG_IS_BATCH (self));
  g_return_if_fail (MG_IS_SLOT (slot));
  g_return_if_fail (self->task == NULL);

  if (has_slot (self, slot))
    return;

  item = _mg_batch_item_new (self->fleet, slot);
  for (position = 0; position < self->items->len; position++)
    if (compare_items (g_ptr_array_index (self->items, position), item) > 0)
      break;
  g_ptr_array_insert (self->items, (int) position, item);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
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

/**
 * mg_batch_add_needy:
 * @self: a batch that does not run
 *
 * Adds all slots of the fleet with which something is known to be wrong.
 */
void
mg_batch_add_needy (MgBatch *self)
{
  g_return_if_fail (MG_IS_BATCH (self));

  for (guint i = 0; i < _mg_fleet_get_n_members (self->fleet); i++)
    {
      GListModel *slots = mg_device_get_slots (_mg_fleet_get_nth_member (self->fleet, i)->device);

      for (guint j = 0; j < g_list_model_get_n_items (slots); j++)
        {
          g_autoptr (MgSlot) slot = g_list_model_get_item (slots, j);

          if (is_needy (slot))
            mg_batch_add_slot (self, slot);
        }
    }
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

/**
 * mg_batch_skip:
 * @self: a batch that runs
 *
 * Passes over the item whose turn it is. What has happened on its device stays,
 * and can be resumed or put back.
 */
void
mg_batch_skip (MgBatch *self)
{
  g_return_if_fail (MG_IS_BATCH (self));

  if (self->current == NULL || self->cancellable == NULL)
    return;

  self->is_skipping = TRUE;
  g_cancellable_cancel (self->cancellable);
}

static void
on_cancelled_cb (MgBatch *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

/**
 * mg_batch_run_async:
 * @self: a batch that does not run
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Tries every item that is not well or repaired yet.
 */
void
mg_batch_run_async (MgBatch             *self,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  g_return_if_fail (MG_IS_BATCH (self));
  g_return_if_fail (self->task == NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, mg_batch_run_async);
  if (cancellable != NULL)
    self->cancelled_id = g_signal_connect_swapped (cancellable, "cancelled",
                                                   G_CALLBACK (on_cancelled_cb), self);

  for (guint i = 0; i < self->items->len; i++)
    {
      MgBatchItem *item = g_ptr_array_index (self->items, i);

      if (mg_batch_item_get_state (item) != MG_BATCH_WELL &&
          mg_batch_item_get_state (item) != MG_BATCH_REPAIRED)
        g_ptr_array_add (self->queue, g_object_ref (item));
    }
  take_next (self);
}

/**
 * mg_batch_run_finish:
 * @self: a batch
 * @result: the result
 * @error: return location for an error
 *
 * Returns: %TRUE if every item had its turn, whatever came of it
 */
gboolean
mg_batch_run_finish (MgBatch       *self,
                     GAsyncResult  *result,
                     GError       **error)
{
  g_return_val_if_fail (MG_IS_BATCH (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_batch_run_async), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
