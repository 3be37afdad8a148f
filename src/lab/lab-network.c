/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-network"

#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lab-certificate.h"
#include "lab-network.h"

#define TIMEOUT 30

/* A database that trusts nobody but an authority whose key is thrown away at
 * once: an empty one can't be made. It stands in for the default database, which
 * GnuTLS reads for every connection, even one that was given another, and even a
 * server's: with the system's 140 authorities, that is most of what a connection
 * costs. The file is read again every time, so it stays open. */
static GTlsDatabase *
make_small_database (GError **error)
{
  g_autofree char *pem = lab_certificate_make_pem ("Mailgrant Lab nobody", "127.0.0.1", error);
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autofree char *public_pem = NULL;
  g_autofree char *path = NULL;
  int fd;

  if (pem != NULL)
    certificate = g_tls_certificate_new_from_pem (pem, -1, error);
  if (certificate == NULL)
    return NULL;

  public_pem = lab_certificate_public_pem (certificate);
  fd = memfd_create ("nobody.pem", MFD_CLOEXEC);
  path = g_strdup_printf ("/proc/self/fd/%d", fd);
  if (fd < 0 || write (fd, public_pem, strlen (public_pem)) < 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s", g_strerror (errno));
      return NULL;
    }

  return g_tls_file_database_new (path, error);
}

static gboolean
set_up_trust (LabNetwork   *self,
              const char   *ca_file,
              GError      **error)
{
  GTlsBackend *backend = g_tls_backend_get_default ();
  g_autoptr (GTlsDatabase) small = NULL;
  g_autofree char *path = NULL;

  if (ca_file != NULL)
    {
      /* A relative path makes a database that is silently empty. */
      path = g_canonicalize_filename (ca_file, NULL);
      self->database = g_tls_file_database_new (path, error);
    }
  else
    {
      self->database = g_tls_backend_get_default_database (backend);
    }

  if (self->database == NULL)
    return FALSE;

  small = make_small_database (error);
  if (small == NULL)
    return FALSE;

  g_tls_backend_set_default_database (backend, small);
  return TRUE;
}

static gboolean
add_mail_server (LabNetwork  *self,
                 const char  *option,
                 GError     **error)
{
  const char *equals = strchr (option, '=');
  const char *address = equals != NULL ? equals + 1 : option;
  g_autoptr (GSocketConnectable) parsed = g_network_address_parse (address, 0, error);

  if (parsed == NULL)
    return FALSE;

  g_hash_table_insert (self->mail_servers,
                       equals != NULL ? g_strndup (option, (gsize) (equals - option))
                                      : g_strdup (""),
                       g_strdup (address));
  return TRUE;
}

gboolean
lab_network_init (LabNetwork        *self,
                  const LabOptions  *options,
                  GError           **error)
{
  self->mail_servers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; options->mail_servers != NULL && options->mail_servers[i] != NULL; i++)
    if (!add_mail_server (self, options->mail_servers[i], error))
      return FALSE;

  if (!set_up_trust (self, options->ca_file, error))
    return FALSE;

  self->session = soup_session_new_with_options ("tls-database", self->database,
                                                 "proxy-resolver", NULL,
                                                 "timeout", TIMEOUT,
                                                 "user-agent", "Mailgrant-Lab",
                                                 NULL);
  return TRUE;
}

void
lab_network_clear (LabNetwork *self)
{
  if (self->session != NULL)
    soup_session_abort (self->session);
  g_clear_object (&self->session);
  g_clear_object (&self->database);
  g_clear_pointer (&self->mail_servers, g_hash_table_unref);
}

/* Returns the address given on the command line for this kind of connection,
 * or for any, or NULL: then the settings say where to go. */
const char *
lab_network_find_mail_server (LabNetwork  *self,
                              LabProtocol  protocol,
                              LabSecurity  security)
{
  g_autofree char *scheme = g_strconcat (lab_protocol_nicks[protocol],
                                         security == LAB_SECURITY_TLS ? "s" : "", NULL);
  const char *address = g_hash_table_lookup (self->mail_servers, scheme);

  return address != NULL ? address : g_hash_table_lookup (self->mail_servers, "");
}
