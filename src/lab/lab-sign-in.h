/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  LAB_SIGN_IN_GOOD,
  LAB_SIGN_IN_WRONG_PASSWORD,
  LAB_SIGN_IN_CODE_NEEDED,
  LAB_SIGN_IN_CODE_WRONG,
  LAB_SIGN_IN_PASSWORD_EXPIRED,
  LAB_SIGN_IN_LOCKED_OUT,
} LabSignInResult;

/* The administrator's account and who is signed in with it. */
typedef struct
{
  char       *user;              /* (owned) */
  char       *password;          /* (owned) */
  char       *one_time_code;     /* (owned) (nullable) */
  gboolean    password_expired;
  guint       lifetime;          /* seconds */
  guint       n_failures;
  gint64      locked_until;
  GHashTable *sessions;          /* (owned), bearer → gint64 * end */
} LabSignIn;

void             lab_sign_in_init     (LabSignIn  *self,
                                       const char *user,
                                       const char *password,
                                       const char *one_time_code,
                                       guint       lifetime);
void             lab_sign_in_clear    (LabSignIn  *self);
LabSignInResult  lab_sign_in_try      (LabSignIn  *self,
                                       const char *user,
                                       const char *password,
                                       const char *one_time_code,
                                       gint64      now);
void             lab_sign_in_lock_out (LabSignIn  *self,
                                       gint64      until);
char            *lab_sign_in_start    (LabSignIn  *self,
                                       gint64      now);
gboolean         lab_sign_in_check    (LabSignIn  *self,
                                       const char *bearer,
                                       gint64      now);
void             lab_sign_in_end      (LabSignIn  *self,
                                       const char *bearer);

G_END_DECLS
