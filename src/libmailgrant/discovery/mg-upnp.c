/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-upnp"

#include "config.h"

#include <string.h>

#include "mg-upnp.h"
#include "mg-xml.h"

/* The two languages of UPnP: SSDP datagrams and device descriptions (UPnP
 * Device Architecture 1.1, parts 1 and 2). */

#define MAX_DATAGRAM 4096
#define MAX_LINES 64
#define DEFAULT_MAX_AGE 1800
#define MIN_MAX_AGE 60
#define MAX_MAX_AGE 86400

/* "synodsm" and the hardware address: a Synology NAS has such a UDN for each
 * of its ports. */
#define SYNOLOGY_UDN "73796e6f-6473-6d00-0000-"

/* The makes whose Basic devices are storage; anything may be Basic. */
static const char * const nas_makers[] = { "Synology", "QNAP" };

/**
 * mg_ssdp_new_search:
 * @target: what to search for
 *
 * Returns: (transfer full): the datagram
 */
GBytes *
mg_ssdp_new_search (const char *target)
{
  g_autofree char *text = NULL;
  gsize length;

  g_return_val_if_fail (target != NULL, NULL);

  text = g_strdup_printf ("M-SEARCH * HTTP/1.1\r\n"
                          "HOST: 239.255.255.250:1900\r\n"
                          "MAN: \"ssdp:discover\"\r\n"
                          "MX: 1\r\n"
                          "ST: %s\r\n"
                          "\r\n", target);
  length = strlen (text);

  return g_bytes_new_take (g_steal_pointer (&text), length);
}

/* An unreadable lifetime is the usual one. */
static guint
read_max_age (const char *text)
{
  const char *value = strstr (text, "max-age");
  guint64 seconds;

  if (value == NULL)
    return DEFAULT_MAX_AGE;

  value += strlen ("max-age");
  value += strspn (value, " =");
  seconds = g_ascii_strtoull (value, NULL, 10);

  return seconds == 0 ? DEFAULT_MAX_AGE : (guint) CLAMP (seconds, MIN_MAX_AGE, MAX_MAX_AGE);
}

static void
ssdp_answer_read_line (MgSsdpAnswer *answer,
                       const char   *line)
{
  const char *colon = strchr (line, ':');
  g_autofree char *value = NULL;
  gsize length;

  if (colon == NULL)
    return;

  length = (gsize) (colon - line);
  value = g_strstrip (g_strdup (colon + 1));
  if (length == 8 && g_ascii_strncasecmp (line, "LOCATION", length) == 0 &&
      answer->location == NULL)
    answer->location = g_steal_pointer (&value);
  else if (length == 3 && g_ascii_strncasecmp (line, "USN", length) == 0 && answer->usn == NULL)
    answer->usn = g_steal_pointer (&value);
  else if (length == 13 && g_ascii_strncasecmp (line, "CACHE-CONTROL", length) == 0)
    answer->max_age = read_max_age (value);
}

/**
 * mg_ssdp_parse_answer:
 * @bytes: (array length=length): a datagram
 * @length: its length
 *
 * Returns: (transfer full) (nullable): the answer, or %NULL if it is none
 */
MgSsdpAnswer *
mg_ssdp_parse_answer (const guint8 *bytes,
                      gsize         length)
{
  g_autoptr (MgSsdpAnswer) answer = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  g_return_val_if_fail (bytes != NULL || length == 0, NULL);

  if (length > MAX_DATAGRAM || length < 15 || memchr (bytes, '\0', length) != NULL ||
      memcmp (bytes, "HTTP/1.", 7) != 0 || memcmp (bytes + 8, " 200", 4) != 0)
    return NULL;

  text = g_strndup ((const char *) bytes, length);
  lines = g_strsplit (text, "\n", MAX_LINES);
  answer = g_new0 (MgSsdpAnswer, 1);
  answer->max_age = DEFAULT_MAX_AGE;
  for (gsize i = 1; lines[i] != NULL && *g_strchomp (lines[i]) != '\0'; i++)
    ssdp_answer_read_line (answer, lines[i]);

  return g_steal_pointer (&answer);
}

/**
 * mg_ssdp_answer_free:
 * @answer: (transfer full): an answer
 *
 * Frees an answer.
 */
void
mg_ssdp_answer_free (MgSsdpAnswer *answer)
{
  g_free (answer->location);
  g_free (answer->usn);
  g_free (answer);
}

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
