/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-slot-row"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-slot-row.h"

static GVariant *
new_id (gpointer row)
{
  MgSlotRow *self = row;
  g_autofree char *path = g_strconcat (mg_device_get_id (self->device), "/",
                                       mg_slot_get_id (self->slot), NULL);

  return mg_value_new_string (path);
}

static GVariant *
new_slot_id (gpointer row)
{
  MgSlotRow *self = row;

  return mg_value_new_string (mg_slot_get_id (self->slot));
}

static GVariant *
new_device_name (gpointer row)
{
  MgSlotRow *self = row;

  return mg_value_new_string (mg_device_get_name (self->device));
}

static GVariant *
new_title (gpointer row)
{
  MgSlotRow *self = row;

  return mg_value_new_string (mg_slot_get_title (self->slot));
}

static GVariant *
new_protocol (gpointer row)
{
  MgSlotRow *self = row;
  const MgSlotReading *reading = mg_slot_get_reading (self->slot);

  return mg_value_new_string (mg_mail_protocol_get_nick (reading->protocol));
}

static GVariant *
new_provider (gpointer row)
{
  MgSlotRow *self = row;

  return mg_value_new_string (mg_slot_get_provider (self->slot));
}

static GVariant *
new_account (gpointer row)
{
  MgSlotRow *self = row;

  return mg_value_new_string (mg_slot_get_account (self->slot));
}

static GVariant *
new_state (gpointer row)
{
  MgSlotRow *self = row;

  return mg_value_new_string (mg_token_state_get_nick (mg_slot_get_state (self->slot)));
}

static char *
dup_state (gpointer row)
{
  MgSlotRow *self = row;

  return g_strdup (mg_token_state_get_label (mg_slot_get_state (self->slot)));
}

static GVariant *
new_note (gpointer row)
{
  MgSlotRow *self = row;
  MgNoteCode code = mg_slot_get_note (self->slot);
  const char *text = mg_slot_get_note_text (self->slot);
  GVariantBuilder builder;

  if (code == MG_NOTE_NONE)
    return NULL;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  mg_value_add (&builder, "code", mg_value_new_string (mg_note_code_get_nick (code)));
  mg_value_add (&builder, "text",
                mg_value_new_string (text != NULL ? text : mg_note_code_get_label (code)));
  mg_value_add (&builder, "at", mg_value_new_time (mg_slot_get_checked_at (self->slot)));

  return g_variant_builder_end (&builder);
}

static char *
dup_note (gpointer row)
{
  MgSlotRow *self = row;
  MgNoteCode code = mg_slot_get_note (self->slot);
  const char *text = mg_slot_get_note_text (self->slot);

  if (code == MG_NOTE_NONE)
    return g_strdup ("");

  if (text == NULL)
    return g_strdup (mg_note_code_get_label (code));

  /* Translators: a note beside a token's state, and its reason */
  return g_strdup_printf (_("%s: %s"), mg_note_code_get_label (code), text);
}

static GVariant *
new_server (gpointer row)
{
  MgSlotRow *self = row;
  const MgMailSettings *settings = mg_slot_get_reading (self->slot)->settings;
  GVariantBuilder builder;

  if (settings->host == NULL)
    return NULL;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  mg_value_add (&builder, "host", mg_value_new_string (settings->host));
  mg_value_add (&builder, "port",
                settings->port != 0 ? g_variant_new_int64 (settings->port) : NULL);
  mg_value_add (&builder, "security",
                mg_value_new_string (mg_mail_security_get_nick (settings->security)));

  return g_variant_builder_end (&builder);
}

static char *
dup_server (gpointer row)
{
  MgSlotRow *self = row;
  const MgMailSettings *settings = mg_slot_get_reading (self->slot)->settings;

  if (settings->host == NULL)
    return g_strdup ("");

  return g_strdup_printf ("%s:%u", settings->host, (guint) settings->port);
}

static GVariant *
new_link_group (gpointer row)
{
  MgSlotRow *self = row;

  return mg_value_new_string (mg_slot_get_link_group (self->slot));
}

static GVariant *
new_rules (gpointer row)
{
  MgSlotRow *self = row;

  return mg_value_new_strv (mg_slot_get_rules (self->slot));
}

static GVariant *
new_checked_at (gpointer row)
{
  MgSlotRow *self = row;

  return mg_value_new_time (mg_slot_get_checked_at (self->slot));
}

