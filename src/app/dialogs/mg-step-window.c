/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-step-window"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-error-box.h"
#include "mg-step-window.h"
#include "mg-toast.h"

typedef struct
{
  GPtrArray       *history;      /* (owned) (element-type MgStepPage): the way back */
  GCancellable    *cancellable;  /* (owned) (nullable): of what runs just now */
  GSignalGroup    *page_signals; /* (owned) */
  gboolean         asking;       /* whether what runs waits for an answer */
  char            *cancel_label; /* (owned) (nullable) */

  /* template */
  GtkBox          *content_box;
  AdwWindowTitle  *title_widget;
  GtkButton       *back_button;
  GtkButton       *next_button;
  GtkSpinner      *spinner;
  AdwToastOverlay *toast_overlay;
  MgErrorBox      *error_box;
  GtkStack        *stack;
} MgStepWindowPrivate;

/**
 * MgStepWindow:
 *
 * A modal window with pages, a way back, one button that goes on, and the
 * place for what went wrong. It runs one operation at a time, which going back
 * and closing it cancel.
 */
G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (MgStepWindow, mg_step_window, ADW_TYPE_WINDOW)

static const char *
get_back_label (MgStepWindow *self)
{
  MgStepWindowPrivate *priv = mg_step_window_get_instance_private (self);

  if (priv->history->len > 0)
    return _("_Back");

  return priv->cancel_label != NULL ? priv->cancel_label : _("_Cancel");
}

static void
mg_step_window_update (MgStepWindow *self)
{
  MgStepWindowPrivate *priv = mg_step_window_get_instance_private (self);
  MgStepPage *page = mg_step_window_get_page (self);
  gboolean busy = priv->cancellable != NULL && !priv->asking;
  const char *label;

  if (page == NULL)
    return;

  label = mg_step_page_get_action_label (page);
  adw_window_title_set_title (priv->title_widget, mg_step_page_get_title (page) != NULL
                                                  ? mg_step_page_get_title (page) : "");
  gtk_window_set_title (GTK_WINDOW (self), mg_step_page_get_title (page));
  gtk_button_set_label (priv->next_button, label != NULL ? label : "");
  gtk_widget_set_visible (GTK_WIDGET (priv->next_button), label != NULL);
  gtk_button_set_label (priv->back_button, get_back_label (self));
  gtk_widget_set_visible (GTK_WIDGET (priv->back_button), !mg_step_page_get_last (page));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "step.next",
                                 !busy && label != NULL && mg_step_page_get_ready (page));
  gtk_widget_set_visible (GTK_WIDGET (priv->spinner), busy && label != NULL);
  gtk_spinner_set_spinning (priv->spinner, busy && label != NULL);

  /* A page that cannot go on by itself shows the operation, and what to do meanwhile. */
  gtk_widget_set_sensitive (GTK_WIDGET (page),
                            !busy || label == NULL || mg_step_page_get_steady (page));

  gtk_widget_remove_css_class (GTK_WIDGET (priv->next_button),
                               mg_step_page_get_destructive (page) ? "suggested-action"
                                                                   : "destructive-action");
  gtk_widget_add_css_class (GTK_WIDGET (priv->next_button),
                            mg_step_page_get_destructive (page) ? "destructive-action"
                                                                : "suggested-action");

  /* What takes a second thought does not happen by Return alone. */
  gtk_window_set_default_widget (GTK_WINDOW (self), mg_step_page_get_destructive (page)
                                                    ? NULL : GTK_WIDGET (priv->next_button));
}

static void
mg_step_window_cancel (MgStepWindow *self)
{
  MgStepWindowPrivate *priv = mg_step_window_get_instance_private (self);

  priv->asking = FALSE;
  if (priv->cancellable != NULL)
    g_cancellable_cancel (priv->cancellable);
  g_clear_object (&priv->cancellable);
}

/* Where one types has the focus, not the button that leaves. The stack may have
 * seen to it already. A page that is only read leads to the button that goes on. */
static void
focus_page (MgStepWindow *self)
{
  MgStepWindowPrivate *priv = mg_step_window_get_instance_private (self);
  MgStepPage *page = mg_step_window_get_page (self);
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));

  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (page)))
    return;

  if (mg_step_page_get_steady (page) && gtk_widget_get_visible (GTK_WIDGET (priv->next_button)))
    gtk_widget_grab_focus (GTK_WIDGET (priv->next_button));
  else if (!gtk_widget_child_focus (GTK_WIDGET (page), GTK_DIR_TAB_FORWARD))
    gtk_widget_grab_focus (GTK_WIDGET (priv->next_button));
}

