/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-slot-page"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-slot-page.h"

/**
 * MgSlotPage:
 *
 * Where a person describes a mail setting of a device that Mailgrant can't
 * read.
 */
struct _MgSlotPage
{
  MgStepPage          parent_instance;

  MgProviderRegistry *registry;    /* (owned) (nullable) */
  GPtrArray          *providers;   /* (owned) (element-type MgProvider): after "custom" */
  guint               suggested;   /* the choice that follows the mailbox, if it is there */
  MgMailProtocol      protocol;    /* of the slot that is changed */
  gboolean            is_new;

  /* template */
  GtkWidget          *name_group;
  GtkEditable        *title_row;
  AdwComboRow        *protocol_row;
  GtkEditable        *account_row;
  AdwComboRow        *provider_row;
  GtkEditable        *server_row;
  AdwComboRow        *security_row;
};

G_DEFINE_FINAL_TYPE (MgSlotPage, mg_slot_page, MG_TYPE_STEP_PAGE)

/* In the order of the rows' choices; how it is encrypted has one choice more before. */
static const MgMailProtocol protocols[] = {
  MG_MAIL_PROTOCOL_SMTP, MG_MAIL_PROTOCOL_IMAP, MG_MAIL_PROTOCOL_POP3,
};
static const guint16 ports[] = { 587, 993, 995 };
static const MgMailSecurity securities[] = {
  MG_MAIL_SECURITY_TLS, MG_MAIL_SECURITY_STARTTLS, MG_MAIL_SECURITY_NONE,
};

static char *
dup_text (GtkEditable *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (row)));
}

static guint
find_provider (MgSlotPage *self,
               const char *id)
{
  for (guint i = 0; id != NULL && i < self->providers->len; i++)
    if (g_str_equal (mg_provider_get_id (g_ptr_array_index (self->providers, i)), id))
      return i + 1;

  return 0;
}

/* The provider whose mailbox it looks like, until the person has chosen. */
static void
suggest_provider (MgSlotPage *self,
                  const char *account)
{
  MgProvider *provider;

  if (self->registry == NULL ||
      adw_combo_row_get_selected (self->provider_row) != self->suggested)
    return;

  provider = mg_provider_registry_suggest (self->registry, NULL, account);
  self->suggested = provider == NULL ? 0 : find_provider (self, mg_provider_get_id (provider));
  adw_combo_row_set_selected (self->provider_row, self->suggested);
}

static void
on_changed_cb (MgSlotPage *self)
{
  g_autofree char *title = dup_text (self->title_row);
  g_autofree char *account = dup_text (self->account_row);

  suggest_provider (self, account);
  mg_step_page_set_ready (MG_STEP_PAGE (self),
                          *account != '\0' && (!self->is_new || *title != '\0'));
}

static void
mg_slot_page_dispose (GObject *object)
{
  MgSlotPage *self = MG_SLOT_PAGE (object);

  g_clear_object (&self->registry);
  g_clear_pointer (&self->providers, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), MG_TYPE_SLOT_PAGE);

  G_OBJECT_CLASS (mg_slot_page_parent_class)->dispose (object);
}

static void
mg_slot_page_class_init (MgSlotPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mg_slot_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, MG_APP_RESOURCES "mg-slot-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MgSlotPage, name_group);
  gtk_widget_class_bind_template_child (widget_class, MgSlotPage, title_row);
  gtk_widget_class_bind_template_child (widget_class, MgSlotPage, protocol_row);
  gtk_widget_class_bind_template_child (widget_class, MgSlotPage, account_row);
  gtk_widget_class_bind_template_child (widget_class, MgSlotPage, provider_row);
  gtk_widget_class_bind_template_child (widget_class, MgSlotPage, server_row);
  gtk_widget_class_bind_template_child (widget_class, MgSlotPage, security_row);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
}

