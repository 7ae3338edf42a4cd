// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/nodes/podrun.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

/// Startup, readiness and liveness probes.
namespace stage::nodes {

namespace asio = boost::asio;
using cluster::at;
using cluster::text;

namespace {

int number(const Json &object, const char *name, int otherwise)
{
    const Json &value = at(object, std::string("/") + name);
    return value.is_number() ? value.get<int>() : otherwise;
}

int portNumber(const Json &port, const Json &container)
{
    if (port.is_number())
        return port.get<int>();
    for (const Json &one : at(container, "/ports"))
        if (port.is_string() && text(one, "/name") == port.get<std::string>())
            return number(one, "containerPort", 0);
    return 0;
}

std::string dialProblem(const net::NetError &error, const std::string &address)
{
    if (error.kind == net::NetError::Kind::Refused)
        return "dial tcp " + address + ": connect: connection refused";
    return error.text;
}

} // namespace

void PodRun::startProbes(Container &container)
{
    container.facts.ready = false;
    container.facts.started = false;
    const auto follow = [&](Probe probe) {
        asio::co_spawn(m_core->executor,
                       probeLoop(shared_from_this(), container, container.life, probe),
                       asio::detached);
    };
    if (at(container.spec, "/startupProbe").is_object() && container.life->hasProgram())
        return follow(Probe::Startup);
    container.facts.started = true;
    const bool asked = container.life->hasProgram();
    if (asked && at(container.spec, "/readinessProbe").is_object())
        follow(Probe::Readiness);
    else
        container.facts.ready = true;
    if (asked && at(container.spec, "/livenessProbe").is_object())
        follow(Probe::Liveness);
}

net::Awaitable<void> PodRun::probeLoop(Self self, Container &container, std::shared_ptr<Life> life,
                                       Probe probe)
{
    static const char *const names[] = {"/startupProbe", "/readinessProbe", "/livenessProbe"};
    const Json spec = at(container.spec, names[static_cast<int>(probe)]);
    const auto bell = life->bell();
    const int delay = number(spec, "initialDelaySeconds", 0);
    if (delay > 0)
        co_await bell->wait(self->m_core->scaled(delay));
    int streak = 0; // > 0 successes in a row, < 0 failures
    bool going = true;
    while (going && !life->over() && !self->leaving()) {
        const std::string problem = co_await probeOnce(self, spec, container);
        if (life->over() || self->leaving() || container.life != life)
            co_return;
        streak = problem.empty() ? std::max(streak, 0) + 1 : std::min(streak, 0) - 1;
        going = self->judge(container, probe, problem, streak);
        if (going)
            co_await bell->wait(self->m_core->scaled(number(spec, "periodSeconds", 10)));
    }
}

/// Acts on one result; false when this probe has nothing more to ask.
bool PodRun::judge(Container &container, Probe probe, const std::string &problem, int streak)
{
    static const char *const names[] = {"Startup", "Readiness", "Liveness"};
    static const char *const fields[] = {"/startupProbe", "/readinessProbe", "/livenessProbe"};
    const auto which = static_cast<std::size_t>(probe);
    const Json &spec = at(container.spec, fields[which]);
    if (!problem.empty())
        event("Warning", "Unhealthy", std::string(names[which]) + " probe failed: " + problem);
    const bool failed = -streak >= number(spec, "failureThreshold", 3);
    const bool passed = streak >= number(spec, "successThreshold", 1);
    if (probe == Probe::Readiness) {
        if (container.facts.ready ? failed : passed) {
            container.facts.ready = !container.facts.ready;
            publish();
        }
        return true;
    }
    if (failed) {
        std::string name = names[which];
        name[0] = static_cast<char>(name[0] + ('a' - 'A'));
        event("Normal", "Killing",
              "Container " + container.facts.name + " failed " + name
                  + " probe, will be restarted");
        container.end = Life::End{137, "Error", {}};
        container.bell.ring();
        return false;
    }
    if (probe == Probe::Liveness || !passed)
        return true;
    container.facts.started = true;
    const auto follow = [&](Probe next) {
        asio::co_spawn(m_core->executor,
                       probeLoop(shared_from_this(), container, container.life, next),
                       asio::detached);
    };
    if (at(container.spec, "/readinessProbe").is_object())
        follow(Probe::Readiness);
    else
        container.facts.ready = true;
    if (at(container.spec, "/livenessProbe").is_object())
        follow(Probe::Liveness);
    publish();
    return false;
}

/// "" for success, else what went wrong in the kubelet's words.
net::Awaitable<std::string> PodRun::probeOnce(Self self, const Json &probe,
                                              const Container &container)
{
    const bool http = probe.contains("httpGet");
    if (!http && !probe.contains("tcpSocket") && !probe.contains("grpc"))
        co_return std::string(); // exec: there is no process to enter
    const char *const kind = http ? "/httpGet" : probe.contains("grpc") ? "/grpc" : "/tcpSocket";
    const Json action = at(probe, kind);
    const int port = portNumber(at(action, "/port"), container.spec);
    const std::string address = self->m_place.podIp + ":" + std::to_string(port);
    const bool tls = text(action, "/scheme") == "HTTPS";
    const std::string target = text(action, "/path", "/");
    const std::string prefix =
        http ? std::string("Get \"") + (tls ? "https" : "http") + "://" + address + target + "\": "
             : std::string();
    const auto real = self->m_core->ports.real(self->m_uid, static_cast<std::uint16_t>(port));
    if (!real)
        co_return prefix + "dial tcp " + address + ": connect: connection refused";
    if (!http || tls) {
        auto connection = co_await self->m_core->loopback.dial("127.0.0.1", *real);
        if (!connection)
            co_return prefix + dialProblem(connection.error(), address);
        co_return std::string();
    }
    net::Request request;
    request.headers.set("User-Agent", "kube-probe/1.34");
    for (const Json &header : at(action, "/httpHeaders"))
        request.headers.set(text(header, "/name"), text(header, "/value"));
    const auto timeout = std::chrono::seconds(std::max(1, number(probe, "timeoutSeconds", 1)));
    net::Url url;
    url.scheme = "http";
    url.host = "127.0.0.1";
    url.target = target;
    url.port = *real;
    auto response = co_await net::fetch(self->m_core->loopback, url, request, timeout);
    if (!response)
        co_return prefix + dialProblem(response.error(), address);
    if (response->status < 200 || response->status >= 400)
        co_return "HTTP probe failed with statuscode: " + std::to_string(response->status);
    co_return std::string();
}

} // namespace stage::nodes
