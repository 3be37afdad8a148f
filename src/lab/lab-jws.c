/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-jws"

#include "config.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <string.h>

#include <gio/gio.h>

#include "lab-json.h"
#include "lab-jws.h"
#include "lab-random.h"

#define KEY_ID "lab-1"
#define COORDINATE 32

struct _LabJws
{
  gnutls_privkey_t key;  /* (owned) */
};

static gboolean
check (int      code,
       GError **error)
{
  if (code >= 0)
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "GnuTLS: %s", gnutls_strerror (code));
  return FALSE;
}

LabJws *
lab_jws_new (GError **error)
{
  g_autoptr (LabJws) self = g_new0 (LabJws, 1);

  if (!check (gnutls_privkey_init (&self->key), error)
      || !check (gnutls_privkey_generate (self->key, GNUTLS_PK_EC,
                                          GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0),
                 error))
    return NULL;

  return g_steal_pointer (&self);
}

void
lab_jws_free (LabJws *self)
{
  if (self->key != NULL)
    gnutls_privkey_deinit (self->key);
  g_free (self);
}

/* Writes @number, which may lack leading zeros or have one too many, as the 32
 * octets that JOSE wants. */
static void
put_coordinate (guint8               *place,
                const gnutls_datum_t *number)
{
  gsize skip = number->size > COORDINATE ? number->size - COORDINATE : 0;
  gsize length = number->size - skip;

  memset (place, 0, COORDINATE);
  memcpy (place + COORDINATE - length, number->data + skip, length);
}

static char *
encode_object (JsonObject *object)
{
  g_autofree char *text = lab_json_print_line (object);

  return lab_base64url ((const guint8 *) text, strlen (text));
}

/* Returns @claims as a signed JSON Web Token in compact form. */
char *
lab_jws_sign (LabJws     *self,
              JsonObject *claims)
{
  g_autoptr (JsonObject) header = json_object_new ();
  g_autofree char *header_text = NULL;
  g_autofree char *claims_text = encode_object (claims);
  g_autofree char *input = NULL;
  g_autofree char *signature_text = NULL;
  gnutls_datum_t data, signature = { NULL, 0 }, r = { NULL, 0 }, s = { NULL, 0 };
  guint8 raw[2 * COORDINATE] = { 0 };

  json_object_set_string_member (header, "alg", "ES256");
  json_object_set_string_member (header, "typ", "JWT");
  json_object_set_string_member (header, "kid", KEY_ID);
  header_text = encode_object (header);
  input = g_strjoin (".", header_text, claims_text, NULL);

  data.data = (unsigned char *) input;
  data.size = (unsigned int) strlen (input);
  if (gnutls_privkey_sign_data2 (self->key, GNUTLS_SIGN_ECDSA_SECP256R1_SHA256, 0, &data,
                                 &signature) < 0
      || gnutls_decode_rs_value (&signature, &r, &s) < 0)
    g_error ("an id token could not be signed");

  put_coordinate (raw, &r);
  put_coordinate (raw + COORDINATE, &s);
  gnutls_free (signature.data);
  gnutls_free (r.data);
  gnutls_free (s.data);

  signature_text = lab_base64url (raw, sizeof raw);
  return g_strjoin (".", input, signature_text, NULL);
}

/* The public half as a JWK set (RFC 7517). */
JsonObject *
lab_jws_dup_keys (LabJws *self)
{
  JsonObject *set = json_object_new ();
  JsonArray *keys = json_array_new ();
  JsonObject *key = json_object_new ();
  gnutls_datum_t x = { NULL, 0 }, y = { NULL, 0 };
  guint8 raw[2 * COORDINATE] = { 0 };
  g_autofree char *x_text = NULL;
  g_autofree char *y_text = NULL;

  if (gnutls_privkey_export_ecc_raw2 (self->key, NULL, &x, &y, NULL, 0) < 0)
    g_error ("a public key could not be exported");

  put_coordinate (raw, &x);
  put_coordinate (raw + COORDINATE, &y);
  gnutls_free (x.data);
  gnutls_free (y.data);
  x_text = lab_base64url (raw, COORDINATE);
  y_text = lab_base64url (raw + COORDINATE, COORDINATE);

  json_object_set_string_member (key, "kty", "EC");
  json_object_set_string_member (key, "crv", "P-256");
  json_object_set_string_member (key, "alg", "ES256");
  json_object_set_string_member (key, "use", "sig");
  json_object_set_string_member (key, "kid", KEY_ID);
  json_object_set_string_member (key, "x", x_text);
  json_object_set_string_member (key, "y", y_text);
  json_array_add_object_element (keys, key);
  json_object_set_array_member (set, "keys", keys);
  return set;
}
