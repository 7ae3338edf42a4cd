// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/agents/controller/sessions.h"
#include "backend/stage/cluster/objects.h"
#include "backend/stage/workloads/workload.h"

namespace stage::agents {

/// kagent's REST interface: what there is (from the objects), and what was said (from the
/// sessions).
class Rest {
public:
    /// All outlive it.
    Rest(const workloads::Surroundings &around, cluster::Objects &objects, Sessions &sessions);
    net::Response answer(const net::Request &request);

    /// Query user_id, else header X-User-Id, else admin@kagent.dev.
    static std::string userOf(const net::Request &request);

private:
    using Path = std::vector<std::string>; ///< after /api
    net::Response listed(const Path &path) const;
    net::Response agents(const Path &path) const;
    net::Response modelConfigs(const Path &path) const;
    net::Response toolServers() const;
    net::Response tools() const;
    net::Response namespaces() const;
    net::Response sessions(const net::Request &request, const Path &path);
    net::Response session(const net::Request &request, const Path &path);
    net::Response createSession(const net::Request &request);
    net::Response addEvent(const net::Request &request, const std::string &id);
    net::Response tasks(const net::Request &request, const Path &path);

    cluster::Store &store() const { return m_objects.store(); }
    Sessions::Time now() const;

    const workloads::Surroundings &m_around;
    cluster::Objects &m_objects;
    Sessions &m_sessions;
};

/// {error:false, data, message}; an empty list has no data at all.
Json envelope(Json data, const std::string &message);
/// An Agent as /api/agents shows it. MODELCONFIG may be null.
Json agentJson(const Json &agent, const cluster::Object &modelConfig);

} // namespace stage::agents
