/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-device-row"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-device-row.h"
#include "mg-slot-row.h"

static GVariant *
new_id (gpointer row)
{
  MgDeviceRow *self = row;

  return mg_value_new_string (mg_device_get_id (self->device));
}

static GVariant *
new_name (gpointer row)
{
  MgDeviceRow *self = row;

  return mg_value_new_string (mg_device_get_name (self->device));
}

static GVariant *
new_kind (gpointer row)
{
  MgDeviceRow *self = row;
  const MgIdentity *identity = mg_device_get_identity (self->device);

  return mg_value_new_string (mg_device_kind_get_nick (identity->kind));
}

static GVariant *
new_vendor (gpointer row)
{
  MgDeviceRow *self = row;

  return mg_value_new_string (mg_device_get_identity (self->device)->vendor);
}

static GVariant *
new_model (gpointer row)
{
  MgDeviceRow *self = row;

  return mg_value_new_string (mg_device_get_identity (self->device)->model);
}

static GVariant *
new_serial (gpointer row)
{
  MgDeviceRow *self = row;

  return mg_value_new_string (mg_device_get_identity (self->device)->serial);
}

static GVariant *
new_firmware (gpointer row)
{
  MgDeviceRow *self = row;

  return mg_value_new_string (mg_device_get_identity (self->device)->firmware);
}

static GVariant *
new_address (gpointer row)
{
  MgDeviceRow *self = row;
  g_autofree char *address = mg_address_to_string (mg_device_get_address (self->device));

  return mg_value_new_string (address);
}

static char *
dup_address (gpointer row)
{
  MgDeviceRow *self = row;

  return mg_address_to_display (mg_device_get_address (self->device));
}

static GVariant *
new_admin_url (gpointer row)
{
  MgDeviceRow *self = row;
  g_autofree char *url = mg_fleet_dup_admin_page (self->fleet, self->device);

  return mg_value_new_string (url);
}

static GVariant *
new_driver (gpointer row)
{
  MgDeviceRow *self = row;

  return mg_value_new_string (mg_device_get_driver_id (self->device));
}

static GVariant *
new_user (gpointer row)
{
  MgDeviceRow *self = row;

  return mg_value_new_string (mg_device_get_user (self->device));
}

static GVariant *
new_fingerprint (gpointer row)
{
  MgDeviceRow *self = row;

  return mg_value_new_string (mg_device_get_fingerprint (self->device));
}

static char *
dup_fingerprint (gpointer row)
{
  MgDeviceRow *self = row;
  const char *fingerprint = mg_device_get_fingerprint (self->device);

  return fingerprint != NULL ? mg_tls_pin_dup_display (fingerprint) : g_strdup ("");
}

static GVariant *
new_state (gpointer row)
{
  MgDeviceRow *self = row;

  return mg_value_new_string (mg_token_state_get_nick (mg_device_get_state (self->device)));
}

static char *
dup_state (gpointer row)
{
  MgDeviceRow *self = row;

  return g_strdup (mg_token_state_get_label (mg_device_get_state (self->device)));
}

static GVariant *
new_problem (gpointer row)
{
  MgDeviceRow *self = row;
  const GError *problem = mg_device_get_problem (self->device);

  return mg_value_new_string (problem != NULL ? problem->message : NULL);
}

static GVariant *
new_slots (gpointer row)
{
  MgDeviceRow *self = row;
  g_autoptr (GPtrArray) slots = mg_slot_row_new_list (self->fleet, self->device);

  return mg_printer_new_objects (slots, mg_slot_row_columns);
}

/* All of a device; its slots are a table of their own for people. */
const MgColumn mg_device_row_columns[] = {
  { "id", N_("ID"), new_id, NULL },
  { "name", N_("Name"), new_name, NULL },
  { "kind", N_("Kind"), new_kind, NULL },
  { "vendor", N_("Vendor"), new_vendor, NULL },
  { "model", N_("Model"), new_model, NULL },
  { "serial", N_("Serial number"), new_serial, NULL },
  { "firmware", N_("Firmware"), new_firmware, NULL },
  { "address", N_("Address"), new_address, dup_address },
  { "admin_url", N_("Admin page"), new_admin_url, NULL },
  { "driver", N_("Driver"), new_driver, NULL },
  { "user", N_("User"), new_user, NULL },
  { "fingerprint", N_("Fingerprint"), new_fingerprint, dup_fingerprint },
  { "state", N_("State"), new_state, dup_state },
  { "problem", N_("Problem"), new_problem, NULL },
  { "slots", NULL, new_slots, NULL },
  { NULL, NULL, NULL, NULL }
};

/* The same in JSON but for the slots, and fewer columns for people. */
const MgColumn mg_device_row_list_columns[] = {
  { "id", N_("ID"), new_id, NULL },
  { "name", N_("Name"), new_name, NULL },
  { "kind", N_("Kind"), new_kind, NULL },
  { "vendor", NULL, new_vendor, NULL },
  { "model", N_("Model"), new_model, NULL },
  { "serial", NULL, new_serial, NULL },
  { "firmware", NULL, new_firmware, NULL },
  { "address", N_("Address"), new_address, dup_address },
  { "admin_url", NULL, new_admin_url, NULL },
  { "driver", N_("Driver"), new_driver, NULL },
  { "user", NULL, new_user, NULL },
  { "fingerprint", NULL, new_fingerprint, NULL },
  { "state", N_("State"), new_state, dup_state },
  { "problem", N_("Problem"), new_problem, NULL },
  { NULL, NULL, NULL, NULL }
};

/**
 * mg_device_row_new:
 * @fleet: the fleet
 * @device: one of its devices
 *
 * Returns: (transfer full): a row
 */
MgDeviceRow *
mg_device_row_new (MgFleet  *fleet,
                   MgDevice *device)
{
  MgDeviceRow *self;

  g_return_val_if_fail (MG_IS_FLEET (fleet), NULL);
  g_return_val_if_fail (MG_IS_DEVICE (device), NULL);

  self = g_new0 (MgDeviceRow, 1);
  self->fleet = g_object_ref (fleet);
  self->device = g_object_ref (device);

  return self;
}

/**
 * mg_device_row_free:
 * @self: a row
 *
 * Frees a row.
 */
void
mg_device_row_free (MgDeviceRow *self)
{
  g_return_if_fail (self != NULL);

  g_object_unref (self->fleet);
  g_object_unref (self->device);
  g_free (self);
}

/**
 * mg_device_row_new_list:
 * @fleet: the fleet
 *
 * Returns: (transfer full) (element-type MgDeviceRow): the rows of all devices
 */
GPtrArray *
mg_device_row_new_list (MgFleet *fleet)
{
  g_autoptr (GPtrArray) rows = NULL;

  g_return_val_if_fail (MG_IS_FLEET (fleet), NULL);

  rows = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_device_row_free);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fleet)); i++)
    {
      g_autoptr (MgDevice) device = g_list_model_get_item (G_LIST_MODEL (fleet), i);

      g_ptr_array_add (rows, mg_device_row_new (fleet, device));
    }

  return g_steal_pointer (&rows);
}
