/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-guide"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-error.h"
#include "mg-guide-private.h"

/* What may stand in a guide, and what has to. */

#define SIZE_MAX_BYTES (256 * 1024)
#define CASE_PREFIX "Case "
#define STEP_PREFIX "Step "

static const char *const guide_keys[] = { "Driver", NULL };
static const char *const case_keys[] = { "Situations", "Slots", "Protocols", "Providers", "Models",
                                         "Steps", NULL };
static const char *const step_keys[] = { "Kind", "Title", "Text", "Menu", "Link", "Values", NULL };
static const char *const links[] = { "{admin_url}", "{app_password_page}", NULL };
static const char *const values[] = { "{server}", "{port}", "{security}", "{account}", "{rules}",
                                      "{provider}", NULL };

/* The languages of devices whose menus the guides know, besides English. */
static const struct
{
  const char *locale;
  const char *language;
} editions[] = {
  { "de", N_("German") },
  { "nl", N_("Dutch") },
};

G_GNUC_PRINTF (2, 3) static gboolean
fail (GError     **error,
      const char  *format,
      ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, MG_ERROR, MG_ERROR_INVALID_INPUT, message);

  return FALSE;
}

/* A key as `Title[nl]` is one of `Title`. */
static gboolean
check_keys (GKeyFile           *key_file,
            const char         *group,
            const char *const  *known,
            GError            **error)
{
  g_auto (GStrv) keys = g_key_file_get_keys (key_file, group, NULL, NULL);

  for (gsize i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      g_autofree char *base = g_strndup (keys[i], strcspn (keys[i], "["));

      if (!g_strv_contains (known, base))
        return fail (error, _("A guide has no “%s” in “%s”"), keys[i], group);
    }

  return TRUE;
}

static gboolean
check_nicks (GKeyFile    *key_file,
             const char  *group,
             const char  *key,
             GType        type,
             GError     **error)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (type);
  g_auto (GStrv) nicks = g_key_file_get_string_list (key_file, group, key, NULL, NULL);

  for (gsize i = 0; nicks != NULL && nicks[i] != NULL; i++)
    if (g_enum_get_value_by_nick (klass, nicks[i]) == NULL)
      return fail (error, _("“%s” in “%s” of a guide is not known"), nicks[i], group);

  return TRUE;
}

/* All that a person reads, in each language that the file has. */
static gboolean
check_texts (GKeyFile    *key_file,
             const char  *group,
             GError     **error)
{
  g_auto (GStrv) keys = g_key_file_get_keys (key_file, group, NULL, NULL);
  guint found = 0;

  for (gsize i = 0; keys[i] != NULL; i++)
    {
      g_autofree char *text = NULL;

      if (!g_str_has_prefix (keys[i], "Title") && !g_str_has_prefix (keys[i], "Text"))
        continue;

      text = g_key_file_get_string (key_file, group, keys[i], NULL);
      if (text == NULL || *g_strstrip (text) == '\0')
        return fail (error, _("The “%s” of “%s” in a guide is empty"), keys[i], group);
      if (strpbrk (text, "{}") != NULL)
        return fail (error, _("The “%s” of “%s” in a guide has a placeholder"), keys[i], group);
      if (strchr (keys[i], '[') == NULL)
        found++;
    }

  return found == 2 || fail (error, _("“%s” of a guide lacks a title or a text"), group);
}

static gboolean
check_value_list (GKeyFile    *key_file,
                  const char  *group,
                  const char  *key,
                  GError     **error)
{
  g_auto (GStrv) list = g_key_file_get_string_list (key_file, group, key, NULL, NULL);

  for (gsize i = 0; list != NULL && list[i] != NULL; i++)
    {
      const char *sign = strchr (list[i], '=');

      if (sign == NULL || sign == list[i] || !g_strv_contains (values, sign + 1))
        return fail (error, _("“%s” in “%s” of a guide is no value to copy"), list[i], group);
    }

  return list != NULL || fail (error, _("The “%s” of “%s” in a guide is empty"), key, group);
}

static gboolean
check_step (GKeyFile    *key_file,
            const char  *group,
            GError     **error)
{
  g_autofree char *kind = g_key_file_get_string (key_file, group, "Kind", NULL);
  g_autofree char *link = g_key_file_get_string (key_file, group, "Link", NULL);
  g_auto (GStrv) keys = g_key_file_get_keys (key_file, group, NULL, NULL);

  if (!check_keys (key_file, group, step_keys, error) || !check_texts (key_file, group, error))
    return FALSE;

  if (g_strcmp0 (kind, "open-page") != 0 && g_strcmp0 (kind, "instruct") != 0 &&
      g_strcmp0 (kind, "check") != 0)
    return fail (error, _("“%s” of a guide has an unknown kind of step"), group);

  if (link != NULL && !g_strv_contains (links, link))
    return fail (error, _("“%s” in “%s” of a guide is no link"), link, group);
  if (link == NULL && g_str_equal (kind, "open-page"))
    return fail (error, _("“%s” of a guide opens a page, but names none"), group);

  for (gsize i = 0; keys[i] != NULL; i++)
    if (g_str_has_prefix (keys[i], "Values") && !check_value_list (key_file, group, keys[i], error))
      return FALSE;

  return TRUE;
}

static gboolean
is_check (GKeyFile   *key_file,
          const char *group)
{
  g_autofree char *kind = g_key_file_get_string (key_file, group, "Kind", NULL);

  return g_strcmp0 (kind, "check") == 0;
}

