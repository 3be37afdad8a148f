/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libsoup/soup.h>

#include "mg-http-request.h"

G_BEGIN_DECLS

struct _MgHttpRequest
{
  char               *method;      /* (owned) */
  char               *uri;         /* (owned) */
  SoupMessageHeaders *headers;     /* (owned) */
  char               *body_type;   /* (owned) (nullable) */
  GBytes             *body;        /* (owned) (nullable) */
  gboolean            has_secret;
  gsize               size_limit;
  guint               deadline;
};

G_END_DECLS
