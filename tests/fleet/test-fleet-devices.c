/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-fleet-fixture.h"

static MgCredential *
create_login (const char *user,
              const char *password,
              const char *code)
{
  g_autoptr (MgSecret) secret = mg_secret_new (password, -1);
  g_autoptr (MgSecret) code_secret = code == NULL ? NULL : mg_secret_new (code, -1);

  return mg_credential_new (user, secret, code_secret);
}

static gboolean
sign_in (MgFleetFixture  *fixture,
         MgDevice        *device,
         MgCredential    *credential,
         GError         **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mg_fleet_sign_in_async (fixture->fleet, device, credential, NULL, mg_test_store_result, &result);

  return mg_fleet_sign_in_finish (fixture->fleet, mg_test_await_result (&result), error);
}

/* Check that a first contact asks the make, and says so when the device is in
 * the fleet already. */
static void
test_devices_inspect (MgFleetFixture *fixture,
                      gconstpointer   data)
{
  g_autoptr (MgAddress) address = mg_address_new ("https", "nas.example", 0);
  g_autoptr (MgDevice) device = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (MgInspection) inspection = NULL;

      mg_fleet_inspect_async (fixture->fleet, address, NULL, NULL, mg_test_store_result, &result);
      inspection = mg_fleet_inspect_finish (fixture->fleet, mg_test_await_result (&result), &error);
      g_assert_no_error (error);
      g_assert_cmpstr (inspection->driver_id, ==, "fake");
      g_assert_cmpstr (inspection->identity->name, ==, "nas.example");
      g_assert_cmpstr (inspection->device_id, ==,
                       device == NULL ? NULL : mg_device_get_id (device));
      g_assert_cmpuint (fixture->peer->n_sign_ins, ==, i);

      if (device == NULL)
        device = mg_fleet_fixture_add (fixture, fixture->peer);
    }
}

/* Check that a make is asked for on each of its ports in turn, and on no other
 * than the one that was named. */
static void
test_devices_inspect_ports (MgFleetFixture *fixture,
                            gconstpointer   data)
{
  static const struct
  {
    guint16 named;
    guint16 found;
  } vectors[] = {
    { 0, 8443 },
    { 8443, 8443 },
    { 444, 0 },
  };

  fixture->peer->port = 8443;
  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (MgAddress) address = mg_address_new ("https", "nas.example", vectors[i].named);
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (MgInspection) inspection = NULL;

      mg_fleet_inspect_async (fixture->fleet, address, NULL, NULL, mg_test_store_result, &result);
      inspection = mg_fleet_inspect_finish (fixture->fleet, mg_test_await_result (&result), &error);
      if (vectors[i].found != 0)
        {
          g_assert_no_error (error);
          g_assert_cmpuint (mg_address_get_port (inspection->address), ==, vectors[i].found);
        }
      else
        {
          g_assert_error (error, MG_ERROR, MG_ERROR_UNREACHABLE);
        }
    }
}

/* Check that an address where nothing is, something else is, or a make that is
 * none, each end with the error that says so. */
