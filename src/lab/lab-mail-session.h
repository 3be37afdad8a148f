/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lab-mail-server.h"

G_BEGIN_DECLS

void lab_mail_session_start (LabMailServer     *server,
                             GSocketConnection *connection,
                             LabProtocol        protocol,
                             gboolean           tls);

G_END_DECLS
