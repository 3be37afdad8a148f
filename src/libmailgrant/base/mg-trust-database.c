/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-trust-database"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-error.h"
#include "mg-tls-trust.h"
#include "mg-trust-database.h"

/**
 * MgTrustDatabase:
 *
 * The system's certificate authorities, and an organization's own besides.
 *
 * A file alone would not do: who has an authority for the company's provider
 * still wants to reach the public ones.
 */
struct _MgTrustDatabase
{
  GTlsDatabase  parent_instance;

  GTlsDatabase *system;  /* (owned) */
  GTlsDatabase *own;     /* (owned) */
};

G_DEFINE_FINAL_TYPE (MgTrustDatabase, mg_trust_database, G_TYPE_TLS_DATABASE)

static GTlsCertificateFlags
mg_trust_database_verify_chain (GTlsDatabase             *database,
                                GTlsCertificate          *chain,
                                const char               *purpose,
                                GSocketConnectable       *identity,
                                GTlsInteraction          *interaction,
                                GTlsDatabaseVerifyFlags   flags,
                                GCancellable             *cancellable,
                                GError                  **error)
{
  MgTrustDatabase *self = MG_TRUST_DATABASE (database);
  GTlsCertificateFlags wrong;

  wrong = g_tls_database_verify_chain (self->system, chain, purpose, identity, interaction, flags,
                                       cancellable, error);
  if ((wrong & G_TLS_CERTIFICATE_UNKNOWN_CA) == 0)
    return wrong;

  return g_tls_database_verify_chain (self->own, chain, purpose, identity, interaction, flags,
                                      cancellable, error);
}

static void
mg_trust_database_dispose (GObject *object)
{
  MgTrustDatabase *self = MG_TRUST_DATABASE (object);

  g_clear_object (&self->system);
  g_clear_object (&self->own);

  G_OBJECT_CLASS (mg_trust_database_parent_class)->dispose (object);
}

static void
mg_trust_database_class_init (MgTrustDatabaseClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GTlsDatabaseClass *database_class = G_TLS_DATABASE_CLASS (klass);

  object_class->dispose = mg_trust_database_dispose;
  database_class->verify_chain = mg_trust_database_verify_chain;
}

static void
mg_trust_database_init (MgTrustDatabase *self)
{
}

/**
 * mg_trust_database_new:
 * @path: (type filename): a file of certificates in PEM form
 * @error: return location for an error
 *
 * Returns: (transfer full): the system's authorities and those in the file, or
 *   %NULL on error
 */
GTlsDatabase *
mg_trust_database_new (const char  *path,
                       GError     **error)
{
  g_autofree char *absolute = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GTlsDatabase) own = NULL;
  g_autoptr (GError) reason = NULL;
  g_autolist (GTlsCertificate) certificates = NULL;
  MgTrustDatabase *self;

  g_return_val_if_fail (path != NULL, NULL);

  /* A file database takes a file without a certificate, and a relative path as no file at all. */
  absolute = g_canonicalize_filename (path, NULL);
  name = g_filename_display_name (path);
  certificates = g_tls_certificate_list_new_from_file (absolute, &reason);
  if (certificates != NULL)
    own = g_tls_file_database_new (absolute, &reason);
  if (own == NULL)
    {
      g_set_error (error, MG_ERROR, MG_ERROR_INVALID_INPUT,
                   _("The certificate authorities in “%s” cannot be used: %s"), name,
                   reason != NULL ? reason->message : _("there is none in it"));
      return NULL;
    }

  self = g_object_new (MG_TYPE_TRUST_DATABASE, NULL);
  self->system = g_object_ref (mg_tls_trust_get_system ());
  self->own = g_steal_pointer (&own);

  return G_TLS_DATABASE (self);
}
