/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-choice-row"

#include "config.h"

#include "mg-choice-row.h"

/**
 * MgChoiceRow:
 *
 * One of several answers, of which one is chosen.
 */
struct _MgChoiceRow
{
  AdwActionRow    parent_instance;

  GtkCheckButton *button;           /* (unowned): a child */
};

G_DEFINE_FINAL_TYPE (MgChoiceRow, mg_choice_row, ADW_TYPE_ACTION_ROW)

typedef enum
{
  SIGNAL_TOGGLED,
} MgChoiceRowSignal;

static guint signals[SIGNAL_TOGGLED + 1] = { 0, };

static void
on_toggled_cb (MgChoiceRow *self)
{
  g_signal_emit (self, signals[SIGNAL_TOGGLED], 0);
}

static void
mg_choice_row_class_init (MgChoiceRowClass *klass)
{
  /**
   * MgChoiceRow::toggled:
   * @self: the row
   *
   * It has been chosen, or another one in its place.
   */
  signals[SIGNAL_TOGGLED] =
    g_signal_new ("toggled", MG_TYPE_CHOICE_ROW, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mg_choice_row_init (MgChoiceRow *self)
{
  /* GTK 4.8 calls each check button a box to tick, also in a group. */
  self->button = g_object_new (GTK_TYPE_CHECK_BUTTON,
                               "accessible-role", GTK_ACCESSIBLE_ROLE_RADIO,
                               NULL);
  gtk_widget_set_valign (GTK_WIDGET (self->button), GTK_ALIGN_CENTER);
  g_signal_connect_object (self->button, "toggled", G_CALLBACK (on_toggled_cb), self,
                           G_CONNECT_SWAPPED);
  adw_action_row_add_prefix (ADW_ACTION_ROW (self), GTK_WIDGET (self->button));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), GTK_WIDGET (self->button));
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 0);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
}

/**
 * mg_choice_row_new:
 * @title: the answer
 * @subtitle: (nullable): what it means
 * @group: (nullable): another answer to the same question
 *
 * Returns: (transfer floating): a row that is not chosen
 */
GtkWidget *
mg_choice_row_new (const char  *title,
                   const char  *subtitle,
                   MgChoiceRow *group)
{
  MgChoiceRow *self;

  g_return_val_if_fail (title != NULL, NULL);
  g_return_val_if_fail (group == NULL || MG_IS_CHOICE_ROW (group), NULL);

  self = g_object_new (MG_TYPE_CHOICE_ROW, NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle != NULL ? subtitle : "");
  gtk_check_button_set_group (self->button, group == NULL ? NULL : group->button);

  return GTK_WIDGET (self);
}

/**
 * mg_choice_row_get_active:
 * @self: a choice row
 *
 * Returns: whether it is the one that is chosen
 */
gboolean
mg_choice_row_get_active (MgChoiceRow *self)
{
  g_return_val_if_fail (MG_IS_CHOICE_ROW (self), FALSE);

  return gtk_check_button_get_active (self->button);
}

/**
 * mg_choice_row_set_active:
 * @self: a choice row
 * @active: whether it is the one that is chosen
 *
 * Chooses it, in place of the others.
 */
void
mg_choice_row_set_active (MgChoiceRow *self,
                          gboolean     active)
{
  g_return_if_fail (MG_IS_CHOICE_ROW (self));

  gtk_check_button_set_active (self->button, active);
}