static void
test_devices_inspect_failures (MgFleetFixture *fixture,
                               gconstpointer   data)
{
  static const struct
  {
    const char *host;
    const char *driver;
    MgError     fail_code;
    MgError     expected;
  } vectors[] = {
    { "off.example", NULL, 0, MG_ERROR_UNREACHABLE },
    { "nas.example", NULL, MG_ERROR_NOT_FOUND, MG_ERROR_NOT_FOUND },
    { "nas.example", NULL, MG_ERROR_PROTOCOL, MG_ERROR_NOT_FOUND },
    { "nas.example", NULL, MG_ERROR_TIMED_OUT, MG_ERROR_TIMED_OUT },
    { "nas.example", "toaster", 0, MG_ERROR_INVALID_INPUT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (MgAddress) address = mg_address_new ("https", vectors[i].host, 0);
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      fixture->peer->fail_verb = vectors[i].fail_code == 0 ? NULL : "identify";
      fixture->peer->fail_code = vectors[i].fail_code;
      mg_fleet_inspect_async (fixture->fleet, address, vectors[i].driver, NULL,
                              mg_test_store_result, &result);
      g_assert_null (mg_fleet_inspect_finish (fixture->fleet,
                                              mg_test_await_result (&result), &error));
      g_assert_error (error, MG_ERROR, (int) vectors[i].expected);
    }
}

/* Check that an added device is read, kept with its login, and comes back as it
 * was when the program starts again, with no contact. */
static void
test_devices_add (MgFleetFixture *fixture,
                  gconstpointer   data)
{
  g_autoptr (MgDevice) added = mg_fleet_fixture_add (fixture, fixture->peer);
  g_autofree char *id = g_strdup (mg_device_get_id (added));
  g_autoptr (GError) error = NULL;
  MgDevice *device = added;
  MgDevice *owner = NULL;
  MgSlot *slot;

  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->fleet)), ==, 1);
      g_assert_cmpstr (mg_device_get_name (device), ==, "nas.example");
      g_assert_cmpstr (mg_device_get_user (device), ==, "admin");
      g_assert_cmpstr (mg_device_get_fingerprint (device), ==, fixture->peer->fingerprint);
      g_assert_cmpstr (mg_device_get_identity (device)->serial, ==, "nas.example");
      g_assert_cmpint (mg_device_get_state (device), ==, MG_TOKEN_STATE_NOT_OBTAINED);
      g_assert_cmpuint (fixture->peer->n_sign_ins, ==, 1);
      g_assert_cmpuint (mg_memory_vault_get_size (fixture->vault), ==, 1);

      slot = mg_fleet_lookup_slot (fixture->fleet, "nas.example/mail", &owner, &error);
      g_assert_no_error (error);
      g_assert_true (owner == device);
      g_assert_cmpstr (mg_slot_get_rules (slot)[0], ==, "Disk failure");
      g_assert_cmpint (mg_slot_get_checked_at (slot), ==, MG_FLEET_FIXTURE_NOW);
      g_assert_cmpstr (mg_slot_get_reading (slot)->settings->host, ==, "mail.example");
      g_assert_cmpint (mg_slot_get_reading (slot)->settings->authentication,
                       ==, MG_MAIL_AUTHENTICATION_OAUTH2);
      g_assert_cmpuint (mg_slot_get_reading (slot)->settings->timeout, ==, 30);

      if (i == 0)
        {
          g_clear_object (&added);
          mg_fleet_fixture_reopen (fixture);
          device = mg_fleet_lookup_device (fixture->fleet, id);
          g_assert_nonnull (device);
        }
    }

  g_assert_null (mg_fleet_lookup_slot (fixture->fleet, "nas.example/fax", NULL, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_NOT_FOUND);
}

/* Check that a login which the device refuses, for whatever reason, leaves
 * nothing behind and is tried once. */
static void
test_devices_add_refused (MgFleetFixture *fixture,
                          gconstpointer   data)
{
  static const struct
  {
    const char *password;
    const char *code;
    gboolean    locked;
    MgError     expected;
  } vectors[] = {
    { "wrong", NULL, FALSE, MG_ERROR_LOGIN_REFUSED },
    { "correct horse", NULL, FALSE, MG_ERROR_CODE_NEEDED },
    { "correct horse", "654321", FALSE, MG_ERROR_CODE_NEEDED },
    { "correct horse", "123456", TRUE, MG_ERROR_LOCKED_OUT },
  };
  g_autofree char *before = mg_fleet_fixture_dump (fixture);

  fixture->peer->code = g_strdup ("123456");
  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (MgCredential) login = create_login ("admin", vectors[i].password, vectors[i].code);
      g_autoptr (GError) error = NULL;
      g_autofree char *after = NULL;

      fixture->peer->locked = vectors[i].locked;
      g_assert_null (mg_fleet_fixture_try_add (fixture, fixture->peer, login, &error));
      g_assert_error (error, MG_ERROR, (int) vectors[i].expected);
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->fleet)), ==, 0);
      g_assert_cmpuint (fixture->peer->n_sign_ins, ==, i + 1);
      after = mg_fleet_fixture_dump (fixture);
      g_assert_cmpstr (after, ==, before);
    }
}

