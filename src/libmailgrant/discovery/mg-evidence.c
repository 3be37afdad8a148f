/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-evidence"

#include "config.h"

#include "mg-text.h"

#include "mg-evidence.h"

/* What several sightings of one device say together. */

/* The types whose words about the device are the best, the best first. */
static const char * const spokesmen[] = {
  "_mail-authorization._tcp",
  "_qdiscover._tcp",
  "_ipps._tcp",
  "_ipp._tcp",
  "_uscans._tcp",
  "_uscan._tcp",
  "_https._tcp",
  "_http._tcp",
  "_printer._tcp",
  "_pdl-datastream._tcp",
  "_scanner._tcp",
};

/* Of the other ways, UPnP descriptions say the most. */
static const MgSightingSource other_sources[] = {
  MG_SIGHTING_SOURCE_SSDP,
  MG_SIGHTING_SOURCE_WSD,
  MG_SIGHTING_SOURCE_CUPS,
  MG_SIGHTING_SOURCE_ADDRESS,
};

static guint
get_rank (MgSighting *sighting)
{
  const char *type = mg_sighting_get_service_type (sighting);

  for (guint i = 0; type != NULL && i < G_N_ELEMENTS (spokesmen); i++)
    if (g_str_equal (type, spokesmen[i]))
      return i;

  for (guint i = 0; !mg_sighting_is_dns_sd (sighting) && i < G_N_ELEMENTS (other_sources); i++)
    if (mg_sighting_get_source (sighting) == other_sources[i])
      return G_N_ELEMENTS (spokesmen) + i;

  return G_MAXUINT;
}

static int
compare_ranks (gconstpointer a,
               gconstpointer b)
{
  MgSighting *first = *(MgSighting **) a;
  MgSighting *second = *(MgSighting **) b;
  guint first_rank = get_rank (first);
  guint second_rank = get_rank (second);

  if (mg_sighting_get_weight (first) != mg_sighting_get_weight (second))
    return (int) mg_sighting_get_weight (second) - (int) mg_sighting_get_weight (first);

  if (first_rank != second_rank)
    return first_rank < second_rank ? -1 : 1;

  return g_strcmp0 (mg_sighting_get_id (first), mg_sighting_get_id (second));
}

/**
 * mg_evidence_find_claim:
 * @ranked: (element-type MgSighting): sightings in mg_evidence_rank() order
 * @claim: which
 *
 * Returns: (transfer none) (nullable): what the most telling one says
 */
const char *
mg_evidence_find_claim (GPtrArray *ranked,
                        MgClaim    claim)
{
  for (guint i = 0; i < ranked->len; i++)
    {
      const char *text = mg_claims_get (mg_sighting_get_claims (g_ptr_array_index (ranked, i)),
                                        claim);

      if (text != NULL)
        return text;
    }

  return NULL;
}

/**
 * mg_evidence_dup_addresses:
 * @ranked: (element-type MgSighting): sightings in mg_evidence_rank() order
 *
 * Returns: (transfer full): all addresses, in the order in which to try them
 */
GStrv
mg_evidence_dup_addresses (GPtrArray *ranked)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  /* Each sighting has its own in good order: first everybody's first. */
  for (guint place = 0; place < 16; place++)
    for (guint i = 0; i < ranked->len; i++)
      {
        const char * const *own = mg_sighting_get_address_texts (g_ptr_array_index (ranked, i));

        if (place < g_strv_length ((GStrv) own) &&
            !g_ptr_array_find_with_equal_func (texts, own[place], g_str_equal, NULL))
          g_ptr_array_add (texts, g_strdup (own[place]));
      }
  g_ptr_array_add (texts, NULL);

  return (GStrv) g_ptr_array_steal (texts, NULL);
}

/**
 * mg_evidence_dup_sources:
 * @ranked: (element-type MgSighting): sightings in mg_evidence_rank() order
 *
 * Returns: (transfer full): the words for how the device was seen
 */
GStrv
mg_evidence_dup_sources (GPtrArray *ranked)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const char *last = NULL;

  for (guint source = 0; source <= MG_SIGHTING_SOURCE_ADDRESS; source++)
    for (guint i = 0; i < ranked->len; i++)
      if (mg_sighting_get_source (g_ptr_array_index (ranked, i)) == source)
        {
          const char *nick = mg_sighting_source_get_nick (source);

          if (g_strcmp0 (nick, last) != 0)
            g_strv_builder_add (builder, nick);
          last = nick;
          break;
        }

  return g_strv_builder_end (builder);
}

