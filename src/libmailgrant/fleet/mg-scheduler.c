/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-scheduler"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-error.h"
#include "mg-fleet-private.h"
#include "mg-fleet-slots.h"
#include "mg-scheduler.h"

#define FIRST_LOOK_MILLISECONDS (60 * 1000)
#define LOOK_MILLISECONDS (60 * 60 * 1000)

/* How long a token that could not be renewed is left alone. One is due two weeks
 * before it ends, or earlier; an hour more or less does not matter. */
#define PAUSE G_TIME_SPAN_DAY

/**
 * MgScheduler:
 *
 * Renews the tokens of a fleet in time, with nobody asked, as long as it runs.
 *
 *   every hour ─► what is due? ─► renew one ─► the next ─► … ─► wait for the hour
 *                                    └► failed: told once, left alone for a day
 *
 * It renews one token at a time. What takes a person is left to the person.
 */
struct _MgScheduler
{
  GObject       parent_instance;

  MgFleet      *fleet;        /* (owned) */
  guint         timeout;      /* (owned): of the clock, 0 while it is stopped */
  GPtrArray    *queue;        /* (owned) (element-type MgSlot) */
  GHashTable   *pauses;       /* (owned) (element-type utf8 gint64): by slot, until when */
  GCancellable *cancellable;  /* (owned) (nullable): while one is renewed */
};

G_DEFINE_FINAL_TYPE (MgScheduler, mg_scheduler, G_TYPE_OBJECT)

typedef enum
{
  SIGNAL_RENEWED,
  SIGNAL_FAILED,
} MgSchedulerSignal;

static guint signals[SIGNAL_FAILED + 1] = { 0, };

static void
mg_scheduler_dispose (GObject *object)
{
  MgScheduler *self = MG_SCHEDULER (object);

  if (self->fleet != NULL)
    mg_scheduler_stop (self);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->fleet);

  G_OBJECT_CLASS (mg_scheduler_parent_class)->dispose (object);
}

static void
mg_scheduler_finalize (GObject *object)
{
  MgScheduler *self = MG_SCHEDULER (object);

  g_ptr_array_unref (self->queue);
  g_hash_table_unref (self->pauses);

  G_OBJECT_CLASS (mg_scheduler_parent_class)->finalize (object);
}

static void
mg_scheduler_class_init (MgSchedulerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mg_scheduler_dispose;
  object_class->finalize = mg_scheduler_finalize;

  /**
   * MgScheduler::renewed:
   * @self: the scheduler
   * @slot: the slot
   *
   * A token was renewed, and the device's own test has passed with it.
   */
  signals[SIGNAL_RENEWED] =
    g_signal_new ("renewed", MG_TYPE_SCHEDULER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, MG_TYPE_SLOT);

  /**
   * MgScheduler::failed:
   * @self: the scheduler
   * @slot: the slot
   * @error: why
   *
   * A token that is due could not be renewed. Told once, until it is renewed.
   */
  signals[SIGNAL_FAILED] =
    g_signal_new ("failed", MG_TYPE_SCHEDULER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, MG_TYPE_SLOT, G_TYPE_ERROR);
}

static void
mg_scheduler_init (MgScheduler *self)
{
  self->queue = g_ptr_array_new_with_free_func (g_object_unref);
  self->pauses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static MgClock *
get_clock (MgScheduler *self)
{
  return mg_context_get_clock (mg_fleet_get_context (self->fleet));
}

static char *
dup_key (MgSlot *slot)
{
  return g_strconcat (mg_slot_get_device_id (slot), "/", mg_slot_get_id (slot), NULL);
}

static gboolean
is_paused (MgScheduler *self,
           MgSlot      *slot)
{
  g_autofree char *key = dup_key (slot);
  const gint64 *until = g_hash_table_lookup (self->pauses, key);

  return until != NULL && mg_clock_boot_time (get_clock (self)) < *until;
}

static void
take_success (MgScheduler *self,
              MgSlot      *slot)
{
  g_autofree char *key = dup_key (slot);

  g_info ("%s: renewed", key);
  g_hash_table_remove (self->pauses, key);
  g_signal_emit (self, signals[SIGNAL_RENEWED], 0, slot);
}

static void
take_failure (MgScheduler  *self,
              MgSlot       *slot,
              const GError *error)
{
  g_autofree char *key = dup_key (slot);
  gint64 *until = g_new (gint64, 1);
  gboolean is_told;

  g_info ("%s: not renewed: %s", key, error->message);
  *until = mg_clock_boot_time (get_clock (self)) + PAUSE;
  is_told = !g_hash_table_replace (self->pauses, g_steal_pointer (&key), until);
  if (!is_told)
    g_signal_emit (self, signals[SIGNAL_FAILED], 0, slot, error);
}

static void renew_next (MgScheduler *self);

static void
on_renewed_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (MgScheduler) self = MG_SCHEDULER (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgTestResult) test = mg_fleet_renew_slot_finish (MG_FLEET (object), result, &error);
  g_autoptr (MgSlot) slot = g_ptr_array_steal_index (self->queue, 0);

  g_clear_object (&self->cancellable);
  if (test != NULL && test->outcome != MG_TEST_PASSED)
    g_set_error (&error, MG_ERROR, MG_ERROR_TEST_FAILED,
                 _("The device's own test did not pass: %s"),
                 test->words != NULL ? test->words : mg_test_outcome_get_nick (test->outcome));

  /* Stopping it is nobody's failure; the program is about to end. */
  if (self->timeout == 0)
    return;

  if (error == NULL)
    take_success (self, slot);
  else
    take_failure (self, slot, error);
  renew_next (self);
}

