/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-sasl"

#include "config.h"

#include <string.h>

#include "mg-json.h"
#include "mg-sasl.h"
#include "mg-secret-builder.h"
#include "mg-text.h"

/* A server that has more to say than this about one token means no good. */
#define CHALLENGE_MAX 8192

static const char * const names[] = {
  [MG_SASL_XOAUTH2] = "XOAUTH2",
  [MG_SASL_OAUTHBEARER] = "OAUTHBEARER",
  [MG_SASL_PLAIN] = "PLAIN",
  [MG_SASL_LOGIN] = "LOGIN",
};

/**
 * mg_sasl_mechanism_get_name:
 * @mechanism: a mechanism
 *
 * Returns: (transfer none): its registered name
 */
const char *
mg_sasl_mechanism_get_name (MgSaslMechanism mechanism)
{
  g_return_val_if_fail (mechanism < G_N_ELEMENTS (names), NULL);

  return names[mechanism];
}

/**
 * mg_sasl_mechanism_from_name:
 * @name: a name, in any case
 * @mechanism: (out): the mechanism
 *
 * Returns: %TRUE if it is one of ours
 */
gboolean
mg_sasl_mechanism_from_name (const char      *name,
                             MgSaslMechanism *mechanism)
{
  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (mechanism != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strcasecmp (name, names[i]) == 0)
      {
        *mechanism = (MgSaslMechanism) i;
        return TRUE;
      }

  return FALSE;
}

/**
 * mg_sasl_mechanism_is_oauth:
 * @mechanism: a mechanism
 *
 * Returns: %TRUE if it carries a token, %FALSE if a password
 */
gboolean
mg_sasl_mechanism_is_oauth (MgSaslMechanism mechanism)
{
  return mechanism == MG_SASL_XOAUTH2 || mechanism == MG_SASL_OAUTHBEARER;
}

/**
 * mg_sasl_can_carry:
 * @mechanism: a mechanism
 * @user: the user name
 * @secret: the token or password
 *
 * Checks that neither the user name nor the secret has a byte that means
 * something else in the mechanism's message.
 *
 * Returns: %TRUE if they can be sent
 */
gboolean
mg_sasl_can_carry (MgSaslMechanism  mechanism,
                   const char      *user,
                   const MgSecret  *secret)
{
  const char *bytes = mg_secret_peek (secret);
  gsize length = mg_secret_get_length (secret);

  for (const char *at = user; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      return FALSE;

  if (!mg_sasl_mechanism_is_oauth (mechanism))
    return length > 0 && memchr (bytes, '\0', length) == NULL;

  /* The characters of an access token: RFC 6749, A.12. */
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isgraph (bytes[i]))
      return FALSE;

  return length > 0;
}

/* The saslname of GS2: RFC 5801 §4. */
static void
append_saslname (MgSecretBuilder *builder,
                 const char      *user)
{
  for (const char *at = user; *at != '\0'; at++)
    {
      const char single[] = { *at, '\0' };

      if (*at == ',')
        mg_secret_builder_append (builder, "=2C");
      else if (*at == '=')
        mg_secret_builder_append (builder, "=3D");
      else
        mg_secret_builder_append (builder, single);
    }
}

/* https://developers.google.com/workspace/gmail/imap/xoauth2-protocol */
static void
append_xoauth2 (MgSecretBuilder *builder,
                const char      *user,
                const MgSecret  *token)
{
  mg_secret_builder_append (builder, "user=");
  mg_secret_builder_append (builder, user);
  mg_secret_builder_append (builder, "\001auth=Bearer ");
  mg_secret_builder_append_secret (builder, token);
  mg_secret_builder_append (builder, "\001\001");
}

/* RFC 7628 §3.1. */
static void
append_oauthbearer (MgSecretBuilder *builder,
                    const char      *user,
                    const MgSecret  *token,
                    const char      *host,
                    guint16          port)
{
  g_autofree char *number = g_strdup_printf ("%u", port);

  mg_secret_builder_append (builder, "n,a=");
  append_saslname (builder, user);
  mg_secret_builder_append (builder, ",\001host=");
  mg_secret_builder_append (builder, host);
  mg_secret_builder_append (builder, "\001port=");
  mg_secret_builder_append (builder, number);
  mg_secret_builder_append (builder, "\001auth=Bearer ");
  mg_secret_builder_append_secret (builder, token);
  mg_secret_builder_append (builder, "\001\001");
}

/* RFC 4616 §2. The NULs keep it from being built as a string. */
static MgSecret *
encode_plain (const char     *user,
              const MgSecret *password)
{
  gsize user_length = strlen (user);
  gsize length = user_length + mg_secret_get_length (password) + 2;
  g_autofree char *bytes = g_malloc0 (length);
  MgSecret *encoded;

  memcpy (bytes + 1, user, user_length);
  memcpy (bytes + user_length + 2, mg_secret_peek (password), mg_secret_get_length (password));
  encoded = mg_sasl_encode_base64 (bytes, length);
  explicit_bzero (bytes, length);

  return encoded;
}

/**
 * mg_sasl_encode_base64:
 * @bytes: (array length=length): what to encode
 * @length: the number of bytes
 *
 * Encodes without leaving a copy behind.
 *
 * Returns: (transfer full): the base64 text
 */
