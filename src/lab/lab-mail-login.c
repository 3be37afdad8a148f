/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-mail-login"

#include "config.h"

#include <string.h>

#include "lab-dialect.h"
#include "lab-lines.h"
#include "lab-mail-login.h"
#include "lab-sasl.h"

/* One login to a mail server, as a device does it: connects, secures the
 * connection, authenticates, sends a message if it is to, and leaves.
 *
 *   greeting → hello → [starttls → handshake → hello] → authenticate
 *            → [mail → rcpt → data → body] → quit
 */

#define REPLY_MAX (64 * 1024)

typedef enum
{
  STEP_GREETING,
  STEP_HELLO,
  STEP_STARTTLS,
  STEP_AUTHENTICATE,
  STEP_MAIL,
  STEP_RCPT,
  STEP_DATA,
  STEP_BODY,
} Step;

struct _LabMailLogin
{
  GObject            parent_instance;

  LabLogin          *login;           /* (owned) */
  LabProtocol        protocol;
  const LabDialect  *dialect;
  GNetworkAddress   *address;         /* (owned) (nullable), in place of the settings' server */
  GTlsDatabase      *database;        /* (owned) (nullable) */
  char              *access_token;    /* (owned) (nullable) */
  char              *recipient;       /* (owned) (nullable) */

  LabLines          *lines;           /* (owned) (nullable) */
  Step               step;
  gboolean           secured;
  GString           *reply;           /* (owned) */
  char              *capabilities;    /* (owned) (nullable) */
  GQueue             responses;       /* (owned) of char *, still to be given to the server */
  const char        *dummy_response;  /* (unowned), what the mechanism ends a refusal with */
  char              *challenge;       /* (owned) (nullable), what was said before refusing */
};

G_DEFINE_FINAL_TYPE (LabMailLogin, lab_mail_login, G_TYPE_OBJECT)

static void read_reply (GTask *task);

static void
finish (GTask      *task,
        const char *code,
        const char *reply)
{
  LabMailLogin *self = g_task_get_source_object (task);

  /* Nobody waits for the goodbye. */
  if (self->lines != NULL)
    lab_lines_write_async (self->lines, self->dialect->quit, NULL, NULL, NULL);

  g_task_return_pointer (task, lab_outcome_new (code, reply), (GDestroyNotify) lab_outcome_free);
  g_object_unref (task);
}

static void
finish_trouble (GTask  *task,
                GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }

  finish (task, error->domain == G_TLS_ERROR ? "certificate-refused" : "server-unreachable",
          error->message);
  g_error_free (error);
}

static void
on_written_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  GTask *task = G_TASK (user_data);
  GError *error = NULL;

  if (lab_lines_write_finish (LAB_LINES (object), result, &error))
    read_reply (task);
  else
    finish_trouble (task, error);
}

static void
say (GTask      *task,
     Step        step,
     const char *text)
{
  LabMailLogin *self = g_task_get_source_object (task);
  g_autofree char *line = g_strconcat (text, "\r\n", NULL);

  self->step = step;
  g_string_truncate (self->reply, 0);
  lab_lines_write_async (self->lines, line, g_task_get_cancellable (task), on_written_cb, task);
}

static gboolean
on_accept_certificate_cb (GTlsConnection       *connection,
                          GTlsCertificate      *certificate,
                          GTlsCertificateFlags  errors,
                          gpointer              user_data)
{
  LabMailLogin *self = user_data;

  /* Told to go to another place than the settings say, the device can't find
   * the settings' name in the certificate; all else must still be right. */
  return self->address != NULL && errors == G_TLS_CERTIFICATE_BAD_IDENTITY;
}

static void
on_handshake_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  GTask *task = G_TASK (user_data);
  LabMailLogin *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!g_tls_connection_handshake_finish (G_TLS_CONNECTION (object), result, &error))
    {
      g_clear_object (&self->lines);
      finish_trouble (task, error);
      return;
    }

  self->secured = TRUE;
  lab_lines_set_stream (self->lines, G_IO_STREAM (object));

  if (self->step == STEP_STARTTLS)
    say (task, STEP_HELLO, self->dialect->hello);
  else
    read_reply (task);
}

