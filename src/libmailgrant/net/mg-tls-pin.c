/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-tls-pin"

#include "config.h"

#include <string.h>

#include "mg-tls-pin.h"

#define HEX_LENGTH 64

/**
 * mg_tls_pin_dup_fingerprint:
 * @certificate: a certificate
 *
 * Gets the SHA-256 of the certificate's DER form, by which a device is known
 * again.
 *
 * Returns: (transfer full): 64 lower-case hexadecimal digits
 */
char *
mg_tls_pin_dup_fingerprint (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) der = NULL;

  g_return_val_if_fail (G_IS_TLS_CERTIFICATE (certificate), NULL);

  g_object_get (certificate, "certificate", &der, NULL);

  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
}

/**
 * mg_tls_pin_dup_display:
 * @fingerprint: 64 hexadecimal digits
 *
 * Makes a fingerprint fit for comparing by eye: bytes in capitals, joined by
 * colons, as devices and `openssl x509 -fingerprint` show them.
 *
 * Returns: (transfer full): the text to show
 */
char *
mg_tls_pin_dup_display (const char *fingerprint)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (fingerprint != NULL, NULL);

  for (gsize i = 0; fingerprint[i] != '\0'; i++)
    {
      if (i > 0 && i % 2 == 0)
        g_string_append_c (text, ':');
      g_string_append_c (text, g_ascii_toupper (fingerprint[i]));
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * mg_tls_pin_normalize:
 * @text: a SHA-256 fingerprint as a person types or copies it: with or
 *   without colons or spaces, in any case, perhaps after `SHA256:`
 *
 * Returns: (transfer full) (nullable): 64 lower-case hexadecimal digits, or
 *   %NULL if @text is no SHA-256 fingerprint
 */
char *
mg_tls_pin_normalize (const char *text)
{
  g_autoptr (GString) digits = g_string_new (NULL);

  g_return_val_if_fail (text != NULL, NULL);

  if (g_ascii_strncasecmp (text, "SHA256:", strlen ("SHA256:")) == 0)
    text += strlen ("SHA256:");

  for (; *text != '\0' && digits->len <= HEX_LENGTH; text++)
    {
      if (g_ascii_isxdigit (*text))
        g_string_append_c (digits, g_ascii_tolower (*text));
      else if (*text != ':' && !g_ascii_isspace (*text))
        return NULL;
    }

  return digits->len == HEX_LENGTH ? g_string_free (g_steal_pointer (&digits), FALSE) : NULL;
}
