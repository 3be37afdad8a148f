/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-test.h"
#include "mg-upnp.h"
#include "mg-wsd.h"
#include "mg-xml.h"

static GBytes *
bytes_new (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static void
on_element (const char *path,
            const char *text,
            gpointer    user_data)
{
  g_string_append_printf (user_data, "%s=%s ", path, text);
}

/* Check that documents are read as devices send them, and that what only an
 * attacker sends is refused. */
static void
test_xml_read (void)
{
  static const struct
  {
    const char *document;
    gboolean    readable;
    const char *elements;
  } vectors[] = {
    { "<a><b>x</b></a>", TRUE, "a/b=x a= " },
    { "<?xml version='1.0'?><s:a xmlns:s='u'><s:b> x </s:b></s:a>", TRUE, "a/b=x a= " },
    { "\xef\xbb\xbf<a>x</a>", TRUE, "a=x " },
    { "<a>caf\xe9</a>", TRUE, "a=caf\xc3\xa9 " },
    { "<?xml version='1.0' encoding='iso-8859-1'?><a>\xe9</a>", TRUE, "a=\xc3\xa9 " },
    { "<a><![CDATA[<b>]]></a>", TRUE, "a=<b> " },
    { "<a>&lt;&amp;</a>", TRUE, "a=<& " },
    { "<!DOCTYPE a><a>x</a>", TRUE, "a=x " },
    { "<!DOCTYPE a [<!ENTITY b \"bbbb\">]><a>&b;</a>", FALSE, "" },
    { "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>", FALSE, "" },
    { "<a><b>x</b>", FALSE, "a/b=x " },
    { "<a></b>", FALSE, "" },
    { "<html><br></html>", FALSE, "" },
    { "SSH-2.0-OpenSSH_9.2", FALSE, "" },
    { "", FALSE, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GBytes) document = bytes_new (vectors[i].document);
      g_autoptr (GString) elements = g_string_new (NULL);
      g_autofree char *escaped = g_strescape (vectors[i].document, NULL);

      g_test_message ("Vector %" G_GSIZE_FORMAT ": %s", i, escaped);
      g_assert_cmpint (mg_xml_read (document, on_element, elements), ==, vectors[i].readable);
      g_assert_cmpstr (elements->str, ==, vectors[i].elements);
    }
}

static char *
repeat (const char *text,
        guint       times)
{
  g_autoptr (GString) string = g_string_new (NULL);

  for (guint i = 0; i < times; i++)
    g_string_append (string, text);

  return g_string_free (g_steal_pointer (&string), FALSE);
}

/* Check the bounds: of the whole, of the depth, of the number of elements and
 * of one text; and that zeros at the end do not count. */
static void
test_xml_bounds (void)
{
  g_autofree char *fill = g_strnfill (3000, 'A');
  g_autofree char *deep = repeat ("<a>", 33);
  g_autofree char *many_children = repeat ("<b/>", 5000);
  g_autofree char *many = g_strconcat ("<a>", many_children, "</a>", NULL);
  g_autofree char *long_text = g_strconcat ("<a>", fill, "</a>", NULL);
  g_autofree char *zeros = g_malloc0 (300 * 1024);
  g_autoptr (GBytes) deep_document = bytes_new (deep);
  g_autoptr (GBytes) many_document = bytes_new (many);
  g_autoptr (GBytes) text_document = bytes_new (long_text);
  g_autoptr (GBytes) padded = NULL;
  g_autoptr (GBytes) large = NULL;
  g_autoptr (GString) elements = g_string_new (NULL);

  g_assert_false (mg_xml_read (deep_document, on_element, elements));
  g_assert_false (mg_xml_read (many_document, on_element, elements));

  g_string_truncate (elements, 0);
  g_assert_true (mg_xml_read (text_document, on_element, elements));
  g_assert_cmpuint (elements->len, <, 2100);

  memcpy (zeros, "<a>x</a>", 8);
  padded = g_bytes_new (zeros, 1000);
  large = g_bytes_new (zeros, 300 * 1024);
  g_string_truncate (elements, 0);
  g_assert_true (mg_xml_read (padded, on_element, elements));
  g_assert_cmpstr (elements->str, ==, "a=x ");
  g_assert_false (mg_xml_read (large, on_element, elements));
}

#define DEVICE(fields) \
  "<?xml version='1.0'?><root xmlns='urn:schemas-upnp-org:device-1-0'><device>" fields \
  "</device></root>"
#define BASIC "<deviceType>urn:schemas-upnp-org:device:Basic:1</deviceType>"

/* Check that a Synology NAS says what it is, and that its hardware address is
 * neither a serial number nor lost. */
static void
test_upnp_synology (void)
{
  g_autoptr (GBytes) document = bytes_new (DEVICE (BASIC
    "<friendlyName>NAS (DS216+II)</friendlyName><manufacturer>Synology</manufacturer>"
    "<modelName>DS216+II</modelName><modelNumber>DS216+II 6.2-25426</modelNumber>"
    "<serialNumber>0011325e4496</serialNumber>"
    "<UDN>uuid:73796E6F-6473-6D00-0000-0011325e4496</UDN>"
    "<presentationURL>http://192.168.1.5:5000/</presentationURL>"
    "<iconList><icon><url>/icon.png</url></icon></iconList>"
    "<deviceList><device><UDN>uuid:11111111-2222-3333-4444-555555555555</UDN>"
    "<friendlyName>inner</friendlyName></device></deviceList>"));
  g_autoptr (MgUpnpDescription) description = mg_upnp_parse_description (document);
  const char * const macs[] = { "00:11:32:5e:44:96", NULL };

  g_assert_nonnull (description);
  g_assert_true (mg_upnp_description_is_ours (description));
  g_assert_cmpint (mg_claims_get_kind (description->claims), ==, MG_DISCOVERED_KIND_NAS);
  g_assert_cmpstr (mg_claims_get (description->claims, MG_CLAIM_NAME), ==, "NAS (DS216+II)");
  g_assert_cmpstr (mg_claims_get (description->claims, MG_CLAIM_FIRMWARE), ==, "6.2-25426");
  g_assert_cmpstr (mg_claims_get (description->claims, MG_CLAIM_UUID), ==,
                   "73796e6f-6473-6d00-0000-0011325e4496");
  g_assert_null (mg_claims_get (description->claims, MG_CLAIM_SERIAL));
  g_assert_cmpstrv (mg_claims_get_macs (description->claims), macs);
  g_assert_cmpstr (description->presentation_url, ==, "http://192.168.1.5:5000/");
}

/* Check that only what may be a device of ours is listed, and that a Basic
 * device of an unknown make is no NAS. */
static void
test_upnp_ours (void)
{
  static const struct
  {
    const char      *document;
    gboolean         readable;
    gboolean         ours;
    MgDiscoveredKind kind;
  } vectors[] = {
    { DEVICE (BASIC), TRUE, TRUE, MG_DISCOVERED_KIND_OTHER },
    { DEVICE (BASIC "<manufacturer>Signify</manufacturer>"), TRUE, TRUE, MG_DISCOVERED_KIND_OTHER },
    { DEVICE (BASIC "<manufacturer>Synology Inc.</manufacturer>"), TRUE, TRUE,
      MG_DISCOVERED_KIND_NAS },
    { DEVICE ("<deviceType>urn:schemas-upnp-org:device:Printer:1</deviceType>"), TRUE, TRUE,
      MG_DISCOVERED_KIND_PRINTER },
    { DEVICE ("<deviceType>urn:schemas-upnp-org:device:MediaServer:1</deviceType>"
              "<manufacturer>Synology</manufacturer>"), TRUE, FALSE, MG_DISCOVERED_KIND_OTHER },
    { DEVICE ("<deviceType>urn:schemas-upnp-org:device:InternetGatewayDevice:1</deviceType>"),
      TRUE, FALSE, MG_DISCOVERED_KIND_OTHER },
    { DEVICE ("<friendlyName>x</friendlyName>"), FALSE, FALSE, MG_DISCOVERED_KIND_OTHER },
    { "<html></html>", FALSE, FALSE, MG_DISCOVERED_KIND_OTHER },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GBytes) document = bytes_new (vectors[i].document);
      g_autoptr (MgUpnpDescription) description = mg_upnp_parse_description (document);

      g_test_message ("Vector %" G_GSIZE_FORMAT ": %s", i, vectors[i].document);
      g_assert_cmpint (description != NULL, ==, vectors[i].readable);
      if (description == NULL)
        continue;
      g_assert_cmpint (mg_upnp_description_is_ours (description), ==, vectors[i].ours);
      g_assert_cmpint (mg_claims_get_kind (description->claims), ==, vectors[i].kind);
    }
}

