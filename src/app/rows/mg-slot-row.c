/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-slot-row"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-slot-row.h"
#include "mg-status-badge.h"
#include "mg-wrap-layout.h"

/**
 * MgSlotRow:
 *
 * A slot in the list of its device: settings, badge, note, the rules that use
 * it, and what can be done. Its actions are signals; the page carries them out.
 */
struct _MgSlotRow
{
  AdwPreferencesRow   parent_instance;

  MgSlot             *slot;          /* (owned) */
  MgDriverCapability  capabilities;
  gboolean            busy;
  char               *linked;        /* (owned) (nullable): titles, for people */
  char               *problem;       /* (owned) (nullable): the device's */
  gboolean            removable;

  /* template */
  GtkLabel           *title_label;
  GtkLabel           *detail_label;
  GtkLabel           *rules_label;
  GtkLabel           *linked_label;
  MgStatusBadge      *badge;
  GtkWidget          *buttons;
  GtkWidget          *authorize_button;
  GtkWidget          *test_button;
  GtkMenuButton      *menu_button;
  GMenuModel         *guided_menu;
  GtkSpinner         *spinner;
};

G_DEFINE_FINAL_TYPE (MgSlotRow, mg_slot_row, ADW_TYPE_PREFERENCES_ROW)

typedef enum
{
  PROP_SLOT = 1,
  PROP_CAPABILITIES,
  PROP_BUSY,
  PROP_LINKED,
  PROP_PROBLEM,
  PROP_REMOVABLE,
} MgSlotRowProperty;

static GParamSpec *properties[PROP_REMOVABLE + 1] = { NULL, };

typedef enum
{
  SIGNAL_AUTHORIZE,
  SIGNAL_REPAIR,
  SIGNAL_TEST,
  SIGNAL_DELETE_TOKEN,
  SIGNAL_REPORT,
  SIGNAL_EDIT,
  SIGNAL_REMOVE,
} MgSlotRowSignal;

static guint signals[SIGNAL_REMOVE + 1] = { 0, };

static void
append_detail (GString    *text,
               const char *part)
{
  if (part == NULL)
    return;

  if (text->len > 0)
    g_string_append (text, " · ");
  g_string_append (text, part);
}

static char *
dup_detail (MgSlot *slot)
{
  const MgMailSettings *settings = mg_slot_get_reading (slot)->settings;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *server = NULL;

  append_detail (text, mg_slot_get_account (slot));
  if (settings != NULL && settings->host != NULL)
    server = g_strdup_printf ("%s:%u", settings->host, (guint) settings->port);
  append_detail (text, server);
  if (text->len == 0)
    append_detail (text, _("No mail server set"));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
update_rules (MgSlotRow *self)
{
  const char *const *rules = mg_slot_get_rules (self->slot);
  gboolean any = rules != NULL && rules[0] != NULL;

  if (any)
    {
      g_autofree char *list = g_strjoinv (", ", (char **) rules);
      /* Translators: the notification rules of a device that send mail through a slot */
      g_autofree char *text = g_strdup_printf (_("Used by %s"), list);

      gtk_label_set_text (self->rules_label, text);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->rules_label), any);
}

/* Whether a person says what the device shows, because Mailgrant can't see it. */
static gboolean
is_guided (MgSlotRow *self)
{
  return (self->capabilities & MG_DRIVER_GUIDED) != 0;
}

/* What is dead, or has something beside it that a repair finds the cause of. */
static gboolean
wants_repair (MgSlotRow *self)
{
  MgNoteCode note = mg_slot_get_note (self->slot);

  if (mg_slot_get_state (self->slot) == MG_TOKEN_STATE_INVALID)
    return TRUE;

  return mg_slot_get_state (self->slot) == MG_TOKEN_STATE_OBTAINED && !is_guided (self) &&
         (note == MG_NOTE_EXPIRES_SOON || note == MG_NOTE_NOT_CHECKED ||
          note == MG_NOTE_MAILBOX_REFUSES);
}

/* What is dead is repaired; what is not there yet is obtained; what nobody can
 * see from here is told. */
