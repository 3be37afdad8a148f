/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-app-test.h"
#include "mg-banner.h"
#include "mg-error-box.h"
#include "mg-fingerprint-label.h"
#include "mg-status-badge.h"
#include "mg-toast.h"
#include "mg-wrap-layout.h"

static const char *const fingerprint = "4d7a0b33b1848af1f9dcd7e90a8f5a7d"
                                       "83322318aaa26bffc6acb4f108cb2f15";

/* Ends a widget that nothing holds any more. */
static void
finish (GtkWidget *widget,
        GtkWindow *window)
{
  mg_app_test_close (window);
  g_assert_finalize_object (widget);
}

/* Check that each state has its word, an icon that is there, and a look of its own, and that
 * each note stands below it in words. */
static void
test_badge_looks (void)
{
  static const struct
  {
    MgTokenState  state;
    const char   *word;
    const char   *look;
  } vectors[] = {
    { MG_TOKEN_STATE_UNKNOWN, "Not checked", "neutral" },
    { MG_TOKEN_STATE_NOT_OBTAINED, "Not obtained", "neutral" },
    { MG_TOKEN_STATE_WAITING, "Waiting for authorization", "accent" },
    { MG_TOKEN_STATE_OBTAINED, "Obtained", "success" },
    { MG_TOKEN_STATE_INVALID, "Invalid", "error" },
  };
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gdk_display_get_default ());
  GtkWidget *badge = g_object_ref_sink (mg_status_badge_new ());
  GtkWindow *window = mg_app_test_show (badge);
  GtkWidget *pill = gtk_widget_get_first_child (badge);
  GtkImage *icon = GTK_IMAGE (gtk_widget_get_first_child (pill));

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    for (int note = MG_NOTE_NONE; note <= (int) MG_NOTE_ADMINISTRATOR; note++)
      {
        const char *words = mg_note_code_get_label ((MgNoteCode) note);

        mg_status_badge_set_state (MG_STATUS_BADGE (badge), vectors[i].state);
        mg_status_badge_set_note (MG_STATUS_BADGE (badge), (MgNoteCode) note);

        g_assert_true (mg_app_test_shows (badge, vectors[i].word));
        g_assert_true (gtk_widget_has_css_class (pill, vectors[i].look));
        g_assert_true (gtk_icon_theme_has_icon (theme, gtk_image_get_icon_name (icon)));
        if (note != (int) MG_NOTE_NONE)
          g_assert_true (mg_app_test_shows (badge, words));
        g_assert_cmpint (mg_app_test_minimum_width (badge), <=, MG_APP_TEST_NARROW);
      }

  finish (badge, window);
}

/* Check that a stranger's words below a badge are shown letter by letter, with and without a
 * note, and that nothing is shown for nothing. */
static void
test_badge_note_text (void)
{
  GtkWidget *badge = g_object_ref_sink (mg_status_badge_new ());
  MgStatusBadge *self = MG_STATUS_BADGE (badge);
  GtkWindow *window = mg_app_test_show (badge);

  mg_status_badge_set_note_text (self, MG_APP_TEST_HOSTILE);
  g_assert_true (mg_app_test_shows (badge, MG_APP_TEST_HOSTILE));

  mg_status_badge_set_note (self, MG_NOTE_NOT_CHECKED);
  g_assert_true (mg_app_test_shows (badge, "Could not check: " MG_APP_TEST_HOSTILE));

  mg_status_badge_set_note (self, MG_NOTE_NONE);
  mg_status_badge_set_note_text (self, NULL);
  g_assert_false (mg_app_test_shows (badge, ""));

  finish (badge, window);
}

static void
count_notify (GObject    *object,
              GParamSpec *pspec,
              gpointer    user_data)
{
  (*(guint *) user_data)++;
}

/* Check that a badge notifies once a change and not at all without one. */
static void
test_badge_notify (void)
{
  g_autoptr (GtkWidget) badge = g_object_ref_sink (mg_status_badge_new ());
  guint count = 0;

  g_signal_connect (badge, "notify::state", G_CALLBACK (count_notify), &count);
  g_object_set (badge, "state", MG_TOKEN_STATE_OBTAINED, NULL);
  g_object_set (badge, "state", MG_TOKEN_STATE_OBTAINED, NULL);
  g_assert_cmpuint (count, ==, 1);
}

/* Check that an error is shown with its hint, letter by letter, and a cancellation not at all. */
static void
test_error_box (void)
{
  g_autoptr (GError) hostile = g_error_new_literal (MG_ERROR, MG_ERROR_LOGIN_REFUSED,
                                                    MG_APP_TEST_HOSTILE);
  g_autoptr (GError) without_hint = g_error_new_literal (MG_ERROR, MG_ERROR_FAILED, "It failed");
  g_autoptr (GError) cancelled = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "No");
  GtkWidget *box = g_object_ref_sink (mg_error_box_new ());
  GtkWindow *window = mg_app_test_show (box);

  g_assert_false (gtk_widget_get_visible (box));

  mg_error_box_set_error (MG_ERROR_BOX (box), hostile);
  g_assert_true (gtk_widget_get_visible (box));
  g_assert_true (mg_app_test_shows (box, MG_APP_TEST_HOSTILE));
  g_assert_true (mg_app_test_shows (box, mg_error_get_hint (hostile)));

  mg_error_box_set_error (MG_ERROR_BOX (box), without_hint);
  g_assert_true (mg_app_test_shows (box, "It failed"));
  g_assert_false (mg_app_test_shows (box, ""));

  mg_error_box_set_error (MG_ERROR_BOX (box), cancelled);
  g_assert_false (gtk_widget_get_visible (box));

  finish (box, window);
}

/* Check that a banner shows its words as they are, a button only where there is something to do,
 * and nothing at all before and afterwards. */
