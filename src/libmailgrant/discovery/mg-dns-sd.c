/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-dns-sd"

#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "mg-dns-sd.h"
#include "mg-url-rules.h"

typedef struct
{
  const char       *type;
  MgSightingWeight  weight;
  MgDiscoveredKind  kind;
  const char       *scheme;  /* (nullable): its port serves pages */
} Service;

/* What is worth asking for. Each further type fills the cache of every Avahi
 * on the link, so there is none for the sake of completeness. */
static const Service services[] = {
  { "_mail-authorization._tcp", MG_SIGHTING_WEIGHT_STRONG, MG_DISCOVERED_KIND_OTHER, "https" },
  { "_qdiscover._tcp", MG_SIGHTING_WEIGHT_STRONG, MG_DISCOVERED_KIND_NAS, "http" },
  { "_ipp._tcp", MG_SIGHTING_WEIGHT_STRONG, MG_DISCOVERED_KIND_PRINTER, NULL },
  { "_ipps._tcp", MG_SIGHTING_WEIGHT_STRONG, MG_DISCOVERED_KIND_PRINTER, NULL },
  { "_uscan._tcp", MG_SIGHTING_WEIGHT_STRONG, MG_DISCOVERED_KIND_PRINTER, NULL },
  { "_uscans._tcp", MG_SIGHTING_WEIGHT_STRONG, MG_DISCOVERED_KIND_PRINTER, NULL },
  { "_printer._tcp", MG_SIGHTING_WEIGHT_WEAK, MG_DISCOVERED_KIND_PRINTER, NULL },
  { "_pdl-datastream._tcp", MG_SIGHTING_WEIGHT_WEAK, MG_DISCOVERED_KIND_PRINTER, NULL },
  { "_scanner._tcp", MG_SIGHTING_WEIGHT_WEAK, MG_DISCOVERED_KIND_PRINTER, NULL },
  { "_http._tcp", MG_SIGHTING_WEIGHT_WEAK, MG_DISCOVERED_KIND_OTHER, "http" },
  { "_https._tcp", MG_SIGHTING_WEIGHT_WEAK, MG_DISCOVERED_KIND_OTHER, "https" },
  { "_smb._tcp", MG_SIGHTING_WEIGHT_HINT, MG_DISCOVERED_KIND_SERVER, NULL },
  { "_device-info._tcp", MG_SIGHTING_WEIGHT_HINT, MG_DISCOVERED_KIND_OTHER, NULL },
  { "_workstation._tcp", MG_SIGHTING_WEIGHT_HINT, MG_DISCOVERED_KIND_OTHER, NULL },
};

/* Makes whose host names end in the hardware address. */
static const char * const mac_prefixes[] = { "BRN", "BRW", "SEC", "XRX" };

static const Service *
find_service (const char *type)
{
  for (gsize i = 0; i < G_N_ELEMENTS (services); i++)
    if (g_ascii_strcasecmp (services[i].type, type) == 0)
      return &services[i];

  return NULL;
}

/* A key with two values could be anybody's; an identity is not taken from it. */
static const char *
get_sure (const MgTxt *txt,
          const char  *key)
{
  return mg_txt_is_ambiguous (txt, key) ? NULL : mg_txt_get (txt, key);
}

static const char *
get_first (const MgTxt        *txt,
           const char * const *keys)
{
  for (gsize i = 0; keys[i] != NULL; i++)
    {
      const char *value = get_sure (txt, keys[i]);

      if (value != NULL && *value != '\0')
        return value;
    }

  return NULL;
}

static guint16
read_port (const char *text)
{
  guint64 port = 0;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 1, 65535, &port, NULL))
    return 0;

  return (guint16) port;
}

static void
read_host_mac (MgClaims   *claims,
               const char *host)
{
  for (gsize i = 0; i < G_N_ELEMENTS (mac_prefixes); i++)
    if (g_ascii_strncasecmp (host, mac_prefixes[i], 3) == 0 && strcspn (host, ".") == 15)
      {
        g_autofree char *digits = g_strndup (host + 3, 12);

        mg_claims_add_mac (claims, digits);
      }
}

/* "nas [00:11:32:79:a1:55]", as avahi-daemon publishes its host. */
static void
read_workstation_mac (MgClaims   *claims,
                      const char *instance)
{
  const char *open = strrchr (instance, '[');
  g_autofree char *mac = NULL;

  if (open == NULL)
    return;

  mac = g_strdup (open + 1);
  g_strdelimit (mac, "]", '\0');
  mg_claims_add_mac (claims, mac);
}

