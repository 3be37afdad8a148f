/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MgLoopbackPage:
 * @MG_LOOPBACK_PAGE_NOTHING: there is nothing at this address
 * @MG_LOOPBACK_PAGE_NOT_WAITING: no sign-in waits for an answer
 * @MG_LOOPBACK_PAGE_DONE: Mailgrant has the permission
 * @MG_LOOPBACK_PAGE_DECLINED: the person said no
 * @MG_LOOPBACK_PAGE_FAILED: it did not work
 *
 * What the browser can be shown in the end. A page says the same whatever the
 * request was.
 */
typedef enum
{
  MG_LOOPBACK_PAGE_NOTHING,
  MG_LOOPBACK_PAGE_NOT_WAITING,
  MG_LOOPBACK_PAGE_DONE,
  MG_LOOPBACK_PAGE_DECLINED,
  MG_LOOPBACK_PAGE_FAILED,
} MgLoopbackPage;

MgLoopbackPage mg_loopback_page_for_error (const GError  *error);
char          *mg_loopback_page_render    (MgLoopbackPage page,
                                           guint          status);
char          *mg_loopback_page_redirect  (const char    *path);
char          *mg_loopback_page_refuse    (guint          status);

G_END_DECLS
