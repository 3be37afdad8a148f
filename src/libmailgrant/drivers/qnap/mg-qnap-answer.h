/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-http-response.h"
#include "mg-secret.h"

G_BEGIN_DECLS

typedef struct _MgQnapAnswer MgQnapAnswer;

MgQnapAnswer *mg_qnap_answer_read       (GBytes              *document);
MgQnapAnswer *mg_qnap_answer_parse      (MgHttpResponse      *response,
                                         GError             **error);
void          mg_qnap_answer_free       (MgQnapAnswer        *self);
const char   *mg_qnap_answer_get        (const MgQnapAnswer  *self,
                                         const char          *path);
gboolean      mg_qnap_answer_is         (const MgQnapAnswer  *self,
                                         const char          *path,
                                         const char          *value);
MgSecret     *mg_qnap_answer_dup_secret (const MgQnapAnswer  *self,
                                         const char          *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgQnapAnswer, mg_qnap_answer_free)

G_END_DECLS
