/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-status-badge"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-status-badge.h"

/**
 * MgStatusBadge:
 *
 * The badge of a slot: its state as an icon and the device world's own word,
 * and below it the note. Colour only repeats what the two say.
 */
struct _MgStatusBadge
{
  GtkWidget     parent_instance;

  MgTokenState  state;
  MgNoteCode    note;
  char         *note_text;   /* (owned) (nullable) */

  /* template */
  GtkWidget    *pill;
  GtkImage     *icon;
  GtkLabel     *label;
  GtkLabel     *note_label;
};

G_DEFINE_FINAL_TYPE (MgStatusBadge, mg_status_badge, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_STATE = 1,
  PROP_NOTE,
  PROP_NOTE_TEXT,
} MgStatusBadgeProperty;

static GParamSpec *properties[PROP_NOTE_TEXT + 1] = { NULL, };

typedef struct
{
  const char *icon_name;
  const char *css_class;
} Look;

/* One row a state: the compiler checks the size, the test checks the looks. */
static const Look looks[] = {
  [MG_TOKEN_STATE_UNKNOWN] = { "mg-unknown-symbolic", "neutral" },
  [MG_TOKEN_STATE_NOT_OBTAINED] = { "mg-not-obtained-symbolic", "neutral" },
  [MG_TOKEN_STATE_WAITING] = { "mg-waiting-symbolic", "accent" },
  [MG_TOKEN_STATE_OBTAINED] = { "mg-obtained-symbolic", "success" },
  [MG_TOKEN_STATE_INVALID] = { "mg-invalid-symbolic", "error" },
};

G_STATIC_ASSERT (G_N_ELEMENTS (looks) == MG_TOKEN_STATE_INVALID + 1);

static void
mg_status_badge_update (MgStatusBadge *self)
{
  const char *const classes[] = { "status-badge", looks[self->state].css_class, NULL };
  const char *note = mg_note_code_get_label (self->note);
  g_autofree char *words = NULL;

  gtk_widget_set_css_classes (self->pill, (const char **) classes);
  gtk_image_set_from_icon_name (self->icon, looks[self->state].icon_name);
  gtk_label_set_text (self->label, mg_token_state_get_label (self->state));

  if (self->note == MG_NOTE_NONE)
    words = g_strdup (self->note_text);
  else if (self->note_text == NULL)
    words = g_strdup (note);
  else
    /* Translators: a note below a badge, and what is known about it, as in
     * "Could not check: No connection to nas.local" */
    words = g_strdup_printf (C_("note", "%s: %s"), note, self->note_text);

  gtk_label_set_text (self->note_label, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note_label), words != NULL);
}

static void
mg_status_badge_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  MgStatusBadge *self = MG_STATUS_BADGE (object);

  switch ((MgStatusBadgeProperty) prop_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, (int) self->state);
      break;
    case PROP_NOTE:
      g_value_set_enum (value, (int) self->note);
      break;
    case PROP_NOTE_TEXT:
      g_value_set_string (value, self->note_text);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mg_status_badge_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  MgStatusBadge *self = MG_STATUS_BADGE (object);

  switch ((MgStatusBadgeProperty) prop_id)
    {
    case PROP_STATE:
      mg_status_badge_set_state (self, (MgTokenState) g_value_get_enum (value));
      break;
    case PROP_NOTE:
      mg_status_badge_set_note (self, (MgNoteCode) g_value_get_enum (value));
      break;
    case PROP_NOTE_TEXT:
      mg_status_badge_set_note_text (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mg_status_badge_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MG_TYPE_STATUS_BADGE);

  G_OBJECT_CLASS (mg_status_badge_parent_class)->dispose (object);
}

static void
mg_status_badge_finalize (GObject *object)
{
  MgStatusBadge *self = MG_STATUS_BADGE (object);

  g_free (self->note_text);

  G_OBJECT_CLASS (mg_status_badge_parent_class)->finalize (object);
}