/**
 * mg_evidence_dup_admin_url:
 * @ranked: (element-type MgSighting): sightings in mg_evidence_rank() order
 *
 * Returns: (transfer full) (nullable): the device's own page, %NULL if none is known
 */
char *
mg_evidence_dup_admin_url (GPtrArray *ranked)
{
  for (guint i = 0; i < ranked->len; i++)
    {
      const char *url = mg_sighting_get_admin_url (g_ptr_array_index (ranked, i));

      if (url != NULL)
        return g_strdup (url);
    }

  return NULL;
}

/**
 * mg_evidence_dup_name:
 * @ranked: (element-type MgSighting): sightings in mg_evidence_rank() order
 * @addresses: its addresses
 *
 * Returns: (transfer full): a name fit to be shown
 */
char *
mg_evidence_dup_name (GPtrArray *ranked,
                      GStrv      addresses)
{
  const char *name = mg_evidence_find_claim (ranked, MG_CLAIM_NAME);

  for (guint i = 0; name == NULL && i < ranked->len; i++)
    name = mg_sighting_get_host (g_ptr_array_index (ranked, i));
  if (name == NULL)
    name = addresses[0] != NULL ? addresses[0] : "";

  return mg_text_dup_clean (name, -1, MG_TEXT_NAME_MAX);
}

/**
 * mg_evidence_is_disputed:
 * @ranked: (element-type MgSighting): sightings in mg_evidence_rank() order
 *
 * One device has one host name on one link. Where two hosts with no address in
 * common say that they are the same, at least one of them lies or is set up
 * wrongly.
 *
 * Returns: whether that is so
 */
gboolean
mg_evidence_is_disputed (GPtrArray *ranked)
{
  MgSighting *first = NULL;

  for (guint i = 0; i < ranked->len; i++)
    {
      MgSighting *sighting = g_ptr_array_index (ranked, i);
      const char * const *own = mg_sighting_get_address_texts (sighting);
      gboolean shared = FALSE;

      if (!mg_sighting_is_dns_sd (sighting) || mg_sighting_get_host (sighting) == NULL)
        continue;
      if (first == NULL)
        first = sighting;

      for (gsize at = 0; own[at] != NULL; at++)
        shared |= g_strv_contains (mg_sighting_get_address_texts (first), own[at]);
      if (!shared &&
          mg_sighting_get_interface (sighting) == mg_sighting_get_interface (first) &&
          g_strcmp0 (mg_sighting_get_host (sighting), mg_sighting_get_host (first)) != 0)
        return TRUE;
    }

  return FALSE;
}

/**
 * mg_evidence_rank:
 * @sightings: (element-type MgSighting): sightings of one device, oldest first
 * @max: how many to take
 *
 * Returns: (transfer full) (element-type MgSighting): the oldest, the most
 *   telling first
 */
GPtrArray *
mg_evidence_rank (GPtrArray *sightings,
                  guint      max)
{
  GPtrArray *ranked = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < MIN (sightings->len, max); i++)
    g_ptr_array_add (ranked, g_object_ref (g_ptr_array_index (sightings, i)));
  g_ptr_array_sort (ranked, compare_ranks);

  return ranked;
}

/**
 * mg_evidence_get_kind:
 * @ranked: (element-type MgSighting): sightings in mg_evidence_rank() order
 *
 * Returns: the best that any of them shows
 */
MgDiscoveredKind
mg_evidence_get_kind (GPtrArray *ranked)
{
  MgDiscoveredKind kind = MG_DISCOVERED_KIND_OTHER;

  for (guint i = 0; i < ranked->len; i++)
    kind = MAX (kind, mg_claims_get_kind (mg_sighting_get_claims (g_ptr_array_index (ranked, i))));

  return kind;
}

/**
 * mg_evidence_get_last_seen:
 * @ranked: (element-type MgSighting): sightings in mg_evidence_rank() order
 *
 * Returns: when the last of them came, in microseconds
 */
gint64
mg_evidence_get_last_seen (GPtrArray *ranked)
{
  gint64 last_seen = 0;

  for (guint i = 0; i < ranked->len; i++)
    last_seen = MAX (last_seen, mg_sighting_get_seen_at (g_ptr_array_index (ranked, i)));

  return last_seen;
}
