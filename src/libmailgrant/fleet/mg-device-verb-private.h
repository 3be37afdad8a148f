/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-driver.h"

G_BEGIN_DECLS

/**
 * MgDeviceVerbArguments:
 * @slot: (nullable): the slot as it was read
 * @delivery: (nullable): the grant
 * @settings: (nullable): the settings as they are to be
 * @account: (nullable): the mailbox to log in to
 * @password: (nullable): its password or app password
 *
 * What a verb is told; which of it, depends on the verb.
 */
typedef struct
{
  MgSlotReading   *slot;      /* (owned) */
  MgTokenDelivery *delivery;  /* (owned) */
  MgMailSettings  *settings;  /* (owned) */
  char            *account;   /* (owned) */
  MgSecret        *password;  /* (owned) */
} MgDeviceVerbArguments;

/**
 * MgDeviceVerb:
 * @begin: hands the verb to the driver
 * @finish: takes what the driver returns, %NULL with the error set if it failed
 * @free_result: frees what @finish returned
 *
 * One of a driver's verbs as a value, so that whoever keeps a session can run
 * any of them, and run it again when the session has expired.
 */
typedef struct
{
  void           (*begin)  (MgDriver                     *driver,
                            MgSession                    *session,
                            const MgDeviceVerbArguments  *arguments,
                            GCancellable                 *cancellable,
                            GAsyncReadyCallback           callback,
                            gpointer                      user_data);
  gpointer       (*finish) (MgDriver                     *driver,
                            GAsyncResult                 *result,
                            GError                      **error);
  GDestroyNotify   free_result;
} MgDeviceVerb;

extern const MgDeviceVerb _mg_device_verb_check_session;
extern const MgDeviceVerb _mg_device_verb_read_slots;
extern const MgDeviceVerb _mg_device_verb_read_rules;
extern const MgDeviceVerb _mg_device_verb_push_token;
extern const MgDeviceVerb _mg_device_verb_push_password;
extern const MgDeviceVerb _mg_device_verb_write_settings;
extern const MgDeviceVerb _mg_device_verb_delete_token;
extern const MgDeviceVerb _mg_device_verb_test;

MgDeviceVerbArguments *_mg_device_verb_arguments_new  (const MgSlotReading   *slot);
void                   _mg_device_verb_arguments_free (MgDeviceVerbArguments *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgDeviceVerbArguments, _mg_device_verb_arguments_free)

G_END_DECLS
