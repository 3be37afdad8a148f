/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-identity"

#include "config.h"

#include "mg-identity.h"

G_DEFINE_ENUM_TYPE (MgDeviceKind, mg_device_kind,
  G_DEFINE_ENUM_VALUE (MG_DEVICE_KIND_OTHER, "other"),
  G_DEFINE_ENUM_VALUE (MG_DEVICE_KIND_NAS, "nas"),
  G_DEFINE_ENUM_VALUE (MG_DEVICE_KIND_PRINTER, "printer"),
  G_DEFINE_ENUM_VALUE (MG_DEVICE_KIND_SERVER, "server"))

G_DEFINE_BOXED_TYPE (MgIdentity, mg_identity, mg_identity_copy, mg_identity_free)

/**
 * mg_device_kind_get_nick:
 * @kind: a kind of device
 *
 * Returns: (transfer none): its word in documents, never translated
 */
const char *
mg_device_kind_get_nick (MgDeviceKind kind)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (MG_TYPE_DEVICE_KIND);

  return g_enum_get_value (klass, (int) kind)->value_nick;
}

/**
 * mg_device_kind_from_nick:
 * @nick: (nullable): a word from a document
 * @kind: (out): return location for the kind
 *
 * Returns: %TRUE if there is such a kind
 */
gboolean
mg_device_kind_from_nick (const char   *nick,
                          MgDeviceKind *kind)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (MG_TYPE_DEVICE_KIND);
  GEnumValue *value = nick == NULL ? NULL : g_enum_get_value_by_nick (klass, nick);

  if (value != NULL)
    *kind = (MgDeviceKind) value->value;

  return value != NULL;
}

/**
 * mg_identity_new:
 * @kind: what the device is
 *
 * Returns: (transfer full): an identity with nothing else known
 */
MgIdentity *
mg_identity_new (MgDeviceKind kind)
{
  MgIdentity *self = g_new0 (MgIdentity, 1);

  self->kind = kind;

  return self;
}

/**
 * mg_identity_copy:
 * @self: an identity
 *
 * Returns: (transfer full): a copy
 */
MgIdentity *
mg_identity_copy (const MgIdentity *self)
{
  MgIdentity *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = mg_identity_new (self->kind);
  copy->name = g_strdup (self->name);
  copy->vendor = g_strdup (self->vendor);
  copy->model = g_strdup (self->model);
  copy->serial = g_strdup (self->serial);
  copy->firmware = g_strdup (self->firmware);
  copy->uuid = g_strdup (self->uuid);
  copy->admin_path = g_strdup (self->admin_path);

  return copy;
}

static void
update_text (char       **text,
             const char  *news)
{
  if (news == NULL || g_strcmp0 (*text, news) == 0)
    return;

  g_free (*text);
  *text = g_strdup (news);
}

/**
 * mg_identity_update:
 * @self: an identity
 * @news: another of the same device
 *
 * Takes over all that @news knows, and keeps what it does not.
 */
void
mg_identity_update (MgIdentity       *self,
                    const MgIdentity *news)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (news != NULL);

  if (news->kind != MG_DEVICE_KIND_OTHER)
    self->kind = news->kind;
  update_text (&self->name, news->name);
  update_text (&self->vendor, news->vendor);
  update_text (&self->model, news->model);
  update_text (&self->serial, news->serial);
  update_text (&self->firmware, news->firmware);
  update_text (&self->uuid, news->uuid);
  update_text (&self->admin_path, news->admin_path);
}

/**
 * mg_identity_free:
 * @self: (transfer full): an identity
 */
void
mg_identity_free (MgIdentity *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->name);
  g_free (self->vendor);
  g_free (self->model);
  g_free (self->serial);
  g_free (self->firmware);
  g_free (self->uuid);
  g_free (self->admin_path);
  g_free (self);
}