static void
mg_slot_page_init (MgSlotPage *self)
{
  self->is_new = TRUE;
  self->providers = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mg_slot_page_new:
 *
 * Returns: (transfer floating): an empty page
 */
GtkWidget *
mg_slot_page_new (void)
{
  return g_object_new (MG_TYPE_SLOT_PAGE, NULL);
}

/**
 * mg_slot_page_set_providers:
 * @self: a slot page
 * @providers: all providers
 *
 * Offers @providers, and an account that was set up by hand.
 */
void
mg_slot_page_set_providers (MgSlotPage         *self,
                            MgProviderRegistry *providers)
{
  GListModel *model = G_LIST_MODEL (providers);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  g_return_if_fail (MG_IS_SLOT_PAGE (self));
  g_return_if_fail (MG_IS_PROVIDER_REGISTRY (providers));

  g_set_object (&self->registry, providers);
  gtk_string_list_append (names, _("Custom"));
  g_ptr_array_set_size (self->providers, 0);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      MgProvider *provider = g_list_model_get_item (model, i);

      g_ptr_array_add (self->providers, provider);
      gtk_string_list_append (names, mg_provider_get_name (provider));
    }
  adw_combo_row_set_model (self->provider_row, G_LIST_MODEL (names));
}

/* The server of the provider that is chosen. */
static MgMailServer *
get_provider_server (MgSlotPage *self)
{
  guint selected = adw_combo_row_get_selected (self->provider_row);

  if (selected == 0 || selected > self->providers->len)
    return NULL;

  return mg_provider_get_server (g_ptr_array_index (self->providers, selected - 1),
                                 mg_slot_page_get_protocol (self));
}

static guint
find_security (MgMailSecurity security)
{
  for (guint i = 0; i < G_N_ELEMENTS (securities); i++)
    if (securities[i] == security)
      return i + 1;

  return 0;
}

/**
 * mg_slot_page_set_slot:
 * @self: a slot page that has its providers
 * @slot: a slot that is there already
 *
 * Shows @slot, to be changed.
 */
void
mg_slot_page_set_slot (MgSlotPage *self,
                       MgSlot     *slot)
{
  const MgMailSettings *settings;
  MgMailServer *own;
  g_autofree char *server = NULL;

  g_return_if_fail (MG_IS_SLOT_PAGE (self));
  g_return_if_fail (MG_IS_SLOT (slot));

  self->is_new = FALSE;
  self->suggested = mg_slot_get_account (slot) == NULL ? 0 : GTK_INVALID_LIST_POSITION;
  self->protocol = mg_slot_get_reading (slot)->protocol;
  gtk_widget_set_visible (self->name_group, FALSE);
  gtk_editable_set_text (self->account_row,
                         mg_slot_get_account (slot) != NULL ? mg_slot_get_account (slot) : "");
  adw_combo_row_set_selected (self->provider_row,
                              find_provider (self, mg_slot_get_provider (slot)));

  settings = mg_slot_get_reading (slot)->settings;
  own = get_provider_server (self);
  if (settings != NULL && settings->host != NULL &&
      (own == NULL || g_strcmp0 (settings->host, mg_mail_server_get_host (own)) != 0))
    {
      server = g_strdup_printf ("%s:%u", settings->host, (guint) settings->port);
      gtk_editable_set_text (self->server_row, server);
      adw_combo_row_set_selected (self->security_row, find_security (settings->security));
    }
  mg_step_page_set_title (MG_STEP_PAGE (self), mg_slot_get_title (slot));
  mg_step_page_set_action_label (MG_STEP_PAGE (self), _("_Save"));
  on_changed_cb (self);
}

/**
 * mg_slot_page_dup_title:
 * @self: a slot page
 *
 * Returns: (transfer full): what the device calls it
 */
char *
mg_slot_page_dup_title (MgSlotPage *self)
{
  g_return_val_if_fail (MG_IS_SLOT_PAGE (self), NULL);

  return dup_text (self->title_row);
}

/**
 * mg_slot_page_get_protocol:
 * @self: a slot page
 *
 * Returns: what it speaks with the mail server
 */
