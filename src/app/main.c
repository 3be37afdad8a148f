/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mailgrant"

#include "config.h"

#include <locale.h>
#include <sys/resource.h>

#include <glib/gi18n.h>

#include "mg-application.h"

int
main (int    argc,
      char **argv)
{
  static const struct rlimit no_core = { 0, 0 };
  g_autoptr (MgApplication) application = NULL;

  /* A core file would hold passwords and tokens. */
  setrlimit (RLIMIT_CORE, &no_core);

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  mg_log_install ();
  application = mg_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
