// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/net/http.h"

namespace stage::observe {

/// One of the stage's own pages ("inbox", "alerts", "dora", "catalogue", "login") with the shared
/// style put in and each {{NAME}} replaced; values are escaped for HTML.
net::Response stagePage(const std::string &name,
                        const std::map<std::string, std::string> &values = {}, int status = 200);

} // namespace stage::observe
