/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-mail-server"

#include "config.h"

#include "mg-mail-server.h"

/**
 * MgMailServer:
 *
 * Where mail is sent or read: a protocol, a host, a port and how the
 * connection is protected. Immutable.
 */
struct _MgMailServer
{
  gatomicrefcount ref_count;
  MgMailProtocol  protocol;
  MgMailSecurity  security;
  guint16         port;
  char           *host;  /* (owned) */
};

G_DEFINE_ENUM_TYPE (MgMailProtocol, mg_mail_protocol,
                    G_DEFINE_ENUM_VALUE (MG_MAIL_PROTOCOL_SMTP, "smtp"),
                    G_DEFINE_ENUM_VALUE (MG_MAIL_PROTOCOL_IMAP, "imap"),
                    G_DEFINE_ENUM_VALUE (MG_MAIL_PROTOCOL_POP3, "pop3"))

G_DEFINE_ENUM_TYPE (MgMailSecurity, mg_mail_security,
                    G_DEFINE_ENUM_VALUE (MG_MAIL_SECURITY_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (MG_MAIL_SECURITY_STARTTLS, "starttls"),
                    G_DEFINE_ENUM_VALUE (MG_MAIL_SECURITY_TLS, "tls"))

G_DEFINE_BOXED_TYPE (MgMailServer, mg_mail_server, mg_mail_server_ref, mg_mail_server_unref)

static const char *
get_nick (GType type,
          int   value)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (type);
  GEnumValue *found = g_enum_get_value (klass, value);

  return found != NULL ? found->value_nick : NULL;
}

static gboolean
from_nick (GType       type,
           const char *nick,
           int        *value)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (type);
  GEnumValue *found = nick != NULL ? g_enum_get_value_by_nick (klass, nick) : NULL;

  if (found != NULL)
    *value = found->value;

  return found != NULL;
}

/**
 * mg_mail_protocol_get_nick:
 * @protocol: a protocol
 *
 * Returns: (transfer none): its name in documents, never translated
 */
const char *
mg_mail_protocol_get_nick (MgMailProtocol protocol)
{
  return get_nick (MG_TYPE_MAIL_PROTOCOL, (int) protocol);
}

/**
 * mg_mail_protocol_from_nick:
 * @nick: (nullable): a name from a document
 * @protocol: (out): return location for the protocol
 *
 * Returns: %TRUE if there is such a protocol
 */
gboolean
mg_mail_protocol_from_nick (const char     *nick,
                            MgMailProtocol *protocol)
{
  int value;

  g_return_val_if_fail (protocol != NULL, FALSE);

  if (!from_nick (MG_TYPE_MAIL_PROTOCOL, nick, &value))
    return FALSE;
  *protocol = (MgMailProtocol) value;

  return TRUE;
}

/**
 * mg_mail_security_get_nick:
 * @security: a kind of protection
 *
 * Returns: (transfer none): its name in documents, never translated
 */
const char *
mg_mail_security_get_nick (MgMailSecurity security)
{
  return get_nick (MG_TYPE_MAIL_SECURITY, (int) security);
}

/**
 * mg_mail_security_from_nick:
 * @nick: (nullable): a name from a document
 * @security: (out): return location for the kind of protection
 *
 * Returns: %TRUE if there is such a kind
 */
gboolean
mg_mail_security_from_nick (const char     *nick,
                            MgMailSecurity *security)
{
  int value;

  g_return_val_if_fail (security != NULL, FALSE);

  if (!from_nick (MG_TYPE_MAIL_SECURITY, nick, &value))
    return FALSE;
  *security = (MgMailSecurity) value;

  return TRUE;
}

/**
 * mg_mail_server_new:
 * @protocol: what it speaks
 * @host: its name or address
 * @port: its port
 * @security: how the connection is protected
 *
 * Returns: (transfer full): a new mail server
 */
MgMailServer *
mg_mail_server_new (MgMailProtocol  protocol,
                    const char     *host,
                    guint16         port,
                    MgMailSecurity  security)
{
  MgMailServer *self;

  g_return_val_if_fail (host != NULL, NULL);

  self = g_new0 (MgMailServer, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->protocol = protocol;
  self->host = g_strdup (host);
  self->port = port;
  self->security = security;

  return self;
}

/**
 * mg_mail_server_ref:
 * @self: a mail server
 *
 * Returns: (transfer full): @self with one more reference
 */
MgMailServer *
mg_mail_server_ref (MgMailServer *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * mg_mail_server_unref:
 * @self: (transfer full): a mail server
 *
 * Gives up a reference.
 */
void
mg_mail_server_unref (MgMailServer *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->host);
  g_free (self);
}

/**
 * mg_mail_server_get_protocol:
 * @self: a mail server
 *
 * Returns: what it speaks
 */
MgMailProtocol
mg_mail_server_get_protocol (const MgMailServer *self)
{
  g_return_val_if_fail (self != NULL, MG_MAIL_PROTOCOL_SMTP);

  return self->protocol;
}

/**
 * mg_mail_server_get_host:
 * @self: a mail server
 *
 * Returns: (transfer none): its name or address
 */
const char *
mg_mail_server_get_host (const MgMailServer *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->host;
}

/**
 * mg_mail_server_get_port:
 * @self: a mail server
 *
 * Returns: its port
 */
guint16
mg_mail_server_get_port (const MgMailServer *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->port;
}

/**
 * mg_mail_server_get_security:
 * @self: a mail server
 *
 * Returns: how the connection is protected
 */
MgMailSecurity
mg_mail_server_get_security (const MgMailServer *self)
{
  g_return_val_if_fail (self != NULL, MG_MAIL_SECURITY_NONE);

  return self->security;
}
