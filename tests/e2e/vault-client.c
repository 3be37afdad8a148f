/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Usage: vault-client [--prompt] [--generation N] store|lookup|expect|clear
 *
 * Does one thing with the vault in the keyring, as a test drives it, and prints
 * what came of it in one word; for a secret that was found, its SHA-256. The
 * secret to store is read from standard input. */

#include "config.h"

#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "mg-error.h"
#include "mg-secret-vault.h"

typedef struct
{
  GMainLoop    *loop;
  GAsyncResult *result;
} Wait;

static void
on_done_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Wait *wait = user_data;

  wait->result = g_object_ref (result);
  g_main_loop_quit (wait->loop);
}

static const char *
get_word (const GError *error)
{
  if (g_error_matches (error, MG_ERROR, MG_ERROR_VAULT_LOCKED))
    return "locked";
  if (g_error_matches (error, MG_ERROR, MG_ERROR_VAULT_DISMISSED))
    return "dismissed";
  if (g_error_matches (error, MG_ERROR, MG_ERROR_VAULT_ABSENT))
    return "absent";
  if (g_error_matches (error, MG_ERROR, MG_ERROR_VAULT_UNREADABLE))
    return "unreadable";
  if (g_error_matches (error, MG_ERROR, MG_ERROR_NOT_FOUND))
    return "not-found";
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return "cancelled";

  return "failed";
}

static MgSecret *
read_secret (void)
{
  char bytes[4096];
  gsize length = fread (bytes, 1, sizeof bytes, stdin);

  return mg_secret_new (bytes, (gssize) length);
}

static gboolean
on_interrupt_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);

  return G_SOURCE_REMOVE;
}

static void
begin (MgVault      *vault,
       MgVaultKey   *key,
       const char   *verb,
       GCancellable *cancellable,
       Wait         *wait)
{
  if (g_str_equal (verb, "store"))
    {
      g_autoptr (MgSecret) secret = read_secret ();

      mg_vault_store_async (vault, key, "Office NAS", secret, cancellable, on_done_cb, wait);
    }
  else if (g_str_equal (verb, "clear"))
    {
      mg_vault_clear_async (vault, key, cancellable, on_done_cb, wait);
    }
  else
    {
      mg_vault_lookup_async (vault, key, g_str_equal (verb, "expect"), cancellable,
                             on_done_cb, wait);
    }
}

static void
end (MgVault    *vault,
     const char *verb,
     Wait       *wait)
{
  g_autoptr (MgSecret) found = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *hash = NULL;

  if (g_str_equal (verb, "store"))
    mg_vault_store_finish (vault, wait->result, &error);
  else if (g_str_equal (verb, "clear"))
    mg_vault_clear_finish (vault, wait->result, &error);
  else
    found = mg_vault_lookup_finish (vault, wait->result, &error);

  hash = found != NULL ? mg_secret_dup_sha256 (found) : g_strdup ("done");
  printf ("%s\n", error != NULL ? get_word (error) : hash);
  if (error != NULL)
    g_printerr ("%s\n", error->message);
}

int
main (int    argc,
      char **argv)
{
  gboolean may_prompt = FALSE;
  int generation = 1;
  GOptionEntry entries[] = {
    { "prompt", 0, 0, G_OPTION_ARG_NONE, &may_prompt, "Somebody is there", NULL },
    { "generation", 0, 0, G_OPTION_ARG_INT, &generation, "The generation", "N" },
    { NULL }
  };
  g_autoptr (GOptionContext) options = g_option_context_new ("VERB");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (MgVaultKey) key = NULL;
  g_autoptr (MgVault) vault = NULL;
  Wait wait = { NULL, NULL };

  g_option_context_add_main_entries (options, entries, NULL);
  if (!g_option_context_parse (options, &argc, &argv, NULL) || argc != 2)
    return EXIT_FAILURE;

  /* A test that gives up on a prompt sends SIGTERM. */
  g_unix_signal_add (SIGTERM, on_interrupt_cb, cancellable);
  key = mg_vault_key_new_oauth_token ("grant-1", "gmail", (guint) generation);
  vault = mg_secret_vault_new (may_prompt);
  wait.loop = g_main_loop_new (NULL, FALSE);
  begin (vault, key, argv[1], cancellable, &wait);
  g_main_loop_run (wait.loop);
  end (vault, argv[1], &wait);

  g_object_unref (wait.result);
  g_main_loop_unref (wait.loop);

  return EXIT_SUCCESS;
}
