/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-command.h"

G_BEGIN_DECLS

extern const MgCommand mg_device_add_command;

G_END_DECLS
