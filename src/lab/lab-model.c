/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-model"

#include "config.h"

#include "lab-json.h"
#include "lab-model.h"

static void
slot_free (LabSlot *slot)
{
  g_free (slot->id);
  g_free (slot->title);
  g_free (slot->service);
  g_free (slot->link_group);
  g_free (slot->client_ref);
  lab_login_unref (slot->login);
  g_free (slot);
}

static void
rule_free (LabRule *rule)
{
  g_free (rule->id);
  g_free (rule->title);
  g_strfreev (rule->events);
  g_strfreev (rule->senders);
  g_strfreev (rule->recipients);
  g_free (rule);
}

static void
alert_free (LabAlert *alert)
{
  g_free (alert->id);
  g_free (alert->slot);
  g_free (alert->message);
  g_free (alert);
}

void
lab_model_init (LabModel *self)
{
  self->slots = g_ptr_array_new_with_free_func ((GDestroyNotify) slot_free);
  self->rules = g_ptr_array_new_with_free_func ((GDestroyNotify) rule_free);
  self->alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) alert_free);
  self->counter = 0;
}

void
lab_model_clear (LabModel *self)
{
  g_clear_pointer (&self->slots, g_ptr_array_unref);
  g_clear_pointer (&self->rules, g_ptr_array_unref);
  g_clear_pointer (&self->alerts, g_ptr_array_unref);
}

char *
lab_model_next_id (LabModel   *self,
                   const char *kind)
{
  return g_strdup_printf ("%s-%u", kind, ++self->counter);
}

/* Adds a slot; it shares @login with whatever slot has it already. */
LabSlot *
lab_model_add_slot (LabModel    *self,
                    const char  *id,
                    const char  *title,
                    const char  *service,
                    LabProtocol  protocol,
                    LabLogin    *login)
{
  LabSlot *slot = g_new0 (LabSlot, 1);

  slot->id = g_strdup (id);
  slot->title = g_strdup (title);
  slot->service = g_strdup (service);
  slot->protocol = protocol;
  slot->reauthorize = TRUE;
  slot->login = lab_login_ref (login);
  g_ptr_array_add (self->slots, slot);
  return slot;
}

LabSlot *
lab_model_find_slot (LabModel   *self,
                     const char *id)
{
  for (guint i = 0; i < self->slots->len; i++)
    {
      LabSlot *slot = self->slots->pdata[i];

      if (g_str_equal (slot->id, id))
        return slot;
    }

  return NULL;
}

LabSlot *
lab_model_find_by_ref (LabModel   *self,
                       const char *client_ref)
{
  for (guint i = 0; i < self->slots->len; i++)
    {
      LabSlot *slot = self->slots->pdata[i];

      if (g_strcmp0 (slot->client_ref, client_ref) == 0)
        return slot;
    }

  return NULL;
}

/* Puts @login in the place of the slot's old one, in every slot linked to it. */
void
lab_model_set_login (LabModel *self,
                     LabSlot  *slot,
                     LabLogin *login)
{
  g_autoptr (LabLogin) old = lab_login_ref (slot->login);

  login->version = old->version + 1;

  for (guint i = 0; i < self->slots->len; i++)
    {
      LabSlot *other = self->slots->pdata[i];

      if (other->login == old)
        {
          lab_login_unref (other->login);
          other->login = lab_login_ref (login);
        }
    }
}

/* As a real NAS does: a rule that named the slot goes on without it, and
 * nobody is told. */
void
lab_model_delete_slot (LabModel *self,
                       LabSlot  *slot)
{
  for (guint i = 0; i < self->rules->len; i++)
    {
      LabRule *rule = self->rules->pdata[i];
      g_autoptr (GStrvBuilder) kept = g_strv_builder_new ();

      if (!g_strv_contains ((const char * const *) rule->senders, slot->id))
        continue;

      for (guint k = 0; rule->senders[k] != NULL; k++)
        if (!g_str_equal (rule->senders[k], slot->id))
          g_strv_builder_add (kept, rule->senders[k]);

      g_strfreev (rule->senders);
      rule->senders = g_strv_builder_end (kept);
      rule->version++;
    }

  lab_model_drop_alerts (self, slot->id);
  g_ptr_array_remove (self->slots, slot);
}

