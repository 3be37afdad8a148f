/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-plan-row"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-plan-row.h"

/**
 * MgPlanRow:
 *
 * A step of a repair in the list of its plan, and how far it is: in words, and
 * as an icon.
 */
struct _MgPlanRow
{
  AdwActionRow  parent_instance;

  MgStep       *step;            /* (owned) */
  GtkImage     *icon;            /* (unowned): a child */
};

G_DEFINE_FINAL_TYPE (MgPlanRow, mg_plan_row, ADW_TYPE_ACTION_ROW)

typedef struct
{
  const char *icon_name;
  const char *word;
} Look;

/* One row a state: the compiler checks the size. */
static const Look looks[] = {
  [MG_STEP_PENDING] = { "mg-not-obtained-symbolic", N_("To do") },
  [MG_STEP_RUNNING] = { "mg-waiting-symbolic", N_("Being done") },
  [MG_STEP_DONE] = { "mg-obtained-symbolic", N_("Done") },
  [MG_STEP_SKIPPED] = { "mg-unknown-symbolic", N_("Left out") },
  [MG_STEP_FAILED] = { "mg-invalid-symbolic", N_("Failed") },
};

G_STATIC_ASSERT (G_N_ELEMENTS (looks) == MG_STEP_FAILED + 1);

static void
mg_plan_row_update (MgPlanRow *self)
{
  MgStepState state = mg_step_get_state (self->step);
  const char *words = mg_step_get_outcome (self->step);

  if (words == NULL)
    words = mg_step_get_text (self->step);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), mg_step_get_title (self->step));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), words != NULL ? words : "");
  gtk_image_set_from_icon_name (self->icon, looks[state].icon_name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->icon),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _(looks[state].word), -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->icon), _(looks[state].word));
}

static void
mg_plan_row_dispose (GObject *object)
{
  MgPlanRow *self = MG_PLAN_ROW (object);

  if (self->step != NULL)
    g_signal_handlers_disconnect_by_func (self->step, mg_plan_row_update, self);
  g_clear_object (&self->step);

  G_OBJECT_CLASS (mg_plan_row_parent_class)->dispose (object);
}

static void
mg_plan_row_class_init (MgPlanRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mg_plan_row_dispose;
}

static void
mg_plan_row_init (MgPlanRow *self)
{
  self->icon = GTK_IMAGE (gtk_image_new ());
  adw_action_row_add_prefix (ADW_ACTION_ROW (self), GTK_WIDGET (self->icon));
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 0);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
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
