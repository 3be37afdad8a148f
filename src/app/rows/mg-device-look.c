/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-device-look"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-device-look.h"

/**
 * mg_device_look_get_icon_name:
 * @kind: what a device is
 *
 * Returns: (transfer none): the name of a symbolic icon
 */
const char *
mg_device_look_get_icon_name (MgDeviceKind kind)
{
  switch (kind)
    {
    case MG_DEVICE_KIND_NAS:
      return "mg-nas-symbolic";
    case MG_DEVICE_KIND_PRINTER:
      return "printer-symbolic";
    case MG_DEVICE_KIND_SERVER:
      return "network-server-symbolic";
    case MG_DEVICE_KIND_OTHER:
    default:
      return "network-wired-symbolic";
    }
}

/**
 * mg_device_look_dup_model:
 * @identity: what a device says that it is
 *
 * Returns: (transfer full) (nullable): make and model, or what is known of them
 */
char *
mg_device_look_dup_model (const MgIdentity *identity)
{
  g_return_val_if_fail (identity != NULL, NULL);

  /* Many a model's name begins with the make. */
  if (identity->vendor == NULL || identity->model == NULL ||
      g_str_has_prefix (identity->model, identity->vendor))
    return g_strdup (identity->model != NULL ? identity->model : identity->vendor);

  /* Translators: the make and the model of a device, as in "Acme D-100" */
  return g_strdup_printf (C_("device", "%s %s"), identity->vendor, identity->model);
}

/**
 * mg_device_look_dup_detail:
 * @device: a device
 *
 * Returns: (transfer full): what and where it is, in one line
 */
char *
mg_device_look_dup_detail (MgDevice *device)
{
  g_autofree char *model = NULL;
  g_autofree char *address = NULL;

  g_return_val_if_fail (MG_IS_DEVICE (device), NULL);

  model = mg_device_look_dup_model (mg_device_get_identity (device));
  address = mg_address_to_display (mg_device_get_address (device));
  if (model == NULL)
    return g_steal_pointer (&address);

  /* Translators: the model and the address of a device, as in "Acme D-100 · 192.0.2.7" */
  return g_strdup_printf (C_("device", "%s · %s"), model, address);
}
