/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "mg-claims.h"

G_BEGIN_DECLS

/* What a device is to UPnP. */
typedef struct
{
  MgClaims *claims;            /* (owned) */
  char     *device_type;       /* (owned) (nullable) */
  char     *presentation_url;  /* (owned) (nullable) */
} MgUpnpDescription;

MgUpnpDescription *mg_upnp_parse_description   (GBytes            *document);
gboolean           mg_upnp_description_is_ours (MgUpnpDescription *description);
void               mg_upnp_description_free    (MgUpnpDescription *description);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgUpnpDescription, mg_upnp_description_free)

G_END_DECLS
