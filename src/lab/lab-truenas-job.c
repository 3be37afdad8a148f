/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-truenas"

#include "config.h"

#include "lab-json.h"
#include "lab-truenas-private.h"

/* Jobs (job.py): WAITING, RUNNING, then SUCCESS or FAILED. A call that starts
 * one is answered with its number, or, where the client has asked for that,
 * with what has become of it. */

#define JOBS_MAX 64

void
_lab_truenas_job_free (LabTruenasJob *job)
{
  g_clear_pointer (&job->call, _lab_call_free);
  g_clear_pointer (&job->call_id, json_node_unref);
  g_clear_pointer (&job->result, json_node_unref);
  g_clear_pointer (&job->error, lab_rpc_error_free);
  g_free (job);
}

static void
set_date (JsonObject *object,
          const char *name,
          gint64      seconds)
{
  JsonObject *date;

  if (seconds == 0)
    {
      json_object_set_null_member (object, name);
      return;
    }

  date = json_object_new ();
  json_object_set_int_member (date, "$date", seconds * 1000);
  json_object_set_object_member (object, name, date);
}

static void
set_progress (JsonObject    *object,
              LabTruenasJob *job)
{
  JsonObject *progress = json_object_new ();

  json_object_set_int_member (progress, "percent", job->ended_at != 0 ? 100 : 0);
  json_object_set_string_member (progress, "description", "");
  json_object_set_null_member (progress, "extra");
  json_object_set_object_member (object, "progress", progress);
}

static void
set_failure (JsonObject    *object,
             LabTruenasJob *job)
{
  JsonObject *info;

  if (job->error == NULL)
    {
      json_object_set_null_member (object, "error");
      json_object_set_null_member (object, "exception");
      json_object_set_null_member (object, "exc_info");
      return;
    }

  info = json_object_new ();
  json_object_set_string_member (info, "repr", "CallError()");
  json_object_set_string_member (info, "type", job->error->extra != NULL ? "VALIDATION"
                                                                         : "CallError");
  json_object_set_int_member (info, "errno", job->error->number);
  if (job->error->extra != NULL)
    json_object_set_array_member (info, "extra", json_array_ref (job->error->extra));
  else
    json_object_set_null_member (info, "extra");
  json_object_set_string_member (object, "error", job->error->reason);
  json_object_set_string_member (object, "exception", "Traceback (most recent call last):\n");
  json_object_set_object_member (object, "exc_info", info);
}

/* Nothing of what it was called with. */
static JsonObject *
print_job (LabTruenasJob *job)
{
  JsonObject *object = json_object_new ();
  JsonArray *ids = json_array_new ();
  JsonArray *arguments = json_array_new ();

  if (job->call_id != NULL)
    json_array_add_element (ids, json_node_copy (job->call_id));
  json_object_set_int_member (object, "id", job->id);
  json_object_set_array_member (object, "message_ids", ids);
  json_object_set_string_member (object, "method", "mail.send");
  json_object_set_array_member (object, "arguments", arguments);
  json_object_set_boolean_member (object, "transient", FALSE);
  json_object_set_null_member (object, "description");
  json_object_set_boolean_member (object, "abortable", FALSE);
  json_object_set_null_member (object, "logs_path");
  json_object_set_null_member (object, "logs_excerpt");
  set_progress (object, job);
  json_object_set_member (object, "result",
                          job->result != NULL ? json_node_copy (job->result)
                                              : json_node_new (JSON_NODE_NULL));
  json_object_set_null_member (object, "result_encoding_error");
  set_failure (object, job);
  json_object_set_string_member (object, "state", job->state);
  set_date (object, "time_started", job->started_at);
  set_date (object, "time_finished", job->ended_at);
  json_object_set_null_member (object, "credentials");
  return object;
}

static void
set_state (LabTruenas    *self,
           LabTruenasJob *job,
           const char    *state)
{
  g_autoptr (JsonNode) id = json_node_init_int (json_node_alloc (), job->id);
  g_autoptr (JsonObject) fields = NULL;

  job->state = state;
  fields = print_job (job);
  _lab_truenas_notify (self, "core.get_jobs", id, fields);
}

/* Takes @call, which is answered with the new job's number, or waits. */
LabTruenasJob *
_lab_truenas_start_job (LabCall *call)
{
  LabTruenas *self = call->truenas;
  LabTruenasJob *job = g_new0 (LabTruenasJob, 1);
  LabTruenasJob *newest = self->jobs->len > 0 ? self->jobs->pdata[self->jobs->len - 1] : NULL;
  LabTruenasJob *oldest = self->jobs->len > 0 ? self->jobs->pdata[0] : NULL;

  job->id = newest != NULL ? newest->id + 1 : 1234;
  job->started_at = lab_clock_now (&self->device->clock);
  if (call->id != NULL)
    job->call_id = json_node_copy (call->id);
  if (self->jobs->len >= JOBS_MAX && oldest->ended_at != 0)
    g_ptr_array_remove_index (self->jobs, 0);
  g_ptr_array_add (self->jobs, job);

  set_state (self, job, "WAITING");
  if (call->socket != NULL && !call->socket->legacy_jobs)
    job->call = call;
  else
    _lab_call_return (call, json_node_init_int (json_node_alloc (), job->id));
  set_state (self, job, "RUNNING");
  return job;
}

/* Takes @result and @error, which is NULL where all went well. */
void
_lab_truenas_end_job (LabTruenas    *self,
                      LabTruenasJob *job,
                      JsonNode      *result,
                      LabRpcError   *error)
{
  LabCall *call = g_steal_pointer (&job->call);

  job->ended_at = lab_clock_now (&self->device->clock);
  job->error = error;
  if (error == NULL)
    job->result = result;
  else
    json_node_unref (result);
  set_state (self, job, error == NULL ? "SUCCESS" : "FAILED");

  if (call != NULL && error != NULL)
    _lab_call_fail (call, lab_rpc_error_copy (error));
  else if (call != NULL)
    _lab_call_return (call, json_node_copy (result));
}

/* The job with number @id, in an array, or all where it is negative. */
JsonNode *
_lab_truenas_find_jobs (LabTruenas *self,
                        gint64      id)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < self->jobs->len; i++)
    {
      LabTruenasJob *job = self->jobs->pdata[i];

      if (id < 0 || job->id == id)
        json_array_add_object_element (array, print_job (job));
    }

  json_node_take_array (node, array);
  return node;
}

/* Of the filters there are, ["id","=",N] is understood. */
void
_lab_truenas_get_jobs (LabCall *call)
{
  JsonNode *filters = _lab_call_get_param (call, 0);
  gint64 id = -1;

  if (filters != NULL && JSON_NODE_HOLDS_ARRAY (filters) &&
      json_array_get_length (json_node_get_array (filters)) == 1)
    {
      JsonNode *filter = json_array_get_element (json_node_get_array (filters), 0);
      JsonArray *parts = JSON_NODE_HOLDS_ARRAY (filter) ? json_node_get_array (filter) : NULL;

      if (parts != NULL && json_array_get_length (parts) == 3)
        id = json_node_get_int (json_array_get_element (parts, 2));
    }

  _lab_call_return (call, _lab_truenas_find_jobs (call->truenas, id));
}