LabRule *
lab_model_add_rule (LabModel           *self,
                    const char         *id,
                    const char         *title,
                    const char         *event,
                    const char * const *senders)
{
  const char * const events[] = { event, NULL };
  const char * const recipients[] = { "owner@example.org", NULL };
  LabRule *rule = g_new0 (LabRule, 1);

  rule->id = g_strdup (id);
  rule->title = g_strdup (title);
  rule->enabled = TRUE;
  rule->events = g_strdupv ((char **) events);
  rule->senders = g_strdupv ((char **) senders);
  rule->recipients = g_strdupv ((char **) recipients);
  rule->version = 1;
  g_ptr_array_add (self->rules, rule);
  return rule;
}

LabRule *
lab_model_find_rule (LabModel   *self,
                     const char *id)
{
  for (guint i = 0; i < self->rules->len; i++)
    {
      LabRule *rule = self->rules->pdata[i];

      if (g_str_equal (rule->id, id))
        return rule;
    }

  return NULL;
}

/* One warning a slot stands at a time; the newest is the first. */
void
lab_model_raise_alert (LabModel   *self,
                       const char *slot,
                       const char *message,
                       gint64      now)
{
  LabAlert *alert = g_new0 (LabAlert, 1);

  lab_model_drop_alerts (self, slot);
  alert->id = lab_model_next_id (self, "alert");
  alert->slot = g_strdup (slot);
  alert->message = g_strdup (message);
  alert->raised_at = now;
  g_ptr_array_insert (self->alerts, 0, alert);
}

void
lab_model_drop_alerts (LabModel   *self,
                       const char *slot)
{
  for (guint i = self->alerts->len; i > 0; i--)
    {
      LabAlert *alert = self->alerts->pdata[i - 1];

      if (g_str_equal (alert->slot, slot))
        g_ptr_array_remove_index (self->alerts, i - 1);
    }
}

char *
lab_slot_dup_etag (LabSlot *slot)
{
  return g_strdup_printf ("\"%s.%" G_GUINT64_FORMAT "\"", slot->id, slot->login->version);
}

JsonObject *
lab_slot_print (LabSlot *slot)
{
  g_autofree char *etag = lab_slot_dup_etag (slot);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "id", slot->id);
  json_object_set_string_member (object, "etag", etag);
  json_object_set_string_member (object, "title", slot->title);
  json_object_set_string_member (object, "protocol", lab_protocol_nicks[slot->protocol]);
  json_object_set_string_member (object, "service", slot->service);
  lab_json_set_string (object, "link_group", slot->link_group);
  lab_json_set_string (object, "client_ref", slot->client_ref);
  json_object_set_boolean_member (object, "reauthorize", slot->reauthorize);
  json_object_set_object_member (object, "settings", lab_login_print_settings (slot->login));
  json_object_set_object_member (object, "token", lab_login_print_token (slot->login));
  json_object_set_object_member (object, "password", lab_login_print_password (slot->login));
  return object;
}

char *
lab_rule_dup_etag (LabRule *rule)
{
  return g_strdup_printf ("\"%s.%" G_GUINT64_FORMAT "\"", rule->id, rule->version);
}

JsonObject *
lab_rule_print (LabRule *rule)
{
  g_autofree char *etag = lab_rule_dup_etag (rule);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "id", rule->id);
  json_object_set_string_member (object, "etag", etag);
  json_object_set_string_member (object, "title", rule->title);
  json_object_set_boolean_member (object, "enabled", rule->enabled);
  lab_json_set_strv (object, "events", (const char * const *) rule->events);
  lab_json_set_strv (object, "senders", (const char * const *) rule->senders);
  lab_json_set_strv (object, "recipients", (const char * const *) rule->recipients);
  return object;
}

JsonObject *
lab_alert_print (LabAlert *alert)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "id", alert->id);
  json_object_set_string_member (object, "level", "warning");
  json_object_set_string_member (object, "message", alert->message);
  json_object_set_string_member (object, "slot", alert->slot);
  lab_json_set_time (object, "raised_at", alert->raised_at);
  return object;
}
