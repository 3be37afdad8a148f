/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-driver-rig.h"
#include "mg-driver-table.h"
#include "mg-test.h"
#include "mg-text.h"

static void
set_up (MgDriverRig *rig,
        const char  *driver,
        const char  *recording)
{
  rig->replay = mg_replay_new (recording);
  rig->context = mg_test_context_new (rig->clock == NULL ? NULL : MG_CLOCK (rig->clock));
  rig->http = mg_http_new_pinned (rig->context, mg_replay_get_address (rig->replay),
                                  mg_replay_get_fingerprint (rig->replay));
  rig->registry = mg_driver_registry_new (mg_driver_table, mg_driver_table_length);
  rig->driver = mg_driver_registry_lookup (rig->registry, driver);
  g_assert_nonnull (rig->driver);
  rig->session = NULL;
  rig->cancellable = g_cancellable_new ();
}

/**
 * mg_driver_rig_set_up:
 * @rig: a rig
 * @driver: a driver's id
 * @recording: what the device plays, relative to the tests' folder
 */
void
mg_driver_rig_set_up (MgDriverRig *rig,
                      const char  *driver,
                      const char  *recording)
{
  rig->clock = NULL;
  set_up (rig, driver, recording);
}

/**
 * mg_driver_rig_set_up_with_clock:
 * @rig: a rig
 * @driver: a driver's id
 * @recording: what the device plays, relative to the tests' folder
 *
 * As mg_driver_rig_set_up(), with a clock that stands still.
 */
void
mg_driver_rig_set_up_with_clock (MgDriverRig *rig,
                                 const char  *driver,
                                 const char  *recording)
{
  rig->clock = mg_fake_clock_new (0);
  set_up (rig, driver, recording);
}

/**
 * mg_driver_rig_tear_down:
 * @rig: a rig
 *
 * Takes the rig down; nothing may be left of the driver's doings.
 */
void
mg_driver_rig_tear_down (MgDriverRig *rig)
{
  mg_test_settle ();
  g_clear_object (&rig->session);
  g_assert_finalize_object (g_steal_pointer (&rig->http));
  g_assert_finalize_object (g_steal_pointer (&rig->registry));
  g_clear_object (&rig->context);
  g_clear_object (&rig->clock);
  g_clear_object (&rig->cancellable);
  g_clear_object (&rig->replay);
}

/**
 * mg_driver_rig_identify:
 * @rig: a rig
 * @error: return location for an error
 *
 * Returns: (transfer full): what the device says that it is
 */
MgIdentity *
mg_driver_rig_identify (MgDriverRig  *rig,
                        GError      **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mg_driver_identify_async (rig->driver, rig->http, rig->cancellable,
                            mg_test_store_result, &result);
  mg_test_await_result (&result);

  return mg_driver_identify_finish (rig->driver, result, error);
}

/**
 * mg_driver_rig_sign_in:
 * @rig: a rig
 * @user: a user name
 * @password: a password
 * @one_time_code: (nullable): a one-time code
 * @error: return location for an error
 *
 * Returns: whether the device has let us in
 */
gboolean
mg_driver_rig_sign_in (MgDriverRig  *rig,
                       const char   *user,
                       const char   *password,
                       const char   *one_time_code,
                       GError      **error)
{
  g_autoptr (MgSecret) secret = mg_secret_new (password, -1);
  g_autoptr (MgSecret) code = one_time_code == NULL ? NULL : mg_secret_new (one_time_code, -1);
  g_autoptr (MgCredential) credential = mg_credential_new (user, secret, code);
  g_autoptr (GAsyncResult) result = NULL;

  mg_driver_sign_in_async (rig->driver, rig->http, credential, rig->cancellable,
                           mg_test_store_result, &result);
  mg_test_await_result (&result);
  rig->session = mg_driver_sign_in_finish (rig->driver, result, error);

  return rig->session != NULL;
}

static gboolean
finish_change (MgDriverRig   *rig,
               GAsyncResult **result,
               GError       **error)
{
  mg_test_await_result (result);

  return mg_driver_change_finish (rig->driver, *result, error);
}

/**
 * mg_driver_rig_sign_out:
 * @rig: a rig
 * @error: return location for an error
 *
 * Returns: whether the session was ended
 */
gboolean
mg_driver_rig_sign_out (MgDriverRig  *rig,
                        GError      **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mg_driver_sign_out_async (rig->driver, rig->session, rig->cancellable,
                            mg_test_store_result, &result);

  return finish_change (rig, &result, error);
}

