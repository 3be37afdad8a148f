/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-store"

#include "config.h"

#include "mg-schema-private.h"
#include "mg-store-private.h"

/* How long to gather the signs of another program's writing. */
#define WATCH_MILLISECONDS 200

/**
 * MgStore:
 *
 * What is remembered of the devices: one SQLite database, which the window and
 * the command line may use at once.
 *
 * One worker thread of its own touches the database; it does one job after the
 * other in the order they were asked for, each write in a transaction. Results
 * come in the main context of the caller. Nothing in it is secret.
 */
struct _MgStore
{
  GObject       parent_instance;

  char         *path;      /* (owned) */
  GAsyncQueue  *jobs;      /* (owned) (nullable): shared with the worker */
  GFileMonitor *monitor;   /* (owned) (nullable) */
  gboolean      checking;  /* whether a check of the version is under way */
  gboolean      recheck;
  gint64        version;
};

G_DEFINE_FINAL_TYPE (MgStore, mg_store, G_TYPE_OBJECT)

typedef enum
{
  SIGNAL_CHANGED,
} MgStoreSignal;

static guint signals[SIGNAL_CHANGED + 1] = { 0, };

typedef enum
{
  ORDER_OPEN,
  ORDER_RUN,
  ORDER_CLOSE,
} Order;

typedef struct
{
  Order                 order;
  const MgStoreJobType *type;    /* (nullable) */
  gpointer              data;    /* (owned) */
  GTask                *task;    /* (owned) (nullable) */
  gpointer              result;  /* (owned) */
  GError               *error;   /* (owned) (nullable) */
} Job;

typedef struct
{
  GAsyncQueue *jobs;      /* (owned) */
  char        *path;      /* (owned) */
  MgDatabase  *database;  /* (owned) (nullable) */
  GError      *error;     /* (owned) (nullable): why there is no database */
} Worker;

static void
job_free (gpointer data)
{
  Job *job = data;

  if (job->type != NULL && job->type->free_data != NULL)
    g_clear_pointer (&job->data, job->type->free_data);
  if (job->type != NULL && job->type->free_result != NULL)
    g_clear_pointer (&job->result, job->type->free_result);
  g_clear_error (&job->error);
  g_clear_object (&job->task);
  g_free (job);
}

static gboolean
on_job_done_cb (gpointer user_data)
{
  Job *job = user_data;

  if (job->error != NULL)
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  else
    g_task_return_pointer (job->task, g_steal_pointer (&job->result),
                           job->type != NULL ? job->type->free_result : NULL);

  return G_SOURCE_REMOVE;
}

/* The last reference to the task, and with it the caller's objects, must not
 * be dropped on the worker; so the job goes back as a whole. */
static void
send_back (Job *job)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, g_task_get_priority (job->task));
  g_source_set_callback (source, on_job_done_cb, job, job_free);
  g_source_attach (source, g_task_get_context (job->task));
}

static void
run_job (Worker *worker,
         Job    *job)
{
  gboolean writes = job->type->kind != MG_STORE_READ;

  if (worker->database == NULL)
    {
      job->error = g_error_copy (worker->error);
      return;
    }

  if (writes && !_mg_database_begin (worker->database,
                                     job->type->kind == MG_STORE_WRITE_DURABLE, &job->error))
    return;

  job->result = job->type->run (worker->database, job->data, &job->error);
  if (!writes)
    return;

  if (job->error != NULL)
    _mg_database_roll_back (worker->database);
  else
    _mg_database_commit (worker->database, &job->error);
}

static void
obey (Worker *worker,
      Job    *job)
{
  switch (job->order)
    {
    case ORDER_OPEN:
      worker->database = _mg_database_open (worker->path, &worker->error);
      if (worker->error != NULL)
        job->error = g_error_copy (worker->error);
      break;
    case ORDER_RUN:
      if (!g_cancellable_set_error_if_cancelled (g_task_get_cancellable (job->task), &job->error))
        run_job (worker, job);
      break;
    case ORDER_CLOSE:
      g_clear_pointer (&worker->database, _mg_database_close);
      break;
    default:
      g_assert_not_reached ();
    }
}