#define MATCHES(matches) \
  "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body><d:ProbeMatches>" \
  matches "</d:ProbeMatches></s:Body></s:Envelope>"
#define MATCH(address, rest) \
  "<d:ProbeMatch><a:EndpointReference><a:Address>" address "</a:Address></a:EndpointReference>" \
  rest "</d:ProbeMatch>"

/* Check that matches are read with and without where they are, that printers
 * are told from computers whatever prefixes they use, and that there are not
 * too many. */
static void
test_wsd_matches (void)
{
  g_autoptr (GBytes) two = bytes_new (MATCHES (
    MATCH ("urn:uuid:1", "<d:Types>wsdp:Device wprt:PrintDeviceType</d:Types>"
           "<d:XAddrs> http://10.0.0.5/a  http://10.0.0.6/b </d:XAddrs>")
    MATCH ("urn:uuid:2", "<d:Types>x:Device pub:Computer</d:Types>")
    MATCH ("", "")));
  g_autoptr (GPtrArray) matches = mg_wsd_parse_matches (two);
  g_autofree char *flood = repeat (MATCH ("urn:uuid:3", ""), 100);
  g_autofree char *many = g_strconcat ("<a>", flood, "</a>", NULL);
  g_autoptr (GBytes) flood_document = bytes_new (many);
  g_autoptr (GBytes) noise = bytes_new ("<a>");
  g_autoptr (GPtrArray) flood_matches = mg_wsd_parse_matches (flood_document);
  g_autoptr (GPtrArray) noise_matches = mg_wsd_parse_matches (noise);
  const MgWsdMatch *match;

  g_assert_cmpuint (matches->len, ==, 2);
  match = g_ptr_array_index (matches, 0);
  g_assert_cmpstr (match->endpoint, ==, "urn:uuid:1");
  g_assert_true (mg_wsd_match_is_ours (match));
  g_assert_cmpstr (match->urls[0], ==, "http://10.0.0.5/a");
  match = g_ptr_array_index (matches, 1);
  g_assert_false (mg_wsd_match_is_ours (match));
  g_assert_null (match->urls);

  g_assert_cmpuint (flood_matches->len, ==, 16);
  g_assert_cmpuint (noise_matches->len, ==, 0);
}

