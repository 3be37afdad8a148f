/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-look-job"

#include "config.h"

#include "mg-look-job.h"

/**
 * MgLookJob:
 *
 * Looks for devices at all addresses of a list, a few at a time. Made for one
 * run.
 */
struct _MgLookJob
{
  GObject           parent_instance;

  MgAddressScanner *scanner;    /* (owned) */
  GPtrArray        *entries;    /* (owned) (element-type MgAddressEntry) */
  GPtrArray        *silent;     /* (owned) (element-type utf8): where nothing answered */
  GError           *error;      /* (owned) (nullable): of the first of these */
  guint             next;
  guint             n_running;
};

G_DEFINE_FINAL_TYPE (MgLookJob, mg_look_job, G_TYPE_OBJECT)

/* Which of the looks has ended. */
typedef struct
{
  GTask                *task;   /* (owned) */
  const MgAddressEntry *entry;
} Ended;

static void mg_look_job_go_on (MgLookJob *self,
                               GTask     *task);

static void
on_looked_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autofree Ended *ended = user_data;
  g_autoptr (GTask) task = ended->task;
  g_autoptr (GError) error = NULL;
  MgLookJob *self = g_task_get_source_object (task);

  if (!mg_address_scanner_look_finish (MG_ADDRESS_SCANNER (object), result, &error))
    {
      g_ptr_array_add (self->silent, g_strdup (ended->entry->address));
      if (self->error == NULL)
        self->error = g_steal_pointer (&error);
    }

  self->n_running--;
  mg_look_job_go_on (self, task);
}

static void
mg_look_job_go_on (MgLookJob *self,
                   GTask     *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);

  while (self->n_running < MG_LOOK_JOB_MAX_AT_ONCE && self->next < self->entries->len &&
         !g_cancellable_is_cancelled (cancellable))
    {
      Ended *ended = g_new0 (Ended, 1);

      ended->task = g_object_ref (task);
      ended->entry = g_ptr_array_index (self->entries, self->next++);
      self->n_running++;
      mg_address_scanner_look_async (self->scanner, ended->entry, cancellable, on_looked_cb,
                                     ended);
    }

  if (self->n_running > 0 || g_task_return_error_if_cancelled (task))
    return;

  g_task_return_pointer (task, g_ptr_array_ref (self->silent),
                         (GDestroyNotify) g_ptr_array_unref);
}

static void
mg_look_job_finalize (GObject *object)
{
  MgLookJob *self = MG_LOOK_JOB (object);

  g_clear_object (&self->scanner);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_ptr_array_unref (self->silent);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (mg_look_job_parent_class)->finalize (object);
}

static void
mg_look_job_class_init (MgLookJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = mg_look_job_finalize;
}

static void
mg_look_job_init (MgLookJob *self)
{
  self->silent = g_ptr_array_new_with_free_func (g_free);
}

/**
 * mg_look_job_new:
 * @scanner: who looks
 * @entries: (element-type MgAddressEntry): where
 *
 * Returns: (transfer full): a job that has not run
 */
MgLookJob *
mg_look_job_new (MgAddressScanner *scanner,
                 GPtrArray        *entries)
{
  MgLookJob *self;

  g_return_val_if_fail (MG_IS_ADDRESS_SCANNER (scanner), NULL);
  g_return_val_if_fail (entries != NULL, NULL);

  self = g_object_new (MG_TYPE_LOOK_JOB, NULL);
  self->scanner = g_object_ref (scanner);
  self->entries = g_ptr_array_ref (entries);

  return self;
}

/**
 * mg_look_job_run_async:
 * @self: a job that has not run
 * @cancellable: (nullable): a cancellable
 * @callback: called when everything has answered or had its time
 * @user_data: data for @callback
 *
 * Looks everywhere.
 */
void
mg_look_job_run_async (MgLookJob           *self,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (MG_IS_LOOK_JOB (self));
  g_return_if_fail (self->next == 0);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mg_look_job_run_async);
  mg_look_job_go_on (self, task);
}

/**
 * mg_look_job_run_finish:
 * @self: a job
 * @result: the result
 * @error: return location for an error
 *
 * Finishes mg_look_job_run_async().
 *
 * Returns: (transfer full) (element-type utf8): the addresses where nothing
 *   answered, or %NULL with @error set if it was cancelled
 */
GPtrArray *
mg_look_job_run_finish (MgLookJob     *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (MG_IS_LOOK_JOB (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_look_job_run_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * mg_look_job_get_error:
 * @self: a job that has run
 *
 * Returns: (transfer none) (nullable): why nothing was found at the first
 *   address where nothing was
 */
const GError *
mg_look_job_get_error (MgLookJob *self)
{
  g_return_val_if_fail (MG_IS_LOOK_JOB (self), NULL);

  return self->error;
}
