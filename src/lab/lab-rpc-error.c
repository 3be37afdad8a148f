/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-rpc-error"

#include "config.h"

#include <errno.h>

#include "lab-rpc-error.h"

/* The errors of TrueNAS's JSON-RPC 2.0 (truenas/middleware,
 * api/base/server/ws_handler/rpc.py and service_exception.py). */

static LabRpcError *
create (int   code,
        int   number,
        char *reason)
{
  LabRpcError *self = g_new0 (LabRpcError, 1);

  self->code = code;
  self->number = number;
  self->reason = reason;
  return self;
}

const char *
lab_rpc_error_name (int number)
{
  static const struct { int number; const char *name; } names[] = {
    { EPERM, "EPERM" },
    { EACCES, "EACCES" },
    { EFAULT, "EFAULT" },
    { EBUSY, "EBUSY" },
    { EINVAL, "EINVAL" },
    { ENONET, "ENONET" },
    { ENOTSUP, "ENOTSUP" },
    { LAB_ENOTAUTHENTICATED, "ENOTAUTHENTICATED" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (names[i].number == number)
      return names[i].name;

  return "EUNKNOWN";
}

/* An error of the protocol, which has no data. */
LabRpcError *
lab_rpc_error_new (int         code,
                   const char *message)
{
  return create (code, 0, g_strdup (message));
}

/* What a method raises: CallError, whose text begins with its number's name. */
LabRpcError *
lab_rpc_error_new_call (int         number,
                        const char *format,
                        ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  return create (LAB_RPC_CALL_ERROR, number,
                 g_strdup_printf ("[%s] %s", lab_rpc_error_name (number), text));
}

void
lab_rpc_error_add (JsonArray  *extra,
                   const char *attribute,
                   const char *message)
{
  JsonArray *entry = json_array_new ();

  json_array_add_string_element (entry, attribute);
  json_array_add_string_element (entry, message);
  json_array_add_int_element (entry, EINVAL);
  json_array_add_array_element (extra, entry);
}

/* ValidationErrors; takes @extra. */
LabRpcError *
lab_rpc_error_new_invalid (JsonArray *extra)
{
  g_autoptr (GString) reason = g_string_new (NULL);
  LabRpcError *self;

  for (guint i = 0; i < json_array_get_length (extra); i++)
    {
      JsonArray *entry = json_array_get_array_element (extra, i);

      g_string_append_printf (reason, "[EINVAL] %s: %s\n", json_array_get_string_element (entry, 0),
                              json_array_get_string_element (entry, 1));
    }

  self = create (LAB_RPC_INVALID_PARAMS, EINVAL, g_string_free (g_steal_pointer (&reason), FALSE));
  self->extra = extra;
  return self;
}

LabRpcError *
lab_rpc_error_copy (LabRpcError *self)
{
  LabRpcError *copy = create (self->code, self->number, g_strdup (self->reason));

  if (self->extra != NULL)
    copy->extra = json_array_ref (self->extra);

  return copy;
}

void
lab_rpc_error_free (LabRpcError *self)
{
  g_clear_pointer (&self->extra, json_array_unref);
  g_free (self->reason);
  g_free (self);
}

/* The member "error" of an answer. */
JsonObject *
lab_rpc_error_print (LabRpcError *self)
{
  JsonObject *object = json_object_new ();
  JsonObject *data, *trace;
  const char *class = self->extra != NULL ? "ValidationErrors" : "CallError";

  json_object_set_int_member (object, "code", self->code);
  if (self->number == 0)
    {
      json_object_set_string_member (object, "message", self->reason);
      return object;
    }

  json_object_set_string_member (object, "message",
                                 self->extra != NULL ? "Invalid params" : "Method call error");
  trace = json_object_new ();
  json_object_set_string_member (trace, "class", class);
  json_object_set_string_member (trace, "formatted", "Traceback (most recent call last):\n");
  json_object_set_string_member (trace, "repr", class);

  data = json_object_new ();
  json_object_set_int_member (data, "error", self->number);
  json_object_set_string_member (data, "errname", lab_rpc_error_name (self->number));
  json_object_set_string_member (data, "reason", self->reason);
  json_object_set_object_member (data, "trace", trace);
  if (self->extra != NULL)
    json_object_set_array_member (data, "extra", json_array_ref (self->extra));
  else
    json_object_set_null_member (data, "extra");
  json_object_set_object_member (object, "data", data);
  return object;
}
