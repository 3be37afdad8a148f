/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-device"

#include "config.h"

#include "lab-certificate.h"
#include "lab-device-private.h"
#include "lab-json.h"
#include "lab-random.h"

/* One device: who it is, what it remembers, and the address it answers at.
 * What makes it a NAS or a printer is its personality. */

G_DEFINE_FINAL_TYPE (LabDevice, lab_device, G_TYPE_OBJECT)

static void
lab_device_dispose (GObject *object)
{
  LabDevice *self = LAB_DEVICE (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->endpoint);
  g_clear_object (&self->bus);

  G_OBJECT_CLASS (lab_device_parent_class)->dispose (object);
}

static void
lab_device_finalize (GObject *object)
{
  LabDevice *self = LAB_DEVICE (object);

  g_clear_object (&self->cancellable);
  g_queue_clear_full (&self->jobs, (GDestroyNotify) _lab_job_free);
  lab_model_clear (&self->model);
  g_clear_pointer (&self->more, json_object_unref);
  lab_sign_in_clear (&self->sign_in);
  g_free (self->address);
  g_free (self->name);
  g_free (self->serial);
  g_free (self->uuid);
  g_free (self->pem);
  g_free (self->fingerprint);
  g_free (self->state_file);

  G_OBJECT_CLASS (lab_device_parent_class)->finalize (object);
}

static void
lab_device_class_init (LabDeviceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lab_device_dispose;
  object_class->finalize = lab_device_finalize;
}

static void
lab_device_init (LabDevice *self)
{
  lab_model_init (&self->model);
  g_queue_init (&self->jobs);
  self->cancellable = g_cancellable_new ();
}

/**
 * lab_device_new:
 * @personality: what kind of device it is
 * @options: (transfer none): the command line, which outlives the device
 * @network: (transfer none): the way out, which outlives the device
 * @number: its number in the process, from 0
 */
LabDevice *
lab_device_new (const LabPersonality *personality,
                const LabOptions     *options,
                LabNetwork           *network,
                guint                 number)
{
  LabDevice *self = g_object_new (LAB_TYPE_DEVICE, NULL);
  g_autofree char *salt = g_strdup_printf ("%s/%u", personality->name, number);

  self->personality = personality;
  self->options = options;
  self->network = network;
  self->number = number;
  self->serial = lab_random_serial ((guint) options->seed, salt);
  self->uuid = lab_random_uuid ((guint) options->seed, salt);
  self->name = number == 0 ? g_strdup (personality->title)
                           : g_strdup_printf ("%s %u", personality->title, number + 1);
  if (options->state != NULL)
    self->state_file = number == 0 ? g_strdup (options->state)
                                   : g_strdup_printf ("%s.%u", options->state, number + 1);

  lab_sign_in_init (&self->sign_in, options->user, options->password, options->one_time_code,
                    (guint) options->session_lifetime);
  return self;
}

static GTlsCertificate *
load_certificate (LabDevice  *self,
                  GError    **error)
{
  g_autoptr (GTlsCertificate) certificate = NULL;

  if (self->pem == NULL)
    self->pem = lab_certificate_make_pem (self->name, self->address, error);
  if (self->pem == NULL)
    return NULL;

  certificate = g_tls_certificate_new_from_pem (self->pem, -1, error);
  if (certificate == NULL)
    return NULL;

  g_free (self->fingerprint);
  self->fingerprint = lab_certificate_fingerprint (certificate);
  return g_steal_pointer (&certificate);
}

static gboolean
remember_or_fill (LabDevice  *self,
                  GError    **error)
{
  const char *scenario = self->options->scenario != NULL ? self->options->scenario : "fresh";

  if (self->state_file != NULL && g_file_test (self->state_file, G_FILE_TEST_EXISTS))
    return _lab_device_load (self, error);

  if (self->personality->fill (&self->model, scenario, self->options, lab_clock_now (&self->clock)))
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               "a %s has no scenario \"%s\"; it has: %s", self->personality->name, scenario,
               self->personality->scenarios);
  return FALSE;
}

/* Starts the device at @address; 0 as @port is any. */
gboolean
lab_device_start (LabDevice   *self,
                  const char  *address,
                  guint        port,
                  GError     **error)
{
  g_autoptr (GTlsCertificate) certificate = NULL;

  self->address = g_strdup (address);
  if (!remember_or_fill (self, error))
    return FALSE;

  certificate = load_certificate (self, error);
  if (certificate == NULL)
    return FALSE;

  self->endpoint = lab_endpoint_new (certificate, &self->clock, self->personality->handle, self);
  if (self->personality->attach != NULL &&
      !self->personality->attach (self, lab_endpoint_get_server (self->endpoint), error))
    return FALSE;
  if (!lab_endpoint_listen (self->endpoint, address, port, error))
    return FALSE;

  if (self->options->advertise)
    _lab_device_announce (self);

  _lab_device_save (self);
  return TRUE;
}

