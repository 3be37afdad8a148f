/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-deviceapi-parser"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-deviceapi-parser.h"
#include "mg-error.h"
#include "mg-json.h"
#include "mg-text.h"

/* What a device says in the device API, as the core's values; no flow. The
 * schemas are in data/device-api/openapi.yaml, whose bounds are enforced here,
 * as a device may be hostile. */

#define SLOTS_MAX 64
#define RULES_MAX 256
/* RFC 6585 §4; libsoup has no name for it. */
#define STATUS_TOO_MANY_REQUESTS 429
#define PROBLEM_PREFIX "tag:mailgrant.github.io,2026:problem:"

static gboolean
refuse (GError **error)
{
  g_set_error_literal (error, MG_ERROR, MG_ERROR_PROTOCOL,
                       _("The device's answer is not what the device API describes"));

  return FALSE;
}

static char *
dup_clean (JsonObject *object,
           const char *member,
           gsize       max)
{
  const char *text = mg_json_get_string (object, member);

  return text == NULL ? NULL : mg_text_dup_clean (text, -1, max);
}

static char *
dup_bounded (JsonObject *object,
             const char *member,
             gsize       max)
{
  const char *text = mg_json_get_string (object, member);

  return text == NULL || g_utf8_strlen (text, -1) > (glong) max ? NULL : g_strdup (text);
}

static gint64
parse_time (JsonObject *object,
            const char *member)
{
  const char *text = mg_json_get_string (object, member);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = text == NULL ? NULL : g_date_time_new_from_iso8601 (text, utc);

  return time == NULL ? 0 : g_date_time_to_unix (time) * G_USEC_PER_SEC;
}

static gboolean
is_id (const char *id)
{
  return id != NULL && *id != '\0' && strlen (id) <= 64 &&
         strspn (id, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "._~-") == strlen (id) &&
         strspn (id, ".") != strlen (id);
}

static gboolean
is_path (const char *path)
{
  return path != NULL && *path == '/' && !g_str_has_prefix (path, "//") &&
         strlen (path) <= 500 && strpbrk (path, "\\ \t\r\n#") == NULL &&
         g_str_is_ascii (path);
}

static char *
dup_base (JsonObject *object)
{
  const char *base = mg_json_get_string (object, "base");

  if (base == NULL || strlen (base) > 200 || strchr (base, '?') != NULL ||
      !(*base == '\0' || is_path (base)) || g_str_has_suffix (base, "/"))
    return NULL;

  return g_strdup (base);
}

/**
 * mg_deviceapi_parse_identity:
 * @response: an answer to `GET /.well-known/mail-authorization`
 * @base: (out) (transfer full): return location for the path of the API
 * @error: return location for an error
 *
 * Returns: (transfer full): what the device is, or %NULL with
 *   %MG_ERROR_NOT_FOUND set if it does not speak the device API
 */
MgIdentity *
mg_deviceapi_parse_identity (MgHttpResponse  *response,
                             char           **base,
                             GError         **error)
{
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (MgIdentity) identity = NULL;
  g_autofree char *path = NULL;
  const char *version;

  if (mg_http_response_get_status (response) == SOUP_STATUS_OK)
    object = mg_http_response_parse_object (response, NULL);

  version = mg_json_get_string (object, "api_version");
  if (version == NULL || !g_str_has_prefix (version, "1.") || (path = dup_base (object)) == NULL ||
      mg_json_get_string (object, "vendor") == NULL || mg_json_get_string (object, "model") == NULL)
    {
      g_set_error_literal (error, MG_ERROR, MG_ERROR_NOT_FOUND,
                           _("The device does not offer the mail authorization API"));
      return NULL;
    }

  identity = mg_identity_new (MG_DEVICE_KIND_OTHER);
  mg_device_kind_from_nick (mg_json_get_string (object, "kind"), &identity->kind);
  identity->name = dup_clean (object, "name", MG_TEXT_NAME_MAX);
  identity->vendor = dup_clean (object, "vendor", MG_TEXT_NAME_MAX);
  identity->model = dup_clean (object, "model", MG_TEXT_NAME_MAX);
  identity->serial = dup_clean (object, "serial", MG_TEXT_NAME_MAX);
  identity->firmware = dup_clean (object, "firmware", MG_TEXT_NAME_MAX);
  identity->uuid = dup_clean (object, "uuid", MG_TEXT_NAME_MAX);
  if (is_path (mg_json_get_string (object, "admin_path")))
    identity->admin_path = g_strdup (mg_json_get_string (object, "admin_path"));
  *base = g_steal_pointer (&path);

  return g_steal_pointer (&identity);
}

