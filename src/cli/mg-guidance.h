/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailgrant.h"
#include "mg-printer.h"

G_BEGIN_DECLS

gboolean mg_guidance_ask            (MgSlotRepair *repair,
                                     MgStep       *step,
                                     GCancellable *cancellable);
void     mg_guidance_print_steps    (MgPrinter    *printer,
                                     MgPlan       *plan,
                                     gboolean      whole);
void     mg_guidance_print_put_back (MgPrinter    *printer,
                                     MgPlan       *plan);

G_END_DECLS
