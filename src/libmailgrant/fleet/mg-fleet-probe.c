/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-fleet-probe"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-error.h"
#include "mg-fleet-private.h"
#include "mg-fleet-slots.h"
#include "mg-mail-probe.h"
#include "mg-redemption-private.h"

/* Trying a slot's login from here, with our own copy: it tells whether the
 * permission holds where the device's own words do not.
 *
 *   token:     redeem ─► replaced? ─► log in to the mail server ─► badge ─► store
 *                            └─ the new one to the device ─┘
 *   password:  from the vault ─► log in ───────────────────────► badge ─► store
 *
 * Google and Microsoft let two holders use a grant side by side. Another
 * provider may take the second use of a refresh token for theft and end the
 * grant (RFC 9700 §4.14.2), so there a token is redeemed no sooner than it must,
 * and a new one goes to the device at once.
 */
typedef struct
{
  MgSlot         *slot;        /* (owned) */
  MgRedemption   *redemption;  /* (owned) (nullable) */
  MgOAuthFailure *failure;     /* (owned) (nullable) */
  MgPushJob      *job;         /* (owned) (nullable) */
  MgProbeResult  *result;      /* (owned) (nullable) */
} Probe;

static void
probe_free (gpointer data)
{
  Probe *probe = data;

  g_object_unref (probe->slot);
  g_clear_pointer (&probe->redemption, _mg_redemption_free);
  g_clear_pointer (&probe->failure, mg_oauth_failure_unref);
  g_clear_object (&probe->job);
  g_clear_pointer (&probe->result, mg_probe_result_unref);
  g_free (probe);
}