static const char *
skip_prefix (const char *text,
             const char *prefix)
{
  gsize length = strlen (prefix);

  if (g_ascii_strncasecmp (text, prefix, length) != 0 || text[length] != ' ')
    return text;

  return text + length + 1;
}

/* Keys of the Bonjour Printing Specification 1.2.1; usb_MFC is what some HP
 * firmware writes. */
static void
read_printer (MgClaims    *claims,
              const MgTxt *txt)
{
  static const char * const vendor_keys[] = { "usb_MFG", "usb_MFC", "mfg", NULL };
  static const char * const model_keys[] = { "usb_MDL", "mdl", NULL };
  const char *title = mg_txt_get (txt, "ty");
  const char *product = mg_txt_get (txt, "product");
  g_autofree char *model = NULL;

  if ((title == NULL || *title == '\0') && product != NULL && *product == '(')
    title = product + 1;

  mg_claims_set (claims, MG_CLAIM_VENDOR, get_first (txt, vendor_keys));
  if (title != NULL && g_ascii_strncasecmp (title, "konica minolta", 14) == 0)
    mg_claims_set (claims, MG_CLAIM_VENDOR, "Konica Minolta");
  if (title != NULL && strchr (title, ' ') != NULL)
    {
      g_autofree char *word = g_strndup (title, strcspn (title, " "));

      mg_claims_set (claims, MG_CLAIM_VENDOR, word);
    }

  model = g_strdup (title != NULL ? title : get_first (txt, model_keys));
  if (model != NULL)
    {
      const char *vendor = mg_claims_get (claims, MG_CLAIM_VENDOR);
      char *suffix = strstr (model, "[en]");

      if (suffix != NULL)
        *suffix = '\0';
      g_strdelimit (model, ")", '\0');
      mg_claims_set (claims, MG_CLAIM_MODEL, vendor != NULL ? skip_prefix (model, vendor) : model);
    }

  mg_claims_set (claims, MG_CLAIM_UUID, get_sure (txt, "UUID"));
  mg_claims_set (claims, MG_CLAIM_LOCATION, mg_txt_get (txt, "note"));
}

static void
read_synology (MgClaims    *claims,
               const MgTxt *txt)
{
  const char *major = mg_txt_get (txt, "version_major");
  const char *minor = mg_txt_get (txt, "version_minor");
  const char *build = mg_txt_get (txt, "version_build");
  const char *joined = get_sure (txt, "mac_address");

  mg_claims_set_kind (claims, MG_DISCOVERED_KIND_NAS);
  mg_claims_set (claims, MG_CLAIM_VENDOR, "Synology");
  if (joined != NULL)
    {
      g_auto (GStrv) macs = g_strsplit (joined, "|", 16);

      for (gsize i = 0; macs[i] != NULL; i++)
        mg_claims_add_mac (claims, macs[i]);
    }
  if (major != NULL && minor != NULL)
    {
      g_autofree char *version = g_strconcat (major, ".", minor, build != NULL ? "-" : NULL,
                                              build, NULL);

      mg_claims_set (claims, MG_CLAIM_FIRMWARE, version);
    }
}

static void
read_qnap (MgClaims    *claims,
           const MgTxt *txt)
{
  const char *version = mg_txt_get (txt, "fwVer");
  const char *build = mg_txt_get (txt, "fwBuildNum");

  mg_claims_set (claims, MG_CLAIM_VENDOR, "QNAP");
  /* "model" is the platform; people know the one that is displayed. */
  mg_claims_set (claims, MG_CLAIM_MODEL, mg_txt_get (txt, "displayModel"));
  mg_claims_set (claims, MG_CLAIM_SERIAL, get_sure (txt, "serialNum"));
  if (version != NULL)
    {
      g_autofree char *text = g_strconcat (version, build != NULL ? " build " : NULL, build, NULL);

      mg_claims_set (claims, MG_CLAIM_FIRMWARE, text);
    }
}

static void
read_device_api (MgClaims    *claims,
                 const MgTxt *txt)
{
  const char *kind = mg_txt_get (txt, "kind");

  if (g_strcmp0 (kind, "nas") == 0)
    mg_claims_set_kind (claims, MG_DISCOVERED_KIND_NAS);
  else if (g_strcmp0 (kind, "printer") == 0)
    mg_claims_set_kind (claims, MG_DISCOVERED_KIND_PRINTER);
  else if (g_strcmp0 (kind, "server") == 0)
    mg_claims_set_kind (claims, MG_DISCOVERED_KIND_SERVER);

  mg_claims_set (claims, MG_CLAIM_UUID, get_sure (txt, "id"));
  mg_claims_set (claims, MG_CLAIM_FIRMWARE, mg_txt_get (txt, "firmware"));
}

