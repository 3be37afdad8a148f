/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-slot-reading.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

MgSlotReading *mg_synology_parse_mail (JsonObject *data);

G_END_DECLS
