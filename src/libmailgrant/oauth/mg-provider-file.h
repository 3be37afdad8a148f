/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-provider.h"

G_BEGIN_DECLS

/**
 * MgProviderOrigin:
 * @MG_PROVIDER_ORIGIN_BUILT_IN: comes with the program
 * @MG_PROVIDER_ORIGIN_PERSON: written or discovered by the person
 *
 * Where a provider's file comes from; only a built-in one may bend RFC 8414.
 */
typedef enum
{
  MG_PROVIDER_ORIGIN_BUILT_IN,
  MG_PROVIDER_ORIGIN_PERSON,
} MgProviderOrigin;

MgProvider *mg_provider_new_from_key_file (GKeyFile        *file,
                                           MgProviderOrigin origin,
                                           GError         **error);
GKeyFile   *mg_provider_file_read         (GFile           *location,
                                           GError         **error);
void        mg_provider_file_merge_client (GKeyFile        *built_in,
                                           GKeyFile        *own);

G_END_DECLS
