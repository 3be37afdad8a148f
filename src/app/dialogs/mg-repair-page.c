/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-repair-page"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-link-row.h"
#include "mg-plan-row.h"
#include "mg-repair-page.h"
#include "mg-value-row.h"

/**
 * MgRepairPage:
 *
 * What is wrong with a slot and how that is known, the steps that mend it and
 * how far they are, and what a person is asked to do at the device.
 */
struct _MgRepairPage
{
  MgStepPage      parent_instance;

  GPtrArray      *evidence;       /* (owned) (element-type GtkWidget): rows, the expander's */
  MgPlan         *plan;           /* (owned) (nullable) */
  MgValueRow     *command_row;    /* (unowned): the help group's */
  MgLinkRow      *link_row;       /* (unowned): the help group's */

  /* template */
  GtkLabel       *slot_label;
  GtkWidget      *spinner;
  GtkLabel       *situation_label;
  GtkLabel       *advice_label;
  GtkWidget      *help_group;
  GtkWidget      *detail_group;
  AdwExpanderRow *evidence_row;
  AdwActionRow   *provider_row;
  GtkWidget      *steps_group;
  GtkListBox     *list;
  GtkWidget      *put_back_button;
};

G_DEFINE_FINAL_TYPE (MgRepairPage, mg_repair_page, MG_TYPE_STEP_PAGE)

typedef enum
{
  SIGNAL_ANSWERED,
  SIGNAL_CHANGE_PROVIDER,
  SIGNAL_PUT_BACK,
} MgRepairPageSignal;

static guint signals[SIGNAL_PUT_BACK + 1] = { 0, };

static void
on_answered_cb (MgRepairPage *self,
                gboolean      done)
{
  mg_repair_page_set_question (self, NULL);
  g_signal_emit (self, signals[SIGNAL_ANSWERED], 0, done);
}

static void
on_provider_activated_cb (MgRepairPage *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGE_PROVIDER], 0);
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

static void
show_help (MgRepairPage *self,
           const char   *advice,
           const char   *command,
           const char   *link)
{
  show_text (self->advice_label, advice);
  mg_value_row_set_value (self->command_row, command);
  mg_link_row_set_uri (self->link_row, link);
  gtk_widget_set_visible (self->help_group, command != NULL || link != NULL);
}

static void
update_details (MgRepairPage *self)
{
  gtk_widget_set_visible (self->detail_group,
                          gtk_widget_get_visible (GTK_WIDGET (self->evidence_row)) ||
                          gtk_widget_get_visible (GTK_WIDGET (self->provider_row)));
}

static void
clear_evidence (MgRepairPage *self)
{
  for (guint i = 0; i < self->evidence->len; i++)
    adw_expander_row_remove (self->evidence_row, g_ptr_array_index (self->evidence, i));
  g_ptr_array_set_size (self->evidence, 0);
}

static void
show_evidence (MgRepairPage      *self,
               const char *const *lines)
{
  clear_evidence (self);
  for (gsize i = 0; lines != NULL && lines[i] != NULL; i++)
    {
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), lines[i]);
      adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
      adw_expander_row_add_row (self->evidence_row, row);
      g_ptr_array_add (self->evidence, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->evidence_row), self->evidence->len > 0);
  update_details (self);
}

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  GtkWidget *row = mg_plan_row_new (MG_STEP (item));

  g_signal_connect_object (row, "answered", G_CALLBACK (on_answered_cb), user_data,
                           G_CONNECT_SWAPPED);

  return row;
}

static void
mg_repair_page_dispose (GObject *object)
{
  MgRepairPage *self = MG_REPAIR_PAGE (object);

  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  g_clear_pointer (&self->evidence, g_ptr_array_unref);
  g_clear_object (&self->plan);
  gtk_widget_dispose_template (GTK_WIDGET (self), MG_TYPE_REPAIR_PAGE);

  G_OBJECT_CLASS (mg_repair_page_parent_class)->dispose (object);
}

