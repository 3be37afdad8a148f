/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-error.h"
#include "mg-planner.h"
#include "mg-test.h"

#define NOW (G_GINT64_CONSTANT (1795262400) * G_USEC_PER_SEC)
#define PASSWORD MG_MAIL_AUTHENTICATION_PASSWORD
#define OAUTH2 MG_MAIL_AUTHENTICATION_OAUTH2

/* One case: what is known, and what follows. */
typedef struct
{
  const char           *service;
  const char           *host;
  MgMailAuthentication  authentication;
  MgTokenEvent          event;
  MgTokenState          state;
  MgNoteCode            note;
  int                   device_error;  /* an MgError, or -1 */
  int                   test;          /* an MgTestOutcome, or -1 */
  int                   redeem_error;  /* an MgError, -1 none tried, -2 redeemed */
  gboolean              printer;
  gboolean              fixed;         /* the make cannot create slots */
  int                   fuse_days;     /* 0 for none */
  MgSituation           situation;
  const char           *steps;         /* or NULL for no plan */
} Case;

#define IN_PLACE "snapshot authorize"
#define ANEW "snapshot create-slot authorize move-rules verify-rules delete-slot"
#define ANEW_PASSWORD "snapshot create-slot password move-rules verify-rules delete-slot"

static const Case cases[] = {
  { "gmail", "smtp.gmail.com", OAUTH2, MG_TOKEN_EVENT_READ_PRESENT, MG_TOKEN_STATE_OBTAINED,
    MG_NOTE_NONE, -1, MG_TEST_PASSED, -2, FALSE, FALSE, 0, MG_SITUATION_NOTHING, NULL },
  { "gmail", "smtp.gmail.com", OAUTH2, MG_TOKEN_EVENT_READ_ABSENT, MG_TOKEN_STATE_NOT_OBTAINED,
    MG_NOTE_NONE, -1, -1, -1, FALSE, FALSE, 0, MG_SITUATION_NOT_OBTAINED, IN_PLACE },
  { "gmail", "smtp.gmail.com", OAUTH2, MG_TOKEN_EVENT_READ_WAITING, MG_TOKEN_STATE_WAITING,
    MG_NOTE_NONE, -1, -1, -1, FALSE, FALSE, 0, MG_SITUATION_WAITING, IN_PLACE },
  /* The device's word, its test, or the provider's word on our copy. */
  { "gmail", "smtp.gmail.com", OAUTH2, MG_TOKEN_EVENT_READ_INVALID, MG_TOKEN_STATE_INVALID,
    MG_NOTE_NONE, -1, MG_TEST_TOKEN_DEAD, -1, FALSE, FALSE, 0, MG_SITUATION_TOKEN_DEAD, IN_PLACE },
  { "outlook", "smtp-mail.outlook.com", OAUTH2, MG_TOKEN_EVENT_READ_PRESENT,
    MG_TOKEN_STATE_OBTAINED, MG_NOTE_NONE, -1, MG_TEST_TOKEN_DEAD, -1, FALSE, FALSE, 0,
    MG_SITUATION_TOKEN_DEAD, IN_PLACE },
  { "outlook", "smtp-mail.outlook.com", OAUTH2, MG_TOKEN_EVENT_READ_PRESENT,
    MG_TOKEN_STATE_OBTAINED, MG_NOTE_NONE, -1, -1, MG_ERROR_CONSENT_NEEDED, FALSE, FALSE, 0,
    MG_SITUATION_TOKEN_DEAD, IN_PLACE },
  { "custom", "smtp.gmail.com", PASSWORD, MG_TOKEN_EVENT_READ_INVALID, MG_TOKEN_STATE_INVALID,
    MG_NOTE_NONE, -1, MG_TEST_LOGIN_REFUSED, -1, FALSE, FALSE, 0,
    MG_SITUATION_CUSTOM_AT_PROVIDER, ANEW },
  { "custom", "smtp.office365.com", PASSWORD, MG_TOKEN_EVENT_READ_INVALID,
    MG_TOKEN_STATE_INVALID, MG_NOTE_NONE, -1, -1, -1, FALSE, FALSE, 0,
    MG_SITUATION_CUSTOM_AT_PROVIDER, ANEW },
  { "custom", "mail.example", PASSWORD, MG_TOKEN_EVENT_READ_INVALID, MG_TOKEN_STATE_INVALID,
    MG_NOTE_NONE, -1, -1, -1, FALSE, FALSE, 0, MG_SITUATION_CUSTOM_ELSEWHERE, ANEW_PASSWORD },
  { "custom", "mail.example", OAUTH2, MG_TOKEN_EVENT_READ_INVALID, MG_TOKEN_STATE_INVALID,
    MG_NOTE_NONE, -1, -1, -1, FALSE, FALSE, 0, MG_SITUATION_CUSTOM_ELSEWHERE, ANEW },
  /* Where nothing can be made anew it is mended in place. */
  { "custom", "mail.example", PASSWORD, MG_TOKEN_EVENT_READ_INVALID, MG_TOKEN_STATE_INVALID,
    MG_NOTE_NONE, -1, -1, -1, FALSE, TRUE, 0, MG_SITUATION_PASSWORD_DEAD, "snapshot password" },
  { "yahoo", "smtp.mail.yahoo.com", PASSWORD, MG_TOKEN_EVENT_READ_PRESENT,
    MG_TOKEN_STATE_OBTAINED, MG_NOTE_NONE, -1, MG_TEST_LOGIN_REFUSED, -1, FALSE, FALSE, 0,
    MG_SITUATION_PASSWORD_DEAD, "snapshot password" },
  { "microsoft365", "smtp.office365.com", OAUTH2, MG_TOKEN_EVENT_READ_INVALID,
    MG_TOKEN_STATE_INVALID, MG_NOTE_NONE, -1, MG_TEST_TOKEN_DEAD, -1, TRUE, TRUE, 0,
    MG_SITUATION_TOKEN_UPDATE_FAILED, "snapshot delete-token authorize" },
  { NULL, "smtp.gmail.com", OAUTH2, MG_TOKEN_EVENT_READ_DISCARDED, MG_TOKEN_STATE_INVALID,
    MG_NOTE_DISCARDED, -1, -1, -1, FALSE, TRUE, 0, MG_SITUATION_DISCARDED, IN_PLACE },
  { "microsoft365", "smtp.office365.com", OAUTH2, MG_TOKEN_EVENT_READ_PRESENT,
    MG_TOKEN_STATE_OBTAINED, MG_NOTE_NONE, -1, MG_TEST_PASSED, -2, FALSE, TRUE, 10,
    MG_SITUATION_FUSE, "snapshot renew" },
  { "microsoft365", "smtp.office365.com", OAUTH2, MG_TOKEN_EVENT_READ_PRESENT,
    MG_TOKEN_STATE_OBTAINED, MG_NOTE_NONE, -1, MG_TEST_PASSED, -2, FALSE, TRUE, 60,
    MG_SITUATION_NOTHING, NULL },
  /* The device's bare no: our copy tells whose fault it is; without one, what
   * the device has obtained by itself is replaced. */
  { "outlook", "smtp-mail.outlook.com", OAUTH2, MG_TOKEN_EVENT_READ_PRESENT,
    MG_TOKEN_STATE_OBTAINED, MG_NOTE_NONE, -1, MG_TEST_PROVIDER_REFUSED, -2, FALSE, TRUE, 0,
    MG_SITUATION_OUTDATED, "snapshot renew" },
  { "outlook", "smtp-mail.outlook.com", OAUTH2, MG_TOKEN_EVENT_READ_FOREIGN,
    MG_TOKEN_STATE_OBTAINED, MG_NOTE_FOREIGN, -1, MG_TEST_PROVIDER_REFUSED, -1, FALSE, TRUE, 0,
    MG_SITUATION_TOKEN_DEAD, IN_PLACE },
  /* No new consent where one does not help. */
  { "outlook", "smtp-mail.outlook.com", OAUTH2, MG_TOKEN_EVENT_READ_PRESENT,
    MG_TOKEN_STATE_OBTAINED, MG_NOTE_MAILBOX_REFUSES, -1, MG_TEST_MAILBOX_REFUSES, -2, FALSE,
    FALSE, 0, MG_SITUATION_MAILBOX_REFUSES, NULL },
  { "outlook", "smtp-mail.outlook.com", OAUTH2, MG_TOKEN_EVENT_READ_ABSENT,
    MG_TOKEN_STATE_WAITING, MG_NOTE_ADMINISTRATOR, -1, -1, -1, FALSE, FALSE, 0,
    MG_SITUATION_ADMINISTRATOR, NULL },
  { "outlook", "smtp-mail.outlook.com", OAUTH2, MG_TOKEN_EVENT_READ_PRESENT,
    MG_TOKEN_STATE_OBTAINED, MG_NOTE_NONE, -1, -1, MG_ERROR_PROVIDER_REFUSED, FALSE, FALSE, 0,
    MG_SITUATION_CLIENT_REFUSED, NULL },
  { "outlook", "smtp-mail.outlook.com", OAUTH2, MG_TOKEN_EVENT_READ_PRESENT,
    MG_TOKEN_STATE_OBTAINED, MG_NOTE_NONE, -1, -1, MG_ERROR_WRONG_ACCOUNT, FALSE, FALSE, 0,
    MG_SITUATION_WRONG_ACCOUNT, NULL },
  /* Trouble on the way says nothing of the token. */
  { "gmail", "smtp.gmail.com", OAUTH2, MG_TOKEN_EVENT_READ_PRESENT, MG_TOKEN_STATE_OBTAINED,
    MG_NOTE_NONE, -1, MG_TEST_UNREACHABLE, MG_ERROR_UNREACHABLE, FALSE, FALSE, 0,
    MG_SITUATION_NOTHING, NULL },
  { "gmail", "smtp.gmail.com", OAUTH2, MG_TOKEN_EVENT_READ_INVALID, MG_TOKEN_STATE_INVALID,
    MG_NOTE_NOT_CHECKED, MG_ERROR_UNREACHABLE, -1, -1, FALSE, FALSE, 0,
    MG_SITUATION_UNREACHABLE, NULL },
  { "gmail", "smtp.gmail.com", OAUTH2, MG_TOKEN_EVENT_READ_INVALID, MG_TOKEN_STATE_INVALID,
    MG_NOTE_NOT_CHECKED, MG_ERROR_LOCKED_OUT, -1, -1, FALSE, FALSE, 0,
    MG_SITUATION_LOGIN_REFUSED, NULL },
  { "gmail", "smtp.gmail.com", OAUTH2, MG_TOKEN_EVENT_READ_INVALID, MG_TOKEN_STATE_INVALID,
    MG_NOTE_NOT_CHECKED, MG_ERROR_CERTIFICATE_CHANGED, -1, -1, FALSE, FALSE, 0,
    MG_SITUATION_CERTIFICATE_CHANGED, NULL },
};

