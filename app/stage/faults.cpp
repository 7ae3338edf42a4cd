// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/stage/faults.h"

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <charconv>
#include <cmath>
#include <optional>

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

constexpr double longest = 86400;

const char kinds[] =
    "delete-pod kill-pod crash-loop stall-api restart-api reset-tunnels refuse-tunnels slow-model "
    "fail-model fill-port expire-token drop-watch gone-watch full-registry slow-pull image-missing "
    "clock-skew";

/// A port or a number of seconds may be written without quotes.
std::optional<std::string> targetOf(const Json &body)
{
    const Json target = body.value("target", Json(""));
    if (target.is_string())
        return target.get<std::string>();
    return target.is_number_integer() ? std::optional(target.dump()) : std::nullopt;
}

std::optional<double> secondsOf(const Json &body)
{
    const Json seconds = body.value("seconds", Json(10));
    if (!seconds.is_number() || seconds.get<double>() < 0 || seconds.get<double>() > longest)
        return {};
    return seconds.get<double>();
}

std::optional<long> numberOf(const std::string &text)
{
    long number = 0;
    const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), number);
    return bad == std::errc() && end == text.data() + text.size() ? std::optional(number)
                                                                  : std::nullopt;
}

net::Response refuse(const std::string &why)
{
    return net::Response::json({{"error", why}}, 400);
}

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
        return refuse("expected {\"kind\": …, \"target\": …, \"seconds\": …}");
    const std::string kind = body["kind"].get<std::string>();
    const auto target = targetOf(body);
    if (!target)
        return refuse("target: expected a text, not " + body["target"].dump());
    const auto seconds = secondsOf(body);
    if (!seconds)
        return refuse("seconds: expected a number from 0 to 86400, not " + body["seconds"].dump());
    const auto ending = begin(kind, *target, *seconds);
    if (!ending)
        return refuse(ending.error());
    const int id = m_next++;
    auto fault = std::make_unique<Fault>(m_platform.io.get_executor());
    fault->kind = kind;
    fault->target = *target;
    fault->seconds = *seconds;
    // What is over at once is listed as long as was asked for, too: a drill may ask what it did.
    fault->end = *ending ? *ending : nothing;
    fault->timer.expires_after(millis(*seconds));
    fault->timer.async_wait([this, id](const boost::system::error_code &error) {
        if (!error)
            (void)end(std::to_string(id));
    });
    m_faults[id] = std::move(fault);
    return net::Response::json({{"id", id}}, 201);
}

tl::expected<Faults::Ending, std::string> Faults::beginPod(const std::string &kind,
                                                           const std::string &target)
{
    const auto [ns, name] = podNamed(target);
    if (name.empty())
        return tl::unexpected(kind + " expects NAMESPACE/NAME of a pod or its owner as target");
    if (kind != "kill-pod" && podsOf(ns, name).empty())
        return tl::unexpected("no pod " + ns + "/" + name);
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
    for (const std::string &pod : podsOf(ns, name))
        (void)m_platform.objects.remove(*pods, ns, pod);
    return Ending();
}

std::vector<std::string> Faults::podsOf(const std::string &ns, const std::string &name) const
{
    std::vector<std::string> out;
    for (const cluster::Object &pod : m_platform.store.list("pods", ns)) {
        const std::string podName = cluster::text(*pod, "/metadata/name");
        if (podName == name || podName.starts_with(name + "-"))
            out.push_back(podName);
    }
    return out;
}

tl::expected<Faults::Ending, std::string>
Faults::beginPull(const std::string &kind, const std::string &target, double seconds)
{
    if (target.empty())
        return tl::unexpected(kind + " expects a part of an image's name as target");
    nodes::Kubelet &kubelet = m_platform.kubelet;
    if (kind == "slow-pull") {
        kubelet.slowPull(target, millis(seconds));
        return Ending(
            [&kubelet, target] { kubelet.slowPull(target, std::chrono::milliseconds(0)); });
    }
    kubelet.imageMissing(target, true);
    return Ending([&kubelet, target] { kubelet.imageMissing(target, false); });
}

tl::expected<Faults::Ending, std::string> Faults::skewClock(const std::string &target)
{
    const std::optional<long> by = target.empty() ? std::optional(3600L) : numberOf(target);
    if (!by)
        return tl::unexpected("clock-skew expects seconds as target, not \"" + target + "\"");
    m_platform.skew = std::chrono::seconds(*by);
    return Ending([this] { m_platform.skew = std::chrono::seconds(0); });
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
    const long port = numberOf(target).value_or(0);
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
    if (kind == "slow-pull" || kind == "image-missing")
        return beginPull(kind, target, seconds);
    if (kind == "clock-skew")
        return skewClock(target);
    return tl::unexpected("unknown kind of fault \"" + kind + "\": expected one of " + kinds);
}

} // namespace stage::app
