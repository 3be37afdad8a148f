/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-provider"

#include "config.h"

#include "lab-json.h"
#include "lab-provider-private.h"
#include "lab-random.h"
#include "lab-reply.h"

/* The token endpoint (RFC 6749, sections 4.1.3 and 6; RFC 8628, section 3.4). */

#define DEVICE_LIFETIME 600
#define DEVICE_GRANT "urn:ietf:params:oauth:grant-type:device_code"

static char *
make_id_token (LabProvider *self,
               LabGrant    *grant,
               gint64       now)
{
  g_autoptr (JsonObject) claims = json_object_new ();
  g_autofree char *subject = lab_sha256_hex (grant->account);

  json_object_set_string_member (claims, "iss", _lab_provider_get_issuer (self));
  json_object_set_string_member (claims, "sub", subject);
  json_object_set_string_member (claims, "aud", grant->client_id);
  json_object_set_int_member (claims, "iat", now);
  json_object_set_int_member (claims, "exp", now + 3600);
  json_object_set_string_member (claims, "email", grant->account);
  json_object_set_boolean_member (claims, "email_verified", TRUE);
  if (grant->nonce != NULL)
    json_object_set_string_member (claims, "nonce", grant->nonce);

  return lab_jws_sign (self->jws, claims);
}

/* Bends a good answer as was asked for at the control address: members are
 * replaced, and those that are null there are taken out. */
static void
bend_answer (LabProvider *self,
             JsonObject  *answer)
{
  JsonObject *members = lab_json_get_object (self->token_fault, "members");
  g_autoptr (GList) names = members != NULL ? json_object_get_members (members) : NULL;

  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonNode *node = json_object_get_member (members, l->data);

      if (JSON_NODE_HOLDS_NULL (node))
        json_object_remove_member (answer, l->data);
      else
        json_object_set_member (answer, l->data, json_node_copy (node));
    }
}

/* Answers with the error that was asked for. Returns FALSE if none was. */
static gboolean
reply_fault (LabProvider       *self,
             SoupServerMessage *message)
{
  const char *error = lab_json_get_string (self->token_fault, "error");
  g_autoptr (JsonObject) answer = NULL;
  JsonArray *codes;

  if (error == NULL)
    return FALSE;

  self->n_faults--;
  answer = json_object_new ();
  json_object_set_string_member (answer, "error", error);
  if (lab_json_get_string (self->token_fault, "error_description") != NULL)
    json_object_set_string_member (answer, "error_description",
                                   lab_json_get_string (self->token_fault, "error_description"));
  codes = lab_json_get_array (self->token_fault, "error_codes");
  if (codes != NULL)
    json_object_set_array_member (answer, "error_codes", json_array_ref (codes));

  lab_reply_json (message, (guint) lab_json_get_int (self->token_fault, "status", 400), answer);
  return TRUE;
}

static void
reply_tokens (LabProvider       *self,
              SoupServerMessage *message,
              LabGrant          *grant,
              const char        *scope,
              gboolean           with_refresh_token)
{
  gint64 now = lab_clock_now (&self->clock);
  guint lifetime = (guint) self->options->access_lifetime;
  g_autofree char *access_token = NULL;
  g_autoptr (JsonObject) answer = json_object_new ();

  access_token = lab_grants_issue_access (&self->grants, grant, scope, now, lifetime);
  json_object_set_string_member (answer, "access_token", access_token);
  json_object_set_string_member (answer, "token_type", "Bearer");
  json_object_set_int_member (answer, "expires_in", lifetime);
  json_object_set_string_member (answer, "scope", scope);

  if (with_refresh_token)
    {
      g_autofree char *refresh_token = NULL;

      refresh_token = lab_grants_issue_refresh (&self->grants, grant, now,
                                                (guint) self->options->refresh_lifetime);
      json_object_set_string_member (answer, "refresh_token", refresh_token);
    }

  if (lab_scope_has (scope, "openid"))
    {
      g_autofree char *id_token = make_id_token (self, grant, now);

      json_object_set_string_member (answer, "id_token", id_token);
    }

  if (self->n_faults > 0)
    {
      self->n_faults--;
      bend_answer (self, answer);
    }

  lab_reply_json (message, SOUP_STATUS_OK, answer);
  lab_reply_header (message, "Cache-Control", "no-store");
}