/* Whether nobody is at work on the slot, and it should be renewed now. */
static gboolean
is_due (MgScheduler *self,
        MgSlot      *slot)
{
  MgFleetMember *member = _mg_fleet_get_member (self->fleet, mg_slot_get_device_id (slot));

  return member != NULL && !mg_device_get_busy (member->device) &&
         mg_fleet_is_due (self->fleet, slot);
}

static void
renew_next (MgScheduler *self)
{
  /* Much may have happened since it was looked for. */
  while (self->queue->len > 0 && !is_due (self, g_ptr_array_index (self->queue, 0)))
    g_ptr_array_remove_index (self->queue, 0);

  if (self->queue->len == 0)
    return;

  self->cancellable = g_cancellable_new ();
  mg_fleet_renew_slot_async (self->fleet, g_ptr_array_index (self->queue, 0), self->cancellable,
                             on_renewed_cb, g_object_ref (self));
}

static void
look (MgScheduler *self)
{
  for (guint i = 0; i < _mg_fleet_get_n_members (self->fleet); i++)
    {
      GListModel *slots = mg_device_get_slots (_mg_fleet_get_nth_member (self->fleet, i)->device);

      for (guint j = 0; j < g_list_model_get_n_items (slots); j++)
        {
          g_autoptr (MgSlot) slot = g_list_model_get_item (slots, j);

          /* Nobody may have looked at the device since it was far from its end. */
          _mg_fleet_note_expiry (self->fleet, slot);
          if (is_due (self, slot) && !is_paused (self, slot))
            g_ptr_array_add (self->queue, g_steal_pointer (&slot));
        }
    }

  renew_next (self);
}

static void
on_timeout_cb (gpointer user_data)
{
  g_autoptr (MgScheduler) self = g_object_ref (MG_SCHEDULER (user_data));

  self->timeout = mg_clock_timeout_add (get_clock (self), LOOK_MILLISECONDS, on_timeout_cb, self);
  if (self->queue->len == 0)
    look (self);
}

/**
 * mg_scheduler_new:
 * @fleet: a fleet
 *
 * Returns: (transfer full): a scheduler that does nothing yet
 */
MgScheduler *
mg_scheduler_new (MgFleet *fleet)
{
  MgScheduler *self;

  g_return_val_if_fail (MG_IS_FLEET (fleet), NULL);

  self = g_object_new (MG_TYPE_SCHEDULER, NULL);
  self->fleet = g_object_ref (fleet);

  return self;
}

/**
 * mg_scheduler_start:
 * @self: a scheduler
 *
 * Begins to renew what is due: first a minute from now, when the fleet is loaded
 * and the program has come to rest, then every hour.
 */
void
mg_scheduler_start (MgScheduler *self)
{
  g_return_if_fail (MG_IS_SCHEDULER (self));

  if (self->timeout == 0)
    self->timeout = mg_clock_timeout_add (get_clock (self), FIRST_LOOK_MILLISECONDS,
                                          on_timeout_cb, self);
}

/**
 * mg_scheduler_stop:
 * @self: a scheduler
 *
 * Renews nothing any more, and calls off what is being renewed.
 */
void
mg_scheduler_stop (MgScheduler *self)
{
  g_return_if_fail (MG_IS_SCHEDULER (self));

  mg_clock_timeout_clear (get_clock (self), &self->timeout);

  /* The first one is being renewed, and goes when that has ended. */
  if (self->cancellable != NULL)
    {
      g_ptr_array_set_size (self->queue, 1);
      g_cancellable_cancel (self->cancellable);
    }
}
