/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-code-page"

#include "config.h"

#include "mg-code-page.h"

/**
 * MgCodePage:
 *
 * Where the one-time code of a login is typed, when the device asks for one.
 */
struct _MgCodePage
{
  MgStepPage   parent_instance;

  /* template */
  GtkEditable *code_row;
};

G_DEFINE_FINAL_TYPE (MgCodePage, mg_code_page, MG_TYPE_STEP_PAGE)

static void
on_changed_cb (MgCodePage *self)
{
  mg_step_page_set_ready (MG_STEP_PAGE (self), *gtk_editable_get_text (self->code_row) != '\0');
}

static void
mg_code_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MG_TYPE_CODE_PAGE);

  G_OBJECT_CLASS (mg_code_page_parent_class)->dispose (object);
}

static void
mg_code_page_class_init (MgCodePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mg_code_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, MG_APP_RESOURCES "mg-code-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MgCodePage, code_row);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
}

static void
mg_code_page_init (MgCodePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mg_code_page_new:
 *
 * Returns: (transfer floating): an empty page
 */
GtkWidget *
mg_code_page_new (void)
{
  return g_object_new (MG_TYPE_CODE_PAGE, NULL);
}

/**
 * mg_code_page_dup_code:
 * @self: a code page
 *
 * Returns: (transfer full): what was typed
 */
MgSecret *
mg_code_page_dup_code (MgCodePage *self)
{
  g_return_val_if_fail (MG_IS_CODE_PAGE (self), NULL);

  return mg_secret_new (gtk_editable_get_text (self->code_row), -1);
}

/**
 * mg_code_page_clear:
 * @self: a code page
 *
 * Forgets the code, which is good only once.
 */
void
mg_code_page_clear (MgCodePage *self)
{
  g_return_if_fail (MG_IS_CODE_PAGE (self));

  gtk_editable_set_text (self->code_row, "");
}
