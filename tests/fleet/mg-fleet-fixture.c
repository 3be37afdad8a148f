/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>

#include "mg-fleet-fixture.h"
#include "mg-fleet-private.h"

static void
load (MgFleetFixture *self)
{
  g_autoptr (MgDriverRegistry) drivers = mg_fake_driver_registry_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  self->fleet = mg_fleet_new_for_drivers (self->context, MG_VAULT (self->vault), drivers);
  mg_fleet_load_async (self->fleet, NULL, mg_test_store_result, &result);
  mg_fleet_load_finish (self->fleet, mg_test_await_result (&result), &error);
  g_assert_no_error (error);
}

static void
unload (MgFleetFixture *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mg_fleet_close_async (self->fleet, mg_test_store_result, &result);
  mg_fleet_close_finish (self->fleet, mg_test_await_result (&result), &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  mg_test_settle ();
  g_assert_finalize_object (g_steal_pointer (&self->fleet));
}

void
mg_fleet_fixture_set_up (MgFleetFixture *self,
                         gconstpointer   data)
{
  self->clock = mg_fake_clock_new (MG_FLEET_FIXTURE_NOW);
  self->context = mg_test_context_new (MG_CLOCK (self->clock));
  self->vault = mg_memory_vault_new ();
  load (self);

  self->peer = mg_fake_device_new ("nas.example");
  mg_fake_device_add_slot (self->peer, "mail", NULL);
  mg_fake_device_add_slot (self->peer, "alerts", NULL);
  mg_fake_device_add_rule (self->peer, "Disk failure", "mail");
}

void
mg_fleet_fixture_tear_down (MgFleetFixture *self,
                            gconstpointer   data)
{
  unload (self);
  mg_fake_device_free (self->peer);
  g_assert_finalize_object (g_steal_pointer (&self->vault));
  g_assert_finalize_object (g_steal_pointer (&self->context));
  g_assert_finalize_object (g_steal_pointer (&self->clock));
}

/* What another start of the program would find. */
void
mg_fleet_fixture_reopen (MgFleetFixture *self)
{
  unload (self);
  load (self);
}

MgCredential *
mg_fleet_fixture_login (MgFakeDevice *peer)
{
  g_autoptr (MgSecret) password = mg_secret_new (peer->password, -1);
  g_autoptr (MgSecret) code = peer->code == NULL ? NULL : mg_secret_new (peer->code, -1);

  return mg_credential_new (peer->user, password, code);
}

MgInspection *
mg_fleet_fixture_inspect (MgFakeDevice *peer)
{
  g_autoptr (MgIdentity) identity = mg_identity_new (MG_DEVICE_KIND_NAS);
  g_autoptr (MgAddress) address = mg_address_new ("https", peer->host, 0);
  MgInspection *inspection;

  identity->name = g_strdup (peer->host);
  identity->serial = g_strdup (peer->host);
  inspection = mg_inspection_new (address, "fake", identity);
  inspection->fingerprint = g_strdup (peer->fingerprint);

  return inspection;
}

MgDevice *
mg_fleet_fixture_try_add (MgFleetFixture  *self,
                          MgFakeDevice    *peer,
                          MgCredential    *credential,
                          GError         **error)
{
  g_autoptr (MgInspection) inspection = mg_fleet_fixture_inspect (peer);
  g_autoptr (GAsyncResult) result = NULL;

  mg_fleet_add_device_async (self->fleet, inspection, NULL, credential, NULL,
                             mg_test_store_result, &result);

  return mg_fleet_add_device_finish (self->fleet, mg_test_await_result (&result), error);
}

MgDevice *
mg_fleet_fixture_add (MgFleetFixture *self,
                      MgFakeDevice   *peer)
{
  g_autoptr (MgCredential) credential = mg_fleet_fixture_login (peer);
  g_autoptr (GError) error = NULL;
  MgDevice *device = mg_fleet_fixture_try_add (self, peer, credential, &error);

  g_assert_no_error (error);
  g_assert_null (mg_device_get_problem (device));

  return device;
}

gboolean
mg_fleet_fixture_check (MgFleetFixture  *self,
                        MgDevice        *device,
                        GError         **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mg_fleet_check_device_async (self->fleet, device, NULL, mg_test_store_result, &result);

  return mg_fleet_check_device_finish (self->fleet, mg_test_await_result (&result), error);
}

GPtrArray *
mg_fleet_fixture_list_grants (MgFleetFixture *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  MgStore *store = _mg_fleet_get_store (self->fleet);
  GPtrArray *grants;

  mg_store_load_grants_async (store, NULL, NULL, mg_test_store_result, &result);
  grants = mg_store_load_grants_finish (store, mg_test_await_result (&result), &error);
  g_assert_no_error (error);

  return grants;
}

static void
dump_slots (MgFleetFixture *self,
            GString        *text)
{
  MgStore *store = _mg_fleet_get_store (self->fleet);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) slots = NULL;

  mg_store_load_slots_async (store, NULL, NULL, mg_test_store_result, &result);
  slots = mg_store_load_slots_finish (store, mg_test_await_result (&result), NULL);
  g_assert_nonnull (slots);
  for (guint i = 0; i < slots->len; i++)
    {
      const MgSlotRecord *slot = g_ptr_array_index (slots, i);

      g_string_append_printf (text, "slot %s %s %s %s\n", slot->id, slot->state,
                              slot->token_sha256, slot->has_password ? "password" : "-");
    }
}

/* What is saved, in store and vault, but for notes and times: to assert that a
 * failure has changed nothing. */
char *
mg_fleet_fixture_dump (MgFleetFixture *self)
{
  MgStore *store = _mg_fleet_get_store (self->fleet);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) devices = NULL;
  g_autoptr (GPtrArray) grants = mg_fleet_fixture_list_grants (self);

  mg_store_load_devices_async (store, NULL, mg_test_store_result, &result);
  devices = mg_store_load_devices_finish (store, mg_test_await_result (&result), NULL);
  g_assert_nonnull (devices);
  for (guint i = 0; i < devices->len; i++)
    {
      const MgDeviceRecord *device = g_ptr_array_index (devices, i);

      g_string_append_printf (text, "device %s %s %s %s %d\n", device->id, device->name,
                              device->pin, device->user, device->has_credential);
    }
  dump_slots (self, text);
  for (guint i = 0; i < grants->len; i++)
    {
      const MgGrantRecord *grant = g_ptr_array_index (grants, i);

      g_string_append_printf (text, "grant %s %s %s %d\n", grant->id, grant->slot_id,
                              grant->token_sha256, grant->kept_copy);
    }
  g_string_append_printf (text, "secrets %u\n", mg_memory_vault_get_size (self->vault));

  return g_string_free (g_steal_pointer (&text), FALSE);
}
