/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-plan"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-error.h"
#include "mg-json.h"
#include "mg-plan.h"

/**
 * MgPlan:
 *
 * The steps that bring a slot back to Obtained, a list of #MgStep in the order
 * in which they are done. A plan does nothing by itself.
 */
struct _MgPlan
{
  GObject      parent_instance;

  MgSituation  situation;
  char        *device_id;  /* (owned) */
  char        *slot_id;    /* (owned) */
  char        *provider;   /* (owned) (nullable) */
  char        *account;    /* (owned) (nullable) */
  GPtrArray   *steps;      /* (owned) (element-type MgStep) */
};

static GType
mg_plan_get_item_type (GListModel *model)
{
  return MG_TYPE_STEP;
}

static guint
mg_plan_get_n_items (GListModel *model)
{
  return MG_PLAN (model)->steps->len;
}

static gpointer
mg_plan_get_item (GListModel *model,
                  guint       position)
{
  MgPlan *self = MG_PLAN (model);

  return position < self->steps->len
         ? g_object_ref (g_ptr_array_index (self->steps, position)) : NULL;
}

static void
mg_plan_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = mg_plan_get_item_type;
  iface->get_n_items = mg_plan_get_n_items;
  iface->get_item = mg_plan_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MgPlan, mg_plan, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, mg_plan_list_model_init))

static void
mg_plan_finalize (GObject *object)
{
  MgPlan *self = MG_PLAN (object);

  g_free (self->device_id);
  g_free (self->slot_id);
  g_free (self->provider);
  g_free (self->account);
  g_ptr_array_unref (self->steps);

  G_OBJECT_CLASS (mg_plan_parent_class)->finalize (object);
}

static void
mg_plan_class_init (MgPlanClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_plan_finalize;
}