static MgDriverInfo *
create_info (gboolean fixed)
{
  static const char whole[] = "[Driver]\nId=test\nName=Test\nKind=nas\n"
                              "Capabilities=read;push-oauth;push-password;create-slot;"
                              "delete-slot;rules;\n";
  static const char bare[] = "[Driver]\nId=test\nName=Test\nKind=nas\n"
                             "Capabilities=read;push-oauth;push-password;\n";
  g_autoptr (GBytes) bytes = fixed ? g_bytes_new_static (bare, sizeof bare - 1)
                                   : g_bytes_new_static (whole, sizeof whole - 1);
  g_autoptr (GError) error = NULL;
  MgDriverInfo *info = mg_driver_info_new_from_bytes (bytes, &error);

  g_assert_no_error (error);

  return info;
}

static char *
dup_steps (MgPlan *plan)
{
  g_autoptr (GString) steps = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++)
    {
      g_autoptr (MgStep) step = g_list_model_get_item (G_LIST_MODEL (plan), i);

      if (steps->len > 0)
        g_string_append_c (steps, ' ');
      g_string_append (steps, mg_step_get_kind_nick (step));
    }

  return g_strdup (steps->str);
}

static MgSlotReading *
create_reading (const Case *row)
{
  MgSlotReading *slot = mg_slot_reading_new ("account-1", "Mail");

  slot->service = g_strdup (row->service);
  slot->settings->host = g_strdup (row->host);
  slot->settings->authentication = row->authentication;
  slot->event = row->event;
  slot->can_reauthorize = g_strcmp0 (row->service, "custom") != 0;
  slot->account = g_strdup ("nas@example.org");

  return slot;
}

