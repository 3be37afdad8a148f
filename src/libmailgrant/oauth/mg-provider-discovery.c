/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-provider-discovery"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-error.h"

#include "mg-endpoint.h"
#include "mg-provider-discovery.h"
#include "mg-provider-metadata.h"

#define DOCUMENT_MAX (1024 * 1024)
#define DEADLINE_MS (15 * 1000)
#define REDIRECTS_MAX 3

typedef struct
{
  char  *issuer;       /* (owned) */
  char  *uris[2];      /* (owned) (nullable): where a document may be */
  guint  next;
  guint  n_redirects;
} Discovery;

static void
discovery_free (gpointer data)
{
  Discovery *discovery = data;

  g_free (discovery->issuer);
  g_free (discovery->uris[0]);
  g_free (discovery->uris[1]);
  g_free (discovery);
}

static void discovery_step (GTask *task);

/* A redirect may lead to another HTTPS address, never to plain HTTP; there are
 * no credentials that could be sent along. */
static gboolean
follow_redirect (Discovery      *discovery,
                 MgHttpResponse *response)
{
  const char *location = mg_http_response_get_header (response, "Location");
  char **uri = &discovery->uris[discovery->next];
  g_autofree char *target = NULL;
  guint status = mg_http_response_get_status (response);

  if (status < 301 || status > 308 || location == NULL ||
      discovery->n_redirects == REDIRECTS_MAX)
    return FALSE;

  target = g_uri_resolve_relative (*uri, location, G_URI_FLAGS_NONE, NULL);
  if (target == NULL || !mg_endpoint_check (target, NULL) ||
      (g_str_has_prefix (*uri, "https:") && !g_str_has_prefix (target, "https:")))
    return FALSE;

  discovery->n_redirects++;
  g_free (*uri);
  *uri = g_steal_pointer (&target);

  return TRUE;
}

static void
take_document (GTask          *task,
               MgHttpResponse *response)
{
  Discovery *discovery = g_task_get_task_data (task);
  g_autoptr (JsonObject) document = NULL;
  g_autoptr (GKeyFile) file = NULL;
  g_autoptr (GError) error = NULL;

  document = mg_http_response_parse_object (response, &error);
  if (document != NULL)
    file = mg_provider_metadata_to_key_file (document, discovery->issuer, &error);
  if (file == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (mg_provider_metadata_lacks_pkce (document))
    g_info ("%s does not say that it supports PKCE with S256", discovery->issuer);
  g_task_return_pointer (task, g_steal_pointer (&file), (GDestroyNotify) g_key_file_unref);
}

static void
on_answered_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (MgHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;
  Discovery *discovery = g_task_get_task_data (task);

  response = mg_http_send_finish (MG_HTTP (object), result, &error);
  if (response == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (mg_http_response_is_success (response))
    take_document (task, response);
  else if (follow_redirect (discovery, response))
    discovery_step (task);
  else if (++discovery->next < G_N_ELEMENTS (discovery->uris))
    {
      discovery->n_redirects = 0;
      discovery_step (task);
    }
  else
    g_task_return_new_error (task, MG_ERROR, MG_ERROR_NOT_FOUND,
                             _("%s does not describe itself as a provider"), discovery->issuer);
}

static void
discovery_step (GTask *task)
{
  Discovery *discovery = g_task_get_task_data (task);
  g_autoptr (MgHttpRequest) request = NULL;

  request = mg_http_request_new ("GET", discovery->uris[discovery->next]);
  mg_http_request_set_header (request, "Accept", "application/json");
  mg_http_request_set_size_limit (request, DOCUMENT_MAX);
  mg_http_request_set_deadline (request, DEADLINE_MS);
  mg_http_send_async (g_task_get_source_object (task), request, g_task_get_cancellable (task),
                      on_answered_cb, g_object_ref (task));
}

/* OpenID Connect appends to the path, RFC 8414 §3.1 puts it behind the host. */
static void
discovery_set_uris (Discovery *discovery)
{
  g_autofree char *base = g_strdup (discovery->issuer);
  const char *host = strstr (base, "://") + strlen ("://");
  const char *path = strchrnul (host, '/');
  gsize length = strlen (base);

  if (base[length - 1] == '/')
    base[length - 1] = '\0';

  discovery->uris[0] = g_strconcat (base, "/.well-known/openid-configuration", NULL);
  discovery->uris[1] = g_strdup_printf ("%.*s/.well-known/oauth-authorization-server%s",
                                        (int) (path - base), base, path);
}

/**
 * mg_provider_discover_async:
 * @http: the policy for providers
 * @issuer: the provider's issuer, an `https` URL
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when the document has been read
 * @user_data: data for @callback
 *
 * Asks a provider to describe itself, by OpenID Connect Discovery and then by
 * RFC 8414.
 */
void
mg_provider_discover_async (MgHttp              *http,
                            const char          *issuer,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;
  Discovery *discovery;

  g_return_if_fail (MG_IS_HTTP (http));
  g_return_if_fail (issuer != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (http, cancellable, callback, user_data);
  g_task_set_source_tag (task, mg_provider_discover_async);

  if (!mg_endpoint_check (issuer, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (strchr (issuer, '?') != NULL)
    {
      g_task_return_new_error (task, MG_ERROR, MG_ERROR_INVALID_INPUT,
                               _("A provider's address has no query"));
      return;
    }

  discovery = g_new0 (Discovery, 1);
  discovery->issuer = g_strdup (issuer);
  discovery_set_uris (discovery);
  g_task_set_task_data (task, discovery, discovery_free);
  discovery_step (task);
}

/**
 * mg_provider_discover_finish:
 * @http: the policy for providers
 * @result: the result
 * @error: return location for an error
 *
 * Finishes mg_provider_discover_async().
 *
 * Returns: (transfer full): a `.provider` file's content, or %NULL with @error set
 */
GKeyFile *
mg_provider_discover_finish (MgHttp        *http,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (MG_IS_HTTP (http), NULL);
  g_return_val_if_fail (g_task_is_valid (result, http), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_provider_discover_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
