/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MgSlotRecord:
 * @device_id: (not nullable): the id of its device
 * @id: (not nullable): its id on the device
 * @title: what the device calls it
 * @protocol: the nick of its protocol
 * @provider: the id of its provider
 * @account: the mailbox
 * @client_id: the OAuth client the device uses
 * @state: the nick of its token state
 * @note_code: the nick of the note beside the state
 * @note_text: what the device or the server said
 * @note_at: when the note was made, or 0
 * @server_host: its mail server
 * @server_port: the server's port, 0 if not known
 * @server_security: the nick of how the connection is protected
 * @settings: the rest of its settings, a JSON object without secrets
 * @link_group: the group of slots that the device updates together
 * @rules: the ids of the rules that use it
 * @token_sha256: the SHA-256 of the refresh token on the device
 * @has_password: whether the vault holds its mail password
 * @obtained_at: when its token was obtained, in microseconds since 1970-01-01 UTC, or 0
 * @expires_at: when its token expires, or 0
 * @checked_at: when it was last checked, or 0
 *
 * What was last known of a slot. A string may be %NULL if it is not known.
 */
typedef struct
{
  char     *device_id;        /* (owned) */
  char     *id;               /* (owned) */
  char     *title;            /* (owned) */
  char     *protocol;         /* (owned) */
  char     *provider;         /* (owned) */
  char     *account;          /* (owned) */
  char     *client_id;        /* (owned) */
  char     *state;            /* (owned) */
  char     *note_code;        /* (owned) */
  char     *note_text;        /* (owned) */
  gint64    note_at;
  char     *server_host;      /* (owned) */
  gint64    server_port;
  char     *server_security;  /* (owned) */
  char     *settings;         /* (owned) */
  char     *link_group;       /* (owned) */
  char    **rules;            /* (owned) */
  char     *token_sha256;     /* (owned) */
  gboolean  has_password;
  gint64    obtained_at;
  gint64    expires_at;
  gint64    checked_at;
} MgSlotRecord;

MgSlotRecord *mg_slot_record_new  (const char         *device_id,
                                   const char         *id);
MgSlotRecord *mg_slot_record_copy (const MgSlotRecord *self);
void          mg_slot_record_free (MgSlotRecord       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgSlotRecord, mg_slot_record_free)

G_END_DECLS
