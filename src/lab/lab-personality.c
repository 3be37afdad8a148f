/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-personality"

#include "config.h"

#include "lab-personality.h"

const LabService *
lab_personality_find_service (const LabPersonality *self,
                              const char           *id)
{
  for (const LabService *service = self->services; service->id != NULL; service++)
    if (g_str_equal (service->id, id))
      return service;

  return NULL;
}
