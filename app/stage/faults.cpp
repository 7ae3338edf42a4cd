// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/stage/faults.h"

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cmath>

namespace stage::app {

using net::Json;
namespace asio = boost::asio;

struct Faults::Fault {
    explicit Fault(const asio::any_io_executor &executor)
        : timer(executor)
    {
    }
    std::string kind, target;
    double seconds = 0;
    Ending end;
    asio::steady_timer timer;

    Json json(int id) const
    {
        return {{"id", id}, {"kind", kind}, {"target", target}, {"seconds", seconds}};
    }
};

namespace {

/// "NS/NAME"; a bare NAME is looked for in the converter's namespace, which drills are about.
std::pair<std::string, std::string> podNamed(const std::string &target)
{
    const auto slash = target.find('/');
    if (slash == std::string::npos)
        return {"trustusbank-bank-vendors", target};
    return {target.substr(0, slash), target.substr(slash + 1)};
}

std::chrono::milliseconds millis(double seconds)
{
    return std::chrono::milliseconds(static_cast<long>(seconds * 1000));
}

void nothing() { }

} // namespace

Faults::Faults(Platform &platform, FaultHooks hooks)
    : m_platform(platform)
    , m_hooks(std::move(hooks))
{
}

Faults::~Faults() = default;

net::Handler Faults::handler()
{
    return [this](net::Exchange &exchange) { return serve(exchange); };
}

net::Awaitable<void> Faults::serve(net::Exchange &exchange)
{
    co_await exchange.reply(answer(exchange.request()));
}

net::Response Faults::answer(const net::Request &request)
{
    const std::string path = request.path();
    if (path == "/faults" && request.method == "POST")
        return create(request);
    if (path == "/faults" && request.method == "GET")
        return list();
    if (path.rfind("/faults/", 0) == 0 && request.method == "DELETE")
        return end(path.substr(8));
    return net::Response::json({{"error", "POST or GET /faults, DELETE /faults/ID"}}, 404);
}

net::Response Faults::list() const
{
    Json all = Json::array();
    for (const auto &[id, fault] : m_faults)
        all.push_back(fault->json(id));
    return net::Response::json(all);
}

net::Response Faults::end(const std::string &id)
{
    for (auto one = m_faults.begin(); one != m_faults.end(); ++one) {
        if (std::to_string(one->first) != id)
            continue;
        const Ending ending = one->second->end;
        m_faults.erase(one);
        ending();
        return net::Response::json({{"id", std::stoi(id)}});
    }
    return net::Response::json({{"error", "no fault " + id}}, 404);
}

net::Response Faults::create(const net::Request &request)
{
    const Json body = request.json();
    if (!body.is_object() || !body.value("kind", Json()).is_string())
        return net::Response::json({{"error",
                                     "expected {\"kind\": …, \"target\": …, \"seconds\": …}"}},
                                   400);
    const std::string kind = body["kind"].get<std::string>();
    const std::string target =
        body.value("target", Json("")).is_string() ? body.value("target", "") : "";
    const double seconds =
        body.value("seconds", Json(10)).is_number() ? body.value("seconds", 10.0) : 10.0;
    const auto ending = begin(kind, target, seconds);
    if (!ending)
        return net::Response::json({{"error", ending.error()}}, 400);
    const int id = m_next++;
    auto fault = std::make_unique<Fault>(m_platform.io.get_executor());
    fault->kind = kind;
    fault->target = target;
    fault->seconds = seconds;
    fault->end = *ending ? *ending : nothing;
    if (*ending) {
        fault->timer.expires_after(millis(seconds));
        fault->timer.async_wait([this, id](const boost::system::error_code &error) {
            if (!error)
                (void)end(std::to_string(id));
        });
        m_faults[id] = std::move(fault);
    }
    return net::Response::json({{"id", id}}, 201);
}

tl::expected<Faults::Ending, std::string> Faults::beginPod(const std::string &kind,
                                                           const std::string &target)
{
    const auto [ns, name] = podNamed(target);
    if (kind == "kill-pod") {
        if (!m_platform.kubelet.killPod(ns, name))
            return tl::unexpected("no running pod " + ns + "/" + name);
        return Ending();
    }
    if (kind == "crash-loop") {
        m_platform.kubelet.crashLoop(ns, name, true);
        return Ending(
            [this, where = ns, what = name] { m_platform.kubelet.crashLoop(where, what, false); });
    }
    const auto pods = m_platform.objects.find("", "v1", "pods");
    bool found = false;
    for (const cluster::Object &pod : m_platform.store.list("pods", ns)) {
        const std::string podName = cluster::text(*pod, "/metadata/name");
        if (podName != name && podName.rfind(name + "-", 0) != 0)
            continue;
        found = true;
        (void)m_platform.objects.remove(*pods, ns, podName);
    }
    if (!found)
        return tl::unexpected("no pod " + ns + "/" + name);
    return Ending();
}

tl::expected<Faults::Ending, std::string> Faults::beginModel(bool fail, double seconds)
{
    const auto port = m_platform.portOf("app", "local-model", 9000);
    if (!port)
        return tl::unexpected(std::string("no local model runs"));
    const auto tell = [this, where = *port](const Json &drill) {
        auto url = net::Url::parse("http://127.0.0.1:" + std::to_string(where) + "/drill");
        net::Request request;
        request.method = "PUT";
        request.body = drill.dump();
        asio::co_spawn(m_platform.io, net::fetch(m_loopback, *url, std::move(request)),
                       asio::detached);
    };
    Json drill = {{"seconds", static_cast<int>(std::ceil(seconds))}};
    if (fail)
        drill["status"] = 529;
    else
        drill["delayMs"] = 8000;
    tell(drill);
    return Ending([tell] { tell(Json{{"seconds", 0}}); });
}

tl::expected<Faults::Ending, std::string> Faults::fillPort(const std::string &target)
{
    auto server = std::make_shared<net::Server>(
        m_platform.io.get_executor(),
        net::Handler([](net::Exchange &exchange) -> net::Awaitable<void> {
            co_await exchange.reply(net::Response::text("a drill holds this port", 503));
        }));
    const long port = std::strtol(target.c_str(), nullptr, 10);
    if (port <= 0 || port > 65535)
        return tl::unexpected("fill-port expects a port as target, not \"" + target + "\"");
    const auto listening = server->listen(static_cast<std::uint16_t>(port));
    if (!listening)
        return tl::unexpected(listening.error());
    return Ending([server] { server->close(); });
}

tl::expected<Faults::Ending, std::string> Faults::begin(const std::string &kind,
                                                        const std::string &target, double seconds)
{
    Platform &on = m_platform;
    if (kind == "delete-pod" || kind == "kill-pod" || kind == "crash-loop")
        return beginPod(kind, target);
    if (kind == "slow-model" || kind == "fail-model")
        return beginModel(kind == "fail-model", seconds);
    if (kind == "fill-port")
        return fillPort(target);
    if (kind == "stall-api") {
        on.api.stall(millis(seconds));
        return Ending([&on] { on.api.stall(std::chrono::milliseconds(0)); });
    }
    if (kind == "restart-api") {
        m_hooks.restartApi(millis(seconds));
        return Ending();
    }
    if (kind == "reset-tunnels") {
        on.podAccess.resetTunnels();
        return Ending();
    }
    if (kind == "refuse-tunnels") {
        on.podAccess.refuseTunnels(true);
        return Ending([&on] { on.podAccess.refuseTunnels(false); });
    }
    if (kind == "expire-token") {
        m_hooks.renewToken();
        return Ending();
    }
    if (kind == "drop-watch") {
        on.api.dropWatches();
        return Ending();
    }
    if (kind == "gone-watch") {
        on.store.compact();
        on.api.dropWatches();
        return Ending();
    }
    if (kind == "full-registry") {
        on.registry.full(true);
        return Ending([&on] { on.registry.full(false); });
    }
    if (kind == "slow-pull") {
        on.kubelet.slowPull(target, millis(seconds));
        return Ending([&on, target] { on.kubelet.slowPull(target, std::chrono::milliseconds(0)); });
    }
    if (kind == "image-missing") {
        on.kubelet.imageMissing(target, true);
        return Ending([&on, target] { on.kubelet.imageMissing(target, false); });
    }
    if (kind == "clock-skew") {
        on.skew = std::chrono::seconds(static_cast<long>(std::strtol(target.c_str(), nullptr, 10)));
        return Ending([&on] { on.skew = std::chrono::seconds(0); });
    }
    return tl::unexpected("unknown kind of fault \"" + kind + "\"");
}

} // namespace stage::app
