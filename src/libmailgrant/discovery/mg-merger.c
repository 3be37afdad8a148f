/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-merger"

#include "config.h"

#include "mg-merger.h"

/* What more groups than this claim to be tells nothing of any of them. */
#define MAX_SHARED 64

/* Joins the sightings that belong to one device.
 *
 * The claims are taken strongest first: UUID, make and serial number, hardware
 * address, instance name on one host, host, address. The first three join
 * wherever they are equal; the others only what they leave no doubt about. Two
 * groups that contradict each other (two UUIDs within DNS-SD, two serial
 * numbers of one make) are never joined by anything weaker, so that a stranger
 * who claims a bit of each cannot make one device of two.
 *
 * The outcome depends on the sightings alone, not on their order. */

typedef struct
{
  MgSighting  *sighting;
  guint        parent;

  /* Of the root, for its whole group: */
  const char  *uuid;      /* (nullable): as claimed within DNS-SD */
  const char  *vendor;    /* (nullable): of the serial number */
  const char  *serial;    /* (nullable) */
  gboolean     strong;
  gboolean     dns_sd;
  guint        sources;   /* a bit for each source */
  MgDiscoveredKind kind;
} Node;

typedef struct
{
  Node       *nodes;  /* (owned) (array length=n_nodes) */
  guint       n_nodes;
} Forest;

typedef void (*KeyFunc) (MgSighting *sighting,
                         GPtrArray  *keys);

static const char *
get_claim (MgSighting *sighting,
           MgClaim     claim)
{
  return mg_claims_get (mg_sighting_get_claims (sighting), claim);
}

static int
compare_ids (gconstpointer a,
             gconstpointer b)
{
  return g_strcmp0 (mg_sighting_get_id (*(MgSighting **) a),
                    mg_sighting_get_id (*(MgSighting **) b));
}

static guint
find_root (Forest *forest,
           guint   index)
{
  while (forest->nodes[index].parent != index)
    {
      guint parent = forest->nodes[index].parent;

      forest->nodes[index].parent = forest->nodes[parent].parent;
      index = parent;
    }

  return index;
}

static gboolean
differ (const char *a,
        const char *b)
{
  return a != NULL && b != NULL && !g_str_equal (a, b);
}

static gboolean
contradict (const Node *a,
            const Node *b)
{
  return differ (a->uuid, b->uuid) ||
         (g_strcmp0 (a->vendor, b->vendor) == 0 && differ (a->serial, b->serial));
}

static void
join (Forest *forest,
      guint   a,
      guint   b)
{
  Node *root;
  Node *child;

  a = find_root (forest, a);
  b = find_root (forest, b);
  if (a == b)
    return;

  root = &forest->nodes[MIN (a, b)];
  child = &forest->nodes[MAX (a, b)];
  child->parent = MIN (a, b);
  if (root->uuid == NULL)
    root->uuid = child->uuid;
  if (root->serial == NULL)
    {
      root->serial = child->serial;
      root->vendor = child->vendor;
    }
  root->strong |= child->strong;
  root->dns_sd |= child->dns_sd;
  root->sources |= child->sources;
  root->kind = MAX (root->kind, child->kind);
}

static void
join_unless_contradicting (Forest *forest,
                           guint   a,
                           guint   b)
{
  a = find_root (forest, a);
  b = find_root (forest, b);
  if (a != b && !contradict (&forest->nodes[a], &forest->nodes[b]))
    join (forest, a, b);
}

static void
add_uuid_keys (MgSighting *sighting,
               GPtrArray  *keys)
{
  const char *uuid = get_claim (sighting, MG_CLAIM_UUID);

  if (uuid != NULL)
    g_ptr_array_add (keys, g_strdup (uuid));
}

static void
add_dns_sd_uuid_keys (MgSighting *sighting,
                      GPtrArray  *keys)
{
  if (mg_sighting_is_dns_sd (sighting))
    add_uuid_keys (sighting, keys);
}

static void
add_serial_keys (MgSighting *sighting,
                 GPtrArray  *keys)
{
  const char *vendor = get_claim (sighting, MG_CLAIM_VENDOR);
  const char *serial = get_claim (sighting, MG_CLAIM_SERIAL);

  if (vendor != NULL && serial != NULL)
    g_ptr_array_add (keys, g_strconcat (vendor, "/", serial, NULL));
}

static void
add_mac_keys (MgSighting *sighting,
              GPtrArray  *keys)
{
  const char * const *macs = mg_claims_get_macs (mg_sighting_get_claims (sighting));

  for (gsize i = 0; macs[i] != NULL; i++)
    g_ptr_array_add (keys, g_strdup (macs[i]));
}

