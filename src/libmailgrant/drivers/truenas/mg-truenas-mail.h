/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-driver.h"

G_BEGIN_DECLS

/* A TrueNAS has one place that sends mail. */
#define MG_TRUENAS_SLOT "mail"

MgSlotReading *mg_truenas_parse_mail           (JsonNode              *config,
                                                GError               **error);
gboolean       mg_truenas_has_discarded_alert  (JsonNode              *alerts);

gboolean       mg_truenas_check_delivery       (const MgTokenDelivery *delivery,
                                                gboolean               legacy,
                                                GError               **error);
MgSecret      *mg_truenas_write_token          (const MgTokenDelivery *delivery,
                                                const MgSlotReading   *slot,
                                                gboolean               legacy);
MgSecret      *mg_truenas_write_password       (const MgSlotReading   *slot,
                                                const char            *account,
                                                MgSecret              *password,
                                                GError               **error);
MgSecret      *mg_truenas_write_settings       (const MgMailSettings  *settings);
MgSecret      *mg_truenas_write_no_token       (const MgSlotReading   *slot);

G_END_DECLS
