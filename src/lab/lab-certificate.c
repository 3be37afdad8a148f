/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-certificate"

#include "config.h"

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include "lab-certificate.h"
#include "lab-random.h"

/* Self-signed EC certificates, as a device makes one at its first start. */

#define LIFETIME (5 * 365 * 24 * 60 * 60)

G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_x509_crt_t, gnutls_x509_crt_deinit, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_x509_privkey_t, gnutls_x509_privkey_deinit, NULL)

/* Takes what a GnuTLS function returned; sets @error and returns FALSE if that
 * was a failure. */
static gboolean
check (int      code,
       GError **error)
{
  if (code >= 0)
    return TRUE;

  g_set_error (error, G_TLS_ERROR, G_TLS_ERROR_MISC, "GnuTLS: %s", gnutls_strerror (code));
  return FALSE;
}

static gboolean
fill_in (gnutls_x509_crt_t       certificate,
         gnutls_x509_privkey_t   key,
         const char             *common_name,
         const char             *address,
         GError                **error)
{
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (address);
  g_autofree char *serial = lab_random_secret (12);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  guint8 id[8];

  /* A serial number must be positive: RFC 5280, 4.1.2.2. */
  memcpy (id, serial, sizeof id);

  return check (gnutls_x509_crt_set_version (certificate, 3), error)
         && check (gnutls_x509_crt_set_serial (certificate, id, sizeof id), error)
         && check (gnutls_x509_crt_set_activation_time (certificate, now - 3600), error)
         && check (gnutls_x509_crt_set_expiration_time (certificate, now + LIFETIME), error)
         && check (gnutls_x509_crt_set_dn_by_oid (certificate, GNUTLS_OID_X520_COMMON_NAME, 0,
                                                  common_name, strlen (common_name)), error)
         && check (gnutls_x509_crt_set_key (certificate, key), error)
         && check (gnutls_x509_crt_set_basic_constraints (certificate, 1, -1), error)
         && check (gnutls_x509_crt_set_key_usage (certificate, GNUTLS_KEY_DIGITAL_SIGNATURE
                                                               | GNUTLS_KEY_KEY_CERT_SIGN), error)
         && check (gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_DNSNAME,
                                                         "localhost", 9, GNUTLS_FSAN_SET), error)
         && (inet == NULL
             || check (gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_IPADDRESS,
                                                             g_inet_address_to_bytes (inet),
                                                             g_inet_address_get_native_size (inet),
                                                             GNUTLS_FSAN_APPEND), error))
         && check (gnutls_x509_crt_sign2 (certificate, certificate, key, GNUTLS_DIG_SHA256, 0),
                   error);
}

/**
 * lab_certificate_make_pem:
 * @common_name: the name in the subject
 * @address: the address the server is to be reached at
 *
 * Makes a key and a self-signed certificate for it.
 *
 * Returns: (transfer full): both, in PEM
 */
char *
lab_certificate_make_pem (const char  *common_name,
                          const char  *address,
                          GError     **error)
{
  g_auto (gnutls_x509_crt_t) certificate = NULL;
  g_auto (gnutls_x509_privkey_t) key = NULL;
  gnutls_datum_t key_pem = { NULL, 0 };
  gnutls_datum_t certificate_pem = { NULL, 0 };
  char *pem = NULL;

  if (check (gnutls_x509_privkey_init (&key), error)
      && check (gnutls_x509_crt_init (&certificate), error)
      && check (gnutls_x509_privkey_generate (key, GNUTLS_PK_EC,
                                              GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1),
                                              0), error)
      && fill_in (certificate, key, common_name, address, error)
      && check (gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_PEM, NULL,
                                                   GNUTLS_PKCS_PLAIN, &key_pem), error)
      && check (gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_PEM, &certificate_pem),
                error))
    pem = g_strdup_printf ("%.*s%.*s", (int) key_pem.size, key_pem.data,
                           (int) certificate_pem.size, certificate_pem.data);

  gnutls_free (key_pem.data);
  gnutls_free (certificate_pem.data);
  return pem;
}

char *
lab_certificate_fingerprint (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) der = NULL;

  g_object_get (certificate, "certificate", &der, NULL);
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
}

/* The certificate without its key, for those who are to trust it. */
char *
lab_certificate_public_pem (GTlsCertificate *certificate)
{
  char *pem = NULL;

  g_object_get (certificate, "certificate-pem", &pem, NULL);
  return pem;
}
