/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-mail-probe"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-error.h"
#include "mg-mail-connection-private.h"
#include "mg-mail-dialog-private.h"
#include "mg-mail-probe.h"

/**
 * MgMailProbe:
 *
 * Logs in to a mail server as a device would, to see whether a token or a
 * password holds, and leaves again. It sends no message, reads none, and sends
 * no secret over a connection that is not encrypted and certified.
 *
 * It is the loop between the connection, which knows lines, and the dialog,
 * which knows the protocol:
 *
 *   open → read a line → dialog → ┬→ write ──────┐
 *              ↑                  ├→ secure ─────┤
 *              │                  └→ end         │
 *              └─────────────────────────────────┘
 */
struct _MgMailProbe
{
  GObject       parent_instance;

  MgContext    *context;  /* (owned) */
  MgMailServer *server;   /* (owned) */
  char         *user;     /* (owned) (nullable) */
  MgSecret     *secret;   /* (owned) (nullable) */
  gboolean      is_oauth;
};

G_DEFINE_FINAL_TYPE (MgMailProbe, mg_mail_probe, G_TYPE_OBJECT)

typedef struct
{
  MgMailConnection *connection;  /* (owned) */
  MgMailDialog     *dialog;      /* (owned) */
} Run;

static void
run_free (gpointer data)
{
  Run *run = data;

  g_object_unref (run->connection);
  _mg_mail_dialog_free (run->dialog);
  g_free (run);
}

static const char *
get_certificate_reason (GTlsCertificateFlags errors)
{
  if (errors & G_TLS_CERTIFICATE_EXPIRED)
    return _("it has expired");
  if (errors & G_TLS_CERTIFICATE_NOT_ACTIVATED)
    return _("it is not valid yet; check this computer's date and time");
  if (errors & G_TLS_CERTIFICATE_REVOKED)
    return _("it was revoked");
  if (errors & G_TLS_CERTIFICATE_BAD_IDENTITY)
    return _("it belongs to another server");
  if (errors & G_TLS_CERTIFICATE_UNKNOWN_CA)
    return _("nobody this computer trusts has signed it");

  return _("it cannot be verified");
}

static MgProbeOutcome
get_error_outcome (const GError *error)
{
  if (g_error_matches (error, MG_ERROR, MG_ERROR_TIMED_OUT))
    return MG_PROBE_TIMED_OUT;
  if (g_error_matches (error, MG_ERROR, MG_ERROR_INSECURE))
    return MG_PROBE_NOT_ENCRYPTED;
  if (g_error_matches (error, MG_ERROR, MG_ERROR_PROTOCOL) ||
      g_error_matches (error, MG_ERROR, MG_ERROR_SERVER_NOT_TRUSTED))
    return MG_PROBE_PROTOCOL;

  return MG_PROBE_UNREACHABLE;
}

/* Takes @error, with which the connection has ended. */
static void
end_with_error (GTask  *task,
                GError *error)
{
  g_autoptr (GError) owned = error;
  g_autoptr (GError) mapped = NULL;
  g_autofree char *sentence = NULL;
  Run *run = g_task_get_task_data (task);
  const char *host = mg_mail_server_get_host (run->dialog->server);
  GTlsCertificateFlags flaws = _mg_mail_connection_get_certificate_errors (run->connection);

  if (g_task_return_error_if_cancelled (task))
    return;

  if (flaws != 0)
    {
      /* Translators: the name of a mail server, and what is wrong. */
      sentence = g_strdup_printf (_("The certificate of %s is not trusted: %s."), host,
                                  get_certificate_reason (flaws));
      _mg_mail_dialog_end (run->dialog, MG_PROBE_CERTIFICATE, sentence);
      run->dialog->result->certificate_errors = flaws;
    }
  else
    {
      mapped = mg_error_new_from_io (owned, host);
      /* What GIO says of TLS has a full stop already. */
      sentence = g_strconcat (mapped->message,
                              g_str_has_suffix (mapped->message, ".") ? "" : ".", NULL);
      _mg_mail_dialog_end (run->dialog, get_error_outcome (mapped), sentence);
    }

  g_task_return_pointer (task, mg_probe_result_ref (run->dialog->result),
                         (GDestroyNotify) mg_probe_result_unref);
}

static void go_on (GTask *task);

static void
on_line_read_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autofree char *line = NULL;
  GError *error = NULL;
  Run *run = g_task_get_task_data (task);

  line = _mg_mail_connection_read_line_finish (run->connection, result, &error);
  if (line == NULL)
    {
      end_with_error (task, error);
      return;
    }

  run->dialog->language->take_line (run->dialog, line);
  go_on (g_steal_pointer (&task));
}

static void
on_written_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  GError *error = NULL;
  Run *run = g_task_get_task_data (task);

  if (_mg_mail_connection_finish (run->connection, result, &error))
    go_on (g_steal_pointer (&task));
  else
    end_with_error (task, error);
}

static void
on_secured_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  GError *error = NULL;
  Run *run = g_task_get_task_data (task);

  if (!_mg_mail_connection_finish (run->connection, result, &error))
    {
      end_with_error (task, error);
      return;
    }

  run->dialog->secure = TRUE;
  run->dialog->language->secured (run->dialog);
  go_on (g_steal_pointer (&task));
}

