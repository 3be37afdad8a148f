/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Stands in for libFuzzer where the compiler has none: runs a target on its
 * seeds and on as many mutations of them as it is told, always the same ones.
 *
 * Usage: fuzz-TARGET [-runs=N] FOLDER */

#include <gio/gio.h>
#include <stdlib.h>

#include "fuzz.h"

#define DEFAULT_RUNS 20000
#define MAX_LENGTH 16384

static GPtrArray *
read_seeds (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *contents = NULL;
      gsize length;

      if (g_file_get_contents (path, &contents, &length, NULL))
        g_ptr_array_add (seeds, g_bytes_new (contents, length));
    }

  return seeds;
}

static void
mutate (GRand      *rand,
        GByteArray *input)
{
  guint at = input->len > 0 ? (guint) g_rand_int_range (rand, 0, (gint32) input->len) : 0;
  guint length = (guint) g_rand_int_range (rand, 1, 16);
  guint8 byte = (guint8) g_rand_int_range (rand, 0, 256);

  switch (g_rand_int_range (rand, 0, 5))
    {
    case 0:
      if (input->len > 0)
        input->data[at] = byte;
      break;
    case 1:
      if (input->len > 0)
        input->data[at] ^= (guint8) (1 << (byte & 7));
      break;
    case 2:
      g_byte_array_set_size (input, at);
      break;
    case 3:
      if (input->len > 0)
        g_byte_array_remove_range (input, at, MIN (length, input->len - at));
      break;
    default:
      /* A piece of itself once more. */
      if (input->len > 0 && input->len + length < MAX_LENGTH)
        {
          g_autofree guint8 *piece = g_memdup2 (input->data + at, MIN (length, input->len - at));

          g_byte_array_append (input, piece, MIN (length, input->len - at));
        }
      break;
    }
}

/* A copy of exactly the right size, so that a read past its end is noticed. */
static void
run (const GByteArray *input)
{
  g_autofree guint8 *copy = g_memdup2 (input->data, input->len);

  LLVMFuzzerTestOneInput (copy, input->len);
}

static void
run_seed (GRand  *rand,
          GBytes *seed,
          guint   runs)
{
  for (guint i = 0; i < runs; i++)
    {
      g_autoptr (GByteArray) input = g_byte_array_new ();
      gint32 n_mutations = i == 0 ? 0 : g_rand_int_range (rand, 1, 8);

      g_byte_array_append (input, g_bytes_get_data (seed, NULL), (guint) g_bytes_get_size (seed));
      for (gint32 at = 0; at < n_mutations; at++)
        mutate (rand, input);
      run (input);
    }
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261122);
  g_autoptr (GPtrArray) seeds = NULL;
  guint runs = DEFAULT_RUNS;
  const char *folder = NULL;

  for (int i = 1; i < argc; i++)
    if (g_str_has_prefix (argv[i], "-runs="))
      runs = (guint) g_ascii_strtoull (argv[i] + strlen ("-runs="), NULL, 10);
    else
      folder = argv[i];

  seeds = read_seeds (folder);
  if (seeds->len == 0)
    {
      g_printerr ("no seeds in %s\n", folder);
      return EXIT_FAILURE;
    }

  for (guint i = 0; i < seeds->len; i++)
    run_seed (rand, g_ptr_array_index (seeds, i), runs / seeds->len + 1);

  return EXIT_SUCCESS;
}
