/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-client-page"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-browser.h"
#include "mg-client-page.h"
#include "mg-client-setup.h"

/**
 * MgClientPage:
 *
 * Where the client of a provider is typed: its ID and its secret. A provider
 * that is not known yet has its issuer's address typed too.
 */
struct _MgClientPage
{
  MgStepPage    parent_instance;

  MgProvider   *provider;          /* (owned) (nullable): %NULL for one not known yet */

  /* template */
  GtkLabel     *text_label;
  GtkWidget    *guide_group;
  GtkWidget    *registration_row;
  AdwActionRow *redirect_row;
  GtkWidget    *issuer_row;
  GtkWidget    *client_id_row;
  GtkWidget    *client_secret_row;
  GtkWidget    *tenant_row;
  GtkWidget    *scopes_row;
};

G_DEFINE_FINAL_TYPE (MgClientPage, mg_client_page, MG_TYPE_STEP_PAGE)

static char *
dup_text (GtkWidget *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

static char *
dup_text_or_null (GtkWidget *row)
{
  g_autofree char *text = dup_text (row);

  return *text == '\0' ? NULL : g_steal_pointer (&text);
}

static void
on_changed_cb (MgClientPage *self)
{
  g_autofree char *client_id = dup_text_or_null (self->client_id_row);
  g_autofree char *issuer = dup_text_or_null (self->issuer_row);

  mg_step_page_set_ready (MG_STEP_PAGE (self),
                          client_id != NULL && (self->provider != NULL || issuer != NULL));
}

static void
on_registration_opened_cb (GObject      *object,
                           GAsyncResult *result,
                           gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (!mg_browser_open_finish (result, &error))
    g_debug ("no browser: %s", error->message);
}

static void
on_registration_activated_cb (MgClientPage *self)
{
  const char *page = mg_provider_get_registration_page (self->provider);

  mg_browser_open_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), page, NULL,
                         on_registration_opened_cb, NULL);
}

static void
on_copy_redirect_cb (MgClientPage *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          adw_action_row_get_subtitle (self->redirect_row));
}

static void
mg_client_page_dispose (GObject *object)
{
  MgClientPage *self = MG_CLIENT_PAGE (object);

  g_clear_object (&self->provider);
  gtk_widget_dispose_template (GTK_WIDGET (self), MG_TYPE_CLIENT_PAGE);

  G_OBJECT_CLASS (mg_client_page_parent_class)->dispose (object);
}

static void
mg_client_page_class_init (MgClientPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mg_client_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, MG_APP_RESOURCES "mg-client-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MgClientPage, text_label);
  gtk_widget_class_bind_template_child (widget_class, MgClientPage, guide_group);
  gtk_widget_class_bind_template_child (widget_class, MgClientPage, registration_row);
  gtk_widget_class_bind_template_child (widget_class, MgClientPage, redirect_row);
  gtk_widget_class_bind_template_child (widget_class, MgClientPage, issuer_row);
  gtk_widget_class_bind_template_child (widget_class, MgClientPage, client_id_row);
  gtk_widget_class_bind_template_child (widget_class, MgClientPage, client_secret_row);
  gtk_widget_class_bind_template_child (widget_class, MgClientPage, tenant_row);
  gtk_widget_class_bind_template_child (widget_class, MgClientPage, scopes_row);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_registration_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_redirect_cb);
}