static void
secure (GTask *task)
{
  LabMailLogin *self = g_task_get_source_object (task);
  LabSettings *settings = &self->login->settings;
  g_autoptr (GSocketConnectable) identity = g_network_address_new (settings->server,
                                                                   (guint16) settings->port);
  g_autoptr (GIOStream) tls = NULL;
  GError *error = NULL;

  tls = g_tls_client_connection_new (lab_lines_get_stream (self->lines), identity, &error);
  if (tls == NULL)
    {
      finish_trouble (task, error);
      return;
    }

  if (self->database != NULL)
    g_tls_connection_set_database (G_TLS_CONNECTION (tls), self->database);
  g_signal_connect (tls, "accept-certificate", G_CALLBACK (on_accept_certificate_cb), self);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (tls), G_PRIORITY_DEFAULT,
                                    g_task_get_cancellable (task), on_handshake_cb, task);
}

static void
authenticate (GTask *task)
{
  LabMailLogin *self = g_task_get_source_object (task);
  const char *mechanism;
  g_autofree char *command = NULL;

  if (self->login->settings.authentication == LAB_AUTHENTICATION_NONE)
    {
      finish (task, NULL, self->reply->str);
      return;
    }

  mechanism = lab_sasl_choose (self->login, self->access_token, self->capabilities,
                               &self->responses);
  if (mechanism == NULL)
    {
      finish (task, "login-refused", "The server offers no way to log in that this device has");
      return;
    }

  self->dummy_response = g_str_equal (mechanism, "OAUTHBEARER") ? "AQ==" : "";
  command = g_strjoin (" ", self->dialect->authenticate, mechanism, NULL);
  say (task, STEP_AUTHENTICATE, command);
}

static void
after_hello (GTask *task)
{
  LabMailLogin *self = g_task_get_source_object (task);

  g_free (self->capabilities);
  self->capabilities = g_strdup (self->reply->str);

  if (self->login->settings.security == LAB_SECURITY_STARTTLS && !self->secured)
    say (task, STEP_STARTTLS, self->dialect->starttls);
  else
    authenticate (task);
}

/* A challenge: gives the next response. When there is none left, this is how
 * XOAUTH2 and OAUTHBEARER explain a refusal, and the refusal itself comes only
 * after an empty answer (RFC 7628, section 3.2.3). */
static void
respond (GTask *task)
{
  LabMailLogin *self = g_task_get_source_object (task);
  g_autofree char *response = g_queue_pop_head (&self->responses);

  if (response == NULL)
    {
      gsize length = 0;
      g_autofree guchar *data = g_base64_decode (lab_dialect_text (self->reply->str), &length);

      g_free (self->challenge);
      self->challenge = g_strndup ((const char *) data, length);
      response = g_strdup (self->dummy_response);
    }

  say (task, STEP_AUTHENTICATE, response);
}

static void
start_message (GTask *task)
{
  LabMailLogin *self = g_task_get_source_object (task);
  g_autofree char *command = NULL;

  if (self->recipient == NULL || self->protocol != LAB_PROTOCOL_SMTP)
    {
      finish (task, NULL, self->reply->str);
      return;
    }

  command = g_strdup_printf ("MAIL FROM:<%s>", self->login->settings.sender_address);
  say (task, STEP_MAIL, command);
}

static void
say_message (GTask *task)
{
  LabMailLogin *self = g_task_get_source_object (task);
  LabSettings *settings = &self->login->settings;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *date = g_date_time_format (now, "%a, %d %b %Y %H:%M:%S +0000");
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *text = NULL;

  text = g_strdup_printf ("From: <%s>\r\nTo: <%s>\r\nDate: %s\r\nMessage-ID: <%s@lab.invalid>\r\n"
                          "Subject: Test message\r\n\r\nThis is a test.\r\n.",
                          settings->sender_address, self->recipient, date, id);
  say (task, STEP_BODY, text);
}

