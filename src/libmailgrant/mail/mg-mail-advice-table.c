/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-mail-advice-table"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-mail-advice-private.h"

#define SUBMISSION_PAGE "https://learn.microsoft.com/exchange/" \
                        "clients-and-mobile-in-exchange-online/authenticated-client-smtp-submission"

/* What mail servers say, and what to do about it. Sources:
 * https://developers.google.com/workspace/gmail/imap/xoauth2-protocol
 * https://support.google.com/a/answer/3726730 (Gmail's SMTP errors)
 * the page under SUBMISSION_PAGE (Exchange Online's answers),
 * RFC 4954 §6, RFC 5248, RFC 5530 (IMAP), RFC 2449 and RFC 3206 (POP3).
 * The particular come before the general. */
const MgMailAdvice _mg_mail_advice_rows[] = {
  /* Gmail */
  { "google-credentials", 535, "5.7.8", "badcredentials", MG_PROBE_REFUSED,
    N_("Gmail did not accept the login: the authorization has ended, or it belongs to another "
       "account, or an ordinary password was used. Authorize the account again."),
    NULL, NULL },
  { "google-app-password", 534, "5.7.9", "application-specific password", MG_PROBE_REFUSED,
    N_("This Google account has 2-Step Verification. Authorize it, or use an app password."),
    NULL, "https://myaccount.google.com/apppasswords" },
  { "google-browser", 534, "5.7.14", NULL, MG_PROBE_MAILBOX_REFUSES,
    N_("Google wants the account's owner to sign in with a browser once before it lets others "
       "in."),
    NULL, "https://accounts.google.com/" },
  { "google-too-many-logins", 454, "4.7.0", "too many login attempts", MG_PROBE_TRANSIENT,
    N_("Gmail had too many logins from here. Wait an hour, then check again."),
    NULL, NULL },
  { "google-imap-off", 0, NULL, "not enabled for imap use", MG_PROBE_MAILBOX_REFUSES,
    N_("IMAP is switched off in this Gmail account. Its owner can switch it on in the "
       "settings under Forwarding and POP/IMAP."),
    NULL, "https://mail.google.com/mail/u/0/#settings/fwdandpop" },
  { "google-domain-policy", 0, NULL, "domain policy has disabled", MG_PROBE_MAILBOX_REFUSES,
    N_("The organization's Google Workspace administrator has switched this off for the "
       "mailbox, and can allow it under Gmail, End User Access."),
    NULL, "https://admin.google.com/ac/apps/gmail/enduseraccess" },
  { "google-feature-off", 535, "5.7.1", NULL, MG_PROBE_MAILBOX_REFUSES,
    N_("Sending by SMTP is switched off for this mailbox. Its owner or administrator has to "
       "allow it."),
    NULL, NULL },
  { "google-daily-limit", 550, "5.4.5", NULL, MG_PROBE_TRANSIENT,
    N_("The mailbox has reached its limit of messages for a day. The authorization is good; "
       "wait a day."),
    NULL, NULL },

  /* Microsoft 365 and Outlook.com */
  { "microsoft-tenant", 535, "5.7.139", "disabled for the tenant", MG_PROBE_MAILBOX_REFUSES,
    N_("The authorization is good, but the organization has switched off authenticated SMTP for "
       "everybody. Its Exchange administrator can switch it on with this command."),
    "Set-TransportConfig -SmtpClientAuthenticationDisabled $false",
    "https://aka.ms/smtp_auth_disabled" },
  { "microsoft-mailbox", 535, "5.7.139", "disabled for the mailbox", MG_PROBE_MAILBOX_REFUSES,
    N_("The authorization is good, but authenticated SMTP is switched off for this mailbox. The "
       "Exchange administrator can switch it on with this command."),
    "Set-CASMailbox -Identity @ -SmtpClientAuthenticationDisabled $false",
    "https://aka.ms/smtp_auth_disabled" },
  { "microsoft-security-defaults", 535, "5.7.139", "security defaults", MG_PROBE_MAILBOX_REFUSES,
    N_("The organization's security defaults forbid logins with a password. Use an authorization "
       "instead, or ask the administrator."),
    NULL, SUBMISSION_PAGE },
  { "microsoft-conditional-access", 535, "5.7.139", "did not meet the criteria",
    MG_PROBE_MAILBOX_REFUSES,
    N_("A Conditional Access policy of the organization forbids this login. Its administrator "
       "can find it in the sign-in log and except the mailbox."),
    NULL, SUBMISSION_PAGE },
  { "microsoft-basic-disabled", 535, "5.7.139", "basic authentication is disabled",
    MG_PROBE_REFUSED,
    N_("Microsoft no longer accepts a password here. Authorize the account instead."),
    NULL, SUBMISSION_PAGE },
  { "microsoft-policy", 535, "5.7.139", NULL, MG_PROBE_MAILBOX_REFUSES,
    N_("The authorization is good, but the mailbox or its organization does not allow SMTP. "
       "Show the server's words to the Exchange administrator."),
    NULL, "https://aka.ms/smtp_auth_disabled" },
  { "microsoft-basic-retired", 550, "5.7.30", NULL, MG_PROBE_REFUSED,
    N_("Microsoft no longer accepts a password here. Authorize the account instead."),
    NULL, SUBMISSION_PAGE },
  { "microsoft-credentials", 535, "5.7.3", NULL, MG_PROBE_REFUSED,
    N_("Microsoft did not accept the login: the authorization has ended, covers something else, "
       "or belongs to somebody who may not use this mailbox. Authorize the account again."),
    NULL, NULL },
  { "microsoft-unrecognized", 504, "5.7.4", NULL, MG_PROBE_NOT_OFFERED,
    N_("The server does not take this kind of login here. Set the device to STARTTLS on port "
       "587."),
    NULL, NULL },
  { "microsoft-anonymous", 530, "5.7.57", NULL, MG_PROBE_SENDER_REFUSED,
    N_("The device sent mail without logging in. Switch on SMTP authentication in its settings."),
    NULL, SUBMISSION_PAGE },
  { "microsoft-send-as", 0, "5.7.60", NULL, MG_PROBE_SENDER_REFUSED,
    N_("The account may not send as this sender. Set the device's sender address to the account's "
       "own, or have the administrator grant Send As."),
    NULL, NULL },
  { "microsoft-send-as-denied", 554, "5.2.252", NULL, MG_PROBE_SENDER_REFUSED,
    N_("The account may not send as this sender. Set the device's sender address to the account's "
       "own, or have the administrator grant Send As."),
    NULL, NULL },
  { "microsoft-send-as-denied-2", 554, "5.2.0", "sendasdenied", MG_PROBE_SENDER_REFUSED,
    N_("The account may not send as this sender. Set the device's sender address to the account's "
       "own, or have the administrator grant Send As."),
    NULL, NULL },
  { "microsoft-too-many-connections", 432, "4.3.2", NULL, MG_PROBE_TRANSIENT,
    N_("Too many connections use this mailbox at once. Check again in some minutes."),
    NULL, NULL },
  { "microsoft-not-connected", 0, NULL, "authenticated but not connected",
    MG_PROBE_MAILBOX_REFUSES,
    N_("The authorization is good, but not for this mailbox: it belongs to another account, or "
       "IMAP is switched off. The Exchange administrator can switch IMAP on with this command."),
    "Set-CASMailbox -Identity @ -ImapEnabled $true", NULL },

  /* Yahoo and AOL */
  { "yahoo-app-password", 535, "5.7.0", "#auth005", MG_PROBE_REFUSED,
    N_("Yahoo did not accept the password. Make a new app password on the account's security "
       "page: the account's own is never accepted."),
    NULL, "https://login.yahoo.com/account/security" },

  /* Any SMTP server: RFC 4954 §6 */
  { "smtp-temporary", 454, "4.7.0", NULL, MG_PROBE_TRANSIENT,
    N_("The mail server cannot check the login just now. Check again later."),
    NULL, NULL },
  { "smtp-transition", 432, "4.7.12", NULL, MG_PROBE_MAILBOX_REFUSES,
    N_("The mail server wants the password to be set anew first."),
    NULL, NULL },
  { "smtp-too-weak", 534, "5.7.9", NULL, MG_PROBE_REFUSED,
    N_("The mail server wants a stronger kind of login than a password. Authorize the account, or "
       "use an app password."),
    NULL, NULL },
  { "smtp-encryption", 538, "5.7.11", NULL, MG_PROBE_NOT_ENCRYPTED,
    N_("The mail server wants an encrypted connection. Switch on TLS or STARTTLS in the device's "
       "settings."),
    NULL, NULL },
  { "smtp-anonymous", 530, NULL, NULL, MG_PROBE_SENDER_REFUSED,
    N_("The mail server wants a login first. Switch on SMTP authentication in the device's "
       "settings."),
    NULL, NULL },
  { "smtp-credentials", 535, NULL, NULL, MG_PROBE_REFUSED,
    N_("The mail server did not accept the login. Authorize the account again, or enter its "
       "password again."),
    NULL, NULL },
  { "smtp-4.7", 0, "4.7.*", NULL, MG_PROBE_TRANSIENT,
    N_("The mail server does not want to let us in just now. Check again later."),
    NULL, NULL },
  { "smtp-mechanism", 504, NULL, NULL, MG_PROBE_NOT_OFFERED,
    N_("The mail server does not know this kind of login."),
    NULL, NULL },

  /* IMAP: RFC 5530; POP3: RFC 2449 §8.1, RFC 3206 */
  { "imap-credentials", 0, "AUTHENTICATIONFAILED", NULL, MG_PROBE_REFUSED,
    N_("The mail server did not accept the login. Authorize the account again, or enter its "
       "password again."),
    NULL, NULL },
  { "imap-expired", 0, "EXPIRED", NULL, MG_PROBE_REFUSED,
    N_("The authorization or password has expired. Authorize the account again."),
    NULL, NULL },
  { "imap-not-authorized", 0, "AUTHORIZATIONFAILED", NULL, MG_PROBE_MAILBOX_REFUSES,
    N_("The login is good, but it may not use this mailbox."),
    NULL, NULL },
  { "imap-administrator", 0, "CONTACTADMIN", NULL, MG_PROBE_MAILBOX_REFUSES,
    N_("The mail server asks the account's owner to contact its administrator."),
    NULL, NULL },
  { "imap-privacy", 0, "PRIVACYREQUIRED", NULL, MG_PROBE_NOT_ENCRYPTED,
    N_("The mail server wants an encrypted connection. Switch on TLS or STARTTLS in the device's "
       "settings."),
    NULL, NULL },
  { "imap-unavailable", 0, "UNAVAILABLE", NULL, MG_PROBE_TRANSIENT,
    N_("The mail server cannot check the login just now. Check again later."),
    NULL, NULL },
  { "imap-in-use", 0, "INUSE", NULL, MG_PROBE_TRANSIENT,
    N_("Somebody else uses the mailbox just now. Check again later."),
    NULL, NULL },
  { "imap-limit", 0, "LIMIT", NULL, MG_PROBE_TRANSIENT,
    N_("Too many connections use this mailbox at once. Check again in some minutes."),
    NULL, NULL },
  { "pop3-credentials", 0, "AUTH", NULL, MG_PROBE_REFUSED,
    N_("The mail server did not accept the login. Authorize the account again, or enter its "
       "password again."),
    NULL, NULL },
  { "pop3-temporary", 0, "SYS/TEMP", NULL, MG_PROBE_TRANSIENT,
    N_("The mail server cannot check the login just now. Check again later."),
    NULL, NULL },
  { "pop3-permanent", 0, "SYS/PERM", NULL, MG_PROBE_MAILBOX_REFUSES,
    N_("The mail server asks the account's owner to contact its administrator."),
    NULL, NULL },
  { "pop3-in-use", 0, "IN-USE", NULL, MG_PROBE_TRANSIENT,
    N_("Somebody else uses the mailbox just now. Check again later."),
    NULL, NULL },
  { "pop3-delay", 0, "LOGIN-DELAY", NULL, MG_PROBE_TRANSIENT,
    N_("The mail server wants some time between two logins. Check again in some minutes."),
    NULL, NULL },
};

const gsize _mg_mail_advice_n_rows = G_N_ELEMENTS (_mg_mail_advice_rows);
