// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/agents/agents.h"
#include "backend/stage/agents/controller/a2a.h"
#include "backend/stage/agents/controller/database.h"
#include "backend/stage/agents/controller/discovery.h"
#include "backend/stage/agents/controller/reconcile.h"
#include "backend/stage/agents/controller/rest.h"
#include "backend/stage/nodes/bell.h"
#include "backend/stage/workloads/bank.h"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>

namespace stage::agents {

namespace {

constexpr std::uint16_t port = 8083;
/// Changes that come together are answered together.
constexpr auto gatherTime = std::chrono::milliseconds(10);

class Controller final : public workloads::Workload {
public:
    Controller(workloads::Surroundings around, cluster::Objects &objects, Database &database)
        : m_around(std::move(around))
        , m_objects(objects)
        , m_reconciler(m_around, objects)
        , m_discovery(m_around, objects)
        , m_rest(m_around, objects, database.sessions(m_around.ns))
        , m_a2a(m_around, objects)
    {
    }

    std::vector<workloads::Port> ports() override
    {
        return {{"http", port,
                 net::Handler([this](net::Exchange &exchange) { return serve(exchange); })}};
    }

    Awaitable<void> run() override
    {
        using namespace boost::asio::experimental::awaitable_operators;
        workloads::say(m_around, "kagent controller " + std::string(kagentVersion)
                                     + " in namespace " + m_around.ns);
        co_await (reconcile() && discover());
    }

private:
    Awaitable<void> serve(net::Exchange &exchange)
    {
        if (exchange.request().target.rfind("/api/a2a/", 0) == 0) {
            co_await m_a2a.serve(exchange);
            co_return;
        }
        net::Response answer = m_rest.answer(exchange.request());
        co_await exchange.reply(std::move(answer));
    }

    // The subscriptions live in the frames of these two, and so end when the container does.
    Awaitable<void> reconcile()
    {
        nodes::Bell bell(m_around.executor), pause(m_around.executor);
        const auto watch = m_objects.store().watch("", [&bell](const cluster::Event &event) {
            if (Reconciler::concerns(event.key.resource))
                bell.ring();
        });
        while (true) {
            m_reconciler.run();
            co_await bell.wait();
            co_await pause.wait(gatherTime);
            bell.clear();
        }
    }

    Awaitable<void> discover()
    {
        nodes::Bell bell(m_around.executor);
        const auto watch = m_objects.store().watch(
            "remotemcpservers.kagent.dev", [&bell](const cluster::Event &event) {
                const bool news = !event.before
                                  || cluster::at(*event.before, "/metadata/generation")
                                         != cluster::at(*event.now, "/metadata/generation");
                if (news)
                    bell.ring();
            });
        while (true) {
            co_await m_discovery.round();
            const std::chrono::milliseconds next = m_discovery.untilNext();
            co_await bell.wait(next);
        }
    }

    workloads::Surroundings m_around;
    cluster::Objects &m_objects;
    Reconciler m_reconciler;
    Discovery m_discovery;
    Rest m_rest;
    A2aProxy m_a2a;
};

} // namespace

std::unique_ptr<workloads::Workload> makeController(workloads::Surroundings around,
                                                    cluster::Objects &objects, Database &database)
{
    return std::make_unique<Controller>(std::move(around), objects, database);
}

} // namespace stage::agents
