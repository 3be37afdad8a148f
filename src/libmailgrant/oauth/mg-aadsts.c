/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-aadsts"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-aadsts.h"

/* How many codes one answer can bring; more is nonsense. */
#define CODES_MAX 8

typedef struct
{
  MgAadstsCause cause;
  const char   *advice;
  guint         codes[18];  /* 0-terminated */
} Group;

/* learn.microsoft.com/entra/identity-platform/reference-error-codes. The page
 * says that codes may change and that a program reacts to the OAuth error; so
 * a code chooses the words, and the error decides. */
static const Group groups[] = {
  { MG_AADSTS_CAUSE_GRANT_ENDED,
    N_("The permission has ended. Authorize the account again."),
    { 50173, 700082, 70008, 50132, 50133, 50089, 70043, 50078, 50085, 50139, 70000 } },
  { MG_AADSTS_CAUSE_INTERACTION,
    N_("Microsoft wants to see the person in the browser. Authorize the account again."),
    { 50076, 50074, 50079, 50072, 700020, 50058, 50158, 50125 } },
  { MG_AADSTS_CAUSE_ACCOUNT,
    N_("The account's password is wrong or expired, or the account is locked. Sign in to it in "
       "the browser first."),
    { 50055, 50144, 50126, 50056, 50053, 50057, 50135, 53011 } },
  { MG_AADSTS_CAUSE_OTHER_ACCOUNT,
    N_("That account does not belong here. Choose another account, or correct the tenant: "
       "personal and work accounts are apart."),
    { 50020, 50034, 51004, 50014, 16000, 16003, 90072, 500208 } },
  { MG_AADSTS_CAUSE_POLICY,
    N_("A rule of the organization forbids it. If you signed in with a code, use the browser; "
       "otherwise ask the administrator."),
    { 50105, 530003, 53000, 53001, 53002, 53003, 53004, 530032, 530034, 530035, 50097, 50129,
      50131, 50155, 500021, 500212, 500213 } },
  { MG_AADSTS_CAUSE_CONSENT_MISSING,
    N_("Nobody has given this client permission yet. Authorize the account in the browser."),
    { 65001, 90008 } },
  { MG_AADSTS_CAUSE_DECLINED,
    N_("The permission was declined on Microsoft's page."),
    { 65004 } },
  { MG_AADSTS_CAUSE_ADMIN_CONSENT,
    N_("An administrator has to approve the client. Send the approval link to them."),
    { 90094, 90095 } },
  { MG_AADSTS_CAUSE_REGISTRATION,
    N_("The app registration lacks the permission. Add SMTP.Send to its API permissions; a "
       "client ID of somebody else's does not work."),
    { 65005, 650052, 650054, 650056, 650057, 65002, 500011, 50001 } },
  { MG_AADSTS_CAUSE_CODE_REUSED,
    N_("The browser sent the answer twice. Authorize the account again."),
    { 54005 } },
  { MG_AADSTS_CAUSE_OUR_FAULT,
    N_("Microsoft did not understand the request. Authorize the account again without using "
       "the browser's Back button."),
    { 50147, 501481, 501491, 900144, 90014, 9002313, 90004, 90100, 900561, 901002 } },
  { MG_AADSTS_CAUSE_REDIRECT,
    N_("Register the redirect address http://localhost under “Mobile and desktop "
       "applications” in the app registration."),
    { 50011, 70004, 900971, 90102 } },
  { MG_AADSTS_CAUSE_CLIENT_UNKNOWN,
    N_("Microsoft does not know this client there, or it is disabled. Check the client ID and "
       "the tenant."),
    { 700016, 700011, 70001, 7000112, 90099 } },
  { MG_AADSTS_CAUSE_TENANT_KIND,
    N_("The client is not registered for this kind of account. Enter the tenant it lives in, or "
       "register it for all tenants."),
    { 50194, 9002332, 90130, 90124, 9001023, 90027 } },
  { MG_AADSTS_CAUSE_TENANT_UNKNOWN,
    N_("There is no such tenant. Check the tenant's domain or ID."),
    { 90002, 50059, 90019, 50128, 50049, 90038 } },
  { MG_AADSTS_CAUSE_SECRET_WRONG,
    N_("The client secret is wrong. Enter the secret's value, not its ID."),
    { 7000215, 70002 } },
  { MG_AADSTS_CAUSE_SECRET_EXPIRED,
    N_("The client secret has expired. Create a new one in the app registration."),
    { 7000222 } },
  { MG_AADSTS_CAUSE_SECRET_MISSING,
    N_("Switch on “Allow public client flows” in the app registration, or enter its secret."),
    { 7000218 } },
  { MG_AADSTS_CAUSE_SECRET_UNWANTED,
    N_("This client has no secret. Remove the client secret."),
    { 700025 } },
  { MG_AADSTS_CAUSE_SPA,
    N_("Register the redirect address under “Mobile and desktop applications”: a permission of "
       "a single-page application ends after a day."),
    { 700084 } },
  { MG_AADSTS_CAUSE_SCOPE,
    N_("Microsoft does not accept the scopes. Check the provider's scopes: one resource only."),
    { 70011, 28002, 28003, 700022, 700023 } },
  { MG_AADSTS_CAUSE_DEVICE_CODE,
    N_("The code was not accepted in time. Ask for a new one."),
    { 70016, 70018, 70019, 90119, 90120, 50134 } },
  { MG_AADSTS_CAUSE_OTHER_TENANT,
    N_("The answer is one for another tenant. Enter the account's own tenant."),
    { 700005 } },
  { MG_AADSTS_CAUSE_LOOP,
    N_("Microsoft saw too many requests of this client. Wait a few minutes."),
    { 50196 } },
  { MG_AADSTS_CAUSE_TRANSIENT,
    N_("Microsoft could not answer just now. Try again in a few minutes."),
    { 50033, 50087, 50088, 90006, 90012, 90024, 90033, 90055, 90090, 70012, 40010 } },
};

