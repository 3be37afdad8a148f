/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MgDeviceRecord:
 * @id: (not nullable): its id, for life
 * @driver: the id of its driver
 * @name: what the person calls it
 * @kind: the nick of its kind
 * @vendor: who made it
 * @model: its model
 * @serial: its serial number
 * @firmware: its firmware's version
 * @address: its host name or address
 * @port: its port, 0 if not known
 * @base_url: the address of its admin page
 * @pin: the SHA-256 of its certificate
 * @user: the name of the administrator's login
 * @has_credential: whether the vault holds the login's password
 * @claims: by what a sighting is recognized as this device
 * @added_at: when it was added, in microseconds since 1970-01-01 UTC
 * @last_seen: when it last answered, or 0
 *
 * A saved device. A string may be %NULL if it is not known.
 */
typedef struct
{
  char     *id;        /* (owned) */
  char     *driver;    /* (owned) */
  char     *name;      /* (owned) */
  char     *kind;      /* (owned) */
  char     *vendor;    /* (owned) */
  char     *model;     /* (owned) */
  char     *serial;    /* (owned) */
  char     *firmware;  /* (owned) */
  char     *address;   /* (owned) */
  gint64    port;
  char     *base_url;  /* (owned) */
  char     *pin;       /* (owned) */
  char     *user;      /* (owned) */
  gboolean  has_credential;
  char    **claims;    /* (owned) */
  gint64    added_at;
  gint64    last_seen;
} MgDeviceRecord;

MgDeviceRecord *mg_device_record_new  (const char           *id);
MgDeviceRecord *mg_device_record_copy (const MgDeviceRecord *self);
void            mg_device_record_free (MgDeviceRecord       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgDeviceRecord, mg_device_record_free)

G_END_DECLS