static GVariant *
new_obtained_at (gpointer row)
{
  MgSlotRow *self = row;

  return mg_value_new_time (mg_fleet_get_obtained_at (self->fleet, self->slot));
}

static GVariant *
new_expires_at (gpointer row)
{
  MgSlotRow *self = row;

  return mg_value_new_time (mg_fleet_get_expires_at (self->fleet, self->slot));
}

static char *
dup_expires_at (gpointer row)
{
  MgSlotRow *self = row;

  return mg_value_dup_time (mg_fleet_get_expires_at (self->fleet, self->slot));
}

/* The members of a slot in JSON, and its columns in lists. */
const MgColumn mg_slot_row_columns[] = {
  { "id", N_("ID"), new_id, NULL },
  { "title", N_("Title"), new_title, NULL },
  { "protocol", N_("Protocol"), new_protocol, NULL },
  { "provider", N_("Provider"), new_provider, NULL },
  { "account", N_("Account"), new_account, NULL },
  { "state", N_("State"), new_state, dup_state },
  { "note", N_("Note"), new_note, dup_note },
  { "server", N_("Server"), new_server, dup_server },
  { "link_group", N_("Linked"), new_link_group, NULL },
  { "rules", N_("Rules"), new_rules, NULL },
  { "checked_at", NULL, new_checked_at, NULL },
  { "obtained_at", NULL, new_obtained_at, NULL },
  { "expires_at", N_("Expires"), new_expires_at, dup_expires_at },
  { NULL, NULL, NULL, NULL }
};

/* What a person wants to see of all slots at once. */
const MgColumn mg_slot_row_status_columns[] = {
  { "device", N_("Device"), new_device_name, NULL },
  { "slot", N_("Slot"), new_slot_id, NULL },
  { "provider", N_("Provider"), new_provider, NULL },
  { "account", N_("Account"), new_account, NULL },
  { "state", N_("State"), new_state, dup_state },
  { "note", N_("Note"), new_note, dup_note },
  { NULL, NULL, NULL, NULL }
};

/**
 * mg_slot_row_new:
 * @fleet: the fleet
 * @device: the device
 * @slot: one of its slots
 *
 * Returns: (transfer full): a row
 */
MgSlotRow *
mg_slot_row_new (MgFleet  *fleet,
                 MgDevice *device,
                 MgSlot   *slot)
{
  MgSlotRow *self;

  g_return_val_if_fail (MG_IS_FLEET (fleet), NULL);
  g_return_val_if_fail (MG_IS_DEVICE (device), NULL);
  g_return_val_if_fail (MG_IS_SLOT (slot), NULL);

  self = g_new0 (MgSlotRow, 1);
  self->fleet = g_object_ref (fleet);
  self->device = g_object_ref (device);
  self->slot = g_object_ref (slot);

  return self;
}

/**
 * mg_slot_row_free:
 * @self: a row
 *
 * Frees a row.
 */
void
mg_slot_row_free (MgSlotRow *self)
{
  g_return_if_fail (self != NULL);

  g_object_unref (self->fleet);
  g_object_unref (self->device);
  g_object_unref (self->slot);
  g_free (self);
}

static void
append_slots (GPtrArray *rows,
              MgFleet   *fleet,
              MgDevice  *device)
{
  GListModel *slots = mg_device_get_slots (device);

  for (guint i = 0; i < g_list_model_get_n_items (slots); i++)
    {
      g_autoptr (MgSlot) slot = g_list_model_get_item (slots, i);

      g_ptr_array_add (rows, mg_slot_row_new (fleet, device, slot));
    }
}

/**
 * mg_slot_row_new_list:
 * @fleet: the fleet
 * @only: (nullable): a device, or %NULL for all of them
 *
 * Returns: (transfer full) (element-type MgSlotRow): the rows of all slots
 */
GPtrArray *
mg_slot_row_new_list (MgFleet  *fleet,
                      MgDevice *only)
{
  g_autoptr (GPtrArray) rows = NULL;

  g_return_val_if_fail (MG_IS_FLEET (fleet), NULL);

  rows = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_slot_row_free);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fleet)); i++)
    {
      g_autoptr (MgDevice) device = g_list_model_get_item (G_LIST_MODEL (fleet), i);

      if (only == NULL || device == only)
        append_slots (rows, fleet, device);
    }

  return g_steal_pointer (&rows);
}
