/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-device"

#include "config.h"

#include "lab-announcement.h"
#include "lab-device-private.h"

/* What a device of its kind says of itself by DNS-SD: the service of the device
 * API, and those by which such a box is found in any case. */

#define VENDOR "Mailgrant Lab"
#define SMB_PORT 445
#define DISCARD_PORT 9

static void G_GNUC_PRINTF (2, 3)
add_txt (GVariantBuilder *txt,
         const char      *format,
         ...)
{
  g_autofree char *entry = NULL;
  va_list args;

  va_start (args, format);
  entry = g_strdup_vprintf (format, args);
  va_end (args);

  g_variant_builder_add_value (txt, g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, entry,
                                                               strlen (entry), 1));
}

static void
add_api_keys (LabDevice       *self,
              GVariantBuilder *txt)
{
  add_txt (txt, "kind=%s", self->personality->kind);
  add_txt (txt, "id=%s", self->uuid);
  add_txt (txt, "vendor=" VENDOR);
  add_txt (txt, "model=%s", self->personality->model);
  add_txt (txt, "serial=%s", self->serial);
  add_txt (txt, "firmware=%s", self->personality->firmware);
}

/* The keys of the Bonjour Printing Specification 1.2.1. */
static void
add_printer_keys (LabDevice       *self,
                  GVariantBuilder *txt,
                  const char      *host)
{
  const char *model = self->personality->model;

  add_txt (txt, "ty=" VENDOR " %s", model);
  add_txt (txt, "product=(%s)", model);
  add_txt (txt, "usb_MFG=" VENDOR);
  add_txt (txt, "usb_MDL=%s", model);
  add_txt (txt, "UUID=%s", self->uuid);
  add_txt (txt, "adminurl=https://%s:%u/", host, lab_endpoint_get_port (self->endpoint));
}

static GVariant *
make_txt (LabDevice  *self,
          const char *type,
          const char *host)
{
  GVariantBuilder txt;

  g_variant_builder_init (&txt, G_VARIANT_TYPE ("aay"));
  if (g_str_equal (type, "_device-info._tcp"))
    {
      /* What a TrueNAS says, to look like one in Finder. */
      add_txt (&txt, "model=MacPro7,1@ECOLOR=226,226,224");
      return g_variant_builder_end (&txt);
    }

  if (!g_str_equal (type, "_http._tcp"))
    add_txt (&txt, "txtvers=1");

  if (g_str_equal (type, "_mail-authorization._tcp"))
    {
      add_api_keys (self, &txt);
    }
  else if (g_str_equal (type, "_ipp._tcp"))
    {
      add_txt (&txt, "rp=ipp/print");
      add_printer_keys (self, &txt, host);
    }
  else if (g_str_equal (type, "_uscan._tcp"))
    {
      add_txt (&txt, "rs=eSCL");
      add_printer_keys (self, &txt, host);
    }

  return g_variant_builder_end (&txt);
}

static guint
get_port (LabDevice  *self,
          const char *type)
{
  if (g_str_equal (type, "_smb._tcp"))
    return SMB_PORT;
  if (g_str_equal (type, "_device-info._tcp"))
    return DISCARD_PORT;

  return lab_endpoint_get_port (self->endpoint);
}

static void
on_announced_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (LabDevice) self = user_data;
  g_autoptr (GError) error = NULL;

  g_clear_object (&self->bus);
  self->bus = lab_announce_finish (result, &error);
  if (self->bus == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_printerr ("mailgrant-lab: the device could not be announced: %s\n", error->message);
}

void
_lab_device_announce (LabDevice *self)
{
  const char *end = self->serial + strlen (self->serial) - MIN (4, strlen (self->serial));
  g_autofree char *name = g_strdup_printf ("%s %s", self->name, end);
  g_autofree char *lower = g_ascii_strdown (self->serial, -1);
  g_autofree char *host = g_strdup_printf ("mailgrant-%s.local", lower);
  GVariantBuilder services;

  g_variant_builder_init (&services, G_VARIANT_TYPE ("a(sqaay)"));
  for (guint i = 0; self->personality->dns_sd[i] != NULL; i++)
    {
      const char *type = self->personality->dns_sd[i];

      g_variant_builder_add (&services, "(sq@aay)", type, get_port (self, type),
                             make_txt (self, type, host));
    }

  lab_announce_async (name, host, self->address, g_variant_builder_end (&services),
                      self->cancellable, on_announced_cb, g_object_ref (self));
}
