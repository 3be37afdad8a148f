/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-fleet-judge"

#include "config.h"

#include "mg-fleet-private.h"
#include "mg-grant-private.h"
#include "mg-provider-registry.h"

/* What a device calls a provider that it does not know by name. */
#define CUSTOM_PROVIDER "custom"

/* Whose a token on a device is, and what a test of it means. */

static void
on_adopted_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (!_mg_fleet_saved_finish (MG_FLEET (object), result, &error))
    g_warning ("could not save that a device has its token: %s", error->message);
}

/* A process that died between the push and writing it down has left a grant
 * that was never pushed, as far as the store knows, but is on the device. */
static void
adopt_grant (MgFleet             *self,
             MgFleetMember       *member,
             const MgSlotReading *reading)
{
  for (guint i = 0; i < member->grants->len; i++)
    {
      const MgGrantRecord *grant = g_ptr_array_index (member->grants, i);
      g_autoptr (MgGrantRecord) adopted = NULL;

      if (grant->pushed_at > 0 || !g_str_equal (grant->slot_id, reading->id) ||
          g_strcmp0 (grant->token_sha256, reading->token_sha256) != 0)
        continue;

      adopted = mg_grant_record_copy (grant);
      adopted->pushed_at = mg_clock_now (mg_context_get_clock (mg_fleet_get_context (self)));
      adopted->waiting_since = 0;
      g_clear_pointer (&adopted->waiting_for, g_free);
      _mg_fleet_member_set_grant (member, adopted);
      _mg_fleet_save_grant_async (self, adopted, on_adopted_cb, NULL);
      return;
    }
}

static gboolean
rotates (MgFleet    *self,
         const char *provider_id)
{
  MgProvider *provider = provider_id == NULL
    ? NULL : mg_provider_registry_lookup (mg_fleet_get_providers (self), provider_id);

  return provider != NULL && mg_provider_get_rotates (provider);
}

/* Whether what is on the device can be what we have put there. A device may
 * keep the tokens that a rotating provider gives it in exchange. */
static gboolean
is_ours (MgFleet             *self,
         const MgGrantRecord *grant,
         const MgSlotReading *reading)
{
  if (reading->client_id != NULL && g_strcmp0 (grant->client_id, reading->client_id) != 0)
    return FALSE;

  return reading->token_sha256 == NULL || grant->token_sha256 == NULL ||
         g_str_equal (grant->token_sha256, reading->token_sha256) ||
         rotates (self, grant->provider);
}

/* Devices know a few providers by name, and call all others custom. */
static void
name_provider (MgFleet             *self,
               MgSlotReading       *reading,
               const MgGrantRecord *grant)
{
  MgProvider *provider;
  const char *word;

  if (grant == NULL || grant->provider == NULL || !is_ours (self, grant, reading))
    return;

  provider = mg_provider_registry_lookup (mg_fleet_get_providers (self), grant->provider);
  word = provider == NULL ? CUSTOM_PROVIDER : _mg_grant_get_device_word (provider);
  if (g_strcmp0 (reading->provider, word) != 0)
    return;

  g_free (reading->provider);
  reading->provider = g_strdup (grant->provider);
}

/* What was once seen of a token stays known where the device hides it now. */
static void
keep_what_was_seen (MgFleetMember *member,
                    MgSlotReading *reading)
{
  MgSlot *slot = mg_device_lookup_slot (member->device, reading->id);
  const MgSlotReading *before = slot == NULL ? NULL : mg_slot_get_reading (slot);

  if (reading->event != MG_TOKEN_EVENT_READ_HIDDEN || before == NULL ||
      g_strcmp0 (before->account, reading->account) != 0)
    return;

  if (reading->reason == NULL)
    reading->reason = g_strdup (before->reason);
  if (reading->provider == NULL)
    reading->provider = g_strdup (before->provider);
  if (reading->obtained_at == 0)
    reading->obtained_at = before->obtained_at;
  if (reading->expires_at == 0)
    reading->expires_at = before->expires_at;
}

/**
 * _mg_fleet_judge_reading:
 * @self: a fleet
 * @member: a device of it
 * @reading: one of its slots as it was just read
 *
 * Tells tokens apart that another app has obtained. A device that does not say
 * whose token it has is believed. Of our own tokens we know the provider.
 */
void
_mg_fleet_judge_reading (MgFleet       *self,
                         MgFleetMember *member,
                         MgSlotReading *reading)
{
  const MgGrantRecord *grant;

  if (reading->token_sha256 != NULL)
    adopt_grant (self, member, reading);

  keep_what_was_seen (member, reading);
  name_provider (self, reading, _mg_fleet_member_get_pushed (member, reading));
  if (reading->event != MG_TOKEN_EVENT_READ_PRESENT ||
      (reading->client_id == NULL && reading->token_sha256 == NULL))
    return;

  grant = _mg_fleet_member_get_pushed (member, reading);
  if (grant == NULL || !is_ours (self, grant, reading))
    reading->event = MG_TOKEN_EVENT_READ_FOREIGN;
}

/* What a device's own test says of the token or password. That a mail server
 * refuses a token which the provider has just honoured is the mailbox's affair. */
static MgTokenEvent
get_event (MgSlot        *slot,
           MgTestOutcome  outcome)
{
  const MgMailSettings *settings = mg_slot_get_reading (slot)->settings;

  switch (outcome)
    {
    case MG_TEST_PASSED:
      return MG_TOKEN_EVENT_TEST_PASSED;
    case MG_TEST_TOKEN_DEAD:
      return MG_TOKEN_EVENT_TEST_REFUSED;
    case MG_TEST_LOGIN_REFUSED:
      return settings->authentication == MG_MAIL_AUTHENTICATION_OAUTH2
             ? MG_TOKEN_EVENT_MAILBOX_REFUSED : MG_TOKEN_EVENT_TEST_REFUSED;
    case MG_TEST_MAILBOX_REFUSES:
      return MG_TOKEN_EVENT_MAILBOX_REFUSED;
    case MG_TEST_PROVIDER_REFUSED:
    case MG_TEST_NOT_CONFIGURED:
    case MG_TEST_UNREACHABLE:
    case MG_TEST_FAILED:
    default:
      return MG_TOKEN_EVENT_CHECK_FAILED;
    }
}

/**
 * _mg_fleet_take_test:
 * @self: a fleet
 * @slot: a slot of one of its devices
 * @test: how the device's own test of it ended
 *
 * Moves the badge by a test's outcome.
 */
void
_mg_fleet_take_test (MgFleet            *self,
                     MgSlot             *slot,
                     const MgTestResult *test)
{
  const char *text = test->outcome == MG_TEST_PASSED ? NULL
                     : test->words != NULL ? test->words : test->server_reply;

  mg_slot_apply (slot, get_event (slot, test->outcome), text);
  _mg_fleet_note_expiry (self, slot);
}