/**
 * mg_deviceapi_parse_session:
 * @response: an answer to `POST /session` of status 201
 * @error: return location for an error
 *
 * Returns: (transfer full): the bearer token, or %NULL with @error set
 */
MgSecret *
mg_deviceapi_parse_session (MgHttpResponse  *response,
                            GError         **error)
{
  g_autoptr (JsonObject) object = mg_http_response_parse_object (response, error);
  const char *token;

  if (object == NULL)
    return NULL;

  token = mg_json_get_string (object, "access_token");
  if (token == NULL || *token == '\0' || strlen (token) > 1024 ||
      strpbrk (token, "\r\n") != NULL || !g_str_is_ascii (token))
    {
      refuse (error);
      return NULL;
    }

  return mg_secret_new (token, -1);
}

static gboolean
parse_settings (JsonObject     *object,
                MgMailSettings *settings)
{
  const char *host = mg_json_get_string (object, "server");
  gint64 number = 0;

  if (host == NULL || !mg_json_get_int (object, "port", &number) || number < 0 ||
      number > G_MAXUINT16 ||
      !mg_mail_security_from_nick (mg_json_get_string (object, "security"), &settings->security) ||
      !mg_mail_authentication_from_nick (mg_json_get_string (object, "authentication"),
                                         &settings->authentication))
    return FALSE;

  settings->host = *host == '\0' ? NULL : mg_text_dup_clean (host, -1, 255);
  settings->port = (guint16) number;
  if (mg_json_get_int (object, "timeout", &number))
    settings->timeout = (guint) CLAMP (number, 0, 600);
  if (mg_json_get_int (object, "check_interval", &number))
    settings->check_interval = (guint) CLAMP (number, 0, 10080);
  /* Kept as they are, not cleaned: they may be written back. */
  settings->sender_name = dup_bounded (object, "sender_name", 200);
  settings->sender_address = dup_bounded (object, "sender_address", 320);

  return TRUE;
}

static void
parse_password (JsonObject    *object,
                MgSlotReading *slot)
{
  g_free (slot->account);
  slot->account = dup_clean (object, "account", 320);
  if (!mg_json_get_boolean (object, "set", FALSE))
    slot->event = MG_TOKEN_EVENT_READ_ABSENT;
  else
    slot->event = mg_json_get_boolean (object, "refused", FALSE) ? MG_TOKEN_EVENT_READ_INVALID
                                                                 : MG_TOKEN_EVENT_READ_PRESENT;
  slot->reason = dup_clean (object, "reason", MG_TEXT_SENTENCE_MAX);
}

static gboolean
parse_token (JsonObject    *object,
             MgSlotReading *slot)
{
  static const MgTokenEvent events[] = {
    [MG_TOKEN_STATE_UNKNOWN] = MG_TOKEN_EVENT_READ_HIDDEN,
    [MG_TOKEN_STATE_NOT_OBTAINED] = MG_TOKEN_EVENT_READ_ABSENT,
    [MG_TOKEN_STATE_WAITING] = MG_TOKEN_EVENT_READ_WAITING,
    [MG_TOKEN_STATE_OBTAINED] = MG_TOKEN_EVENT_READ_PRESENT,
    [MG_TOKEN_STATE_INVALID] = MG_TOKEN_EVENT_READ_INVALID,
  };
  MgTokenState state;

  if (!mg_token_state_from_nick (mg_json_get_string (object, "state"), &state))
    return FALSE;

  slot->event = events[state];
  slot->reason = dup_clean (object, "reason", MG_TEXT_SENTENCE_MAX);
  slot->provider = dup_clean (object, "provider", 64);
  slot->account = dup_clean (object, "account", 320);
  slot->client_id = dup_clean (object, "client_id", 512);
  slot->token_sha256 = dup_clean (object, "refresh_token_sha256", 64);
  slot->obtained_at = parse_time (object, "obtained_at");
  slot->expires_at = parse_time (object, "expires_at");

  return TRUE;
}

