/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "mg-mail-settings.h"
#include "mg-plan.h"

G_BEGIN_DECLS

/**
 * MgGuideContext:
 * @situation: what is wrong
 * @slot_id: the device's own id of the slot
 * @protocol: what the slot speaks
 * @model: (nullable): the device's model
 * @provider: (nullable): the id of the provider to turn to
 * @provider_name: (nullable): its name
 * @account: (nullable): the mailbox
 * @settings: the slot's settings
 * @rules: (nullable) (array zero-terminated=1): the rules that send through the slot
 * @admin_url: (nullable): the device's own page
 * @app_password_page: (nullable): where the provider lets app passwords be made
 *
 * What a guide needs to know of a slot. Everything is lent.
 */
typedef struct
{
  MgSituation           situation;
  const char           *slot_id;
  MgMailProtocol        protocol;
  const char           *model;
  const char           *provider;
  const char           *provider_name;
  const char           *account;
  const MgMailSettings *settings;
  const char *const    *rules;
  const char           *admin_url;
  const char           *app_password_page;
} MgGuideContext;

#define MG_TYPE_GUIDE (mg_guide_get_type ())

typedef struct _MgGuide MgGuide;

GType              mg_guide_get_type       (void);
MgGuide           *mg_guide_new_from_bytes (GBytes               *bytes,
                                            GError              **error);
MgGuide           *mg_guide_load           (const char           *driver_id,
                                            GError              **error);
GStrv              mg_guide_list           (void);
MgGuide           *mg_guide_ref            (MgGuide              *self);
void               mg_guide_unref          (MgGuide              *self);
const char        *mg_guide_get_driver     (const MgGuide        *self);
const char *const *mg_guide_get_cases      (const MgGuide        *self);
const char        *mg_guide_find_case      (const MgGuide        *self,
                                            const MgGuideContext *context);
GStrv              mg_guide_dup_steps      (const MgGuide        *self,
                                            const char           *id);
void               mg_guide_add_steps      (const MgGuide        *self,
                                            const char           *id,
                                            const MgGuideContext *context,
                                            MgPlan               *plan);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgGuide, mg_guide_unref)

G_END_DECLS