static gpointer
work (gpointer data)
{
  Worker *worker = data;
  Order order;

  do
    {
      Job *job = g_async_queue_pop (worker->jobs);

      order = job->order;
      obey (worker, job);

      if (job->task != NULL)
        send_back (job);
      else
        job_free (job);
    }
  while (order != ORDER_CLOSE);

  g_async_queue_unref (worker->jobs);
  g_clear_error (&worker->error);
  g_free (worker->path);
  g_free (worker);

  return NULL;
}

static void
push (MgStore              *self,
      Order                 order,
      const MgStoreJobType *type,
      gpointer              data,
      GTask                *task)
{
  Job *job = g_new0 (Job, 1);

  job->order = order;
  job->type = type;
  job->data = data;
  job->task = task;
  g_async_queue_push (self->jobs, job);
}

static void
mg_store_dispose (GObject *object)
{
  MgStore *self = MG_STORE (object);

  g_clear_object (&self->monitor);
  if (self->jobs != NULL)
    push (self, ORDER_CLOSE, NULL, NULL, NULL);
  g_clear_pointer (&self->jobs, g_async_queue_unref);

  G_OBJECT_CLASS (mg_store_parent_class)->dispose (object);
}

static void
mg_store_finalize (GObject *object)
{
  MgStore *self = MG_STORE (object);

  g_free (self->path);

  G_OBJECT_CLASS (mg_store_parent_class)->finalize (object);
}

static void
mg_store_class_init (MgStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mg_store_dispose;
  object_class->finalize = mg_store_finalize;

  /**
   * MgStore::changed:
   * @self: a store
   *
   * Another program has written to the database; see mg_store_watch(). It is
   * not emitted for what was written through @self.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass),
                                          G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
}

static void
mg_store_init (MgStore *self)
{
}

/**
 * mg_store_new:
 * @path: (type filename): the path of the database
 *
 * Returns: (transfer full): a store that is not open yet
 */
MgStore *
mg_store_new (const char *path)
{
  MgStore *self;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (MG_TYPE_STORE, NULL);
  self->path = g_strdup (path);

  return self;
}

/**
 * mg_store_get_schema_version:
 *
 * Returns: the version of the schema that this program brings a database to;
 *   one of a newer version it does not open
 */
guint
mg_store_get_schema_version (void)
{
  return _mg_schema_get_version ();
}

/**
 * mg_store_get_path:
 * @self: a store
 *
 * Returns: (transfer none) (type filename): the path of the database
 */
const char *
mg_store_get_path (MgStore *self)
{
  g_return_val_if_fail (MG_IS_STORE (self), NULL);

  return self->path;
}

/* Asks the worker for something, to be answered by g_task_propagate_pointer(). */
void
_mg_store_submit (MgStore              *self,
                  const MgStoreJobType *type,
                  gpointer              data,
                  gpointer              source_tag,
                  GCancellable         *cancellable,
                  GAsyncReadyCallback   callback,
                  gpointer              user_data)
{
  GTask *task;

  g_return_if_fail (MG_IS_STORE (self));
  g_return_if_fail (self->jobs != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, source_tag);
  /* What was written was written, even if somebody has cancelled meanwhile. */
  g_task_set_check_cancellable (task, type->kind == MG_STORE_READ);

  push (self, ORDER_RUN, type, data, task);
}

static gpointer
read_version (MgDatabase  *database,
              gpointer     data,
              GError     **error)
{
  gint64 *version = g_new (gint64, 1);

  *version = _mg_database_get_version (database);

  return version;
}

static const MgStoreJobType version_job = { MG_STORE_READ, read_version, NULL, g_free };

static void check_version (MgStore *self);

static void
on_version_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  MgStore *self = MG_STORE (object);
  g_autofree gint64 *version = g_task_propagate_pointer (G_TASK (result), NULL);
  gboolean changed;

  self->checking = FALSE;
  /* It may have been closed while the worker looked. */
  if (version == NULL || self->jobs == NULL)
    return;

  changed = self->version != 0 && self->version != *version;
  self->version = *version;

  if (self->recheck)
    check_version (self);
  if (changed)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
check_version (MgStore *self)
{
  self->recheck = self->checking;
  if (self->checking)
    return;

  self->checking = TRUE;
  _mg_store_submit (self, &version_job, NULL, check_version, NULL, on_version_cb, NULL);
}

/**
 * mg_store_open_async:
 * @self: a store that was not opened before
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is open
 * @user_data: data for @callback
 *
 * Opens the database, makes it if there is none, and brings an older one up to
 * date. What is asked for in the meantime is done afterwards.
 *
 * One that is damaged, or was written by a newer program, is left as it is, and
 * ends with %MG_ERROR_STORE.
 */
void
mg_store_open_async (MgStore             *self,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_autoptr (GThread) thread = NULL;
  GTask *task;
  Worker *worker;

  g_return_if_fail (MG_IS_STORE (self));
  g_return_if_fail (self->jobs == NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mg_store_open_async);
  self->jobs = g_async_queue_new_full (job_free);

  worker = g_new0 (Worker, 1);
  worker->jobs = g_async_queue_ref (self->jobs);
  worker->path = g_strdup (self->path);
  thread = g_thread_new ("mg-store", work, worker);

  push (self, ORDER_OPEN, NULL, NULL, task);

  /* What another program writes from now on is a change, also if nobody watches yet. */
  check_version (self);
}

/**
 * mg_store_open_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a #GError
 *
 * Returns: %TRUE if it is open
 */
gboolean
mg_store_open_finish (MgStore       *self,
                      GAsyncResult  *result,
                      GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_store_open_async), FALSE);

  return mg_store_write_finish (self, result, error);
}

