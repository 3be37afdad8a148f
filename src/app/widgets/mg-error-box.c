/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-error-box"

#include "config.h"

#include <gio/gio.h>

#include "mailgrant.h"

#include "mg-error-box.h"

/**
 * MgErrorBox:
 *
 * What went wrong, and below it what to do about it, in the place where it
 * happened. A cancelled operation shows nothing.
 */
struct _MgErrorBox
{
  GtkWidget  parent_instance;

  GError    *error;           /* (owned) (nullable) */

  /* template */
  GtkWidget *box;
  GtkLabel  *message_label;
  GtkLabel  *hint_label;
};

G_DEFINE_FINAL_TYPE (MgErrorBox, mg_error_box, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_ERROR = 1,
} MgErrorBoxProperty;

static GParamSpec *properties[PROP_ERROR + 1] = { NULL, };

static void
mg_error_box_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  MgErrorBox *self = MG_ERROR_BOX (object);

  switch ((MgErrorBoxProperty) prop_id)
    {
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mg_error_box_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  switch ((MgErrorBoxProperty) prop_id)
    {
    case PROP_ERROR:
      mg_error_box_set_error (MG_ERROR_BOX (object), g_value_get_boxed (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mg_error_box_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MG_TYPE_ERROR_BOX);

  G_OBJECT_CLASS (mg_error_box_parent_class)->dispose (object);
}

static void
mg_error_box_finalize (GObject *object)
{
  MgErrorBox *self = MG_ERROR_BOX (object);

  g_clear_error (&self->error);

  G_OBJECT_CLASS (mg_error_box_parent_class)->finalize (object);
}

static void
mg_error_box_class_init (MgErrorBoxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = mg_error_box_get_property;
  object_class->set_property = mg_error_box_set_property;
  object_class->dispose = mg_error_box_dispose;
  object_class->finalize = mg_error_box_finalize;

  /**
   * MgErrorBox:error:
   *
   * What went wrong; the box hides itself when there is nothing.
   */
  properties[PROP_ERROR] =
    g_param_spec_boxed ("error", NULL, NULL,
                        G_TYPE_ERROR,
                        G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_template_from_resource (widget_class, MG_APP_RESOURCES "mg-error-box.ui");
  gtk_widget_class_bind_template_child (widget_class, MgErrorBox, box);
  gtk_widget_class_bind_template_child (widget_class, MgErrorBox, message_label);
  gtk_widget_class_bind_template_child (widget_class, MgErrorBox, hint_label);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
}

static void
mg_error_box_init (MgErrorBox *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mg_error_box_new:
 *
 * Returns: (transfer floating): a box that is hidden
 */
GtkWidget *
mg_error_box_new (void)
{
  return g_object_new (MG_TYPE_ERROR_BOX, NULL);
}

/**
 * mg_error_box_get_error:
 * @self: an error box
 *
 * Returns: (transfer none) (nullable): what it shows
 */
const GError *
mg_error_box_get_error (MgErrorBox *self)
{
  g_return_val_if_fail (MG_IS_ERROR_BOX (self), NULL);

  return self->error;
}

/**
 * mg_error_box_set_error:
 * @self: an error box
 * @error: (nullable): what went wrong
 *
 * Shows @error with its hint, as it is, never as markup.
 */
void
mg_error_box_set_error (MgErrorBox   *self,
                        const GError *error)
{
  const char *hint = NULL;

  g_return_if_fail (MG_IS_ERROR_BOX (self));

  if (error != NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    error = NULL;

  if (self->error == error)
    return;

  if (error != NULL)
    hint = mg_error_get_hint (error);
  gtk_label_set_text (self->message_label, error != NULL ? error->message : "");
  gtk_label_set_text (self->hint_label, hint != NULL ? hint : "");
  gtk_widget_set_visible (GTK_WIDGET (self->hint_label), hint != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), error != NULL);

  g_clear_error (&self->error);
  self->error = error == NULL ? NULL : g_error_copy (error);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}
