/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "mg-txt.h"

G_BEGIN_DECLS

/* Bounds of what is read (RFC 1035 section 2.3.4, RFC 6762 section 17). */
#define MG_MDNS_MAX_PACKET 9000
#define MG_MDNS_MAX_RECORDS 512
#define MG_MDNS_MAX_NAME 255
#define MG_MDNS_MAX_JUMPS 32

/* A query of this many questions fits a packet. */
#define MG_MDNS_MAX_QUESTIONS 12

typedef enum
{
  MG_MDNS_TYPE_A = 1,
  MG_MDNS_TYPE_PTR = 12,
  MG_MDNS_TYPE_TXT = 16,
  MG_MDNS_TYPE_AAAA = 28,
  MG_MDNS_TYPE_SRV = 33,
} MgMdnsType;

/**
 * MgMdnsQuestion:
 * @name: the name, as a record has it
 * @type: which records of it
 *
 * A question.
 */
typedef struct
{
  const char *name;
  MgMdnsType  type;
} MgMdnsQuestion;

/**
 * MgMdnsRecord:
 * @name: whose record
 * @type: which kind
 * @ttl: for how many seconds it holds; 0 takes it back
 * @flush: whether it replaces all that was known of the kind
 * @target: (nullable): the name that a PTR or SRV record leads to
 * @port: the port of an SRV record
 * @address: (nullable): the address of an A or AAAA record
 * @txt: (nullable): the strings of a TXT record
 *
 * A resource record of a kind that matters here. Names come as they were sent,
 * without a dot at the end; dots and backslashes inside a label have a
 * backslash before them.
 */
typedef struct
{
  char         *name;     /* (owned) */
  MgMdnsType    type;
  guint32       ttl;
  gboolean      flush;
  char         *target;   /* (owned) (nullable) */
  guint16       port;
  GInetAddress *address;  /* (owned) (nullable) */
  MgTxt        *txt;      /* (owned) (nullable) */
} MgMdnsRecord;

GBytes    *mg_mdns_new_query       (const MgMdnsQuestion *questions,
                                    gsize                 n_questions);
GPtrArray *mg_mdns_parse_response  (const guint8         *packet,
                                    gsize                 length);
char      *mg_mdns_dup_first_label (const char           *name,
                                    const char          **rest);
void       mg_mdns_record_free     (MgMdnsRecord         *record);

G_END_DECLS
