/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-toast"

#include "config.h"

#include "mg-toast.h"

/**
 * mg_toast_new:
 * @text: what to say
 *
 * Makes a toast that shows @text as it is. A toast's title is markup, and
 * libadwaita 1.2 has no way to say otherwise.
 *
 * Returns: (transfer full): a toast
 */
AdwToast *
mg_toast_new (const char *text)
{
  g_autofree char *escaped = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  escaped = g_markup_escape_text (text, -1);

  return adw_toast_new (escaped);
}
