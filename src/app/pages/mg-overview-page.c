/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-overview-page"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-banner.h"
#include "mg-device-look.h"
#include "mg-device-row.h"
#include "mg-found-row.h"
#include "mg-overview-page.h"

/**
 * MgOverviewPage:
 *
 * The devices of the fleet, and those found on the network that are not in it
 * yet. It shows two lists; who fills them is not its affair.
 */
struct _MgOverviewPage
{
  AdwBin               parent_instance;

  GtkFilterListModel  *devices;         /* (owned) (nullable): what matches the search */
  GtkFilterListModel  *found;           /* (owned) (nullable): likewise, and is not added */
  GListModel          *all_devices;     /* (owned) (nullable) */
  char                *needle;          /* (owned): what is searched for, folded */
  gboolean             loaded;
  gboolean             broken;

  /* template */
  GtkSearchBar        *search_bar;
  GtkEditable         *search_entry;
  GtkWidget           *search_button;
  MgBanner            *keyring_banner;
  MgBanner            *repair_banner;
  MgBanner            *needy_banner;
  MgBanner            *discovery_banner;
  GtkStack            *stack;
  AdwStatusPage       *problem_page;
  GtkWidget           *devices_group;
  GtkListBox          *devices_list;
  GtkWidget           *found_group;
  GtkListBox          *found_list;
  GtkWidget           *looking_spinner;
};

G_DEFINE_FINAL_TYPE (MgOverviewPage, mg_overview_page, ADW_TYPE_BIN)

static gboolean
contains (const char *text,
          const char *needle)
{
  g_autofree char *folded = text == NULL ? NULL : g_utf8_casefold (text, -1);

  return folded != NULL && strstr (folded, needle) != NULL;
}

static gboolean
match_device (gpointer item,
              gpointer user_data)
{
  MgOverviewPage *self = MG_OVERVIEW_PAGE (user_data);
  g_autofree char *detail = mg_device_look_dup_detail (MG_DEVICE (item));

  return contains (mg_device_get_name (MG_DEVICE (item)), self->needle) ||
         contains (detail, self->needle);
}

/* Where to look at @found: at its page if it names one, otherwise at its best address. */
static const char *
get_place (MgDiscoveredDevice *found)
{
  const char *const *addresses = mg_discovered_device_get_addresses (found);
  const char *url = mg_discovered_device_get_admin_url (found);

  return url == NULL && addresses != NULL ? addresses[0] : url;
}

