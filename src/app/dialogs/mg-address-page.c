/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-address-page"

#include "config.h"

#include "mg-address-page.h"

/**
 * MgAddressPage:
 *
 * Where a device's address is typed.
 */
struct _MgAddressPage
{
  MgStepPage   parent_instance;

  /* template */
  GtkEditable *address_row;
};

G_DEFINE_FINAL_TYPE (MgAddressPage, mg_address_page, MG_TYPE_STEP_PAGE)

static char *
dup_text (MgAddressPage *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->address_row)));
}

static void
on_changed_cb (MgAddressPage *self)
{
  g_autofree char *text = dup_text (self);

  mg_step_page_set_ready (MG_STEP_PAGE (self), *text != '\0');
}

static void
mg_address_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MG_TYPE_ADDRESS_PAGE);

  G_OBJECT_CLASS (mg_address_page_parent_class)->dispose (object);
}

static void
mg_address_page_class_init (MgAddressPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mg_address_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, MG_APP_RESOURCES "mg-address-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MgAddressPage, address_row);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
}

static void
mg_address_page_init (MgAddressPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mg_address_page_new:
 *
 * Returns: (transfer floating): a page with an empty address
 */
GtkWidget *
mg_address_page_new (void)
{
  return g_object_new (MG_TYPE_ADDRESS_PAGE, NULL);
}

/**
 * mg_address_page_dup_address:
 * @self: an address page
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the address that was typed
 */
MgAddress *
mg_address_page_dup_address (MgAddressPage  *self,
                             GError        **error)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (MG_IS_ADDRESS_PAGE (self), NULL);

  text = dup_text (self);

  return mg_address_parse (text, error);
}

/**
 * mg_address_page_set_text:
 * @self: an address page
 * @text: an address
 *
 * Fills in @text.
 */
void
mg_address_page_set_text (MgAddressPage *self,
                          const char    *text)
{
  g_return_if_fail (MG_IS_ADDRESS_PAGE (self));
  g_return_if_fail (text != NULL);

  gtk_editable_set_text (self->address_row, text);
}
