/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-test.h"
#include "truenas-rig.h"

void
truenas_rig_set_up (MgDriverRig *rig,
                    const char  *recording)
{
  mg_driver_rig_set_up_with_clock (rig, "truenas", recording);
}

gboolean
truenas_rig_sign_in (MgDriverRig  *rig,
                     GError      **error)
{
  return mg_driver_rig_sign_in (rig, "admin", "p\"w", NULL, error);
}

void
truenas_rig_set_up_signed_in (MgDriverRig *rig,
                              const char  *recording)
{
  g_autoptr (GError) error = NULL;

  truenas_rig_set_up (rig, recording);
  g_assert_true (truenas_rig_sign_in (rig, &error));
  g_assert_no_error (error);
}

/* The box's one slot as it was read, with a token of @provider or none. */
MgSlotReading *
truenas_rig_create_slot (const char *provider,
                         const char *sender)
{
  MgSlotReading *slot = mg_slot_reading_new ("mail", "Email");

  slot->service = g_strdup (provider == NULL ? "custom" : provider);
  slot->provider = g_strdup (provider);
  slot->account = g_strdup (sender);
  slot->settings->sender_address = g_strdup (sender);
  if (provider != NULL)
    slot->settings->authentication = MG_MAIL_AUTHENTICATION_OAUTH2;

  return slot;
}

MgTokenDelivery *
truenas_rig_create_delivery (const char *provider)
{
  static const char *const scopes[] = { "send", NULL };
  g_autoptr (MgSecret) secret = mg_secret_new ("c\"s", -1);
  g_autoptr (MgSecret) token = mg_secret_new ("1//rt\"\\", -1);

  return mg_token_delivery_new (provider, "nas@example.org", "c1", secret, token, scopes,
                                "https://oauth2.example/token");
}

typedef struct
{
  MgFakeClock   *clock;
  GAsyncResult **result;
} Waiting;

static gboolean
has_ended (gpointer user_data)
{
  Waiting *waiting = user_data;
  gint64 wait = mg_fake_clock_get_wait (waiting->clock);

  /* A pause between two questions, not what an answer may take. */
  if (*waiting->result == NULL && wait >= 0 && wait <= 2 * G_USEC_PER_SEC)
    mg_fake_clock_advance (waiting->clock, wait);

  return *waiting->result != NULL;
}

/* Has the box test, while its clock goes on wherever it is waited for. */
MgTestResult *
truenas_rig_test (MgDriverRig            *rig,
                  const MgSlotReading    *slot,
                  const MgTokenDelivery  *unsaved,
                  GError                **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  Waiting waiting = { rig->clock, &result };

  mg_driver_test_async (rig->driver, rig->session, slot, unsaved, NULL,
                        mg_test_store_result, &result);
  mg_test_await_true (has_ended, &waiting);

  return mg_driver_test_finish (rig->driver, result, error);
}