/**
 * mg_store_close_async:
 * @self: a store that was opened
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is closed
 * @user_data: data for @callback
 *
 * Does what was asked for so far, then closes the database. A store that is
 * simply let go does the same, but nobody knows when.
 */
void
mg_store_close_async (MgStore             *self,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (MG_IS_STORE (self));
  g_return_if_fail (self->jobs != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mg_store_close_async);

  g_clear_object (&self->monitor);
  push (self, ORDER_CLOSE, NULL, NULL, task);
  g_clear_pointer (&self->jobs, g_async_queue_unref);
}

/**
 * mg_store_close_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a #GError
 *
 * Returns: %TRUE if it is closed
 */
gboolean
mg_store_close_finish (MgStore       *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_store_close_async), FALSE);

  return mg_store_write_finish (self, result, error);
}

/**
 * mg_store_write_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a #GError
 *
 * Finishes any function of the store that gives no result but that it was done.
 *
 * Returns: %TRUE if it was done, and will be there when the program is killed
 */
gboolean
mg_store_write_finish (MgStore       *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_autoptr (GError) local_error = NULL;

  g_return_val_if_fail (MG_IS_STORE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  g_task_propagate_pointer (G_TASK (result), &local_error);
  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

/**
 * mg_store_watch:
 * @self: a store that was opened
 *
 * Begins to emit #MgStore::changed. It costs nothing while nobody writes: the
 * system tells that the write-ahead log has changed, and the database then
 * tells whether it was somebody else.
 */
void
mg_store_watch (MgStore *self)
{
  g_autofree char *log_path = NULL;
  g_autoptr (GFile) log = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (MG_IS_STORE (self));
  g_return_if_fail (self->jobs != NULL);

  if (self->monitor != NULL)
    return;

  log_path = g_strconcat (self->path, "-wal", NULL);
  log = g_file_new_for_path (log_path);
  self->monitor = g_file_monitor_file (log, G_FILE_MONITOR_NONE, NULL, &error);
  if (self->monitor == NULL)
    {
      g_warning ("changes of other programs will not be seen: %s", error->message);
      return;
    }

  g_file_monitor_set_rate_limit (self->monitor, WATCH_MILLISECONDS);
  g_signal_connect_object (self->monitor, "changed", G_CALLBACK (check_version), self,
                           G_CONNECT_SWAPPED);
  check_version (self);
}

static gpointer
check_file (MgDatabase  *database,
            gpointer     data,
            GError     **error)
{
  return GINT_TO_POINTER (_mg_database_check (database, error));
}

static const MgStoreJobType check_job = { MG_STORE_READ, check_file, NULL, NULL };

/**
 * mg_store_check_async:
 * @self: a store that was opened
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it has been looked through
 * @user_data: data for @callback
 *
 * Looks for damage in the whole file.
 */
void
mg_store_check_async (MgStore             *self,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  _mg_store_submit (self, &check_job, NULL, mg_store_check_async,
                    cancellable, callback, user_data);
}

/**
 * mg_store_check_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a #GError
 *
 * Returns: %TRUE if the file is sound
 */
gboolean
mg_store_check_finish (MgStore       *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_store_check_async), FALSE);

  return mg_store_write_finish (self, result, error);
}
