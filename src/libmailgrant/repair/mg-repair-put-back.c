/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-repair"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-error.h"
#include "mg-repair-private.h"

/* Going back: the old slot gets its places in the rules again, then the new
 * one is deleted. What cannot come back is said: a token or password that was
 * deleted or replaced in place, and a slot that is gone.
 *
 *     sign in ──► read the slots ──► old one there? ──no──► new one there? resume; else say so
 *                                        │ yes
 *                                        ▼
 *     find the new one ──► rules back ──► delete the new one ──► close the journal
 */

static void
on_closed_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (MgRepair) self = MG_REPAIR (user_data);
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;

  if (!mg_store_write_finish (MG_STORE (object), result, &error))
    {
      _mg_repair_fail (self, g_steal_pointer (&error));
      return;
    }

  task = g_steal_pointer (&self->task);
  self->run_id = 0;
  g_clear_object (&self->session);
  if (self->loss != NULL)
    g_task_return_new_error (task, MG_ERROR, MG_ERROR_NOT_SUPPORTED, "%s", self->loss);
  else
    g_task_return_boolean (task, TRUE);
}

static void
close_journal (MgRepair *self)
{
  mg_store_finish_run_async (self->store, self->run_id, "put-back", mg_clock_now (self->clock),
                             NULL, on_closed_cb, g_object_ref (self));
}

static void
on_new_deleted_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (MgRepair) self = MG_REPAIR (user_data);
  g_autoptr (GError) error = NULL;

  if (mg_driver_change_finish (MG_DRIVER (object), result, &error) ||
      g_error_matches (error, MG_ERROR, MG_ERROR_NOT_FOUND))
    close_journal (self);
  else
    _mg_repair_fail (self, g_steal_pointer (&error));
}

static void
on_slots_again_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (MgRepair) self = MG_REPAIR (user_data);
  g_autoptr (GError) error = NULL;
  const MgSlotReading *created;

  g_clear_pointer (&self->readings, g_ptr_array_unref);
  self->readings = mg_driver_read_finish (MG_DRIVER (object), result, &error);
  if (self->readings == NULL)
    {
      _mg_repair_fail (self, g_steal_pointer (&error));
      return;
    }

  created = _mg_repair_find_reading (self, self->created);
  if (created == NULL)
    close_journal (self);
  else
    mg_driver_delete_slot_async (MG_DRIVER (object), self->session, created,
                                 _mg_repair_get_cancellable (self),
                                 on_new_deleted_cb, g_object_ref (self));
}

/**
 * _mg_repair_rules_are_back:
 * @self: a repair that is put back
 *
 * Goes on after the rules send through the old slot again.
 */
void
_mg_repair_rules_are_back (MgRepair *self)
{
  /* The new slot's revision may have changed with its rules. */
  mg_driver_read_slots_async (_mg_repair_get_driver (self), self->session,
                              _mg_repair_get_cancellable (self),
                              on_slots_again_cb, g_object_ref (self));
}

static void
on_found_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (MgRepair) self = MG_REPAIR (user_data);
  g_autoptr (GError) error = NULL;

  self->created = mg_driver_create_slot_finish (MG_DRIVER (object), result, &error);
  if (self->created == NULL)
    _mg_repair_fail (self, g_steal_pointer (&error));
  else
    _mg_repair_move_back (self);
}

/* Whether an interrupted creation has taken effect is not known; asking again
 * under the same reference gives the slot that was made, or makes one that is
 * deleted right away. */
static void
find_created (MgRepair *self)
{
  g_autoptr (MgSlotReading) draft = _mg_repair_create_draft (self);

  mg_driver_create_slot_async (_mg_repair_get_driver (self), self->session, draft,
                               _mg_repair_get_cancellable (self),
                               on_found_cb, g_object_ref (self));
}

static void
on_settings_written_cb (GObject      *object,
                        GAsyncResult *result,
                        gpointer      user_data)
{
  g_autoptr (MgRepair) self = MG_REPAIR (user_data);
  g_autoptr (GError) error = NULL;

  if (mg_driver_change_finish (MG_DRIVER (object), result, &error))
    close_journal (self);
  else
    _mg_repair_fail (self, g_steal_pointer (&error));
}

static char *
join_titles (GPtrArray *titles)
{
  g_ptr_array_add (titles, NULL);

  /* Translators: between the names of mail settings or notification rules */
  return g_strjoinv (C_("list", ", "), (char **) titles->pdata);
}

/* The slot and those that change together with it. */
static char *
dup_slot_titles (MgRepair            *self,
                 const MgSlotReading *slot)
{
  g_autoptr (GPtrArray) titles = g_ptr_array_new ();

  for (guint i = 0; i < self->readings->len; i++)
    {
      const MgSlotReading *other = g_ptr_array_index (self->readings, i);

      if (other == slot ||
          (slot->link_group != NULL && g_strcmp0 (other->link_group, slot->link_group) == 0))
        g_ptr_array_add (titles, other->title);
    }

  return join_titles (titles);
}

