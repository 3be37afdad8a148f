/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-diagnosis"

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "mg-diagnosis.h"
#include "mg-error.h"

/* A token whose end is nearer than this is renewed while there is time. */
#define FUSE_MARGIN (21 * G_TIME_SPAN_DAY)

/* What Google lets a permission of an app in Testing live
 * (developers.google.com/identity/protocols/oauth2#expiration). */
#define TESTING_LIFETIME (7 * G_TIME_SPAN_DAY)

/**
 * MgDiagnosis:
 *
 * What keeps a slot's mail from working: exactly one situation, the evidence
 * for it, and what to tell where nothing can be done from here. Immutable.
 *
 * The order of the questions is the order of trust: who cannot be asked tells
 * nothing; the provider's own word on our copy counts more than the device's
 * summary of it; a mailbox that refuses a good token is no reason to ask a
 * person for another one.
 */
struct _MgDiagnosis
{
  gatomicrefcount  ref_count;
  MgSituation      situation;
  char            *provider;  /* (owned) (nullable) */
  char            *advice;    /* (owned) (nullable) */
  char            *command;   /* (owned) (nullable) */
  char            *link;      /* (owned) (nullable) */
  GStrv            evidence;  /* (owned) */
};

G_DEFINE_BOXED_TYPE (MgDiagnosis, mg_diagnosis, mg_diagnosis_ref, mg_diagnosis_unref)

static gboolean
is_error (const GError *error,
          MgError       code)
{
  return g_error_matches (error, MG_ERROR, (int) code);
}

static gboolean
is_password_slot (const MgFindings *findings)
{
  return findings->slot->settings->authentication == MG_MAIL_AUTHENTICATION_PASSWORD;
}

/* The provider whose server the slot's settings name. */
static MgProvider *
get_provider_of_server (const MgFindings *findings)
{
  const char *host = findings->slot->settings->host;

  return host == NULL ? NULL
         : mg_provider_registry_suggest (findings->providers, host, findings->slot->account);
}

/* Whether the account was made by hand and can be made anew, by us or by the
 * person. */
static gboolean
is_custom (const MgFindings *findings)
{
  return g_strcmp0 (findings->slot->service, "custom") == 0 &&
         !findings->slot->can_reauthorize &&
         (mg_driver_info_can (findings->driver, MG_DRIVER_GUIDED) ||
          mg_driver_info_can (findings->driver, MG_DRIVER_CREATE_SLOT | MG_DRIVER_DELETE_SLOT));
}

/* Whether only a person can see what the device shows, and nobody has looked. */
static gboolean
is_unseen (const MgFindings *findings)
{
  return findings->status.state == MG_TOKEN_STATE_UNKNOWN &&
         mg_driver_info_can (findings->driver, MG_DRIVER_GUIDED);
}

static gboolean
test_ended (const MgFindings *findings,
            MgTestOutcome     outcome)
{
  return findings->test != NULL && findings->test->outcome == outcome;
}

/* What the device obtained by itself, with a client of its own, is no fault of
 * ours; nor is what is past its end. */
static gboolean
is_client_at_fault (const MgFindings *findings)
{
  if (is_error (findings->redeem_error, MG_ERROR_PROVIDER_REFUSED))
    return TRUE;

  return test_ended (findings, MG_TEST_PROVIDER_REFUSED) && !findings->has_copy &&
         findings->grant != NULL &&
         (findings->ends_at == 0 || findings->ends_at > findings->now);
}

/* The device has an older client secret than we, or a token that has ended
 * since ours was renewed. */
static gboolean
is_outdated (const MgFindings *findings)
{
  return test_ended (findings, MG_TEST_PROVIDER_REFUSED) && findings->redeemed;
}

/* Only Google gives permissions of a week, and then says so. */
static gboolean
is_from_testing (const MgFindings *findings)
{
  const MgGrantRecord *grant = findings->grant;

  return grant != NULL && findings->provider != NULL &&
         g_strcmp0 (mg_provider_get_known_as (findings->provider), "gmail") == 0 &&
         grant->issued_at > 0 && grant->expires_at > grant->issued_at &&
         grant->expires_at - grant->issued_at <= TESTING_LIFETIME;
}

