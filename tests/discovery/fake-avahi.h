/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A scripted org.freedesktop.Avahi on a bus of the test's own. */

typedef struct _FakeAvahi FakeAvahi;

/* One service on the link. */
typedef struct
{
  const char *name;
  const char *type;
  const char *ipv4;      /* (nullable): asking for it fails */
  const char *ipv6;      /* (nullable): asking for it fails */
  guint32     flags;
  gboolean    silent;    /* asking for it is never answered */
} FakeService;

FakeAvahi       *fake_avahi_new                (void);
void             fake_avahi_free               (FakeAvahi         *self);
GDBusConnection *fake_avahi_connect            (FakeAvahi         *self);
void             fake_avahi_start              (FakeAvahi         *self);
void             fake_avahi_stop               (FakeAvahi         *self);
void             fake_avahi_set_error          (FakeAvahi         *self,
                                                const char        *error_name);
void             fake_avahi_set_early          (FakeAvahi         *self,
                                                gboolean           early);
void             fake_avahi_add                (FakeAvahi         *self,
                                                const FakeService *service);
void             fake_avahi_announce           (FakeAvahi         *self,
                                                const char        *signal,
                                                const FakeService *service,
                                                int                protocol);
void             fake_avahi_change             (FakeAvahi         *self,
                                                const char        *name,
                                                const FakeService *service);
void             fake_avahi_fail_browser       (FakeAvahi         *self,
                                                const char        *type);
guint            fake_avahi_get_n_browsers     (FakeAvahi         *self);
guint            fake_avahi_get_n_browsed      (FakeAvahi         *self);
guint            fake_avahi_get_n_refused      (FakeAvahi         *self);
guint            fake_avahi_get_n_resolvers    (FakeAvahi         *self);
guint            fake_avahi_get_max_resolvers  (FakeAvahi         *self);

G_END_DECLS
