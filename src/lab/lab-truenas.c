/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-truenas"

#include "config.h"

#include "lab-json.h"
#include "lab-random.h"
#include "lab-reply.h"
#include "lab-truenas-private.h"

/* A TrueNAS, as its own source has it (github.com/truenas/middleware, paths
 * below src/middlewared/middlewared): what nginx and the middleware answer at
 * each path, with TLS and without, and what the box remembers. */

#define TRUENAS "lab-truenas"

typedef struct
{
  const char         *name;
  const char         *version;
  const char * const *api;  /* (nullable) versions that are spoken */
} Release;

static const char * const api_25_04[] = { "v25.04.0", "v25.04.1", "v25.04.2", NULL };
static const char * const api_25_10[] = {
  "v25.04.0", "v25.04.1", "v25.04.2", "v25.10.0", "v25.10.1", NULL
};
static const char * const api_26[] = {
  "v25.04.0", "v25.04.1", "v25.04.2", "v25.10.0", "v25.10.1", "v25.10.2", "v26.0.0", NULL
};
static const char * const api_27[] = {
  "v25.04.0", "v25.04.1", "v25.04.2", "v25.10.0", "v25.10.1", "v25.10.2", "v26.0.0", "v27.0.0", NULL
};

static const Release releases[] = {
  [LAB_TRUENAS_24_10] = { "24.10", "TrueNAS-SCALE-24.10.2.4", NULL },
  [LAB_TRUENAS_25_04] = { "25.04", "TrueNAS-25.04.2.6", api_25_04 },
  [LAB_TRUENAS_25_10] = { "25.10", "TrueNAS-25.10.1", api_25_10 },
  [LAB_TRUENAS_26] = { "26", "TrueNAS-26.0.0-BETA.3", api_26 },
  [LAB_TRUENAS_27] = { "27", "TrueNAS-27.0.0-BETA.1", api_27 },
};

/* What nginx hands out for the web interface. */
#define PAGE "<!doctype html><html lang=\"en\"><head><title>TrueNAS</title></head>" \
             "<body><ix-root></ix-root></body></html>"

LabTruenas *
_lab_truenas_get (LabDevice *device)
{
  return g_object_get_data (G_OBJECT (device), TRUENAS);
}

/* The mail settings as `mail.config` shows them to an administrator. */
JsonObject *
_lab_truenas_get_mail (LabTruenas *self)
{
  return lab_json_get_object (self->device->more, "mail");
}

/* Takes @mail. */
void
_lab_truenas_set_mail (LabTruenas *self,
                       JsonObject *mail)
{
  json_object_set_object_member (self->device->more, "mail", mail);
  _lab_device_save (self->device);
}

/* Each alert is there once. */
void
_lab_truenas_raise_alert (LabTruenas *self,
                          const char *klass,
                          const char *text)
{
  JsonObject *alert = json_object_new ();
  JsonObject *time = json_object_new ();
  g_autofree char *uuid = g_uuid_string_random ();

  _lab_truenas_drop_alert (self, klass);
  json_object_set_int_member (time, "$date", lab_clock_now (&self->device->clock) * 1000);
  json_object_set_string_member (alert, "uuid", uuid);
  json_object_set_string_member (alert, "id", uuid);
  json_object_set_string_member (alert, "source", "");
  json_object_set_string_member (alert, "klass", klass);
  json_object_set_null_member (alert, "args");
  json_object_set_string_member (alert, "node", "Controller A");
  json_object_set_string_member (alert, "key", "null");
  json_object_set_object_member (alert, "datetime", time);
  json_object_set_object_member (alert, "last_occurrence", json_object_ref (time));
  json_object_set_boolean_member (alert, "dismissed", FALSE);
  json_object_set_null_member (alert, "mail");
  json_object_set_string_member (alert, "text", text);
  json_object_set_string_member (alert, "formatted", text);
  json_object_set_string_member (alert, "level", "WARNING");
  json_object_set_boolean_member (alert, "one_shot", TRUE);
  g_ptr_array_add (self->alerts, alert);
}

void
_lab_truenas_drop_alert (LabTruenas *self,
                         const char *klass)
{
  for (guint i = self->alerts->len; i > 0; i--)
    if (g_str_equal (lab_json_get_string (self->alerts->pdata[i - 1], "klass"), klass))
      g_ptr_array_remove_index (self->alerts, i - 1);
}

