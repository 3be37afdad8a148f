/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MgGrantRecord:
 * @id: (not nullable): its id, for life
 * @device_id: (not nullable): the device it was made for
 * @slot_id: (not nullable): the slot it was made for
 * @provider: the id of its provider
 * @account: the mailbox
 * @client_id: the OAuth client it was made with
 * @scopes: what it covers
 * @generation: the generation of the provider's scopes
 * @token_sha256: the SHA-256 of its refresh token
 * @issued_at: when it was made, in microseconds since 1970-01-01 UTC, or 0
 * @expires_at: when it ends by itself, or 0
 * @pushed_at: when the device was last given it, or 0
 * @kept_copy: whether the vault holds our own copy
 * @waiting_since: since when an attempt to get it waits, or 0
 * @waiting_for: what it waits for, such as `administrator`
 *
 * A consent for one slot. The tokens themselves are in the vault and on the
 * device, never here. A string may be %NULL if it is not known.
 */
typedef struct
{
  char     *id;            /* (owned) */
  char     *device_id;     /* (owned) */
  char     *slot_id;       /* (owned) */
  char     *provider;      /* (owned) */
  char     *account;       /* (owned) */
  char     *client_id;     /* (owned) */
  char    **scopes;        /* (owned) */
  gint64    generation;
  char     *token_sha256;  /* (owned) */
  gint64    issued_at;
  gint64    expires_at;
  gint64    pushed_at;
  gboolean  kept_copy;
  gint64    waiting_since;
  char     *waiting_for;   /* (owned) */
} MgGrantRecord;

MgGrantRecord *mg_grant_record_new  (const char          *id,
                                     const char          *device_id,
                                     const char          *slot_id);
MgGrantRecord *mg_grant_record_copy (const MgGrantRecord *self);
void           mg_grant_record_free (MgGrantRecord       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgGrantRecord, mg_grant_record_free)

G_END_DECLS
