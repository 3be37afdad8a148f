/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-name-lookup"

#include "config.h"

#include "mg-name-lookup.h"

typedef struct
{
  MgNameLookup *owner;        /* (nullable): %NULL once it has been given up */
  char         *name;         /* (owned) */
  GCancellable *cancellable;  /* (owned) */
  guint         timeout_id;
} Question;

/**
 * MgNameLookup:
 *
 * Asks the system's resolver where hosts are: a few names at a time, each for
 * a short while.
 */
struct _MgNameLookup
{
  GObject           parent_instance;

  MgClock          *clock;      /* (owned) */
  MgNameLookupFunc  looked_up;
  gpointer          user_data;
  GQueue            waiting;    /* (owned) (element-type utf8) */
  GPtrArray        *running;    /* (owned) (element-type Question) */
};

G_DEFINE_FINAL_TYPE (MgNameLookup, mg_name_lookup, G_TYPE_OBJECT)

static void
question_clear (gpointer data)
{
  Question *question = data;

  g_free (question->name);
  g_object_unref (question->cancellable);
}

static void
question_unref (Question *question)
{
  g_rc_box_release_full (question, question_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_unref)

static void
question_give_up (gpointer data)
{
  Question *question = data;

  if (question->owner != NULL && question->owner->clock != NULL)
    mg_clock_timeout_clear (question->owner->clock, &question->timeout_id);
  question->owner = NULL;
  g_cancellable_cancel (question->cancellable);
  question_unref (question);
}

static void mg_name_lookup_pump (MgNameLookup *self);

static GPtrArray *
take_addresses (GList *list)
{
  GPtrArray *addresses = g_ptr_array_new_with_free_func (g_object_unref);

  for (GList *link = list; link != NULL; link = link->next)
    g_ptr_array_add (addresses, g_object_ref (link->data));
  g_resolver_free_addresses (list);

  return addresses;
}

static void
on_looked_up_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (Question) question = user_data;
  g_autoptr (MgNameLookup) self = NULL;
  g_autoptr (GPtrArray) addresses = NULL;
  g_autoptr (GError) error = NULL;
  GList *list = g_resolver_lookup_by_name_finish (G_RESOLVER (object), result, &error);

  if (list != NULL)
    addresses = take_addresses (list);
  else
    g_debug ("no address: %s", error->message);
  if (question->owner == NULL)
    return;

  self = g_object_ref (question->owner);
  self->looked_up (question->name, addresses, self->user_data);
  g_ptr_array_remove_fast (self->running, question);
  mg_name_lookup_pump (self);
}

static void
on_timeout_cb (gpointer user_data)
{
  Question *question = user_data;

  question->timeout_id = 0;
  g_cancellable_cancel (question->cancellable);
}

static void
mg_name_lookup_ask (MgNameLookup *self,
                    char         *name)
{
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  Question *question = g_rc_box_new0 (Question);

  question->owner = self;
  question->name = name;
  question->cancellable = g_cancellable_new ();
  question->timeout_id = mg_clock_timeout_add (self->clock, MG_NAME_LOOKUP_TIMEOUT_MSEC,
                                               on_timeout_cb, question);
  g_ptr_array_add (self->running, question);
  g_resolver_lookup_by_name_async (resolver, name, question->cancellable, on_looked_up_cb,
                                   g_rc_box_acquire (question));
}

static void
mg_name_lookup_pump (MgNameLookup *self)
{
  while (self->running->len < MG_NAME_LOOKUP_MAX_RUNNING && self->waiting.length > 0)
    mg_name_lookup_ask (self, g_queue_pop_head (&self->waiting));
}

static gboolean
mg_name_lookup_has (MgNameLookup *self,
                    const char   *name)
{
  for (guint i = 0; i < self->running->len; i++)
    if (g_str_equal (((Question *) g_ptr_array_index (self->running, i))->name, name))
      return TRUE;

  return g_queue_find_custom (&self->waiting, name, (GCompareFunc) (void (*) (void)) g_strcmp0) !=
         NULL;
}

static void
mg_name_lookup_dispose (GObject *object)
{
  MgNameLookup *self = MG_NAME_LOOKUP (object);

  mg_name_lookup_cancel (self);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (mg_name_lookup_parent_class)->dispose (object);
}

static void
mg_name_lookup_finalize (GObject *object)
{
  MgNameLookup *self = MG_NAME_LOOKUP (object);

  g_ptr_array_unref (self->running);

  G_OBJECT_CLASS (mg_name_lookup_parent_class)->finalize (object);
}

static void
mg_name_lookup_class_init (MgNameLookupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mg_name_lookup_dispose;
  object_class->finalize = mg_name_lookup_finalize;
}

static void
mg_name_lookup_init (MgNameLookup *self)
{
  self->running = g_ptr_array_new_with_free_func (question_give_up);
}

/**
 * mg_name_lookup_new:
 * @clock: where the time comes from
 * @looked_up: (scope forever): called with what came of each question
 * @user_data: data for @looked_up
 *
 * Returns: (transfer full): an asker that has not been given any names
 */
MgNameLookup *
mg_name_lookup_new (MgClock          *clock,
                    MgNameLookupFunc  looked_up,
                    gpointer          user_data)
{
  MgNameLookup *self;

  g_return_val_if_fail (MG_IS_CLOCK (clock), NULL);
  g_return_val_if_fail (looked_up != NULL, NULL);

  self = g_object_new (MG_TYPE_NAME_LOOKUP, NULL);
  self->clock = g_object_ref (clock);
  self->looked_up = looked_up;
  self->user_data = user_data;

  return self;
}

/**
 * mg_name_lookup_add:
 * @self: an asker
 * @name: a host name
 *
 * Asks where a host is, if that is not being asked already and not too much is.
 */
void
mg_name_lookup_add (MgNameLookup *self,
                    const char   *name)
{
  g_return_if_fail (MG_IS_NAME_LOOKUP (self));
  g_return_if_fail (name != NULL);

  if (self->waiting.length >= MG_NAME_LOOKUP_MAX_WAITING || mg_name_lookup_has (self, name))
    return;

  g_queue_push_tail (&self->waiting, g_strdup (name));
  mg_name_lookup_pump (self);
}

/**
 * mg_name_lookup_cancel:
 * @self: an asker
 *
 * Gives up all questions. Nothing is said of them any more.
 */
void
mg_name_lookup_cancel (MgNameLookup *self)
{
  g_return_if_fail (MG_IS_NAME_LOOKUP (self));

  g_queue_clear_full (&self->waiting, g_free);
  g_ptr_array_set_size (self->running, 0);
}