static void
check_case (const Case         *row,
            MgProviderRegistry *providers)
{
  g_autoptr (MgSlotReading) slot = create_reading (row);
  g_autoptr (MgDriverInfo) info = create_info (row->fixed);
  g_autoptr (MgTestResult) test = row->test < 0 ? NULL
                                  : mg_test_result_new ((MgTestOutcome) row->test, NULL, NULL);
  g_autoptr (GError) device_error = row->device_error < 0 ? NULL
    : g_error_new_literal (MG_ERROR, row->device_error, "The device");
  g_autoptr (GError) redeem_error = row->redeem_error < 0 ? NULL
    : g_error_new_literal (MG_ERROR, row->redeem_error, "The provider");
  g_autoptr (MgDiagnosis) diagnosis = NULL;
  g_autoptr (MgPlan) plan = NULL;
  g_autofree char *steps = NULL;
  MgFindings findings = {
    .slot = slot,
    .status = { .state = row->state, .note = row->note },
    .driver = info,
    .kind = row->printer ? MG_DEVICE_KIND_PRINTER : MG_DEVICE_KIND_NAS,
    .providers = providers,
    .device_error = device_error,
    .test = test,
    .redeemed = row->redeem_error == -2,
    .redeem_error = redeem_error,
    .now = NOW,
    .fuse_at = row->fuse_days == 0 ? 0 : NOW + row->fuse_days * G_TIME_SPAN_DAY,
    .has_copy = row->redeem_error == -2,
  };

  diagnosis = mg_diagnosis_new (&findings);
  g_assert_cmpstr (mg_situation_get_nick (mg_diagnosis_get_situation (diagnosis)), ==,
                   mg_situation_get_nick (row->situation));
  plan = mg_planner_create (diagnosis, &findings, "device");
  steps = plan == NULL ? NULL : dup_steps (plan);
  g_assert_cmpstr (steps, ==, row->steps);
}

