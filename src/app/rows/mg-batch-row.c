/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-batch-row"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-batch-row.h"

/**
 * MgBatchRow:
 *
 * A mail setting in a row of repairs, and how its own repair stands: as an icon,
 * in words, and by the step that is being done.
 */
struct _MgBatchRow
{
  AdwActionRow  parent_instance;

  MgBatchItem  *item;     /* (owned) */

  GtkStack     *stack;    /* (unowned): a child */
  GtkImage     *icon;     /* (unowned): the stack's */
  GtkSpinner   *spinner;  /* (unowned): likewise */
};

G_DEFINE_FINAL_TYPE (MgBatchRow, mg_batch_row, ADW_TYPE_ACTION_ROW)

typedef struct
{
  const char *icon_name;
  const char *word;
  const char *css_class;
} Look;

/* One row a state: the compiler checks the size. */
static const Look looks[] = {
  [MG_BATCH_PENDING] = { "mg-not-obtained-symbolic", N_("To do"), "dim-label" },
  [MG_BATCH_RUNNING] = { "mg-waiting-symbolic", N_("Finding out what is wrong…"), "accent" },
  [MG_BATCH_WELL] = { "mg-obtained-symbolic", N_("Nothing to do"), "success" },
  [MG_BATCH_REPAIRED] = { "mg-obtained-symbolic", N_("Repaired"), "success" },
  [MG_BATCH_SKIPPED] = { "mg-unknown-symbolic", N_("Skipped"), "warning" },
  [MG_BATCH_FAILED] = { "mg-invalid-symbolic", N_("Failed"), "error" },
};

G_STATIC_ASSERT (G_N_ELEMENTS (looks) == MG_BATCH_FAILED + 1);

static char *
dup_words (MgBatchItem *item)
{
  MgBatchState state = mg_batch_item_get_state (item);
  MgStep *step = mg_batch_item_get_step (item);
  const GError *error = mg_batch_item_get_error (item);
  const char *hint = error == NULL ? NULL : mg_error_get_hint (error);

  if (step != NULL)
    return g_strdup (mg_step_get_title (step));
  if (state == MG_BATCH_PENDING &&
      mg_slot_repair_is_interrupted (mg_batch_item_get_repair (item)))
    return g_strdup (_("Goes on where it was interrupted"));
  if (mg_batch_item_get_reason (item) == NULL)
    return g_strdup (_(looks[state].word));

  return g_strjoin ("\n", mg_batch_item_get_reason (item), hint, NULL);
}

static void
mg_batch_row_update (MgBatchRow *self)
{
  MgBatchState state = mg_batch_item_get_state (self->item);
  gboolean runs = state == MG_BATCH_RUNNING;
  g_autofree char *words = dup_words (self->item);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), words);
  for (gsize i = 0; i < G_N_ELEMENTS (looks); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), looks[i].css_class);
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), looks[state].css_class);
  gtk_image_set_from_icon_name (self->icon, looks[state].icon_name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->icon),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _(looks[state].word), -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->icon), _(looks[state].word));
  gtk_stack_set_visible_child (self->stack, runs ? GTK_WIDGET (self->spinner)
                                                 : GTK_WIDGET (self->icon));
  gtk_spinner_set_spinning (self->spinner, runs);
}

static void
mg_batch_row_dispose (GObject *object)
{
  MgBatchRow *self = MG_BATCH_ROW (object);

  if (self->item != NULL)
    g_signal_handlers_disconnect_by_func (self->item, mg_batch_row_update, self);
  g_clear_object (&self->item);

  G_OBJECT_CLASS (mg_batch_row_parent_class)->dispose (object);
}

static void
mg_batch_row_class_init (MgBatchRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mg_batch_row_dispose;
}

static void
mg_batch_row_init (MgBatchRow *self)
{
  self->stack = GTK_STACK (gtk_stack_new ());
  self->icon = GTK_IMAGE (gtk_image_new ());
  self->spinner = GTK_SPINNER (gtk_spinner_new ());
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->spinner),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Being repaired"), -1);
  gtk_widget_set_valign (GTK_WIDGET (self->stack), GTK_ALIGN_CENTER);
  gtk_stack_add_child (self->stack, GTK_WIDGET (self->icon));
  gtk_stack_add_child (self->stack, GTK_WIDGET (self->spinner));

  adw_action_row_add_prefix (ADW_ACTION_ROW (self), GTK_WIDGET (self->stack));
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 0);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
}

/**
 * mg_batch_row_new:
 * @item: an item of a batch
 *
 * Returns: (transfer floating): a row that follows @item
 */
GtkWidget *
mg_batch_row_new (MgBatchItem *item)
{
  g_autofree char *title = NULL;
  MgBatchRow *self;

  g_return_val_if_fail (MG_IS_BATCH_ITEM (item), NULL);

  self = g_object_new (MG_TYPE_BATCH_ROW, NULL);
  self->item = g_object_ref (item);
  title = g_strdup_printf ("%s · %s", mg_device_get_name (mg_batch_item_get_device (item)),
                           mg_batch_item_get_title (item));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  g_signal_connect_object (item, "notify", G_CALLBACK (mg_batch_row_update),
                           self, G_CONNECT_SWAPPED);
  mg_batch_row_update (self);

  return GTK_WIDGET (self);
}
