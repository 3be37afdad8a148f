/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-device"

#include "config.h"

#include "lab-device-private.h"
#include "lab-json.h"
#include "lab-mail-login.h"
#include "lab-redeem.h"

/* A test does what sending would: redeems the refresh token, keeps a rotated
 * one, and logs in to the mail server with the access token. What it finds
 * decides the state, and only the provider's own word that the token is dead
 * makes it invalid. */

#define JOBS_MAX 32

typedef struct
{
  LabDevice *device;     /* (owned) */
  LabJob    *job;        /* (unowned), the device's */
  char      *slot;       /* (owned), its id */
  LabProtocol protocol;
  LabLogin  *login;      /* (owned) */
  gboolean   saved;      /* it is the slot's own login, which the outcome changes */
  char      *recipient;  /* (owned) (nullable) */
} Test;

static const char * const job_states[] = { "running", "passed", "failed" };

void
_lab_job_free (LabJob *job)
{
  g_free (job->id);
  g_free (job->message);
  g_free (job->reply);
  g_free (job);
}

JsonObject *
_lab_job_print (LabJob *job)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "id", job->id);
  json_object_set_string_member (object, "state", job_states[job->state]);
  lab_json_set_string (object, "code", job->code);
  lab_json_set_string (object, "message", job->message);
  lab_json_set_string (object, "server_reply", job->reply);
  lab_json_set_time (object, "started_at", job->started_at);
  lab_json_set_time (object, "ended_at", job->ended_at);
  return object;
}

LabJob *
_lab_device_find_job (LabDevice  *self,
                      const char *id)
{
  for (GList *l = self->jobs.head; l != NULL; l = l->next)
    {
      LabJob *job = l->data;

      if (g_str_equal (job->id, id))
        return job;
    }

  return NULL;
}

static void
test_free (Test *test)
{
  g_clear_pointer (&test->login, lab_login_unref);
  g_free (test->slot);
  g_free (test->recipient);
  g_clear_object (&test->device);
  g_free (test);
}

static void
set_reason (char       **reason,
            const char  *words)
{
  g_free (*reason);
  *reason = g_strdup (words);
}

/* The redemption has ended: that alone decides what the token is worth. */
static void
note_redemption (Test       *test,
                 LabOutcome *outcome)
{
  LabDevice *self = test->device;
  LabToken *token = &test->login->token;
  const char *words = self->personality->get_words (outcome->code);

  if (outcome->code == NULL)
    {
      token->state = LAB_TOKEN_OBTAINED;
      if (token->obtained_at == 0)
        token->obtained_at = lab_clock_now (&self->clock);
      set_reason (&token->reason, NULL);
      if (outcome->refresh_token != NULL)
        set_reason (&token->refresh_token, outcome->refresh_token);
    }
  else if (g_str_equal (outcome->code, "token-update-failed"))
    {
      token->state = LAB_TOKEN_INVALID;
      set_reason (&token->reason, words);
    }
  else if (token->state == LAB_TOKEN_WAITING)
    {
      set_reason (&token->reason, words);
    }

  test->login->version++;
  if (test->saved)
    _lab_device_save (self);
}

static void
note_password (Test       *test,
               LabOutcome *outcome)
{
  LabPassword *password = &test->login->password;
  gboolean refused = g_strcmp0 (outcome->code, "login-refused") == 0;

  if (test->login->settings.authentication != LAB_AUTHENTICATION_PASSWORD
      || (!refused && outcome->code != NULL))
    return;

  password->refused = refused;
  set_reason (&password->reason,
              refused ? test->device->personality->get_words (outcome->code) : NULL);
  test->login->version++;
}

static gboolean
is_broken (LabLogin *login)
{
  switch (login->settings.authentication)
    {
    case LAB_AUTHENTICATION_OAUTH2:
      return login->token.state == LAB_TOKEN_INVALID;
    case LAB_AUTHENTICATION_PASSWORD:
      return login->password.refused;
    case LAB_AUTHENTICATION_NONE:
    default:
      return FALSE;
    }
}

static void
update_alerts (Test *test)
{
  LabDevice *self = test->device;

  if (!self->personality->alerts || lab_model_find_slot (&self->model, test->slot) == NULL)
    return;

  if (is_broken (test->login))
    lab_model_raise_alert (&self->model, test->slot,
                           self->personality->get_words ("token-update-failed"),
                           lab_clock_now (&self->clock));
  else
    lab_model_drop_alerts (&self->model, test->slot);
}

