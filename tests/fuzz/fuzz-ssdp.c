/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "fuzz.h"
#include "mg-ssdp.h"
#include "mg-url-rules.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (MgSsdpMessage) message = mg_ssdp_parse_message (data, size);
  g_autoptr (GInetAddress) source = g_inet_address_new_from_string ("10.77.0.13");
  g_autoptr (GUri) uri = NULL;

  const char *where;

  if (message == NULL)
    return 0;

  where = mg_ssdp_message_is_redfish (message) ? message->service_root : message->location;
  uri = where != NULL ? mg_url_rules_parse_fetchable (where, source) : NULL;
  if (uri != NULL)
    {
      g_assert (g_str_equal (g_uri_get_host (uri), "10.77.0.13"));
      g_assert (g_uri_get_userinfo (uri) == NULL);
    }

  return 0;
}