static gboolean
device_says_dead (const MgFindings *findings)
{
  return findings->slot->event == MG_TOKEN_EVENT_READ_INVALID ||
         findings->status.state == MG_TOKEN_STATE_INVALID ||
         test_ended (findings, MG_TEST_TOKEN_DEAD) ||
         (test_ended (findings, MG_TEST_PROVIDER_REFUSED) && !findings->has_copy);
}

static gboolean
is_dead (const MgFindings *findings)
{
  return device_says_dead (findings) ||
         is_error (findings->redeem_error, MG_ERROR_CONSENT_NEEDED) ||
         is_error (findings->redeem_error, MG_ERROR_SCOPE_MISSING) ||
         (test_ended (findings, MG_TEST_LOGIN_REFUSED) && is_password_slot (findings));
}

static gboolean
is_ending (const MgFindings *findings)
{
  return findings->fuse_at > 0 && findings->fuse_at - findings->now < FUSE_MARGIN;
}

static gboolean
mailbox_refuses (const MgFindings *findings)
{
  MgProbeOutcome outcome = findings->probe == NULL ? MG_PROBE_OK
                           : mg_probe_result_get_outcome (findings->probe);

  return outcome == MG_PROBE_MAILBOX_REFUSES || outcome == MG_PROBE_SENDER_REFUSED ||
         test_ended (findings, MG_TEST_MAILBOX_REFUSES) ||
         findings->status.note == MG_NOTE_MAILBOX_REFUSES;
}

static MgSituation
judge_device (const MgFindings *findings)
{
  if (is_error (findings->device_error, MG_ERROR_CERTIFICATE_CHANGED) ||
      is_error (findings->device_error, MG_ERROR_NOT_TRUSTED))
    return MG_SITUATION_CERTIFICATE_CHANGED;

  if (is_error (findings->device_error, MG_ERROR_LOGIN_REFUSED) ||
      is_error (findings->device_error, MG_ERROR_CODE_NEEDED) ||
      is_error (findings->device_error, MG_ERROR_LOCKED_OUT) ||
      is_error (findings->device_error, MG_ERROR_PASSWORD_EXPIRED) ||
      is_error (findings->device_error, MG_ERROR_PERMISSION))
    return MG_SITUATION_LOGIN_REFUSED;

  return findings->device_error != NULL ? MG_SITUATION_UNREACHABLE : MG_SITUATION_NOTHING;
}

/* A custom slot has no way to get a new token in its place. */
static MgSituation
judge_custom (const MgFindings *findings)
{
  MgProvider *provider = get_provider_of_server (findings);

  if (provider == NULL)
    return MG_SITUATION_CUSTOM_ELSEWHERE;

  return mg_provider_get_kind (provider) == MG_PROVIDER_KIND_OAUTH
         ? MG_SITUATION_CUSTOM_AT_PROVIDER : MG_SITUATION_PASSWORD_DEAD;
}

static MgSituation
judge_dead (const MgFindings *findings)
{
  if (is_custom (findings))
    return judge_custom (findings);

  if (is_password_slot (findings))
    return MG_SITUATION_PASSWORD_DEAD;

  return findings->kind == MG_DEVICE_KIND_PRINTER ? MG_SITUATION_TOKEN_UPDATE_FAILED
                                                  : MG_SITUATION_TOKEN_DEAD;
}

