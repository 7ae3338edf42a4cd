// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/observe/idle.h"

#include "backend/stage/observe/kube_metrics.h"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace stage::observe {

namespace {

/// Answers every request from a pure function of it.
class Simple final : public Service {
public:
    using Answer = std::function<net::Response(const net::Request &)>;
    explicit Simple(Answer answer)
        : m_answer(std::move(answer))
    {
    }
    Awaitable<void> handle(net::Exchange &exchange) override
    {
        auto response = m_answer(exchange.request());
        co_await exchange.reply(std::move(response));
    }

private:
    Answer m_answer;
};

} // namespace

std::shared_ptr<Service> makeKubeStateMetrics(const cluster::Store &store)
{
    return std::make_shared<Simple>([&store](const net::Request &request) {
        if (request.path() != "/metrics")
            return net::Response::text("OK");
        auto response = net::Response::text(kubeMetrics(store));
        response.headers.set("Content-Type", "text/plain; version=0.0.4");
        return response;
    });
}

std::shared_ptr<Service> makeCollector()
{
    return std::make_shared<Simple>([](const net::Request &request) {
        const auto path = request.path();
        if (path == "/v1/traces" || path == "/v1/logs" || path == "/v1/metrics") {
            if (request.method != "POST")
                return net::Response::text("405 method not allowed, supported: [POST]", 405);
            return net::Response::json({{"partialSuccess", Json::object()}});
        }
        return net::Response::json({{"status", "Server available"}});
    });
}

std::shared_ptr<Service> makeIdle(std::string name)
{
    return std::make_shared<Simple>([name = std::move(name)](const net::Request &) {
        return net::Response::text(name + ": stand-in of trustusbank-stage, does nothing\n");
    });
}

namespace {

class Pause final : public workloads::Workload {
public:
    explicit Pause(boost::asio::any_io_executor executor)
        : m_executor(std::move(executor))
    {
    }
    std::vector<workloads::Port> ports() override { return {}; }
    net::Awaitable<void> run() override { return wait(m_executor); }

private:
    static net::Awaitable<void> wait(boost::asio::any_io_executor executor)
    {
        boost::asio::steady_timer never(executor, boost::asio::steady_timer::time_point::max());
        co_await never.async_wait(boost::asio::use_awaitable);
    }

    boost::asio::any_io_executor m_executor;
};

} // namespace

std::unique_ptr<workloads::Workload> makePause(boost::asio::any_io_executor executor)
{
    return std::make_unique<Pause>(std::move(executor));
}

} // namespace stage::observe
