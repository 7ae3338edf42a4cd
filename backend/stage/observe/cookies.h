// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/net/http.h"

namespace stage::observe {

/// The value of a cookie that a request carries, or "".
std::string cookie(const net::Request &request, const std::string &name);
/// Set-Cookie for the whole site, unreadable for scripts; an empty value deletes it.
std::string setCookie(const std::string &name, const std::string &value, int maxAgeSeconds = 0);
/// A place on the same site to go back to; anything else becomes "/".
std::string localPath(const std::string &wanted);

} // namespace stage::observe