/* Check that the metadata of a printer are read. */
static void
test_wsd_metadata (void)
{
  g_autoptr (GBytes) document = bytes_new (
    "<s:Envelope xmlns:s='s'><s:Body><m:Metadata><m:MetadataSection><p:ThisModel>"
    "<p:Manufacturer>Lexmark International</p:Manufacturer><p:ModelName>MS510dn</p:ModelName>"
    "<p:PresentationUrl>http://10.0.0.5/</p:PresentationUrl></p:ThisModel></m:MetadataSection>"
    "<m:MetadataSection><p:ThisDevice><p:FriendlyName>Hall</p:FriendlyName>"
    "<p:FirmwareVersion>LW40</p:FirmwareVersion><p:SerialNumber>1</p:SerialNumber>"
    "</p:ThisDevice></m:MetadataSection></m:Metadata></s:Body></s:Envelope>");
  g_autoptr (MgWsdMetadata) metadata = mg_wsd_parse_metadata (document);

  g_assert_cmpstr (mg_claims_get (metadata->claims, MG_CLAIM_VENDOR), ==, "Lexmark");
  g_assert_cmpstr (mg_claims_get (metadata->claims, MG_CLAIM_MODEL), ==, "MS510dn");
  g_assert_cmpstr (mg_claims_get (metadata->claims, MG_CLAIM_NAME), ==, "Hall");
  g_assert_cmpstr (mg_claims_get (metadata->claims, MG_CLAIM_FIRMWARE), ==, "LW40");
  g_assert_null (mg_claims_get (metadata->claims, MG_CLAIM_SERIAL));
  g_assert_cmpstr (metadata->presentation_url, ==, "http://10.0.0.5/");
}

/* Check that each probe has an id of its own, and that an endpoint cannot
 * break out of its place in a question. */
static void
test_wsd_questions (void)
{
  g_autoptr (GBytes) first = mg_wsd_new_probe ();
  g_autoptr (GBytes) second = mg_wsd_new_probe ();
  g_autoptr (GBytes) resolve = mg_wsd_new_resolve ("</wsa:Address><evil/>");
  g_autoptr (GString) elements = g_string_new (NULL);

  g_assert_false (g_bytes_equal (first, second));
  g_assert_true (mg_xml_read (first, on_element, elements));
  g_assert_nonnull (strstr (elements->str, "Envelope/Body/Probe/Types=wsdp:Device"));

  g_string_truncate (elements, 0);
  g_assert_true (mg_xml_read (resolve, on_element, elements));
  g_assert_null (strstr (elements->str, "/evil"));
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/discovery/xml/read", test_xml_read);
  g_test_add_func ("/discovery/xml/bounds", test_xml_bounds);
  g_test_add_func ("/discovery/upnp/synology", test_upnp_synology);
  g_test_add_func ("/discovery/upnp/ours", test_upnp_ours);
  g_test_add_func ("/discovery/wsd/matches", test_wsd_matches);
  g_test_add_func ("/discovery/wsd/metadata", test_wsd_metadata);
  g_test_add_func ("/discovery/wsd/questions", test_wsd_questions);

  return g_test_run ();
}
