/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * MgDeviceKind:
 * @MG_DEVICE_KIND_OTHER: something with an admin page
 * @MG_DEVICE_KIND_NAS: network storage
 * @MG_DEVICE_KIND_PRINTER: a printer or multifunction printer
 * @MG_DEVICE_KIND_SERVER: a server or its controller
 *
 * What a device is. The nicks are `other`, `nas`, `printer` and `server`.
 */
typedef enum
{
  MG_DEVICE_KIND_OTHER,
  MG_DEVICE_KIND_NAS,
  MG_DEVICE_KIND_PRINTER,
  MG_DEVICE_KIND_SERVER,
} MgDeviceKind;

#define MG_TYPE_DEVICE_KIND (mg_device_kind_get_type ())
#define MG_TYPE_IDENTITY (mg_identity_get_type ())

typedef struct _MgIdentity MgIdentity;

/**
 * MgIdentity:
 * @kind: what it is
 * @name: (nullable): what its owner calls it
 * @vendor: (nullable): who made it
 * @model: (nullable): the model
 * @serial: (nullable): the serial number
 * @firmware: (nullable): the version of its software
 * @uuid: (nullable): its UUID, as in its announcements
 * @admin_path: (nullable): the path of the page for its mail settings
 *
 * What a device says that it is, before any login. A plain value; all texts
 * are clean to be shown.
 */
struct _MgIdentity
{
  MgDeviceKind  kind;
  char         *name;
  char         *vendor;
  char         *model;
  char         *serial;
  char         *firmware;
  char         *uuid;
  char         *admin_path;
};

GType       mg_device_kind_get_type  (void);
const char *mg_device_kind_get_nick  (MgDeviceKind      kind);
gboolean    mg_device_kind_from_nick (const char       *nick,
                                      MgDeviceKind     *kind);

GType       mg_identity_get_type     (void);
MgIdentity *mg_identity_new          (MgDeviceKind      kind);
MgIdentity *mg_identity_copy         (const MgIdentity *self);
void        mg_identity_update       (MgIdentity       *self,
                                      const MgIdentity *news);
void        mg_identity_free         (MgIdentity       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgIdentity, mg_identity_free)

G_END_DECLS
