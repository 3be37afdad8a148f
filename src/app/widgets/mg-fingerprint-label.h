/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MG_TYPE_FINGERPRINT_LABEL (mg_fingerprint_label_get_type ())

G_DECLARE_FINAL_TYPE (MgFingerprintLabel, mg_fingerprint_label, MG, FINGERPRINT_LABEL, GtkWidget)

GtkWidget  *mg_fingerprint_label_new             (void);
const char *mg_fingerprint_label_get_fingerprint (MgFingerprintLabel *self);
void        mg_fingerprint_label_set_fingerprint (MgFingerprintLabel *self,
                                                  const char         *fingerprint);
char       *mg_fingerprint_label_dup_text        (MgFingerprintLabel *self);

G_END_DECLS
