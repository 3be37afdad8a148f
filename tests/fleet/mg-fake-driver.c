/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-error.h"
#include "mg-fake-driver.h"

/* How many turns of the main loop a read takes, so that reads overlap. */
#define READ_TURNS 3

struct _MgFakeDriver
{
  MgDriver parent_instance;
};

G_DEFINE_FINAL_TYPE (MgFakeDriver, mg_fake_driver, MG_TYPE_DRIVER)

/* The devices that can be reached, by host. */
static GHashTable *network;

static guint running;
static guint peak;

MgFakeDevice *
mg_fake_device_new (const char *host)
{
  MgFakeDevice *self = g_new0 (MgFakeDevice, 1);

  self->host = g_strdup (host);
  self->fingerprint = g_strnfill (64, 'a');
  self->user = g_strdup ("admin");
  self->password = g_strdup ("correct horse");
  self->slots = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_slot_reading_free);
  self->rules = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_rule_free);

  if (network == NULL)
    network = g_hash_table_new (g_str_hash, g_str_equal);
  g_assert_true (g_hash_table_insert (network, self->host, self));

  return self;
}

void
mg_fake_device_free (MgFakeDevice *self)
{
  g_hash_table_remove (network, self->host);
  if (g_hash_table_size (network) == 0)
    g_clear_pointer (&network, g_hash_table_unref);

  g_free (self->host);
  g_free (self->fingerprint);
  g_free (self->user);
  g_free (self->password);
  g_free (self->code);
  g_ptr_array_unref (self->slots);
  g_ptr_array_unref (self->rules);
  g_free (self);
}

static void
change (MgFakeDevice  *self,
        MgSlotReading *slot)
{
  g_free (slot->etag);
  slot->etag = g_strdup_printf ("\"%u\"", ++self->etag);
}

MgSlotReading *
mg_fake_device_add_slot (MgFakeDevice *self,
                         const char   *id,
                         const char   *link_group)
{
  MgSlotReading *slot = mg_slot_reading_new (id, id);

  slot->link_group = g_strdup (link_group);
  slot->service = g_strdup ("custom");
  slot->settings->host = g_strdup ("mail.example");
  slot->settings->port = 465;
  slot->settings->security = MG_MAIL_SECURITY_TLS;
  slot->settings->authentication = MG_MAIL_AUTHENTICATION_OAUTH2;
  slot->settings->timeout = 30;
  slot->settings->sender_address = g_strdup ("scan@example.org");
  change (self, slot);
  g_ptr_array_add (self->slots, slot);

  return slot;
}

MgSlotReading *
mg_fake_device_get_slot (MgFakeDevice *self,
                         const char   *id)
{
  for (guint i = 0; i < self->slots->len; i++)
    {
      MgSlotReading *slot = g_ptr_array_index (self->slots, i);

      if (g_str_equal (slot->id, id))
        return slot;
    }

  return NULL;
}

void
mg_fake_device_add_rule (MgFakeDevice *self,
                         const char   *title,
                         const char   *slot_id)
{
  const char *senders[] = { slot_id, NULL };
  MgRule *rule = mg_rule_new (title, title);

  g_strfreev (rule->senders);
  rule->senders = g_strdupv ((char **) senders);
  g_ptr_array_add (self->rules, rule);
}

guint
mg_fake_driver_get_peak (void)
{
  return peak;
}

/* The device at the other end of @http; %NULL if the task has been answered. */
static MgFakeDevice *
reach (MgHttp     *http,
       const char *verb,
       GTask      *task)
{
  const char *host = mg_address_get_host (mg_http_get_address (http));
  const char *pin = mg_http_get_fingerprint (http);
  const guint16 port = mg_address_get_port (mg_http_get_address (http));
  MgFakeDevice *device = network == NULL ? NULL : g_hash_table_lookup (network, host);

  if (g_task_return_error_if_cancelled (task))
    return NULL;

  if (device == NULL || (device->port != 0 && device->port != port))
    g_task_return_new_error (task, MG_ERROR, MG_ERROR_UNREACHABLE, "%s is off", host);
  else if (pin != NULL && !g_str_equal (pin, device->fingerprint))
    g_task_return_new_error (task, MG_ERROR, MG_ERROR_CERTIFICATE_CHANGED, "%s changed", host);
  else if (g_strcmp0 (device->fail_verb, verb) == 0)
    g_task_return_new_error (task, MG_ERROR, (int) device->fail_code, "%s failed", verb);
  else
    return device;

  return NULL;
}

