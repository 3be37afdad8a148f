/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-command.h"

G_BEGIN_DECLS

extern const MgCommand mg_slot_add_command;
extern const MgCommand mg_slot_edit_command;

G_END_DECLS
