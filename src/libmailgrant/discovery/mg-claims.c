/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-claims"

#include "config.h"

#include <string.h>

#include "mg-text.h"

#include "mg-claims.h"

#define MAX_MACS 16
#define MAX_ID_CHARACTERS 80

/**
 * MgClaims:
 *
 * What a device says of itself, in normal form, so that what it says in two
 * protocols can be compared.
 *
 * A claim is only that: anybody on the network can make it. It is filled while
 * an answer is read, and not changed once it belongs to a sighting.
 */
struct _MgClaims
{
  gatomicrefcount   ref_count;
  char             *texts[MG_N_CLAIMS];  /* (owned) (nullable) */
  GPtrArray        *macs;                /* (owned) (element-type utf8), NULL-terminated, sorted */
  MgDiscoveredKind  kind;
};

G_DEFINE_BOXED_TYPE (MgClaims, mg_claims, mg_claims_ref, mg_claims_unref)

G_DEFINE_ENUM_TYPE (MgDiscoveredKind, mg_discovered_kind,
                    G_DEFINE_ENUM_VALUE (MG_DISCOVERED_KIND_OTHER, "other"),
                    G_DEFINE_ENUM_VALUE (MG_DISCOVERED_KIND_SERVER, "server"),
                    G_DEFINE_ENUM_VALUE (MG_DISCOVERED_KIND_PRINTER, "printer"),
                    G_DEFINE_ENUM_VALUE (MG_DISCOVERED_KIND_NAS, "nas"))

typedef struct
{
  const char *written;
  const char *vendor;
} Spelling;

/* The makes that write their own name in more than one way. */
static const Spelling spellings[] = {
  { "brother", "Brother" },
  { "canon", "Canon" },
  { "epson", "Epson" },
  { "hewlett packard", "HP" },
  { "hewlett-packard", "HP" },
  { "hp", "HP" },
  { "hp inc.", "HP" },
  { "konica minolta", "Konica Minolta" },
  { "kyocera", "Kyocera" },
  { "kyocera document solutions inc.", "Kyocera" },
  { "lexmark", "Lexmark" },
  { "lexmark international", "Lexmark" },
  { "qnap", "QNAP" },
  { "qnap systems, inc.", "QNAP" },
  { "ricoh", "Ricoh" },
  { "samsung", "Samsung" },
  { "samsung electronics", "Samsung" },
  { "seiko epson", "Epson" },
  { "sharp", "Sharp" },
  { "synology", "Synology" },
  { "synology inc.", "Synology" },
  { "truenas", "TrueNAS" },
  { "xerox", "Xerox" },
};

/* Serial numbers that are no numbers: several programs and factories leave
 * one of these behind. */
static const char * const placeholders[] = {
  "0", "1", "n/a", "none", "unknown", "default", "to be filled by o.e.m.",
};

static gboolean
is_one_character (const char *text,
                  char        character)
{
  return strspn (text, (const char[]) { character, '\0' }) == strlen (text);
}

static char *
dup_hex (const char *text)
{
  g_autoptr (GString) hex = g_string_new (NULL);

  for (; *text != '\0'; text++)
    {
      if (g_ascii_isxdigit (*text))
        g_string_append_c (hex, g_ascii_tolower (*text));
      else if (strchr (":-. ", *text) == NULL)
        return NULL;
    }

  return g_string_free (g_steal_pointer (&hex), FALSE);
}

/* Only an address that its maker gave out tells one device from another:
 * virtual machines and phones make up locally administered ones. */
static char *
dup_normal_mac (const char *text)
{
  g_autofree char *hex = dup_hex (text);

  if (hex == NULL || strlen (hex) != 12 || is_one_character (hex, '0') ||
      (g_ascii_xdigit_value (hex[1]) & 3) != 0)
    return NULL;

  return g_strdup_printf ("%.2s:%.2s:%.2s:%.2s:%.2s:%.2s",
                          hex, hex + 2, hex + 4, hex + 6, hex + 8, hex + 10);
}

static char *
dup_normal_uuid (const char *clean)
{
  g_autofree char *lower = g_ascii_strdown (clean, -1);
  g_autofree char *bare = NULL;
  const char *text = lower;
  const char *node;
  gsize length;

  if (g_str_has_prefix (text, "urn:"))
    text += 4;
  if (g_str_has_prefix (text, "uuid:"))
    text += 5;
  length = strlen (text);
  if (length > 2 && text[0] == '{' && text[length - 1] == '}')
    {
      text++;
      length -= 2;
    }

  /* Identifiers of another shape are as good, if they are long enough not to
   * meet by accident. */
  if (length < 8 || length > MAX_ID_CHARACTERS)
    return NULL;

  bare = g_strndup (text, length);
  node = strrchr (bare, '-');
  node = node != NULL ? node + 1 : bare;
  if (is_one_character (node, '0') || is_one_character (node, 'f'))
    return NULL;

  return g_steal_pointer (&bare);
}

static char *
dup_normal_vendor (const char *clean)
{
  for (gsize i = 0; i < G_N_ELEMENTS (spellings); i++)
    if (g_ascii_strcasecmp (clean, spellings[i].written) == 0)
      return g_strdup (spellings[i].vendor);

  return g_strdup (clean);
}