static gboolean
is_synology (const MgTxt *txt)
{
  const char *vendor = get_sure (txt, "vendor");

  return vendor != NULL && g_ascii_strncasecmp (vendor, "synology", 8) == 0;
}

static MgClaims *
read_claims (const MgDnsSdAnswer *answer,
             const Service       *service,
             MgTxt               *txt)
{
  g_autoptr (MgClaims) claims = mg_claims_new ();

  mg_claims_set_kind (claims, service->kind);
  if (answer->host != NULL)
    read_host_mac (claims, answer->host);

  if (g_str_equal (service->type, "_qdiscover._tcp"))
    read_qnap (claims, txt);
  else if (g_str_equal (service->type, "_workstation._tcp"))
    read_workstation_mac (claims, answer->instance);
  else if (g_str_equal (service->type, "_mail-authorization._tcp"))
    read_device_api (claims, txt);
  else if (service->kind == MG_DISCOVERED_KIND_PRINTER)
    read_printer (claims, txt);
  else if (is_synology (txt))
    read_synology (claims, txt);

  /* An Apple-style icon hint is no model: QNAP says "Xserve", TrueNAS "MacPro". */
  if (!g_str_equal (service->type, "_device-info._tcp"))
    {
      mg_claims_set (claims, MG_CLAIM_VENDOR, get_sure (txt, "vendor"));
      mg_claims_set (claims, MG_CLAIM_MODEL, mg_txt_get (txt, "model"));
      mg_claims_set (claims, MG_CLAIM_SERIAL, get_sure (txt, "serial"));
    }
  mg_claims_set (claims, MG_CLAIM_NAME, answer->instance);

  return g_steal_pointer (&claims);
}

/* A queue that another computer shares is not a device (CUPS announces them
 * with these keys and paths). */
static gboolean
is_shared_queue (const MgTxt *txt)
{
  const char *path = mg_txt_get (txt, "rp");

  return mg_txt_get (txt, "printer-type") != NULL || mg_txt_get (txt, "printer-state") != NULL ||
         (path != NULL && (g_str_has_prefix (path, "printers/") ||
                           g_str_has_prefix (path, "classes/")));
}

/* ipp-usb gives a printer on a cable a page at this computer's port 60000. */
static gboolean
is_usb_printer (const MgTxt *txt)
{
  const char *url = mg_txt_get (txt, "adminurl");
  g_autoptr (GUri) uri = url != NULL ? mg_url_rules_parse (url) : NULL;

  return uri != NULL && g_uri_get_port (uri) >= 60000 &&
         (g_str_equal (g_uri_get_host (uri), "127.0.0.1") ||
          g_str_equal (g_uri_get_host (uri), "localhost"));
}

static char *
dup_admin_url (const MgDnsSdAnswer *answer,
               const Service       *service,
               const MgTxt         *txt,
               GPtrArray           *addresses,
               const char          *address_text)
{
  const char *url = mg_txt_get (txt, "adminurl");
  const char *scheme = service->scheme;
  guint16 port = answer->port;

  if (url != NULL)
    return mg_url_rules_dup_admin_url (url, answer->host, addresses, address_text);

  if (g_str_equal (service->type, "_qdiscover._tcp") &&
      read_port (mg_txt_get (txt, "accessPort")) != 0)
    {
      scheme = g_strcmp0 (mg_txt_get (txt, "accessType"), "https") == 0 ? "https" : "http";
      port = read_port (mg_txt_get (txt, "accessPort"));
    }
  else if (is_synology (txt) && read_port (mg_txt_get (txt, "secure_admin_port")) != 0)
    {
      scheme = "https";
      port = read_port (mg_txt_get (txt, "secure_admin_port"));
    }

  if (scheme == NULL || port == 0)
    return NULL;

  /* Of an API's announcement the path is the API's, not a page's. */
  return mg_url_rules_dup_base_url (scheme, address_text, port,
                                    service->weight == MG_SIGHTING_WEIGHT_WEAK
                                      ? mg_txt_get (txt, "path") : NULL);
}

