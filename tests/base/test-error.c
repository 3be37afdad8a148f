/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <gio/gio.h>

#include "mg-error.h"
#include "mg-test.h"

/* Check that each error of the transport becomes the one that tells what to do. */
static void
test_error_from_io (void)
{
  const struct
  {
    GQuark  domain;
    int     code;
    GQuark  expected_domain;
    int     expected_code;
  } vectors[] = {
    { G_IO_ERROR, G_IO_ERROR_CANCELLED, G_IO_ERROR, G_IO_ERROR_CANCELLED },
    { G_IO_ERROR, G_IO_ERROR_TIMED_OUT, MG_ERROR, MG_ERROR_TIMED_OUT },
    { G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, MG_ERROR, MG_ERROR_UNREACHABLE },
    { G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE, MG_ERROR, MG_ERROR_SERVER_NOT_TRUSTED },
    { G_TLS_ERROR, G_TLS_ERROR_HANDSHAKE, MG_ERROR, MG_ERROR_PROTOCOL },
    { G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, MG_ERROR, MG_ERROR_UNREACHABLE },
    { MG_ERROR, MG_ERROR_LOCKED_OUT, MG_ERROR, MG_ERROR_LOCKED_OUT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GError) io_error = g_error_new_literal (vectors[i].domain, vectors[i].code, "x");
      g_autoptr (GError) error = mg_error_new_from_io (io_error, "Office NAS");

      g_assert_error (error, vectors[i].expected_domain, vectors[i].expected_code);
    }
}

/* Check that every code that a person can do something about says what, and
 * that only those that pass by themselves count as transient. */
static void
test_error_hints (void)
{
  for (int code = MG_ERROR_FAILED; code <= MG_ERROR_STORE; code++)
    {
      g_autoptr (GError) error = g_error_new_literal (MG_ERROR, code, "x");
      const char *hint = mg_error_get_hint (error);

      if (code == MG_ERROR_FAILED || code == MG_ERROR_INVALID_INPUT ||
          code == MG_ERROR_NOT_FOUND || code == MG_ERROR_NOT_SUPPORTED ||
          code == MG_ERROR_PROTOCOL)
        {
          g_assert_null (hint);
        }
      else
        {
          g_assert_nonnull (hint);
          g_assert_true (g_str_has_suffix (hint, "."));
        }
    }
}

/* Check that a dead grant is never mistaken for a passing trouble. */
static void
test_error_transient (void)
{
  g_autoptr (GError) dead = g_error_new_literal (MG_ERROR, MG_ERROR_CONSENT_NEEDED, "x");
  g_autoptr (GError) away = g_error_new_literal (MG_ERROR, MG_ERROR_UNREACHABLE, "x");

  g_assert_false (mg_error_is_transient (dead));
  g_assert_true (mg_error_is_transient (away));
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/base/error/from-io", test_error_from_io);
  g_test_add_func ("/base/error/hints", test_error_hints);
  g_test_add_func ("/base/error/transient", test_error_transient);

  return g_test_run ();
}
