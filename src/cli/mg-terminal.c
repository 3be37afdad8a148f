/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-terminal"

#include "config.h"

#include <termios.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "mg-input.h"
#include "mg-terminal.h"

/* A line may be an address of a provider's, which is longer than a sentence. */
#define LINE_MAX_CHARACTERS 8192

#define BOLD_RED "\033[1;31m"
#define PLAIN "\033[0m"

/* Part of a line may come from a device or a provider. */
static void
print_line (const char *label,
            const char *text)
{
  g_autofree char *clean = mg_text_dup_clean (text, -1, LINE_MAX_CHARACTERS);

  g_printerr ("%s%s\n", label, clean);
}

static void
print_question (const char *question)
{
  g_autofree char *clean = mg_text_dup_clean (question, -1, LINE_MAX_CHARACTERS);

  g_printerr ("%s: ", clean);
}

/**
 * mg_terminal_has_color:
 * @stream: standard output or standard error
 *
 * Tells whether a stream is a terminal whose owner has not asked for plain text (no-color.org).
 *
 * Returns: whether to write escape sequences to it
 */
gboolean
mg_terminal_has_color (FILE *stream)
{
  const char *no_color = g_getenv ("NO_COLOR");
  const char *term = g_getenv ("TERM");

  if (no_color != NULL && *no_color != '\0')
    return FALSE;

  return term != NULL && !g_str_equal (term, "dumb") && isatty (fileno (stream));
}

/**
 * mg_terminal_is_interactive:
 *
 * Returns: whether somebody can be asked
 */
gboolean
mg_terminal_is_interactive (void)
{
  return isatty (STDIN_FILENO) && isatty (STDERR_FILENO);
}

/**
 * mg_terminal_say:
 * @format: a format, translated
 * @...: its arguments
 *
 * Writes a line to standard error.
 */
void
mg_terminal_say (const char *format,
                 ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  print_line ("", text);
}

/**
 * mg_terminal_say_labelled:
 * @label: a word that is never translated, as scripts look for it
 * @text: what follows it
 *
 * Writes a line "label: text" to standard error.
 */
void
mg_terminal_say_labelled (const char *label,
                          const char *text)
{
  g_autofree char *prefix = g_strconcat (label, ": ", NULL);

  print_line (prefix, text);
}

/**
 * mg_terminal_say_error:
 * @error: what went wrong
 *
 * Writes what happened and, where there is something to do about it, what to do.
 */
void
mg_terminal_say_error (const GError *error)
{
  const char *hint = mg_error_get_hint (error);

  if (mg_terminal_has_color (stderr))
    print_line (BOLD_RED "error:" PLAIN " ", error->message);
  else
    mg_terminal_say_labelled ("error", error->message);

  if (hint != NULL)
    mg_terminal_say_labelled ("hint", hint);
}

static gboolean
set_echo (gboolean echo)
{
  struct termios mode;

  if (tcgetattr (STDIN_FILENO, &mode) != 0)
    return FALSE;

  if (echo)
    mode.c_lflag |= ECHO;
  else
    mode.c_lflag &= ~(tcflag_t) ECHO;

  return tcsetattr (STDIN_FILENO, TCSAFLUSH, &mode) == 0;
}

/**
 * mg_terminal_ask_secret:
 * @question: what is asked for, with no colon
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Asks the person at the terminal for a line that nobody else is to see.
 *
 * Returns: (transfer full): the answer, or %NULL on error
 */
MgSecret *
mg_terminal_ask_secret (const char    *question,
                        GCancellable  *cancellable,
                        GError       **error)
{
  MgSecret *answer;

  g_return_val_if_fail (question != NULL, NULL);

  print_question (question);
  if (!set_echo (FALSE))
    {
      g_printerr ("\n");
      g_set_error_literal (error, MG_ERROR, MG_ERROR_FAILED,
                           _("The terminal would show what is typed"));
      return NULL;
    }

  answer = mg_input_read_secret (STDIN_FILENO, cancellable, error);
  set_echo (TRUE);
  g_printerr ("\n");

  return answer;
}

/**
 * mg_terminal_ask_line:
 * @question: what is asked for, with no colon
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Asks the person at the terminal for a line that is no secret.
 *
 * Returns: (transfer full): the answer, or %NULL on error
 */
char *
mg_terminal_ask_line (const char    *question,
                      GCancellable  *cancellable,
                      GError       **error)
{
  g_return_val_if_fail (question != NULL, NULL);

  print_question (question);

  return mg_input_read_line (STDIN_FILENO, cancellable, error);
}

/**
 * mg_terminal_ask_answer:
 * @question: what is asked for, with no colon
 * @cancellable: (nullable): a cancellable
 *
 * Asks the person at the terminal for a line that may be left empty.
 *
 * Returns: (transfer full) (nullable): the answer, or %NULL if there is none
 */
char *
mg_terminal_ask_answer (const char   *question,
                        GCancellable *cancellable)
{
  g_return_val_if_fail (question != NULL, NULL);

  print_question (question);

  return mg_input_read_answer (STDIN_FILENO, cancellable, NULL);
}

/**
 * mg_terminal_confirm:
 * @question: what is to be confirmed
 * @cancellable: (nullable): a cancellable
 *
 * Asks the person at the terminal for a yes.
 *
 * Returns: whether it was a yes
 */
gboolean
mg_terminal_confirm (const char   *question,
                     GCancellable *cancellable)
{
  g_autofree char *prompt = NULL;
  g_autofree char *answer = NULL;

  g_return_val_if_fail (question != NULL, FALSE);

  /* Translators: %s is a question; “yes” is translated elsewhere, and is what has to be typed */
  prompt = g_strdup_printf (_("%s Type “%s” to confirm"), question, _("yes"));
  answer = mg_terminal_ask_line (prompt, cancellable, NULL);
  if (answer == NULL)
    return FALSE;

  return g_ascii_strcasecmp (answer, "yes") == 0 || g_utf8_collate (answer, _("yes")) == 0;
}
