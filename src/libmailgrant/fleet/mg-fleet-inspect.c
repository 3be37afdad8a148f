/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-fleet-inspect"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-error.h"
#include "mg-fleet-devices.h"
#include "mg-fleet-private.h"
#include "mg-text.h"
#include "mg-tls-pin.h"

/* The first contact: the drivers are asked in turn whether they know the peer,
 * each on its make's own ports where none was named. No login is sent, and any
 * certificate is taken, to be shown to the person.
 *
 *   next driver ──► ask ──► knows it ──► look at the certificate ──► inspection
 *        ▲           │
 *        │           ├── "none of mine" ──┐
 *        │           └── no connection ───┤   (its port is asked no more)
 *        └───────────────────────────────┘
 *   no driver left ──► why
 */
typedef struct
{
  MgAddress  *address;     /* (owned) */
  GPtrArray  *drivers;     /* (owned) (element-type MgDriver): still to be asked */
  gsize       n_ports;     /* on which the first of them has been asked */
  MgDriver   *told;        /* (owned) (nullable): whose it is, by a person or its announcement */
  MgHttp     *http;        /* (owned) (nullable): the probe in use */
  GHashTable *dead_ports;  /* (owned) (element-type guint) */
  GError     *problem;     /* (owned) (nullable): why there was no connection */
  gboolean    answered;
} Inspect;

static void
inspect_free (gpointer data)
{
  Inspect *inspect = data;

  mg_address_unref (inspect->address);
  g_ptr_array_unref (inspect->drivers);
  g_clear_object (&inspect->told);
  g_clear_object (&inspect->http);
  g_hash_table_unref (inspect->dead_ports);
  g_clear_error (&inspect->problem);
  g_free (inspect);
}

static char *
dup_clean_property (GTlsCertificate *certificate,
                    const char      *property)
{
  g_autofree char *text = NULL;

  g_object_get (certificate, property, &text, NULL);

  return text == NULL ? NULL : mg_text_dup_clean (text, -1, MG_TEXT_SENTENCE_MAX);
}

static gint64
get_time_property (GTlsCertificate *certificate,
                   const char      *property)
{
  g_autoptr (GDateTime) time = NULL;

  g_object_get (certificate, property, &time, NULL);

  return time == NULL ? 0 : g_date_time_to_unix (time) * G_USEC_PER_SEC;
}

static void
take_certificate (MgInspection *inspection,
                  MgHttp       *http)
{
  GTlsCertificate *certificate = mg_http_get_peer_certificate (http);

  if (certificate == NULL)
    return;

  inspection->fingerprint = mg_tls_pin_dup_fingerprint (certificate);
  inspection->subject = dup_clean_property (certificate, "subject-name");
  inspection->issuer = dup_clean_property (certificate, "issuer-name");
  inspection->not_before = get_time_property (certificate, "not-valid-before");
  inspection->not_after = get_time_property (certificate, "not-valid-after");
}

static gboolean
is_same (MgDevice           *device,
         const MgInspection *inspection)
{
  const MgIdentity *known = mg_device_get_identity (device);
  const MgIdentity *found = inspection->identity;

  if (known->uuid != NULL && found->uuid != NULL)
    return g_ascii_strcasecmp (known->uuid, found->uuid) == 0;

  if (known->serial != NULL && found->serial != NULL)
    return g_str_equal (known->serial, found->serial) &&
           g_strcmp0 (known->vendor, found->vendor) == 0;

  return mg_address_equal (mg_device_get_address (device), inspection->address);
}

/**
 * _mg_fleet_find_inspected:
 * @self: a fleet
 * @inspection: what a first contact found
 *
 * Returns: (transfer none) (nullable): the device of the fleet that this is
 */
MgDevice *
_mg_fleet_find_inspected (MgFleet            *self,
                          const MgInspection *inspection)
{
  for (guint i = 0; i < _mg_fleet_get_n_members (self); i++)
    {
      MgDevice *device = _mg_fleet_get_nth_member (self, i)->device;

      if (is_same (device, inspection))
        return device;
    }

  return NULL;
}