static MgSituation
judge (const MgFindings *findings)
{
  MgSituation device = judge_device (findings);

  if (device != MG_SITUATION_NOTHING)
    return device;

  if (findings->status.note == MG_NOTE_ADMINISTRATOR ||
      is_error (findings->redeem_error, MG_ERROR_ADMIN_CONSENT_NEEDED))
    return MG_SITUATION_ADMINISTRATOR;

  if (is_client_at_fault (findings))
    return MG_SITUATION_CLIENT_REFUSED;

  if (is_error (findings->redeem_error, MG_ERROR_WRONG_ACCOUNT))
    return MG_SITUATION_WRONG_ACCOUNT;

  if (findings->slot->event == MG_TOKEN_EVENT_READ_DISCARDED ||
      findings->status.note == MG_NOTE_DISCARDED)
    return MG_SITUATION_DISCARDED;

  if (mailbox_refuses (findings) && !device_says_dead (findings))
    return MG_SITUATION_MAILBOX_REFUSES;

  /* Another one would end as soon. */
  if (is_from_testing (findings) && (is_dead (findings) || is_ending (findings)))
    return MG_SITUATION_TESTING;

  if (is_dead (findings))
    return judge_dead (findings);

  if (is_outdated (findings))
    return MG_SITUATION_OUTDATED;

  if (is_ending (findings))
    return MG_SITUATION_FUSE;

  if (findings->status.state == MG_TOKEN_STATE_WAITING)
    return MG_SITUATION_WAITING;

  if (findings->status.state == MG_TOKEN_STATE_NOT_OBTAINED)
    return MG_SITUATION_NOT_OBTAINED;

  return is_unseen (findings) ? MG_SITUATION_NOT_CHECKED : MG_SITUATION_NOTHING;
}

static void
add_evidence (GStrvBuilder *builder,
              const char   *source,
              const char   *words)
{
  g_autofree char *line = NULL;

  if (words == NULL || *words == '\0')
    return;

  /* Translators: who says it, then what they say */
  line = g_strdup_printf (_("%s: %s"), source, words);
  g_strv_builder_add (builder, line);
}

static GStrv
collect_evidence (const MgFindings *findings)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (findings->device_error != NULL)
    add_evidence (builder, _("Connection to the device"), findings->device_error->message);
  add_evidence (builder, _("The device"), findings->slot->reason);
  if (findings->test != NULL)
    {
      add_evidence (builder, _("The device's own test"), findings->test->words);
      add_evidence (builder, _("The server, to the device"), findings->test->server_reply);
    }
  add_evidence (builder, _("Server in the device's settings"), findings->slot->settings->host);
  if (findings->redeemed)
    add_evidence (builder, _("The provider"), _("our copy of the permission still holds"));
  if (findings->redeem_error != NULL)
    add_evidence (builder, _("The provider"), findings->redeem_error->message);
  if (findings->probe != NULL)
    add_evidence (builder, _("The mail server, to us"),
                  mg_probe_result_get_words (findings->probe));

  return g_strv_builder_end (builder);
}

static const MgMailAdvice *
find_advice (const MgFindings *findings)
{
  const MgMailAdvice *advice = NULL;

  if (findings->probe != NULL)
    advice = mg_probe_result_get_advice (findings->probe);
  if (advice == NULL && findings->test != NULL && findings->test->server_reply != NULL)
    advice = mg_mail_advice_find_in_text (findings->test->server_reply);
  if (advice == NULL && findings->test != NULL && findings->test->words != NULL)
    advice = mg_mail_advice_find_in_text (findings->test->words);

  return advice;
}

/* What has to be done at the provider, and on which page. */
static void
advise_on_client (MgDiagnosis      *self,
                  const MgFindings *findings)
{
  MgProvider *provider = findings->provider;
  const char *advice = NULL;

  if (self->situation == MG_SITUATION_ADMINISTRATOR)
    advice = _("Send the approval link to your organization's administrator. Once they have "
               "approved, authorize the account again.");
  else if (self->situation == MG_SITUATION_TESTING)
    advice = _("Publish the app at the provider, or make it internal to the organization; then "
               "authorize the account again.");
  else if (findings->redeem_failure != NULL)
    advice = mg_oauth_failure_get_advice (findings->redeem_failure);
  self->advice = g_strdup (advice);

  if (provider == NULL)
    return;

  if (self->situation != MG_SITUATION_ADMINISTRATOR)
    self->link = g_strdup (mg_provider_get_registration_page (provider));
  else if (findings->grant != NULL && findings->grant->client_id != NULL)
    self->link = mg_provider_dup_admin_consent_uri (provider, findings->grant->client_id, NULL,
                                                    findings->slot->protocol);
}

