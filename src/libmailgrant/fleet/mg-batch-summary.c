/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-batch"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-batch.h"

/**
 * mg_batch_dup_counts:
 * @self: a batch
 *
 * Returns: (transfer full): a line that tells how many slots stand how
 */
char *
mg_batch_dup_counts (MgBatch *self)
{
  g_return_val_if_fail (MG_IS_BATCH (self), NULL);

  /* Translators: %u are numbers of mail settings */
  return g_strdup_printf (_("Repaired: %u. Nothing to do: %u. Skipped: %u. Failed: %u."),
                          mg_batch_count (self, MG_BATCH_REPAIRED),
                          mg_batch_count (self, MG_BATCH_WELL),
                          mg_batch_count (self, MG_BATCH_SKIPPED),
                          mg_batch_count (self, MG_BATCH_FAILED));
}

static char *
dup_line (MgBatchItem *item)
{
  const char *device = mg_device_get_name (mg_batch_item_get_device (item));
  const char *title = mg_batch_item_get_title (item);
  const char *reason = mg_batch_item_get_reason (item);

  if (mg_batch_item_get_state (item) == MG_BATCH_FAILED)
    /* Translators: %s are a device, its mail setting, and why it failed */
    return g_strdup_printf (_("Failed: %s, %s: %s"), device, title, reason);

  if (mg_batch_item_get_state (item) != MG_BATCH_SKIPPED)
    return NULL;

  if (reason == NULL)
    /* Translators: %s are a device and its mail setting */
    return g_strdup_printf (_("Skipped: %s, %s"), device, title);

  /* Translators: %s are a device, its mail setting, and why it was passed over */
  return g_strdup_printf (_("Skipped: %s, %s: %s"), device, title, reason);
}

/**
 * mg_batch_dup_summary:
 * @self: a batch
 *
 * Returns: (transfer full): what became of the slots, to be shown or copied: how
 *   many stand how, and a line for each that was not repaired, with the reason
 */
char *
mg_batch_dup_summary (MgBatch *self)
{
  g_autoptr (GString) summary = NULL;
  g_autofree char *counts = NULL;

  g_return_val_if_fail (MG_IS_BATCH (self), NULL);

  counts = mg_batch_dup_counts (self);
  summary = g_string_new (counts);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self)); i++)
    {
      g_autoptr (MgBatchItem) item = g_list_model_get_item (G_LIST_MODEL (self), i);
      g_autofree char *line = dup_line (item);

      if (line != NULL)
        g_string_append_printf (summary, "\n%s", line);
    }

  return g_string_free (g_steal_pointer (&summary), FALSE);
}