/* Takes @task, and does what the dialog wants next. */
static void
go_on (GTask *task)
{
  g_autoptr (GTask) owned = task;
  Run *run = g_task_get_task_data (task);
  MgMailDialog *dialog = run->dialog;

  if (dialog->result != NULL)
    {
      _mg_mail_connection_close (run->connection, dialog->language->farewell);
      g_task_return_pointer (task, mg_probe_result_ref (dialog->result),
                             (GDestroyNotify) mg_probe_result_unref);
    }
  else if (dialog->has_out)
    {
      g_autoptr (MgSecret) bytes = mg_secret_builder_end (dialog->out);

      dialog->has_out = FALSE;
      _mg_mail_connection_write_async (run->connection, bytes,
                                       on_written_cb, g_steal_pointer (&owned));
    }
  else if (dialog->wants_tls)
    {
      dialog->wants_tls = FALSE;
      _mg_mail_connection_secure_async (run->connection, on_secured_cb, g_steal_pointer (&owned));
    }
  else
    {
      _mg_mail_connection_read_line_async (run->connection,
                                           on_line_read_cb, g_steal_pointer (&owned));
    }
}

static void
on_opened_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  on_written_cb (object, result, user_data);
}

static void
mg_mail_probe_dispose (GObject *object)
{
  MgMailProbe *self = MG_MAIL_PROBE (object);

  g_clear_object (&self->context);

  G_OBJECT_CLASS (mg_mail_probe_parent_class)->dispose (object);
}

static void
mg_mail_probe_finalize (GObject *object)
{
  MgMailProbe *self = MG_MAIL_PROBE (object);

  mg_mail_server_unref (self->server);
  g_free (self->user);
  g_clear_pointer (&self->secret, mg_secret_unref);

  G_OBJECT_CLASS (mg_mail_probe_parent_class)->finalize (object);
}

static void
mg_mail_probe_class_init (MgMailProbeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mg_mail_probe_dispose;
  object_class->finalize = mg_mail_probe_finalize;
}

static void
mg_mail_probe_init (MgMailProbe *self)
{
}

/**
 * mg_mail_probe_new:
 * @context: the context
 * @server: the server to ask
 *
 * Returns: (transfer full): a probe that only looks whether the server
 *   answers, until it is given a token or a password
 */
MgMailProbe *
mg_mail_probe_new (MgContext    *context,
                   MgMailServer *server)
{
  MgMailProbe *self;

  g_return_val_if_fail (MG_IS_CONTEXT (context), NULL);
  g_return_val_if_fail (server != NULL, NULL);

  self = g_object_new (MG_TYPE_MAIL_PROBE, NULL);
  self->context = g_object_ref (context);
  self->server = mg_mail_server_ref (server);

  return self;
}

static void
mg_mail_probe_set_login (MgMailProbe *self,
                         const char  *user,
                         MgSecret    *secret,
                         gboolean     is_oauth)
{
  g_free (self->user);
  self->user = g_strdup (user);
  g_clear_pointer (&self->secret, mg_secret_unref);
  self->secret = mg_secret_ref (secret);
  self->is_oauth = is_oauth;
}

/**
 * mg_mail_probe_set_token:
 * @self: a probe
 * @user: the mailbox
 * @token: an access token
 *
 * Makes the probe log in with a token, and never with it as a password.
 */
void
mg_mail_probe_set_token (MgMailProbe *self,
                         const char  *user,
                         MgSecret    *token)
{
  g_return_if_fail (MG_IS_MAIL_PROBE (self));
  g_return_if_fail (user != NULL);
  g_return_if_fail (token != NULL);

  mg_mail_probe_set_login (self, user, token, TRUE);
}

/**
 * mg_mail_probe_set_password:
 * @self: a probe
 * @user: the user name
 * @password: the password or app password
 *
 * Makes the probe log in with a password.
 */
void
mg_mail_probe_set_password (MgMailProbe *self,
                            const char  *user,
                            MgSecret    *password)
{
  g_return_if_fail (MG_IS_MAIL_PROBE (self));
  g_return_if_fail (user != NULL);
  g_return_if_fail (password != NULL);

  mg_mail_probe_set_login (self, user, password, FALSE);
}

/**
 * mg_mail_probe_run_async:
 * @self: a probe
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called with the result
 * @user_data: data for @callback
 *
 * Asks the server. It ends within two minutes.
 */
void
mg_mail_probe_run_async (MgMailProbe         *self,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  Run *run;

  g_return_if_fail (MG_IS_MAIL_PROBE (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mg_mail_probe_run_async);

  if (self->secret != NULL &&
      !mg_sasl_can_carry (self->is_oauth ? MG_SASL_XOAUTH2 : MG_SASL_PLAIN,
                          self->user, self->secret))
    {
      g_task_return_new_error (task, MG_ERROR, MG_ERROR_INVALID_INPUT,
                               _("The user name, token or password has a character that cannot be "
                                 "sent"));
      return;
    }

  run = g_new0 (Run, 1);
  run->connection = _mg_mail_connection_new (self->context, self->server, cancellable);
  run->dialog = _mg_mail_dialog_new (self->server, self->user, self->secret, self->is_oauth);
  g_task_set_task_data (task, run, run_free);

  _mg_mail_connection_open_async (run->connection, on_opened_cb, g_steal_pointer (&task));
}

/**
 * mg_mail_probe_run_finish:
 * @self: a probe
 * @result: the result
 * @error: return location for a #GError
 *
 * Whatever the server or the network does is a result; an error is only a
 * cancellation, or input that cannot be sent.
 *
 * Returns: (transfer full): what came of it, or %NULL with @error set
 */
MgProbeResult *
mg_mail_probe_run_finish (MgMailProbe   *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (MG_IS_MAIL_PROBE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_mail_probe_run_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
