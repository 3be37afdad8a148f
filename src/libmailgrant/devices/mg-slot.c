/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-slot"

#include "config.h"

#include "mg-slot.h"

/**
 * MgSlot:
 *
 * One place on a device that logs in to a mail server, as a screen shows it:
 * what the device said last, the badge, and the note beside it. It never holds
 * a token.
 */
struct _MgSlot
{
  GObject        parent_instance;

  char          *device_id;   /* (owned) */
  MgSlotReading *reading;     /* (owned) */
  MgTokenStatus  status;
  char          *note_text;   /* (owned) (nullable) */
  GStrv          rules;       /* (owned) */
  gint64         checked_at;
};

G_DEFINE_FINAL_TYPE (MgSlot, mg_slot, G_TYPE_OBJECT)

typedef enum
{
  PROP_TITLE = 1,
  PROP_PROVIDER,
  PROP_ACCOUNT,
  PROP_STATE,
  PROP_NOTE,
  PROP_NOTE_TEXT,
  PROP_CHECKED_AT,
} MgSlotProperty;

static GParamSpec *properties[PROP_CHECKED_AT + 1] = { NULL, };

static void
mg_slot_get_property (GObject    *object,
                      guint       prop_id,
                      GValue     *value,
                      GParamSpec *pspec)
{
  MgSlot *self = MG_SLOT (object);

  switch ((MgSlotProperty) prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, self->reading->title);
      break;

    case PROP_PROVIDER:
      g_value_set_string (value, self->reading->provider);
      break;

    case PROP_ACCOUNT:
      g_value_set_string (value, self->reading->account);
      break;

    case PROP_STATE:
      g_value_set_enum (value, (int) self->status.state);
      break;

    case PROP_NOTE:
      g_value_set_enum (value, (int) self->status.note);
      break;

    case PROP_NOTE_TEXT:
      g_value_set_string (value, self->note_text);
      break;

    case PROP_CHECKED_AT:
      g_value_set_int64 (value, self->checked_at);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mg_slot_finalize (GObject *object)
{
  MgSlot *self = MG_SLOT (object);

  g_free (self->device_id);
  g_clear_pointer (&self->reading, mg_slot_reading_free);
  g_free (self->note_text);
  g_strfreev (self->rules);

  G_OBJECT_CLASS (mg_slot_parent_class)->finalize (object);
}

static void
mg_slot_class_init (MgSlotClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = mg_slot_finalize;
  object_class->get_property = mg_slot_get_property;

  /**
   * MgSlot:title:
   *
   * The device's name for the slot, clean to be shown, not markup.
   */
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);

  /**
   * MgSlot:provider:
   *
   * The id of the provider of its token, %NULL while there is none.
   */
  properties[PROP_PROVIDER] = g_param_spec_string ("provider", NULL, NULL, NULL, flags);

  /**
   * MgSlot:account:
   *
   * The mailbox it logs in to, %NULL where none is known.
   */
  properties[PROP_ACCOUNT] = g_param_spec_string ("account", NULL, NULL, NULL, flags);

  /**
   * MgSlot:state:
   *
   * The badge.
   */
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, MG_TYPE_TOKEN_STATE, MG_TOKEN_STATE_UNKNOWN, flags);

  /**
   * MgSlot:note:
   *
   * What stands beside the badge.
   */
  properties[PROP_NOTE] =
    g_param_spec_enum ("note", NULL, NULL, MG_TYPE_NOTE_CODE, MG_NOTE_NONE, flags);

  /**
   * MgSlot:note-text:
   *
   * The particulars of state and note: the device's own words, a date, or why
   * it could not be checked.
   */
  properties[PROP_NOTE_TEXT] = g_param_spec_string ("note-text", NULL, NULL, NULL, flags);

  /**
   * MgSlot:checked-at:
   *
   * When the device was last asked, in microseconds since 1970-01-01 UTC, 0 never.
   */
  properties[PROP_CHECKED_AT] =
    g_param_spec_int64 ("checked-at", NULL, NULL, 0, G_MAXINT64, 0, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
mg_slot_init (MgSlot *self)
{
  self->rules = g_new0 (char *, 1);
}

/**
 * mg_slot_new:
 * @device_id: the id of its device
 * @reading: what the device said of it
 *
 * Returns: (transfer full): a new slot, not checked yet
 */
MgSlot *
mg_slot_new (const char          *device_id,
             const MgSlotReading *reading)
{
  MgSlot *self;

  g_return_val_if_fail (device_id != NULL, NULL);
  g_return_val_if_fail (reading != NULL, NULL);

  self = g_object_new (MG_TYPE_SLOT, NULL);
  self->device_id = g_strdup (device_id);
  self->reading = mg_slot_reading_copy (reading);

  return self;
}

/**
 * mg_slot_get_id:
 * @self: a slot
 *
 * Returns: (transfer none): the device's own id of the slot
 */
const char *
mg_slot_get_id (MgSlot *self)
{
  g_return_val_if_fail (MG_IS_SLOT (self), NULL);

  return self->reading->id;
}

/**
 * mg_slot_get_device_id:
 * @self: a slot
 *
 * Returns: (transfer none): the id of its device
 */
const char *
mg_slot_get_device_id (MgSlot *self)
{
  g_return_val_if_fail (MG_IS_SLOT (self), NULL);

  return self->device_id;
}

/**
 * mg_slot_get_title:
 * @self: a slot
 *
 * Returns: (transfer none): the device's name for it
 */
const char *
mg_slot_get_title (MgSlot *self)
{
  g_return_val_if_fail (MG_IS_SLOT (self), NULL);

  return self->reading->title;
}

/**
 * mg_slot_get_provider:
 * @self: a slot
 *
 * Returns: (transfer none) (nullable): the id of the provider of its token
 */
const char *
mg_slot_get_provider (MgSlot *self)
{
  g_return_val_if_fail (MG_IS_SLOT (self), NULL);

  return self->reading->provider;
}

/**
 * mg_slot_get_account:
 * @self: a slot
 *
 * Returns: (transfer none) (nullable): the mailbox it logs in to
 */
const char *
mg_slot_get_account (MgSlot *self)
{
  g_return_val_if_fail (MG_IS_SLOT (self), NULL);

  return self->reading->account;
}

/**
 * mg_slot_get_link_group:
 * @self: a slot
 *
 * Returns: (transfer none) (nullable): the group of slots that change together
 */
const char *
mg_slot_get_link_group (MgSlot *self)
{
  g_return_val_if_fail (MG_IS_SLOT (self), NULL);

  return self->reading->link_group;
}

/**
 * mg_slot_get_reading:
 * @self: a slot
 *
 * Returns: (transfer none): what the device said of it last
 */
const MgSlotReading *
mg_slot_get_reading (MgSlot *self)
{
  g_return_val_if_fail (MG_IS_SLOT (self), NULL);

  return self->reading;
}

/**
 * mg_slot_set_reading:
 * @self: a slot
 * @reading: what the device says of it now, under the same id
 *
 * Takes over title, settings, provider and account. The badge is moved by
 * mg_slot_apply() alone.
 */
void
mg_slot_set_reading (MgSlot              *self,
                     const MgSlotReading *reading)
{
  g_autoptr (MgSlotReading) before = NULL;

  g_return_if_fail (MG_IS_SLOT (self));
  g_return_if_fail (reading != NULL);
  g_return_if_fail (g_str_equal (self->reading->id, reading->id));

  before = g_steal_pointer (&self->reading);
  self->reading = mg_slot_reading_copy (reading);

  if (g_strcmp0 (before->title, reading->title) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
  if (g_strcmp0 (before->provider, reading->provider) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROVIDER]);
  if (g_strcmp0 (before->account, reading->account) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACCOUNT]);
}

