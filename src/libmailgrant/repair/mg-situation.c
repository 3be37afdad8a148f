/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-situation"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-situation.h"

static const struct
{
  const char *sentence;
  gboolean    needs_plan;
} situations[] = {
  [MG_SITUATION_NOTHING] = { N_("Nothing needs to be repaired."), FALSE },
  [MG_SITUATION_NOT_OBTAINED] = { N_("The device has no permission to use a mailbox yet."), TRUE },
  [MG_SITUATION_WAITING] = { N_("Permission was asked for and has not come back yet."), TRUE },
  [MG_SITUATION_TOKEN_DEAD] = { N_("The permission has ended and can be renewed in place."), TRUE },
  [MG_SITUATION_CUSTOM_AT_PROVIDER] =
    { N_("The provider no longer accepts this account as it was set up by hand; it has to be made "
         "anew as an account of that provider."), TRUE },
  [MG_SITUATION_CUSTOM_ELSEWHERE] =
    { N_("The device wants this account to be deleted and made again with the same settings."),
      TRUE },
  [MG_SITUATION_PASSWORD_DEAD] = { N_("The mail server refuses the password."), TRUE },
  [MG_SITUATION_TOKEN_UPDATE_FAILED] =
    { N_("The device cannot renew its token; the token has to be deleted and obtained again."),
      TRUE },
  [MG_SITUATION_DISCARDED] = { N_("The device has thrown its permission away."), TRUE },
  [MG_SITUATION_FUSE] =
    { N_("The token on the device ends soon, and the device cannot renew it by itself."), TRUE },
  [MG_SITUATION_OUTDATED] =
    { N_("The permission still holds, but not as the device has it."), TRUE },
  [MG_SITUATION_MAILBOX_REFUSES] =
    { N_("The permission is good, but the mailbox does not allow it to be used."), FALSE },
  [MG_SITUATION_ADMINISTRATOR] =
    { N_("An administrator of your organization has to approve first."), FALSE },
  [MG_SITUATION_CLIENT_REFUSED] =
    { N_("The provider refuses the app registration that is in use."), FALSE },
  [MG_SITUATION_TESTING] =
    { N_("The app registration is in Testing mode, where each permission ends after a week."),
      FALSE },
  [MG_SITUATION_WRONG_ACCOUNT] = { N_("The permission belongs to another account."), FALSE },
  [MG_SITUATION_UNREACHABLE] = { N_("The device cannot be reached."), FALSE },
  [MG_SITUATION_LOGIN_REFUSED] = { N_("The device does not accept the saved login."), FALSE },
  [MG_SITUATION_CERTIFICATE_CHANGED] =
    { N_("The device shows another certificate than the one confirmed before."), FALSE },
  [MG_SITUATION_NOT_CHECKED] =
    { N_("It is not known yet what the device shows; only a person can look."), TRUE },
};

G_DEFINE_ENUM_TYPE (MgSituation, mg_situation,
  G_DEFINE_ENUM_VALUE (MG_SITUATION_NOTHING, "nothing"),
  G_DEFINE_ENUM_VALUE (MG_SITUATION_NOT_OBTAINED, "not-obtained"),
  G_DEFINE_ENUM_VALUE (MG_SITUATION_WAITING, "waiting"),
  G_DEFINE_ENUM_VALUE (MG_SITUATION_TOKEN_DEAD, "token-dead"),
  G_DEFINE_ENUM_VALUE (MG_SITUATION_CUSTOM_AT_PROVIDER, "custom-at-provider"),
  G_DEFINE_ENUM_VALUE (MG_SITUATION_CUSTOM_ELSEWHERE, "custom-elsewhere"),
  G_DEFINE_ENUM_VALUE (MG_SITUATION_PASSWORD_DEAD, "password-dead"),
  G_DEFINE_ENUM_VALUE (MG_SITUATION_TOKEN_UPDATE_FAILED, "token-update-failed"),
  G_DEFINE_ENUM_VALUE (MG_SITUATION_DISCARDED, "discarded"),
  G_DEFINE_ENUM_VALUE (MG_SITUATION_FUSE, "fuse"),
  G_DEFINE_ENUM_VALUE (MG_SITUATION_OUTDATED, "outdated"),
  G_DEFINE_ENUM_VALUE (MG_SITUATION_MAILBOX_REFUSES, "mailbox-refuses"),
  G_DEFINE_ENUM_VALUE (MG_SITUATION_ADMINISTRATOR, "administrator"),
  G_DEFINE_ENUM_VALUE (MG_SITUATION_CLIENT_REFUSED, "client-refused"),
  G_DEFINE_ENUM_VALUE (MG_SITUATION_TESTING, "testing-mode"),
  G_DEFINE_ENUM_VALUE (MG_SITUATION_WRONG_ACCOUNT, "wrong-account"),
  G_DEFINE_ENUM_VALUE (MG_SITUATION_UNREACHABLE, "unreachable"),
  G_DEFINE_ENUM_VALUE (MG_SITUATION_LOGIN_REFUSED, "login-refused"),
  G_DEFINE_ENUM_VALUE (MG_SITUATION_CERTIFICATE_CHANGED, "certificate-changed"),
  G_DEFINE_ENUM_VALUE (MG_SITUATION_NOT_CHECKED, "not-checked"))

/**
 * mg_situation_get_nick:
 * @situation: a situation
 *
 * Returns: (transfer none): its word in documents, never translated
 */
const char *
mg_situation_get_nick (MgSituation situation)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (MG_TYPE_SITUATION);

  return g_enum_get_value (klass, (int) situation)->value_nick;
}

/**
 * mg_situation_get_sentence:
 * @situation: a situation
 *
 * Returns: (transfer none): what it means, translated
 */
const char *
mg_situation_get_sentence (MgSituation situation)
{
  g_return_val_if_fail (situation < G_N_ELEMENTS (situations), NULL);

  return _(situations[situation].sentence);
}

/**
 * mg_situation_needs_plan:
 * @situation: a situation
 *
 * Returns: whether it is repaired by doing something with the slot; if not,
 *   there is only something to tell, or nothing
 */
gboolean
mg_situation_needs_plan (MgSituation situation)
{
  g_return_val_if_fail (situation < G_N_ELEMENTS (situations), FALSE);

  return situations[situation].needs_plan;
}