static void
install_signals (void)
{
  /**
   * MgRepairPage::answered:
   * @self: the page
   * @done: whether the person has done the step, or skips it
   *
   * A person has answered the question of mg_repair_page_set_question().
   */
  signals[SIGNAL_ANSWERED] =
    g_signal_new ("answered", MG_TYPE_REPAIR_PAGE, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);

  /**
   * MgRepairPage::change-provider:
   * @self: the page
   *
   * A person wants to choose the provider to ask for permission.
   */
  signals[SIGNAL_CHANGE_PROVIDER] =
    g_signal_new ("change-provider", MG_TYPE_REPAIR_PAGE, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * MgRepairPage::put-back:
   * @self: the page
   *
   * A person wants back what was there before the repair.
   */
  signals[SIGNAL_PUT_BACK] =
    g_signal_new ("put-back", MG_TYPE_REPAIR_PAGE, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mg_repair_page_class_init (MgRepairPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mg_repair_page_dispose;

  install_signals ();

  gtk_widget_class_set_template_from_resource (widget_class, MG_APP_RESOURCES "mg-repair-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MgRepairPage, slot_label);
  gtk_widget_class_bind_template_child (widget_class, MgRepairPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, MgRepairPage, situation_label);
  gtk_widget_class_bind_template_child (widget_class, MgRepairPage, advice_label);
  gtk_widget_class_bind_template_child (widget_class, MgRepairPage, help_group);
  gtk_widget_class_bind_template_child (widget_class, MgRepairPage, detail_group);
  gtk_widget_class_bind_template_child (widget_class, MgRepairPage, evidence_row);
  gtk_widget_class_bind_template_child (widget_class, MgRepairPage, provider_row);
  gtk_widget_class_bind_template_child (widget_class, MgRepairPage, steps_group);
  gtk_widget_class_bind_template_child (widget_class, MgRepairPage, list);
  gtk_widget_class_bind_template_child (widget_class, MgRepairPage, put_back_button);
  gtk_widget_class_bind_template_callback (widget_class, on_provider_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_put_back_clicked_cb);
}

static void
mg_repair_page_init (MgRepairPage *self)
{
  self->evidence = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));

  self->command_row = MG_VALUE_ROW (mg_value_row_new (_("Command"), NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->command_row), "command");
  self->link_row = MG_LINK_ROW (mg_link_row_new (_("_Read More"), NULL));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->help_group),
                             GTK_WIDGET (self->command_row));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->help_group),
                             GTK_WIDGET (self->link_row));
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
 * mg_repair_page_set_slot:
 * @self: a repair page
 * @slot: (nullable): the title of a slot
 * @device: the name of its device
 *
 * Says which slot is repaired.
 */
void
mg_repair_page_set_slot (MgRepairPage *self,
                         const char   *slot,
                         const char   *device)
{
  g_autofree char *text = NULL;

  g_return_if_fail (MG_IS_REPAIR_PAGE (self));
  g_return_if_fail (device != NULL);

  text = slot == NULL ? g_strdup (device) : g_strdup_printf ("%s · %s", device, slot);
  show_text (self->slot_label, text);
}

/**
 * mg_repair_page_set_looking:
 * @self: a repair page
 *
 * Says that it is being found out what is wrong.
 */
void
mg_repair_page_set_looking (MgRepairPage *self)
{
  g_return_if_fail (MG_IS_REPAIR_PAGE (self));

  gtk_widget_set_visible (self->spinner, TRUE);
  show_text (self->situation_label, _("Finding out what is wrong…"));
  show_help (self, NULL, NULL, NULL);
  show_evidence (self, NULL);
}

/**
 * mg_repair_page_set_diagnosis:
 * @self: a repair page
 * @diagnosis: (nullable): what is wrong
 *
 * Says what is wrong, what there is to do about it, and how that is known.
 */
void
mg_repair_page_set_diagnosis (MgRepairPage *self,
                              MgDiagnosis  *diagnosis)
{
  g_return_if_fail (MG_IS_REPAIR_PAGE (self));

  gtk_widget_set_visible (self->spinner, FALSE);
  if (diagnosis == NULL)
    {
      show_text (self->situation_label, NULL);
      return;
    }

  show_text (self->situation_label,
             mg_situation_get_sentence (mg_diagnosis_get_situation (diagnosis)));
  show_help (self, mg_diagnosis_get_advice (diagnosis), mg_diagnosis_get_command (diagnosis),
             mg_diagnosis_get_link (diagnosis));
  show_evidence (self, mg_diagnosis_get_evidence (diagnosis));
}

/**
 * mg_repair_page_set_plan:
 * @self: a repair page
 * @plan: (nullable): the steps that mend it
 *
 * Shows the steps, which then follow @plan.
 */
void
mg_repair_page_set_plan (MgRepairPage *self,
                         MgPlan       *plan)
{
  g_return_if_fail (MG_IS_REPAIR_PAGE (self));
  g_return_if_fail (plan == NULL || MG_IS_PLAN (plan));

  g_set_object (&self->plan, plan);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (plan), create_row, self, NULL);
  gtk_widget_set_visible (self->steps_group, plan != NULL);
}

