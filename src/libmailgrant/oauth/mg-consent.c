/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-consent"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-error.h"

#include "mg-auth-request.h"
#include "mg-auth-response.h"
#include "mg-consent.h"
#include "mg-loopback.h"

/* About as long as a provider's own page lives. */
#define TIMEOUT_SECONDS (10 * 60)

/**
 * MgConsent:
 *
 * One attempt to get a person's permission: it makes the address for the
 * browser, waits for the answer on the loopback interface or by pasting,
 * redeems it, and tells the truth on the page the browser ends on.
 *
 * It opens no browser; that is the affair of whoever listens to
 * [signal@Mg.Consent::open-uri]. It ends in tokens or in an error that tells
 * apart: declined (%MG_ERROR_CONSENT_DECLINED), over time
 * (%MG_ERROR_CONSENT_TIMED_OUT), cancelled here (%G_IO_ERROR_CANCELLED), and
 * failed, for which the error and mg_consent_get_failure() say why. An
 * object is for one attempt; two of them share nothing.
 *
 *     run ─▶ WAITING ── ours? ──no──▶ 400, still waiting
 *               │        │yes
 *               │        ├─ error ──────────────▶ ENDED (declined, refused)
 *               │        └─ code ─▶ EXCHANGING ─▶ ENDED (tokens, or why not)
 *               └─ deadline, cancel ────────────▶ ENDED
 */
struct _MgConsent
{
  GObject          parent_instance;

  MgTokenEndpoint *endpoint;      /* (owned) */
  char           **scopes;        /* (owned) */
  char           **mail_scopes;   /* (owned) */
  char            *login_hint;    /* (owned) (nullable) */
  guint            timeout;
  MgConsentStage   stage;
  MgAuthRequest   *request;       /* (owned) (nullable) */
  MgLoopback      *loopback;      /* (owned) (nullable) */
  MgOAuthFailure  *failure;       /* (owned) (nullable) */
  guint            deadline_id;
  GTask           *task;          /* (owned) (nullable): while it runs */
  GCancellable    *exchange;      /* (owned): ends the exchange when the deadline does */
  GSource         *cancelled;     /* (owned) (nullable) */
  MgTokenSet      *tokens;        /* (owned) (nullable): the result, while it is delivered */
  GError          *error;         /* (owned) (nullable): likewise */
};

G_DEFINE_FINAL_TYPE (MgConsent, mg_consent, G_TYPE_OBJECT)

typedef enum
{
  PROP_STAGE = 1,
  PROP_URI,
} MgConsentProperty;

static GParamSpec *properties[PROP_URI + 1] = { NULL, };

static guint open_uri_signal;

static void
mg_consent_set_stage (MgConsent      *self,
                      MgConsentStage  stage)
{
  self->stage = stage;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STAGE]);
}

static MgClock *
mg_consent_get_clock (MgConsent *self)
{
  return mg_token_endpoint_get_clock (self->endpoint);
}

/* The browser has its page. The result was fixed before, so that a late cancel
 * cannot destroy it. */
static void
on_delivered_cb (MgLoopback *loopback,
                 gpointer    user_data)
{
  MgConsent *self = MG_CONSENT (user_data);
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  g_task_set_check_cancellable (task, FALSE);
  if (self->tokens != NULL)
    g_task_return_pointer (task, g_steal_pointer (&self->tokens),
                           (GDestroyNotify) mg_token_set_unref);
  else
    g_task_return_error (task, g_steal_pointer (&self->error));
}

static void
mg_consent_disarm (MgConsent *self)
{
  mg_clock_timeout_clear (mg_consent_get_clock (self), &self->deadline_id);
  if (self->cancelled != NULL)
    g_source_destroy (self->cancelled);
  g_clear_pointer (&self->cancelled, g_source_unref);
}

/* Ends with @tokens or @error, which it takes. A program that ends with the
 * consent takes the listener with it, so the browser is served first. */
static void
mg_consent_end (MgConsent  *self,
                MgTokenSet *tokens,
                GError     *error)
{
  mg_consent_disarm (self);
  self->tokens = tokens;
  self->error = error;
  mg_consent_set_stage (self, MG_CONSENT_STAGE_ENDED);
  mg_loopback_conclude (self->loopback, mg_loopback_page_for_error (error));
}

