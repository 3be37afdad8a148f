/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define LAB_TYPE_LINES (lab_lines_get_type ())
G_DECLARE_FINAL_TYPE (LabLines, lab_lines, LAB, LINES, GObject)

LabLines  *lab_lines_new          (GIOStream            *stream);
GIOStream *lab_lines_get_stream   (LabLines             *self);
void       lab_lines_set_stream   (LabLines             *self,
                                   GIOStream            *stream);

void       lab_lines_read_async   (LabLines             *self,
                                   GCancellable         *cancellable,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
char      *lab_lines_read_finish  (LabLines             *self,
                                   GAsyncResult         *result,
                                   GError              **error);

void       lab_lines_write_async  (LabLines             *self,
                                   const char           *text,
                                   GCancellable         *cancellable,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
gboolean   lab_lines_write_finish (LabLines             *self,
                                   GAsyncResult         *result,
                                   GError              **error);

G_END_DECLS
