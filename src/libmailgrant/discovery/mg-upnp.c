/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-upnp"

#include "config.h"

#include <string.h>

#include "mg-upnp.h"
#include "mg-xml.h"

/* What UPnP devices say of themselves (UPnP Device Architecture 1.1, part 2). */

/* "synodsm" and the hardware address: a Synology NAS has such a UDN for each
 * of its ports. */
#define SYNOLOGY_UDN "73796e6f-6473-6d00-0000-"

/* The makes whose Basic devices are storage; anything may be Basic. */
static const char * const nas_makers[] = { "Synology", "QNAP" };

typedef struct
{
  const char *path;
  MgClaim     claim;
} Field;

static const Field fields[] = {
  { "root/device/friendlyName", MG_CLAIM_NAME },
  { "root/device/manufacturer", MG_CLAIM_VENDOR },
  { "root/device/modelName", MG_CLAIM_MODEL },
  { "root/device/serialNumber", MG_CLAIM_SERIAL },
  { "root/device/UDN", MG_CLAIM_UUID },
};

/* "DS216+II 6.2-25426", where the model is "DS216+II". */
static void
read_model_number (MgClaims   *claims,
                   const char *text)
{
  const char *model = mg_claims_get (claims, MG_CLAIM_MODEL);

  if (model != NULL && g_str_has_prefix (text, model) && text[strlen (model)] == ' ')
    mg_claims_set (claims, MG_CLAIM_FIRMWARE, text + strlen (model) + 1);
}

static void
on_element (const char *path,
            const char *text,
            gpointer    user_data)
{
  MgUpnpDescription *description = user_data;

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_str_equal (path, fields[i].path))
      mg_claims_set (description->claims, fields[i].claim, text);

  if (g_str_equal (path, "root/device/modelNumber"))
    read_model_number (description->claims, text);
  else if (g_str_equal (path, "root/device/deviceType") && description->device_type == NULL)
    description->device_type = g_strdup (text);
  else if (g_str_equal (path, "root/device/presentationURL") &&
           description->presentation_url == NULL)
    description->presentation_url = g_strdup (text);
}

static gboolean
is_type (MgUpnpDescription *description,
         const char        *type)
{
  return description->device_type != NULL && strstr (description->device_type, type) != NULL;
}

static void
read_kind (MgUpnpDescription *description)
{
  const char *vendor = mg_claims_get (description->claims, MG_CLAIM_VENDOR);
  const char *uuid = mg_claims_get (description->claims, MG_CLAIM_UUID);

  if (uuid != NULL && g_str_has_prefix (uuid, SYNOLOGY_UDN))
    mg_claims_add_mac (description->claims, uuid + strlen (SYNOLOGY_UDN));

  if (is_type (description, ":device:Printer:"))
    mg_claims_set_kind (description->claims, MG_DISCOVERED_KIND_PRINTER);
  else if (is_type (description, ":device:Basic:"))
    for (gsize i = 0; i < G_N_ELEMENTS (nas_makers); i++)
      if (g_strcmp0 (vendor, nas_makers[i]) == 0)
        mg_claims_set_kind (description->claims, MG_DISCOVERED_KIND_NAS);
}

/**
 * mg_upnp_parse_description:
 * @document: what is at the location of an answer
 *
 * Reads what the root device says of itself. Nothing that it points to is
 * looked at.
 *
 * Returns: (transfer full) (nullable): the description, or %NULL if it is none
 */
MgUpnpDescription *
mg_upnp_parse_description (GBytes *document)
{
  g_autoptr (MgUpnpDescription) description = NULL;

  g_return_val_if_fail (document != NULL, NULL);

  description = g_new0 (MgUpnpDescription, 1);
  description->claims = mg_claims_new ();
  if (!mg_xml_read (document, on_element, description) || description->device_type == NULL)
    return NULL;

  read_kind (description);

  return g_steal_pointer (&description);
}

/**
 * mg_upnp_description_is_ours:
 * @description: a description
 *
 * Tells what may be one of our devices from media servers, players and
 * routers. A media server is software and proves no make.
 *
 * Returns: whether it may be a device of ours
 */
gboolean
mg_upnp_description_is_ours (MgUpnpDescription *description)
{
  static const char * const types[] = { ":device:Basic:", ":device:Printer:" };

  g_return_val_if_fail (description != NULL, FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (is_type (description, types[i]))
      return TRUE;

  return FALSE;
}

/**
 * mg_upnp_description_free:
 * @description: (transfer full): a description
 *
 * Frees a description.
 */
void
mg_upnp_description_free (MgUpnpDescription *description)
{
  mg_claims_unref (description->claims);
  g_free (description->device_type);
  g_free (description->presentation_url);
  g_free (description);
}
