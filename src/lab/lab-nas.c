/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-nas"

#include "config.h"

#include "lab-device-api.h"
#include "lab-personality.h"
#include "lab-seed.h"

/* A NAS that sends notifications: SMTP service accounts, which the user adds
 * and deletes, and rules that name them as senders. A custom account can't be
 * authorized again; it has to be deleted and made anew, and deleting takes it
 * out of the rules. */

#define EXPIRED "Authorization has expired. Reauthorize the account."

static const LabService services[] = {
  { "gmail", "Gmail", LAB_TAKES_OAUTH2, TRUE },
  { "outlook", "Outlook.com", LAB_TAKES_OAUTH2, TRUE },
  { "microsoft365", "Microsoft 365", LAB_TAKES_OAUTH2, TRUE },
  { "yahoo", "Yahoo Mail", LAB_TAKES_PASSWORD, TRUE },
  { "custom", "Custom", LAB_TAKES_NOTHING | LAB_TAKES_PASSWORD | LAB_TAKES_OAUTH2, FALSE },
  { NULL }
};

static const char * const protocols[] = { "smtp", NULL };
static const char * const dns_sd[] = {
  "_mail-authorization._tcp", "_https._tcp", "_smb._tcp", NULL
};

static const char *
get_words (const char *code)
{
  static const struct { const char *code, *words; } table[] = {
    { "token-update-failed", EXPIRED },
    { "provider-refused", "The service provider did not accept this NAS." },
    { "provider-unreachable", "Cannot connect to the service provider." },
    { "server-unreachable", "Cannot connect to the SMTP server." },
    { "certificate-refused", "The certificate of the server is not trusted." },
    { "login-refused", "SMTP authentication failed. Check the account and the password." },
    { "mailbox-refuses", "The SMTP server does not accept messages from this account." },
    { "not-configured", "The SMTP service account is not complete." },
  };

  if (code == NULL)
    return "The test was successful.";

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_str_equal (table[i].code, code))
      return table[i].words;

  return "The test failed.";
}

/* One scenario: what the first account is, and what is wrong with it. */
typedef struct
{
  const char *name;
  const char *title;
  const char *service;
  const char *server;
  const char *account;
  gboolean    password;
  gboolean    broken;
} Scenario;

static const Scenario scenarios[] = {
  { "fresh", "Gmail", "gmail", "smtp.gmail.com", "nas@gmail.example", FALSE, FALSE },
  { "expired-gmail", "Gmail", "gmail", "smtp.gmail.com", "nas@gmail.example", FALSE, TRUE },
  { "expired-outlook", "Outlook.com", "outlook", "smtp-mail.outlook.com",
    "nas@outlook.example", FALSE, TRUE },
  { "custom-gmail", "My Gmail", "custom", "smtp.gmail.com", "nas@gmail.example", TRUE, TRUE },
  { "custom-outlook", "My Outlook", "custom", "smtp.office365.com",
    "nas@outlook.example", TRUE, TRUE },
  { "custom-outlook-com", "My Outlook", "custom", "smtp-mail.outlook.com",
    "nas@outlook.example", TRUE, TRUE },
  { "custom-other", "Provider's mail", "custom", "smtp.provider.example",
    "nas@provider.example", TRUE, TRUE },
  { "yahoo", "Yahoo Mail", "yahoo", "smtp.mail.yahoo.com", "nas@yahoo.example", TRUE, TRUE },
};

static LabLogin *
make_first_login (const Scenario   *scenario,
                  const LabOptions *options,
                  gint64            now)
{
  LabLogin *login;

  if (scenario->password)
    return lab_seed_password_login (scenario->server, 587, LAB_SECURITY_STARTTLS,
                                    scenario->account, scenario->broken ? EXPIRED : NULL);

  login = lab_seed_token_login (scenario->server, 587, LAB_SECURITY_STARTTLS, scenario->account);
  if (scenario->broken)
    lab_seed_dead_token (login, scenario->service, options, EXPIRED, now);

  return login;
}

static void
add_rules (LabModel *model)
{
  static const char * const both[] = { "account-1", "account-2", NULL };
  static const char * const turned[] = { "account-2", "account-1", NULL };
  static const char * const first[] = { "account-1", NULL };

  lab_model_add_rule (model, "rule-storage", "Disks and volumes", "storage", both);
  lab_model_add_rule (model, "rule-backup", "Backup jobs", "backup", turned);
  lab_model_add_rule (model, "rule-security", "Failed logins", "security", first);
}

static gboolean
fill (LabModel         *model,
      const char       *name,
      const LabOptions *options,
      gint64            now)
{
  const Scenario *scenario = NULL;
  g_autoptr (LabLogin) first = NULL;
  g_autoptr (LabLogin) second = NULL;
  LabSlot *slot;

  for (gsize i = 0; i < G_N_ELEMENTS (scenarios); i++)
    if (g_str_equal (scenarios[i].name, name))
      scenario = &scenarios[i];

  if (scenario == NULL)
    return FALSE;

  first = make_first_login (scenario, options, now);
  slot = lab_model_add_slot (model, "account-1", scenario->title, scenario->service,
                             LAB_PROTOCOL_SMTP, first);
  slot->reauthorize = lab_personality_find_service (&lab_nas_personality,
                                                    scenario->service)->reauthorize;
  if (scenario->broken)
    lab_model_raise_alert (model, slot->id, EXPIRED, now);

  second = lab_seed_password_login ("mail.office.example", 465, LAB_SECURITY_TLS,
                                    "office@office.example", NULL);
  slot = lab_model_add_slot (model, "account-2", "Office mail", "custom",
                             LAB_PROTOCOL_SMTP, second);
  slot->reauthorize = FALSE;

  add_rules (model);
  model->counter = 2;
  return TRUE;
}

const LabPersonality lab_nas_personality = {
  .name = "nas",
  .kind = "nas",
  .title = "Lab NAS",
  .model = "LN-4",
  .firmware = "5.2.9",
  .create_slot = TRUE,
  .delete_slot = TRUE,
  .test_unsaved = TRUE,
  .rules = TRUE,
  .alerts = TRUE,
  .protocols = protocols,
  .services = services,
  .dns_sd = dns_sd,
  .handle = lab_device_api_handle,
  .get_words = get_words,
  .fill = fill,
  .scenarios = "fresh, expired-gmail, expired-outlook, custom-gmail, custom-outlook,"
               " custom-outlook-com, custom-other, yahoo",
};
