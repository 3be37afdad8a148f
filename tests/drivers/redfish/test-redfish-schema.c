/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "mg-json.h"
#include "mg-test.h"

/* Whether what the recordings have a controller say, and the driver say to it,
 * keeps to the DMTF's schema of the EventService: properties, types, values,
 * and since which version. No package carries the schema, so what is needed of
 * it is written down here after DSP8010 2025.4,
 * json-schema/EventService.v1_5_0.json to EventService.v1_12_0.json. The
 * replayer demands that the driver sends an SMTP object exactly as recorded. */

#define EVENT_SERVICE "/redfish/v1/EventService"

/* The minor version that brought the SMTP object. */
#define SMTP_SINCE 5

typedef enum
{
  KIND_ANY,
  KIND_BOOLEAN,
  KIND_STRING,
  KIND_PORT,
} Kind;

typedef struct
{
  const char        *name;
  int                since;      /* the minor version */
  Kind               kind;
  gboolean           nullable;
  gboolean           read_only;
  const char *const *values;     /* (nullable) */
} Property;

static const char *const protocols[] = { "None", "AutoDetect", "StartTLS", "TLS_SSL", NULL };

/* Without Login, which is deprecated since v1.7.0. */
static const char *const methods[] = { "None", "AutoDetect", "Plain", "CRAM_MD5", NULL };

static const Property smtp_properties[] = {
  { "Authentication", 5, KIND_STRING, TRUE, FALSE, methods },
  { "ConnectionProtocol", 5, KIND_STRING, TRUE, FALSE, protocols },
  { "FromAddress", 5, KIND_STRING, TRUE, FALSE, NULL },
  { "Password", 5, KIND_STRING, TRUE, FALSE, NULL },
  { "PasswordSet", 9, KIND_BOOLEAN, FALSE, TRUE, NULL },
  { "Port", 5, KIND_PORT, TRUE, FALSE, NULL },
  { "ServerAddress", 5, KIND_STRING, TRUE, FALSE, NULL },
  { "ServiceEnabled", 5, KIND_BOOLEAN, TRUE, FALSE, NULL },
  { "Username", 5, KIND_STRING, TRUE, FALSE, NULL },
};

/* Those that the recordings have. */
static const Property service_properties[] = {
  { "@odata.id", 0, KIND_STRING, FALSE, TRUE, NULL },
  { "@odata.type", 0, KIND_STRING, FALSE, TRUE, NULL },
  { "@odata.etag", 0, KIND_STRING, FALSE, TRUE, NULL },
  { "Id", 0, KIND_STRING, FALSE, TRUE, NULL },
  { "Name", 0, KIND_STRING, FALSE, TRUE, NULL },
  { "ServiceEnabled", 0, KIND_BOOLEAN, TRUE, FALSE, NULL },
  { "SMTP", SMTP_SINCE, KIND_ANY, TRUE, FALSE, NULL },
};

static const Property *
find_property (const Property *properties,
               gsize           n_properties,
               const char     *name)
{
  for (gsize i = 0; i < n_properties; i++)
    if (g_str_equal (properties[i].name, name))
      return &properties[i];

  return NULL;
}

static void
assert_is_value (const Property *property,
                 JsonNode       *node)
{
  if (property->kind == KIND_ANY)
    return;

  if (JSON_NODE_HOLDS_NULL (node))
    {
      g_assert_true (property->nullable);
      return;
    }

  g_assert_true (JSON_NODE_HOLDS_VALUE (node));
  if (property->kind == KIND_BOOLEAN)
    g_assert_cmpuint (json_node_get_value_type (node), ==, G_TYPE_BOOLEAN);
  else if (property->kind == KIND_STRING)
    g_assert_cmpuint (json_node_get_value_type (node), ==, G_TYPE_STRING);
  else
    {
      g_assert_cmpuint (json_node_get_value_type (node), ==, G_TYPE_INT64);
      g_assert_cmpint (json_node_get_int (node), >=, 0);
      g_assert_cmpint (json_node_get_int (node), <=, G_MAXUINT16);
    }

  if (property->values != NULL)
    g_assert_true (g_strv_contains (property->values, json_node_get_string (node)));
}

