/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-mfp"

#include "config.h"

#include "lab-device-api.h"
#include "lab-personality.h"
#include "lab-seed.h"

/* A multifunction printer: its mail settings are where its maker has put them,
 * and can be neither added nor deleted. Three of them are views of one, so
 * that a token obtained in one is there in all; the others are on their own. */

#define LINKED "network-smtp"
#define DEAD "Token update failed. Please delete the token and obtain it again."

static const LabService services[] = {
  { "microsoft365", "Microsoft 365", LAB_TAKES_OAUTH2, TRUE },
  { "gmail", "Gmail", LAB_TAKES_OAUTH2, TRUE },
  { "custom", "Other", LAB_TAKES_NOTHING | LAB_TAKES_PASSWORD | LAB_TAKES_OAUTH2, TRUE },
  { NULL }
};

static const char * const protocols[] = { "smtp", "pop3", NULL };
static const char * const dns_sd[] = {
  "_mail-authorization._tcp", "_ipp._tcp", "_uscan._tcp", NULL
};

static const struct
{
  const char  *id;
  const char  *title;
  const char  *link_group;
  LabProtocol  protocol;
} places[] = {
  { "services-smtp", "Network: Services (SMTP)", LINKED, LAB_PROTOCOL_SMTP },
  { "quick-settings", "Network: Quick Settings", LINKED, LAB_PROTOCOL_SMTP },
  { "initial-installation", "Initial Installation: Network", LINKED, LAB_PROTOCOL_SMTP },
  { "alert-smtp", "E-mail Alert and Status: SMTP", NULL, LAB_PROTOCOL_SMTP },
  { "status-pop3", "E-mail Alert and Status: E-mail Status (POP3)", NULL, LAB_PROTOCOL_POP3 },
};

static const char *
get_words (const char *code)
{
  static const struct { const char *code, *words; } table[] = {
    { "token-update-failed", DEAD },
    { "provider-refused", "The authorization server refused the request." },
    { "provider-unreachable", "The authorization server does not respond." },
    { "server-unreachable", "The mail server does not respond." },
    { "certificate-refused", "The server certificate is not valid." },
    { "login-refused", "Authentication failed." },
    { "mailbox-refuses", "The mail server rejected the transmission." },
    { "not-configured", "The setting is not complete." },
  };

  if (code == NULL)
    return "Connection test completed.";

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_str_equal (table[i].code, code))
      return table[i].words;

  return "Connection test failed.";
}

static LabLogin *
make_login (LabProtocol protocol)
{
  LabLogin *login;

  if (protocol == LAB_PROTOCOL_SMTP)
    return lab_seed_token_login ("smtp.office365.com", 587, LAB_SECURITY_STARTTLS,
                                 "printer@office.example");

  login = lab_seed_token_login ("outlook.office365.com", 995, LAB_SECURITY_TLS,
                                "printer@office.example");
  login->settings.check_interval = 5;
  return login;
}

static gboolean
fill (LabModel         *model,
      const char       *scenario,
      const LabOptions *options,
      gint64            now)
{
  g_autoptr (LabLogin) linked = make_login (LAB_PROTOCOL_SMTP);
  gboolean broken = g_str_equal (scenario, "token-update-failed");

  if (!broken && !g_str_equal (scenario, "fresh"))
    return FALSE;

  if (broken)
    lab_seed_dead_token (linked, "microsoft365", options, DEAD, now);

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr (LabLogin) own = make_login (places[i].protocol);
      LabLogin *login = places[i].link_group != NULL ? linked : own;
      LabSlot *slot;

      if (broken)
        lab_seed_dead_token (own, "microsoft365", options, DEAD, now);

      slot = lab_model_add_slot (model, places[i].id, places[i].title, "microsoft365",
                                 places[i].protocol, login);
      slot->link_group = g_strdup (places[i].link_group);
    }

  return TRUE;
}

const LabPersonality lab_mfp_personality = {
  .name = "mfp",
  .kind = "printer",
  .title = "Lab MFP",
  .model = "LM-60",
  .firmware = "04.10",
  .create_slot = FALSE,
  .delete_slot = FALSE,
  .test_unsaved = FALSE,
  .rules = FALSE,
  .alerts = FALSE,
  .protocols = protocols,
  .services = services,
  .dns_sd = dns_sd,
  .handle = lab_device_api_handle,
  .get_words = get_words,
  .fill = fill,
  .scenarios = "fresh, token-update-failed",
};
