/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-proxmox-answer"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-error.h"
#include "mg-json.h"
#include "mg-proxmox-answer.h"
#include "mg-text.h"

/* What the library behind both products says when the digest that a change
 * names is not that of its file (proxmox-notify, src/api/mod.rs). */
#define MODIFIED "detected modified configuration"

/**
 * mg_proxmox_answer_dup_words:
 * @response: a refusal
 *
 * Gets what the server said. Virtual Environment puts it into the answer's
 * JSON; before its HTTP server 5.2 of 2025, into nothing but the reason phrase.
 * Backup Server sends it as plain text.
 *
 * Returns: (transfer full): the words, clean to be shown; may be empty
 */
char *
mg_proxmox_answer_dup_words (MgHttpResponse *response)
{
  g_autoptr (JsonObject) object = mg_http_response_parse_object (response, NULL);
  GBytes *body = mg_http_response_get_body (response);
  const char *words = mg_json_get_string (object, "message");

  if (words == NULL && object == NULL && g_bytes_get_size (body) > 0)
    return mg_text_dup_clean (g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body),
                              MG_TEXT_SENTENCE_MAX);

  if (words == NULL)
    words = mg_http_response_get_reason (response);

  return mg_text_dup_clean (words != NULL ? words : "", -1, MG_TEXT_SENTENCE_MAX);
}

static void
set_refusal (MgHttpResponse  *response,
             GError         **error)
{
  guint status = mg_http_response_get_status (response);
  g_autofree char *words = mg_proxmox_answer_dup_words (response);

  if (status == SOUP_STATUS_UNAUTHORIZED)
    g_set_error_literal (error, MG_ERROR, MG_ERROR_LOGIN_REFUSED,
                         _("The device has ended the login"));
  else if (status == SOUP_STATUS_FORBIDDEN)
    g_set_error_literal (error, MG_ERROR, MG_ERROR_PERMISSION,
                         _("The device does not allow this to the login in use"));
  else if (status == SOUP_STATUS_NOT_FOUND)
    g_set_error_literal (error, MG_ERROR, MG_ERROR_NOT_FOUND,
                         _("The device no longer has this mail setting"));
  else if (status == SOUP_STATUS_NOT_IMPLEMENTED)
    g_set_error_literal (error, MG_ERROR, MG_ERROR_NOT_SUPPORTED,
                         _("The device does not offer this"));
  else if (strstr (words, MODIFIED) != NULL)
    g_set_error_literal (error, MG_ERROR, MG_ERROR_CONFLICT,
                         _("The device's settings were changed meanwhile"));
  else if (status == SOUP_STATUS_BAD_REQUEST)
    g_set_error_literal (error, MG_ERROR, MG_ERROR_INVALID_INPUT,
                         _("The device refused a setting"));
  else if (status == SOUP_STATUS_INTERNAL_SERVER_ERROR)
    g_set_error_literal (error, MG_ERROR, MG_ERROR_FAILED, _("The device could not do it"));
  else
    g_set_error (error, MG_ERROR, status >= 500 ? MG_ERROR_UNREACHABLE : MG_ERROR_PROTOCOL,
                 _("The device answered with the error %u"), status);
}

/**
 * mg_proxmox_answer_parse:
 * @response: an answer of the API
 * @error: return location for an error
 *
 * Every answer is an object with a member `data`, be it null. The server's own
 * words for a refusal are not taken over, as they may repeat what was sent.
 *
 * Returns: (transfer full): the answer, or %NULL with @error set
 */
JsonObject *
mg_proxmox_answer_parse (MgHttpResponse  *response,
                         GError         **error)
{
  g_autoptr (JsonObject) object = NULL;

  if (!mg_http_response_is_success (response))
    {
      set_refusal (response, error);
      return NULL;
    }

  object = mg_http_response_parse_object (response, error);
  if (object != NULL && !json_object_has_member (object, "data"))
    {
      g_set_error_literal (error, MG_ERROR, MG_ERROR_PROTOCOL,
                           _("The device's answer makes no sense"));
      return NULL;
    }

  return g_steal_pointer (&object);
}
