// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/objects.h"
#include "backend/stage/nodes/pods.h"

#include <chrono>
#include <optional>
#include <variant>

namespace stage::nodes {

struct Ref {
    std::string apiVersion, kind, ns, name;
};

/// Creates an object. With REASON it is told as an Event about ABOUT: MESSAGE + the new name.
struct Create {
    Json object;
    Json about;
    std::string reason, message;
};
/// A JSON merge patch.
struct Merge {
    Ref what;
    Json patch;
};
struct Remove {
    Ref what;
    Json about;
    std::string reason, message; ///< as in Create
};
struct SetStatus {
    Key key;
    Json status;
};
struct Tell {
    Json about;
    std::string type, reason, message;
};

/// What a controller decided from the objects it saw; nothing has happened yet.
struct Plan {
    std::vector<std::variant<Create, Merge, Remove, SetStatus, Tell>> steps;
    /// Look again after this time although no event may come.
    std::optional<std::chrono::milliseconds> again;

    void lookAgain(std::chrono::milliseconds after)
    {
        if (!again || after < *again)
            again = after;
    }
};

/// Carries a plan out, all steps whatever happens to single ones. Failed steps are told as Events
/// where the real controllers do; the result lists them for a retry.
std::vector<std::string> carryOut(const Plan &plan, cluster::Objects &objects,
                                  const std::string &component);

} // namespace stage::nodes
