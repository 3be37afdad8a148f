/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-avahi-resolver"

#include "config.h"

#include "mg-avahi-resolver.h"

/* Avahi gives up after five seconds; a daemon that hangs must not hold a
 * place for ever. */
#define DEADLINE (15 * G_USEC_PER_SEC)

/* Answers to calls whose own answer has not come yet. */
#define MAX_EARLY 128

typedef struct
{
  MgAvahiResolver *owner;      /* (nullable): none once the job is given up */
  GDBusConnection *connection; /* (owned) */
  int              interface;
  char            *name;       /* (owned) */
  char            *type;       /* (owned) */
  char            *domain;     /* (owned) */
  MgAvahiProtocol  protocol;
  char            *path;       /* (owned) (nullable) */
  gint64           since;
  gboolean         slow;
} Job;

/**
 * MgAvahiResolver:
 *
 * Asks Avahi for the host, port, address and TXT record of services.
 *
 * A service that nobody answers for takes Avahi five seconds to give up; so
 * a question that has no answer after half a second no longer counts among the
 * ones in flight, and such services never hold up the others. IPv6 addresses
 * are asked for only when nothing else waits. Every object that Avahi makes
 * for us is freed as soon as it has answered.
 */
struct _MgAvahiResolver
{
  GObject              parent_instance;

  GDBusConnection     *connection;  /* (owned) */
  MgClock             *clock;       /* (owned) */
  MgAvahiResolvedFunc  resolved;
  gpointer             user_data;
  gboolean             reversed;

  GQueue               waiting;     /* (owned) (element-type Job) */
  GQueue               waiting_ipv6; /* (owned) (element-type Job) */
  GQueue               open;        /* (owned) (element-type Job), oldest first */
  guint                n_fresh;
  GHashTable          *early;       /* (owned) (element-type utf8 GVariant) */
  guint                tick_id;
};

G_DEFINE_FINAL_TYPE (MgAvahiResolver, mg_avahi_resolver, G_TYPE_OBJECT)

static void
job_clear (gpointer data)
{
  Job *job = data;

  g_object_unref (job->connection);
  g_free (job->name);
  g_free (job->type);
  g_free (job->domain);
  g_free (job->path);
}

