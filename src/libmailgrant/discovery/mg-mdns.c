/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-mdns"

#include "config.h"

#include <string.h>

#include "mg-mdns.h"

/* The packets of multicast DNS (RFC 1035 section 4, RFC 6762 section 18). */

#define HEADER_SIZE 12
#define FLAG_RESPONSE 0x8000
#define CLASS_IN 1
#define CLASS_FLUSH 0x8000

typedef struct
{
  const guint8 *bytes;
  gsize         length;
  gsize         at;
} Cursor;

static gboolean
read_u16 (Cursor  *cursor,
          guint16 *value)
{
  if (cursor->length - cursor->at < 2)
    return FALSE;

  *value = (guint16) (cursor->bytes[cursor->at] << 8 | cursor->bytes[cursor->at + 1]);
  cursor->at += 2;

  return TRUE;
}

static gboolean
read_u32 (Cursor  *cursor,
          guint32 *value)
{
  guint16 high;
  guint16 low;

  if (!read_u16 (cursor, &high) || !read_u16 (cursor, &low))
    return FALSE;

  *value = (guint32) high << 16 | low;

  return TRUE;
}

static gboolean
skip (Cursor *cursor,
      gsize   length)
{
  if (cursor->length - cursor->at < length)
    return FALSE;

  cursor->at += length;

  return TRUE;
}

static void
append_label (GString      *name,
              const guint8 *bytes,
              gsize         length)
{
  if (name->len > 0)
    g_string_append_c (name, '.');

  for (gsize i = 0; i < length; i++)
    {
      if (bytes[i] == '.' || bytes[i] == '\\')
        g_string_append_c (name, '\\');
      g_string_append_c (name, (char) bytes[i]);
    }
}

/* A pointer may only lead backwards, so that a name always ends. */
static gsize
follow_pointer (const Cursor *cursor,
                gsize         at)
{
  gsize target;

  if (cursor->length - at < 2)
    return G_MAXSIZE;

  target = (gsize) (cursor->bytes[at] & 0x3f) << 8 | cursor->bytes[at + 1];

  return target < at ? target : G_MAXSIZE;
}

static char *
read_name (Cursor *cursor)
{
  g_autoptr (GString) name = g_string_new (NULL);
  gsize at = cursor->at;
  gsize size = 0;
  guint jumps = 0;

  while (at < cursor->length && cursor->bytes[at] != 0)
    {
      gsize length = cursor->bytes[at];

      if ((length & 0xc0) == 0xc0)
        {
          gsize target = follow_pointer (cursor, at);

          if (target == G_MAXSIZE || ++jumps > MG_MDNS_MAX_JUMPS)
            return NULL;
          if (jumps == 1)
            cursor->at = at + 2;
          at = target;
          continue;
        }

      size += length + 1;
      if (length > 63 || size > MG_MDNS_MAX_NAME || cursor->length - at - 1 < length ||
          memchr (cursor->bytes + at + 1, '\0', length) != NULL)
        return NULL;

      append_label (name, cursor->bytes + at + 1, length);
      at += length + 1;
    }

  if (at >= cursor->length)
    return NULL;
  if (jumps == 0)
    cursor->at = at + 1;

  return g_string_free (g_steal_pointer (&name), FALSE);
}

static GInetAddress *
read_address (const Cursor *cursor,
              gsize         length,
              MgMdnsType    type)
{
  GSocketFamily family = type == MG_MDNS_TYPE_A ? G_SOCKET_FAMILY_IPV4 : G_SOCKET_FAMILY_IPV6;

  if (length != (type == MG_MDNS_TYPE_A ? 4 : 16))
    return NULL;

  return g_inet_address_new_from_bytes (cursor->bytes + cursor->at, family);
}

/* The data may point back into the whole packet, but not reach over its own
 * end. */
