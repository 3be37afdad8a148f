/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-address.h"
#include "mg-error.h"
#include "mg-test.h"

typedef struct
{
  const char *text;
  const char *url;
  const char *display;
} Vector;

/* Check that an address is read as a person types it, and written so that it
 * can be read again. */
static void
test_address_parse (void)
{
  static const Vector vectors[] = {
    { "nas.local", "https://nas.local", "nas.local" },
    { "  nas.local:8443 ", "https://nas.local:8443", "nas.local:8443" },
    { "192.168.1.5", "https://192.168.1.5", "192.168.1.5" },
    { "192.168.1.5:443", "https://192.168.1.5", "192.168.1.5" },
    { "fe80::1", "https://[fe80::1]", "[fe80::1]" },
    { "[fe80::1]:8443", "https://[fe80::1]:8443", "[fe80::1]:8443" },
    { "https://nas.local:8443/admin/index.html?x#y", "https://nas.local:8443", "nas.local:8443" },
    { "http://nas.local", "http://nas.local", "http://nas.local" },
    { "HTTPS://NAS", "https://NAS", "NAS" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MgAddress) address = mg_address_parse (vectors[i].text, &error);
      g_autoptr (MgAddress) again = NULL;
      g_autofree char *url = NULL;
      g_autofree char *display = NULL;

      g_test_message ("Vector %" G_GSIZE_FORMAT ": %s", i, vectors[i].text);
      g_assert_no_error (error);
      url = mg_address_to_string (address);
      display = mg_address_to_display (address);
      g_assert_cmpstr (url, ==, vectors[i].url);
      g_assert_cmpstr (display, ==, vectors[i].display);

      again = mg_address_parse (url, &error);
      g_assert_no_error (error);
      g_assert_true (mg_address_equal (address, again));
    }
}

/* Check that what is no address is refused, with what was typed in the message. */
static void
test_address_refuse (void)
{
  static const char *const texts[] = {
    "", " ", "nas local", "ftp://nas", "javascript:alert(1)", "https://user:pw@nas",
    "nas:0", "nas:65536", "nas:-1", "https://", "http:///x", "nas\nlocal", "<b>nas</b>",
    "file:///etc/passwd", "::1%", "::1%0\xcf\x93", "fe80::1%/@evil.example",
  };
  g_autofree char *huge = g_strnfill (5000, 'a');

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("Vector %" G_GSIZE_FORMAT ": %s", i, texts[i]);
      g_assert_null (mg_address_parse (texts[i], &error));
      g_assert_error (error, MG_ERROR, MG_ERROR_INVALID_INPUT);
    }

  g_assert_null (mg_address_parse (huge, NULL));
}

/* Check that only this computer's own addresses count as loopback. */
static void
test_address_loopback (void)
{
  static const struct
  {
    const char *host;
    gboolean    loopback;
  } vectors[] = {
    { "127.0.0.1", TRUE }, { "127.10.3.4", TRUE }, { "::1", TRUE }, { "localhost", TRUE },
    { "192.168.1.5", FALSE }, { "localhost.example.org", FALSE }, { "nas", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (MgAddress) address = mg_address_new ("http", vectors[i].host, 0);

      g_assert_cmpint (mg_address_is_loopback (address), ==, vectors[i].loopback);
    }
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/net/address/parse", test_address_parse);
  g_test_add_func ("/net/address/refuse", test_address_refuse);
  g_test_add_func ("/net/address/loopback", test_address_loopback);

  return g_test_run ();
}
