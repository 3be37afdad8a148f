/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-cli.h"

G_BEGIN_DECLS

typedef struct _MgCommand MgCommand;

/**
 * MgCommand:
 * @name: the word that calls it
 * @arguments: (nullable): its arguments, as the manual writes them
 * @n_required: how many arguments it must have
 * @n_allowed: how many it may have
 * @summary: one sentence on what it does, to be translated
 * @options: (nullable): its options
 * @commands: (nullable) (array zero-terminated=1): its own commands, in place of arguments
 * @run: carries it out
 *
 * A command, as a static table.
 */
struct _MgCommand
{
  const char             *name;
  const char             *arguments;
  guint                   n_required;
  guint                   n_allowed;
  const char             *summary;
  const GOptionEntry     *options;
  const MgCommand *const *commands;
  MgExit                (*run) (MgCli             *cli,
                                const char *const *arguments);
};

MgExit mg_command_run (const MgCommand  *root,
                       MgCli            *cli,
                       int               argc,
                       char            **argv);

G_END_DECLS
