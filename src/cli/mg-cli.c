/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-cli"

#include "config.h"

#include <signal.h>

#include <glib-unix.h>
#include <glib/gi18n.h>

#include "mg-cli.h"
#include "mg-terminal.h"

/**
 * MgCli:
 *
 * One run of the program: the fleet, the printer, and the signal that ends it early.
 *
 * A command runs from top to bottom and waits for each asynchronous call with mg_cli_wait().
 * Meanwhile the main context turns, so that a signal cancels the call, and the command ends by
 * itself with everything put back.
 */
struct _MgCli
{
  GObject       parent_instance;

  MgContext    *context;      /* (owned) */
  MgFleet      *fleet;        /* (owned) (nullable), until it is loaded */
  gboolean      is_loaded;
  MgPrinter    *printer;      /* (owned) */
  GCancellable *cancellable;  /* (owned) */
  guint         sources[3];   /* of SIGINT, SIGTERM and SIGHUP */
  int           signal;       /* the one that came, or 0 */
};

G_DEFINE_FINAL_TYPE (MgCli, mg_cli, G_TYPE_OBJECT)

static gboolean
mg_cli_interrupt (MgCli *self,
                  int    number)
{
  /* Who asks twice does not want to wait until the device has answered. */
  if (self->signal != 0)
    {
      signal (number, SIG_DFL);
      raise (number);
    }

  self->signal = number;
  g_cancellable_cancel (self->cancellable);

  return G_SOURCE_CONTINUE;
}

static gboolean
on_sigint_cb (gpointer user_data)
{
  return mg_cli_interrupt (user_data, SIGINT);
}

static gboolean
on_sigterm_cb (gpointer user_data)
{
  return mg_cli_interrupt (user_data, SIGTERM);
}

static gboolean
on_sighup_cb (gpointer user_data)
{
  return mg_cli_interrupt (user_data, SIGHUP);
}

static void
mg_cli_dispose (GObject *object)
{
  MgCli *self = MG_CLI (object);

  for (gsize i = 0; i < G_N_ELEMENTS (self->sources); i++)
    g_clear_handle_id (&self->sources[i], g_source_remove);
  g_clear_object (&self->fleet);
  g_clear_object (&self->context);
  g_clear_object (&self->printer);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (mg_cli_parent_class)->dispose (object);
}

static void
mg_cli_class_init (MgCliClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mg_cli_dispose;
}

static void
mg_cli_init (MgCli *self)
{
  self->context = mg_context_new ();
  self->printer = mg_printer_new ();
  self->cancellable = g_cancellable_new ();
  self->sources[0] = g_unix_signal_add (SIGINT, on_sigint_cb, self);
  self->sources[1] = g_unix_signal_add (SIGTERM, on_sigterm_cb, self);
  self->sources[2] = g_unix_signal_add (SIGHUP, on_sighup_cb, self);
}

/**
 * mg_cli_new:
 *
 * Returns: (transfer full): a run, which takes the signals of this process
 */
MgCli *
mg_cli_new (void)
{
  return g_object_new (MG_TYPE_CLI, NULL);
}

/**
 * mg_cli_get_printer:
 * @self: a run
 *
 * Returns: (transfer none): the printer
 */
MgPrinter *
mg_cli_get_printer (MgCli *self)
{
  g_return_val_if_fail (MG_IS_CLI (self), NULL);

  return self->printer;
}

/**
 * mg_cli_get_cancellable:
 * @self: a run
 *
 * Returns: (transfer none): the cancellable that a signal fires
 */
GCancellable *
mg_cli_get_cancellable (MgCli *self)
{
  g_return_val_if_fail (MG_IS_CLI (self), NULL);

  return self->cancellable;
}

/**
 * mg_cli_get_fleet:
 * @self: a run that has been loaded
 *
 * Returns: (transfer none): the fleet
 */
MgFleet *
mg_cli_get_fleet (MgCli *self)
{
  g_return_val_if_fail (MG_IS_CLI (self), NULL);
  g_return_val_if_fail (self->fleet != NULL, NULL);

  return self->fleet;
}

/**
 * mg_cli_get_context:
 * @self: a run
 *
 * Returns: (transfer none): the context
 */
MgContext *
mg_cli_get_context (MgCli *self)
{
  g_return_val_if_fail (MG_IS_CLI (self), NULL);

  return self->context;
}

/**
 * mg_cli_configure:
 * @self: a run
 * @ca_file: (type filename) (nullable): an authority named on the command line
 * @error: return location for an error
 *
 * Reads the configuration file, and takes what the command line says instead.
 *
 * Returns: %TRUE on success
 */
gboolean
mg_cli_configure (MgCli       *self,
                  const char  *ca_file,
                  GError     **error)
{
  g_return_val_if_fail (MG_IS_CLI (self), FALSE);

  if (ca_file != NULL)
    return mg_context_trust_file (self->context, ca_file, error);

  return mg_context_read_configuration (self->context, error);
}

