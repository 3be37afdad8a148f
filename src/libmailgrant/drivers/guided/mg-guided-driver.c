/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-guided-driver"

#include "config.h"

#include "mg-guided-driver.h"

/**
 * MgGuidedDriver:
 *
 * Serves every make whose mail settings are set on the device's own page
 * alone. What sets one make apart is in its `.driver` file.
 *
 * It has no verbs: there is no documented way to ask such a device what it is,
 * to sign in to it or to read it. Whose it is, its announcement or the person
 * tells.
 */
struct _MgGuidedDriver
{
  MgDriver parent_instance;
};

G_DEFINE_FINAL_TYPE (MgGuidedDriver, mg_guided_driver, MG_TYPE_DRIVER)

static void
mg_guided_driver_class_init (MgGuidedDriverClass *klass)
{
}

static void
mg_guided_driver_init (MgGuidedDriver *self)
{
}
