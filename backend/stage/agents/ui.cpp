// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/agents/agents.h"
#include "backend/stage/workloads/bank.h"
#include "backend/stage/workloads/pages.h"
#include "backend/stage/workloads/proxy.h"

namespace stage::agents {

namespace {

/// Stand-in for kagent's UI: one page, and /api/ passed on to the controller (UPSTREAM, host:port).
class Ui final : public workloads::Workload {
    struct Core {
        workloads::Surroundings around;

        net::Awaitable<void> serve(net::Exchange &exchange)
        {
            const net::Request &request = exchange.request();
            if (request.path().rfind("/api/", 0) == 0 && around.dialer) {
                const std::string upstream = around.variable("UPSTREAM", "127.0.0.1:8083");
                const tl::expected<net::Url, std::string> url =
                    net::Url::parse("http://" + upstream + request.target);
                if (url) {
                    co_await workloads::forward(exchange, *around.dialer, *url);
                    co_return;
                }
            }
            net::Response response = answer(request);
            co_await exchange.reply(std::move(response));
        }

        static net::Response answer(const net::Request &request)
        {
            const std::string path = request.path();
            if (path.rfind("/api/", 0) == 0)
                return net::Response::json({{"error", "UPSTREAM names no host"}}, 502);
            if (request.method != "GET" && request.method != "HEAD")
                return net::Response::text("Method Not Allowed", 405);
            if (path == "/health" || path == "/healthz")
                return net::Response::text("OK");
            if (path == "/favicon.ico")
                return net::Response::text("Not Found", 404);
            net::Response response = net::Response::html(workloads::page("kagent/index.html"));
            response.headers.set("Cache-Control", "no-store");
            return response;
        }
    };

public:
    explicit Ui(workloads::Surroundings around)
        : m_core(std::make_shared<Core>())
    {
        m_core->around = std::move(around);
    }
    std::vector<workloads::Port> ports() override
    {
        std::vector<workloads::Port> out;
        out.push_back(workloads::Port{"http", workloads::portOf(m_core->around, 8080),
                                      net::Handler([core = m_core](net::Exchange &exchange) {
                                          return core->serve(exchange);
                                      })});
        return out;
    }

private:
    std::shared_ptr<Core> m_core;
};

} // namespace

std::unique_ptr<workloads::Workload> makeUi(workloads::Surroundings around)
{
    return std::make_unique<Ui>(std::move(around));
}

} // namespace stage::agents
