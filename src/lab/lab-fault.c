/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-fault"

#include "config.h"

#include <gio/gio.h>

#include "lab-fault.h"
#include "lab-json.h"

static const char * const kinds[] = {
  "drop-before", "drop-after", "garbage", "hold", "html", "oversize", "slow", "status", NULL
};

LabFault *
lab_fault_new_from_json (JsonObject  *object,
                         GError     **error)
{
  const char *kind = lab_json_get_string (object, "kind");
  LabFault *fault;

  for (guint i = 0; kind != NULL && kinds[i] != NULL; i++)
    if (g_str_equal (kind, kinds[i]))
      {
        fault = g_new0 (LabFault, 1);
        fault->kind = (LabFaultKind) i;
        fault->method = g_strdup (lab_json_get_string (object, "method"));
        fault->path = g_strdup (lab_json_get_string (object, "path"));
        fault->after = (guint) CLAMP (lab_json_get_int (object, "after", 0), 0, 100000);
        fault->times = (guint) CLAMP (lab_json_get_int (object, "times", 1), 1, 100000);
        fault->milliseconds = (guint) CLAMP (lab_json_get_int (object, "milliseconds", 2000),
                                             0, 600000);
        fault->status = (guint) CLAMP (lab_json_get_int (object, "status", 500), 400, 599);
        return fault;
      }

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               "\"kind\" must be one of drop-before, drop-after, garbage, hold, html, oversize,"
               " slow, status");
  return NULL;
}

void
lab_fault_free (LabFault *fault)
{
  g_free (fault->method);
  g_free (fault->path);
  g_free (fault);
}

/* Counts a request, and says whether it is one to spoil. */
gboolean
lab_fault_strikes (LabFault   *fault,
                   const char *method,
                   const char *path)
{
  if (fault->times == 0
      || (fault->method != NULL && !g_str_equal (fault->method, method))
      || (fault->path != NULL && strstr (path, fault->path) == NULL))
    return FALSE;

  if (fault->after > 0)
    {
      fault->after--;
      return FALSE;
    }

  fault->times--;
  return TRUE;
}
