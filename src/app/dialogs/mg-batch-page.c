/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-batch-page"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-batch-page.h"
#include "mg-batch-row.h"
#include "mg-toast.h"

/**
 * MgBatchPage:
 *
 * The mail settings of a row of repairs, those of one account together, how each
 * of them stands, and at the end what became of all.
 */
struct _MgBatchPage
{
  MgStepPage  parent_instance;

  MgBatch    *batch;          /* (owned) (nullable) */

  /* template */
  GtkLabel   *heading_label;
  GtkLabel   *text_label;
  GtkWidget  *end_box;
  GtkWidget  *retry_button;
  GtkBox     *groups_box;
};

G_DEFINE_FINAL_TYPE (MgBatchPage, mg_batch_page, MG_TYPE_STEP_PAGE)

typedef enum
{
  SIGNAL_RETRY,
} MgBatchPageSignal;

static guint signals[SIGNAL_RETRY + 1] = { 0, };

static void
on_retry_clicked_cb (MgBatchPage *self)
{
  g_signal_emit (self, signals[SIGNAL_RETRY], 0);
}

static void
on_copy_clicked_cb (MgBatchPage *self)
{
  g_autofree char *summary = mg_batch_dup_summary (self->batch);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), summary);
  mg_toast_show (GTK_WIDGET (self), _("Copied to the clipboard"));
}

static void
mg_batch_page_dispose (GObject *object)
{
  MgBatchPage *self = MG_BATCH_PAGE (object);

  g_clear_object (&self->batch);
  gtk_widget_dispose_template (GTK_WIDGET (self), MG_TYPE_BATCH_PAGE);

  G_OBJECT_CLASS (mg_batch_page_parent_class)->dispose (object);
}

static void
mg_batch_page_class_init (MgBatchPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mg_batch_page_dispose;

  /**
   * MgBatchPage::retry:
   * @self: the page
   *
   * A person wants to try again what was skipped or has failed.
   */
  signals[SIGNAL_RETRY] =
    g_signal_new ("retry", MG_TYPE_BATCH_PAGE, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, MG_APP_RESOURCES "mg-batch-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MgBatchPage, heading_label);
  gtk_widget_class_bind_template_child (widget_class, MgBatchPage, text_label);
  gtk_widget_class_bind_template_child (widget_class, MgBatchPage, end_box);
  gtk_widget_class_bind_template_child (widget_class, MgBatchPage, retry_button);
  gtk_widget_class_bind_template_child (widget_class, MgBatchPage, groups_box);
  gtk_widget_class_bind_template_callback (widget_class, on_retry_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_clicked_cb);
}

static void
mg_batch_page_init (MgBatchPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mg_batch_page_new:
 *
 * Returns: (transfer floating): an empty page
 */
GtkWidget *
mg_batch_page_new (void)
{
  return g_object_new (MG_TYPE_BATCH_PAGE, NULL);
}

/* What stands over the settings of one account. */
static const char *
get_group_title (MgBatchItem *item)
{
  if (mg_slot_repair_is_interrupted (mg_batch_item_get_repair (item)))
    return _("Interrupted Before");

  return mg_batch_item_get_account (item) != NULL ? mg_batch_item_get_account (item)
                                                  : _("No Mailbox Chosen");
}

static void
add_rows (MgBatchPage *self)
{
  AdwPreferencesGroup *group = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->batch)); i++)
    {
      g_autoptr (MgBatchItem) item = g_list_model_get_item (G_LIST_MODEL (self->batch), i);
      const char *title = get_group_title (item);
      g_autofree char *escaped = g_markup_escape_text (title, -1);

      if (group == NULL || g_strcmp0 (adw_preferences_group_get_title (group), escaped) != 0)
        {
          group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
          adw_preferences_group_set_title (group, escaped);
          gtk_box_append (self->groups_box, GTK_WIDGET (group));
        }
      adw_preferences_group_add (group, mg_batch_row_new (item));
    }
}

/**
 * mg_batch_page_set_batch:
 * @self: an empty batch page
 * @batch: a batch that has not run
 *
 * Shows what is going to be repaired.
 */
void
mg_batch_page_set_batch (MgBatchPage *self,
                         MgBatch     *batch)
{
  g_autofree char *heading = NULL;
  guint n_items;

  g_return_if_fail (MG_IS_BATCH_PAGE (self));
  g_return_if_fail (MG_IS_BATCH (batch));
  g_return_if_fail (self->batch == NULL);

  self->batch = g_object_ref (batch);
  n_items = g_list_model_get_n_items (G_LIST_MODEL (batch));
  heading = g_strdup_printf (ngettext ("%u mail setting needs repair",
                                       "%u mail settings need repair", n_items), n_items);
  gtk_label_set_text (self->heading_label, heading);
  gtk_label_set_text (self->text_label,
                      _("They are repaired one after the other. Where you are needed, you are "
                        "asked for one thing at a time."));
  add_rows (self);
  mg_step_page_set_action_label (MG_STEP_PAGE (self), _("_Repair"));
  mg_step_page_set_ready (MG_STEP_PAGE (self), n_items > 0);
}

/**
 * mg_batch_page_set_running:
 * @self: a batch page
 *
 * Says that the settings are being repaired.
 */
void
mg_batch_page_set_running (MgBatchPage *self)
{
  g_return_if_fail (MG_IS_BATCH_PAGE (self));

  gtk_label_set_text (self->heading_label, _("Repairing…"));
  gtk_label_set_text (self->text_label,
                      _("What is done stays done, also if you stop or skip a setting."));
  gtk_widget_hide (self->end_box);
  g_object_set (self, "last", FALSE, NULL);
  mg_step_page_set_action_label (MG_STEP_PAGE (self), NULL);
}

/**
 * mg_batch_page_set_ended:
 * @self: a batch page
 * @stopped: whether some settings have not had their turn
 *
 * Says what became of all settings.
 */
void
mg_batch_page_set_ended (MgBatchPage *self,
                         gboolean     stopped)
{
  g_autofree char *counts = NULL;
  guint n_left;

  g_return_if_fail (MG_IS_BATCH_PAGE (self));
  g_return_if_fail (self->batch != NULL);

  counts = mg_batch_dup_counts (self->batch);
  n_left = mg_batch_count (self->batch, MG_BATCH_SKIPPED) +
           mg_batch_count (self->batch, MG_BATCH_FAILED);
  if (stopped)
    gtk_label_set_text (self->heading_label, _("Stopped"));
  else
    gtk_label_set_text (self->heading_label, n_left > 0 ? _("Some Settings Still Need Repair")
                                                        : _("All Settings Work Again"));
  gtk_label_set_text (self->text_label, counts);
  gtk_widget_set_visible (self->retry_button, n_left > 0 && !stopped);
  gtk_widget_show (self->end_box);
  g_object_set (self, "last", !stopped, NULL);
  mg_step_page_set_action_label (MG_STEP_PAGE (self), stopped ? _("_Go On") : _("_Done"));
}
