/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-model"

#include "config.h"

#include "lab-json.h"
#include "lab-model.h"

/* How a device keeps its mail settings over a restart. */

static void
save_slots (LabModel   *self,
            JsonObject *object)
{
  JsonArray *slots = json_array_new ();

  for (guint i = 0; i < self->slots->len; i++)
    {
      LabSlot *slot = self->slots->pdata[i];
      JsonObject *entry = lab_slot_print (slot);

      json_object_set_object_member (entry, "login", lab_login_save (slot->login));
      json_array_add_object_element (slots, entry);
    }

  json_object_set_array_member (object, "slots", slots);
}

JsonObject *
lab_model_save (LabModel *self)
{
  JsonObject *object = json_object_new ();
  JsonArray *rules = json_array_new ();
  JsonArray *alerts = json_array_new ();

  save_slots (self, object);

  for (guint i = 0; i < self->rules->len; i++)
    {
      JsonObject *entry = lab_rule_print (self->rules->pdata[i]);
      LabRule *rule = self->rules->pdata[i];

      json_object_set_int_member (entry, "version", (gint64) rule->version);
      json_array_add_object_element (rules, entry);
    }

  for (guint i = 0; i < self->alerts->len; i++)
    {
      JsonObject *entry = lab_alert_print (self->alerts->pdata[i]);
      LabAlert *alert = self->alerts->pdata[i];

      json_object_set_int_member (entry, "raised", alert->raised_at);
      json_array_add_object_element (alerts, entry);
    }

  json_object_set_array_member (object, "rules", rules);
  json_object_set_array_member (object, "alerts", alerts);
  json_object_set_int_member (object, "counter", self->counter);
  return object;
}

static void
load_slot (LabModel   *self,
           JsonObject *entry)
{
  g_autoptr (JsonArray) errors = json_array_new ();
  LabReader reader = { entry, "", errors };
  LabProtocol protocol = lab_reader_choice (&reader, "protocol", lab_protocol_nicks);
  const char *id = lab_reader_string (&reader, "id", 1, 64, LAB_READ_REQUIRED);
  const char *title = lab_reader_string (&reader, "title", 0, 500, LAB_READ_REQUIRED);
  const char *service = lab_reader_string (&reader, "service", 1, 64, LAB_READ_REQUIRED);
  g_autoptr (LabLogin) login = lab_login_load (lab_json_get_object (entry, "login"), protocol);
  const char *group = lab_json_get_string (entry, "link_group");
  LabSlot *slot;

  if (json_array_get_length (errors) > 0)
    return;

  for (guint i = 0; group != NULL && i < self->slots->len; i++)
    {
      LabSlot *other = self->slots->pdata[i];

      if (g_strcmp0 (other->link_group, group) == 0)
        {
          lab_login_unref (login);
          login = lab_login_ref (other->login);
          break;
        }
    }

  slot = lab_model_add_slot (self, id, title, service, protocol, login);
  slot->link_group = g_strdup (group);
  slot->client_ref = g_strdup (lab_json_get_string (entry, "client_ref"));
  slot->reauthorize = lab_json_get_bool (entry, "reauthorize", TRUE);
}

static void
load_rule (LabModel   *self,
           JsonObject *entry)
{
  g_autoptr (JsonArray) errors = json_array_new ();
  LabReader reader = { entry, "", errors };
  LabRule *rule = g_new0 (LabRule, 1);

  rule->id = g_strdup (lab_reader_string (&reader, "id", 1, 64, LAB_READ_REQUIRED));
  rule->title = g_strdup (lab_reader_string (&reader, "title", 0, 500, LAB_READ_REQUIRED));
  rule->enabled = lab_reader_bool (&reader, "enabled");
  rule->events = lab_reader_strv (&reader, "events", 64, 100);
  rule->senders = lab_reader_strv (&reader, "senders", 16, 64);
  rule->recipients = lab_reader_strv (&reader, "recipients", 64, 320);
  rule->version = (guint64) MAX (1, lab_json_get_int (entry, "version", 1));
  g_ptr_array_add (self->rules, rule);

  if (json_array_get_length (errors) > 0)
    g_ptr_array_remove (self->rules, rule);
}

static void
load_alert (LabModel   *self,
            JsonObject *entry)
{
  LabAlert *alert = g_new0 (LabAlert, 1);

  alert->id = g_strdup (lab_json_get_string (entry, "id"));
  alert->slot = g_strdup (lab_json_get_string (entry, "slot"));
  alert->message = g_strdup (lab_json_get_string (entry, "message"));
  alert->raised_at = lab_json_get_int (entry, "raised", 0);
  g_ptr_array_add (self->alerts, alert);

  if (alert->id == NULL || alert->slot == NULL || alert->message == NULL)
    g_ptr_array_remove (self->alerts, alert);
}

static void
load_each (LabModel   *self,
           JsonObject *object,
           const char *name,
           void      (*load) (LabModel *, JsonObject *))
{
  JsonArray *array = lab_json_get_array (object, name);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_OBJECT (node))
        load (self, json_node_get_object (node));
    }
}

void
lab_model_load (LabModel   *self,
                JsonObject *object)
{
  load_each (self, object, "slots", load_slot);
  load_each (self, object, "rules", load_rule);
  load_each (self, object, "alerts", load_alert);
  self->counter = (guint) CLAMP (lab_json_get_int (object, "counter", 0), 0, G_MAXINT32);
}
