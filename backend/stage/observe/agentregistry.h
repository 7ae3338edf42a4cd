// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/observe/service.h"

namespace stage::observe {

/// agentregistry 0.3.3's catalogue of MCP servers (API v0). It never speaks to a server and checks
/// no signature, as the real one. Entries live in FILE, as the real one's live in its database.
class AgentRegistry final : public Service {
public:
    AgentRegistry(std::string file, workloads::Surroundings surroundings);
    Awaitable<void> handle(net::Exchange &exchange) override;

private:
    struct Entry {
        Json server;
        std::string publishedAt, updatedAt;
    };

    net::Response answer(const net::Request &request);
    net::Response list(const net::Request &request) const;
    net::Response publish(const net::Request &request);
    net::Response versions(const net::Request &request, const std::vector<std::string> &parts);
    Json entryJson(const Entry &entry) const;
    const Entry *latest(const std::string &name) const;
    void load();
    void save() const;

    std::string m_file;
    workloads::Surroundings m_surroundings;
    std::map<std::pair<std::string, std::string>, Entry> m_entries; ///< by name and version
};

} // namespace stage::observe