/* Check that with a locked keyring a device is not added, and that one without
 * encryption is not signed in to. */
static void
test_devices_add_unsafe (MgFleetFixture *fixture,
                         gconstpointer   data)
{
  g_autoptr (MgCredential) login = mg_fleet_fixture_login (fixture->peer);
  g_autoptr (MgInspection) inspection = mg_fleet_fixture_inspect (fixture->peer);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *before = mg_fleet_fixture_dump (fixture);
  g_autofree char *after = NULL;

  mg_memory_vault_set_mode (fixture->vault, MG_MEMORY_VAULT_LOCKED);
  g_assert_null (mg_fleet_fixture_try_add (fixture, fixture->peer, login, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_VAULT_LOCKED);
  g_clear_error (&error);
  mg_memory_vault_set_mode (fixture->vault, MG_MEMORY_VAULT_OPEN);

  g_clear_pointer (&inspection->fingerprint, g_free);
  mg_fleet_add_device_async (fixture->fleet, inspection, NULL, login, NULL,
                             mg_test_store_result, &result);
  g_assert_null (mg_fleet_add_device_finish (fixture->fleet,
                                             mg_test_await_result (&result), &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_INSECURE);

  after = mg_fleet_fixture_dump (fixture);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->fleet)), ==, 0);
}

/* Check that the same device is not added twice, and that cancelling in time
 * leaves nothing behind. */
static void
test_devices_add_again (MgFleetFixture *fixture,
                        gconstpointer   data)
{
  g_autoptr (MgCredential) login = mg_fleet_fixture_login (fixture->peer);
  g_autoptr (MgInspection) inspection = mg_fleet_fixture_inspect (fixture->peer);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MgDevice) device = NULL;

  mg_fleet_add_device_async (fixture->fleet, inspection, NULL, login, cancellable,
                             mg_test_store_result, &result);
  g_cancellable_cancel (cancellable);
  g_assert_null (mg_fleet_add_device_finish (fixture->fleet,
                                             mg_test_await_result (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpuint (mg_memory_vault_get_size (fixture->vault), ==, 0);

  device = mg_fleet_fixture_add (fixture, fixture->peer);
  g_assert_null (mg_fleet_fixture_try_add (fixture, fixture->peer, login, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_INVALID_INPUT);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->fleet)), ==, 1);
}

/* Check that a removed device leaves nothing here and is itself left alone; and
 * that with a locked keyring it stays. */
static void
test_devices_remove (MgFleetFixture *fixture,
                     gconstpointer   data)
{
  g_autofree char *empty = mg_fleet_fixture_dump (fixture);
  g_autoptr (MgDevice) device = mg_fleet_fixture_add (fixture, fixture->peer);
  g_autofree char *full = mg_fleet_fixture_dump (fixture);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *dump = NULL;

      mg_memory_vault_set_mode (fixture->vault, i == 0 ? MG_MEMORY_VAULT_LOCKED
                                                       : MG_MEMORY_VAULT_OPEN);
      mg_fleet_remove_device_async (fixture->fleet, device, NULL, mg_test_store_result, &result);
      mg_fleet_remove_device_finish (fixture->fleet, mg_test_await_result (&result), &error);
      dump = mg_fleet_fixture_dump (fixture);
      g_assert_cmpuint (fixture->peer->n_writes, ==, 0);
      if (i == 0)
        {
          g_assert_error (error, MG_ERROR, MG_ERROR_VAULT_LOCKED);
          g_assert_cmpstr (dump, ==, full);
          g_assert_false (g_cancellable_is_cancelled (mg_device_get_cancellable (device)));
          continue;
        }

      g_assert_no_error (error);
      g_assert_cmpstr (dump, ==, empty);
      g_assert_true (g_cancellable_is_cancelled (mg_device_get_cancellable (device)));
      g_assert_null (mg_fleet_lookup_device (fixture->fleet, mg_device_get_id (device)));
    }

  mg_test_settle ();
  g_assert_cmpuint (fixture->peer->n_sign_outs, ==, 1);
}

