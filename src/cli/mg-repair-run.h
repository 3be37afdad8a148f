/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-cli.h"

G_BEGIN_DECLS

/**
 * MgRepairOptions:
 * @all: whether the whole fleet is repaired
 * @dry_run: only say what would be done
 * @resume: go on with what was interrupted
 * @no_browser: only print the address to open
 * @provider: (nullable): who gives the permission, if not who is suggested
 * @account: (nullable): the mailbox, if not the slot's
 * @password_file: (nullable): where the password is
 *
 * How repairs are carried out at a terminal.
 */
typedef struct
{
  gboolean    all;
  gboolean    dry_run;
  gboolean    resume;
  gboolean    no_browser;
  MgProvider *provider;
  const char *account;
  const char *password_file;
} MgRepairOptions;

gboolean mg_repair_run (MgCli                  *cli,
                        MgBatch                *batch,
                        const MgRepairOptions  *options,
                        GError                **error);

G_END_DECLS
