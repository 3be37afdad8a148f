/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-proxmox-product"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-error.h"
#include "mg-proxmox-product.h"
#include "mg-text.h"

#define TITLE_MAX 512

static const MgProxmoxProduct products[] = {
  {
    .ticket = "PVE:",
    .title = " - Proxmox Virtual Environment",
    .model = "Virtual Environment",
    .version = "/pvemanagerlib.js?ver=",
    .cookie = "PVEAuthCookie",
    .api_token = "PVEAPIToken=",
    .separator = "=",
    .notifications = "/cluster/notifications",
  },
  {
    .ticket = "PBS:",
    .title = " - Proxmox Backup Server",
    .model = "Backup Server",
    .cookie = "PBSAuthCookie",
    .api_token = "PBSAPIToken=",
    .separator = ":",
    .notifications = "/config/notifications",
    .admin_path = "/#pbsNotificationConfigView",
  },
};

/**
 * mg_proxmox_product_from_ticket:
 * @ticket: (nullable): a ticket
 *
 * Returns: (transfer none) (nullable): the product that it was issued by
 */
const MgProxmoxProduct *
mg_proxmox_product_from_ticket (const char *ticket)
{
  for (gsize i = 0; ticket != NULL && i < G_N_ELEMENTS (products); i++)
    if (g_str_has_prefix (ticket, products[i].ticket))
      return &products[i];

  return NULL;
}

/* The first text of @body that stands between @before and @after. */
static char *
dup_between (GBytes     *body,
             const char *before,
             const char *after)
{
  gsize length;
  const char *bytes = g_bytes_get_data (body, &length);
  const char *start = length == 0 ? NULL : memmem (bytes, length, before, strlen (before));
  const char *end = NULL;

  if (start != NULL)
    {
      start += strlen (before);
      end = memmem (start, length - (gsize) (start - bytes), after, strlen (after));
    }

  return end == NULL || end - start > TITLE_MAX ? NULL
                                                : g_strndup (start, (gsize) (end - start));
}

/**
 * mg_proxmox_product_from_page:
 * @response: an answer to `GET /`
 * @error: return location for an error
 *
 * Returns: (transfer none): the product whose first page this is, or %NULL with
 *   %MG_ERROR_NOT_FOUND set
 */
const MgProxmoxProduct *
mg_proxmox_product_from_page (MgHttpResponse  *response,
                              GError         **error)
{
  g_autofree char *title = NULL;

  if (mg_http_response_get_status (response) == SOUP_STATUS_OK)
    title = dup_between (mg_http_response_get_body (response), "<title>", "</title>");

  for (gsize i = 0; title != NULL && i < G_N_ELEMENTS (products); i++)
    if (g_str_has_suffix (title, products[i].title))
      return &products[i];

  g_set_error_literal (error, MG_ERROR, MG_ERROR_NOT_FOUND,
                       _("The device is no Proxmox server"));

  return NULL;
}

/**
 * mg_proxmox_product_identify:
 * @self: a product
 * @response: its first page
 *
 * Returns: (transfer full): what the page says of the server
 */
MgIdentity *
mg_proxmox_product_identify (const MgProxmoxProduct *self,
                             MgHttpResponse         *response)
{
  MgIdentity *identity = mg_identity_new (MG_DEVICE_KIND_SERVER);
  GBytes *body = mg_http_response_get_body (response);
  g_autofree char *name = dup_between (body, "<title>", self->title);
  g_autofree char *version = self->version == NULL ? NULL
                                                   : dup_between (body, self->version, "\"");

  identity->vendor = g_strdup ("Proxmox");
  identity->model = g_strdup (self->model);
  identity->admin_path = g_strdup (self->admin_path);
  if (name != NULL && *name != '\0')
    identity->name = mg_text_dup_clean (name, -1, MG_TEXT_NAME_MAX);
  if (version != NULL && *version != '\0')
    identity->firmware = mg_text_dup_clean (version, -1, MG_TEXT_NAME_MAX);

  return identity;
}
