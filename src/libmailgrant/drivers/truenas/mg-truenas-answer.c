/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-truenas-answer"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-error.h"
#include "mg-json.h"
#include "mg-text.h"
#include "mg-truenas-answer.h"

/* How the middleware says no, as errors that tell what to do. Layouts:
 * truenas/middleware api/base/server/ws_handler/rpc.py and restful.py. */

/**
 * mg_truenas_call_failed_quark:
 *
 * The domain of errors that the middleware raises while it carries a call out,
 * such as a test that did not pass. The message is the middleware's reason.
 *
 * Returns: the domain
 */
G_DEFINE_QUARK (mg-truenas-call-failed-quark, mg_truenas_call_failed)

/**
 * mg_truenas_return_error:
 * @task: a task of a verb that promises no words of the device
 * @error: (transfer full): what a call ended with
 *
 * Ends a task with an error that says what to do.
 */
void
mg_truenas_return_error (GTask  *task,
                         GError *error)
{
  if (error->domain == MG_TRUENAS_CALL_FAILED)
    {
      g_task_return_new_error (task, MG_ERROR, MG_ERROR_FAILED,
                               /* Translators: %s is what the device said, in its own language */
                               _("The device could not do it: %s"), error->message);
      g_error_free (error);
    }
  else
    {
      g_task_return_error (task, error);
    }
}

/* The names of the settings that were refused: the last part of each path. Up
 * to version 26 `oauth` is a union, whose other arm adds noise. */
static char *
dup_refused_settings (JsonArray *extra)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; extra != NULL && i < json_array_get_length (extra); i++)
    {
      JsonNode *entry = json_array_get_element (extra, i);
      JsonArray *triple = JSON_NODE_HOLDS_ARRAY (entry) ? json_node_get_array (entry) : NULL;
      JsonNode *path = triple != NULL && json_array_get_length (triple) > 0
                       ? json_array_get_element (triple, 0) : NULL;
      const char *text = path != NULL && JSON_NODE_HOLDS_VALUE (path) &&
                         json_node_get_value_type (path) == G_TYPE_STRING
                         ? json_node_get_string (path) : NULL;
      const char *last;

      if (text == NULL || strstr (text, ".EmptyDict") != NULL)
        continue;
      last = strrchr (text, '.');
      g_ptr_array_add (names, mg_text_dup_clean (last != NULL ? last + 1 : text, -1, 64));
    }
  g_ptr_array_add (names, NULL);

  return g_strjoinv (", ", (char **) names->pdata);
}

static GError *
new_invalid (const char *settings)
{
  if (*settings == '\0')
    return g_error_new_literal (MG_ERROR, MG_ERROR_INVALID_INPUT,
                                _("The device refused a setting"));

  return g_error_new (MG_ERROR, MG_ERROR_INVALID_INPUT,
                      /* Translators: %s is a list of settings by their technical names */
                      _("The device refused these settings: %s"), settings);
}

static GError *
new_call_failed (const char *reason,
                 gboolean    had_secret)
{
  g_autofree char *clean = NULL;

  if (reason == NULL || had_secret)
    return g_error_new_literal (MG_ERROR, MG_ERROR_FAILED, _("The device could not do it"));

  clean = mg_text_dup_clean (reason, -1, MG_TEXT_SENTENCE_MAX);

  return g_error_new_literal (MG_TRUENAS_CALL_FAILED, 0, clean);
}

/**
 * mg_truenas_map_rpc_error:
 * @error: the `error` member of an answer
 * @had_secret: whether the call carried a secret; then nothing of the device's
 *   text is taken over, as it might repeat it
 *
 * Returns: (transfer full): the error that tells what to do
 */
GError *
mg_truenas_map_rpc_error (JsonObject *error,
                          gboolean    had_secret)
{
  JsonObject *data = mg_json_get_object (error, "data");
  const char *name = mg_json_get_string (data, "errname");
  gint64 code = 0;

  mg_json_get_int (error, "code", &code);
  if (code == MG_TRUENAS_INVALID_PARAMS)
    {
      g_autofree char *settings = dup_refused_settings (mg_json_get_array (data, "extra"));

      return new_invalid (settings);
    }

  if (code == MG_TRUENAS_TOO_MANY_CALLS || g_strcmp0 (name, "EBUSY") == 0)
    return g_error_new_literal (MG_ERROR, MG_ERROR_LOCKED_OUT,
                                _("The device takes no more calls for a minute"));
  if (g_strcmp0 (name, "ENOTAUTHENTICATED") == 0)
    return g_error_new_literal (MG_ERROR, MG_ERROR_LOGIN_REFUSED,
                                _("The device has ended the login"));
  if (g_strcmp0 (name, "EACCES") == 0)
    return g_error_new_literal (MG_ERROR, MG_ERROR_PERMISSION,
                                _("The device does not allow this to the login in use"));
  if (g_strcmp0 (name, "ENOTSUP") == 0)
    return g_error_new_literal (MG_ERROR, MG_ERROR_PERMISSION,
                                _("The device's security level does not allow this kind of login"));
  if (code == MG_TRUENAS_CALL_ERROR)
    return new_call_failed (mg_json_get_string (data, "reason"), had_secret);

  return g_error_new_literal (MG_ERROR, MG_ERROR_PROTOCOL,
                              _("The device did not understand the request"));
}

/**
 * mg_truenas_map_rest_error:
 * @status: the status of an answer of the REST API
 * @body: (nullable): its body
 * @had_secret: whether the call carried a secret
 *
 * Returns: (transfer full): the error that tells what to do
 */
GError *
mg_truenas_map_rest_error (guint       status,
                           JsonObject *body,
                           gboolean    had_secret)
{
  const char *message = mg_json_get_string (body, "message");

  if (status == 401)
    return g_error_new_literal (MG_ERROR, MG_ERROR_LOGIN_REFUSED,
                                _("The device refused the user name, the password or the API key"));
  if (status == 403)
    return g_error_new_literal (MG_ERROR, MG_ERROR_PERMISSION,
                                _("The device does not allow this to the login in use"));
  if (status == 422 && message != NULL)
    return new_call_failed (message, had_secret);
  if (status == 422 && body != NULL)
    {
      g_autoptr (JsonArray) extra = json_array_new ();
      g_autoptr (GList) members = json_object_get_members (body);
      g_autofree char *settings = NULL;

      for (GList *l = members; l != NULL; l = l->next)
        {
          g_autoptr (JsonArray) entry = json_array_new ();

          json_array_add_string_element (entry, l->data);
          json_array_add_array_element (extra, g_steal_pointer (&entry));
        }
      settings = dup_refused_settings (extra);

      return new_invalid (settings);
    }

  return g_error_new (MG_ERROR, status >= 500 ? MG_ERROR_UNREACHABLE : MG_ERROR_PROTOCOL,
                      _("The device answered with the error %u"), status);
}
