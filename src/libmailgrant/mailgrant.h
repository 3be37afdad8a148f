/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/* The core, as the window and the command line see it: the only header that
 * they include. */

#include "mg-address.h"
#include "mg-authorization.h"
#include "mg-batch.h"
#include "mg-clock.h"
#include "mg-context.h"
#include "mg-credential.h"
#include "mg-device.h"
#include "mg-discovery.h"
#include "mg-driver-info.h"
#include "mg-driver-registry.h"
#include "mg-error.h"
#include "mg-fleet-devices.h"
#include "mg-fleet-file.h"
#include "mg-fleet-guided.h"
#include "mg-fleet-slots.h"
#include "mg-fleet.h"
#include "mg-inspection.h"
#include "mg-log.h"
#include "mg-mail-server.h"
#include "mg-probe-result.h"
#include "mg-provider-registry.h"
#include "mg-provider.h"
#include "mg-scheduler.h"
#include "mg-secret-vault.h"
#include "mg-secret.h"
#include "mg-slot-repair.h"
#include "mg-slot.h"
#include "mg-test-result.h"
#include "mg-text.h"
#include "mg-tls-pin.h"
#include "mg-token-state.h"
#include "mg-vault.h"