/* The same host on the same interface, or under the same address where the
 * computer has two interfaces on one network. */
static void
add_place_keys (MgSighting *sighting,
                const char *name,
                GPtrArray  *keys)
{
  const char * const *texts = mg_sighting_get_address_texts (sighting);
  const char *host = mg_sighting_get_host (sighting);

  if (host == NULL)
    return;

  g_ptr_array_add (keys, g_strdup_printf ("%s\n%d\n%s", host,
                                          mg_sighting_get_interface (sighting), name));
  for (gsize i = 0; texts[i] != NULL; i++)
    g_ptr_array_add (keys, g_strdup_printf ("%s\n%s\n%s", host, texts[i], name));
}

static void
add_instance_keys (MgSighting *sighting,
                   GPtrArray  *keys)
{
  const char *instance = mg_sighting_get_instance (sighting);

  if (instance != NULL)
    add_place_keys (sighting, instance, keys);
}

static void
add_host_keys (MgSighting *sighting,
               GPtrArray  *keys)
{
  if (mg_sighting_is_dns_sd (sighting))
    add_place_keys (sighting, "", keys);
}

static void
add_port_keys (MgSighting *sighting,
               GPtrArray  *keys)
{
  const char * const *texts = mg_sighting_get_address_texts (sighting);

  for (gsize i = 0; texts[i] != NULL && mg_sighting_get_port (sighting) != 0; i++)
    g_ptr_array_add (keys, g_strdup_printf ("%s %u", texts[i], mg_sighting_get_port (sighting)));
}

/* What a queue may know of its printer besides the address. */
static void
add_name_keys (MgSighting *sighting,
               GPtrArray  *keys)
{
  const char *instance = mg_sighting_get_instance (sighting);
  const char *host = mg_sighting_get_host (sighting);

  if (!mg_sighting_is_dns_sd (sighting) &&
      mg_sighting_get_source (sighting) != MG_SIGHTING_SOURCE_CUPS)
    return;

  if (instance != NULL)
    g_ptr_array_add (keys, g_strconcat ("instance ", instance, NULL));
  if (host != NULL)
    g_ptr_array_add (keys, g_strconcat ("host ", host, NULL));
}

static void
add_address_keys (MgSighting *sighting,
                  GPtrArray  *keys)
{
  const char * const *texts = mg_sighting_get_address_texts (sighting);

  for (gsize i = 0; texts[i] != NULL; i++)
    g_ptr_array_add (keys, g_strdup (texts[i]));
}

/* Sorted by key: (element-type (owned) utf8, (owned) GArray of node indexes) */
static GTree *
index_by_key (Forest  *forest,
              KeyFunc  add_keys)
{
  GTree *index = g_tree_new_full ((GCompareDataFunc) (void (*) (void)) g_strcmp0, NULL, g_free,
                                  (GDestroyNotify) g_array_unref);

  for (guint i = 0; i < forest->n_nodes; i++)
    {
      g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);

      add_keys (forest->nodes[i].sighting, keys);
      for (guint at = 0; at < keys->len; at++)
        {
          GArray *indexes = g_tree_lookup (index, g_ptr_array_index (keys, at));

          if (indexes == NULL)
            {
              indexes = g_array_new (FALSE, FALSE, sizeof (guint));
              g_tree_insert (index, g_strdup (g_ptr_array_index (keys, at)), indexes);
            }
          g_array_append_val (indexes, i);
        }
    }

  return index;
}

/* The roots that a key leads to, each once, in order. */
static GArray *
find_roots (Forest *forest,
            GArray *indexes)
{
  g_autoptr (GHashTable) known = g_hash_table_new (NULL, NULL);
  GArray *roots = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < indexes->len; i++)
    {
      guint root = find_root (forest, g_array_index (indexes, guint, i));

      if (g_hash_table_add (known, GUINT_TO_POINTER (root)))
        g_array_append_val (roots, root);
    }

  return roots;
}

static void
join_equal (Forest   *forest,
            KeyFunc   add_keys,
            gboolean  always)
{
  g_autoptr (GTree) index = index_by_key (forest, add_keys);

  for (GTreeNode *node = g_tree_node_first (index); node != NULL; node = g_tree_node_next (node))
    {
      g_autoptr (GArray) roots = find_roots (forest, g_tree_node_value (node));

      for (guint i = 1; i < roots->len && roots->len <= MAX_SHARED; i++)
        if (always)
          join (forest, g_array_index (roots, guint, 0), g_array_index (roots, guint, i));
        else
          for (guint at = 0; at < i; at++)
            join_unless_contradicting (forest, g_array_index (roots, guint, at),
                                       g_array_index (roots, guint, i));
    }
}

