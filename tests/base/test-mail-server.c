/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-mail-server.h"
#include "mg-test.h"

/* Check that a server keeps what it was made of, through a boxed copy. */
static void
test_mail_server_value (void)
{
  g_autoptr (MgMailServer) server =
    mg_mail_server_new (MG_MAIL_PROTOCOL_IMAP, "imap.example", 993, MG_MAIL_SECURITY_TLS);
  g_autoptr (MgMailServer) copy = g_boxed_copy (MG_TYPE_MAIL_SERVER, server);

  g_assert_cmpint (mg_mail_server_get_protocol (copy), ==, MG_MAIL_PROTOCOL_IMAP);
  g_assert_cmpstr (mg_mail_server_get_host (copy), ==, "imap.example");
  g_assert_cmpuint (mg_mail_server_get_port (copy), ==, 993);
  g_assert_cmpint (mg_mail_server_get_security (copy), ==, MG_MAIL_SECURITY_TLS);
}

/* Check that each nick leads to its value and back, and another one nowhere. */
static void
test_mail_server_nicks (void)
{
  static const char * const protocols[] = { "smtp", "imap", "pop3" };
  static const char * const securities[] = { "none", "starttls", "tls" };

  for (gsize i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      MgMailProtocol protocol;
      MgMailSecurity security;

      g_assert_true (mg_mail_protocol_from_nick (protocols[i], &protocol));
      g_assert_cmpstr (mg_mail_protocol_get_nick (protocol), ==, protocols[i]);
      g_assert_true (mg_mail_security_from_nick (securities[i], &security));
      g_assert_cmpstr (mg_mail_security_get_nick (security), ==, securities[i]);
      g_assert_false (mg_mail_protocol_from_nick (securities[i], &protocol));
      g_assert_false (mg_mail_security_from_nick (NULL, &security));
    }
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/base/mail-server/value", test_mail_server_value);
  g_test_add_func ("/base/mail-server/nicks", test_mail_server_nicks);

  return g_test_run ();
}
