// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/show/scriptreader.h"

namespace show {

/// acts.yaml, evidence.
Sources readSources(Context &context, const std::string &pointer);

} // namespace show
