/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-driver.h"
#include "mg-plan.h"

G_BEGIN_DECLS

#define MG_TYPE_REPAIR_DELEGATE (mg_repair_delegate_get_type ())

G_DECLARE_INTERFACE (MgRepairDelegate, mg_repair_delegate, MG, REPAIR_DELEGATE, GObject)

/**
 * MgRepairDelegateInterface:
 * @parent_iface: the parent interface
 * @get_driver: lends the driver of a device
 * @open_session: signs in, or lends the login there is; returns an #MgSession
 * @do_step: does a step that needs a person or a provider, for the slot
 *   @target; returns a boolean, %FALSE if the person has left it out. To
 *   authorize, to renew and to enter a password end well only when the
 *   device's own test has passed, where the make has one
 *
 * What a repair needs of those around it: the login, the provider, the person.
 * The functions with a task answer on it; its source is the delegate.
 */
struct _MgRepairDelegateInterface
{
  GTypeInterface parent_iface;

  MgDriver *(*get_driver)    (MgRepairDelegate *self,
                              const char       *device_id);
  void      (*open_session)  (MgRepairDelegate *self,
                              const char       *device_id,
                              GTask            *task);
  void      (*do_step)       (MgRepairDelegate *self,
                              MgPlan           *plan,
                              MgStep           *step,
                              const char       *target,
                              GTask            *task);
};

G_END_DECLS
