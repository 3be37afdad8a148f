/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-banner"

#include "config.h"

#include "mg-banner.h"

/**
 * MgBanner:
 *
 * A state of the whole window that lasts, with the one button that ends it. An
 * event is a toast's affair.
 */
struct _MgBanner
{
  GtkWidget    parent_instance;

  /* template */
  GtkRevealer *revealer;
  GtkLabel    *label;
  GtkButton   *button;
};

G_DEFINE_FINAL_TYPE (MgBanner, mg_banner, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_TITLE = 1,
  PROP_BUTTON_LABEL,
  PROP_ACTION_NAME,
  PROP_REVEALED,
} MgBannerProperty;

static GParamSpec *properties[PROP_REVEALED + 1] = { NULL, };

static void
set_button_label (MgBanner   *self,
                  const char *label)
{
  if (g_strcmp0 (gtk_button_get_label (self->button), label) == 0)
    return;

  gtk_button_set_label (self->button, label);
  gtk_widget_set_visible (GTK_WIDGET (self->button), label != NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUTTON_LABEL]);
}

static void
set_action_name (MgBanner   *self,
                 const char *name)
{
  GtkActionable *actionable = GTK_ACTIONABLE (self->button);

  if (g_strcmp0 (gtk_actionable_get_action_name (actionable), name) == 0)
    return;

  gtk_actionable_set_action_name (actionable, name);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTION_NAME]);
}

static void
mg_banner_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  MgBanner *self = MG_BANNER (object);

  switch ((MgBannerProperty) prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, mg_banner_get_title (self));
      break;
    case PROP_BUTTON_LABEL:
      g_value_set_string (value, gtk_button_get_label (self->button));
      break;
    case PROP_ACTION_NAME:
      g_value_set_string (value, gtk_actionable_get_action_name (GTK_ACTIONABLE (self->button)));
      break;
    case PROP_REVEALED:
      g_value_set_boolean (value, mg_banner_get_revealed (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mg_banner_set_property (GObject      *object,
                        guint         prop_id,
                        const GValue *value,
                        GParamSpec   *pspec)
{
  MgBanner *self = MG_BANNER (object);

  switch ((MgBannerProperty) prop_id)
    {
    case PROP_TITLE:
      mg_banner_set_title (self, g_value_get_string (value));
      break;
    case PROP_BUTTON_LABEL:
      set_button_label (self, g_value_get_string (value));
      break;
    case PROP_ACTION_NAME:
      set_action_name (self, g_value_get_string (value));
      break;
    case PROP_REVEALED:
      mg_banner_set_revealed (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mg_banner_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MG_TYPE_BANNER);

  G_OBJECT_CLASS (mg_banner_parent_class)->dispose (object);
}

/* What nobody sees is not read out either. */
static void
on_child_revealed_cb (MgBanner *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->revealer),
                          gtk_revealer_get_reveal_child (self->revealer) ||
                          gtk_revealer_get_child_revealed (self->revealer));
}

static void
mg_banner_class_init (MgBannerClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = mg_banner_get_property;
  object_class->set_property = mg_banner_set_property;
  object_class->dispose = mg_banner_dispose;

  /**
   * MgBanner:title:
   *
   * What the state is, shown as it is, never as markup.
   */
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);

  /**
   * MgBanner:button-label:
   *
   * The words of its button; there is none without.
   */
  properties[PROP_BUTTON_LABEL] = g_param_spec_string ("button-label", NULL, NULL, NULL, flags);

  /**
   * MgBanner:action-name:
   *
   * The action of its button.
   */
  properties[PROP_ACTION_NAME] = g_param_spec_string ("action-name", NULL, NULL, NULL, flags);

  /**
   * MgBanner:revealed:
   *
   * Whether it is shown.
   */
  properties[PROP_REVEALED] = g_param_spec_boolean ("revealed", NULL, NULL, FALSE, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_template_from_resource (widget_class, MG_APP_RESOURCES "mg-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, MgBanner, revealer);
  gtk_widget_class_bind_template_callback (widget_class, on_child_revealed_cb);
  gtk_widget_class_bind_template_child (widget_class, MgBanner, label);
  gtk_widget_class_bind_template_child (widget_class, MgBanner, button);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_STATUS);
}

static void
mg_banner_init (MgBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mg_banner_new:
 *
 * Returns: (transfer floating): a banner that is not shown
 */
GtkWidget *
mg_banner_new (void)
{
  return g_object_new (MG_TYPE_BANNER, NULL);
}

/**
 * mg_banner_get_title:
 * @self: a banner
 *
 * Returns: (transfer none): what it says
 */
const char *
mg_banner_get_title (MgBanner *self)
{
  g_return_val_if_fail (MG_IS_BANNER (self), NULL);

  return gtk_label_get_text (self->label);
}

/**
 * mg_banner_set_title:
 * @self: a banner
 * @title: (nullable): what it says
 *
 * Sets what it says.
 */
void
mg_banner_set_title (MgBanner   *self,
                     const char *title)
{
  g_return_if_fail (MG_IS_BANNER (self));

  if (g_strcmp0 (gtk_label_get_text (self->label), title) == 0)
    return;

  gtk_label_set_text (self->label, title != NULL ? title : "");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

/**
 * mg_banner_get_revealed:
 * @self: a banner
 *
 * Returns: whether it is shown
 */
gboolean
mg_banner_get_revealed (MgBanner *self)
{
  g_return_val_if_fail (MG_IS_BANNER (self), FALSE);

  return gtk_revealer_get_reveal_child (self->revealer);
}

/**
 * mg_banner_set_revealed:
 * @self: a banner
 * @revealed: whether to show it
 *
 * Shows or hides it.
 */
void
mg_banner_set_revealed (MgBanner *self,
                        gboolean  revealed)
{
  g_return_if_fail (MG_IS_BANNER (self));

  revealed = !!revealed;
  if (gtk_revealer_get_reveal_child (self->revealer) == revealed)
    return;

  if (revealed)
    gtk_widget_set_visible (GTK_WIDGET (self->revealer), TRUE);
  gtk_revealer_set_reveal_child (self->revealer, revealed);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REVEALED]);
}
