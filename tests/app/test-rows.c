/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-app-test.h"
#include "mg-device-look.h"
#include "mg-device-row.h"
#include "mg-found-row.h"
#include "mg-slot-row.h"
#include "mg-status-badge.h"
#include "mg-test-look.h"

#define ALL (MG_DRIVER_READ | MG_DRIVER_PUSH_OAUTH | MG_DRIVER_TEST_SAVED | \
             MG_DRIVER_DELETE_TOKEN)

static GtkWindow *
show_in_list (GtkWidget *row)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_append (GTK_LIST_BOX (list), row);

  return mg_app_test_show (list);
}

/* Check that a device is shown letter by letter, follows what happens to it, and is let go. */
static void
test_device_row (void)
{
  g_autoptr (MgDevice) device = mg_app_test_device_new ("d", MG_APP_TEST_HOSTILE);
  g_autoptr (MgSlot) slot = mg_app_test_slot_new ("s", "SMTP");
  g_autoptr (GError) problem = g_error_new_literal (MG_ERROR, MG_ERROR_UNREACHABLE, "<No> & no");
  GtkWidget *row = g_object_ref_sink (mg_device_row_new (device));
  GtkWindow *window = show_in_list (row);
  GtkWidget *badge = mg_app_test_find_type (row, MG_TYPE_STATUS_BADGE, 0);

  g_assert_true (mg_app_test_shows (row, MG_APP_TEST_HOSTILE));
  g_assert_true (mg_app_test_shows (row, "Acme <& sons> D-100 · 192.0.2.7"));
  g_assert_cmpint (mg_app_test_minimum_width (row), <=, MG_APP_TEST_NARROW - 24);

  mg_device_set_name (device, "<b>");
  mg_device_set_problem (device, problem);
  mg_slot_apply (slot, MG_TOKEN_EVENT_READ_INVALID, NULL);
  mg_device_add_slot (device, slot);
  g_assert_true (mg_app_test_shows (row, "<b>"));
  g_assert_true (mg_app_test_shows (row, "<No> & no"));
  g_assert_cmpint (mg_status_badge_get_state (MG_STATUS_BADGE (badge)), ==,
                   MG_TOKEN_STATE_INVALID);

  mg_device_set_problem (device, NULL);
  g_assert_false (mg_app_test_shows (row, "<No> & no"));

  mg_app_test_close (window);
  g_assert_finalize_object (row);
  mg_device_set_name (device, "still there");
}

static MgSighting *
sighting_new (const char *host,
              const char *address_text)
{
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (MgClaims) claims = mg_claims_new ();

  g_ptr_array_add (addresses, g_inet_address_new_from_string (address_text));
  mg_claims_set (claims, MG_CLAIM_NAME, MG_APP_TEST_HOSTILE);

  return mg_sighting_new (&(MgSightingFields) {
    .id = host,
    .source = MG_SIGHTING_SOURCE_AVAHI,
    .weight = MG_SIGHTING_WEIGHT_STRONG,
    .service_type = "_ipp._tcp",
    .host = host,
    .addresses = addresses,
    .address_texts = (const char *const []) { address_text, NULL },
    .claims = claims,
  });
}

/* Check that what was found is shown letter by letter, and that it is said of a device that two
 * hosts pretend to be for as long as they do. */
static void
test_found_row (void)
{
  g_autoptr (MgDiscoveredDevice) found = mg_discovered_device_new ();
  g_autoptr (GPtrArray) sightings = g_ptr_array_new_with_free_func (g_object_unref);
  const char *warning;
  GtkWidget *row;
  GtkWindow *window;

  g_ptr_array_add (sightings, sighting_new ("sharp.local", "192.0.2.7"));
  g_ptr_array_add (sightings, sighting_new ("evil.local", "192.0.2.66"));
  mg_discovered_device_update (found, "id", sightings);
  warning = mg_discovered_device_get_warning (found);
  g_assert_nonnull (warning);

  row = g_object_ref_sink (mg_found_row_new (found));
  window = show_in_list (row);
  g_assert_true (mg_app_test_shows (row, MG_APP_TEST_HOSTILE));
  g_assert_true (mg_app_test_shows (row, warning));
  g_assert_cmpint (mg_app_test_minimum_width (row), <=, MG_APP_TEST_NARROW - 24);

  g_ptr_array_set_size (sightings, 1);
  mg_discovered_device_update (found, "id", sightings);
  g_assert_null (mg_discovered_device_get_warning (found));
  g_assert_false (mg_app_test_shows (row, warning));

  mg_app_test_close (window);
  g_assert_finalize_object (row);
}

