/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "fuzz.h"
#include "mg-upnp.h"
#include "mg-wsd.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GBytes) document = g_bytes_new_static (data, size);
  g_autoptr (MgUpnpDescription) description = mg_upnp_parse_description (document);
  g_autoptr (MgWsdMetadata) metadata = mg_wsd_parse_metadata (document);
  g_autoptr (GPtrArray) matches = mg_wsd_parse_matches (document);

  g_assert (matches->len <= MG_WSD_MAX_MATCHES);
  if (metadata != NULL)
    g_assert (mg_claims_get_macs (metadata->claims) != NULL);
  if (description != NULL)
    mg_upnp_description_is_ours (description);

  return 0;
}
