/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-app-test.h"
#include "mg-authorize-dialog.h"
#include "mg-device-page.h"
#include "mg-device-row.h"
#include "mg-found-row.h"
#include "mg-overview-page.h"
#include "mg-provider-page.h"
#include "mg-slot-row.h"
#include "mg-window.h"

typedef struct
{
  MgContext *context;  /* (owned) */
  MgFleet   *fleet;    /* (owned) */
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->context = mg_test_context_new (NULL);
  fixture->fleet = mg_app_test_fleet_new (fixture->context);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  mg_test_settle ();
  g_assert_finalize_object (fixture->fleet);
  g_assert_finalize_object (fixture->context);
}

static const char *
get_shown (GtkWidget *page)
{
  GtkWidget *stack;
  guint index = 0;

  /* The menu has a stack of its own. */
  do
    stack = mg_app_test_find_type (page, GTK_TYPE_STACK, index++);
  while (gtk_stack_get_child_by_name (GTK_STACK (stack), "loading") == NULL);

  return gtk_stack_get_visible_child_name (GTK_STACK (stack));
}

static guint
count_rows (GtkWidget *page)
{
  guint n = 0;

  while (mg_app_test_find_type (page, MG_TYPE_DEVICE_ROW, n) != NULL)
    n++;

  return n;
}

static void
search (GtkWidget  *page,
        const char *text)
{
  GtkWidget *entry = mg_app_test_find_type (page, GTK_TYPE_SEARCH_ENTRY, 0);

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  g_signal_emit_by_name (entry, "search-changed");
}

/* Check that the overview says that it loads, that there is nothing, that nothing matches, or
 * why nothing can be read, and else lists the devices in order. */
static void
test_overview (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr (GListStore) devices = g_list_store_new (MG_TYPE_DEVICE);
  g_autoptr (GListStore) found = g_list_store_new (MG_TYPE_DISCOVERED_DEVICE);
  g_autoptr (MgDevice) b = mg_app_test_device_new ("b", "B " MG_APP_TEST_HOSTILE);
  g_autoptr (MgDevice) a = mg_app_test_device_new ("a", "A");
  g_autoptr (GError) problem = g_error_new_literal (MG_ERROR, MG_ERROR_STORE, "<broken> & so");
  GtkWidget *page = g_object_ref_sink (mg_overview_page_new ());
  MgOverviewPage *self = MG_OVERVIEW_PAGE (page);
  GtkWindow *window = mg_app_test_show (page);
  GtkWidget *row;

  g_assert_cmpstr (get_shown (page), ==, "loading");
  mg_overview_page_set_models (self, G_LIST_MODEL (devices), G_LIST_MODEL (found));
  mg_overview_page_set_loaded (self, NULL);
  g_assert_cmpstr (get_shown (page), ==, "empty");

  g_list_store_append (devices, b);
  g_list_store_append (devices, a);
  g_assert_cmpstr (get_shown (page), ==, "list");
  g_assert_cmpuint (count_rows (page), ==, 2);
  row = mg_app_test_find_type (page, MG_TYPE_DEVICE_ROW, 0);
  g_assert_true (mg_device_row_get_device (MG_DEVICE_ROW (row)) == a);

  search (page, "pRINTER>");
  g_assert_cmpuint (count_rows (page), ==, 1);
  search (page, "nothing of the kind");
  g_assert_cmpstr (get_shown (page), ==, "no-results");
  search (page, "");
  g_assert_cmpuint (count_rows (page), ==, 2);

  mg_overview_page_set_loaded (self, problem);
  g_assert_cmpstr (get_shown (page), ==, "problem");
  g_assert_cmpint (mg_app_test_minimum_width (page), <=, MG_APP_TEST_NARROW);
  mg_app_test_assert_named (page);

  mg_app_test_close (window);
  g_assert_finalize_object (page);
  g_list_store_remove_all (devices);
}

static MgDiscoveredDevice *
found_new (const char *serial)
{
  static const char *const addresses[] = { "192.0.2.9", NULL };
  g_autoptr (MgClaims) claims = mg_claims_new ();
  g_autoptr (GPtrArray) sightings = g_ptr_array_new_with_free_func (g_object_unref);
  MgDiscoveredDevice *found = mg_discovered_device_new ();

  mg_claims_set (claims, MG_CLAIM_NAME, MG_APP_TEST_HOSTILE);
  mg_claims_set (claims, MG_CLAIM_SERIAL, serial);
  mg_claims_set (claims, MG_CLAIM_MODEL, "<D-100>");
  mg_claims_set_kind (claims, MG_DISCOVERED_KIND_PRINTER);
  g_ptr_array_add (sightings, mg_sighting_new (&(MgSightingFields) {
    .id = "sighting",
    .source = MG_SIGHTING_SOURCE_SSDP,
    .weight = MG_SIGHTING_WEIGHT_STRONG,
    .address_texts = addresses,
    .claims = claims,
  }));
  mg_discovered_device_update (found, serial, sightings);

  return found;
}

