/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-tls-trust"

#include "config.h"

#include "mg-tls-trust.h"

/* A database that vouches for nobody.
 *
 * Each new TLS connection of glib-networking takes the process's default
 * database first, whichever it is given afterwards, and of GnuTLS's own kind
 * it copies all authorities. With the system's, that is most of what a
 * connection to a device costs in time and memory, and a device is judged by
 * its pin alone. This one has nothing to copy. */
#define MG_TYPE_NOBODY_DATABASE (mg_nobody_database_get_type ())

G_DECLARE_FINAL_TYPE (MgNobodyDatabase, mg_nobody_database, MG, NOBODY_DATABASE, GTlsDatabase)

struct _MgNobodyDatabase
{
  GTlsDatabase parent_instance;
};

G_DEFINE_FINAL_TYPE (MgNobodyDatabase, mg_nobody_database, G_TYPE_TLS_DATABASE)

static GTlsCertificateFlags
mg_nobody_database_verify_chain (GTlsDatabase             *database,
                                 GTlsCertificate          *chain,
                                 const char               *purpose,
                                 GSocketConnectable       *identity,
                                 GTlsInteraction          *interaction,
                                 GTlsDatabaseVerifyFlags   flags,
                                 GCancellable             *cancellable,
                                 GError                  **error)
{
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return G_TLS_CERTIFICATE_GENERIC_ERROR;

  return G_TLS_CERTIFICATE_UNKNOWN_CA | g_tls_certificate_verify (chain, identity, NULL);
}

static void
mg_nobody_database_class_init (MgNobodyDatabaseClass *klass)
{
  GTlsDatabaseClass *database_class = G_TLS_DATABASE_CLASS (klass);

  database_class->verify_chain = mg_nobody_database_verify_chain;
}

static void
mg_nobody_database_init (MgNobodyDatabase *self)
{
}

/* What was the default before, for as long as the process lives. */
static GTlsDatabase *
replace_default (void)
{
  GTlsBackend *backend = g_tls_backend_get_default ();
  g_autoptr (GTlsDatabase) nobody = g_object_new (MG_TYPE_NOBODY_DATABASE, NULL);
  GTlsDatabase *system = g_tls_backend_get_default_database (backend);

  g_tls_backend_set_default_database (backend, nobody);

  return system;
}

/**
 * mg_tls_trust_get_system:
 *
 * Gets the system's certificate authorities, which from then on have to be
 * named: whoever relies on the process's default database trusts nobody.
 *
 * Returns: (transfer none): the system's database
 */
GTlsDatabase *
mg_tls_trust_get_system (void)
{
  static GTlsDatabase *system;

  if (g_once_init_enter (&system))
    g_once_init_leave (&system, replace_default ());

  return system;
}

/**
 * mg_tls_trust_lighten:
 *
 * Makes TLS connections cheap that are judged by a pin. To be called before
 * the first of them.
 */
void
mg_tls_trust_lighten (void)
{
  mg_tls_trust_get_system ();
}
