/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-driver-registry.h"

G_BEGIN_DECLS

#define MG_TYPE_FAKE_DRIVER (mg_fake_driver_get_type ())

G_DECLARE_FINAL_TYPE (MgFakeDriver, mg_fake_driver, MG, FAKE_DRIVER, MgDriver)

typedef struct _MgFakeDevice MgFakeDevice;

/**
 * MgFakeDevice:
 * @host: the host name by which it is found
 * @fingerprint: the certificate that it shows
 * @user: the administrator
 * @password: the administrator's password
 * @code: (nullable): the one-time code that a sign-in needs
 * @locked: whether all logins are locked
 * @slots: (element-type MgSlotReading): the slots as they are now
 * @rules: (element-type MgRule): the notification rules
 * @outcome: how its own tests end
 * @unsaved_outcome: how they end with what is not saved yet
 * @port: the one port that it answers on, 0 for any
 * @fail_verb: (nullable): the verb that fails, as `push_token`
 * @fail_code: with which error
 * @forgetful: takes a push, but has another token afterwards
 * @session_serial: raised to end all sessions
 * @n_sign_ins: how many sign-ins there were, refused ones too
 * @n_sign_outs: how many sessions were ended
 * @n_reads: how often the slots were read
 * @n_writes: how often something was changed
 * @n_unsaved_tests: how often it tried what is not saved yet
 *
 * A device of no make, in this process: what its driver does with it is counted.
 */
struct _MgFakeDevice
{
  char          *host;
  char          *fingerprint;
  char          *user;
  char          *password;
  char          *code;
  gboolean       locked;
  GPtrArray     *slots;
  GPtrArray     *rules;
  MgTestOutcome  outcome;
  MgTestOutcome  unsaved_outcome;
  guint16        port;
  const char    *fail_verb;
  MgError        fail_code;
  gboolean       forgetful;
  guint          session_serial;
  guint          n_sign_ins;
  guint          n_sign_outs;
  guint          n_reads;
  guint          n_writes;
  guint          n_unsaved_tests;
  guint          etag;
};

MgFakeDevice  *mg_fake_device_new       (const char   *host);
void           mg_fake_device_free      (MgFakeDevice *self);
MgSlotReading *mg_fake_device_add_slot  (MgFakeDevice *self,
                                         const char   *id,
                                         const char   *link_group);
MgSlotReading *mg_fake_device_get_slot  (MgFakeDevice *self,
                                         const char   *id);
void           mg_fake_device_add_rule  (MgFakeDevice *self,
                                         const char   *title,
                                         const char   *slot_id);
guint          mg_fake_driver_get_peak  (void);

MgDriverRegistry *mg_fake_driver_registry_new (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgFakeDevice, mg_fake_device_free)

G_END_DECLS