static void
job_unref (Job *job)
{
  g_rc_box_release_full (job, job_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Job, job_unref)

static gboolean
job_is_for (const Job            *job,
            const MgAvahiService *service)
{
  return job->interface == service->interface && g_str_equal (job->name, service->name) &&
         g_str_equal (job->type, service->type) && g_str_equal (job->domain, service->domain);
}

static void
job_free_object (Job *job)
{
  if (job->path != NULL)
    g_dbus_connection_call (job->connection, MG_AVAHI_NAME, job->path,
                            MG_AVAHI_NAME ".ServiceResolver", "Free", NULL, NULL,
                            G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
}

static void mg_avahi_resolver_pump (MgAvahiResolver *self);

/* Takes the job out of the list of open ones. */
static Job *
mg_avahi_resolver_take (MgAvahiResolver *self,
                        GList           *link)
{
  Job *job = link->data;

  g_queue_delete_link (&self->open, link);
  if (!job->slow)
    self->n_fresh--;
  job->owner = NULL;
  job_free_object (job);

  return job;
}

static void
mg_avahi_resolver_report (MgAvahiResolver     *self,
                          Job                 *job,
                          const MgAvahiAnswer *answer)
{
  MgAvahiService service = { job->interface, job->name, job->type, job->domain };

  self->resolved (&service, job->protocol, answer, self->user_data);
}

static GList *
mg_avahi_resolver_find_path (MgAvahiResolver *self,
                             const char      *path)
{
  for (GList *link = self->open.head; link != NULL; link = link->next)
    if (g_strcmp0 (((Job *) link->data)->path, path) == 0)
      return link;

  return NULL;
}

static gboolean
mg_avahi_resolver_awaits_path (MgAvahiResolver *self)
{
  return mg_avahi_resolver_find_path (self, NULL) != NULL;
}

static void
mg_avahi_resolver_finish (MgAvahiResolver *self,
                          GList           *link,
                          GVariant        *found)
{
  g_autoptr (Job) job = mg_avahi_resolver_take (self, link);
  g_autoptr (GInetAddress) address = NULL;
  g_autoptr (GVariant) strings = NULL;
  g_autoptr (MgTxt) txt = NULL;
  const char *host;
  const char *text;
  guint16 port;

  if (found == NULL)
    {
      mg_avahi_resolver_report (self, job, NULL);
      return;
    }

  g_variant_get_child (found, 5, "&s", &host);
  g_variant_get_child (found, 7, "&s", &text);
  g_variant_get_child (found, 8, "q", &port);
  g_variant_get_child (found, 9, "@aay", &strings);

  address = g_inet_address_new_from_string (text);
  if (address == NULL)
    {
      mg_avahi_resolver_report (self, job, NULL);
      return;
    }

  txt = mg_txt_new_from_variant (strings, self->reversed);
  mg_avahi_resolver_report (self, job, &(MgAvahiAnswer) { host, address, port, txt });
}

static void
on_resolver_new_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (Job) job = user_data;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) early = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  MgAvahiResolver *self = job->owner;
  GList *link;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);
  if (reply != NULL)
    g_variant_get (reply, "(o)", &job->path);

  if (self == NULL)
    {
      job_free_object (job);
      return;
    }

  link = g_queue_find (&self->open, job);
  if (reply == NULL)
    {
      g_debug ("no resolver: %s", error->message);
      mg_avahi_resolver_finish (self, link, NULL);
      mg_avahi_resolver_pump (self);
      return;
    }

  if (g_hash_table_steal_extended (self->early, job->path, (gpointer *) &path,
                                   (gpointer *) &early))
    {
      mg_avahi_resolver_finish (self, link, g_variant_n_children (early) > 1 ? early : NULL);
      mg_avahi_resolver_pump (self);
    }

  if (!mg_avahi_resolver_awaits_path (self))
    g_hash_table_remove_all (self->early);
}

static void on_tick_cb (gpointer user_data);

static void
mg_avahi_resolver_open (MgAvahiResolver *self,
                        Job             *job)
{
  job->owner = self;
  job->since = mg_clock_boot_time (self->clock);
  g_queue_push_tail (&self->open, job);
  self->n_fresh++;
  if (self->tick_id == 0)
    self->tick_id = mg_clock_timeout_add (self->clock, MG_AVAHI_RESOLVER_SLOW_MSEC,
                                          on_tick_cb, self);

  /* Over the protocol of the wanted address: few hosts give out an IPv4 address
   * over IPv6, and where it would come from is otherwise left to chance. */
  g_dbus_connection_call (self->connection, MG_AVAHI_NAME, "/", MG_AVAHI_NAME ".Server",
                          "ServiceResolverNew",
                          g_variant_new ("(iisssiu)", job->interface, job->protocol,
                                         job->name, job->type, job->domain, job->protocol, 0),
                          G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL,
                          on_resolver_new_cb, g_rc_box_acquire (job));
}

static void
mg_avahi_resolver_pump (MgAvahiResolver *self)
{
  while (self->n_fresh < MG_AVAHI_RESOLVER_MAX_FRESH)
    {
      Job *job = g_queue_pop_head (&self->waiting);

      if (job == NULL)
        job = g_queue_pop_head (&self->waiting_ipv6);
      if (job == NULL)
        return;

      mg_avahi_resolver_open (self, job);
    }
}

/* Only what has been made at Avahi's side may count as slow, so that there are
 * never more calls without a reply than fresh jobs. */
static void
mg_avahi_resolver_age (MgAvahiResolver *self,
                       gint64           now)
{
  for (GList *link = self->open.head; link != NULL; link = link->next)
    {
      Job *job = link->data;

      if (!job->slow && job->path != NULL &&
          now - job->since >= MG_AVAHI_RESOLVER_SLOW_MSEC * 1000)
        {
          job->slow = TRUE;
          self->n_fresh--;
        }
    }
}

