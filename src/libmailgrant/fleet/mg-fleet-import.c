/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-fleet-import"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

#include "mg-error.h"
#include "mg-fleet-devices.h"
#include "mg-fleet-file.h"
#include "mg-fleet-guided.h"
#include "mg-fleet-private.h"
#include "mg-json.h"
#include "mg-text.h"
#include "mg-tls-pin.h"

#define SCHEMA 1

/* Some twenty thousand devices. */
#define CONTENTS_MAX (16 * 1024 * 1024)

/* Taking over a file: all of it is read before anything is changed.
 *
 *   read ─► next device ─► store ─► fleet ─► slots that only a person knows ──┐
 *              ▲ └───────────────────────────────────────────────────────────┘
 *              └─ none left ─► next that is not in the file ─► removed ─► …
 */
typedef struct
{
  GPtrArray *records;    /* (owned) (element-type MgDeviceRecord): still to be taken */
  GPtrArray *slots;      /* (owned) (element-type GPtrArray): theirs, of MgSlotReading */
  GPtrArray *to_remove;  /* (owned) (element-type MgDevice) */
  guint      n_added;
  guint      n_changed;
  guint      n_removed;
} Import;

static void
import_free (gpointer data)
{
  Import *import = data;

  g_ptr_array_unref (import->records);
  g_ptr_array_unref (import->slots);
  g_ptr_array_unref (import->to_remove);
  g_free (import);
}

static char *
dup_clean (JsonObject *object,
           const char *member,
           gsize       max)
{
  const char *text = mg_json_get_string (object, member);

  return text == NULL ? NULL : mg_text_dup_clean (text, -1, max);
}

/* Tells what is wrong with a file by naming the device, not its place. */
static gboolean
refuse (JsonObject  *object,
        GError     **error)
{
  g_autofree char *name = dup_clean (object, "name", MG_TEXT_NAME_MAX);

  g_set_error (error, MG_ERROR, MG_ERROR_INVALID_INPUT,
               _("The file does not say properly what “%s” is"), name != NULL ? name : "");

  return FALSE;
}

static gboolean
is_id (const char *id)
{
  return id != NULL && *id != '\0' && strlen (id) <= MG_TEXT_NAME_MAX &&
         g_utf8_validate (id, -1, NULL) && strchr (id, '/') == NULL;
}

/* The address with the path of the admin page, as the store keeps it. */
static char *
dup_base_url (JsonObject *object,
              MgAddress  *address)
{
  const char *path = mg_json_get_string (object, "admin_path");

  return mg_address_dup_uri (address, path != NULL && *path == '/' ? path : "/");
}

static MgDeviceRecord *
read_device (MgFleet     *self,
             JsonObject  *object,
             GError     **error)
{
  const char *id = mg_json_get_string (object, "id");
  const char *url = mg_json_get_string (object, "url");
  const char *driver = mg_json_get_string (object, "driver");
  const char *pin = mg_json_get_string (object, "fingerprint");
  const char *uuid = mg_json_get_string (object, "uuid");
  g_autoptr (MgAddress) address = url == NULL ? NULL : mg_address_parse (url, NULL);
  g_autofree char *fingerprint = pin == NULL ? NULL : mg_tls_pin_normalize (pin);
  MgDeviceRecord *record;

  if (!is_id (id) || address == NULL || driver == NULL || (pin != NULL && fingerprint == NULL) ||
      mg_driver_registry_lookup (mg_fleet_get_drivers (self), driver) == NULL)
    {
      refuse (object, error);
      return NULL;
    }

  record = mg_device_record_new (id);
  record->driver = g_strdup (driver);
  record->name = dup_clean (object, "name", MG_TEXT_NAME_MAX);
  record->kind = g_strdup (mg_json_get_string (object, "kind"));
  record->vendor = dup_clean (object, "vendor", MG_TEXT_NAME_MAX);
  record->model = dup_clean (object, "model", MG_TEXT_NAME_MAX);
  record->serial = dup_clean (object, "serial", MG_TEXT_NAME_MAX);
  record->firmware = dup_clean (object, "firmware", MG_TEXT_NAME_MAX);
  record->user = dup_clean (object, "user", MG_TEXT_NAME_MAX);
  record->address = g_strdup (mg_address_get_host (address));
  record->port = mg_address_get_port (address);
  record->base_url = dup_base_url (object, address);
  record->pin = g_steal_pointer (&fingerprint);
  if (uuid != NULL)
    {
      g_autoptr (GStrvBuilder) claims = g_strv_builder_new ();
      g_autofree char *clean = mg_text_dup_clean (uuid, -1, MG_TEXT_NAME_MAX);
      g_autofree char *claim = g_strconcat ("uuid:", clean, NULL);

      g_strv_builder_add (claims, claim);
      record->claims = g_strv_builder_end (claims);
    }

  return record;
}

