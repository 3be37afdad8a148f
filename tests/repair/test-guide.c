/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-driver-table.h"
#include "mg-error.h"
#include "mg-guide.h"
#include "mg-planner.h"
#include "mg-test.h"

#define WHOLE "[Guide]\nDriver=x\n" \
              "[Case a]\nSituations=token-dead;\nSteps=do;check;\n" \
              "[Step do]\nKind=instruct\nTitle=Do\nText=This\n" \
              "[Step check]\nKind=check\nTitle=Look\nText=There\n"

/* What a guide was asked for, and the steps that it has to give. */
typedef struct
{
  const char     *driver;
  MgSituation     situation;
  const char     *slot;
  MgMailProtocol  protocol;
  const char     *provider;
  const char     *model;
  const char     *steps;
} Case;

#define RULES "rules rule edit-rule pairing senders"
#define TOKEN "oauth provider account get-token confirm consent test check"
#define SMTP MG_MAIL_PROTOCOL_SMTP
#define POP3 MG_MAIL_PROTOCOL_POP3

/* The vendors' pages, step by step: a step of theirs that has none here is missing
 * in the guide. */
static const Case cases[] = {
  /* QNAP: a custom service on a public server of Gmail or Outlook. */
  { "qnap", MG_SITUATION_CUSTOM_AT_PROVIDER, "mail", SMTP, "gmail", NULL,
    "sign-in accounts note-rules delete add choose-gmail add-account choose-account authorize "
    RULES " check" },
  { "qnap", MG_SITUATION_CUSTOM_AT_PROVIDER, "mail", SMTP, "microsoft365", NULL,
    "sign-in accounts note-rules delete add choose-outlook add-account choose-account authorize "
    RULES " check" },
  { "qnap", MG_SITUATION_CUSTOM_AT_PROVIDER, "mail", SMTP, "outlook", NULL,
    "sign-in accounts note-rules delete add choose-outlook add-account choose-account authorize "
    RULES " check" },
  /* QNAP: a custom service on any other server. */
  { "qnap", MG_SITUATION_CUSTOM_ELSEWHERE, "mail", SMTP, NULL, NULL,
    "sign-in accounts note-rules delete add choose-custom create-custom " RULES " check" },
  /* QNAP: Yahoo Mail. */
  { "qnap", MG_SITUATION_PASSWORD_DEAD, "mail", SMTP, "yahoo", NULL,
    "app-password sign-in accounts edit enter-password check" },
  /* QNAP: Gmail and Microsoft Outlook, in place. */
  { "qnap", MG_SITUATION_TOKEN_DEAD, "mail", SMTP, "gmail", NULL,
    "sign-in accounts edit reauthorize choose-account authorize check" },
  { "qnap", MG_SITUATION_TOKEN_DEAD, "mail", SMTP, "outlook", NULL,
    "sign-in accounts edit reauthorize choose-account authorize check" },
  /* Sharp: obtaining, in each of the three that are updated together. */
  { "sharp", MG_SITUATION_NOT_OBTAINED, "services", SMTP, "microsoft365", "BP-C131WD",
    "sign-in services settings " TOKEN },
  { "sharp", MG_SITUATION_NOT_OBTAINED, "quick-settings", SMTP, "microsoft365", NULL,
    "sign-in services settings " TOKEN },
  { "sharp", MG_SITUATION_NOT_OBTAINED, "initial-installation", SMTP, "microsoft365", NULL,
    "sign-in services settings " TOKEN },
  /* Sharp: what is independent, and POP. */
  { "sharp", MG_SITUATION_NOT_OBTAINED, "alert", SMTP, "microsoft365", NULL,
    "sign-in alert settings " TOKEN },
  { "sharp", MG_SITUATION_NOT_OBTAINED, "status", POP3, "microsoft365", NULL,
    "sign-in pop settings-pop " TOKEN },
  /* Sharp: deleting, after which it is obtained again. */
  { "sharp", MG_SITUATION_TOKEN_UPDATE_FAILED, "services", SMTP, "microsoft365", NULL,
    "sign-in services delete confirm-delete " TOKEN },
  { "sharp", MG_SITUATION_TOKEN_UPDATE_FAILED, "status", POP3, "microsoft365", NULL,
    "sign-in pop delete confirm-delete " TOKEN },
  /* Sharp: the states, and the test after an error in a job. */
  { "sharp", MG_SITUATION_NOT_CHECKED, "alert", SMTP, NULL, NULL, "sign-in alert test check" },
  { "sharp", MG_SITUATION_WAITING, "services", SMTP, NULL, NULL, "sign-in services consent check" },
  /* Sharp: models on which all SMTP settings share, and the one with only a panel. */
  { "sharp", MG_SITUATION_NOT_OBTAINED, "alert", SMTP, "microsoft365", "SHARP BP-70M65",
    "sign-in shared settings " TOKEN },
  { "sharp", MG_SITUATION_NOT_OBTAINED, "internet-fax", POP3, "microsoft365", "SHARP BP-70M65",
    "sign-in pop-fax settings-pop " TOKEN },
  { "sharp", MG_SITUATION_NOT_OBTAINED, "email-print", POP3, "microsoft365", "BP-B550PW",
    "sign-in pop-print settings-pop " TOKEN },
  { "sharp", MG_SITUATION_NOT_OBTAINED, "services", SMTP, "microsoft365", "SHARP BP-70C65",
    "panel shared settings " TOKEN },
  { "sharp", MG_SITUATION_TOKEN_UPDATE_FAILED, "status", POP3, "microsoft365", "SHARP BP-70C65",
    "panel pop-any delete confirm-delete " TOKEN },
};