static void
on_tick_cb (gpointer user_data)
{
  MgAvahiResolver *self = g_object_ref (MG_AVAHI_RESOLVER (user_data));
  gint64 now = mg_clock_boot_time (self->clock);
  GList *oldest;

  self->tick_id = 0;
  mg_avahi_resolver_age (self, now);

  while ((oldest = self->open.head) != NULL &&
         (now - ((Job *) oldest->data)->since >= DEADLINE ||
          self->open.length - self->n_fresh > MG_AVAHI_RESOLVER_MAX_SLOW))
    mg_avahi_resolver_finish (self, oldest, NULL);

  mg_avahi_resolver_pump (self);
  if (self->open.length > 0 && self->tick_id == 0)
    self->tick_id = mg_clock_timeout_add (self->clock, MG_AVAHI_RESOLVER_SLOW_MSEC,
                                          on_tick_cb, self);
  g_object_unref (self);
}

static void
mg_avahi_resolver_dispose (GObject *object)
{
  MgAvahiResolver *self = MG_AVAHI_RESOLVER (object);

  mg_avahi_resolver_close (self);
  g_clear_object (&self->connection);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (mg_avahi_resolver_parent_class)->dispose (object);
}

static void
mg_avahi_resolver_finalize (GObject *object)
{
  MgAvahiResolver *self = MG_AVAHI_RESOLVER (object);

  g_hash_table_unref (self->early);

  G_OBJECT_CLASS (mg_avahi_resolver_parent_class)->finalize (object);
}

static void
mg_avahi_resolver_class_init (MgAvahiResolverClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mg_avahi_resolver_dispose;
  object_class->finalize = mg_avahi_resolver_finalize;
}

static void
mg_avahi_resolver_init (MgAvahiResolver *self)
{
  self->early = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) g_variant_unref);
}

/**
 * mg_avahi_resolver_new:
 * @connection: the bus that Avahi is on
 * @clock: where the time comes from
 * @resolved: (scope forever): called with each answer
 * @user_data: data for @resolved
 *
 * Returns: (transfer full): a resolver without work
 */
MgAvahiResolver *
mg_avahi_resolver_new (GDBusConnection     *connection,
                       MgClock             *clock,
                       MgAvahiResolvedFunc  resolved,
                       gpointer             user_data)
{
  MgAvahiResolver *self;

  g_return_val_if_fail (G_IS_DBUS_CONNECTION (connection), NULL);
  g_return_val_if_fail (MG_IS_CLOCK (clock), NULL);
  g_return_val_if_fail (resolved != NULL, NULL);

  self = g_object_new (MG_TYPE_AVAHI_RESOLVER, NULL);
  self->connection = g_object_ref (connection);
  self->clock = g_object_ref (clock);
  self->resolved = resolved;
  self->user_data = user_data;

  return self;
}

/**
 * mg_avahi_resolver_set_reversed:
 * @self: a resolver
 * @reversed: whether this Avahi delivers the strings of a TXT record backwards
 *
 * Says which string of a record was first on the wire.
 */
void
mg_avahi_resolver_set_reversed (MgAvahiResolver *self,
                                gboolean         reversed)
{
  g_return_if_fail (MG_IS_AVAHI_RESOLVER (self));

  self->reversed = reversed;
}

static GList *
find_service (GQueue               *queue,
              const MgAvahiService *service,
              MgAvahiProtocol       protocol)
{
  for (GList *link = queue->head; link != NULL; link = link->next)
    {
      const Job *job = link->data;

      if (job_is_for (job, service) &&
          (protocol == MG_AVAHI_PROTOCOL_ANY || protocol == job->protocol))
        return link;
    }

  return NULL;
}

/**
 * mg_avahi_resolver_add:
 * @self: a resolver
 * @service: what to ask about
 * @protocol: which kind of address is wanted
 *
 * Asks, as soon as there is room, unless the same is being asked already.
 */
