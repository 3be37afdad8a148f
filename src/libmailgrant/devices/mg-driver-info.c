/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-driver-info"

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-driver-info.h"
#include "mg-error.h"
#include "mg-slot-reading.h"

/**
 * MgDriverInfo:
 *
 * What is known of a make without asking a device: its name, what its driver
 * can do, by which announcements its devices are recognized, and which
 * providers it takes grants of, with the scopes and the kind of OAuth client
 * it needs. Read from the `.driver` file in the driver's folder. Immutable.
 *
 * |[
 * [Driver]
 * Id=truenas
 * Name=TrueNAS
 * Kind=nas
 * Port=443;8443;
 * Capabilities=read;push-oauth;test-unsaved;
 *
 * [Match _http._tcp]
 * Txt=vendor=synology*;
 *
 * [Match vendor]
 * Vendor=Synology*;
 *
 * [Provider gmail]
 * Scopes=https://mail.google.com/;
 * Client=confidential
 * FuseDays=90
 *
 * [Slot services]
 * Title=Services (SMTP)
 * Protocol=smtp
 * LinkGroup=smtp
 *
 * [Model BP-70*]
 * LinkGroup=smtp
 * Linked=services;alert;
 *
 * [Words]
 * Dead=Token update failed*;
 * ]|
 *
 * The `[Slot …]` groups are the places that each device of the make has, or
 * those of some `Models`, where no device tells them itself; a `[Model …]` group
 * says which of them change together on models that its pattern matches.
 * `[Words]` are the sentences by which devices say that a token is dead.
 */
struct _MgDriverInfo
{
  gatomicrefcount      ref_count;
  char                *id;            /* (owned) */
  char                *name;          /* (owned) */
  MgDeviceKind         kind;
  MgDriverCapability   capabilities;
  GStrv                providers;     /* (owned) */
  GKeyFile            *key_file;      /* (owned) */
};

#define SLOT_PREFIX "Slot "
#define MODEL_PREFIX "Model "

G_DEFINE_FLAGS_TYPE (MgDriverCapability, mg_driver_capability,
  G_DEFINE_ENUM_VALUE (MG_DRIVER_READ, "read"),
  G_DEFINE_ENUM_VALUE (MG_DRIVER_PUSH_OAUTH, "push-oauth"),
  G_DEFINE_ENUM_VALUE (MG_DRIVER_PUSH_PASSWORD, "push-password"),
  G_DEFINE_ENUM_VALUE (MG_DRIVER_WRITE_SETTINGS, "write-settings"),
  G_DEFINE_ENUM_VALUE (MG_DRIVER_TEST_UNSAVED, "test-unsaved"),
  G_DEFINE_ENUM_VALUE (MG_DRIVER_TEST_SAVED, "test-saved"),
  G_DEFINE_ENUM_VALUE (MG_DRIVER_DELETE_TOKEN, "delete-token"),
  G_DEFINE_ENUM_VALUE (MG_DRIVER_CREATE_SLOT, "create-slot"),
  G_DEFINE_ENUM_VALUE (MG_DRIVER_DELETE_SLOT, "delete-slot"),
  G_DEFINE_ENUM_VALUE (MG_DRIVER_RULES, "rules"),
  G_DEFINE_ENUM_VALUE (MG_DRIVER_DETECT_EXPIRY, "detect-expiry"),
  G_DEFINE_ENUM_VALUE (MG_DRIVER_SECRET_READBACK, "secret-readback"),
  G_DEFINE_ENUM_VALUE (MG_DRIVER_GUIDED, "guided"),
  G_DEFINE_ENUM_VALUE (MG_DRIVER_PUSH_SETTINGS, "push-settings"))

G_DEFINE_BOXED_TYPE (MgDriverInfo, mg_driver_info, mg_driver_info_ref, mg_driver_info_unref)

static gboolean
read_capabilities (MgDriverInfo  *self,
                   GError       **error)
{
  g_autoptr (GFlagsClass) klass = g_type_class_ref (MG_TYPE_DRIVER_CAPABILITY);
  g_auto (GStrv) nicks = g_key_file_get_string_list (self->key_file, "Driver", "Capabilities",
                                                     NULL, error);

  if (nicks == NULL)
    return FALSE;

  for (gsize i = 0; nicks[i] != NULL; i++)
    {
      GFlagsValue *value = g_flags_get_value_by_nick (klass, nicks[i]);

      if (value == NULL)
        {
          g_set_error (error, MG_ERROR, MG_ERROR_INVALID_INPUT,
                       _("“%s” is no capability of a driver"), nicks[i]);
          return FALSE;
        }
      self->capabilities |= (MgDriverCapability) value->value;
    }

  return TRUE;
}

