/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-found-row"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-found-row.h"

/* What the device said when it was asked is surer than what it announces. */
static GVariant *
new_either (const char *said,
            const char *announced)
{
  return mg_value_new_string (said != NULL ? said : announced);
}

static const MgIdentity *
get_identity (MgFoundRow *self)
{
  return self->inspection != NULL ? self->inspection->identity : NULL;
}

static GVariant *
new_id (gpointer row)
{
  MgFoundRow *self = row;

  return mg_value_new_string (mg_discovered_device_get_id (self->found));
}

static GVariant *
new_name (gpointer row)
{
  MgFoundRow *self = row;
  const MgIdentity *identity = get_identity (self);

  return new_either (identity != NULL ? identity->name : NULL,
                     mg_discovered_device_get_name (self->found));
}

static GVariant *
new_kind (gpointer row)
{
  MgFoundRow *self = row;
  const MgIdentity *identity = get_identity (self);
  const char *kind = mg_discovered_kind_get_nick (mg_discovered_device_get_kind (self->found));

  if (identity != NULL && identity->kind != MG_DEVICE_KIND_OTHER)
    kind = mg_device_kind_get_nick (identity->kind);

  return mg_value_new_string (kind);
}

static GVariant *
new_vendor (gpointer row)
{
  MgFoundRow *self = row;
  const MgIdentity *identity = get_identity (self);

  return new_either (identity != NULL ? identity->vendor : NULL,
                     mg_discovered_device_get_vendor (self->found));
}

static GVariant *
new_model (gpointer row)
{
  MgFoundRow *self = row;
  const MgIdentity *identity = get_identity (self);

  return new_either (identity != NULL ? identity->model : NULL,
                     mg_discovered_device_get_model (self->found));
}

static GVariant *
new_serial (gpointer row)
{
  MgFoundRow *self = row;
  const MgIdentity *identity = get_identity (self);

  return new_either (identity != NULL ? identity->serial : NULL,
                     mg_discovered_device_get_serial (self->found));
}

static GVariant *
new_firmware (gpointer row)
{
  MgFoundRow *self = row;
  const MgIdentity *identity = get_identity (self);

  return new_either (identity != NULL ? identity->firmware : NULL,
                     mg_discovered_device_get_firmware (self->found));
}

static GVariant *
new_addresses (gpointer row)
{
  MgFoundRow *self = row;

  return mg_value_new_strv (mg_discovered_device_get_addresses (self->found));
}

static GVariant *
new_admin_url (gpointer row)
{
  MgFoundRow *self = row;

  return mg_value_new_string (mg_discovered_device_get_admin_url (self->found));
}

static GVariant *
new_driver (gpointer row)
{
  MgFoundRow *self = row;

  return new_either (self->inspection != NULL ? self->inspection->driver_id : NULL, self->driver);
}

static GVariant *
new_sources (gpointer row)
{
  MgFoundRow *self = row;

  return mg_value_new_strv (mg_discovered_device_get_sources (self->found));
}

static GVariant *
new_disputed (gpointer row)
{
  MgFoundRow *self = row;

  return g_variant_new_boolean (mg_discovered_device_get_disputed (self->found));
}

const MgColumn mg_found_row_columns[] = {
  { "id", NULL, new_id, NULL },
  { "name", N_("Name"), new_name, NULL },
  { "kind", N_("Kind"), new_kind, NULL },
  { "vendor", N_("Vendor"), new_vendor, NULL },
  { "model", N_("Model"), new_model, NULL },
  { "serial", NULL, new_serial, NULL },
  { "firmware", NULL, new_firmware, NULL },
  { "addresses", N_("Addresses"), new_addresses, NULL },
  { "admin_url", N_("Admin page"), new_admin_url, NULL },
  { "driver", N_("Driver"), new_driver, NULL },
  { "sources", N_("Seen by"), new_sources, NULL },
  { "disputed", NULL, new_disputed, NULL },
  { NULL, NULL, NULL, NULL }
};