MgSecret *
mg_sasl_encode_base64 (const char *bytes,
                       gsize       length)
{
  gsize room = (length / 3 + 1) * 4 + 4;
  g_autofree char *text = g_malloc (room);
  MgSecret *encoded;
  int state = 0, save = 0;
  gsize done;

  done = g_base64_encode_step ((const guchar *) bytes, length, FALSE, text, &state, &save);
  done += g_base64_encode_close (FALSE, text + done, &state, &save);
  encoded = mg_secret_new (text, (gssize) done);
  explicit_bzero (text, room);

  return encoded;
}

/**
 * mg_sasl_encode_secret:
 * @secret: a secret
 *
 * Returns: (transfer full): @secret in base64
 */
MgSecret *
mg_sasl_encode_secret (const MgSecret *secret)
{
  g_return_val_if_fail (secret != NULL, NULL);

  return mg_sasl_encode_base64 (mg_secret_peek (secret), mg_secret_get_length (secret));
}

/**
 * mg_sasl_encode_response:
 * @mechanism: a mechanism
 * @user: the user name
 * @secret: the token or password, see mg_sasl_can_carry()
 * @host: the name of the server
 * @port: the port of the server
 *
 * Makes the client's first message, in base64. That of %MG_SASL_LOGIN is the
 * user name alone; the password follows by itself.
 *
 * Returns: (transfer full): the message
 */
MgSecret *
mg_sasl_encode_response (MgSaslMechanism  mechanism,
                         const char      *user,
                         const MgSecret  *secret,
                         const char      *host,
                         guint16          port)
{
  g_autoptr (MgSecretBuilder) builder = mg_secret_builder_new ();
  g_autoptr (MgSecret) message = NULL;

  g_return_val_if_fail (user != NULL, NULL);
  g_return_val_if_fail (secret != NULL, NULL);
  g_return_val_if_fail (host != NULL, NULL);

  switch (mechanism)
    {
    case MG_SASL_XOAUTH2:
      append_xoauth2 (builder, user, secret);
      break;
    case MG_SASL_OAUTHBEARER:
      append_oauthbearer (builder, user, secret, host, port);
      break;
    case MG_SASL_PLAIN:
      return encode_plain (user, secret);
    case MG_SASL_LOGIN:
      mg_secret_builder_append (builder, user);
      break;
    default:
      g_return_val_if_reached (NULL);
    }

  message = mg_secret_builder_end (builder);

  return mg_sasl_encode_secret (message);
}

/**
 * mg_sasl_get_abort_response:
 * @mechanism: a mechanism
 *
 * Gets what the client answers to a challenge that says why it was refused,
 * so that the server goes on to its last word.
 *
 * Returns: (transfer none): the line, in base64, perhaps empty
 */
const char *
mg_sasl_get_abort_response (MgSaslMechanism mechanism)
{
  switch (mechanism)
    {
    case MG_SASL_XOAUTH2:
      return "";
    case MG_SASL_OAUTHBEARER:
      /* One ^A: RFC 7628 §3.2.3. */
      return "AQ==";
    case MG_SASL_PLAIN:
    case MG_SASL_LOGIN:
    default:
      /* RFC 4954 §4. */
      return "*";
    }
}

/* Google writes the status as a string, others as a number. */
static char *
dup_member (JsonObject *object,
            const char *name)
{
  const char *text = mg_json_get_string (object, name);
  gint64 number;

  if (text != NULL)
    return mg_text_dup_clean (text, -1, MG_TEXT_SENTENCE_MAX);

  if (mg_json_get_int (object, name, &number))
    return g_strdup_printf ("%" G_GINT64_FORMAT, number);

  return NULL;
}

/**
 * mg_sasl_challenge_parse:
 * @base64: what followed the code or the `+`
 *
 * Reads why a token was refused.
 *
 * Returns: (transfer full) (nullable): what was said, or %NULL if it is no
 *   JSON object
 */
MgSaslChallenge *
mg_sasl_challenge_parse (const char *base64)
{
  g_autofree char *decoded = NULL;
  g_autoptr (JsonNode) node = NULL;
  MgSaslChallenge *self;
  JsonObject *object;
  gsize length;

  g_return_val_if_fail (base64 != NULL, NULL);

  if (strlen (base64) > CHALLENGE_MAX)
    return NULL;

  decoded = (char *) g_base64_decode (base64, &length);
  node = mg_json_parse (decoded, length, NULL);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;

  object = json_node_get_object (node);
  self = g_new0 (MgSaslChallenge, 1);
  self->status = dup_member (object, "status");
  self->schemes = dup_member (object, "schemes");
  self->scope = dup_member (object, "scope");
  self->openid_configuration = dup_member (object, "openid-configuration");

  return self;
}

/**
 * mg_sasl_challenge_copy:
 * @self: a challenge
 *
 * Returns: (transfer full): a copy
 */
MgSaslChallenge *
mg_sasl_challenge_copy (const MgSaslChallenge *self)
{
  MgSaslChallenge *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (MgSaslChallenge, 1);
  copy->status = g_strdup (self->status);
  copy->schemes = g_strdup (self->schemes);
  copy->scope = g_strdup (self->scope);
  copy->openid_configuration = g_strdup (self->openid_configuration);

  return copy;
}

/**
 * mg_sasl_challenge_free:
 * @self: (transfer full): a challenge
 *
 * Frees a challenge.
 */
void
mg_sasl_challenge_free (MgSaslChallenge *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->status);
  g_free (self->schemes);
  g_free (self->scope);
  g_free (self->openid_configuration);
  g_free (self);
}
