/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-make-page"

#include "config.h"

#include "mg-choice-row.h"
#include "mg-make-page.h"

/**
 * MgMakePage:
 *
 * Where a person says what a device is that does not say so itself: the makes
 * that a person can be guided through.
 */
struct _MgMakePage
{
  MgStepPage   parent_instance;

  GPtrArray   *makes;           /* (owned) (element-type MgDriverInfo): in the rows' order */

  /* template */
  GtkListBox  *list;
};

G_DEFINE_FINAL_TYPE (MgMakePage, mg_make_page, MG_TYPE_STEP_PAGE)

static void
on_toggled_cb (MgMakePage *self)
{
  mg_step_page_set_ready (MG_STEP_PAGE (self), mg_make_page_get_make (self) != NULL);
}

static void
mg_make_page_dispose (GObject *object)
{
  MgMakePage *self = MG_MAKE_PAGE (object);

  g_clear_pointer (&self->makes, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), MG_TYPE_MAKE_PAGE);

  G_OBJECT_CLASS (mg_make_page_parent_class)->dispose (object);
}

static void
mg_make_page_class_init (MgMakePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mg_make_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, MG_APP_RESOURCES "mg-make-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MgMakePage, list);
}

static void
mg_make_page_init (MgMakePage *self)
{
  self->makes = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_driver_info_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mg_make_page_new:
 *
 * Returns: (transfer floating): a page without makes
 */
GtkWidget *
mg_make_page_new (void)
{
  return g_object_new (MG_TYPE_MAKE_PAGE, NULL);
}

/* By name; the one that fits every device is the last resort. */
static int
compare_makes (gconstpointer a,
               gconstpointer b)
{
  const MgDriverInfo *left = *(const MgDriverInfo *const *) a;
  const MgDriverInfo *right = *(const MgDriverInfo *const *) b;
  gboolean left_is_any = mg_driver_info_get_kind (left) == MG_DEVICE_KIND_OTHER;
  gboolean right_is_any = mg_driver_info_get_kind (right) == MG_DEVICE_KIND_OTHER;

  if (left_is_any != right_is_any)
    return left_is_any ? 1 : -1;

  return g_utf8_collate (mg_driver_info_get_name (left), mg_driver_info_get_name (right));
}

/**
 * mg_make_page_set_drivers:
 * @self: a make page without makes
 * @drivers: all drivers
 *
 * Lists the makes that a person can be guided through.
 */
void
mg_make_page_set_drivers (MgMakePage       *self,
                          MgDriverRegistry *drivers)
{
  MgChoiceRow *group = NULL;

  g_return_if_fail (MG_IS_MAKE_PAGE (self));
  g_return_if_fail (MG_IS_DRIVER_REGISTRY (drivers));
  g_return_if_fail (self->makes->len == 0);

  for (guint i = 0; i < mg_driver_registry_get_n (drivers); i++)
    {
      MgDriverInfo *info = mg_driver_get_info (mg_driver_registry_get (drivers, i));

      if (mg_driver_info_can (info, MG_DRIVER_GUIDED))
        g_ptr_array_add (self->makes, mg_driver_info_ref (info));
    }
  g_ptr_array_sort (self->makes, compare_makes);

  for (guint i = 0; i < self->makes->len; i++)
    {
      GtkWidget *row = mg_choice_row_new (
        mg_driver_info_get_name (g_ptr_array_index (self->makes, i)), NULL, group);

      group = MG_CHOICE_ROW (row);
      g_signal_connect_object (row, "toggled", G_CALLBACK (on_toggled_cb), self, G_CONNECT_SWAPPED);
      gtk_list_box_append (self->list, row);
    }
}

/**
 * mg_make_page_get_make:
 * @self: a make page
 *
 * Returns: (transfer none) (nullable): the id of the driver that is chosen
 */
const char *
mg_make_page_get_make (MgMakePage *self)
{
  g_return_val_if_fail (MG_IS_MAKE_PAGE (self), NULL);

  for (guint i = 0; i < self->makes->len; i++)
    if (mg_choice_row_get_active (MG_CHOICE_ROW (gtk_list_box_get_row_at_index (self->list,
                                                                                (int) i))))
      return mg_driver_info_get_id (g_ptr_array_index (self->makes, i));

  return NULL;
}