/* Of the devices on one host at most one can own what does not say whose it
 * is. A computer that carries printers besides itself is that one. */
static guint
find_owner (Forest *forest,
            GArray *roots)
{
  guint owner = G_MAXUINT;
  guint n_strong = 0;
  guint n_others = 0;

  for (guint i = 0; i < roots->len; i++)
    {
      guint root = g_array_index (roots, guint, i);
      const Node *node = &forest->nodes[root];

      if (!node->strong)
        continue;
      n_strong++;
      if (node->kind != MG_DISCOVERED_KIND_PRINTER)
        n_others++;
      if (owner == G_MAXUINT || node->kind != MG_DISCOVERED_KIND_PRINTER)
        owner = root;
    }

  return n_strong == 1 || n_others == 1 ? owner : G_MAXUINT;
}

static void
join_hosts (Forest *forest)
{
  g_autoptr (GTree) index = index_by_key (forest, add_host_keys);

  for (GTreeNode *node = g_tree_node_first (index); node != NULL; node = g_tree_node_next (node))
    {
      g_autoptr (GArray) roots = find_roots (forest, g_tree_node_value (node));
      guint owner = find_owner (forest, roots);

      for (guint i = 0; i < roots->len; i++)
        {
          guint root = g_array_index (roots, guint, i);

          if (forest->nodes[find_root (forest, root)].strong)
            continue;
          if (owner == G_MAXUINT)
            owner = root;
          join_unless_contradicting (forest, owner, root);
        }
    }
}

/* What was not seen by DNS-SD joins the one device that was, at the same
 * address; where DNS-SD shows none, two sources may each have seen it. */
static void
join_addresses (Forest  *forest,
                KeyFunc  add_keys)
{
  g_autoptr (GTree) index = index_by_key (forest, add_keys);

  for (GTreeNode *node = g_tree_node_first (index); node != NULL; node = g_tree_node_next (node))
    {
      g_autoptr (GArray) roots = find_roots (forest, g_tree_node_value (node));
      guint owner = G_MAXUINT;
      guint n_dns_sd = 0;

      for (guint i = 0; i < roots->len; i++)
        if (forest->nodes[g_array_index (roots, guint, i)].dns_sd)
          {
            owner = g_array_index (roots, guint, i);
            n_dns_sd++;
          }
      if (n_dns_sd > 1)
        continue;

      for (guint i = 0; i < roots->len; i++)
        {
          guint root = g_array_index (roots, guint, i);

          if (owner == G_MAXUINT)
            owner = root;
          else if (n_dns_sd == 1 ||
                   (forest->nodes[find_root (forest, owner)].sources &
                    forest->nodes[find_root (forest, root)].sources) == 0)
            join_unless_contradicting (forest, owner, root);
        }
    }
}

static void
forest_plant (Forest    *forest,
              GPtrArray *sorted)
{
  forest->n_nodes = sorted->len;
  forest->nodes = g_new0 (Node, MAX (sorted->len, 1));
  for (guint i = 0; i < sorted->len; i++)
    {
      MgSighting *sighting = g_ptr_array_index (sorted, i);
      Node *node = &forest->nodes[i];

      node->sighting = sighting;
      node->parent = i;
      node->dns_sd = mg_sighting_is_dns_sd (sighting);
      node->uuid = node->dns_sd ? get_claim (sighting, MG_CLAIM_UUID) : NULL;
      node->vendor = get_claim (sighting, MG_CLAIM_VENDOR);
      node->serial = node->vendor != NULL ? get_claim (sighting, MG_CLAIM_SERIAL) : NULL;
      node->strong = mg_sighting_get_weight (sighting) == MG_SIGHTING_WEIGHT_STRONG;
      node->sources = 1u << mg_sighting_get_source (sighting);
      node->kind = mg_claims_get_kind (mg_sighting_get_claims (sighting));
    }
}

/**
 * mg_merger_merge:
 * @sightings: (element-type MgSighting): everything seen
 *
 * Sorts sightings into groups of which each is one device.
 *
 * Returns: (transfer full) (element-type GPtrArray): the groups, each an array
 *   of sightings in the order of their ids
 */
