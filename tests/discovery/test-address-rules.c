/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-address-rules.h"
#include "mg-test.h"

#define ETH0 2
#define ETH1 3

static MgAddressRules *
rules_new (gboolean include_local)
{
  static const struct
  {
    int         interface;
    const char *name;
    const char *address;
    guint       prefix;
  } links[] = {
    { 1, "lo", "127.0.0.1", 8 },
    { 1, "lo", "::1", 128 },
    { ETH0, "eth0", "10.77.0.1", 24 },
    { ETH0, "eth0", "fd77:77::1", 64 },
    { ETH0, "eth0", "fe80::77:ff:fe00:1", 64 },
    { ETH0, "eth0", "203.0.113.9", 29 },
    { ETH1, "eth1", "192.0.2.130", 25 },
  };
  MgAddressRules *rules = mg_address_rules_new (include_local);

  for (gsize i = 0; i < G_N_ELEMENTS (links); i++)
    {
      g_autoptr (GInetAddress) address = g_inet_address_new_from_string (links[i].address);

      mg_address_rules_add_interface (rules, links[i].interface, links[i].name, address,
                                      links[i].prefix);
    }

  return rules;
}

typedef struct
{
  int         interface;
  const char *address;
  gboolean    allowed;
} Vector;

/* Check that an announced address is believed only if it can be a device's:
 * not this computer's, not many hosts', not one out on the internet. */
static void
test_address_rules_allows (void)
{
  static const Vector vectors[] = {
    { ETH0, "10.77.0.13", TRUE },
    { ETH0, "10.99.1.2", TRUE },
    { ETH0, "172.16.0.1", TRUE },
    { ETH0, "172.32.0.1", FALSE },
    { ETH0, "192.168.4.4", TRUE },
    { ETH0, "192.0.2.77", FALSE },
    { ETH0, "203.0.113.10", TRUE },
    { ETH0, "203.0.113.20", FALSE },
    { ETH1, "192.0.2.200", TRUE },
    { ETH1, "192.0.2.5", FALSE },
    { ETH0, "10.77.0.1", FALSE },
    { ETH0, "127.0.0.1", FALSE },
    { ETH0, "127.1.2.3", FALSE },
    { ETH0, "0.0.0.0", FALSE },
    { ETH0, "0.1.2.3", FALSE },
    { ETH0, "224.0.0.251", FALSE },
    { ETH0, "240.0.0.1", FALSE },
    { ETH0, "255.255.255.255", FALSE },
    { ETH0, "169.254.169.254", FALSE },
    { ETH0, "8.8.8.8", FALSE },
    { ETH0, "fd77:77::13", TRUE },
    { ETH0, "fdaa::1", TRUE },
    { ETH0, "2001:db8::1", FALSE },
    { ETH0, "::1", FALSE },
    { ETH0, "::", FALSE },
    { ETH0, "::ffff:127.0.0.1", FALSE },
    { ETH0, "::ffff:10.77.0.13", FALSE },
    { ETH0, "::10.77.0.13", FALSE },
    { ETH0, "64:ff9b::a4d:d", FALSE },
    { ETH0, "ff02::fb", FALSE },
    { ETH0, "fe80::77:ff:fe00:d", TRUE },
    { ETH1, "fe80::77:ff:fe00:d", FALSE },
    { 0, "fe80::77:ff:fe00:d", FALSE },
  };
  g_autoptr (MgAddressRules) rules = rules_new (FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GInetAddress) address = g_inet_address_new_from_string (vectors[i].address);

      g_test_message ("Vector %" G_GSIZE_FORMAT ": %s", i, vectors[i].address);
      g_assert_nonnull (address);
      g_assert_cmpint (mg_address_rules_allows (rules, vectors[i].interface, address), ==,
                       vectors[i].allowed);
    }
}

/* Check that this computer counts where it is asked for, and nothing else does
 * that did not before. */
static void
test_address_rules_include_local (void)
{
  g_autoptr (MgAddressRules) rules = rules_new (TRUE);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_from_string ("127.0.0.1");
  g_autoptr (GInetAddress) own = g_inet_address_new_from_string ("10.77.0.1");
  g_autoptr (GInetAddress) mapped = g_inet_address_new_from_string ("::ffff:127.0.0.1");
  g_autoptr (GInetAddress) public = g_inet_address_new_from_string ("8.8.8.8");

  g_assert_true (mg_address_rules_allows (rules, 1, loopback));
  g_assert_true (mg_address_rules_allows (rules, ETH0, own));
  g_assert_false (mg_address_rules_allows (rules, 1, mapped));
  g_assert_false (mg_address_rules_allows (rules, ETH0, public));
}

/* Check the order in which addresses are tried, and that a link-local one is
 * written with its interface. */
static void
test_address_rules_rank (void)
{
  g_autoptr (MgAddressRules) rules = rules_new (FALSE);
  g_autoptr (GInetAddress) near = g_inet_address_new_from_string ("10.77.0.13");
  g_autoptr (GInetAddress) far = g_inet_address_new_from_string ("10.99.0.13");
  g_autoptr (GInetAddress) unique = g_inet_address_new_from_string ("fd77:77::13");
  g_autoptr (GInetAddress) link = g_inet_address_new_from_string ("fe80::d");
  g_autofree char *near_text = mg_address_rules_dup_text (rules, ETH0, near);
  g_autofree char *link_text = mg_address_rules_dup_text (rules, ETH0, link);
  g_autofree char *unknown_text = mg_address_rules_dup_text (rules, 9, link);

  g_assert_cmpint (mg_address_rules_get_rank (rules, near), ==, MG_ADDRESS_RANK_SUBNET);
  g_assert_cmpint (mg_address_rules_get_rank (rules, unique), ==, MG_ADDRESS_RANK_IPV6);
  g_assert_cmpint (mg_address_rules_get_rank (rules, link), ==, MG_ADDRESS_RANK_LINK_LOCAL);
  g_assert_cmpint (mg_address_rules_get_rank (rules, far), ==, MG_ADDRESS_RANK_OTHER);

  g_assert_cmpstr (near_text, ==, "10.77.0.13");
  g_assert_cmpstr (link_text, ==, "fe80::d%eth0");
  g_assert_cmpstr (unknown_text, ==, "fe80::d%9");
}

/* Check that the interfaces of this computer can be read: loopback is there
 * everywhere. */
static void
test_address_rules_system (void)
{
  g_autoptr (MgAddressRules) rules = mg_address_rules_new_from_system (FALSE);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_from_string ("127.0.0.1");

  g_assert_true (mg_address_rules_knows_interface (rules, 1));
  g_assert_true (mg_address_rules_is_own (rules, loopback));
  g_assert_cmpint (mg_address_rules_get_rank (rules, loopback), ==, MG_ADDRESS_RANK_SUBNET);
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/discovery/address-rules/allows", test_address_rules_allows);
  g_test_add_func ("/discovery/address-rules/include-local", test_address_rules_include_local);
  g_test_add_func ("/discovery/address-rules/rank", test_address_rules_rank);
  g_test_add_func ("/discovery/address-rules/system", test_address_rules_system);

  return g_test_run ();
}