static gboolean
is_verifier (const char *verifier,
             const char *challenge)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *made = NULL;
  guint8 digest[32];
  gsize length = sizeof digest;

  if (verifier == NULL || strlen (verifier) < 43 || strlen (verifier) > 128)
    return FALSE;

  g_checksum_update (checksum, (const guchar *) verifier, -1);
  g_checksum_get_digest (checksum, digest, &length);
  made = lab_base64url (digest, length);
  return g_strcmp0 (made, challenge) == 0;
}

static void
redeem_code (LabProvider       *self,
             SoupServerMessage *message,
             GHashTable        *form,
             const char        *client_id)
{
  const char *code = g_hash_table_lookup (form, "code");
  LabAsk *ask = code != NULL ? g_hash_table_lookup (self->codes, code) : NULL;
  g_autoptr (LabGrant) grant = NULL;

  if (ask == NULL || ask->redirect_uri == NULL)
    {
      _lab_provider_reply_error (message, SOUP_STATUS_BAD_REQUEST, "invalid_grant",
                                 "The code is not known");
      return;
    }

  /* Redeemed twice, it has leaked: what came of it ends (RFC 6749, 4.1.2). */
  if (ask->used)
    ask->grant->revoked = TRUE;

  if (ask->used || lab_clock_now (&self->clock) >= ask->expires_at
      || !g_str_equal (ask->client_id, client_id)
      || g_strcmp0 (ask->redirect_uri, g_hash_table_lookup (form, "redirect_uri")) != 0
      || !is_verifier (g_hash_table_lookup (form, "code_verifier"), ask->challenge))
    {
      _lab_provider_reply_error (message, SOUP_STATUS_BAD_REQUEST, "invalid_grant",
                                 "The code was used, has expired, or is not yours");
      return;
    }

  ask->used = TRUE;
  grant = lab_grant_ref (ask->grant);
  reply_tokens (self, message, grant, grant->scope, TRUE);
}

static void
refresh (LabProvider       *self,
         SoupServerMessage *message,
         GHashTable        *form,
         const char        *client_id)
{
  const char *token = g_hash_table_lookup (form, "refresh_token");
  const char *scope = g_hash_table_lookup (form, "scope");
  LabIssued *issued = NULL;
  g_autoptr (LabGrant) grant = NULL;

  if (token != NULL)
    issued = lab_grants_find (self->grants.refresh_tokens, token, lab_clock_now (&self->clock));

  if (issued == NULL || !g_str_equal (issued->grant->client_id, client_id))
    {
      _lab_provider_reply_error (message, SOUP_STATUS_BAD_REQUEST, "invalid_grant",
                                 "Token has been expired or revoked.");
      return;
    }

  grant = lab_grant_ref (issued->grant);
  /* Microsoft lets a token that was replaced live on until its day. */
  issued->used = self->options->rotate && !self->options->keep_rotated;
  reply_tokens (self, message, grant, scope != NULL && *scope != '\0' ? scope : grant->scope,
                self->options->rotate);
}

/* Says why a device gets no tokens yet, or NULL. One that asks too often is told
 * to wait five seconds longer from now on (RFC 8628, section 3.5). */
static const char *
find_poll_error (LabProvider *self,
                 LabAsk      *ask)
{
  gint64 now = g_get_monotonic_time ();
  gint64 last = ask->polled_at;

  ask->polled_at = now;
  if (ask->denied)
    return "access_denied";

  if (lab_clock_now (&self->clock) >= ask->expires_at)
    return "expired_token";

  if (last != 0 && now - last < ask->interval * G_USEC_PER_SEC)
    {
      ask->interval += 5;
      return "slow_down";
    }

  return ask->grant == NULL ? "authorization_pending" : NULL;
}