/* Check that what was found on the network is listed letter by letter, and no longer once it is
 * in the fleet. */
static void
test_overview_found (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr (GListStore) devices = g_list_store_new (MG_TYPE_DEVICE);
  g_autoptr (GListStore) found = g_list_store_new (MG_TYPE_DISCOVERED_DEVICE);
  g_autoptr (MgDiscoveredDevice) stranger = found_new ("STRANGE1");
  g_autoptr (MgDevice) device = mg_app_test_device_new ("d", "D");
  g_autoptr (MgDiscoveredDevice) same = found_new (mg_device_get_identity (device)->serial);
  GtkWidget *page = g_object_ref_sink (mg_overview_page_new ());
  GtkWindow *window = mg_app_test_show (page);
  GtkWidget *row;

  mg_overview_page_set_models (MG_OVERVIEW_PAGE (page), G_LIST_MODEL (devices),
                               G_LIST_MODEL (found));
  mg_overview_page_set_loaded (MG_OVERVIEW_PAGE (page), NULL);
  g_list_store_append (found, stranger);
  g_list_store_append (found, same);
  g_assert_cmpstr (get_shown (page), ==, "list");
  g_assert_nonnull (mg_app_test_find_type (page, MG_TYPE_FOUND_ROW, 1));
  row = mg_app_test_find_type (page, MG_TYPE_FOUND_ROW, 0);
  g_assert_true (mg_app_test_shows (row, MG_APP_TEST_HOSTILE));
  g_assert_cmpint (mg_app_test_minimum_width (row), <=, MG_APP_TEST_NARROW - 24);

  g_list_store_append (devices, device);
  g_assert_null (mg_app_test_find_type (page, MG_TYPE_FOUND_ROW, 1));

  mg_app_test_close (window);
  g_assert_finalize_object (page);
}

/* Check that what stops Mailgrant from finding devices, or from using their logins, stands
 * above the list with what ends it. */
static void
test_overview_banners (Fixture       *fixture,
                       gconstpointer  data)
{
  GtkWidget *page = g_object_ref_sink (mg_overview_page_new ());
  MgOverviewPage *self = MG_OVERVIEW_PAGE (page);
  GtkWindow *window = mg_app_test_show (page);

  mg_overview_page_set_looking (self, TRUE, "<no> & no");
  g_assert_true (mg_app_test_shows (page, "<no> & no"));
  mg_overview_page_set_locked (self, TRUE);
  g_assert_true (mg_app_test_shows (page, "Unlock"));
  mg_overview_page_set_interrupted (self, 2);
  g_assert_true (mg_app_test_shows (page, "2 repairs were interrupted"));

  mg_app_test_close (window);
  g_assert_finalize_object (page);
}

/* Check that a device's page shows all that is known of it letter by letter, says what is wrong
 * and what to do, and forgets a device that it no longer shows. */
static void
test_device_page (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr (MgDevice) device = mg_app_test_device_new ("d", MG_APP_TEST_HOSTILE);
  g_autoptr (MgSlot) slot = mg_app_test_slot_new ("s", "SMTP");
  g_autoptr (GError) changed = g_error_new_literal (MG_ERROR, MG_ERROR_CERTIFICATE_CHANGED,
                                                    "It has changed");
  g_autoptr (GError) refused = g_error_new_literal (MG_ERROR, MG_ERROR_LOGIN_REFUSED, "It refused");
  GtkWidget *page = g_object_ref_sink (mg_device_page_new ());
  MgDevicePage *self = MG_DEVICE_PAGE (page);
  GtkWindow *window = mg_app_test_show (page);

  mg_device_add_slot (device, slot);
  mg_device_page_set_device (self, fixture->fleet, device);
  g_assert_true (mg_device_page_get_device (self) == device);
  g_assert_true (mg_app_test_shows (page, MG_APP_TEST_HOSTILE));
  g_assert_true (mg_app_test_shows (page, "Acme <& sons> D-100"));
  g_assert_true (mg_app_test_shows (page, "S&N<1>"));
  g_assert_nonnull (mg_app_test_find_type (page, MG_TYPE_SLOT_ROW, 0));

  mg_slot_apply (slot, MG_TOKEN_EVENT_CHECK_FAILED, changed->message);
  g_assert_true (mg_app_test_shows (page, "Could not check: It has changed"));
  mg_device_set_problem (device, changed);
  g_assert_true (mg_app_test_shows (page, "It has changed"));
  g_assert_true (mg_app_test_shows (page, "Could not check"));
  g_assert_true (mg_app_test_shows (page, "Review Certificate…"));
  mg_device_set_problem (device, refused);
  g_assert_true (mg_app_test_shows (page, "Sign In Again…"));
  mg_device_set_problem (device, NULL);
  g_assert_false (mg_app_test_shows (page, "Sign In Again…"));
  g_assert_cmpint (mg_app_test_minimum_width (page), <=, MG_APP_TEST_NARROW);
  mg_app_test_assert_named (page);

  mg_device_page_set_device (self, NULL, NULL);
  g_assert_null (mg_device_page_get_device (self));
  mg_app_test_close (window);
  g_assert_finalize_object (page);
}

