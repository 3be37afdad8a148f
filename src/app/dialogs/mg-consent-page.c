/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-consent-page"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-browser.h"
#include "mg-consent-page.h"
#include "mg-step-window.h"

/**
 * MgConsentPage:
 *
 * What a person sees while an authorization runs: how far it has come, the
 * link to the provider's page, the time that is left, and the question that
 * comes up when somebody else signed in.
 */
struct _MgConsentPage
{
  MgStepPage       parent_instance;

  MgAuthorization *authorization;  /* (owned) (nullable) */
  GSignalGroup    *signals;        /* (owned) */
  MgClock         *clock;          /* (owned) (nullable) */
  gint64           ends_at;        /* in microseconds of boot time, 0 unless waiting */
  guint            tick;           /* (owned): a source */

  /* template */
  AdwStatusPage   *status_page;
  GtkWidget       *waiting_box;
  GtkWidget       *open_button;
  GtkWidget       *copy_button;
  GtkLabel        *time_label;
  GtkEditable     *paste_row;
  GtkWidget       *mismatch_box;
  GtkWidget       *accept_button;
  GtkWidget       *spinner;
};

G_DEFINE_FINAL_TYPE (MgConsentPage, mg_consent_page, MG_TYPE_STEP_PAGE)

static MgStepWindow *
get_window (MgConsentPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return MG_IS_STEP_WINDOW (root) ? MG_STEP_WINDOW (root) : NULL;
}

static void
on_opened_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (MgConsentPage) self = MG_CONSENT_PAGE (user_data);
  MgStepWindow *window = get_window (self);
  g_autoptr (GError) error = NULL;

  if (!mg_browser_open_finish (result, &error) && window != NULL)
    mg_step_window_set_error (window, error);
}

static void
open_uri (MgConsentPage *self,
          const char    *uri)
{
  MgStepWindow *window = get_window (self);

  if (window != NULL && uri != NULL)
    mg_browser_open_async (GTK_WINDOW (window), uri, NULL, on_opened_cb, g_object_ref (self));
}

static void
on_open_uri_cb (MgConsentPage *self,
                const char    *uri)
{
  open_uri (self, uri);
}

static void
on_open_clicked_cb (MgConsentPage *self)
{
  open_uri (self, mg_authorization_get_uri (self->authorization));
}

static void
on_copy_clicked_cb (MgConsentPage *self)
{
  const char *uri = mg_authorization_get_uri (self->authorization);
  MgStepWindow *window = get_window (self);

  if (uri == NULL)
    return;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), uri);
  if (window != NULL)
    mg_step_window_toast (window, _("Link copied"));
}

static void
on_paste_applied_cb (MgConsentPage *self)
{
  MgStepWindow *window = get_window (self);
  g_autoptr (GError) error = NULL;
  g_autofree char *uri = g_strstrip (g_strdup (gtk_editable_get_text (self->paste_row)));

  if (!mg_authorization_take_pasted_uri (self->authorization, uri, &error) && window != NULL)
    mg_step_window_set_error (window, error);
  gtk_editable_set_text (self->paste_row, "");
}

static void
on_accept_clicked_cb (MgConsentPage *self)
{
  mg_authorization_accept_account (self->authorization);
}

static const char *
get_title (MgAuthorizationStage stage)
{
  switch (stage)
    {
    case MG_AUTHORIZATION_WAITING:
      return _("Continue in Your Browser");
    case MG_AUTHORIZATION_REDEEMING:
      return _("Getting the Token");
    case MG_AUTHORIZATION_ACCOUNT_MISMATCH:
      return _("Another Account Signed In");
    case MG_AUTHORIZATION_PUSHING:
      return _("Setting Up the Device");
    case MG_AUTHORIZATION_TESTING:
      return _("Testing");
    case MG_AUTHORIZATION_PREPARING:
    case MG_AUTHORIZATION_DONE:
    default:
      return _("One Moment");
    }
}

static char *
dup_description (MgAuthorization *authorization)
{
  const char *account = mg_authorization_get_account (authorization);
  const char *title = mg_slot_get_title (mg_authorization_get_slot (authorization));
  const char *actual = mg_authorization_get_actual_account (authorization);

  switch (mg_authorization_get_stage (authorization))
    {
    case MG_AUTHORIZATION_WAITING:
      /* Translators: a mail address and the name of a provider */
      return g_strdup_printf (_("Sign in as %s at %s and allow access to mail."), account,
                              mg_provider_get_name (mg_authorization_get_provider (authorization)));
    case MG_AUTHORIZATION_REDEEMING:
      return g_strdup (_("The provider is asked for the token."));
    case MG_AUTHORIZATION_ACCOUNT_MISMATCH:
      /* Translators: two mail addresses */
      return g_strdup_printf (_("%s was asked for, but %s signed in. Use that account, or go back, "
                                "sign out of it in the browser and authorize again."),
                              account, actual != NULL ? actual : _("another account"));
    case MG_AUTHORIZATION_PUSHING:
      /* Translators: the device's name for one of its mail settings */
      return g_strdup_printf (_("The token is put into %s."), title);
    case MG_AUTHORIZATION_TESTING:
      return g_strdup (_("The device tries to log in to its mail server."));
    case MG_AUTHORIZATION_PREPARING:
    case MG_AUTHORIZATION_DONE:
    default:
      return g_strdup (_("The device is asked for its present settings."));
    }
}

