// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/item.h"
#include "backend/deploy/requests.h"

#include <chrono>

namespace deploy {

/// The question that costs nothing and needs a good key: the list of models (Anthropic API
/// reference, GET /v1/models). The key is in a header only.
http::Request keyQuestion(const QString &baseUrl, const QString &key);
/// What its answer means. Never quotes the key.
Item judgeKey(const core::Result<http::Reply> &reply, std::chrono::milliseconds took);
/// ANTHROPIC_BASE_URL, else the service's own address.
QString modelService();

} // namespace deploy
