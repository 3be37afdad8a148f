/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-wrap-layout"

#include "config.h"

#include "mg-wrap-layout.h"

#define SPACING_BESIDE 12
#define SPACING_BELOW 6

/**
 * MgWrapLayout:
 *
 * Lays out two children: the second at the end of the line where both fit in
 * their natural width, else below the first. So a row keeps its badge in words
 * on a phone's screen.
 */
struct _MgWrapLayout
{
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (MgWrapLayout, mg_wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

typedef struct
{
  GtkWidget *first;   /* (unowned) (nullable): %NULL where it is hidden */
  GtkWidget *last;    /* (unowned) (nullable) */
} Pair;

static Pair
find_pair (GtkWidget *widget)
{
  Pair pair = { NULL, NULL };
  GtkWidget *first = gtk_widget_get_first_child (widget);
  GtkWidget *last = first == NULL ? NULL : gtk_widget_get_next_sibling (first);

  if (first != NULL && gtk_widget_should_layout (first))
    pair.first = first;
  if (last != NULL && gtk_widget_should_layout (last))
    pair.last = last;

  return pair;
}

static void
measure_child (GtkWidget      *child,
               GtkOrientation  orientation,
               int             for_size,
               int            *minimum,
               int            *natural)
{
  *minimum = *natural = 0;
  if (child != NULL)
    gtk_widget_measure (child, orientation, for_size, minimum, natural, NULL, NULL);
}

/* Whether both fit beside each other in @width. */
static gboolean
fit_beside (Pair pair,
            int  width)
{
  int minimum, first, last;

  if (pair.first == NULL || pair.last == NULL)
    return TRUE;

  measure_child (pair.first, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &first);
  measure_child (pair.last, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &last);

  return width < 0 || first + SPACING_BESIDE + last <= width;
}

static int
natural_width (GtkWidget *child)
{
  int minimum, natural;

  measure_child (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural);

  return natural;
}

static void
measure_width (Pair  pair,
               int  *minimum,
               int  *natural)
{
  int first_minimum, first_natural, last_minimum, last_natural;
  int spacing = pair.first != NULL && pair.last != NULL ? SPACING_BESIDE : 0;

  measure_child (pair.first, GTK_ORIENTATION_HORIZONTAL, -1, &first_minimum, &first_natural);
  measure_child (pair.last, GTK_ORIENTATION_HORIZONTAL, -1, &last_minimum, &last_natural);

  *minimum = MAX (first_minimum, last_minimum);
  *natural = first_natural + spacing + last_natural;
}

static void
measure_height (Pair  pair,
                int   width,
                int  *minimum,
                int  *natural)
{
  int first_minimum, first_natural, last_minimum, last_natural;
  gboolean beside = fit_beside (pair, width);
  int last_width = width < 0 ? -1 : MIN (width, natural_width (pair.last));
  int first_width = width < 0 || !beside || pair.last == NULL
                    ? width : width - SPACING_BESIDE - last_width;
  int spacing = pair.first != NULL && pair.last != NULL ? SPACING_BELOW : 0;

  measure_child (pair.first, GTK_ORIENTATION_VERTICAL, first_width, &first_minimum, &first_natural);
  measure_child (pair.last, GTK_ORIENTATION_VERTICAL, last_width, &last_minimum, &last_natural);

  *minimum = beside ? MAX (first_minimum, last_minimum) : first_minimum + spacing + last_minimum;
  *natural = beside ? MAX (first_natural, last_natural) : first_natural + spacing + last_natural;
}

static void
mg_wrap_layout_measure (GtkLayoutManager *manager,
                        GtkWidget        *widget,
                        GtkOrientation    orientation,
                        int               for_size,
                        int              *minimum,
                        int              *natural,
                        int              *minimum_baseline,
                        int              *natural_baseline)
{
  Pair pair = find_pair (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    measure_width (pair, minimum, natural);
  else
    measure_height (pair, for_size, minimum, natural);
}

static void
allocate_child (GtkWidget *widget,
                GtkWidget *child,
                int        x,
                int        y,
                int        width,
                int        height)
{
  int total = gtk_widget_get_width (widget);
  GtkAllocation allocation = { x, y, width, height };

  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    allocation.x = total - x - width;

  gtk_widget_size_allocate (child, &allocation, -1);
}

static void
mg_wrap_layout_allocate (GtkLayoutManager *manager,
                         GtkWidget        *widget,
                         int               width,
                         int               height,
                         int               baseline)
{
  Pair pair = find_pair (widget);
  int minimum, last_width, first_height;

  if (pair.first == NULL || pair.last == NULL)
    {
      GtkWidget *only = pair.first != NULL ? pair.first : pair.last;

      if (only != NULL)
        allocate_child (widget, only, 0, 0, width, height);
      return;
    }

  last_width = MIN (width, natural_width (pair.last));
  if (fit_beside (pair, width))
    {
      allocate_child (widget, pair.first, 0, 0, width - SPACING_BESIDE - last_width, height);
      allocate_child (widget, pair.last, width - last_width, 0, last_width, height);
      return;
    }

  measure_child (pair.first, GTK_ORIENTATION_VERTICAL, width, &minimum, &first_height);
  first_height = MIN (first_height, height - SPACING_BELOW);
  allocate_child (widget, pair.first, 0, 0, width, first_height);
  allocate_child (widget, pair.last, 0, first_height + SPACING_BELOW, last_width,
                  height - first_height - SPACING_BELOW);
}

static GtkSizeRequestMode
mg_wrap_layout_get_request_mode (GtkLayoutManager *manager,
                                 GtkWidget        *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
mg_wrap_layout_class_init (MgWrapLayoutClass *klass)
{
  GtkLayoutManagerClass *manager_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  manager_class->measure = mg_wrap_layout_measure;
  manager_class->allocate = mg_wrap_layout_allocate;
  manager_class->get_request_mode = mg_wrap_layout_get_request_mode;
}

static void
mg_wrap_layout_init (MgWrapLayout *self)
{
}

/**
 * mg_wrap_layout_new:
 *
 * Returns: (transfer full): a layout for two children
 */
GtkLayoutManager *
mg_wrap_layout_new (void)
{
  return g_object_new (MG_TYPE_WRAP_LAYOUT, NULL);
}
