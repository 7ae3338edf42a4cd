// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/net/http.h"

namespace stage::workloads::model {

using net::Json;

/// One tool call of the turn with what came back.
struct Step {
    std::string tool;
    Json input;
    bool answered = false;
    std::string text; ///< the result as it stands in the request
    /// The text as JSON: one value; several values one after the other as an array; plain words as
    /// a string.
    Json value() const;
    /// "" or what went wrong: {"error": …}, is_error, or words that say so.
    std::string error() const;
    bool flaggedError = false; ///< is_error
};

/// The part of a Messages request that the answer turns on.
struct Turn {
    std::string request; ///< what the user said last
    std::string earlier; ///< what the user said before
    std::vector<Step> steps;
    bool first = true; ///< no turn before this one
};

Turn readTurn(const Json &messages);

} // namespace stage::workloads::model
