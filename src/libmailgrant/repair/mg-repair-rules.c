/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-repair"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-error.h"
#include "mg-repair-private.h"

/* Moving a sender in the rules. Each rule is read, has the sender exchanged in
 * its place, and is written at the revision it was read at; one that somebody
 * changes in between is read and merged again, a few times. */

#define TRIES_MAX 4

static gboolean
has_sender (const MgRule *rule,
            const char   *slot_id)
{
  return g_strv_contains ((const char *const *) rule->senders, slot_id);
}

static const MgRule *
find_rule (GPtrArray  *rules,
           const char *id)
{
  for (guint i = 0; i < rules->len; i++)
    {
      const MgRule *rule = g_ptr_array_index (rules, i);

      if (g_str_equal (rule->id, id))
        return rule;
    }

  return NULL;
}

static const char *
get_from (MgRepair *self)
{
  return g_task_get_source_tag (self->task) == mg_repair_put_back_async
         ? self->created : mg_plan_get_slot_id (self->plan);
}

static const char *
get_to (MgRepair *self)
{
  return g_task_get_source_tag (self->task) == mg_repair_put_back_async
         ? mg_plan_get_slot_id (self->plan) : self->target;
}

/* Whether the rule lost its sender because the slot was deleted, at the device
 * or by a run that was interrupted: devices then drop it from every rule. */
static gboolean
has_lost_sender (MgRepair     *self,
                 const MgRule *rule)
{
  const MgRule *before = find_rule (mg_snapshot_get_rules (self->snapshot), rule->id);

  return before != NULL && has_sender (before, mg_plan_get_slot_id (self->plan)) &&
         !has_sender (rule, get_to (self)) &&
         _mg_repair_find_reading (self, get_from (self)) == NULL;
}

/* Puts the sender back behind those that stood before it. */
static void
insert_sender (MgRepair *self,
               MgRule   *rule)
{
  const MgRule *before = find_rule (mg_snapshot_get_rules (self->snapshot), rule->id);
  g_autoptr (GPtrArray) senders = g_ptr_array_new ();
  guint position = 0;

  for (gsize i = 0; rule->senders[i] != NULL; i++)
    g_ptr_array_add (senders, rule->senders[i]);

  for (gsize i = 0; !g_str_equal (before->senders[i], mg_plan_get_slot_id (self->plan)); i++)
    for (guint j = position; j < senders->len; j++)
      if (g_str_equal (senders->pdata[j], before->senders[i]))
        position = j + 1;

  g_ptr_array_insert (senders, (int) position, g_strdup (get_to (self)));
  g_ptr_array_add (senders, NULL);
  g_free (rule->senders);
  rule->senders = (GStrv) g_ptr_array_steal (senders, NULL);
}

/* Where both stand, a person has put the new one where they want it. */
static void
drop_sender (MgRule     *rule,
             const char *slot_id)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (gsize i = 0; rule->senders[i] != NULL; i++)
    if (!g_str_equal (rule->senders[i], slot_id))
      g_strv_builder_add (builder, rule->senders[i]);
  g_strfreev (rule->senders);
  rule->senders = g_strv_builder_end (builder);
}

/* Changes the rule as far as is needed: %FALSE if it is as it should be. */
static gboolean
move_sender (MgRepair *self,
             MgRule   *rule)
{
  gboolean has_from = has_sender (rule, get_from (self));

  if (has_from && has_sender (rule, get_to (self)))
    drop_sender (rule, get_from (self));
  else if (has_from)
    mg_rule_replace_sender (rule, get_from (self), get_to (self));
  else if (has_lost_sender (self, rule))
    insert_sender (self, rule);
  else
    return FALSE;

  return TRUE;
}

static void read_and_move (MgRepair *self);

static void
on_rule_written_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (MgRepair) self = MG_REPAIR (user_data);
  g_autoptr (GError) error = NULL;

  if (mg_driver_change_finish (MG_DRIVER (object), result, &error))
    {
      self->tries = 0;
      read_and_move (self);
    }
  else if (g_error_matches (error, MG_ERROR, MG_ERROR_CONFLICT) && ++self->tries < TRIES_MAX)
    {
      read_and_move (self);
    }
  else
    {
      _mg_repair_fail (self, g_steal_pointer (&error));
    }
}

static void
on_moved_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (MgRepair) self = MG_REPAIR (user_data);

  if (_mg_repair_recorded (self, result))
    _mg_repair_step_done (self, NULL);
}

