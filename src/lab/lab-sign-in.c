/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-sign-in"

#include "config.h"

#include "lab-random.h"
#include "lab-sign-in.h"

#define FAILURES_MAX 5
#define LOCK_OUT 300
#define SESSIONS_MAX 64

void
lab_sign_in_init (LabSignIn  *self,
                  const char *user,
                  const char *password,
                  const char *one_time_code,
                  guint       lifetime)
{
  self->user = g_strdup (user);
  self->password = g_strdup (password);
  self->one_time_code = g_strdup (one_time_code);
  self->lifetime = lifetime;
  self->sessions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

void
lab_sign_in_clear (LabSignIn *self)
{
  g_free (self->user);
  g_free (self->password);
  g_free (self->one_time_code);
  g_clear_pointer (&self->sessions, g_hash_table_unref);
}

void
lab_sign_in_lock_out (LabSignIn *self,
                      gint64     until)
{
  self->n_failures = 0;
  self->locked_until = until;
}

static LabSignInResult
count_failure (LabSignIn       *self,
               LabSignInResult  result,
               gint64           now)
{
  if (++self->n_failures >= FAILURES_MAX)
    lab_sign_in_lock_out (self, now + LOCK_OUT);

  return result;
}

/* As a real device does: five refusals lock everybody out, the right password
 * included, and being asked for the code is no refusal. */
LabSignInResult
lab_sign_in_try (LabSignIn  *self,
                 const char *user,
                 const char *password,
                 const char *one_time_code,
                 gint64      now)
{
  if (now < self->locked_until)
    return LAB_SIGN_IN_LOCKED_OUT;

  if (!g_str_equal (user, self->user) || !g_str_equal (password, self->password))
    return count_failure (self, LAB_SIGN_IN_WRONG_PASSWORD, now);

  if (self->password_expired)
    return LAB_SIGN_IN_PASSWORD_EXPIRED;

  if (self->one_time_code != NULL && one_time_code == NULL)
    return LAB_SIGN_IN_CODE_NEEDED;

  if (self->one_time_code != NULL && !g_str_equal (one_time_code, self->one_time_code))
    return count_failure (self, LAB_SIGN_IN_CODE_WRONG, now);

  self->n_failures = 0;
  return LAB_SIGN_IN_GOOD;
}

static gboolean
is_over (gpointer key,
         gpointer value,
         gpointer user_data)
{
  const gint64 *end = value;
  const gint64 *now = user_data;

  return *end <= *now;
}

/* Starts a session and returns its bearer. */
char *
lab_sign_in_start (LabSignIn *self,
                   gint64     now)
{
  char *bearer = lab_random_secret (24);
  gint64 *end = g_new (gint64, 1);

  g_hash_table_foreach_remove (self->sessions, is_over, &now);
  if (g_hash_table_size (self->sessions) >= SESSIONS_MAX)
    g_hash_table_remove_all (self->sessions);

  *end = now + self->lifetime;
  g_hash_table_insert (self->sessions, g_strdup (bearer), end);
  return bearer;
}

gboolean
lab_sign_in_check (LabSignIn  *self,
                   const char *bearer,
                   gint64      now)
{
  const gint64 *end = g_hash_table_lookup (self->sessions, bearer);

  return end != NULL && now < *end;
}

void
lab_sign_in_end (LabSignIn  *self,
                 const char *bearer)
{
  g_hash_table_remove (self->sessions, bearer);
}
