/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-qnap-answer"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-error.h"
#include "mg-qnap-answer.h"
#include "mg-xml.h"

#define ROOT "QDocRoot"

/* Eight characters as far as anybody has seen. */
#define SECRET_MAX 256

/**
 * MgQnapAnswer:
 *
 * An answer of QTS: an XML document, `QDocRoot`, of which the texts are kept by
 * the names that lead to them. Of elements of the same name the first counts,
 * as on the vendor's own page.
 */
struct _MgQnapAnswer
{
  GHashTable *texts;    /* (owned) (element-type utf8 utf8) */
  gboolean    is_ours;
};

static void
on_element (const char *path,
            const char *text,
            gpointer    user_data)
{
  MgQnapAnswer *self = user_data;
  const char *rest = path + strlen (ROOT);

  if (g_str_equal (path, ROOT))
    self->is_ours = TRUE;
  else if (g_str_has_prefix (path, ROOT "/") && !g_hash_table_contains (self->texts, rest + 1))
    g_hash_table_insert (self->texts, g_strdup (rest + 1), g_strdup (text));
}

/**
 * mg_qnap_answer_read:
 * @document: XML from the network
 *
 * Returns: (transfer full) (nullable): the answer, or %NULL if it is none of QTS
 */
MgQnapAnswer *
mg_qnap_answer_read (GBytes *document)
{
  g_autoptr (MgQnapAnswer) self = g_new0 (MgQnapAnswer, 1);

  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return mg_xml_read (document, on_element, self) && self->is_ours ? g_steal_pointer (&self)
                                                                   : NULL;
}

/**
 * mg_qnap_answer_parse:
 * @response: an answer
 * @error: return location for an error
 *
 * Returns: (transfer full): the answer, or %NULL with @error set
 */
MgQnapAnswer *
mg_qnap_answer_parse (MgHttpResponse  *response,
                      GError         **error)
{
  guint status = mg_http_response_get_status (response);
  MgQnapAnswer *self;

  if (status != SOUP_STATUS_OK)
    {
      g_set_error (error, MG_ERROR, status >= 500 ? MG_ERROR_UNREACHABLE : MG_ERROR_PROTOCOL,
                   _("The device answered with the error %u"), status);
      return NULL;
    }

  self = mg_qnap_answer_read (mg_http_response_get_body (response));
  if (self == NULL)
    g_set_error_literal (error, MG_ERROR, MG_ERROR_PROTOCOL,
                         _("The device's answer makes no sense"));

  return self;
}

/**
 * mg_qnap_answer_free:
 * @self: (transfer full): an answer
 */
void
mg_qnap_answer_free (MgQnapAnswer *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_unref (self->texts);
  g_free (self);
}

/**
 * mg_qnap_answer_get:
 * @self: an answer
 * @path: the names that lead to an element, as `firmware/version`
 *
 * Returns: (transfer none) (nullable): its text as the device sent it, %NULL if
 *   there is none
 */
const char *
mg_qnap_answer_get (const MgQnapAnswer *self,
                    const char         *path)
{
  const char *text = g_hash_table_lookup (self->texts, path);

  return text == NULL || *text == '\0' ? NULL : text;
}

/**
 * mg_qnap_answer_is:
 * @self: an answer
 * @path: the names that lead to an element
 * @value: a text
 *
 * Returns: whether the element is there and has this text
 */
gboolean
mg_qnap_answer_is (const MgQnapAnswer *self,
                   const char         *path,
                   const char         *value)
{
  return g_strcmp0 (mg_qnap_answer_get (self, path), value) == 0;
}

/**
 * mg_qnap_answer_dup_secret:
 * @self: an answer
 * @path: the names that lead to an element
 *
 * Returns: (transfer full) (nullable): its text, %NULL if there is none or it
 *   cannot be a secret of this make
 */
MgSecret *
mg_qnap_answer_dup_secret (const MgQnapAnswer *self,
                           const char         *path)
{
  const char *text = mg_qnap_answer_get (self, path);

  if (text == NULL || strlen (text) > SECRET_MAX || !g_str_is_ascii (text))
    return NULL;

  return mg_secret_new (text, -1);
}
