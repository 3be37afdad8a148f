/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-oauth-failure"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-error.h"
#include "mg-json.h"
#include "mg-text.h"

#include "mg-aadsts.h"
#include "mg-oauth-failure.h"

#define CODE_MAX 64
#define RETRY_AFTER_MAX (24 * 60 * 60)

/**
 * MgOAuthFailure:
 *
 * What a provider said when it refused: the OAuth error (RFC 6749 §4.1.2.1 and
 * §5.2), its own words made fit to be shown, and Microsoft's error codes. The
 * error decides what became of the permission; the codes and words only choose
 * the advice. Immutable once it has been handed out.
 */
struct _MgOAuthFailure
{
  gatomicrefcount  ref_count;
  char            *code;         /* (owned) */
  char            *description;  /* (owned) (nullable) */
  char            *trace;        /* (owned) (nullable) */
  GArray          *aadsts;       /* (owned) (element-type guint) */
  guint            status;
  guint            retry_after;
};

G_DEFINE_BOXED_TYPE (MgOAuthFailure, mg_oauth_failure, mg_oauth_failure_ref, mg_oauth_failure_unref)

typedef struct
{
  const char *code;
  MgError     error;
} Meaning;

/* RFC 6749 §4.1.2.1 and §5.2, RFC 8628 §3.5, OpenID Connect Core §3.1.2.6, and
 * what Google and Microsoft add. Anything else is a refusal that does not say
 * that the grant is dead. */
static const Meaning meanings[] = {
  { "invalid_grant", MG_ERROR_CONSENT_NEEDED },
  { "interaction_required", MG_ERROR_CONSENT_NEEDED },
  { "login_required", MG_ERROR_CONSENT_NEEDED },
  { "consent_required", MG_ERROR_CONSENT_NEEDED },
  { "account_selection_required", MG_ERROR_CONSENT_NEEDED },
  { "access_denied", MG_ERROR_CONSENT_DECLINED },
  { "authorization_declined", MG_ERROR_CONSENT_DECLINED },
  { "expired_token", MG_ERROR_CONSENT_TIMED_OUT },
  { "admin_policy_enforced", MG_ERROR_ADMIN_CONSENT_NEEDED },
  { "temporarily_unavailable", MG_ERROR_PROVIDER_UNAVAILABLE },
  { "server_error", MG_ERROR_PROVIDER_UNAVAILABLE },
  { "rate_limit_exceeded", MG_ERROR_PROVIDER_UNAVAILABLE },
  { "slow_down", MG_ERROR_PROVIDER_UNAVAILABLE },
};

/* A code is shown and compared, so it is held to the characters that RFC 6749
 * appendix A.7 allows in one. */
static char *
dup_code (const char *text)
{
  char *code = mg_text_dup_clean (text, -1, CODE_MAX);

  for (char *at = code; *at != '\0'; at++)
    if (*at < 0x20 || *at > 0x7e || *at == '"' || *at == '\\')
      *at = '?';

  return code;
}

/**
 * mg_oauth_failure_new:
 * @code: the OAuth error
 * @description: (nullable): the provider's own words
 *
 * Returns: (transfer full): a new failure
 */