static gboolean
record_read_data (MgMdnsRecord *record,
                  const Cursor *packet,
                  gsize         length)
{
  Cursor cursor = { packet->bytes, packet->at + length, packet->at };

  switch (record->type)
    {
    case MG_MDNS_TYPE_A:
    case MG_MDNS_TYPE_AAAA:
      record->address = read_address (&cursor, length, record->type);
      return record->address != NULL;
    case MG_MDNS_TYPE_PTR:
      record->target = read_name (&cursor);
      return record->target != NULL;
    case MG_MDNS_TYPE_SRV:
      if (!skip (&cursor, 4) || !read_u16 (&cursor, &record->port))
        return FALSE;
      record->target = read_name (&cursor);
      return record->target != NULL;
    case MG_MDNS_TYPE_TXT:
      record->txt = mg_txt_new_from_rdata (cursor.bytes + cursor.at, length);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
read_record (Cursor    *cursor,
             GPtrArray *records)
{
  MgMdnsRecord *record = g_new0 (MgMdnsRecord, 1);
  guint16 type;
  guint16 klass;
  guint16 length;

  record->name = read_name (cursor);
  if (record->name == NULL || !read_u16 (cursor, &type) || !read_u16 (cursor, &klass) ||
      !read_u32 (cursor, &record->ttl) || !read_u16 (cursor, &length) ||
      cursor->length - cursor->at < length)
    {
      mg_mdns_record_free (record);
      return FALSE;
    }

  record->type = (MgMdnsType) type;
  record->flush = (klass & CLASS_FLUSH) != 0;
  if ((klass & ~CLASS_FLUSH) == CLASS_IN && record_read_data (record, cursor, length))
    g_ptr_array_add (records, record);
  else
    mg_mdns_record_free (record);

  return skip (cursor, length);
}

/**
 * mg_mdns_parse_response:
 * @packet: (array length=length): a datagram
 * @length: its length
 *
 * Reads the records of a response. What comes before a record that cannot be
 * read counts.
 *
 * Returns: (transfer full) (nullable) (element-type MgMdnsRecord): the records,
 *   or %NULL if the packet is no response
 */
GPtrArray *
mg_mdns_parse_response (const guint8 *packet,
                        gsize         length)
{
  Cursor cursor = { packet, length, 0 };
  GPtrArray *records;
  guint16 counts[4];
  guint16 flags;
  guint n_records;

  g_return_val_if_fail (packet != NULL || length == 0, NULL);

  if (length < HEADER_SIZE || length > MG_MDNS_MAX_PACKET)
    return NULL;

  skip (&cursor, 2);
  read_u16 (&cursor, &flags);
  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    read_u16 (&cursor, &counts[i]);
  if ((flags & FLAG_RESPONSE) == 0)
    return NULL;

  records = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_mdns_record_free);
  for (guint i = 0; i < counts[0]; i++)
    {
      g_autofree char *name = read_name (&cursor);

      if (name == NULL || !skip (&cursor, 4))
        return records;
    }

  n_records = (guint) counts[1] + counts[2] + counts[3];
  for (guint i = 0; i < MIN (n_records, MG_MDNS_MAX_RECORDS); i++)
    if (!read_record (&cursor, records))
      break;

  return records;
}

/**
 * mg_mdns_dup_first_label:
 * @name: a name
 * @rest: (out) (optional): what comes after the label's dot
 *
 * Returns: (transfer full): the first label as it is, without escapes
 */
char *
mg_mdns_dup_first_label (const char  *name,
                         const char **rest)
{
  GString *label;

  g_return_val_if_fail (name != NULL, NULL);

  label = g_string_new (NULL);
  while (*name != '\0' && *name != '.')
    {
      if (*name == '\\' && name[1] != '\0')
        name++;
      g_string_append_c (label, *name++);
    }

  if (rest != NULL)
    *rest = *name == '.' ? name + 1 : name;

  return g_string_free (label, FALSE);
}

static void
append_u16 (GByteArray *packet,
            guint       value)
{
  const guint8 bytes[2] = { (guint8) (value >> 8), (guint8) value };

  g_byte_array_append (packet, bytes, sizeof bytes);
}

static void
append_name (GByteArray *packet,
             const char *name)
{
  const guint8 end = 0;

  while (*name != '\0')
    {
      g_autofree char *label = mg_mdns_dup_first_label (name, &name);
      guint8 length = (guint8) MIN (strlen (label), 63);

      g_byte_array_append (packet, &length, 1);
      g_byte_array_append (packet, (const guint8 *) label, length);
    }

  g_byte_array_append (packet, &end, 1);
}

/**
 * mg_mdns_new_query:
 * @questions: (array length=n_questions): what to ask
 * @n_questions: how much, at most %MG_MDNS_MAX_QUESTIONS
 *
 * Returns: (transfer full): the packet
 */
GBytes *
mg_mdns_new_query (const MgMdnsQuestion *questions,
                   gsize                 n_questions)
{
  GByteArray *packet;

  g_return_val_if_fail (questions != NULL, NULL);
  g_return_val_if_fail (n_questions <= MG_MDNS_MAX_QUESTIONS, NULL);

  packet = g_byte_array_new ();
  append_u16 (packet, 0);
  append_u16 (packet, 0);
  append_u16 (packet, (guint) n_questions);
  for (guint i = 0; i < 3; i++)
    append_u16 (packet, 0);

  for (gsize i = 0; i < n_questions; i++)
    {
      append_name (packet, questions[i].name);
      append_u16 (packet, questions[i].type);
      append_u16 (packet, CLASS_IN);
    }

  return g_byte_array_free_to_bytes (packet);
}

/**
 * mg_mdns_record_free:
 * @record: (transfer full): a record
 *
 * Frees a record.
 */
void
mg_mdns_record_free (MgMdnsRecord *record)
{
  g_free (record->name);
  g_free (record->target);
  g_clear_object (&record->address);
  g_clear_pointer (&record->txt, mg_txt_unref);
  g_free (record);
}
