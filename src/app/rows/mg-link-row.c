/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-link-row"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-browser.h"
#include "mg-copy-button.h"
#include "mg-link-row.h"
#include "mg-toast.h"

/**
 * MgLinkRow:
 *
 * A page that is opened in the browser by pressing the row. Its address can be
 * read before, and copied where the browser is on another computer.
 */
struct _MgLinkRow
{
  AdwActionRow  parent_instance;

  MgCopyButton *button;           /* (unowned): a child */
};

G_DEFINE_FINAL_TYPE (MgLinkRow, mg_link_row, ADW_TYPE_ACTION_ROW)

static void
on_opened_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (MgLinkRow) self = MG_LINK_ROW (user_data);
  g_autoptr (GError) error = NULL;

  if (!mg_browser_open_finish (result, &error) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    mg_toast_show (GTK_WIDGET (self), error->message);
}

static void
mg_link_row_activate (AdwActionRow *row)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (row));

  if (GTK_IS_WINDOW (root))
    mg_browser_open_async (GTK_WINDOW (root), adw_action_row_get_subtitle (row), NULL,
                           on_opened_cb, g_object_ref (row));

  ADW_ACTION_ROW_CLASS (mg_link_row_parent_class)->activate (row);
}

static void
mg_link_row_class_init (MgLinkRowClass *klass)
{
  AdwActionRowClass *row_class = ADW_ACTION_ROW_CLASS (klass);

  row_class->activate = mg_link_row_activate;
}

static void
mg_link_row_init (MgLinkRow *self)
{
  GtkWidget *icon = g_object_new (GTK_TYPE_IMAGE,
                                  "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                  "icon-name", "mg-open-page-symbolic",
                                  NULL);

  self->button = MG_COPY_BUTTON (mg_copy_button_new (_("Copy Link")));
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), GTK_WIDGET (self->button));
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), icon);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 1);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (self), TRUE);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * mg_link_row_new:
 * @title: what the page is, with a mnemonic
 * @uri: (nullable): its address
 *
 * Returns: (transfer floating): a row that opens the page
 */
GtkWidget *
mg_link_row_new (const char *title,
                 const char *uri)
{
  GtkWidget *self;

  g_return_val_if_fail (title != NULL, NULL);

  self = g_object_new (MG_TYPE_LINK_ROW, NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  mg_link_row_set_uri (MG_LINK_ROW (self), uri);

  return self;
}

/**
 * mg_link_row_set_uri:
 * @self: a link row
 * @uri: (nullable): the address of the page
 *
 * Sets the address; the row is hidden where there is none.
 */
void
mg_link_row_set_uri (MgLinkRow  *self,
                     const char *uri)
{
  g_return_if_fail (MG_IS_LINK_ROW (self));

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), uri != NULL ? uri : "");
  mg_copy_button_set_text (self->button, uri);
  gtk_widget_set_visible (GTK_WIDGET (self), uri != NULL);
}
