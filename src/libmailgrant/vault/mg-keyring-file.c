/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-keyring-file"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-error.h"
#include "mg-keyring-file-private.h"

/* What libsecret writes in a sandbox: this header, a version, and a GVariant
 * of salt size, salt, rounds, time, use count and items. libsecret 0.20.5
 * aborts the whole program on a truncated file, so it is looked at first. */
#define HEADER "GnomeKeyring\n\r\0\n"
#define HEADER_LENGTH 16
#define VERSION_LENGTH 2
#define CONTENTS_TYPE G_VARIANT_TYPE ("(uayutua(a{say}ay))")

/* libsecret uses 100,000; a file that asks for far more would hold the main
 * loop for minutes. */
#define ROUNDS_MAX 10000000

/**
 * _mg_keyring_file_dup_path:
 *
 * Gets the file that libsecret keeps secrets in when there is no keyring
 * service: inside a sandbox, or when told so by its environment.
 *
 * Returns: (transfer full) (nullable) (type filename): the path, or %NULL if
 *   a keyring service is asked
 */
char *
_mg_keyring_file_dup_path (void)
{
  const char *backend = g_getenv ("SECRET_BACKEND");
  const char *path = g_getenv ("SECRET_FILE_TEST_PATH");

  if (!g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) &&
      g_getenv ("SNAP_NAME") == NULL &&
      g_strcmp0 (backend, "file") != 0)
    return NULL;

  if (path != NULL && *path != '\0')
    return g_strdup (path);

  return g_build_filename (g_get_user_data_dir (), "keyrings", "default.keyring", NULL);
}

/**
 * _mg_keyring_file_is_sound:
 * @contents: the bytes of the file
 *
 * Returns: %TRUE if libsecret can be given the file
 */
gboolean
_mg_keyring_file_is_sound (GBytes *contents)
{
  const gsize prefix = HEADER_LENGTH + VERSION_LENGTH;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (GVariant) salt = NULL;
  guint32 salt_size, rounds;
  const char *bytes;
  gsize length;

  bytes = g_bytes_get_data (contents, &length);
  if (length < prefix || length > MG_KEYRING_FILE_MAX ||
      memcmp (bytes, HEADER, HEADER_LENGTH) != 0 ||
      bytes[HEADER_LENGTH] != 1 || bytes[HEADER_LENGTH + 1] != 0)
    return FALSE;

  body = g_bytes_new_from_bytes (contents, prefix, length - prefix);
  variant = g_variant_ref_sink (g_variant_new_from_bytes (CONTENTS_TYPE, body, FALSE));
  if (!g_variant_is_normal_form (variant))
    return FALSE;

  g_variant_get_child (variant, 0, "u", &salt_size);
  g_variant_get_child (variant, 1, "@ay", &salt);
  g_variant_get_child (variant, 2, "u", &rounds);

  return GUINT32_FROM_LE (salt_size) == g_variant_n_children (salt) &&
         g_variant_n_children (salt) > 0 &&
         GUINT32_FROM_LE (rounds) > 0 && GUINT32_FROM_LE (rounds) <= ROUNDS_MAX;
}

static void
return_unreadable (GTask *task)
{
  g_task_return_new_error (task, MG_ERROR, MG_ERROR_VAULT_UNREADABLE,
                           _("The file that keeps the secrets is damaged"));
}

static void
on_loaded_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GBytes) contents = NULL;
  g_autoptr (GError) error = NULL;
  char *etag = NULL;

  contents = g_file_load_bytes_finish (G_FILE (object), result, &etag, &error);

  if (contents == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (_mg_keyring_file_is_sound (contents))
    g_task_return_pointer (task, g_steal_pointer (&etag), g_free);
  else
    return_unreadable (task);

  g_free (etag);
}

static void
on_queried_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GFileInfo) info = NULL;
  g_autoptr (GError) error = NULL;

  info = g_file_query_info_finish (G_FILE (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    g_task_return_pointer (task, g_strdup (""), g_free);
  else if (info == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR ||
           g_file_info_get_size (info) > MG_KEYRING_FILE_MAX)
    return_unreadable (task);
  else
    g_file_load_bytes_async (G_FILE (object), g_task_get_cancellable (task),
                             on_loaded_cb, g_object_ref (task));
}

/**
 * _mg_keyring_file_check_async:
 * @path: (type filename): the path of the file
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it has been looked at
 * @user_data: data for @callback
 *
 * Looks whether libsecret can be given the file. One that is not there yet is
 * fine.
 */
void
_mg_keyring_file_check_async (const char          *path,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_task_set_source_tag (task, _mg_keyring_file_check_async);

  g_file_query_info_async (file,
                           G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                           G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, cancellable,
                           on_queried_cb, g_steal_pointer (&task));
}

/**
 * _mg_keyring_file_check_finish:
 * @result: the result
 * @error: return location for a #GError
 *
 * Returns: (transfer full): what tells this state of the file from a later
 *   one, or %NULL with @error set
 */
char *
_mg_keyring_file_check_finish (GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, _mg_keyring_file_check_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
