/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "fuzz.h"
#include "mg-mail-dialog-private.h"

#define TOKEN "ya29.a-token-of-some-length"

/* Nothing secret in clear, and never more than a line. */
static void
take_out (MgMailDialog *dialog)
{
  g_autoptr (MgSecret) bytes = mg_secret_builder_end (dialog->out);
  const char *text = mg_secret_peek (bytes);

  dialog->has_out = FALSE;
  g_assert (strstr (text, "\r\n") == text + strlen (text) - 2);
  g_assert (dialog->secure || (strstr (text, "AUTH ") == NULL && strstr (text, "LOGIN") == NULL &&
                               strstr (text, "PASS") == NULL));
}

static void
take_line (MgMailDialog *dialog,
           const char   *line)
{
  dialog->language->take_line (dialog, line);
  if (dialog->result == NULL && dialog->has_out)
    take_out (dialog);
  if (dialog->result == NULL && dialog->wants_tls)
    {
      dialog->wants_tls = FALSE;
      dialog->secure = TRUE;
      dialog->language->secured (dialog);
      take_out (dialog);
    }
}

static void
check_result (MgMailDialog *dialog)
{
  const char *sentence = mg_probe_result_get_sentence (dialog->result);
  const char *said = mg_probe_result_get_words (dialog->result);

  g_assert (g_utf8_validate (sentence, -1, NULL) && strstr (sentence, TOKEN) == NULL);
  g_assert (said == NULL || g_utf8_validate (said, -1, NULL));
  if (mg_probe_result_get_outcome (dialog->result) == MG_PROBE_OK)
    g_assert (dialog->secure);
}

/* What a mail server says. The first byte is which protocol it is and how we log in. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  guint choice = size > 0 ? data[0] - '0' : 0;
  g_autoptr (MgMailServer) server =
    mg_mail_server_new ((MgMailProtocol) (choice % 3), "mail.example.org", 25,
                        (choice & 16) != 0 ? MG_MAIL_SECURITY_TLS : MG_MAIL_SECURITY_STARTTLS);
  g_autoptr (MgSecret) secret = mg_secret_new (TOKEN, -1);
  g_autoptr (MgMailDialog) dialog =
    _mg_mail_dialog_new (server, "ada@example.org", secret, (choice & 32) == 0);
  g_autofree char *text = size > 1 ? g_strndup ((const char *) data + 1, size - 1) : g_strdup ("");
  g_auto (GStrv) lines = g_strsplit (text, "\n", 100);

  for (guint i = 0; lines[i] != NULL && dialog->result == NULL; i++)
    take_line (dialog, lines[i]);
  if (dialog->result != NULL)
    check_result (dialog);

  return 0;
}
