/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "fuzz.h"
#include "mg-upnp.h"
#include "mg-url-rules.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (MgSsdpAnswer) answer = mg_ssdp_parse_answer (data, size);
  g_autoptr (GInetAddress) source = g_inet_address_new_from_string ("10.77.0.13");
  g_autoptr (GUri) uri = NULL;

  if (answer == NULL || answer->location == NULL)
    return 0;

  uri = mg_url_rules_parse_fetchable (answer->location, source);
  if (uri != NULL)
    {
      g_assert (g_str_equal (g_uri_get_host (uri), "10.77.0.13"));
      g_assert (g_uri_get_userinfo (uri) == NULL);
    }

  return 0;
}