/* What a slot that was worked on in place has lost for good. */
static char *
describe_loss (MgRepair            *self,
               const MgSlotReading *now)
{
  const MgSlotReading *before = mg_snapshot_get_slot (self->snapshot);
  g_autofree char *titles = dup_slot_titles (self, now);

  if (self->password_intended)
    return g_strdup_printf (_("The settings and the notification rules are as they were, but “%s” "
                              "may have the new password; the old one cannot be put back"), titles);

  if (before->token_sha256 == NULL ||
      g_strcmp0 (before->token_sha256, now->token_sha256) == 0)
    return NULL;

  /* Translators: the name of a mail setting, then a mailbox */
  if (now->token_sha256 == NULL)
    return g_strdup_printf (_("The settings and the notification rules are as they were, but the "
                              "token of “%s” was deleted and cannot be put back; authorize %s "
                              "again"), titles,
                            before->account != NULL ? before->account : _("the account"));

  return g_strdup_printf (_("The settings and the notification rules are as they were, but “%s” has "
                            "the new permission; the old token cannot be put back"), titles);
}

/* The slot is gone, and nothing that was made in its place is there. */
static char *
describe_deletion (MgRepair *self)
{
  const char *slot_id = mg_plan_get_slot_id (self->plan);
  GPtrArray *rules = mg_snapshot_get_rules (self->snapshot);
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  g_autofree char *titles = NULL;

  for (guint i = 0; i < rules->len; i++)
    {
      const MgRule *rule = g_ptr_array_index (rules, i);

      if (g_strv_contains ((const char *const *) rule->senders, slot_id))
        g_ptr_array_add (found, rule->title);
    }

  if (found->len == 0)
    return g_strdup (_("The account was deleted on the device and cannot be put back; add it "
                       "there again"));

  titles = join_titles (found);

  return g_strdup_printf (_("The account was deleted on the device and cannot be put back; add it "
                            "there again, and put it into these notification rules: %s"), titles);
}

/* Restores a slot that was worked on in place. Its token was dead to begin
 * with, and no device gives one out; all else comes back. */
static void
put_back_in_place (MgRepair            *self,
                   const MgSlotReading *now)
{
  const MgSlotReading *before = mg_snapshot_get_slot (self->snapshot);

  g_free (self->loss);
  self->loss = describe_loss (self, now);
  if (mg_mail_settings_equal (before->settings, now->settings))
    close_journal (self);
  else
    mg_driver_write_settings_async (_mg_repair_get_driver (self), self->session, now,
                                    before->settings, _mg_repair_get_cancellable (self),
                                    on_settings_written_cb, g_object_ref (self));
}

static gboolean
has_created (MgRepair *self)
{
  return self->created != NULL && _mg_repair_find_reading (self, self->created) != NULL;
}

static void
on_slots_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (MgRepair) self = MG_REPAIR (user_data);
  g_autoptr (GError) error = NULL;
  const MgSlotReading *old;

  g_clear_pointer (&self->readings, g_ptr_array_unref);
  self->readings = mg_driver_read_finish (MG_DRIVER (object), result, &error);
  old = _mg_repair_find_reading (self, mg_plan_get_slot_id (self->plan));
  if (self->readings == NULL)
    _mg_repair_fail (self, g_steal_pointer (&error));
  else if (old == NULL && !has_created (self))
    {
      g_free (self->loss);
      self->loss = describe_deletion (self);
      close_journal (self);
    }
  else if (old == NULL)
    _mg_repair_fail (self, g_error_new_literal (MG_ERROR, MG_ERROR_NOT_FOUND,
                                                _("The old account has already been deleted and "
                                                  "cannot be put back; resume the repair instead")));
  else if (self->created != NULL)
    _mg_repair_move_back (self);
  else if (self->create_intended)
    find_created (self);
  else
    put_back_in_place (self, old);
}

static void
on_opened_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (MgRepair) self = MG_REPAIR (user_data);
  g_autoptr (GError) error = NULL;

  if (!_mg_repair_opened (self, result, &error))
    {
      _mg_repair_fail (self, g_steal_pointer (&error));
      return;
    }

  mg_driver_read_slots_async (_mg_repair_get_driver (self), self->session,
                              _mg_repair_get_cancellable (self),
                              on_slots_cb, g_object_ref (self));
}

/**
 * mg_repair_put_back_async:
 * @self: a repair that was interrupted or has failed
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it has ended
 * @user_data: data for @callback
 *
 * Restores rules and slots as they were. Safe to repeat. Finish with
 * mg_repair_finish().
 */
void
mg_repair_put_back_async (MgRepair            *self,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_return_if_fail (MG_IS_REPAIR (self));
  g_return_if_fail (self->task == NULL);
  g_return_if_fail (self->run_id != 0);

  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, mg_repair_put_back_async);
  g_task_set_check_cancellable (self->task, FALSE);

  if (self->snapshot == NULL)
    {
      /* Nothing was begun before the settings were noted down. */
      close_journal (self);
      return;
    }

  _mg_repair_open (self, on_opened_cb);
}
