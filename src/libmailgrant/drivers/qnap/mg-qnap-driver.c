/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-qnap-driver"

#include "config.h"

#include "mg-qnap-driver.h"
#include "mg-qnap-identity.h"
#include "mg-qnap-sign-in.h"

/**
 * MgQnapDriver:
 *
 * Knows QNAP's boxes and signs in to them. How their mail settings are read or
 * written is not publicly known, so that is left to the person, who is guided.
 */
struct _MgQnapDriver
{
  MgDriver parent_instance;
};

G_DEFINE_FINAL_TYPE (MgQnapDriver, mg_qnap_driver, MG_TYPE_DRIVER)

static void
mg_qnap_driver_class_init (MgQnapDriverClass *klass)
{
  MgDriverClass *driver_class = MG_DRIVER_CLASS (klass);

  driver_class->identify = mg_qnap_identify;
  driver_class->sign_in = mg_qnap_sign_in;
  driver_class->sign_out = mg_qnap_sign_out;
  driver_class->check_session = mg_qnap_check_session;
}

static void
mg_qnap_driver_init (MgQnapDriver *self)
{
}
