/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-fingerprint-page"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-device-look.h"
#include "mg-fingerprint-label.h"
#include "mg-fingerprint-page.h"

/**
 * MgFingerprintPage:
 *
 * What answered at an address, and the fingerprint of its certificate to be
 * compared with the one that the device itself shows. A changed certificate
 * has the confirmed one beside it.
 */
struct _MgFingerprintPage
{
  MgStepPage           parent_instance;

  /* template */
  GtkImage            *icon;
  GtkLabel            *name_label;
  GtkLabel            *detail_label;
  GtkLabel            *text_label;
  GtkWidget           *before_group;
  MgFingerprintLabel  *before_label;
  AdwPreferencesGroup *now_group;
  MgFingerprintLabel  *now_label;
  GtkWidget           *certificate_row;
  AdwActionRow        *subject_row;
  AdwActionRow        *issuer_row;
  AdwActionRow        *validity_row;
};

G_DEFINE_FINAL_TYPE (MgFingerprintPage, mg_fingerprint_page, MG_TYPE_STEP_PAGE)

static void
show_row (AdwActionRow *row,
          const char   *value)
{
  adw_action_row_set_subtitle (row, value != NULL ? value : "");
  gtk_widget_set_visible (GTK_WIDGET (row), value != NULL);
}

static char *
dup_date (gint64 time)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc == NULL ? NULL : g_date_time_to_local (utc);

  return local == NULL ? NULL : g_date_time_format (local, "%x");
}

static char *
dup_validity (const MgInspection *inspection)
{
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;

  if (inspection->not_before == 0 || inspection->not_after == 0)
    return NULL;

  from = dup_date (inspection->not_before);
  to = dup_date (inspection->not_after);

  /* Translators: the first and the last day of a certificate */
  return from == NULL || to == NULL ? NULL : g_strdup_printf (_("From %s to %s"), from, to);
}

static const char *
get_text (const MgInspection *inspection,
          const char         *before)
{
  if (inspection->fingerprint == NULL)
    return _("The connection to this device is not encrypted. Mailgrant will not sign in to it "
             "or send it a password or token.");
  if (before != NULL)
    return _("The device shows another certificate than the one you confirmed. That is to be "
             "expected after a reset, an update or a new certificate. Otherwise somebody may be "
             "between you and the device: do not go on.");

  return _("To be sure that this is your device, compare the fingerprint with the one that its "
           "own page shows for its certificate. This is asked only once.");
}

static void
mg_fingerprint_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MG_TYPE_FINGERPRINT_PAGE);

  G_OBJECT_CLASS (mg_fingerprint_page_parent_class)->dispose (object);
}

static void
mg_fingerprint_page_class_init (MgFingerprintPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mg_fingerprint_page_dispose;

  g_type_ensure (MG_TYPE_FINGERPRINT_LABEL);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               MG_APP_RESOURCES "mg-fingerprint-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MgFingerprintPage, icon);
  gtk_widget_class_bind_template_child (widget_class, MgFingerprintPage, name_label);
  gtk_widget_class_bind_template_child (widget_class, MgFingerprintPage, detail_label);
  gtk_widget_class_bind_template_child (widget_class, MgFingerprintPage, text_label);
  gtk_widget_class_bind_template_child (widget_class, MgFingerprintPage, before_group);
  gtk_widget_class_bind_template_child (widget_class, MgFingerprintPage, before_label);
  gtk_widget_class_bind_template_child (widget_class, MgFingerprintPage, now_group);
  gtk_widget_class_bind_template_child (widget_class, MgFingerprintPage, now_label);
  gtk_widget_class_bind_template_child (widget_class, MgFingerprintPage, certificate_row);
  gtk_widget_class_bind_template_child (widget_class, MgFingerprintPage, subject_row);
  gtk_widget_class_bind_template_child (widget_class, MgFingerprintPage, issuer_row);
  gtk_widget_class_bind_template_child (widget_class, MgFingerprintPage, validity_row);
}

static void
mg_fingerprint_page_init (MgFingerprintPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mg_fingerprint_page_new:
 *
 * Returns: (transfer floating): a page that shows nothing yet
 */
GtkWidget *
mg_fingerprint_page_new (void)
{
  return g_object_new (MG_TYPE_FINGERPRINT_PAGE, NULL);
}

static void
show_identity (MgFingerprintPage  *self,
               const MgInspection *inspection)
{
  const MgIdentity *identity = inspection->identity;
  g_autofree char *address = mg_address_to_display (inspection->address);
  g_autofree char *model = mg_device_look_dup_model (identity);
  g_autofree char *detail = NULL;

  /* Translators: the model and the address of a device, as in "Acme D-100 · 192.0.2.7" */
  if (model != NULL)
    detail = g_strdup_printf (C_("device", "%s · %s"), model, address);

  gtk_image_set_from_icon_name (self->icon, mg_device_look_get_icon_name (identity->kind));
  gtk_label_set_text (self->name_label, identity->name != NULL ? identity->name : address);
  gtk_label_set_text (self->detail_label, detail != NULL ? detail : address);
}

/**
 * mg_fingerprint_page_set_inspection:
 * @self: a fingerprint page
 * @inspection: what a first contact found
 * @before: (nullable): the fingerprint confirmed so far, where it was another
 *
 * Shows what answered.
 */
void
mg_fingerprint_page_set_inspection (MgFingerprintPage  *self,
                                    const MgInspection *inspection,
                                    const char         *before)
{
  MgStepPage *page = MG_STEP_PAGE (self);
  g_autofree char *validity = NULL;

  g_return_if_fail (MG_IS_FINGERPRINT_PAGE (self));
  g_return_if_fail (inspection != NULL);

  validity = dup_validity (inspection);
  show_identity (self, inspection);
  gtk_label_set_text (self->text_label, get_text (inspection, before));
  mg_fingerprint_label_set_fingerprint (self->before_label, before);
  gtk_widget_set_visible (self->before_group, before != NULL);
  mg_fingerprint_label_set_fingerprint (self->now_label, inspection->fingerprint);
  gtk_widget_set_visible (GTK_WIDGET (self->now_group), inspection->fingerprint != NULL);
  adw_preferences_group_set_title (self->now_group, before != NULL
                                                    ? _("Fingerprint Shown Now")
                                                    : _("Fingerprint of the Certificate"));
  show_row (self->subject_row, inspection->subject);
  show_row (self->issuer_row, inspection->issuer);
  show_row (self->validity_row, validity);
  gtk_widget_set_visible (self->certificate_row,
                          inspection->subject != NULL || inspection->issuer != NULL ||
                          validity != NULL);

  g_object_set (self, "destructive", before != NULL, NULL);
  mg_step_page_set_title (page, before != NULL ? _("Changed Certificate") : _("Confirm Device"));
  mg_step_page_set_action_label (page, before != NULL ? _("_Trust New Certificate")
                                                      : _("_Confirm"));
  mg_step_page_set_ready (page, TRUE);
}