static MgGuide *
load (const char *driver)
{
  g_autoptr (GError) error = NULL;
  MgGuide *guide = mg_guide_load (driver, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (mg_guide_get_driver (guide), ==, driver);

  return guide;
}

/* Check that each step of the vendors' pages has its step in the guide. */
static void
test_guide_pages (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MgGuide) guide = load (cases[i].driver);
      g_autoptr (MgMailSettings) settings = mg_mail_settings_new ();
      const MgGuideContext context = {
        .situation = cases[i].situation,
        .slot_id = cases[i].slot,
        .protocol = cases[i].protocol,
        .model = cases[i].model,
        .provider = cases[i].provider,
        .settings = settings,
      };
      const char *id = mg_guide_find_case (guide, &context);
      g_auto (GStrv) steps = NULL;
      g_autofree char *text = NULL;

      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_nonnull (id);
      steps = mg_guide_dup_steps (guide, id);
      text = g_strjoinv (" ", steps);
      g_assert_cmpstr (text, ==, cases[i].steps);
    }
}

/* Check that all built-in guides load, and that each make that is guided has one. */
static void
test_guide_all (void)
{
  g_auto (GStrv) makes = mg_guide_list ();

  g_assert_cmpuint (g_strv_length (makes), ==, 7);
  for (gsize i = 0; makes[i] != NULL; i++)
    {
      g_autoptr (MgGuide) guide = load (makes[i]);

      g_assert_nonnull (mg_guide_get_cases (guide)[0]);
    }

  for (gsize i = 0; i < mg_driver_table_length; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MgDriverInfo) info = mg_driver_info_new_from_bytes (mg_driver_table[i].get_info (),
                                                                     &error);

      g_assert_no_error (error);
      g_assert_cmpint (g_strv_contains ((const char *const *) makes, mg_driver_info_get_id (info)),
                       ==, mg_driver_info_can (info, MG_DRIVER_GUIDED));
    }
}

/* Check that nothing that a person would stumble over is taken for a guide. */
static void
test_guide_refused (void)
{
  static const struct
  {
    const char *find;
    const char *replace;
  } rows[] = {
    { "Driver=x\n", "" },
    { "Driver=x\n", "Driver=x\nColour=red\n" },
    { "Steps=do;check;", "Steps=check;do;" },
    { "Steps=do;check;", "Steps=do;" },
    { "Steps=do;check;", "Steps=do;gone;check;" },
    { "Steps=do;check;", "Steps=check;" },
    { "Steps=do;check;\n", "" },
    { "Steps=do;check;", "Steps=do;check;check;" },
    { "Situations=token-dead;", "Situations=token-tired;" },
    { "Situations=token-dead;\n", "" },
    { "Situations=token-dead;", "Situations=token-dead;\nProtocols=x400;" },
    { "Kind=instruct", "Kind=authorize" },
    { "Kind=instruct\n", "" },
    { "Kind=instruct", "Kind=open-page" },
    { "Title=Do\n", "" },
    { "Title=Do\n", "Title= \n" },
    { "Text=This\n", "" },
    { "Text=This\n", "Text=\n" },
    { "Text=This\n", "Text=This\nText[nl]=\n" },
    { "Text=This", "Text=Enter {account}" },
    { "Text=This", "Text=This\nLink=https://evil.example/" },
    { "Text=This", "Text=This\nLink={password}" },
    { "Text=This", "Text=This\nValues=Password={password};" },
    { "Text=This", "Text=This\nValues={account};" },
    { "Text=This", "Text=This\nValues=={account};" },
    { "Text=This", "Text=This\nValues=Account=me;" },
    { "Text=This", "Text=This\nSound=ding" },
    { "[Step do]", "[Step undo]\nKind=instruct\nTitle=U\nText=U\n[Step do]" },
    { "[Step do]", "[Elsewhere]\n[Step do]" },
    { WHOLE, "" },
    { WHOLE, "[Guide]\nDriver=x\n" },
    { WHOLE, "no key file" },
    { WHOLE, "\xff\xfe" },
  };
  g_autoptr (GBytes) whole = g_bytes_new_static (WHOLE, sizeof WHOLE - 1);
  g_autoptr (GError) none = NULL;
  g_autoptr (MgGuide) good = mg_guide_new_from_bytes (whole, &none);

  g_assert_no_error (none);
  g_assert_nonnull (good);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GString) text = g_string_new (WHOLE);
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GError) error = NULL;

      g_test_message ("row %" G_GSIZE_FORMAT, i);
      g_assert_cmpuint (g_string_replace (text, rows[i].find, rows[i].replace, 1), ==, 1);
      bytes = g_bytes_new (text->str, text->len);
      g_assert_null (mg_guide_new_from_bytes (bytes, &error));
      g_assert_error (error, MG_ERROR, MG_ERROR_INVALID_INPUT);
    }
}

