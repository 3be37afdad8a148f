/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

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

static void
on_items_changed_cb (GListModel *model,
                     guint       position,
                     guint       removed,
                     guint       added,
                     gpointer    user_data)
{
  ++*(guint *) user_data;
}

static void
write_own (MgContext  *context,
           const char *name,
           const char *text)
{
  g_autofree char *folder =
    g_build_filename (mg_context_get_config_dir (context), "providers", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

/* Check that a person's client is kept for a built-in provider, that the
 * endpoints stay the provider's, and that it can be taken away again. */
static void
test_registry_client (void)
{
  g_autoptr (MgContext) context = mg_test_context_new (NULL);
  g_autoptr (MgProviderRegistry) registry = mg_provider_registry_new (context);
  g_autoptr (MgProviderRegistry) next = NULL;
  g_autoptr (MgProvider) changed = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *endpoint = NULL;
  MgProvider *kept;
  guint n_changes = 0;

  g_signal_connect (registry, "items-changed", G_CALLBACK (on_items_changed_cb), &n_changes);
  changed = mg_provider_registry_set_client (registry, "microsoft365", "my-client",
                                             "contoso.example", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_changes, ==, 1);
  g_assert_true (changed == mg_provider_registry_lookup (registry, "microsoft365"));

  next = mg_provider_registry_new (context);
  kept = mg_provider_registry_lookup (next, "microsoft365");
  g_assert_cmpstr (mg_provider_get_client_id (kept), ==, "my-client");
  g_assert_cmpstr (mg_provider_get_tenant (kept), ==, "contoso.example");
  g_assert_true (mg_provider_is_built_in (kept));
  endpoint = mg_provider_dup_token_endpoint (kept, NULL);
  g_assert_cmpstr (endpoint, ==,
                   "https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token");

  g_assert_true (mg_provider_registry_remove (next, "microsoft365", &error));
  g_assert_no_error (error);
  kept = mg_provider_registry_lookup (next, "microsoft365");
  g_assert_null (mg_provider_get_client_id (kept));
  g_assert_cmpstr (mg_provider_get_tenant (kept), ==, "common");

  g_assert_null (mg_provider_registry_set_client (next, "nobody", "c", NULL, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_NOT_FOUND);
}

/* Check that a file in the person's folder cannot move a built-in provider's
 * endpoints elsewhere. */
static void
test_registry_no_takeover (void)
{
  g_autoptr (MgContext) context = mg_test_context_new (NULL);
  g_autoptr (MgProviderRegistry) registry = NULL;
  g_autofree char *endpoint = NULL;

  write_own (context, "gmail.provider",
             "[Provider]\nId=gmail\nName=Evil\n"
             "[OAuth]\nClientId=c\nTokenEndpoint=https://evil.example/token\n"
             "[Authorization Parameters]\nprompt=none\n");
  registry = mg_provider_registry_new (context);
  endpoint = mg_provider_dup_token_endpoint (mg_provider_registry_lookup (registry, "gmail"), NULL);
  g_assert_cmpstr (endpoint, ==, "https://oauth2.googleapis.com/token");
  g_assert_cmpstr (mg_provider_get_name (mg_provider_registry_lookup (registry, "gmail")), ==,
                   "Gmail");
  g_assert_true (mg_provider_registry_remove (registry, "gmail", NULL));
}

/* Check that a provider can be added from a file, is private to the person,
 * is still there afterwards and goes without a trace. */
static void
test_registry_file (void)
{
  g_autoptr (MgContext) context = mg_test_context_new (NULL);
  g_autoptr (MgProviderRegistry) registry = mg_provider_registry_new (context);
  guint before = g_list_model_get_n_items (G_LIST_MODEL (registry));
  g_autoptr (MgProviderRegistry) next = NULL;
  g_autoptr (MgProvider) added = NULL;
  g_autoptr (GFileIOStream) stream = NULL;
  g_autoptr (GFile) file = g_file_new_tmp (NULL, &stream, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (mg_context_get_config_dir (context), "providers",
                                            "own.provider", NULL);
  static const char text[] =
    "[Provider]\nId=own\nName=Own\nKind=password\n[Mail]\nServerPatterns=mail.own.example;\n";
  GStatBuf info;

  g_file_replace_contents (file, text, strlen (text), NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL,
                           &error);
  g_assert_no_error (error);
  added = mg_provider_registry_add_file (registry, file, "c", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mg_provider_get_client_id (added), ==, "c");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (registry)), ==, before + 1);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);

  next = mg_provider_registry_new (context);
  g_assert_nonnull (mg_provider_registry_lookup (next, "own"));
  g_assert_nonnull (mg_provider_registry_suggest (next, "mail.own.example", NULL));
  g_assert_true (mg_provider_registry_remove (next, "own", &error));
  g_assert_no_error (error);
  g_assert_null (mg_provider_registry_lookup (next, "own"));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (next)), ==, before);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_false (mg_provider_registry_remove (next, "own", &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_NOT_FOUND);
  g_file_delete (file, NULL, NULL);
}

/* Check that what cannot be read, saved or used is said and changes nothing. */
static void
test_registry_broken (void)
{
  g_autoptr (MgContext) context = mg_test_context_new (NULL);
  g_autoptr (MgProviderRegistry) registry = NULL;
  g_autoptr (GFile) absent = g_file_new_for_path ("/nonexistent/x.provider");
  g_autoptr (GFile) endless = g_file_new_for_path ("/dev/zero");
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) problems = NULL;
  g_autofree char *folder =
    g_build_filename (mg_context_get_config_dir (context), "providers", NULL);
  g_autofree char *broken = g_build_filename (folder, "broken.provider", NULL);
  g_autofree char *empty = g_build_filename (folder, "empty.provider", NULL);
  g_autofree char *other = g_build_filename (folder, "notes.txt", NULL);

  write_own (context, "broken.provider", "this is no key file");
  write_own (context, "empty.provider", "");
  write_own (context, "notes.txt", "not ours");
  registry = mg_provider_registry_new (context);
  problems = mg_provider_registry_dup_problems (registry);
  g_assert_cmpuint (g_strv_length (problems), ==, 2);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (registry), 1000));
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (registry)) == MG_TYPE_PROVIDER);

  g_assert_null (mg_provider_registry_add_file (registry, absent, NULL, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_INVALID_INPUT);
  g_clear_error (&error);
  g_assert_null (mg_provider_registry_add_file (registry, endless, NULL, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_INVALID_INPUT);
  g_clear_error (&error);

  g_assert_cmpint (g_unlink (broken), ==, 0);
  g_assert_cmpint (g_unlink (empty), ==, 0);
  g_assert_cmpint (g_unlink (other), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_assert_true (g_file_set_contents (folder, "in the way", -1, NULL));
  g_assert_null (mg_provider_registry_set_client (registry, "gmail", "c", NULL, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_STORE);
  g_clear_error (&error);
  g_assert_false (mg_provider_registry_remove (registry, "gmail", &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_STORE);
  g_assert_null (mg_provider_get_client_id (mg_provider_registry_lookup (registry, "gmail")));
  g_assert_cmpint (g_unlink (folder), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/oauth/registry/built-in", test_registry_built_in);
  g_test_add_func ("/oauth/registry/suggest", test_registry_suggest);
  g_test_add_func ("/oauth/registry/client", test_registry_client);
  g_test_add_func ("/oauth/registry/no-takeover", test_registry_no_takeover);
  g_test_add_func ("/oauth/registry/file", test_registry_file);
  g_test_add_func ("/oauth/registry/broken", test_registry_broken);

  return g_test_run ();
}
