/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-truenas"

#include "config.h"

#include <gio/gio.h>

#include "lab-json.h"
#include "lab-random.h"
#include "lab-truenas-private.h"

/* What somebody who starts a TrueNAS needs to know of it, and what can be done
 * to it at its control address. */

#define ATTEMPTS_MAX 3

void
_lab_truenas_describe (LabDevice  *device,
                       JsonObject *object)
{
  LabTruenas *self = _lab_truenas_get (device);
  JsonObject *keys = json_object_new ();

  for (guint i = 0; i < self->keys->len; i++)
    {
      LabTruenasKey *key = self->keys->pdata[i];
      JsonObject *entry = json_object_new ();

      json_object_set_string_member (entry, "user", key->user);
      json_object_set_string_member (entry, "key", key->text);
      json_object_set_object_member (keys, key->name, entry);
    }

  json_object_set_string_member (object, "plain_url", lab_endpoint_get_url (self->plain));
  json_object_set_object_member (object, "keys", keys);
}

static void
hide (JsonObject *object,
      const char *name)
{
  const char *text = lab_json_get_string (object, name);
  g_autofree char *sum = text != NULL ? lab_sha256_hex (text) : NULL;

  if (sum != NULL)
    json_object_set_string_member (object, name, sum);
}

/* All but the secrets, which are there as SHA-256. */
static JsonObject *
print_state (LabTruenas *self)
{
  JsonObject *answer = json_object_new ();
  JsonObject *mail = _lab_truenas_merge (_lab_truenas_get_mail (self), NULL);
  JsonObject *oauth = lab_json_get_object (mail, "oauth");
  JsonArray *alerts = json_array_new ();
  JsonArray *revoked = json_array_new ();

  hide (mail, "pass");
  if (oauth != NULL)
    {
      JsonObject *shown = _lab_truenas_merge (oauth, NULL);

      hide (shown, "client_secret");
      hide (shown, "refresh_token");
      json_object_set_object_member (mail, "oauth", shown);
    }

  for (guint i = 0; i < self->alerts->len; i++)
    json_array_add_object_element (alerts, json_object_ref (self->alerts->pdata[i]));
  for (guint i = 0; i < self->keys->len; i++)
    {
      LabTruenasKey *key = self->keys->pdata[i];

      if (key->revoked)
        json_array_add_string_element (revoked, key->name);
    }

  json_object_set_object_member (answer, "mail", mail);
  json_object_set_array_member (answer, "alerts", alerts);
  json_object_set_array_member (answer, "revoked_keys", revoked);
  json_object_set_int_member (answer, "queue", self->queue->len);
  json_object_set_int_member (answer, "jobs", self->jobs->len);
  json_object_set_int_member (answer, "sessions", self->sockets->len);
  lab_json_set_time (answer, "now", lab_clock_now (&self->device->clock));
  return answer;
}

/* Puts a token there that is not ours, as the box's own page does. */
static JsonObject *
set_mail (LabTruenas  *self,
          JsonObject  *arguments,
          GError     **error)
{
  JsonNode *update = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (LabRpcError) flaw = NULL;

  json_node_set_object (update, arguments);
  flaw = _lab_truenas_validate_update (self, update, "data");
  json_node_unref (update);
  if (flaw != NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, flaw->reason);
      return NULL;
    }

  _lab_truenas_set_mail (self, _lab_truenas_merge (_lab_truenas_get_mail (self), arguments));
  return json_object_new ();
}

/* The token goes bad behind the box's back; so do the access tokens it has. */
static JsonObject *
kill_token (LabTruenas  *self,
            GError     **error)
{
  JsonObject *oauth = lab_json_get_object (_lab_truenas_get_mail (self), "oauth");
  g_autofree char *token = lab_random_secret (32);

  if (oauth == NULL || json_object_get_size (oauth) == 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "there is no token");
      return NULL;
    }

  json_object_set_string_member (oauth, "refresh_token", token);
  g_hash_table_remove_all (self->access_tokens);
  _lab_device_save (self->device);
  return json_object_new ();
}

typedef struct
{
  LabDevice  *device;  /* (owned) */
  JsonObject *queued;  /* (owned) (nullable), a mail that was tried before */
} Attempt;

static void
on_sent (LabTruenas  *self,
         LabRpcError *error,
         gpointer     user_data)
{
  Attempt *attempt = user_data;

  if (error != NULL && attempt->queued != NULL &&
      lab_json_get_int (attempt->queued, "attempts", 0) < ATTEMPTS_MAX)
    g_ptr_array_add (self->queue, json_object_ref (attempt->queued));

  g_clear_pointer (&error, lab_rpc_error_free);
  g_clear_pointer (&attempt->queued, json_object_unref);
  g_object_unref (attempt->device);
  g_free (attempt);
}

/* The box has something to send, with what is saved. */
static void
attempt (LabTruenas *self,
         const char *recipient,
         JsonObject *queued)
{
  Attempt *data = g_new0 (Attempt, 1);
  g_autoptr (JsonObject) mail = _lab_truenas_merge (_lab_truenas_get_mail (self), NULL);

  data->device = g_object_ref (self->device);
  data->queued = queued;
  _lab_truenas_send (self, mail, recipient, on_sent, data);
}

/* What the box does every ten minutes. */
static JsonObject *
flush_queue (LabTruenas *self)
{
  g_autoptr (GPtrArray) queue = g_steal_pointer (&self->queue);

  self->queue = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  for (guint i = 0; i < queue->len; i++)
    {
      JsonObject *queued = json_object_ref (queue->pdata[i]);

      json_object_set_int_member (queued, "attempts",
                                  lab_json_get_int (queued, "attempts", 0) + 1);
      attempt (self, lab_json_get_string (queued, "recipient"), queued);
    }

  return json_object_new ();
}

static JsonObject *
set_switches (LabTruenas *self,
              JsonObject *arguments)
{
  self->blocks_mail = lab_json_get_bool (arguments, "blocks_mail", self->blocks_mail);
  self->hurries = lab_json_get_bool (arguments, "hurries", self->hurries);
  if (json_object_has_member (arguments, "administrator"))
    {
      g_free (self->administrator);
      self->administrator = g_strdup (lab_json_get_string (arguments, "administrator"));
    }
  if (lab_json_get_bool (arguments, "forget_rates", FALSE))
    g_hash_table_remove_all (self->rates);

  return json_object_new ();
}

JsonObject *
_lab_truenas_command (LabDevice   *device,
                      const char  *command,
                      JsonObject  *arguments,
                      GError     **error)
{
  LabTruenas *self = _lab_truenas_get (device);

  if (g_str_equal (command, "state"))
    return print_state (self);
  if (g_str_equal (command, "mail"))
    return set_mail (self, arguments, error);
  if (g_str_equal (command, "kill-token"))
    return kill_token (self, error);
  if (g_str_equal (command, "set"))
    return set_switches (self, arguments);
  if (g_str_equal (command, "flush-queue"))
    return flush_queue (self);

  if (g_str_equal (command, "check"))
    {
      attempt (self, self->administrator != NULL ? self->administrator : "", NULL);
      return json_object_new ();
    }

  if (g_str_equal (command, "end-sessions"))
    {
      _lab_truenas_hang_up (self);
      return json_object_new ();
    }

  return NULL;
}