void
mg_avahi_resolver_add (MgAvahiResolver      *self,
                       const MgAvahiService *service,
                       MgAvahiProtocol       protocol)
{
  GQueue *queue;
  Job *job;

  g_return_if_fail (MG_IS_AVAHI_RESOLVER (self));
  g_return_if_fail (service != NULL);
  g_return_if_fail (protocol != MG_AVAHI_PROTOCOL_ANY);

  queue = protocol == MG_AVAHI_PROTOCOL_IPV4 ? &self->waiting : &self->waiting_ipv6;
  if (find_service (&self->open, service, protocol) != NULL ||
      find_service (queue, service, protocol) != NULL)
    return;

  job = g_rc_box_new0 (Job);
  job->connection = g_object_ref (self->connection);
  job->interface = service->interface;
  job->name = g_strdup (service->name);
  job->type = g_strdup (service->type);
  job->domain = g_strdup (service->domain);
  job->protocol = protocol;
  g_queue_push_tail (queue, job);

  mg_avahi_resolver_pump (self);
}

/**
 * mg_avahi_resolver_remove:
 * @self: a resolver
 * @service: a service
 *
 * Stops asking about a service that is gone.
 */
void
mg_avahi_resolver_remove (MgAvahiResolver      *self,
                          const MgAvahiService *service)
{
  GQueue *queues[] = { &self->waiting, &self->waiting_ipv6 };
  GList *link;

  g_return_if_fail (MG_IS_AVAHI_RESOLVER (self));
  g_return_if_fail (service != NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (queues); i++)
    if ((link = find_service (queues[i], service, MG_AVAHI_PROTOCOL_ANY)) != NULL)
      {
        job_unref (link->data);
        g_queue_delete_link (queues[i], link);
      }

  while ((link = find_service (&self->open, service, MG_AVAHI_PROTOCOL_ANY)) != NULL)
    job_unref (mg_avahi_resolver_take (self, link));

  mg_avahi_resolver_pump (self);
}

/**
 * mg_avahi_resolver_handle_signal:
 * @self: a resolver
 * @path: the object that sent the signal
 * @member: the signal
 * @parameters: its parameters
 *
 * Takes a signal of the ServiceResolver interface. One that overtakes the
 * reply that names its object is kept until then.
 */
void
mg_avahi_resolver_handle_signal (MgAvahiResolver *self,
                                 const char      *path,
                                 const char      *member,
                                 GVariant        *parameters)
{
  gboolean found;
  GList *link;

  g_return_if_fail (MG_IS_AVAHI_RESOLVER (self));

  found = g_str_equal (member, "Found") &&
          g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(iissssisqaayu)"));
  if (!found && !g_str_equal (member, "Failure"))
    return;

  link = mg_avahi_resolver_find_path (self, path);
  if (link != NULL)
    {
      mg_avahi_resolver_finish (self, link, found ? parameters : NULL);
      mg_avahi_resolver_pump (self);
    }
  else if (mg_avahi_resolver_awaits_path (self) && g_hash_table_size (self->early) < MAX_EARLY)
    {
      g_hash_table_replace (self->early, g_strdup (path), g_variant_ref (parameters));
    }
}

/**
 * mg_avahi_resolver_close:
 * @self: a resolver
 *
 * Gives up all work.
 */
void
mg_avahi_resolver_close (MgAvahiResolver *self)
{
  g_return_if_fail (MG_IS_AVAHI_RESOLVER (self));

  while (self->open.head != NULL)
    job_unref (mg_avahi_resolver_take (self, self->open.head));
  g_queue_clear_full (&self->waiting, (GDestroyNotify) job_unref);
  g_queue_clear_full (&self->waiting_ipv6, (GDestroyNotify) job_unref);
  g_hash_table_remove_all (self->early);
  if (self->clock != NULL)
    mg_clock_timeout_clear (self->clock, &self->tick_id);
}

/**
 * mg_avahi_resolver_get_n_open:
 * @self: a resolver
 *
 * Returns: how many questions are open at Avahi, slow ones included
 */
guint
mg_avahi_resolver_get_n_open (MgAvahiResolver *self)
{
  g_return_val_if_fail (MG_IS_AVAHI_RESOLVER (self), 0);

  return self->open.length;
}
