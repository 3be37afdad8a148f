/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "fuzz.h"
#include "mg-txt.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (MgTxt) txt = mg_txt_new_from_rdata (data, size);
  g_autoptr (MgTxt) split = mg_txt_new_split (txt);

  g_assert (mg_txt_get_size (txt) <= 64);
  for (guint i = 0; i < mg_txt_get_size (split); i++)
    {
      const char *value = mg_txt_get (split, mg_txt_get_key (split, i));

      g_assert (value == NULL || g_utf8_validate (value, -1, NULL));
    }

  return 0;
}
