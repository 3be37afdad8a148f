/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-ssdp"

#include "config.h"

#include <string.h>

#include "mg-ssdp.h"

/* The datagrams of UPnP (UPnP Device Architecture 1.1, part 1). */

#define MAX_DATAGRAM 4096
#define MAX_LINES 64
#define DEFAULT_MAX_AGE 1800
#define MIN_MAX_AGE 60
#define MAX_MAX_AGE 86400

/**
 * mg_ssdp_new_search:
 * @target: what to search for
 *
 * Returns: (transfer full): the datagram
 */
GBytes *
mg_ssdp_new_search (const char *target)
{
  g_autofree char *text = NULL;
  gsize length;

  g_return_val_if_fail (target != NULL, NULL);

  text = g_strdup_printf ("M-SEARCH * HTTP/1.1\r\n"
                          "HOST: 239.255.255.250:1900\r\n"
                          "MAN: \"ssdp:discover\"\r\n"
                          "MX: 1\r\n"
                          "ST: %s\r\n"
                          "\r\n", target);
  length = strlen (text);

  return g_bytes_new_take (g_steal_pointer (&text), length);
}

/* An unreadable lifetime is the usual one. */
static guint
read_max_age (const char *text)
{
  const char *value = strstr (text, "max-age");
  guint64 seconds;

  if (value == NULL)
    return DEFAULT_MAX_AGE;

  value += strlen ("max-age");
  value += strspn (value, " =");
  seconds = g_ascii_strtoull (value, NULL, 10);

  return seconds == 0 ? DEFAULT_MAX_AGE : (guint) CLAMP (seconds, MIN_MAX_AGE, MAX_MAX_AGE);
}

/* "uuid:4d69…::upnp:rootdevice"; for the device as such there is no second part. */
static void
message_read_name (MgSsdpMessage *message,
                   const char    *name)
{
  const char *end = strstr (name, "::");

  if (message->uuid != NULL)
    return;

  message->uuid = end != NULL ? g_strndup (name, (gsize) (end - name)) : g_strdup (name);
  message->target = end != NULL ? g_strdup (end + 2) : NULL;
}

/* Some write the URL in angle brackets, as a list of one. */
static char *
dup_unframed (const char *text)
{
  gsize length = strlen (text);

  if (length >= 2 && text[0] == '<' && text[length - 1] == '>')
    return g_strndup (text + 1, length - 2);

  return g_strdup (text);
}

static void
message_read_line (MgSsdpMessage *message,
                   const char    *line,
                   char         **kind)
{
  const char *colon = strchr (line, ':');
  g_autofree char *name = NULL;
  g_autofree char *value = NULL;

  if (colon == NULL)
    return;

  name = g_ascii_strup (line, colon - line);
  value = g_strstrip (g_strdup (colon + 1));
  if (g_str_equal (name, "LOCATION") && message->location == NULL)
    message->location = g_steal_pointer (&value);
  else if (g_str_equal (name, "AL") && message->service_root == NULL)
    message->service_root = dup_unframed (value);
  else if (g_str_equal (name, "USN"))
    message_read_name (message, value);
  else if (g_str_equal (name, "CACHE-CONTROL"))
    message->max_age = read_max_age (value);
  else if (g_str_equal (name, "NTS") && *kind == NULL)
    *kind = g_steal_pointer (&value);
}

static gboolean
is_first_line (const char *line,
               gboolean   *unasked)
{
  *unasked = g_str_equal (line, "NOTIFY * HTTP/1.1") || g_str_equal (line, "NOTIFY * HTTP/1.0");

  return *unasked || (g_str_has_prefix (line, "HTTP/1.") && strlen (line) >= 12 &&
                      strncmp (line + 8, " 200", 4) == 0);
}

/**
 * mg_ssdp_parse_message:
 * @bytes: (array length=length): a datagram
 * @length: its length
 *
 * Returns: (transfer full) (nullable): what somebody says of themselves, or
 *   %NULL if it is anything else, such as the search of another
 */
MgSsdpMessage *
mg_ssdp_parse_message (const guint8 *bytes,
                       gsize         length)
{
  g_autoptr (MgSsdpMessage) message = NULL;
  g_autofree char *text = NULL;
  g_autofree char *kind = NULL;
  g_auto (GStrv) lines = NULL;
  gboolean unasked = FALSE;

  g_return_val_if_fail (bytes != NULL || length == 0, NULL);

  if (length == 0 || length > MAX_DATAGRAM || memchr (bytes, '\0', length) != NULL)
    return NULL;

  text = g_strndup ((const char *) bytes, length);
  lines = g_strsplit (text, "\n", MAX_LINES);
  if (!is_first_line (g_strchomp (lines[0]), &unasked))
    return NULL;

  message = g_new0 (MgSsdpMessage, 1);
  message->max_age = DEFAULT_MAX_AGE;
  for (gsize i = 1; lines[i] != NULL && *g_strchomp (lines[i]) != '\0'; i++)
    message_read_line (message, lines[i], &kind);

  if (unasked && g_strcmp0 (kind, "ssdp:alive") == 0)
    message->kind = MG_SSDP_KIND_ALIVE;
  else if (unasked && g_strcmp0 (kind, "ssdp:byebye") == 0)
    message->kind = MG_SSDP_KIND_GOODBYE;
  else if (unasked)
    return NULL;

  return g_steal_pointer (&message);
}

/**
 * mg_ssdp_message_is_redfish:
 * @message: a message
 *
 * Returns: whether it is about a Redfish service, of whatever minor version
 */
gboolean
mg_ssdp_message_is_redfish (const MgSsdpMessage *message)
{
  const char *rest;

  g_return_val_if_fail (message != NULL, FALSE);

  if (message->target == NULL || !g_str_has_prefix (message->target, MG_SSDP_REDFISH))
    return FALSE;

  rest = message->target + strlen (MG_SSDP_REDFISH);

  return *rest == '\0' || *rest == ':';
}

/**
 * mg_ssdp_message_free:
 * @message: (transfer full): a message
 *
 * Frees a message.
 */
void
mg_ssdp_message_free (MgSsdpMessage *message)
{
  g_free (message->location);
  g_free (message->service_root);
  g_free (message->uuid);
  g_free (message->target);
  g_free (message);
}
