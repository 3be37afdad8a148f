/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <libsoup/soup.h>

#include "lab-login.h"
#include "lab-outcome.h"

G_BEGIN_DECLS

void        lab_redeem_async  (SoupSession          *session,
                               LabLogin             *login,
                               GCancellable         *cancellable,
                               GAsyncReadyCallback   callback,
                               gpointer              user_data);
LabOutcome *lab_redeem_finish (SoupSession          *session,
                               GAsyncResult         *result,
                               GError              **error);

G_END_DECLS
