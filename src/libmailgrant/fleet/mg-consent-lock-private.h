/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _MgConsentLock MgConsentLock;

MgConsentLock *_mg_consent_lock_take     (const char           *dir,
                                          GError              **error);
void           _mg_consent_lock_free     (MgConsentLock        *self);
const char    *_mg_consent_lock_get_mark (const MgConsentLock  *self);
gboolean       _mg_consent_lock_is_held  (const char           *dir,
                                          const char           *mark);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgConsentLock, _mg_consent_lock_free)

G_END_DECLS
