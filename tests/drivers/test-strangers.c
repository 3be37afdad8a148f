/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-driver-rig.h"
#include "mg-driver-table.h"
#include "mg-error.h"
#include "mg-test.h"

/* Each make's devices before every other make's driver. */

static MgDriverRegistry *registry;

static gboolean
can_identify (MgDriver *driver)
{
  return MG_DRIVER_GET_CLASS (driver)->identify != NULL;
}

static const char *
get_id (MgDriver *driver)
{
  return mg_driver_info_get_id (mg_driver_get_info (driver));
}

/* Shows one recording of a make to every driver. Old and odd devices need not
 * be known by their own, but none may be taken for another's. */
static void
show (MgDriver   *make,
      const char *name)
{
  g_autofree char *recording = g_strdup_printf ("drivers/%s/recordings/%s", get_id (make), name);

  for (guint i = 0; i < mg_driver_registry_get_n (registry); i++)
    {
      MgDriver *driver = mg_driver_registry_get (registry, i);
      MgDriverRig rig;
      g_autoptr (MgIdentity) identity = NULL;
      g_autoptr (GError) error = NULL;

      if (!can_identify (driver))
        continue;

      g_test_message ("%s before %s", recording, get_id (driver));
      mg_driver_rig_set_up (&rig, get_id (driver), recording);
      identity = mg_driver_rig_identify (&rig, &error);
      if (g_str_equal (get_id (driver), get_id (make)))
        {
          g_assert_true (identity != NULL || !g_str_equal (name, "identify.json"));
        }
      else
        {
          g_assert_null (identity);
          g_assert_error (error, MG_ERROR, MG_ERROR_NOT_FOUND);
          g_assert_cmpuint (mg_replay_get_n_requests (rig.replay), <=, 3);
        }
      mg_driver_rig_tear_down (&rig);
    }
}

/* Check that a make's own driver knows its device and no other driver does,
 * and that none of them asks it for more than a handful of pages. */
static void
test_identify (gconstpointer data)
{
  MgDriver *make = (MgDriver *) data;
  g_autofree char *part = g_strdup_printf ("drivers/%s/recordings", get_id (make));
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, part, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
  gboolean is_shown = FALSE;
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, "identify"))
      {
        show (make, name);
        is_shown |= g_str_equal (name, "identify.json");
      }
  g_assert_true (is_shown);
}

int
main (int    argc,
      char **argv)
{
  int status;

  mg_test_init (&argc, &argv);
  registry = mg_driver_registry_new (mg_driver_table, mg_driver_table_length);
  for (guint i = 0; i < mg_driver_registry_get_n (registry); i++)
    {
      MgDriver *driver = mg_driver_registry_get (registry, i);
      g_autofree char *path = g_strconcat ("/drivers/strangers/", get_id (driver), NULL);

      if (can_identify (driver))
        g_test_add_data_func (path, driver, test_identify);
    }

  status = g_test_run ();
  g_clear_object (&registry);

  return status;
}
