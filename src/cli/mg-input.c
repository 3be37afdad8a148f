/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-input"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <gio/gunixinputstream.h>
#include <glib/gi18n.h>

#include "mg-cli.h"
#include "mg-input.h"
#include "mg-terminal.h"

/* Longer than any password, client secret or address of a browser. */
#define LINE_MAX_BYTES 8192

/* Reads on until a line ends, byte for byte, so that a second secret on the same standard input
 * is left for whoever asks for it. Returns the length, or -1 on error. @at_end becomes whether
 * nobody enters anything any more. */
static gssize
fill_line (int            fd,
           char          *line,
           gboolean      *at_end,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autoptr (GInputStream) stream = g_unix_input_stream_new (fd, FALSE);
  gssize length = 0;

  *at_end = FALSE;
  while (length < LINE_MAX_BYTES)
    {
      g_autoptr (GAsyncResult) result = NULL;
      gssize n_read;

      g_input_stream_read_async (stream, line + length, 1, G_PRIORITY_DEFAULT, cancellable,
                                 mg_cli_take_result, &result);
      mg_cli_wait (&result);
      n_read = g_input_stream_read_finish (stream, result, error);
      if (n_read < 0)
        return -1;
      *at_end = n_read == 0;
      if (n_read == 0 || line[length] == '\n')
        return length > 0 && line[length - 1] == '\r' ? length - 1 : length;
      length++;
    }

  g_set_error_literal (error, MG_ERROR, MG_ERROR_INVALID_INPUT,
                       _("What was entered is too long"));
  return -1;
}

static gboolean
check_line (const char  *line,
            gsize        length,
            GError     **error)
{
  if (length == 0)
    g_set_error_literal (error, MG_ERROR, MG_ERROR_INVALID_INPUT, _("Nothing was entered"));
  else if (!g_utf8_validate_len (line, length, NULL))
    g_set_error_literal (error, MG_ERROR, MG_ERROR_INVALID_INPUT,
                         _("What was entered is not UTF-8 text"));
  else
    return TRUE;

  return FALSE;
}

static MgSecret *
read_file (const char    *path,
           GCancellable  *cancellable,
           GError       **error)
{
  MgSecret *secret;
  int fd;

  if (g_str_equal (path, "-"))
    return mg_input_read_secret (STDIN_FILENO, cancellable, error);

  fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (fd < 0)
    {
      g_autofree char *name = g_filename_display_name (path);

      g_set_error (error, MG_ERROR, MG_ERROR_INVALID_INPUT,
                   _("The file “%s” cannot be read: %s"), name, g_strerror (errno));
      return NULL;
    }

  secret = mg_input_read_secret (fd, cancellable, error);
  close (fd);

  return secret;
}

/**
 * mg_input_read_secret:
 * @fd: a file descriptor, which is left open
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Reads one line, without its end, and leaves no copy of it behind.
 *
 * Returns: (transfer full): the line, or %NULL on error
 */
MgSecret *
mg_input_read_secret (int            fd,
                      GCancellable  *cancellable,
                      GError       **error)
{
  char *line = g_malloc (LINE_MAX_BYTES);
  MgSecret *secret = NULL;
  gboolean at_end;
  gssize length;

  length = fill_line (fd, line, &at_end, cancellable, error);
  if (length >= 0 && check_line (line, (gsize) length, error))
    secret = mg_secret_new (line, length);

  explicit_bzero (line, LINE_MAX_BYTES);
  g_free (line);

  return secret;
}

/**
 * mg_input_read_line:
 * @fd: a file descriptor, which is left open
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Reads one line, without its end, that is no secret.
 *
 * Returns: (transfer full): the line, or %NULL on error
 */
char *
mg_input_read_line (int            fd,
                    GCancellable  *cancellable,
                    GError       **error)
{
  g_autofree char *line = g_malloc (LINE_MAX_BYTES);
  gboolean at_end;
  gssize length;

  length = fill_line (fd, line, &at_end, cancellable, error);
  if (length < 0 || !check_line (line, (gsize) length, error))
    return NULL;

  return g_strndup (line, (gsize) length);
}

/**
 * mg_input_read_answer:
 * @fd: a file descriptor, which is left open
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Reads one line, without its end, that is no secret and may be empty.
 *
 * Returns: (transfer full): the line, or %NULL on error, or if there is nobody
 *   to answer
 */
char *
mg_input_read_answer (int            fd,
                      GCancellable  *cancellable,
                      GError       **error)
{
  g_autofree char *line = g_malloc (LINE_MAX_BYTES);
  gboolean at_end;
  gssize length;

  length = fill_line (fd, line, &at_end, cancellable, error);
  if (length == 0 && !at_end)
    return g_strdup ("");
  if (length < 0 || !check_line (line, (gsize) length, error))
    return NULL;

  return g_strndup (line, (gsize) length);
}

/**
 * mg_input_get_secret:
 * @path: (type filename) (nullable): the file named on the command line, if any
 * @option: the option that names it
 * @question: what to ask for at a terminal
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Gets a secret from the file or from the person, never from an argument or the environment.
 *
 * Returns: (transfer full): the secret, or %NULL on error
 */
MgSecret *
mg_input_get_secret (const char    *path,
                     const char    *option,
                     const char    *question,
                     GCancellable  *cancellable,
                     GError       **error)
{
  g_return_val_if_fail (option != NULL, NULL);
  g_return_val_if_fail (question != NULL, NULL);

  if (path != NULL)
    return read_file (path, cancellable, error);

  if (mg_terminal_is_interactive ())
    return mg_terminal_ask_secret (question, cancellable, error);

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               /* Translators: %s is an option such as --password-file */
               _("There is no terminal to ask at: name a file with %s, or “-” for standard input"),
               option);
  return NULL;
}
