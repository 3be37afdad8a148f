/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-device-code"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-error.h"
#include "mg-json.h"
#include "mg-text.h"

#include "mg-device-code.h"
#include "mg-endpoint.h"
#include "mg-token-endpoint-private.h"
#include "mg-token-response.h"

#define GRANT_TYPE "urn:ietf:params:oauth:grant-type:device_code"

/* RFC 8628 §3.2 and §3.5. */
#define INTERVAL_DEFAULT 5
#define INTERVAL_STEP 5

/* An interval that was doubled because nobody answered stops growing here, and
 * no server may hold us longer. */
#define INTERVAL_MAX 300
#define LIFETIME_MAX (24 * 60 * 60)

#define USER_CODE_MAX 64

/**
 * MgDeviceCode:
 *
 * One attempt to get a person's permission through a short code that is typed
 * into a browser on any computer (RFC 8628).
 *
 * A person must be told for which device the code is, and to type only one
 * that they have asked for: somebody who sends others a code gets their
 * permission. Where the provider has such a flow but no mail in it, it is
 * refused before anybody is asked.
 *
 *     run ─▶ code ─▶ wait the interval ◀──────────────────┐
 *                          │                              │
 *                        poll ── pending, slow down, no answer
 *                          └── tokens, declined, over time ─▶ ENDED
 */
struct _MgDeviceCode
{
  GObject          parent_instance;

  MgTokenEndpoint *endpoint;      /* (owned) */
  char           **scopes;        /* (owned) */
  char           **mail_scopes;   /* (owned) */
  MgSecret        *device_code;   /* (owned) (nullable) */
  char            *user_code;     /* (owned) (nullable) */
  char            *uri;           /* (owned) (nullable) */
  char            *complete_uri;  /* (owned) (nullable) */
  char            *message;       /* (owned) (nullable) */
  MgOAuthFailure  *failure;       /* (owned) (nullable) */
  guint            interval;      /* in seconds */
  gint64           deadline;
  guint            timeout_id;    /* the next poll, or the deadline */
  gint64           polled_at;     /* the wall clock */
  gboolean         begun;
  GTask           *task;          /* (owned) (nullable): while it runs */
  GSource         *cancelled;     /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (MgDeviceCode, mg_device_code, G_TYPE_OBJECT)

static guint show_code_signal;

static MgProvider *
mg_device_code_get_provider (MgDeviceCode *self)
{
  return mg_token_endpoint_get_provider (self->endpoint);
}

static void
mg_device_code_disarm (MgDeviceCode *self)
{
  mg_clock_timeout_clear (mg_token_endpoint_get_clock (self->endpoint), &self->timeout_id);
  if (self->cancelled != NULL)
    g_source_destroy (self->cancelled);
  g_clear_pointer (&self->cancelled, g_source_unref);
}

/* Ends with @tokens or @error, which it takes, and forgets the code. */
static void
mg_device_code_end (MgDeviceCode *self,
                    MgTokenSet   *tokens,
                    GError       *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  mg_device_code_disarm (self);
  g_clear_pointer (&self->device_code, mg_secret_unref);

  if (tokens != NULL)
    g_task_return_pointer (task, tokens, (GDestroyNotify) mg_token_set_unref);
  else
    g_task_return_error (task, error);
}

static void
mg_device_code_time_out (MgDeviceCode *self)
{
  mg_device_code_end (self, NULL,
                      g_error_new (MG_ERROR, MG_ERROR_CONSENT_TIMED_OUT,
                                   _("The code was not entered at %s in time"),
                                   mg_provider_get_name (mg_device_code_get_provider (self))));
}

static void mg_device_code_poll (MgDeviceCode *self);

static void
on_interval_cb (gpointer user_data)
{
  MgDeviceCode *self = MG_DEVICE_CODE (user_data);
  MgClock *clock = mg_token_endpoint_get_clock (self->endpoint);

  self->timeout_id = 0;
  if (mg_clock_boot_time (clock) >= self->deadline)
    mg_device_code_time_out (self);
  else
    mg_device_code_poll (self);
}

/* The interval counts from the last answer, not from the last question. */
static void
mg_device_code_wait (MgDeviceCode *self)
{
  MgClock *clock = mg_token_endpoint_get_clock (self->endpoint);
  gint64 left = (self->deadline - mg_clock_boot_time (clock)) / 1000;
  gint64 milliseconds = CLAMP (left, 0, (gint64) self->interval * 1000);

  self->timeout_id = mg_clock_timeout_add (clock, (guint) milliseconds, on_interval_cb, self);
}

static gboolean
mg_device_code_goes_on (MgDeviceCode *self,
                        const GError *error)
{
  const char *code = self->failure != NULL ? mg_oauth_failure_get_code (self->failure) : "";

  if (g_str_equal (code, "authorization_pending"))
    return TRUE;

  if (g_str_equal (code, "slow_down"))
    {
      self->interval = MIN (self->interval + INTERVAL_STEP, INTERVAL_MAX);
      return TRUE;
    }

  if (!mg_error_is_transient (error))
    return FALSE;
  self->interval = MIN (self->interval * 2, INTERVAL_MAX);

  return TRUE;
}

static MgTokenSet *
mg_device_code_read_tokens (MgDeviceCode  *self,
                            JsonObject    *members,
                            GError       **error)
{
  MgProvider *provider = mg_device_code_get_provider (self);
  MgTokenExpectation expectation = {
    .provider = provider,
    .client_id = mg_oauth_client_get_id (mg_token_endpoint_get_client (self->endpoint)),
    .scopes = (const char * const *) self->scopes,
    .requested_at = self->polled_at,
  };
  g_autoptr (MgTokenSet) tokens = mg_token_response_read (members, &expectation, error);

  if (tokens == NULL ||
      !mg_token_set_check_first (tokens, (const char * const *) self->mail_scopes,
                                 mg_provider_get_name (provider), error))
    return NULL;

  return g_steal_pointer (&tokens);
}

static void
on_polled_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (MgDeviceCode) self = MG_DEVICE_CODE (user_data);
  g_autoptr (MgHttpResponse) response = NULL;
  g_autoptr (JsonObject) members = NULL;
  MgTokenSet *tokens = NULL;
  GError *error = NULL;