static void
mg_plan_init (MgPlan *self)
{
  self->steps = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * mg_plan_new:
 * @situation: what it repairs
 * @device_id: the device's id
 * @slot_id: the slot's id
 *
 * Returns: (transfer full): a plan with no steps
 */
MgPlan *
mg_plan_new (MgSituation  situation,
             const char  *device_id,
             const char  *slot_id)
{
  MgPlan *self;

  g_return_val_if_fail (device_id != NULL, NULL);
  g_return_val_if_fail (slot_id != NULL, NULL);

  self = g_object_new (MG_TYPE_PLAN, NULL);
  self->situation = situation;
  self->device_id = g_strdup (device_id);
  self->slot_id = g_strdup (slot_id);

  return self;
}

/**
 * mg_plan_add:
 * @self: a plan
 * @step: (transfer full): a step to be done after all others
 */
void
mg_plan_add (MgPlan *self,
             MgStep *step)
{
  g_return_if_fail (MG_IS_PLAN (self));
  g_return_if_fail (MG_IS_STEP (step));

  g_ptr_array_add (self->steps, step);
  g_list_model_items_changed (G_LIST_MODEL (self), self->steps->len - 1, 0, 1);
}

/**
 * mg_plan_get_situation:
 * @self: a plan
 *
 * Returns: what it repairs
 */
MgSituation
mg_plan_get_situation (MgPlan *self)
{
  g_return_val_if_fail (MG_IS_PLAN (self), MG_SITUATION_NOTHING);

  return self->situation;
}

/**
 * mg_plan_get_device_id:
 * @self: a plan
 *
 * Returns: (transfer none): the device's id
 */
const char *
mg_plan_get_device_id (MgPlan *self)
{
  g_return_val_if_fail (MG_IS_PLAN (self), NULL);

  return self->device_id;
}

/**
 * mg_plan_get_slot_id:
 * @self: a plan
 *
 * Returns: (transfer none): the id of the slot it repairs
 */
const char *
mg_plan_get_slot_id (MgPlan *self)
{
  g_return_val_if_fail (MG_IS_PLAN (self), NULL);

  return self->slot_id;
}

/**
 * mg_plan_get_provider:
 * @self: a plan
 *
 * Returns: (transfer none) (nullable): the id of the provider it turns to
 */
const char *
mg_plan_get_provider (MgPlan *self)
{
  g_return_val_if_fail (MG_IS_PLAN (self), NULL);

  return self->provider;
}

/**
 * mg_plan_set_provider:
 * @self: a plan
 * @provider: (nullable): the id of the provider to turn to
 */
void
mg_plan_set_provider (MgPlan     *self,
                      const char *provider)
{
  g_return_if_fail (MG_IS_PLAN (self));

  g_free (self->provider);
  self->provider = g_strdup (provider);
}

/**
 * mg_plan_get_account:
 * @self: a plan
 *
 * Returns: (transfer none) (nullable): the mailbox to ask permission for
 */
const char *
mg_plan_get_account (MgPlan *self)
{
  g_return_val_if_fail (MG_IS_PLAN (self), NULL);

  return self->account;
}

/**
 * mg_plan_set_account:
 * @self: a plan
 * @account: (nullable): the mailbox to ask permission for
 */
void
mg_plan_set_account (MgPlan     *self,
                     const char *account)
{
  g_return_if_fail (MG_IS_PLAN (self));

  if (g_strcmp0 (self->account, account) == 0)
    return;

  g_free (self->account);
  self->account = g_strdup (account);
}

/**
 * mg_plan_find:
 * @self: a plan
 * @kind: a kind of step
 *
 * Returns: (transfer none) (nullable): the first step of that kind
 */
MgStep *
mg_plan_find (MgPlan     *self,
              MgStepKind  kind)
{
  g_return_val_if_fail (MG_IS_PLAN (self), NULL);

  for (guint i = 0; i < self->steps->len; i++)
    if (mg_step_get_kind (g_ptr_array_index (self->steps, i)) == kind)
      return g_ptr_array_index (self->steps, i);

  return NULL;
}

/**
 * mg_plan_is_automatic:
 * @self: a plan
 *
 * Returns: whether it needs nobody
 */
gboolean
mg_plan_is_automatic (MgPlan *self)
{
  g_return_val_if_fail (MG_IS_PLAN (self), FALSE);

  for (guint i = 0; i < self->steps->len; i++)
    if (mg_step_is_guided (g_ptr_array_index (self->steps, i)))
      return FALSE;

  return TRUE;
}

/**
 * mg_plan_is_guided:
 * @self: a plan
 *
 * Returns: whether a person does all of it on the device's own page
 */
gboolean
mg_plan_is_guided (MgPlan *self)
{
  g_return_val_if_fail (MG_IS_PLAN (self), FALSE);

  for (guint i = 0; i < self->steps->len; i++)
    if (!mg_step_is_by_hand (g_ptr_array_index (self->steps, i)))
      return FALSE;

  return self->steps->len > 0;
}

/**
 * mg_plan_dup_done:
 * @self: a plan
 *
 * Gets what a person has done at the device, which nobody but the person can
 * take back.
 *
 * Returns: (transfer full) (array zero-terminated=1): the titles of the steps
 */
GStrv
mg_plan_dup_done (MgPlan *self)
{
  g_autoptr (GStrvBuilder) titles = g_strv_builder_new ();

  g_return_val_if_fail (MG_IS_PLAN (self), NULL);

  for (guint i = 0; i < self->steps->len; i++)
    {
      MgStep *step = g_ptr_array_index (self->steps, i);

      if (mg_step_get_kind (step) == MG_STEP_INSTRUCT &&
          mg_step_get_state (step) == MG_STEP_DONE)
        g_strv_builder_add (titles, mg_step_get_title (step));
    }

  return g_strv_builder_end (titles);
}

/**
 * mg_plan_get_running:
 * @self: a plan
 *
 * Returns: (transfer none) (nullable): the step that is being done
 */
MgStep *
mg_plan_get_running (MgPlan *self)
{
  g_return_val_if_fail (MG_IS_PLAN (self), NULL);

  for (guint i = 0; i < self->steps->len; i++)
    if (mg_step_get_state (g_ptr_array_index (self->steps, i)) == MG_STEP_RUNNING)
      return g_ptr_array_index (self->steps, i);

  return NULL;
}

static void
add_string (JsonBuilder *builder,
            const char  *member,
            const char  *value)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_string_value (builder, value);
}

