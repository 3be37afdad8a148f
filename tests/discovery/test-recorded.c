/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-discovered-list.h"
#include "mg-fake-clock.h"
#include "mg-test.h"
#include "recorded.h"

/* How often each recording is played, each time in another order. */
#define N_ORDERS 20

static void
shuffle (GPtrArray *sightings)
{
  for (guint i = sightings->len; i > 1; i--)
    {
      guint other = (guint) g_test_rand_int_range (0, (int) i);
      gpointer kept = sightings->pdata[i - 1];

      sightings->pdata[i - 1] = sightings->pdata[other];
      sightings->pdata[other] = kept;
    }
}

static GListModel *
list_new (GPtrArray  *sightings,
          JsonObject *root)
{
  g_autoptr (MgFakeClock) clock = mg_fake_clock_new (0);
  MgDiscoveredList *list = mg_discovered_list_new (MG_CLOCK (clock));

  mg_discovered_list_set_show_servers (
    list, json_object_get_boolean_member_with_default (root, "show_servers", FALSE));
  mg_discovered_list_set_sightings (list, sightings);

  return G_LIST_MODEL (list);
}

static int
compare_lines (gconstpointer a,
               gconstpointer b)
{
  return g_strcmp0 (*(const char * const *) a, *(const char * const *) b);
}

/* All there is to know of which sighting went where, and under which id. */
static char *
describe (GListModel *list)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (MgDiscoveredDevice) device = g_list_model_get_item (list, i);
      GPtrArray *sightings = mg_discovered_device_get_sightings (device);
      g_autoptr (GString) line = g_string_new (mg_discovered_device_get_id (device));

      for (guint at = 0; at < sightings->len; at++)
        g_string_append_printf (line, " %s",
                                mg_sighting_get_id (g_ptr_array_index (sightings, at)));
      g_ptr_array_add (lines, g_string_free (g_steal_pointer (&line), FALSE));
    }

  g_ptr_array_sort (lines, compare_lines);
  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (text, "%s\n", (const char *) g_ptr_array_index (lines, i));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Check that what one or several devices were heard to say becomes the devices
 * that they are. */
static void
test_recorded (gconstpointer data)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GPtrArray) sightings = NULL;
  g_autoptr (GListModel) list = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *root;
  JsonArray *devices;

  json_parser_load_from_file (parser, data, &error);
  g_assert_no_error (error);
  root = json_node_get_object (json_parser_get_root (parser));
  g_test_message ("%s", json_object_get_string_member (root, "comment"));
  devices = json_object_get_array_member (root, "devices");

  sightings = recorded_sightings_new (json_object_get_array_member (root, "records"));
  list = list_new (sightings, root);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, json_array_get_length (devices));
  for (guint i = 0; i < json_array_get_length (devices); i++)
    {
      g_autoptr (MgDiscoveredDevice) device = g_list_model_get_item (list, i);

      recorded_check_device (json_array_get_object_element (devices, i), device);
    }
}

/* Check that the order in which answers come makes no difference. */
static void
test_recorded_order (gconstpointer data)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GPtrArray) sightings = NULL;
  g_autofree char *first = NULL;
  JsonObject *root;

  json_parser_load_from_file (parser, data, NULL);
  root = json_node_get_object (json_parser_get_root (parser));
  sightings = recorded_sightings_new (json_object_get_array_member (root, "records"));

  for (guint order = 0; order < N_ORDERS; order++)
    {
      g_autoptr (GListModel) list = NULL;
      g_autofree char *text = NULL;

      shuffle (sightings);
      list = list_new (sightings, root);
      text = describe (list);
      if (first == NULL)
        first = g_steal_pointer (&text);
      else
        g_assert_cmpstr (text, ==, first);
    }
}

static void
add_recordings (GPtrArray *paths)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "discovery", "fixtures", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".json"))
      {
        char *path = g_build_filename (folder, name, NULL);
        g_autofree char *stem = g_strndup (name, strlen (name) - strlen (".json"));
        g_autofree char *plain = g_strconcat ("/discovery/recorded/", stem, NULL);
        g_autofree char *order = g_strconcat (plain, "-in-any-order", NULL);

        g_ptr_array_add (paths, path);
        g_test_add_data_func (plain, path, test_recorded);
        g_test_add_data_func (order, path, test_recorded_order);
      }
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  mg_test_init (&argc, &argv);
  add_recordings (paths);

  return g_test_run ();
}
