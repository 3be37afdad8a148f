/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "mg-driver-info.h"
#include "mg-slot-reading.h"
#include "mg-error.h"
#include "mg-test.h"

static const char file[] =
  "[Driver]\n"
  "Id=example\n"
  "Name=Example\n"
  "Kind=nas\n"
  "Port=8443;9443;\n"
  "Capabilities=read;push-oauth;\n"
  "[Match _http._tcp]\n"
  "Txt=vendor=example*;model=*;\n"
  "[Match _example._tcp]\n"
  "[Match vendor]\n"
  "Vendor=Example*;\n"
  "[Provider gmail]\n"
  "Scopes=https://mail.google.com/;\n"
  "Client=confidential\n"
  "FuseDays=90\n";

/* Check that a driver's file says what it can do, whom it matches and what it
 * needs of a provider. */
static void
test_driver_info_file (void)
{
  static const char *const theirs[] = { "Vendor=EXAMPLE Inc.", "model=X1", NULL };
  static const char *const others[] = { "vendor=other", "model=X1", NULL };
  g_autoptr (GBytes) bytes = g_bytes_new_static (file, sizeof file - 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgDriverInfo) info = mg_driver_info_new_from_bytes (bytes, &error);
  g_auto (GStrv) scopes = NULL;
  g_autofree char *kind = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (mg_driver_info_get_id (info), ==, "example");
  g_assert_cmpint (mg_driver_info_get_kind (info), ==, MG_DEVICE_KIND_NAS);
  g_assert_cmpuint (mg_driver_info_get_port (info, 0), ==, 8443);
  g_assert_cmpuint (mg_driver_info_get_port (info, 1), ==, 9443);
  g_assert_cmpuint (mg_driver_info_get_port (info, 2), ==, 0);
  g_assert_true (mg_driver_info_can (info, MG_DRIVER_READ | MG_DRIVER_PUSH_OAUTH));
  g_assert_false (mg_driver_info_can (info, MG_DRIVER_RULES));

  g_assert_true (mg_driver_info_matches_service (info, "_http._tcp", theirs));
  g_assert_false (mg_driver_info_matches_service (info, "_http._tcp", others));
  g_assert_false (mg_driver_info_matches_service (info, "_http._tcp", NULL));
  g_assert_true (mg_driver_info_matches_service (info, "_example._tcp", NULL));
  g_assert_false (mg_driver_info_matches_service (info, "_ipp._tcp", theirs));
  g_assert_true (mg_driver_info_matches_vendor (info, "example gmbh"));
  g_assert_false (mg_driver_info_matches_vendor (info, "An Example"));

  scopes = mg_driver_info_dup_scopes (info, "gmail");
  kind = mg_driver_info_dup_client_kind (info, "gmail");
  g_assert_cmpstrv (scopes, ((const char *[]) { "https://mail.google.com/", NULL }));
  g_assert_cmpstr (kind, ==, "confidential");
  g_assert_cmpint (mg_driver_info_get_fuse_days (info, "gmail"), ==, 90);
  g_assert_null (mg_driver_info_dup_scopes (info, "outlook"));
  g_assert_cmpint (mg_driver_info_get_fuse_days (info, "outlook"), ==, 0);
  g_assert_cmpstrv (mg_driver_info_get_providers (info), ((const char *[]) { "gmail", NULL }));
}

/* Check that a driver's file with a mistake is refused, not guessed at. */
static void
test_driver_info_broken (void)
{
  static const char *const files[] = {
    "",
    "[Driver]\nId=x\n",
    "[Driver]\nId=x\nName=X\n",
    "[Driver]\nId=x\nName=X\nCapabilities=fly;\n",
    "[Driver]\nId=x\nName=X\nCapabilities=guided;\n[Slot a]\nTitle=A\n",
    "[Driver]\nId=x\nName=X\nCapabilities=guided;\n[Slot a]\nProtocol=smtp\n",
    "[Driver]\nId=x\nName=X\nCapabilities=guided;\n[Slot a]\nTitle=A\nProtocol=x400\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (files[i], strlen (files[i]));
      g_autoptr (GError) error = NULL;

      g_assert_null (mg_driver_info_new_from_bytes (bytes, &error));
      g_assert_nonnull (error);
    }
}

static char *
dup_slots (MgDriverInfo *info,
           const char   *model)
{
  g_autoptr (GPtrArray) slots = mg_driver_info_dup_slots (info, model);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < slots->len; i++)
    {
      const MgSlotReading *slot = g_ptr_array_index (slots, i);

      g_string_append_printf (text, "%s%s %s", i == 0 ? "" : "; ", slot->id,
                              slot->link_group == NULL ? "alone" : slot->link_group);
      g_assert_cmpint (slot->event, ==, MG_TOKEN_EVENT_READ_HIDDEN);
    }

  return g_string_free (text, FALSE);
}

/* Check that the places of a make, and which of them change together, depend on the
 * model, and that its words for a dead token are known. */
static void
test_driver_info_slots (void)
{
  static const char text[] = "[Driver]\nId=x\nName=X\nKind=printer\nCapabilities=guided;\n"
                             "[Slot mail]\nTitle=Mail\nProtocol=smtp\nLinkGroup=one\n"
                             "[Slot alert]\nTitle=Alert\nProtocol=smtp\n"
                             "[Slot fax]\nTitle=Fax\nProtocol=pop3\nModels=*Fax*;\n"
                             "[Model Big*]\nLinkGroup=all\nLinked=mail;alert;\n"
                             "[Words]\nDead=Token update failed*;\n";
  static const struct
  {
    const char *model;
    const char *slots;
  } rows[] = {
    { NULL, "mail one; alert alone" },
    { "Small", "mail one; alert alone" },
    { "BIG 70", "mail all; alert all" },
    { "Small Fax", "mail one; alert alone; fax alone" },
    { "Big Fax", "mail all; alert all; fax alone" },
  };
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, sizeof text - 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgDriverInfo) info = mg_driver_info_new_from_bytes (bytes, &error);

  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *slots = dup_slots (info, rows[i].model);

      g_assert_cmpstr (slots, ==, rows[i].slots);
    }

  g_assert_true (mg_driver_info_says_dead (info, "token update failed. Please delete it."));
  g_assert_false (mg_driver_info_says_dead (info, "The token is fine"));
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/devices/driver-info/file", test_driver_info_file);
  g_test_add_func ("/devices/driver-info/broken", test_driver_info_broken);
  g_test_add_func ("/devices/driver-info/slots", test_driver_info_slots);

  return g_test_run ();
}
