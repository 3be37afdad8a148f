/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-fleet-expiry"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-fleet-private.h"
#include "mg-grant-private.h"

/* How long before its end a token is said to end soon; a token that lives only
 * days is given a quarter of its life. */
#define NEAR (14 * G_TIME_SPAN_DAY)

/**
 * _mg_fleet_get_grant:
 * @self: a fleet
 * @slot: a slot of one of its devices
 *
 * Returns: (transfer none) (nullable): the grant on the device, if the device
 *   does not hold another one
 */
const MgGrantRecord *
_mg_fleet_get_grant (MgFleet *self,
                     MgSlot  *slot)
{
  const MgSlotReading *reading = mg_slot_get_reading (slot);
  MgFleetMember *member = _mg_fleet_get_member (self, mg_slot_get_device_id (slot));

  if (member == NULL || mg_slot_get_note (slot) == MG_NOTE_FOREIGN)
    return NULL;

  return _mg_fleet_member_get_pushed (member, reading);
}

static gint64
get_fuse_end (MgFleet             *self,
              const MgGrantRecord *grant)
{
  MgFleetMember *member = _mg_fleet_get_member (self, grant->device_id);
  MgDriverInfo *info = mg_driver_get_info (_mg_session_keeper_get_driver (member->keeper));
  MgProvider *provider = grant->provider == NULL
    ? NULL : mg_provider_registry_lookup (mg_fleet_get_providers (self), grant->provider);
  int days = provider == NULL
             ? 0 : mg_driver_info_get_fuse_days (info, _mg_grant_get_device_word (provider));

  return days <= 0 || grant->issued_at == 0 ? 0 : grant->issued_at + days * G_TIME_SPAN_DAY;
}

static gint64
get_sooner (gint64 a,
            gint64 b)
{
  return a == 0 ? b : b == 0 ? a : MIN (a, b);
}

/**
 * mg_fleet_get_obtained_at:
 * @self: a fleet
 * @slot: a slot of one of its devices
 *
 * Returns: when the slot's token was obtained, as far as the device says or we
 *   know, in microseconds since 1970-01-01 UTC, 0 unknown
 */
gint64
mg_fleet_get_obtained_at (MgFleet *self,
                          MgSlot  *slot)
{
  const MgGrantRecord *grant;

  g_return_val_if_fail (MG_IS_FLEET (self), 0);
  g_return_val_if_fail (MG_IS_SLOT (slot), 0);

  if (mg_slot_get_reading (slot)->obtained_at > 0)
    return mg_slot_get_reading (slot)->obtained_at;

  grant = _mg_fleet_get_grant (self, slot);

  return grant == NULL ? 0 : grant->issued_at;
}

/**
 * mg_fleet_get_expires_at:
 * @self: a fleet
 * @slot: a slot of one of its devices
 *
 * Gets when the slot's token ends: by the device's word, by what the provider
 * said when it was obtained, or because the device does not renew it.
 *
 * Returns: the soonest of these, in microseconds since 1970-01-01 UTC, 0 unknown
 */
gint64
mg_fleet_get_expires_at (MgFleet *self,
                         MgSlot  *slot)
{
  const MgGrantRecord *grant;
  gint64 end;

  g_return_val_if_fail (MG_IS_FLEET (self), 0);
  g_return_val_if_fail (MG_IS_SLOT (slot), 0);

  end = mg_slot_get_reading (slot)->expires_at;
  grant = _mg_fleet_get_grant (self, slot);
  if (grant == NULL)
    return end;

  return get_sooner (end, get_sooner (grant->expires_at, get_fuse_end (self, grant)));
}

/**
 * _mg_fleet_note_expiry:
 * @self: a fleet
 * @slot: a slot of one of its devices
 *
 * Notes beside the badge that the token ends soon, if it does. The clock never
 * makes a token Invalid: only the provider or the device can say so.
 */
void
_mg_fleet_note_expiry (MgFleet *self,
                       MgSlot  *slot)
{
  const gint64 now = mg_clock_now (mg_context_get_clock (mg_fleet_get_context (self)));
  const gint64 begin = mg_fleet_get_obtained_at (self, slot);
  const gint64 end = mg_fleet_get_expires_at (self, slot);
  gint64 near = NEAR;
  g_autoptr (GDateTime) date = NULL;
  g_autofree char *day = NULL;
  g_autofree char *text = NULL;

  if (end == 0 || mg_slot_get_state (slot) != MG_TOKEN_STATE_OBTAINED ||
      (mg_slot_get_note (slot) != MG_NOTE_NONE && mg_slot_get_note (slot) != MG_NOTE_EXPIRES_SOON))
    return;

  if (begin > 0 && end > begin)
    near = MIN (near, (end - begin) / 4);
  if (end - now > near)
    return;

  date = g_date_time_new_from_unix_local (end / G_USEC_PER_SEC);
  day = date == NULL ? NULL : g_date_time_format (date, "%x");
  /* Translators: %s is a date, such as 2026-11-21. */
  if (day != NULL)
    text = g_strdup_printf (end > now ? _("It ends on %s") : _("It ended on %s"), day);
  mg_slot_apply (slot, MG_TOKEN_EVENT_EXPIRY_NEAR, text);
}