/* A case ends with a look at the device, and has no other. */
static gboolean
check_case (GKeyFile    *key_file,
            const char  *group,
            GHashTable  *used,
            GError     **error)
{
  g_auto (GStrv) steps = g_key_file_get_string_list (key_file, group, "Steps", NULL, NULL);

  if (!check_keys (key_file, group, case_keys, error) ||
      !check_nicks (key_file, group, "Situations", MG_TYPE_SITUATION, error) ||
      !check_nicks (key_file, group, "Protocols", MG_TYPE_MAIL_PROTOCOL, error))
    return FALSE;

  if (steps == NULL || steps[0] == NULL ||
      !g_key_file_has_key (key_file, group, "Situations", NULL))
    return fail (error, _("“%s” of a guide lacks its situations or its steps"), group);

  for (gsize i = 0; steps[i] != NULL; i++)
    {
      g_autofree char *step = g_strconcat (STEP_PREFIX, steps[i], NULL);

      if (!g_key_file_has_group (key_file, step))
        return fail (error, _("“%s” of a guide names “%s”, which is missing"), group, steps[i]);
      if (is_check (key_file, step) != (steps[i + 1] == NULL))
        return fail (error, _("“%s” of a guide does not end with its one look at the device"),
                     group);
      g_hash_table_add (used, g_steal_pointer (&step));
    }

  return TRUE;
}

static gboolean
check_groups (GKeyFile  *key_file,
              GError   **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (key_file, NULL);
  g_autoptr (GHashTable) used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize i = 0; groups[i] != NULL; i++)
    {
      gboolean well;

      if (g_str_equal (groups[i], "Guide"))
        well = check_keys (key_file, groups[i], guide_keys, error);
      else if (g_str_has_prefix (groups[i], CASE_PREFIX))
        well = check_case (key_file, groups[i], used, error);
      else if (g_str_has_prefix (groups[i], STEP_PREFIX))
        well = check_step (key_file, groups[i], error);
      else
        well = fail (error, _("“%s” does not belong in a guide"), groups[i]);

      if (!well)
        return FALSE;
    }

  for (gsize i = 0; groups[i] != NULL; i++)
    if (g_str_has_prefix (groups[i], STEP_PREFIX) && !g_hash_table_contains (used, groups[i]))
      return fail (error, _("No case of the guide uses “%s”"), groups[i]);

  return g_hash_table_size (used) > 0 || fail (error, _("A guide has no case"));
}

/**
 * _mg_guide_check:
 * @key_file: an empty key file, to be filled
 * @bytes: the contents of a `.guide` file
 * @error: return location for an error
 *
 * Returns: %TRUE if it is a whole guide
 */
gboolean
_mg_guide_check (GKeyFile  *key_file,
                 GBytes    *bytes,
                 GError   **error)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *driver = NULL;

  if (g_bytes_get_size (bytes) > SIZE_MAX_BYTES)
    return fail (error, _("A guide is too long"));

  if (!g_key_file_load_from_bytes (key_file, bytes, G_KEY_FILE_KEEP_TRANSLATIONS, &problem))
    return fail (error, _("A guide cannot be read: %s"), problem->message);

  driver = g_key_file_get_string (key_file, "Guide", "Driver", NULL);
  if (driver == NULL || *driver == '\0')
    return fail (error, _("A guide does not say which make it is for"));

  return check_groups (key_file, error);
}

static char *
dup_path (GKeyFile   *key_file,
          const char *group,
          const char *key)
{
  g_auto (GStrv) menu = g_key_file_get_string_list (key_file, group, key, NULL, NULL);

  return menu == NULL ? NULL : g_strjoinv (" → ", menu);
}

/**
 * _mg_guide_dup_menus:
 * @key_file: a guide's key file
 * @group: the group of a step
 *
 * Returns: (transfer full) (nullable): the way through the device's menus, a
 *   line for each language that the device may speak
 */
char *
_mg_guide_dup_menus (GKeyFile   *key_file,
                     const char *group)
{
  g_autofree char *english = dup_path (key_file, group, "Menu");
  GString *lines;

  if (english == NULL)
    return NULL;

  /* Translators: the way through the menus of a device, in the device's own words */
  lines = g_string_new (NULL);
  g_string_printf (lines, _("On the device: %s"), english);
  for (gsize i = 0; i < G_N_ELEMENTS (editions); i++)
    {
      g_autofree char *key = g_strdup_printf ("Menu[%s]", editions[i].locale);
      g_autofree char *path = dup_path (key_file, group, key);

      if (path == NULL)
        continue;

      g_string_append_c (lines, '\n');
      /* Translators: a language, then the way through the menus in that language */
      g_string_append_printf (lines, _("In %s: %s"), _(editions[i].language), path);
    }

  return g_string_free (lines, FALSE);
}

/**
 * _mg_guide_get_security:
 * @security: how a connection is protected
 *
 * Returns: (transfer none): what devices call it
 */
const char *
_mg_guide_get_security (MgMailSecurity security)
{
  switch (security)
    {
    case MG_MAIL_SECURITY_TLS:
      return "SSL/TLS";
    case MG_MAIL_SECURITY_STARTTLS:
      return "STARTTLS";
    case MG_MAIL_SECURITY_NONE:
    default:
      return _("none");
    }
}
