/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-mail-server"

#include "config.h"

#include "lab-certificate.h"
#include "lab-json.h"
#include "lab-mail-server.h"
#include "lab-mail-session.h"
#include "lab-provider.h"

/* A mail server that knows no mailbox: whoever has a token that the provider
 * says is theirs, or the one password, is let in. Messages are counted and
 * thrown away. */

#define LOG_MAX 1000
#define BODY_MAX (64 * 1024)
#define DEFAULT_MECHANISMS "XOAUTH2 OAUTHBEARER PLAIN LOGIN"

struct _LabMailServer
{
  GObject           parent_instance;

  const LabOptions *options;
  LabNetwork       *network;       /* (unowned) */
  LabClock          clock;
  GTlsCertificate  *certificate;   /* (owned) */
  GPtrArray        *services;      /* (owned) (element-type GSocketService) */
  JsonObject       *addresses;     /* (owned), "smtp", "smtps", … → HOST:PORT */
  char             *mechanisms;    /* (owned), with spaces between */
  GHashTable       *refusals;      /* (owned), account, or "" for any → what is said */
  JsonArray        *messages;      /* (owned) */
  JsonArray        *logins;        /* (owned) */
};

G_DEFINE_FINAL_TYPE (LabMailServer, lab_mail_server, G_TYPE_OBJECT)

typedef struct
{
  char        *account;            /* (owned) */
  LabProtocol  protocol;
  char         body[BODY_MAX];
} Check;

static void
check_free (Check *check)
{
  g_free (check->account);
  g_free (check);
}

GTlsCertificate *
lab_mail_server_get_certificate (LabMailServer *self)
{
  return self->certificate;
}

const char *
lab_mail_server_get_mechanisms (LabMailServer *self)
{
  return self->mechanisms;
}

/* What an account that may log in is still refused with, as an SMTP reply. */
const char *
lab_mail_server_get_refusal (LabMailServer *self,
                             const char    *account)
{
  const char *reply = g_hash_table_lookup (self->refusals, account);

  return reply != NULL ? reply : g_hash_table_lookup (self->refusals, "");
}

gboolean
lab_mail_server_check_password (LabMailServer *self,
                                const char    *account,
                                const char    *password)
{
  return *account != '\0' && g_str_equal (password, self->options->password);
}

static void
add_entry (JsonArray  *array,
           JsonObject *entry)
{
  json_array_add_object_element (array, entry);
  if (json_array_get_length (array) > LOG_MAX)
    json_array_remove_element (array, 0);
}

void
lab_mail_server_add_message (LabMailServer *self,
                             const char    *account,
                             const char    *from,
                             const char    *to,
                             const char    *subject,
                             gsize          size)
{
  JsonObject *entry = json_object_new ();

  lab_json_set_string (entry, "account", account);
  lab_json_set_string (entry, "from", from);
  lab_json_set_string (entry, "to", to);
  lab_json_set_string (entry, "subject", subject);
  json_object_set_int_member (entry, "size", (gint64) size);
  lab_json_set_time (entry, "time", lab_clock_now (&self->clock));
  add_entry (self->messages, entry);
}

void
lab_mail_server_note_login (LabMailServer *self,
                            LabProtocol    protocol,
                            const char    *mechanism,
                            const char    *account,
                            gboolean       good)
{
  JsonObject *entry = json_object_new ();

  json_object_set_string_member (entry, "protocol", lab_protocol_nicks[protocol]);
  lab_json_set_string (entry, "mechanism", mechanism);
  lab_json_set_string (entry, "account", account);
  json_object_set_boolean_member (entry, "good", good);
  lab_json_set_time (entry, "time", lab_clock_now (&self->clock));
  add_entry (self->logins, entry);
}

/* Whether a scope of the token is one for mail in this protocol, whatever the
 * provider calls it. */
static gboolean
has_mail_scope (const char  *scope,
                LabProtocol  protocol)
{
  static const char * const words[] = { "smtp", "pop", "imap" };
  g_autofree char *lower = g_ascii_strdown (scope, -1);

  return strstr (lower, "mail.google.com") != NULL || strstr (lower, words[protocol]) != NULL
         || g_regex_match_simple ("(^| )mail( |$|\\.)", lower, 0, 0);
}

static gboolean
is_good (Check *check,
         gsize  length)
{
  g_autoptr (JsonObject) answer = lab_json_parse (check->body, length, NULL);
  const char *email = lab_json_get_string (answer, "email");
  const char *scope = lab_json_get_string (answer, "scope");

  return lab_json_get_bool (answer, "active", FALSE)
         && email != NULL && g_ascii_strcasecmp (email, check->account) == 0
         && scope != NULL && has_mail_scope (scope, check->protocol);
}