static void
return_identity (GTask            *task,
                 MgDriver         *driver,
                 const MgIdentity *identity)
{
  MgFleet *self = g_task_get_source_object (task);
  Inspect *inspect = g_task_get_task_data (task);
  MgInspection *inspection =
    mg_inspection_new (mg_http_get_address (inspect->http),
                       mg_driver_info_get_id (mg_driver_get_info (driver)), identity);
  MgDevice *known;

  take_certificate (inspection, inspect->http);
  known = _mg_fleet_find_inspected (self, inspection);
  if (known != NULL)
    inspection->device_id = g_strdup (mg_device_get_id (known));

  g_task_return_pointer (task, inspection, (GDestroyNotify) mg_inspection_free);
}

/* Devices of a guided make do not say what they are; the person, or what the
 * device has announced, does. That it answers was seen. */
static MgIdentity *
create_told (GTask    *task,
             MgDriver *driver)
{
  MgFleet *self = g_task_get_source_object (task);
  Inspect *inspect = g_task_get_task_data (task);
  MgDriverInfo *info = mg_driver_get_info (driver);
  MgDiscoveredDevice *found = _mg_fleet_find_discovered (self, inspect->address);
  MgIdentity *identity = mg_identity_new (mg_driver_info_get_kind (info));

  if (found != NULL)
    {
      identity->name = g_strdup (mg_discovered_device_get_name (found));
      identity->vendor = g_strdup (mg_discovered_device_get_vendor (found));
      identity->model = g_strdup (mg_discovered_device_get_model (found));
      identity->serial = g_strdup (mg_discovered_device_get_serial (found));
      identity->firmware = g_strdup (mg_discovered_device_get_firmware (found));
    }
  else if (mg_driver_info_get_kind (info) != MG_DEVICE_KIND_OTHER)
    {
      identity->vendor = g_strdup (mg_driver_info_get_name (info));
    }

  return identity;
}

static void ask_next (GTask *task);
static void note_failure (GTask *task, GError *error);

static void
on_answered_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgIdentity) identity = NULL;
  g_autoptr (MgHttpResponse) response = mg_http_send_finish (MG_HTTP (object), result, &error);
  Inspect *inspect = g_task_get_task_data (task);

  /* Whatever it answers: it is there. */
  if (response == NULL && !g_error_matches (error, MG_ERROR, MG_ERROR_PROTOCOL))
    {
      note_failure (task, g_steal_pointer (&error));
      return;
    }

  identity = create_told (task, inspect->told);
  return_identity (task, inspect->told, identity);
}

static gboolean
is_told (Inspect  *inspect,
         MgDriver *driver)
{
  return driver == inspect->told &&
         mg_driver_info_can (mg_driver_get_info (driver), MG_DRIVER_GUIDED);
}

/* Goes on after a driver does not know the device. */
static void
note_failure (GTask  *task,
              GError *error)
{
  g_autoptr (GError) owned = error;
  Inspect *inspect = g_task_get_task_data (task);
  guint port = mg_address_get_port (mg_http_get_address (inspect->http));

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&owned));
      return;
    }

  if (g_error_matches (error, MG_ERROR, MG_ERROR_UNREACHABLE) ||
      g_error_matches (error, MG_ERROR, MG_ERROR_TIMED_OUT))
    {
      g_hash_table_add (inspect->dead_ports, GUINT_TO_POINTER (port));
      if (inspect->problem == NULL)
        inspect->problem = g_steal_pointer (&owned);
    }
  else if (!g_error_matches (error, MG_ERROR, MG_ERROR_NOT_SUPPORTED))
    {
      inspect->answered = TRUE;
    }

  ask_next (task);
}

static void
on_identified_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgIdentity) identity = NULL;
  Inspect *inspect = g_task_get_task_data (task);

  identity = mg_driver_identify_finish (MG_DRIVER (object), result, &error);
  if (identity != NULL)
    {
      return_identity (task, MG_DRIVER (object), identity);
    }
  else if (is_told (inspect, MG_DRIVER (object)) &&
           (g_error_matches (error, MG_ERROR, MG_ERROR_NOT_SUPPORTED) ||
            g_error_matches (error, MG_ERROR, MG_ERROR_NOT_FOUND)))
    {
      g_autoptr (MgHttpRequest) request = mg_http_request_new ("GET", "/");

      mg_http_send_async (inspect->http, request, g_task_get_cancellable (task),
                          on_answered_cb, g_object_ref (task));
    }
  else
    {
      note_failure (task, g_steal_pointer (&error));
    }
}

/* A person who names no port means a usual one of whatever make it is. The
 * driver's turn is over with its last port. */