  g_clear_pointer (&self->failure, mg_oauth_failure_unref);
  response = _mg_token_endpoint_post_finish (MG_TOKEN_ENDPOINT (object), result, &error);
  if (response != NULL)
    members = mg_token_response_parse_object (response, mg_device_code_get_provider (self),
                                              &self->failure, &error);

  if (members == NULL && mg_device_code_goes_on (self, error))
    {
      g_clear_error (&error);
      g_clear_pointer (&self->failure, mg_oauth_failure_unref);
      mg_device_code_wait (self);
      return;
    }

  if (members != NULL)
    tokens = mg_device_code_read_tokens (self, members, &error);
  mg_device_code_end (self, tokens, error);
}

static void
mg_device_code_poll (MgDeviceCode *self)
{
  MgOAuthClient *client = mg_token_endpoint_get_client (self->endpoint);
  g_autoptr (MgSecretBuilder) form = mg_secret_builder_new ();
  g_autofree char *uri =
    mg_provider_dup_token_endpoint (mg_device_code_get_provider (self),
                                    mg_oauth_client_get_tenant (client));

  mg_secret_builder_append_form (form, "grant_type", GRANT_TYPE);
  mg_secret_builder_append_form_secret (form, "device_code", self->device_code);
  self->polled_at = mg_clock_now (mg_token_endpoint_get_clock (self->endpoint));
  _mg_token_endpoint_post_async (self->endpoint, uri, form, g_task_get_cancellable (self->task),
                                 on_polled_cb, g_object_ref (self));
}

/* A provider's answer could name any address to open. */
static gboolean
take_addresses (MgDeviceCode *self,
                JsonObject   *members)
{
  const char *uri = mg_json_get_string (members, "verification_uri");
  const char *complete = mg_json_get_string (members, "verification_uri_complete");

  /* What Google called it before there was an RFC. */
  if (uri == NULL)
    uri = mg_json_get_string (members, "verification_url");
  if (uri == NULL || !mg_endpoint_check (uri, NULL))
    return FALSE;

  self->uri = g_strdup (uri);
  if (complete != NULL && mg_endpoint_check (complete, NULL))
    self->complete_uri = g_strdup (complete);

  return TRUE;
}

