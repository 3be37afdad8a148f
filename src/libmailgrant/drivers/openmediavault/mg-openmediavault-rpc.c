/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-openmediavault-rpc"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-error.h"
#include "mg-json.h"
#include "mg-openmediavault-rpc.h"
#include "mg-secret-builder.h"

/**
 * mg_openmediavault_rpc_create:
 * @service: the service, as `EmailNotification`
 * @method: the method
 * @params: (nullable): the parameters as a JSON object
 * @session: (nullable): the session's id
 *
 * Returns: (transfer full): the request that calls a method
 */
MgHttpRequest *
mg_openmediavault_rpc_create (const char     *service,
                              const char     *method,
                              const MgSecret *params,
                              MgSecret       *session)
{
  MgHttpRequest *request = mg_http_request_new ("POST", "/rpc.php");
  g_autoptr (MgSecretBuilder) builder = mg_secret_builder_new ();
  g_autoptr (MgSecret) body = NULL;

  mg_secret_builder_append (builder, "{\"service\":");
  mg_secret_builder_append_json (builder, service);
  mg_secret_builder_append (builder, ",\"method\":");
  mg_secret_builder_append_json (builder, method);
  mg_secret_builder_append (builder, ",\"params\":");
  if (params != NULL)
    mg_secret_builder_append_secret (builder, params);
  else
    mg_secret_builder_append (builder, "null");
  mg_secret_builder_append (builder, ",\"options\":null}");
  body = mg_secret_builder_end (builder);

  mg_http_request_set_secret_body (request, "application/json", body);
  if (session != NULL)
    mg_http_request_set_secret_header (request, "X-OPENMEDIAVAULT-SESSIONID", "", session);

  return request;
}

/**
 * mg_openmediavault_rpc_parse:
 * @response: an answer
 * @error: return location for an error
 *
 * Takes the result out of an answer. The box's own text is not taken over: it
 * comes with a trace that may repeat what was sent.
 *
 * Returns: (transfer full): the result, or %NULL with @error set
 */
JsonNode *
mg_openmediavault_rpc_parse (MgHttpResponse  *response,
                             GError         **error)
{
  guint status = mg_http_response_get_status (response);
  g_autoptr (JsonObject) object = mg_http_response_parse_object (response, error);
  JsonNode *result;

  if (object == NULL)
    return NULL;

  result = json_object_get_member (object, "response");
  if (status == SOUP_STATUS_OK && result != NULL && mg_json_get_object (object, "error") == NULL)
    return json_node_ref (result);

  if (status == SOUP_STATUS_UNAUTHORIZED)
    g_set_error_literal (error, MG_ERROR, MG_ERROR_LOGIN_REFUSED,
                         _("The device has ended the login"));
  else if (status == SOUP_STATUS_FORBIDDEN)
    g_set_error_literal (error, MG_ERROR, MG_ERROR_PERMISSION,
                         _("The device does not allow this to the login in use"));
  else if (status >= 500)
    g_set_error_literal (error, MG_ERROR, MG_ERROR_FAILED, _("The device could not do it"));
  else
    g_set_error_literal (error, MG_ERROR, MG_ERROR_PROTOCOL,
                         _("The device did not understand the request"));

  return NULL;
}
