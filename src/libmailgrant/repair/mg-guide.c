/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-guide"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-error.h"
#include "mg-guide-private.h"
#include "mg-guide-resources.h"

#define RESOURCE_PATH "/io/github/mailgrant/Mailgrant/guides/"
#define SUFFIX ".guide"
#define CASE_PREFIX "Case "
#define STEP_PREFIX "Step "

/**
 * MgGuide:
 *
 * How a person mends the mail settings of one make at the device's own page:
 * for each case the steps in order, the last of which is a look at what the
 * device shows then. Read from the make's `.guide` file. Immutable.
 *
 * |[
 * [Guide]
 * Driver=qnap
 *
 * [Case reauthorize]
 * Situations=token-dead;
 * Providers=gmail;
 * Steps=sign-in;reauthorize;check;
 *
 * [Step sign-in]
 * Kind=open-page
 * Title=Sign in to the NAS as an administrator
 * Text=The sign-in page of the NAS opens in the browser.
 * Link={admin_url}
 *
 * [Step reauthorize]
 * Kind=instruct
 * Title=…
 * Text=…
 * Menu=Notification Center;E-mail;
 * Menu[nl]=Meldingencentrum;E-mail;
 * Values=Account={account};
 * ]|
 *
 * A case is taken where all of its conditions hold: `Situations`, and where
 * given `Slots`, `Protocols`, `Providers` and `Models`, a list of patterns; the
 * first such case of the file counts. `Menu` is the way through the device's
 * menus, as the editions of the device in several languages name it: all of
 * them are told, for a device need not speak its owner's language. `Values`
 * are what belongs in the device's fields, by their labels.
 */
struct _MgGuide
{
  gatomicrefcount  ref_count;
  char            *driver;    /* (owned) */
  GStrv            cases;     /* (owned) */
  GKeyFile        *key_file;  /* (owned) */
};

G_DEFINE_BOXED_TYPE (MgGuide, mg_guide, mg_guide_ref, mg_guide_unref)

static char *
create_group (const char *prefix,
              const char *id)
{
  return g_strconcat (prefix, id, NULL);
}

/**
 * mg_guide_new_from_bytes:
 * @bytes: the contents of a `.guide` file
 * @error: return location for an error
 *
 * Reads a guide. Whatever is unknown, missing or not used is an error, for a
 * person who stands at a device should not find it out.
 *
 * Returns: (transfer full): the guide, or %NULL with %MG_ERROR_INVALID_INPUT set
 */
