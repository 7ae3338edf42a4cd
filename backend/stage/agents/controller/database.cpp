// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/agents/controller/database.h"

namespace stage::agents {

Database::Database(cluster::Store &store)
    : m_watch(store.watch("statefulsets.apps", [this](const cluster::Event &event) {
        const auto kept = m_sessions.find(event.key.ns);
        const bool gone = event.change == cluster::Change::Deleted
                          && event.key.name == "kagent-postgresql" && kept != m_sessions.end();
        if (gone)
            kept->second = Sessions();
    }))
{
}

} // namespace stage::agents
