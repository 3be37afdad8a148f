/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lab-endpoint.h"
#include "lab-model.h"
#include "lab-options.h"

G_BEGIN_DECLS

typedef struct _LabDevice LabDevice;

typedef enum
{
  LAB_TAKES_NOTHING = 1 << LAB_AUTHENTICATION_NONE,
  LAB_TAKES_PASSWORD = 1 << LAB_AUTHENTICATION_PASSWORD,
  LAB_TAKES_OAUTH2 = 1 << LAB_AUTHENTICATION_OAUTH2,
} LabTakes;

typedef struct
{
  const char *id;
  const char *title;
  LabTakes    takes;
  gboolean    reauthorize;
} LabService;

/* What one kind of device says, can do, and starts with. */
typedef struct
{
  const char         *name;        /* of the command */
  const char         *kind;
  const char         *title;       /* of the device, before its number */
  const char         *model;
  const char         *firmware;
  gboolean            create_slot;
  gboolean            delete_slot;
  gboolean            test_unsaved;
  gboolean            rules;
  gboolean            alerts;
  const char * const *protocols;
  const LabService   *services;    /* ends with one without id */
  const char * const *dns_sd;      /* service types that it announces */

  /* Answers a request; the user data is the LabDevice. */
  LabHandler          handle;

  /* (nullable) Prepares a server that does more than answer requests. */
  gboolean          (*attach)     (LabDevice        *device,
                                   SoupServer       *server,
                                   GError          **error);

  /* (nullable) Says more of the device than all kinds have. */
  void              (*describe)   (LabDevice        *device,
                                   JsonObject       *object);

  /* (nullable) Carries out what came to the control address before all kinds'
   * commands are looked at; NULL without an error for others. */
  JsonObject       *(*command)    (LabDevice        *device,
                                   const char       *command,
                                   JsonObject       *arguments,
                                   GError          **error);

  /* The device's own words for how a test ended; @code is NULL if it passed. */
  const char       *(*get_words)  (const char       *code);

  /* Makes the slots and rules that it starts with; FALSE for a scenario that
   * it does not know. */
  gboolean          (*fill)       (LabModel         *model,
                                   const char       *scenario,
                                   const LabOptions *options,
                                   gint64            now);
  const char         *scenarios;   /* for the message about an unknown one */
} LabPersonality;

extern const LabPersonality lab_nas_personality;
extern const LabPersonality lab_mfp_personality;
extern const LabPersonality lab_truenas_personality;

const LabService *lab_personality_find_service (const LabPersonality *self,
                                                const char           *id);

G_END_DECLS
