/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-fingerprint-label"

#include "config.h"

#include <glib/gi18n.h>

#include "mailgrant.h"

#include "mg-fingerprint-label.h"

/* Eight bytes a line are what an eye compares without losing its place. */
#define LINE_LENGTH (8 * 3)

/**
 * MgFingerprintLabel:
 *
 * The SHA-256 fingerprint of a certificate, in lines to compare by eye, with a
 * button that copies it.
 */
struct _MgFingerprintLabel
{
  GtkWidget  parent_instance;

  char      *fingerprint;   /* (owned) (nullable) */

  /* template */
  GtkLabel  *label;
  GtkWidget *copy_button;
};

G_DEFINE_FINAL_TYPE (MgFingerprintLabel, mg_fingerprint_label, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_FINGERPRINT = 1,
} MgFingerprintLabelProperty;

static GParamSpec *properties[PROP_FINGERPRINT + 1] = { NULL, };

static void
on_copy_clicked_cb (MgFingerprintLabel *self)
{
  g_autofree char *display = mg_fingerprint_label_dup_text (self);

  if (display != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), display);
}

static char *
dup_lines (const char *display)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  for (gsize i = 0; display[i] != '\0'; i++)
    g_string_append_c (lines, i % LINE_LENGTH == LINE_LENGTH - 1 ? '\n' : display[i]);

  return g_string_free (g_steal_pointer (&lines), FALSE);
}

static void
mg_fingerprint_label_get_property (GObject    *object,
                                   guint       prop_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  MgFingerprintLabel *self = MG_FINGERPRINT_LABEL (object);

  switch ((MgFingerprintLabelProperty) prop_id)
    {
    case PROP_FINGERPRINT:
      g_value_set_string (value, self->fingerprint);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mg_fingerprint_label_set_property (GObject      *object,
                                   guint         prop_id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  MgFingerprintLabel *self = MG_FINGERPRINT_LABEL (object);

  switch ((MgFingerprintLabelProperty) prop_id)
    {
    case PROP_FINGERPRINT:
      mg_fingerprint_label_set_fingerprint (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mg_fingerprint_label_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MG_TYPE_FINGERPRINT_LABEL);

  G_OBJECT_CLASS (mg_fingerprint_label_parent_class)->dispose (object);
}

static void
mg_fingerprint_label_finalize (GObject *object)
{
  MgFingerprintLabel *self = MG_FINGERPRINT_LABEL (object);

  g_free (self->fingerprint);

  G_OBJECT_CLASS (mg_fingerprint_label_parent_class)->finalize (object);
}

static void
mg_fingerprint_label_class_init (MgFingerprintLabelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = mg_fingerprint_label_get_property;
  object_class->set_property = mg_fingerprint_label_set_property;
  object_class->dispose = mg_fingerprint_label_dispose;
  object_class->finalize = mg_fingerprint_label_finalize;

  /**
   * MgFingerprintLabel:fingerprint:
   *
   * The fingerprint, as 64 hexadecimal digits.
   */
  properties[PROP_FINGERPRINT] =
    g_param_spec_string ("fingerprint", NULL, NULL,
                         NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               MG_APP_RESOURCES "mg-fingerprint-label.ui");
  gtk_widget_class_bind_template_child (widget_class, MgFingerprintLabel, label);
  gtk_widget_class_bind_template_child (widget_class, MgFingerprintLabel, copy_button);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_clicked_cb);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
mg_fingerprint_label_init (MgFingerprintLabel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  /* Hexadecimal digits read from left to right in every language. */
  gtk_widget_set_direction (GTK_WIDGET (self->label), GTK_TEXT_DIR_LTR);
}

/**
 * mg_fingerprint_label_new:
 *
 * Returns: (transfer floating): a label that is empty
 */
GtkWidget *
mg_fingerprint_label_new (void)
{
  return g_object_new (MG_TYPE_FINGERPRINT_LABEL, NULL);
}

/**
 * mg_fingerprint_label_get_fingerprint:
 * @self: a fingerprint label
 *
 * Returns: (transfer none) (nullable): the fingerprint it shows
 */
const char *
mg_fingerprint_label_get_fingerprint (MgFingerprintLabel *self)
{
  g_return_val_if_fail (MG_IS_FINGERPRINT_LABEL (self), NULL);

  return self->fingerprint;
}

/**
 * mg_fingerprint_label_set_fingerprint:
 * @self: a fingerprint label
 * @fingerprint: (nullable): 64 hexadecimal digits
 *
 * Sets the fingerprint to show.
 */
void
mg_fingerprint_label_set_fingerprint (MgFingerprintLabel *self,
                                      const char         *fingerprint)
{
  g_autofree char *display = NULL;
  g_autofree char *lines = NULL;

  g_return_if_fail (MG_IS_FINGERPRINT_LABEL (self));

  if (g_strcmp0 (self->fingerprint, fingerprint) == 0)
    return;

  g_free (self->fingerprint);
  self->fingerprint = g_strdup (fingerprint);

  display = mg_fingerprint_label_dup_text (self);
  lines = dup_lines (display != NULL ? display : "");
  gtk_label_set_text (self->label, lines);
  gtk_widget_set_visible (self->copy_button, fingerprint != NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FINGERPRINT]);
}

/**
 * mg_fingerprint_label_dup_text:
 * @self: a fingerprint label
 *
 * Returns: (transfer full) (nullable): the fingerprint in one line, as copied
 */
char *
mg_fingerprint_label_dup_text (MgFingerprintLabel *self)
{
  g_return_val_if_fail (MG_IS_FINGERPRINT_LABEL (self), NULL);

  return self->fingerprint == NULL ? NULL : mg_tls_pin_dup_display (self->fingerprint);
}
