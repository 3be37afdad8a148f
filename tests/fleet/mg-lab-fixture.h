/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

#include "mailgrant.h"

G_BEGIN_DECLS

#define MG_LAB_ACCOUNT "scan@example.org"

/* One program of the lab, and what it said when it was ready. */
typedef struct
{
  GSubprocess *process;
  JsonNode    *ready;
} MgLab;

typedef struct
{
  char          *dir;
  MgContext     *context;
  MgVault       *vault;     /* one in memory, unless it is set before */
  MgFleet       *fleet;
  SoupSession   *session;
  MgLab          provider;
  MgLab          mail;
} MgLabFixture;

const char   *mg_lab_get_ready               (const MgLab   *self,
                                              const char    *member);
void          mg_lab_start                   (MgLab         *self,
                                              GPtrArray     *arguments);
void          mg_lab_stop                    (MgLab         *self);
void          mg_lab_fixture_set_up          (MgLabFixture  *self,
                                              gconstpointer  data);
void          mg_lab_fixture_tear_down       (MgLabFixture  *self,
                                              gconstpointer  data);
void          mg_lab_fixture_load            (MgLabFixture  *self);
void          mg_lab_fixture_unload          (MgLabFixture  *self);
JsonNode     *mg_lab_fixture_control         (MgLabFixture  *self,
                                              const MgLab   *lab,
                                              const char    *command,
                                              const char    *arguments);
void          mg_lab_fixture_start_devices   (MgLabFixture  *self,
                                              MgLab         *lab,
                                              const char    *kind,
                                              const char    *option);
MgDevice     *mg_lab_fixture_add_device      (MgLabFixture  *self,
                                              JsonObject    *ready);
MgProvider   *mg_lab_fixture_add_provider    (MgLabFixture  *self);
MgTestResult *mg_lab_fixture_authorize       (MgLabFixture  *self,
                                              MgSlot        *slot,
                                              MgProvider    *provider,
                                              GError       **error);
gboolean      mg_lab_fixture_check           (MgLabFixture  *self,
                                              MgDevice      *device,
                                              GError       **error);
MgTestResult *mg_lab_fixture_test            (MgLabFixture  *self,
                                              MgSlot        *slot);

G_END_DECLS
