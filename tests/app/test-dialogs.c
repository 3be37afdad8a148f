/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-account-page.h"
#include "mg-add-device-dialog.h"
#include "mg-address-page.h"
#include "mg-app-test.h"
#include "mg-batch-page.h"
#include "mg-choice-row.h"
#include "mg-client-page.h"
#include "mg-code-page.h"
#include "mg-consent-page.h"
#include "mg-fingerprint-page.h"
#include "mg-make-page.h"
#include "mg-password-page.h"
#include "mg-plan-row.h"
#include "mg-preferences-window.h"
#include "mg-provider-page.h"
#include "mg-repair-page.h"
#include "mg-report-page.h"
#include "mg-result-page.h"
#include "mg-sign-in-page.h"
#include "mg-slot-page.h"

/* Check that every page fits a phone, whatever language it will be in, has a name for each
 * button, and goes without a trace. */
static void
test_pages_fit (void)
{
  GtkWidget *(*const pages[]) (void) = {
    mg_account_page_new, mg_address_page_new, mg_batch_page_new, mg_client_page_new,
    mg_code_page_new,
    mg_consent_page_new, mg_fingerprint_page_new, mg_make_page_new, mg_password_page_new,
    mg_provider_page_new, mg_repair_page_new, mg_report_page_new, mg_result_page_new,
    mg_sign_in_page_new, mg_slot_page_new,
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

static MgDiagnosis *
diagnosis_new (MgFleet *fleet)
{
  g_autoptr (MgSlotReading) reading = mg_slot_reading_new ("smtp", "<SMTP>");
  g_autoptr (MgTestResult) test = mg_test_result_new (
    MG_TEST_MAILBOX_REFUSES, "It <failed> & so on",
    "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.");
  MgDriver *driver = mg_driver_registry_lookup (mg_fleet_get_drivers (fleet), "deviceapi");

  reading->account = g_strdup ("ada@example.org");

  return mg_diagnosis_new (&(MgFindings) {
    .slot = reading,
    .status = { .state = MG_TOKEN_STATE_OBTAINED },
    .driver = mg_driver_get_info (driver),
    .kind = MG_DEVICE_KIND_NAS,
    .providers = mg_fleet_get_providers (fleet),
    .test = test,
  });
}

static void
on_page_answered_cb (GtkWidget *page,
                     gboolean   done,
                     gpointer   user_data)
{
  *(int *) user_data = done;
}

/* Check that what is wrong is told with all that a person needs next: the sentence, the command
 * and the page to go to, and what the device said, letter by letter. */
static void
test_repair_page_advice (void)
{
  g_autoptr (MgContext) context = mg_test_context_new (NULL);
  g_autoptr (MgFleet) fleet = mg_app_test_fleet_new (context);
  g_autoptr (MgDiagnosis) diagnosis = diagnosis_new (fleet);
  GtkWidget *page = g_object_ref_sink (mg_repair_page_new ());
  GtkWindow *window = mg_app_test_show (page);

  g_assert_true (mg_app_test_shows (page, "Finding out what is wrong…"));
  mg_repair_page_set_slot (MG_REPAIR_PAGE (page), "<SMTP>", MG_APP_TEST_HOSTILE);
  mg_repair_page_set_diagnosis (MG_REPAIR_PAGE (page), diagnosis);
  g_assert_true (mg_app_test_shows (page, MG_APP_TEST_HOSTILE " · <SMTP>"));
  g_assert_true (mg_app_test_shows (page, mg_situation_get_sentence (
    MG_SITUATION_MAILBOX_REFUSES)));
  g_assert_true (mg_app_test_shows (page, mg_diagnosis_get_advice (diagnosis)));
  g_assert_true (mg_app_test_shows (page, mg_diagnosis_get_command (diagnosis)));
  g_assert_true (mg_app_test_shows (page, mg_diagnosis_get_link (diagnosis)));
  g_assert_true (mg_app_test_shows (page, mg_diagnosis_get_evidence (diagnosis)[0]));
  g_assert_false (mg_app_test_shows (page, "Steps"));
  g_assert_cmpint (mg_app_test_minimum_width (page), <=, MG_APP_TEST_NARROW - 24);
  mg_app_test_assert_named (page);

  mg_repair_page_set_looking (MG_REPAIR_PAGE (page));
  g_assert_null (mg_app_test_find_label (page, mg_diagnosis_get_command (diagnosis)));
  g_assert_null (mg_app_test_find_label (page, mg_diagnosis_get_evidence (diagnosis)[0]));

  mg_app_test_close (window);
  g_assert_finalize_object (page);
}

/* Check that a person is told how a step is done when it is due, with its page and its values,
 * has the keyboard there, and answers by it. */
static void
test_repair_page_question (void)
{
  g_autoptr (MgPlan) plan = mg_plan_new (MG_SITUATION_TOKEN_DEAD, "d", "s");
  MgStep *step = mg_step_new (MG_STEP_INSTRUCT, "Enter the <server>", "Type it & save.");
  GtkWidget *page = g_object_ref_sink (mg_repair_page_new ());
  GtkWindow *window = mg_app_test_show (page);
  GtkWidget *row, *button;
  int answer = -1;

  mg_step_set_link (step, "https://192.0.2.7/mail");
  mg_step_add_value (step, "Server <&>", "smtp.<b>example.org");
  mg_plan_add (plan, mg_step_new (MG_STEP_SNAPSHOT, "Note down", NULL));
  mg_plan_add (plan, step);
  g_signal_connect (page, "answered", G_CALLBACK (on_page_answered_cb), &answer);
  mg_repair_page_set_plan (MG_REPAIR_PAGE (page), plan);
  g_assert_true (mg_app_test_shows (page, "Enter the <server>"));
  g_assert_false (mg_app_test_shows (page, "Type it & save."));
  g_assert_false (mg_app_test_shows (page, "I Did This"));

  mg_repair_page_set_question (MG_REPAIR_PAGE (page), step);
  g_assert_true (mg_app_test_shows (page, "Type it & save."));
  g_assert_true (mg_app_test_shows (page, "https://192.0.2.7/mail"));
  g_assert_true (mg_app_test_shows (page, "Server <&>"));
  g_assert_true (mg_app_test_shows (page, "smtp.<b>example.org"));
  g_assert_cmpint (mg_app_test_minimum_width (page), <=, MG_APP_TEST_NARROW - 24);
  mg_app_test_assert_named (page);
  g_assert_nonnull (gtk_widget_get_ancestor (gtk_root_get_focus (GTK_ROOT (window)),
                                             MG_TYPE_PLAN_ROW));

  row = mg_app_test_find_type (page, MG_TYPE_PLAN_ROW, 1);
  button = gtk_widget_get_ancestor (mg_app_test_find_label (row, "Skip"), GTK_TYPE_BUTTON);
  g_assert_true (gtk_widget_activate (button));
  while (answer < 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (answer, ==, FALSE);
  g_assert_false (mg_app_test_shows (page, "Skip"));

  mg_step_set_state (step, MG_STEP_SKIPPED, NULL);
  mg_repair_page_set_done (MG_REPAIR_PAGE (page), FALSE);
  g_assert_true (mg_app_test_shows (page, "Some steps were skipped. If mail still fails, repair it "
                                          "again and do them too."));
  g_assert_true (mg_step_page_get_last (MG_STEP_PAGE (page)));

  mg_app_test_close (window);
  g_assert_finalize_object (page);
}

/* Check that the makes that a person can be guided through are offered by name, the one that fits
 * every device last, and that one has to be chosen. */
static void
test_make_page (void)
{
  g_autoptr (MgContext) context = mg_test_context_new (NULL);
  g_autoptr (MgFleet) fleet = mg_app_test_fleet_new (context);
  GtkWidget *page = g_object_ref_sink (mg_make_page_new ());
  GtkWindow *window = mg_app_test_show (page);
  GtkWidget *row;
  const char *last = NULL;

  mg_make_page_set_drivers (MG_MAKE_PAGE (page), mg_fleet_get_drivers (fleet));
  g_assert_true (mg_app_test_shows (page, "Sharp"));
  g_assert_false (mg_app_test_shows (page, "TrueNAS"));
  g_assert_false (mg_step_page_get_ready (MG_STEP_PAGE (page)));
  g_assert_null (mg_make_page_get_make (MG_MAKE_PAGE (page)));

  for (guint i = 0; (row = mg_app_test_find_type (page, MG_TYPE_CHOICE_ROW, i)) != NULL; i++)
    {
      mg_choice_row_set_active (MG_CHOICE_ROW (row), TRUE);
      last = mg_make_page_get_make (MG_MAKE_PAGE (page));
      g_assert_nonnull (last);
    }
  g_assert_cmpstr (last, ==, "generic");
  g_assert_true (mg_step_page_get_ready (MG_STEP_PAGE (page)));
  g_assert_cmpint (mg_app_test_minimum_width (page), <=, MG_APP_TEST_NARROW - 24);

  mg_app_test_close (window);
  g_assert_finalize_object (page);
}

/* Check that a person says one of the four states, that only a warning has words, and that
 * nothing is left of an answer when it is asked again. */
static void
test_report_page (void)
{
  GtkWidget *page = g_object_ref_sink (mg_report_page_new ());
  MgReportPage *self = MG_REPORT_PAGE (page);
  GtkWindow *window = mg_app_test_show (page);
  GtkWidget *entry = mg_app_test_find_type (page, ADW_TYPE_ENTRY_ROW, 0);
  g_autofree char *words = NULL;

  mg_report_page_ask (self, MG_APP_TEST_HOSTILE, "<Look>", "https://192.0.2.7/");
  g_assert_true (mg_app_test_shows (page, MG_APP_TEST_HOSTILE));
  g_assert_true (mg_app_test_shows (page, "<Look>"));
  g_assert_true (mg_app_test_shows (page, "https://192.0.2.7/"));
  g_assert_false (mg_step_page_get_ready (MG_STEP_PAGE (page)));
  g_assert_cmpint (mg_report_page_get_state (self), ==, MG_TOKEN_STATE_UNKNOWN);

  mg_choice_row_set_active (MG_CHOICE_ROW (mg_app_test_find_type (page, MG_TYPE_CHOICE_ROW, 3)),
                            TRUE);
  gtk_editable_set_text (GTK_EDITABLE (entry), " Token update failed. ");
  words = mg_report_page_dup_words (self);
  g_assert_cmpint (mg_report_page_get_state (self), ==, MG_TOKEN_STATE_INVALID);
  g_assert_cmpstr (words, ==, "Token update failed.");
  g_assert_true (mg_step_page_get_ready (MG_STEP_PAGE (page)));
  g_assert_cmpint (mg_app_test_minimum_width (page), <=, MG_APP_TEST_NARROW - 24);

  mg_choice_row_set_active (MG_CHOICE_ROW (mg_app_test_find_type (page, MG_TYPE_CHOICE_ROW, 0)),
                            TRUE);
  g_assert_cmpint (mg_report_page_get_state (self), ==, MG_TOKEN_STATE_OBTAINED);
  g_assert_null (mg_report_page_dup_words (self));

  mg_report_page_ask (self, "Again", NULL, NULL);
  g_assert_cmpint (mg_report_page_get_state (self), ==, MG_TOKEN_STATE_UNKNOWN);
  g_assert_false (mg_step_page_get_ready (MG_STEP_PAGE (page)));

  mg_app_test_close (window);
  g_assert_finalize_object (page);
}

static void
type_into (GtkWidget  *page,
           guint       index,
           const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (mg_app_test_find_type (page, ADW_TYPE_ENTRY_ROW, index)),
                         text);
}

/* Check that the provider follows the mailbox and brings its server, that another server is
 * taken with the usual port and encryption, and that what is no server is refused. */
static void
test_slot_page (void)
{
  g_autoptr (MgContext) context = mg_test_context_new (NULL);
  g_autoptr (MgFleet) fleet = mg_app_test_fleet_new (context);
  GtkWidget *page = g_object_ref_sink (mg_slot_page_new ());
  MgSlotPage *self = MG_SLOT_PAGE (page);
  GtkWindow *window = mg_app_test_show (page);
  g_autoptr (MgMailSettings) own = NULL;
  g_autoptr (MgMailSettings) other = NULL;
  g_autoptr (MgMailSettings) none = NULL;
  g_autoptr (GError) error = NULL;

  mg_slot_page_set_providers (self, mg_fleet_get_providers (fleet));
  type_into (page, 0, "Alerts");
  g_assert_false (mg_step_page_get_ready (MG_STEP_PAGE (page)));
  type_into (page, 1, "ada@gmail.com");
  g_assert_true (mg_step_page_get_ready (MG_STEP_PAGE (page)));
  g_assert_cmpstr (mg_slot_page_get_provider (self), ==, "gmail");
  g_assert_true (mg_slot_page_read_settings (self, &own, &error));
  g_assert_cmpstr (own->host, ==, "smtp.gmail.com");

  type_into (page, 1, "ada@example.org");
  g_assert_null (mg_slot_page_get_provider (self));
  type_into (page, 2, "mail.example.org:465");
  g_assert_true (mg_slot_page_read_settings (self, &other, &error));
  g_assert_cmpstr (other->host, ==, "mail.example.org");
  g_assert_cmpuint (other->port, ==, 465);
  g_assert_cmpint (other->security, ==, MG_MAIL_SECURITY_TLS);

  type_into (page, 2, "mail.example.org:none");
  g_assert_false (mg_slot_page_read_settings (self, &none, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_INVALID_INPUT);

  mg_app_test_close (window);
  g_assert_finalize_object (page);
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
  mg_sign_in_page_set_optional (MG_SIGN_IN_PAGE (page), MG_APP_TEST_HOSTILE);
  mg_step_window_go_to (MG_STEP_WINDOW (dialog), MG_STEP_PAGE (page));
  mg_test_settle ();
  g_assert_cmpint (mg_app_test_minimum_width (GTK_WIDGET (dialog)), <=, MG_APP_TEST_NARROW);
  mg_app_test_assert_named (GTK_WIDGET (dialog));

  mg_app_test_close (dialog);
}

/* Check that signing in can be left out where it is optional, and only as a whole. */
static void
test_optional_sign_in (void)
{
  static const struct
  {
    gboolean    optional;
    const char *user;
    const char *password;
    gboolean    is_ready;
    gboolean    signs_in;
  } vectors[] = {
    { FALSE, "", "", FALSE, FALSE },
    { FALSE, "admin", "secret", TRUE, TRUE },
    { TRUE, "", "", TRUE, FALSE },
    { TRUE, "admin", "", FALSE, TRUE },
    { TRUE, "", "secret", FALSE, FALSE },
    { TRUE, "admin", "secret", TRUE, TRUE },
  };
  GtkWidget *page = g_object_ref_sink (mg_sign_in_page_new ());
  GtkWidget *user = mg_app_test_find_type (page, ADW_TYPE_ENTRY_ROW, 0);
  GtkWidget *password = mg_app_test_find_type (page, ADW_TYPE_PASSWORD_ENTRY_ROW, 0);

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (MgCredential) credential = NULL;

      g_test_message ("Vector %" G_GSIZE_FORMAT, i);
      mg_sign_in_page_set_device (MG_SIGN_IN_PAGE (page), "NAS", NULL);
      if (vectors[i].optional)
        mg_sign_in_page_set_optional (MG_SIGN_IN_PAGE (page), "NAS");
      gtk_editable_set_text (GTK_EDITABLE (user), vectors[i].user);
      gtk_editable_set_text (GTK_EDITABLE (password), vectors[i].password);
      g_assert_cmpint (mg_step_page_get_ready (MG_STEP_PAGE (page)), ==, vectors[i].is_ready);
      credential = mg_sign_in_page_dup_credential (MG_SIGN_IN_PAGE (page), NULL);
      g_assert_cmpint (credential != NULL, ==, vectors[i].signs_in);
    }

  g_assert_finalize_object (page);
}

int
main (int    argc,
      char **argv)
{
  mg_app_test_init (&argc, &argv);

  g_test_add_func ("/app/dialogs/pages-fit", test_pages_fit);
  g_test_add_func ("/app/dialogs/fingerprint", test_fingerprint);
  g_test_add_func ("/app/dialogs/repair-page/advice", test_repair_page_advice);
  g_test_add_func ("/app/dialogs/repair-page/question", test_repair_page_question);
  g_test_add_func ("/app/dialogs/make-page", test_make_page);
  g_test_add_func ("/app/dialogs/report-page", test_report_page);
  g_test_add_func ("/app/dialogs/slot-page", test_slot_page);
  g_test_add_func ("/app/dialogs/optional-sign-in", test_optional_sign_in);
  g_test_add_func ("/app/dialogs/add-device-fits", test_add_device_fits);

  return g_test_run ();
}