/* Whether @found is in the fleet: under the place where it is, or by its serial number. */
static gboolean
is_added (MgOverviewPage     *self,
          MgDiscoveredDevice *found)
{
  const char *place = get_place (found);
  const char *serial = mg_discovered_device_get_serial (found);
  g_autoptr (MgAddress) address = place == NULL ? NULL : mg_address_parse (place, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (self->all_devices); i++)
    {
      g_autoptr (MgDevice) device = g_list_model_get_item (self->all_devices, i);
      const char *its_serial = mg_device_get_identity (device)->serial;

      if (address != NULL && mg_address_equal (address, mg_device_get_address (device)))
        return TRUE;
      if (serial != NULL && g_strcmp0 (serial, its_serial) == 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
match_found (gpointer item,
             gpointer user_data)
{
  MgOverviewPage *self = MG_OVERVIEW_PAGE (user_data);
  MgDiscoveredDevice *found = MG_DISCOVERED_DEVICE (item);
  const char *const *addresses = mg_discovered_device_get_addresses (found);

  if (mg_discovered_device_get_gone (found) || is_added (self, found))
    return FALSE;

  for (gsize i = 0; addresses != NULL && addresses[i] != NULL; i++)
    if (contains (addresses[i], self->needle))
      return TRUE;

  return contains (mg_discovered_device_get_name (found), self->needle) ||
         contains (mg_discovered_device_get_vendor (found), self->needle) ||
         contains (mg_discovered_device_get_model (found), self->needle);
}

static int
compare_names (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  return g_utf8_collate (mg_device_get_name (MG_DEVICE ((gpointer) a)),
                         mg_device_get_name (MG_DEVICE ((gpointer) b)));
}

static const char *
choose_child (MgOverviewPage *self,
              guint           n_devices,
              guint           n_found)
{
  if (self->broken)
    return "problem";
  if (!self->loaded)
    return "loading";
  if (n_devices > 0 || n_found > 0)
    return "list";

  return *self->needle != '\0' ? "no-results" : "empty";
}

static void
mg_overview_page_update (MgOverviewPage *self)
{
  guint n_devices = self->devices == NULL
                    ? 0 : g_list_model_get_n_items (G_LIST_MODEL (self->devices));
  guint n_found = self->found == NULL ? 0 : g_list_model_get_n_items (G_LIST_MODEL (self->found));

  gtk_stack_set_visible_child_name (self->stack, choose_child (self, n_devices, n_found));
  gtk_widget_set_visible (self->devices_group, n_devices > 0);
  gtk_widget_set_visible (self->found_group,
                          n_found > 0 || gtk_widget_get_visible (self->looking_spinner));
  gtk_widget_set_visible (GTK_WIDGET (self->found_list), n_found > 0);
}

static void
refilter (GtkFilterListModel *model)
{
  if (model != NULL)
    gtk_filter_changed (gtk_filter_list_model_get_filter (model), GTK_FILTER_CHANGE_DIFFERENT);
}

static void
on_search_changed_cb (MgOverviewPage *self)
{
  g_free (self->needle);
  self->needle = g_utf8_casefold (gtk_editable_get_text (self->search_entry), -1);

  refilter (self->devices);
  refilter (self->found);
  mg_overview_page_update (self);
}

static void
on_all_devices_changed_cb (MgOverviewPage *self)
{
  refilter (self->found);
}

static void
on_device_activated_cb (MgOverviewPage *self,
                        GtkListBoxRow  *row)
{
  MgDevice *device = mg_device_row_get_device (MG_DEVICE_ROW (row));

  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-device",
                              "s", mg_device_get_id (device));
}

static void
on_found_activated_cb (MgOverviewPage *self,
                       GtkListBoxRow  *row)
{
  const char *place = get_place (mg_found_row_get_found (MG_FOUND_ROW (row)));

  if (place != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.add-found-device", "s", place);
}

static GtkWidget *
create_device_row (gpointer item,
                   gpointer user_data)
{
  return mg_device_row_new (MG_DEVICE (item));
}

static GtkWidget *
create_found_row (gpointer item,
                  gpointer user_data)
{
  return mg_found_row_new (MG_DISCOVERED_DEVICE (item));
}

static void
mg_overview_page_dispose (GObject *object)
{
  MgOverviewPage *self = MG_OVERVIEW_PAGE (object);

  if (self->all_devices != NULL)
    g_signal_handlers_disconnect_by_data (self->all_devices, self);
  if (self->devices != NULL)
    gtk_filter_list_model_set_filter (self->devices, NULL);
  if (self->found != NULL)
    gtk_filter_list_model_set_filter (self->found, NULL);
  g_clear_object (&self->devices);
  g_clear_object (&self->found);
  g_clear_object (&self->all_devices);
  gtk_widget_dispose_template (GTK_WIDGET (self), MG_TYPE_OVERVIEW_PAGE);

  G_OBJECT_CLASS (mg_overview_page_parent_class)->dispose (object);
}

static void
mg_overview_page_finalize (GObject *object)
{
  MgOverviewPage *self = MG_OVERVIEW_PAGE (object);

  g_free (self->needle);

  G_OBJECT_CLASS (mg_overview_page_parent_class)->finalize (object);
}

static void
mg_overview_page_class_init (MgOverviewPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mg_overview_page_dispose;
  object_class->finalize = mg_overview_page_finalize;

  g_type_ensure (MG_TYPE_BANNER);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               MG_APP_RESOURCES "mg-overview-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MgOverviewPage, search_bar);
  gtk_widget_class_bind_template_child (widget_class, MgOverviewPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, MgOverviewPage, search_button);
  gtk_widget_class_bind_template_child (widget_class, MgOverviewPage, keyring_banner);
  gtk_widget_class_bind_template_child (widget_class, MgOverviewPage, repair_banner);
  gtk_widget_class_bind_template_child (widget_class, MgOverviewPage, needy_banner);
  gtk_widget_class_bind_template_child (widget_class, MgOverviewPage, discovery_banner);
  gtk_widget_class_bind_template_child (widget_class, MgOverviewPage, stack);
  gtk_widget_class_bind_template_child (widget_class, MgOverviewPage, problem_page);
  gtk_widget_class_bind_template_child (widget_class, MgOverviewPage, devices_group);
  gtk_widget_class_bind_template_child (widget_class, MgOverviewPage, devices_list);
  gtk_widget_class_bind_template_child (widget_class, MgOverviewPage, found_group);
  gtk_widget_class_bind_template_child (widget_class, MgOverviewPage, found_list);
  gtk_widget_class_bind_template_child (widget_class, MgOverviewPage, looking_spinner);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_device_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_found_activated_cb);
}

static void
mg_overview_page_init (MgOverviewPage *self)
{
  self->needle = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->search_bar, self->search_entry);
  gtk_search_bar_set_key_capture_widget (self->search_bar, GTK_WIDGET (self));
  mg_overview_page_update (self);
}

/**
 * mg_overview_page_new:
 *
 * Returns: (transfer floating): a page that says it is loading
 */
GtkWidget *
mg_overview_page_new (void)
{
  return g_object_new (MG_TYPE_OVERVIEW_PAGE, NULL);
}

static GtkFilterListModel *
new_filtered (MgOverviewPage      *self,
              GListModel          *model,
              GtkCustomFilterFunc  match)
{
  GtkFilter *filter = GTK_FILTER (gtk_custom_filter_new (match, self, NULL));
  GtkFilterListModel *filtered = gtk_filter_list_model_new (model, filter);

  g_signal_connect_object (filtered, "items-changed", G_CALLBACK (mg_overview_page_update),
                           self, G_CONNECT_SWAPPED);

  return filtered;
}

/**
 * mg_overview_page_set_models:
 * @self: an overview page
 * @devices: (element-type MgDevice): the devices of the fleet
 * @found: (element-type MgDiscoveredDevice): what was found on the network
 *
 * Sets what to list. Can be done once.
 */
void
mg_overview_page_set_models (MgOverviewPage *self,
                             GListModel     *devices,
                             GListModel     *found)
{
  GtkSorter *sorter = GTK_SORTER (gtk_custom_sorter_new (compare_names, NULL, NULL));
  GtkSortListModel *sorted;

  g_return_if_fail (MG_IS_OVERVIEW_PAGE (self));
  g_return_if_fail (self->all_devices == NULL);

  self->all_devices = g_object_ref (devices);
  g_signal_connect_object (devices, "items-changed", G_CALLBACK (on_all_devices_changed_cb),
                           self, G_CONNECT_SWAPPED);

  sorted = gtk_sort_list_model_new (g_object_ref (devices), sorter);
  self->devices = new_filtered (self, G_LIST_MODEL (sorted), match_device);
  self->found = new_filtered (self, g_object_ref (found), match_found);
  gtk_list_box_bind_model (self->devices_list, G_LIST_MODEL (self->devices),
                           create_device_row, NULL, NULL);
  gtk_list_box_bind_model (self->found_list, G_LIST_MODEL (self->found),
                           create_found_row, NULL, NULL);
  mg_overview_page_update (self);
}

/**
 * mg_overview_page_set_loaded:
 * @self: an overview page
 * @problem: (nullable): why the devices cannot be read
 *
 * Says that the fleet has been read, or why it could not be.
 */
void
mg_overview_page_set_loaded (MgOverviewPage *self,
                             const GError   *problem)
{
  g_return_if_fail (MG_IS_OVERVIEW_PAGE (self));

  self->loaded = problem == NULL;
  self->broken = problem != NULL;
  if (problem != NULL)
    {
      const char *hint = mg_error_get_hint (problem);
      g_autofree char *text = g_strjoin ("\n", problem->message, hint, NULL);
      g_autofree char *escaped = g_markup_escape_text (text, -1);

      adw_status_page_set_description (self->problem_page, escaped);
    }
  mg_overview_page_update (self);
}

/**
 * mg_overview_page_set_looking:
 * @self: an overview page
 * @looking: whether answers from the network are still coming in
 * @problem: (nullable): why devices cannot be found
 *
 * Says how the search of the network fares.
 */
void
mg_overview_page_set_looking (MgOverviewPage *self,
                              gboolean        looking,
                              const char     *problem)
{
  g_return_if_fail (MG_IS_OVERVIEW_PAGE (self));

  gtk_widget_set_visible (self->looking_spinner, looking);
  if (problem != NULL)
    mg_banner_set_title (self->discovery_banner, problem);
  mg_banner_set_revealed (self->discovery_banner, problem != NULL);
  mg_overview_page_update (self);
}

/**
 * mg_overview_page_set_locked:
 * @self: an overview page
 * @locked: whether the keyring is locked
 *
 * Says whether saved logins can be used.
 */
void
mg_overview_page_set_locked (MgOverviewPage *self,
                             gboolean        locked)
{
  g_return_if_fail (MG_IS_OVERVIEW_PAGE (self));

  mg_banner_set_revealed (self->keyring_banner, locked);
}

/**
 * mg_overview_page_set_interrupted:
 * @self: an overview page
 * @n_repairs: how many repairs were begun and have not come to an end
 *
 * Says that there are repairs to go on with.
 */
void
mg_overview_page_set_interrupted (MgOverviewPage *self,
                                  guint           n_repairs)
{
  g_autofree char *title = NULL;

  g_return_if_fail (MG_IS_OVERVIEW_PAGE (self));

  title = g_strdup_printf (ngettext ("%u repair was interrupted", "%u repairs were interrupted",
                                     n_repairs), n_repairs);
  mg_banner_set_title (self->repair_banner, title);
  mg_banner_set_revealed (self->repair_banner, n_repairs > 0);
}

/**
 * mg_overview_page_set_needy:
 * @self: an overview page
 * @n_slots: how many mail settings need repair
 *
 * Offers to repair them in one go. A single one is repaired where it is shown.
 */
void
mg_overview_page_set_needy (MgOverviewPage *self,
                            guint           n_slots)
{
  g_autofree char *title = NULL;

  g_return_if_fail (MG_IS_OVERVIEW_PAGE (self));

  title = g_strdup_printf (ngettext ("%u mail setting needs repair",
                                     "%u mail settings need repair", n_slots), n_slots);
  mg_banner_set_title (self->needy_banner, title);
  mg_banner_set_revealed (self->needy_banner, n_slots > 1);
}

/**
 * mg_overview_page_search:
 * @self: an overview page
 *
 * Begins to search.
 */
void
mg_overview_page_search (MgOverviewPage *self)
{
  g_return_if_fail (MG_IS_OVERVIEW_PAGE (self));

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}
