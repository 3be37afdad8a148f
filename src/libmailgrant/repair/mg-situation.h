/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * MgSituation:
 * @MG_SITUATION_NOTHING: nothing is known to be wrong
 * @MG_SITUATION_NOT_OBTAINED: there is no token or password yet
 * @MG_SITUATION_WAITING: permission was asked for and has not come back
 * @MG_SITUATION_TOKEN_DEAD: the token no longer holds and can be replaced in
 *   place (QNAP's help, Gmail and Outlook accounts)
 * @MG_SITUATION_CUSTOM_AT_PROVIDER: a slot made by hand for the server of a
 *   provider that wants OAuth now; it is made anew as that provider's, and
 *   the rules that lose it get the new one (QNAP's help, custom SMTP service
 *   on a public server)
 * @MG_SITUATION_CUSTOM_ELSEWHERE: the same on any other server; it is made
 *   anew with identical settings (QNAP's help, custom SMTP service)
 * @MG_SITUATION_PASSWORD_DEAD: the password was refused; a new one, or a new
 *   app password, is entered (QNAP's help, Yahoo Mail)
 * @MG_SITUATION_TOKEN_UPDATE_FAILED: the device asks to delete the token and
 *   obtain it again (Sharp's guide, "Token update failed")
 * @MG_SITUATION_DISCARDED: the device threw its configuration away
 * @MG_SITUATION_FUSE: the token on the device ends soon and the device cannot
 *   renew it; our copy can
 * @MG_SITUATION_OUTDATED: the permission holds here but not on the device,
 *   which has another client secret or token than we
 * @MG_SITUATION_MAILBOX_REFUSES: the token is good, mailbox or tenant do not allow it
 * @MG_SITUATION_ADMINISTRATOR: an administrator has to approve first
 * @MG_SITUATION_CLIENT_REFUSED: the provider refuses the OAuth client, the
 *   tenant or the request
 * @MG_SITUATION_TESTING: the app registration is in Testing mode, where no
 *   permission lasts longer than a week (Google's consent screen)
 * @MG_SITUATION_WRONG_ACCOUNT: the token belongs to another account
 * @MG_SITUATION_UNREACHABLE: the device could not be asked
 * @MG_SITUATION_LOGIN_REFUSED: the device does not let us in
 * @MG_SITUATION_CERTIFICATE_CHANGED: the device shows another certificate
 * @MG_SITUATION_NOT_CHECKED: only a person can see what the device shows, and
 *   nobody has looked yet
 *
 * What keeps a slot's mail from working. Exactly one holds.
 */
typedef enum
{
  MG_SITUATION_NOTHING,
  MG_SITUATION_NOT_OBTAINED,
  MG_SITUATION_WAITING,
  MG_SITUATION_TOKEN_DEAD,
  MG_SITUATION_CUSTOM_AT_PROVIDER,
  MG_SITUATION_CUSTOM_ELSEWHERE,
  MG_SITUATION_PASSWORD_DEAD,
  MG_SITUATION_TOKEN_UPDATE_FAILED,
  MG_SITUATION_DISCARDED,
  MG_SITUATION_FUSE,
  MG_SITUATION_OUTDATED,
  MG_SITUATION_MAILBOX_REFUSES,
  MG_SITUATION_ADMINISTRATOR,
  MG_SITUATION_CLIENT_REFUSED,
  MG_SITUATION_TESTING,
  MG_SITUATION_WRONG_ACCOUNT,
  MG_SITUATION_UNREACHABLE,
  MG_SITUATION_LOGIN_REFUSED,
  MG_SITUATION_CERTIFICATE_CHANGED,
  MG_SITUATION_NOT_CHECKED,
} MgSituation;

#define MG_TYPE_SITUATION (mg_situation_get_type ())

GType       mg_situation_get_type     (void);
const char *mg_situation_get_nick     (MgSituation  situation);
const char *mg_situation_get_sentence (MgSituation  situation);
gboolean    mg_situation_needs_plan   (MgSituation  situation);

G_END_DECLS
