/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lab-login.h"

G_BEGIN_DECLS

const char *lab_sasl_choose (LabLogin   *login,
                             const char *access_token,
                             const char *capabilities,
                             GQueue     *responses);

G_END_DECLS
