/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-driver.h"

G_BEGIN_DECLS

typedef struct _MgProxmoxProduct MgProxmoxProduct;

/**
 * MgProxmoxProduct:
 * @ticket: what its tickets begin with
 * @title: how the title of its first page ends
 * @model: its name without the maker's
 * @version: (nullable): what stands before its version on its first page
 * @cookie: the cookie that carries a ticket
 * @api_token: what stands before an API token in `Authorization`
 * @separator: what stands between an API token's id and its secret
 * @notifications: where its API keeps the notifications
 * @admin_path: (nullable): the path of the page for them
 *
 * What sets one product of the maker apart from the other.
 */
struct _MgProxmoxProduct
{
  const char *ticket;
  const char *title;
  const char *model;
  const char *version;
  const char *cookie;
  const char *api_token;
  const char *separator;
  const char *notifications;
  const char *admin_path;
};

const MgProxmoxProduct *mg_proxmox_product_from_ticket (const char              *ticket);
const MgProxmoxProduct *mg_proxmox_product_from_page   (MgHttpResponse          *response,
                                                        GError                 **error);
MgIdentity             *mg_proxmox_product_identify    (const MgProxmoxProduct  *self,
                                                        MgHttpResponse          *response);

G_END_DECLS