static MgSlotReading *
parse_slot_object (JsonObject  *object,
                   GError     **error)
{
  g_autoptr (MgSlotReading) slot = NULL;
  const char *id = mg_json_get_string (object, "id");
  const char *title = mg_json_get_string (object, "title");

  if (!is_id (id) || title == NULL || mg_json_get_string (object, "etag") == NULL)
    {
      refuse (error);
      return NULL;
    }

  slot = mg_slot_reading_new (id, title);
  slot->etag = g_strndup (mg_json_get_string (object, "etag"), 200);
  slot->service = dup_clean (object, "service", 64);
  slot->link_group = dup_clean (object, "link_group", 64);
  slot->can_reauthorize = mg_json_get_boolean (object, "reauthorize", TRUE);

  if (!mg_mail_protocol_from_nick (mg_json_get_string (object, "protocol"), &slot->protocol) ||
      !parse_settings (mg_json_get_object (object, "settings"), slot->settings) ||
      !parse_token (mg_json_get_object (object, "token"), slot))
    {
      refuse (error);
      return NULL;
    }

  if (slot->settings->authentication == MG_MAIL_AUTHENTICATION_PASSWORD)
    {
      g_clear_pointer (&slot->reason, g_free);
      parse_password (mg_json_get_object (object, "password"), slot);
    }

  return g_steal_pointer (&slot);
}

/**
 * mg_deviceapi_parse_slot:
 * @response: an answer that is one slot
 * @error: return location for an error
 *
 * Returns: (transfer full): the slot, or %NULL with @error set
 */
MgSlotReading *
mg_deviceapi_parse_slot (MgHttpResponse  *response,
                         GError         **error)
{
  g_autoptr (JsonObject) object = mg_http_response_parse_object (response, error);

  return object == NULL ? NULL : parse_slot_object (object, error);
}

/* The answer's array of objects, bounded. */
static JsonArray *
get_objects (JsonObject  *object,
             const char  *member,
             guint        max,
             GError     **error)
{
  JsonArray *array = mg_json_get_array (object, member);

  if (array == NULL || json_array_get_length (array) > max)
    {
      refuse (error);
      return NULL;
    }

  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!JSON_NODE_HOLDS_OBJECT (json_array_get_element (array, i)))
      {
        refuse (error);
        return NULL;
      }

  return array;
}

/**
 * mg_deviceapi_parse_slots:
 * @response: an answer to `GET /slots`
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type MgSlotReading): the slots, or %NULL
 *   with @error set
 */
GPtrArray *
mg_deviceapi_parse_slots (MgHttpResponse  *response,
                          GError         **error)
{
  g_autoptr (JsonObject) object = mg_http_response_parse_object (response, error);
  g_autoptr (GPtrArray) slots = NULL;
  JsonArray *array;

  array = object == NULL ? NULL : get_objects (object, "slots", SLOTS_MAX, error);
  if (array == NULL)
    return NULL;

  slots = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_slot_reading_free);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      MgSlotReading *slot = parse_slot_object (json_array_get_object_element (array, i), error);

      if (slot == NULL)
        return NULL;
      g_ptr_array_add (slots, slot);
    }

  return g_steal_pointer (&slots);
}

static gboolean
take_strings (JsonObject *object,
              const char *member,
              GStrv      *strings)
{
  GStrv taken = mg_json_dup_strv (object, member);

  if (taken == NULL)
    return FALSE;

  g_strfreev (*strings);
  *strings = taken;

  return TRUE;
}