/* Check that a device keeps its new name, that a name which two devices have
 * finds neither, and that an empty one is refused. */
static void
test_devices_rename (MgFleetFixture *fixture,
                     gconstpointer   data)
{
  g_autoptr (MgFakeDevice) other = mg_fake_device_new ("printer.example");
  g_autoptr (MgDevice) device = mg_fleet_fixture_add (fixture, fixture->peer);
  g_autoptr (MgDevice) second = mg_fleet_fixture_add (fixture, other);
  static const char *const names[] = { "printer.example", "  ", "Cellar\tNAS" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      mg_fleet_rename_device_async (fixture->fleet, device, names[i], NULL,
                                    mg_test_store_result, &result);
      mg_fleet_rename_device_finish (fixture->fleet, mg_test_await_result (&result), &error);
      if (i == 1)
        g_assert_error (error, MG_ERROR, MG_ERROR_INVALID_INPUT);
      else
        g_assert_no_error (error);
      if (i == 0)
        g_assert_null (mg_fleet_lookup_device (fixture->fleet, "printer.example"));
    }

  g_assert_true (mg_fleet_lookup_device (fixture->fleet, "printer.example") == second);
  g_clear_object (&device);
  g_clear_object (&second);
  mg_fleet_fixture_reopen (fixture);
  g_assert_nonnull (mg_fleet_lookup_device (fixture->fleet, "Cellar NAS"));
}

/* Check that a refused login is tried once and never again by itself, not even
 * by another process, until a person enters another one. */
static void
test_devices_refused_once (MgFleetFixture *fixture,
                           gconstpointer   data)
{
  g_autoptr (MgDevice) device = mg_fleet_fixture_add (fixture, fixture->peer);
  g_autofree char *id = g_strdup (mg_device_get_id (device));
  g_autoptr (MgCredential) login = NULL;
  g_autoptr (GError) error = NULL;

  g_free (fixture->peer->password);
  fixture->peer->password = g_strdup ("battery staple");
  fixture->peer->session_serial++;
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (GError) refusal = NULL;

      if (i == 2)
        {
          g_clear_object (&device);
          mg_fleet_fixture_reopen (fixture);
          g_set_object (&device, mg_fleet_lookup_device (fixture->fleet, id));
        }
      g_assert_false (mg_fleet_fixture_check (fixture, device, &refusal));
      g_assert_error (refusal, MG_ERROR, MG_ERROR_LOGIN_REFUSED);
      g_assert_error (mg_device_get_problem (device), MG_ERROR, MG_ERROR_LOGIN_REFUSED);
      g_assert_cmpuint (fixture->peer->n_sign_ins, ==, 2);
    }

  login = mg_fleet_fixture_login (fixture->peer);
  sign_in (fixture, device, login, &error);
  g_assert_no_error (error);
  g_assert_null (mg_device_get_problem (device));
  mg_fleet_fixture_check (fixture, device, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (fixture->peer->n_sign_ins, ==, 3);
}

/* Check that a locked device is left alone for a while, then tried again. */
static void
test_devices_locked_out (MgFleetFixture *fixture,
                         gconstpointer   data)
{
  g_autoptr (MgDevice) device = mg_fleet_fixture_add (fixture, fixture->peer);
  g_autoptr (GError) error = NULL;

  fixture->peer->locked = TRUE;
  fixture->peer->session_serial++;
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) refusal = NULL;

      g_assert_false (mg_fleet_fixture_check (fixture, device, &refusal));
      g_assert_error (refusal, MG_ERROR, MG_ERROR_LOCKED_OUT);
      g_assert_cmpuint (fixture->peer->n_sign_ins, ==, 2);
    }

  fixture->peer->locked = FALSE;
  mg_fake_clock_advance (fixture->clock, 6 * 60 * G_USEC_PER_SEC);
  mg_fleet_fixture_check (fixture, device, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (fixture->peer->n_sign_ins, ==, 3);
}

/* Check that a one-time code opens a session for this process, that the code is
 * not kept, and that it is asked for again when the session has ended. */
