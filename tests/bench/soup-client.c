/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Usage: soup-client system|nobody identify|push|check DEVICES
 *
 * Sends each device of the list the same requests as Mailgrant, with libsoup
 * and nothing around it: any certificate will do. It is what Mailgrant is
 * measured against; "nobody" spares it the system's certificate authorities,
 * which libsoup has by default. */

#include "config.h"

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>
#include <stdio.h>
#include <string.h>

#include "bench-fleet.h"
#include "mg-tls-trust.h"

#define PARALLEL 8
#define BASE "/mail-authorization/v1"

typedef struct
{
  const char *method;
  const char *path;
} Step;

static const Step identify[] = {
  { "GET", "/.well-known/mail-authorization" },
  { NULL, NULL },
};

static const Step push[] = {
  { "GET", "/.well-known/mail-authorization" },
  { "POST", BASE "/session" },
  { "GET", BASE "/slots" },
  { "PUT", BASE "/slots/%s/token" },
  { "DELETE", BASE "/session" },
  { NULL, NULL },
};

static const Step check[] = {
  { "GET", "/.well-known/mail-authorization" },
  { "POST", BASE "/session" },
  { "GET", BASE "/slots" },
  { "GET", BASE "/rules" },
  { "DELETE", BASE "/session" },
  { NULL, NULL },
};

typedef struct
{
  const Step  *steps;
  BenchDevice *device;
  SoupSession *session;  /* (owned): its one connection serves all steps */
  guint        step;
  char        *bearer;   /* (owned) (nullable) */
  char        *slot;     /* (owned) (nullable) */
  char        *etag;     /* (owned) (nullable) */
} Turn;

static void send_step (Turn *turn);

static void
end_turn (Turn         *turn,
          const GError *error)
{
  bench_fleet_end (turn->device, error);
  soup_session_abort (turn->session);
  g_object_unref (turn->session);
  g_free (turn->bearer);
  g_free (turn->slot);
  g_free (turn->etag);
  g_free (turn);
}

static void
take_answer (Turn       *turn,
             JsonObject *answer)
{
  if (json_object_has_member (answer, "access_token"))
    turn->bearer = g_strconcat ("Bearer ", json_object_get_string_member (answer, "access_token"),
                                NULL);

  if (json_object_has_member (answer, "slots"))
    {
      JsonArray *slots = json_object_get_array_member (answer, "slots");
      JsonObject *slot = json_array_get_object_element (slots, 0);

      turn->slot = g_strdup (json_object_get_string_member (slot, "id"));
      turn->etag = g_strdup (json_object_get_string_member (slot, "etag"));
    }
}

static void
on_answered_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  SoupMessage *message = soup_session_get_async_result_message (SOUP_SESSION (object), result);
  Turn *turn = user_data;

  body = soup_session_send_and_read_finish (SOUP_SESSION (object), result, &error);
  /* A printer has no rules, and says so with a conflict. */
  if (body != NULL && !SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (message)) &&
      soup_message_get_status (message) != SOUP_STATUS_CONFLICT)
    error = g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED, "step %u: status %u", turn->step,
                         (guint) soup_message_get_status (message));
  if (error != NULL)
    {
      end_turn (turn, error);
      return;
    }

  if (g_bytes_get_size (body) > 0 &&
      json_parser_load_from_data (parser, g_bytes_get_data (body, NULL),
                                  (gssize) g_bytes_get_size (body), NULL))
    take_answer (turn, json_node_get_object (json_parser_get_root (parser)));

  turn->step++;
  if (turn->steps[turn->step].method == NULL)
    end_turn (turn, NULL);
  else
    send_step (turn);
}

static char *
make_body (Turn       *turn,
           const Step *step)
{
  if (g_str_equal (step->method, "POST"))
    return g_strdup_printf ("{\"user\": \"%s\", \"password\": \"%s\"}", turn->device->user,
                            turn->device->password);

  if (g_str_equal (step->method, "PUT"))
    return g_strdup ("{\"provider\": \"custom\", \"account\": \"ada@example.org\", "
                     "\"client_id\": \"lab-desktop\", \"scopes\": [\"mail\"], "
                     "\"token_endpoint\": \"https://127.0.0.1:9/token\", "
                     "\"refresh_token\": \"a refresh token as long as a real one, which has "
                     "some 100 characters at the least\"}");

  return NULL;
}

static char *
make_path (Turn       *turn,
           const Step *step)
{
  g_auto (GStrv) parts = g_strsplit (step->path, "%s", 2);

  return g_strjoinv (turn->slot, parts);
}

static gboolean
on_accept_certificate_cb (SoupMessage          *message,
                          GTlsCertificate      *certificate,
                          GTlsCertificateFlags  wrong,
                          gpointer              user_data)
{
  return TRUE;
}

static void
send_step (Turn *turn)
{
  const Step *step = &turn->steps[turn->step];
  g_autofree char *path = make_path (turn, step);
  g_autofree char *uri = g_strconcat (turn->device->url, path, NULL);
  g_autofree char *body = make_body (turn, step);
  g_autoptr (SoupMessage) message = soup_message_new (step->method, uri);

  g_signal_connect (message, "accept-certificate", G_CALLBACK (on_accept_certificate_cb), NULL);
  if (turn->bearer != NULL)
    soup_message_headers_append (soup_message_get_request_headers (message), "Authorization",
                                 turn->bearer);
  if (g_str_equal (step->method, "PUT"))
    soup_message_headers_append (soup_message_get_request_headers (message), "If-Match",
                                 turn->etag);
  if (body != NULL)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

      soup_message_set_request_body_from_bytes (message, "application/json", bytes);
    }

  soup_session_send_and_read_async (turn->session, message, G_PRIORITY_DEFAULT, NULL,
                                    on_answered_cb, turn);
}

static void
start (BenchDevice *device,
       gpointer     user_data)
{
  Turn *turn = g_new0 (Turn, 1);

  turn->steps = user_data;
  turn->device = device;
  turn->session = soup_session_new_with_options ("proxy-resolver", NULL, NULL);
  send_step (turn);
}

int
main (int    argc,
      char **argv)
{
  const Step *steps = identify;

  if (argc != 4)
    {
      fprintf (stderr, "Usage: %s system|nobody identify|push|check DEVICES\n", argv[0]);
      return 2;
    }

  if (g_str_equal (argv[1], "nobody"))
    mg_tls_trust_lighten ();

  if (g_str_equal (argv[2], "push"))
    steps = push;
  else if (g_str_equal (argv[2], "check"))
    steps = check;

  return bench_fleet_run (argv[3], PARALLEL, start, (gpointer) steps);
}
