/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-options"

#include "config.h"

#include "lab-options.h"
#include "lab-random.h"

/* Each needs a descriptor, and the usual hard limit is 20000. */
#define COUNT_MAX 15000

#define SUMMARY \
  "nas        a NAS with SMTP service accounts and notification rules\n" \
  "  mfp        a printer with linked and independent mail settings\n" \
  "  truenas    a TrueNAS of the release that --profile names\n" \
  "  fleet      many of both in one process\n" \
  "  provider   an OAuth 2.0 provider with a consent page\n" \
  "  mail       a mail server that asks the provider about tokens"

static gboolean
read_password (LabOptions  *self,
               GError     **error)
{
  if (self->password_file == NULL)
    {
      self->password = lab_random_secret (9);
      return TRUE;
    }

  if (!g_file_get_contents (self->password_file, &self->password, NULL, error))
    return FALSE;

  g_strchomp (self->password);
  return TRUE;
}

static gboolean
is_within (const char  *name,
           int          value,
           int          min,
           int          max,
           GError     **error)
{
  if (value >= min && value <= max)
    return TRUE;

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               "--%s must be a number from %d to %d", name, min, max);
  return FALSE;
}

static gboolean
check_numbers (LabOptions  *self,
               GError     **error)
{
  return is_within ("port", self->port, 0, 65535, error)
         && is_within ("control-port", self->control_port, 0, 65535, error)
         && is_within ("count", self->count, 0, COUNT_MAX, error)
         && is_within ("session-lifetime", self->session_lifetime, 1, 86400, error)
         && is_within ("access-lifetime", self->access_lifetime, 1, G_MAXINT, error)
         && is_within ("refresh-lifetime", self->refresh_lifetime, 0, G_MAXINT, error);
}

gboolean
lab_options_parse (LabOptions   *self,
                   int          *argc,
                   char       ***argv,
                   GError      **error)
{
  const GOptionEntry entries[] = {
    { "address", 0, 0, G_OPTION_ARG_STRING, &self->address,
      "Loopback address to listen on; of a fleet, the first", "A" },
    { "port", 0, 0, G_OPTION_ARG_INT, &self->port, "Port to listen on (any)", "P" },
    { "control-port", 0, 0, G_OPTION_ARG_INT, &self->control_port,
      "Port of the control address (any)", "P" },
    { "count", 0, 0, G_OPTION_ARG_INT, &self->count, "Number of devices", "N" },
    { "advertise", 0, 0, G_OPTION_ARG_NONE, &self->advertise, "Announce through Avahi", NULL },
    { "state", 0, 0, G_OPTION_ARG_FILENAME, &self->state,
      "Where a device keeps its settings; of a fleet, the first", "FILE" },
    { "mail-server", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->mail_servers,
      "Connect here, whatever a slot's settings say; repeatable", "[smtp|smtps|…=]HOST:PORT" },
    { "provider", 0, 0, G_OPTION_ARG_STRING, &self->provider, "Issuer of the lab's provider",
      "URL" },
    { "ca-file", 0, 0, G_OPTION_ARG_FILENAME, &self->ca_file,
      "Certificates to trust in place of the system's", "FILE" },
    { "certificate-file", 0, 0, G_OPTION_ARG_FILENAME, &self->certificate_file,
      "Where to write the certificate others are to trust", "FILE" },
    { "seed", 0, 0, G_OPTION_ARG_INT, &self->seed, "Make the same serials and UUIDs every time",
      "N" },
    { "scenario", 0, 0, G_OPTION_ARG_STRING, &self->scenario, "How a device starts (fresh)",
      "NAME" },
    { "profile", 0, 0, G_OPTION_ARG_STRING, &self->profile,
      "Release of a TrueNAS: 24.10, 25.04, 25.10, 26 or 27 (25.10)", "R" },
    { "user", 0, 0, G_OPTION_ARG_STRING, &self->user, "Administrator's name (admin)", "NAME" },
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &self->password_file,
      "Password of the administrator, or of the mailboxes (made up)", "FILE" },
    { "one-time-code", 0, 0, G_OPTION_ARG_STRING, &self->one_time_code,
      "Ask for this code when signing in", "CODE" },
    { "session-lifetime", 0, 0, G_OPTION_ARG_INT, &self->session_lifetime,
      "Seconds a sign-in lasts (900)", "S" },
    { "tls", 0, 0, G_OPTION_ARG_NONE, &self->tls, "Serve the provider over HTTPS", NULL },
    { "rotate", 0, 0, G_OPTION_ARG_NONE, &self->rotate,
      "Give a new refresh token with every access token", NULL },
    { "keep-rotated", 0, 0, G_OPTION_ARG_NONE, &self->keep_rotated,
      "With --rotate, let the old refresh token live on as Microsoft does", NULL },
    { "auto-consent", 0, 0, G_OPTION_ARG_NONE, &self->auto_consent,
      "Consent without showing the page", NULL },
    { "access-lifetime", 0, 0, G_OPTION_ARG_INT, &self->access_lifetime,
      "Seconds an access token lasts (3600)", "S" },
    { "refresh-lifetime", 0, 0, G_OPTION_ARG_INT, &self->refresh_lifetime,
      "Seconds a refresh token lasts (for ever)", "S" },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("COMMAND");

  self->session_lifetime = 900;
  self->access_lifetime = 3600;

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (context, "Commands:\n  " SUMMARY);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;

  if (self->user == NULL)
    self->user = g_strdup ("admin");

  return check_numbers (self, error) && read_password (self, error);
}

void
lab_options_clear (LabOptions *self)
{
  g_free (self->address);
  g_free (self->state);
  g_strfreev (self->mail_servers);
  g_free (self->provider);
  g_free (self->ca_file);
  g_free (self->certificate_file);
  g_free (self->scenario);
  g_free (self->profile);
  g_free (self->user);
  g_free (self->password_file);
  g_free (self->one_time_code);
  g_free (self->password);
}