static void
poll_device (LabProvider       *self,
             SoupServerMessage *message,
             GHashTable        *form,
             const char        *client_id)
{
  const char *code = g_hash_table_lookup (form, "device_code");
  LabAsk *ask = code != NULL ? g_hash_table_lookup (self->codes, code) : NULL;
  const char *error;

  if (ask == NULL || ask->user_code == NULL || !g_str_equal (ask->client_id, client_id))
    {
      _lab_provider_reply_error (message, SOUP_STATUS_BAD_REQUEST, "invalid_grant", NULL);
      return;
    }

  error = find_poll_error (self, ask);
  if (error != NULL)
    {
      _lab_provider_reply_error (message, SOUP_STATUS_BAD_REQUEST, error, NULL);
      return;
    }

  reply_tokens (self, message, ask->grant, ask->grant->scope, TRUE);
  g_hash_table_remove (self->codes, code);
}

void
_lab_provider_token (LabProvider       *self,
                     SoupServerMessage *message)
{
  g_autoptr (GHashTable) form = _lab_provider_read_form (message);
  const char *type = form != NULL ? g_hash_table_lookup (form, "grant_type") : NULL;
  g_autofree char *client_id = NULL;
  gboolean confidential = FALSE;

  if (self->n_faults > 0 && reply_fault (self, message))
    return;

  if (type == NULL)
    {
      _lab_provider_reply_error (message, SOUP_STATUS_BAD_REQUEST, "invalid_request", NULL);
      return;
    }

  client_id = _lab_provider_check_client (self, message, form, &confidential);
  if (client_id == NULL)
    return;

  if (g_str_equal (type, "authorization_code"))
    redeem_code (self, message, form, client_id);
  else if (g_str_equal (type, "refresh_token"))
    refresh (self, message, form, client_id);
  else if (g_str_equal (type, DEVICE_GRANT))
    poll_device (self, message, form, client_id);
  else
    _lab_provider_reply_error (message, SOUP_STATUS_BAD_REQUEST, "unsupported_grant_type", NULL);
}

/* Eight consonants: easy to type on a printer, and no words come of them. */
static char *
make_user_code (void)
{
  static const char letters[] = "BCDFGHJKLMNPQRSTVWXZ";
  g_autofree char *random = lab_random_secret (8);
  GString *code = g_string_new (NULL);

  for (guint i = 0; i < 8; i++)
    {
      if (i == 4)
        g_string_append_c (code, '-');
      g_string_append_c (code, letters[(guchar) random[i] % (sizeof letters - 1)]);
    }

  return g_string_free (code, FALSE);
}

void
_lab_provider_device_code (LabProvider       *self,
                           SoupServerMessage *message)
{
  g_autoptr (GHashTable) form = _lab_provider_read_form (message);
  const char *issuer = _lab_provider_get_issuer (self);
  g_autofree char *client_id = NULL;
  g_autofree char *device_code = lab_random_secret (24);
  g_autofree char *uri = g_strconcat (issuer, "/device", NULL);
  g_autofree char *complete = NULL;
  g_autoptr (JsonObject) answer = json_object_new ();
  gboolean confidential = FALSE;
  const char *scope;
  LabAsk *ask;

  client_id = _lab_provider_check_client (self, message, form, &confidential);
  if (client_id == NULL)
    return;

  scope = g_hash_table_lookup (form, "scope");
  ask = g_new0 (LabAsk, 1);
  ask->client_id = g_steal_pointer (&client_id);
  ask->scope = g_strdup (scope != NULL ? scope : "");
  ask->user_code = make_user_code ();
  ask->interval = self->interval;
  ask->expires_at = lab_clock_now (&self->clock) + DEVICE_LIFETIME;

  complete = g_strconcat (uri, "?user_code=", ask->user_code, NULL);
  json_object_set_string_member (answer, "device_code", device_code);
  json_object_set_string_member (answer, "user_code", ask->user_code);
  json_object_set_string_member (answer, "verification_uri", uri);
  json_object_set_string_member (answer, "verification_uri_complete", complete);
  json_object_set_int_member (answer, "expires_in", DEVICE_LIFETIME);
  json_object_set_int_member (answer, "interval", ask->interval);
  g_hash_table_insert (self->codes, g_steal_pointer (&device_code), ask);
  lab_reply_json (message, SOUP_STATUS_OK, answer);
}