static void
redirect (SoupServerMessage *message)
{
  g_autoptr (GUri) uri = g_uri_parse_relative (soup_server_message_get_uri (message), "/ui/",
                                               G_URI_FLAGS_NONE, NULL);
  g_autofree char *text = g_uri_to_string (uri);

  lab_reply_text (message, SOUP_STATUS_FOUND, "text/html", "<html>302 Found</html>");
  lab_reply_header (message, "Location", text);
}

/* nginx.conf.mako: up to 25.10 the page itself goes without the version. What
 * is compressed loses it, as nginx takes an ETag away that is not quoted. */
static void
show_page (LabTruenas        *self,
           SoupServerMessage *message,
           const char        *path)
{
  gboolean bare = g_str_equal (path, "/ui/") && self->release < LAB_TRUENAS_26;
  const char *accepted =
    soup_message_headers_get_list (soup_server_message_get_request_headers (message),
                                   "Accept-Encoding");
  gboolean packed = soup_server_message_get_method (message) != SOUP_METHOD_HEAD &&
                    accepted != NULL && strstr (accepted, "gzip") != NULL;

  lab_reply_text (message, SOUP_STATUS_OK, "text/html", PAGE);
  lab_reply_header (message, "Server", "nginx");
  if (bare)
    lab_reply_header (message, "ETag", packed ? "W/\"6890d6f8-1c2a\"" : "\"6890d6f8-1c2a\"");
  else if (!packed)
    lab_reply_header (message, "ETag", releases[self->release].version);
}

static void
show_versions (LabTruenas        *self,
               SoupServerMessage *message)
{
  g_autofree char *joined = g_strjoinv ("\", \"", (char **) releases[self->release].api);
  g_autofree char *text = g_strdup_printf ("[\"%s\"]", joined);

  lab_reply_text (message, SOUP_STATUS_OK, "application/json", text);
}

static void
handle (SoupServerMessage *message,
        const char        *path,
        gpointer           device)
{
  LabTruenas *self = _lab_truenas_get (device);

  if (g_str_has_prefix (path, "/ui"))
    show_page (self, message, path);
  else if (g_str_equal (path, "/api/versions") && releases[self->release].api != NULL)
    show_versions (self, message);
  else if (g_str_has_prefix (path, "/api/v2.0/") && self->release <= LAB_TRUENAS_25_10)
    _lab_truenas_handle_rest (self, message, path + strlen ("/api/v2.0"));
  else
    redirect (message);
}

static void
on_socket_cb (SoupServer              *server,
              SoupServerMessage       *message,
              const char              *path,
              SoupWebsocketConnection *connection,
              gpointer                 user_data)
{
  LabTruenas *self = user_data;
  gboolean secure = server == lab_endpoint_get_server (self->device->endpoint);

  _lab_truenas_accept (self, message, path, connection, secure);
}

