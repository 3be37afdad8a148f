/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "mg-address.h"
#include "mg-identity.h"
#include "mg-slot.h"

G_BEGIN_DECLS

#define MG_TYPE_DEVICE (mg_device_get_type ())

G_DECLARE_FINAL_TYPE (MgDevice, mg_device, MG, DEVICE, GObject)

MgDevice         *mg_device_new             (const char       *id,
                                             const char       *driver_id,
                                             const MgIdentity *identity,
                                             MgAddress        *address,
                                             const char       *fingerprint);
const char       *mg_device_get_id          (MgDevice         *self);
const char       *mg_device_get_driver_id   (MgDevice         *self);
const char       *mg_device_get_name        (MgDevice         *self);
void              mg_device_set_name        (MgDevice         *self,
                                             const char       *name);
const MgIdentity *mg_device_get_identity    (MgDevice         *self);
void              mg_device_set_identity    (MgDevice         *self,
                                             const MgIdentity *identity);
MgAddress        *mg_device_get_address     (MgDevice         *self);
void              mg_device_set_address     (MgDevice         *self,
                                             MgAddress        *address);
const char       *mg_device_get_fingerprint (MgDevice         *self);
void              mg_device_set_fingerprint (MgDevice         *self,
                                             const char       *fingerprint);
const char       *mg_device_get_user        (MgDevice         *self);
void              mg_device_set_user        (MgDevice         *self,
                                             const char       *user);
GListModel       *mg_device_get_slots       (MgDevice         *self);
MgSlot           *mg_device_lookup_slot     (MgDevice         *self,
                                             const char       *slot_id);
void              mg_device_take_readings   (MgDevice         *self,
                                             GPtrArray        *readings,
                                             gint64            time);
void              mg_device_add_slot        (MgDevice         *self,
                                             MgSlot           *slot);
void              mg_device_remove_slot     (MgDevice         *self,
                                             const char       *slot_id);
const GError     *mg_device_get_problem     (MgDevice         *self);
void              mg_device_set_problem     (MgDevice         *self,
                                             const GError     *problem);
gboolean          mg_device_get_busy        (MgDevice         *self);
void              mg_device_set_busy        (MgDevice         *self,
                                             gboolean          busy);
MgTokenState      mg_device_get_state       (MgDevice         *self);
GCancellable     *mg_device_get_cancellable (MgDevice         *self);

G_END_DECLS