/* The same with a session, which may have ended. */
static MgFakeDevice *
enter (MgSession  *session,
       const char *verb,
       GTask      *task)
{
  MgFakeDevice *device = reach (mg_session_get_http (session), verb, task);
  g_autofree char *token = NULL;

  if (device == NULL)
    return NULL;

  token = g_strdup_printf ("session %u", device->session_serial);
  if (g_str_equal (mg_secret_peek (mg_session_get_token (session)), token))
    return device;

  g_task_return_new_error (task, MG_ERROR, MG_ERROR_LOGIN_REFUSED, "The session has ended");

  return NULL;
}

/* The slot to be changed, if it is as it was read. */
static MgSlotReading *
enter_slot (MgSession            *session,
            const char           *verb,
            const MgSlotReading  *reading,
            GTask                *task,
            MgFakeDevice        **device)
{
  MgSlotReading *slot;

  *device = enter (session, verb, task);
  if (*device == NULL)
    return NULL;

  slot = mg_fake_device_get_slot (*device, reading->id);
  if (slot == NULL)
    g_task_return_new_error (task, MG_ERROR, MG_ERROR_NOT_FOUND, "No such slot");
  else if (g_strcmp0 (slot->etag, reading->etag) != 0)
    g_task_return_new_error (task, MG_ERROR, MG_ERROR_CONFLICT, "Changed meanwhile");
  else
    return slot;

  return NULL;
}

static void
mg_fake_driver_identify (MgDriver *driver,
                         MgHttp   *http,
                         GTask    *owned_task)
{
  g_autoptr (GTask) task = owned_task;
  MgFakeDevice *device = reach (http, "identify", task);
  MgIdentity *identity;

  if (device == NULL)
    return;

  identity = mg_identity_new (MG_DEVICE_KIND_NAS);
  identity->name = g_strdup (device->host);
  identity->serial = g_strdup (device->host);
  g_task_return_pointer (task, identity, (GDestroyNotify) mg_identity_free);
}

static void
mg_fake_driver_sign_in (MgDriver     *driver,
                        MgHttp       *http,
                        MgCredential *credential,
                        GTask        *owned_task)
{
  g_autoptr (GTask) task = owned_task;
  MgFakeDevice *device = reach (http, "sign_in", task);
  MgSecret *password = mg_credential_get_password (credential);
  MgSecret *code = mg_credential_get_one_time_code (credential);
  g_autoptr (MgSecret) token = NULL;
  g_autofree char *text = NULL;

  if (device == NULL)
    return;

  device->n_sign_ins++;
  if (device->locked)
    g_task_return_new_error (task, MG_ERROR, MG_ERROR_LOCKED_OUT, "Locked");
  else if (!g_str_equal (mg_credential_get_user (credential), device->user) ||
           !g_str_equal (mg_secret_peek (password), device->password))
    g_task_return_new_error (task, MG_ERROR, MG_ERROR_LOGIN_REFUSED, "Wrong");
  else if (device->code != NULL &&
           (code == NULL || !g_str_equal (mg_secret_peek (code), device->code)))
    g_task_return_new_error (task, MG_ERROR, MG_ERROR_CODE_NEEDED, "Code");
  else
    {
      text = g_strdup_printf ("session %u", device->session_serial);
      token = mg_secret_new (text, -1);
      g_task_return_pointer (task, mg_session_new (http, token), g_object_unref);
    }
}

static void
mg_fake_driver_sign_out (MgDriver  *driver,
                         MgSession *session,
                         GTask     *owned_task)
{
  g_autoptr (GTask) task = owned_task;
  MgFakeDevice *device = enter (session, "sign_out", task);

  if (device == NULL)
    return;

  device->n_sign_outs++;
  g_task_return_boolean (task, TRUE);
}

typedef struct
{
  MgFakeDevice *device;
  guint         turns;
} Read;

