/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-copy-button"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-copy-button.h"
#include "mg-toast.h"

/**
 * MgCopyButton:
 *
 * Puts a text into the clipboard and says so. It is no place for a secret:
 * every program may read the clipboard.
 */
struct _MgCopyButton
{
  GtkButton  parent_instance;

  char      *text;            /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (MgCopyButton, mg_copy_button, GTK_TYPE_BUTTON)

static void
mg_copy_button_clicked (GtkButton *button)
{
  MgCopyButton *self = MG_COPY_BUTTON (button);

  if (self->text == NULL)
    return;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->text);
  mg_toast_show (GTK_WIDGET (self), _("Copied to the clipboard"));
}

static void
mg_copy_button_finalize (GObject *object)
{
  MgCopyButton *self = MG_COPY_BUTTON (object);

  g_free (self->text);

  G_OBJECT_CLASS (mg_copy_button_parent_class)->finalize (object);
}

static void
mg_copy_button_class_init (MgCopyButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkButtonClass *button_class = GTK_BUTTON_CLASS (klass);

  object_class->finalize = mg_copy_button_finalize;
  button_class->clicked = mg_copy_button_clicked;
}

static void
mg_copy_button_init (MgCopyButton *self)
{
  gtk_button_set_icon_name (GTK_BUTTON (self), "edit-copy-symbolic");
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self), "flat");
}

/**
 * mg_copy_button_new:
 * @title: what it does, such as "Copy Link"
 *
 * Returns: (transfer floating): a button that copies nothing yet
 */
GtkWidget *
mg_copy_button_new (const char *title)
{
  GtkWidget *self;

  g_return_val_if_fail (title != NULL, NULL);

  self = g_object_new (MG_TYPE_COPY_BUTTON, "tooltip-text", title, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);

  return self;
}

/**
 * mg_copy_button_set_text:
 * @self: a copy button
 * @text: (nullable): what to copy
 *
 * Sets what goes into the clipboard.
 */
void
mg_copy_button_set_text (MgCopyButton *self,
                         const char   *text)
{
  g_return_if_fail (MG_IS_COPY_BUTTON (self));

  g_free (self->text);
  self->text = g_strdup (text);
}
