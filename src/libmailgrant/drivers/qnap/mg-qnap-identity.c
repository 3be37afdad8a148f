/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-qnap-identity"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-error.h"
#include "mg-qnap-identity.h"
#include "mg-text.h"

/* The first of two elements that says anything, clean to be shown. */
static char *
dup_clean (const MgQnapAnswer *answer,
           const char         *path,
           const char         *other)
{
  const char *text = mg_qnap_answer_get (answer, path);

  if (text == NULL && other != NULL)
    text = mg_qnap_answer_get (answer, other);

  return text == NULL ? NULL : mg_text_dup_clean (text, -1, MG_TEXT_NAME_MAX);
}

/**
 * mg_qnap_parse_identity:
 * @answer: an answer that tells of the device
 *
 * Returns: (transfer full): what it tells; the serial number it gives only to
 *   who has signed in
 */
MgIdentity *
mg_qnap_parse_identity (const MgQnapAnswer *answer)
{
  MgIdentity *identity = mg_identity_new (MG_DEVICE_KIND_NAS);
  g_autofree char *version = dup_clean (answer, "firmware/version", NULL);
  g_autofree char *build = dup_clean (answer, "firmware/build", NULL);

  identity->vendor = g_strdup ("QNAP");
  identity->name = dup_clean (answer, "hostname", "func/ownContent/root/server_name");
  /* "modelName" is the platform; people know the one that is displayed. */
  identity->model = dup_clean (answer, "model/displayModelName", "model/modelName");
  identity->serial = dup_clean (answer, "func/ownContent/root/serial_number", NULL);
  if (version != NULL)
    identity->firmware = g_strconcat (version, build != NULL ? " build " : NULL, build, NULL);

  return identity;
}

static void
on_answered_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgHttpResponse) response = mg_http_send_finish (MG_HTTP (object), result, &error);
  g_autoptr (MgQnapAnswer) answer = NULL;

  if (response == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  answer = mg_qnap_answer_parse (response, NULL);
  if (answer == NULL)
    g_task_return_new_error (task, MG_ERROR, MG_ERROR_NOT_FOUND, _("The device is no QNAP"));
  else
    g_task_return_pointer (task, mg_qnap_parse_identity (answer),
                           (GDestroyNotify) mg_identity_free);
}

/**
 * mg_qnap_identify:
 * @driver: the driver
 * @http: a probe of the peer
 * @task: (transfer full): answered with an #MgIdentity
 *
 * Asks a peer whether it is a QNAP: the page where one signs in tells name,
 * model and firmware to anybody, as it must before it can be shown.
 */
void
mg_qnap_identify (MgDriver *driver,
                  MgHttp   *http,
                  GTask    *task)
{
  g_autoptr (MgHttpRequest) request = mg_http_request_new ("GET", "/cgi-bin/authLogin.cgi");

  mg_http_send_async (http, request, g_task_get_cancellable (task), on_answered_cb, task);
}
