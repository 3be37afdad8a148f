/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "fuzz.h"
#include "mg-mdns.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GPtrArray) records = mg_mdns_parse_response (data, size);

  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      const MgMdnsRecord *record = g_ptr_array_index (records, i);
      g_autofree char *label = mg_mdns_dup_first_label (record->name, NULL);
      const MgMdnsQuestion question = { record->name, MG_MDNS_TYPE_A };
      g_autoptr (GBytes) query = mg_mdns_new_query (&question, 1);

      g_assert (strlen (label) <= 63);
      g_assert (g_bytes_get_size (query) <= 12 + MG_MDNS_MAX_NAME + 5);
    }

  return 0;
}
