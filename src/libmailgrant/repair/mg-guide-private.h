/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-guide.h"

G_BEGIN_DECLS

/* mg-guide-file.c */
gboolean    _mg_guide_check        (GKeyFile        *key_file,
                                    GBytes          *bytes,
                                    GError         **error);
char       *_mg_guide_dup_menus    (GKeyFile        *key_file,
                                    const char      *group);
const char *_mg_guide_get_security (MgMailSecurity   security);

G_END_DECLS
