// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/nodes/podrun.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace stage::nodes {

namespace asio = boost::asio;
using cluster::at;
using cluster::text;
using State = ContainerFacts::State;

PodRun::PodRun(std::shared_ptr<Core> core, Object pod, const Machine &machine)
    : m_core(std::move(core))
    , m_pod(std::move(pod))
    , m_key{"pods", text(*m_pod, "/metadata/namespace"), text(*m_pod, "/metadata/name")}
    , m_uid(text(*m_pod, "/metadata/uid"))
    , m_machine(machine)
    , m_startTime(cluster::nowRfc3339())
{
    m_place.hostIp = machine.address();
    for (const Json &one : at(*m_pod, "/spec/initContainers"))
        add(one, true);
    for (const Json &one : at(*m_pod, "/spec/containers"))
        add(one, false);
}

void PodRun::add(const Json &spec, bool init)
{
    auto container = std::make_unique<Container>(m_core->executor, spec);
    ContainerFacts &facts = container->facts;
    facts.name = text(spec, "/name");
    facts.image = text(spec, "/image");
    facts.sidecar = init && text(spec, "/restartPolicy") == "Always";
    const bool waitsForInit = !at(*m_pod, "/spec/initContainers").empty();
    if (waitsForInit)
        facts.reason = "PodInitializing";
    (init ? m_init : m_main).push_back(std::move(container));
}

void PodRun::start()
{
    const bool hostNetwork = at(*m_pod, "/spec/hostNetwork") == true;
    m_place.podIp = hostNetwork ? m_place.hostIp : m_core->takeAddress(m_machine.index);
    asio::co_spawn(m_core->executor, live(shared_from_this()), asio::detached);
}

void PodRun::update(Object pod)
{
    m_pod = std::move(pod);
    if (!terminating(*m_pod) || std::exchange(m_terminating, true))
        return;
    asio::co_spawn(m_core->executor, terminate(shared_from_this()), asio::detached);
}

void PodRun::drop()
{
    if (std::exchange(m_leaving, true))
        return;
    stopAll(137);
    m_core->ports.removePod(m_uid);
    m_core->giveBack(m_place.podIp);
}

void PodRun::publish()
{
    const Object stored = m_core->closing ? nullptr : m_core->objects.store().get(m_key);
    if (!stored || text(*stored, "/metadata/uid") != m_uid)
        return;
    PodFacts facts{m_place.hostIp, m_place.podIp, m_startTime, {}, {}};
    for (const auto &one : m_init)
        facts.init.push_back(one->facts);
    for (const auto &one : m_main)
        facts.main.push_back(one->facts);
    // A refusal means that the pod is gone, which the watch tells too.
    static_cast<void>(
        m_core->objects.setStatus(m_key,
                                  podStatus(*stored, facts, std::chrono::system_clock::now())));
}

void PodRun::event(const std::string &type, const std::string &reason, const std::string &message)
{
    if (!m_core->closing)
        m_core->event(m_pod, type, reason, message);
}

std::string PodRun::fullName() const
{
    return m_key.name + "_" + m_key.ns + "(" + m_uid + ")";
}

net::Awaitable<void> PodRun::live(Self self)
{
    self->publish();
    const bool mounted = co_await mount(self);
    if (!mounted)
        co_return;
    for (const auto &one : self->m_init) {
        const bool done = co_await runInit(self, *one);
        if (!done)
            co_return;
    }
    for (const auto &one : self->m_main) {
        one->facts.reason = "ContainerCreating";
        asio::co_spawn(self->m_core->executor, supervise(self, *one), asio::detached);
    }
}

net::Awaitable<bool> PodRun::mount(Self self)
{
    Bell pause(self->m_core->executor);
    while (!self->leaving()) {
        std::string problem;
        for (const auto *group : {&self->m_init, &self->m_main})
            for (const auto &one : *group) {
                const auto files = mountedFiles(*self->m_pod, one->spec, self->m_place,
                                                self->m_core->objects.store());
                if (!files)
                    problem = files.error();
            }
        if (problem.empty())
            co_return true;
        self->event("Warning", "FailedMount", problem);
        co_await pause.wait(self->m_core->scaled(2));
    }
    co_return false;
}