static void
show_page (MgStepWindow *self,
           MgStepPage   *page)
{
  MgStepWindowPrivate *priv = mg_step_window_get_instance_private (self);

  mg_error_box_set_error (priv->error_box, NULL);
  gtk_stack_set_visible_child (priv->stack, GTK_WIDGET (page));
  g_signal_group_set_target (priv->page_signals, page);
  mg_step_window_update (self);
  focus_page (self);
}

static void
on_next_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  MgStepWindow *self = MG_STEP_WINDOW (widget);
  MgStepWindowPrivate *priv = mg_step_window_get_instance_private (self);

  mg_error_box_set_error (priv->error_box, NULL);
  MG_STEP_WINDOW_GET_CLASS (self)->next (self, mg_step_window_get_page (self));
}

static void
on_back_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  MgStepWindow *self = MG_STEP_WINDOW (widget);
  MgStepWindowPrivate *priv = mg_step_window_get_instance_private (self);

  gboolean was_busy = priv->cancellable != NULL;
  MgStepPage *page = mg_step_window_get_page (self);
  gboolean only_shows = mg_step_page_get_action_label (page) == NULL &&
                        !mg_step_page_get_steady (page);

  /* An operation is called off first; the page that began it stays. */
  mg_step_window_cancel (self);
  if (was_busy && !only_shows)
    {
      mg_step_window_update (self);
      focus_page (self);
    }
  else if (priv->history->len > 0)
    {
      mg_step_window_go_back (self);
    }
  else if (MG_STEP_WINDOW_GET_CLASS (self)->cancel == NULL ||
           !MG_STEP_WINDOW_GET_CLASS (self)->cancel (self))
    {
      gtk_window_close (GTK_WINDOW (self));
    }
}

static void
mg_step_window_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (mg_step_window_parent_class)->map (widget);

  focus_page (MG_STEP_WINDOW (widget));
}

static gboolean
mg_step_window_close_request (GtkWindow *window)
{
  mg_step_window_cancel (MG_STEP_WINDOW (window));

  return GTK_WINDOW_CLASS (mg_step_window_parent_class)->close_request (window);
}

static void
mg_step_window_dispose (GObject *object)
{
  MgStepWindow *self = MG_STEP_WINDOW (object);
  MgStepWindowPrivate *priv = mg_step_window_get_instance_private (self);

  mg_step_window_cancel (self);
  g_clear_object (&priv->page_signals);
  g_clear_pointer (&priv->history, g_ptr_array_unref);
  g_clear_pointer (&priv->cancel_label, g_free);

  /* Up to GTK 4.8 gtk_widget_dispose_template() asks the class of the instance for its
   * template, and a dialog has none of its own. The content goes with the window. */

  G_OBJECT_CLASS (mg_step_window_parent_class)->dispose (object);
}

static void
mg_step_window_class_init (MgStepWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GtkWindowClass *window_class = GTK_WINDOW_CLASS (klass);

  object_class->dispose = mg_step_window_dispose;
  widget_class->map = mg_step_window_map;
  window_class->close_request = mg_step_window_close_request;

  g_type_ensure (MG_TYPE_ERROR_BOX);

  gtk_widget_class_install_action (widget_class, "step.next", NULL, on_next_action);
  gtk_widget_class_install_action (widget_class, "step.back", NULL, on_back_action);

  gtk_widget_class_set_template_from_resource (widget_class, MG_APP_RESOURCES "mg-step-window.ui");
  gtk_widget_class_bind_template_child_private (widget_class, MgStepWindow, content_box);
  gtk_widget_class_bind_template_child_private (widget_class, MgStepWindow, title_widget);
  gtk_widget_class_bind_template_child_private (widget_class, MgStepWindow, back_button);
  gtk_widget_class_bind_template_child_private (widget_class, MgStepWindow, next_button);
  gtk_widget_class_bind_template_child_private (widget_class, MgStepWindow, spinner);
  gtk_widget_class_bind_template_child_private (widget_class, MgStepWindow, toast_overlay);
  gtk_widget_class_bind_template_child_private (widget_class, MgStepWindow, error_box);
  gtk_widget_class_bind_template_child_private (widget_class, MgStepWindow, stack);
}

static void
mg_step_window_init (MgStepWindow *self)
{
  MgStepWindowPrivate *priv = mg_step_window_get_instance_private (self);

  gtk_widget_init_template (GTK_WIDGET (self));

  priv->history = g_ptr_array_new ();
  priv->page_signals = g_signal_group_new (MG_TYPE_STEP_PAGE);
  g_signal_group_connect_swapped (priv->page_signals, "notify",
                                  G_CALLBACK (mg_step_window_update), self);
}

