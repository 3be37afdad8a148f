/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-provider"

#include "config.h"

#include "lab-provider-private.h"
#include "lab-reply.h"

/* The pages a person sees. Everything that came with a request is escaped, and
 * nothing is loaded from anywhere. */

void
_lab_provider_reply_page (SoupServerMessage *message,
                          guint              status,
                          const char        *title,
                          const char        *body)
{
  g_autofree char *page = NULL;

  page = g_strdup_printf ("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                          "<meta name=\"viewport\" content=\"width=device-width\">"
                          "<title>%s</title><style>body{font:1em sans-serif;max-width:32em;"
                          "margin:3em auto;padding:0 1em}label{display:block;margin:.7em 0}"
                          "input[type=text]{width:100%%;padding:.5em;box-sizing:border-box}"
                          "button{padding:.6em 1.4em;margin:1em .6em 0 0}</style></head>"
                          "<body><main><h1>%s</h1>%s</main></body></html>\n",
                          title, title, body);
  lab_reply_text (message, status, "text/html; charset=utf-8", page);
  lab_reply_header (message, "Cache-Control", "no-store");
  lab_reply_header (message, "Referrer-Policy", "no-referrer");
  lab_reply_header (message, "X-Frame-Options", "DENY");
  lab_reply_header (message, "Content-Security-Policy",
                    "default-src 'none'; style-src 'unsafe-inline'");
}

static void
append_scopes (GString    *body,
               const char *scope)
{
  g_auto (GStrv) scopes = g_strsplit (scope, " ", -1);

  g_string_append (body, "<fieldset><legend>It wants to</legend>");
  for (guint i = 0; scopes[i] != NULL; i++)
    {
      g_autofree char *name = g_markup_escape_text (scopes[i], -1);

      if (*name != '\0')
        g_string_append_printf (body, "<label><input type=\"checkbox\" name=\"scope\" "
                                "value=\"%s\" checked> %s</label>", name, name);
    }
  g_string_append (body, "</fieldset>");
}

char *
_lab_provider_consent_page (const char *id,
                            LabAsk     *ask)
{
  g_autofree char *client = g_markup_escape_text (ask->client_id, -1);
  g_autofree char *hint = g_markup_escape_text (ask->login_hint != NULL ? ask->login_hint : "", -1);
  g_autoptr (GString) body = g_string_new (NULL);

  g_string_append_printf (body, "<p><strong>%s</strong> asks for access to your mail.</p>"
                          "<form method=\"post\" action=\"/consent\">"
                          "<input type=\"hidden\" name=\"id\" value=\"%s\">"
                          "<label>Account <input type=\"text\" name=\"account\" value=\"%s\" "
                          "autocomplete=\"username\" required></label>", client, id, hint);
  append_scopes (body, ask->scope);
  g_string_append (body, "<button name=\"decision\" value=\"allow\">Allow</button>"
                   "<button name=\"decision\" value=\"deny\" formnovalidate>Deny</button></form>");
  return g_string_free (g_steal_pointer (&body), FALSE);
}

char *
_lab_provider_device_page (const char *user_code)
{
  g_autofree char *code = g_markup_escape_text (user_code != NULL ? user_code : "", -1);

  return g_strdup_printf ("<form method=\"post\" action=\"/device\">"
                          "<label>Code shown on the device <input type=\"text\" name=\"user_code\" "
                          "value=\"%s\" autocomplete=\"off\" required></label>"
                          "<button>Next</button></form>", code);
}
