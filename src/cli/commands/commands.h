/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-command.h"

G_BEGIN_DECLS

extern const MgCommand mg_authorize_command;
extern const MgCommand mg_delete_token_command;
extern const MgCommand mg_device_command;
extern const MgCommand mg_discover_command;
extern const MgCommand mg_doctor_command;
extern const MgCommand mg_export_command;
extern const MgCommand mg_import_command;
extern const MgCommand mg_monitor_command;
extern const MgCommand mg_password_command;
extern const MgCommand mg_provider_command;
extern const MgCommand mg_renew_command;
extern const MgCommand mg_repair_command;
extern const MgCommand mg_slot_command;
extern const MgCommand mg_status_command;
extern const MgCommand mg_test_command;

G_END_DECLS
