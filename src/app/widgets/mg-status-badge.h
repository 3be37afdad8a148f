/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "mailgrant.h"

G_BEGIN_DECLS

#define MG_TYPE_STATUS_BADGE (mg_status_badge_get_type ())

G_DECLARE_FINAL_TYPE (MgStatusBadge, mg_status_badge, MG, STATUS_BADGE, GtkWidget)

GtkWidget    *mg_status_badge_new           (void);
MgTokenState  mg_status_badge_get_state     (MgStatusBadge *self);
void          mg_status_badge_set_state     (MgStatusBadge *self,
                                             MgTokenState   state);
MgNoteCode    mg_status_badge_get_note      (MgStatusBadge *self);
void          mg_status_badge_set_note      (MgStatusBadge *self,
                                             MgNoteCode     note);
const char   *mg_status_badge_get_note_text (MgStatusBadge *self);
void          mg_status_badge_set_note_text (MgStatusBadge *self,
                                             const char    *note_text);

G_END_DECLS
