/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-credential.h"
#include "mg-driver-info.h"
#include "mg-rule.h"
#include "mg-session.h"
#include "mg-slot-reading.h"
#include "mg-test-result.h"
#include "mg-token-delivery.h"

G_BEGIN_DECLS

#define MG_TYPE_DRIVER (mg_driver_get_type ())

G_DECLARE_DERIVABLE_TYPE (MgDriver, mg_driver, MG, DRIVER, GObject)

/**
 * MgDriverClass:
 * @parent_class: the parent class
 * @identify: asks the peer what it is, with no login; returns an `MgIdentity`,
 *   or %MG_ERROR_NOT_FOUND if it is another make's device
 * @sign_in: signs in once and never again by itself; returns an `MgSession`
 * @sign_out: ends a session; returns a boolean
 * @check_session: asks whether a session still holds; returns a boolean, or
 *   %MG_ERROR_LOGIN_REFUSED if it has ended. For makes that have nothing to read
 * @read_slots: returns a `GPtrArray` of `MgSlotReading`
 * @read_rules: returns a `GPtrArray` of `MgRule`
 * @write_rule: writes one rule, if its revision is still the same; returns a boolean
 * @push_token: puts a grant into a slot; safe to repeat; returns a boolean
 * @push_password: puts a password into a slot; safe to repeat; returns a boolean
 * @write_settings: replaces a slot's settings; returns a boolean
 * @create_slot: makes a slot from a reading's title, protocol, service and
 *   settings; safe to repeat with the same reading id; returns the new id as
 *   a string
 * @delete_slot: deletes a slot; returns a boolean
 * @delete_token: deletes a slot's token, revokes nothing; returns a boolean
 * @test: has the device log in to its mail server; returns an `MgTestResult`
 *
 * What a driver has to know to carry a grant to one make of device.
 *
 * Each verb is one function that ends by returning what it promises on the
 * task it is given, whose source is the driver; a verb that is %NULL is
 * answered with %MG_ERROR_NOT_SUPPORTED. A driver keeps no state between
 * calls but what is in the session, stores nothing, opens nothing, logs
 * nothing it was given, and maps its vendor's errors to #MgError.
 *
 * @identify gets a probe, every other verb a pinned #MgHttp. %MG_ERROR_CONFLICT
 * says that the device's revision is not the one that was named.
 */
struct _MgDriverClass
{
  GObjectClass parent_class;

  void (*identify)       (MgDriver              *self,
                          MgHttp                *http,
                          GTask                 *task);
  void (*sign_in)        (MgDriver              *self,
                          MgHttp                *http,
                          MgCredential          *credential,
                          GTask                 *task);
  void (*sign_out)       (MgDriver              *self,
                          MgSession             *session,
                          GTask                 *task);
  void (*check_session)  (MgDriver              *self,
                          MgSession             *session,
                          GTask                 *task);
  void (*read_slots)     (MgDriver              *self,
                          MgSession             *session,
                          GTask                 *task);
  void (*read_rules)     (MgDriver              *self,
                          MgSession             *session,
                          GTask                 *task);
  void (*write_rule)     (MgDriver              *self,
                          MgSession             *session,
                          const MgRule          *rule,
                          GTask                 *task);
  void (*push_token)     (MgDriver              *self,
                          MgSession             *session,
                          const MgSlotReading   *slot,
                          const MgTokenDelivery *delivery,
                          GTask                 *task);
  void (*push_password)  (MgDriver              *self,
                          MgSession             *session,
                          const MgSlotReading   *slot,
                          const char            *account,
                          MgSecret              *password,
                          GTask                 *task);
  void (*write_settings) (MgDriver              *self,
                          MgSession             *session,
                          const MgSlotReading   *slot,
                          const MgMailSettings  *settings,
                          GTask                 *task);
  void (*create_slot)    (MgDriver              *self,
                          MgSession             *session,
                          const MgSlotReading   *draft,
                          GTask                 *task);
  void (*delete_slot)    (MgDriver              *self,
                          MgSession             *session,
                          const MgSlotReading   *slot,
                          GTask                 *task);
  void (*delete_token)   (MgDriver              *self,
                          MgSession             *session,
                          const MgSlotReading   *slot,
                          GTask                 *task);
  void (*test)           (MgDriver              *self,
                          MgSession             *session,
                          const MgSlotReading   *slot,
                          const MgTokenDelivery *unsaved,
                          GTask                 *task);
};

MgDriverInfo *mg_driver_get_info              (MgDriver              *self);
char         *mg_driver_dup_admin_page        (MgDriver              *self,
                                               MgAddress             *address,
                                               const MgIdentity      *identity);