MgOAuthFailure *
mg_oauth_failure_new (const char *code,
                      const char *description)
{
  MgOAuthFailure *self;

  g_return_val_if_fail (code != NULL, NULL);

  self = g_new0 (MgOAuthFailure, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->code = dup_code (code);
  self->aadsts = mg_aadsts_parse (description != NULL ? description : "");
  if (description != NULL && *description != '\0')
    self->description = mg_text_dup_clean (description, -1, MG_TEXT_SENTENCE_MAX);

  return self;
}

static void
add_aadsts (MgOAuthFailure *self,
            JsonArray      *numbers)
{
  guint length = numbers != NULL ? MIN (json_array_get_length (numbers), 8) : 0;

  for (guint i = 0; i < length; i++)
    {
      JsonNode *node = json_array_get_element (numbers, i);
      gint64 number = JSON_NODE_HOLDS_VALUE (node) &&
                      json_node_get_value_type (node) == G_TYPE_INT64
                      ? json_node_get_int (node) : 0;
      guint code = number > 0 && number <= G_MAXINT ? (guint) number : 0;
      gboolean known = code == 0;

      for (guint j = 0; j < self->aadsts->len; j++)
        known = known || g_array_index (self->aadsts, guint, j) == code;
      if (!known)
        g_array_append_val (self->aadsts, code);
    }
}

/**
 * mg_oauth_failure_new_from_json:
 * @status: the HTTP status
 * @object: an error response, whose `error` is a string
 *
 * Returns: (transfer full): a new failure
 */
MgOAuthFailure *
mg_oauth_failure_new_from_json (guint       status,
                                JsonObject *object)
{
  MgOAuthFailure *self;
  const char *code;
  const char *trace;

  g_return_val_if_fail (object != NULL, NULL);

  code = mg_json_get_string (object, "error");
  self = mg_oauth_failure_new (code != NULL ? code : "",
                               mg_json_get_string (object, "error_description"));
  self->status = status;
  add_aadsts (self, mg_json_get_array (object, "error_codes"));

  trace = mg_json_get_string (object, "correlation_id");
  if (trace == NULL)
    trace = mg_json_get_string (object, "trace_id");
  if (trace != NULL && *trace != '\0')
    self->trace = mg_text_dup_clean (trace, -1, CODE_MAX);

  return self;
}

/**
 * mg_oauth_failure_ref:
 * @self: a failure
 *
 * Returns: (transfer full): @self with one more reference
 */
MgOAuthFailure *
mg_oauth_failure_ref (MgOAuthFailure *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * mg_oauth_failure_unref:
 * @self: (transfer full): a failure
 *
 * Gives up a reference.
 */
void
mg_oauth_failure_unref (MgOAuthFailure *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->code);
  g_free (self->description);
  g_free (self->trace);
  g_array_unref (self->aadsts);
  g_free (self);
}

/**
 * mg_oauth_failure_get_code:
 * @self: a failure
 *
 * Returns: (transfer none): the OAuth error, such as `invalid_grant`
 */
const char *
mg_oauth_failure_get_code (const MgOAuthFailure *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->code;
}

/**
 * mg_oauth_failure_get_description:
 * @self: a failure
 *
 * Returns: (transfer none) (nullable): the provider's own words, fit to be
 *   shown as plain text
 */
const char *
mg_oauth_failure_get_description (const MgOAuthFailure *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->description;
}

/**
 * mg_oauth_failure_get_status:
 * @self: a failure
 *
 * Returns: the HTTP status, or 0 if the answer came through the browser
 */
guint
mg_oauth_failure_get_status (const MgOAuthFailure *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->status;
}

/**
 * mg_oauth_failure_get_retry_after:
 * @self: a failure
 *
 * Returns: how many seconds the provider wants us to wait, 0 if it did not say
 */
guint
mg_oauth_failure_get_retry_after (const MgOAuthFailure *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->retry_after;
}

/**
 * mg_oauth_failure_set_retry_after:
 * @self: a failure that has not been handed out yet
 * @seconds: what the provider said
 *
 * Sets how long to wait; a day at most is believed.
 */
void
mg_oauth_failure_set_retry_after (MgOAuthFailure *self,
                                  guint           seconds)
{
  g_return_if_fail (self != NULL);

  self->retry_after = MIN (seconds, RETRY_AFTER_MAX);
}

/**
 * mg_oauth_failure_get_aadsts:
 * @self: a failure
 * @n_codes: (out): return location for their number
 *
 * Returns: (transfer none) (array length=n_codes): Microsoft's error codes
 */
const guint *
mg_oauth_failure_get_aadsts (const MgOAuthFailure *self,
                             guint                *n_codes)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (n_codes != NULL, NULL);

  *n_codes = self->aadsts->len;

  return (const guint *) (gpointer) self->aadsts->data;
}

/**
 * mg_oauth_failure_get_trace:
 * @self: a failure
 *
 * Returns: (transfer none) (nullable): what the provider's support asks for
 */
const char *
mg_oauth_failure_get_trace (const MgOAuthFailure *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->trace;
}

static gboolean
find_cause (const MgOAuthFailure *self,
            MgAadstsCause        *cause)
{
  for (guint i = 0; i < self->aadsts->len; i++)
    if (mg_aadsts_lookup (g_array_index (self->aadsts, guint, i), cause))
      return TRUE;

  return FALSE;
}

