/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MG_TYPE_STEP_PAGE (mg_step_page_get_type ())

G_DECLARE_DERIVABLE_TYPE (MgStepPage, mg_step_page, MG, STEP_PAGE, AdwBin)

/**
 * MgStepPageClass:
 * @parent_class: the parent class
 *
 * A form of a [class@Mg.StepWindow]. It knows what was typed into it, and
 * nothing of what is done with that.
 */
struct _MgStepPageClass
{
  AdwBinClass parent_class;
};

const char *mg_step_page_get_title        (MgStepPage *self);
void        mg_step_page_set_title        (MgStepPage *self,
                                           const char *title);
const char *mg_step_page_get_action_label (MgStepPage *self);
void        mg_step_page_set_action_label (MgStepPage *self,
                                           const char *action_label);
gboolean    mg_step_page_get_ready        (MgStepPage *self);
void        mg_step_page_set_ready        (MgStepPage *self,
                                           gboolean    ready);
gboolean    mg_step_page_get_destructive  (MgStepPage *self);
gboolean    mg_step_page_get_last         (MgStepPage *self);
gboolean    mg_step_page_get_steady       (MgStepPage *self);

G_END_DECLS