/**
 * mg_step_window_add_page:
 * @self: a step window
 * @page: (transfer floating): a page
 *
 * Adds a page; the first one is shown.
 */
void
mg_step_window_add_page (MgStepWindow *self,
                         MgStepPage   *page)
{
  MgStepWindowPrivate *priv = mg_step_window_get_instance_private (self);
  gboolean first = mg_step_window_get_page (self) == NULL;

  g_return_if_fail (MG_IS_STEP_WINDOW (self));
  g_return_if_fail (MG_IS_STEP_PAGE (page));

  gtk_stack_add_child (priv->stack, GTK_WIDGET (page));
  if (first)
    show_page (self, page);
}

/**
 * mg_step_window_get_page:
 * @self: a step window
 *
 * Returns: (transfer none) (nullable): the page that is shown
 */
MgStepPage *
mg_step_window_get_page (MgStepWindow *self)
{
  MgStepWindowPrivate *priv = mg_step_window_get_instance_private (self);

  g_return_val_if_fail (MG_IS_STEP_WINDOW (self), NULL);

  return (MgStepPage *) gtk_stack_get_visible_child (priv->stack);
}

/**
 * mg_step_window_go_to:
 * @self: a step window
 * @page: a page that was added
 *
 * Goes on to @page; back leads to the present one.
 */
void
mg_step_window_go_to (MgStepWindow *self,
                      MgStepPage   *page)
{
  MgStepWindowPrivate *priv = mg_step_window_get_instance_private (self);

  g_return_if_fail (MG_IS_STEP_WINDOW (self));
  g_return_if_fail (MG_IS_STEP_PAGE (page));

  g_ptr_array_add (priv->history, mg_step_window_get_page (self));
  show_page (self, page);
}

/**
 * mg_step_window_go_back:
 * @self: a step window
 *
 * Goes back to the page before.
 */
void
mg_step_window_go_back (MgStepWindow *self)
{
  MgStepWindowPrivate *priv = mg_step_window_get_instance_private (self);

  g_return_if_fail (MG_IS_STEP_WINDOW (self));
  g_return_if_fail (priv->history->len > 0);

  show_page (self, g_ptr_array_remove_index (priv->history, priv->history->len - 1));
}

/**
 * mg_step_window_start_at:
 * @self: a step window
 * @page: a page that was added
 *
 * Shows @page as the first one, from which no way leads back.
 */
void
mg_step_window_start_at (MgStepWindow *self,
                         MgStepPage   *page)
{
  MgStepWindowPrivate *priv = mg_step_window_get_instance_private (self);

  g_return_if_fail (MG_IS_STEP_WINDOW (self));
  g_return_if_fail (MG_IS_STEP_PAGE (page));

  g_ptr_array_set_size (priv->history, 0);
  show_page (self, page);
}

/**
 * mg_step_window_focus:
 * @self: a step window
 *
 * Moves the keyboard to where it is needed, after the page has changed.
 */
void
mg_step_window_focus (MgStepWindow *self)
{
  g_return_if_fail (MG_IS_STEP_WINDOW (self));

  focus_page (self);
}

/**
 * mg_step_window_get_busy:
 * @self: a step window
 *
 * Returns: whether an operation is running
 */
gboolean
mg_step_window_get_busy (MgStepWindow *self)
{
  MgStepWindowPrivate *priv = mg_step_window_get_instance_private (self);

  g_return_val_if_fail (MG_IS_STEP_WINDOW (self), FALSE);

  return priv->cancellable != NULL;
}

/**
 * mg_step_window_begin:
 * @self: a step window
 *
 * Begins an operation: the page cannot be changed until mg_step_window_end().
 *
 * Returns: (transfer none): what going back and closing cancel
 */
GCancellable *
mg_step_window_begin (MgStepWindow *self)
{
  MgStepWindowPrivate *priv = mg_step_window_get_instance_private (self);

  g_return_val_if_fail (MG_IS_STEP_WINDOW (self), NULL);

  mg_step_window_cancel (self);
  priv->cancellable = g_cancellable_new ();
  mg_error_box_set_error (priv->error_box, NULL);

  /* An entry that loses its focus by growing insensitive goes on blinking, up to GTK 4.8. */
  if (mg_step_page_get_action_label (mg_step_window_get_page (self)) != NULL)
    gtk_window_set_focus (GTK_WINDOW (self), NULL);
  mg_step_window_update (self);

  return priv->cancellable;
}