static void
on_redeemed_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (MgConsent) self = MG_CONSENT (user_data);
  g_autoptr (MgTokenSet) tokens = NULL;
  const char *name = mg_provider_get_name (mg_token_endpoint_get_provider (self->endpoint));
  GError *error = NULL;

  if (self->stage != MG_CONSENT_STAGE_EXCHANGING)
    return;

  tokens = mg_token_endpoint_redeem_finish (MG_TOKEN_ENDPOINT (object), result,
                                            &self->failure, &error);
  if (tokens != NULL)
    mg_token_set_check_first (tokens, (const char * const *) self->mail_scopes, name, &error);

  mg_consent_end (self, error == NULL ? g_steal_pointer (&tokens) : NULL, error);
}

static void
mg_consent_take_refusal (MgConsent      *self,
                         MgAuthResponse *response)
{
  MgProvider *provider = mg_token_endpoint_get_provider (self->endpoint);

  self->failure = mg_oauth_failure_new (mg_auth_response_get_error (response),
                                        mg_auth_response_get_description (response));
  mg_consent_end (self, NULL,
                  mg_oauth_failure_to_error (self->failure, mg_provider_get_name (provider)));
}

/* Takes an answer that may be anybody's. Only one that knows the state ends
 * the wait, and it ends it for good. */
static gboolean
mg_consent_take_query (MgConsent   *self,
                       const char  *query,
                       GError     **error)
{
  g_autoptr (MgAuthResponse) response = mg_auth_response_parse (query, error);
  GError *foreign = NULL;

  if (response == NULL)
    return FALSE;

  if (!mg_auth_response_has_state (response, mg_auth_request_get_state (self->request)))
    {
      g_set_error_literal (error, MG_ERROR, MG_ERROR_INVALID_INPUT,
                           _("This is not the answer to this sign-in"));
      return FALSE;
    }

  mg_clock_timeout_clear (mg_consent_get_clock (self), &self->deadline_id);
  if (!mg_auth_response_check_issuer (response, mg_token_endpoint_get_provider (self->endpoint),
                                      &foreign))
    mg_consent_end (self, NULL, foreign);
  else if (mg_auth_response_get_error (response) != NULL)
    mg_consent_take_refusal (self, response);
  else
    {
      mg_consent_set_stage (self, MG_CONSENT_STAGE_EXCHANGING);
      mg_token_endpoint_redeem_async (self->endpoint, self->request,
                                      mg_auth_response_get_code (response),
                                      (const char * const *) self->scopes, self->exchange,
                                      on_redeemed_cb, g_object_ref (self));
    }

  return TRUE;
}

static gboolean
on_callback_cb (MgLoopback *loopback,
                const char *query,
                gpointer    user_data)
{
  MgConsent *self = MG_CONSENT (user_data);

  return self->stage == MG_CONSENT_STAGE_WAITING && mg_consent_take_query (self, query, NULL);
}

static void
on_deadline_cb (gpointer user_data)
{
  MgConsent *self = MG_CONSENT (user_data);

  self->deadline_id = 0;
  mg_consent_end (self, NULL, g_error_new_literal (MG_ERROR, MG_ERROR_CONSENT_TIMED_OUT,
                                                   _("The browser did not come back in time")));
}

static gboolean
on_cancelled_cb (GCancellable *cancellable,
                 gpointer      user_data)
{
  MgConsent *self = MG_CONSENT (user_data);
  GError *error = NULL;

  if (self->stage == MG_CONSENT_STAGE_WAITING || self->stage == MG_CONSENT_STAGE_EXCHANGING)
    {
      g_cancellable_cancel (self->exchange);
      g_cancellable_set_error_if_cancelled (cancellable, &error);
      mg_consent_end (self, NULL, error);
    }

  return G_SOURCE_REMOVE;
}

