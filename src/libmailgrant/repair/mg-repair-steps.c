/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-repair"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-error.h"
#include "mg-repair-private.h"

/* What each kind of step does. A step that changes the device goes
 *
 *     intent written ──► change ──► looked at where it can be ──► confirmed ──► next
 *
 * and may be done again from the start after any interruption. */

static void
on_confirmed_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (MgRepair) self = MG_REPAIR (user_data);

  if (_mg_repair_recorded (self, result))
    _mg_repair_step_done (self, NULL);
}

static void
confirm (MgRepair   *self,
         const char *after)
{
  _mg_repair_record (self, NULL, after, TRUE, on_confirmed_cb);
}

static const MgSlotReading *
require_target (MgRepair *self)
{
  const MgSlotReading *slot = _mg_repair_find_reading (self, self->target);

  if (slot == NULL)
    _mg_repair_fail (self, g_error_new_literal (MG_ERROR, MG_ERROR_NOT_FOUND,
                                                _("The device no longer has this account")));

  return slot;
}

/* Ends a driver's change: %FALSE if the repair has failed with it. */
static gboolean
is_changed (MgRepair     *self,
            GObject      *driver,
            GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;

  if (mg_driver_change_finish (MG_DRIVER (driver), result, &error))
    return TRUE;

  _mg_repair_fail (self, g_steal_pointer (&error));

  return FALSE;
}

static void
on_snapshot_written_cb (GObject      *object,
                        GAsyncResult *result,
                        gpointer      user_data)
{
  g_autoptr (MgRepair) self = MG_REPAIR (user_data);

  if (_mg_repair_recorded (self, result))
    confirm (self, NULL);
}

static void
write_snapshot (MgRepair *self)
{
  const MgSlotReading *slot = require_target (self);
  g_autofree char *text = NULL;

  if (slot == NULL)
    return;

  g_clear_pointer (&self->snapshot, mg_snapshot_free);
  self->snapshot = mg_snapshot_new (slot, self->rules);
  text = mg_snapshot_to_text (self->snapshot);
  _mg_repair_record (self, text, NULL, FALSE, on_snapshot_written_cb);
}

static void
on_snapshot_rules_cb (GObject      *object,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr (MgRepair) self = MG_REPAIR (user_data);
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->rules, g_ptr_array_unref);
  self->rules = mg_driver_read_finish (MG_DRIVER (object), result, &error);
  if (self->rules == NULL && !g_error_matches (error, MG_ERROR, MG_ERROR_NOT_SUPPORTED))
    _mg_repair_fail (self, g_steal_pointer (&error));
  else
    write_snapshot (self);
}

static void
do_snapshot (MgRepair *self)
{
  mg_driver_read_rules_async (_mg_repair_get_driver (self), self->session,
                              _mg_repair_get_cancellable (self),
                              on_snapshot_rules_cb, g_object_ref (self));
}

static void
on_skip_confirmed_cb (GObject      *object,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr (MgRepair) self = MG_REPAIR (user_data);

  if (_mg_repair_recorded (self, result))
    _mg_repair_step_skipped (self);
}

static void
on_guided_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (MgRepair) self = MG_REPAIR (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);

  if (error != NULL)
    _mg_repair_fail (self, g_steal_pointer (&error));
  else if (done)
    confirm (self, NULL);
  else
    _mg_repair_record (self, NULL, MG_REPAIR_SKIPPED, TRUE, on_skip_confirmed_cb);
}

static void
on_guided_intended_cb (GObject      *object,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr (MgRepair) self = MG_REPAIR (user_data);
  MgRepairDelegateInterface *iface = MG_REPAIR_DELEGATE_GET_IFACE (self->delegate);
  GTask *task;

  if (!_mg_repair_recorded (self, result))
    return;

  if (mg_step_get_kind (_mg_repair_get_step (self)) == MG_STEP_PASSWORD)
    self->password_intended = TRUE;
  task = g_task_new (self->delegate, _mg_repair_get_cancellable (self), on_guided_cb,
                     g_object_ref (self));
  g_task_set_source_tag (task, on_guided_intended_cb);
  iface->do_step (self->delegate, self->plan, _mg_repair_get_step (self), self->target, task);
}

static void
on_token_deleted_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (MgRepair) self = MG_REPAIR (user_data);

  if (is_changed (self, object, result))
    confirm (self, NULL);
}

static void
on_delete_token_intended_cb (GObject      *object,
                             GAsyncResult *result,
                             gpointer      user_data)
{
  g_autoptr (MgRepair) self = MG_REPAIR (user_data);
  const MgSlotReading *slot;

  if (!_mg_repair_recorded (self, result))
    return;

  slot = require_target (self);
  if (slot == NULL)
    return;

  self->changed = TRUE;
  mg_driver_delete_token_async (_mg_repair_get_driver (self), self->session, slot,
                                _mg_repair_get_cancellable (self),
                                on_token_deleted_cb, g_object_ref (self));
}

/* The provider to make the new slot for: the chosen one if it has a mail server
 * of its own, otherwise the one whose server the old slot names. */
static MgProvider *
find_provider (MgRepair *self)
{
  const MgSlotReading *before = mg_snapshot_get_slot (self->snapshot);
  const char *id = mg_plan_get_provider (self->plan);
  MgProvider *chosen = id == NULL ? NULL : mg_provider_registry_lookup (self->providers, id);

  if (mg_plan_get_situation (self->plan) != MG_SITUATION_CUSTOM_AT_PROVIDER)
    return NULL;

  if (chosen != NULL && mg_provider_get_server (chosen, before->protocol) != NULL)
    return chosen;

  return mg_provider_registry_suggest (self->providers, before->settings->host, before->account);
}