static void
on_refused (GTask *task)
{
  LabMailLogin *self = g_task_get_source_object (task);
  gboolean policy = strstr (self->reply->str, "disabled") != NULL;
  g_autofree char *reply = NULL;

  switch (self->step)
    {
    case STEP_AUTHENTICATE:
      reply = g_strjoin (" ", self->reply->str, self->challenge, NULL);
      finish (task, policy ? "mailbox-refuses" : "login-refused", reply);
      break;
    case STEP_MAIL:
    case STEP_RCPT:
    case STEP_DATA:
    case STEP_BODY:
      finish (task, "mailbox-refuses", self->reply->str);
      break;
    case STEP_GREETING:
    case STEP_HELLO:
    case STEP_STARTTLS:
    default:
      finish (task, "server-unreachable", self->reply->str);
      break;
    }
}

static void
on_good (GTask *task)
{
  LabMailLogin *self = g_task_get_source_object (task);
  g_autofree char *command = NULL;

  switch (self->step)
    {
    case STEP_GREETING:
      say (task, STEP_HELLO, self->dialect->hello);
      break;
    case STEP_HELLO:
      after_hello (task);
      break;
    case STEP_STARTTLS:
      secure (task);
      break;
    case STEP_AUTHENTICATE:
      start_message (task);
      break;
    case STEP_MAIL:
      command = g_strdup_printf ("RCPT TO:<%s>", self->recipient);
      say (task, STEP_RCPT, command);
      break;
    case STEP_RCPT:
      say (task, STEP_DATA, "DATA");
      break;
    case STEP_DATA:
    case STEP_BODY:
    default:
      finish (task, NULL, self->reply->str);
      break;
    }
}

static void
on_reply (GTask        *task,
          LabReplyKind  kind)
{
  LabMailLogin *self = g_task_get_source_object (task);

  switch (kind)
    {
    case LAB_REPLY_GOOD:
      on_good (task);
      break;
    case LAB_REPLY_CONTINUE:
      if (self->step == STEP_AUTHENTICATE)
        respond (task);
      else if (self->step == STEP_DATA)
        say_message (task);
      else
        finish (task, "server-unreachable", self->reply->str);
      break;
    case LAB_REPLY_REFUSED:
      on_refused (task);
      break;
    case LAB_REPLY_MORE:
    case LAB_REPLY_BUSY:
    case LAB_REPLY_NONSENSE:
    default:
      finish (task, "server-unreachable", self->reply->str);
      break;
    }
}

/* Says what a line means at this point of the dialogue. */
static LabReplyKind
classify (LabMailLogin *self,
          const char   *line)
{
  LabReplyKind kind;

  if (self->step == STEP_HELLO && self->dialect->hello_is_list && self->reply->len > 0)
    return g_str_equal (line, ".") ? LAB_REPLY_GOOD : LAB_REPLY_MORE;

  kind = self->dialect->classify (line);
  if (kind == LAB_REPLY_GOOD && self->step == STEP_HELLO && self->dialect->hello_is_list)
    return LAB_REPLY_MORE;

  /* "* OK" greets in IMAP, and is a remark later on. */
  if (self->step != STEP_GREETING && kind == LAB_REPLY_GOOD && g_str_has_prefix (line, "* "))
    return LAB_REPLY_MORE;

  return kind;
}

static void
on_line_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  GTask *task = G_TASK (user_data);
  LabMailLogin *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autofree char *line = lab_lines_read_finish (LAB_LINES (object), result, &error);
  LabReplyKind kind;

  if (line == NULL)
    {
      g_clear_object (&self->lines);
      finish_trouble (task, error);
      return;
    }

  kind = classify (self, line);
  if (self->reply->len > 0)
    g_string_append_c (self->reply, '\n');
  g_string_append (self->reply, line);

  if (kind != LAB_REPLY_MORE || self->reply->len > REPLY_MAX)
    on_reply (task, kind);
  else
    read_reply (task);
}

