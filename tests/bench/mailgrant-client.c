/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Usage: mailgrant-client identify|push|add DEVICES
 *
 * Talks to each device of the list with Mailgrant's own core: asks what it is,
 * puts a token on it, or adds it to the fleet of this computer. */

#include "config.h"

#include <locale.h>
#include <stdio.h>

#include "bench-fleet.h"
#include "mailgrant.h"
#include "mg-driver.h"
#include "mg-driver-table.h"

#define PARALLEL 8

typedef struct
{
  MgContext *context;  /* (owned) */
  MgDriver  *driver;
  MgFleet   *fleet;    /* (owned) */
} Client;

/* One device, from the first request to the last. */
typedef struct
{
  Client       *client;
  BenchDevice  *device;
  MgHttp       *http;        /* (owned) (nullable) */
  MgCredential *credential;  /* (owned) (nullable) */
  MgSession    *session;     /* (owned) (nullable) */
} Turn;

static Turn *
turn_new (Client      *client,
          BenchDevice *device)
{
  g_autoptr (MgAddress) address = mg_address_parse (device->url, NULL);
  g_autoptr (MgSecret) password = mg_secret_new (device->password, -1);
  Turn *turn = g_new0 (Turn, 1);

  turn->client = client;
  turn->device = device;
  turn->http = mg_http_new_pinned (client->context, address, device->fingerprint);
  turn->credential = mg_credential_new (device->user, password, NULL);

  return turn;
}

static void
end_turn (Turn         *turn,
          const GError *error)
{
  bench_fleet_end (turn->device, error);
  g_clear_object (&turn->session);
  g_clear_object (&turn->http);
  mg_credential_unref (turn->credential);
  g_free (turn);
}

static void
on_identified_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MgIdentity) identity = mg_driver_identify_finish (MG_DRIVER (object), result, &error);

  end_turn (user_data, error);
}

static void
start_identify (BenchDevice *device,
                gpointer     user_data)
{
  Turn *turn = turn_new (user_data, device);

  mg_driver_identify_async (turn->client->driver, turn->http, NULL, on_identified_cb, turn);
}

static void
on_signed_out_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  mg_driver_change_finish (MG_DRIVER (object), result, &error);
  end_turn (user_data, error);
}

static void
on_pushed_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  Turn *turn = user_data;

  if (mg_driver_change_finish (MG_DRIVER (object), result, &error))
    mg_driver_sign_out_async (turn->client->driver, turn->session, NULL, on_signed_out_cb, turn);
  else
    end_turn (turn, error);
}

static void
on_slots_read_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  static const char *const scopes[] = { "mail", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) slots = mg_driver_read_finish (MG_DRIVER (object), result, &error);
  g_autoptr (MgSecret) token = mg_secret_new ("a refresh token as long as a real one, which has "
                                              "some 100 characters at the least", -1);
  g_autoptr (MgTokenDelivery) delivery = NULL;
  Turn *turn = user_data;

  if (slots == NULL)
    {
      end_turn (turn, error);
      return;
    }

  delivery = mg_token_delivery_new ("custom", "ada@example.org", "lab-desktop", NULL, token,
                                    scopes, "https://127.0.0.1:9/token");
  mg_driver_push_token_async (turn->client->driver, turn->session, g_ptr_array_index (slots, 0),
                              delivery, NULL, on_pushed_cb, turn);
}

static void
on_signed_in_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  Turn *turn = user_data;

  turn->session = mg_driver_sign_in_finish (MG_DRIVER (object), result, &error);
  if (turn->session != NULL)
    mg_driver_read_slots_async (turn->client->driver, turn->session, NULL, on_slots_read_cb, turn);
  else
    end_turn (turn, error);
}

static void
start_push (BenchDevice *device,
            gpointer     user_data)
{
  Turn *turn = turn_new (user_data, device);

  mg_driver_sign_in_async (turn->client->driver, turn->http, turn->credential, NULL,
                           on_signed_in_cb, turn);
}

static void
on_added_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  mg_fleet_add_device_finish (MG_FLEET (object), result, &error);
  end_turn (user_data, error);
}

static void
on_inspected_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MgInspection) inspection = NULL;
  Turn *turn = user_data;

  inspection = mg_fleet_inspect_finish (MG_FLEET (object), result, &error);
  if (inspection != NULL)
    mg_fleet_add_device_async (turn->client->fleet, inspection, NULL, turn->credential, NULL,
                               on_added_cb, turn);
  else
    end_turn (turn, error);
}

static void
start_add (BenchDevice *device,
           gpointer     user_data)
{
  Turn *turn = turn_new (user_data, device);

  mg_fleet_inspect_async (turn->client->fleet, mg_http_get_address (turn->http), "deviceapi", NULL,
                          on_inspected_cb, turn);
}

static void
on_loaded_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean *loaded = user_data;

  *loaded = mg_fleet_load_finish (MG_FLEET (object), result, &error);
  if (!*loaded)
    g_error ("the fleet cannot be loaded: %s", error->message);
}

static MgFleet *
load_fleet (MgContext *context)
{
  g_autoptr (MgVault) vault = mg_secret_vault_new (FALSE);
  MgFleet *fleet = mg_fleet_new (context, vault);
  gboolean loaded = FALSE;

  mg_fleet_load_async (fleet, NULL, on_loaded_cb, &loaded);
  while (!loaded)
    g_main_context_iteration (NULL, TRUE);

  return fleet;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (MgDriverRegistry) registry = NULL;
  g_autoptr (MgContext) context = mg_context_new ();
  g_autoptr (MgFleet) fleet = NULL;
  Client client = { .context = context };

  setlocale (LC_ALL, "");
  if (argc != 3)
    {
      fprintf (stderr, "Usage: %s identify|push|add DEVICES\n", argv[0]);
      return 2;
    }

  if (g_str_equal (argv[1], "add"))
    {
      client.fleet = fleet = load_fleet (context);
      return bench_fleet_run (argv[2], 1, start_add, &client);
    }

  registry = mg_driver_registry_new (mg_driver_table, mg_driver_table_length);
  client.driver = mg_driver_registry_lookup (registry, "deviceapi");

  return bench_fleet_run (argv[2], PARALLEL,
                          g_str_equal (argv[1], "push") ? start_push : start_identify, &client);
}
