/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-planner"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-error.h"
#include "mg-guide.h"
#include "mg-planner.h"

/* Which steps bring a slot from its situation back to Obtained. The order
 * never leaves a slot or a rule worse than before: what is new is made and
 * proved first, then the rules are moved and looked at, and only then is what
 * was there deleted. */

static void
add (MgPlan     *plan,
     MgStepKind  kind,
     const char *title,
     const char *text)
{
  mg_plan_add (plan, mg_step_new (kind, title, text));
}

static void
add_authorize (MgPlan *plan)
{
  add (plan, MG_STEP_AUTHORIZE, _("Give permission in the browser"),
       _("The provider's page opens. Choose the mailbox that the device sends from. The permission "
         "is put on the device, which then logs in to the mail server with it."));
}

static void
add_password (MgPlan *plan)
{
  add (plan, MG_STEP_PASSWORD, _("Enter the password of the mailbox"),
       _("Where the mailbox uses two-step verification this is an app password, made on the "
         "provider's own page. The device then logs in to the mail server with it."));
}

static void
plan_delete_first (MgPlan *plan)
{
  add (plan, MG_STEP_DELETE_TOKEN, _("Delete the old token from the device"), NULL);
  add_authorize (plan);
}

static void
plan_anew (MgPlan   *plan,
           gboolean  with_password)
{
  add (plan, MG_STEP_CREATE_SLOT, _("Make the account anew on the device"),
       _("The old one stays until the new one works."));
  if (with_password)
    add_password (plan);
  else
    add_authorize (plan);
  add (plan, MG_STEP_MOVE_RULES, _("Put the new account into the notification rules"),
       _("It takes the old one's place in each of them."));
  add (plan, MG_STEP_VERIFY_RULES, _("Compare the notification rules with before"), NULL);
  add (plan, MG_STEP_DELETE_SLOT, _("Delete the old account"), NULL);
}

static void
plan_renewal (MgPlan           *plan,
           const MgFindings *findings)
{
  if (findings->has_copy)
    add (plan, MG_STEP_RENEW, _("Renew the permission and put it on the device"), NULL);
  else
    add_authorize (plan);
}

/* Where the provider lets app passwords be made. */
static void
link_password_page (MgPlan             *plan,
                    MgProviderRegistry *providers)
{
  MgStep *step = mg_plan_find (plan, MG_STEP_PASSWORD);
  const char *id = mg_plan_get_provider (plan);
  MgProvider *provider;

  if (step == NULL || id == NULL)
    return;

  provider = mg_provider_registry_lookup (providers, id);
  if (provider != NULL)
    mg_step_set_link (step, mg_provider_get_app_password_page (provider));
}

/* Whether the person has to do it on the device's own page. A make that can
 * both is mended from here. */
static gboolean
is_guided (const MgFindings *findings)
{
  MgDriverCapability needed =
    findings->slot->settings->authentication == MG_MAIL_AUTHENTICATION_OAUTH2
    ? MG_DRIVER_PUSH_OAUTH : MG_DRIVER_PUSH_PASSWORD;

  return mg_driver_info_can (findings->driver, MG_DRIVER_GUIDED) &&
         !mg_driver_info_can (findings->driver, needed);
}

/* Adds the steps of the make's guide; of the one to any device where the make
 * has none for this. */
static void
add_guide (MgPlan               *plan,
           const char           *make,
           const MgGuideContext *context)
{
  const char *const makes[] = { make, "generic" };

  for (gsize i = 0; i < G_N_ELEMENTS (makes); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MgGuide) guide = mg_guide_load (makes[i], &error);
      const char *id = guide == NULL ? NULL : mg_guide_find_case (guide, context);

      if (guide == NULL && !g_error_matches (error, MG_ERROR, MG_ERROR_NOT_FOUND))
        g_critical ("%s: %s", makes[i], error->message);
      if (id == NULL)
        continue;

      mg_guide_add_steps (guide, id, context, plan);
      return;
    }
}

static MgPlan *
create_guided (const MgDiagnosis *diagnosis,
               const MgFindings  *findings,
               const char        *device_id)
{
  const MgSlotReading *slot = findings->slot;
  const char *id = mg_diagnosis_get_provider (diagnosis);
  MgProvider *provider = id == NULL ? NULL : mg_provider_registry_lookup (findings->providers, id);
  g_autoptr (MgPlan) plan = mg_plan_new (mg_diagnosis_get_situation (diagnosis), device_id,
                                         slot->id);
  MgGuideContext context = {
    .situation = mg_diagnosis_get_situation (diagnosis),
    .slot_id = slot->id,
    .protocol = slot->protocol,
    .model = findings->model,
    .provider = id,
    .account = slot->account,
    .settings = slot->settings,
    .rules = findings->rules,
    .admin_url = findings->admin_url,
  };

  if (provider != NULL)
    {
      context.provider_name = mg_provider_get_name (provider);
      context.app_password_page = mg_provider_get_app_password_page (provider);
    }
  mg_plan_set_provider (plan, id);
  mg_plan_set_account (plan, slot->account);
  add_guide (plan, mg_driver_info_get_id (findings->driver), &context);

  return g_list_model_get_n_items (G_LIST_MODEL (plan)) == 0 ? NULL : g_steal_pointer (&plan);
}

/**
 * mg_planner_create:
 * @diagnosis: what is wrong
 * @findings: what it was found from
 * @device_id: the device's id
 *
 * Makes the plan for a slot: what Mailgrant does where the driver can write to
 * the device, and otherwise what the person does on the device's own page.
 *
 * Returns: (transfer full) (nullable): a plan, or %NULL where doing something
 *   with the slot does not help
 */
MgPlan *
mg_planner_create (const MgDiagnosis *diagnosis,
                   const MgFindings  *findings,
                   const char        *device_id)
{
  g_autoptr (MgPlan) plan = NULL;
  MgMailAuthentication authentication;
  MgSituation situation;

  g_return_val_if_fail (diagnosis != NULL, NULL);
  g_return_val_if_fail (findings != NULL, NULL);
  g_return_val_if_fail (device_id != NULL, NULL);

  situation = mg_diagnosis_get_situation (diagnosis);
  if (!mg_situation_needs_plan (situation))
    return NULL;

  if (is_guided (findings))
    return create_guided (diagnosis, findings, device_id);

  authentication = findings->slot->settings->authentication;
  plan = mg_plan_new (situation, device_id, findings->slot->id);
  mg_plan_set_provider (plan, mg_diagnosis_get_provider (diagnosis));
  mg_plan_set_account (plan, findings->slot->account);
  add (plan, MG_STEP_SNAPSHOT, _("Note down the settings and the notification rules"), NULL);

  if (situation == MG_SITUATION_CUSTOM_AT_PROVIDER)
    plan_anew (plan, FALSE);
  else if (situation == MG_SITUATION_CUSTOM_ELSEWHERE)
    plan_anew (plan, authentication != MG_MAIL_AUTHENTICATION_OAUTH2);
  else if (situation == MG_SITUATION_PASSWORD_DEAD ||
           authentication == MG_MAIL_AUTHENTICATION_PASSWORD)
    add_password (plan);
  else if (situation == MG_SITUATION_TOKEN_UPDATE_FAILED)
    plan_delete_first (plan);
  else if (situation == MG_SITUATION_FUSE || situation == MG_SITUATION_OUTDATED)
    plan_renewal (plan, findings);
  else
    add_authorize (plan);
  link_password_page (plan, findings->providers);

  return g_steal_pointer (&plan);
}
