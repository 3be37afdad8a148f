/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is searched for: UPnP devices, and Redfish services, which have no
 * description (DMTF DSP0266, "Discovery"). */
#define MG_SSDP_ROOT_DEVICE "upnp:rootdevice"
#define MG_SSDP_REDFISH "urn:dmtf-org:service:redfish-rest:1"

/**
 * MgSsdpKind:
 * @MG_SSDP_KIND_ANSWER: an answer to a search
 * @MG_SSDP_KIND_ALIVE: somebody says without being asked that they are there
 * @MG_SSDP_KIND_GOODBYE: somebody leaves
 *
 * What a datagram is for.
 */
typedef enum
{
  MG_SSDP_KIND_ANSWER,
  MG_SSDP_KIND_ALIVE,
  MG_SSDP_KIND_GOODBYE,
} MgSsdpKind;

/**
 * MgSsdpMessage:
 * @kind: what it is for
 * @location: (nullable): where the description is
 * @service_root: (nullable): where the service itself is
 * @uuid: (nullable): the first part of its unique name, which is the device's
 * @target: (nullable): the second part, which is what it is there as
 * @max_age: for how many seconds it holds
 *
 * A datagram of somebody who can be found.
 */
typedef struct
{
  MgSsdpKind  kind;
  char       *location;      /* (owned) (nullable) */
  char       *service_root;  /* (owned) (nullable) */
  char       *uuid;          /* (owned) (nullable) */
  char       *target;        /* (owned) (nullable) */
  guint       max_age;
} MgSsdpMessage;

GBytes        *mg_ssdp_new_search         (const char          *target);
MgSsdpMessage *mg_ssdp_parse_message      (const guint8        *bytes,
                                           gsize                length);
gboolean       mg_ssdp_message_is_redfish (const MgSsdpMessage *message);
void           mg_ssdp_message_free       (MgSsdpMessage       *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgSsdpMessage, mg_ssdp_message_free)

G_END_DECLS
