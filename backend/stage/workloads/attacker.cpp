// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/workloads/attacker.h"

#include "backend/stage/workloads/bank.h"
#include "backend/stage/workloads/pages.h"
#include "backend/stage/workloads/telemetry.h"

#include <sstream>

namespace stage::workloads {

namespace {

constexpr std::size_t ringSize = 50;

std::string withoutPort(const std::string &address)
{
    const auto colon = address.rfind(':');
    return colon == std::string::npos || address.back() == ']' ? address : address.substr(0, colon);
}

std::string plainTime(std::chrono::system_clock::time_point when)
{
    std::string text = isoSeconds(when);
    text[10] = ' ';
    text.replace(text.size() - 1, 1, " UTC");
    return text;
}

Json bodyOf(const std::string &bytes)
{
    Json body = Json::parse(bytes, nullptr, false);
    return body.is_discarded() ? Json{{"raw", bytes.substr(0, 2000)}} : body;
}

class Attacker final : public Workload {
    struct Core : std::enable_shared_from_this<Core> {
        Surroundings around;
        Loot loot;

        Awaitable<void> serve(net::Exchange &exchange)
        {
            net::Response response = answer(exchange.request());
            co_await exchange.reply(std::move(response));
        }

        net::Response answer(const net::Request &request)
        {
            const std::string path = request.path();
            if (path == "/exfil" && request.method == "POST")
                return receive(request);
            if (path == "/exfil" || (request.method != "GET" && request.method != "HEAD"))
                return net::Response::text("Method Not Allowed", 405);
            if (path == "/loot")
                return net::Response::json(loot.json());
            if (path == "/healthz")
                return net::Response::json({{"status", "ok"}, {"loot_count", loot.count()}});
            if (path == "/")
                return net::Response::html(page("attacker/index.html"));
            return net::Response::text("Not Found", 404);
        }

        net::Response receive(const net::Request &request)
        {
            const auto now = timeOf(around);
            const std::string forwarded = request.headers.get("X-Forwarded-For");
            const std::string source = forwarded.empty() ? withoutPort(request.peer.address)
                                                         : forwarded.substr(0, forwarded.find(','));
            loot.add({now, identityOf(request.peer), source, request.body});
            say(around, std::string(64, '='));
            say(around, "EXFIL RECEIVED " + plainTime(now) + " from " + source + ", "
                            + std::to_string(request.body.size()) + " bytes");
            std::istringstream lines(bodyOf(request.body)
                                         .dump(2, ' ', false, Json::error_handler_t::replace)
                                         .substr(0, 1500));
            for (std::string line; std::getline(lines, line);)
                say(around, line);
            return net::Response::json({{"received", request.body.size()}, {"stored", true}});
        }
    };

public:
    explicit Attacker(Surroundings around)
        : m_core(std::make_shared<Core>())
    {
        m_core->around = std::move(around);
    }
    std::vector<Port> ports() override
    {
        std::vector<Port> out;
        out.push_back(Port{"http", portOf(m_core->around, 8080),
                           net::Handler([core = m_core](net::Exchange &exchange) {
                               return core->serve(exchange);
                           })});
        return out;
    }

private:
    std::shared_ptr<Core> m_core;
};

} // namespace

void Loot::add(Arrival arrival)
{
    m_arrivals.push_back(std::move(arrival));
    if (m_arrivals.size() > ringSize)
        m_arrivals.pop_front();
}

Json Loot::json() const
{
    Json events = Json::array();
    for (const Arrival &one : m_arrivals) {
        events.push_back({{"at", isoMicroseconds(one.at)},
                          {"from", one.from},
                          {"bytes", one.bytes.size()},
                          {"body", bodyOf(one.bytes)},
                          {"received_at", plainTime(one.at)},
                          {"source_ip", one.source},
                          {"size_bytes", one.bytes.size()}});
    }
    return {{"count", m_arrivals.size()}, {"events", events}};
}

std::string identityOf(const net::Peer &peer)
{
    if (!peer.inMesh())
        return withoutPort(peer.address);
    return "spiffe://cluster.local/ns/" + peer.ns + "/sa/" + peer.serviceAccount;
}

std::unique_ptr<Workload> makeAttacker(Surroundings around)
{
    return std::make_unique<Attacker>(std::move(around));
}

} // namespace stage::workloads
