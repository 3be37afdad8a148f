/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-slot-reading"

#include "config.h"

#include "mg-slot-reading.h"
#include "mg-text.h"

/**
 * mg_slot_reading_new:
 * @id: the device's own id of the slot
 * @title: the device's name for it, as it came
 *
 * Returns: (transfer full): a reading with empty settings and no token
 */
MgSlotReading *
mg_slot_reading_new (const char *id,
                     const char *title)
{
  MgSlotReading *self;

  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (title != NULL, NULL);

  self = g_new0 (MgSlotReading, 1);
  self->id = g_strdup (id);
  self->title = mg_text_dup_clean (title, -1, MG_TEXT_NAME_MAX);
  self->settings = mg_mail_settings_new ();
  self->event = MG_TOKEN_EVENT_READ_ABSENT;
  self->can_reauthorize = TRUE;

  return self;
}

/**
 * mg_slot_reading_copy:
 * @self: a reading
 *
 * Returns: (transfer full): a copy
 */
MgSlotReading *
mg_slot_reading_copy (const MgSlotReading *self)
{
  MgSlotReading *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->id = g_strdup (self->id);
  copy->title = g_strdup (self->title);
  copy->service = g_strdup (self->service);
  copy->settings = mg_mail_settings_copy (self->settings);
  copy->reason = g_strdup (self->reason);
  copy->provider = g_strdup (self->provider);
  copy->account = g_strdup (self->account);
  copy->client_id = g_strdup (self->client_id);
  copy->token_sha256 = g_strdup (self->token_sha256);
  copy->link_group = g_strdup (self->link_group);
  copy->etag = g_strdup (self->etag);

  return copy;
}

/**
 * mg_slot_reading_free:
 * @self: (transfer full): a reading
 */
void
mg_slot_reading_free (MgSlotReading *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->id);
  g_free (self->title);
  g_free (self->service);
  mg_mail_settings_free (self->settings);
  g_free (self->reason);
  g_free (self->provider);
  g_free (self->account);
  g_free (self->client_id);
  g_free (self->token_sha256);
  g_free (self->link_group);
  g_free (self->etag);
  g_free (self);
}