net::Awaitable<bool> PodRun::runInit(Self self, Container &container)
{
    if (container.facts.sidecar) {
        asio::co_spawn(self->m_core->executor, supervise(self, container), asio::detached);
        Bell pause(self->m_core->executor);
        while (!self->leaving() && !container.facts.started)
            co_await pause.wait(std::chrono::milliseconds(5));
        co_return !self->leaving();
    }
    container.facts.reason = "PodInitializing";
    while (!self->leaving()) {
        const auto end = co_await runOnce(self, container);
        if (!end)
            break;
        self->finish(container, *end);
        if (end->exitCode == 0)
            co_return true;
        if (text(*self->m_pod, "/spec/restartPolicy") == "Never")
            break;
        co_await backOff(self, container);
    }
    co_return false;
}

net::Awaitable<void> PodRun::supervise(Self self, Container &container)
{
    while (!self->leaving()) {
        const auto end = co_await runOnce(self, container);
        if (!end)
            co_return;
        self->finish(container, *end);
        const std::string policy = container.facts.sidecar
                                       ? std::string("Always")
                                       : text(*self->m_pod, "/spec/restartPolicy", "Always");
        if (policy == "Never" || (policy == "OnFailure" && end->exitCode == 0))
            co_return;
        co_await backOff(self, container);
    }
}

/// The first restart is at once; then 10 s, doubling to 5 min, forgotten after 10 min of life.
net::Awaitable<void> PodRun::backOff(Self self, Container &container)
{
    const auto lived = std::chrono::steady_clock::now() - container.began;
    if (lived > self->m_core->scaled(600))
        container.backoffs = 0;
    const int round = container.backoffs++;
    if (self->leaving())
        co_return;
    container.facts.last = terminatedState(container.facts);
    if (round > 0) {
        const int seconds = std::min(10 << std::min(round - 1, 5), 300);
        container.facts.state = State::Waiting;
        container.facts.reason = "CrashLoopBackOff";
        container.facts.message =
            "back-off "
            + (seconds < 60
                   ? std::to_string(seconds) + "s"
                   : std::to_string(seconds / 60) + "m" + std::to_string(seconds % 60) + "s")
            + " restarting failed container=" + container.facts.name + " pod=" + self->fullName();
        self->publish();
        self->event("Warning", "BackOff",
                    "Back-off restarting failed container " + container.facts.name + " in pod "
                        + self->fullName());
        co_await container.bell.wait(self->m_core->scaled(seconds));
    }
    ++container.facts.restarts;
}

net::Awaitable<std::optional<Life::End>> PodRun::runOnce(Self self, Container &container)
{
    const std::optional<Image> image = co_await pulled(self, container);
    if (!image)
        co_return std::nullopt;
    const std::optional<Texts> env = co_await configured(self, container);
    if (!env)
        co_return std::nullopt;
    container.end.reset();
    // Also a start that fails counts as a short life, or it would be tried again without a pause.
    container.began = std::chrono::steady_clock::now();
    const auto begun = self->begin(container, *image, *env);
    if (!begun) {
        self->event("Warning", "Failed", "Error: " + begun.error());
        co_return Life::End{128, "StartError", begun.error()};
    }
    while (!self->leaving() && !container.end)
        co_await container.bell.wait();
    if (self->leaving())
        co_return std::nullopt;
    container.bell.clear();
    const Life::End end = *container.end;
    co_return end;
}

net::Awaitable<std::optional<Texts>> PodRun::configured(Self self, Container &container)
{
    while (!self->leaving()) {
        auto env =
            environment(*self->m_pod, container.spec, self->m_place, self->m_core->objects.store());
        if (env)
            co_return std::move(*env);
        container.facts.state = State::Waiting;
        container.facts.reason = "CreateContainerConfigError";
        container.facts.message = env.error();
        self->publish();
        self->event("Warning", "Failed", "Error: " + env.error());
        co_await container.bell.wait(self->m_core->scaled(10));
    }
    co_return std::nullopt;
}

void PodRun::finish(Container &container, const Life::End &end)
{
    ContainerFacts &facts = container.facts;
    if (container.life)
        container.life->stop();
    container.life.reset();
    if (facts.startedAt.empty())
        facts.startedAt = cluster::nowRfc3339();
    facts.state = State::Terminated;
    facts.exitCode = end.exitCode;
    facts.reason = end.reason;
    facts.message = end.message;
    facts.finishedAt = cluster::nowRfc3339();
    facts.ready = facts.started = false;
    publish();
}

} // namespace stage::nodes
