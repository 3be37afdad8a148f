/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-truenas"

#include "config.h"

#include <errno.h>

#include "lab-json.h"
#include "lab-mail-login.h"
#include "lab-truenas-private.h"

/* Sending a mail (plugins/mail/send.py, gmail.py, outlook.py, smtp.py): by the
 * Gmail API, or by SMTP with a token of Microsoft's, a password or nothing. The
 * lab's provider stands in for both; what goes wrong is told in the words of the
 * Python libraries that a real box uses.
 *
 *   gmail ──► redeem ──► POST …/messages/send
 *   outlook ──► access token at hand? ──no──► redeem ──► SMTP, XOAUTH2
 *   neither ──► SMTP
 */

#define GMAIL "https://gmail.googleapis.com/gmail/v1/users/me/messages/send?alt=json"
#define MICROSOFT_SCOPE "https://outlook.office.com/SMTP.Send openid offline_access"
#define MICROSOFT_URL "https://login.microsoftonline.com/common/oauth2/v2.0/token"

typedef struct
{
  LabTruenas  *truenas;    /* (unowned) */
  LabDevice   *device;     /* (owned) */
  JsonObject  *mail;       /* (owned) */
  JsonObject  *oauth;      /* (unowned) (nullable) */
  char        *recipient;  /* (owned) */
  gboolean     gmail;
  gboolean     cached;     /* the access token was at hand */
  SoupMessage *message;    /* (owned) (nullable) */
  LabSent      sent;
  gpointer     user_data;
} Mail;

static void
end (Mail        *mail,
     LabRpcError *error)
{
  mail->sent (mail->truenas, error, mail->user_data);
  g_clear_object (&mail->message);
  json_object_unref (mail->mail);
  g_object_unref (mail->device);
  g_free (mail->recipient);
  g_free (mail);
}

static void G_GNUC_PRINTF (2, 3)
fail (Mail       *mail,
      const char *format,
      ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  end (mail, lab_rpc_error_new_call (EFAULT, "Failed to send email: %s", text));
}

static void redeem (Mail *mail);

static char *
dup_cache_key (Mail *mail)
{
  return g_strconcat (lab_json_get_string (mail->mail, "fromemail"),
                      lab_json_get_string (mail->oauth, "refresh_token"), NULL);
}

static const char *
find_trouble (LabOutcome *outcome)
{
  const char *reply = outcome->reply != NULL ? outcome->reply : "";

  if (g_strcmp0 (outcome->code, "certificate-refused") == 0)
    return "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed (_ssl.c:1006)";
  if (strstr (reply, "refused") != NULL)
    return "[Errno 111] Connection refused";
  if (strstr (reply, "imed out") != NULL)
    return "timed out";
  if (strstr (reply, "esolv") != NULL)
    return "[Errno -2] Name or service not known";

  return "Connection unexpectedly closed";
}

/* A refusal at any step: its code, and its text as Python prints bytes. */
static void
fail_refused (Mail       *mail,
              LabOutcome *outcome)
{
  const char *reply = outcome->reply != NULL ? outcome->reply : "535 refused";
  guint code = (guint) g_ascii_strtoull (reply, NULL, 10);
  const char *text = strlen (reply) > 4 ? reply + 4 : "";
  gboolean login = g_str_equal (outcome->code, "login-refused") || code == 535;

  if (login && mail->oauth != NULL)
    fail (mail, "[EFAULT] Outlook XOAUTH2 failed: %u b'%s'", code, text);
  else if (login)
    end (mail, lab_rpc_error_new_call (EPERM, "Authentication error (%u): b'%s'", code, text));
  else
    fail (mail, "(%u, b'%s', '[sender redacted]')", code, text);
}

static void
on_logged_in_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  Mail *mail = user_data;
  g_autoptr (LabOutcome) outcome =
    lab_mail_login_run_finish (LAB_MAIL_LOGIN (object), result, NULL);

  if (outcome == NULL)
    fail (mail, "cancelled");
  else if (outcome->code == NULL)
    end (mail, NULL);
  else if (mail->cached)
    redeem (mail);
  else if (g_str_equal (outcome->code, "login-refused") ||
           g_str_equal (outcome->code, "mailbox-refuses"))
    fail_refused (mail, outcome);
  else
    fail (mail, "%s", find_trouble (outcome));
}

static LabSecurity
read_security (const char *text)
{
  if (g_strcmp0 (text, "SSL") == 0)
    return LAB_SECURITY_TLS;

  return g_strcmp0 (text, "TLS") == 0 ? LAB_SECURITY_STARTTLS : LAB_SECURITY_NONE;
}

static void
replace (char       **field,
         const char  *text)
{
  g_free (*field);
  *field = g_strdup (text);
}