static void
end_moving (MgRepair *self)
{
  if (g_task_get_source_tag (self->task) == mg_repair_put_back_async)
    _mg_repair_rules_are_back (self);
  else
    _mg_repair_record (self, NULL, NULL, TRUE, on_moved_cb);
}

static void
on_rules_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (MgRepair) self = MG_REPAIR (user_data);
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->rules, g_ptr_array_unref);
  self->rules = mg_driver_read_finish (MG_DRIVER (object), result, &error);
  if (self->rules == NULL && !g_error_matches (error, MG_ERROR, MG_ERROR_NOT_SUPPORTED))
    {
      _mg_repair_fail (self, g_steal_pointer (&error));
      return;
    }

  for (guint i = 0; self->rules != NULL && i < self->rules->len; i++)
    {
      g_autoptr (MgRule) rule = mg_rule_copy (g_ptr_array_index (self->rules, i));

      if (!move_sender (self, rule))
        continue;

      mg_driver_write_rule_async (MG_DRIVER (object), self->session, rule,
                                  _mg_repair_get_cancellable (self),
                                  on_rule_written_cb, g_object_ref (self));
      return;
    }

  end_moving (self);
}

static void
read_and_move (MgRepair *self)
{
  mg_driver_read_rules_async (_mg_repair_get_driver (self), self->session,
                              _mg_repair_get_cancellable (self),
                              on_rules_cb, g_object_ref (self));
}

static void
on_move_intended_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (MgRepair) self = MG_REPAIR (user_data);

  if (!_mg_repair_recorded (self, result))
    return;

  /* No rule may come to name a slot that is no longer there. */
  if (_mg_repair_find_reading (self, self->target) == NULL)
    {
      _mg_repair_fail (self, g_error_new_literal (MG_ERROR, MG_ERROR_NOT_FOUND,
                                                  _("The new account is no longer on the device; "
                                                    "put back what was there and begin again")));
      return;
    }

  self->changed = TRUE;
  self->tries = 0;
  read_and_move (self);
}

/**
 * _mg_repair_move_rules:
 * @self: a repair whose new slot works
 *
 * Puts the new slot in the old one's place in every rule. The rules as they
 * were are in the snapshot.
 */
void
_mg_repair_move_rules (MgRepair *self)
{
  _mg_repair_record (self, NULL, self->target, FALSE, on_move_intended_cb);
}

/**
 * _mg_repair_move_back:
 * @self: a repair that is put back
 *
 * Puts the old slot in the new one's place in every rule.
 */
void
_mg_repair_move_back (MgRepair *self)
{
  self->tries = 0;
  read_and_move (self);
}

/* The title of a rule that still sends through the old slot, or has lost it,
 * or %NULL. A rule that somebody has deleted meanwhile is theirs to delete, and
 * so is a sender of it. */
static const char *
find_loss (MgRepair *self)
{
  for (guint i = 0; i < self->rules->len; i++)
    {
      const MgRule *rule = g_ptr_array_index (self->rules, i);

      if (has_sender (rule, get_from (self)) || has_lost_sender (self, rule))
        return rule->title;
    }

  return NULL;
}

static void
on_verify_rules_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (MgRepair) self = MG_REPAIR (user_data);
  g_autoptr (GError) error = NULL;
  const char *lost;

  g_clear_pointer (&self->rules, g_ptr_array_unref);
  self->rules = mg_driver_read_finish (MG_DRIVER (object), result, &error);
  if (self->rules == NULL && g_error_matches (error, MG_ERROR, MG_ERROR_NOT_SUPPORTED))
    self->rules = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_rule_free);
  if (self->rules == NULL)
    {
      _mg_repair_fail (self, g_steal_pointer (&error));
      return;
    }

  lost = find_loss (self);
  if (lost != NULL)
    _mg_repair_fail (self, g_error_new (MG_ERROR, MG_ERROR_CONFLICT,
                                        _("The rule “%s” does not send through the new account; "
                                          "somebody may have changed it meanwhile. Resume the "
                                          "repair to look again"), lost));
  else
    _mg_repair_step_done (self, NULL);
}

/**
 * _mg_repair_verify_rules:
 * @self: a repair whose rules have been moved
 *
 * Looks whether every rule that sent through the old slot sends through the
 * new one.
 */
void
_mg_repair_verify_rules (MgRepair *self)
{
  mg_driver_read_rules_async (_mg_repair_get_driver (self), self->session,
                              _mg_repair_get_cancellable (self),
                              on_verify_rules_cb, g_object_ref (self));
}
