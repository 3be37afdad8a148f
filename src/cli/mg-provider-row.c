/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-provider-row"

#include "config.h"

#include <glib/gi18n.h>

#include "mailgrant.h"

#include "mg-provider-row.h"

static GVariant *
new_id (gpointer row)
{
  return mg_value_new_string (mg_provider_get_id (row));
}

static GVariant *
new_name (gpointer row)
{
  return mg_value_new_string (mg_provider_get_name (row));
}

static GVariant *
new_kind (gpointer row)
{
  return mg_value_new_nick (MG_TYPE_PROVIDER_KIND, mg_provider_get_kind (row));
}

static char *
dup_kind (gpointer row)
{
  return g_strdup (mg_provider_get_kind (row) == MG_PROVIDER_KIND_OAUTH ? _("Permission")
                                                                       : _("Password"));
}

static GVariant *
new_built_in (gpointer row)
{
  return g_variant_new_boolean (mg_provider_is_built_in (row));
}

static GVariant *
new_issuer (gpointer row)
{
  return mg_value_new_string (mg_provider_get_issuer (row));
}

static GVariant *
new_client_id (gpointer row)
{
  return mg_value_new_string (mg_provider_get_client_id (row));
}

static char *
dup_client_id (gpointer row)
{
  const char *client_id = mg_provider_get_client_id (row);

  if (client_id != NULL)
    return g_strdup (client_id);

  return g_strdup (mg_provider_get_kind (row) == MG_PROVIDER_KIND_OAUTH ? _("Not set") : "");
}

static GVariant *
new_client_kind (gpointer row)
{
  if (mg_provider_get_kind (row) != MG_PROVIDER_KIND_OAUTH)
    return NULL;

  return mg_value_new_nick (MG_TYPE_CLIENT_KIND, mg_provider_get_client_kind (row));
}

static GVariant *
new_tenant (gpointer row)
{
  return mg_value_new_string (mg_provider_get_tenant (row));
}

static GVariant *
new_redirect_uri (gpointer row)
{
  g_autofree char *uri = NULL;

  if (mg_provider_get_kind (row) == MG_PROVIDER_KIND_OAUTH)
    uri = mg_provider_dup_registered_redirect_uri (row);

  return mg_value_new_string (uri);
}

static GVariant *
new_device_code (gpointer row)
{
  g_autofree char *endpoint = mg_provider_dup_device_endpoint (row, mg_provider_get_tenant (row));

  return g_variant_new_boolean (endpoint != NULL);
}

static GStrv
dup_scopes_for (MgProvider     *provider,
                MgMailProtocol  protocol)
{
  g_auto (GStrv) mail = mg_provider_dup_mail_scopes (provider, protocol);

  return mg_provider_dup_scopes (provider, (const char *const *) mail);
}

static GVariant *
new_scopes (gpointer row)
{
  static const MgMailProtocol protocols[] = {
    MG_MAIL_PROTOCOL_SMTP, MG_MAIL_PROTOCOL_IMAP, MG_MAIL_PROTOCOL_POP3,
  };
  GVariantBuilder builder;

  if (mg_provider_get_kind (row) != MG_PROVIDER_KIND_OAUTH)
    return NULL;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  for (gsize i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      g_auto (GStrv) scopes = dup_scopes_for (row, protocols[i]);

      mg_value_add (&builder, mg_mail_protocol_get_nick (protocols[i]),
                    mg_value_new_strv ((const char *const *) scopes));
    }

  return g_variant_builder_end (&builder);
}

static char *
dup_scopes (gpointer row)
{
  g_auto (GStrv) scopes = NULL;

  if (mg_provider_get_kind (row) != MG_PROVIDER_KIND_OAUTH)
    return g_strdup ("");

  scopes = dup_scopes_for (row, MG_MAIL_PROTOCOL_SMTP);

  return g_strjoinv (" ", scopes);
}

static GVariant *
new_servers (gpointer row)
{
  GPtrArray *servers = mg_provider_get_servers (row);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < servers->len; i++)
    {
      const MgMailServer *server = g_ptr_array_index (servers, i);
      GVariantBuilder object;

      g_variant_builder_init (&object, G_VARIANT_TYPE_VARDICT);
      mg_value_add (&object, "protocol", mg_value_new_string (
                      mg_mail_protocol_get_nick (mg_mail_server_get_protocol (server))));
      mg_value_add (&object, "host", mg_value_new_string (mg_mail_server_get_host (server)));
      mg_value_add (&object, "port", g_variant_new_int64 (mg_mail_server_get_port (server)));
      mg_value_add (&object, "security", mg_value_new_string (
                      mg_mail_security_get_nick (mg_mail_server_get_security (server))));
      g_variant_builder_add_value (&builder, g_variant_builder_end (&object));
    }

  return g_variant_builder_end (&builder);
}

static char *
dup_servers (gpointer row)
{
  GPtrArray *servers = mg_provider_get_servers (row);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < servers->len; i++)
    {
      const MgMailServer *server = g_ptr_array_index (servers, i);

      g_string_append_printf (text, "%s%s %s:%u", i > 0 ? ", " : "",
                              mg_mail_protocol_get_nick (mg_mail_server_get_protocol (server)),
                              mg_mail_server_get_host (server),
                              (guint) mg_mail_server_get_port (server));
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GVariant *
new_notes (gpointer row)
{
  g_auto (GStrv) notes = mg_provider_dup_notes (row);

  return mg_value_new_strv ((const char *const *) notes);
}

static GVariant *
new_app_password_page (gpointer row)
{
  return mg_value_new_string (mg_provider_get_app_password_page (row));
}

static GVariant *
new_manage_page (gpointer row)
{
  return mg_value_new_string (mg_provider_get_manage_page (row));
}

static GVariant *
new_registration_page (gpointer row)
{
  return mg_value_new_string (mg_provider_get_registration_page (row));
}

const MgColumn mg_provider_row_columns[] = {
  { "id", N_("ID"), new_id, NULL },
  { "name", N_("Name"), new_name, NULL },
  { "kind", N_("Takes"), new_kind, dup_kind },
  { "built_in", N_("Built in"), new_built_in, NULL },
  { "issuer", N_("Issuer"), new_issuer, NULL },
  { "client_id", N_("Client ID"), new_client_id, dup_client_id },
  { "client_kind", N_("Client"), new_client_kind, NULL },
  { "tenant", N_("Tenant"), new_tenant, NULL },
  { "redirect_uri", N_("Redirect address to register"), new_redirect_uri, NULL },
  { "device_code", N_("Device code"), new_device_code, NULL },
  { "scopes", N_("Scopes for sending"), new_scopes, dup_scopes },
  { "servers", N_("Servers"), new_servers, dup_servers },
  { "notes", N_("Notes"), new_notes, NULL },
  { "app_password_page", N_("App passwords"), new_app_password_page, NULL },
  { "manage_page", N_("Manage permissions"), new_manage_page, NULL },
  { "registration_page", N_("Register a client"), new_registration_page, NULL },
  { NULL, NULL, NULL, NULL }
};

const MgColumn mg_provider_row_list_columns[] = {
  { "id", N_("ID"), new_id, NULL },
  { "name", N_("Name"), new_name, NULL },
  { "kind", N_("Takes"), new_kind, dup_kind },
  { "built_in", NULL, new_built_in, NULL },
  { "issuer", N_("Issuer"), new_issuer, NULL },
  { "client_id", N_("Client ID"), new_client_id, dup_client_id },
  { NULL, NULL, NULL, NULL }
};
