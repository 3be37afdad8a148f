/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-loopback-parser"

#include "config.h"

#include <string.h>

#include "mg-loopback-parser.h"

/* An authorization code of Microsoft's has about 1.5 KiB; a browser's headers
 * for localhost, with the cookies of other programs there, a few more. */
#define LINE_MAX_BYTES (16 * 1024)
#define HEADERS_MAX_BYTES (32 * 1024)
#define HEADERS_MAX 100

/**
 * MgLoopbackParser:
 *
 * Reads the head of one HTTP/1 request that came over the loopback interface,
 * from a browser or from anything else that runs on this computer or in a web
 * page. It is strict and bounded, and looks no further than the empty line.
 */
struct _MgLoopbackParser
{
  GString  *head;      /* (owned), wiped: it may hold a code */
  gsize     scanned;
  gsize     line_end;  /* where the first line ends, 0 as long as it does not */
  guint16   port;
  guint     n_headers;
  guint     n_hosts;
  gboolean  host_known;
  gboolean  old_version;
  gboolean  prefetch;
  char     *method;    /* (owned) (nullable) */
  char     *path;      /* (owned) (nullable) */
  char     *query;     /* (owned) (nullable), wiped */
};

/**
 * mg_loopback_parser_new:
 * @port: the port we listen on
 *
 * Returns: (transfer full): a new parser
 */
MgLoopbackParser *
mg_loopback_parser_new (guint16 port)
{
  MgLoopbackParser *self = g_new0 (MgLoopbackParser, 1);

  self->head = g_string_new (NULL);
  self->port = port;

  return self;
}

/**
 * mg_loopback_parser_free:
 * @self: (transfer full): a parser
 *
 * Frees a parser and wipes what it has read.
 */
void
mg_loopback_parser_free (MgLoopbackParser *self)
{
  g_return_if_fail (self != NULL);

  explicit_bzero (self->head->str, self->head->allocated_len);
  g_string_free (self->head, TRUE);
  if (self->query != NULL)
    explicit_bzero (self->query, strlen (self->query));
  g_free (self->query);
  g_free (self->method);
  g_free (self->path);
  g_free (self);
}

static gboolean
is_printable (const char *text)
{
  for (; *text != '\0'; text++)
    if (*text < 0x21 || *text > 0x7e)
      return FALSE;

  return TRUE;
}

/* METHOD SP target SP version. A target that is no path is meant for a proxy,
 * and one of another protocol is not for us either. */
static guint
parse_line (MgLoopbackParser *self,
            const char       *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 4);
  const char *mark;

  if (g_strv_length (words) != 3 || words[1][0] != '/' ||
      (!g_str_equal (words[2], "HTTP/1.1") && !g_str_equal (words[2], "HTTP/1.0")))
    return MG_LOOPBACK_DROP;

  if (!is_printable (words[1]) || strchr (words[1], '#') != NULL)
    return 400;

  self->old_version = g_str_equal (words[2], "HTTP/1.0");
  self->method = g_strdup (words[0]);
  mark = strchrnul (words[1], '?');
  self->path = g_strndup (words[1], (gsize) (mark - words[1]));
  self->query = g_strdup (*mark == '?' ? mark + 1 : "");
  explicit_bzero (words[1], strlen (words[1]));

  return 200;
}

/* A web page that made its own name point to this computer would send that
 * name; so only the three names of the loopback interface are answered. */
