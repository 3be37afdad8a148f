/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-log.h"
#include "mg-test.h"

/* Check that nothing that looks like a secret passes the log's last net. */
static void
test_log_redact (void)
{
  static const struct
  {
    const char *message;
    const char *redacted;
  } vectors[] = {
    { "GET /cb 200", "GET /cb 200" },
    { "GET /cb?code=4/abc&state=xyz 200", "GET /cb?code=[redacted]&state=[redacted] 200" },
    { "body {\"refresh_token\":\"1//abc\"}", "body {\"refresh_token\":\"[redacted]\"}" },
    { "Authorization: Bearer ya29.a0Af_x-y", "Authorization: Bearer [redacted]" },
    { "at https://user:pw@host/path", "at https://[redacted]@host/path" },
    { "password=hunter2;", "password=[redacted];" },
    { "pushed to nas-1", "pushed to nas-1" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autofree char *redacted = mg_log_dup_redact (vectors[i].message);

      g_assert_cmpstr (redacted, ==, vectors[i].redacted);
    }
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/base/log/redact", test_log_redact);

  return g_test_run ();
}
