/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-random"

#include "config.h"

#include <sys/random.h>

#include "lab-random.h"

char *
lab_base64url (const guint8 *data,
               gsize         length)
{
  char *text = g_base64_encode (data, length);
  gsize end = strlen (text);

  while (end > 0 && text[end - 1] == '=')
    text[--end] = '\0';

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  return text;
}

/* A secret is never seeded: two labs with the same seed have the same serials,
 * and still don't know each other's tokens. */
char *
lab_random_secret (gsize n_bytes)
{
  guint8 bytes[64];
  gsize filled = 0;

  g_assert (n_bytes <= sizeof bytes);

  while (filled < n_bytes)
    {
      gssize n = getrandom (bytes + filled, n_bytes - filled, 0);

      if (n > 0)
        filled += (gsize) n;
    }

  return lab_base64url (bytes, n_bytes);
}

char *
lab_sha256_hex (const char *text)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

/* Identities come from @seed and @salt alone, so that the same command line
 * makes the same devices; seed 0 asks for others every time. */
static char *
derive_hex (guint       seed,
            const char *salt)
{
  g_autofree char *source = NULL;

  if (seed == 0)
    source = lab_random_secret (32);
  else
    source = g_strdup_printf ("%u/%s", seed, salt);

  return lab_sha256_hex (source);
}

char *
lab_random_uuid (guint       seed,
                 const char *salt)
{
  g_autofree char *hex = derive_hex (seed, salt);

  /* RFC 4122, version 5 in form: the bits that say version and variant. */
  hex[12] = '5';
  hex[16] = 'a';
  return g_strdup_printf ("%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16, hex + 20);
}

char *
lab_random_serial (guint       seed,
                   const char *salt)
{
  g_autofree char *hex = derive_hex (seed, salt);
  g_autofree char *serial = g_strdup_printf ("ML%.8s", hex);

  return g_ascii_strup (serial, -1);
}
