/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailgrant.h"

#include "mg-fake-clock.h"
#include "mg-fake-driver.h"
#include "mg-memory-vault.h"
#include "mg-test.h"

G_BEGIN_DECLS

/* 2026-11-21 12:00:00 UTC. */
#define MG_FLEET_FIXTURE_NOW (G_GINT64_CONSTANT (1795262400) * G_USEC_PER_SEC)

/**
 * MgFleetFixture:
 *
 * A fleet of devices of the fake make, in a data folder of its own.
 */
typedef struct
{
  MgFakeClock   *clock;
  MgContext     *context;
  MgMemoryVault *vault;
  MgFleet       *fleet;
  MgFakeDevice  *peer;    /* nas.example, with slots `mail` and `alerts` */
} MgFleetFixture;

void          mg_fleet_fixture_set_up    (MgFleetFixture     *self,
                                          gconstpointer       data);
void          mg_fleet_fixture_tear_down (MgFleetFixture     *self,
                                          gconstpointer       data);
void          mg_fleet_fixture_reopen    (MgFleetFixture     *self);
MgCredential *mg_fleet_fixture_login     (MgFakeDevice       *peer);
MgInspection *mg_fleet_fixture_inspect   (MgFakeDevice       *peer);
MgDevice     *mg_fleet_fixture_try_add   (MgFleetFixture     *self,
                                          MgFakeDevice       *peer,
                                          MgCredential       *credential,
                                          GError            **error);
MgDevice     *mg_fleet_fixture_add       (MgFleetFixture     *self,
                                          MgFakeDevice       *peer);
gboolean      mg_fleet_fixture_check     (MgFleetFixture     *self,
                                          MgDevice           *device,
                                          GError            **error);
GPtrArray    *mg_fleet_fixture_list_grants (MgFleetFixture   *self);
char         *mg_fleet_fixture_dump      (MgFleetFixture     *self);

#define mg_fleet_fixture_add_test(path, test) \
  g_test_add (path, MgFleetFixture, NULL, mg_fleet_fixture_set_up, test, mg_fleet_fixture_tear_down)

G_END_DECLS