static gboolean
on_read_turn_cb (gpointer user_data)
{
  GTask *task = user_data;
  Read *read = g_task_get_task_data (task);
  GPtrArray *copy;

  if (--read->turns > 0)
    return G_SOURCE_CONTINUE;

  running--;
  copy = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_slot_reading_free);
  for (guint i = 0; i < read->device->slots->len; i++)
    g_ptr_array_add (copy, mg_slot_reading_copy (g_ptr_array_index (read->device->slots, i)));
  g_task_return_pointer (task, copy, (GDestroyNotify) g_ptr_array_unref);

  return G_SOURCE_REMOVE;
}

static void
mg_fake_driver_read_slots (MgDriver  *driver,
                           MgSession *session,
                           GTask     *owned_task)
{
  g_autoptr (GTask) task = owned_task;
  MgFakeDevice *device = enter (session, "read_slots", task);
  Read *read;

  if (device == NULL)
    return;

  device->n_reads++;
  running++;
  peak = MAX (peak, running);
  read = g_new0 (Read, 1);
  read->device = device;
  read->turns = READ_TURNS;
  g_task_set_task_data (task, read, g_free);
  g_idle_add_full (G_PRIORITY_DEFAULT, on_read_turn_cb, g_steal_pointer (&task), g_object_unref);
}

static void
mg_fake_driver_read_rules (MgDriver  *driver,
                           MgSession *session,
                           GTask     *owned_task)
{
  g_autoptr (GTask) task = owned_task;
  MgFakeDevice *device = enter (session, "read_rules", task);
  GPtrArray *copy;

  if (device == NULL)
    return;

  copy = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_rule_free);
  for (guint i = 0; i < device->rules->len; i++)
    g_ptr_array_add (copy, mg_rule_copy (g_ptr_array_index (device->rules, i)));
  g_task_return_pointer (task, copy, (GDestroyNotify) g_ptr_array_unref);
}

static void
give_token (MgFakeDevice          *device,
            MgSlotReading         *slot,
            const MgTokenDelivery *delivery)
{
  g_clear_pointer (&slot->provider, g_free);
  g_clear_pointer (&slot->account, g_free);
  g_clear_pointer (&slot->client_id, g_free);
  g_clear_pointer (&slot->token_sha256, g_free);
  slot->event = delivery == NULL ? MG_TOKEN_EVENT_READ_ABSENT : MG_TOKEN_EVENT_READ_PRESENT;
  if (delivery != NULL)
    {
      slot->provider = g_strdup (delivery->provider);
      slot->account = g_strdup (delivery->account);
      slot->client_id = g_strdup (delivery->client_id);
      slot->token_sha256 = device->forgetful ? g_strnfill (64, '0')
                                             : mg_secret_dup_sha256 (delivery->refresh_token);
    }
  change (device, slot);
}

/* Gives a token, or takes it away, from a slot and those linked with it. */
static void
give_group_token (MgFakeDevice          *device,
                  MgSlotReading         *slot,
                  const MgTokenDelivery *delivery)
{
  device->n_writes++;
  for (guint i = 0; i < device->slots->len; i++)
    {
      MgSlotReading *other = g_ptr_array_index (device->slots, i);

      if (other == slot ||
          (slot->link_group != NULL && g_strcmp0 (slot->link_group, other->link_group) == 0))
        give_token (device, other, delivery);
    }
}

static void
mg_fake_driver_push_token (MgDriver              *driver,
                           MgSession             *session,
                           const MgSlotReading   *reading,
                           const MgTokenDelivery *delivery,
                           GTask                 *owned_task)
{
  g_autoptr (GTask) task = owned_task;
  MgFakeDevice *device;
  MgSlotReading *slot = enter_slot (session, "push_token", reading, task, &device);

  if (slot == NULL)
    return;

  give_group_token (device, slot, delivery);
  g_task_return_boolean (task, TRUE);
}

static void
mg_fake_driver_push_password (MgDriver            *driver,
                              MgSession           *session,
                              const MgSlotReading *reading,
                              const char          *account,
                              MgSecret            *password,
                              GTask               *owned_task)
{
  g_autoptr (GTask) task = owned_task;
  MgFakeDevice *device;
  MgSlotReading *slot = enter_slot (session, "push_password", reading, task, &device);

  if (slot == NULL)
    return;

  device->n_writes++;
  slot->event = MG_TOKEN_EVENT_READ_PRESENT;
  g_free (slot->account);
  slot->account = g_strdup (account);
  change (device, slot);
  g_task_return_boolean (task, TRUE);
}

