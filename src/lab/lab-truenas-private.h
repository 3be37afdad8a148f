/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lab-device-private.h"
#include "lab-rpc-error.h"

G_BEGIN_DECLS

/* What a TrueNAS shows of a secret to those who may not see it. */
#define LAB_TRUENAS_REDACTED "********"

typedef enum
{
  LAB_TRUENAS_24_10,
  LAB_TRUENAS_25_04,
  LAB_TRUENAS_25_10,
  LAB_TRUENAS_26,
  LAB_TRUENAS_27,
} LabTruenasRelease;

/* From nobody's to a full administrator's; each may do what those before may. */
typedef enum
{
  LAB_ROLE_NONE,
  LAB_ROLE_READ,   /* ALERT_READ */
  LAB_ROLE_WRITE,  /* ALERT_WRITE and MAIL_WRITE */
  LAB_ROLE_FULL,   /* FULL_ADMIN */
} LabRole;

typedef struct
{
  char     *name;     /* (owned), what it is for */
  char     *user;     /* (owned) */
  char     *text;     /* (owned) */
  LabRole   role;
  gboolean  expired;
  gboolean  revoked;
  gboolean  denied;   /* its user has no access to the API */
} LabTruenasKey;

/* What a LabDevice is besides, when it is a TrueNAS. Its mail settings are the
 * member "mail" of what the device remembers. */
typedef struct
{
  LabDevice         *device;         /* (unowned) */
  LabTruenasRelease  release;
  LabEndpoint       *plain;          /* (owned), the same without TLS */
  GPtrArray         *keys;           /* (owned) (element-type LabTruenasKey) */
  GPtrArray         *sockets;        /* (owned) (element-type LabTruenasSocket) */
  GPtrArray         *alerts;         /* (owned) (element-type JsonObject) */
  GPtrArray         *jobs;           /* (owned) (element-type LabTruenasJob) */
  GPtrArray         *queue;          /* (owned) (element-type JsonObject), mails to be tried again */
  GHashTable        *rates;          /* (owned), method and address → guint64 * of the last minute */
  GHashTable        *access_tokens;  /* (owned), address and refresh token → access token */
  char              *administrator;  /* (owned) (nullable), the local administrator's address */
  gboolean           blocks_mail;
  gboolean           hurries;        /* it refuses at once */
} LabTruenas;

typedef struct
{
  LabTruenas              *truenas;     /* (unowned) */
  SoupWebsocketConnection *connection;  /* (owned) */
  char                    *address;     /* (owned), of the client */
  gboolean                 secure;
  gboolean                 frozen;      /* at the path of a version older than 26 */
  gboolean                 mailless;    /* at one of 25.04 on a newer box */
  LabRole                  role;
  gboolean                 legacy_jobs;
  char                    *code_user;   /* (owned) (nullable), who is to give a code */
  guint                    n_codes;     /* that were refused */
  guint                    n_running;
  GHashTable              *topics;      /* (owned), what it has subscribed to */
} LabTruenasSocket;

/* A call of a method, by JSON-RPC or by REST. */
typedef struct
{
  LabTruenas        *truenas;  /* (unowned) */
  LabDevice         *device;   /* (owned) */
  LabTruenasSocket  *socket;   /* (owned) (nullable) for REST */
  SoupServerMessage *message;  /* (owned) (nullable) for JSON-RPC */
  JsonNode          *id;       /* (owned) (nullable), where nobody wants an answer */
  JsonArray         *params;   /* (owned) */
  LabRole            role;
  gboolean           mute;     /* the answer never arrives */
  gboolean           hangs_up; /* the connection ends with the call */
} LabCall;

typedef struct
{
  gint64       id;
  const char  *state;     /* (unowned) */
  LabCall     *call;      /* (owned) (nullable), that waits for its end */
  JsonNode    *call_id;   /* (owned) (nullable) */
  JsonNode    *result;    /* (owned) (nullable) */
  LabRpcError *error;     /* (owned) (nullable) */
  gint64       started_at;
  gint64       ended_at;
} LabTruenasJob;

/* lab-truenas.c */
LabTruenas       *_lab_truenas_get              (LabDevice          *device);
JsonObject       *_lab_truenas_get_mail         (LabTruenas         *self);
void              _lab_truenas_set_mail         (LabTruenas         *self,
                                                 JsonObject         *mail);
void              _lab_truenas_raise_alert      (LabTruenas         *self,
                                                 const char         *klass,
                                                 const char         *text);
