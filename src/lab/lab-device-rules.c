/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-device"

#include "config.h"

#include "lab-device-private.h"
#include "lab-json.h"
#include "lab-reply.h"

static void
reply_rule (SoupServerMessage *message,
            LabRule           *rule)
{
  g_autoptr (JsonObject) object = lab_rule_print (rule);
  g_autofree char *etag = lab_rule_dup_etag (rule);

  lab_reply_json (message, SOUP_STATUS_OK, object);
  lab_reply_header (message, "ETag", etag);
}

static void
list_rules (LabDevice         *self,
            SoupServerMessage *message)
{
  g_autoptr (JsonObject) object = json_object_new ();
  JsonArray *rules = json_array_new ();

  for (guint i = 0; i < self->model.rules->len; i++)
    json_array_add_object_element (rules, lab_rule_print (self->model.rules->pdata[i]));

  json_object_set_array_member (object, "rules", rules);
  lab_reply_json (message, SOUP_STATUS_OK, object);
}

static void
check_senders (LabDevice  *self,
               LabReader  *reader,
               char      **senders)
{
  for (guint i = 0; senders[i] != NULL; i++)
    {
      if (lab_model_find_slot (&self->model, senders[i]) == NULL)
        lab_reader_fail (reader, "senders", "Names a slot that is not there");

      for (guint k = i + 1; senders[k] != NULL; k++)
        if (g_str_equal (senders[i], senders[k]))
          lab_reader_fail (reader, "senders", "Names a slot twice");
    }
}

static void
put_rule (LabDevice         *self,
          SoupServerMessage *message,
          LabRule           *rule)
{
  g_autoptr (JsonObject) body = _lab_request_read_body (message, FALSE);
  g_autoptr (JsonArray) errors = json_array_new ();
  g_autofree char *etag = lab_rule_dup_etag (rule);
  g_auto (GStrv) events = NULL;
  g_auto (GStrv) senders = NULL;
  g_auto (GStrv) recipients = NULL;
  LabReader reader = { body, "", errors };
  const char *title;
  gboolean enabled;

  if (body == NULL || !_lab_request_matches (message, etag))
    return;

  title = lab_reader_string (&reader, "title", 0, 500, LAB_READ_REQUIRED);
  enabled = lab_reader_bool (&reader, "enabled");
  events = lab_reader_strv (&reader, "events", 64, 100);
  senders = lab_reader_strv (&reader, "senders", 16, 64);
  recipients = lab_reader_strv (&reader, "recipients", 64, 320);
  check_senders (self, &reader, senders);
  if (!_lab_request_is_valid (message, errors))
    return;

  g_free (rule->title);
  rule->title = g_strdup (title);
  rule->enabled = enabled;
  g_strfreev (rule->events);
  rule->events = g_steal_pointer (&events);
  g_strfreev (rule->senders);
  rule->senders = g_steal_pointer (&senders);
  g_strfreev (rule->recipients);
  rule->recipients = g_steal_pointer (&recipients);
  rule->version++;

  _lab_device_save (self);
  reply_rule (message, rule);
}

/* @path is what follows "rules/". */
void
_lab_device_handle_rules (LabDevice          *self,
                          SoupServerMessage  *message,
                          char              **path)
{
  LabRule *rule = path[0] != NULL ? lab_model_find_rule (&self->model, path[0]) : NULL;

  if (path[0] == NULL && _lab_request_is (message, SOUP_METHOD_GET))
    list_rules (self, message);
  else if (path[0] == NULL)
    _lab_request_no_method (message, "GET");
  else if (rule == NULL || path[1] != NULL)
    _lab_request_not_found (message, "There is no such rule");
  else if (_lab_request_is (message, SOUP_METHOD_GET))
    reply_rule (message, rule);
  else if (_lab_request_is (message, SOUP_METHOD_PUT))
    put_rule (self, message, rule);
  else
    _lab_request_no_method (message, "GET, PUT");
}