/* Check that a guide longer than anybody would write is not read. */
static void
test_guide_too_long (void)
{
  g_autoptr (GString) text = g_string_new (WHOLE);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  while (text->len <= 256 * 1024)
    g_string_append (text, "# and so on\n");
  bytes = g_bytes_new (text->str, text->len);
  g_assert_null (mg_guide_new_from_bytes (bytes, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_INVALID_INPUT);
}

static MgDriverInfo *
get_info (const char *id)
{
  for (gsize i = 0; i < mg_driver_table_length; i++)
    {
      g_autoptr (MgDriverInfo) info = mg_driver_info_new_from_bytes (mg_driver_table[i].get_info (),
                                                                     NULL);

      if (g_str_equal (mg_driver_info_get_id (info), id))
        return g_steal_pointer (&info);
    }

  g_assert_not_reached ();
}

static MgPlan *
plan (const char    *driver,
      MgSlotReading *slot,
      MgTokenState   state)
{
  g_autoptr (MgContext) context = mg_context_new ();
  g_autoptr (MgProviderRegistry) providers = mg_provider_registry_new (context);
  g_autoptr (MgDriverInfo) info = get_info (driver);
  g_autoptr (MgDiagnosis) diagnosis = NULL;
  static const char *const rules[] = { "Disk failure", "Login", NULL };
  const MgFindings findings = {
    .slot = slot,
    .status = { .state = state, .before = state },
    .driver = info,
    .kind = mg_driver_info_get_kind (info),
    .providers = providers,
    .admin_url = "https://nas.example/",
    .rules = rules,
  };

  diagnosis = mg_diagnosis_new (&findings);

  return mg_planner_create (diagnosis, &findings, "device");
}

static MgSlotReading *
create_slot (const char *service,
             const char *host)
{
  MgSlotReading *slot = mg_slot_reading_new ("mail", "Mail");

  slot->service = g_strdup (service);
  slot->can_reauthorize = !g_str_equal (service, "custom");
  slot->provider = slot->can_reauthorize ? g_strdup (service) : NULL;
  slot->account = g_strdup ("nas@example.org");
  slot->settings->host = g_strdup (host);
  slot->settings->port = 587;
  slot->settings->security = MG_MAIL_SECURITY_STARTTLS;
  slot->settings->authentication = slot->can_reauthorize ? MG_MAIL_AUTHENTICATION_OAUTH2
                                                         : MG_MAIL_AUTHENTICATION_PASSWORD;

  return slot;
}

static MgStep *
find_step (MgPlan     *self,
           const char *title)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self)); i++)
    {
      g_autoptr (MgStep) step = g_list_model_get_item (G_LIST_MODEL (self), i);

      /* The plan keeps the reference. */
      if (g_str_equal (mg_step_get_title (step), title))
        return step;
    }

  g_assert_not_reached ();
}

/* Check that links and values are filled in, that all editions' menus are told, and
 * that a plan says the same after an interruption. */
