/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "mail-fixture.h"
#include "mg-test.h"

/* Starts a server whose certificate the context trusts. */
void
mail_fixture_set_up (MailFixture   *self,
                     gconstpointer  data)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "device.pem", NULL);
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GError) error = NULL;

  self->clock = mg_fake_clock_new (G_GINT64_CONSTANT (1790000000000000));
  self->context = mg_test_context_new (MG_CLOCK (self->clock));
  database = g_tls_file_database_new (path, &error);
  g_assert_no_error (error);
  mg_context_set_public_tls_database (self->context, database);
  self->server = mg_scripted_mail_new (path);
}

void
mail_fixture_tear_down (MailFixture   *self,
                        gconstpointer  data)
{
  mg_scripted_mail_stop (self->server);
  g_assert_finalize_object (g_steal_pointer (&self->server));
  g_assert_finalize_object (g_steal_pointer (&self->context));
  g_assert_finalize_object (g_steal_pointer (&self->clock));
}

MgMailProbe *
mail_fixture_new_probe (MailFixture    *self,
                        const char     *host,
                        MgMailProtocol  protocol,
                        MgMailSecurity  security,
                        MailLogin       login)
{
  g_autoptr (MgMailServer) server = NULL;
  g_autoptr (MgSecret) token = mg_secret_new (MAIL_TOKEN, -1);
  g_autoptr (MgSecret) password = mg_secret_new (MAIL_PASSWORD, -1);
  MgMailProbe *probe;

  server = mg_mail_server_new (protocol, host, mg_scripted_mail_get_port (self->server), security);
  probe = mg_mail_probe_new (self->context, server);
  if (login == MAIL_WITH_TOKEN)
    mg_mail_probe_set_token (probe, MAIL_USER, token);
  else if (login == MAIL_WITH_PASSWORD)
    mg_mail_probe_set_password (probe, MAIL_USER, password);

  return probe;
}

/* Runs a probe against a script, and checks that no secret reached what may
 * be shown. */
MgProbeResult *
mail_fixture_run (MailFixture        *self,
                  MgMailProtocol      protocol,
                  MgMailSecurity      security,
                  MailLogin           login,
                  const char * const *steps)
{
  g_autoptr (MgMailProbe) probe = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (GError) error = NULL;
  MgProbeResult *result;

  mg_scripted_mail_set_script (self->server, steps);
  probe = mail_fixture_new_probe (self, "127.0.0.1", protocol, security, login);
  mg_mail_probe_run_async (probe, NULL, mg_test_store_result, &done);
  result = mg_mail_probe_run_finish (probe, mg_test_await_result (&done), &error);
  g_assert_no_error (error);
  mg_test_settle ();

  g_assert_cmpstr (mg_probe_result_get_sentence (result), !=, "");
  g_assert_null (strstr (mg_probe_result_get_sentence (result), MAIL_TOKEN));

  return result;
}

static gboolean
is_done (gpointer user_data)
{
  return mg_scripted_mail_is_done (user_data);
}

/* Runs each vector and compares. */
void
mail_fixture_try (MailFixture      *self,
                  MgMailProtocol    protocol,
                  const MailVector *vectors,
                  gsize             n_vectors)
{
  for (gsize i = 0; i < n_vectors; i++)
    {
      const MailVector *vector = &vectors[i];
      g_autoptr (MgProbeResult) result = NULL;

      g_test_message ("Vector %s", vector->name);
      result = mail_fixture_run (self, protocol, vector->security, vector->login, vector->steps);
      mg_test_await_true (is_done, self->server);

      g_assert_cmpstr (mg_probe_outcome_get_nick (mg_probe_result_get_outcome (result)), ==,
                       mg_probe_outcome_get_nick (vector->outcome));
      g_assert_cmpstr (mg_probe_result_get_enhanced_code (result), ==, vector->enhanced);
      if (vector->words != NULL)
        {
          g_assert_nonnull (mg_probe_result_get_words (result));
          g_assert_nonnull (strstr (mg_probe_result_get_words (result), vector->words));
        }
      mg_scripted_mail_assert_done (self->server);
    }
}