void              _lab_truenas_drop_alert       (LabTruenas         *self,
                                                 const char         *klass);

/* lab-truenas-socket.c */
void              _lab_truenas_accept           (LabTruenas              *self,
                                                 SoupServerMessage       *message,
                                                 const char              *path,
                                                 SoupWebsocketConnection *connection,
                                                 gboolean                 secure);
void              _lab_truenas_hang_up          (LabTruenas         *self);
void              _lab_truenas_notify           (LabTruenas         *self,
                                                 const char         *topic,
                                                 JsonNode           *id,
                                                 JsonObject         *fields);
LabTruenasSocket *_lab_truenas_socket_ref       (LabTruenasSocket   *socket);
void              _lab_truenas_socket_unref     (LabTruenasSocket   *socket);
void              _lab_truenas_socket_send      (LabTruenasSocket   *socket,
                                                 JsonObject         *object);
void              _lab_truenas_socket_drop      (LabTruenasSocket   *socket);

/* lab-truenas-call.c */
LabCall          *_lab_call_new                 (LabTruenas         *truenas,
                                                 JsonArray          *params,
                                                 LabRole             role);
void              _lab_call_free                (LabCall            *call);
void              _lab_call_run                 (LabCall            *call,
                                                 const char         *method);
void              _lab_call_return              (LabCall            *call,
                                                 JsonNode           *result);
void              _lab_call_return_string       (LabCall            *call,
                                                 const char         *text);
void              _lab_call_return_true         (LabCall            *call);
void              _lab_call_fail                (LabCall            *call,
                                                 LabRpcError        *error);
JsonNode         *_lab_call_get_param           (LabCall            *call,
                                                 guint               index);
JsonObject       *_lab_call_get_object          (LabCall            *call,
                                                 guint               index);

/* lab-truenas-auth.c */
void              _lab_truenas_login_ex         (LabCall            *call);
void              _lab_truenas_login_with_key   (LabCall            *call);
void              _lab_truenas_mechanisms       (LabCall            *call);
LabRole           _lab_truenas_try_key          (LabTruenas         *self,
                                                 const char         *user,
                                                 const char         *text,
                                                 gboolean            secure,
                                                 const char        **response);

/* lab-truenas-mail.c */
void              _lab_truenas_mail_config      (LabCall            *call);
void              _lab_truenas_mail_update      (LabCall            *call);
void              _lab_truenas_mail_send        (LabCall            *call);
LabRpcError      *_lab_truenas_check_mail       (LabTruenas         *self,
                                                 JsonObject         *mail);

/* lab-truenas-schema.c */
JsonObject       *_lab_truenas_merge            (JsonObject         *old,
                                                 JsonObject         *update);
LabRpcError      *_lab_truenas_validate_update  (LabTruenas         *self,
                                                 JsonNode           *update,
                                                 const char         *argument);
LabRpcError      *_lab_truenas_validate_message (LabTruenas         *self,
                                                 JsonNode           *message);

/* lab-truenas-job.c */
LabTruenasJob    *_lab_truenas_start_job        (LabCall            *call);
void              _lab_truenas_end_job          (LabTruenas         *self,
                                                 LabTruenasJob      *job,
                                                 JsonNode           *result,
                                                 LabRpcError        *error);
void              _lab_truenas_get_jobs         (LabCall            *call);
JsonNode         *_lab_truenas_find_jobs        (LabTruenas         *self,
                                                 gint64              id);
void              _lab_truenas_job_free         (LabTruenasJob      *job);

/* lab-truenas-send.c */
typedef void (*LabSent) (LabTruenas  *truenas,
                         LabRpcError *error,
                         gpointer     user_data);

void              _lab_truenas_send             (LabTruenas         *self,
                                                 JsonObject         *mail,
                                                 const char         *recipient,
                                                 LabSent             sent,
                                                 gpointer            user_data);

/* lab-truenas-rest.c */
void              _lab_truenas_handle_rest      (LabTruenas         *self,
                                                 SoupServerMessage  *message,
                                                 const char         *path);

/* lab-truenas-control.c */
JsonObject       *_lab_truenas_command          (LabDevice          *device,
                                                 const char         *command,
                                                 JsonObject         *arguments,
                                                 GError            **error);
void              _lab_truenas_describe         (LabDevice          *device,
                                                 JsonObject         *object);

G_END_DECLS
