/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "mailgrant.h"
#include "mg-test.h"

G_BEGIN_DECLS

/* A phone's screen, in pixels of the application. */
#define MG_APP_TEST_NARROW 360

/* What a device on the network may call itself. */
#define MG_APP_TEST_HOSTILE "Lab <printer> & co"

void       mg_app_test_init          (int          *argc,
                                      char       ***argv);
MgFleet   *mg_app_test_fleet_new     (MgContext    *context);
MgDevice  *mg_app_test_device_new    (const char   *id,
                                      const char   *name);
MgSlot    *mg_app_test_slot_new      (const char   *id,
                                      const char   *title);

/* A window that shows @child, and its way to the end */
GtkWindow *mg_app_test_show          (GtkWidget    *child);
void       mg_app_test_close         (GtkWindow    *window);

/* Looking at widgets */
GtkWidget *mg_app_test_find_type     (GtkWidget    *root,
                                      GType         type,
                                      guint         index);
GtkWidget *mg_app_test_find_label    (GtkWidget    *root,
                                      const char   *text);
gboolean   mg_app_test_shows         (GtkWidget    *root,
                                      const char   *text);
int        mg_app_test_minimum_width (GtkWidget    *widget);
void       mg_app_test_assert_named  (GtkWidget    *root);

G_END_DECLS
