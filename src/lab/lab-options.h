/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The command line. */
typedef struct
{
  char     *address;             /* (owned) (nullable) */
  int       port;
  int       control_port;
  int       count;
  gboolean  advertise;
  char     *state;               /* (owned) (nullable) */
  char    **mail_servers;        /* (owned) (nullable) */
  char     *provider;            /* (owned) (nullable) */
  char     *ca_file;             /* (owned) (nullable) */
  char     *certificate_file;    /* (owned) (nullable) */
  int       seed;
  char     *scenario;            /* (owned) (nullable) */
  char     *profile;             /* (owned) (nullable), the release of a TrueNAS */
  char     *user;                /* (owned) (nullable) */
  char     *password_file;       /* (owned) (nullable) */
  char     *one_time_code;       /* (owned) (nullable) */
  int       session_lifetime;
  gboolean  tls;
  gboolean  rotate;
  gboolean  keep_rotated;
  gboolean  auto_consent;
  int       access_lifetime;
  int       refresh_lifetime;
  char     *password;            /* (owned), out of the file, or made up */
} LabOptions;

gboolean lab_options_parse (LabOptions   *self,
                            int          *argc,
                            char       ***argv,
                            GError      **error);
void     lab_options_clear (LabOptions   *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LabOptions, lab_options_clear)

G_END_DECLS