static void
mg_fake_driver_write_settings (MgDriver             *driver,
                               MgSession            *session,
                               const MgSlotReading  *reading,
                               const MgMailSettings *settings,
                               GTask                *owned_task)
{
  g_autoptr (GTask) task = owned_task;
  MgFakeDevice *device;
  MgSlotReading *slot = enter_slot (session, "write_settings", reading, task, &device);

  if (slot == NULL)
    return;

  device->n_writes++;
  mg_mail_settings_free (slot->settings);
  slot->settings = mg_mail_settings_copy (settings);
  change (device, slot);
  g_task_return_boolean (task, TRUE);
}

static void
mg_fake_driver_delete_token (MgDriver            *driver,
                             MgSession           *session,
                             const MgSlotReading *reading,
                             GTask               *owned_task)
{
  g_autoptr (GTask) task = owned_task;
  MgFakeDevice *device;
  MgSlotReading *slot = enter_slot (session, "delete_token", reading, task, &device);

  if (slot == NULL)
    return;

  give_group_token (device, slot, NULL);
  g_task_return_boolean (task, TRUE);
}

static void
mg_fake_driver_test (MgDriver              *driver,
                     MgSession             *session,
                     const MgSlotReading   *reading,
                     const MgTokenDelivery *unsaved,
                     GTask                 *owned_task)
{
  g_autoptr (GTask) task = owned_task;
  MgFakeDevice *device;
  MgSlotReading *slot = enter_slot (session, unsaved == NULL ? "test" : "test_unsaved", reading,
                                    task, &device);
  MgTestOutcome outcome;
  const char *words;

  if (slot == NULL)
    return;

  outcome = unsaved == NULL ? device->outcome : device->unsaved_outcome;
  device->n_unsaved_tests += unsaved == NULL ? 0 : 1;
  words = outcome == MG_TEST_PASSED ? NULL : "The device's words";

  g_task_return_pointer (task,
                         mg_test_result_new (outcome, words, NULL),
                         (GDestroyNotify) mg_test_result_free);
}

static void
mg_fake_driver_class_init (MgFakeDriverClass *klass)
{
  MgDriverClass *driver_class = MG_DRIVER_CLASS (klass);

  driver_class->identify = mg_fake_driver_identify;
  driver_class->sign_in = mg_fake_driver_sign_in;
  driver_class->sign_out = mg_fake_driver_sign_out;
  driver_class->read_slots = mg_fake_driver_read_slots;
  driver_class->read_rules = mg_fake_driver_read_rules;
  driver_class->push_token = mg_fake_driver_push_token;
  driver_class->push_password = mg_fake_driver_push_password;
  driver_class->write_settings = mg_fake_driver_write_settings;
  driver_class->delete_token = mg_fake_driver_delete_token;
  driver_class->test = mg_fake_driver_test;
}

static void
mg_fake_driver_init (MgFakeDriver *self)
{
}

static GBytes *
get_info (void)
{
  static const char text[] =
    "[Driver]\n"
    "Id=fake\n"
    "Name=Fake make\n"
    "Kind=nas\n"
    "Port=443;8443;\n"
    "Capabilities=read;push-oauth;push-password;write-settings;test-unsaved;test-saved;delete-token;rules;\n"
    "[Provider custom]\n"
    "FuseDays=90\n"
    "[Provider gmail]\n"
    "Scopes=mail.by-api;\n"
    "Client=confidential\n"
    "[Provider outlook]\n"
    "Client=public\n"
    "[Provider microsoft365]\n";
  static GBytes *bytes;

  if (bytes == NULL)
    bytes = g_bytes_new_static (text, sizeof text - 1);

  return bytes;
}

MgDriverRegistry *
mg_fake_driver_registry_new (void)
{
  const MgDriverEntry entry = { mg_fake_driver_get_type, get_info };

  return mg_driver_registry_new (&entry, 1);
}
