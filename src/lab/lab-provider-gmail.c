/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-provider"

#include "config.h"

#include "lab-json.h"
#include "lab-provider-private.h"
#include "lab-random.h"
#include "lab-reply.h"

/* Of the Gmail API, the one method by which devices send
 * (developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages/send). */

static void
refuse (SoupServerMessage *message,
        guint              status,
        const char        *name,
        const char        *text)
{
  g_autoptr (JsonObject) answer = json_object_new ();
  JsonObject *error = json_object_new ();

  json_object_set_int_member (error, "code", status);
  json_object_set_string_member (error, "message", text);
  json_object_set_string_member (error, "status", name);
  json_object_set_object_member (answer, "error", error);
  lab_reply_json (message, status, answer);
}

static gboolean
may_send (const char *scope)
{
  static const char * const scopes[] = {
    "https://www.googleapis.com/auth/gmail.send", "https://www.googleapis.com/auth/gmail.compose",
    "https://www.googleapis.com/auth/gmail.modify", "https://mail.google.com/"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (scopes); i++)
    if (lab_scope_has (scope, scopes[i]))
      return TRUE;

  return FALSE;
}

void
_lab_provider_send_message (LabProvider       *self,
                            SoupServerMessage *message)
{
  LabIssued *issued = _lab_provider_find_bearer (self, message);
  g_autofree char *id = lab_random_secret (8);
  g_autoptr (JsonObject) answer = NULL;

  if (issued == NULL)
    {
      refuse (message, SOUP_STATUS_UNAUTHORIZED, "UNAUTHENTICATED",
              "Request had invalid authentication credentials.");
      return;
    }

  if (!may_send (issued->scope))
    {
      refuse (message, SOUP_STATUS_FORBIDDEN, "PERMISSION_DENIED",
              "Request had insufficient authentication scopes.");
      return;
    }

  answer = json_object_new ();
  json_object_set_string_member (answer, "id", id);
  json_object_set_string_member (answer, "threadId", id);
  lab_reply_json (message, SOUP_STATUS_OK, answer);
}