/**
 * mg_driver_rig_read_slots:
 * @rig: a rig that is signed in
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type MgSlotReading): the slots
 */
GPtrArray *
mg_driver_rig_read_slots (MgDriverRig  *rig,
                          GError      **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mg_driver_read_slots_async (rig->driver, rig->session, rig->cancellable,
                              mg_test_store_result, &result);
  mg_test_await_result (&result);

  return mg_driver_read_finish (rig->driver, result, error);
}

/**
 * mg_driver_rig_push_token:
 * @rig: a rig that is signed in
 * @slot: a slot
 * @delivery: a grant
 * @error: return location for an error
 *
 * Returns: whether the device took it
 */
gboolean
mg_driver_rig_push_token (MgDriverRig            *rig,
                          const MgSlotReading    *slot,
                          const MgTokenDelivery  *delivery,
                          GError                **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mg_driver_push_token_async (rig->driver, rig->session, slot, delivery, rig->cancellable,
                              mg_test_store_result, &result);

  return finish_change (rig, &result, error);
}

/**
 * mg_driver_rig_push_password:
 * @rig: a rig that is signed in
 * @slot: a slot
 * @account: the mailbox
 * @password: its password
 * @error: return location for an error
 *
 * Returns: whether the device took it
 */
gboolean
mg_driver_rig_push_password (MgDriverRig          *rig,
                             const MgSlotReading  *slot,
                             const char           *account,
                             const char           *password,
                             GError              **error)
{
  g_autoptr (MgSecret) secret = mg_secret_new (password, -1);
  g_autoptr (GAsyncResult) result = NULL;

  mg_driver_push_password_async (rig->driver, rig->session, slot, account, secret, rig->cancellable,
                                 mg_test_store_result, &result);

  return finish_change (rig, &result, error);
}

/**
 * mg_driver_rig_write_settings:
 * @rig: a rig that is signed in
 * @slot: a slot
 * @settings: its new settings
 * @error: return location for an error
 *
 * Returns: whether the device took them
 */
gboolean
mg_driver_rig_write_settings (MgDriverRig          *rig,
                              const MgSlotReading  *slot,
                              const MgMailSettings *settings,
                              GError              **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mg_driver_write_settings_async (rig->driver, rig->session, slot, settings, rig->cancellable,
                                  mg_test_store_result, &result);

  return finish_change (rig, &result, error);
}

/**
 * mg_driver_rig_delete_token:
 * @rig: a rig that is signed in
 * @slot: a slot
 * @error: return location for an error
 *
 * Returns: whether the device forgot its token or password
 */
gboolean
mg_driver_rig_delete_token (MgDriverRig          *rig,
                            const MgSlotReading  *slot,
                            GError              **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mg_driver_delete_token_async (rig->driver, rig->session, slot, rig->cancellable,
                                mg_test_store_result, &result);

  return finish_change (rig, &result, error);
}

/**
 * mg_driver_rig_test:
 * @rig: a rig that is signed in
 * @slot: a slot
 * @error: return location for an error
 *
 * Returns: (transfer full): how the device's own test ended
 */
MgTestResult *
mg_driver_rig_test (MgDriverRig          *rig,
                    const MgSlotReading  *slot,
                    GError              **error)
{
  return mg_driver_rig_test_unsaved (rig, slot, NULL, error);
}

/**
 * mg_driver_rig_test_unsaved:
 * @rig: a rig that is signed in
 * @slot: a slot
 * @unsaved: (nullable): a grant to test before it is saved
 * @error: return location for an error
 *
 * Returns: (transfer full): how the device's own test ended
 */
MgTestResult *
mg_driver_rig_test_unsaved (MgDriverRig            *rig,
                            const MgSlotReading    *slot,
                            const MgTokenDelivery  *unsaved,
                            GError                **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mg_driver_test_async (rig->driver, rig->session, slot, unsaved, rig->cancellable,
                        mg_test_store_result, &result);
  mg_test_await_result (&result);

  return mg_driver_test_finish (rig->driver, result, error);
}