static gboolean
is_own_host (MgLoopbackParser *self,
             const char       *value)
{
  static const char * const names[] = { "127.0.0.1", "[::1]", "localhost" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *host = g_strdup_printf ("%s:%u", names[i], (guint) self->port);

      if (g_ascii_strcasecmp (value, host) == 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_token_character (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("!#$%&'*+-.^_`|~", c) != NULL);
}

static guint
take_header (MgLoopbackParser *self,
             char             *line)
{
  char *colon = strchr (line, ':');
  char *value;

  if (++self->n_headers > HEADERS_MAX)
    return 431;
  if (colon == NULL || colon == line)
    return 400;
  for (const char *at = line; at < colon; at++)
    if (!is_token_character (*at))
      return 400;

  *colon = '\0';
  value = g_strstrip (colon + 1);
  if (g_ascii_strcasecmp (line, "Host") == 0)
    {
      self->n_hosts++;
      self->host_known = is_own_host (self, value);
    }
  else if (g_ascii_strcasecmp (line, "Sec-Purpose") == 0 ||
           g_ascii_strcasecmp (line, "Purpose") == 0 ||
           g_ascii_strcasecmp (line, "X-Moz") == 0)
    {
      g_autofree char *lower = g_ascii_strdown (value, -1);

      self->prefetch = self->prefetch ||
                       strstr (lower, "prefetch") != NULL || strstr (lower, "prerender") != NULL;
    }

  return 200;
}

static guint
parse_head (MgLoopbackParser *self)
{
  char *line = self->head->str;
  guint status = 0;

  /* A NUL would hide what follows it. */
  if (strlen (line) != self->head->len)
    return MG_LOOPBACK_DROP;

  for (guint i = 0; *line != '\0'; i++)
    {
      char *end = strchr (line, '\n');

      *end = '\0';
      if (end > line && end[-1] == '\r')
        end[-1] = '\0';
      if (*line == '\0')
        break;

      status = i == 0 ? parse_line (self, line) : take_header (self, line);
      if (status != 200)
        return status;
      line = end + 1;
    }

  if (status != 200)
    return MG_LOOPBACK_DROP;
  if (self->n_hosts > 1 || (self->n_hosts == 0 && !self->old_version))
    return 400;

  return self->n_hosts == 0 || self->host_known ? 200 : 421;
}

static guint
check_limits (MgLoopbackParser *self)
{
  if (self->line_end == 0)
    {
      const char *end = memchr (self->head->str + self->scanned, '\n',
                                self->head->len - self->scanned);

      if (end != NULL)
        self->line_end = (gsize) (end - self->head->str) + 1;
    }

  if (self->line_end > LINE_MAX_BYTES ||
      (self->line_end == 0 && self->head->len > LINE_MAX_BYTES))
    return 414;
  if (self->line_end != 0 && self->head->len - self->line_end > HEADERS_MAX_BYTES)
    return 431;

  return MG_LOOPBACK_INCOMPLETE;
}

static gboolean
find_end (MgLoopbackParser *self)
{
  gsize from = self->scanned > 3 ? self->scanned - 3 : 0;

  for (gsize i = from; i + 1 < self->head->len; i++)
    {
      const char *at = self->head->str + i;

      if (at[0] == '\n' && (at[1] == '\n' || (at[1] == '\r' && at[2] == '\n')))
        {
          g_string_truncate (self->head, i + (at[1] == '\n' ? 2 : 3));
          return TRUE;
        }
    }

  return FALSE;
}

/**
 * mg_loopback_parser_feed:
 * @self: a parser that has not come to an end
 * @bytes: (array length=length): what the peer sent next
 * @length: the number of bytes
 *
 * Takes the next bytes. Whoever does not speak HTTP/1 to a web server, such as
 * a TLS client, is to be dropped without a word.
 *
 * Returns: %MG_LOOPBACK_INCOMPLETE, %MG_LOOPBACK_DROP, 200 if the request can
 *   be looked at, or the status with which it is refused
 */
guint
mg_loopback_parser_feed (MgLoopbackParser *self,
                         const char       *bytes,
                         gsize             length)
{
  gboolean complete;
  guint status;

  g_return_val_if_fail (self != NULL, MG_LOOPBACK_DROP);
  g_return_val_if_fail (bytes != NULL || length == 0, MG_LOOPBACK_DROP);

  g_string_append_len (self->head, bytes, (gssize) length);
  if (self->head->len > 0 && !g_ascii_isupper (self->head->str[0]))
    return MG_LOOPBACK_DROP;

  complete = find_end (self);
  status = check_limits (self);
  self->scanned = self->head->len;
  if (status != MG_LOOPBACK_INCOMPLETE || !complete)
    return status;

  return parse_head (self);
}

/**
 * mg_loopback_parser_get_method:
 * @self: a parser that said 200
 *
 * Returns: (transfer none): the method
 */
const char *
mg_loopback_parser_get_method (MgLoopbackParser *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->method;
}

/**
 * mg_loopback_parser_get_path:
 * @self: a parser that said 200
 *
 * Returns: (transfer none): the path, still encoded
 */
const char *
mg_loopback_parser_get_path (MgLoopbackParser *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->path;
}

/**
 * mg_loopback_parser_get_query:
 * @self: a parser that said 200
 *
 * Returns: (transfer none): the query, still encoded, perhaps empty
 */
const char *
mg_loopback_parser_get_query (MgLoopbackParser *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->query;
}

/**
 * mg_loopback_parser_is_prefetch:
 * @self: a parser that said 200
 *
 * Returns: %TRUE if the browser only looks ahead and nobody waits for a page
 */
gboolean
mg_loopback_parser_is_prefetch (MgLoopbackParser *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->prefetch;
}
