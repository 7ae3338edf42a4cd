// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/observe/evidence.h"
#include "backend/stage/observe/platform.h"
#include "backend/stage/observe/service.h"

namespace stage::observe {

/// The stage's stand-in at Grafana's address: Grafana's login, health and dashboard lookup, and the
/// DORA evidence page. Its figures are asked for over Service addresses that anybody could ask too;
/// like a port-forward it takes the pods' own ports, so that looking leaves no trace in the mesh's
/// log.
class Grafana final : public Service {
public:
    Grafana(workloads::Surroundings surroundings, Platform &platform);
    Awaitable<void> handle(net::Exchange &exchange) override;

private:
    net::Response answer(const net::Request &request);
    net::Response login(const net::Request &request);
    net::Response dashboards(const std::string &path) const;
    Json dashboard(const std::string &uid) const;
    bool signedIn(const net::Request &request) const;
    bool passwordIs(const std::string &user, const std::string &password) const;
    Awaitable<net::Response> evidence();
    Awaitable<void> ask(const std::vector<EvidenceQuery> &queries, EvidenceAnswers &answers);
    Awaitable<tl::expected<Json, std::string>> askOne(EvidenceQuery query);
    std::string address(const std::string &source) const;

    workloads::Surroundings m_surroundings;
    Platform &m_platform;
    net::SystemDialer m_loopback;
    std::map<std::string, std::chrono::system_clock::time_point> m_sessions; ///< token → end
    Json m_last;
    std::chrono::system_clock::time_point m_lastAt{};
};

} // namespace stage::observe
