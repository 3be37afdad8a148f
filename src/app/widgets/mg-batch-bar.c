/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-batch-bar"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-batch-bar.h"

/**
 * MgBatchBar:
 *
 * How far a row of repairs is, whose turn it is, and the button that passes it
 * over. It is there whatever the person is asked meanwhile, and hidden while
 * nothing runs.
 */
struct _MgBatchBar
{
  GtkWidget       parent_instance;

  MgBatch        *batch;          /* (owned) */
  GSignalGroup   *item_signals;   /* (owned) */

  /* template */
  GtkWidget      *box;
  GtkProgressBar *progress_bar;
  GtkLabel       *count_label;
  GtkLabel       *current_label;
};

G_DEFINE_FINAL_TYPE (MgBatchBar, mg_batch_bar, GTK_TYPE_WIDGET)

static void
on_skip_clicked_cb (MgBatchBar *self)
{
  mg_batch_skip (self->batch, NULL);
}

static void
update_current (MgBatchBar *self)
{
  MgBatchItem *item = mg_batch_get_current (self->batch);
  MgStep *step = item == NULL ? NULL : mg_batch_item_get_step (item);
  g_autofree char *text = NULL;

  if (item == NULL)
    return;

  text = g_strdup_printf ("%s · %s",
                          mg_device_get_name (mg_batch_item_get_device (item)),
                          step != NULL ? mg_step_get_title (step)
                                       : mg_batch_item_get_title (item));
  gtk_label_set_text (self->current_label, text);
}

static void
mg_batch_bar_update (MgBatchBar *self)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->batch));
  MgBatchItem *item = mg_batch_get_current (self->batch);
  guint n_ended = n_items - mg_batch_count (self->batch, MG_BATCH_PENDING) -
                  mg_batch_count (self->batch, MG_BATCH_RUNNING);
  g_autofree char *count = NULL;

  g_signal_group_set_target (self->item_signals, item);
  gtk_widget_set_visible (GTK_WIDGET (self), item != NULL);
  if (item == NULL)
    return;

  /* Translators: the first %u is the number of the mail setting whose turn it is */
  count = g_strdup_printf (_("%u of %u"), n_ended + 1, n_items);
  gtk_label_set_text (self->count_label, count);
  gtk_progress_bar_set_fraction (self->progress_bar, (double) n_ended / n_items);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress_bar),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, count, -1);
  update_current (self);
}

static void
mg_batch_bar_dispose (GObject *object)
{
  MgBatchBar *self = MG_BATCH_BAR (object);

  g_clear_object (&self->item_signals);
  if (self->batch != NULL)
    g_signal_handlers_disconnect_by_func (self->batch, mg_batch_bar_update, self);
  g_clear_object (&self->batch);
  gtk_widget_dispose_template (GTK_WIDGET (self), MG_TYPE_BATCH_BAR);

  G_OBJECT_CLASS (mg_batch_bar_parent_class)->dispose (object);
}

static void
mg_batch_bar_class_init (MgBatchBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mg_batch_bar_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, MG_APP_RESOURCES "mg-batch-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, MgBatchBar, box);
  gtk_widget_class_bind_template_child (widget_class, MgBatchBar, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, MgBatchBar, count_label);
  gtk_widget_class_bind_template_child (widget_class, MgBatchBar, current_label);
  gtk_widget_class_bind_template_callback (widget_class, on_skip_clicked_cb);
}

static void
mg_batch_bar_init (MgBatchBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->item_signals = g_signal_group_new (MG_TYPE_BATCH_ITEM);
  g_signal_group_connect_swapped (self->item_signals, "notify::step",
                                  G_CALLBACK (update_current), self);
}

/**
 * mg_batch_bar_new:
 * @batch: a batch
 *
 * Returns: (transfer floating): a bar that follows @batch
 */
GtkWidget *
mg_batch_bar_new (MgBatch *batch)
{
  MgBatchBar *self;

  g_return_val_if_fail (MG_IS_BATCH (batch), NULL);

  self = g_object_new (MG_TYPE_BATCH_BAR, NULL);
  self->batch = g_object_ref (batch);
  g_signal_connect_object (batch, "notify::current", G_CALLBACK (mg_batch_bar_update),
                           self, G_CONNECT_SWAPPED);
  mg_batch_bar_update (self);

  return GTK_WIDGET (self);
}