static void
add_sockets (LabTruenas *self,
             SoupServer *server)
{
  const char * const *api = releases[self->release].api;

  if (api == NULL)
    return;

  soup_server_add_websocket_handler (server, "/api/current", NULL, NULL, on_socket_cb, self, NULL);
  for (guint i = 0; api[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat ("/api/", api[i], NULL);

      soup_server_add_websocket_handler (server, path, NULL, NULL, on_socket_cb, self, NULL);
    }
}

static void
key_free (LabTruenasKey *key)
{
  g_free (key->name);
  g_free (key->user);
  g_free (key->text);
  g_free (key);
}

static LabTruenasKey *
add_key (LabTruenas *self,
         const char *name,
         const char *user,
         LabRole     role)
{
  LabTruenasKey *key = g_new0 (LabTruenasKey, 1);
  g_autoptr (GString) material = g_string_new (NULL);

  while (material->len < 64)
    {
      g_autofree char *more = lab_random_secret (32);

      for (const char *p = more; *p != '\0' && material->len < 64; p++)
        if (g_ascii_isalnum (*p))
          g_string_append_c (material, *p);
    }

  key->name = g_strdup (name);
  key->user = g_strdup (user);
  key->text = g_strdup_printf ("%u-%s", self->keys->len + 1, material->str);
  key->role = role;
  g_ptr_array_add (self->keys, key);
  return key;
}

static void
truenas_free (gpointer data)
{
  LabTruenas *self = data;

  g_clear_object (&self->plain);
  g_ptr_array_unref (self->sockets);
  g_ptr_array_unref (self->jobs);
  g_ptr_array_unref (self->keys);
  g_ptr_array_unref (self->alerts);
  g_ptr_array_unref (self->queue);
  g_hash_table_unref (self->rates);
  g_hash_table_unref (self->access_tokens);
  g_free (self->administrator);
  g_free (self);
}

static LabTruenas *
truenas_new (LabDevice         *device,
             LabTruenasRelease  release)
{
  LabTruenas *self = g_new0 (LabTruenas, 1);

  self->device = device;
  self->release = release;
  self->keys = g_ptr_array_new_with_free_func ((GDestroyNotify) key_free);
  self->sockets = g_ptr_array_new_with_free_func ((GDestroyNotify) _lab_truenas_socket_unref);
  self->alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  self->jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) _lab_truenas_job_free);
  self->queue = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  self->rates = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->access_tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->administrator = g_strdup ("root@nas.example");

  add_key (self, "write", "mailadmin", LAB_ROLE_WRITE);
  add_key (self, "read", "viewer", LAB_ROLE_READ);
  add_key (self, "expired", "mailadmin", LAB_ROLE_WRITE)->expired = TRUE;
  add_key (self, "denied", "outsider", LAB_ROLE_NONE)->denied = TRUE;
  return self;
}

static gboolean
find_release (const char         *name,
              LabTruenasRelease  *release,
              GError            **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (releases); i++)
    if (g_str_equal (releases[i].name, name != NULL ? name : "25.10"))
      {
        *release = (LabTruenasRelease) i;
        return TRUE;
      }

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               "there is no profile \"%s\"; there are: 24.10, 25.04, 25.10, 26, 27", name);
  return FALSE;
}

static JsonObject *
make_mail (void)
{
  JsonObject *mail = json_object_new ();

  json_object_set_string_member (mail, "fromemail", "root@nas.example");
  json_object_set_string_member (mail, "fromname", "Basement NAS");
  json_object_set_string_member (mail, "outgoingserver", "");
  json_object_set_int_member (mail, "port", 25);
  json_object_set_string_member (mail, "security", "PLAIN");
  json_object_set_boolean_member (mail, "smtp", FALSE);
  json_object_set_null_member (mail, "user");
  json_object_set_null_member (mail, "pass");
  json_object_set_null_member (mail, "oauth");
  json_object_set_int_member (mail, "id", 1);
  return mail;
}

static gboolean
attach (LabDevice   *device,
        SoupServer  *server,
        GError     **error)
{
  LabTruenasRelease release = LAB_TRUENAS_25_10;
  LabTruenas *self;

  if (!find_release (device->options->profile, &release, error))
    return FALSE;

  self = truenas_new (device, release);
  g_object_set_data_full (G_OBJECT (device), TRUENAS, self, truenas_free);
  if (device->more == NULL)
    {
      device->more = json_object_new ();
      json_object_set_object_member (device->more, "mail", make_mail ());
    }

  add_sockets (self, server);
  self->plain = lab_endpoint_new (NULL, &device->clock, handle, device);
  add_sockets (self, lab_endpoint_get_server (self->plain));
  return lab_endpoint_listen (self->plain, device->address, 0, error);
}

static gboolean
fill (LabModel         *model,
      const char       *scenario,
      const LabOptions *options,
      gint64            now)
{
  return g_str_equal (scenario, "fresh");
}

static const char *
get_words (const char *code)
{
  return code;
}

static const char * const dns_sd[] = { "_http._tcp", "_device-info._tcp", "_smb._tcp", NULL };
static const char * const protocols[] = { "smtp", NULL };
static const LabService services[] = { { NULL } };

const LabPersonality lab_truenas_personality = {
  .name = "truenas",
  .kind = "nas",
  .title = "Lab TrueNAS",
  .model = "TrueNAS",
  .firmware = "",
  .protocols = protocols,
  .services = services,
  .dns_sd = dns_sd,
  .handle = handle,
  .attach = attach,
  .describe = _lab_truenas_describe,
  .command = _lab_truenas_command,
  .get_words = get_words,
  .fill = fill,
  .scenarios = "fresh",
};
