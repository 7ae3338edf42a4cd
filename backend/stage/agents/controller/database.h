// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/agents/controller/sessions.h"
#include "backend/stage/cluster/store.h"

namespace stage::agents {

/// kagent's PostgreSQL: what a namespace's controller keeps there outlives its pods, and goes with
/// the database's StatefulSet. Single-threaded.
class Database {
public:
    /// STORE outlives it.
    explicit Database(cluster::Store &store);
    /// Lives as long as the database object, whatever happens to the content.
    Sessions &sessions(const std::string &ns) { return m_sessions[ns]; }

private:
    std::map<std::string, Sessions> m_sessions;
    cluster::Store::Subscription m_watch;
};

} // namespace stage::agents
