/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailgrant.h"

#include "mg-exit.h"
#include "mg-printer.h"

G_BEGIN_DECLS

#define MG_TYPE_CLI (mg_cli_get_type ())

G_DECLARE_FINAL_TYPE (MgCli, mg_cli, MG, CLI, GObject)

MgCli        *mg_cli_new             (void);
MgPrinter    *mg_cli_get_printer     (MgCli         *self);
GCancellable *mg_cli_get_cancellable (MgCli         *self);
MgFleet      *mg_cli_get_fleet       (MgCli         *self);
MgContext    *mg_cli_get_context     (MgCli         *self);
gboolean      mg_cli_configure       (MgCli         *self,
                                      const char    *ca_file,
                                      GError       **error);
gboolean      mg_cli_load            (MgCli         *self,
                                      GError       **error);
void          mg_cli_close           (MgCli         *self);
MgDevice     *mg_cli_lookup_device   (MgCli         *self,
                                      const char    *name,
                                      GError       **error);
MgProvider   *mg_cli_lookup_provider (MgCli         *self,
                                      const char    *id,
                                      GError       **error);
void          mg_cli_say_empty       (MgCli         *self);
MgExit        mg_cli_report          (MgCli         *self,
                                      const GError  *error);
int           mg_cli_get_signal      (MgCli         *self);

void          mg_cli_take_result     (GObject       *source,
                                      GAsyncResult  *result,
                                      gpointer       user_data);
void          mg_cli_wait            (GAsyncResult **result);

G_END_DECLS