static void
read_reply (GTask *task)
{
  LabMailLogin *self = g_task_get_source_object (task);

  lab_lines_read_async (self->lines, g_task_get_cancellable (task), on_line_cb, task);
}

static void
on_connected_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  GTask *task = G_TASK (user_data);
  LabMailLogin *self = g_task_get_source_object (task);
  g_autoptr (GSocketConnection) connection = NULL;
  GError *error = NULL;

  connection = g_socket_client_connect_finish (G_SOCKET_CLIENT (object), result, &error);
  if (connection == NULL)
    {
      finish_trouble (task, error);
      return;
    }

  self->lines = lab_lines_new (G_IO_STREAM (connection));
  self->step = STEP_GREETING;
  if (self->login->settings.security == LAB_SECURITY_TLS)
    secure (task);
  else
    read_reply (task);
}

static void
lab_mail_login_finalize (GObject *object)
{
  LabMailLogin *self = LAB_MAIL_LOGIN (object);

  g_clear_object (&self->lines);
  g_clear_object (&self->address);
  g_clear_object (&self->database);
  g_clear_pointer (&self->login, lab_login_unref);
  g_clear_pointer (&self->access_token, g_free);
  g_clear_pointer (&self->recipient, g_free);
  g_clear_pointer (&self->capabilities, g_free);
  g_clear_pointer (&self->challenge, g_free);
  g_queue_clear_full (&self->responses, g_free);
  g_string_free (self->reply, TRUE);

  G_OBJECT_CLASS (lab_mail_login_parent_class)->finalize (object);
}

static void
lab_mail_login_class_init (LabMailLoginClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lab_mail_login_finalize;
}

static void
lab_mail_login_init (LabMailLogin *self)
{
  self->reply = g_string_new (NULL);
  g_queue_init (&self->responses);
}

LabMailLogin *
lab_mail_login_new (LabLogin    *login,
                    LabProtocol  protocol)
{
  LabMailLogin *self = g_object_new (LAB_TYPE_MAIL_LOGIN, NULL);

  self->login = lab_login_ref (login);
  self->protocol = protocol;
  self->dialect = lab_dialect_get (protocol);
  return self;
}

/* Sends the device to @address, HOST:PORT, whatever its settings say. */
void
lab_mail_login_set_address (LabMailLogin *self,
                            const char   *address)
{
  g_clear_object (&self->address);
  self->address = G_NETWORK_ADDRESS (g_network_address_parse (address, 0, NULL));
}

void
lab_mail_login_set_trust (LabMailLogin *self,
                          GTlsDatabase *database)
{
  g_set_object (&self->database, database);
}

void
lab_mail_login_set_token (LabMailLogin *self,
                          const char   *access_token)
{
  g_free (self->access_token);
  self->access_token = g_strdup (access_token);
}

void
lab_mail_login_set_message (LabMailLogin *self,
                            const char   *recipient)
{
  g_free (self->recipient);
  self->recipient = g_strdup (recipient);
}

void
lab_mail_login_run_async (LabMailLogin        *self,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  LabSettings *settings = &self->login->settings;
  g_autoptr (GSocketConnectable) address = NULL;

  g_task_set_source_tag (task, lab_mail_login_run_async);

  if (self->address != NULL)
    address = G_SOCKET_CONNECTABLE (g_object_ref (self->address));
  else
    address = g_network_address_new (settings->server, (guint16) settings->port);

  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_timeout (client, settings->timeout);
  g_socket_client_connect_async (client, address, cancellable, on_connected_cb,
                                 g_steal_pointer (&task));
}

LabOutcome *
lab_mail_login_run_finish (LabMailLogin  *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
