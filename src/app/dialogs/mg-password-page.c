/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-password-page"

#include "config.h"

#include "mg-link-row.h"
#include "mg-password-page.h"

/**
 * MgPasswordPage:
 *
 * Where the password of a mailbox is typed that a device is to log in with.
 */
struct _MgPasswordPage
{
  MgStepPage   parent_instance;

  /* template */
  GtkLabel    *text_label;
  GtkWidget   *link_group;
  MgLinkRow   *link_row;
  GtkEditable *password_row;
};

G_DEFINE_FINAL_TYPE (MgPasswordPage, mg_password_page, MG_TYPE_STEP_PAGE)

static void
on_changed_cb (MgPasswordPage *self)
{
  mg_step_page_set_ready (MG_STEP_PAGE (self), *gtk_editable_get_text (self->password_row) != '\0');
}

static void
mg_password_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MG_TYPE_PASSWORD_PAGE);

  G_OBJECT_CLASS (mg_password_page_parent_class)->dispose (object);
}

static void
mg_password_page_class_init (MgPasswordPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mg_password_page_dispose;

  g_type_ensure (MG_TYPE_LINK_ROW);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               MG_APP_RESOURCES "mg-password-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MgPasswordPage, text_label);
  gtk_widget_class_bind_template_child (widget_class, MgPasswordPage, link_group);
  gtk_widget_class_bind_template_child (widget_class, MgPasswordPage, link_row);
  gtk_widget_class_bind_template_child (widget_class, MgPasswordPage, password_row);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
}

static void
mg_password_page_init (MgPasswordPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mg_password_page_new:
 *
 * Returns: (transfer floating): an empty page
 */
GtkWidget *
mg_password_page_new (void)
{
  return g_object_new (MG_TYPE_PASSWORD_PAGE, NULL);
}

/**
 * mg_password_page_set_text:
 * @self: a password page
 * @text: (nullable): which password is asked for
 *
 * Says which password is asked for, as it is, never as markup.
 */
void
mg_password_page_set_text (MgPasswordPage *self,
                           const char     *text)
{
  g_return_if_fail (MG_IS_PASSWORD_PAGE (self));

  gtk_label_set_text (self->text_label, text != NULL ? text : "");
}

/**
 * mg_password_page_set_link:
 * @self: a password page
 * @uri: (nullable): where an app password is made
 *
 * Offers the provider's page for app passwords.
 */
void
mg_password_page_set_link (MgPasswordPage *self,
                           const char     *uri)
{
  g_return_if_fail (MG_IS_PASSWORD_PAGE (self));

  mg_link_row_set_uri (self->link_row, uri);
  gtk_widget_set_visible (self->link_group, uri != NULL);
}

/**
 * mg_password_page_dup_password:
 * @self: a password page
 *
 * Returns: (transfer full): what was typed
 */
MgSecret *
mg_password_page_dup_password (MgPasswordPage *self)
{
  g_return_val_if_fail (MG_IS_PASSWORD_PAGE (self), NULL);

  return mg_secret_new (gtk_editable_get_text (self->password_row), -1);
}

/**
 * mg_password_page_clear:
 * @self: a password page
 *
 * Forgets the password.
 */
void
mg_password_page_clear (MgPasswordPage *self)
{
  g_return_if_fail (MG_IS_PASSWORD_PAGE (self));

  gtk_editable_set_text (self->password_row, "");
}
