/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-plan-row"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-link-row.h"
#include "mg-plan-row.h"
#include "mg-value-row.h"

/**
 * MgPlanRow:
 *
 * A step of a repair in the list of its plan, and how far it is: in words, and
 * as an icon. While a person is asked to do the step, it shows the page that
 * this is done on and the values to enter there.
 */
struct _MgPlanRow
{
  AdwPreferencesRow  parent_instance;

  MgStep            *step;            /* (owned) */
  gboolean           asking;

  /* template */
  GtkStack          *state_stack;
  GtkImage          *icon;
  GtkSpinner        *spinner;
  GtkLabel          *title_label;
  GtkLabel          *text_label;
  GtkWidget         *question_box;
  GtkListBox        *list;
  GtkWidget         *done_button;
};

G_DEFINE_FINAL_TYPE (MgPlanRow, mg_plan_row, ADW_TYPE_PREFERENCES_ROW)

typedef enum
{
  SIGNAL_ANSWERED,
} MgPlanRowSignal;

static guint signals[SIGNAL_ANSWERED + 1] = { 0, };

typedef struct
{
  const char *icon_name;
  const char *word;
  const char *css_class;
} Look;

/* One row a state: the compiler checks the size. */
static const Look looks[] = {
  [MG_STEP_PENDING] = { "mg-not-obtained-symbolic", N_("To do"), "dim-label" },
  [MG_STEP_RUNNING] = { "mg-waiting-symbolic", N_("Being done"), "accent" },
  [MG_STEP_DONE] = { "mg-obtained-symbolic", N_("Done"), "success" },
  [MG_STEP_SKIPPED] = { "mg-unknown-symbolic", N_("Skipped"), "warning" },
  [MG_STEP_FAILED] = { "mg-invalid-symbolic", N_("Failed"), "error" },
};

G_STATIC_ASSERT (G_N_ELEMENTS (looks) == MG_STEP_FAILED + 1);

static void
update_icon (MgPlanRow   *self,
             MgStepState  state)
{
  gboolean runs = state == MG_STEP_RUNNING && !self->asking;

  for (gsize i = 0; i < G_N_ELEMENTS (looks); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), looks[i].css_class);
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), looks[state].css_class);
  gtk_image_set_from_icon_name (self->icon, looks[state].icon_name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->icon),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _(looks[state].word), -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->icon), _(looks[state].word));
  gtk_stack_set_visible_child (self->state_stack, runs ? GTK_WIDGET (self->spinner)
                                                       : GTK_WIDGET (self->icon));
  gtk_spinner_set_spinning (self->spinner, runs);
}

/* What a person does at the device is told when it is due: all of it would bury the steps. */
static const char *
get_text (MgPlanRow *self)
{
  if (!self->asking && mg_step_get_outcome (self->step) != NULL)
    return mg_step_get_outcome (self->step);
  if (!self->asking && mg_step_is_by_hand (self->step))
    return NULL;

  return mg_step_get_text (self->step);
}

static void
mg_plan_row_update (MgPlanRow *self)
{
  const char *text = get_text (self);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), mg_step_get_title (self->step));
  gtk_label_set_text (self->title_label, mg_step_get_title (self->step));
  gtk_label_set_text (self->text_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->text_label), text != NULL);
  if (self->asking)
    gtk_widget_set_css_classes (GTK_WIDGET (self->text_label), NULL);
  else
    gtk_widget_set_css_classes (GTK_WIDGET (self->text_label),
                                (const char *[]) { "caption", "dim-label", NULL });
  update_icon (self, mg_step_get_state (self->step));
}

static void
add_values (MgPlanRow *self)
{
  const char *link = mg_step_get_link (self->step);
  guint n_values = mg_step_get_n_values (self->step);

  if (link != NULL)
    gtk_list_box_append (self->list, mg_link_row_new (_("_Open Page"), link));
  for (guint i = 0; i < n_values; i++)
    gtk_list_box_append (self->list, mg_value_row_new (mg_step_get_value_label (self->step, i),
                                                       mg_step_get_value (self->step, i)));
  gtk_widget_set_visible (GTK_WIDGET (self->list), link != NULL || n_values > 0);
}

