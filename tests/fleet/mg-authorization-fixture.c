/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>

#include "mg-authorization-fixture.h"

/* Takes a provider's file into the fleet, with a client of the person's own. */
void
mg_authorization_fixture_set_provider (MgAuthorizationFixture *self,
                                       GKeyFile               *file,
                                       const char             *client_id)
{
  MgProviderRegistry *providers = mg_fleet_get_providers (self->fleet.fleet);
  g_autofree char *path = g_build_filename (g_get_user_runtime_dir (), "fake.provider", NULL);
  g_autoptr (GFile) place = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (g_get_user_runtime_dir (), 0700);
  g_key_file_save_to_file (file, path, &error);
  g_assert_no_error (error);
  if (self->provider != NULL)
    mg_provider_registry_remove (providers, "fake", NULL);
  g_clear_object (&self->provider);
  self->provider = mg_provider_registry_add_file (providers, place, client_id, &error);
  g_assert_no_error (error);
}

void
mg_authorization_fixture_set_up (MgAuthorizationFixture *self,
                                 gconstpointer           data)
{
  g_autoptr (GKeyFile) file = NULL;

  mg_fleet_fixture_set_up (&self->fleet, data);
  self->fake = mg_fake_provider_new ();
  file = mg_fake_provider_dup_key_file (self->fake);
  mg_authorization_fixture_set_provider (self, file, "our client");
  self->device = mg_fleet_fixture_add (&self->fleet, self->fleet.peer);
  self->slot = g_object_ref (mg_device_lookup_slot (self->device, "mail"));
}

void
mg_authorization_fixture_tear_down (MgAuthorizationFixture *self,
                                    gconstpointer           data)
{
  g_clear_object (&self->slot);
  g_clear_object (&self->device);
  g_clear_object (&self->provider);
  mg_fleet_fixture_tear_down (&self->fleet, data);
  g_assert_finalize_object (g_steal_pointer (&self->fake));
}

/* What another start of the program would find. */
void
mg_authorization_fixture_reopen (MgAuthorizationFixture *self)
{
  g_autofree char *id = g_strdup (mg_device_get_id (self->device));

  g_clear_object (&self->slot);
  g_clear_object (&self->device);
  mg_fleet_fixture_reopen (&self->fleet);
  g_set_object (&self->device, mg_fleet_lookup_device (self->fleet.fleet, id));
  g_set_object (&self->slot, mg_device_lookup_slot (self->device, "mail"));
}

/* Has the provider give tokens, once. */
void
mg_authorization_fixture_script (MgAuthorizationFixture *self,
                                 const char             *refresh_token)
{
  g_autofree char *body =
    g_strdup_printf ("{\"access_token\":\"access\",\"token_type\":\"Bearer\",\"expires_in\":3600,"
                     "\"refresh_token\":\"%s\",\"scope\":\"mail.send\"}", refresh_token);

  mg_fake_provider_script (self->fake, "/token", 200, body);
}

static void
on_open_uri_cb (MgAuthorization *authorization,
                const char      *uri,
                gpointer         user_data)
{
  MgAuthorizationFixture *fixture = user_data;

  g_assert_cmpstr (uri, ==, mg_authorization_get_uri (authorization));
  fixture->n_opened++;
}

void
mg_authorization_run_start (MgAuthorizationRun     *self,
                            MgAuthorizationFixture *fixture,
                            MgSlot                 *slot)
{
  self->authorization = mg_authorization_new (fixture->fleet.fleet, slot, fixture->provider,
                                              MG_FLEET_ACCOUNT);
  self->cancellable = g_cancellable_new ();
  g_signal_connect (self->authorization, "open-uri", G_CALLBACK (on_open_uri_cb), fixture);
  mg_authorization_run_async (self->authorization, self->cancellable, mg_test_store_result,
                              &self->result);
}

static gboolean
is_waiting (gpointer user_data)
{
  MgAuthorizationRun *run = user_data;

  return run->result != NULL ||
         mg_authorization_get_stage (run->authorization) == MG_AUTHORIZATION_WAITING;
}

void
mg_authorization_run_wait (MgAuthorizationRun *self)
{
  g_autoptr (GError) error = NULL;

  mg_test_await_true (is_waiting, self);
  if (self->result != NULL)
    mg_authorization_run_finish (self->authorization, self->result, &error);
  g_assert_no_error (error);
  g_assert_cmpint (mg_authorization_get_stage (self->authorization), ==, MG_AUTHORIZATION_WAITING);
}

/* Comes back from the provider's page with @answer. */
void
mg_authorization_run_answer (MgAuthorizationRun     *self,
                             MgAuthorizationFixture *fixture,
                             const char             *answer)
{
  g_autofree char *state = NULL;
  g_autofree char *query = NULL;
  g_autoptr (GError) error = NULL;

  mg_authorization_run_wait (self);
  state = mg_authorization_fixture_dup_param (mg_authorization_get_uri (self->authorization),
                                              "state");
  query = g_strdup_printf ("%s&state=%s&iss=%s", answer, state,
                           mg_fake_provider_get_uri (fixture->fake));
  mg_authorization_take_pasted_uri (self->authorization, query, &error);
  g_assert_no_error (error);
}

MgTestResult *
mg_authorization_run_end (MgAuthorizationRun  *self,
                          GError             **error)
{
  MgTestResult *test = mg_authorization_run_finish (self->authorization,
                                                    mg_test_await_result (&self->result), error);

  g_assert_cmpint (mg_authorization_get_stage (self->authorization), ==, MG_AUTHORIZATION_DONE);
  g_clear_object (&self->result);
  g_clear_object (&self->cancellable);
  mg_test_settle ();
  g_assert_finalize_object (g_steal_pointer (&self->authorization));

  return test;
}

/* A whole run in which everybody does what they should. */
MgTestResult *
mg_authorization_fixture_authorize (MgAuthorizationFixture  *self,
                                    MgSlot                  *slot,
                                    const char              *refresh_token,
                                    GError                 **error)
{
  MgAuthorizationRun run = { NULL, };

  mg_authorization_fixture_script (self, refresh_token);
  mg_authorization_run_start (&run, self, slot);
  mg_authorization_run_answer (&run, self, "code=a");

  return mg_authorization_run_end (&run, error);
}

/* Gets one parameter of a URL's query, decoded. */
char *
mg_authorization_fixture_dup_param (const char *uri,
                                    const char *name)
{
  const char *query = strchr (uri, '?');
  g_autoptr (GHashTable) params = NULL;

  g_assert_nonnull (query);
  params = g_uri_parse_params (query + 1, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
  g_assert_nonnull (params);

  return g_strdup (g_hash_table_lookup (params, name));
}
