// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/workloads/workload.h"

namespace stage::workloads::model {

/// An Anthropic error body; the HTTP status decides its type (401 → authentication_error).
net::Response errorResponse(int status, const std::string &message);
/// What is wrong with a Messages request, as an answer; nothing when it can be decided.
std::optional<net::Response> refuse(const net::Request &request);
/// The Messages API's answer to a valid request: decided by model::decide(), with fresh ids.
Json message(const Json &request);
/// The same answer as the events of a stream, each with its event name.
std::vector<std::pair<std::string, Json>> streamEvents(const Json &message);

} // namespace stage::workloads::model
