/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-browser"

#include "config.h"

#include <glib/gi18n.h>

#include "mailgrant.h"

#include "mg-browser.h"

static void
return_no_browser (GTask *task)
{
  g_task_return_new_error (task, MG_ERROR, MG_ERROR_NOT_FOUND,
                           _("No web browser could be opened; copy the link instead"));
}

static void
on_shown_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;

  if (gtk_show_uri_full_finish (GTK_WINDOW (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    return_no_browser (task);
}

/* Without a handler GIO goes on to ask the server itself what is behind the
 * address, gvfs does, and an address may be good for a single visit. In a
 * sandbox the portal knows the handlers. */
static gboolean
has_browser (const char *uri)
{
  g_autofree char *scheme = g_uri_parse_scheme (uri);
  g_autoptr (GAppInfo) app = NULL;

  if (g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS))
    return TRUE;

  app = scheme == NULL ? NULL : g_app_info_get_default_for_uri_scheme (scheme);

  return app != NULL;
}

/**
 * mg_browser_open_async:
 * @parent: the window that asks
 * @uri: what to open
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: data for @callback
 *
 * Opens @uri in the person's own web browser.
 */
void
mg_browser_open_async (GtkWindow           *parent,
                       const char          *uri,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (uri != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, mg_browser_open_async);

  if (!has_browser (uri))
    {
      return_no_browser (task);
      return;
    }

  gtk_show_uri_full (parent, uri, GDK_CURRENT_TIME, cancellable,
                     on_shown_cb, g_steal_pointer (&task));
}

/**
 * mg_browser_open_finish:
 * @result: the result
 * @error: return location for an error
 *
 * Finishes mg_browser_open_async().
 *
 * Returns: %TRUE if a browser was asked to open it
 */
gboolean
mg_browser_open_finish (GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_browser_open_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
