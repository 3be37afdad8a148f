/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "fuzz.h"
#include "mg-auth-response.h"
#include "mg-loopback-parser.h"

/* What comes in at the loopback address, from a browser or from any other
 * program of this computer; and what is pasted. */
static guint
feed (MgLoopbackParser *parser,
      const uint8_t    *data,
      size_t            size,
      size_t            piece)
{
  guint status = MG_LOOPBACK_INCOMPLETE;

  for (size_t at = 0; at < size && status == MG_LOOPBACK_INCOMPLETE; at += piece)
    status = mg_loopback_parser_feed (parser, (const char *) data + at, MIN (piece, size - at));

  return status;
}

static void
check_query (const char *query)
{
  g_autoptr (MgAuthResponse) response = mg_auth_response_parse (query, NULL);

  if (response == NULL)
    return;

  /* Nothing is both a consent and a refusal, and what is shown can be shown. */
  g_assert ((mg_auth_response_get_code (response) == NULL) !=
            (mg_auth_response_get_error (response) == NULL));
  g_assert (mg_auth_response_get_description (response) == NULL ||
            g_utf8_validate (mg_auth_response_get_description (response), -1, NULL));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (MgLoopbackParser) whole = mg_loopback_parser_new (8400);
  g_autoptr (MgLoopbackParser) pieces = mg_loopback_parser_new (8400);
  g_autofree char *text = g_strndup (size > 0 ? (const char *) data : "", size);
  g_autofree char *pasted = NULL;
  guint status = feed (whole, data, size, MAX (size, 1));

  /* How it is cut on its way makes no difference to what is answered. */
  g_assert ((status == 200) == (feed (pieces, data, size, 7) == 200));
  if (status == 200)
    {
      g_assert (g_strcmp0 (mg_loopback_parser_get_query (whole),
                           mg_loopback_parser_get_query (pieces)) == 0);
      if (mg_loopback_parser_get_query (whole) != NULL)
        check_query (mg_loopback_parser_get_query (whole));
    }

  pasted = mg_auth_response_dup_pasted_query (text, "http://127.0.0.1:8400/callback", NULL);
  if (pasted != NULL)
    check_query (pasted);

  return 0;
}