static void
take_advice (MgDiagnosis      *self,
             const MgFindings *findings)
{
  const MgMailAdvice *advice = NULL;
  const GError *error = findings->device_error != NULL ? findings->device_error
                                                       : findings->redeem_error;

  if (self->situation == MG_SITUATION_MAILBOX_REFUSES)
    advice = find_advice (findings);

  if (advice != NULL)
    {
      self->advice = g_strdup (mg_mail_advice_get_sentence (advice));
      self->command = mg_mail_advice_dup_command (advice, findings->slot->account);
      self->link = g_strdup (mg_mail_advice_get_link (advice));
    }
  else if (self->situation == MG_SITUATION_ADMINISTRATOR ||
           self->situation == MG_SITUATION_TESTING ||
           self->situation == MG_SITUATION_CLIENT_REFUSED)
    {
      advise_on_client (self, findings);
    }
  else if (findings->redeem_failure != NULL)
    {
      self->advice = g_strdup (mg_oauth_failure_get_advice (findings->redeem_failure));
    }

  if (self->advice == NULL && error != NULL)
    self->advice = g_strdup (mg_error_get_hint (error));
}

/**
 * mg_diagnosis_new:
 * @findings: all that is known of a slot
 *
 * Says what keeps the slot's mail from working. Pure: it asks nobody.
 *
 * Returns: (transfer full): a new diagnosis
 */
MgDiagnosis *
mg_diagnosis_new (const MgFindings *findings)
{
  MgDiagnosis *self;
  MgProvider *provider;

  g_return_val_if_fail (findings != NULL, NULL);
  g_return_val_if_fail (findings->slot != NULL, NULL);
  g_return_val_if_fail (findings->driver != NULL, NULL);
  g_return_val_if_fail (MG_IS_PROVIDER_REGISTRY (findings->providers), NULL);

  self = g_new0 (MgDiagnosis, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->situation = judge (findings);
  self->evidence = collect_evidence (findings);
  take_advice (self, findings);

  provider = get_provider_of_server (findings);
  if (findings->slot->provider != NULL)
    self->provider = g_strdup (findings->slot->provider);
  else if (provider != NULL)
    self->provider = g_strdup (mg_provider_get_id (provider));

  return self;
}

/**
 * mg_diagnosis_ref:
 * @self: a diagnosis
 *
 * Returns: (transfer full): @self with one more reference
 */
MgDiagnosis *
mg_diagnosis_ref (MgDiagnosis *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * mg_diagnosis_unref:
 * @self: (transfer full): a diagnosis
 *
 * Gives up a reference.
 */
void
mg_diagnosis_unref (MgDiagnosis *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->provider);
  g_free (self->advice);
  g_free (self->command);
  g_free (self->link);
  g_strfreev (self->evidence);
  g_free (self);
}

/**
 * mg_diagnosis_get_situation:
 * @self: a diagnosis
 *
 * Returns: the situation that holds
 */
MgSituation
mg_diagnosis_get_situation (const MgDiagnosis *self)
{
  g_return_val_if_fail (self != NULL, MG_SITUATION_NOTHING);

  return self->situation;
}

/**
 * mg_diagnosis_get_provider:
 * @self: a diagnosis
 *
 * Returns: (transfer none) (nullable): the id of the provider to choose
 */
const char *
mg_diagnosis_get_provider (const MgDiagnosis *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->provider;
}

/**
 * mg_diagnosis_get_advice:
 * @self: a diagnosis
 *
 * Returns: (transfer none) (nullable): what to do where nothing can be done
 *   from here, translated
 */
const char *
mg_diagnosis_get_advice (const MgDiagnosis *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->advice;
}

/**
 * mg_diagnosis_get_command:
 * @self: a diagnosis
 *
 * Returns: (transfer none) (nullable): the exact command an administrator has
 *   to give, to be copied
 */
const char *
mg_diagnosis_get_command (const MgDiagnosis *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->command;
}

/**
 * mg_diagnosis_get_link:
 * @self: a diagnosis
 *
 * Returns: (transfer none) (nullable): the page that explains it
 */
const char *
mg_diagnosis_get_link (const MgDiagnosis *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->link;
}

/**
 * mg_diagnosis_get_evidence:
 * @self: a diagnosis
 *
 * Returns: (transfer none): what the diagnosis rests on, a line each
 */
const char *const *
mg_diagnosis_get_evidence (const MgDiagnosis *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return (const char *const *) self->evidence;
}