/**
 * mg_repair_page_set_provider:
 * @self: a repair page
 * @name: (nullable): the name of the provider to ask for permission
 *
 * Says who is going to be asked, and lets the person change that; %NULL hides
 * it.
 */
void
mg_repair_page_set_provider (MgRepairPage *self,
                             const char   *name)
{
  g_return_if_fail (MG_IS_REPAIR_PAGE (self));

  adw_action_row_set_subtitle (self->provider_row, name != NULL ? name : "");
  gtk_widget_set_visible (GTK_WIDGET (self->provider_row), name != NULL);
  update_details (self);
}

static gboolean
is_guided (MgRepairPage *self)
{
  return self->plan != NULL && mg_plan_is_guided (self->plan);
}

/**
 * mg_repair_page_set_interrupted:
 * @self: a repair page
 * @interrupted: whether the repair was begun and has not come to an end
 *
 * Offers to put back what was there, where there is something to put back.
 */
void
mg_repair_page_set_interrupted (MgRepairPage *self,
                                gboolean      interrupted)
{
  g_return_if_fail (MG_IS_REPAIR_PAGE (self));

  gtk_widget_set_visible (self->spinner, FALSE);
  gtk_widget_set_visible (self->put_back_button, interrupted);
  if (!interrupted)
    return;

  gtk_button_set_label (GTK_BUTTON (self->put_back_button),
                        is_guided (self) ? _("_Give Up This Repair") : _("_Put Back What Was There"));
  show_text (self->situation_label, _("This repair has not come to its end."));
  show_help (self, is_guided (self) ? _("It can go on where you left it.")
                   : _("It can go on where it was, or put back what was there before."),
             NULL, NULL);
}

/**
 * mg_repair_page_set_running:
 * @self: a repair page
 *
 * Says that the steps are being carried out.
 */
void
mg_repair_page_set_running (MgRepairPage *self)
{
  g_return_if_fail (MG_IS_REPAIR_PAGE (self));

  gtk_widget_set_visible (self->put_back_button, FALSE);
  mg_repair_page_set_provider (self, NULL);
  mg_step_page_set_action_label (MG_STEP_PAGE (self), NULL);
}

/**
 * mg_repair_page_set_question:
 * @self: a repair page
 * @step: (nullable): a step of the plan
 *
 * Asks the person to do @step, and whether it was done.
 */
void
mg_repair_page_set_question (MgRepairPage *self,
                             MgStep       *step)
{
  g_return_if_fail (MG_IS_REPAIR_PAGE (self));

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list));
       row != NULL; row = gtk_widget_get_next_sibling (row))
    if (MG_IS_PLAN_ROW (row))
      mg_plan_row_set_asking (MG_PLAN_ROW (row), mg_plan_row_get_step (MG_PLAN_ROW (row)) == step);
}

static guint
count_skipped (MgRepairPage *self)
{
  guint n = 0;

  for (guint i = 0; self->plan != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (self->plan));
       i++)
    {
      g_autoptr (MgStep) step = g_list_model_get_item (G_LIST_MODEL (self->plan), i);

      n += mg_step_get_state (step) == MG_STEP_SKIPPED;
    }

  return n;
}

/**
 * mg_repair_page_set_done:
 * @self: a repair page
 * @restored: whether it was put back, not repaired
 *
 * Says that the repair has come to its end.
 */
void
mg_repair_page_set_done (MgRepairPage *self,
                         gboolean      restored)
{
  const char *advice;

  g_return_if_fail (MG_IS_REPAIR_PAGE (self));

  if (restored && is_guided (self))
    advice = _("Mailgrant has changed nothing on the device. What is ticked below you have done "
               "there yourself; it stays.");
  else if (restored)
    advice = _("What was there before the repair is there again.");
  else if (count_skipped (self) > 0)
    advice = _("Some steps were skipped. If mail still fails, repair it again and do them too.");
  else
    advice = _("The device can send mail with this setting again.");

  if (restored)
    show_text (self->situation_label, is_guided (self) ? _("Given Up") : _("Put Back"));
  else
    show_text (self->situation_label, _("Repaired"));
  show_help (self, advice, NULL, NULL);
  show_evidence (self, NULL);
  gtk_widget_set_visible (self->put_back_button, FALSE);
  mg_repair_page_set_provider (self, NULL);
  mg_step_page_set_action_label (MG_STEP_PAGE (self), _("_Done"));
  g_object_set (self, "last", TRUE, NULL);
}
