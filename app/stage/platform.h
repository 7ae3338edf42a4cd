// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/stage/images.h"
#include "app/stage/options.h"
#include "backend/stage/agents/controller/database.h"
#include "backend/stage/cluster/api.h"
#include "backend/stage/mesh/gateway/controller.h"
#include "backend/stage/mesh/mesh.h"
#include "backend/stage/nodes/controllers.h"
#include "backend/stage/nodes/kubelet.h"
#include "backend/stage/nodes/podaccess.h"
#include "backend/stage/observe/platform.h"
#include "backend/stage/registry/registry.h"

#include <boost/asio/io_context.hpp>

namespace stage::app {

struct PlatformOptions {
    std::string dataFolder; ///< ours alone
    std::string resources;  ///< the folder that holds stage/ and demo/
    std::string pace, model;
    std::string rootCa;    ///< PEM
    nlohmann::json images; ///< images.json
    std::optional<std::uint32_t> seed;
};

/// Everything of the rehearsal cluster behind its API: objects, controllers, nodes, mesh, registry
/// and what the workloads share. Lives on one io_context; TCP and files are its owner's.
class Platform {
public:
    Platform(boost::asio::io_context &io, PlatformOptions options);
    ~Platform();
    Platform(const Platform &) = delete;
    Platform &operator=(const Platform &) = delete;

    /// REGISTRY is "localhost:PORT", as pods name their images.
    void start(const std::string &registry);

    /// The loopback port of a ready pod's container port, found by a label; nothing when none runs.
    std::optional<std::uint16_t> portOf(const std::string &label, const std::string &value,
                                        std::uint16_t port) const;

    boost::asio::io_context &io;
    cluster::Store store;
    cluster::Objects objects;
    nodes::LogBook logs;
    nodes::PortMap ports;
    registry::Registry registry;
    mesh::Mesh mesh;
    nodes::PodAccess podAccess;
    cluster::Api api;
    std::chrono::seconds skew{0}; ///< how far the workloads' clocks go ahead
    std::string token;            ///< whoever sends it is the cluster's administrator

private:
    workloads::Surroundings surroundingsOf(const cluster::Json &pod);
    std::unique_ptr<workloads::Workload> make(const std::string &name,
                                              workloads::Surroundings surroundings);
    bool authorised(const net::Request &request) const;

    PlatformOptions m_options;
    Images m_images;
    observe::TraceStore m_traces;
    observe::Inbox m_inbox;
    observe::Platform m_observe;
    agents::Database m_kagent;
    nodes::Controllers m_controllers;
    std::unique_ptr<mesh::GatewayController> m_gateways;
    std::map<std::string, std::unique_ptr<net::Dialer>> m_dialers; ///< by pod uid

public:
    nodes::Kubelet kubelet; ///< last: the first to go
};

} // namespace stage::app
