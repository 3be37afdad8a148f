/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-step-page"

#include "config.h"

#include "mg-step-page.h"

typedef struct
{
  char     *title;         /* (owned) (nullable) */
  char     *action_label;  /* (owned) (nullable) */
  gboolean  ready;
  gboolean  destructive;
  gboolean  last;
  gboolean  steady;
} MgStepPagePrivate;

/**
 * MgStepPage:
 *
 * One page of a dialog that goes step by step.
 */
G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (MgStepPage, mg_step_page, ADW_TYPE_BIN)

typedef enum
{
  PROP_TITLE = 1,
  PROP_ACTION_LABEL,
  PROP_READY,
  PROP_DESTRUCTIVE,
  PROP_LAST,
  PROP_STEADY,
} MgStepPageProperty;

static GParamSpec *properties[PROP_STEADY + 1] = { NULL, };

static void
set_destructive (MgStepPage *self,
                 gboolean    destructive)
{
  MgStepPagePrivate *priv = mg_step_page_get_instance_private (self);

  if (priv->destructive == destructive)
    return;

  priv->destructive = destructive;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DESTRUCTIVE]);
}

static void
set_last (MgStepPage *self,
          gboolean    last)
{
  MgStepPagePrivate *priv = mg_step_page_get_instance_private (self);

  if (priv->last == last)
    return;

  priv->last = last;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAST]);
}

static void
set_steady (MgStepPage *self,
            gboolean    steady)
{
  MgStepPagePrivate *priv = mg_step_page_get_instance_private (self);

  if (priv->steady == steady)
    return;

  priv->steady = steady;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STEADY]);
}