static gboolean
take_code (MgDeviceCode *self,
           JsonObject   *members)
{
  const char *device_code = mg_json_get_string (members, "device_code");
  const char *user_code = mg_json_get_string (members, "user_code");
  const char *message = mg_json_get_string (members, "message");
  double lifetime;
  double interval;

  if (device_code == NULL || *device_code == '\0' || user_code == NULL ||
      !mg_token_response_read_seconds (members, "expires_in", LIFETIME_MAX, &lifetime))
    return FALSE;

  self->user_code = mg_text_dup_clean (user_code, -1, USER_CODE_MAX);
  if (!g_str_equal (self->user_code, user_code) || *user_code == '\0')
    return FALSE;

  if (!mg_token_response_read_seconds (members, "interval", INTERVAL_MAX, &interval))
    interval = INTERVAL_DEFAULT;
  self->interval = MAX ((guint) interval, 1);
  self->device_code = mg_secret_new (device_code, -1);
  self->deadline = mg_clock_boot_time (mg_token_endpoint_get_clock (self->endpoint)) +
                   (gint64) (lifetime * G_USEC_PER_SEC);
  if (message != NULL)
    self->message = mg_text_dup_clean (message, -1, MG_TEXT_SENTENCE_MAX);

  return take_addresses (self, members);
}

static void
on_code_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (MgDeviceCode) self = MG_DEVICE_CODE (user_data);
  g_autoptr (MgHttpResponse) response = NULL;
  g_autoptr (JsonObject) members = NULL;
  MgProvider *provider = mg_device_code_get_provider (self);
  GError *error = NULL;

  response = _mg_token_endpoint_post_finish (MG_TOKEN_ENDPOINT (object), result, &error);
  if (response != NULL)
    members = mg_token_response_parse_object (response, provider, &self->failure, &error);
  if (members != NULL && !take_code (self, members))
    error = g_error_new (MG_ERROR, MG_ERROR_PROTOCOL,
                         _("%s sent an answer that makes no sense"),
                         mg_provider_get_name (provider));
  if (error != NULL)
    {
      mg_device_code_end (self, NULL, error);
      return;
    }

  mg_device_code_wait (self);
  g_signal_emit (self, show_code_signal, 0);
}

static gboolean
on_cancelled_cb (GCancellable *cancellable,
                 gpointer      user_data)
{
  MgDeviceCode *self = MG_DEVICE_CODE (user_data);
  GError *error = NULL;

  /* A question that is under way ends by itself, with the same error. */
  if (self->timeout_id != 0)
    {
      g_cancellable_set_error_if_cancelled (cancellable, &error);
      mg_device_code_end (self, NULL, error);
    }

  return G_SOURCE_REMOVE;
}

static void
mg_device_code_dispose (GObject *object)
{
  MgDeviceCode *self = MG_DEVICE_CODE (object);

  if (self->endpoint != NULL)
    mg_device_code_disarm (self);
  g_clear_object (&self->endpoint);

  G_OBJECT_CLASS (mg_device_code_parent_class)->dispose (object);
}

static void
mg_device_code_finalize (GObject *object)
{
  MgDeviceCode *self = MG_DEVICE_CODE (object);

  g_strfreev (self->scopes);
  g_strfreev (self->mail_scopes);
  g_clear_pointer (&self->device_code, mg_secret_unref);
  g_free (self->user_code);
  g_free (self->uri);
  g_free (self->complete_uri);
  g_free (self->message);
  g_clear_pointer (&self->failure, mg_oauth_failure_unref);

  G_OBJECT_CLASS (mg_device_code_parent_class)->finalize (object);
}

