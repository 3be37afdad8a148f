/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "mg-clock.h"

G_BEGIN_DECLS

/* What is fetched without anybody having asked is small, soon there, and not
 * much at a time. */
#define MG_DESCRIPTION_FETCHER_MAX_BYTES (256 * 1024)
#define MG_DESCRIPTION_FETCHER_TIMEOUT_MSEC 3000
#define MG_DESCRIPTION_FETCHER_MAX_RUNNING 4
#define MG_DESCRIPTION_FETCHER_MAX_WAITING 256

/**
 * MgDescriptionFunc:
 * @body: (nullable): what was there, or %NULL if nothing of use was
 * @data: what was given to mg_description_fetcher_fetch()
 * @user_data: the owner's
 *
 * Takes a description.
 */
typedef void (*MgDescriptionFunc) (GBytes   *body,
                                   gpointer  data,
                                   gpointer  user_data);

#define MG_TYPE_DESCRIPTION_FETCHER (mg_description_fetcher_get_type ())

G_DECLARE_FINAL_TYPE (MgDescriptionFetcher, mg_description_fetcher, MG, DESCRIPTION_FETCHER,
                      GObject)

MgDescriptionFetcher *mg_description_fetcher_new    (MgClock              *clock,
                                                     MgDescriptionFunc     fetched,
                                                     gpointer              user_data);
void                  mg_description_fetcher_fetch  (MgDescriptionFetcher *self,
                                                     const char           *url,
                                                     GInetAddress         *source,
                                                     GBytes               *post,
                                                     gpointer              data,
                                                     GDestroyNotify        destroy);
void                  mg_description_fetcher_cancel (MgDescriptionFetcher *self);

G_END_DECLS