static MgSlotReading *
read_slot (JsonObject *object)
{
  const char *id = mg_json_get_string (object, "id");
  const char *title = mg_json_get_string (object, "title");
  JsonObject *server = mg_json_get_object (object, "server");
  MgMailProtocol protocol;
  gint64 port = 0;
  MgSlotReading *slot;

  if (!is_id (id) || title == NULL ||
      !mg_mail_protocol_from_nick (mg_json_get_string (object, "protocol"), &protocol))
    return NULL;

  slot = mg_slot_reading_new (id, title);
  slot->protocol = protocol;
  slot->event = MG_TOKEN_EVENT_READ_HIDDEN;
  slot->provider = dup_clean (object, "provider", MG_TEXT_NAME_MAX);
  slot->account = dup_clean (object, "account", MG_TEXT_NAME_MAX);
  slot->settings->host = dup_clean (server, "host", MG_TEXT_NAME_MAX);
  mg_mail_security_from_nick (mg_json_get_string (server, "security"), &slot->settings->security);
  if (mg_json_get_int (server, "port", &port) && port > 0 && port <= G_MAXUINT16)
    slot->settings->port = (guint16) port;

  return slot;
}

static GPtrArray *
read_slots (JsonObject  *device,
            GError     **error)
{
  JsonArray *array = mg_json_get_array (device, "slots");
  g_autoptr (GPtrArray) slots =
    g_ptr_array_new_with_free_func ((GDestroyNotify) mg_slot_reading_free);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      MgSlotReading *slot = JSON_NODE_HOLDS_OBJECT (node)
                            ? read_slot (json_node_get_object (node)) : NULL;

      if (slot == NULL)
        {
          refuse (device, error);
          return NULL;
        }
      g_ptr_array_add (slots, slot);
    }

  return g_steal_pointer (&slots);
}

/* A device that somebody else has added goes by another id there. */
static void
find_known (MgFleet        *self,
            MgDeviceRecord *record)
{
  g_autoptr (MgDevice) device = _mg_device_new_from_record (record);
  g_autoptr (MgInspection) inspection = NULL;
  MgDevice *known;

  if (_mg_fleet_get_member (self, record->id) != NULL)
    return;

  inspection = mg_inspection_new (mg_device_get_address (device), record->driver,
                                  mg_device_get_identity (device));
  known = _mg_fleet_find_inspected (self, inspection);
  if (known == NULL)
    return;

  g_free (record->id);
  record->id = g_strdup (mg_device_get_id (known));
}

static GPtrArray *
read_devices (MgFleet     *self,
              JsonArray   *array,
              GPtrArray   *slots,
              GError     **error)
{
  g_autoptr (GPtrArray) records =
    g_ptr_array_new_with_free_func ((GDestroyNotify) mg_device_record_free);
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      MgDeviceRecord *record = read_device (self, object, error);
      GPtrArray *theirs;

      if (record == NULL)
        return NULL;
      find_known (self, record);
      g_ptr_array_add (records, record);
      theirs = read_slots (object, error);
      if (theirs == NULL)
        return NULL;
      g_ptr_array_add (slots, theirs);
      if (!g_hash_table_add (ids, record->id))
        {
          refuse (object, error);
          return NULL;
        }
    }

  return g_steal_pointer (&records);
}

