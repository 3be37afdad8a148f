/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef struct _MgRule MgRule;

/**
 * MgRule:
 * @id: the device's own id of the rule
 * @title: the device's name for it, clean to be shown
 * @enabled: whether it is in force
 * @senders: ids of the slots that send its mail, in the device's order
 * @recipients: the addresses that it mails
 * @events: what it tells about, in the device's own codes
 * @original: (nullable): the device's own form of the rule, which only its
 *   driver reads; what is written back is this, with other senders
 * @etag: (nullable): the revision that a change must name
 *
 * A notification rule of a device. A plain value.
 */
struct _MgRule
{
  char     *id;
  char     *title;
  gboolean  enabled;
  GStrv     senders;
  GStrv     recipients;
  GStrv     events;
  char     *original;
  char     *etag;
};

MgRule  *mg_rule_new             (const char   *id,
                                  const char   *title);
MgRule  *mg_rule_copy            (const MgRule *self);
void     mg_rule_free            (MgRule       *self);
gboolean mg_rule_replace_sender  (MgRule       *self,
                                  const char   *before,
                                  const char   *after);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgRule, mg_rule_free)

G_END_DECLS
