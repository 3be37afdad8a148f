/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-repair-page"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-browser.h"
#include "mg-plan-row.h"
#include "mg-repair-page.h"
#include "mg-step-window.h"

/**
 * MgRepairPage:
 *
 * What is wrong with a slot, the steps that mend it and how far they are, and
 * what a person is asked to do at the device.
 */
struct _MgRepairPage
{
  MgStepPage    parent_instance;

  MgSlotRepair *repair;           /* (owned) (nullable) */
  MgStep       *question;         /* (owned) (nullable): what the person is asked to do */

  /* template */
  GtkLabel     *situation_label;
  GtkLabel     *advice_label;
  GtkLabel     *command_label;
  GtkWidget    *link_button;
  GtkWidget    *steps_group;
  GtkListBox   *list;
  GtkWidget    *question_box;
  GtkWidget    *put_back_button;
};

G_DEFINE_FINAL_TYPE (MgRepairPage, mg_repair_page, MG_TYPE_STEP_PAGE)

typedef enum
{
  SIGNAL_PUT_BACK,
} MgRepairPageSignal;

static guint signals[SIGNAL_PUT_BACK + 1] = { 0, };

static const char *
get_link (MgRepairPage *self)
{
  if (self->question != NULL)
    return mg_step_get_link (self->question);
  if (self->repair == NULL || mg_slot_repair_get_diagnosis (self->repair) == NULL)
    return NULL;

  return mg_diagnosis_get_link (mg_slot_repair_get_diagnosis (self->repair));
}

static void
on_opened_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (!mg_browser_open_finish (result, &error))
    g_debug ("no browser: %s", error->message);
}

static void
on_link_clicked_cb (MgRepairPage *self)
{
  mg_browser_open_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), get_link (self),
                         NULL, on_opened_cb, NULL);
}

static void
answer (MgRepairPage *self,
        gboolean      done)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  mg_repair_page_set_question (self, NULL);
  if (MG_IS_STEP_WINDOW (root))
    mg_step_window_answer (MG_STEP_WINDOW (root));
  mg_slot_repair_step_done (self->repair, done);
}

static void
on_done_clicked_cb (MgRepairPage *self)
{
  answer (self, TRUE);
}

static void
on_leave_out_clicked_cb (MgRepairPage *self)
{
  answer (self, FALSE);
}

static void
on_put_back_clicked_cb (MgRepairPage *self)
{
  g_signal_emit (self, signals[SIGNAL_PUT_BACK], 0);
}

static void
show_text (GtkLabel   *label,
           const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  return mg_plan_row_new (MG_STEP (item));
}

static void
mg_repair_page_dispose (GObject *object)
{
  MgRepairPage *self = MG_REPAIR_PAGE (object);

  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  g_clear_object (&self->repair);
  g_clear_object (&self->question);
  gtk_widget_dispose_template (GTK_WIDGET (self), MG_TYPE_REPAIR_PAGE);

  G_OBJECT_CLASS (mg_repair_page_parent_class)->dispose (object);
}

