/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-sign-in-page"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-sign-in-page.h"

/**
 * MgSignInPage:
 *
 * Where the administrator's name and password of a device are typed.
 */
struct _MgSignInPage
{
  MgStepPage   parent_instance;

  gboolean     optional;

  /* template */
  GtkLabel    *text_label;
  GtkEditable *user_row;
  GtkEditable *password_row;
};

G_DEFINE_FINAL_TYPE (MgSignInPage, mg_sign_in_page, MG_TYPE_STEP_PAGE)

static void
on_changed_cb (MgSignInPage *self)
{
  const gboolean has_user = *gtk_editable_get_text (self->user_row) != '\0';
  const gboolean has_password = *gtk_editable_get_text (self->password_row) != '\0';
  const gboolean left_out = self->optional && !has_user && !has_password;

  mg_step_page_set_action_label (MG_STEP_PAGE (self), left_out ? _("S_kip")
                                                               : _("_Sign In"));
  mg_step_page_set_ready (MG_STEP_PAGE (self), left_out || (has_user && has_password));
}

static void
mg_sign_in_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MG_TYPE_SIGN_IN_PAGE);

  G_OBJECT_CLASS (mg_sign_in_page_parent_class)->dispose (object);
}

static void
mg_sign_in_page_class_init (MgSignInPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mg_sign_in_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, MG_APP_RESOURCES "mg-sign-in-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MgSignInPage, text_label);
  gtk_widget_class_bind_template_child (widget_class, MgSignInPage, user_row);
  gtk_widget_class_bind_template_child (widget_class, MgSignInPage, password_row);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
}

static void
mg_sign_in_page_init (MgSignInPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mg_sign_in_page_new:
 *
 * Returns: (transfer floating): an empty page
 */
GtkWidget *
mg_sign_in_page_new (void)
{
  return g_object_new (MG_TYPE_SIGN_IN_PAGE, NULL);
}

/**
 * mg_sign_in_page_set_device:
 * @self: a sign-in page
 * @name: the name of the device
 * @user: (nullable): the name used so far
 *
 * Says where one signs in.
 */
void
mg_sign_in_page_set_device (MgSignInPage *self,
                            const char   *name,
                            const char   *user)
{
  g_autofree char *text = NULL;

  g_return_if_fail (MG_IS_SIGN_IN_PAGE (self));
  g_return_if_fail (name != NULL);

  text = g_strdup_printf (_("Sign in to %s with a login that may change its mail settings."), name);
  gtk_label_set_text (self->text_label, text);
  self->optional = FALSE;
  if (user != NULL)
    gtk_editable_set_text (self->user_row, user);
  on_changed_cb (self);
}

/**
 * mg_sign_in_page_set_optional:
 * @self: a sign-in page
 * @name: the name of the device
 *
 * Lets the person go on with nothing typed, and says what signing in is good for.
 */
void
mg_sign_in_page_set_optional (MgSignInPage *self,
                              const char   *name)
{
  g_autofree char *text = NULL;

  g_return_if_fail (MG_IS_SIGN_IN_PAGE (self));
  g_return_if_fail (name != NULL);

  text = g_strdup_printf (_("The mail settings of %s are changed on its own pages, and Mailgrant "
                            "guides you there. With an administrator's login it can also read what "
                            "the device says of itself."), name);
  gtk_label_set_text (self->text_label, text);
  self->optional = TRUE;
  on_changed_cb (self);
}

/**
 * mg_sign_in_page_dup_credential:
 * @self: a sign-in page
 * @one_time_code: (nullable): the code that belongs to it
 *
 * Returns: (transfer full) (nullable): what was typed, %NULL if the person has
 *   left it out
 */
MgCredential *
mg_sign_in_page_dup_credential (MgSignInPage *self,
                                MgSecret     *one_time_code)
{
  g_autoptr (MgSecret) password = NULL;

  g_return_val_if_fail (MG_IS_SIGN_IN_PAGE (self), NULL);

  if (*gtk_editable_get_text (self->user_row) == '\0')
    return NULL;

  password = mg_secret_new (gtk_editable_get_text (self->password_row), -1);

  return mg_credential_new (gtk_editable_get_text (self->user_row), password, one_time_code);
}

/**
 * mg_sign_in_page_clear:
 * @self: a sign-in page
 *
 * Forgets the password.
 */
void
mg_sign_in_page_clear (MgSignInPage *self)
{
  g_return_if_fail (MG_IS_SIGN_IN_PAGE (self));

  gtk_editable_set_text (self->password_row, "");
}