static gboolean
has_button (GtkWidget  *row,
            const char *label)
{
  return mg_app_test_shows (row, label);
}

/* Check that a slot offers what its device can do, and only what makes sense in its state. */
static void
test_slot_row_actions (void)
{
  static const struct
  {
    MgDriverCapability  capabilities;
    MgTokenEvent        event;
    const char         *authorize;
    gboolean            test;
    gboolean            test_sensitive;
  } vectors[] = {
    { ALL, MG_TOKEN_EVENT_READ_ABSENT, "Authorize…", TRUE, FALSE },
    { ALL, MG_TOKEN_EVENT_READ_PRESENT, "Authorize Again…", TRUE, TRUE },
    { ALL, MG_TOKEN_EVENT_READ_INVALID, "Repair…", TRUE, TRUE },
    { MG_DRIVER_READ | MG_DRIVER_PUSH_PASSWORD, MG_TOKEN_EVENT_READ_PRESENT,
      "Authorize Again…", FALSE, FALSE },
    { MG_DRIVER_READ, MG_TOKEN_EVENT_READ_PRESENT, NULL, FALSE, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (MgSlot) slot = mg_app_test_slot_new ("s", MG_APP_TEST_HOSTILE);
      GtkWidget *row = g_object_ref_sink (mg_slot_row_new (slot, vectors[i].capabilities));
      GtkWindow *window = show_in_list (row);
      GtkWidget *test;

      g_test_message ("Vector %" G_GSIZE_FORMAT, i);
      mg_slot_apply (slot, vectors[i].event, NULL);
      g_assert_true (mg_app_test_shows (row, MG_APP_TEST_HOSTILE));
      g_assert_true (mg_app_test_shows (row, "nas&printer@example.org · smtp.example.org:587"));
      if (vectors[i].authorize != NULL)
        g_assert_true (has_button (row, vectors[i].authorize));
      else
        g_assert_false (has_button (row, "Authorize Again…"));

      test = mg_app_test_find_label (row, "Test");
      g_assert_cmpint (mg_app_test_shows (row, "Test"), ==, vectors[i].test);
      if (vectors[i].test)
        g_assert_cmpint (gtk_widget_is_sensitive (test), ==, vectors[i].test_sensitive);
      g_assert_cmpint (mg_app_test_minimum_width (row), <=, MG_APP_TEST_NARROW - 24);
      mg_app_test_assert_named (row);

      mg_app_test_close (window);
      g_assert_finalize_object (row);
    }
}

static void
count_signal (MgSlotRow *row,
              gpointer   user_data)
{
  (*(guint *) user_data)++;
}

/* Check that the buttons of a slot can be pressed from the keyboard, and not while it is busy. */
static void
test_slot_row_keyboard (void)
{
  g_autoptr (MgSlot) slot = mg_app_test_slot_new ("s", "SMTP");
  GtkWidget *row = g_object_ref_sink (mg_slot_row_new (slot, ALL));
  GtkWindow *window = show_in_list (row);
  GtkWidget *button = mg_app_test_find_type (row, GTK_TYPE_BUTTON, 0);
  guint count = 0;

  g_signal_connect (row, "authorize", G_CALLBACK (count_signal), &count);
  g_assert_true (gtk_widget_grab_focus (button));
  g_assert_true (gtk_window_get_focus (window) == button);
  gtk_widget_activate_action (button, "slot.authorize", NULL);
  g_assert_cmpuint (count, ==, 1);

  g_object_set (row, "busy", TRUE, NULL);
  g_assert_false (gtk_widget_is_sensitive (button));
  gtk_widget_activate_action (button, "slot.authorize", NULL);
  g_assert_cmpuint (count, ==, 1);

  mg_app_test_close (window);
  g_assert_finalize_object (row);
}

/* Check that rules and linked slots are named as they are, and left out where there are none. */
static void
test_slot_row_words (void)
{
  const char *const rules[] = { "Disks & volumes", "<Backup>", NULL };
  g_autoptr (MgSlot) slot = mg_app_test_slot_new ("s", "SMTP");
  GtkWidget *row = g_object_ref_sink (mg_slot_row_new (slot, ALL));
  GtkWindow *window = show_in_list (row);

  mg_slot_set_rules (slot, rules);
  mg_slot_apply (slot, MG_TOKEN_EVENT_CHECK_FAILED, "<why> & so");
  g_object_set (row, "linked", "A & B", NULL);
  g_assert_true (mg_app_test_shows (row, "Used by Disks & volumes, <Backup>"));
  g_assert_true (mg_app_test_shows (row, "Shares its token with A & B"));
  g_assert_true (mg_app_test_shows (row, "Could not check: <why> & so"));

  g_object_set (row, "linked", NULL, NULL);
  g_assert_false (mg_app_test_shows (row, "Shares its token with A & B"));

  mg_app_test_close (window);
  g_assert_finalize_object (row);
}

/* Check that make and model are said once, whatever is known of them. */
static void
test_device_look (void)
{
  static const struct
  {
    const char *vendor;
    const char *model;
    const char *text;
  } vectors[] = {
    { "Acme", "D-100", "Acme D-100" },
    { "Acme", "Acme D-100", "Acme D-100" },
    { NULL, "D-100", "D-100" },
    { "Acme", NULL, "Acme" },
    { NULL, NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      MgIdentity identity = {
        .vendor = (char *) vectors[i].vendor,
        .model = (char *) vectors[i].model,
      };
      g_autofree char *text = mg_device_look_dup_model (&identity);

      g_assert_cmpstr (text, ==, vectors[i].text);
    }
}

/* Check that every way a test can end has a heading and an advice of its own. */
static void
test_test_look (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (int outcome = MG_TEST_PASSED; outcome <= (int) MG_TEST_FAILED; outcome++)
    {
      g_assert_true (g_hash_table_add (seen, (gpointer) mg_test_look_get_title (
        (MgTestOutcome) outcome)));
      g_assert_true (g_hash_table_add (seen, (gpointer) mg_test_look_get_advice (
        (MgTestOutcome) outcome)));
    }
}

/* Check that a person is asked what a device shows that does not tell, is led to what mends it, and
 * sees its own sentence letter by letter. */
static void
test_slot_row_guided (void)
{
  g_autoptr (MgSlot) slot = mg_app_test_slot_new ("s", "Alert <&>");
  GtkWidget *row = g_object_ref_sink (mg_slot_row_new (slot, MG_DRIVER_GUIDED));
  GtkWindow *window = show_in_list (row);

  g_assert_true (mg_app_test_shows (row, "What Does the Device Show?"));
  g_assert_false (mg_app_test_shows (row, "Test"));
  mg_slot_apply (slot, MG_TOKEN_EVENT_READ_INVALID, "Token update <failed>");
  g_assert_true (mg_app_test_shows (row, "Repair…"));
  g_assert_true (mg_app_test_shows (row, "Token update <failed>"));
  mg_slot_apply (slot, MG_TOKEN_EVENT_READ_ABSENT, NULL);
  g_assert_true (mg_app_test_shows (row, "Set Up…"));
  mg_slot_apply (slot, MG_TOKEN_EVENT_READ_PRESENT, NULL);
  g_assert_true (mg_app_test_shows (row, "What Does the Device Show?"));
  g_assert_cmpint (mg_app_test_minimum_width (row), <=, MG_APP_TEST_NARROW - 24);
  mg_app_test_assert_named (row);

  mg_app_test_close (window);
  g_assert_finalize_object (row);
}

int
main (int    argc,
      char **argv)
{
  mg_app_test_init (&argc, &argv);

  g_test_add_func ("/app/device-row", test_device_row);
  g_test_add_func ("/app/found-row", test_found_row);
  g_test_add_func ("/app/slot-row/actions", test_slot_row_actions);
  g_test_add_func ("/app/slot-row/keyboard", test_slot_row_keyboard);
  g_test_add_func ("/app/slot-row/words", test_slot_row_words);
  g_test_add_func ("/app/device-look", test_device_look);
  g_test_add_func ("/app/test-look", test_test_look);
  g_test_add_func ("/app/slot-row/guided", test_slot_row_guided);

  return g_test_run ();
}
