/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-driver.h"

G_BEGIN_DECLS

#define MG_TYPE_DRIVER_REGISTRY (mg_driver_registry_get_type ())

G_DECLARE_FINAL_TYPE (MgDriverRegistry, mg_driver_registry, MG, DRIVER_REGISTRY, GObject)

/**
 * MgDriverEntry:
 * @get_type: the driver's type
 * @get_info: lends the contents of its `.driver` file
 *
 * One row of the table of drivers that the build makes.
 */
typedef struct
{
  GType   (*get_type) (void);
  GBytes *(*get_info) (void);
} MgDriverEntry;

MgDriverRegistry *mg_driver_registry_new     (const MgDriverEntry *entries,
                                              gsize                n_entries);
guint             mg_driver_registry_get_n   (MgDriverRegistry    *self);
MgDriver         *mg_driver_registry_get     (MgDriverRegistry    *self,
                                              guint                index);
MgDriver         *mg_driver_registry_lookup  (MgDriverRegistry    *self,
                                              const char          *id);

G_END_DECLS
