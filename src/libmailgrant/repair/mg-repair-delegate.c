/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-repair-delegate"

#include "config.h"

#include "mg-repair-delegate.h"

G_DEFINE_INTERFACE (MgRepairDelegate, mg_repair_delegate, G_TYPE_OBJECT)

static void
mg_repair_delegate_default_init (MgRepairDelegateInterface *iface)
{
}
