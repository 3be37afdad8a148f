/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-step"

#include "config.h"

#include "mg-step.h"

/**
 * MgStep:
 *
 * One step of a plan, done by Mailgrant or, guided, by a person at the
 * device's own page. Both are the same kind of thing, so that one list shows
 * them and one runner goes through them.
 */
struct _MgStep
{
  GObject      parent_instance;

  MgStepKind   kind;
  char        *title;    /* (owned) */
  char        *text;     /* (owned) (nullable) */
  char        *link;     /* (owned) (nullable) */
  GPtrArray   *labels;   /* (owned) (element-type utf8) */
  GPtrArray   *values;   /* (owned) (element-type utf8), as many as labels */
  MgStepState  state;
  char        *outcome;  /* (owned) (nullable) */
};

G_DEFINE_ENUM_TYPE (MgStepKind, mg_step_kind,
  G_DEFINE_ENUM_VALUE (MG_STEP_SNAPSHOT, "snapshot"),
  G_DEFINE_ENUM_VALUE (MG_STEP_DELETE_TOKEN, "delete-token"),
  G_DEFINE_ENUM_VALUE (MG_STEP_CREATE_SLOT, "create-slot"),
  G_DEFINE_ENUM_VALUE (MG_STEP_AUTHORIZE, "authorize"),
  G_DEFINE_ENUM_VALUE (MG_STEP_RENEW, "renew"),
  G_DEFINE_ENUM_VALUE (MG_STEP_PASSWORD, "password"),
  G_DEFINE_ENUM_VALUE (MG_STEP_MOVE_RULES, "move-rules"),
  G_DEFINE_ENUM_VALUE (MG_STEP_VERIFY_RULES, "verify-rules"),
  G_DEFINE_ENUM_VALUE (MG_STEP_DELETE_SLOT, "delete-slot"),
  G_DEFINE_ENUM_VALUE (MG_STEP_OPEN_PAGE, "open-page"),
  G_DEFINE_ENUM_VALUE (MG_STEP_INSTRUCT, "instruct"),
  G_DEFINE_ENUM_VALUE (MG_STEP_CHECK, "check"))

G_DEFINE_ENUM_TYPE (MgStepState, mg_step_state,
  G_DEFINE_ENUM_VALUE (MG_STEP_PENDING, "pending"),
  G_DEFINE_ENUM_VALUE (MG_STEP_RUNNING, "running"),
  G_DEFINE_ENUM_VALUE (MG_STEP_DONE, "done"),
  G_DEFINE_ENUM_VALUE (MG_STEP_SKIPPED, "skipped"),
  G_DEFINE_ENUM_VALUE (MG_STEP_FAILED, "failed"))

G_DEFINE_FINAL_TYPE (MgStep, mg_step, G_TYPE_OBJECT)

typedef enum
{
  PROP_STATE = 1,
  PROP_OUTCOME,
} MgStepProperty;

static GParamSpec *properties[PROP_OUTCOME + 1] = { NULL, };

