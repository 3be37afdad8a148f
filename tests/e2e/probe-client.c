/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Usage: probe-client [--password] PROTOCOL HOST PORT SECURITY USER
 *
 * Logs in to a mail server as a test wants it, with the token or password from
 * standard input, and prints what came of it as JSON. SSL_CERT_FILE names whom
 * to trust. */

#include "config.h"

#include <json-glib/json-glib.h>
#include <stdio.h>
#include <stdlib.h>

#include "mg-mail-probe.h"

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

static MgSecret *
read_secret (void)
{
  static char bytes[65536];
  gsize length = fread (bytes, 1, sizeof bytes, stdin);

  return mg_secret_new (bytes, (gssize) length);
}

static void
print_result (const MgProbeResult *result)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;
  const MgSaslChallenge *challenge = mg_probe_result_get_challenge (result);
  const MgMailAdvice *advice = mg_probe_result_get_advice (result);
  struct
  {
    const char *name;
    const char *value;
  } members[] = {
    { "outcome", mg_probe_outcome_get_nick (mg_probe_result_get_outcome (result)) },
    { "sentence", mg_probe_result_get_sentence (result) },
    { "words", mg_probe_result_get_words (result) },
    { "enhanced", mg_probe_result_get_enhanced_code (result) },
    { "mechanism", mg_probe_result_get_mechanism (result) },
    { "challenge", challenge != NULL ? challenge->status : NULL },
    { "advice", advice != NULL ? mg_mail_advice_get_id (advice) : NULL },
  };

  json_builder_begin_object (builder);
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      json_builder_set_member_name (builder, members[i].name);
      if (members[i].value != NULL)
        json_builder_add_string_value (builder, members[i].value);
      else
        json_builder_add_null_value (builder);
    }
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  printf ("%s\n", text);
}

static MgMailServer *
new_server (char **argv)
{
  MgMailProtocol protocol;
  MgMailSecurity security;

  if (!mg_mail_protocol_from_nick (argv[0], &protocol) ||
      !mg_mail_security_from_nick (argv[3], &security))
    return NULL;

  return mg_mail_server_new (protocol, argv[1],
                             (guint16) g_ascii_strtoull (argv[2], NULL, 10), security);
}

int
main (int    argc,
      char **argv)
{
  gboolean is_password = argc == 7 && g_str_equal (argv[1], "--password");
  g_autoptr (MgContext) context = mg_context_new ();
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (MgMailServer) server = NULL;
  g_autoptr (MgMailProbe) probe = NULL;
  g_autoptr (MgProbeResult) result = NULL;
  g_autoptr (MgSecret) secret = NULL;
  g_autoptr (GError) error = NULL;
  Wait wait = { NULL, NULL };

  argv += is_password ? 2 : 1;
  if (argc != 6 && !is_password)
    return EXIT_FAILURE;

  database = g_tls_file_database_new (g_getenv ("SSL_CERT_FILE"), &error);
  if (database == NULL || (server = new_server (argv)) == NULL)
    return EXIT_FAILURE;

  mg_context_set_public_tls_database (context, database);
  probe = mg_mail_probe_new (context, server);
  secret = read_secret ();
  if (is_password)
    mg_mail_probe_set_password (probe, argv[4], secret);
  else
    mg_mail_probe_set_token (probe, argv[4], secret);

  wait.loop = g_main_loop_new (NULL, FALSE);
  mg_mail_probe_run_async (probe, NULL, on_done_cb, &wait);
  g_main_loop_run (wait.loop);
  result = mg_mail_probe_run_finish (probe, wait.result, &error);
  if (result != NULL)
    print_result (result);
  else
    g_printerr ("%s\n", error->message);

  g_object_unref (wait.result);
  g_main_loop_unref (wait.loop);

  return result != NULL ? EXIT_SUCCESS : EXIT_FAILURE;
}