static void
mg_client_page_init (MgClientPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mg_client_page_new:
 *
 * Returns: (transfer floating): a page for a provider that is not known yet
 */
GtkWidget *
mg_client_page_new (void)
{
  return g_object_new (MG_TYPE_CLIENT_PAGE, NULL);
}

static char *
dup_guidance (MgProvider *provider)
{
  if (provider == NULL)
    return g_strdup (_("Enter the address of the provider's authorization server, and the client "
                       "that is registered there for Mailgrant."));

  /* Translators: the name of a provider */
  return g_strdup_printf (_("To ask %s for permission, Mailgrant needs a client ID of your own "
                            "organization. Register it once as a desktop application; all your "
                            "devices can use it."), mg_provider_get_name (provider));
}

/**
 * mg_client_page_set_provider:
 * @self: a client page
 * @provider: (nullable): a provider, %NULL for one that is not known yet
 *
 * Asks for the client of @provider.
 */
void
mg_client_page_set_provider (MgClientPage *self,
                             MgProvider   *provider)
{
  g_autofree char *redirect = NULL;
  g_autofree char *guidance = NULL;
  gboolean known = provider != NULL;

  g_return_if_fail (MG_IS_CLIENT_PAGE (self));

  g_set_object (&self->provider, provider);
  guidance = dup_guidance (provider);
  gtk_label_set_text (self->text_label, guidance);
  redirect = known ? mg_provider_dup_registered_redirect_uri (provider) : NULL;
  adw_action_row_set_subtitle (self->redirect_row, redirect != NULL ? redirect : "");
  gtk_widget_set_visible (self->guide_group, known);
  gtk_widget_set_visible (self->registration_row,
                          known && mg_provider_get_registration_page (provider) != NULL);
  gtk_widget_set_visible (self->issuer_row, !known);
  gtk_widget_set_visible (self->scopes_row, !known);
  gtk_widget_set_visible (self->client_secret_row,
                          !known ||
                          mg_provider_get_client_kind (provider) != MG_CLIENT_KIND_PUBLIC);
  gtk_widget_set_visible (self->tenant_row, known && mg_provider_get_tenant (provider) != NULL);
  mg_step_page_set_title (MG_STEP_PAGE (self), known ? mg_provider_get_name (provider)
                                                     : _("Other Provider"));
  on_changed_cb (self);
}

/* The scopes that were typed, NULL for the usual ones. */
static GStrv
dup_scopes (MgClientPage *self)
{
  g_autoptr (GStrvBuilder) scopes = g_strv_builder_new ();
  g_autofree char *text = dup_text_or_null (self->scopes_row);
  g_auto (GStrv) words = NULL;

  if (text == NULL)
    return NULL;

  words = g_strsplit_set (text, " ,;", -1);
  for (gsize i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_strv_builder_add (scopes, words[i]);

  return g_strv_builder_end (scopes);
}

static MgSecret *
dup_client_secret (MgClientPage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->client_secret_row));

  return *text == '\0' ? NULL : mg_secret_new (text, -1);
}

/**
 * mg_client_page_submit_async:
 * @self: a client page
 * @fleet: the fleet
 * @provider: (nullable): the provider, %NULL for one that is not known yet
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: data for @callback
 *
 * Sets the client that was typed. Finish with mg_client_setup_finish().
 */
void
mg_client_page_submit_async (MgClientPage        *self,
                             MgFleet             *fleet,
                             MgProvider          *provider,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autofree char *client_id = NULL;
  g_autofree char *tenant = NULL;
  g_autofree char *issuer = NULL;
  g_auto (GStrv) scopes = NULL;
  g_autoptr (MgSecret) secret = NULL;

  g_return_if_fail (MG_IS_CLIENT_PAGE (self));

  client_id = dup_text (self->client_id_row);
  tenant = dup_text_or_null (self->tenant_row);
  issuer = dup_text (self->issuer_row);
  scopes = dup_scopes (self);
  secret = dup_client_secret (self);

  if (provider != NULL)
    mg_client_setup_set_async (fleet, provider, client_id, tenant, secret,
                               cancellable, callback, user_data);
  else
    mg_client_setup_add_async (fleet, issuer, client_id, (const char *const *) scopes, secret,
                               cancellable, callback, user_data);
}

/**
 * mg_client_page_clear:
 * @self: a client page
 *
 * Forgets the client secret.
 */
void
mg_client_page_clear (MgClientPage *self)
{
  g_return_if_fail (MG_IS_CLIENT_PAGE (self));

  gtk_editable_set_text (GTK_EDITABLE (self->client_secret_row), "");
}