GPtrArray *
mg_merger_merge (GPtrArray *sightings)
{
  g_autoptr (GPtrArray) sorted = NULL;
  g_autoptr (GHashTable) by_root = g_hash_table_new (NULL, NULL);
  g_autofree Node *nodes = NULL;
  GPtrArray *groups;
  Forest forest;

  g_return_val_if_fail (sightings != NULL, NULL);

  sorted = g_ptr_array_sized_new (sightings->len);
  for (guint i = 0; i < sightings->len; i++)
    g_ptr_array_add (sorted, g_ptr_array_index (sightings, i));
  g_ptr_array_sort (sorted, compare_ids);
  forest_plant (&forest, sorted);
  nodes = forest.nodes;

  join_equal (&forest, add_uuid_keys, TRUE);
  join_equal (&forest, add_serial_keys, FALSE);
  join_equal (&forest, add_mac_keys, FALSE);
  join_equal (&forest, add_instance_keys, FALSE);
  join_hosts (&forest);
  join_addresses (&forest, add_port_keys);
  join_addresses (&forest, add_address_keys);
  join_addresses (&forest, add_name_keys);

  groups = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  for (guint i = 0; i < forest.n_nodes; i++)
    {
      gpointer root = GUINT_TO_POINTER (find_root (&forest, i));
      GPtrArray *group = g_hash_table_lookup (by_root, root);

      if (group == NULL)
        {
          group = g_ptr_array_new_with_free_func (g_object_unref);
          g_hash_table_insert (by_root, root, group);
          g_ptr_array_add (groups, group);
        }
      g_ptr_array_add (group, g_object_ref (forest.nodes[i].sighting));
    }

  return groups;
}

static char *
dup_first (GPtrArray *group,
           KeyFunc    add_keys)
{
  g_autofree char *first = NULL;

  for (guint i = 0; i < group->len; i++)
    {
      g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);

      add_keys (g_ptr_array_index (group, i), keys);
      for (guint at = 0; at < keys->len; at++)
        if (first == NULL || g_strcmp0 (g_ptr_array_index (keys, at), first) < 0)
          {
            g_free (first);
            first = g_strdup (g_ptr_array_index (keys, at));
          }
    }

  return g_steal_pointer (&first);
}

/* The name and not the interface, whose number may be another tomorrow. */
static void
add_stable_name_keys (MgSighting *sighting,
                      GPtrArray  *keys)
{
  const char *instance = mg_sighting_get_instance (sighting);
  const char *host = mg_sighting_get_host (sighting);

  if (instance != NULL && host != NULL &&
      mg_sighting_get_weight (sighting) != MG_SIGHTING_WEIGHT_HINT)
    g_ptr_array_add (keys, g_strconcat (instance, "\n", host, NULL));
}

static void
add_stable_host_keys (MgSighting *sighting,
                      GPtrArray  *keys)
{
  if (mg_sighting_get_host (sighting) != NULL)
    g_ptr_array_add (keys, g_strdup (mg_sighting_get_host (sighting)));
}

/**
 * mg_merger_dup_id:
 * @group: (element-type MgSighting): the sightings of one device
 *
 * Makes an id from the strongest claim of a device, so that it is the same
 * each time that the device is found.
 *
 * Returns: (transfer full): the id, in letters, digits and dashes
 */
char *
mg_merger_dup_id (GPtrArray *group)
{
  static const struct
  {
    const char *word;
    KeyFunc     add_keys;
  } claims[] = {
    { "uuid", add_dns_sd_uuid_keys },
    { "uuid", add_uuid_keys },
    { "serial", add_serial_keys },
    { "mac", add_mac_keys },
    { "name", add_stable_name_keys },
    { "host", add_stable_host_keys },
    { "port", add_port_keys },
    { "address", add_address_keys },
  };

  g_return_val_if_fail (group != NULL && group->len > 0, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (claims); i++)
    {
      g_autofree char *first = dup_first (group, claims[i].add_keys);
      g_autofree char *digest = NULL;

      if (first == NULL)
        continue;
      digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, first, -1);

      return g_strdup_printf ("%s-%.16s", claims[i].word, digest);
    }

  return g_strdup ("none");
}

/**
 * mg_merger_dup_full_id:
 * @group: (element-type MgSighting): the sightings of one device
 *
 * Makes an id that tells the device from another with the same claim, for as
 * long as it keeps its address.
 *
 * Returns: (transfer full): the id, in letters, digits and dashes
 */
char *
mg_merger_dup_full_id (GPtrArray *group)
{
  g_autofree char *id = mg_merger_dup_id (group);
  g_autofree char *place = dup_first (group, add_port_keys);
  g_autofree char *digest = NULL;

  if (place == NULL)
    place = dup_first (group, add_address_keys);
  digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, place != NULL ? place : "", -1);

  return g_strdup_printf ("%s-%.8s", id, digest);
}
