/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* One consent: whatever tokens come of it live and die together. */
typedef struct
{
  char     *account;     /* (owned) */
  char     *client_id;   /* (owned) */
  char     *scope;       /* (owned) */
  char     *nonce;       /* (owned) (nullable) */
  gboolean  revoked;
} LabGrant;

typedef struct
{
  LabGrant *grant;       /* (owned) */
  char     *scope;       /* (owned) */
  gint64    issued_at;
  gint64    expires_at;  /* 0 is never */
  gboolean  used;        /* a refresh token that was rotated away */
} LabIssued;

/* What a provider remembers of whom it let in. */
typedef struct
{
  GHashTable *refresh_tokens;  /* (owned), token → LabIssued */
  GHashTable *access_tokens;   /* (owned), token → LabIssued */
} LabGrants;

LabGrant  *lab_grant_new          (const char *account,
                                   const char *client_id,
                                   const char *scope,
                                   const char *nonce);
LabGrant  *lab_grant_ref          (LabGrant   *self);
void       lab_grant_unref        (LabGrant   *self);
gboolean   lab_scope_has          (const char *scope,
                                   const char *word);

void       lab_grants_init        (LabGrants  *self);
void       lab_grants_clear       (LabGrants  *self);
char      *lab_grants_issue_access  (LabGrants  *self,
                                     LabGrant   *grant,
                                     const char *scope,
                                     gint64      now,
                                     guint       lifetime);
char      *lab_grants_issue_refresh (LabGrants  *self,
                                     LabGrant   *grant,
                                     gint64      now,
                                     guint       lifetime);
LabIssued *lab_grants_find        (GHashTable *tokens,
                                   const char *token,
                                   gint64      now);
void       lab_grants_revoke      (LabGrants  *self,
                                   const char *token);
guint      lab_grants_revoke_account (LabGrants  *self,
                                      const char *account);
JsonArray *lab_grants_print       (LabGrants  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabGrant, lab_grant_unref)

G_END_DECLS
