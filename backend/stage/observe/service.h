// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/workloads/workload.h"

namespace stage::observe {

using net::Awaitable;
using net::Json;

/// What a container does. It is shared with the requests under way, so that an answer which is
/// still being written when the container stops has something to stand on.
class Service {
public:
    virtual ~Service() = default;
    virtual Awaitable<void> handle(net::Exchange &exchange) = 0;
    /// Work beside the requests; cancelled when the container stops.
    virtual Awaitable<void> run() { co_return; }
    /// The container stops: children end here, streams wake up.
    virtual void stop() { }
};

/// The container around a Service.
class ServiceWorkload final : public workloads::Workload {
public:
    ServiceWorkload(std::shared_ptr<Service> service, std::vector<workloads::Port> ports)
        : m_service(std::move(service))
        , m_ports(std::move(ports))
    {
    }
    ~ServiceWorkload() override { m_service->stop(); }

    std::vector<workloads::Port> ports() override { return m_ports; }
    Awaitable<void> run() override { return runShared(m_service); }

private:
    static Awaitable<void> runShared(std::shared_ptr<Service> service) { co_await service->run(); }

    std::shared_ptr<Service> m_service;
    std::vector<workloads::Port> m_ports;
};

/// The port where SERVICE answers HTTP.
inline workloads::Port httpPort(const std::string &name, std::uint16_t number,
                                const std::shared_ptr<Service> &service)
{
    net::Handler handler = [service](net::Exchange &exchange) { return service->handle(exchange); };
    return {name, number, std::move(handler)};
}

inline std::unique_ptr<workloads::Workload> httpWorkload(std::uint16_t port,
                                                         const std::shared_ptr<Service> &service,
                                                         const std::string &portName = "http")
{
    return std::make_unique<ServiceWorkload>(service, std::vector<workloads::Port>{
                                                          httpPort(portName, port, service)});
}

} // namespace stage::observe
