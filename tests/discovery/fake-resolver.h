/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FAKE_TYPE_RESOLVER (fake_resolver_get_type ())

G_DECLARE_FINAL_TYPE (FakeResolver, fake_resolver, FAKE, RESOLVER, GResolver)

FakeResolver *fake_resolver_new          (void);
void          fake_resolver_add          (FakeResolver *self,
                                          const char   *name,
                                          const char   *address);
void          fake_resolver_forget       (FakeResolver *self);
guint         fake_resolver_get_n_asked  (FakeResolver *self);
guint         fake_resolver_get_n_open   (FakeResolver *self);
gboolean      fake_resolver_was_asked    (FakeResolver *self,
                                          const char   *name);

G_END_DECLS