static gboolean
mg_consent_begin (MgConsent  *self,
                  GError    **error)
{
  MgProvider *provider = mg_token_endpoint_get_provider (self->endpoint);
  MgClock *clock = mg_consent_get_clock (self);

  if (mg_provider_get_kind (provider) != MG_PROVIDER_KIND_OAUTH)
    {
      g_set_error (error, MG_ERROR, MG_ERROR_NOT_SUPPORTED,
                   _("%s gives no permission through a browser"), mg_provider_get_name (provider));
      return FALSE;
    }

  self->loopback = mg_loopback_new (clock, mg_provider_get_redirect_host (provider),
                                    mg_provider_get_redirect_port (provider),
                                    mg_provider_get_redirect_path (provider));
  if (!mg_loopback_open (self->loopback, error))
    return FALSE;

  self->request =
    mg_auth_request_new (provider, mg_token_endpoint_get_client (self->endpoint),
                         mg_loopback_get_redirect_uri (self->loopback),
                         (const char * const *) self->scopes, self->login_hint, error);
  if (self->request == NULL)
    return FALSE;

  g_signal_connect_object (self->loopback, "callback",
                           G_CALLBACK (on_callback_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->loopback, "delivered",
                           G_CALLBACK (on_delivered_cb), self, G_CONNECT_DEFAULT);
  self->deadline_id = mg_clock_timeout_add (clock, self->timeout * 1000, on_deadline_cb, self);

  return TRUE;
}

static void
mg_consent_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  MgConsent *self = MG_CONSENT (object);

  switch ((MgConsentProperty) prop_id)
    {
    case PROP_STAGE:
      g_value_set_enum (value, (int) self->stage);
      break;
    case PROP_URI:
      g_value_set_string (value, mg_consent_get_uri (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mg_consent_dispose (GObject *object)
{
  MgConsent *self = MG_CONSENT (object);

  if (self->endpoint != NULL)
    mg_consent_disarm (self);
  if (self->loopback != NULL && self->stage != MG_CONSENT_STAGE_ENDED)
    mg_loopback_close (self->loopback);
  g_clear_object (&self->loopback);
  g_clear_object (&self->exchange);
  g_clear_object (&self->endpoint);

  G_OBJECT_CLASS (mg_consent_parent_class)->dispose (object);
}

static void
mg_consent_finalize (GObject *object)
{
  MgConsent *self = MG_CONSENT (object);

  g_strfreev (self->scopes);
  g_strfreev (self->mail_scopes);
  g_free (self->login_hint);
  g_clear_pointer (&self->request, mg_auth_request_free);
  g_clear_pointer (&self->failure, mg_oauth_failure_unref);

  G_OBJECT_CLASS (mg_consent_parent_class)->finalize (object);
}

static void
mg_consent_class_init (MgConsentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mg_consent_get_property;
  object_class->dispose = mg_consent_dispose;
  object_class->finalize = mg_consent_finalize;

  /**
   * MgConsent:stage:
   *
   * How far it is.
   */
  properties[PROP_STAGE] =
    g_param_spec_enum ("stage", NULL, NULL,
                       MG_TYPE_CONSENT_STAGE, MG_CONSENT_STAGE_NEW,
                       G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * MgConsent:uri:
   *
   * The address to open, or to copy, in any browser that can reach this
   * computer's loopback interface.
   */
  properties[PROP_URI] =
    g_param_spec_string ("uri", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /**
   * MgConsent::open-uri:
   * @self: the consent
   * @uri: the address
   *
   * The listener is there and a browser can be opened, once.
   */
  open_uri_signal =
    g_signal_new ("open-uri", MG_TYPE_CONSENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
mg_consent_init (MgConsent *self)
{
  self->timeout = TIMEOUT_SECONDS;
  self->exchange = g_cancellable_new ();
}

/**
 * mg_consent_new:
 * @endpoint: the provider's token endpoint, with the client
 * @protocol: what the tokens are for
 * @mail_scopes: (nullable): what the device that will use them needs, or %NULL
 *   for what the provider asks for @protocol
 * @login_hint: (nullable): the address the person is expected to sign in with
 *
 * Returns: (transfer full): a new consent
 */
MgConsent *
mg_consent_new (MgTokenEndpoint   *endpoint,
                MgMailProtocol     protocol,
                const char *const *mail_scopes,
                const char        *login_hint)
{
  MgProvider *provider;
  MgConsent *self;

  g_return_val_if_fail (MG_IS_TOKEN_ENDPOINT (endpoint), NULL);

  provider = mg_token_endpoint_get_provider (endpoint);
  self = g_object_new (MG_TYPE_CONSENT, NULL);
  self->endpoint = g_object_ref (endpoint);
  self->mail_scopes = mail_scopes != NULL ? g_strdupv ((char **) mail_scopes)
                                          : mg_provider_dup_mail_scopes (provider, protocol);
  self->scopes = mg_provider_dup_scopes (provider, (const char *const *) self->mail_scopes);
  self->login_hint = g_strdup (login_hint);

  return self;
}

/**
 * mg_consent_set_timeout:
 * @self: a new consent
 * @seconds: how long to wait for the browser; 10 minutes if never set
 */
void
mg_consent_set_timeout (MgConsent *self,
                        guint      seconds)
{
  g_return_if_fail (MG_IS_CONSENT (self));
  g_return_if_fail (self->stage == MG_CONSENT_STAGE_NEW);
  g_return_if_fail (seconds > 0 && seconds <= 24 * 60 * 60);

  self->timeout = seconds;
}

/**
 * mg_consent_get_stage:
 * @self: a consent
 *
 * Returns: how far it is
 */
MgConsentStage
mg_consent_get_stage (MgConsent *self)
{
  g_return_val_if_fail (MG_IS_CONSENT (self), MG_CONSENT_STAGE_NEW);

  return self->stage;
}

/**
 * mg_consent_get_uri:
 * @self: a consent
 *
 * Returns: (transfer none) (nullable): the address for the browser, once the
 *   consent runs
 */
const char *
mg_consent_get_uri (MgConsent *self)
{
  g_return_val_if_fail (MG_IS_CONSENT (self), NULL);

  return self->request != NULL ? mg_auth_request_get_uri (self->request) : NULL;
}

/**
 * mg_consent_get_redirect_uri:
 * @self: a consent
 *
 * Returns: (transfer none) (nullable): where the browser comes back to, once
 *   the consent runs
 */
const char *
mg_consent_get_redirect_uri (MgConsent *self)
{
  g_return_val_if_fail (MG_IS_CONSENT (self), NULL);

  return self->request != NULL ? mg_auth_request_get_redirect_uri (self->request) : NULL;
}

/**
 * mg_consent_get_failure:
 * @self: a consent
 *
 * Returns: (transfer none) (nullable): what the provider said when it refused
 */
MgOAuthFailure *
mg_consent_get_failure (MgConsent *self)
{
  g_return_val_if_fail (MG_IS_CONSENT (self), NULL);

  return self->failure;
}

/**
 * mg_consent_take_pasted_uri:
 * @self: a consent that waits
 * @text: the address at which the browser ended, or its query
 * @error: return location for an error
 *
 * Takes the answer from a browser that cannot reach this computer. It is held
 * to the same rules as one that came by itself; a bare code is refused, as
 * nobody can tell whose it is.
 *
 * Returns: %TRUE if it was the answer; the consent goes on
 */
gboolean
mg_consent_take_pasted_uri (MgConsent   *self,
                            const char  *text,
                            GError     **error)
{
  g_autofree char *query = NULL;

  g_return_val_if_fail (MG_IS_CONSENT (self), FALSE);
  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (self->stage != MG_CONSENT_STAGE_WAITING)
    {
      g_set_error_literal (error, MG_ERROR, MG_ERROR_FAILED, _("No sign-in is waiting"));
      return FALSE;
    }

  query = mg_auth_response_dup_pasted_query (text,
                                             mg_auth_request_get_redirect_uri (self->request),
                                             error);

  return query != NULL && mg_consent_take_query (self, query, error);
}

/**
 * mg_consent_run_async:
 * @self: a new consent
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it has ended
 * @user_data: data for @callback
 *
 * Runs the consent, once.
 */
void
mg_consent_run_async (MgConsent           *self,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (MG_IS_CONSENT (self));
  g_return_if_fail (self->stage == MG_CONSENT_STAGE_NEW);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mg_consent_run_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  if (!mg_consent_begin (self, &error))
    {
      mg_consent_set_stage (self, MG_CONSENT_STAGE_ENDED);
      if (self->loopback != NULL)
        mg_loopback_close (self->loopback);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  self->task = g_steal_pointer (&task);
  if (cancellable != NULL)
    {
      self->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancelled, G_SOURCE_FUNC (on_cancelled_cb), self, NULL);
      g_source_attach (self->cancelled, g_main_context_get_thread_default ());
    }

  mg_consent_set_stage (self, MG_CONSENT_STAGE_WAITING);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_URI]);
  g_signal_emit (self, open_uri_signal, 0, mg_auth_request_get_uri (self->request));
}

/**
 * mg_consent_run_finish:
 * @self: a consent
 * @result: the result
 * @error: return location for an error
 *
 * Finishes mg_consent_run_async().
 *
 * Returns: (transfer full): the tokens, with a refresh token and with what
 *   mail needs, or %NULL with @error set
 */
MgTokenSet *
mg_consent_run_finish (MgConsent     *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (MG_IS_CONSENT (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_consent_run_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
