/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

void lab_device_api_handle (SoupServerMessage *message,
                            const char        *path,
                            gpointer           device);

G_END_DECLS
