/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-loopback-page"

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-error.h"

#include "mg-loopback-page.h"

/* Nothing from elsewhere is loaded, nobody frames the page, and the address it
 * was opened by stays out of caches and referrers (RFC 9700 §4.2). */
#define SECURITY_HEADERS \
  "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; " \
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n" \
  "Cache-Control: no-store\r\n" \
  "Referrer-Policy: no-referrer\r\n" \
  "X-Content-Type-Options: nosniff\r\n" \
  "X-Frame-Options: DENY\r\n" \
  "Connection: close\r\n"

#define STYLE \
  "body{font:1.1em sans-serif;max-width:32em;margin:20vh auto;padding:0 1em;" \
  "color:#222;background:#fafafa}" \
  "@media(prefers-color-scheme:dark){body{color:#eee;background:#222}}"

static const struct
{
  const char *title;
  const char *text;
} pages[] = {
  [MG_LOOPBACK_PAGE_NOTHING] = {
    N_("Nothing here"),
    N_("This address is only for the answer to a sign-in.") },
  [MG_LOOPBACK_PAGE_NOT_WAITING] = {
    N_("No sign-in is waiting"),
    N_("Nothing was changed. Start again in Mailgrant if you still want to authorize.") },
  [MG_LOOPBACK_PAGE_DONE] = {
    N_("The account is authorized"),
    N_("You can close this page and return to Mailgrant.") },
  [MG_LOOPBACK_PAGE_DECLINED] = {
    N_("The permission was declined"),
    N_("Nothing was changed. You can close this page and return to Mailgrant.") },
  [MG_LOOPBACK_PAGE_FAILED] = {
    N_("The account could not be authorized"),
    N_("Mailgrant shows the reason. You can close this page.") },
};

static const char *
get_reason (guint status)
{
  switch (status)
    {
    case 200:
      return "OK";
    case 400:
      return "Bad Request";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 414:
      return "URI Too Long";
    case 421:
      return "Misdirected Request";
    case 431:
      return "Request Header Fields Too Large";
    case 503:
      return "Service Unavailable";
    default:
      return "Error";
    }
}

/**
 * mg_loopback_page_for_error:
 * @error: (nullable): how a sign-in ended, %NULL if well
 *
 * Returns: the page that tells it
 */
MgLoopbackPage
mg_loopback_page_for_error (const GError *error)
{
  if (error == NULL)
    return MG_LOOPBACK_PAGE_DONE;
  if (g_error_matches (error, MG_ERROR, MG_ERROR_CONSENT_DECLINED))
    return MG_LOOPBACK_PAGE_DECLINED;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return MG_LOOPBACK_PAGE_NOT_WAITING;

  return MG_LOOPBACK_PAGE_FAILED;
}

/**
 * mg_loopback_page_render:
 * @page: what to say
 * @status: the HTTP status
 *
 * Makes a whole HTTP answer with a page in it. Nothing of a request goes in.
 *
 * Returns: (transfer full): the bytes to send
 */
char *
mg_loopback_page_render (MgLoopbackPage page,
                         guint          status)
{
  g_autofree char *title = NULL;
  g_autofree char *text = NULL;
  g_autofree char *html = NULL;

  g_return_val_if_fail (page < G_N_ELEMENTS (pages), NULL);

  title = g_markup_escape_text (_(pages[page].title), -1);
  text = g_markup_escape_text (_(pages[page].text), -1);
  html = g_strdup_printf ("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\">"
                          "<meta name=\"viewport\" content=\"width=device-width\">"
                          "<title>%s</title><style>" STYLE "</style></head>"
                          "<body><h1>%s</h1><p>%s</p></body></html>\n",
                          title, title, text);

  return g_strdup_printf ("HTTP/1.1 %u %s\r\n" SECURITY_HEADERS
                          "Content-Type: text/html; charset=utf-8\r\n"
                          "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s",
                          status, get_reason (status), strlen (html), html);
}

/**
 * mg_loopback_page_redirect:
 * @path: a path of ours
 *
 * Makes an HTTP answer that sends the browser on, so that the code leaves its
 * address bar and its history.
 *
 * Returns: (transfer full): the bytes to send
 */
char *
mg_loopback_page_redirect (const char *path)
{
  g_return_val_if_fail (path != NULL, NULL);

  return g_strdup_printf ("HTTP/1.1 303 See Other\r\n" SECURITY_HEADERS
                          "Location: %s\r\nContent-Length: 0\r\n\r\n", path);
}

/**
 * mg_loopback_page_refuse:
 * @status: the HTTP status, or 204 for an `OPTIONS` request
 *
 * Makes an HTTP answer without a page, for whoever is no browser that a person
 * looks at. It allows no other origin anything.
 *
 * Returns: (transfer full): the bytes to send
 */
char *
mg_loopback_page_refuse (guint status)
{
  if (status == 204)
    return g_strdup ("HTTP/1.1 204 No Content\r\n" SECURITY_HEADERS "Allow: GET\r\n\r\n");

  return g_strdup_printf ("HTTP/1.1 %u %s\r\n" SECURITY_HEADERS "%sContent-Length: 0\r\n\r\n",
                          status, get_reason (status), status == 405 ? "Allow: GET\r\n" : "");
}
