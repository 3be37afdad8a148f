/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-error.h"
#include "mg-provider-registry.h"
#include "mg-test.h"

/* Check that every provider that comes with the program can be used. */
static void
test_registry_built_in (void)
{
  static const char * const ids[] = {
    "aol", "fastmail", "gmail", "gmx", "icloud", "mailru", "microsoft365", "outlook", "webde",
    "yahoo", "yandex", "zoho",
  };
  g_autoptr (MgContext) context = mg_test_context_new (NULL);
  g_autoptr (MgProviderRegistry) registry = mg_provider_registry_new (context);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (registry)), ==, G_N_ELEMENTS (ids));
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      MgProvider *provider = mg_provider_registry_lookup (registry, ids[i]);

      g_assert_nonnull (provider);
      g_assert_true (mg_provider_is_built_in (provider));
      g_assert_null (mg_provider_get_client_id (provider));
      g_assert_nonnull (mg_provider_get_server (provider, MG_MAIL_PROTOCOL_SMTP));
    }
}

/* Check that a server typed into a device by hand leads to its provider. */
static void
test_registry_suggest (void)
{
  static const struct { const char *server; const char *address; const char *id; } vectors[] = {
    { "smtp.gmail.com", NULL, "gmail" },
    { "SMTP.Gmail.com.", NULL, "gmail" },
    { "smtp.office365.com", NULL, "microsoft365" },
    { "smtp-mail.outlook.com", NULL, "outlook" },
    { "smtp.mail.yahoo.com", NULL, "yahoo" },
    { "smtp.zoho.eu", NULL, "zoho" },
    { "mail.example.org", "someone@gmail.com", "gmail" },
    { NULL, "someone@Outlook.com", "outlook" },
    { "mail.example.org", "someone@example.org", NULL },
    { "smtp.gmail.com.evil.example", NULL, NULL },
    { "", "", NULL },
  };
  g_autoptr (MgContext) context = mg_test_context_new (NULL);
  g_autoptr (MgProviderRegistry) registry = mg_provider_registry_new (context);

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      MgProvider *provider =
        mg_provider_registry_suggest (registry, vectors[i].server, vectors[i].address);

      g_test_message ("Vector %" G_GSIZE_FORMAT, i);
      g_assert_cmpstr (provider != NULL ? mg_provider_get_id (provider) : NULL, ==, vectors[i].id);
    }
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/oauth/registry/built-in", test_registry_built_in);
  g_test_add_func ("/oauth/registry/suggest", test_registry_suggest);

  return g_test_run ();
}