/**
 * mg_slot_get_state:
 * @self: a slot
 *
 * Returns: the badge
 */
MgTokenState
mg_slot_get_state (MgSlot *self)
{
  g_return_val_if_fail (MG_IS_SLOT (self), MG_TOKEN_STATE_UNKNOWN);

  return self->status.state;
}

/**
 * mg_slot_get_note:
 * @self: a slot
 *
 * Returns: what stands beside the badge
 */
MgNoteCode
mg_slot_get_note (MgSlot *self)
{
  g_return_val_if_fail (MG_IS_SLOT (self), MG_NOTE_NONE);

  return self->status.note;
}

/**
 * mg_slot_get_note_text:
 * @self: a slot
 *
 * Returns: (transfer none) (nullable): the particulars of state and note
 */
const char *
mg_slot_get_note_text (MgSlot *self)
{
  g_return_val_if_fail (MG_IS_SLOT (self), NULL);

  return self->note_text;
}

/**
 * mg_slot_get_status:
 * @self: a slot
 *
 * Returns: badge and note, as they are stored
 */
MgTokenStatus
mg_slot_get_status (MgSlot *self)
{
  g_return_val_if_fail (MG_IS_SLOT (self), (MgTokenStatus) { 0 });

  return self->status;
}

/**
 * mg_slot_set_status:
 * @self: a slot
 * @status: badge and note
 * @note_text: (nullable): their particulars
 *
 * Sets what was stored. Whatever happens afterwards goes through
 * mg_slot_apply().
 */
