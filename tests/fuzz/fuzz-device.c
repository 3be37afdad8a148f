/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "fuzz.h"
#include "mg-deviceapi-parser.h"
#include "mg-json.h"
#include "mg-openmediavault-mail.h"
#include "mg-openmediavault-rpc.h"
#include "mg-proxmox-answer.h"
#include "mg-proxmox-mail.h"
#include "mg-qnap-identity.h"
#include "mg-redfish-mail.h"
#include "mg-synology-api.h"
#include "mg-synology-mail.h"
#include "mg-truenas-failure.h"
#include "mg-truenas-mail.h"

static MgHttpResponse *
create_response (const uint8_t *data,
                 size_t         size)
{
  static SoupMessage *message;
  g_autoptr (GBytes) body = g_bytes_new (data, size);

  if (message == NULL)
    message = soup_message_new ("GET", "https://nas.example/");

  return mg_http_response_new (message, body);
}

static void
check_slots (GPtrArray *slots)
{
  for (guint i = 0; slots != NULL && i < slots->len; i++)
    {
      const MgSlotReading *slot = g_ptr_array_index (slots, i);

      g_assert (slot->id != NULL && slot->settings != NULL);
      g_assert (slot->title == NULL || g_utf8_validate (slot->title, -1, NULL));
    }
}

static void
parse_deviceapi (MgHttpResponse *response)
{
  g_autofree char *base = NULL;
  g_autofree char *job = NULL;
  g_autoptr (MgIdentity) identity = mg_deviceapi_parse_identity (response, &base, NULL);
  g_autoptr (MgSecret) session = mg_deviceapi_parse_session (response, NULL);
  g_autoptr (GPtrArray) slots = mg_deviceapi_parse_slots (response, NULL);
  g_autoptr (MgSlotReading) slot = mg_deviceapi_parse_slot (response, NULL);
  g_autoptr (GPtrArray) rules = mg_deviceapi_parse_rules (response, NULL);
  g_autoptr (MgTestResult) test = NULL;
  g_autoptr (GError) error = NULL;

  g_assert (identity == NULL || base != NULL);
  check_slots (slots);
  mg_deviceapi_parse_job (response, &job, &test, NULL);
  g_assert (mg_deviceapi_check (response, TRUE, &error) == (error == NULL));
}

static void
parse_others (MgHttpResponse *response)
{
  g_autoptr (MgIdentity) identity = mg_redfish_parse_root (response, NULL);
  g_autoptr (GPtrArray) smtp = mg_redfish_parse_smtp (response, NULL);
  g_autoptr (JsonNode) result = mg_openmediavault_rpc_parse (response, NULL);
  g_autoptr (JsonObject) answer = mg_proxmox_answer_parse (response, NULL);
  g_autofree char *said = mg_proxmox_answer_dup_words (response);

  check_slots (smtp);
  if (result != NULL)
    {
      g_autoptr (MgSlotReading) slot = mg_openmediavault_parse_mail (result, NULL);
    }
  if (answer != NULL)
    {
      g_autoptr (GPtrArray) names = mg_proxmox_parse_names (answer, NULL);
      g_autoptr (MgSlotReading) slot = mg_proxmox_parse_endpoint (answer, "mail", NULL);
    }
}

static void
parse_nas (MgHttpResponse *response)
{
  g_autoptr (MgQnapAnswer) answer = mg_qnap_answer_read (mg_http_response_get_body (response));
  g_autoptr (JsonObject) object = mg_http_response_parse_object (response, NULL);
  JsonObject *data = mg_json_get_object (object, "data");
  g_autoptr (MgSynologyCall) call = mg_synology_call_new (data, MG_SYNOLOGY_AUTH, 6, "login");
  g_autoptr (MgSlotReading) slot = data == NULL ? NULL : mg_synology_parse_mail (data);

  g_assert (call == NULL || (call->version <= 6 && strstr (call->path, "..") == NULL));
  g_assert (slot == NULL || slot->event != MG_TOKEN_EVENT_READ_PRESENT);
  if (answer != NULL)
    {
      g_autoptr (MgIdentity) identity = mg_qnap_parse_identity (answer);
      g_autoptr (MgSecret) sid = mg_qnap_answer_dup_secret (answer, "authSid");

      g_assert (identity->model == NULL || g_utf8_validate (identity->model, -1, NULL));
      g_assert (sid == NULL || mg_secret_get_length (sid) > 0);
    }
}

/* What a device answers, whatever its make. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (MgHttpResponse) response = create_response (data, size);
  g_autofree char *text = g_strndup (size > 0 ? (const char *) data : "", size);
  g_autoptr (JsonNode) node = mg_json_parse (text, size, NULL);
  g_autoptr (MgTestResult) box = mg_truenas_parse_failure (text);
  g_autoptr (MgTestResult) host = mg_proxmox_parse_failure (text);

  parse_deviceapi (response);
  parse_others (response);
  parse_nas (response);
  if (node != NULL)
    {
      g_autoptr (MgSlotReading) slot = mg_truenas_parse_mail (node, NULL);

      mg_truenas_has_discarded_alert (node);
    }

  return 0;
}