static char *
dup_normal_serial (MgClaims   *self,
                   const char *clean)
{
  g_autofree char *hex = dup_hex (clean);

  for (gsize i = 0; i < G_N_ELEMENTS (placeholders); i++)
    if (g_ascii_strcasecmp (clean, placeholders[i]) == 0)
      return NULL;

  if (is_one_character (clean, '0'))
    return NULL;

  /* Synology's UPnP "serial number" is the address of the port it answers on. */
  if (hex != NULL && strlen (hex) == 12)
    {
      mg_claims_add_mac (self, hex);
      return NULL;
    }

  return g_strdup (clean);
}

static char *
dup_normal (MgClaims   *self,
            MgClaim     claim,
            const char *clean)
{
  switch (claim)
    {
    case MG_CLAIM_UUID:
      return dup_normal_uuid (clean);
    case MG_CLAIM_VENDOR:
      return dup_normal_vendor (clean);
    case MG_CLAIM_SERIAL:
      return dup_normal_serial (self, clean);
    case MG_CLAIM_MODEL:
    case MG_CLAIM_FIRMWARE:
    case MG_CLAIM_NAME:
    case MG_CLAIM_LOCATION:
    default:
      return g_strdup (clean);
    }
}

/**
 * mg_discovered_kind_get_nick:
 * @kind: a kind
 *
 * Returns: (transfer none): the word for it in JSON, never translated
 */
const char *
mg_discovered_kind_get_nick (MgDiscoveredKind kind)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (MG_TYPE_DISCOVERED_KIND);
  const GEnumValue *value = g_enum_get_value (klass, (int) kind);

  g_return_val_if_fail (value != NULL, NULL);

  return value->value_nick;
}

/**
 * mg_claims_new:
 *
 * Returns: (transfer full): claims of nothing
 */
MgClaims *
mg_claims_new (void)
{
  MgClaims *self = g_new0 (MgClaims, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->macs = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->macs, NULL);

  return self;
}

/**
 * mg_claims_ref:
 * @self: claims
 *
 * Returns: (transfer full): @self
 */
MgClaims *
mg_claims_ref (MgClaims *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * mg_claims_unref:
 * @self: (transfer full): claims
 *
 * Lets go of claims.
 */
void
mg_claims_unref (MgClaims *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  for (guint i = 0; i < MG_N_CLAIMS; i++)
    g_free (self->texts[i]);
  g_ptr_array_unref (self->macs);
  g_free (self);
}

/**
 * mg_claims_set:
 * @self: claims
 * @claim: which
 * @text: (nullable): what the device says, as it came from the network
 *
 * Notes a claim in its normal form, if none is noted yet and this one says
 * anything.
 */
void
mg_claims_set (MgClaims   *self,
               MgClaim     claim,
               const char *text)
{
  g_autofree char *clean = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail ((guint) claim < MG_N_CLAIMS);

  if (text == NULL || self->texts[claim] != NULL)
    return;

  clean = mg_text_dup_clean (text, -1, MG_TEXT_NAME_MAX);
  if (*clean != '\0')
    self->texts[claim] = dup_normal (self, claim, clean);
}

static int
compare_strings (gconstpointer a,
                 gconstpointer b)
{
  return g_strcmp0 (*(const char * const *) a, *(const char * const *) b);
}

/**
 * mg_claims_add_mac:
 * @self: claims
 * @text: (nullable): a hardware address, with or without separators
 *
 * Notes a hardware address, unless it is one that several devices may have.
 */
void
mg_claims_add_mac (MgClaims   *self,
                   const char *text)
{
  g_autofree char *mac = NULL;

  g_return_if_fail (self != NULL);

  mac = text != NULL ? dup_normal_mac (text) : NULL;
  if (mac == NULL || self->macs->len > MAX_MACS ||
      g_strv_contains (mg_claims_get_macs (self), mac))
    return;

  g_ptr_array_remove_index (self->macs, self->macs->len - 1);
  g_ptr_array_add (self->macs, g_steal_pointer (&mac));
  g_ptr_array_sort (self->macs, compare_strings);
  g_ptr_array_add (self->macs, NULL);
}

/**
 * mg_claims_set_kind:
 * @self: claims
 * @kind: what it looks like
 *
 * Notes the kind if it is better evidence than what is noted.
 */
void
mg_claims_set_kind (MgClaims         *self,
                    MgDiscoveredKind  kind)
{
  g_return_if_fail (self != NULL);

  self->kind = MAX (self->kind, kind);
}

/**
 * mg_claims_get:
 * @self: claims
 * @claim: which
 *
 * Returns: (transfer none) (nullable): the claim, fit to be shown
 */
const char *
mg_claims_get (const MgClaims *self,
               MgClaim         claim)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail ((guint) claim < MG_N_CLAIMS, NULL);

  return self->texts[claim];
}

/**
 * mg_claims_get_macs:
 * @self: claims
 *
 * Returns: (transfer none) (array zero-terminated=1): the hardware addresses
 *   as `00:11:32:aa:bb:01`, sorted
 */
const char * const *
mg_claims_get_macs (const MgClaims *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return (const char * const *) self->macs->pdata;
}

/**
 * mg_claims_get_kind:
 * @self: claims
 *
 * Returns: what it looks like
 */
MgDiscoveredKind
mg_claims_get_kind (const MgClaims *self)
{
  g_return_val_if_fail (self != NULL, MG_DISCOVERED_KIND_OTHER);

  return self->kind;
}