static void
update_primary_button (MgSlotRow    *self,
                       MgTokenState  state)
{
  GtkButton *button = GTK_BUTTON (self->authorize_button);
  gboolean repair = wants_repair (self);
  gboolean set_up = is_guided (self) && state == MG_TOKEN_STATE_NOT_OBTAINED;
  gboolean report = is_guided (self) && !repair && !set_up;

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), report ? "slot.report"
                                  : repair || set_up ? "slot.repair" : "slot.authorize");
  if (repair)
    gtk_button_set_label (button, _("_Repair…"));
  else if (set_up)
    gtk_button_set_label (button, _("_Set Up…"));
  else if (report)
    gtk_button_set_label (button, _("_What Does the Device Show?"));
  else if (state == MG_TOKEN_STATE_OBTAINED)
    gtk_button_set_label (button, _("_Authorize Again…"));
  else
    gtk_button_set_label (button, _("_Authorize…"));

  if (repair)
    gtk_widget_add_css_class (GTK_WIDGET (button), "suggested-action");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (button), "suggested-action");
}

static void
update_actions (MgSlotRow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  MgTokenState state = mg_slot_get_state (self->slot);
  gboolean push = (self->capabilities & (MG_DRIVER_PUSH_OAUTH | MG_DRIVER_PUSH_PASSWORD)) != 0;
  gboolean test = (self->capabilities & MG_DRIVER_TEST_SAVED) != 0;
  gboolean delete = (self->capabilities & MG_DRIVER_DELETE_TOKEN) != 0;
  gboolean holds = state == MG_TOKEN_STATE_OBTAINED || state == MG_TOKEN_STATE_INVALID;

  gtk_widget_set_visible (self->authorize_button, push || is_guided (self));
  gtk_widget_set_visible (self->test_button, test);
  gtk_widget_set_visible (GTK_WIDGET (self->menu_button), push || delete || is_guided (self));
  gtk_widget_set_visible (self->buttons, push || test || delete || is_guided (self));
  gtk_widget_action_set_enabled (widget, "slot.authorize", !self->busy);
  gtk_widget_action_set_enabled (widget, "slot.repair", !self->busy);
  gtk_widget_action_set_enabled (widget, "slot.test", !self->busy && holds);
  gtk_widget_action_set_enabled (widget, "slot.delete-token", !self->busy && holds);
  /* What is read needs nobody to note it down. */
  gtk_widget_action_set_enabled (widget, "slot.edit",
                                 !self->busy && (self->capabilities & MG_DRIVER_READ) == 0);
  gtk_widget_action_set_enabled (widget, "slot.remove", !self->busy && self->removable);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), self->busy);
  gtk_spinner_set_spinning (self->spinner, self->busy);

  update_primary_button (self, state);
}

/* Why a device could not be asked is said once, above the list. */
static void
update_badge (MgSlotRow *self)
{
  const char *text = mg_slot_get_note_text (self->slot);
  gboolean said = mg_slot_get_note (self->slot) == MG_NOTE_NOT_CHECKED && self->problem != NULL &&
                  g_strcmp0 (text, self->problem) == 0;

  mg_status_badge_set_state (self->badge, mg_slot_get_state (self->slot));
  mg_status_badge_set_note (self->badge, mg_slot_get_note (self->slot));
  mg_status_badge_set_note_text (self->badge, said ? NULL : text);
}

static void
mg_slot_row_update (MgSlotRow *self)
{
  g_autofree char *detail = dup_detail (self->slot);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), mg_slot_get_title (self->slot));
  gtk_label_set_text (self->title_label, mg_slot_get_title (self->slot));
  gtk_label_set_text (self->detail_label, detail);
  update_badge (self);
  update_rules (self);
  update_actions (self);
}

static void
on_authorize_action (GtkWidget  *widget,
                     const char *action_name,
                     GVariant   *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_AUTHORIZE], 0);
}

static void
on_repair_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_REPAIR], 0);
}

static void
on_test_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_TEST], 0);
}

static void
on_delete_token_action (GtkWidget  *widget,
                        const char *action_name,
                        GVariant   *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_DELETE_TOKEN], 0);
}

static void
on_report_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_REPORT], 0);
}

static void
on_edit_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_EDIT], 0);
}

static void
on_remove_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_REMOVE], 0);
}