static char *
dup_host (const char *host)
{
  gsize length = host != NULL ? strlen (host) : 0;

  if (length == 0 || !g_utf8_validate (host, -1, NULL))
    return NULL;

  return g_ascii_strdown (host, host[length - 1] == '.' ? (gssize) length - 1 : -1);
}

static GPtrArray *
select_addresses (GPtrArray      *announced,
                  MgAddressRules *rules,
                  int             interface)
{
  GPtrArray *addresses = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint rank = 0; rank <= MG_ADDRESS_RANK_OTHER; rank++)
    for (guint i = 0; i < announced->len; i++)
      {
        GInetAddress *address = g_ptr_array_index (announced, i);

        if (mg_address_rules_get_rank (rules, address) == rank &&
            mg_address_rules_allows (rules, interface, address))
          g_ptr_array_add (addresses, g_object_ref (address));
      }

  return addresses;
}

/**
 * mg_dns_sd_get_types:
 *
 * Returns: (transfer none) (array zero-terminated=1): the service types that
 *   are asked for
 */
const char * const *
mg_dns_sd_get_types (void)
{
  static const char *types[G_N_ELEMENTS (services) + 1];

  for (gsize i = 0; i < G_N_ELEMENTS (services); i++)
    types[i] = services[i].type;

  return types;
}

/**
 * mg_dns_sd_dup_id:
 * @source: who asked
 * @interface: the index of the interface
 * @type: the service type
 * @instance: the instance name
 *
 * Returns: (transfer full): the id of the sighting of this service
 */
char *
mg_dns_sd_dup_id (MgSightingSource  source,
                  int               interface,
                  const char       *type,
                  const char       *instance)
{
  return g_strdup_printf ("%s/%d/%s/%s",
                          source == MG_SIGHTING_SOURCE_AVAHI ? "avahi" : "mdns",
                          interface, type, instance);
}

/**
 * mg_dns_sd_new_sighting:
 * @answer: a resolved service
 * @rules: which addresses may be believed
 *
 * Reads what a service says. Shared queues of other computers, printers on a
 * cable, and services without an address that may be believed are left out.
 *
 * Returns: (transfer full) (nullable): a sighting, or %NULL if the service is
 *   none of ours
 */
MgSighting *
mg_dns_sd_new_sighting (const MgDnsSdAnswer *answer,
                        MgAddressRules      *rules)
{
  const Service *service;
  g_autofree char *id = NULL;
  g_autofree char *host = NULL;
  g_autofree char *admin_url = NULL;
  g_autoptr (MgTxt) txt = NULL;
  g_autoptr (MgClaims) claims = NULL;
  g_autoptr (GPtrArray) addresses = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) texts = NULL;

  g_return_val_if_fail (answer != NULL, NULL);
  g_return_val_if_fail (rules != NULL, NULL);

  service = find_service (answer->type);
  if (service == NULL || *answer->instance == '\0' ||
      !g_utf8_validate (answer->instance, -1, NULL))
    return NULL;

  txt = g_str_equal (service->type, "_qdiscover._tcp") ? mg_txt_new_split (answer->txt)
                                                       : mg_txt_ref (answer->txt);
  if (service->kind == MG_DISCOVERED_KIND_PRINTER &&
      (is_shared_queue (txt) || is_usb_printer (txt)))
    return NULL;

  addresses = select_addresses (answer->addresses, rules, answer->interface);
  if (addresses->len == 0)
    return NULL;

  for (guint i = 0; i < addresses->len; i++)
    {
      g_autofree char *text =
        mg_address_rules_dup_text (rules, answer->interface, g_ptr_array_index (addresses, i));

      g_strv_builder_add (builder, text);
    }
  texts = g_strv_builder_end (builder);

  id = mg_dns_sd_dup_id (answer->source, answer->interface, answer->type, answer->instance);
  host = dup_host (answer->host);
  claims = read_claims (answer, service, txt);
  admin_url = dup_admin_url (answer, service, txt, addresses, texts[0]);

  return mg_sighting_new (&(MgSightingFields) {
    .id = id,
    .source = answer->source,
    .weight = is_synology (txt) ? MG_SIGHTING_WEIGHT_STRONG : service->weight,
    .interface = answer->interface,
    .seen_at = answer->seen_at,
    .service_type = service->type,
    .instance = answer->instance,
    .host = host,
    .port = answer->port,
    .addresses = addresses,
    .address_texts = (const char * const *) texts,
    .txt = txt,
    .claims = claims,
    .admin_url = admin_url,
  });
}
