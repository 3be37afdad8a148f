/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <stdio.h>

#include "mailgrant.h"

/* A program that authorizes one slot and is killed on the way.
 * Usage: authorize-and-die DATA CONFIG SLOT PROVIDER ACCOUNT */

static void
on_open_uri_cb (MgAuthorization *authorization,
                const char      *uri,
                gpointer         user_data)
{
  g_print ("%s\n", uri);
}

static void
on_ended_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MgTestResult) test =
    mg_authorization_run_finish (MG_AUTHORIZATION (object), result, &error);

  g_print ("%s\n", test != NULL ? mg_test_outcome_get_nick (test->outcome) : error->message);
  g_main_loop_quit (user_data);
}

static void
on_loaded_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  *(gboolean *) user_data = mg_fleet_load_finish (MG_FLEET (object), result, NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (MgClock) clock = mg_system_clock_new ();
  g_autoptr (MgContext) context = NULL;
  g_autoptr (MgVault) vault = mg_secret_vault_new (FALSE);
  g_autoptr (MgFleet) fleet = NULL;
  g_autoptr (MgAuthorization) authorization = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  gboolean loaded = FALSE;

  g_assert_cmpint (argc, ==, 6);
  setvbuf (stdout, NULL, _IOLBF, 0);
  context = mg_context_new_for_paths (clock, argv[1], argv[2]);
  fleet = mg_fleet_new (context, vault);
  mg_fleet_load_async (fleet, NULL, on_loaded_cb, &loaded);
  while (!loaded)
    g_main_context_iteration (NULL, TRUE);

  authorization =
    mg_authorization_new (fleet, mg_fleet_lookup_slot (fleet, argv[3], NULL, NULL),
                          mg_provider_registry_lookup (mg_fleet_get_providers (fleet), argv[4]),
                          argv[5]);
  g_signal_connect (authorization, "open-uri", G_CALLBACK (on_open_uri_cb), NULL);
  mg_authorization_run_async (authorization, NULL, on_ended_cb, loop);
  g_main_loop_run (loop);

  return 0;
}