MgGuide *
mg_guide_new_from_bytes (GBytes  *bytes,
                         GError **error)
{
  g_autoptr (MgGuide) self = NULL;
  g_autoptr (GStrvBuilder) cases = g_strv_builder_new ();
  g_auto (GStrv) groups = NULL;

  g_return_val_if_fail (bytes != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  self = g_new0 (MgGuide, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->key_file = g_key_file_new ();
  if (!_mg_guide_check (self->key_file, bytes, error))
    return NULL;

  self->driver = g_key_file_get_string (self->key_file, "Guide", "Driver", NULL);
  groups = g_key_file_get_groups (self->key_file, NULL);
  for (gsize i = 0; groups[i] != NULL; i++)
    if (g_str_has_prefix (groups[i], CASE_PREFIX))
      g_strv_builder_add (cases, groups[i] + strlen (CASE_PREFIX));
  self->cases = g_strv_builder_end (cases);

  return g_steal_pointer (&self);
}

/**
 * mg_guide_load:
 * @driver_id: a driver's id
 * @error: return location for an error
 *
 * Returns: (transfer full): the guide to devices of that driver, or %NULL with
 *   %MG_ERROR_NOT_FOUND set where there is none
 */
MgGuide *
mg_guide_load (const char  *driver_id,
               GError     **error)
{
  g_autofree char *path = NULL;
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (driver_id != NULL, NULL);

  path = g_strconcat (RESOURCE_PATH, driver_id, SUFFIX, NULL);
  bytes = g_resource_lookup_data (_mg_guide_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE,
                                  NULL);
  if (bytes == NULL)
    {
      g_set_error (error, MG_ERROR, MG_ERROR_NOT_FOUND,
                   _("There is no guide to devices of the make “%s”"), driver_id);
      return NULL;
    }

  return mg_guide_new_from_bytes (bytes, error);
}

/**
 * mg_guide_list:
 *
 * Returns: (transfer full): the ids of the drivers that there are guides for
 */
GStrv
mg_guide_list (void)
{
  g_auto (GStrv) names = g_resource_enumerate_children (_mg_guide_get_resource (), RESOURCE_PATH,
                                                        G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (gsize i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autofree char *id = g_strndup (names[i], strlen (names[i]) - strlen (SUFFIX));

      g_strv_builder_add (builder, id);
    }

  return g_strv_builder_end (builder);
}

/**
 * mg_guide_ref:
 * @self: a guide
 *
 * Returns: (transfer full): @self with one more reference
 */
MgGuide *
mg_guide_ref (MgGuide *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * mg_guide_unref:
 * @self: (transfer full): a guide
 *
 * Gives up a reference.
 */
void
mg_guide_unref (MgGuide *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->driver);
  g_strfreev (self->cases);
  g_key_file_unref (self->key_file);
  g_free (self);
}

/**
 * mg_guide_get_driver:
 * @self: a guide
 *
 * Returns: (transfer none): the id of the driver whose devices it is for
 */
const char *
mg_guide_get_driver (const MgGuide *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->driver;
}

/**
 * mg_guide_get_cases:
 * @self: a guide
 *
 * Returns: (transfer none) (array zero-terminated=1): the ids of its cases
 */
const char *const *
mg_guide_get_cases (const MgGuide *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return (const char *const *) self->cases;
}

/* Whether one of the patterns that @key of a case lists fits @value. A case
 * that does not have the key takes all. */
static gboolean
fits (const MgGuide *self,
      const char    *group,
      const char    *key,
      const char    *value)
{
  g_auto (GStrv) patterns = g_key_file_get_string_list (self->key_file, group, key, NULL, NULL);

  if (patterns == NULL)
    return TRUE;

  for (gsize i = 0; value != NULL && patterns[i] != NULL; i++)
    if (g_pattern_match_simple (patterns[i], value))
      return TRUE;

  return FALSE;
}

/**
 * mg_guide_find_case:
 * @self: a guide
 * @context: what is known of a slot
 *
 * Returns: (transfer none) (nullable): the id of the case that it is, or %NULL
 *   if the guide has none for it
 */
const char *
mg_guide_find_case (const MgGuide        *self,
                    const MgGuideContext *context)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (context != NULL, NULL);

  for (gsize i = 0; self->cases[i] != NULL; i++)
    {
      g_autofree char *group = create_group (CASE_PREFIX, self->cases[i]);

      if (fits (self, group, "Situations", mg_situation_get_nick (context->situation)) &&
          fits (self, group, "Slots", context->slot_id) &&
          fits (self, group, "Protocols", mg_mail_protocol_get_nick (context->protocol)) &&
          fits (self, group, "Providers", context->provider) &&
          fits (self, group, "Models", context->model))
        return self->cases[i];
    }

  return NULL;
}

/* What stands for a placeholder, %NULL where it is not known. */
static char *
dup_value (const MgGuideContext *context,
           const char           *placeholder)
{
  const MgMailSettings *settings = context->settings;

  if (g_str_equal (placeholder, "{admin_url}"))
    return g_strdup (context->admin_url);
  if (g_str_equal (placeholder, "{app_password_page}"))
    return g_strdup (context->app_password_page);
  if (g_str_equal (placeholder, "{provider}"))
    return g_strdup (context->provider_name);
  if (g_str_equal (placeholder, "{account}"))
    return g_strdup (context->account);
  if (g_str_equal (placeholder, "{rules}"))
    return context->rules == NULL || context->rules[0] == NULL
           ? NULL : g_strjoinv (", ", (char **) context->rules);
  if (g_str_equal (placeholder, "{server}"))
    return g_strdup (settings->host);
  if (g_str_equal (placeholder, "{port}"))
    return settings->port == 0 ? NULL : g_strdup_printf ("%u", settings->port);
  if (g_str_equal (placeholder, "{security}"))
    return settings->host == NULL ? NULL : g_strdup (_mg_guide_get_security (settings->security));

  g_return_val_if_reached (NULL);
}

static void
add_values (const MgGuide        *self,
            const char           *group,
            const MgGuideContext *context,
            MgStep               *step)
{
  g_auto (GStrv) values = g_key_file_get_locale_string_list (self->key_file, group, "Values", NULL,
                                                             NULL, NULL);

  for (gsize i = 0; values != NULL && values[i] != NULL; i++)
    {
      const char *sign = strchr (values[i], '=');
      g_autofree char *label = g_strndup (values[i], (gsize) (sign - values[i]));
      g_autofree char *value = dup_value (context, sign + 1);

      if (value != NULL)
        mg_step_add_value (step, label, value);
    }
}

static MgStep *
create_step (const MgGuide        *self,
             const char           *id,
             const MgGuideContext *context)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (MG_TYPE_STEP_KIND);
  g_autofree char *group = create_group (STEP_PREFIX, id);
  g_autofree char *kind = g_key_file_get_string (self->key_file, group, "Kind", NULL);
  g_autofree char *title = g_key_file_get_locale_string (self->key_file, group, "Title", NULL,
                                                         NULL);
  g_autofree char *text = g_key_file_get_locale_string (self->key_file, group, "Text", NULL,
                                                        NULL);
  g_autofree char *link = g_key_file_get_string (self->key_file, group, "Link", NULL);
  g_autofree char *address = link == NULL ? NULL : dup_value (context, link);
  g_autofree char *menus = _mg_guide_dup_menus (self->key_file, group);
  g_autofree char *whole = menus == NULL ? g_strdup (text)
                                         : g_strconcat (text, "\n", menus, NULL);
  MgStep *step = mg_step_new ((MgStepKind) g_enum_get_value_by_nick (klass, kind)->value, title,
                              whole);

  mg_step_set_link (step, address);
  add_values (self, group, context, step);

  return step;
}

/**
 * mg_guide_dup_steps:
 * @self: a guide
 * @id: the id of one of its cases
 *
 * Returns: (transfer full) (nullable): the ids of the steps of the case in
 *   order, or %NULL if the guide has no such case
 */
GStrv
mg_guide_dup_steps (const MgGuide *self,
                    const char    *id)
{
  g_autofree char *group = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (id != NULL, NULL);

  group = create_group (CASE_PREFIX, id);

  return g_key_file_get_string_list (self->key_file, group, "Steps", NULL, NULL);
}

/**
 * mg_guide_add_steps:
 * @self: a guide
 * @id: the id of one of its cases
 * @context: what is known of a slot
 * @plan: a plan
 *
 * Adds the steps of a case to a plan, with what is known filled in.
 */
void
mg_guide_add_steps (const MgGuide        *self,
                    const char           *id,
                    const MgGuideContext *context,
                    MgPlan               *plan)
{
  g_auto (GStrv) steps = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (id != NULL);
  g_return_if_fail (context != NULL);
  g_return_if_fail (MG_IS_PLAN (plan));

  steps = mg_guide_dup_steps (self, id);
  g_return_if_fail (steps != NULL);

  for (gsize i = 0; steps[i] != NULL; i++)
    mg_plan_add (plan, create_step (self, steps[i], context));
}