static void
on_read_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  Check *check = g_task_get_task_data (task);
  GError *error = NULL;
  gsize length = 0;

  if (g_input_stream_read_all_finish (G_INPUT_STREAM (object), result, &length, &error))
    g_task_return_boolean (task, is_good (check, length));
  else
    g_task_return_error (task, error);
}

static void
on_sent_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GInputStream) stream = NULL;
  Check *check = g_task_get_task_data (task);
  GError *error = NULL;

  stream = soup_session_send_finish (SOUP_SESSION (object), result, &error);
  if (stream == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  g_input_stream_read_all_async (stream, check->body, BODY_MAX, G_PRIORITY_DEFAULT, NULL,
                                 on_read_cb, g_object_ref (task));
}

/* Asks the provider whose the token is and what it may be used for. */
void
lab_mail_server_check_token_async (LabMailServer       *self,
                                   const char          *account,
                                   const char          *token,
                                   LabProtocol          protocol,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autofree char *url = g_strconcat (self->options->provider, "/introspect", NULL);
  g_autofree char *form = NULL;
  g_autoptr (SoupMessage) message = soup_message_new (SOUP_METHOD_POST, url);
  g_autoptr (GBytes) body = NULL;
  Check *check = g_new0 (Check, 1);

  g_task_set_source_tag (task, lab_mail_server_check_token_async);
  check->account = g_strdup (account);
  check->protocol = protocol;
  g_task_set_task_data (task, check, (GDestroyNotify) check_free);

  form = soup_form_encode ("token", token, "client_id", LAB_MAIL_SERVER_CLIENT,
                           "client_secret", LAB_MAIL_SERVER_SECRET, NULL);
  body = g_bytes_new (form, strlen (form));
  soup_message_set_request_body_from_bytes (message, "application/x-www-form-urlencoded", body);
  soup_session_send_async (self->network->session, message, G_PRIORITY_DEFAULT, NULL,
                           on_sent_cb, g_steal_pointer (&task));
}

gboolean
lab_mail_server_check_token_finish (LabMailServer  *self,
                                    GAsyncResult   *result,
                                    GError        **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
on_incoming_cb (GSocketService    *service,
                GSocketConnection *connection,
                GObject           *source,
                gpointer           user_data)
{
  LabMailServer *self = user_data;
  guint kind = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (service), "lab-kind"));

  lab_mail_session_start (self, connection, (LabProtocol) (kind / 2), kind % 2 == 1);
  return TRUE;
}

/* Listens for one protocol, with TLS from the start or not; @kind is twice the
 * protocol's number and one more for TLS. */
static gboolean
add_service (LabMailServer  *self,
             const char     *address,
             guint           kind,
             GError        **error)
{
  g_autoptr (GSocketService) service = g_socket_service_new ();
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (address);
  g_autoptr (GSocketAddress) wanted = NULL;
  g_autoptr (GSocketAddress) effective = NULL;
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if (inet == NULL || !g_inet_address_get_is_loopback (inet))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "%s is not a loopback address", address);
      return FALSE;
    }

  wanted = g_inet_socket_address_new (inet, 0);
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (service), wanted, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, NULL, &effective, error))
    return FALSE;

  name = g_strconcat (lab_protocol_nicks[kind / 2], kind % 2 == 1 ? "s" : "", NULL);
  text = g_strdup_printf ("%s:%u", address,
                          g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective)));
  json_object_set_string_member (self->addresses, name, text);
  g_object_set_data (G_OBJECT (service), "lab-kind", GUINT_TO_POINTER (kind));
  g_signal_connect (service, "incoming", G_CALLBACK (on_incoming_cb), self);
  g_ptr_array_add (self->services, g_steal_pointer (&service));
  return TRUE;
}

static void
stop_service (GSocketService *service)
{
  g_socket_service_stop (service);
  g_socket_listener_close (G_SOCKET_LISTENER (service));
  g_object_unref (service);
}

static void
lab_mail_server_finalize (GObject *object)
{
  LabMailServer *self = LAB_MAIL_SERVER (object);

  g_clear_pointer (&self->services, g_ptr_array_unref);
  g_clear_pointer (&self->addresses, json_object_unref);
  g_clear_pointer (&self->refusals, g_hash_table_unref);
  g_clear_pointer (&self->messages, json_array_unref);
  g_clear_pointer (&self->logins, json_array_unref);
  g_clear_object (&self->certificate);
  g_free (self->mechanisms);

  G_OBJECT_CLASS (lab_mail_server_parent_class)->finalize (object);
}

