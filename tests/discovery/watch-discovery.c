/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Prints all that is discovered, as one JSON line after each change, until it
 * is ended. For tests that put devices on a network of their own.
 *
 * Usage: watch-discovery [--include-local] [ADDRESS]… */

#include "config.h"

#include <glib-unix.h>
#include <json-glib/json-glib.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mg-discovery.h"

typedef struct
{
  MgDiscovery *discovery;  /* (owned) */
  GMainLoop   *loop;       /* (owned) */
  char        *last;       /* (owned) (nullable) */
  guint        n_looks;
} Watch;

static void
add_strings (JsonBuilder        *builder,
             const char         *member,
             const char * const *texts)
{
  json_builder_set_member_name (builder, member);
  json_builder_begin_array (builder);
  for (gsize i = 0; texts[i] != NULL; i++)
    json_builder_add_string_value (builder, texts[i]);
  json_builder_end_array (builder);
}

static void
add_string (JsonBuilder *builder,
            const char  *member,
            const char  *text)
{
  json_builder_set_member_name (builder, member);
  if (text != NULL)
    json_builder_add_string_value (builder, text);
  else
    json_builder_add_null_value (builder);
}

static void
add_device (JsonBuilder        *builder,
            MgDiscoveredDevice *device)
{
  GPtrArray *sightings = mg_discovered_device_get_sightings (device);

  json_builder_begin_object (builder);
  add_string (builder, "id", mg_discovered_device_get_id (device));
  add_string (builder, "name", mg_discovered_device_get_name (device));
  add_string (builder, "kind",
              mg_discovered_kind_get_nick (mg_discovered_device_get_kind (device)));
  add_string (builder, "vendor", mg_discovered_device_get_vendor (device));
  add_string (builder, "model", mg_discovered_device_get_model (device));
  add_string (builder, "serial", mg_discovered_device_get_serial (device));
  add_string (builder, "firmware", mg_discovered_device_get_firmware (device));
  add_string (builder, "admin_url", mg_discovered_device_get_admin_url (device));
  add_strings (builder, "addresses", mg_discovered_device_get_addresses (device));
  add_strings (builder, "sources", mg_discovered_device_get_sources (device));
  json_builder_set_member_name (builder, "disputed");
  json_builder_add_boolean_value (builder, mg_discovered_device_get_disputed (device));

  json_builder_set_member_name (builder, "sightings");
  json_builder_begin_array (builder);
  for (guint i = 0; i < sightings->len; i++)
    json_builder_add_string_value (builder,
                                   mg_sighting_get_id (g_ptr_array_index (sightings, i)));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
add_scanners (JsonBuilder *builder,
              GListModel  *scanners)
{
  g_autoptr (GEnumClass) states = g_type_class_ref (MG_TYPE_SCANNER_STATE);

  json_builder_set_member_name (builder, "scanners");
  json_builder_begin_object (builder);
  for (guint i = 0; i < g_list_model_get_n_items (scanners); i++)
    {
      g_autoptr (MgScanner) scanner = g_list_model_get_item (scanners, i);

      add_string (builder, mg_scanner_get_id (scanner),
                  g_enum_get_value (states, (int) mg_scanner_get_state (scanner))->value_nick);
    }
  json_builder_end_object (builder);
}

static char *
dup_json (MgDiscovery *discovery)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "devices");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (discovery)); i++)
    {
      g_autoptr (MgDiscoveredDevice) device =
        g_list_model_get_item (G_LIST_MODEL (discovery), i);

      add_device (builder, device);
    }
  json_builder_end_array (builder);
  add_scanners (builder, mg_discovery_get_scanners (discovery));
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}

static gboolean
on_tick_cb (gpointer user_data)
{
  Watch *watch = user_data;
  g_autofree char *json = dup_json (watch->discovery);

  if (g_strcmp0 (json, watch->last) != 0)
    {
      g_print ("%s\n", json);
      fflush (stdout);
      g_free (watch->last);
      watch->last = g_steal_pointer (&json);
    }

  return G_SOURCE_CONTINUE;
}

static void
on_looked_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  Watch *watch = user_data;

  watch->n_looks--;
  if (!mg_discovery_look_finish (MG_DISCOVERY (object), result, &error))
    g_printerr ("%s\n", error->message);
}

static gboolean
on_term_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);

  return G_SOURCE_REMOVE;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (MgContext) context = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gboolean include_local = FALSE;
  Watch watch = { NULL };
  int first = 1;

  setlocale (LC_ALL, "");
  if (argc > 1 && strcmp (argv[1], "--include-local") == 0)
    {
      include_local = TRUE;
      first++;
    }

  context = mg_context_new ();
  watch.discovery = mg_discovery_new (context, include_local);
  watch.loop = g_main_loop_new (NULL, FALSE);

  mg_discovery_start (watch.discovery);
  for (int i = first; i < argc; i++)
    {
      watch.n_looks++;
      mg_discovery_look_async (watch.discovery, argv[i], cancellable, on_looked_cb, &watch);
    }

  g_timeout_add (50, on_tick_cb, &watch);
  g_unix_signal_add (SIGTERM, on_term_cb, watch.loop);
  g_main_loop_run (watch.loop);

  g_cancellable_cancel (cancellable);
  while (watch.n_looks > 0)
    g_main_context_iteration (NULL, TRUE);
  mg_discovery_stop (watch.discovery);
  g_assert_finalize_object (watch.discovery);
  g_main_loop_unref (watch.loop);
  g_free (watch.last);

  return EXIT_SUCCESS;
}