/**
 * mg_oauth_failure_get_advice:
 * @self: a failure
 *
 * Returns: (transfer none) (nullable): a translated sentence that is more
 *   exact than the hint of the error, or %NULL
 */
const char *
mg_oauth_failure_get_advice (const MgOAuthFailure *self)
{
  static const struct { const char *code; const char *advice; } advices[] = {
    { "redirect_uri_mismatch",
      N_("Register the redirect address exactly as the provider's page here shows it.") },
    { "admin_policy_enforced",
      N_("The organization's administrator has to trust the client first.") },
    { "org_internal",
      N_("The client is for accounts of one organization only. Use an account of it.") },
    { "deleted_client",
      N_("The client was deleted. Register a new one.") },
    { "disallowed_useragent",
      N_("Open the link in an ordinary browser.") },
    { "invalid_scope",
      N_("The provider does not give these permissions to this client, or not this way.") },
  };
  MgAadstsCause cause;

  g_return_val_if_fail (self != NULL, NULL);

  if (find_cause (self, &cause))
    return mg_aadsts_get_advice (cause);

  for (gsize i = 0; i < G_N_ELEMENTS (advices); i++)
    if (g_str_equal (advices[i].code, self->code))
      return _(advices[i].advice);

  return NULL;
}

/* RFC 6749 §5.2 leaves the status of trouble in the server open, and some
 * proxies put their own page or error before it. */
static gboolean
is_transient_status (guint status)
{
  return status == 408 || status == 429 || status >= 500;
}

static MgError
classify (const MgOAuthFailure *self)
{
  MgAadstsCause cause;

  if (is_transient_status (self->status))
    return MG_ERROR_PROVIDER_UNAVAILABLE;

  /* Three groups of codes are trusted with more than words: those that say
   * that trying later helps, so that a working grant is never called dead, and
   * those for which another person has to act. */
  if (find_cause (self, &cause))
    {
      if (cause == MG_AADSTS_CAUSE_TRANSIENT || cause == MG_AADSTS_CAUSE_LOOP)
        return MG_ERROR_PROVIDER_UNAVAILABLE;
      if (cause == MG_AADSTS_CAUSE_ADMIN_CONSENT)
        return MG_ERROR_ADMIN_CONSENT_NEEDED;
      if (cause == MG_AADSTS_CAUSE_DECLINED)
        return MG_ERROR_CONSENT_DECLINED;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (g_str_equal (meanings[i].code, self->code))
      return meanings[i].error;

  return MG_ERROR_PROVIDER_REFUSED;
}

/**
 * mg_oauth_failure_to_error:
 * @self: a failure
 * @provider: the provider's name
 *
 * Turns the failure into one of the errors that say what a person can do.
 *
 * Returns: (transfer full): a new error
 */
GError *
mg_oauth_failure_to_error (const MgOAuthFailure *self,
                           const char           *provider)
{
  MgError code;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (provider != NULL, NULL);

  code = classify (self);
  /* Translators: in these sentences %s is the name of a provider, such as Gmail. */
  if (code == MG_ERROR_PROVIDER_UNAVAILABLE)
    return g_error_new (MG_ERROR, (int) code, _("%s could not answer just now"), provider);
  if (code == MG_ERROR_CONSENT_NEEDED)
    return g_error_new (MG_ERROR, (int) code, _("The permission from %s has ended"), provider);
  if (code == MG_ERROR_CONSENT_DECLINED)
    return g_error_new (MG_ERROR, (int) code,
                        _("The permission was declined on the page of %s"), provider);
  if (code == MG_ERROR_CONSENT_TIMED_OUT)
    return g_error_new (MG_ERROR, (int) code,
                        _("The code was not entered at %s in time"), provider);
  if (code == MG_ERROR_ADMIN_CONSENT_NEEDED)
    return g_error_new (MG_ERROR, (int) code,
                        _("%s wants an administrator's approval first"), provider);

  /* Translators: the provider's name, and an error word of the protocol such as invalid_client. */
  return g_error_new (MG_ERROR, (int) code, _("%s refused the request (%s)"), provider,
                      *self->code != '\0' ? self->code : _("no reason given"));
}