static LabLogin *
make_login (Mail       *mail,
            const char *access_token)
{
  LabLogin *login = lab_login_new ();
  LabSettings *settings = &login->settings;

  replace (&settings->server, lab_json_get_string (mail->mail, "outgoingserver"));
  settings->port = (guint) lab_json_get_int (mail->mail, "port", 25);
  settings->security = read_security (lab_json_get_string (mail->mail, "security"));
  replace (&settings->sender_address, lab_json_get_string (mail->mail, "fromemail"));
  settings->authentication = LAB_AUTHENTICATION_NONE;

  if (access_token != NULL)
    {
      settings->authentication = LAB_AUTHENTICATION_OAUTH2;
      login->token.account = g_strdup (settings->sender_address);
    }
  else if (lab_json_get_bool (mail->mail, "smtp", FALSE))
    {
      settings->authentication = LAB_AUTHENTICATION_PASSWORD;
      login->password.account = g_strdup (lab_json_get_string (mail->mail, "user"));
      login->password.password = g_strdup (lab_json_get_string (mail->mail, "pass"));
      if (login->password.account == NULL)
        login->password.account = g_strdup ("");
      if (login->password.password == NULL)
        login->password.password = g_strdup ("");
    }

  return login;
}

static void
send_by_smtp (Mail       *mail,
              const char *access_token)
{
  LabNetwork *network = mail->device->network;
  g_autoptr (LabLogin) login = make_login (mail, access_token);
  g_autoptr (LabMailLogin) run = lab_mail_login_new (login, LAB_PROTOCOL_SMTP);
  const char *address = lab_network_find_mail_server (network, LAB_PROTOCOL_SMTP,
                                                      login->settings.security);

  if (address != NULL)
    lab_mail_login_set_address (run, address);
  lab_mail_login_set_trust (run, network->database);
  lab_mail_login_set_token (run, access_token);
  lab_mail_login_set_message (run, mail->recipient);
  lab_mail_login_run_async (run, mail->device->cancellable, on_logged_in_cb, mail);
}

/* googleapiclient's HttpError. */
static void
fail_gmail (Mail       *mail,
            JsonObject *answer)
{
  JsonObject *error = answer != NULL ? lab_json_get_object (answer, "error") : NULL;
  const char *text = error != NULL ? lab_json_get_string (error, "message") : NULL;

  fail (mail, "<HttpError %u when requesting " GMAIL " returned \"%s\". Details: \"%s\">",
        soup_message_get_status (mail->message), text != NULL ? text : "", text != NULL ? text : "");
}

static JsonObject *
finish_request (GObject       *object,
                GAsyncResult  *result,
                GError       **error)
{
  g_autoptr (GBytes) bytes = NULL;

  bytes = soup_session_send_and_read_finish (SOUP_SESSION (object), result, error);
  if (bytes == NULL)
    return NULL;

  return lab_json_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL);
}

static void
on_gmail_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  Mail *mail = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) answer = finish_request (object, result, &error);

  if (error != NULL)
    fail (mail, "Unable to find the server at gmail.googleapis.com");
  else if (soup_message_get_status (mail->message) != SOUP_STATUS_OK)
    fail_gmail (mail, answer);
  else
    end (mail, NULL);
}

static void
send_request (Mail                *mail,
              const char          *type,
              char                *body,
              GAsyncReadyCallback  callback)
{
  g_autoptr (GBytes) bytes = g_bytes_new_take (body, strlen (body));

  soup_message_set_request_body_from_bytes (mail->message, type, bytes);
  soup_session_send_and_read_async (mail->device->network->session, mail->message,
                                    G_PRIORITY_DEFAULT, mail->device->cancellable, callback, mail);
}

static void
prepare_request (Mail       *mail,
                 const char *path)
{
  g_autofree char *url = g_strconcat (mail->device->options->provider, path, NULL);

  g_clear_object (&mail->message);
  mail->message = soup_message_new (SOUP_METHOD_POST, url);
}

static void
send_by_gmail (Mail       *mail,
               const char *access_token)
{
  g_autofree char *bearer = g_strconcat ("Bearer ", access_token, NULL);
  g_autofree char *text = g_strdup_printf ("To: %s\r\nSubject: TrueNAS truenas.local: Test message"
                                           "\r\n\r\nThis is a test.\r\n", mail->recipient);
  g_autofree char *raw = g_base64_encode ((const guchar *) text, strlen (text));

  g_strdelimit (raw, "+", '-');
  g_strdelimit (raw, "/", '_');
  prepare_request (mail, "/gmail/v1/users/me/messages/send");
  soup_message_headers_append (soup_message_get_request_headers (mail->message),
                               "Authorization", bearer);
  send_request (mail, "application/json", g_strdup_printf ("{\"raw\":\"%s\"}", raw),
                on_gmail_cb);
}

/* With the very token that is saved, the box gives up on it for good. */
static void
discard_token (Mail *mail)
{
  LabTruenas *self = mail->truenas;
  JsonObject *saved = _lab_truenas_get_mail (self);

  if (!json_node_equal (json_object_get_member (saved, "oauth"),
                        json_object_get_member (mail->mail, "oauth")))
    return;

  json_object_set_null_member (saved, "oauth");
  _lab_device_save (self->device);
  _lab_truenas_raise_alert (self, "GMailConfigurationDiscarded",
                            "Your Gmail OAuth configuration was discarded due to a token refresh "
                            "error. Please go to the system email configuration and click the "
                            "\"Log In to Gmail\" button again.");
}