/* Check that each finding leads to its situation, and each situation to its
 * steps in an order that loses nothing. */
static void
test_diagnosis_table (void)
{
  g_autoptr (MgContext) context = mg_context_new ();
  g_autoptr (MgProviderRegistry) providers = mg_provider_registry_new (context);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %" G_GSIZE_FORMAT, i);
      check_case (&cases[i], providers);
    }
}

/* Check what is said and linked where the client is in the way, and that only
 * what Google gave for a week is taken for Testing mode. */
static void
test_diagnosis_client (void)
{
  static const struct
  {
    const char  *provider;
    int          days;
    int          redeem_error;
    MgNoteCode   note;
    MgSituation  situation;
    const char  *link;
  } rows[] = {
    { "gmail", 7, MG_ERROR_CONSENT_NEEDED, MG_NOTE_NONE, MG_SITUATION_TESTING,
      "https://console.cloud.google.com/auth/clients" },
    { "gmail", 8, MG_ERROR_CONSENT_NEEDED, MG_NOTE_NONE, MG_SITUATION_TOKEN_DEAD, NULL },
    { "outlook", 7, MG_ERROR_CONSENT_NEEDED, MG_NOTE_NONE, MG_SITUATION_TOKEN_DEAD, NULL },
    { "outlook", 90, MG_ERROR_PROVIDER_REFUSED, MG_NOTE_NONE, MG_SITUATION_CLIENT_REFUSED,
      "https://entra.microsoft.com/" },
    { "microsoft365", 90, -1, MG_NOTE_ADMINISTRATOR, MG_SITUATION_ADMINISTRATOR,
      "https://login.microsoftonline.com/organizations/v2.0/adminconsent?client_id=ours&" },
  };
  g_autoptr (MgContext) context = mg_context_new ();
  g_autoptr (MgProviderRegistry) providers = mg_provider_registry_new (context);
  g_autoptr (MgDriverInfo) info = create_info (TRUE);
  g_autoptr (MgSlotReading) slot = create_reading (&cases[0]);
  g_autoptr (MgGrantRecord) grant = mg_grant_record_new ("grant", "device", "account-1");

  grant->client_id = g_strdup ("ours");
  grant->issued_at = NOW - 8 * G_TIME_SPAN_DAY;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) redeem_error = rows[i].redeem_error < 0 ? NULL
        : g_error_new_literal (MG_ERROR, rows[i].redeem_error, "The provider");
      g_autoptr (MgDiagnosis) diagnosis = NULL;
      MgFindings findings = {
        .slot = slot,
        .status = { .state = MG_TOKEN_STATE_OBTAINED, .note = rows[i].note },
        .driver = info,
        .kind = MG_DEVICE_KIND_NAS,
        .providers = providers,
        .redeem_error = redeem_error,
        .now = NOW,
        .has_copy = TRUE,
        .grant = grant,
        .provider = mg_provider_registry_lookup (providers, rows[i].provider),
      };

      grant->expires_at = grant->issued_at + rows[i].days * G_TIME_SPAN_DAY;
      diagnosis = mg_diagnosis_new (&findings);
      g_assert_cmpstr (mg_situation_get_nick (mg_diagnosis_get_situation (diagnosis)), ==,
                       mg_situation_get_nick (rows[i].situation));
      g_assert_nonnull (mg_diagnosis_get_advice (diagnosis));
      if (rows[i].link == NULL)
        g_assert_null (mg_diagnosis_get_link (diagnosis));
      else
        g_assert_true (g_str_has_prefix (mg_diagnosis_get_link (diagnosis), rows[i].link));
    }
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/repair/diagnosis/table", test_diagnosis_table);
  g_test_add_func ("/repair/diagnosis/client", test_diagnosis_client);

  return g_test_run ();
}
