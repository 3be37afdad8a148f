/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-store.h"

G_BEGIN_DECLS

typedef struct
{
  char    *dir;    /* (owned) */
  char    *path;   /* (owned) */
  MgStore *store;  /* (owned) (nullable) */
} StoreFixture;

void       store_fixture_set_up      (StoreFixture         *self,
                                      gconstpointer         data);
void       store_fixture_tear_down   (StoreFixture         *self,
                                      gconstpointer         data);
void       store_fixture_reopen      (StoreFixture         *self);

/* Each runs the main loop until it is done. */
gboolean   store_open                (MgStore              *store,
                                      GError              **error);
void       store_close               (MgStore              *store);
void       store_save_device         (MgStore              *store,
                                      const char           *id);
void       store_save_slot           (MgStore              *store,
                                      const MgSlotRecord   *slot);
void       store_set_setting         (MgStore              *store,
                                      const char           *name,
                                      const char           *value);
char      *store_load_setting        (MgStore              *store,
                                      const char           *name);
GPtrArray *store_load_devices        (MgStore              *store);
GPtrArray *store_load_slots          (MgStore              *store,
                                      const char           *device_id);

G_END_DECLS
