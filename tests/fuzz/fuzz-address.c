/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "fuzz.h"
#include "mg-address-range.h"
#include "mg-address.h"
#include "mg-url-rules.h"

/* What a person types and what a device calls its page. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *text = g_strndup (size > 0 ? (const char *) data : "", size);
  g_autoptr (MgAddress) address = mg_address_parse (text, NULL);
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *url = NULL;

  if (address != NULL)
    {
      g_autofree char *written = mg_address_to_string (address);
      g_autoptr (MgAddress) again = mg_address_parse (written, NULL);

      g_assert (again != NULL && mg_address_equal (address, again));
    }

  if (g_utf8_validate (text, -1, NULL) && mg_address_range_is_range (text))
    {
      g_autoptr (GPtrArray) range = mg_address_range_parse (text, NULL);

      g_assert (range == NULL || range->len <= MG_ADDRESS_RANGE_MAX);
    }

  g_ptr_array_add (addresses, g_inet_address_new_from_string ("10.77.0.13"));
  url = mg_url_rules_dup_admin_url (text, "nas.local", addresses, "10.77.0.13");
  if (url != NULL)
    g_assert (g_uri_is_valid (url, G_URI_FLAGS_ENCODED, NULL) &&
              strstr (url, "://10.77.0.13") != NULL);

  return 0;
}