static void
mg_step_get_property (GObject    *object,
                      guint       prop_id,
                      GValue     *value,
                      GParamSpec *pspec)
{
  MgStep *self = MG_STEP (object);

  switch ((MgStepProperty) prop_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, (int) self->state);
      break;

    case PROP_OUTCOME:
      g_value_set_string (value, self->outcome);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mg_step_finalize (GObject *object)
{
  MgStep *self = MG_STEP (object);

  g_free (self->title);
  g_free (self->text);
  g_free (self->link);
  g_ptr_array_unref (self->labels);
  g_ptr_array_unref (self->values);
  g_free (self->outcome);

  G_OBJECT_CLASS (mg_step_parent_class)->finalize (object);
}

static void
mg_step_class_init (MgStepClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = mg_step_finalize;
  object_class->get_property = mg_step_get_property;

  /**
   * MgStep:state:
   *
   * How far it is.
   */
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, MG_TYPE_STEP_STATE, MG_STEP_PENDING, flags);

  /**
   * MgStep:outcome:
   *
   * What came of it: a sentence, or the device's own words.
   */
  properties[PROP_OUTCOME] = g_param_spec_string ("outcome", NULL, NULL, NULL, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
mg_step_init (MgStep *self)
{
  self->labels = g_ptr_array_new_with_free_func (g_free);
  self->values = g_ptr_array_new_with_free_func (g_free);
}

/**
 * mg_step_new:
 * @kind: what it does
 * @title: what it is called, translated
 * @text: (nullable): what it means or how it is done, translated
 *
 * Returns: (transfer full): a step that is still to come
 */
MgStep *
mg_step_new (MgStepKind  kind,
             const char *title,
             const char *text)
{
  MgStep *self;

  g_return_val_if_fail (title != NULL, NULL);

  self = g_object_new (MG_TYPE_STEP, NULL);
  self->kind = kind;
  self->title = g_strdup (title);
  self->text = g_strdup (text);

  return self;
}

/**
 * mg_step_get_kind:
 * @self: a step
 *
 * Returns: what it does
 */
MgStepKind
mg_step_get_kind (MgStep *self)
{
  g_return_val_if_fail (MG_IS_STEP (self), MG_STEP_CHECK);

  return self->kind;
}

/**
 * mg_step_get_kind_nick:
 * @self: a step
 *
 * Returns: (transfer none): its word in documents and the journal
 */
const char *
mg_step_get_kind_nick (MgStep *self)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (MG_TYPE_STEP_KIND);

  g_return_val_if_fail (MG_IS_STEP (self), NULL);

  return g_enum_get_value (klass, (int) self->kind)->value_nick;
}

/**
 * mg_step_is_guided:
 * @self: a step
 *
 * Returns: whether a person has a part in it
 */
gboolean
mg_step_is_guided (MgStep *self)
{
  g_return_val_if_fail (MG_IS_STEP (self), FALSE);

  return self->kind == MG_STEP_OPEN_PAGE || self->kind == MG_STEP_INSTRUCT ||
         self->kind == MG_STEP_AUTHORIZE || self->kind == MG_STEP_PASSWORD ||
         self->kind == MG_STEP_CHECK;
}

/**
 * mg_step_is_by_hand:
 * @self: a step
 *
 * Returns: whether a person does it at the device and Mailgrant only says how,
 *   so that nothing is asked of the device for it
 */
gboolean
mg_step_is_by_hand (MgStep *self)
{
  g_return_val_if_fail (MG_IS_STEP (self), FALSE);

  return self->kind == MG_STEP_OPEN_PAGE || self->kind == MG_STEP_INSTRUCT ||
         self->kind == MG_STEP_CHECK;
}

/**
 * mg_step_get_title:
 * @self: a step
 *
 * Returns: (transfer none): what it is called
 */
const char *
mg_step_get_title (MgStep *self)
{
  g_return_val_if_fail (MG_IS_STEP (self), NULL);

  return self->title;
}

/**
 * mg_step_get_text:
 * @self: a step
 *
 * Returns: (transfer none) (nullable): what it means or how it is done
 */
const char *
mg_step_get_text (MgStep *self)
{
  g_return_val_if_fail (MG_IS_STEP (self), NULL);

  return self->text;
}

/**
 * mg_step_get_link:
 * @self: a step
 *
 * Returns: (transfer none) (nullable): the page it is done on
 */
const char *
mg_step_get_link (MgStep *self)
{
  g_return_val_if_fail (MG_IS_STEP (self), NULL);

  return self->link;
}

/**
 * mg_step_set_link:
 * @self: a step
 * @link: (nullable): the page it is done on
 */
void
mg_step_set_link (MgStep     *self,
                  const char *link)
{
  g_return_if_fail (MG_IS_STEP (self));

  g_free (self->link);
  self->link = g_strdup (link);
}

/**
 * mg_step_get_n_values:
 * @self: a step
 *
 * Returns: the number of values to copy
 */
guint
mg_step_get_n_values (MgStep *self)
{
  g_return_val_if_fail (MG_IS_STEP (self), 0);

  return self->values->len;
}

/**
 * mg_step_get_value_label:
 * @self: a step
 * @index: a number below mg_step_get_n_values()
 *
 * Returns: (transfer none): the label of the field that the value belongs in
 */
const char *
mg_step_get_value_label (MgStep *self,
                         guint   index)
{
  g_return_val_if_fail (MG_IS_STEP (self), NULL);
  g_return_val_if_fail (index < self->labels->len, NULL);

  return g_ptr_array_index (self->labels, index);
}

/**
 * mg_step_get_value:
 * @self: a step
 * @index: a number below mg_step_get_n_values()
 *
 * Returns: (transfer none): a value to copy, nothing secret
 */
const char *
mg_step_get_value (MgStep *self,
                   guint   index)
{
  g_return_val_if_fail (MG_IS_STEP (self), NULL);
  g_return_val_if_fail (index < self->values->len, NULL);

  return g_ptr_array_index (self->values, index);
}

/**
 * mg_step_add_value:
 * @self: a step
 * @label: the label of a field
 * @value: what belongs in it, nothing secret
 */
void
mg_step_add_value (MgStep     *self,
                   const char *label,
                   const char *value)
{
  g_return_if_fail (MG_IS_STEP (self));
  g_return_if_fail (label != NULL);
  g_return_if_fail (value != NULL);

  g_ptr_array_add (self->labels, g_strdup (label));
  g_ptr_array_add (self->values, g_strdup (value));
}

/**
 * mg_step_get_state:
 * @self: a step
 *
 * Returns: how far it is
 */
MgStepState
mg_step_get_state (MgStep *self)
{
  g_return_val_if_fail (MG_IS_STEP (self), MG_STEP_PENDING);

  return self->state;
}

/**
 * mg_step_set_state:
 * @self: a step
 * @state: how far it is now
 * @outcome: (nullable): what came of it
 */
void
mg_step_set_state (MgStep      *self,
                   MgStepState  state,
                   const char  *outcome)
{
  g_return_if_fail (MG_IS_STEP (self));

  if (g_strcmp0 (self->outcome, outcome) != 0)
    {
      g_free (self->outcome);
      self->outcome = g_strdup (outcome);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OUTCOME]);
    }

  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

/**
 * mg_step_get_outcome:
 * @self: a step
 *
 * Returns: (transfer none) (nullable): what came of it
 */
const char *
mg_step_get_outcome (MgStep *self)
{
  g_return_val_if_fail (MG_IS_STEP (self), NULL);

  return self->outcome;
}