void          mg_driver_identify_async        (MgDriver              *self,
                                               MgHttp                *http,
                                               GCancellable          *cancellable,
                                               GAsyncReadyCallback    callback,
                                               gpointer               user_data);
MgIdentity   *mg_driver_identify_finish       (MgDriver              *self,
                                               GAsyncResult          *result,
                                               GError               **error);
gboolean      mg_driver_can_sign_in           (MgDriver              *self);
void          mg_driver_sign_in_async         (MgDriver              *self,
                                               MgHttp                *http,
                                               MgCredential          *credential,
                                               GCancellable          *cancellable,
                                               GAsyncReadyCallback    callback,
                                               gpointer               user_data);
MgSession    *mg_driver_sign_in_finish        (MgDriver              *self,
                                               GAsyncResult          *result,
                                               GError               **error);
void          mg_driver_sign_out_async        (MgDriver              *self,
                                               MgSession             *session,
                                               GCancellable          *cancellable,
                                               GAsyncReadyCallback    callback,
                                               gpointer               user_data);
gboolean      mg_driver_can_check_session     (MgDriver              *self);
void          mg_driver_check_session_async   (MgDriver              *self,
                                               MgSession             *session,
                                               GCancellable          *cancellable,
                                               GAsyncReadyCallback    callback,
                                               gpointer               user_data);
void          mg_driver_read_slots_async      (MgDriver              *self,
                                               MgSession             *session,
                                               GCancellable          *cancellable,
                                               GAsyncReadyCallback    callback,
                                               gpointer               user_data);
void          mg_driver_read_rules_async      (MgDriver              *self,
                                               MgSession             *session,
                                               GCancellable          *cancellable,
                                               GAsyncReadyCallback    callback,
                                               gpointer               user_data);
GPtrArray    *mg_driver_read_finish           (MgDriver              *self,
                                               GAsyncResult          *result,
                                               GError               **error);
void          mg_driver_write_rule_async      (MgDriver              *self,
                                               MgSession             *session,
                                               const MgRule          *rule,
                                               GCancellable          *cancellable,
                                               GAsyncReadyCallback    callback,
                                               gpointer               user_data);
void          mg_driver_push_token_async      (MgDriver              *self,
                                               MgSession             *session,
                                               const MgSlotReading   *slot,
                                               const MgTokenDelivery *delivery,
                                               GCancellable          *cancellable,
                                               GAsyncReadyCallback    callback,
                                               gpointer               user_data);
void          mg_driver_push_password_async   (MgDriver              *self,
                                               MgSession             *session,
                                               const MgSlotReading   *slot,
                                               const char            *account,
                                               MgSecret              *password,
                                               GCancellable          *cancellable,
                                               GAsyncReadyCallback    callback,
                                               gpointer               user_data);
void          mg_driver_write_settings_async  (MgDriver              *self,
                                               MgSession             *session,
                                               const MgSlotReading   *slot,
                                               const MgMailSettings  *settings,
                                               GCancellable          *cancellable,
                                               GAsyncReadyCallback    callback,
                                               gpointer               user_data);
void          mg_driver_delete_slot_async     (MgDriver              *self,
                                               MgSession             *session,
                                               const MgSlotReading   *slot,
                                               GCancellable          *cancellable,
                                               GAsyncReadyCallback    callback,
                                               gpointer               user_data);
void          mg_driver_delete_token_async    (MgDriver              *self,
                                               MgSession             *session,
                                               const MgSlotReading   *slot,
                                               GCancellable          *cancellable,
                                               GAsyncReadyCallback    callback,
                                               gpointer               user_data);
gboolean      mg_driver_change_finish         (MgDriver              *self,
                                               GAsyncResult          *result,
                                               GError               **error);
void          mg_driver_create_slot_async     (MgDriver              *self,
                                               MgSession             *session,
                                               const MgSlotReading   *draft,
                                               GCancellable          *cancellable,
                                               GAsyncReadyCallback    callback,
                                               gpointer               user_data);
char         *mg_driver_create_slot_finish    (MgDriver              *self,
                                               GAsyncResult          *result,
                                               GError               **error);
void          mg_driver_test_async            (MgDriver              *self,
                                               MgSession             *session,
                                               const MgSlotReading   *slot,
                                               const MgTokenDelivery *unsaved,
                                               GCancellable          *cancellable,
                                               GAsyncReadyCallback    callback,
                                               gpointer               user_data);
MgTestResult *mg_driver_test_finish           (MgDriver              *self,
                                               GAsyncResult          *result,
                                               GError               **error);

G_END_DECLS