MgMailProtocol
mg_slot_page_get_protocol (MgSlotPage *self)
{
  g_return_val_if_fail (MG_IS_SLOT_PAGE (self), MG_MAIL_PROTOCOL_SMTP);

  return self->is_new ? protocols[adw_combo_row_get_selected (self->protocol_row)]
                      : self->protocol;
}

/**
 * mg_slot_page_get_provider:
 * @self: a slot page
 *
 * Returns: (transfer none) (nullable): the id of the provider, %NULL for an
 *   account that was set up by hand
 */
const char *
mg_slot_page_get_provider (MgSlotPage *self)
{
  guint selected;

  g_return_val_if_fail (MG_IS_SLOT_PAGE (self), NULL);

  selected = adw_combo_row_get_selected (self->provider_row);
  if (selected == 0 || selected > self->providers->len)
    return NULL;

  return mg_provider_get_id (g_ptr_array_index (self->providers, selected - 1));
}

/**
 * mg_slot_page_dup_account:
 * @self: a slot page
 *
 * Returns: (transfer full): the mailbox
 */
char *
mg_slot_page_dup_account (MgSlotPage *self)
{
  g_return_val_if_fail (MG_IS_SLOT_PAGE (self), NULL);

  return dup_text (self->account_row);
}

/* What the port means where nothing is said. */
static MgMailSecurity
get_security (MgSlotPage *self,
              guint16     port)
{
  guint selected = adw_combo_row_get_selected (self->security_row);

  if (selected > 0 && selected <= G_N_ELEMENTS (securities))
    return securities[selected - 1];

  return port == 465 || port == 993 || port == 995 ? MG_MAIL_SECURITY_TLS
                                                   : MG_MAIL_SECURITY_STARTTLS;
}

static guint16
get_usual_port (MgMailProtocol protocol)
{
  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    if (protocols[i] == protocol)
      return ports[i];

  return ports[0];
}

static MgMailSettings *
create_settings (const char     *host,
                 guint16         port,
                 MgMailSecurity  security)
{
  MgMailSettings *settings = mg_mail_settings_new ();

  settings->host = g_strdup (host);
  settings->port = port;
  settings->security = security;

  return settings;
}

/**
 * mg_slot_page_read_settings:
 * @self: a slot page
 * @settings: (out) (transfer full) (nullable): return location for the
 *   settings; %NULL where there is nothing to say
 * @error: return location for an error
 *
 * Reads the mail server that was typed, or else the provider's.
 *
 * Returns: %FALSE with @error set if it is none
 */
gboolean
mg_slot_page_read_settings (MgSlotPage      *self,
                            MgMailSettings **settings,
                            GError         **error)
{
  MgMailServer *own;
  g_autoptr (GSocketConnectable) server = NULL;
  g_autofree char *text = NULL;
  const char *host;
  guint16 port;

  g_return_val_if_fail (MG_IS_SLOT_PAGE (self), FALSE);
  g_return_val_if_fail (settings != NULL && *settings == NULL, FALSE);

  text = dup_text (self->server_row);
  own = get_provider_server (self);
  if (*text == '\0')
    {
      if (own != NULL)
        *settings = create_settings (mg_mail_server_get_host (own), mg_mail_server_get_port (own),
                                     mg_mail_server_get_security (own));
      return TRUE;
    }

  server = g_network_address_parse (text, get_usual_port (mg_slot_page_get_protocol (self)), NULL);
  host = server == NULL ? "" : g_network_address_get_hostname (G_NETWORK_ADDRESS (server));
  port = server == NULL ? 0 : g_network_address_get_port (G_NETWORK_ADDRESS (server));
  if (*host == '\0' || port == 0)
    {
      g_set_error (error, MG_ERROR, MG_ERROR_INVALID_INPUT,
                   _("“%s” is no mail server; enter a name and a port, such as "
                     "smtp.example.com:587"), text);
      return FALSE;
    }

  *settings = create_settings (host, port, get_security (self, port));
  return TRUE;
}