static void
mg_step_page_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  MgStepPagePrivate *priv = mg_step_page_get_instance_private (MG_STEP_PAGE (object));

  switch ((MgStepPageProperty) prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, priv->title);
      break;
    case PROP_ACTION_LABEL:
      g_value_set_string (value, priv->action_label);
      break;
    case PROP_READY:
      g_value_set_boolean (value, priv->ready);
      break;
    case PROP_DESTRUCTIVE:
      g_value_set_boolean (value, priv->destructive);
      break;
    case PROP_LAST:
      g_value_set_boolean (value, priv->last);
      break;
    case PROP_STEADY:
      g_value_set_boolean (value, priv->steady);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mg_step_page_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  MgStepPage *self = MG_STEP_PAGE (object);

  switch ((MgStepPageProperty) prop_id)
    {
    case PROP_TITLE:
      mg_step_page_set_title (self, g_value_get_string (value));
      break;
    case PROP_ACTION_LABEL:
      mg_step_page_set_action_label (self, g_value_get_string (value));
      break;
    case PROP_READY:
      mg_step_page_set_ready (self, g_value_get_boolean (value));
      break;
    case PROP_DESTRUCTIVE:
      set_destructive (self, g_value_get_boolean (value));
      break;
    case PROP_LAST:
      set_last (self, g_value_get_boolean (value));
      break;
    case PROP_STEADY:
      set_steady (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mg_step_page_finalize (GObject *object)
{
  MgStepPagePrivate *priv = mg_step_page_get_instance_private (MG_STEP_PAGE (object));

  g_free (priv->title);
  g_free (priv->action_label);

  G_OBJECT_CLASS (mg_step_page_parent_class)->finalize (object);
}

static void
mg_step_page_class_init (MgStepPageClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mg_step_page_get_property;
  object_class->set_property = mg_step_page_set_property;
  object_class->finalize = mg_step_page_finalize;

  /**
   * MgStepPage:title:
   *
   * What the title bar says.
   */
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);

  /**
   * MgStepPage:action-label:
   *
   * The words of the button that goes on, with a mnemonic; %NULL for none.
   */
  properties[PROP_ACTION_LABEL] = g_param_spec_string ("action-label", NULL, NULL, NULL, flags);

  /**
   * MgStepPage:ready:
   *
   * Whether one can go on.
   */
  properties[PROP_READY] = g_param_spec_boolean ("ready", NULL, NULL, FALSE, flags);

  /**
   * MgStepPage:destructive:
   *
   * Whether going on takes a second thought.
   */
  properties[PROP_DESTRUCTIVE] = g_param_spec_boolean ("destructive", NULL, NULL, FALSE, flags);

  /**
   * MgStepPage:last:
   *
   * Whether all is done, so that nothing can be called off any more.
   */
  properties[PROP_LAST] = g_param_spec_boolean ("last", NULL, NULL, FALSE, flags);

  /**
   * MgStepPage:steady:
   *
   * Whether it shows how its operation goes on, and so does not turn grey.
   */
  properties[PROP_STEADY] = g_param_spec_boolean ("steady", NULL, NULL, FALSE, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
mg_step_page_init (MgStepPage *self)
{
}

/**
 * mg_step_page_get_title:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): what the title bar says
 */
const char *
mg_step_page_get_title (MgStepPage *self)
{
  MgStepPagePrivate *priv = mg_step_page_get_instance_private (self);

  g_return_val_if_fail (MG_IS_STEP_PAGE (self), NULL);

  return priv->title;
}

/**
 * mg_step_page_set_title:
 * @self: a page
 * @title: (nullable): what the title bar says
 *
 * Sets the title.
 */
void
mg_step_page_set_title (MgStepPage *self,
                        const char *title)
{
  MgStepPagePrivate *priv = mg_step_page_get_instance_private (self);

  g_return_if_fail (MG_IS_STEP_PAGE (self));

  if (g_strcmp0 (priv->title, title) == 0)
    return;

  g_free (priv->title);
  priv->title = g_strdup (title);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

/**
 * mg_step_page_get_action_label:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): the words of the button that goes on
 */
const char *
mg_step_page_get_action_label (MgStepPage *self)
{
  MgStepPagePrivate *priv = mg_step_page_get_instance_private (self);

  g_return_val_if_fail (MG_IS_STEP_PAGE (self), NULL);

  return priv->action_label;
}

/**
 * mg_step_page_set_action_label:
 * @self: a page
 * @action_label: (nullable): the words of the button that goes on
 *
 * Sets the words of the button, %NULL for no button.
 */
void
mg_step_page_set_action_label (MgStepPage *self,
                               const char *action_label)
{
  MgStepPagePrivate *priv = mg_step_page_get_instance_private (self);

  g_return_if_fail (MG_IS_STEP_PAGE (self));

  if (g_strcmp0 (priv->action_label, action_label) == 0)
    return;

  g_free (priv->action_label);
  priv->action_label = g_strdup (action_label);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTION_LABEL]);
}

/**
 * mg_step_page_get_ready:
 * @self: a page
 *
 * Returns: whether one can go on
 */
gboolean
mg_step_page_get_ready (MgStepPage *self)
{
  MgStepPagePrivate *priv = mg_step_page_get_instance_private (self);

  g_return_val_if_fail (MG_IS_STEP_PAGE (self), FALSE);

  return priv->ready;
}

/**
 * mg_step_page_set_ready:
 * @self: a page
 * @ready: whether one can go on
 *
 * Says whether what was typed is enough to go on.
 */
void
mg_step_page_set_ready (MgStepPage *self,
                        gboolean    ready)
{
  MgStepPagePrivate *priv = mg_step_page_get_instance_private (self);

  g_return_if_fail (MG_IS_STEP_PAGE (self));

  ready = !!ready;
  if (priv->ready == ready)
    return;

  priv->ready = ready;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READY]);
}

/**
 * mg_step_page_get_destructive:
 * @self: a page
 *
 * Returns: whether going on takes a second thought
 */
gboolean
mg_step_page_get_destructive (MgStepPage *self)
{
  MgStepPagePrivate *priv = mg_step_page_get_instance_private (self);

  g_return_val_if_fail (MG_IS_STEP_PAGE (self), FALSE);

  return priv->destructive;
}

/**
 * mg_step_page_get_last:
 * @self: a page
 *
 * Returns: whether all is done
 */
gboolean
mg_step_page_get_last (MgStepPage *self)
{
  MgStepPagePrivate *priv = mg_step_page_get_instance_private (self);

  g_return_val_if_fail (MG_IS_STEP_PAGE (self), FALSE);

  return priv->last;
}

/**
 * mg_step_page_get_steady:
 * @self: a page
 *
 * Returns: whether it can be read and used while its operation runs
 */
gboolean
mg_step_page_get_steady (MgStepPage *self)
{
  MgStepPagePrivate *priv = mg_step_page_get_instance_private (self);

  g_return_val_if_fail (MG_IS_STEP_PAGE (self), FALSE);

  return priv->steady;
}
