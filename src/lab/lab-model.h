/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lab-login.h"

G_BEGIN_DECLS

typedef struct
{
  char        *id;           /* (owned) */
  char        *title;        /* (owned) */
  LabProtocol  protocol;
  char        *service;      /* (owned) */
  char        *link_group;   /* (owned) (nullable) */
  char        *client_ref;   /* (owned) (nullable) */
  gboolean     reauthorize;
  LabLogin    *login;        /* (owned), shared by a link group */
} LabSlot;

typedef struct
{
  char     *id;          /* (owned) */
  char     *title;       /* (owned) */
  gboolean  enabled;
  char    **events;      /* (owned) */
  char    **senders;     /* (owned), ids of slots in order */
  char    **recipients;  /* (owned) */
  guint64   version;
} LabRule;

typedef struct
{
  char   *id;         /* (owned) */
  char   *slot;       /* (owned) */
  char   *message;    /* (owned) */
  gint64  raised_at;
} LabAlert;

/* The mail part of a device's memory. */
typedef struct
{
  GPtrArray *slots;    /* (owned) (element-type LabSlot) */
  GPtrArray *rules;    /* (owned) (element-type LabRule) */
  GPtrArray *alerts;   /* (owned) (element-type LabAlert) */
  guint      counter;  /* for ids: none is given twice */
} LabModel;

void        lab_model_init          (LabModel           *self);
void        lab_model_clear         (LabModel           *self);

LabSlot    *lab_model_add_slot      (LabModel           *self,
                                     const char         *id,
                                     const char         *title,
                                     const char         *service,
                                     LabProtocol         protocol,
                                     LabLogin           *login);
LabSlot    *lab_model_find_slot     (LabModel           *self,
                                     const char         *id);
LabSlot    *lab_model_find_by_ref   (LabModel           *self,
                                     const char         *client_ref);
void        lab_model_set_login     (LabModel           *self,
                                     LabSlot            *slot,
                                     LabLogin           *login);
void        lab_model_delete_slot   (LabModel           *self,
                                     LabSlot            *slot);
char       *lab_model_next_id       (LabModel           *self,
                                     const char         *kind);

LabRule    *lab_model_add_rule      (LabModel           *self,
                                     const char         *id,
                                     const char         *title,
                                     const char         *event,
                                     const char * const *senders);
LabRule    *lab_model_find_rule     (LabModel           *self,
                                     const char         *id);

void        lab_model_raise_alert   (LabModel           *self,
                                     const char         *slot,
                                     const char         *message,
                                     gint64              now);
void        lab_model_drop_alerts   (LabModel           *self,
                                     const char         *slot);

char       *lab_slot_dup_etag       (LabSlot            *slot);
JsonObject *lab_slot_print          (LabSlot            *slot);
char       *lab_rule_dup_etag       (LabRule            *rule);
JsonObject *lab_rule_print          (LabRule            *rule);
JsonObject *lab_alert_print         (LabAlert           *alert);

JsonObject *lab_model_save          (LabModel           *self);
void        lab_model_load          (LabModel           *self,
                                     JsonObject         *object);

G_END_DECLS
