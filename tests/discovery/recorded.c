/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-dns-sd.h"

#include "recorded.h"

/* What scanners heard, from files: DNS-SD services as they were announced,
 * and sightings of other sources as their scanner makes them. */

#define SEEN_AT G_GINT64_CONSTANT (1800000000000000)

/**
 * recorded_rules_new:
 *
 * Returns: (transfer full): the rules of a computer with two interfaces, eth0
 *   on 10.77.0.0/24 and eth1 on 192.0.2.128/25
 */
MgAddressRules *
recorded_rules_new (void)
{
  static const struct
  {
    int         interface;
    const char *name;
    const char *address;
    guint       prefix;
  } links[] = {
    { 2, "eth0", "10.77.0.1", 24 },
    { 2, "eth0", "fe80::77:ff:fe00:1", 64 },
    { 3, "eth1", "192.0.2.130", 25 },
    { 3, "eth1", "10.77.0.2", 24 },
  };
  MgAddressRules *rules = mg_address_rules_new (FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (links); i++)
    {
      g_autoptr (GInetAddress) address = g_inet_address_new_from_string (links[i].address);

      mg_address_rules_add_interface (rules, links[i].interface, links[i].name, address,
                                      links[i].prefix);
    }

  return rules;
}

static GPtrArray *
read_addresses (JsonObject *record)
{
  JsonArray *texts = json_object_get_array_member (record, "addresses");
  GPtrArray *addresses = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < json_array_get_length (texts); i++)
    g_ptr_array_add (addresses,
                     g_inet_address_new_from_string (json_array_get_string_element (texts, i)));

  return addresses;
}

static GStrv
read_strings (JsonArray *array)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < json_array_get_length (array); i++)
    g_strv_builder_add (builder, json_array_get_string_element (array, i));

  return g_strv_builder_end (builder);
}

static MgSighting *
read_service (JsonObject     *record,
              MgAddressRules *rules)
{
  g_autoptr (GPtrArray) addresses = read_addresses (record);
  g_auto (GStrv) strings = read_strings (json_object_get_array_member (record, "txt"));
  g_autoptr (MgTxt) txt = mg_txt_new ((const char * const *) strings);

  return mg_dns_sd_new_sighting (&(MgDnsSdAnswer) {
    .source = MG_SIGHTING_SOURCE_AVAHI,
    .interface = (int) json_object_get_int_member (record, "interface"),
    .seen_at = SEEN_AT,
    .type = json_object_get_string_member (record, "type"),
    .instance = json_object_get_string_member (record, "instance"),
    .host = json_object_get_string_member (record, "host"),
    .port = (guint16) json_object_get_int_member (record, "port"),
    .addresses = addresses,
    .txt = txt,
  }, rules);
}

static MgClaims *
read_claims (JsonObject *object)
{
  static const struct
  {
    const char *member;
    MgClaim     claim;
  } members[] = {
    { "uuid", MG_CLAIM_UUID },
    { "vendor", MG_CLAIM_VENDOR },
    { "model", MG_CLAIM_MODEL },
    { "serial", MG_CLAIM_SERIAL },
    { "name", MG_CLAIM_NAME },
  };
  MgClaims *claims = mg_claims_new ();
  const char *uuid = json_object_get_string_member_with_default (object, "uuid", NULL);
  const char *kind = json_object_get_string_member_with_default (object, "kind", "other");

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    mg_claims_set (claims, members[i].claim,
                   json_object_get_string_member_with_default (object, members[i].member, NULL));
  if (uuid != NULL && strlen (uuid) > 12)
    mg_claims_add_mac (claims, uuid + strlen (uuid) - 12);
  mg_claims_set_kind (claims, g_str_equal (kind, "nas")       ? MG_DISCOVERED_KIND_NAS
                              : g_str_equal (kind, "printer") ? MG_DISCOVERED_KIND_PRINTER
                                                              : MG_DISCOVERED_KIND_OTHER);

  return claims;
}

static MgSightingSource
read_source (const char *nick)
{
  for (MgSightingSource source = MG_SIGHTING_SOURCE_SSDP; source <= MG_SIGHTING_SOURCE_ADDRESS;
       source++)
    if (g_str_equal (nick, mg_sighting_source_get_nick (source)))
      return source;

  g_assert_not_reached ();
}

