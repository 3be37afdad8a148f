/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-secret"

#include "config.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "mg-secret.h"

/**
 * MgSecret:
 *
 * The only carrier of a token, a password or a client secret.
 *
 * Its bytes live on pages of their own that are locked into memory and left
 * out of core dumps as far as the system allows, and are wiped on the last
 * unref. It prints as `[secret]`, so that it cannot reach a log by accident.
 * Immutable; NUL-terminated for callers that need a string.
 */
struct _MgSecret
{
  gatomicrefcount ref_count;
  gsize           length;
  gsize           mapped;
  char           *bytes;  /* (owned), an anonymous mapping */
};

G_DEFINE_BOXED_TYPE (MgSecret, mg_secret, mg_secret_ref, mg_secret_unref)

static gsize
round_up_to_page (gsize size)
{
  gsize page = (gsize) sysconf (_SC_PAGESIZE);

  return (size + page - 1) / page * page;
}

/**
 * mg_secret_new:
 * @bytes: (array length=length): the secret's bytes
 * @length: their number, or -1 if @bytes is NUL-terminated
 *
 * Copies @bytes into a new secret. The caller wipes its own copy.
 *
 * Returns: (transfer full): a new secret
 */
MgSecret *
mg_secret_new (const char *bytes,
               gssize      length)
{
  MgSecret *self;

  g_return_val_if_fail (bytes != NULL, NULL);
  g_return_val_if_fail (length >= -1, NULL);

  self = g_new0 (MgSecret, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->length = length < 0 ? strlen (bytes) : (gsize) length;
  self->mapped = round_up_to_page (self->length + 1);
  self->bytes = mmap (NULL, self->mapped, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (self->bytes == MAP_FAILED)
    g_error ("out of memory for a secret of %" G_GSIZE_FORMAT " bytes", self->length);

  /* Both are best effort: RLIMIT_MEMLOCK may be small, and a secret that may
   * be swapped is better than none. */
  (void) mlock (self->bytes, self->mapped);
  (void) madvise (self->bytes, self->mapped, MADV_DONTDUMP);

  memcpy (self->bytes, bytes, self->length);

  return self;
}

/**
 * mg_secret_new_take:
 * @text: (transfer full): a NUL-terminated string from g_malloc()
 *
 * Makes a secret of @text, and wipes and frees @text.
 *
 * Returns: (transfer full): a new secret
 */
MgSecret *
mg_secret_new_take (char *text)
{
  MgSecret *self;

  g_return_val_if_fail (text != NULL, NULL);

  self = mg_secret_new (text, -1);
  explicit_bzero (text, self->length);
  g_free (text);

  return self;
}

/**
 * mg_secret_ref:
 * @self: a secret
 *
 * Returns: (transfer full): @self with one more reference
 */
MgSecret *
mg_secret_ref (MgSecret *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * mg_secret_unref:
 * @self: (transfer full): a secret
 *
 * Gives up a reference; the last one wipes the bytes.
 */
void
mg_secret_unref (MgSecret *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  explicit_bzero (self->bytes, self->length);
  munmap (self->bytes, self->mapped);
  g_free (self);
}

/**
 * mg_secret_peek:
 * @self: a secret
 *
 * Lends the bytes, for the one place where they meet the wire or the keyring.
 *
 * Returns: (transfer none): the bytes, NUL-terminated, valid as long as @self
 */
const char *
mg_secret_peek (const MgSecret *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->bytes;
}

/**
 * mg_secret_get_length:
 * @self: a secret
 *
 * Returns: the number of bytes
 */
gsize
mg_secret_get_length (const MgSecret *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->length;
}

/**
 * mg_secret_equal:
 * @a: a secret
 * @b: another
 *
 * Compares two secrets in a time that tells nothing about their bytes.
 *
 * Returns: %TRUE if they are the same
 */
gboolean
mg_secret_equal (const MgSecret *a,
                 const MgSecret *b)
{
  guint8 difference = 0;

  g_return_val_if_fail (a != NULL, FALSE);
  g_return_val_if_fail (b != NULL, FALSE);

  if (a->length != b->length)
    return FALSE;

  for (gsize i = 0; i < a->length; i++)
    difference |= (guint8) (a->bytes[i] ^ b->bytes[i]);

  return difference == 0;
}

/**
 * mg_secret_dup_sha256:
 * @self: a secret
 *
 * Gets the SHA-256 of the bytes, by which two places can tell that they hold
 * the same token without showing it. Only for tokens: a password has too few
 * bits to be safe behind a bare hash.
 *
 * Returns: (transfer full): 64 lower-case hexadecimal digits
 */
char *
mg_secret_dup_sha256 (const MgSecret *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_compute_checksum_for_data (G_CHECKSUM_SHA256,
                                      (const guchar *) self->bytes, self->length);
}

/**
 * mg_secret_to_string:
 * @self: (nullable): a secret
 *
 * Returns: (transfer none): what may be printed of it, the same for each
 */
const char *
mg_secret_to_string (const MgSecret *self)
{
  return self == NULL ? "[no secret]" : "[secret]";
}