/**
 * mg_aadsts_lookup:
 * @code: the number after `AADSTS`
 * @cause: (out) (optional): return location for what it means
 *
 * Returns: %TRUE if the code is known
 */
gboolean
mg_aadsts_lookup (guint          code,
                  MgAadstsCause *cause)
{
  if (code == 0)
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    for (const guint *known = groups[i].codes; *known != 0; known++)
      if (*known == code)
        {
          if (cause != NULL)
            *cause = groups[i].cause;
          return TRUE;
        }

  return FALSE;
}

/**
 * mg_aadsts_get_advice:
 * @cause: what went wrong
 *
 * Returns: (transfer none): a translated sentence that says what to do
 */
const char *
mg_aadsts_get_advice (MgAadstsCause cause)
{
  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    if (groups[i].cause == cause)
      return _(groups[i].advice);

  g_return_val_if_reached (NULL);
}

/**
 * mg_aadsts_get_n_codes:
 *
 * Returns: how many codes are known
 */
guint
mg_aadsts_get_n_codes (void)
{
  guint n_codes = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    for (const guint *known = groups[i].codes; *known != 0; known++)
      n_codes++;

  return n_codes;
}

/**
 * mg_aadsts_parse:
 * @text: an error description
 *
 * Finds the codes that Microsoft writes into its descriptions, such as
 * `AADSTS700082`.
 *
 * Returns: (transfer full) (element-type guint): the codes, perhaps none
 */
GArray *
mg_aadsts_parse (const char *text)
{
  static const char prefix[] = "AADSTS";
  GArray *codes = g_array_new (FALSE, FALSE, sizeof (guint));

  g_return_val_if_fail (text != NULL, codes);

  for (const char *at = strstr (text, prefix);
       at != NULL && codes->len < CODES_MAX;
       at = strstr (at, prefix))
    {
      guint64 number;
      guint code;

      at += strlen (prefix);
      number = g_ascii_isdigit (*at) ? g_ascii_strtoull (at, NULL, 10) : 0;
      code = number <= G_MAXUINT ? (guint) number : 0;
      if (code != 0)
        g_array_append_val (codes, code);
    }

  return codes;
}