static void
lab_mail_server_class_init (LabMailServerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lab_mail_server_finalize;
}

static void
lab_mail_server_init (LabMailServer *self)
{
  self->services = g_ptr_array_new_with_free_func ((GDestroyNotify) stop_service);
  self->addresses = json_object_new ();
  self->refusals = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->messages = json_array_new ();
  self->logins = json_array_new ();
  self->mechanisms = g_strdup (DEFAULT_MECHANISMS);
}

static gboolean
set_up_certificate (LabMailServer  *self,
                    const char     *address,
                    GError        **error)
{
  g_autofree char *pem = lab_certificate_make_pem ("Mailgrant Lab mail", address, error);
  g_autofree char *public_pem = NULL;

  if (pem == NULL)
    return FALSE;

  self->certificate = g_tls_certificate_new_from_pem (pem, -1, error);
  if (self->certificate == NULL)
    return FALSE;

  public_pem = lab_certificate_public_pem (self->certificate);
  return self->options->certificate_file == NULL
         || g_file_set_contents (self->options->certificate_file, public_pem, -1, error);
}

LabMailServer *
lab_mail_server_new (const LabOptions  *options,
                     LabNetwork        *network,
                     GError           **error)
{
  g_autoptr (LabMailServer) self = g_object_new (LAB_TYPE_MAIL_SERVER, NULL);
  const char *address = options->address != NULL ? options->address : "127.0.0.1";

  if (options->provider == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           "a mail server needs --provider, to ask about tokens");
      return NULL;
    }

  self->options = options;
  self->network = network;
  if (!set_up_certificate (self, address, error))
    return NULL;

  for (guint kind = 0; kind < 6; kind++)
    if (!add_service (self, address, kind, error))
      return NULL;

  return g_steal_pointer (&self);
}

JsonObject *
lab_mail_server_describe (LabMailServer *self)
{
  JsonObject *object = json_object_new ();
  g_autofree char *fingerprint = lab_certificate_fingerprint (self->certificate);
  g_autofree char *pem = lab_certificate_public_pem (self->certificate);
  g_autoptr (GList) names = json_object_get_members (self->addresses);

  for (GList *l = names; l != NULL; l = l->next)
    json_object_set_string_member (object, l->data,
                                   json_object_get_string_member (self->addresses, l->data));

  json_object_set_string_member (object, "fingerprint", fingerprint);
  json_object_set_string_member (object, "certificate", pem);
  json_object_set_string_member (object, "password", self->options->password);
  return object;
}

static JsonObject *
refuse (LabMailServer  *self,
        JsonObject     *arguments,
        GError        **error)
{
  const char *account = lab_json_get_string (arguments, "account");
  const char *reply = lab_json_get_string (arguments, "reply");

  if (reply == NULL || strpbrk (reply, "\r\n") != NULL || strlen (reply) < 4)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           "\"reply\" must be one line of SMTP, as \"535 5.7.139 …\"");
      return NULL;
    }

  g_hash_table_replace (self->refusals, g_strdup (account != NULL ? account : ""),
                        g_strdup (reply));
  return json_object_new ();
}

/* Carries out what was asked for at the control address. */
JsonObject *
lab_mail_server_command (gpointer      server,
                         const char   *command,
                         JsonObject   *arguments,
                         GError      **error)
{
  LabMailServer *self = LAB_MAIL_SERVER (server);
  JsonObject *answer;

  if (g_str_equal (command, "refuse"))
    return refuse (self, arguments, error);

  if (g_str_equal (command, "clear-refusals"))
    {
      g_hash_table_remove_all (self->refusals);
      return json_object_new ();
    }

  if (g_str_equal (command, "mechanisms"))
    {
      const char *mechanisms = lab_json_get_string (arguments, "mechanisms");

      g_free (self->mechanisms);
      self->mechanisms = g_strdup (mechanisms != NULL ? mechanisms : DEFAULT_MECHANISMS);
      return json_object_new ();
    }

  if (g_str_equal (command, "state"))
    {
      answer = json_object_new ();
      json_object_set_array_member (answer, "messages", json_array_ref (self->messages));
      json_object_set_array_member (answer, "logins", json_array_ref (self->logins));
      return answer;
    }

  return NULL;
}