static void
clear_values (MgPlanRow *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
}

static void
on_done_clicked_cb (MgPlanRow *self)
{
  g_signal_emit (self, signals[SIGNAL_ANSWERED], 0, TRUE);
}

static void
on_skip_clicked_cb (MgPlanRow *self)
{
  g_signal_emit (self, signals[SIGNAL_ANSWERED], 0, FALSE);
}

static void
mg_plan_row_dispose (GObject *object)
{
  MgPlanRow *self = MG_PLAN_ROW (object);

  if (self->step != NULL)
    g_signal_handlers_disconnect_by_func (self->step, mg_plan_row_update, self);
  g_clear_object (&self->step);
  gtk_widget_dispose_template (GTK_WIDGET (self), MG_TYPE_PLAN_ROW);

  G_OBJECT_CLASS (mg_plan_row_parent_class)->dispose (object);
}

static void
mg_plan_row_class_init (MgPlanRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mg_plan_row_dispose;

  /**
   * MgPlanRow::answered:
   * @self: the row
   * @done: whether the person has done the step, or skips it
   *
   * A person has answered.
   */
  signals[SIGNAL_ANSWERED] =
    g_signal_new ("answered", MG_TYPE_PLAN_ROW, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);

  gtk_widget_class_set_template_from_resource (widget_class, MG_APP_RESOURCES "mg-plan-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MgPlanRow, state_stack);
  gtk_widget_class_bind_template_child (widget_class, MgPlanRow, icon);
  gtk_widget_class_bind_template_child (widget_class, MgPlanRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, MgPlanRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, MgPlanRow, text_label);
  gtk_widget_class_bind_template_child (widget_class, MgPlanRow, question_box);
  gtk_widget_class_bind_template_child (widget_class, MgPlanRow, list);
  gtk_widget_class_bind_template_child (widget_class, MgPlanRow, done_button);
  gtk_widget_class_bind_template_callback (widget_class, on_done_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_skip_clicked_cb);
}

static void
mg_plan_row_init (MgPlanRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mg_plan_row_new:
 * @step: a step of a plan
 *
 * Returns: (transfer floating): a row that follows @step
 */
GtkWidget *
mg_plan_row_new (MgStep *step)
{
  MgPlanRow *self;

  g_return_val_if_fail (MG_IS_STEP (step), NULL);

  self = g_object_new (MG_TYPE_PLAN_ROW, NULL);
  self->step = g_object_ref (step);
  g_signal_connect_object (step, "notify", G_CALLBACK (mg_plan_row_update),
                           self, G_CONNECT_SWAPPED);
  mg_plan_row_update (self);

  return GTK_WIDGET (self);
}

/**
 * mg_plan_row_get_step:
 * @self: a plan row
 *
 * Returns: (transfer none): the step it shows
 */
MgStep *
mg_plan_row_get_step (MgPlanRow *self)
{
  g_return_val_if_fail (MG_IS_PLAN_ROW (self), NULL);

  return self->step;
}

/**
 * mg_plan_row_set_asking:
 * @self: a plan row
 * @asking: whether a person is asked to do the step
 *
 * Shows all that it takes to do the step, and moves the keyboard there.
 */
void
mg_plan_row_set_asking (MgPlanRow *self,
                        gboolean   asking)
{
  g_return_if_fail (MG_IS_PLAN_ROW (self));

  asking = !!asking;
  if (self->asking == asking)
    return;

  self->asking = asking;
  clear_values (self);
  if (asking)
    add_values (self);
  gtk_widget_set_visible (self->question_box, asking);
  mg_plan_row_update (self);
  if (asking && !gtk_widget_child_focus (self->question_box, GTK_DIR_TAB_FORWARD))
    gtk_widget_grab_focus (self->done_button);
}