/**
 * mg_found_row_new:
 * @found: what was found
 * @driver: (nullable): the id of the driver that takes it for one of its make
 *
 * Returns: (transfer full): a row
 */
MgFoundRow *
mg_found_row_new (MgDiscoveredDevice *found,
                  const char         *driver)
{
  MgFoundRow *self;

  g_return_val_if_fail (MG_IS_DISCOVERED_DEVICE (found), NULL);

  self = g_new0 (MgFoundRow, 1);
  self->found = g_object_ref (found);
  self->driver = g_strdup (driver);

  return self;
}

/**
 * mg_found_row_free:
 * @self: a row
 *
 * Frees a row.
 */
void
mg_found_row_free (MgFoundRow *self)
{
  g_return_if_fail (self != NULL);

  g_object_unref (self->found);
  g_free (self->driver);
  g_clear_pointer (&self->inspection, mg_inspection_free);
  g_free (self);
}

/* Whether nothing but an address is known of a device, so that asking it is worth while. */
static gboolean
is_bare (MgFoundRow *self)
{
  const char *const *sources = mg_discovered_device_get_sources (self->found);

  return g_strv_contains (sources, "address") &&
         mg_discovered_device_get_admin_url (self->found) != NULL &&
         mg_discovered_device_get_serial (self->found) == NULL;
}

/* Asks, all at once, those devices that a person named by their address. They are asked what they
 * are, without a login. */
static void
inspect_bare (MgCli     *cli,
              GPtrArray *rows)
{
  MgFleet *fleet = mg_cli_get_fleet (cli);
  g_autofree GAsyncResult **results = g_new0 (GAsyncResult *, rows->len);
  g_autoptr (GPtrArray) asked = g_ptr_array_new ();

  for (guint i = 0; i < rows->len; i++)
    {
      MgFoundRow *row = g_ptr_array_index (rows, i);
      g_autoptr (MgAddress) address = NULL;

      if (is_bare (row))
        address = mg_address_parse (mg_discovered_device_get_admin_url (row->found), NULL);
      if (address == NULL)
        continue;

      g_ptr_array_add (asked, row);
      mg_fleet_inspect_async (fleet, address, row->driver, mg_cli_get_cancellable (cli),
                              mg_cli_take_result, &results[i]);
    }

  for (guint i = 0; i < rows->len; i++)
    {
      MgFoundRow *row = g_ptr_array_index (rows, i);

      if (!g_ptr_array_find (asked, row, NULL))
        continue;

      mg_cli_wait (&results[i]);
      row->inspection = mg_fleet_inspect_finish (fleet, results[i], NULL);
      g_object_unref (results[i]);
    }
}

/**
 * mg_found_row_new_list:
 * @cli: the run
 * @found: (element-type MgDiscoveredDevice): what was found
 *
 * Makes the rows of all that was found, and asks those that did not say by themselves what they
 * are.
 *
 * Returns: (transfer full) (element-type MgFoundRow): the rows
 */
GPtrArray *
mg_found_row_new_list (MgCli      *cli,
                       GListModel *found)
{
  g_autoptr (GPtrArray) rows = NULL;

  g_return_val_if_fail (MG_IS_CLI (cli), NULL);
  g_return_val_if_fail (G_IS_LIST_MODEL (found), NULL);

  rows = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_found_row_free);
  for (guint i = 0; i < g_list_model_get_n_items (found); i++)
    {
      g_autoptr (MgDiscoveredDevice) device = g_list_model_get_item (found, i);
      MgDriver *driver = mg_fleet_match_driver (mg_cli_get_fleet (cli), device);
      const char *id = driver != NULL ? mg_driver_info_get_id (mg_driver_get_info (driver)) : NULL;

      g_ptr_array_add (rows, mg_found_row_new (device, id));
    }
  inspect_bare (cli, rows);

  return g_steal_pointer (&rows);
}
