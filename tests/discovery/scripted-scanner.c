/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "scripted-scanner.h"

struct _ScriptedScanner
{
  MgScanner parent_instance;
};

G_DEFINE_FINAL_TYPE (ScriptedScanner, scripted_scanner, MG_TYPE_SCANNER)

static const char *
scripted_scanner_get_title (MgScanner *scanner)
{
  return "Scripted";
}

static void
scripted_scanner_start (MgScanner *scanner)
{
}

static void
scripted_scanner_stop (MgScanner *scanner)
{
}

static void
scripted_scanner_class_init (ScriptedScannerClass *klass)
{
  MgScannerClass *scanner_class = MG_SCANNER_CLASS (klass);

  scanner_class->id = "scripted";
  scanner_class->get_title = scripted_scanner_get_title;
  scanner_class->start = scripted_scanner_start;
  scanner_class->stop = scripted_scanner_stop;
}

static void
scripted_scanner_init (ScriptedScanner *self)
{
}

/**
 * scripted_scanner_new:
 * @context: where the time comes from
 *
 * Returns: (transfer full): a scanner that sees nothing yet
 */
ScriptedScanner *
scripted_scanner_new (MgContext *context)
{
  return g_object_new (TYPE_SCRIPTED_SCANNER, "context", context, NULL);
}

/**
 * scripted_sighting_new:
 * @number: which device it is
 * @name: what the device calls itself
 *
 * Returns: (transfer full): a sighting of a device like no other
 */
MgSighting *
scripted_sighting_new (guint       number,
                       const char *name)
{
  g_autofree char *id = g_strdup_printf ("scripted/%06u", number);
  g_autofree char *address = g_strdup_printf ("10.%u.%u.%u", number >> 16 & 0xff,
                                              number >> 8 & 0xff, number & 0xff);
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (MgClaims) claims = mg_claims_new ();

  g_ptr_array_add (addresses, g_inet_address_new_from_string (address));
  mg_claims_set (claims, MG_CLAIM_NAME, name);

  return mg_sighting_new (&(MgSightingFields) {
    .id = id,
    .source = MG_SIGHTING_SOURCE_SSDP,
    .weight = MG_SIGHTING_WEIGHT_STRONG,
    .interface = 2,
    .addresses = addresses,
    .address_texts = (const char * const []) { address, NULL },
    .claims = claims,
  });
}

/**
 * scripted_scanner_see:
 * @self: a scanner
 * @number: which device it is
 * @name: what the device calls itself
 *
 * Sees a device.
 */
void
scripted_scanner_see (ScriptedScanner *self,
                      guint            number,
                      const char      *name)
{
  g_autoptr (MgSighting) sighting = scripted_sighting_new (number, name);

  mg_sighting_list_put (mg_scanner_get_list (MG_SCANNER (self)), sighting);
}

/**
 * scripted_scanner_lose:
 * @self: a scanner
 * @number: which device it is
 *
 * No longer sees a device.
 */
void
scripted_scanner_lose (ScriptedScanner *self,
                       guint            number)
{
  g_autofree char *id = g_strdup_printf ("scripted/%06u", number);

  mg_sighting_list_drop (mg_scanner_get_list (MG_SCANNER (self)), id);
}
