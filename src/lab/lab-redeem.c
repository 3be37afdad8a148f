/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-redeem"

#include "config.h"

#include "lab-json.h"
#include "lab-redeem.h"

/* The device's side of OAuth: redeems the refresh token that it was given at
 * the token endpoint that it was given (RFC 6749, section 6). */

#define BODY_MAX (64 * 1024)

typedef struct
{
  SoupMessage *message;         /* (owned) */
  char         body[BODY_MAX];
} Redeem;

static void
redeem_free (Redeem *redeem)
{
  g_clear_object (&redeem->message);
  g_free (redeem);
}

/* Says what kind of failure an OAuth error is. Only these mean that the token
 * itself is dead; all else is trouble with the client, or passes. */
static const char *
classify_error (const char *error,
                guint       status)
{
  static const char * const dead[] = {
    "invalid_grant", "interaction_required", "login_required", "consent_required", NULL
  };
  static const char * const passing[] = { "temporarily_unavailable", "server_error", NULL };

  if (g_strv_contains (dead, error))
    return "token-update-failed";
  if (g_strv_contains (passing, error) || status == 429 || status >= 500)
    return "provider-unreachable";

  return "provider-refused";
}

static LabOutcome *
read_error (JsonObject *answer,
            guint       status)
{
  const char *error = lab_json_get_string (answer, "error");
  const char *description = lab_json_get_string (answer, "error_description");
  g_autofree char *reply = NULL;

  if (error == NULL)
    return lab_outcome_new ("provider-unreachable", NULL);

  reply = description != NULL ? g_strdup_printf ("%s: %s", error, description) : g_strdup (error);
  return lab_outcome_new (classify_error (error, status), reply);
}

static LabOutcome *
read_answer (Redeem *redeem,
             gsize   length)
{
  guint status = soup_message_get_status (redeem->message);
  g_autoptr (JsonObject) answer = lab_json_parse (redeem->body, length, NULL);
  const char *access_token;
  const char *type;
  LabOutcome *outcome;

  if (answer == NULL || json_object_has_member (answer, "error") || status != SOUP_STATUS_OK)
    return read_error (answer, status);

  access_token = lab_json_get_string (answer, "access_token");
  type = lab_json_get_string (answer, "token_type");
  if (access_token == NULL || *access_token == '\0'
      || (type != NULL && g_ascii_strcasecmp (type, "Bearer") != 0))
    return lab_outcome_new ("provider-unreachable", NULL);

  outcome = lab_outcome_new (NULL, NULL);
  outcome->access_token = g_strdup (access_token);
  outcome->refresh_token = g_strdup (lab_json_get_string (answer, "refresh_token"));
  return outcome;
}

/* Cancellation stays an error; everything else is an outcome. */
static void
return_trouble (GTask  *task,
                GError *error)
{
  const char *code = error->domain == G_TLS_ERROR ? "certificate-refused" : "provider-unreachable";
  LabOutcome *outcome;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, error);
      return;
    }

  outcome = lab_outcome_new (code, error->message);
  g_error_free (error);
  g_task_return_pointer (task, outcome, (GDestroyNotify) lab_outcome_free);
}

static void
on_read_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  Redeem *redeem = g_task_get_task_data (task);
  GError *error = NULL;
  gsize length = 0;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (object), result, &length, &error))
    return_trouble (task, error);
  else
    g_task_return_pointer (task, read_answer (redeem, length), (GDestroyNotify) lab_outcome_free);
}

static void
on_sent_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GInputStream) stream = NULL;
  Redeem *redeem = g_task_get_task_data (task);
  GError *error = NULL;

  stream = soup_session_send_finish (SOUP_SESSION (object), result, &error);
  if (stream == NULL)
    {
      return_trouble (task, error);
      return;
    }

  g_input_stream_read_all_async (stream, redeem->body, BODY_MAX, G_PRIORITY_DEFAULT,
                                 g_task_get_cancellable (task), on_read_cb, g_object_ref (task));
}

static char *
make_form (LabToken *token)
{
  g_autofree char *form = soup_form_encode ("grant_type", "refresh_token",
                                            "refresh_token", token->refresh_token,
                                            "client_id", token->client_id,
                                            NULL);
  g_autofree char *secret = NULL;

  if (token->client_secret == NULL)
    return g_steal_pointer (&form);

  secret = soup_form_encode ("client_secret", token->client_secret, NULL);
  return g_strjoin ("&", form, secret, NULL);
}

void
lab_redeem_async (SoupSession         *session,
                  LabLogin            *login,
                  GCancellable        *cancellable,
                  GAsyncReadyCallback  callback,
                  gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, user_data);
  g_autofree char *form = make_form (&login->token);
  g_autoptr (GBytes) body = g_bytes_new_take (form, strlen (form));
  Redeem *redeem = g_new0 (Redeem, 1);

  form = NULL;
  g_task_set_source_tag (task, lab_redeem_async);
  redeem->message = soup_message_new (SOUP_METHOD_POST, login->token.token_endpoint);
  g_task_set_task_data (task, redeem, (GDestroyNotify) redeem_free);

  if (redeem->message == NULL)
    {
      g_task_return_pointer (task, lab_outcome_new ("not-configured", NULL),
                             (GDestroyNotify) lab_outcome_free);
      return;
    }

  soup_message_add_flags (redeem->message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_headers_append (soup_message_get_request_headers (redeem->message),
                               "Accept", "application/json");
  soup_message_set_request_body_from_bytes (redeem->message,
                                            "application/x-www-form-urlencoded", body);
  soup_session_send_async (session, redeem->message, G_PRIORITY_DEFAULT, cancellable,
                           on_sent_cb, g_steal_pointer (&task));
}

LabOutcome *
lab_redeem_finish (SoupSession   *session,
                   GAsyncResult  *result,
                   GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