static void
mg_repair_page_class_init (MgRepairPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mg_repair_page_dispose;

  /**
   * MgRepairPage::put-back:
   * @self: the page
   *
   * A person wants back what was there before the repair.
   */
  signals[SIGNAL_PUT_BACK] =
    g_signal_new ("put-back", MG_TYPE_REPAIR_PAGE, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, MG_APP_RESOURCES "mg-repair-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MgRepairPage, situation_label);
  gtk_widget_class_bind_template_child (widget_class, MgRepairPage, advice_label);
  gtk_widget_class_bind_template_child (widget_class, MgRepairPage, command_label);
  gtk_widget_class_bind_template_child (widget_class, MgRepairPage, link_button);
  gtk_widget_class_bind_template_child (widget_class, MgRepairPage, steps_group);
  gtk_widget_class_bind_template_child (widget_class, MgRepairPage, list);
  gtk_widget_class_bind_template_child (widget_class, MgRepairPage, question_box);
  gtk_widget_class_bind_template_child (widget_class, MgRepairPage, put_back_button);
  gtk_widget_class_bind_template_callback (widget_class, on_link_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_done_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_leave_out_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_put_back_clicked_cb);
}

static void
mg_repair_page_init (MgRepairPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mg_repair_page_new:
 *
 * Returns: (transfer floating): a page that says that it finds out what is wrong
 */
GtkWidget *
mg_repair_page_new (void)
{
  return g_object_new (MG_TYPE_REPAIR_PAGE, NULL);
}

/**
 * mg_repair_page_set_repair:
 * @self: a repair page
 * @repair: a repair that has been diagnosed
 *
 * Shows what is wrong and, where doing something helps, the steps.
 */
void
mg_repair_page_set_repair (MgRepairPage *self,
                           MgSlotRepair *repair)
{
  MgDiagnosis *diagnosis;
  MgPlan *plan;

  g_return_if_fail (MG_IS_REPAIR_PAGE (self));
  g_return_if_fail (MG_IS_SLOT_REPAIR (repair));

  g_set_object (&self->repair, repair);
  diagnosis = mg_slot_repair_get_diagnosis (repair);
  plan = mg_slot_repair_get_plan (repair);

  if (diagnosis != NULL)
    {
      show_text (self->situation_label, mg_situation_get_sentence (
        mg_diagnosis_get_situation (diagnosis)));
      show_text (self->advice_label, mg_diagnosis_get_advice (diagnosis));
      show_text (self->command_label, mg_diagnosis_get_command (diagnosis));
    }
  gtk_widget_set_visible (self->link_button, get_link (self) != NULL);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (plan), create_row, NULL, NULL);
  gtk_widget_set_visible (self->steps_group, plan != NULL);
  mg_step_page_set_action_label (MG_STEP_PAGE (self), plan != NULL ? _("_Repair") : _("_Close"));
  mg_step_page_set_ready (MG_STEP_PAGE (self), TRUE);
}

/**
 * mg_repair_page_set_question:
 * @self: a repair page
 * @step: (nullable): what the person is to do
 *
 * Asks the person to do @step, and whether it was done.
 */
void
mg_repair_page_set_question (MgRepairPage *self,
                             MgStep       *step)
{
  g_return_if_fail (MG_IS_REPAIR_PAGE (self));

  g_set_object (&self->question, step);
  gtk_widget_set_visible (self->question_box, step != NULL);
  gtk_widget_set_visible (self->link_button, get_link (self) != NULL);
}

/**
 * mg_repair_page_set_interrupted:
 * @self: a repair page
 * @interrupted: whether the repair was begun and has not come to an end
 *
 * Offers to go on, or to put back what was there.
 */
void
mg_repair_page_set_interrupted (MgRepairPage *self,
                                gboolean      interrupted)
{
  g_return_if_fail (MG_IS_REPAIR_PAGE (self));

  gtk_widget_set_visible (self->put_back_button, interrupted);
  if (!interrupted)
    return;

  mg_step_page_set_action_label (MG_STEP_PAGE (self), _("_Go On"));
  if (mg_slot_repair_get_diagnosis (self->repair) == NULL)
    show_text (self->situation_label,
               _("This repair was interrupted. It can go on, or put back what was there."));
}

/**
 * mg_repair_page_set_done:
 * @self: a repair page
 *
 * Says that the repair has come to its end.
 */
void
mg_repair_page_set_done (MgRepairPage *self)
{
  g_return_if_fail (MG_IS_REPAIR_PAGE (self));

  show_text (self->situation_label, _("Done. Every step is below, with what came of it."));
  show_text (self->advice_label, NULL);
  show_text (self->command_label, NULL);
  gtk_widget_set_visible (self->put_back_button, FALSE);
  mg_step_page_set_action_label (MG_STEP_PAGE (self), _("_Done"));
  g_object_set (self, "last", TRUE, NULL);
}