static void
on_chosen_cb (MgProviderPage *page,
              MgProvider     *provider,
              gpointer        user_data)
{
  *(const char **) user_data = mg_provider_get_id (provider);
}

/* Check that only what the device can take is offered, the suggested one first, and that a row
 * is chosen with Return. */
static void
test_provider_page (Fixture       *fixture,
                    gconstpointer  data)
{
  MgProviderRegistry *registry = mg_fleet_get_providers (fixture->fleet);
  MgProvider *gmail = mg_provider_registry_lookup (registry, "gmail");
  GtkWidget *page = g_object_ref_sink (mg_provider_page_new ());
  GtkWindow *window = mg_app_test_show (page);
  const char *chosen = NULL;
  GtkWidget *row;

  g_signal_connect (page, "chosen", G_CALLBACK (on_chosen_cb), &chosen);
  mg_provider_page_set_providers (MG_PROVIDER_PAGE (page), G_LIST_MODEL (registry), gmail,
                                  MG_DRIVER_PUSH_OAUTH);
  row = mg_app_test_find_type (page, ADW_TYPE_ACTION_ROW, 0);
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==, "Gmail");
  g_assert_null (mg_app_test_find_label (page, "Yahoo"));

  g_assert_true (gtk_widget_activate (row));
  g_assert_cmpstr (chosen, ==, "gmail");

  mg_app_test_close (window);
  g_assert_finalize_object (page);
}

/* Check that the dialog that authorizes fits a phone and lets go of everything when it is closed
 * before anything was done. */
static void
test_authorize_dialog (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr (MgSlot) slot = mg_app_test_slot_new ("s", "SMTP");
  GtkWindow *dialog = GTK_WINDOW (mg_authorize_dialog_new (fixture->fleet, slot, NULL));

  gtk_window_present (dialog);
  mg_test_settle ();
  g_assert_cmpint (mg_app_test_minimum_width (GTK_WIDGET (dialog)), <=, MG_APP_TEST_NARROW);
  mg_app_test_close (dialog);
}

/* Check that the window draws before it reads the fleet, then says that there is nothing yet,
 * and lets go of everything. */
static void
test_window (Fixture       *fixture,
             gconstpointer  data)
{
  GtkWidget *window = mg_window_new (NULL, fixture->fleet);
  GtkWidget *page = mg_app_test_find_type (window, MG_TYPE_OVERVIEW_PAGE, 0);

  g_assert_cmpstr (get_shown (page), ==, "loading");
  gtk_window_present (GTK_WINDOW (window));
  while (g_strcmp0 (get_shown (page), "empty") != 0)
    g_main_context_iteration (NULL, TRUE);
  mg_app_test_assert_named (window);

  gtk_window_close (GTK_WINDOW (window));
  mg_test_settle ();
}

int
main (int    argc,
      char **argv)
{
  mg_app_test_init (&argc, &argv);

  g_test_add ("/app/overview", Fixture, NULL, set_up, test_overview, tear_down);
  g_test_add ("/app/overview/found", Fixture, NULL, set_up, test_overview_found, tear_down);
  g_test_add ("/app/overview/banners", Fixture, NULL, set_up, test_overview_banners, tear_down);
  g_test_add ("/app/device-page", Fixture, NULL, set_up, test_device_page, tear_down);
  g_test_add ("/app/provider-page", Fixture, NULL, set_up, test_provider_page, tear_down);
  g_test_add ("/app/authorize-dialog", Fixture, NULL, set_up, test_authorize_dialog, tear_down);
  g_test_add ("/app/window", Fixture, NULL, set_up, test_window, tear_down);

  return g_test_run ();
}
