/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "mg-device-record.h"
#include "mg-grant-record.h"
#include "mg-slot-record.h"

G_BEGIN_DECLS

#define MG_TYPE_STORE (mg_store_get_type ())

G_DECLARE_FINAL_TYPE (MgStore, mg_store, MG, STORE, GObject)

MgStore    *mg_store_new                  (const char           *path);
guint       mg_store_get_schema_version   (void);
const char *mg_store_get_path             (MgStore              *self);
void        mg_store_open_async           (MgStore              *self,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
gboolean    mg_store_open_finish          (MgStore              *self,
                                           GAsyncResult         *result,
                                           GError              **error);
void        mg_store_close_async          (MgStore              *self,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
gboolean    mg_store_close_finish         (MgStore              *self,
                                           GAsyncResult         *result,
                                           GError              **error);
void        mg_store_watch                (MgStore              *self);
void        mg_store_check_async          (MgStore              *self,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
gboolean    mg_store_check_finish         (MgStore              *self,
                                           GAsyncResult         *result,
                                           GError              **error);

/* Finishes every function below that saves, sets or removes. */
gboolean    mg_store_write_finish         (MgStore              *self,
                                           GAsyncResult         *result,
                                           GError              **error);

void        mg_store_load_devices_async   (MgStore              *self,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
GPtrArray  *mg_store_load_devices_finish  (MgStore              *self,
                                           GAsyncResult         *result,
                                           GError              **error);
void        mg_store_save_device_async    (MgStore              *self,
                                           const MgDeviceRecord *device,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
void        mg_store_remove_device_async  (MgStore              *self,
                                           const char           *device_id,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);

void        mg_store_load_slots_async     (MgStore              *self,
                                           const char           *device_id,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
GPtrArray  *mg_store_load_slots_finish    (MgStore              *self,
                                           GAsyncResult         *result,
                                           GError              **error);
void        mg_store_save_slot_async      (MgStore              *self,
                                           const MgSlotRecord   *slot,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
void        mg_store_replace_slots_async  (MgStore              *self,
                                           const char           *device_id,
                                           GPtrArray            *slots,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);

void        mg_store_load_grants_async    (MgStore              *self,
                                           const char           *device_id,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
GPtrArray  *mg_store_load_grants_finish   (MgStore              *self,
                                           GAsyncResult         *result,
                                           GError              **error);
void        mg_store_save_grant_async     (MgStore              *self,
                                           const MgGrantRecord  *grant,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
void        mg_store_remove_grant_async   (MgStore              *self,
                                           const char           *grant_id,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);

void        mg_store_load_setting_async   (MgStore              *self,
                                           const char           *name,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
char       *mg_store_load_setting_finish  (MgStore              *self,
                                           GAsyncResult         *result,
                                           GError              **error);
void        mg_store_set_setting_async    (MgStore              *self,
                                           const char           *name,
                                           const char           *value,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);

G_END_DECLS
