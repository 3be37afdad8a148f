/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "fuzz.h"
#include "mg-ipp.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GBytes) response = g_bytes_new_static (data, size);
  g_autoptr (GPtrArray) printers = mg_ipp_parse_printers (response);

  g_assert (printers->len <= MG_IPP_MAX_PRINTERS);

  return 0;
}