static MgAddress *
choose_address (Inspect  *inspect,
                MgDriver *driver)
{
  const gboolean is_named = !mg_address_is_secure (inspect->address) ||
                            mg_address_get_port (inspect->address) != 443;
  MgDriverInfo *info = mg_driver_get_info (driver);
  const guint16 port = mg_driver_info_get_port (info, inspect->n_ports++);

  if (is_named || mg_driver_info_get_port (info, inspect->n_ports) == 0)
    {
      g_ptr_array_remove_index (inspect->drivers, 0);
      inspect->n_ports = 0;
    }

  return is_named ? mg_address_ref (inspect->address)
                  : mg_address_new ("https", mg_address_get_host (inspect->address), port);
}

static void
return_unknown (GTask *task)
{
  Inspect *inspect = g_task_get_task_data (task);
  g_autofree char *peer = mg_address_to_display (inspect->address);

  if (inspect->problem != NULL && !inspect->answered)
    g_task_return_error (task, g_steal_pointer (&inspect->problem));
  else
    g_task_return_new_error (task, MG_ERROR, MG_ERROR_NOT_FOUND,
                             _("%s answers, but is no device that Mailgrant knows"), peer);
}

static void
ask_next (GTask *task)
{
  MgFleet *self = g_task_get_source_object (task);
  Inspect *inspect = g_task_get_task_data (task);

  while (inspect->drivers->len > 0)
    {
      g_autoptr (MgDriver) driver = g_object_ref (inspect->drivers->pdata[0]);
      g_autoptr (MgAddress) address = choose_address (inspect, driver);
      guint port = mg_address_get_port (address);

      if (g_hash_table_contains (inspect->dead_ports, GUINT_TO_POINTER (port)))
        continue;

      if (inspect->http == NULL ||
          !mg_address_equal (mg_http_get_address (inspect->http), address))
        {
          g_clear_object (&inspect->http);
          inspect->http = mg_http_new_probe (mg_fleet_get_context (self), address);
        }
      mg_driver_identify_async (driver, inspect->http, g_task_get_cancellable (task),
                                on_identified_cb, g_object_ref (task));
      return;
    }

  return_unknown (task);
}

static void
choose_drivers (MgFleet    *self,
                Inspect    *inspect,
                const char *driver_id)
{
  MgDiscoveredDevice *found = _mg_fleet_find_discovered (self, inspect->address);
  MgDriver *told;

  if (driver_id != NULL)
    told = mg_driver_registry_lookup (mg_fleet_get_drivers (self), driver_id);
  else
    told = found == NULL ? NULL : mg_fleet_match_driver (self, found);

  g_set_object (&inspect->told, told);
  if (driver_id == NULL)
    {
      inspect->drivers = _mg_fleet_rank_drivers (self, told);
      return;
    }

  inspect->drivers = g_ptr_array_new_with_free_func (g_object_unref);
  if (told != NULL)
    g_ptr_array_add (inspect->drivers, g_object_ref (told));
}

/**
 * mg_fleet_inspect_async:
 * @self: a fleet
 * @address: where a device may be
 * @driver_id: (nullable): the id of the one driver to ask, or %NULL to ask all
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Asks what is at an address, without any login. Nothing is saved.
 */
void
mg_fleet_inspect_async (MgFleet             *self,
                        MgAddress           *address,
                        const char          *driver_id,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  Inspect *inspect;

  g_return_if_fail (MG_IS_FLEET (self));
  g_return_if_fail (address != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mg_fleet_inspect_async);

  inspect = g_new0 (Inspect, 1);
  inspect->address = mg_address_ref (address);
  choose_drivers (self, inspect, driver_id);
  inspect->dead_ports = g_hash_table_new (NULL, NULL);
  g_task_set_task_data (task, inspect, inspect_free);

  if (inspect->drivers->len == 0 && driver_id != NULL)
    g_task_return_new_error (task, MG_ERROR, MG_ERROR_INVALID_INPUT,
                             _("“%s” is no make of device that Mailgrant knows"), driver_id);
  else
    ask_next (task);
}

/**
 * mg_fleet_inspect_finish:
 * @self: a fleet
 * @result: the result
 * @error: return location for an error
 *
 * Finishes mg_fleet_inspect_async(). %MG_ERROR_NOT_FOUND says that something
 * answers, but is of no known make.
 *
 * Returns: (transfer full): what was found, or %NULL with @error set
 */
MgInspection *
mg_fleet_inspect_finish (MgFleet       *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (MG_IS_FLEET (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_fleet_inspect_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
