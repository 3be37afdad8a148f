/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-device.h"

G_BEGIN_DECLS

struct _MgDevice
{
  GObject       parent_instance;

  char         *id;           /* (owned) */
  char         *driver_id;    /* (owned) */
  char         *name;         /* (owned) */
  MgIdentity   *identity;     /* (owned) */
  MgAddress    *address;      /* (owned) */
  char         *fingerprint;  /* (owned) (nullable) */
  char         *user;         /* (owned) (nullable) */
  GListStore   *slots;        /* (owned) (element-type MgSlot) */
  GError       *problem;      /* (owned) (nullable) */
  guint         busy;
  GCancellable *cancellable;  /* (owned) */
};

void _mg_device_notify_state (MgDevice *self);

G_END_DECLS
