/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-repair-offer"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-repair-offer.h"

static MgSituation
get_situation (MgSlotRepair *repair)
{
  MgDiagnosis *diagnosis = mg_slot_repair_get_diagnosis (repair);

  return diagnosis == NULL ? MG_SITUATION_NOTHING : mg_diagnosis_get_situation (diagnosis);
}

static MgStep *
find_step (MgSlotRepair *repair,
           MgStepKind    kind)
{
  MgPlan *plan = mg_slot_repair_get_plan (repair);

  return plan == NULL ? NULL : mg_plan_find (plan, kind);
}

/**
 * mg_repair_offer_get_slot:
 * @repair: a repair
 *
 * Returns: (transfer none) (nullable): the slot, as long as the device has it
 */
MgSlot *
mg_repair_offer_get_slot (MgSlotRepair *repair)
{
  g_return_val_if_fail (MG_IS_SLOT_REPAIR (repair), NULL);

  return mg_device_lookup_slot (mg_slot_repair_get_device (repair),
                                mg_slot_repair_get_slot_id (repair));
}

/**
 * mg_repair_offer_is_guided:
 * @repair: a repair
 *
 * Returns: whether a person does its steps on the device's own page
 */
gboolean
mg_repair_offer_is_guided (MgSlotRepair *repair)
{
  MgPlan *plan;

  g_return_val_if_fail (MG_IS_SLOT_REPAIR (repair), FALSE);

  plan = mg_slot_repair_get_plan (repair);

  return plan != NULL && mg_plan_is_guided (plan);
}

/**
 * mg_repair_offer_asks_permission:
 * @repair: a repair
 *
 * Returns: whether a provider still has to be asked
 */
gboolean
mg_repair_offer_asks_permission (MgSlotRepair *repair)
{
  MgStep *step;

  g_return_val_if_fail (MG_IS_SLOT_REPAIR (repair), FALSE);

  step = find_step (repair, MG_STEP_AUTHORIZE);

  return step != NULL && mg_step_get_state (step) != MG_STEP_DONE;
}

/**
 * mg_repair_offer_has_not_helped:
 * @repair: a repair
 *
 * Returns: whether a person has done all of it and the device still shows that
 *   it does not work, so that it helps nobody to ask once more
 */
gboolean
mg_repair_offer_has_not_helped (MgSlotRepair *repair)
{
  MgSlot *slot = mg_repair_offer_get_slot (repair);
  MgStep *check;

  g_return_val_if_fail (MG_IS_SLOT_REPAIR (repair), FALSE);

  if (slot == NULL || !mg_slot_repair_is_interrupted (repair))
    return FALSE;

  check = find_step (repair, MG_STEP_CHECK);

  return check != NULL && mg_step_get_state (check) == MG_STEP_FAILED &&
         (mg_slot_get_state (slot) == MG_TOKEN_STATE_INVALID ||
          mg_slot_get_state (slot) == MG_TOKEN_STATE_NOT_OBTAINED);
}

/**
 * mg_repair_offer_is_nothing:
 * @repair: a repair
 *
 * Returns: whether there is nothing to do
 */
gboolean
mg_repair_offer_is_nothing (MgSlotRepair *repair)
{
  g_return_val_if_fail (MG_IS_SLOT_REPAIR (repair), FALSE);

  return mg_slot_repair_get_plan (repair) == NULL && get_situation (repair) == MG_SITUATION_NOTHING;
}

/**
 * mg_repair_offer_get_device_action:
 * @repair: a repair
 *
 * Returns: (transfer none) (nullable): the name of the action of the device's
 *   page that helps where the slot is not to blame
 */
const char *
mg_repair_offer_get_device_action (MgSlotRepair *repair)
{
  g_return_val_if_fail (MG_IS_SLOT_REPAIR (repair), NULL);

  if (mg_slot_repair_get_plan (repair) != NULL)
    return NULL;
  if (get_situation (repair) == MG_SITUATION_LOGIN_REFUSED)
    return "device.sign-in";
  if (get_situation (repair) == MG_SITUATION_CERTIFICATE_CHANGED)
    return "device.review-certificate";

  return NULL;
}

/**
 * mg_repair_offer_get_label:
 * @repair: a repair that has been diagnosed, or was interrupted
 *
 * Returns: (transfer none): the words of the button that goes on, with a
 *   mnemonic
 */
const char *
mg_repair_offer_get_label (MgSlotRepair *repair)
{
  g_return_val_if_fail (MG_IS_SLOT_REPAIR (repair), NULL);

  if (mg_repair_offer_has_not_helped (repair))
    return _("_Start Again");
  if (mg_slot_repair_is_interrupted (repair))
    return _("_Go On");
  if (mg_slot_repair_get_plan (repair) != NULL)
    return _("_Repair");
  if (get_situation (repair) == MG_SITUATION_NOTHING)
    return _("_Close");
  if (get_situation (repair) == MG_SITUATION_LOGIN_REFUSED)
    return _("_Sign In Again…");
  if (get_situation (repair) == MG_SITUATION_CERTIFICATE_CHANGED)
    return _("_Review Certificate…");

  return _("_Check Again");
}

/**
 * mg_repair_offer_dup_account:
 * @repair: a guided repair
 * @providers: all providers
 *
 * Returns: (transfer full): for people, whose account it is that they are
 *   guided with
 */
char *
mg_repair_offer_dup_account (MgSlotRepair       *repair,
                             MgProviderRegistry *providers)
{
  MgSlot *slot = mg_repair_offer_get_slot (repair);
  const char *id = slot == NULL ? NULL : mg_slot_get_provider (slot);
  const char *account = slot == NULL ? NULL : mg_slot_get_account (slot);
  MgProvider *provider = id == NULL ? NULL : mg_provider_registry_lookup (providers, id);

  if (account == NULL)
    return g_strdup (_("Not known yet"));

  return g_strdup_printf ("%s · %s", provider == NULL ? _("Custom")
                          : mg_provider_get_name (provider), account);
}
