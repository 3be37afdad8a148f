/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "fake-resolver.h"

/* A resolver that knows what a test tells it, and never answers for a name
 * that begins with "silent". */
struct _FakeResolver
{
  GResolver   parent_instance;

  GHashTable *places;  /* (owned) (element-type utf8 utf8) */
  GHashTable *asked;   /* (owned) (element-type utf8) */
  guint       n_asked;
  guint       n_open;
};

G_DEFINE_FINAL_TYPE (FakeResolver, fake_resolver, G_TYPE_RESOLVER)

static void
free_addresses (gpointer data)
{
  g_resolver_free_addresses (data);
}

static void
on_cancelled_cb (GCancellable *cancellable,
                 gpointer      user_data)
{
  GTask *task = user_data;

  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
}

static void
fake_resolver_lookup_by_name_async (GResolver           *resolver,
                                    const char          *name,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  FakeResolver *self = FAKE_RESOLVER (resolver);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  const char *address = g_hash_table_lookup (self->places, name);

  g_task_set_source_tag (task, fake_resolver_lookup_by_name_async);
  g_hash_table_add (self->asked, g_strdup (name));
  self->n_asked++;
  self->n_open++;
  if (g_str_has_prefix (name, "silent"))
    g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled_cb), g_object_ref (task),
                           g_object_unref);
  else if (address == NULL)
    g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "unknown");
  else
    g_task_return_pointer (task, g_list_append (NULL, g_inet_address_new_from_string (address)),
                           free_addresses);
}

static GList *
fake_resolver_lookup_by_name_finish (GResolver     *resolver,
                                     GAsyncResult  *result,
                                     GError       **error)
{
  FAKE_RESOLVER (resolver)->n_open--;

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
fake_resolver_finalize (GObject *object)
{
  FakeResolver *self = FAKE_RESOLVER (object);

  g_hash_table_unref (self->places);
  g_hash_table_unref (self->asked);

  G_OBJECT_CLASS (fake_resolver_parent_class)->finalize (object);
}

static void
fake_resolver_class_init (FakeResolverClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GResolverClass *resolver_class = G_RESOLVER_CLASS (klass);

  object_class->finalize = fake_resolver_finalize;
  resolver_class->lookup_by_name_async = fake_resolver_lookup_by_name_async;
  resolver_class->lookup_by_name_finish = fake_resolver_lookup_by_name_finish;
}

static void
fake_resolver_init (FakeResolver *self)
{
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * fake_resolver_new:
 *
 * Returns: (transfer full): a resolver that knows nothing
 */
FakeResolver *
fake_resolver_new (void)
{
  return g_object_new (FAKE_TYPE_RESOLVER, NULL);
}

/**
 * fake_resolver_add:
 * @self: a resolver
 * @name: a host name
 * @address: where it is from now on
 *
 * Tells where a host is.
 */
void
fake_resolver_add (FakeResolver *self,
                   const char   *name,
                   const char   *address)
{
  g_hash_table_insert (self->places, g_strdup (name), g_strdup (address));
}

/**
 * fake_resolver_forget:
 * @self: a resolver
 *
 * Lets it know nothing any more.
 */
void
fake_resolver_forget (FakeResolver *self)
{
  g_hash_table_remove_all (self->places);
}

/**
 * fake_resolver_get_n_asked:
 * @self: a resolver
 *
 * Returns: how often it was asked
 */
guint
fake_resolver_get_n_asked (FakeResolver *self)
{
  return self->n_asked;
}

/**
 * fake_resolver_get_n_open:
 * @self: a resolver
 *
 * Returns: how many questions have no answer yet
 */
guint
fake_resolver_get_n_open (FakeResolver *self)
{
  return self->n_open;
}

/**
 * fake_resolver_was_asked:
 * @self: a resolver
 * @name: a host name
 *
 * Returns: whether it was ever asked for @name
 */
gboolean
fake_resolver_was_asked (FakeResolver *self,
                         const char   *name)
{
  return g_hash_table_contains (self->asked, name);
}
