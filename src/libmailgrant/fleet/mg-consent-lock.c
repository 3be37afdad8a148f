/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-consent-lock"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "mg-consent-lock-private.h"
#include "mg-error.h"

#define FILE_NAME "consents.lock"
#define MARK_PREFIX "consent:"

/**
 * MgConsentLock:
 *
 * Says, to every process that uses the same data folder, that a consent is
 * under way: as long as the process lives that asked for it, and not a moment
 * longer, however it ends.
 *
 * Each consent locks one byte, chosen at random, of one empty file. The locks
 * are those of the open file, not of the process (fcntl(2), F_OFD_SETLK), so
 * that they also tell two consents of one process apart.
 */
struct _MgConsentLock
{
  int   fd;
  char *mark;  /* (owned) */
};

static int
open_file (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, FILE_NAME, NULL);

  if (g_mkdir_with_parents (dir, 0700) != 0)
    return -1;

  return g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
}

static struct flock
lock_of (gint64 byte)
{
  return (struct flock) {
    .l_type = F_WRLCK,
    .l_whence = SEEK_SET,
    .l_start = byte,
    .l_len = 1,
  };
}

/**
 * _mg_consent_lock_take:
 * @dir: (type filename): the data folder
 * @error: return location for an error
 *
 * Returns: (transfer full): a lock of its own, or %NULL with @error set
 */
MgConsentLock *
_mg_consent_lock_take (const char  *dir,
                       GError     **error)
{
  g_autoptr (MgConsentLock) self = g_new0 (MgConsentLock, 1);
  gint64 byte = (gint64) g_random_int () << 16 | (gint64) g_random_int_range (0, 1 << 16);
  struct flock lock = lock_of (byte);

  self->fd = open_file (dir);
  if (self->fd < 0 || fcntl (self->fd, F_OFD_SETLK, &lock) != 0)
    {
      g_set_error (error, MG_ERROR, MG_ERROR_STORE,
                   _("The data folder cannot be used: %s"), g_strerror (errno));
      return NULL;
    }
  self->mark = g_strdup_printf (MARK_PREFIX "%" G_GINT64_FORMAT, byte);

  return g_steal_pointer (&self);
}

/**
 * _mg_consent_lock_free:
 * @self: (transfer full): a lock
 *
 * Lets go of a lock.
 */
void
_mg_consent_lock_free (MgConsentLock *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->mark);
  g_free (self);
}

/**
 * _mg_consent_lock_get_mark:
 * @self: a lock
 *
 * Returns: (transfer none): by what _mg_consent_lock_is_held() finds it
 */
const char *
_mg_consent_lock_get_mark (const MgConsentLock *self)
{
  return self->mark;
}

/**
 * _mg_consent_lock_is_held:
 * @dir: (type filename): the data folder
 * @mark: (nullable): the mark of a lock
 *
 * Returns: %TRUE if the consent that made @mark is still under way in some process
 */
gboolean
_mg_consent_lock_is_held (const char *dir,
                          const char *mark)
{
  struct flock lock;
  gint64 byte;
  int fd;
  gboolean held;

  if (mark == NULL || !g_str_has_prefix (mark, MARK_PREFIX) ||
      !g_ascii_string_to_signed (mark + strlen (MARK_PREFIX), 10, 0, G_MAXINT64 - 1, &byte, NULL))
    return FALSE;

  fd = open_file (dir);
  if (fd < 0)
    return FALSE;

  lock = lock_of (byte);
  held = fcntl (fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  close (fd);

  return held;
}
