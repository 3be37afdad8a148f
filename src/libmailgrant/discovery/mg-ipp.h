/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MG_IPP_MAX_BYTES (256 * 1024)
#define MG_IPP_MAX_PRINTERS 512

/* A print queue of this computer. */
typedef struct
{
  char *name;            /* (owned) (nullable) */
  char *device_uri;      /* (owned) (nullable) */
  char *make_and_model;  /* (owned) (nullable) */
  char *info;            /* (owned) (nullable) */
  char *location;        /* (owned) (nullable) */
} MgIppPrinter;

GBytes    *mg_ipp_new_get_printers (void);
GPtrArray *mg_ipp_parse_printers   (GBytes       *response);
void       mg_ipp_printer_free     (MgIppPrinter *printer);

G_END_DECLS
