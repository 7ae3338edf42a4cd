// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/failures.h"

namespace stage::cluster {

/// Gives Services their cluster addresses (10.96.0.0/16) and node ports (30000 to 32767), reading
/// what is taken from the Store. Single-threaded.
class Addresses {
public:
    explicit Addresses(const Store &store);
    /// Completes a Service; BEFORE is null for a new one. The problems name what cannot be had.
    std::vector<schema::Problem> assign(Json &service, const Json *before);

private:
    std::string freeAddress();
    int freeNodePort() const;
    bool addressTaken(const std::string &address, const Json &by) const;
    const Store &m_store;
    unsigned m_next =
        10; ///< the last two bytes of the address tried next; the low ones are for DNS
};

} // namespace stage::cluster
