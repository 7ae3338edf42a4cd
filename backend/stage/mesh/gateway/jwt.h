// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/net/http.h"

#include <tl/expected.hpp>

namespace stage::mesh::gateway {

using net::Json;

/// What a policy's traffic.jwtAuthentication makes of one request: the token's claims, null where
/// none is needed or believed, or why the request is refused. Keys are those of jwks.inline, RSA
/// and elliptic (RS256–512, ES256, ES384). Pure but for NOW, in seconds since 1970.
tl::expected<Json, std::string> authenticate(const Json &authentication,
                                             const net::Request &request, std::int64_t now);

} // namespace stage::mesh::gateway