static void
test_guide_filled_in (void)
{
  g_autoptr (MgSlotReading) slot = create_slot ("custom", "smtp.gmail.com");
  g_autoptr (MgPlan) made = plan ("qnap", slot, MG_TOKEN_STATE_INVALID);
  g_autofree char *text = mg_plan_to_text (made);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgPlan) read = mg_plan_from_text (text, "device", "mail", &error);
  MgPlan *const plans[] = { made, read };

  g_assert_no_error (error);
  g_assert_true (mg_plan_is_guided (made));
  g_assert_false (mg_plan_is_automatic (made));
  g_assert_cmpint (mg_plan_get_situation (made), ==, MG_SITUATION_CUSTOM_AT_PROVIDER);
  g_assert_cmpstr (mg_plan_get_provider (made), ==, "gmail");

  for (gsize i = 0; i < G_N_ELEMENTS (plans); i++)
    {
      MgStep *sign_in = find_step (plans[i], "Sign in to the NAS as an administrator");
      MgStep *gone = find_step (plans[i], "Delete the account with the warning mark");
      MgStep *rules = find_step (plans[i], "Open the notification rules");

      g_assert_cmpint (mg_step_get_kind (sign_in), ==, MG_STEP_OPEN_PAGE);
      g_assert_cmpstr (mg_step_get_link (sign_in), ==, "https://nas.example/");
      g_assert_cmpuint (mg_step_get_n_values (gone), ==, 4);
      g_assert_cmpstr (mg_step_get_value_label (gone, 1), ==, "Server");
      g_assert_cmpstr (mg_step_get_value (gone, 0), ==, "nas@example.org");
      g_assert_cmpstr (mg_step_get_value (gone, 1), ==, "smtp.gmail.com");
      g_assert_cmpstr (mg_step_get_value (gone, 2), ==, "587");
      g_assert_cmpstr (mg_step_get_value (gone, 3), ==, "STARTTLS");
      g_assert_cmpstr (mg_step_get_value (rules, 0), ==, "Disk failure, Login");
      g_assert_nonnull (strstr (mg_step_get_text (rules), "System Notification Rules"));
      g_assert_nonnull (strstr (mg_step_get_text (rules), "Regels voor systeemmeldingen"));
    }
}

/* Check that whatever a guided slot shows has a plan that ends with a look, or
 * needs none. */
static void
test_guide_every_state (void)
{
  static const char *const makes[] = { "qnap", "sharp", "canon", "epson", "konica-minolta",
                                       "synology", "generic" };
  static const char *const services[] = { "gmail", "outlook", "yahoo", "custom" };
  static const char *const hosts[] = { "smtp.gmail.com", "smtp.mail.yahoo.com", "mail.example",
                                       NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (makes) * G_N_ELEMENTS (services) * G_N_ELEMENTS (hosts); i++)
    for (int state = MG_TOKEN_STATE_NOT_OBTAINED; state <= MG_TOKEN_STATE_INVALID; state++)
      {
        const char *make = makes[i % G_N_ELEMENTS (makes)];
        const char *service = services[i / G_N_ELEMENTS (makes) % G_N_ELEMENTS (services)];
        const char *host = hosts[i / G_N_ELEMENTS (makes) / G_N_ELEMENTS (services)];
        g_autoptr (MgSlotReading) slot = create_slot (service, host);
        g_autoptr (MgPlan) made = plan (make, slot, (MgTokenState) state);
        g_autoptr (MgStep) last = NULL;

        g_test_message ("%s, %s at %s: %d", make, service, host, state);
        if (state == MG_TOKEN_STATE_OBTAINED)
          {
            g_assert_null (made);
            continue;
          }

        g_assert_true (mg_plan_is_guided (made));
        last = g_list_model_get_item (G_LIST_MODEL (made),
                                      g_list_model_get_n_items (G_LIST_MODEL (made)) - 1);
        g_assert_cmpint (mg_step_get_kind (last), ==, MG_STEP_CHECK);
      }
}

/* Check that what nobody has looked at yet is looked at first. */
static void
test_guide_not_checked (void)
{
  g_autoptr (MgSlotReading) slot = create_slot ("gmail", "smtp.gmail.com");
  g_autoptr (MgPlan) made = NULL;

  slot->event = MG_TOKEN_EVENT_READ_HIDDEN;
  made = plan ("qnap", slot, MG_TOKEN_STATE_UNKNOWN);
  g_assert_cmpint (mg_plan_get_situation (made), ==, MG_SITUATION_NOT_CHECKED);
  find_step (made, "Look for a warning mark at the account");
}

int
main (int   argc,
      char *argv[])
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/repair/guide/pages", test_guide_pages);
  g_test_add_func ("/repair/guide/all", test_guide_all);
  g_test_add_func ("/repair/guide/refused", test_guide_refused);
  g_test_add_func ("/repair/guide/too-long", test_guide_too_long);
  g_test_add_func ("/repair/guide/filled-in", test_guide_filled_in);
  g_test_add_func ("/repair/guide/every-state", test_guide_every_state);
  g_test_add_func ("/repair/guide/not-checked", test_guide_not_checked);

  return g_test_run ();
}