static GPtrArray *
read_contents (MgFleet    *self,
               GBytes     *contents,
               GPtrArray  *slots,
               GError    **error)
{
  gsize size;
  const char *text = g_bytes_get_data (contents, &size);
  g_autoptr (JsonNode) root = size > CONTENTS_MAX ? NULL : mg_json_parse (text, size, NULL);
  JsonObject *object = root == NULL || !JSON_NODE_HOLDS_OBJECT (root)
                       ? NULL : json_node_get_object (root);
  JsonArray *devices = mg_json_get_array (object, "devices");
  gint64 schema = 0;

  if (devices != NULL && mg_json_get_int (object, "schema", &schema) && schema == SCHEMA)
    return read_devices (self, devices, slots, error);

  g_set_error_literal (error, MG_ERROR, MG_ERROR_INVALID_INPUT,
                       schema > SCHEMA ? _("The file was written by a newer Mailgrant")
                                       : _("This is not a file with the devices of a Mailgrant"));

  return NULL;
}

/* What we know and the file does not say: the file holds no secrets, so it
 * cannot change whether there are any. */
static void
complete_record (MgFleet        *self,
                 MgDeviceRecord *record)
{
  MgFleetMember *member = _mg_fleet_get_member (self, record->id);
  g_autoptr (MgDeviceRecord) known = member == NULL ? NULL : _mg_fleet_member_to_record (member);

  if (known == NULL)
    {
      record->added_at = mg_clock_now (mg_context_get_clock (mg_fleet_get_context (self)));
      return;
    }

  record->added_at = known->added_at;
  record->last_seen = known->last_seen;
  record->has_credential = known->has_credential;
  if (known->has_credential)
    {
      g_free (record->user);
      record->user = g_strdup (known->user);
    }
}

static void take_next (GTask *task);

