// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/workloads/chatbot.h"

#include "backend/stage/workloads/bank.h"
#include "backend/stage/workloads/pages.h"
#include "backend/stage/workloads/proxy.h"

namespace stage::workloads {

namespace {

bool isName(const std::string &text)
{
    return !text.empty()
           && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
}

class Chatbot final : public Workload {
    struct Core : std::enable_shared_from_this<Core> {
        Surroundings around;

        Awaitable<void> serve(net::Exchange &exchange)
        {
            const net::Request &request = exchange.request();
            const std::optional<std::string> target =
                a2aTarget(request.target, around.variable("A2A_ROUTE", "direct"));
            if (target && around.dialer) {
                const tl::expected<net::Url, std::string> url = net::Url::parse(*target);
                if (url) {
                    say(around, request.method + " " + request.path() + " -> " + url->authority());
                    net::Headers user = userHeader();
                    co_await forward(exchange, *around.dialer, *url, std::move(user));
                    co_return;
                }
            }
            net::Response response = answer(request);
            co_await exchange.reply(std::move(response));
        }

        /// kagent keeps sessions by user; without one a direct call belongs to nobody its UI shows.
        net::Headers userHeader() const
        {
            net::Headers out;
            const std::string user = around.variable("KAGENT_USER");
            if (!user.empty())
                out.set("X-User-Id", user);
            return out;
        }

        net::Response answer(const net::Request &request) const
        {
            const std::string path = request.path();
            if (path.rfind("/api/", 0) == 0)
                return net::Response::json({{"error", "no such route: " + path}}, 404);
            if (request.method != "GET" && request.method != "HEAD")
                return net::Response::text("Method Not Allowed", 405);
            if (path == "/healthz")
                return net::Response::text("ok");
            if (path == "/config.json") {
                return net::Response::json(
                    {{"namespace", around.variable("AGENT_NAMESPACE", "trustusbank-bank-agents")},
                     {"agent", around.variable("AGENT_NAME", "support-bot")},
                     {"grafana", around.variable("GRAFANA_URL", "http://localhost:18001")}});
            }
            net::Response response = net::Response::html(page("chatbot/index.html"));
            response.headers.set("Cache-Control", "no-store");
            return response;
        }
    };

public:
    explicit Chatbot(Surroundings around)
        : m_core(std::make_shared<Core>())
    {
        m_core->around = std::move(around);
    }
    std::vector<Port> ports() override
    {
        std::vector<Port> out;
        out.push_back(Port{"http", portOf(m_core->around, 80),
                           net::Handler([core = m_core](net::Exchange &exchange) {
                               return core->serve(exchange);
                           })});
        return out;
    }

private:
    std::shared_ptr<Core> m_core;
};

} // namespace

std::optional<std::string> a2aTarget(const std::string &target, const std::string &route)
{
    static const std::string prefix = "/api/a2a/";
    if (target.rfind(prefix, 0) != 0)
        return {};
    const auto endOfNs = target.find('/', prefix.size());
    if (endOfNs == std::string::npos)
        return {};
    const auto endOfAgent = target.find_first_of("/?", endOfNs + 1);
    const std::string ns = target.substr(prefix.size(), endOfNs - prefix.size());
    const std::string agent =
        target.substr(endOfNs + 1,
                      endOfAgent == std::string::npos ? endOfAgent : endOfAgent - endOfNs - 1);
    if (!isName(ns) || !isName(agent))
        return {};
    std::string rest = endOfAgent == std::string::npos ? "/" : target.substr(endOfAgent);
    if (rest.front() == '?')
        rest.insert(rest.begin(), '/');
    if (route == "controller")
        return "http://kagent-ui.trustusbank-platform.svc.cluster.local:8080" + prefix + ns + "/"
               + agent + rest;
    return "http://" + agent + "." + ns + ".svc.cluster.local:8080" + rest;
}

std::unique_ptr<Workload> makeChatbot(Surroundings around)
{
    return std::make_unique<Chatbot>(std::move(around));
}

} // namespace stage::workloads