/* Whether the settings name the server already, under encryption. A port that
 * a network lets through is worth keeping. */
static gboolean
is_server (const MgMailSettings *settings,
           MgMailServer         *server)
{
  return settings->security != MG_MAIL_SECURITY_NONE && settings->host != NULL &&
         g_ascii_strcasecmp (settings->host, mg_mail_server_get_host (server)) == 0;
}

/**
 * _mg_repair_create_draft:
 * @self: a repair with a snapshot
 *
 * Describes the new slot: the provider's, with its server as the provider
 * wants it; or else the old one again. A run has one reference for it, so that
 * asking twice makes one slot.
 *
 * Returns: (transfer full): the slot to make
 */
MgSlotReading *
_mg_repair_create_draft (MgRepair *self)
{
  const MgSlotReading *before = mg_snapshot_get_slot (self->snapshot);
  g_autofree char *reference = g_strdup_printf ("mailgrant-%" G_GINT64_FORMAT, self->run_id);
  MgSlotReading *draft = mg_slot_reading_new (reference, before->title);
  MgProvider *provider = find_provider (self);
  MgMailServer *server;

  mg_mail_settings_free (draft->settings);
  draft->settings = mg_mail_settings_copy (before->settings);
  draft->protocol = before->protocol;
  draft->service = g_strdup (provider == NULL ? "custom" : mg_provider_get_id (provider));
  if (provider == NULL)
    return draft;

  draft->settings->authentication = MG_MAIL_AUTHENTICATION_OAUTH2;
  server = mg_provider_get_server (provider, draft->protocol);
  if (server != NULL && !is_server (draft->settings, server))
    {
      g_free (draft->settings->host);
      draft->settings->host = g_strdup (mg_mail_server_get_host (server));
      draft->settings->port = mg_mail_server_get_port (server);
      draft->settings->security = mg_mail_server_get_security (server);
    }

  return draft;
}

static void
on_created_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (MgRepair) self = MG_REPAIR (user_data);
  g_autoptr (GError) error = NULL;
  g_autofree char *id = mg_driver_create_slot_finish (MG_DRIVER (object), result, &error);

  if (id == NULL)
    {
      _mg_repair_fail (self, g_steal_pointer (&error));
      return;
    }

  g_free (self->target);
  self->target = g_strdup (id);
  g_free (self->created);
  self->created = g_steal_pointer (&id);
  confirm (self, self->created);
}

static void
on_create_intended_cb (GObject      *object,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr (MgRepair) self = MG_REPAIR (user_data);
  g_autoptr (MgSlotReading) draft = NULL;

  if (!_mg_repair_recorded (self, result))
    return;

  self->changed = TRUE;
  self->create_intended = TRUE;
  draft = _mg_repair_create_draft (self);
  mg_driver_create_slot_async (_mg_repair_get_driver (self), self->session, draft,
                               _mg_repair_get_cancellable (self),
                               on_created_cb, g_object_ref (self));
}

static void
on_slot_deleted_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (MgRepair) self = MG_REPAIR (user_data);

  if (is_changed (self, object, result))
    confirm (self, NULL);
}

static void
on_delete_intended_cb (GObject      *object,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr (MgRepair) self = MG_REPAIR (user_data);
  const MgSlotReading *old = _mg_repair_find_reading (self, mg_plan_get_slot_id (self->plan));

  if (!_mg_repair_recorded (self, result))
    return;

  /* Somebody may have deleted the new one while the repair was interrupted:
   * then the old one is all there is. */
  if (require_target (self) == NULL)
    return;

  /* Gone already: the deletion had taken effect before an interruption. */
  if (old == NULL)
    confirm (self, NULL);
  else
    mg_driver_delete_slot_async (_mg_repair_get_driver (self), self->session, old,
                                 _mg_repair_get_cancellable (self),
                                 on_slot_deleted_cb, g_object_ref (self));
}

/**
 * _mg_repair_do_step:
 * @self: a repair that is signed in and has just read the slots, unless a
 *   person does the step at the device
 *
 * Does the running step.
 */
void
_mg_repair_do_step (MgRepair *self)
{
  switch (mg_step_get_kind (_mg_repair_get_step (self)))
    {
    case MG_STEP_SNAPSHOT:
      do_snapshot (self);
      break;
    case MG_STEP_DELETE_TOKEN:
      _mg_repair_record (self, NULL, NULL, FALSE, on_delete_token_intended_cb);
      break;
    case MG_STEP_CREATE_SLOT:
      _mg_repair_record (self, NULL, NULL, FALSE, on_create_intended_cb);
      break;
    case MG_STEP_MOVE_RULES:
      _mg_repair_move_rules (self);
      break;
    case MG_STEP_VERIFY_RULES:
      _mg_repair_verify_rules (self);
      break;
    case MG_STEP_DELETE_SLOT:
      _mg_repair_record (self, NULL, NULL, FALSE, on_delete_intended_cb);
      break;
    case MG_STEP_AUTHORIZE:
    case MG_STEP_RENEW:
    case MG_STEP_PASSWORD:
    case MG_STEP_OPEN_PAGE:
    case MG_STEP_INSTRUCT:
    case MG_STEP_CHECK:
      _mg_repair_record (self, NULL, self->target, FALSE, on_guided_intended_cb);
      break;
    default:
      g_assert_not_reached ();
    }
}
