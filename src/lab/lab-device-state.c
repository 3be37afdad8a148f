/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-device"

#include "config.h"

#include "lab-device-private.h"
#include "lab-json.h"

/* The device's flash: one file, replaced as a whole, readable by its owner
 * only, since it holds tokens and passwords as a real device does. */

#define VERSION 1

gboolean
_lab_device_load (LabDevice  *self,
                  GError    **error)
{
  g_autofree char *text = NULL;
  gsize length = 0;
  g_autoptr (JsonObject) object = NULL;
  JsonObject *mail;

  if (!g_file_get_contents (self->state_file, &text, &length, error))
    return FALSE;

  object = lab_json_parse (text, length, error);
  if (object == NULL)
    {
      g_prefix_error (error, "%s: ", self->state_file);
      return FALSE;
    }

  mail = lab_json_get_object (object, "mail");
  if (lab_json_get_int (object, "version", 0) != VERSION || mail == NULL
      || g_strcmp0 (lab_json_get_string (object, "personality"), self->personality->name) != 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   "%s is not the state of a %s", self->state_file, self->personality->name);
      return FALSE;
    }

  g_free (self->serial);
  self->serial = g_strdup (lab_json_get_string (object, "serial"));
  g_free (self->uuid);
  self->uuid = g_strdup (lab_json_get_string (object, "uuid"));
  self->pem = g_strdup (lab_json_get_string (object, "pem"));
  lab_model_load (&self->model, mail);
  if (lab_json_get_object (object, "more") != NULL)
    self->more = json_object_ref (lab_json_get_object (object, "more"));
  return TRUE;
}

void
_lab_device_save (LabDevice *self)
{
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (self->state_file == NULL)
    return;

  object = json_object_new ();
  json_object_set_int_member (object, "version", VERSION);
  json_object_set_string_member (object, "personality", self->personality->name);
  lab_json_set_string (object, "serial", self->serial);
  lab_json_set_string (object, "uuid", self->uuid);
  lab_json_set_string (object, "pem", self->pem);
  json_object_set_object_member (object, "mail", lab_model_save (&self->model));
  if (self->more != NULL)
    json_object_set_object_member (object, "more", json_object_ref (self->more));
  text = lab_json_print (object);

  if (!g_file_set_contents_full (self->state_file, text, -1, G_FILE_SET_CONTENTS_CONSISTENT,
                                 0600, &error))
    g_warning ("the state could not be saved: %s", error->message);
}
