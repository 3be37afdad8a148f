/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-result-page"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-result-page.h"
#include "mg-test-look.h"

/**
 * MgResultPage:
 *
 * What came of the device's own test, with its own words.
 */
struct _MgResultPage
{
  MgStepPage     parent_instance;

  /* template */
  AdwStatusPage *status_page;
  GtkWidget     *words_box;
  GtkLabel      *words_label;
};

G_DEFINE_FINAL_TYPE (MgResultPage, mg_result_page, MG_TYPE_STEP_PAGE)

static void
mg_result_page_dispose (GObject *object)
{
  /* The template would take the child away without the bin's knowledge. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), MG_TYPE_RESULT_PAGE);

  G_OBJECT_CLASS (mg_result_page_parent_class)->dispose (object);
}

static void
mg_result_page_class_init (MgResultPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mg_result_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, MG_APP_RESOURCES "mg-result-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MgResultPage, status_page);
  gtk_widget_class_bind_template_child (widget_class, MgResultPage, words_box);
  gtk_widget_class_bind_template_child (widget_class, MgResultPage, words_label);
}

static void
mg_result_page_init (MgResultPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mg_result_page_new:
 *
 * Returns: (transfer floating): an empty page
 */
GtkWidget *
mg_result_page_new (void)
{
  return g_object_new (MG_TYPE_RESULT_PAGE, NULL);
}

/**
 * mg_result_page_set_result:
 * @self: a result page
 * @result: what came of a test
 *
 * Shows @result.
 */
void
mg_result_page_set_result (MgResultPage       *self,
                           const MgTestResult *result)
{
  gboolean passed;
  g_autofree char *words = NULL;

  g_return_if_fail (MG_IS_RESULT_PAGE (self));
  g_return_if_fail (result != NULL);

  passed = result->outcome == MG_TEST_PASSED;
  words = mg_test_look_dup_words (result);
  adw_status_page_set_icon_name (self->status_page, passed ? "mg-obtained-symbolic"
                                                           : "dialog-warning-symbolic");
  adw_status_page_set_title (self->status_page, mg_test_look_get_title (result->outcome));
  adw_status_page_set_description (self->status_page, mg_test_look_get_advice (result->outcome));
  gtk_label_set_text (self->words_label, words != NULL ? words : "");
  gtk_widget_set_visible (self->words_box, words != NULL);
}
