/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-mail-settings.h"
#include "mg-token-state.h"

G_BEGIN_DECLS

typedef struct _MgSlotReading MgSlotReading;

/**
 * MgSlotReading:
 * @id: the device's own id of the slot
 * @title: the device's name for it, clean to be shown
 * @protocol: what it speaks with the mail server
 * @service: (nullable): what kind of account the device made it as: a
 *   provider's id, or `custom`
 * @settings: the settings
 * @event: what the reading says of the token or password, one of the
 *   `MG_TOKEN_EVENT_READ_…`
 * @reason: (nullable): the device's own words for a state that is not well
 * @provider: (nullable): the provider of the token
 * @account: (nullable): the mailbox it logs in to
 * @client_id: (nullable): the OAuth client of the token
 * @token_sha256: (nullable): the SHA-256 of the refresh token it holds
 * @obtained_at: when it was obtained, in microseconds since 1970-01-01 UTC, 0 unknown
 * @expires_at: when the refresh token ends, likewise
 * @link_group: (nullable): slots of the same group change together
 * @can_reauthorize: whether a new token can be put in its place; where not,
 *   the slot is deleted and made anew
 * @etag: (nullable): the revision that a change must name
 *
 * What a device says of one slot. A plain value that a driver fills and hands
 * over.
 */
struct _MgSlotReading
{
  char           *id;
  char           *title;
  MgMailProtocol  protocol;
  char           *service;
  MgMailSettings *settings;
  MgTokenEvent    event;
  char           *reason;
  char           *provider;
  char           *account;
  char           *client_id;
  char           *token_sha256;
  gint64          obtained_at;
  gint64          expires_at;
  char           *link_group;
  gboolean        can_reauthorize;
  char           *etag;
};

MgSlotReading *mg_slot_reading_new  (const char          *id,
                                     const char          *title);
MgSlotReading *mg_slot_reading_copy (const MgSlotReading *self);
void           mg_slot_reading_free (MgSlotReading       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgSlotReading, mg_slot_reading_free)

G_END_DECLS