static void
on_badge_saved_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  Probe *probe = g_task_get_task_data (task);

  if (_mg_fleet_saved_finish (MG_FLEET (object), result, &error))
    g_task_return_pointer (task, g_steal_pointer (&probe->result),
                           (GDestroyNotify) mg_probe_result_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* That the server cannot be reached from here says nothing of the device. */
static gboolean
get_event (MgProbeOutcome  outcome,
           MgTokenEvent   *event)
{
  switch (outcome)
    {
    case MG_PROBE_OK:
      *event = MG_TOKEN_EVENT_REDEEMED;
      return TRUE;
    case MG_PROBE_REFUSED:
    case MG_PROBE_SCOPE_MISSING:
      *event = MG_TOKEN_EVENT_TEST_REFUSED;
      return TRUE;
    case MG_PROBE_MAILBOX_REFUSES:
      *event = MG_TOKEN_EVENT_MAILBOX_REFUSED;
      return TRUE;
    case MG_PROBE_REACHABLE:
    case MG_PROBE_SENDER_REFUSED:
    case MG_PROBE_TRANSIENT:
    case MG_PROBE_NOT_OFFERED:
    case MG_PROBE_NOT_ENCRYPTED:
    case MG_PROBE_CERTIFICATE:
    case MG_PROBE_UNREACHABLE:
    case MG_PROBE_TIMED_OUT:
    case MG_PROBE_PROTOCOL:
    default:
      return FALSE;
    }
}

static void
on_probed_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  MgFleet *self = g_task_get_source_object (task);
  Probe *probe = g_task_get_task_data (task);
  MgTokenEvent event;

  probe->result = mg_mail_probe_run_finish (MG_MAIL_PROBE (object), result, &error);
  if (probe->result == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (get_event (mg_probe_result_get_outcome (probe->result), &event))
    mg_slot_apply (probe->slot, event,
                   event == MG_TOKEN_EVENT_REDEEMED
                   ? mg_slot_get_note_text (probe->slot)
                   : mg_probe_result_get_sentence (probe->result));
  _mg_fleet_save_slots_async (self, mg_slot_get_device_id (probe->slot),
                              on_badge_saved_cb, g_object_ref (task));
}

static MgMailProbe *
create_probe (GTask       *task,
              MgProvider  *provider,
              GError     **error)
{
  Probe *probe = g_task_get_task_data (task);
  const MgSlotReading *reading = mg_slot_get_reading (probe->slot);
  const MgMailSettings *settings = reading->settings;
  MgFleet *self = g_task_get_source_object (task);
  g_autoptr (MgMailServer) server = NULL;

  if (settings->host != NULL && settings->port != 0)
    server = mg_mail_server_new (reading->protocol, settings->host, settings->port,
                                 settings->security);
  else if (provider != NULL && mg_provider_get_server (provider, reading->protocol) != NULL)
    server = mg_mail_server_ref (mg_provider_get_server (provider, reading->protocol));

  if (server != NULL)
    return mg_mail_probe_new (mg_fleet_get_context (self), server);

  g_set_error_literal (error, MG_ERROR, MG_ERROR_INVALID_INPUT,
                       _("There is no mail server in this mail setting"));

  return NULL;
}

static void
run_probe (GTask       *task,
           MgMailProbe *mail)
{
  mg_mail_probe_run_async (mail, g_task_get_cancellable (task), on_probed_cb,
                           g_object_ref (task));
}

/* A make that sends through a provider's own API, as TrueNAS does at Google, has
 * a token that no mail server takes; there is only to see whether one answers. */
static gboolean
covers_mail (const MgRedemption *redemption,
             MgMailProtocol      protocol)
{
  g_auto (GStrv) scopes = mg_provider_dup_mail_scopes (redemption->provider, protocol);

  return mg_token_set_covers (redemption->tokens, (const char *const *) scopes);
}

static void
try_token (GTask *task)
{
  Probe *probe = g_task_get_task_data (task);
  const MgRedemption *redemption = probe->redemption;
  g_autoptr (GError) error = NULL;
  g_autoptr (MgMailProbe) mail = create_probe (task, redemption->provider, &error);

  if (mail == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (covers_mail (redemption, mg_slot_get_reading (probe->slot)->protocol))
    mg_mail_probe_set_token (mail, redemption->grant->account,
                             mg_token_set_get_access (redemption->tokens));
  run_probe (task, mail);
}

static void
on_pushed_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgTestResult) test = _mg_push_job_run_finish (MG_PUSH_JOB (object), result, &error);

  if (test == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    try_token (task);
}

static gboolean
is_replaced (const MgRedemption *redemption)
{
  MgSecret *refresh = mg_token_set_get_refresh (redemption->tokens);
  g_autofree char *sha256 = refresh == NULL ? NULL : mg_secret_dup_sha256 (refresh);

  return sha256 != NULL && g_strcmp0 (sha256, redemption->grant->token_sha256) != 0;
}

static void
on_redeemed_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  MgFleet *self = MG_FLEET (object);
  Probe *probe = g_task_get_task_data (task);

  probe->redemption = _mg_fleet_redeem_finish (self, result, &probe->failure, &error);
  if (probe->redemption == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (mg_provider_get_known_as (probe->redemption->provider) != NULL ||
      !is_replaced (probe->redemption))
    {
      try_token (task);
      return;
    }

  probe->job = _mg_redemption_create_push (probe->redemption, self, probe->slot);
  _mg_push_job_run_async (probe->job, NULL, on_pushed_cb, g_object_ref (task));
}

static MgRefreshNeed
choose_need (MgFleet *self,
             MgSlot  *slot)
{
  const MgGrantRecord *grant = _mg_fleet_get_grant (self, slot);
  MgProvider *provider = grant == NULL || grant->provider == NULL
    ? NULL : mg_provider_registry_lookup (mg_fleet_get_providers (self), grant->provider);

  return provider != NULL && mg_provider_get_known_as (provider) != NULL
         ? MG_REFRESH_NEED_RENEWED : MG_REFRESH_NEED_FRESH;
}

static void
on_password_found_cb (GObject      *object,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgSecret) password = mg_vault_lookup_finish (MG_VAULT (object), result, &error);
  g_autoptr (MgMailProbe) mail = NULL;
  Probe *probe = g_task_get_task_data (task);

  if (password != NULL)
    mail = create_probe (task, NULL, &error);
  if (mail == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  mg_mail_probe_set_password (mail, mg_slot_get_account (probe->slot), password);
  run_probe (task, mail);
}

/**
 * mg_fleet_probe_slot_async:
 * @self: a fleet
 * @slot: a slot of one of its devices
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Logs in to the slot's mail server from here, with our own copy of its
 * permission or password. No mail is sent. The device is not asked, unless the
 * provider has replaced the token, and the device gets the new one.
 */
void
mg_fleet_probe_slot_async (MgFleet             *self,
                           MgSlot              *slot,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (MgVaultKey) key = NULL;
  MgFleetMember *member;
  Probe *probe;

  g_return_if_fail (MG_IS_FLEET (self));
  g_return_if_fail (MG_IS_SLOT (slot));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mg_fleet_probe_slot_async);
  probe = g_new0 (Probe, 1);
  probe->slot = g_object_ref (slot);
  g_task_set_task_data (task, probe, probe_free);

  member = _mg_fleet_get_member (self, mg_slot_get_device_id (slot));
  if (member == NULL || !g_hash_table_contains (member->passwords, mg_slot_get_id (slot)) ||
      mg_slot_get_account (slot) == NULL)
    {
      _mg_fleet_redeem_async (self, slot, choose_need (self, slot), cancellable,
                              on_redeemed_cb, g_steal_pointer (&task));
      return;
    }

  key = _mg_fleet_create_password_key (mg_slot_get_device_id (slot), mg_slot_get_id (slot));
  mg_vault_lookup_async (mg_fleet_get_vault (self), key, TRUE, cancellable,
                         on_password_found_cb, g_steal_pointer (&task));
}

/**
 * mg_fleet_probe_slot_finish:
 * @self: a fleet
 * @result: the result
 * @failure: (out) (optional) (nullable): return location for what the provider
 *   said when it refused our copy
 * @error: return location for an error
 *
 * Finishes mg_fleet_probe_slot_async(). That the mail server refuses is a result,
 * not an error. %MG_ERROR_NOT_FOUND says that there is nothing here to log in
 * with, %MG_ERROR_CONSENT_NEEDED that the permission is dead.
 *
 * Returns: (transfer full): what the mail server said, or %NULL with @error set
 */
MgProbeResult *
mg_fleet_probe_slot_finish (MgFleet         *self,
                            GAsyncResult    *result,
                            MgOAuthFailure **failure,
                            GError         **error)
{
  Probe *probe;

  g_return_val_if_fail (MG_IS_FLEET (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_fleet_probe_slot_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  probe = g_task_get_task_data (G_TASK (result));
  if (failure != NULL)
    *failure = g_steal_pointer (&probe->failure);

  return g_task_propagate_pointer (G_TASK (result), error);
}
