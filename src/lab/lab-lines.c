/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-lines"

#include "config.h"

#include <string.h>

#include "lab-lines.h"

/* A connection that talks in lines, as SMTP, IMAP and POP3 do. A line of AUTH
 * may have 12288 octets (RFC 4954, section 4); a peer that sends a longer one
 * is not read any further. */

#define LINE_MAX_OCTETS (16 * 1024)
#define CHUNK 4096

struct _LabLines
{
  GObject    parent_instance;

  GIOStream *stream;        /* (owned) */
  GString   *buffer;        /* (owned), read and not yet asked for */
  char       chunk[CHUNK];
};

G_DEFINE_FINAL_TYPE (LabLines, lab_lines, G_TYPE_OBJECT)

static void
lab_lines_finalize (GObject *object)
{
  LabLines *self = LAB_LINES (object);

  g_clear_object (&self->stream);
  g_string_free (self->buffer, TRUE);

  G_OBJECT_CLASS (lab_lines_parent_class)->finalize (object);
}

static void
lab_lines_class_init (LabLinesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lab_lines_finalize;
}

static void
lab_lines_init (LabLines *self)
{
  self->buffer = g_string_new (NULL);
}

LabLines *
lab_lines_new (GIOStream *stream)
{
  LabLines *self = g_object_new (LAB_TYPE_LINES, NULL);

  self->stream = g_object_ref (stream);
  return self;
}

GIOStream *
lab_lines_get_stream (LabLines *self)
{
  return self->stream;
}

/* Goes on over @stream, which is the old one with TLS around it. What came in
 * before the handshake is thrown away: it could have been put there by anybody
 * (RFC 3207, section 6). */
void
lab_lines_set_stream (LabLines  *self,
                      GIOStream *stream)
{
  g_set_object (&self->stream, stream);
  g_string_truncate (self->buffer, 0);
}

/* Returns the first line of the buffer without its end, or NULL if there is
 * no whole one yet. */
static char *
take_line (LabLines *self)
{
  char *end = memchr (self->buffer->str, '\n', self->buffer->len);
  gsize length;
  char *line;

  if (end == NULL)
    return NULL;

  length = (gsize) (end - self->buffer->str);
  line = g_strndup (self->buffer->str, length);
  g_string_erase (self->buffer, 0, (gssize) length + 1);
  if (g_str_has_suffix (line, "\r"))
    line[strlen (line) - 1] = '\0';

  return line;
}

static void read_more (GTask *task);

static void
on_chunk_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  LabLines *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (object), result, &error);
  char *line;

  if (n < 0)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (n == 0)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED,
                               "the connection was closed");
      return;
    }

  g_string_append_len (self->buffer, self->chunk, n);
  line = take_line (self);
  if (line != NULL)
    g_task_return_pointer (task, line, g_free);
  else if (self->buffer->len > LINE_MAX_OCTETS)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, "a line is too long");
  else
    read_more (g_steal_pointer (&task));
}

static void
read_more (GTask *task)
{
  LabLines *self = g_task_get_source_object (task);

  g_input_stream_read_async (g_io_stream_get_input_stream (self->stream), self->chunk, CHUNK,
                             G_PRIORITY_DEFAULT, g_task_get_cancellable (task),
                             on_chunk_cb, task);
}

void
lab_lines_read_async (LabLines            *self,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  char *line = take_line (self);

  g_task_set_source_tag (task, lab_lines_read_async);

  if (line != NULL)
    g_task_return_pointer (task, line, g_free);
  else
    read_more (g_steal_pointer (&task));
}

char *
lab_lines_read_finish (LabLines      *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_written_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

void
lab_lines_write_async (LabLines            *self,
                       const char          *text,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  char *copy = g_strdup (text);

  g_task_set_source_tag (task, lab_lines_write_async);
  g_task_set_task_data (task, copy, g_free);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (self->stream),
                                   copy, strlen (copy), G_PRIORITY_DEFAULT, cancellable,
                                   on_written_cb, g_steal_pointer (&task));
}

gboolean
lab_lines_write_finish (LabLines      *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
