/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * MgXmlFunc:
 * @path: the names of the element and those around it, without prefixes, as
 *   `root/device/UDN`
 * @text: the text of the element, trimmed, perhaps empty
 * @user_data: the caller's
 *
 * Takes one element, at its end.
 */
typedef void (*MgXmlFunc) (const char *path,
                           const char *text,
                           gpointer    user_data);

gboolean mg_xml_read (GBytes     *document,
                      MgXmlFunc   element,
                      gpointer    user_data);

G_END_DECLS
