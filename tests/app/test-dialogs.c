/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-account-page.h"
#include "mg-add-device-dialog.h"
#include "mg-address-page.h"
#include "mg-app-test.h"
#include "mg-client-page.h"
#include "mg-code-page.h"
#include "mg-consent-page.h"
#include "mg-fingerprint-page.h"
#include "mg-password-page.h"
#include "mg-preferences-window.h"
#include "mg-provider-page.h"
#include "mg-repair-page.h"
#include "mg-result-page.h"
#include "mg-sign-in-page.h"

/* Check that every page fits a phone, whatever language it will be in, has a name for each
 * button, and goes without a trace. */
static void
test_pages_fit (void)
{
  GtkWidget *(*const pages[]) (void) = {
    mg_account_page_new, mg_address_page_new, mg_client_page_new, mg_code_page_new,
    mg_consent_page_new, mg_fingerprint_page_new, mg_password_page_new, mg_provider_page_new,
    mg_repair_page_new, mg_result_page_new, mg_sign_in_page_new,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      GtkWidget *page = pages[i] ();
      GtkWindow *window;

      g_test_message ("%s", G_OBJECT_TYPE_NAME (page));
      g_object_ref_sink (page);
      window = mg_app_test_show (page);
      g_assert_cmpint (mg_app_test_minimum_width (page), <=, MG_APP_TEST_NARROW - 24);
      mg_app_test_assert_named (page);
      mg_app_test_close (window);
      g_assert_finalize_object (page);
    }
}

static MgInspection *
inspection_new (void)
{
  g_autoptr (MgAddress) address = mg_address_parse ("https://192.0.2.7:8443", NULL);
  g_autoptr (MgIdentity) identity = mg_identity_new (MG_DEVICE_KIND_PRINTER);
  MgInspection *inspection;

  identity->name = g_strdup (MG_APP_TEST_HOSTILE);
  identity->vendor = g_strdup ("<b>");
  identity->model = g_strdup ("&amp;");
  inspection = mg_inspection_new (address, "deviceapi", identity);
  inspection->fingerprint = g_strdup ("4d7a0b33b1848af1f9dcd7e90a8f5a7d"
                                      "83322318aaa26bffc6acb4f108cb2f15");
  inspection->subject = g_strdup ("CN=<printer> & co");
  inspection->issuer = g_strdup ("CN=<printer> & co");
  inspection->not_before = G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC;
  inspection->not_after = G_GINT64_CONSTANT (1900000000) * G_USEC_PER_SEC;

  return inspection;
}

/* Check that what a stranger calls itself is shown letter by letter, its fingerprint in groups,
 * and that the page asks for a second thought only when the certificate has changed. */
static void
test_fingerprint (void)
{
  MgFingerprintPage *page = MG_FINGERPRINT_PAGE (mg_fingerprint_page_new ());
  g_autoptr (MgInspection) inspection = inspection_new ();
  GtkWindow *window = mg_app_test_show (GTK_WIDGET (page));

  mg_fingerprint_page_set_inspection (page, inspection, NULL);
  g_assert_true (mg_app_test_shows (GTK_WIDGET (page), MG_APP_TEST_HOSTILE));
  g_assert_true (mg_app_test_shows (GTK_WIDGET (page), "<b> &amp; · 192.0.2.7:8443"));
  g_assert_true (mg_app_test_shows (GTK_WIDGET (page), "4D:7A:0B:33:B1:84:8A:F1\n"
                                                       "F9:DC:D7:E9:0A:8F:5A:7D\n"
                                                       "83:32:23:18:AA:A2:6B:FF\n"
                                                       "C6:AC:B4:F1:08:CB:2F:15"));
  g_assert_nonnull (mg_app_test_find_label (GTK_WIDGET (page), "CN=<printer> & co"));
  g_assert_false (mg_app_test_shows (GTK_WIDGET (page), "Fingerprint Confirmed So Far"));
  g_assert_false (mg_step_page_get_destructive (MG_STEP_PAGE (page)));
  g_assert_true (mg_step_page_get_ready (MG_STEP_PAGE (page)));
  g_assert_cmpint (mg_app_test_minimum_width (GTK_WIDGET (page)), <=, MG_APP_TEST_NARROW - 24);

  mg_fingerprint_page_set_inspection (page, inspection, "0123456789abcdef0123456789abcdef"
                                                        "0123456789abcdef0123456789abcdef");
  g_assert_true (mg_app_test_shows (GTK_WIDGET (page), "Fingerprint Confirmed So Far"));
  g_assert_true (mg_app_test_shows (GTK_WIDGET (page), "01:23:45:67:89:AB:CD:EF\n"
                                                       "01:23:45:67:89:AB:CD:EF\n"
                                                       "01:23:45:67:89:AB:CD:EF\n"
                                                       "01:23:45:67:89:AB:CD:EF"));
  g_assert_true (mg_step_page_get_destructive (MG_STEP_PAGE (page)));

  mg_app_test_close (window);
}

/* Check that the dialog is no wider than a phone, whatever the device calls itself. */
static void
test_add_device_fits (void)
{
  g_autoptr (MgContext) context = mg_test_context_new (NULL);
  g_autoptr (MgFleet) fleet = mg_app_test_fleet_new (context);
  GtkWindow *dialog = GTK_WINDOW (mg_add_device_dialog_new (fleet, NULL));
  g_autoptr (MgInspection) inspection = inspection_new ();
  GtkWidget *page;

  gtk_window_present (dialog);
  page = mg_app_test_find_type (GTK_WIDGET (dialog), MG_TYPE_FINGERPRINT_PAGE, 0);
  mg_fingerprint_page_set_inspection (MG_FINGERPRINT_PAGE (page), inspection, NULL);
  mg_step_window_go_to (MG_STEP_WINDOW (dialog), MG_STEP_PAGE (page));
  mg_test_settle ();
  g_assert_cmpint (mg_app_test_minimum_width (GTK_WIDGET (dialog)), <=, MG_APP_TEST_NARROW);

  page = mg_app_test_find_type (GTK_WIDGET (dialog), MG_TYPE_SIGN_IN_PAGE, 0);
  mg_sign_in_page_set_device (MG_SIGN_IN_PAGE (page), MG_APP_TEST_HOSTILE, NULL);
  mg_step_window_go_to (MG_STEP_WINDOW (dialog), MG_STEP_PAGE (page));
  mg_test_settle ();
  g_assert_cmpint (mg_app_test_minimum_width (GTK_WIDGET (dialog)), <=, MG_APP_TEST_NARROW);
  mg_app_test_assert_named (GTK_WIDGET (dialog));

  mg_app_test_close (dialog);
}

int
main (int    argc,
      char **argv)
{
  mg_app_test_init (&argc, &argv);

  g_test_add_func ("/app/dialogs/pages-fit", test_pages_fit);
  g_test_add_func ("/app/dialogs/fingerprint", test_fingerprint);
  g_test_add_func ("/app/dialogs/add-device-fits", test_add_device_fits);

  return g_test_run ();
}