static void
on_device_removed_cb (GObject      *object,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  Import *import = g_task_get_task_data (task);

  if (!mg_fleet_remove_device_finish (MG_FLEET (object), result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  import->n_removed++;
  take_next (task);
}

/* Puts a device that is on the disk into the fleet. */
static void
take_record (GTask                *task,
             const MgDeviceRecord *record)
{
  MgFleet *self = g_task_get_source_object (task);
  Import *import = g_task_get_task_data (task);
  MgFleetMember *member = _mg_fleet_get_member (self, record->id);
  g_autoptr (MgDevice) device = NULL;

  if (member != NULL)
    {
      import->n_changed++;
      _mg_fleet_member_take_record (member, record);
      return;
    }

  import->n_added++;
  device = _mg_device_new_from_record (record);
  member = _mg_fleet_create_member (self, device, record->added_at);
  _mg_fleet_member_take_record (member, record);
  _mg_fleet_take_member (self, member);
}

/* Whether something is known of the account in a slot. */
static gboolean
is_described (const MgSlotReading *reading)
{
  return reading->provider != NULL || reading->account != NULL || reading->settings->host != NULL;
}

static void
take_slot (MgFleet             *self,
           MgDevice            *device,
           const MgSlotReading *reading)
{
  MgSlot *slot = mg_device_lookup_slot (device, reading->id);
  const char *provider = reading->provider;

  if (slot == NULL)
    {
      g_autoptr (MgSlot) added = mg_slot_new (mg_device_get_id (device), reading);

      mg_device_add_slot (device, added);
      slot = mg_device_lookup_slot (device, reading->id);
    }
  else if (is_described (mg_slot_get_reading (slot)) || !is_described (reading))
    {
      return;
    }

  /* A provider that is somebody's own may not be known here. */
  if (provider != NULL &&
      mg_provider_registry_lookup (mg_fleet_get_providers (self), provider) == NULL)
    provider = NULL;
  _mg_fleet_describe_slot (self, slot, provider, reading->account,
                           reading->settings->host == NULL ? NULL : reading->settings, NULL);
}

/* Takes over what only a person knows of a device, so that nobody has to say it
 * twice; what has been said here stays. Returns whether there is such a thing. */
static gboolean
take_slots (MgFleet    *self,
            const char *device_id,
            GPtrArray  *slots)
{
  MgFleetMember *member = _mg_fleet_get_member (self, device_id);

  if (!mg_fleet_is_guided (self, member->device))
    return FALSE;

  _mg_fleet_add_fixed_slots (self, member);
  for (guint i = 0; i < slots->len; i++)
    take_slot (self, member->device, g_ptr_array_index (slots, i));

  return TRUE;
}

static void
on_slots_saved_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;

  if (_mg_fleet_saved_finish (MG_FLEET (object), result, &error))
    take_next (task);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
on_device_saved_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgDeviceRecord) record = NULL;
  g_autoptr (GPtrArray) slots = NULL;
  MgFleet *self = g_task_get_source_object (task);
  Import *import = g_task_get_task_data (task);

  if (!mg_store_write_finish (MG_STORE (object), result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  record = g_ptr_array_steal_index (import->records, 0);
  slots = g_ptr_array_steal_index (import->slots, 0);
  take_record (task, record);
  if (take_slots (self, record->id, slots))
    _mg_fleet_save_slots_async (self, record->id, on_slots_saved_cb, g_object_ref (task));
  else
    take_next (task);
}

static void
take_next (GTask *task)
{
  MgFleet *self = g_task_get_source_object (task);
  Import *import = g_task_get_task_data (task);
  g_autoptr (MgDevice) device = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;

  if (import->records->len > 0)
    {
      MgDeviceRecord *record = g_ptr_array_index (import->records, 0);

      complete_record (self, record);
      _mg_fleet_touch (self, record->id);
      mg_store_save_device_async (_mg_fleet_get_store (self), record, NULL, on_device_saved_cb,
                                  g_object_ref (task));
      return;
    }

  if (import->to_remove->len == 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  device = g_ptr_array_steal_index (import->to_remove, 0);
  mg_fleet_remove_device_async (self, device, g_task_get_cancellable (task), on_device_removed_cb,
                                g_object_ref (task));
}

static GPtrArray *
list_others (MgFleet   *self,
             GPtrArray *records)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *others = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < records->len; i++)
    g_hash_table_add (ids, ((MgDeviceRecord *) g_ptr_array_index (records, i))->id);

  for (guint i = 0; i < _mg_fleet_get_n_members (self); i++)
    {
      MgDevice *device = _mg_fleet_get_nth_member (self, i)->device;

      if (!g_hash_table_contains (ids, mg_device_get_id (device)))
        g_ptr_array_add (others, g_object_ref (device));
    }

  return others;
}

/**
 * mg_fleet_import_async:
 * @self: a fleet
 * @contents: the contents of a file that mg_fleet_export() has written as JSON
 * @mode: what becomes of the devices that are there already
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Takes over the devices of a file, with the certificates that were confirmed
 * for them. Logins are not in it: a device that is new here has to be signed in
 * to. A file that makes no sense in any place changes nothing.
 */
void
mg_fleet_import_async (MgFleet             *self,
                       GBytes              *contents,
                       MgFleetImport        mode,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GPtrArray) slots = NULL;
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GError) error = NULL;
  Import *import;

  g_return_if_fail (MG_IS_FLEET (self));
  g_return_if_fail (contents != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mg_fleet_import_async);

  slots = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  records = read_contents (self, contents, slots, &error);
  if (records == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  import = g_new0 (Import, 1);
  import->to_remove = mode == MG_FLEET_IMPORT_REPLACE
                      ? list_others (self, records)
                      : g_ptr_array_new_with_free_func (g_object_unref);
  import->records = g_steal_pointer (&records);
  import->slots = g_steal_pointer (&slots);
  g_task_set_task_data (task, import, import_free);
  take_next (task);
}

/**
 * mg_fleet_import_finish:
 * @self: a fleet
 * @result: the result
 * @n_added: (out) (optional): return location for how many devices are new
 * @n_changed: (out) (optional): return location for how many were there already
 * @n_removed: (out) (optional): return location for how many were removed
 * @error: return location for an error
 *
 * Finishes mg_fleet_import_async(). %MG_ERROR_INVALID_INPUT says that the file
 * cannot be used, and that nothing was changed.
 *
 * Returns: %TRUE if all of the file was taken over
 */
gboolean
mg_fleet_import_finish (MgFleet       *self,
                        GAsyncResult  *result,
                        guint         *n_added,
                        guint         *n_changed,
                        guint         *n_removed,
                        GError       **error)
{
  const Import *import;

  g_return_val_if_fail (MG_IS_FLEET (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_fleet_import_async), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  import = g_task_get_task_data (G_TASK (result));
  if (n_added != NULL)
    *n_added = import == NULL ? 0 : import->n_added;
  if (n_changed != NULL)
    *n_changed = import == NULL ? 0 : import->n_changed;
  if (n_removed != NULL)
    *n_removed = import == NULL ? 0 : import->n_removed;

  return g_task_propagate_boolean (G_TASK (result), error);
}
