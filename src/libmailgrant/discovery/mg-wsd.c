/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-wsd"

#include "config.h"

#include <string.h>

#include "mg-wsd.h"
#include "mg-xml.h"

/* The messages of WS-Discovery (April 2005) and the metadata of the Devices
 * Profile for Web Services (February 2006). */

#define MAX_ENDPOINT 128

#define ENVELOPE(header, body) \
  "<?xml version=\"1.0\" encoding=\"utf-8\"?>" \
  "<soap:Envelope xmlns:soap=\"http://www.w3.org/2003/05/soap-envelope\"" \
  " xmlns:wsa=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\"" \
  " xmlns:wsd=\"http://schemas.xmlsoap.org/ws/2005/04/discovery\"" \
  " xmlns:wsdp=\"http://schemas.xmlsoap.org/ws/2006/02/devprof\">" \
  "<soap:Header>" header "</soap:Header><soap:Body>" body "</soap:Body></soap:Envelope>"

#define TO_ALL "<wsa:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</wsa:To>"
#define ACTION "http://schemas.xmlsoap.org/ws/2005/04/discovery/"
#define GET_ACTION "http://schemas.xmlsoap.org/ws/2004/09/transfer/Get"
#define ANONYMOUS "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous"

static GBytes *
bytes_new_take (char *text)
{
  return g_bytes_new_take (text, strlen (text));
}

/**
 * mg_wsd_new_probe:
 *
 * Makes a question to all devices. Each has an id of its own: wsdd drops what
 * has an id that it has seen, and answers nothing without a type.
 *
 * Returns: (transfer full): the message
 */
GBytes *
mg_wsd_new_probe (void)
{
  g_autofree char *id = g_uuid_string_random ();

  return bytes_new_take (g_markup_printf_escaped (
    ENVELOPE (TO_ALL "<wsa:Action>" ACTION "Probe</wsa:Action>"
              "<wsa:MessageID>urn:uuid:%s</wsa:MessageID>",
              "<wsd:Probe><wsd:Types>wsdp:Device</wsd:Types></wsd:Probe>"),
    id));
}

/**
 * mg_wsd_new_resolve:
 * @endpoint: an endpoint's address
 *
 * Returns: (transfer full): the question to all for where that endpoint is
 */
GBytes *
mg_wsd_new_resolve (const char *endpoint)
{
  g_autofree char *id = g_uuid_string_random ();

  g_return_val_if_fail (endpoint != NULL, NULL);

  return bytes_new_take (g_markup_printf_escaped (
    ENVELOPE (TO_ALL "<wsa:Action>" ACTION "Resolve</wsa:Action>"
              "<wsa:MessageID>urn:uuid:%s</wsa:MessageID>",
              "<wsd:Resolve><wsa:EndpointReference><wsa:Address>%s</wsa:Address>"
              "</wsa:EndpointReference></wsd:Resolve>"),
    id, endpoint));
}

/**
 * mg_wsd_new_get:
 * @endpoint: an endpoint's address
 *
 * Returns: (transfer full): the question to that endpoint for what it is
 */
GBytes *
mg_wsd_new_get (const char *endpoint)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *from = g_uuid_string_random ();

  g_return_val_if_fail (endpoint != NULL, NULL);

  return bytes_new_take (g_markup_printf_escaped (
    ENVELOPE ("<wsa:To>%s</wsa:To><wsa:Action>" GET_ACTION "</wsa:Action>"
              "<wsa:MessageID>urn:uuid:%s</wsa:MessageID>"
              "<wsa:ReplyTo><wsa:Address>" ANONYMOUS "</wsa:Address></wsa:ReplyTo>"
              "<wsa:From><wsa:Address>urn:uuid:%s</wsa:Address></wsa:From>", ""),
    endpoint, id, from));
}

/* "wsdp:Device wprt:PrintDeviceType", where the prefixes are the sender's. */
static char *
dup_local_names (const char *text)
{
  g_autoptr (GString) names = g_string_new (NULL);
  g_auto (GStrv) words = g_strsplit_set (text, " \t\r\n", 16);

  for (gsize i = 0; words[i] != NULL; i++)
    {
      const char *colon = strrchr (words[i], ':');

      if (*words[i] != '\0')
        g_string_append_printf (names, "%s ", colon != NULL ? colon + 1 : words[i]);
    }

  return g_string_free (g_steal_pointer (&names), FALSE);
}

typedef struct
{
  GPtrArray  *matches;  /* (element-type MgWsdMatch) */
  MgWsdMatch *match;
} Matches;

