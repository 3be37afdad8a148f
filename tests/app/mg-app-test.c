/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-app-resources.h"
#include "mg-app-test.h"
#include "mg-memory-vault.h"

#define RESOURCES "/io/github/mailgrant/Mailgrant/"

static void
add_style (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, RESOURCES "style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

/**
 * mg_app_test_init:
 * @argc: (inout): the number of arguments
 * @argv: (inout): the arguments
 *
 * Prepares a test program that makes widgets: what the application itself
 * would load is there, and its icons are.
 */
void
mg_app_test_init (int    *argc,
                  char ***argv)
{
  g_setenv ("ADW_DISABLE_PORTAL", "1", TRUE);
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_setenv ("GIO_USE_VFS", "local", TRUE);
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  g_setenv ("GSK_RENDERER", "cairo", TRUE);
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);

  /* Not isolated: whether a file is an SVG image is looked up in the system's data. The
   * screen that the program runs on comes with a home of its own. */
  g_test_init (argc, argv, NULL);
  adw_init ();
  g_resources_register (mg_app_get_resource ());
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()),
                                    RESOURCES "icons");
  add_style ();
}

/**
 * mg_app_test_fleet_new:
 * @context: a context of the test's own
 *
 * Returns: (transfer full): a fleet without devices
 */
MgFleet *
mg_app_test_fleet_new (MgContext *context)
{
  g_autoptr (MgVault) vault = MG_VAULT (mg_memory_vault_new ());

  return mg_fleet_new (context, vault);
}

/**
 * mg_app_test_device_new:
 * @id: an id
 * @name: what it calls itself
 *
 * Returns: (transfer full): a device without slots
 */
MgDevice *
mg_app_test_device_new (const char *id,
                        const char *name)
{
  g_autoptr (MgIdentity) identity = mg_identity_new (MG_DEVICE_KIND_PRINTER);
  g_autoptr (MgAddress) address = mg_address_parse ("https://192.0.2.7", NULL);

  identity->name = g_strdup (name);
  identity->vendor = g_strdup ("Acme <& sons>");
  identity->model = g_strdup ("D-100");
  identity->serial = g_strdup ("S&N<1>");

  return mg_device_new (id, "deviceapi", identity, address,
                        "4d7a0b33b1848af1f9dcd7e90a8f5a7d83322318aaa26bffc6acb4f108cb2f15");
}

/**
 * mg_app_test_slot_new:
 * @id: an id
 * @title: the device's name for it
 *
 * Returns: (transfer full): a slot of the device "d"
 */
MgSlot *
mg_app_test_slot_new (const char *id,
                      const char *title)
{
  g_autoptr (MgSlotReading) reading = mg_slot_reading_new (id, title);

  if (reading->settings == NULL)
    reading->settings = mg_mail_settings_new ();
  reading->settings->host = g_strdup ("smtp.example.org");
  reading->settings->port = 587;
  reading->account = g_strdup ("nas&printer@example.org");

  return mg_slot_new ("d", reading);
}

/**
 * mg_app_test_show:
 * @child: (transfer floating): a widget
 *
 * Returns: (transfer none): a window on the screen that shows @child
 */
GtkWindow *
mg_app_test_show (GtkWidget *child)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());

  gtk_window_set_child (window, child);
  gtk_window_present (window);
  mg_test_settle ();

  return window;
}

/**
 * mg_app_test_close:
 * @window: (transfer none): a window
 *
 * Destroys @window and checks that nothing holds it.
 */
void
mg_app_test_close (GtkWindow *window)
{
  g_object_ref (window);
  gtk_window_destroy (window);
  mg_test_settle ();
  g_assert_finalize_object (window);
}

static GtkWidget *
find (GtkWidget *root,
      gboolean (*match) (GtkWidget *, gconstpointer),
      gconstpointer data,
      guint     *index)
{
  if (match (root, data) && (*index)-- == 0)
    return root;

  for (GtkWidget *child = gtk_widget_get_first_child (root);
       child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, match, data, index);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static gboolean
match_type (GtkWidget     *widget,
            gconstpointer  data)
{
  return g_type_is_a (G_OBJECT_TYPE (widget), *(const GType *) data);
}

/**
 * mg_app_test_find_type:
 * @root: where to look
 * @type: a type of widget
 * @index: which of them
 *
 * Returns: (transfer none) (nullable): that widget
 */
GtkWidget *
mg_app_test_find_type (GtkWidget *root,
                       GType      type,
                       guint      index)
{
  return find (root, match_type, &type, &index);
}

static gboolean
match_label (GtkWidget     *widget,
             gconstpointer  data)
{
  return GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), data);
}

/**
 * mg_app_test_find_label:
 * @root: where to look
 * @text: what the label says
 *
 * Returns: (transfer none) (nullable): a label that says @text, letter by letter
 */
GtkWidget *
mg_app_test_find_label (GtkWidget  *root,
                        const char *text)
{
  guint index = 0;

  return find (root, match_label, text, &index);
}

static gboolean
is_shown (GtkWidget *widget,
          GtkWidget *root)
{
  for (; widget != NULL && widget != root; widget = gtk_widget_get_parent (widget))
    if (!gtk_widget_get_visible (widget))
      return FALSE;

  return TRUE;
}

/**
 * mg_app_test_shows:
 * @root: where to look
 * @text: what a label says
 *
 * Returns: whether a person sees @text there
 */
gboolean
mg_app_test_shows (GtkWidget  *root,
                   const char *text)
{
  for (guint i = 0; ; i++)
    {
      guint index = i;
      GtkWidget *label = find (root, match_label, text, &index);

      if (label == NULL || is_shown (label, root))
        return label != NULL;
    }
}

/**
 * mg_app_test_minimum_width:
 * @widget: a widget
 *
 * Returns: the least width it takes
 */
int
mg_app_test_minimum_width (GtkWidget *widget)
{
  int minimum;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);

  return minimum;
}

static gboolean
is_nameless_button (GtkWidget     *widget,
                    gconstpointer  data)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);
  GtkWidget *child = GTK_IS_BUTTON (widget) ? gtk_button_get_child (GTK_BUTTON (widget)) : NULL;

  if (!GTK_IS_BUTTON (widget) || !GTK_IS_IMAGE (child) || !gtk_widget_get_visible (widget))
    return FALSE;

  return !gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL) &&
         !gtk_test_accessible_has_relation (accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

/**
 * mg_app_test_assert_named:
 * @root: where to look
 *
 * Checks that a screen reader has a name for every icon that can be pressed.
 */
void
mg_app_test_assert_named (GtkWidget *root)
{
  guint index = 0;
  GtkWidget *nameless = find (root, is_nameless_button, NULL, &index);

  if (nameless != NULL)
    g_test_message ("A button of %s has no name",
                    G_OBJECT_TYPE_NAME (gtk_widget_get_parent (nameless)));
  g_assert_null (nameless);
}
