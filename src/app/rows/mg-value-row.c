/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-value-row"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-copy-button.h"
#include "mg-value-row.h"

/**
 * MgValueRow:
 *
 * A value that a person takes somewhere else, such as a command or the name of
 * a server: it is shown whole, and copied by pressing the row.
 */
struct _MgValueRow
{
  AdwActionRow  parent_instance;

  MgCopyButton *button;           /* (unowned): a child */
};

G_DEFINE_FINAL_TYPE (MgValueRow, mg_value_row, ADW_TYPE_ACTION_ROW)

static void
mg_value_row_class_init (MgValueRowClass *klass)
{
}

static void
mg_value_row_init (MgValueRow *self)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 0);
}

/**
 * mg_value_row_new:
 * @title: what the value is
 * @value: (nullable): the value
 *
 * Returns: (transfer floating): a row that shows @value, letter by letter
 */
GtkWidget *
mg_value_row_new (const char *title,
                  const char *value)
{
  g_autofree char *action = NULL;
  MgValueRow *self;

  g_return_val_if_fail (title != NULL, NULL);

  self = g_object_new (MG_TYPE_VALUE_ROW, NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);

  /* Translators: the name of a value, such as "Server" */
  action = g_strdup_printf (_("Copy %s"), title);
  self->button = MG_COPY_BUTTON (mg_copy_button_new (action));
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), GTK_WIDGET (self->button));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), GTK_WIDGET (self->button));
  mg_value_row_set_value (self, value);

  return GTK_WIDGET (self);
}

/**
 * mg_value_row_set_value:
 * @self: a value row
 * @value: (nullable): the value
 *
 * Sets the value; the row is hidden where there is none.
 */
void
mg_value_row_set_value (MgValueRow *self,
                        const char *value)
{
  g_return_if_fail (MG_IS_VALUE_ROW (self));

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), value != NULL ? value : "");
  mg_copy_button_set_text (self->button, value);
  gtk_widget_set_visible (GTK_WIDGET (self), value != NULL);
}