static void
on_match_element (const char *path,
                  const char *text,
                  gpointer    user_data)
{
  Matches *matches = user_data;
  MgWsdMatch *match = matches->match;

  if (g_str_has_suffix (path, "Match/EndpointReference/Address"))
    {
      if (match->endpoint == NULL && *text != '\0' && strlen (text) <= MAX_ENDPOINT)
        match->endpoint = g_strdup (text);
    }
  else if (g_str_has_suffix (path, "Match/Types"))
    {
      if (match->types == NULL)
        match->types = dup_local_names (text);
    }
  else if (g_str_has_suffix (path, "Match/XAddrs"))
    {
      if (match->urls == NULL && *text != '\0')
        match->urls = g_strsplit_set (text, " \t\r\n", MG_WSD_MAX_URLS);
    }
  else if (g_str_has_suffix (path, "/ProbeMatch") || g_str_has_suffix (path, "/ResolveMatch"))
    {
      if (match->endpoint != NULL && matches->matches->len < MG_WSD_MAX_MATCHES)
        g_ptr_array_add (matches->matches, g_steal_pointer (&matches->match));
      else
        mg_wsd_match_free (matches->match);
      matches->match = g_new0 (MgWsdMatch, 1);
    }
}

/**
 * mg_wsd_parse_matches:
 * @document: a datagram
 *
 * Returns: (transfer full) (element-type MgWsdMatch): the matches that it
 *   speaks of, perhaps none
 */
GPtrArray *
mg_wsd_parse_matches (GBytes *document)
{
  Matches matches;

  g_return_val_if_fail (document != NULL, NULL);

  matches.matches = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_wsd_match_free);
  matches.match = g_new0 (MgWsdMatch, 1);
  if (!mg_xml_read (document, on_match_element, &matches))
    g_ptr_array_set_size (matches.matches, 0);
  mg_wsd_match_free (matches.match);

  return matches.matches;
}

static void
on_metadata_element (const char *path,
                     const char *text,
                     gpointer    user_data)
{
  static const struct
  {
    const char *suffix;
    MgClaim     claim;
  } fields[] = {
    { "/ThisModel/Manufacturer", MG_CLAIM_VENDOR },
    { "/ThisModel/ModelName", MG_CLAIM_MODEL },
    { "/ThisDevice/FriendlyName", MG_CLAIM_NAME },
    { "/ThisDevice/FirmwareVersion", MG_CLAIM_FIRMWARE },
    { "/ThisDevice/SerialNumber", MG_CLAIM_SERIAL },
  };
  MgWsdMetadata *metadata = user_data;

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_str_has_suffix (path, fields[i].suffix))
      mg_claims_set (metadata->claims, fields[i].claim, text);

  if (g_str_has_suffix (path, "/ThisModel/PresentationUrl") &&
      metadata->presentation_url == NULL && *text != '\0')
    metadata->presentation_url = g_strdup (text);
}

/**
 * mg_wsd_parse_metadata:
 * @document: the answer to mg_wsd_new_get()
 *
 * Returns: (transfer full) (nullable): what the device says of itself, or %NULL
 *   if it cannot be read
 */
MgWsdMetadata *
mg_wsd_parse_metadata (GBytes *document)
{
  g_autoptr (MgWsdMetadata) metadata = NULL;

  g_return_val_if_fail (document != NULL, NULL);

  metadata = g_new0 (MgWsdMetadata, 1);
  metadata->claims = mg_claims_new ();

  return mg_xml_read (document, on_metadata_element, metadata) ? g_steal_pointer (&metadata)
                                                               : NULL;
}

/**
 * mg_wsd_match_is_ours:
 * @match: a match
 *
 * Returns: whether it says that it is a printer or scanner; computers say so
 *   as well what they are, and are none of ours
 */
gboolean
mg_wsd_match_is_ours (const MgWsdMatch *match)
{
  g_return_val_if_fail (match != NULL, FALSE);

  return match->types != NULL && (strstr (match->types, "PrintDeviceType ") != NULL ||
                                  strstr (match->types, "ScanDeviceType ") != NULL);
}

/**
 * mg_wsd_match_free:
 * @match: (transfer full): a match
 *
 * Frees a match.
 */
void
mg_wsd_match_free (MgWsdMatch *match)
{
  g_free (match->endpoint);
  g_free (match->types);
  g_strfreev (match->urls);
  g_free (match);
}

/**
 * mg_wsd_metadata_free:
 * @metadata: (transfer full): metadata
 *
 * Frees metadata.
 */
void
mg_wsd_metadata_free (MgWsdMetadata *metadata)
{
  mg_claims_unref (metadata->claims);
  g_free (metadata->presentation_url);
  g_free (metadata);
}