static void
end_test (Test       *test,
          LabOutcome *outcome)
{
  LabDevice *self = test->device;
  LabJob *job = test->job;

  test->login->n_tests--;
  job->state = outcome->code == NULL ? LAB_JOB_PASSED : LAB_JOB_FAILED;
  job->code = outcome->code;
  job->message = g_strdup (self->personality->get_words (outcome->code));
  job->reply = g_steal_pointer (&outcome->reply);
  job->ended_at = lab_clock_now (&self->clock);

  note_password (test, outcome);
  if (test->saved)
    {
      update_alerts (test);
      _lab_device_save (self);
    }

  test_free (test);
}

static void
on_logged_in_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  Test *test = user_data;
  g_autoptr (LabOutcome) outcome = NULL;

  outcome = lab_mail_login_run_finish (LAB_MAIL_LOGIN (object), result, NULL);
  if (outcome != NULL)
    end_test (test, outcome);
  else
    test_free (test);
}

static void
log_in (Test       *test,
        const char *access_token)
{
  LabDevice *self = test->device;
  g_autoptr (LabMailLogin) login = lab_mail_login_new (test->login, test->protocol);
  const char *address;

  address = lab_network_find_mail_server (self->network, test->protocol,
                                          test->login->settings.security);
  if (address != NULL)
    lab_mail_login_set_address (login, address);
  lab_mail_login_set_trust (login, self->network->database);
  lab_mail_login_set_token (login, access_token);
  lab_mail_login_set_message (login, test->recipient);
  lab_mail_login_run_async (login, self->cancellable, on_logged_in_cb, test);
}

static void
on_redeemed_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  Test *test = user_data;
  g_autoptr (LabOutcome) outcome = NULL;

  outcome = lab_redeem_finish (SOUP_SESSION (object), result, NULL);
  if (outcome == NULL)
    {
      test_free (test);
      return;
    }

  note_redemption (test, outcome);
  if (outcome->code == NULL)
    log_in (test, outcome->access_token);
  else
    end_test (test, outcome);
}

static gboolean
is_complete (LabLogin *login)
{
  if (*login->settings.server == '\0')
    return FALSE;

  switch (login->settings.authentication)
    {
    case LAB_AUTHENTICATION_OAUTH2:
      return login->token.refresh_token != NULL;
    case LAB_AUTHENTICATION_PASSWORD:
      return login->password.password != NULL;
    case LAB_AUTHENTICATION_NONE:
    default:
      return TRUE;
    }
}

static LabJob *
add_job (LabDevice *self)
{
  LabJob *job = g_new0 (LabJob, 1);
  LabJob *oldest = g_queue_peek_head (&self->jobs);

  if (self->jobs.length >= JOBS_MAX && oldest->state != LAB_JOB_RUNNING)
    _lab_job_free (g_queue_pop_head (&self->jobs));

  job->id = lab_model_next_id (&self->model, "job");
  job->state = LAB_JOB_RUNNING;
  job->started_at = lab_clock_now (&self->clock);
  g_queue_push_tail (&self->jobs, job);
  return job;
}

/* Starts a test of @slot, with @unsaved in the place of its own login if that
 * is not NULL. */
LabJob *
_lab_device_test (LabDevice  *self,
                  LabSlot    *slot,
                  LabLogin   *unsaved,
                  const char *recipient)
{
  Test *test = g_new0 (Test, 1);
  LabJob *job = add_job (self);

  test->device = g_object_ref (self);
  test->job = job;
  test->slot = g_strdup (slot->id);
  test->protocol = slot->protocol;
  test->saved = unsaved == NULL;
  test->login = lab_login_ref (unsaved != NULL ? unsaved : slot->login);
  test->recipient = g_strdup (recipient);
  test->login->n_tests++;

  if (!is_complete (test->login))
    {
      g_autoptr (LabOutcome) outcome = lab_outcome_new ("not-configured", NULL);

      end_test (test, outcome);
    }
  else if (test->login->settings.authentication == LAB_AUTHENTICATION_OAUTH2)
    {
      lab_redeem_async (self->network->session, test->login, self->cancellable,
                        on_redeemed_cb, test);
    }
  else
    {
      log_in (test, NULL);
    }

  return job;
}
