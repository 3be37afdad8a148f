/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * MgStepKind:
 * @MG_STEP_SNAPSHOT: notes down settings and rules as they are
 * @MG_STEP_DELETE_TOKEN: the device forgets its token
 * @MG_STEP_CREATE_SLOT: makes a new slot
 * @MG_STEP_AUTHORIZE: a person gives permission, which is put on the device and tried there
 * @MG_STEP_RENEW: our copy of the permission is renewed, put on the device and tried there
 * @MG_STEP_PASSWORD: a person enters a password, which is put on the device and tried there
 * @MG_STEP_MOVE_RULES: puts the new slot in the old one's place in every rule
 * @MG_STEP_VERIFY_RULES: reads the rules again and compares
 * @MG_STEP_DELETE_SLOT: deletes the old slot
 * @MG_STEP_OPEN_PAGE: a person opens a page
 * @MG_STEP_INSTRUCT: a person does something at the device
 * @MG_STEP_CHECK: looks whether it helped
 *
 * What a step of a plan does.
 */
typedef enum
{
  MG_STEP_SNAPSHOT,
  MG_STEP_DELETE_TOKEN,
  MG_STEP_CREATE_SLOT,
  MG_STEP_AUTHORIZE,
  MG_STEP_RENEW,
  MG_STEP_PASSWORD,
  MG_STEP_MOVE_RULES,
  MG_STEP_VERIFY_RULES,
  MG_STEP_DELETE_SLOT,
  MG_STEP_OPEN_PAGE,
  MG_STEP_INSTRUCT,
  MG_STEP_CHECK,
} MgStepKind;

/**
 * MgStepState:
 * @MG_STEP_PENDING: still to come
 * @MG_STEP_RUNNING: being done
 * @MG_STEP_DONE: done
 * @MG_STEP_SKIPPED: a person has left it out
 * @MG_STEP_FAILED: it did not work
 *
 * How far a step is.
 */
typedef enum
{
  MG_STEP_PENDING,
  MG_STEP_RUNNING,
  MG_STEP_DONE,
  MG_STEP_SKIPPED,
  MG_STEP_FAILED,
} MgStepState;

#define MG_TYPE_STEP_KIND (mg_step_kind_get_type ())
#define MG_TYPE_STEP_STATE (mg_step_state_get_type ())
#define MG_TYPE_STEP (mg_step_get_type ())

G_DECLARE_FINAL_TYPE (MgStep, mg_step, MG, STEP, GObject)

GType        mg_step_kind_get_type   (void);
GType        mg_step_state_get_type  (void);

MgStep      *mg_step_new             (MgStepKind   kind,
                                      const char  *title,
                                      const char  *text);
MgStepKind   mg_step_get_kind        (MgStep      *self);
const char  *mg_step_get_kind_nick   (MgStep      *self);
gboolean     mg_step_is_guided       (MgStep      *self);
gboolean     mg_step_is_by_hand      (MgStep      *self);
const char  *mg_step_get_title       (MgStep      *self);
const char  *mg_step_get_text        (MgStep      *self);
const char  *mg_step_get_link        (MgStep      *self);
void         mg_step_set_link        (MgStep      *self,
                                      const char  *link);
guint        mg_step_get_n_values    (MgStep      *self);
const char  *mg_step_get_value_label (MgStep      *self,
                                      guint        index);
const char  *mg_step_get_value       (MgStep      *self,
                                      guint        index);
void         mg_step_add_value       (MgStep      *self,
                                      const char  *label,
                                      const char  *value);
MgStepState  mg_step_get_state       (MgStep      *self);
void         mg_step_set_state       (MgStep      *self,
                                      MgStepState  state,
                                      const char  *outcome);
const char  *mg_step_get_outcome     (MgStep      *self);

G_END_DECLS