static GStrv
list_providers (GKeyFile *key_file)
{
  static const char prefix[] = "Provider ";
  g_auto (GStrv) groups = g_key_file_get_groups (key_file, NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (gsize i = 0; groups[i] != NULL; i++)
    if (g_str_has_prefix (groups[i], prefix))
      g_strv_builder_add (builder, groups[i] + sizeof prefix - 1);

  return g_strv_builder_end (builder);
}

static gboolean
check_slots (MgDriverInfo  *self,
             GError       **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (self->key_file, NULL);

  for (gsize i = 0; groups[i] != NULL; i++)
    {
      g_autofree char *protocol = NULL;
      g_autofree char *title = NULL;
      MgMailProtocol known;

      if (!g_str_has_prefix (groups[i], SLOT_PREFIX))
        continue;

      protocol = g_key_file_get_string (self->key_file, groups[i], "Protocol", error);
      if (protocol == NULL)
        return FALSE;

      title = g_key_file_get_string (self->key_file, groups[i], "Title", error);
      if (title == NULL)
        return FALSE;

      if (!mg_mail_protocol_from_nick (protocol, &known))
        {
          g_set_error (error, MG_ERROR, MG_ERROR_INVALID_INPUT,
                       _("“%s” is no protocol of a mail server"), protocol);
          return FALSE;
        }
    }

  return TRUE;
}

/**
 * mg_driver_info_new_from_bytes:
 * @bytes: the contents of a `.driver` file
 * @error: return location for an error
 *
 * Returns: (transfer full): what the file says, or %NULL with @error set
 */
MgDriverInfo *
mg_driver_info_new_from_bytes (GBytes  *bytes,
                               GError **error)
{
  g_autoptr (MgDriverInfo) self = NULL;
  g_autofree char *kind = NULL;

  g_return_val_if_fail (bytes != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  self = g_new0 (MgDriverInfo, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->key_file = g_key_file_new ();
  if (!g_key_file_load_from_bytes (self->key_file, bytes, G_KEY_FILE_NONE, error))
    return NULL;

  self->id = g_key_file_get_string (self->key_file, "Driver", "Id", error);
  if (self->id == NULL)
    return NULL;

  self->name = g_key_file_get_string (self->key_file, "Driver", "Name", error);
  if (self->name == NULL || !read_capabilities (self, error))
    return NULL;

  kind = g_key_file_get_string (self->key_file, "Driver", "Kind", NULL);
  if (!mg_device_kind_from_nick (kind, &self->kind))
    self->kind = MG_DEVICE_KIND_OTHER;

  self->providers = list_providers (self->key_file);
  if (!check_slots (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * mg_driver_info_ref:
 * @self: a driver's information
 *
 * Returns: (transfer full): @self with one more reference
 */
MgDriverInfo *
mg_driver_info_ref (MgDriverInfo *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * mg_driver_info_unref:
 * @self: (transfer full): a driver's information
 *
 * Gives up a reference.
 */
void
mg_driver_info_unref (MgDriverInfo *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->id);
  g_free (self->name);
  g_strfreev (self->providers);
  g_key_file_unref (self->key_file);
  g_free (self);
}

/**
 * mg_driver_info_get_id:
 * @self: a driver's information
 *
 * Returns: (transfer none): the driver's id, as `truenas`
 */
const char *
mg_driver_info_get_id (const MgDriverInfo *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->id;
}

/**
 * mg_driver_info_get_name:
 * @self: a driver's information
 *
 * Returns: (transfer none): the make's name for people
 */
const char *
mg_driver_info_get_name (const MgDriverInfo *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->name;
}

/**
 * mg_driver_info_get_kind:
 * @self: a driver's information
 *
 * Returns: what the make's devices are
 */
MgDeviceKind
mg_driver_info_get_kind (const MgDriverInfo *self)
{
  g_return_val_if_fail (self != NULL, MG_DEVICE_KIND_OTHER);

  return self->kind;
}

/**
 * mg_driver_info_get_capabilities:
 * @self: a driver's information
 *
 * Returns: all that the driver can do
 */
MgDriverCapability
mg_driver_info_get_capabilities (const MgDriverInfo *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->capabilities;
}

/**
 * mg_driver_info_can:
 * @self: a driver's information
 * @capability: one or more capabilities
 *
 * Returns: %TRUE if the driver has all of @capability
 */
gboolean
mg_driver_info_can (const MgDriverInfo *self,
                    MgDriverCapability  capability)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return (self->capabilities & capability) == capability;
}

/**
 * mg_driver_info_get_port:
 * @self: a driver's information
 * @index: which of the ports, from 0
 *
 * Returns: a usual port of the make's admin API; 0 after the last
 */
guint16
mg_driver_info_get_port (const MgDriverInfo *self,
                         gsize               index)
{
  gsize n_ports = 0;
  g_autofree int *ports = NULL;

  g_return_val_if_fail (self != NULL, 0);

  ports = g_key_file_get_integer_list (self->key_file, "Driver", "Port", &n_ports, NULL);

  return index < n_ports ? (guint16) CLAMP (ports[index], 0, G_MAXUINT16) : index == 0 ? 443 : 0;
}

/**
 * mg_driver_info_get_providers:
 * @self: a driver's information
 *
 * Returns: (transfer none): the ids of the providers whose grants the make
 *   takes; empty where the device says so itself, or takes any
 */
const char *const *
mg_driver_info_get_providers (const MgDriverInfo *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return (const char *const *) self->providers;
}

/**
 * mg_driver_info_dup_scopes:
 * @self: a driver's information
 * @provider: a provider's id
 *
 * Returns: (transfer full) (nullable): the scopes that the make needs of
 *   @provider, or %NULL for those the provider asks for mail in general
 */
GStrv
mg_driver_info_dup_scopes (const MgDriverInfo *self,
                           const char         *provider)
{
  g_autofree char *group = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (provider != NULL, NULL);

  group = g_strconcat ("Provider ", provider, NULL);

  return g_key_file_get_string_list (self->key_file, group, "Scopes", NULL, NULL);
}

/**
 * mg_driver_info_dup_client_kind:
 * @self: a driver's information
 * @provider: a provider's id
 *
 * Returns: (transfer full) (nullable): `public` or `confidential`, or %NULL
 *   where the make takes either
 */
char *
mg_driver_info_dup_client_kind (const MgDriverInfo *self,
                                const char         *provider)
{
  g_autofree char *group = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (provider != NULL, NULL);

  group = g_strconcat ("Provider ", provider, NULL);

  return g_key_file_get_string (self->key_file, group, "Client", NULL);
}

/**
 * mg_driver_info_get_fuse_days:
 * @self: a driver's information
 * @provider: a provider's id
 *
 * Gets how long a token lasts on the make because it does not store the new
 * one that the provider hands out on each use.
 *
 * Returns: the number of days, or 0 where there is no such end
 */
int
mg_driver_info_get_fuse_days (const MgDriverInfo *self,
                              const char         *provider)
{
  g_autofree char *group = NULL;

  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (provider != NULL, 0);

  group = g_strconcat ("Provider ", provider, NULL);

  return g_key_file_get_integer (self->key_file, group, "FuseDays", NULL);
}

static gboolean
matches_any (const char         *pattern,
             const char *const  *values)
{
  g_autofree char *folded = g_utf8_casefold (pattern, -1);

  for (gsize i = 0; values != NULL && values[i] != NULL; i++)
    {
      g_autofree char *valid = g_utf8_make_valid (values[i], -1);
      g_autofree char *value = g_utf8_casefold (valid, -1);

      if (g_pattern_match_simple (folded, value))
        return TRUE;
    }

  return FALSE;
}

/* Whether one of the patterns that @key lists fits. */
static gboolean
matches_list (const MgDriverInfo *self,
              const char         *group,
              const char         *key,
              const char         *value)
{
  const char *const values[] = { value, NULL };
  g_auto (GStrv) patterns = g_key_file_get_string_list (self->key_file, group, key, NULL, NULL);

  for (gsize i = 0; patterns != NULL && patterns[i] != NULL; i++)
    if (matches_any (patterns[i], values))
      return TRUE;

  return FALSE;
}

/**
 * mg_driver_info_matches_service:
 * @self: a driver's information
 * @service_type: a DNS-SD service type, as `_http._tcp`
 * @txt: (nullable): its TXT strings, `key=value` each
 *
 * Tells whether an announcement may come from a device of this make. Only
 * asking the device makes it certain.
 *
 * Returns: %TRUE if every pattern of the service type is met
 */
gboolean
mg_driver_info_matches_service (const MgDriverInfo *self,
                                const char         *service_type,
                                const char *const  *txt)
{
  g_autofree char *group = NULL;
  g_auto (GStrv) patterns = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (service_type != NULL, FALSE);

  group = g_strconcat ("Match ", service_type, NULL);
  if (!g_key_file_has_group (self->key_file, group))
    return FALSE;

  patterns = g_key_file_get_string_list (self->key_file, group, "Txt", NULL, NULL);
  for (gsize i = 0; patterns != NULL && patterns[i] != NULL; i++)
    if (!matches_any (patterns[i], txt))
      return FALSE;

  return TRUE;
}

/**
 * mg_driver_info_matches_vendor:
 * @self: a driver's information
 * @vendor: a maker's name as devices announce it
 *
 * Returns: %TRUE if it is one of the names of this make
 */
gboolean
mg_driver_info_matches_vendor (const MgDriverInfo *self,
                               const char         *vendor)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (vendor != NULL, FALSE);

  return matches_list (self, "Match vendor", "Vendor", vendor);
}

/**
 * mg_driver_info_says_dead:
 * @self: a driver's information
 * @words: a sentence that a device shows
 *
 * Returns: %TRUE if it is one by which devices of this make say that a token is dead
 */
gboolean
mg_driver_info_says_dead (const MgDriverInfo *self,
                          const char         *words)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (words != NULL, FALSE);

  return matches_list (self, "Words", "Dead", words);
}

static MgSlotReading *
create_slot (const MgDriverInfo *self,
             const char         *group)
{
  g_autofree char *title = g_key_file_get_locale_string (self->key_file, group, "Title", NULL,
                                                         NULL);
  g_autofree char *protocol = g_key_file_get_string (self->key_file, group, "Protocol", NULL);
  MgSlotReading *slot = mg_slot_reading_new (group + strlen (SLOT_PREFIX), title);

  mg_mail_protocol_from_nick (protocol, &slot->protocol);
  slot->settings->authentication = MG_MAIL_AUTHENTICATION_OAUTH2;
  slot->link_group = g_key_file_get_string (self->key_file, group, "LinkGroup", NULL);
  slot->event = MG_TOKEN_EVENT_READ_HIDDEN;

  return slot;
}

/* Links slots as the models that @group is about do. */
static void
link_slots (const MgDriverInfo *self,
            const char         *group,
            GPtrArray          *slots)
{
  g_auto (GStrv) linked = g_key_file_get_string_list (self->key_file, group, "Linked", NULL, NULL);
  g_autofree char *name = g_key_file_get_string (self->key_file, group, "LinkGroup", NULL);

  for (guint i = 0; linked != NULL && i < slots->len; i++)
    {
      MgSlotReading *slot = g_ptr_array_index (slots, i);

      if (!g_strv_contains ((const char *const *) linked, slot->id))
        continue;

      g_free (slot->link_group);
      slot->link_group = g_strdup (name);
    }
}

/**
 * mg_driver_info_dup_slots:
 * @self: a driver's information
 * @model: (nullable): a device's model
 *
 * Gets the places that each device of the make has, where no device tells them
 * itself. What is in them is not known.
 *
 * Returns: (transfer full) (element-type MgSlotReading): the slots, none where
 *   the device tells them or a person makes them
 */
GPtrArray *
mg_driver_info_dup_slots (const MgDriverInfo *self,
                          const char         *model)
{
  const char *const models[] = { model, NULL };
  g_auto (GStrv) groups = NULL;
  GPtrArray *slots;

  g_return_val_if_fail (self != NULL, NULL);

  slots = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_slot_reading_free);
  groups = g_key_file_get_groups (self->key_file, NULL);
  for (gsize i = 0; groups[i] != NULL; i++)
    if (g_str_has_prefix (groups[i], SLOT_PREFIX) &&
        (!g_key_file_has_key (self->key_file, groups[i], "Models", NULL) ||
         matches_list (self, groups[i], "Models", model)))
      g_ptr_array_add (slots, create_slot (self, groups[i]));

  for (gsize i = 0; groups[i] != NULL; i++)
    if (g_str_has_prefix (groups[i], MODEL_PREFIX) &&
        matches_any (groups[i] + strlen (MODEL_PREFIX), models))
      link_slots (self, groups[i], slots);

  return slots;
}
