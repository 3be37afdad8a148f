/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-step-page.h"

G_BEGIN_DECLS

#define MG_TYPE_STEP_WINDOW (mg_step_window_get_type ())

G_DECLARE_DERIVABLE_TYPE (MgStepWindow, mg_step_window, MG, STEP_WINDOW, AdwWindow)

/**
 * MgStepWindowClass:
 * @parent_class: the parent class
 * @next: goes on from @page, whose button was pressed
 * @cancel: (nullable): called where nothing is left to go back to; returns whether
 *   the window stays
 *
 * A dialog that goes step by step.
 */
struct _MgStepWindowClass
{
  AdwWindowClass parent_class;

  void     (*next)   (MgStepWindow *self,
                      MgStepPage   *page);
  gboolean (*cancel) (MgStepWindow *self);
};

void          mg_step_window_add_page         (MgStepWindow *self,
                                               MgStepPage   *page);
MgStepPage   *mg_step_window_get_page         (MgStepWindow *self);
void          mg_step_window_go_to            (MgStepWindow *self,
                                               MgStepPage   *page);
void          mg_step_window_go_back          (MgStepWindow *self);
void          mg_step_window_start_at         (MgStepWindow *self,
                                               MgStepPage   *page);
void          mg_step_window_focus            (MgStepWindow *self);
gboolean      mg_step_window_get_busy         (MgStepWindow *self);
GCancellable *mg_step_window_begin            (MgStepWindow *self);
gboolean      mg_step_window_end              (MgStepWindow *self,
                                               const GError *error);
void          mg_step_window_ask              (MgStepWindow *self,
                                               MgStepPage   *page);
void          mg_step_window_answer           (MgStepWindow *self);
const GError *mg_step_window_get_error        (MgStepWindow *self);
void          mg_step_window_set_error        (MgStepWindow *self,
                                               const GError *error);
void          mg_step_window_toast            (MgStepWindow *self,
                                               const char   *text);
void          mg_step_window_set_cancel_label (MgStepWindow *self,
                                               const char   *cancel_label);
void          mg_step_window_add_footer       (MgStepWindow *self,
                                               GtkWidget    *footer);

G_END_DECLS
