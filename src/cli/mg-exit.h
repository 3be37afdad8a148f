/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailgrant.h"

G_BEGIN_DECLS

/**
 * MgExit:
 * @MG_EXIT_DONE: all that was asked for is done
 * @MG_EXIT_FAILED: it failed
 * @MG_EXIT_USAGE: the command line cannot be understood
 * @MG_EXIT_NOT_FOUND: no such device, slot or provider
 * @MG_EXIT_AUTHORIZE: a person must authorize
 * @MG_EXIT_UNREACHABLE: something could not be reached, or did not answer in time
 * @MG_EXIT_SOME_FAILED: it failed for some of several
 * @MG_EXIT_KEYRING: the keyring is locked, absent or unreadable
 * @MG_EXIT_CERTIFICATE: a certificate is not trusted, or has changed
 * @MG_EXIT_SIGNAL: plus the signal's number: interrupted, and everything put back
 *
 * What the program ends with. Scripts go by it: a value never changes its meaning.
 */
typedef enum
{
  MG_EXIT_DONE = 0,
  MG_EXIT_FAILED = 1,
  MG_EXIT_USAGE = 2,
  MG_EXIT_NOT_FOUND = 3,
  MG_EXIT_AUTHORIZE = 4,
  MG_EXIT_UNREACHABLE = 5,
  MG_EXIT_SOME_FAILED = 6,
  MG_EXIT_KEYRING = 7,
  MG_EXIT_CERTIFICATE = 8,
  MG_EXIT_SIGNAL = 128,
} MgExit;

MgExit mg_exit_from_error (const GError  *error);
MgExit mg_exit_from_test  (MgTestOutcome  outcome);

G_END_DECLS