static MgTokenDelivery *
create_delivery (MgDriver *driver)
{
  static const char *const scopes[] = { "send", NULL };
  const char *const *providers = mg_driver_info_get_providers (mg_driver_get_info (driver));
  g_autoptr (MgSecret) secret = mg_secret_new (MG_DRIVER_RIG_CLIENT_SECRET, -1);
  g_autoptr (MgSecret) token = mg_secret_new (MG_DRIVER_RIG_REFRESH_TOKEN, -1);

  return mg_token_delivery_new (providers[0] != NULL ? providers[0] : "gmail",
                                MG_DRIVER_RIG_ACCOUNT, "c1", secret, token, scopes,
                                "https://oauth2.example/token");
}

static gboolean
push (MgDriverRig  *rig,
      GPtrArray    *slots,
      GError      **error)
{
  MgDriverInfo *info = mg_driver_get_info (rig->driver);

  if (mg_driver_info_can (info, MG_DRIVER_PUSH_OAUTH))
    {
      g_autoptr (MgTokenDelivery) delivery = create_delivery (rig->driver);

      return mg_driver_rig_push_token (rig, slots->pdata[0], delivery, error);
    }

  if (mg_driver_info_can (info, MG_DRIVER_PUSH_PASSWORD))
    return mg_driver_rig_push_password (rig, slots->pdata[0], MG_DRIVER_RIG_ACCOUNT,
                                        MG_DRIVER_RIG_APP_PASSWORD, error);

  return TRUE;
}

static void
assert_is_clean (const char *text)
{
  g_autofree char *clean = text == NULL ? NULL : mg_text_dup_clean (text, -1, MG_TEXT_SENTENCE_MAX);

  g_assert_cmpstr (text, ==, clean);
}

/* What a screen shows of a slot. */
static void
assert_can_be_shown (const MgSlotReading *slot)
{
  assert_is_clean (slot->title);
  assert_is_clean (slot->reason);
  assert_is_clean (slot->account);
  assert_is_clean (slot->settings->host);
}

static gboolean
run_stage (MgDriverRig       *rig,
           MgDriverRigStage   stage,
           GPtrArray        **slots,
           GError           **error)
{
  switch (stage)
    {
    case MG_DRIVER_RIG_SIGN_IN:
      return mg_driver_rig_sign_in (rig, MG_DRIVER_RIG_USER, MG_DRIVER_RIG_PASSWORD, NULL, error);

    case MG_DRIVER_RIG_READ:
    case MG_DRIVER_RIG_READ_AGAIN:
      if (!mg_driver_info_can (mg_driver_get_info (rig->driver), MG_DRIVER_READ))
        return TRUE;

      g_clear_pointer (slots, g_ptr_array_unref);
      *slots = mg_driver_rig_read_slots (rig, error);
      g_assert_true (*slots == NULL || (*slots)->len > 0);
      for (guint i = 0; *slots != NULL && i < (*slots)->len; i++)
        assert_can_be_shown ((*slots)->pdata[i]);

      return *slots != NULL;

    case MG_DRIVER_RIG_PUSH:
    case MG_DRIVER_RIG_PUSH_AGAIN:
      return push (rig, *slots, error);

    case MG_DRIVER_RIG_SIGN_OUT:
      return MG_DRIVER_GET_CLASS (rig->driver)->sign_out == NULL ||
             mg_driver_rig_sign_out (rig, error);

    case MG_DRIVER_RIG_DONE:
    default:
      g_assert_not_reached ();
    }
}

/**
 * mg_driver_rig_run_session:
 * @rig: a rig
 * @n_requests: (out caller-allocates) (array fixed-size=6) (nullable): how many
 *   requests the device had seen after each stage
 * @error: return location for an error
 *
 * Runs a session as the fleet would: with what is at the top of the header, and
 * with what the driver says that it can. A driver that takes tokens is given
 * one, another a password. What is read must be fit to be shown.
 *
 * Returns: the stage that failed, or %MG_DRIVER_RIG_DONE
 */
MgDriverRigStage
mg_driver_rig_run_session (MgDriverRig  *rig,
                           guint        *n_requests,
                           GError      **error)
{
  g_autoptr (GPtrArray) slots = NULL;

  for (int stage = MG_DRIVER_RIG_SIGN_IN; stage < (int) MG_DRIVER_RIG_DONE; stage++)
    {
      if (!run_stage (rig, (MgDriverRigStage) stage, &slots, error))
        return (MgDriverRigStage) stage;
      if (n_requests != NULL)
        n_requests[stage] = mg_replay_get_n_requests (rig->replay);
    }

  return MG_DRIVER_RIG_DONE;
}
