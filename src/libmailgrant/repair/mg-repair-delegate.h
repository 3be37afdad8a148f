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
 * @obtain_token: gets a person's permission, or takes the one that an
 *   interrupted run has left where @resumed; returns an #MgTokenDelivery
 * @renew_token: renews our copy with nobody asked; returns an #MgTokenDelivery
 * @ask_password: asks a person for a password; returns an #MgSecret
 * @do_step: shows a guided step and waits until the person has done it;
 *   returns a boolean, %FALSE if it was skipped
 * @take_slots: is told what the device says of its slots now
 * @slot_replaced: is told that a slot stands in another one's place
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
  void      (*obtain_token)  (MgRepairDelegate *self,
                              MgPlan           *plan,
                              MgStep           *step,
                              gboolean          resumed,
                              GTask            *task);
  void      (*renew_token)   (MgRepairDelegate *self,
                              MgPlan           *plan,
                              MgStep           *step,
                              GTask            *task);
  void      (*ask_password)  (MgRepairDelegate *self,
                              MgPlan           *plan,
                              MgStep           *step,
                              GTask            *task);
  void      (*do_step)       (MgRepairDelegate *self,
                              MgPlan           *plan,
                              MgStep           *step,
                              GTask            *task);
  void      (*take_slots)    (MgRepairDelegate *self,
                              const char       *device_id,
                              GPtrArray        *readings);
  void      (*slot_replaced) (MgRepairDelegate *self,
                              const char       *device_id,
                              const char       *before,
                              const char       *after);
};

G_END_DECLS