/**
 * mg_cli_load:
 * @self: a run
 * @error: return location for an error
 *
 * Loads the fleet. This asks no device and no keyring.
 *
 * Returns: %TRUE on success
 */
gboolean
mg_cli_load (MgCli   *self,
             GError **error)
{
  g_autoptr (MgVault) vault = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  g_return_val_if_fail (MG_IS_CLI (self), FALSE);
  g_return_val_if_fail (self->fleet == NULL, FALSE);

  /* A prompt of the keyring needs somebody who sees it. */
  vault = mg_secret_vault_new (mg_terminal_is_interactive ());
  self->fleet = mg_fleet_new (self->context, vault);

  mg_fleet_load_async (self->fleet, self->cancellable, mg_cli_take_result, &result);
  mg_cli_wait (&result);

  self->is_loaded = mg_fleet_load_finish (self->fleet, result, error);

  return self->is_loaded;
}

/**
 * mg_cli_close:
 * @self: a run
 *
 * Signs out of the devices, as far as they take it, and lets go of the database.
 */
void
mg_cli_close (MgCli *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (MG_IS_CLI (self));

  if (!self->is_loaded)
    return;

  mg_fleet_close_async (self->fleet, mg_cli_take_result, &result);
  mg_cli_wait (&result);
  if (!mg_fleet_close_finish (self->fleet, result, &error))
    g_info ("%s", error->message);
}

/**
 * mg_cli_lookup_device:
 * @self: a run that has been loaded
 * @name: what the person calls the device: its id or its name
 * @error: return location for an error
 *
 * Returns: (transfer none): the device, or %NULL on error
 */
MgDevice *
mg_cli_lookup_device (MgCli       *self,
                      const char  *name,
                      GError     **error)
{
  MgDevice *device;

  g_return_val_if_fail (MG_IS_CLI (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  device = mg_fleet_lookup_device (self->fleet, name);
  if (device == NULL)
    g_set_error (error, MG_ERROR, MG_ERROR_NOT_FOUND, _("There is no device “%s”"), name);

  return device;
}

/**
 * mg_cli_lookup_provider:
 * @self: a run that has been loaded
 * @id: the id of a provider
 * @error: return location for an error
 *
 * Returns: (transfer none): the provider, or %NULL on error
 */
MgProvider *
mg_cli_lookup_provider (MgCli       *self,
                        const char  *id,
                        GError     **error)
{
  MgProvider *provider;

  g_return_val_if_fail (MG_IS_CLI (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  provider = mg_provider_registry_lookup (mg_fleet_get_providers (self->fleet), id);
  if (provider == NULL)
    g_set_error (error, MG_ERROR, MG_ERROR_NOT_FOUND, _("There is no provider “%s”"), id);

  return provider;
}

/**
 * mg_cli_say_empty:
 * @self: a run that has been loaded
 *
 * Says what to do first, if there are no devices yet.
 */
void
mg_cli_say_empty (MgCli *self)
{
  g_return_if_fail (MG_IS_CLI (self));

  if (g_list_model_get_n_items (G_LIST_MODEL (self->fleet)) == 0)
    mg_terminal_say ("%s", _("There are no devices yet. Find some with “mailgrantctl discover”, "
                             "and add one with “mailgrantctl device add”."));
}

/**
 * mg_cli_report:
 * @self: a run
 * @error: what a command ended with
 *
 * Says on standard error what went wrong.
 *
 * Returns: what the program ends with because of it
 */
MgExit
mg_cli_report (MgCli        *self,
               const GError *error)
{
  g_return_val_if_fail (MG_IS_CLI (self), MG_EXIT_FAILED);
  g_return_val_if_fail (error != NULL, MG_EXIT_FAILED);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) && self->signal != 0)
    {
      mg_terminal_say ("%s", _("Interrupted."));
      return MG_EXIT_SIGNAL + self->signal;
    }

  mg_terminal_say_error (error);
  if (error->domain == G_OPTION_ERROR)
    {
      /* Translators: %s is the name of the program and of a command */
      g_autofree char *hint = g_strdup_printf (_("See “%s --help”."), g_get_prgname ());

      mg_terminal_say_labelled ("hint", hint);
    }

  return mg_exit_from_error (error);
}

/**
 * mg_cli_take_result:
 * @source: (nullable): what was called
 * @result: the result of the call
 * @user_data: a `GAsyncResult **`
 *
 * Keeps the result for mg_cli_wait(). To be given as the callback of an asynchronous call.
 */
void
mg_cli_take_result (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  GAsyncResult **taken = user_data;

  *taken = g_object_ref (result);
}

/**
 * mg_cli_wait:
 * @result: (inout): where mg_cli_take_result() puts it
 *
 * Turns the main context until a call has ended.
 */
void
mg_cli_wait (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}