static void
add_step (JsonBuilder *builder,
          MgStep      *step)
{
  json_builder_begin_object (builder);
  add_string (builder, "kind", mg_step_get_kind_nick (step));
  add_string (builder, "title", mg_step_get_title (step));
  if (mg_step_get_text (step) != NULL)
    add_string (builder, "text", mg_step_get_text (step));
  if (mg_step_get_link (step) != NULL)
    add_string (builder, "link", mg_step_get_link (step));
  if (mg_step_get_n_values (step) > 0)
    {
      json_builder_set_member_name (builder, "values");
      json_builder_begin_array (builder);
      for (guint i = 0; i < mg_step_get_n_values (step); i++)
        {
          json_builder_begin_object (builder);
          add_string (builder, "label", mg_step_get_value_label (step, i));
          add_string (builder, "value", mg_step_get_value (step, i));
          json_builder_end_object (builder);
        }
      json_builder_end_array (builder);
    }
  json_builder_end_object (builder);
}

/**
 * mg_plan_to_text:
 * @self: a plan
 *
 * Returns: (transfer full): JSON for mg_plan_from_text(), with nothing secret
 */
char *
mg_plan_to_text (MgPlan *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  g_return_val_if_fail (MG_IS_PLAN (self), NULL);

  json_builder_begin_object (builder);
  add_string (builder, "situation", mg_situation_get_nick (self->situation));
  if (self->provider != NULL)
    add_string (builder, "provider", self->provider);
  if (self->account != NULL)
    add_string (builder, "account", self->account);
  json_builder_set_member_name (builder, "steps");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->steps->len; i++)
    add_step (builder, g_ptr_array_index (self->steps, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}

static gboolean
take_values (MgStep    *step,
             JsonArray *values)
{
  for (guint i = 0; values != NULL && i < json_array_get_length (values); i++)
    {
      JsonNode *node = json_array_get_element (values, i);
      JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      const char *label = mg_json_get_string (object, "label");
      const char *value = mg_json_get_string (object, "value");

      if (label == NULL || value == NULL)
        return FALSE;

      mg_step_add_value (step, label, value);
    }

  return TRUE;
}

static gboolean
add_parsed (MgPlan   *self,
            JsonNode *node)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (MG_TYPE_STEP_KIND);
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *kind = mg_json_get_string (object, "kind");
  const char *title = mg_json_get_string (object, "title");
  GEnumValue *value = kind == NULL ? NULL : g_enum_get_value_by_nick (klass, kind);
  MgStep *step;

  if (value == NULL || title == NULL)
    return FALSE;

  step = mg_step_new ((MgStepKind) value->value, title, mg_json_get_string (object, "text"));
  mg_step_set_link (step, mg_json_get_string (object, "link"));
  mg_plan_add (self, step);

  return take_values (step, mg_json_get_array (object, "values"));
}

/**
 * mg_plan_from_text:
 * @text: what mg_plan_to_text() wrote
 * @device_id: the device's id
 * @slot_id: the slot's id
 * @error: return location for an error
 *
 * Returns: (transfer full): the plan, all of it still to come, or %NULL with
 *   %MG_ERROR_STORE set
 */
MgPlan *
mg_plan_from_text (const char  *text,
                   const char  *device_id,
                   const char  *slot_id,
                   GError     **error)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (MG_TYPE_SITUATION);
  g_autoptr (JsonNode) root = mg_json_parse (text, strlen (text), NULL);
  JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root)
                       ? json_node_get_object (root) : NULL;
  const char *nick = mg_json_get_string (object, "situation");
  GEnumValue *situation = nick == NULL ? NULL : g_enum_get_value_by_nick (klass, nick);
  JsonArray *steps = mg_json_get_array (object, "steps");
  g_autoptr (MgPlan) self = NULL;
  gboolean whole = situation != NULL && steps != NULL;

  if (whole)
    {
      self = mg_plan_new ((MgSituation) situation->value, device_id, slot_id);
      mg_plan_set_provider (self, mg_json_get_string (object, "provider"));
      mg_plan_set_account (self, mg_json_get_string (object, "account"));
      for (guint i = 0; whole && i < json_array_get_length (steps); i++)
        whole = add_parsed (self, json_array_get_element (steps, i));
    }

  if (!whole)
    {
      g_set_error_literal (error, MG_ERROR, MG_ERROR_STORE,
                           _("The notes of the interrupted repair cannot be read"));
      return NULL;
    }

  return g_steal_pointer (&self);
}