/* What somebody who starts the device needs to know of it. */
JsonObject *
lab_device_describe (LabDevice *self)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "url", lab_endpoint_get_url (self->endpoint));
  json_object_set_string_member (object, "fingerprint", self->fingerprint);
  json_object_set_string_member (object, "user", self->sign_in.user);
  json_object_set_string_member (object, "password", self->sign_in.password);
  json_object_set_string_member (object, "kind", self->personality->kind);
  json_object_set_string_member (object, "name", self->name);
  json_object_set_string_member (object, "serial", self->serial);
  json_object_set_string_member (object, "uuid", self->uuid);
  if (self->personality->describe != NULL)
    self->personality->describe (self, object);

  return object;
}

static JsonObject *
change_certificate (LabDevice  *self,
                    GError    **error)
{
  g_autoptr (GTlsCertificate) certificate = NULL;
  JsonObject *answer;

  g_clear_pointer (&self->pem, g_free);
  certificate = load_certificate (self, error);
  if (certificate == NULL)
    return NULL;

  lab_endpoint_set_certificate (self->endpoint, certificate);
  _lab_device_save (self);

  answer = json_object_new ();
  json_object_set_string_member (answer, "fingerprint", self->fingerprint);
  return answer;
}

/* All that the device knows, but no secret: tokens are there as SHA-256. */
static JsonObject *
print_state (LabDevice *self)
{
  JsonObject *answer = lab_device_describe (self);
  JsonArray *slots = json_array_new ();
  JsonArray *rules = json_array_new ();
  JsonArray *alerts = json_array_new ();

  json_object_remove_member (answer, "password");
  for (guint i = 0; i < self->model.slots->len; i++)
    json_array_add_object_element (slots, lab_slot_print (self->model.slots->pdata[i]));
  for (guint i = 0; i < self->model.rules->len; i++)
    json_array_add_object_element (rules, lab_rule_print (self->model.rules->pdata[i]));
  for (guint i = 0; i < self->model.alerts->len; i++)
    json_array_add_object_element (alerts, lab_alert_print (self->model.alerts->pdata[i]));

  json_object_set_array_member (answer, "slots", slots);
  json_object_set_array_member (answer, "rules", rules);
  json_object_set_array_member (answer, "alerts", alerts);
  json_object_set_int_member (answer, "sessions", g_hash_table_size (self->sign_in.sessions));
  lab_json_set_time (answer, "now", lab_clock_now (&self->clock));
  return answer;
}

/* The token goes bad behind everybody's back: the device still believes in it,
 * and finds out when it next needs it. */
static JsonObject *
kill_token (LabDevice   *self,
            JsonObject  *arguments,
            GError     **error)
{
  const char *id = lab_json_get_string (arguments, "slot");
  LabSlot *slot = id != NULL ? lab_model_find_slot (&self->model, id) : NULL;

  if (slot == NULL || slot->login->token.refresh_token == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                           "\"slot\" must name a slot that has a token");
      return NULL;
    }

  g_free (slot->login->token.refresh_token);
  slot->login->token.refresh_token = lab_random_secret (32);
  slot->login->version++;
  _lab_device_save (self);
  return json_object_new ();
}

/* The device has something to send, and so finds out how its token is. */
static JsonObject *
check_slot (LabDevice   *self,
            JsonObject  *arguments,
            GError     **error)
{
  const char *id = lab_json_get_string (arguments, "slot");
  LabSlot *slot = id != NULL ? lab_model_find_slot (&self->model, id) : NULL;

  if (slot == NULL || slot->login->n_tests > 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                           "\"slot\" must name a slot that is not being tested");
      return NULL;
    }

  return _lab_job_print (_lab_device_test (self, slot, NULL, NULL));
}

/* Carries out what was asked for at the control address. */
JsonObject *
lab_device_command (gpointer      device,
                    const char   *command,
                    JsonObject   *arguments,
                    GError      **error)
{
  LabDevice *self = LAB_DEVICE (device);
  gint64 now = lab_clock_now (&self->clock);
  JsonObject *answer = NULL;
  GError *trouble = NULL;

  if (self->personality->command != NULL)
    answer = self->personality->command (self, command, arguments, &trouble);
  if (trouble != NULL)
    g_propagate_error (error, trouble);
  if (answer != NULL || trouble != NULL)
    return answer;

  if (g_str_equal (command, "state"))
    return print_state (self);

  if (g_str_equal (command, "clock"))
    {
      self->clock.offset = lab_json_get_int (arguments, "offset", 0);
      return json_object_new ();
    }

  if (g_str_equal (command, "certificate"))
    return change_certificate (self, error);

  if (g_str_equal (command, "check"))
    return check_slot (self, arguments, error);

  if (g_str_equal (command, "kill-token"))
    return kill_token (self, arguments, error);

  if (g_str_equal (command, "lock-out"))
    {
      lab_sign_in_lock_out (&self->sign_in, now + lab_json_get_int (arguments, "seconds", 300));
      return json_object_new ();
    }

  if (g_str_equal (command, "end-sessions"))
    {
      g_hash_table_remove_all (self->sign_in.sessions);
      return json_object_new ();
    }

  if (g_str_equal (command, "expire-password"))
    {
      self->sign_in.password_expired = lab_json_get_bool (arguments, "expired", TRUE);
      return json_object_new ();
    }

  return lab_endpoint_command (self->endpoint, command, arguments, error);
}