/* google.auth's RefreshError; of Microsoft's answer only the status is left. */
static void
fail_redeemed (Mail       *mail,
               JsonObject *answer)
{
  const char *code = answer != NULL ? lab_json_get_string (answer, "error") : NULL;
  const char *text = answer != NULL ? lab_json_get_string (answer, "error_description") : NULL;
  guint status = soup_message_get_status (mail->message);

  if (!mail->gmail)
    {
      fail (mail, "%u %s Error: %s for url: " MICROSOFT_URL, status,
            status < 500 ? "Client" : "Server", soup_status_get_phrase (status));
      return;
    }

  if (g_strcmp0 (code, "invalid_grant") == 0)
    discard_token (mail);
  fail (mail, "('%s: %s', {'error': '%s', 'error_description': '%s'})", code, text, code, text);
}

static void
on_redeemed_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  Mail *mail = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) answer = finish_request (object, result, &error);
  const char *token = answer != NULL ? lab_json_get_string (answer, "access_token") : NULL;

  if (error != NULL && mail->gmail)
    {
      fail (mail, "Unable to find the server at oauth2.googleapis.com");
    }
  else if (error != NULL)
    {
      fail (mail, "HTTPSConnectionPool(host='login.microsoftonline.com', port=443): Max retries "
            "exceeded with url: /common/oauth2/v2.0/token (Caused by NewConnectionError('Failed to "
            "establish a new connection: [Errno 111] Connection refused'))");
    }
  else if (soup_message_get_status (mail->message) != SOUP_STATUS_OK || token == NULL)
    {
      fail_redeemed (mail, answer);
    }
  else if (mail->gmail)
    {
      send_by_gmail (mail, token);
    }
  else
    {
      /* The refresh token that came along is not looked at. */
      g_hash_table_replace (mail->truenas->access_tokens, dup_cache_key (mail), g_strdup (token));
      send_by_smtp (mail, token);
    }
}

static const char *
get_text (JsonObject *object,
          const char *name)
{
  const char *text = lab_json_get_string (object, name);

  return text != NULL ? text : "";
}

static void
redeem (Mail *mail)
{
  g_autoptr (GHashTable) form = g_hash_table_new (g_str_hash, g_str_equal);

  mail->cached = FALSE;
  g_hash_table_insert (form, (gpointer) "grant_type", (gpointer) "refresh_token");
  g_hash_table_insert (form, (gpointer) "client_id",
                       (gpointer) get_text (mail->oauth, "client_id"));
  g_hash_table_insert (form, (gpointer) "client_secret",
                       (gpointer) get_text (mail->oauth, "client_secret"));
  g_hash_table_insert (form, (gpointer) "refresh_token",
                       (gpointer) get_text (mail->oauth, "refresh_token"));
  if (!mail->gmail)
    g_hash_table_insert (form, (gpointer) "scope", (gpointer) MICROSOFT_SCOPE);

  prepare_request (mail, "/token");
  send_request (mail, "application/x-www-form-urlencoded", soup_form_encode_hash (form),
                on_redeemed_cb);
}

static void
send_with_microsoft (Mail *mail)
{
  g_autofree char *key = dup_cache_key (mail);
  const char *token = g_hash_table_lookup (mail->truenas->access_tokens, key);

  if (token == NULL)
    {
      redeem (mail);
      return;
    }

  mail->cached = TRUE;
  send_by_smtp (mail, token);
}

/* Sends a mail with the settings @mail to @recipient; @sent is told how it went. */
void
_lab_truenas_send (LabTruenas *self,
                   JsonObject *settings,
                   const char *recipient,
                   LabSent     sent,
                   gpointer    user_data)
{
  Mail *mail = g_new0 (Mail, 1);
  const char *provider;

  mail->truenas = self;
  mail->device = g_object_ref (self->device);
  mail->mail = json_object_ref (settings);
  mail->recipient = g_strdup (recipient);
  mail->sent = sent;
  mail->user_data = user_data;
  mail->oauth = lab_json_get_object (settings, "oauth");
  provider = mail->oauth != NULL ? lab_json_get_string (mail->oauth, "provider") : NULL;
  mail->gmail = g_strcmp0 (provider, "gmail") == 0 ||
                (self->release == LAB_TRUENAS_24_10 && mail->oauth != NULL);
  /* Of a provider that it does not know, a box takes no notice. */
  if (!mail->gmail && g_strcmp0 (provider, "outlook") != 0)
    mail->oauth = NULL;

  if (mail->oauth != NULL && self->device->options->provider == NULL)
    fail (mail, "Unable to find the server at oauth2.googleapis.com");
  else if (mail->gmail)
    redeem (mail);
  else if (*get_text (settings, "outgoingserver") == '\0' ||
           lab_json_get_int (settings, "port", 0) == 0)
    end (mail, lab_rpc_error_new_call (EFAULT, "You must provide an outgoing mailserver and mail "
                                       "server port when sending mail"));
  else if (mail->oauth != NULL)
    send_with_microsoft (mail);
  else
    send_by_smtp (mail, NULL);
}