static void
test_devices_one_time_code (MgFleetFixture *fixture,
                            gconstpointer   data)
{
  g_autoptr (MgDevice) device = NULL;
  g_autoptr (GError) error = NULL;

  fixture->peer->code = g_strdup ("123456");
  device = mg_fleet_fixture_add (fixture, fixture->peer);
  mg_fleet_fixture_check (fixture, device, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (fixture->peer->n_sign_ins, ==, 1);

  fixture->peer->session_serial++;
  g_assert_false (mg_fleet_fixture_check (fixture, device, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_CODE_NEEDED);
}

/* Check that sessions which the device has ended are opened again, once, with
 * the login that is kept. */
static void
test_devices_session_expiry (MgFleetFixture *fixture,
                             gconstpointer   data)
{
  g_autoptr (MgDevice) device = mg_fleet_fixture_add (fixture, fixture->peer);
  g_autoptr (GError) error = NULL;

  fixture->peer->session_serial++;
  mg_fleet_fixture_check (fixture, device, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (fixture->peer->n_sign_ins, ==, 2);
}

/* Check that another certificate is met with an error and no login, until a
 * person has confirmed it. */
static void
test_devices_changed_certificate (MgFleetFixture *fixture,
                                  gconstpointer   data)
{
  g_autoptr (MgDevice) device = mg_fleet_fixture_add (fixture, fixture->peer);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  MgSlot *slot = mg_device_lookup_slot (device, "mail");

  memset (fixture->peer->fingerprint, 'b', 64);
  g_assert_false (mg_fleet_fixture_check (fixture, device, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_CERTIFICATE_CHANGED);
  g_assert_cmpint (mg_slot_get_note (slot), ==, MG_NOTE_NOT_CHECKED);
  g_assert_cmpint (mg_slot_get_state (slot), ==, MG_TOKEN_STATE_NOT_OBTAINED);
  g_assert_cmpuint (fixture->peer->n_sign_ins, ==, 1);
  g_clear_error (&error);

  mg_fleet_confirm_fingerprint_async (fixture->fleet, device, fixture->peer->fingerprint, NULL,
                                      mg_test_store_result, &result);
  mg_fleet_confirm_fingerprint_finish (fixture->fleet, mg_test_await_result (&result), &error);
  g_assert_no_error (error);
  g_assert_null (mg_device_get_problem (device));
  mg_fleet_fixture_check (fixture, device, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (fixture->peer->n_sign_ins, ==, 2);
  g_assert_cmpint (mg_slot_get_note (slot), ==, MG_NOTE_NONE);
}

int
main (int   argc,
      char *argv[])
{
  mg_test_init (&argc, &argv);

  mg_fleet_fixture_add_test ("/fleet/devices/inspect", test_devices_inspect);
  mg_fleet_fixture_add_test ("/fleet/devices/inspect-ports", test_devices_inspect_ports);
  mg_fleet_fixture_add_test ("/fleet/devices/inspect-failures", test_devices_inspect_failures);
  mg_fleet_fixture_add_test ("/fleet/devices/add", test_devices_add);
  mg_fleet_fixture_add_test ("/fleet/devices/add-refused", test_devices_add_refused);
  mg_fleet_fixture_add_test ("/fleet/devices/add-unsafe", test_devices_add_unsafe);
  mg_fleet_fixture_add_test ("/fleet/devices/add-again", test_devices_add_again);
  mg_fleet_fixture_add_test ("/fleet/devices/remove", test_devices_remove);
  mg_fleet_fixture_add_test ("/fleet/devices/rename", test_devices_rename);
  mg_fleet_fixture_add_test ("/fleet/devices/refused-once", test_devices_refused_once);
  mg_fleet_fixture_add_test ("/fleet/devices/locked-out", test_devices_locked_out);
  mg_fleet_fixture_add_test ("/fleet/devices/one-time-code", test_devices_one_time_code);
  mg_fleet_fixture_add_test ("/fleet/devices/session-expiry", test_devices_session_expiry);
  mg_fleet_fixture_add_test ("/fleet/devices/changed-certificate",
                             test_devices_changed_certificate);

  return g_test_run ();
}
