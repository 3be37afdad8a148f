/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-report-page"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-choice-row.h"
#include "mg-link-row.h"
#include "mg-report-page.h"

/**
 * MgReportPage:
 *
 * Where a person says what a device shows that Mailgrant can't read: one of the
 * four states, and the warning's own sentence.
 */
struct _MgReportPage
{
  MgStepPage   parent_instance;

  /* template */
  GtkLabel    *title_label;
  GtkLabel    *text_label;
  GtkWidget   *link_group;
  MgLinkRow   *link_row;
  GtkListBox  *list;
  GtkWidget   *words_group;
  GtkEditable *words_row;
};

G_DEFINE_FINAL_TYPE (MgReportPage, mg_report_page, MG_TYPE_STEP_PAGE)

/* In the order in which a person looks for them: nothing wrong first. */
static const struct
{
  MgTokenState  state;
  const char   *meaning;
} answers[] = {
  { MG_TOKEN_STATE_OBTAINED, N_("There is a token or a password, and no warning") },
  { MG_TOKEN_STATE_WAITING, N_("Somebody still has to sign in at the provider") },
  { MG_TOKEN_STATE_NOT_OBTAINED, N_("There is no token or password") },
  { MG_TOKEN_STATE_INVALID, N_("There is a warning, or mail is refused") },
};

static void
on_toggled_cb (MgReportPage *self)
{
  MgTokenState state = mg_report_page_get_state (self);

  mg_step_page_set_ready (MG_STEP_PAGE (self), state != MG_TOKEN_STATE_UNKNOWN);
  gtk_widget_set_visible (self->words_group, state == MG_TOKEN_STATE_INVALID);
}

static void
mg_report_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MG_TYPE_REPORT_PAGE);

  G_OBJECT_CLASS (mg_report_page_parent_class)->dispose (object);
}

static void
mg_report_page_class_init (MgReportPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mg_report_page_dispose;

  g_type_ensure (MG_TYPE_LINK_ROW);

  gtk_widget_class_set_template_from_resource (widget_class, MG_APP_RESOURCES "mg-report-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MgReportPage, title_label);
  gtk_widget_class_bind_template_child (widget_class, MgReportPage, text_label);
  gtk_widget_class_bind_template_child (widget_class, MgReportPage, link_group);
  gtk_widget_class_bind_template_child (widget_class, MgReportPage, link_row);
  gtk_widget_class_bind_template_child (widget_class, MgReportPage, list);
  gtk_widget_class_bind_template_child (widget_class, MgReportPage, words_group);
  gtk_widget_class_bind_template_child (widget_class, MgReportPage, words_row);
}

static void
mg_report_page_init (MgReportPage *self)
{
  MgChoiceRow *group = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      GtkWidget *row = mg_choice_row_new (mg_token_state_get_label (answers[i].state),
                                          _(answers[i].meaning), group);

      group = MG_CHOICE_ROW (row);
      g_signal_connect_object (row, "toggled", G_CALLBACK (on_toggled_cb), self, G_CONNECT_SWAPPED);
      gtk_list_box_append (self->list, row);
    }
  on_toggled_cb (self);
}

/**
 * mg_report_page_new:
 *
 * Returns: (transfer floating): a page on which nothing is chosen
 */
GtkWidget *
mg_report_page_new (void)
{
  return g_object_new (MG_TYPE_REPORT_PAGE, NULL);
}

/**
 * mg_report_page_ask:
 * @self: a report page
 * @title: what to look at
 * @text: (nullable): how the device shows it
 * @link: (nullable): the page to look at
 *
 * Asks anew, with nothing chosen.
 */
void
mg_report_page_ask (MgReportPage *self,
                    const char   *title,
                    const char   *text,
                    const char   *link)
{
  g_return_if_fail (MG_IS_REPORT_PAGE (self));
  g_return_if_fail (title != NULL);

  gtk_label_set_text (self->title_label, title);
  gtk_label_set_text (self->text_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->text_label), text != NULL);
  mg_link_row_set_uri (self->link_row, link);
  gtk_widget_set_visible (self->link_group, link != NULL);
  gtk_editable_set_text (self->words_row, "");
  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    mg_choice_row_set_active (MG_CHOICE_ROW (gtk_list_box_get_row_at_index (self->list, (int) i)),
                              FALSE);
}

/**
 * mg_report_page_get_state:
 * @self: a report page
 *
 * Returns: what the device shows, %MG_TOKEN_STATE_UNKNOWN until it is chosen
 */
MgTokenState
mg_report_page_get_state (MgReportPage *self)
{
  g_return_val_if_fail (MG_IS_REPORT_PAGE (self), MG_TOKEN_STATE_UNKNOWN);

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, (int) i);

      if (row != NULL && mg_choice_row_get_active (MG_CHOICE_ROW (row)))
        return answers[i].state;
    }

  return MG_TOKEN_STATE_UNKNOWN;
}

/**
 * mg_report_page_dup_words:
 * @self: a report page
 *
 * Returns: (transfer full) (nullable): the warning's own sentence
 */
char *
mg_report_page_dup_words (MgReportPage *self)
{
  g_autofree char *words = NULL;

  g_return_val_if_fail (MG_IS_REPORT_PAGE (self), NULL);

  if (mg_report_page_get_state (self) != MG_TOKEN_STATE_INVALID)
    return NULL;

  words = g_strstrip (g_strdup (gtk_editable_get_text (self->words_row)));

  return *words == '\0' ? NULL : g_steal_pointer (&words);
}