static MgSighting *
read_other (JsonObject *record)
{
  const char *nick = json_object_get_string_member (record, "source");
  g_autofree char *id = g_strconcat (nick, "/", json_object_get_string_member (record, "id"), NULL);
  g_autoptr (GPtrArray) addresses = read_addresses (record);
  g_auto (GStrv) texts = read_strings (json_object_get_array_member (record, "addresses"));
  g_autoptr (MgClaims) claims = read_claims (json_object_get_object_member (record, "claims"));
  MgSightingSource source = read_source (nick);

  return mg_sighting_new (&(MgSightingFields) {
    .id = id,
    .source = source,
    .weight = addresses->len == 0                    ? MG_SIGHTING_WEIGHT_HINT
              : source == MG_SIGHTING_SOURCE_ADDRESS ? MG_SIGHTING_WEIGHT_WEAK
                                                     : MG_SIGHTING_WEIGHT_STRONG,
    .interface = (int) json_object_get_int_member_with_default (record, "interface", 2),
    .seen_at = SEEN_AT,
    .instance = json_object_get_string_member_with_default (record, "instance", NULL),
    .host = json_object_get_string_member_with_default (record, "host", NULL),
    .port = (guint16) json_object_get_int_member (record, "port"),
    .addresses = addresses,
    .address_texts = (const char * const *) texts,
    .claims = claims,
  });
}

/**
 * recorded_sightings_new:
 * @records: what was heard
 *
 * Returns: (transfer full) (element-type MgSighting): what it means
 */
GPtrArray *
recorded_sightings_new (JsonArray *records)
{
  g_autoptr (MgAddressRules) rules = recorded_rules_new ();
  GPtrArray *sightings = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < json_array_get_length (records); i++)
    {
      JsonObject *record = json_array_get_object_element (records, i);
      MgSighting *sighting = json_object_has_member (record, "source")
                               ? read_other (record) : read_service (record, rules);

      if (sighting != NULL)
        g_ptr_array_add (sightings, sighting);
    }

  return sightings;
}

static const char *
get_text (MgDiscoveredDevice *device,
          const char         *member)
{
  static const struct
  {
    const char *member;
    const char *(*get) (MgDiscoveredDevice *device);
  } members[] = {
    { "name", mg_discovered_device_get_name },
    { "vendor", mg_discovered_device_get_vendor },
    { "model", mg_discovered_device_get_model },
    { "serial", mg_discovered_device_get_serial },
    { "firmware", mg_discovered_device_get_firmware },
    { "admin_url", mg_discovered_device_get_admin_url },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    if (g_str_equal (members[i].member, member))
      return members[i].get (device);

  g_assert_not_reached ();
}

static void
check_strings (JsonArray          *expected,
               const char * const *actual)
{
  g_auto (GStrv) strings = read_strings (expected);

  g_assert_cmpstrv (actual, strings);
}

/**
 * recorded_check_device:
 * @expected: some of what the device should be
 * @device: what it is
 *
 * Fails the test if they differ.
 */
void
recorded_check_device (JsonObject         *expected,
                       MgDiscoveredDevice *device)
{
  g_autoptr (GList) members = json_object_get_members (expected);

  for (GList *link = members; link != NULL; link = link->next)
    {
      const char *member = link->data;

      g_test_message ("%s", member);
      if (g_str_equal (member, "kind"))
        g_assert_cmpstr (mg_discovered_kind_get_nick (mg_discovered_device_get_kind (device)), ==,
                         json_object_get_string_member (expected, member));
      else if (g_str_equal (member, "sightings"))
        g_assert_cmpint (mg_discovered_device_get_sightings (device)->len, ==,
                         json_object_get_int_member (expected, member));
      else if (g_str_equal (member, "disputed"))
        g_assert_cmpint (mg_discovered_device_get_disputed (device), ==,
                         json_object_get_boolean_member (expected, member));
      else if (g_str_equal (member, "addresses"))
        check_strings (json_object_get_array_member (expected, member),
                       mg_discovered_device_get_addresses (device));
      else if (g_str_equal (member, "sources"))
        check_strings (json_object_get_array_member (expected, member),
                       mg_discovered_device_get_sources (device));
      else
        g_assert_cmpstr (get_text (device, member), ==,
                         json_object_get_string_member_with_default (expected, member, NULL));
    }
}
