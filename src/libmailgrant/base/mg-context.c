/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-context"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-context.h"
#include "mg-error.h"
#include "mg-trust-database.h"

#define CONFIGURATION_FILE "mailgrant.conf"

/**
 * MgContext:
 *
 * What surrounds the core: the clock, the folders, and whom to trust on the
 * public internet.
 *
 * It is handed to constructors; there is no default one, so a test replaces
 * what it likes and nobody else knows that it is a test.
 */
struct _MgContext
{
  GObject       parent_instance;

  MgClock      *clock;                /* (owned) */
  char         *data_dir;             /* (owned) */
  char         *config_dir;           /* (owned) */
  GTlsDatabase *public_tls_database;  /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (MgContext, mg_context, G_TYPE_OBJECT)

static void
mg_context_dispose (GObject *object)
{
  MgContext *self = MG_CONTEXT (object);

  g_clear_object (&self->clock);
  g_clear_object (&self->public_tls_database);

  G_OBJECT_CLASS (mg_context_parent_class)->dispose (object);
}

static void
mg_context_finalize (GObject *object)
{
  MgContext *self = MG_CONTEXT (object);

  g_free (self->data_dir);
  g_free (self->config_dir);

  G_OBJECT_CLASS (mg_context_parent_class)->finalize (object);
}

static void
mg_context_class_init (MgContextClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mg_context_dispose;
  object_class->finalize = mg_context_finalize;
}

static void
mg_context_init (MgContext *self)
{
}

/**
 * mg_context_new:
 *
 * Makes the context of a person's own session: the system's clock, the
 * `mailgrant` folders under the XDG base directories, the system's trust.
 *
 * Returns: (transfer full): a new context
 */
MgContext *
mg_context_new (void)
{
  g_autoptr (MgClock) clock = mg_system_clock_new ();
  g_autofree char *data_dir = g_build_filename (g_get_user_data_dir (), "mailgrant", NULL);
  g_autofree char *config_dir = g_build_filename (g_get_user_config_dir (), "mailgrant", NULL);

  return mg_context_new_for_paths (clock, data_dir, config_dir);
}

/**
 * mg_context_new_for_paths:
 * @clock: where the time comes from
 * @data_dir: (type filename): the folder of the database
 * @config_dir: (type filename): the folder of the person's own providers
 *
 * Returns: (transfer full): a new context
 */
MgContext *
mg_context_new_for_paths (MgClock    *clock,
                          const char *data_dir,
                          const char *config_dir)
{
  MgContext *self;

  g_return_val_if_fail (MG_IS_CLOCK (clock), NULL);
  g_return_val_if_fail (data_dir != NULL, NULL);
  g_return_val_if_fail (config_dir != NULL, NULL);

  self = g_object_new (MG_TYPE_CONTEXT, NULL);
  self->clock = g_object_ref (clock);
  self->data_dir = g_strdup (data_dir);
  self->config_dir = g_strdup (config_dir);

  return self;
}

/**
 * mg_context_get_clock:
 * @self: a context
 *
 * Returns: (transfer none): the clock
 */
MgClock *
mg_context_get_clock (MgContext *self)
{
  g_return_val_if_fail (MG_IS_CONTEXT (self), NULL);

  return self->clock;
}

/**
 * mg_context_get_data_dir:
 * @self: a context
 *
 * Returns: (transfer none) (type filename): the folder of the database
 */
const char *
mg_context_get_data_dir (MgContext *self)
{
  g_return_val_if_fail (MG_IS_CONTEXT (self), NULL);

  return self->data_dir;
}

/**
 * mg_context_get_config_dir:
 * @self: a context
 *
 * Returns: (transfer none) (type filename): the folder of the person's own
 *   providers
 */
const char *
mg_context_get_config_dir (MgContext *self)
{
  g_return_val_if_fail (MG_IS_CONTEXT (self), NULL);

  return self->config_dir;
}

/**
 * mg_context_get_public_tls_database:
 * @self: a context
 *
 * Gets whom to trust as a provider or a mail server on the public internet.
 * Devices are not judged by it: they have their pins.
 *
 * Returns: (transfer none) (nullable): a database, or %NULL for the system's
 */
GTlsDatabase *
mg_context_get_public_tls_database (MgContext *self)
{
  g_return_val_if_fail (MG_IS_CONTEXT (self), NULL);

  return self->public_tls_database;
}

/**
 * mg_context_set_public_tls_database:
 * @self: a context
 * @database: (nullable): whom to trust, or %NULL for the system's database
 *
 * Sets whom to trust as a provider or a mail server, for an organization with
 * a certificate authority of its own.
 */
void
mg_context_set_public_tls_database (MgContext    *self,
                                    GTlsDatabase *database)
{
  g_return_if_fail (MG_IS_CONTEXT (self));
  g_return_if_fail (database == NULL || G_IS_TLS_DATABASE (database));

  g_set_object (&self->public_tls_database, database);
}

/**
 * mg_context_trust_file:
 * @self: a context
 * @path: (type filename): a file of certificates in PEM form
 * @error: return location for an error
 *
 * Trusts the authorities in a file besides the system's, as
 * mg_context_set_public_tls_database() does.
 *
 * Returns: %TRUE on success
 */
gboolean
mg_context_trust_file (MgContext   *self,
                       const char  *path,
                       GError     **error)
{
  g_autoptr (GTlsDatabase) database = NULL;

  g_return_val_if_fail (MG_IS_CONTEXT (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  database = mg_trust_database_new (path, error);
  if (database == NULL)
    return FALSE;

  mg_context_set_public_tls_database (self, database);

  return TRUE;
}

/**
 * mg_context_read_configuration:
 * @self: a context
 * @error: return location for an error
 *
 * Reads `mailgrant.conf` in the configuration folder, if there is one. It has
 * one key so far: `CaFile` in the group `Trust`, the file of
 * mg_context_trust_file(), relative to the folder.
 *
 * Returns: %TRUE on success, also where there is no such file
 */
gboolean
mg_context_read_configuration (MgContext  *self,
                               GError    **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *path = NULL;
  g_autofree char *value = NULL;
  g_autofree char *ca_file = NULL;
  g_autoptr (GError) reason = NULL;

  g_return_val_if_fail (MG_IS_CONTEXT (self), FALSE);

  path = g_build_filename (self->config_dir, CONFIGURATION_FILE, NULL);
  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &reason))
    {
      if (g_error_matches (reason, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        return TRUE;

      g_set_error (error, MG_ERROR, MG_ERROR_INVALID_INPUT,
                   _("The configuration file cannot be used: %s"), reason->message);
      return FALSE;
    }

  value = g_key_file_get_string (file, "Trust", "CaFile", NULL);
  if (value == NULL)
    return TRUE;

  ca_file = g_canonicalize_filename (value, self->config_dir);

  return mg_context_trust_file (self, ca_file, error);
}
