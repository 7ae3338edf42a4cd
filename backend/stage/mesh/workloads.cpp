// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/mesh/fabric.h"
#include "backend/stage/mesh/gateway/gateway.h"

namespace stage::mesh {

namespace {

using workloads::Port;

net::Awaitable<void> answerReady(net::Exchange &exchange)
{
    const bool known = exchange.request().path() == "/healthz/ready";
    // A local, not a conditional argument: gcc 12 destroys both arms' temporaries.
    auto answer =
        known ? net::Response::text("ready") : net::Response::text("404 page not found", 404);
    co_await exchange.reply(std::move(answer));
}

/// The node proxy: while it lives, its node's connections are judged, logged and counted.
class Ztunnel final : public workloads::Workload {
public:
    Ztunnel(const workloads::Surroundings &surroundings, std::shared_ptr<Fabric> fabric)
        : m_fabric(std::move(fabric))
        , m_proxy(m_fabric->attachProxy(surroundings))
    {
    }

    std::vector<Port> ports() override
    {
        return {{"ztunnel-stats", 15020,
                 net::Handler([this](net::Exchange &e) { return stats(e); })},
                {"readiness", 15021, net::Handler(answerReady)}};
    }

private:
    net::Awaitable<void> stats(net::Exchange &exchange)
    {
        const std::string path = exchange.request().path();
        if (path != "/metrics" && path != "/stats/prometheus") {
            co_await exchange.reply(net::Response::text("", 404));
            co_return;
        }
        net::Response response;
        response.headers.set("Content-Type", "text/plain; charset=utf-8");
        response.body = m_fabric->exposition(*m_proxy);
        co_await exchange.reply(std::move(response));
    }

    std::shared_ptr<Fabric> m_fabric;
    std::shared_ptr<Proxy> m_proxy;
};

/// istiod and istio-cni do their work in the Fabric while they run; here they are ready.
class Idle final : public workloads::Workload {
public:
    Idle(std::shared_ptr<void> token, std::string readyPath,
         std::vector<std::pair<std::string, std::uint16_t>> numbers)
        : m_token(std::move(token))
        , m_readyPath(std::move(readyPath))
        , m_numbers(std::move(numbers))
    {
    }

    std::vector<Port> ports() override
    {
        std::vector<Port> result;
        for (const auto &[name, number] : m_numbers)
            result.push_back(
                {name, number, net::Handler([this](net::Exchange &e) { return answer(e); })});
        return result;
    }

private:
    net::Awaitable<void> answer(net::Exchange &exchange)
    {
        const bool ready = exchange.request().path() == m_readyPath;
        auto response = net::Response::text("", ready ? 200 : 404);
        co_await exchange.reply(std::move(response));
    }

    std::shared_ptr<void> m_token;
    std::string m_readyPath;
    std::vector<std::pair<std::string, std::uint16_t>> m_numbers;
};

} // namespace

std::unique_ptr<workloads::Workload> makeMeshWorkload(const std::string &name,
                                                      workloads::Surroundings surroundings,
                                                      Mesh &mesh, cluster::Objects &objects)
{
    if (name == "ztunnel")
        return std::make_unique<Ztunnel>(surroundings, mesh.fabric());
    if (name == "istiod") {
        return std::make_unique<Idle>(
            mesh.fabric()->attachIstiod(), "/ready",
            std::vector<std::pair<std::string, std::uint16_t>>{{"http-debug", 8080},
                                                               {"https-dns", 15012},
                                                               {"http-monitoring", 15014},
                                                               {"https-webhooks", 15017}});
    }
    if (name == "istio-cni") {
        return std::make_unique<Idle>(mesh.fabric()->attachCni(), "/readyz",
                                      std::vector<std::pair<std::string, std::uint16_t>>{
                                          {"readyz", 8000}, {"metrics", 15014}});
    }
    if (name == "agentgateway")
        return gateway::makeGateway(std::move(surroundings), objects);
    return nullptr;
}

} // namespace stage::mesh
