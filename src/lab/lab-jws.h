/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A key that id tokens are signed with: ES256 (RFC 7518, section 3.4). */
typedef struct _LabJws LabJws;

LabJws     *lab_jws_new      (GError     **error);
void        lab_jws_free     (LabJws      *self);
char       *lab_jws_sign     (LabJws      *self,
                              JsonObject  *claims);
JsonObject *lab_jws_dup_keys (LabJws      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabJws, lab_jws_free)

G_END_DECLS