/**
 * mg_step_window_end:
 * @self: a step window
 * @error: (nullable): what the operation ended with
 *
 * Ends an operation and shows @error. One that was cancelled has ended before:
 * the window may be gone, and must not be touched.
 *
 * Returns: %TRUE if it ended well
 */
gboolean
mg_step_window_end (MgStepWindow *self,
                    const GError *error)
{
  MgStepWindowPrivate *priv = mg_step_window_get_instance_private (self);

  g_return_val_if_fail (MG_IS_STEP_WINDOW (self), FALSE);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || priv->cancellable == NULL)
    return FALSE;

  g_clear_object (&priv->cancellable);
  priv->asking = FALSE;
  mg_step_window_update (self);
  mg_error_box_set_error (priv->error_box, error);
  focus_page (self);

  return error == NULL;
}

/**
 * mg_step_window_ask:
 * @self: a step window
 * @page: a page that was added
 *
 * Shows @page so that what runs can be told what it waits for.
 */
void
mg_step_window_ask (MgStepWindow *self,
                    MgStepPage   *page)
{
  MgStepWindowPrivate *priv = mg_step_window_get_instance_private (self);

  g_return_if_fail (MG_IS_STEP_WINDOW (self));
  g_return_if_fail (MG_IS_STEP_PAGE (page));

  priv->asking = TRUE;
  show_page (self, page);
}

/**
 * mg_step_window_answer:
 * @self: a step window
 *
 * Says that what runs has been told, and goes on.
 */
void
mg_step_window_answer (MgStepWindow *self)
{
  MgStepWindowPrivate *priv = mg_step_window_get_instance_private (self);

  g_return_if_fail (MG_IS_STEP_WINDOW (self));

  priv->asking = FALSE;
  mg_step_window_update (self);
}

/**
 * mg_step_window_get_error:
 * @self: a step window
 *
 * Returns: (transfer none) (nullable): the error that is shown
 */
const GError *
mg_step_window_get_error (MgStepWindow *self)
{
  MgStepWindowPrivate *priv = mg_step_window_get_instance_private (self);

  g_return_val_if_fail (MG_IS_STEP_WINDOW (self), NULL);

  return mg_error_box_get_error (priv->error_box);
}

/**
 * mg_step_window_set_error:
 * @self: a step window
 * @error: (nullable): what went wrong
 *
 * Shows @error above the page, until one goes on or back.
 */
void
mg_step_window_set_error (MgStepWindow *self,
                          const GError *error)
{
  MgStepWindowPrivate *priv = mg_step_window_get_instance_private (self);

  g_return_if_fail (MG_IS_STEP_WINDOW (self));

  mg_error_box_set_error (priv->error_box, error);
}

/**
 * mg_step_window_toast:
 * @self: a step window
 * @text: what happened
 *
 * Says @text for a moment.
 */
void
mg_step_window_toast (MgStepWindow *self,
                      const char   *text)
{
  MgStepWindowPrivate *priv = mg_step_window_get_instance_private (self);

  g_return_if_fail (MG_IS_STEP_WINDOW (self));

  adw_toast_overlay_add_toast (priv->toast_overlay, mg_toast_new (text));
}

/**
 * mg_step_window_set_cancel_label:
 * @self: a step window
 * @cancel_label: (nullable): the words of the button that leaves, with a mnemonic
 *
 * Sets the words of the button where nothing is left to go back to; %NULL for
 * those of any dialog.
 */
void
mg_step_window_set_cancel_label (MgStepWindow *self,
                                 const char   *cancel_label)
{
  MgStepWindowPrivate *priv = mg_step_window_get_instance_private (self);

  g_return_if_fail (MG_IS_STEP_WINDOW (self));

  if (g_strcmp0 (priv->cancel_label, cancel_label) == 0)
    return;

  g_free (priv->cancel_label);
  priv->cancel_label = g_strdup (cancel_label);
  mg_step_window_update (self);
}

/**
 * mg_step_window_add_footer:
 * @self: a step window
 * @footer: (transfer floating): a widget
 *
 * Adds a widget that is there below every page.
 */
void
mg_step_window_add_footer (MgStepWindow *self,
                           GtkWidget    *footer)
{
  MgStepWindowPrivate *priv = mg_step_window_get_instance_private (self);

  g_return_if_fail (MG_IS_STEP_WINDOW (self));
  g_return_if_fail (GTK_IS_WIDGET (footer));

  gtk_box_append (priv->content_box, footer);
}
