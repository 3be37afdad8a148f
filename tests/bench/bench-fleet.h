/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The devices that a client of the benchmark is to talk to, a few at a time. */

typedef struct _BenchFleet BenchFleet;

typedef struct
{
  BenchFleet *fleet;
  char       *url;          /* (owned) */
  char       *fingerprint;  /* (owned) */
  char       *user;         /* (owned) */
  char       *password;     /* (owned) */
} BenchDevice;

/* Starts talking to @device, and says bench_fleet_end() once that is over. */
typedef void (*BenchStart) (BenchDevice *device,
                            gpointer     user_data);

int  bench_fleet_run (const char   *path,
                      guint         parallel,
                      BenchStart    start,
                      gpointer      user_data);
void bench_fleet_end (BenchDevice  *device,
                      const GError *error);

G_END_DECLS
