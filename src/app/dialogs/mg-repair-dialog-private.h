/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-account-page.h"
#include "mg-client-page.h"
#include "mg-consent-page.h"
#include "mg-password-page.h"
#include "mg-provider-page.h"
#include "mg-repair-dialog.h"
#include "mg-repair-page.h"
#include "mg-report-page.h"
#include "mg-slot-page.h"

G_BEGIN_DECLS

struct _MgRepairDialog
{
  MgStepWindow      parent_instance;

  MgFleet          *fleet;          /* (owned) */
  MgSlot           *slot;           /* (owned) (nullable): until its repair is there */
  MgSlotRepair     *repair;         /* (owned) (nullable) */
  MgProvider       *provider;       /* (owned) (nullable): the one to ask for permission */
  gboolean          restoring;      /* whether what runs puts back what was there */

  MgRepairPage     *repair_page;    /* (unowned): the stack's */
  MgProviderPage   *provider_page;  /* (unowned) */
  MgClientPage     *client_page;    /* (unowned) */
  MgAccountPage    *account_page;   /* (unowned) */
  MgConsentPage    *consent_page;   /* (unowned) */
  MgPasswordPage   *password_page;  /* (unowned) */
  MgSlotPage       *slot_page;      /* (unowned) */
  MgReportPage     *report_page;    /* (unowned) */
};

/* mg-repair-dialog.c */
void _mg_repair_dialog_show_repair_page (MgRepairDialog *self);
void _mg_repair_dialog_take_repair      (MgRepairDialog *self,
                                         MgSlotRepair   *repair);

/* mg-repair-guidance.c */
void _mg_repair_dialog_ask_account      (MgRepairDialog *self);
void _mg_repair_dialog_take_account     (MgRepairDialog *self);
void _mg_repair_dialog_ask_state        (MgRepairDialog *self,
                                         MgStep         *step);
void _mg_repair_dialog_take_state       (MgRepairDialog *self);
void _mg_repair_dialog_start_again      (MgRepairDialog *self);

G_END_DECLS
