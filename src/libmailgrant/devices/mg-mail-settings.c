/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-mail-settings"

#include "config.h"

#include "mg-mail-settings.h"

G_DEFINE_ENUM_TYPE (MgMailAuthentication, mg_mail_authentication,
  G_DEFINE_ENUM_VALUE (MG_MAIL_AUTHENTICATION_NONE, "none"),
  G_DEFINE_ENUM_VALUE (MG_MAIL_AUTHENTICATION_PASSWORD, "password"),
  G_DEFINE_ENUM_VALUE (MG_MAIL_AUTHENTICATION_OAUTH2, "oauth2"))

G_DEFINE_BOXED_TYPE (MgMailSettings, mg_mail_settings,
                     mg_mail_settings_copy, mg_mail_settings_free)

/**
 * mg_mail_authentication_get_nick:
 * @authentication: a way to log in
 *
 * Returns: (transfer none): its word in documents, never translated
 */
const char *
mg_mail_authentication_get_nick (MgMailAuthentication authentication)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (MG_TYPE_MAIL_AUTHENTICATION);

  return g_enum_get_value (klass, (int) authentication)->value_nick;
}

/**
 * mg_mail_authentication_from_nick:
 * @nick: (nullable): a word from a document
 * @authentication: (out): return location for the way to log in
 *
 * Returns: %TRUE if there is such a way
 */
gboolean
mg_mail_authentication_from_nick (const char           *nick,
                                  MgMailAuthentication *authentication)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (MG_TYPE_MAIL_AUTHENTICATION);
  GEnumValue *value = nick == NULL ? NULL : g_enum_get_value_by_nick (klass, nick);

  if (value != NULL)
    *authentication = (MgMailAuthentication) value->value;

  return value != NULL;
}

/**
 * mg_mail_settings_new:
 *
 * Returns: (transfer full): settings with nothing set
 */
MgMailSettings *
mg_mail_settings_new (void)
{
  return g_new0 (MgMailSettings, 1);
}

/**
 * mg_mail_settings_copy:
 * @self: settings
 *
 * Returns: (transfer full): a copy
 */
MgMailSettings *
mg_mail_settings_copy (const MgMailSettings *self)
{
  MgMailSettings *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->host = g_strdup (self->host);
  copy->sender_name = g_strdup (self->sender_name);
  copy->sender_address = g_strdup (self->sender_address);

  return copy;
}

/**
 * mg_mail_settings_free:
 * @self: (transfer full): settings
 */
void
mg_mail_settings_free (MgMailSettings *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->host);
  g_free (self->sender_name);
  g_free (self->sender_address);
  g_free (self);
}

/**
 * mg_mail_settings_equal:
 * @a: settings
 * @b: others
 *
 * Returns: %TRUE if a device would behave the same with either
 */
gboolean
mg_mail_settings_equal (const MgMailSettings *a,
                        const MgMailSettings *b)
{
  g_return_val_if_fail (a != NULL, FALSE);
  g_return_val_if_fail (b != NULL, FALSE);

  return g_strcmp0 (a->host, b->host) == 0 && a->port == b->port &&
         a->security == b->security && a->authentication == b->authentication &&
         a->timeout == b->timeout && a->check_interval == b->check_interval &&
         g_strcmp0 (a->sender_name, b->sender_name) == 0 &&
         g_strcmp0 (a->sender_address, b->sender_address) == 0;
}