static void
set_removable (MgSlotRow *self,
               gboolean   removable)
{
  if (self->removable == removable)
    return;

  self->removable = removable;
  update_actions (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REMOVABLE]);
}

static void
set_busy (MgSlotRow *self,
          gboolean   busy)
{
  if (self->busy == busy)
    return;

  self->busy = busy;
  update_actions (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

static void
set_linked (MgSlotRow  *self,
            const char *linked)
{
  g_autofree char *text = NULL;

  if (g_strcmp0 (self->linked, linked) == 0)
    return;

  g_free (self->linked);
  self->linked = g_strdup (linked);
  if (linked != NULL)
    /* Translators: other mail settings of the same device, which take the token too */
    text = g_strdup_printf (_("Shares its token with %s"), linked);
  gtk_label_set_text (self->linked_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->linked_label), text != NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LINKED]);
}

static void
set_problem (MgSlotRow  *self,
             const char *problem)
{
  if (g_strcmp0 (self->problem, problem) == 0)
    return;

  g_free (self->problem);
  self->problem = g_strdup (problem);
  update_badge (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

static void
mg_slot_row_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  MgSlotRow *self = MG_SLOT_ROW (object);

  switch ((MgSlotRowProperty) prop_id)
    {
    case PROP_SLOT:
      g_value_set_object (value, self->slot);
      break;
    case PROP_CAPABILITIES:
      g_value_set_flags (value, self->capabilities);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, self->busy);
      break;
    case PROP_LINKED:
      g_value_set_string (value, self->linked);
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    case PROP_REMOVABLE:
      g_value_set_boolean (value, self->removable);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mg_slot_row_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  MgSlotRow *self = MG_SLOT_ROW (object);

  switch ((MgSlotRowProperty) prop_id)
    {
    case PROP_SLOT:
      self->slot = g_value_dup_object (value);
      break;
    case PROP_CAPABILITIES:
      self->capabilities = g_value_get_flags (value);
      break;
    case PROP_BUSY:
      set_busy (self, g_value_get_boolean (value));
      break;
    case PROP_LINKED:
      set_linked (self, g_value_get_string (value));
      break;
    case PROP_PROBLEM:
      set_problem (self, g_value_get_string (value));
      break;
    case PROP_REMOVABLE:
      set_removable (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mg_slot_row_constructed (GObject *object)
{
  MgSlotRow *self = MG_SLOT_ROW (object);

  G_OBJECT_CLASS (mg_slot_row_parent_class)->constructed (object);

  g_signal_connect_object (self->slot, "notify", G_CALLBACK (mg_slot_row_update),
                           self, G_CONNECT_SWAPPED);
  if (is_guided (self))
    gtk_menu_button_set_menu_model (self->menu_button, self->guided_menu);
  mg_slot_row_update (self);
}

static void
mg_slot_row_dispose (GObject *object)
{
  MgSlotRow *self = MG_SLOT_ROW (object);

  if (self->slot != NULL)
    g_signal_handlers_disconnect_by_func (self->slot, mg_slot_row_update, self);
  g_clear_object (&self->slot);
  gtk_widget_dispose_template (GTK_WIDGET (self), MG_TYPE_SLOT_ROW);

  G_OBJECT_CLASS (mg_slot_row_parent_class)->dispose (object);
}

static void
mg_slot_row_finalize (GObject *object)
{
  MgSlotRow *self = MG_SLOT_ROW (object);

  g_free (self->linked);
  g_free (self->problem);

  G_OBJECT_CLASS (mg_slot_row_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  /**
   * MgSlotRow:slot:
   *
   * The slot it shows.
   */
  properties[PROP_SLOT] =
    g_param_spec_object ("slot", NULL, NULL,
                         MG_TYPE_SLOT,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * MgSlotRow:capabilities:
   *
   * What the device's driver can do; what it can't has no button.
   */
  properties[PROP_CAPABILITIES] =
    g_param_spec_flags ("capabilities", NULL, NULL,
                        MG_TYPE_DRIVER_CAPABILITY, 0,
                        G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * MgSlotRow:busy:
   *
   * Whether something is being done with the slot just now.
   */
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);

  /**
   * MgSlotRow:linked:
   *
   * The titles of the slots that change together with it, for people.
   */
  properties[PROP_LINKED] = g_param_spec_string ("linked", NULL, NULL, NULL, flags);

  /**
   * MgSlotRow:problem:
   *
   * What is said of the whole device already; the badge does not repeat it.
   */
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, flags);

  /**
   * MgSlotRow:removable:
   *
   * Whether a person has added the slot, and may take it away.
   */
  properties[PROP_REMOVABLE] = g_param_spec_boolean ("removable", NULL, NULL, FALSE, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static guint
new_signal (const char *name)
{
  return g_signal_new (name, MG_TYPE_SLOT_ROW, G_SIGNAL_RUN_LAST, 0,
                       NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
install_signals (void)
{
  signals[SIGNAL_AUTHORIZE] = new_signal ("authorize");
  signals[SIGNAL_REPAIR] = new_signal ("repair");
  signals[SIGNAL_TEST] = new_signal ("test");
  signals[SIGNAL_DELETE_TOKEN] = new_signal ("delete-token");
  signals[SIGNAL_REPORT] = new_signal ("report");
  signals[SIGNAL_EDIT] = new_signal ("edit");
  signals[SIGNAL_REMOVE] = new_signal ("remove");
}

static void
install_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "slot.authorize", NULL, on_authorize_action);
  gtk_widget_class_install_action (klass, "slot.repair", NULL, on_repair_action);
  gtk_widget_class_install_action (klass, "slot.test", NULL, on_test_action);
  gtk_widget_class_install_action (klass, "slot.delete-token", NULL, on_delete_token_action);
  gtk_widget_class_install_action (klass, "slot.report", NULL, on_report_action);
  gtk_widget_class_install_action (klass, "slot.edit", NULL, on_edit_action);
  gtk_widget_class_install_action (klass, "slot.remove", NULL, on_remove_action);
}

static void
mg_slot_row_class_init (MgSlotRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = mg_slot_row_get_property;
  object_class->set_property = mg_slot_row_set_property;
  object_class->constructed = mg_slot_row_constructed;
  object_class->dispose = mg_slot_row_dispose;
  object_class->finalize = mg_slot_row_finalize;

  install_properties (object_class);
  install_signals ();
  g_type_ensure (MG_TYPE_STATUS_BADGE);
  g_type_ensure (MG_TYPE_WRAP_LAYOUT);

  install_actions (widget_class);

  gtk_widget_class_set_template_from_resource (widget_class, MG_APP_RESOURCES "mg-slot-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MgSlotRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, MgSlotRow, detail_label);
  gtk_widget_class_bind_template_child (widget_class, MgSlotRow, rules_label);
  gtk_widget_class_bind_template_child (widget_class, MgSlotRow, linked_label);
  gtk_widget_class_bind_template_child (widget_class, MgSlotRow, badge);
  gtk_widget_class_bind_template_child (widget_class, MgSlotRow, buttons);
  gtk_widget_class_bind_template_child (widget_class, MgSlotRow, authorize_button);
  gtk_widget_class_bind_template_child (widget_class, MgSlotRow, test_button);
  gtk_widget_class_bind_template_child (widget_class, MgSlotRow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, MgSlotRow, guided_menu);
  gtk_widget_class_bind_template_child (widget_class, MgSlotRow, spinner);
}

static void
mg_slot_row_init (MgSlotRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mg_slot_row_new:
 * @slot: a slot
 * @capabilities: what the driver of its device can do
 *
 * Returns: (transfer floating): a row that shows @slot
 */
GtkWidget *
mg_slot_row_new (MgSlot             *slot,
                 MgDriverCapability  capabilities)
{
  g_return_val_if_fail (MG_IS_SLOT (slot), NULL);

  return g_object_new (MG_TYPE_SLOT_ROW, "slot", slot, "capabilities", capabilities, NULL);
}

/**
 * mg_slot_row_get_slot:
 * @self: a slot row
 *
 * Returns: (transfer none): the slot it shows
 */
MgSlot *
mg_slot_row_get_slot (MgSlotRow *self)
{
  g_return_val_if_fail (MG_IS_SLOT_ROW (self), NULL);

  return self->slot;
}