static void
test_banner (void)
{
  GtkWidget *banner = g_object_ref_sink (mg_banner_new ());
  GtkWindow *window = mg_app_test_show (banner);
  GtkWidget *button = mg_app_test_find_type (banner, GTK_TYPE_BUTTON, 0);

  g_assert_false (mg_banner_get_revealed (MG_BANNER (banner)));
  mg_banner_set_title (MG_BANNER (banner), MG_APP_TEST_HOSTILE);
  g_assert_false (mg_app_test_shows (banner, MG_APP_TEST_HOSTILE));
  mg_banner_set_revealed (MG_BANNER (banner), TRUE);
  g_assert_true (mg_banner_get_revealed (MG_BANNER (banner)));
  g_assert_true (mg_app_test_shows (banner, MG_APP_TEST_HOSTILE));
  g_assert_false (gtk_widget_get_visible (button));

  g_object_set (banner, "button-label", "_Unlock", "action-name", "win.unlock", NULL);
  g_assert_true (gtk_widget_get_visible (button));
  g_assert_cmpint (mg_app_test_minimum_width (banner), <=, MG_APP_TEST_NARROW);

  mg_banner_set_revealed (MG_BANNER (banner), FALSE);
  while (mg_app_test_shows (banner, MG_APP_TEST_HOSTILE))
    g_main_context_iteration (NULL, TRUE);

  finish (banner, window);
}

/* Check that a fingerprint stands in lines of eight bytes, reads from left to right in every
 * language, and is copied in one. */
static void
test_fingerprint_label (void)
{
  GtkWidget *label = g_object_ref_sink (mg_fingerprint_label_new ());
  MgFingerprintLabel *self = MG_FINGERPRINT_LABEL (label);
  GtkWindow *window = mg_app_test_show (label);
  g_autofree char *text = NULL;
  GtkWidget *digits;

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  mg_fingerprint_label_set_fingerprint (self, fingerprint);
  digits = mg_app_test_find_label (label, "4D:7A:0B:33:B1:84:8A:F1\n"
                                          "F9:DC:D7:E9:0A:8F:5A:7D\n"
                                          "83:32:23:18:AA:A2:6B:FF\n"
                                          "C6:AC:B4:F1:08:CB:2F:15");
  g_assert_nonnull (digits);
  g_assert_cmpint (gtk_widget_get_direction (digits), ==, GTK_TEXT_DIR_LTR);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);

  text = mg_fingerprint_label_dup_text (self);
  g_assert_cmpstr (text, ==, "4D:7A:0B:33:B1:84:8A:F1:F9:DC:D7:E9:0A:8F:5A:7D:"
                             "83:32:23:18:AA:A2:6B:FF:C6:AC:B4:F1:08:CB:2F:15");
  mg_app_test_assert_named (label);

  finish (label, window);
}

static void
assert_place (GtkWidget *box,
              GtkWidget *last,
              int        width,
              gboolean   below,
              gboolean   right_to_left)
{
  graphene_rect_t bounds;
  int height;

  gtk_widget_set_direction (box, right_to_left ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);
  gtk_widget_size_allocate (box, &(GtkAllocation) { 0, 0, width, height }, -1);
  g_assert_true (gtk_widget_compute_bounds (last, box, &bounds));

  if (below)
    g_assert_cmpfloat (bounds.origin.y, >=, 50);
  else
    g_assert_cmpint ((int) (bounds.origin.y), ==, 0);

  /* At the end of the line beside the first, at its start below it. */
  if (below != right_to_left)
    g_assert_cmpint ((int) (bounds.origin.x), ==, 0);
  else
    g_assert_cmpint ((int) (bounds.origin.x + bounds.size.width), ==, width);
}

/* Check that the second of two stands at the end of the line where there is room, below the
 * first where there is none, and mirrored in languages that are written so. */
static void
test_wrap_layout (void)
{
  GtkWidget *box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  GtkWidget *first = g_object_new (GTK_TYPE_BOX, "width-request", 200, "height-request", 50, NULL);
  GtkWidget *last = g_object_new (GTK_TYPE_BOX, "width-request", 100, "height-request", 20, NULL);

  gtk_box_append (GTK_BOX (box), first);
  gtk_box_append (GTK_BOX (box), last);
  gtk_widget_set_layout_manager (box, mg_wrap_layout_new ());

  g_assert_cmpint (mg_app_test_minimum_width (box), ==, 200);
  assert_place (box, last, 400, FALSE, FALSE);
  assert_place (box, last, 400, FALSE, TRUE);
  assert_place (box, last, 300, TRUE, FALSE);
  assert_place (box, last, 300, TRUE, TRUE);

  g_assert_finalize_object (box);
}

/* Check that what comes from the network is not markup in a toast. */
static void
test_toast (void)
{
  AdwToast *toast = mg_toast_new (MG_APP_TEST_HOSTILE);
  g_autofree char *text = NULL;

  g_assert_true (pango_parse_markup (adw_toast_get_title (toast), -1, 0, NULL, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, MG_APP_TEST_HOSTILE);
  g_assert_finalize_object (toast);
}

int
main (int    argc,
      char **argv)
{
  mg_app_test_init (&argc, &argv);

  g_test_add_func ("/app/badge/looks", test_badge_looks);
  g_test_add_func ("/app/badge/note-text", test_badge_note_text);
  g_test_add_func ("/app/badge/notify", test_badge_notify);
  g_test_add_func ("/app/error-box", test_error_box);
  g_test_add_func ("/app/banner", test_banner);
  g_test_add_func ("/app/fingerprint-label", test_fingerprint_label);
  g_test_add_func ("/app/wrap-layout", test_wrap_layout);
  g_test_add_func ("/app/toast", test_toast);

  return g_test_run ();
}