static void
update_time (MgConsentPage *self)
{
  gint64 left = MAX (0, (self->ends_at - mg_clock_boot_time (self->clock)) / G_USEC_PER_SEC);
  /* Translators: minutes and seconds that are left */
  g_autofree char *text = g_strdup_printf (_("%u:%02u left"),
                                           (guint) (left / 60), (guint) (left % 60));

  gtk_label_set_text (self->time_label, text);
}

static gboolean
on_tick_cb (gpointer user_data)
{
  update_time (MG_CONSENT_PAGE (user_data));

  return G_SOURCE_CONTINUE;
}

static void
set_ticking (MgConsentPage *self,
             gboolean       ticking)
{
  if (ticking == (self->tick != 0))
    return;

  if (ticking)
    {
      self->ends_at = mg_clock_boot_time (self->clock) +
                      mg_authorization_get_timeout (self->authorization) * G_USEC_PER_SEC;
      self->tick = g_timeout_add_seconds (1, on_tick_cb, self);
      update_time (self);
    }
  else
    {
      g_clear_handle_id (&self->tick, g_source_remove);
    }
}

static void
mg_consent_page_update (MgConsentPage *self)
{
  MgAuthorizationStage stage = mg_authorization_get_stage (self->authorization);
  gboolean waiting = stage == MG_AUTHORIZATION_WAITING;
  gboolean mismatch = stage == MG_AUTHORIZATION_ACCOUNT_MISMATCH;
  g_autofree char *description = dup_description (self->authorization);
  g_autofree char *escaped = g_markup_escape_text (description, -1);

  adw_status_page_set_title (self->status_page, get_title (stage));
  adw_status_page_set_description (self->status_page, escaped);
  adw_status_page_set_icon_name (self->status_page,
                                 mismatch ? "dialog-question-symbolic" : "mg-browser-symbolic");
  gtk_widget_set_visible (self->waiting_box, waiting);
  gtk_widget_set_visible (self->mismatch_box, mismatch);
  gtk_widget_set_visible (self->spinner, !waiting && !mismatch);
  set_ticking (self, waiting);
  if (waiting)
    gtk_widget_grab_focus (self->open_button);
  else if (mismatch)
    gtk_widget_grab_focus (self->accept_button);
}

static void
mg_consent_page_dispose (GObject *object)
{
  MgConsentPage *self = MG_CONSENT_PAGE (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_object (&self->signals);
  g_clear_object (&self->authorization);
  g_clear_object (&self->clock);
  /* The template would take the child away without the bin's knowledge. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), MG_TYPE_CONSENT_PAGE);

  G_OBJECT_CLASS (mg_consent_page_parent_class)->dispose (object);
}

static void
mg_consent_page_class_init (MgConsentPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mg_consent_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, MG_APP_RESOURCES "mg-consent-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MgConsentPage, status_page);
  gtk_widget_class_bind_template_child (widget_class, MgConsentPage, waiting_box);
  gtk_widget_class_bind_template_child (widget_class, MgConsentPage, open_button);
  gtk_widget_class_bind_template_child (widget_class, MgConsentPage, copy_button);
  gtk_widget_class_bind_template_child (widget_class, MgConsentPage, time_label);
  gtk_widget_class_bind_template_child (widget_class, MgConsentPage, paste_row);
  gtk_widget_class_bind_template_child (widget_class, MgConsentPage, mismatch_box);
  gtk_widget_class_bind_template_child (widget_class, MgConsentPage, accept_button);
  gtk_widget_class_bind_template_child (widget_class, MgConsentPage, spinner);
  gtk_widget_class_bind_template_callback (widget_class, on_open_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_paste_applied_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_accept_clicked_cb);
}

static void
mg_consent_page_init (MgConsentPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->signals = g_signal_group_new (MG_TYPE_AUTHORIZATION);
  g_signal_group_connect_swapped (self->signals, "notify::stage",
                                  G_CALLBACK (mg_consent_page_update), self);
  g_signal_group_connect_swapped (self->signals, "open-uri", G_CALLBACK (on_open_uri_cb), self);
}

/**
 * mg_consent_page_new:
 *
 * Returns: (transfer floating): a page without an authorization
 */
GtkWidget *
mg_consent_page_new (void)
{
  return g_object_new (MG_TYPE_CONSENT_PAGE, NULL);
}

/**
 * mg_consent_page_set_authorization:
 * @self: a consent page
 * @authorization: (nullable): what runs
 * @clock: the clock
 *
 * Follows @authorization, and opens the browser when it asks for it.
 */
void
mg_consent_page_set_authorization (MgConsentPage   *self,
                                   MgAuthorization *authorization,
                                   MgClock         *clock)
{
  g_return_if_fail (MG_IS_CONSENT_PAGE (self));
  g_return_if_fail (authorization == NULL || MG_IS_AUTHORIZATION (authorization));
  g_return_if_fail (MG_IS_CLOCK (clock));

  g_clear_handle_id (&self->tick, g_source_remove);
  g_set_object (&self->clock, clock);
  g_set_object (&self->authorization, authorization);
  g_signal_group_set_target (self->signals, authorization);
  if (authorization != NULL)
    mg_consent_page_update (self);
}
