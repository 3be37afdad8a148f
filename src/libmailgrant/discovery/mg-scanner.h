/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-address-rules.h"
#include "mg-context.h"
#include "mg-sighting-list.h"

G_BEGIN_DECLS

/**
 * MgScannerState:
 * @MG_SCANNER_STATE_IDLE: not started
 * @MG_SCANNER_STATE_UNAVAILABLE: cannot work here; the reason says why
 * @MG_SCANNER_STATE_SEARCHING: has just started; answers are still coming in
 * @MG_SCANNER_STATE_QUIET: goes on listening, most that is there has answered
 *
 * What a scanner is doing. A scan never finishes by itself.
 */
typedef enum
{
  MG_SCANNER_STATE_IDLE,
  MG_SCANNER_STATE_UNAVAILABLE,
  MG_SCANNER_STATE_SEARCHING,
  MG_SCANNER_STATE_QUIET,
} MgScannerState;

#define MG_TYPE_SCANNER_STATE (mg_scanner_state_get_type ())

/* How long a scanner counts as searching after its start. */
#define MG_SCANNER_QUIET_MSEC 5000

GType mg_scanner_state_get_type (void);

#define MG_TYPE_SCANNER (mg_scanner_get_type ())

G_DECLARE_DERIVABLE_TYPE (MgScanner, mg_scanner, MG, SCANNER, GObject)

/**
 * MgScannerClass:
 * @parent_class: the parent class
 * @id: the word for the scanner in JSON and logs, such as "avahi"
 * @get_title: the name of the scanner for people
 * @start: begins to look; called once before @stop
 * @stop: ends everything that @start began
 * @refresh: (nullable): looks again, perhaps on other interfaces
 *
 * One way to find devices.
 *
 * A subclass puts what it sees into mg_scanner_get_list(), and says how it
 * fares with mg_scanner_set_state(). It sends nothing secret, stores nothing
 * and asks nobody.
 */
struct _MgScannerClass
{
  GObjectClass parent_class;

  const char   *id;

  const char *(*get_title) (MgScanner *self);
  void        (*start)     (MgScanner *self);
  void        (*stop)      (MgScanner *self);
  void        (*refresh)   (MgScanner *self);
};

void            mg_scanner_start             (MgScanner      *self);
void            mg_scanner_stop              (MgScanner      *self);
void            mg_scanner_refresh           (MgScanner      *self);
gboolean        mg_scanner_is_running        (MgScanner      *self);
const char     *mg_scanner_get_id            (MgScanner      *self);
const char     *mg_scanner_get_title         (MgScanner      *self);
MgScannerState  mg_scanner_get_state         (MgScanner      *self);
const char     *mg_scanner_get_reason        (MgScanner      *self);
gboolean        mg_scanner_get_overflowed    (MgScanner      *self);
gboolean        mg_scanner_get_include_local (MgScanner      *self);
void            mg_scanner_set_address_rules (MgScanner      *self,
                                              MgAddressRules *rules);

/* For subclasses */
MgClock        *mg_scanner_get_clock         (MgScanner      *self);
MgAddressRules *mg_scanner_get_address_rules (MgScanner      *self,
                                              int             interface);
MgSightingList *mg_scanner_get_list          (MgScanner      *self);
void            mg_scanner_set_state         (MgScanner      *self,
                                              MgScannerState  state,
                                              const char     *reason);

G_END_DECLS
