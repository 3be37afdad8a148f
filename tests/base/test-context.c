/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>

#include "mg-context.h"
#include "mg-error.h"
#include "mg-test.h"

typedef struct
{
  MgContext *context;
  char      *folder;
  char      *certificate;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->context = mg_test_context_new (NULL);
  fixture->folder = g_strdup (mg_context_get_config_dir (fixture->context));
  fixture->certificate = g_test_build_filename (G_TEST_DIST, "fixtures", "device.pem", NULL);
  g_assert_cmpint (g_mkdir_with_parents (fixture->folder, 0700), ==, 0);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (g_steal_pointer (&fixture->context));
  g_free (fixture->folder);
  g_free (fixture->certificate);
}

static char *
write_file (Fixture    *fixture,
            const char *name,
            const char *content)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, content, -1, &error);
  g_assert_no_error (error);

  return g_steal_pointer (&path);
}

static GTlsCertificateFlags
judge (Fixture *fixture)
{
  GTlsDatabase *database = mg_context_get_public_tls_database (fixture->context);
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GError) error = NULL;
  GTlsCertificateFlags flags;

  certificate = g_tls_certificate_new_from_file (fixture->certificate, &error);
  g_assert_no_error (error);
  flags = g_tls_database_verify_chain (database, certificate,
                                       G_TLS_DATABASE_PURPOSE_AUTHENTICATE_SERVER, NULL, NULL,
                                       G_TLS_DATABASE_VERIFY_NONE, NULL, &error);
  g_assert_no_error (error);

  return flags & G_TLS_CERTIFICATE_UNKNOWN_CA;
}

/* Check that who has no configuration trusts whom the system trusts. */
static void
test_no_configuration (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (mg_context_read_configuration (fixture->context, &error));
  g_assert_no_error (error);
  g_assert_null (mg_context_get_public_tls_database (fixture->context));
}

/* Check that an authority named relative to the configuration is trusted, and
 * that another one is not. */
static void
test_own_authority (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autofree char *other = g_test_build_filename (G_TEST_DIST, "fixtures", "other-device.pem",
                                                  NULL);
  g_autofree char *path = NULL;
  g_autofree char *configuration = NULL;
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (fixture->certificate, &content, NULL, &error);
  g_assert_no_error (error);
  path = write_file (fixture, "company.pem", content);
  configuration = write_file (fixture, "mailgrant.conf", "[Trust]\nCaFile=company.pem\n");

  g_assert_true (mg_context_read_configuration (fixture->context, &error));
  g_assert_no_error (error);
  g_assert_cmpint (judge (fixture), ==, 0);

  g_assert_true (mg_context_trust_file (fixture->context, other, &error));
  g_assert_no_error (error);
  g_assert_cmpint (judge (fixture), ==, G_TLS_CERTIFICATE_UNKNOWN_CA);
}

/* Check that a configuration that cannot be meant is refused, and changes nothing. */
static void
test_unusable (Fixture       *fixture,
               gconstpointer  data)
{
  static const char *const contents[] = {
    "CaFile=company.pem\n",
    "[Trust]\nCaFile=absent.pem\n",
    "[Trust]\nCaFile=empty.pem\n",
    "[Trust]\nCaFile=mailgrant.conf\n",
  };
  g_autofree char *empty = write_file (fixture, "empty.pem", "");

  for (gsize i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autofree char *path = write_file (fixture, "mailgrant.conf", contents[i]);
      g_autoptr (GError) error = NULL;

      g_test_message ("Vector %" G_GSIZE_FORMAT, i);
      g_assert_false (mg_context_read_configuration (fixture->context, &error));
      g_assert_error (error, MG_ERROR, MG_ERROR_INVALID_INPUT);
      g_assert_null (mg_context_get_public_tls_database (fixture->context));
    }
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

#define ADD(path, function) \
  g_test_add (path, Fixture, NULL, set_up, function, tear_down)

  ADD ("/context/no-configuration", test_no_configuration);
  ADD ("/context/own-authority", test_own_authority);
  ADD ("/context/unusable", test_unusable);

  return g_test_run ();
}
