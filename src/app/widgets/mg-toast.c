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

/**
 * mg_toast_show:
 * @widget: where something happened
 * @text: what to say
 *
 * Says @text for a moment in the window, or the part of it, that @widget is in.
 */
void
mg_toast_show (GtkWidget  *widget,
               const char *text)
{
  GtkWidget *overlay;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (text != NULL);

  overlay = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);
  if (overlay != NULL)
    adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), mg_toast_new (text));
}