static void
assert_is_object (const Property *properties,
                  gsize           n_properties,
                  JsonObject     *object,
                  int             version,
                  gboolean        is_change)
{
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *l = names; l != NULL; l = l->next)
    {
      const Property *property = find_property (properties, n_properties, l->data);

      g_test_message ("%s", (const char *) l->data);
      g_assert_nonnull (property);
      g_assert_cmpint (property->since, <=, version);
      g_assert_false (is_change && property->read_only);
      assert_is_value (property, json_object_get_member (object, l->data));
    }
}

/* `#EventService.v1_12_0.EventService`. */
static int
parse_version (JsonObject *service)
{
  const char *type = mg_json_get_string (service, "@odata.type");
  char *end = NULL;
  int version;

  g_assert_true (type != NULL && g_str_has_prefix (type, "#EventService.v1_"));
  version = (int) g_ascii_strtoll (type + strlen ("#EventService.v1_"), &end, 10);
  g_assert_cmpint (*end, ==, '_');
  g_assert_true (g_str_has_suffix (end, ".EventService"));

  return version;
}

static int
assert_is_service (JsonObject *service)
{
  static const char *const required[] = { "@odata.id", "@odata.type", "Id", "Name" };
  int version = parse_version (service);
  JsonObject *smtp = mg_json_get_object (service, "SMTP");

  for (gsize i = 0; i < G_N_ELEMENTS (required); i++)
    g_assert_true (json_object_has_member (service, required[i]));

  assert_is_object (service_properties, G_N_ELEMENTS (service_properties), service, version, FALSE);
  if (smtp != NULL)
    {
      assert_is_object (smtp_properties, G_N_ELEMENTS (smtp_properties), smtp, version, FALSE);
      g_assert_true (json_object_get_null_member (smtp, "Password"));
    }

  return version;
}

static void
assert_is_change (JsonObject *change,
                  int         version)
{
  assert_is_object (service_properties, G_N_ELEMENTS (service_properties), change, version, TRUE);
  assert_is_object (smtp_properties, G_N_ELEMENTS (smtp_properties),
                    mg_json_get_object (change, "SMTP"), version, TRUE);
}

/* Goes through a recording; a change is made to the service as it was read
 * last. */
static void
count_recording (JsonArray *exchanges,
                 guint     *n_services,
                 guint     *n_changes)
{
  int version = 0;

  for (guint i = 0; i < json_array_get_length (exchanges); i++)
    {
      JsonObject *exchange = json_array_get_object_element (exchanges, i);
      JsonObject *request = mg_json_get_object (exchange, "request");
      JsonObject *body = mg_json_get_object (request, "body");
      JsonObject *response = mg_json_get_object (exchange, "response");

      if (g_strcmp0 (mg_json_get_string (request, "path"), EVENT_SERVICE) != 0)
        continue;

      if (g_strcmp0 (mg_json_get_string (request, "method"), "PATCH") == 0 && body != NULL)
        {
          assert_is_change (body, version);
          (*n_changes)++;
        }
      else if (json_object_get_int_member (response, "status") == 200 && body == NULL &&
               json_object_has_member (mg_json_get_object (response, "body"), "@odata.type"))
        {
          version = assert_is_service (mg_json_get_object (response, "body"));
          (*n_services)++;
        }
    }
}

static JsonNode *
load (const char *folder,
      const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  JsonNode *node;
  gsize length;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  node = mg_json_parse (text, length, &error);
  g_assert_no_error (error);

  return node;
}

/* Check that every recording keeps to the schema, as a controller of the
 * version that it names would. */
static void
test_recordings (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "drivers/redfish/recordings", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
  guint n_services = 0;
  guint n_changes = 0;
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autoptr (JsonNode) node = load (folder, name);

      g_test_message ("Recording %s", name);
      count_recording (mg_json_get_array (json_node_get_object (node), "exchanges"),
                       &n_services, &n_changes);
    }

  g_assert_cmpuint (n_services, >=, 5);
  g_assert_cmpuint (n_changes, >=, 5);
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/drivers/redfish/schema/recordings", test_recordings);

  return g_test_run ();
}
