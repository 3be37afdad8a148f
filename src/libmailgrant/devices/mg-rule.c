/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-rule"

#include "config.h"

#include "mg-rule.h"
#include "mg-text.h"

/**
 * mg_rule_new:
 * @id: the device's own id of the rule
 * @title: the device's name for it, as it came
 *
 * Returns: (transfer full): a rule with no senders, recipients and events
 */
MgRule *
mg_rule_new (const char *id,
             const char *title)
{
  MgRule *self;

  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (title != NULL, NULL);

  self = g_new0 (MgRule, 1);
  self->id = g_strdup (id);
  self->title = mg_text_dup_clean (title, -1, MG_TEXT_NAME_MAX);
  self->senders = g_new0 (char *, 1);
  self->recipients = g_new0 (char *, 1);
  self->events = g_new0 (char *, 1);

  return self;
}

/**
 * mg_rule_copy:
 * @self: a rule
 *
 * Returns: (transfer full): a copy
 */
MgRule *
mg_rule_copy (const MgRule *self)
{
  MgRule *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->id = g_strdup (self->id);
  copy->title = g_strdup (self->title);
  copy->senders = g_strdupv (self->senders);
  copy->recipients = g_strdupv (self->recipients);
  copy->events = g_strdupv (self->events);
  copy->original = g_strdup (self->original);
  copy->etag = g_strdup (self->etag);

  return copy;
}

/**
 * mg_rule_free:
 * @self: (transfer full): a rule
 */
void
mg_rule_free (MgRule *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->id);
  g_free (self->title);
  g_strfreev (self->senders);
  g_strfreev (self->recipients);
  g_strfreev (self->events);
  g_free (self->original);
  g_free (self->etag);
  g_free (self);
}

/**
 * mg_rule_replace_sender:
 * @self: a rule
 * @before: the id of a slot
 * @after: the id of the slot to put in its place
 *
 * Puts @after where @before stands, so that the order of the senders stays.
 *
 * Returns: %TRUE if @before was among the senders
 */
gboolean
mg_rule_replace_sender (MgRule     *self,
                        const char *before,
                        const char *after)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (before != NULL, FALSE);
  g_return_val_if_fail (after != NULL, FALSE);

  for (gsize i = 0; self->senders[i] != NULL; i++)
    if (g_str_equal (self->senders[i], before))
      {
        g_free (self->senders[i]);
        self->senders[i] = g_strdup (after);
        return TRUE;
      }

  return FALSE;
}