static void
mg_status_badge_class_init (MgStatusBadgeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = mg_status_badge_get_property;
  object_class->set_property = mg_status_badge_set_property;
  object_class->dispose = mg_status_badge_dispose;
  object_class->finalize = mg_status_badge_finalize;

  /**
   * MgStatusBadge:state:
   *
   * The state it shows.
   */
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL,
                       MG_TYPE_TOKEN_STATE, MG_TOKEN_STATE_UNKNOWN,
                       G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * MgStatusBadge:note:
   *
   * The note below it.
   */
  properties[PROP_NOTE] =
    g_param_spec_enum ("note", NULL, NULL,
                       MG_TYPE_NOTE_CODE, MG_NOTE_NONE,
                       G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * MgStatusBadge:note-text:
   *
   * The particulars of state and note, such as the device's own words.
   */
  properties[PROP_NOTE_TEXT] =
    g_param_spec_string ("note-text", NULL, NULL,
                         NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_template_from_resource (widget_class, MG_APP_RESOURCES "mg-status-badge.ui");
  gtk_widget_class_bind_template_child (widget_class, MgStatusBadge, pill);
  gtk_widget_class_bind_template_child (widget_class, MgStatusBadge, icon);
  gtk_widget_class_bind_template_child (widget_class, MgStatusBadge, label);
  gtk_widget_class_bind_template_child (widget_class, MgStatusBadge, note_label);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
mg_status_badge_init (MgStatusBadge *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  mg_status_badge_update (self);
}

/**
 * mg_status_badge_new:
 *
 * Returns: (transfer floating): a badge that says "Not checked"
 */
GtkWidget *
mg_status_badge_new (void)
{
  return g_object_new (MG_TYPE_STATUS_BADGE, NULL);
}

/**
 * mg_status_badge_get_state:
 * @self: a badge
 *
 * Returns: the state it shows
 */
MgTokenState
mg_status_badge_get_state (MgStatusBadge *self)
{
  g_return_val_if_fail (MG_IS_STATUS_BADGE (self), MG_TOKEN_STATE_UNKNOWN);

  return self->state;
}

/**
 * mg_status_badge_set_state:
 * @self: a badge
 * @state: the state to show
 *
 * Sets the state it shows.
 */
void
mg_status_badge_set_state (MgStatusBadge *self,
                           MgTokenState   state)
{
  g_return_if_fail (MG_IS_STATUS_BADGE (self));
  g_return_if_fail (state <= MG_TOKEN_STATE_INVALID);

  if (self->state == state)
    return;

  self->state = state;
  mg_status_badge_update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

/**
 * mg_status_badge_get_note:
 * @self: a badge
 *
 * Returns: the note below it
 */
MgNoteCode
mg_status_badge_get_note (MgStatusBadge *self)
{
  g_return_val_if_fail (MG_IS_STATUS_BADGE (self), MG_NOTE_NONE);

  return self->note;
}

/**
 * mg_status_badge_set_note:
 * @self: a badge
 * @note: the note to show below it
 *
 * Sets the note.
 */
void
mg_status_badge_set_note (MgStatusBadge *self,
                          MgNoteCode     note)
{
  g_return_if_fail (MG_IS_STATUS_BADGE (self));

  if (self->note == note)
    return;

  self->note = note;
  mg_status_badge_update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NOTE]);
}

/**
 * mg_status_badge_get_note_text:
 * @self: a badge
 *
 * Returns: (transfer none) (nullable): the particulars below it
 */
const char *
mg_status_badge_get_note_text (MgStatusBadge *self)
{
  g_return_val_if_fail (MG_IS_STATUS_BADGE (self), NULL);

  return self->note_text;
}

/**
 * mg_status_badge_set_note_text:
 * @self: a badge
 * @note_text: (nullable): the particulars of state and note
 *
 * Sets what stands below the state, behind the note where there is one. It is
 * shown as it is, never as markup.
 */
void
mg_status_badge_set_note_text (MgStatusBadge *self,
                               const char    *note_text)
{
  g_return_if_fail (MG_IS_STATUS_BADGE (self));

  if (g_strcmp0 (self->note_text, note_text) == 0)
    return;

  g_free (self->note_text);
  self->note_text = g_strdup (note_text);
  mg_status_badge_update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NOTE_TEXT]);
}
