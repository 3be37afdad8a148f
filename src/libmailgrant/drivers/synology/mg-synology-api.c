/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-synology-api"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-error.h"
#include "mg-json.h"
#include "mg-secret-builder.h"
#include "mg-synology-api.h"

/* The calls of a DSM, after the vendor's "DSM Login Web API Guide": which APIs
 * there are is asked first, and every answer has the status 200. */

#define BASE "/webapi/"
#define PATH_MAX_LENGTH 64

/* The common codes of the guide. */
static const struct
{
  gint64      code;
  MgError     error;
  const char *message;
} codes[] = {
  { 102, MG_ERROR_NOT_SUPPORTED, N_("The device does not offer this") },
  { 103, MG_ERROR_NOT_SUPPORTED, N_("The device does not offer this") },
  { 104, MG_ERROR_NOT_SUPPORTED, N_("The device does not offer this") },
  { 105, MG_ERROR_PERMISSION, N_("The device does not allow this to the login in use") },
  { 106, MG_ERROR_LOGIN_REFUSED, N_("The device has ended the login") },
  { 107, MG_ERROR_LOGIN_REFUSED, N_("The device has ended the login") },
  { 119, MG_ERROR_LOGIN_REFUSED, N_("The device has ended the login") },
  { 150, MG_ERROR_LOGIN_REFUSED, N_("The device has ended the login") },
  { 160, MG_ERROR_PERMISSION, N_("The device does not allow this to the login in use") },
};

/**
 * mg_synology_query_apis:
 *
 * Returns: (transfer full): the request that asks which of our APIs a device
 *   has, where and in which versions; it needs no login
 */
MgHttpRequest *
mg_synology_query_apis (void)
{
  return mg_http_request_new ("GET", BASE "query.cgi?api=SYNO.API.Info&version=1&method=query&query="
                                     MG_SYNOLOGY_AUTH "," MG_SYNOLOGY_INFO "," MG_SYNOLOGY_MAIL);
}

/* The path comes from a device that nobody has signed in to yet. */
static gboolean
is_path (const char *path)
{
  return path != NULL && *path != '\0' && strlen (path) <= PATH_MAX_LENGTH &&
         *path != '/' && strstr (path, "..") == NULL &&
         path[strspn (path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                            "0123456789._-/")] == '\0';
}

/**
 * mg_synology_call_new:
 * @apis: the data of the answer to mg_synology_query_apis()
 * @api: an API's name, static
 * @newest: the newest version of it that we speak
 * @method: a method, static
 *
 * Returns: (transfer full) (nullable): the call, in the newest version that both
 *   sides speak, or %NULL if the device does not have it
 */
MgSynologyCall *
mg_synology_call_new (JsonObject *apis,
                      const char *api,
                      guint       newest,
                      const char *method)
{
  JsonObject *entry = mg_json_get_object (apis, api);
  const char *path = mg_json_get_string (entry, "path");
  gint64 first = 0;
  gint64 last = 0;
  MgSynologyCall *self;

  if (!is_path (path) || !mg_json_get_int (entry, "minVersion", &first) ||
      !mg_json_get_int (entry, "maxVersion", &last) || last < 1 || last < first ||
      first > (gint64) newest)
    return NULL;

  self = g_new0 (MgSynologyCall, 1);
  self->api = api;
  self->path = g_strdup (path);
  self->version = (guint) MIN (last, (gint64) newest);
  self->method = method;

  return self;
}

/**
 * mg_synology_call_free:
 * @self: (transfer full): a call
 */
void
mg_synology_call_free (MgSynologyCall *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->path);
  g_free (self);
}

/**
 * mg_synology_call_create:
 * @self: a call
 * @fields: (nullable): more fields, as a form
 *
 * Returns: (transfer full): the request; it goes as a form, so that nothing of
 *   it stands in the device's logs
 */
MgHttpRequest *
mg_synology_call_create (const MgSynologyCall *self,
                         const MgSecret       *fields)
{
  g_autofree char *path = g_strconcat (BASE, self->path, NULL);
  g_autofree char *version = g_strdup_printf ("%u", self->version);
  g_autoptr (MgSecretBuilder) form = mg_secret_builder_new ();
  g_autoptr (MgSecret) body = NULL;
  MgHttpRequest *request = mg_http_request_new ("POST", path);

  mg_secret_builder_append_form (form, "api", self->api);
  mg_secret_builder_append_form (form, "version", version);
  mg_secret_builder_append_form (form, "method", self->method);
  if (fields != NULL)
    {
      mg_secret_builder_append (form, "&");
      mg_secret_builder_append_secret (form, fields);
    }
  body = mg_secret_builder_end (form);
  mg_http_request_set_secret_body (request, "application/x-www-form-urlencoded", body);

  return request;
}

/**
 * mg_synology_parse:
 * @response: an answer
 * @code: (out) (optional): return location for the device's own code, 0 where
 *   it gave none
 * @error: return location for an error
 *
 * Takes the data out of an answer; the common codes are mapped to errors.
 *
 * Returns: (transfer full): the data, empty where there is none, or %NULL with
 *   @error set
 */
JsonObject *
mg_synology_parse (MgHttpResponse  *response,
                   gint64          *code,
                   GError         **error)
{
  guint status = mg_http_response_get_status (response);
  g_autoptr (JsonObject) object = NULL;
  JsonObject *data;
  gint64 number = 0;

  if (code != NULL)
    *code = 0;

  if (status != SOUP_STATUS_OK)
    {
      g_set_error (error, MG_ERROR, status >= 500 ? MG_ERROR_UNREACHABLE : MG_ERROR_PROTOCOL,
                   _("The device answered with the error %u"), status);
      return NULL;
    }

  object = mg_http_response_parse_object (response, error);
  if (object == NULL)
    return NULL;

  if (mg_json_get_boolean (object, "success", FALSE))
    {
      data = mg_json_get_object (object, "data");
      return data != NULL ? json_object_ref (data) : json_object_new ();
    }

  if (!mg_json_get_int (mg_json_get_object (object, "error"), "code", &number))
    {
      g_set_error_literal (error, MG_ERROR, MG_ERROR_PROTOCOL,
                           _("The device's answer makes no sense"));
      return NULL;
    }

  if (code != NULL)
    *code = number;
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (codes[i].code == number)
      {
        g_set_error_literal (error, MG_ERROR, (int) codes[i].error, _(codes[i].message));
        return NULL;
      }

  g_set_error (error, MG_ERROR, MG_ERROR_FAILED,
               _("The device answered with the error %u"), (guint) CLAMP (number, 0, G_MAXUINT));

  return NULL;
}