void
mg_slot_set_status (MgSlot        *self,
                    MgTokenStatus  status,
                    const char    *note_text)
{
  MgTokenStatus before;
  gboolean text_changed;

  g_return_if_fail (MG_IS_SLOT (self));

  before = self->status;
  self->status = status;
  text_changed = g_strcmp0 (self->note_text, note_text) != 0;
  if (text_changed)
    {
      g_free (self->note_text);
      self->note_text = g_strdup (note_text);
    }

  if (before.state != status.state)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  if (before.note != status.note)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NOTE]);
  if (text_changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NOTE_TEXT]);
}

/**
 * mg_slot_apply:
 * @self: a slot
 * @event: what has happened
 * @note_text: (nullable): its particulars, translated or in the device's words
 *
 * Moves the badge by the table of mg_token_status_next().
 */
void
mg_slot_apply (MgSlot       *self,
               MgTokenEvent  event,
               const char   *note_text)
{
  MgTokenStatus next;
  g_autofree char *kept = NULL;

  g_return_if_fail (MG_IS_SLOT (self));

  next = mg_token_status_next (self->status, event);
  /* A note that an event leaves alone keeps its words. */
  if (next.note == MG_NOTE_ADMINISTRATOR && event != MG_TOKEN_EVENT_ADMINISTRATOR_NEEDED)
    kept = g_strdup (self->note_text);

  mg_slot_set_status (self, next, kept != NULL ? kept : note_text);
}

/**
 * mg_slot_get_rules:
 * @self: a slot
 *
 * Returns: (transfer none): the titles of the notification rules that send
 *   through it
 */
const char *const *
mg_slot_get_rules (MgSlot *self)
{
  g_return_val_if_fail (MG_IS_SLOT (self), NULL);

  return (const char *const *) self->rules;
}

/**
 * mg_slot_set_rules:
 * @self: a slot
 * @titles: the titles of the rules that send through it
 */
void
mg_slot_set_rules (MgSlot            *self,
                   const char *const *titles)
{
  g_return_if_fail (MG_IS_SLOT (self));
  g_return_if_fail (titles != NULL);

  g_strfreev (self->rules);
  self->rules = g_strdupv ((char **) titles);
}

/**
 * mg_slot_get_checked_at:
 * @self: a slot
 *
 * Returns: when the device was last asked, in microseconds since 1970-01-01
 *   UTC, 0 never
 */
gint64
mg_slot_get_checked_at (MgSlot *self)
{
  g_return_val_if_fail (MG_IS_SLOT (self), 0);

  return self->checked_at;
}

/**
 * mg_slot_set_checked_at:
 * @self: a slot
 * @time: when the device was asked, in microseconds since 1970-01-01 UTC
 */
void
mg_slot_set_checked_at (MgSlot *self,
                        gint64  time)
{
  g_return_if_fail (MG_IS_SLOT (self));

  if (self->checked_at == time)
    return;

  self->checked_at = time;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHECKED_AT]);
}
