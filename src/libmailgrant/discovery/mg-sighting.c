/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-sighting"

#include "config.h"

#include "mg-sighting.h"

/**
 * MgSighting:
 *
 * Something answered at an address, and this is what it said.
 *
 * A sighting never changes; when the same thing answers otherwise, its scanner
 * has another sighting with the same id. It is an object so that a list model
 * can hold it.
 */
struct _MgSighting
{
  GObject           parent_instance;

  char             *id;             /* (owned) */
  MgSightingSource  source;
  MgSightingWeight  weight;
  int               interface;
  gint64            seen_at;
  char             *service_type;   /* (owned) (nullable) */
  char             *instance;       /* (owned) (nullable) */
  char             *host;           /* (owned) (nullable) */
  guint16           port;
  GPtrArray        *addresses;      /* (owned) (element-type GInetAddress) */
  GStrv             address_texts;  /* (owned) */
  MgTxt            *txt;            /* (owned) */
  MgClaims         *claims;         /* (owned) */
  char             *admin_url;      /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (MgSighting, mg_sighting, G_TYPE_OBJECT)

static const char * const source_nicks[] = {
  [MG_SIGHTING_SOURCE_AVAHI] = "mdns",
  [MG_SIGHTING_SOURCE_MDNS] = "mdns",
  [MG_SIGHTING_SOURCE_SSDP] = "ssdp",
  [MG_SIGHTING_SOURCE_WSD] = "wsd",
  [MG_SIGHTING_SOURCE_CUPS] = "cups",
  [MG_SIGHTING_SOURCE_ADDRESS] = "address",
};

static void
mg_sighting_finalize (GObject *object)
{
  MgSighting *self = MG_SIGHTING (object);

  g_free (self->id);
  g_free (self->service_type);
  g_free (self->instance);
  g_free (self->host);
  g_ptr_array_unref (self->addresses);
  g_strfreev (self->address_texts);
  mg_txt_unref (self->txt);
  mg_claims_unref (self->claims);
  g_free (self->admin_url);

  G_OBJECT_CLASS (mg_sighting_parent_class)->finalize (object);
}

static void
mg_sighting_class_init (MgSightingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = mg_sighting_finalize;
}

static void
mg_sighting_init (MgSighting *self)
{
}

/**
 * mg_sighting_source_get_nick:
 * @source: a source
 *
 * Returns: (transfer none): the word for it in JSON; both ways to DNS-SD are "mdns"
 */
const char *
mg_sighting_source_get_nick (MgSightingSource source)
{
  g_return_val_if_fail ((guint) source < G_N_ELEMENTS (source_nicks), NULL);

  return source_nicks[source];
}

/**
 * mg_sighting_new:
 * @fields: all there is to say; copied
 *
 * Returns: (transfer full): a sighting
 */
MgSighting *
mg_sighting_new (const MgSightingFields *fields)
{
  static const char * const none[] = { NULL };
  MgSighting *self;

  g_return_val_if_fail (fields != NULL, NULL);
  g_return_val_if_fail (fields->id != NULL, NULL);

  self = g_object_new (MG_TYPE_SIGHTING, NULL);
  self->id = g_strdup (fields->id);
  self->source = fields->source;
  self->weight = fields->weight;
  self->interface = fields->interface;
  self->seen_at = fields->seen_at;
  self->service_type = g_strdup (fields->service_type);
  self->instance = g_strdup (fields->instance);
  self->host = g_strdup (fields->host);
  self->port = fields->port;
  self->addresses = fields->addresses != NULL
                      ? g_ptr_array_ref (fields->addresses)
                      : g_ptr_array_new_with_free_func (g_object_unref);
  self->address_texts = g_strdupv (fields->address_texts != NULL
                                     ? (GStrv) fields->address_texts : (GStrv) none);
  self->txt = fields->txt != NULL ? mg_txt_ref (fields->txt) : mg_txt_new (none);
  self->claims = fields->claims != NULL ? mg_claims_ref (fields->claims) : mg_claims_new ();
  self->admin_url = g_strdup (fields->admin_url);

  return self;
}

/**
 * mg_sighting_get_id:
 * @self: a sighting
 *
 * Returns: (transfer none): what tells it from all others
 */
const char *
mg_sighting_get_id (MgSighting *self)
{
  g_return_val_if_fail (MG_IS_SIGHTING (self), NULL);

  return self->id;
}

/**
 * mg_sighting_get_source:
 * @self: a sighting
 *
 * Returns: how it was seen
 */
MgSightingSource
mg_sighting_get_source (MgSighting *self)
{
  g_return_val_if_fail (MG_IS_SIGHTING (self), MG_SIGHTING_SOURCE_ADDRESS);

  return self->source;
}

/**
 * mg_sighting_get_weight:
 * @self: a sighting
 *
 * Returns: how much it proves
 */
MgSightingWeight
mg_sighting_get_weight (MgSighting *self)
{
  g_return_val_if_fail (MG_IS_SIGHTING (self), MG_SIGHTING_WEIGHT_HINT);

  return self->weight;
}

/**
 * mg_sighting_is_dns_sd:
 * @self: a sighting
 *
 * Returns: whether it was seen by DNS-SD, either way
 */
gboolean
mg_sighting_is_dns_sd (MgSighting *self)
{
  g_return_val_if_fail (MG_IS_SIGHTING (self), FALSE);

  return self->source == MG_SIGHTING_SOURCE_AVAHI || self->source == MG_SIGHTING_SOURCE_MDNS;
}

/**
 * mg_sighting_get_interface:
 * @self: a sighting
 *
 * Returns: the index of the interface it was seen on, 0 for unknown
 */
int
mg_sighting_get_interface (MgSighting *self)
{
  g_return_val_if_fail (MG_IS_SIGHTING (self), 0);

  return self->interface;
}

/**
 * mg_sighting_get_seen_at:
 * @self: a sighting
 *
 * Returns: when it was seen, in microseconds since 1970-01-01 UTC
 */
gint64
mg_sighting_get_seen_at (MgSighting *self)
{
  g_return_val_if_fail (MG_IS_SIGHTING (self), 0);

  return self->seen_at;
}

/**
 * mg_sighting_get_service_type:
 * @self: a sighting
 *
 * Returns: (transfer none) (nullable): the DNS-SD service type, such as `_ipp._tcp`
 */
const char *
mg_sighting_get_service_type (MgSighting *self)
{
  g_return_val_if_fail (MG_IS_SIGHTING (self), NULL);

  return self->service_type;
}

/**
 * mg_sighting_get_instance:
 * @self: a sighting
 *
 * Gets the DNS-SD instance name as it came. It is valid UTF-8 and nothing
 * more: clean it with mg_text_dup_clean() before showing it.
 *
 * Returns: (transfer none) (nullable): the name
 */
const char *
mg_sighting_get_instance (MgSighting *self)
{
  g_return_val_if_fail (MG_IS_SIGHTING (self), NULL);

  return self->instance;
}

/**
 * mg_sighting_get_host:
 * @self: a sighting
 *
 * Returns: (transfer none) (nullable): the host name, without the dot at its end
 */
const char *
mg_sighting_get_host (MgSighting *self)
{
  g_return_val_if_fail (MG_IS_SIGHTING (self), NULL);

  return self->host;
}

/**
 * mg_sighting_get_port:
 * @self: a sighting
 *
 * Returns: the port, 0 if the service is only a name
 */
guint16
mg_sighting_get_port (MgSighting *self)
{
  g_return_val_if_fail (MG_IS_SIGHTING (self), 0);

  return self->port;
}

/**
 * mg_sighting_get_addresses:
 * @self: a sighting
 *
 * Returns: (transfer none) (element-type GInetAddress): where it is, best first
 */
GPtrArray *
mg_sighting_get_addresses (MgSighting *self)
{
  g_return_val_if_fail (MG_IS_SIGHTING (self), NULL);

  return self->addresses;
}

/**
 * mg_sighting_get_address_texts:
 * @self: a sighting
 *
 * Returns: (transfer none): mg_sighting_get_addresses() as texts, link-local
 *   ones with their zone
 */
const char * const *
mg_sighting_get_address_texts (MgSighting *self)
{
  g_return_val_if_fail (MG_IS_SIGHTING (self), NULL);

  return (const char * const *) self->address_texts;
}

/**
 * mg_sighting_get_txt:
 * @self: a sighting
 *
 * Returns: (transfer none): the keys and values it came with, perhaps none
 */
const MgTxt *
mg_sighting_get_txt (MgSighting *self)
{
  g_return_val_if_fail (MG_IS_SIGHTING (self), NULL);

  return self->txt;
}

/**
 * mg_sighting_get_claims:
 * @self: a sighting
 *
 * Returns: (transfer none): what it says of itself, perhaps nothing
 */
const MgClaims *
mg_sighting_get_claims (MgSighting *self)
{
  g_return_val_if_fail (MG_IS_SIGHTING (self), NULL);

  return self->claims;
}

/**
 * mg_sighting_get_admin_url:
 * @self: a sighting
 *
 * Returns: (transfer none) (nullable): its admin page at a numeric address
 */
const char *
mg_sighting_get_admin_url (MgSighting *self)
{
  g_return_val_if_fail (MG_IS_SIGHTING (self), NULL);

  return self->admin_url;
}