static void
mg_device_code_class_init (MgDeviceCodeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mg_device_code_dispose;
  object_class->finalize = mg_device_code_finalize;

  /**
   * MgDeviceCode::show-code:
   * @self: the attempt
   *
   * The code and the address are there to be shown, once.
   */
  show_code_signal =
    g_signal_new ("show-code", MG_TYPE_DEVICE_CODE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
mg_device_code_init (MgDeviceCode *self)
{
}

/**
 * mg_device_code_new:
 * @endpoint: the provider's token endpoint, with the client
 * @protocol: what the tokens are for
 * @mail_scopes: (nullable): what the device that will use them needs, or %NULL
 *   for what the provider asks for @protocol
 *
 * Returns: (transfer full): a new attempt
 */
MgDeviceCode *
mg_device_code_new (MgTokenEndpoint   *endpoint,
                    MgMailProtocol     protocol,
                    const char *const *mail_scopes)
{
  MgProvider *provider;
  MgDeviceCode *self;

  g_return_val_if_fail (MG_IS_TOKEN_ENDPOINT (endpoint), NULL);

  provider = mg_token_endpoint_get_provider (endpoint);
  self = g_object_new (MG_TYPE_DEVICE_CODE, NULL);
  self->endpoint = g_object_ref (endpoint);
  self->mail_scopes = mail_scopes != NULL ? g_strdupv ((char **) mail_scopes)
                                          : mg_provider_dup_mail_scopes (provider, protocol);
  self->scopes = mg_provider_dup_scopes (provider, (const char *const *) self->mail_scopes);

  return self;
}

/**
 * mg_device_code_get_user_code:
 * @self: an attempt
 *
 * Returns: (transfer none) (nullable): what the person types, to be shown as
 *   it is, also where the complete address is opened (RFC 8628 §3.3.1)
 */
const char *
mg_device_code_get_user_code (MgDeviceCode *self)
{
  g_return_val_if_fail (MG_IS_DEVICE_CODE (self), NULL);

  return self->user_code;
}

/**
 * mg_device_code_get_uri:
 * @self: an attempt
 *
 * Returns: (transfer none) (nullable): where the person types it
 */
const char *
mg_device_code_get_uri (MgDeviceCode *self)
{
  g_return_val_if_fail (MG_IS_DEVICE_CODE (self), NULL);

  return self->uri;
}

/**
 * mg_device_code_get_complete_uri:
 * @self: an attempt
 *
 * Returns: (transfer none) (nullable): an address with the code in it, for a
 *   QR code; not every provider has one
 */
const char *
mg_device_code_get_complete_uri (MgDeviceCode *self)
{
  g_return_val_if_fail (MG_IS_DEVICE_CODE (self), NULL);

  return self->complete_uri;
}

/**
 * mg_device_code_get_message:
 * @self: an attempt
 *
 * Returns: (transfer none) (nullable): Microsoft's own words for the person
 */
const char *
mg_device_code_get_message (MgDeviceCode *self)
{
  g_return_val_if_fail (MG_IS_DEVICE_CODE (self), NULL);

  return self->message;
}

/**
 * mg_device_code_get_deadline:
 * @self: an attempt
 *
 * Returns: when the code ends, in microseconds since boot
 */
gint64
mg_device_code_get_deadline (MgDeviceCode *self)
{
  g_return_val_if_fail (MG_IS_DEVICE_CODE (self), 0);

  return self->deadline;
}

/**
 * mg_device_code_get_failure:
 * @self: an attempt that has ended
 *
 * Returns: (transfer none) (nullable): what the provider said when it refused
 */
MgOAuthFailure *
mg_device_code_get_failure (MgDeviceCode *self)
{
  g_return_val_if_fail (MG_IS_DEVICE_CODE (self), NULL);

  return self->failure;
}

/**
 * mg_device_code_run_async:
 * @self: a new attempt
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it has ended
 * @user_data: data for @callback
 *
 * Runs the attempt, once.
 */
void
mg_device_code_run_async (MgDeviceCode        *self,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  MgProvider *provider;
  MgOAuthClient *client;
  g_autoptr (MgSecretBuilder) form = NULL;
  g_autofree char *uri = NULL;
  g_autofree char *scope = NULL;

  g_return_if_fail (MG_IS_DEVICE_CODE (self));
  g_return_if_fail (!self->begun);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  self->begun = TRUE;
  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, mg_device_code_run_async);

  provider = mg_device_code_get_provider (self);
  client = mg_token_endpoint_get_client (self->endpoint);
  uri = mg_provider_dup_device_endpoint (provider, mg_oauth_client_get_tenant (client));
  if (uri == NULL)
    {
      mg_device_code_end (self, NULL,
                          g_error_new (MG_ERROR, MG_ERROR_NOT_SUPPORTED,
                                       _("%s gives no mail permission for a code"),
                                       mg_provider_get_name (provider)));
      return;
    }

  if (cancellable != NULL)
    {
      self->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancelled, G_SOURCE_FUNC (on_cancelled_cb), self, NULL);
      g_source_attach (self->cancelled, g_main_context_get_thread_default ());
    }

  scope = g_strjoinv (" ", self->scopes);
  form = mg_secret_builder_new ();
  mg_secret_builder_append_form (form, "scope", scope);
  _mg_token_endpoint_post_async (self->endpoint, uri, form, cancellable,
                                 on_code_cb, g_object_ref (self));
}

/**
 * mg_device_code_run_finish:
 * @self: an attempt
 * @result: the result
 * @error: return location for an error
 *
 * Finishes mg_device_code_run_async(), with the errors of
 * mg_consent_run_finish().
 *
 * Returns: (transfer full): the tokens, or %NULL with @error set
 */
MgTokenSet *
mg_device_code_run_finish (MgDeviceCode  *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (MG_IS_DEVICE_CODE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_device_code_run_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
