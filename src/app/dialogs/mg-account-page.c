/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-account-page"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-account-page.h"
#include "mg-browser.h"

/**
 * MgAccountPage:
 *
 * Where the mailbox is typed that a device is to send with, and the app
 * password where the provider gives none but those.
 */
struct _MgAccountPage
{
  MgStepPage   parent_instance;

  MgProvider  *provider;         /* (owned) (nullable) */

  /* template */
  GtkLabel    *text_label;
  GtkWidget   *page_group;
  GtkWidget   *account_row;
  GtkWidget   *password_row;
  GtkWidget   *keep_copy_row;
  GtkSwitch   *keep_copy_switch;
  GtkLabel    *notes_label;
};

G_DEFINE_FINAL_TYPE (MgAccountPage, mg_account_page, MG_TYPE_STEP_PAGE)

static gboolean
takes_password (MgAccountPage *self)
{
  return self->provider != NULL &&
         mg_provider_get_kind (self->provider) == MG_PROVIDER_KIND_PASSWORD;
}

static void
on_changed_cb (MgAccountPage *self)
{
  g_autofree char *account = mg_account_page_dup_account (self);
  const char *password = gtk_editable_get_text (GTK_EDITABLE (self->password_row));

  mg_step_page_set_ready (MG_STEP_PAGE (self),
                          *account != '\0' && (!takes_password (self) || *password != '\0'));
}

static void
on_page_opened_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (!mg_browser_open_finish (result, &error))
    g_debug ("no browser: %s", error->message);
}

static void
on_page_activated_cb (MgAccountPage *self)
{
  mg_browser_open_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                         mg_provider_get_app_password_page (self->provider), NULL,
                         on_page_opened_cb, NULL);
}

static void
mg_account_page_dispose (GObject *object)
{
  MgAccountPage *self = MG_ACCOUNT_PAGE (object);

  g_clear_object (&self->provider);
  gtk_widget_dispose_template (GTK_WIDGET (self), MG_TYPE_ACCOUNT_PAGE);

  G_OBJECT_CLASS (mg_account_page_parent_class)->dispose (object);
}

static void
mg_account_page_class_init (MgAccountPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mg_account_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, MG_APP_RESOURCES "mg-account-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MgAccountPage, text_label);
  gtk_widget_class_bind_template_child (widget_class, MgAccountPage, page_group);
  gtk_widget_class_bind_template_child (widget_class, MgAccountPage, account_row);
  gtk_widget_class_bind_template_child (widget_class, MgAccountPage, password_row);
  gtk_widget_class_bind_template_child (widget_class, MgAccountPage, keep_copy_row);
  gtk_widget_class_bind_template_child (widget_class, MgAccountPage, keep_copy_switch);
  gtk_widget_class_bind_template_child (widget_class, MgAccountPage, notes_label);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_page_activated_cb);
}

static void
mg_account_page_init (MgAccountPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mg_account_page_new:
 *
 * Returns: (transfer floating): an empty page
 */
GtkWidget *
mg_account_page_new (void)
{
  return g_object_new (MG_TYPE_ACCOUNT_PAGE, NULL);
}

static char *
dup_guidance (MgProvider *provider)
{
  if (mg_provider_get_kind (provider) == MG_PROVIDER_KIND_PASSWORD)
    /* Translators: the name of a provider */
    return g_strdup_printf (_("%s gives a device an app password: one that is good for mail "
                              "only, and that you can withdraw at any time."),
                            mg_provider_get_name (provider));

  /* Translators: the name of a provider */
  return g_strdup_printf (_("Enter the mailbox that the device is to send with. Your browser then "
                            "opens the sign-in page of %s."), mg_provider_get_name (provider));
}

/**
 * mg_account_page_set_provider:
 * @self: an account page
 * @provider: a provider
 *
 * Asks for an account at @provider.
 */
void
mg_account_page_set_provider (MgAccountPage *self,
                              MgProvider    *provider)
{
  g_autofree char *guidance = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) notes = NULL;
  gboolean password;

  g_return_if_fail (MG_IS_ACCOUNT_PAGE (self));
  g_return_if_fail (MG_IS_PROVIDER (provider));

  g_set_object (&self->provider, provider);
  password = takes_password (self);
  guidance = dup_guidance (provider);
  notes = mg_provider_dup_notes (provider);
  text = g_strjoinv ("\n", notes);

  gtk_label_set_text (self->text_label, guidance);
  gtk_label_set_text (self->notes_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->notes_label), *text != '\0');
  gtk_widget_set_visible (self->page_group,
                          password && mg_provider_get_app_password_page (provider) != NULL);
  gtk_widget_set_visible (self->password_row, password);
  gtk_widget_set_visible (self->keep_copy_row, !password);
  mg_step_page_set_title (MG_STEP_PAGE (self), mg_provider_get_name (provider));
  mg_step_page_set_action_label (MG_STEP_PAGE (self), password ? _("_Set Password")
                                                               : _("_Authorize"));
  on_changed_cb (self);
}

/**
 * mg_account_page_set_account:
 * @self: an account page
 * @account: (nullable): a mailbox
 *
 * Fills in @account.
 */
void
mg_account_page_set_account (MgAccountPage *self,
                             const char    *account)
{
  g_return_if_fail (MG_IS_ACCOUNT_PAGE (self));

  gtk_editable_set_text (GTK_EDITABLE (self->account_row), account != NULL ? account : "");
}

/**
 * mg_account_page_dup_account:
 * @self: an account page
 *
 * Returns: (transfer full): the mailbox
 */
char *
mg_account_page_dup_account (MgAccountPage *self)
{
  g_return_val_if_fail (MG_IS_ACCOUNT_PAGE (self), NULL);

  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->account_row))));
}

/**
 * mg_account_page_dup_password:
 * @self: an account page
 *
 * Returns: (transfer full): the app password
 */
MgSecret *
mg_account_page_dup_password (MgAccountPage *self)
{
  g_return_val_if_fail (MG_IS_ACCOUNT_PAGE (self), NULL);

  return mg_secret_new (gtk_editable_get_text (GTK_EDITABLE (self->password_row)), -1);
}

/**
 * mg_account_page_get_keep_copy:
 * @self: an account page
 *
 * Returns: whether a copy of the tokens stays in the keyring
 */
gboolean
mg_account_page_get_keep_copy (MgAccountPage *self)
{
  g_return_val_if_fail (MG_IS_ACCOUNT_PAGE (self), FALSE);

  return gtk_switch_get_active (self->keep_copy_switch);
}

/**
 * mg_account_page_set_keep_copy:
 * @self: an account page
 * @keep_copy: whether a copy of the tokens stays in the keyring
 *
 * Sets the switch.
 */
void
mg_account_page_set_keep_copy (MgAccountPage *self,
                               gboolean       keep_copy)
{
  g_return_if_fail (MG_IS_ACCOUNT_PAGE (self));

  gtk_switch_set_active (self->keep_copy_switch, keep_copy);
}

/**
 * mg_account_page_clear:
 * @self: an account page
 *
 * Forgets the password.
 */
void
mg_account_page_clear (MgAccountPage *self)
{
  g_return_if_fail (MG_IS_ACCOUNT_PAGE (self));

  gtk_editable_set_text (GTK_EDITABLE (self->password_row), "");
}
