/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-test.h"
#include "mg-url-rules.h"

/* Check that of all the places to which a hostile answer may point, only its
 * own address is fetched from. */
static void
test_url_rules_fetchable (void)
{
  static const struct
  {
    const char *url;
    gboolean    fetchable;
  } vectors[] = {
    { "http://10.77.0.13:5000/ssdp/desc-DSM-eth0.xml", TRUE },
    { "https://10.77.0.13/", TRUE },
    { "HTTP://10.77.0.13/x.xml", TRUE },
    { "http://10.77.0.13:22/", TRUE },
    { "http://127.0.0.1:631/", FALSE },
    { "http://localhost:631/", FALSE },
    { "http://127.1/", FALSE },
    { "http://0x0a4d000d/", FALSE },
    { "http://[::1]:631/", FALSE },
    { "http://[::ffff:127.0.0.1]/", FALSE },
    { "http://[::ffff:10.77.0.13]/", FALSE },
    { "http://169.254.169.254/latest/meta-data/", FALSE },
    { "http://10.77.0.11:8200/rootDesc.xml", FALSE },
    { "file:///etc/passwd", FALSE },
    { "ftp://10.77.0.13/x", FALSE },
    { "http://user:pw@10.77.0.13/", FALSE },
    { "http://10.77.0.13@10.77.0.11/", FALSE },
    { "http://10.77.0.11@10.77.0.13/", FALSE },
    { "http://evil.example/x.xml", FALSE },
    { "http://10.77.0.13:99999/", FALSE },
    { "http://10.77.0.13:0/", FALSE },
    { "http://10.77.0.13/ x", FALSE },
    { "http://10.77.0.13/\r\nX: y", FALSE },
    { "http://10.77.0.13\\@10.77.0.11/", FALSE },
    { "http://0/", FALSE },
    { "http://2130706433/", FALSE },
    { "/relative.xml", FALSE },
    { "http:///x", FALSE },
    { "", FALSE },
  };
  g_autoptr (GInetAddress) source = g_inet_address_new_from_string ("10.77.0.13");
  g_autofree char *fill = g_strnfill (4000, 'A');
  g_autofree char *endless = g_strconcat ("http://10.77.0.13/", fill, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GUri) uri = mg_url_rules_parse_fetchable (vectors[i].url, source);

      g_test_message ("Vector %" G_GSIZE_FORMAT ": %s", i, vectors[i].url);
      g_assert_cmpint (uri != NULL, ==, vectors[i].fetchable);
    }
  g_assert_null (mg_url_rules_parse_fetchable (endless, source));
}

/* Check that a link-local address is compared without its zone. */
static void
test_url_rules_zone (void)
{
  g_autoptr (GInetAddress) source = g_inet_address_new_from_string ("fe80::d");
  g_autoptr (GUri) bare = mg_url_rules_parse_fetchable ("http://[fe80::d]:5357/x", source);
  g_autoptr (GUri) zone = mg_url_rules_parse_fetchable ("http://[fe80::d%25eth0]/x", source);

  g_assert_nonnull (bare);
  g_assert_nonnull (zone);
}

/* Check that an admin page is believed at the device itself only, and then
 * reached by its address. */
static void
test_url_rules_admin (void)
{
  static const struct
  {
    const char *url;
    const char *judged;  /* (nullable) */
  } vectors[] = {
    { "http://NPI4C6BF5.local.", "http://10.77.0.12/" },
    { "http://npi4c6bf5.local:8080/a?b=c", "http://10.77.0.12:8080/a?b=c" },
    { "https://npi4c6bf5.local./hp/device", "https://10.77.0.12/hp/device" },
    { "http://10.77.0.12:80/PRESENTATION/BONJOUR", "http://10.77.0.12/PRESENTATION/BONJOUR" },
    { "http://10.77.0.13:31337/", NULL },
    { "http://127.0.0.1:9/", NULL },
    { "http://other.local/", NULL },
    { "javascript:alert(1)", NULL },
    { "http://npi4c6bf5.local:0/", NULL },
    { "", NULL },
  };
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (addresses, g_inet_address_new_from_string ("10.77.0.12"));
  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autofree char *judged = mg_url_rules_dup_admin_url (vectors[i].url, "NPI4C6BF5.local",
                                                            addresses, "10.77.0.12");

      g_test_message ("Vector %" G_GSIZE_FORMAT ": %s", i, vectors[i].url);
      g_assert_cmpstr (judged, ==, vectors[i].judged);
    }
}

/* Check that a URL is written so that GUri reads it back, zone and all. */
static void
test_url_rules_base (void)
{
  g_autofree char *ipv4 = mg_url_rules_dup_base_url ("https", "10.0.0.5", 443, NULL);
  g_autofree char *ipv6 = mg_url_rules_dup_base_url ("http", "fe80::1%eth0", 8631, "/x");
  g_autofree char *odd = mg_url_rules_dup_base_url ("http", "10.0.0.5", 80, "no-slash");
  g_autoptr (GUri) uri = g_uri_parse (ipv6, G_URI_FLAGS_NONE, NULL);

  g_assert_cmpstr (ipv4, ==, "https://10.0.0.5/");
  g_assert_cmpstr (ipv6, ==, "http://[fe80::1%25eth0]:8631/x");
  g_assert_cmpstr (odd, ==, "http://10.0.0.5/");
  g_assert_nonnull (uri);
  g_assert_cmpstr (g_uri_get_host (uri), ==, "fe80::1%eth0");
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/discovery/url-rules/fetchable", test_url_rules_fetchable);
  g_test_add_func ("/discovery/url-rules/zone", test_url_rules_zone);
  g_test_add_func ("/discovery/url-rules/admin", test_url_rules_admin);
  g_test_add_func ("/discovery/url-rules/base", test_url_rules_base);

  return g_test_run ();
}
