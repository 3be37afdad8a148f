/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lab-device.h"
#include "lab-sign-in.h"

G_BEGIN_DECLS

typedef enum
{
  LAB_JOB_RUNNING,
  LAB_JOB_PASSED,
  LAB_JOB_FAILED,
} LabJobState;

typedef struct
{
  char        *id;          /* (owned) */
  LabJobState  state;
  const char  *code;        /* (unowned) (nullable) */
  char        *message;     /* (owned) (nullable) */
  char        *reply;       /* (owned) (nullable) */
  gint64       started_at;
  gint64       ended_at;
} LabJob;

struct _LabDevice
{
  GObject               parent_instance;

  const LabPersonality *personality;
  const LabOptions     *options;
  LabNetwork           *network;       /* (unowned) */
  guint                 number;

  LabClock              clock;
  char                 *address;       /* (owned) (nullable), as the rest until it has started */
  char                 *name;          /* (owned) */
  char                 *serial;        /* (owned) */
  char                 *uuid;          /* (owned) */
  char                 *pem;           /* (owned) (nullable), key and certificate */
  char                 *fingerprint;   /* (owned) (nullable) */
  char                 *state_file;    /* (owned) (nullable) */

  LabSignIn             sign_in;
  LabModel              model;
  JsonObject           *more;          /* (owned) (nullable), what its kind remembers besides */
  GQueue                jobs;          /* (owned) of LabJob, oldest first */
  GCancellable         *cancellable;   /* (owned), of the tests that are running */
  LabEndpoint          *endpoint;      /* (owned) (nullable) */
  GDBusConnection      *bus;           /* (owned) (nullable), holds what is announced */
};

/* lab-device-state.c */
gboolean    _lab_device_load         (LabDevice           *self,
                                      GError             **error);
void        _lab_device_save         (LabDevice           *self);

/* lab-device-announce.c */
void        _lab_device_announce     (LabDevice           *self);

/* lab-device-test.c */
LabJob     *_lab_device_test         (LabDevice           *self,
                                      LabSlot             *slot,
                                      LabLogin            *unsaved,
                                      const char          *recipient);
LabJob     *_lab_device_find_job     (LabDevice           *self,
                                      const char          *id);
JsonObject *_lab_job_print           (LabJob              *job);
void        _lab_job_free            (LabJob              *job);

/* lab-device-slots.c */
void        _lab_device_handle_slots (LabDevice           *self,
                                      SoupServerMessage   *message,
                                      char               **path);

/* lab-device-rules.c */
void        _lab_device_handle_rules (LabDevice           *self,
                                      SoupServerMessage   *message,
                                      char               **path);

/* lab-device-request.c */
JsonObject *_lab_request_read_body   (SoupServerMessage   *message,
                                      gboolean             optional);
gboolean    _lab_request_is          (SoupServerMessage   *message,
                                      const char          *method);
gboolean    _lab_request_matches     (SoupServerMessage   *message,
                                      const char          *etag);
gboolean    _lab_request_is_valid    (SoupServerMessage   *message,
                                      JsonArray           *errors);
void        _lab_request_not_found   (SoupServerMessage   *message,
                                      const char          *what);
void        _lab_request_not_offered (SoupServerMessage   *message,
                                      const char          *what);
void        _lab_request_no_method   (SoupServerMessage   *message,
                                      const char          *allow);

G_END_DECLS
