/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-schema"

#include "config.h"

#include "mg-schema-private.h"

/* One step a version; a released one is never edited, only followed. Times are
 * microseconds since 1970-01-01 UTC and 0 for never, lists are one item a line. */
static const char * const migrations[] = {
  /* 1 */
  "CREATE TABLE device ("
  "  id TEXT NOT NULL PRIMARY KEY,"
  "  driver TEXT,"
  "  name TEXT,"
  "  kind TEXT,"
  "  vendor TEXT,"
  "  model TEXT,"
  "  serial TEXT,"
  "  firmware TEXT,"
  "  address TEXT,"
  "  port INTEGER NOT NULL,"
  "  base_url TEXT,"
  "  pin TEXT,"
  "  user TEXT,"
  "  has_credential INTEGER NOT NULL,"
  "  claims TEXT,"
  "  added_at INTEGER NOT NULL,"
  "  last_seen INTEGER NOT NULL"
  ") STRICT;"

  "CREATE TABLE slot ("
  "  device_id TEXT NOT NULL REFERENCES device (id) ON DELETE CASCADE,"
  "  id TEXT NOT NULL,"
  "  title TEXT,"
  "  protocol TEXT,"
  "  provider TEXT,"
  "  account TEXT,"
  "  client_id TEXT,"
  "  state TEXT,"
  "  note_code TEXT,"
  "  note_text TEXT,"
  "  note_at INTEGER NOT NULL,"
  "  server_host TEXT,"
  "  server_port INTEGER NOT NULL,"
  "  server_security TEXT,"
  "  settings TEXT,"
  "  link_group TEXT,"
  "  rules TEXT,"
  "  token_sha256 TEXT,"
  "  has_password INTEGER NOT NULL,"
  "  obtained_at INTEGER NOT NULL,"
  "  expires_at INTEGER NOT NULL,"
  "  checked_at INTEGER NOT NULL,"
  "  PRIMARY KEY (device_id, id)"
  ") STRICT;"

  "CREATE TABLE mail_grant ("
  "  id TEXT NOT NULL PRIMARY KEY,"
  "  device_id TEXT NOT NULL REFERENCES device (id) ON DELETE CASCADE,"
  "  slot_id TEXT NOT NULL,"
  "  provider TEXT,"
  "  account TEXT,"
  "  client_id TEXT,"
  "  scopes TEXT,"
  "  generation INTEGER NOT NULL,"
  "  token_sha256 TEXT,"
  "  issued_at INTEGER NOT NULL,"
  "  expires_at INTEGER NOT NULL,"
  "  pushed_at INTEGER NOT NULL,"
  "  kept_copy INTEGER NOT NULL,"
  "  waiting_since INTEGER NOT NULL,"
  "  waiting_for TEXT"
  ") STRICT;"
  "CREATE INDEX mail_grant_device ON mail_grant (device_id, slot_id);"

  "CREATE TABLE setting ("
  "  name TEXT NOT NULL PRIMARY KEY,"
  "  value TEXT NOT NULL"
  ") STRICT;"

  "CREATE TABLE journal_run ("
  "  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,"
  "  device_id TEXT NOT NULL REFERENCES device (id) ON DELETE CASCADE,"
  "  slot_id TEXT NOT NULL,"
  "  plan_json TEXT NOT NULL,"
  "  started_at INTEGER NOT NULL,"
  "  finished_at INTEGER NOT NULL,"
  "  outcome TEXT"
  ") STRICT;"
  "CREATE INDEX journal_run_device ON journal_run (device_id);"
  "CREATE INDEX journal_run_unfinished ON journal_run (id) WHERE outcome IS NULL;"

  "CREATE TABLE journal_step ("
  "  run_id INTEGER NOT NULL REFERENCES journal_run (id) ON DELETE CASCADE,"
  "  number INTEGER NOT NULL,"
  "  name TEXT NOT NULL,"
  "  before_json TEXT,"
  "  after_json TEXT,"
  "  confirmed INTEGER NOT NULL,"
  "  intended_at INTEGER NOT NULL,"
  "  confirmed_at INTEGER NOT NULL,"
  "  PRIMARY KEY (run_id, number)"
  ") STRICT;",
};

/**
 * _mg_schema_get_version:
 *
 * Returns: the newest version of the schema that this program knows
 */
guint
_mg_schema_get_version (void)
{
  return G_N_ELEMENTS (migrations);
}

/**
 * _mg_schema_get_migration:
 * @version: a version, from 1
 *
 * Returns: (transfer none): the statements that lead to @version from the one
 *   before it
 */
const char *
_mg_schema_get_migration (guint version)
{
  g_assert (version >= 1 && version <= G_N_ELEMENTS (migrations));

  return migrations[version - 1];
}