/**
 * mg_deviceapi_parse_rules:
 * @response: an answer to `GET /rules`
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type MgRule): the rules, or %NULL with
 *   @error set
 */
GPtrArray *
mg_deviceapi_parse_rules (MgHttpResponse  *response,
                          GError         **error)
{
  g_autoptr (JsonObject) object = mg_http_response_parse_object (response, error);
  g_autoptr (GPtrArray) rules = NULL;
  JsonArray *array;

  array = object == NULL ? NULL : get_objects (object, "rules", RULES_MAX, error);
  if (array == NULL)
    return NULL;

  rules = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_rule_free);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *element = json_array_get_object_element (array, i);
      const char *id = mg_json_get_string (element, "id");
      const char *title = mg_json_get_string (element, "title");
      g_autoptr (MgRule) rule = NULL;

      rule = is_id (id) && title != NULL ? mg_rule_new (id, title) : NULL;
      if (rule == NULL || mg_json_get_string (element, "etag") == NULL ||
          !take_strings (element, "senders", &rule->senders) ||
          !take_strings (element, "recipients", &rule->recipients) ||
          !take_strings (element, "events", &rule->events))
        {
          refuse (error);
          return NULL;
        }

      rule->original = json_to_string (json_array_get_element (array, i), FALSE);
      rule->etag = g_strndup (mg_json_get_string (element, "etag"), 200);
      rule->enabled = mg_json_get_boolean (element, "enabled", FALSE);
      g_ptr_array_add (rules, g_steal_pointer (&rule));
    }

  return g_steal_pointer (&rules);
}

static MgTestOutcome
parse_outcome (JsonObject *job)
{
  static const struct
  {
    const char    *code;
    MgTestOutcome  outcome;
  } codes[] = {
    { "token-update-failed", MG_TEST_TOKEN_DEAD },
    { "provider-refused", MG_TEST_PROVIDER_REFUSED },
    { "provider-unreachable", MG_TEST_UNREACHABLE },
    { "server-unreachable", MG_TEST_UNREACHABLE },
    { "login-refused", MG_TEST_LOGIN_REFUSED },
    { "mailbox-refuses", MG_TEST_MAILBOX_REFUSES },
    { "not-configured", MG_TEST_NOT_CONFIGURED },
  };
  const char *code = mg_json_get_string (job, "code");

  if (g_strcmp0 (mg_json_get_string (job, "state"), "passed") == 0)
    return MG_TEST_PASSED;

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_strcmp0 (code, codes[i].code) == 0)
      return codes[i].outcome;

  return MG_TEST_FAILED;
}

/**
 * mg_deviceapi_parse_job:
 * @response: an answer that is a job
 * @id: (out) (transfer full): return location for the job's id
 * @test: (out) (transfer full) (nullable): return location for how the test
 *   ended, %NULL while it runs
 * @error: return location for an error
 *
 * Returns: %TRUE if it is a job
 */
gboolean
mg_deviceapi_parse_job (MgHttpResponse  *response,
                        char           **id,
                        MgTestResult   **test,
                        GError         **error)
{
  g_autoptr (JsonObject) job = mg_http_response_parse_object (response, error);
  const char *state;

  if (job == NULL)
    return FALSE;

  state = mg_json_get_string (job, "state");
  if (!is_id (mg_json_get_string (job, "id")) || state == NULL ||
      !g_strv_contains ((const char *const[]) { "running", "passed", "failed", NULL }, state))
    return refuse (error);

  *id = g_strdup (mg_json_get_string (job, "id"));
  *test = g_str_equal (state, "running")
          ? NULL
          : mg_test_result_new (parse_outcome (job), mg_json_get_string (job, "message"),
                                mg_json_get_string (job, "server_reply"));

  return TRUE;
}

typedef struct
{
  guint       status;
  const char *problem;  /* the identifier's last part, or %NULL for any */
  MgError     code;
  const char *message;
} Refusal;

