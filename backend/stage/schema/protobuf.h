// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/schema/schema.h"

#include <string_view>

namespace stage::schema {

/// An object of Kubernetes' own types from "application/vnd.kubernetes.protobuf", as the JSON that
/// a client would have sent instead. The error says what is wrong with the bytes. Source:
/// kubernetes.io "API concepts", protobuf encoding; the numbers are those of types.go.
tl::expected<Json, std::string> jsonFromProtobuf(std::string_view bytes);

} // namespace stage::schema
