/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-grants"

#include "config.h"

#include "lab-grants.h"
#include "lab-json.h"
#include "lab-random.h"

static void
clear_grant (gpointer data)
{
  LabGrant *self = data;

  g_free (self->account);
  g_free (self->client_id);
  g_free (self->scope);
  g_free (self->nonce);
}

LabGrant *
lab_grant_new (const char *account,
               const char *client_id,
               const char *scope,
               const char *nonce)
{
  LabGrant *self = g_rc_box_new0 (LabGrant);

  self->account = g_strdup (account);
  self->client_id = g_strdup (client_id);
  self->scope = g_strdup (scope);
  self->nonce = g_strdup (nonce);
  return self;
}

LabGrant *
lab_grant_ref (LabGrant *self)
{
  return g_rc_box_acquire (self);
}

void
lab_grant_unref (LabGrant *self)
{
  g_rc_box_release_full (self, clear_grant);
}

gboolean
lab_scope_has (const char *scope,
               const char *word)
{
  g_auto (GStrv) words = g_strsplit (scope, " ", -1);

  return g_strv_contains ((const char * const *) words, word);
}

static void
issued_free (LabIssued *issued)
{
  lab_grant_unref (issued->grant);
  g_free (issued->scope);
  g_free (issued);
}

void
lab_grants_init (LabGrants *self)
{
  self->refresh_tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                (GDestroyNotify) issued_free);
  self->access_tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                               (GDestroyNotify) issued_free);
}

void
lab_grants_clear (LabGrants *self)
{
  g_clear_pointer (&self->refresh_tokens, g_hash_table_unref);
  g_clear_pointer (&self->access_tokens, g_hash_table_unref);
}

static char *
issue (GHashTable *tokens,
       LabGrant   *grant,
       const char *scope,
       gint64      now,
       guint       lifetime)
{
  LabIssued *issued = g_new0 (LabIssued, 1);
  char *token = lab_random_secret (32);

  issued->grant = lab_grant_ref (grant);
  issued->scope = g_strdup (scope);
  issued->issued_at = now;
  issued->expires_at = lifetime > 0 ? now + lifetime : 0;
  g_hash_table_insert (tokens, g_strdup (token), issued);
  return token;
}

char *
lab_grants_issue_access (LabGrants  *self,
                         LabGrant   *grant,
                         const char *scope,
                         gint64      now,
                         guint       lifetime)
{
  return issue (self->access_tokens, grant, scope, now, lifetime);
}

char *
lab_grants_issue_refresh (LabGrants *self,
                          LabGrant  *grant,
                          gint64     now,
                          guint      lifetime)
{
  return issue (self->refresh_tokens, grant, grant->scope, now, lifetime);
}

/* Looks a token up. One that was rotated away and comes again was stolen, from
 * its owner or by them: the whole grant ends (RFC 9700, section 4.14.2). */
LabIssued *
lab_grants_find (GHashTable *tokens,
                 const char *token,
                 gint64      now)
{
  LabIssued *issued = g_hash_table_lookup (tokens, token);

  if (issued == NULL)
    return NULL;

  if (issued->used)
    issued->grant->revoked = TRUE;

  if (issued->grant->revoked || (issued->expires_at != 0 && now >= issued->expires_at))
    return NULL;

  return issued;
}

void
lab_grants_revoke (LabGrants  *self,
                   const char *token)
{
  LabIssued *issued = g_hash_table_lookup (self->refresh_tokens, token);

  if (issued != NULL)
    issued->grant->revoked = TRUE;
  else
    g_hash_table_remove (self->access_tokens, token);
}

/* Ends every grant of @account, or all there are if that is NULL, as when its
 * owner changes the password. Returns how many tokens that was. */
guint
lab_grants_revoke_account (LabGrants  *self,
                           const char *account)
{
  GHashTableIter iter;
  gpointer value;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->refresh_tokens);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      LabIssued *issued = value;

      if (account == NULL || g_str_equal (issued->grant->account, account))
        {
          issued->grant->revoked = TRUE;
          n++;
        }
    }

  return n;
}

JsonArray *
lab_grants_print (LabGrants *self)
{
  JsonArray *array = json_array_new ();
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->refresh_tokens);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      LabIssued *issued = value;
      JsonObject *entry = json_object_new ();
      g_autofree char *sum = lab_sha256_hex (key);

      json_object_set_string_member (entry, "account", issued->grant->account);
      json_object_set_string_member (entry, "client_id", issued->grant->client_id);
      json_object_set_string_member (entry, "scope", issued->scope);
      json_object_set_string_member (entry, "refresh_token_sha256", sum);
      json_object_set_boolean_member (entry, "revoked", issued->grant->revoked);
      json_object_set_boolean_member (entry, "used", issued->used);
      lab_json_set_time (entry, "issued_at", issued->issued_at);
      lab_json_set_time (entry, "expires_at", issued->expires_at);
      json_array_add_object_element (array, entry);
    }

  return array;
}
