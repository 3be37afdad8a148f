/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <stddef.h>
#include <stdint.h>

/* What libFuzzer calls: parses one input, crashes or returns 0. */
int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);
