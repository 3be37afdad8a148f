/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a screen can show of one name or sentence from the network. */
#define MG_TEXT_NAME_MAX 128
#define MG_TEXT_SENTENCE_MAX 512

char *mg_text_dup_clean (const char *bytes,
                         gssize      length,
                         gsize       max_characters);

G_END_DECLS
