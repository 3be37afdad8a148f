/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-identity.h"

G_BEGIN_DECLS

/**
 * MgDriverCapability:
 * @MG_DRIVER_READ: reads slots
 * @MG_DRIVER_PUSH_OAUTH: puts OAuth tokens on the device
 * @MG_DRIVER_PUSH_PASSWORD: puts passwords on the device
 * @MG_DRIVER_WRITE_SETTINGS: changes a slot's settings
 * @MG_DRIVER_TEST_UNSAVED: tests what is not saved yet
 * @MG_DRIVER_TEST_SAVED: tests what is saved
 * @MG_DRIVER_DELETE_TOKEN: deletes a token
 * @MG_DRIVER_CREATE_SLOT: creates slots
 * @MG_DRIVER_DELETE_SLOT: deletes slots
 * @MG_DRIVER_RULES: reads and writes notification rules
 * @MG_DRIVER_DETECT_EXPIRY: the device tells that a token has died
 * @MG_DRIVER_SECRET_READBACK: the device shows its secrets to some logins
 * @MG_DRIVER_PUSH_SETTINGS: a token that is put on the device brings the server's
 *   settings along
 * @MG_DRIVER_GUIDED: the person does it on the device's own page
 *
 * What a driver can do with its make of device.
 */
typedef enum
{
  MG_DRIVER_READ            = 1 << 0,
  MG_DRIVER_PUSH_OAUTH      = 1 << 1,
  MG_DRIVER_PUSH_PASSWORD   = 1 << 2,
  MG_DRIVER_WRITE_SETTINGS  = 1 << 3,
  MG_DRIVER_TEST_UNSAVED    = 1 << 4,
  MG_DRIVER_TEST_SAVED      = 1 << 5,
  MG_DRIVER_DELETE_TOKEN    = 1 << 6,
  MG_DRIVER_CREATE_SLOT     = 1 << 7,
  MG_DRIVER_DELETE_SLOT     = 1 << 8,
  MG_DRIVER_RULES           = 1 << 9,
  MG_DRIVER_DETECT_EXPIRY   = 1 << 10,
  MG_DRIVER_SECRET_READBACK = 1 << 11,
  MG_DRIVER_GUIDED          = 1 << 12,
  MG_DRIVER_PUSH_SETTINGS   = 1 << 13,
} MgDriverCapability;

#define MG_TYPE_DRIVER_CAPABILITY (mg_driver_capability_get_type ())
#define MG_TYPE_DRIVER_INFO (mg_driver_info_get_type ())

typedef struct _MgDriverInfo MgDriverInfo;

GType               mg_driver_capability_get_type      (void);

GType               mg_driver_info_get_type            (void);
MgDriverInfo       *mg_driver_info_new_from_bytes      (GBytes              *bytes,
                                                        GError             **error);
MgDriverInfo       *mg_driver_info_ref                 (MgDriverInfo        *self);
void                mg_driver_info_unref               (MgDriverInfo        *self);
const char         *mg_driver_info_get_id              (const MgDriverInfo  *self);
const char         *mg_driver_info_get_name            (const MgDriverInfo  *self);
MgDeviceKind        mg_driver_info_get_kind            (const MgDriverInfo  *self);
MgDriverCapability  mg_driver_info_get_capabilities    (const MgDriverInfo  *self);
gboolean            mg_driver_info_can                 (const MgDriverInfo  *self,
                                                        MgDriverCapability   capability);
guint16             mg_driver_info_get_port            (const MgDriverInfo  *self,
                                                        gsize                index);
const char *const  *mg_driver_info_get_providers       (const MgDriverInfo  *self);
GStrv               mg_driver_info_dup_scopes          (const MgDriverInfo  *self,
                                                        const char          *provider);
char               *mg_driver_info_dup_client_kind     (const MgDriverInfo  *self,
                                                        const char          *provider);
int                 mg_driver_info_get_fuse_days       (const MgDriverInfo  *self,
                                                        const char          *provider);
gboolean            mg_driver_info_matches_service     (const MgDriverInfo  *self,
                                                        const char          *service_type,
                                                        const char *const   *txt);
gboolean            mg_driver_info_matches_vendor      (const MgDriverInfo  *self,
                                                        const char          *vendor);
gboolean            mg_driver_info_says_dead           (const MgDriverInfo  *self,
                                                        const char          *words);
GPtrArray          *mg_driver_info_dup_slots           (const MgDriverInfo  *self,
                                                        const char          *model);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgDriverInfo, mg_driver_info_unref)

G_END_DECLS