static const Refusal refusals[] = {
  { 401, "wrong-password", MG_ERROR_LOGIN_REFUSED,
    N_("The device refused the user name or the password") },
  { 401, "code-needed", MG_ERROR_CODE_NEEDED, N_("The device asks for a one-time code") },
  { 401, "code-wrong", MG_ERROR_CODE_NEEDED, N_("The device refused the one-time code") },
  { 401, "password-expired", MG_ERROR_PASSWORD_EXPIRED,
    N_("The password of this login has expired on the device") },
  { 401, NULL, MG_ERROR_LOGIN_REFUSED, N_("The device has ended the login") },
  { 403, NULL, MG_ERROR_PERMISSION,
    N_("The device does not allow this to the login in use") },
  { 404, NULL, MG_ERROR_NOT_FOUND, N_("The device no longer has this entry") },
  { 409, "not-offered", MG_ERROR_NOT_SUPPORTED, N_("The device does not offer this") },
  { 409, "limit-reached", MG_ERROR_FAILED, N_("The device has no room for another entry") },
  { 409, NULL, MG_ERROR_CONFLICT, N_("The device is busy with the same entry") },
  { 412, NULL, MG_ERROR_CONFLICT, N_("The device's settings were changed meanwhile") },
  { 422, NULL, MG_ERROR_INVALID_INPUT, N_("The device refused a setting") },
  { 428, NULL, MG_ERROR_PROTOCOL, N_("The device did not understand the request") },
  { 429, NULL, MG_ERROR_LOCKED_OUT,
    N_("The device has locked logins after too many wrong ones") },
};

static const char *
get_problem (JsonObject *object)
{
  const char *type = mg_json_get_string (object, "type");

  return type != NULL && g_str_has_prefix (type, PROBLEM_PREFIX)
         ? type + strlen (PROBLEM_PREFIX) : NULL;
}

static gboolean
set_locked_out (MgHttpResponse  *response,
                GError         **error)
{
  const char *after = mg_http_response_get_header (response, "Retry-After");
  guint64 seconds = 0;
  guint minutes;

  if (after == NULL || !g_ascii_string_to_unsigned (after, 10, 1, 86400, &seconds, NULL))
    return FALSE;

  minutes = (guint) ((seconds + 59) / 60);
  g_set_error (error, MG_ERROR, MG_ERROR_LOCKED_OUT,
               ngettext ("The device has locked logins for %u minute after too many wrong ones",
                         "The device has locked logins for %u minutes after too many wrong ones",
                         minutes),
               minutes);

  return TRUE;
}

/**
 * mg_deviceapi_check:
 * @response: an answer
 * @had_secret: whether the request carried a secret; then nothing of the
 *   device's own text goes into the error, as it might repeat it
 * @error: return location for an error
 *
 * Maps a problem document (RFC 9457) to an error.
 *
 * Returns: %TRUE if the answer is a success
 */
gboolean
mg_deviceapi_check (MgHttpResponse  *response,
                    gboolean         had_secret,
                    GError         **error)
{
  guint status = mg_http_response_get_status (response);
  g_autoptr (JsonObject) object = NULL;
  g_autofree char *detail = NULL;
  const char *problem;

  if (mg_http_response_is_success (response))
    return TRUE;

  object = mg_http_response_parse_object (response, NULL);
  problem = get_problem (object);
  if (!had_secret)
    detail = dup_clean (object, "detail", MG_TEXT_SENTENCE_MAX);

  if (status == STATUS_TOO_MANY_REQUESTS && set_locked_out (response, error))
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (refusals[i].status == status &&
        (refusals[i].problem == NULL || g_strcmp0 (refusals[i].problem, problem) == 0))
      {
        if (detail == NULL)
          g_set_error_literal (error, MG_ERROR, (int) refusals[i].code, _(refusals[i].message));
        else
          g_set_error (error, MG_ERROR, (int) refusals[i].code,
                       /* Translators: our own sentence, then the device's words */
                       _("%s: “%s”"), _(refusals[i].message), detail);
        return FALSE;
      }

  g_set_error (error, MG_ERROR,
               status >= 500 ? MG_ERROR_UNREACHABLE : MG_ERROR_PROTOCOL,
               _("The device answered with the error %u"), status);

  return FALSE;
}
