// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/nodes/podrun.h"

#include <algorithm>

/// How a pod ends.
namespace stage::nodes {

using cluster::at;
using cluster::text;
using State = ContainerFacts::State;
using std::chrono::milliseconds;

bool PodRun::kill()
{
    bool any = false;
    for (const auto &one : m_main)
        if (one->life && !one->end && !leaving()) {
            one->end = Life::End{137, "Error", {}};
            one->bell.ring();
            any = true;
        }
    return any;
}

void PodRun::stopAll(int exitCode)
{
    for (const auto *group : {&m_init, &m_main})
        for (const auto &one : *group) {
            ContainerFacts &facts = one->facts;
            if (one->life) {
                one->life->stop();
                one->life.reset();
                facts.state = State::Terminated;
                facts.exitCode = exitCode;
                facts.reason = exitCode == 0 ? "Completed" : "Error";
                facts.finishedAt = cluster::nowRfc3339();
            }
            facts.ready = facts.started = false;
            one->bell.ring();
        }
}

/// Endpoints leave as soon as the deletion is seen; what is in hand is finished; then the end.
net::Awaitable<void> PodRun::terminate(Self self)
{
    const Json &written = at(*self->m_pod, "/metadata/deletionGracePeriodSeconds");
    const int grace = written.is_number() ? written.get<int>() : 30;
    bool running = false;
    for (const auto &one : self->m_main)
        if (one->life) {
            running = true;
            self->event("Normal", "Killing", "Stopping container " + one->facts.name);
        }
    const auto busy = [&] {
        return std::any_of(self->m_main.begin(), self->m_main.end(),
                           [](const auto &one) { return one->life && one->life->busy() > 0; });
    };
    if (running && grace > 0) {
        const auto until = std::chrono::steady_clock::now()
                           + std::min(self->m_core->options.drain, milliseconds(grace * 1000));
        Bell pause(self->m_core->executor);
        // A moment at least: who chose this pod before it left the endpoints may still come.
        co_await pause.wait(std::min(milliseconds(50), self->m_core->options.drain));
        while (!self->leaving() && busy() && std::chrono::steady_clock::now() < until)
            co_await pause.wait(milliseconds(10));
    }
    if (self->leaving())
        co_return;
    self->stopAll(0);
    self->publish();
    self->m_leaving = true;
    self->m_core->ports.removePod(self->m_uid);
    self->m_core->giveBack(self->m_place.podIp);
    self->removeObject();
}

void PodRun::removeObject()
{
    const auto resource = m_core->objects.findKind("v1", "Pod");
    const Object stored = m_core->objects.store().get(m_key);
    if (!resource || !stored || text(*stored, "/metadata/uid") != m_uid)
        return;
    const auto removed =
        m_core->objects.remove(*resource, m_key.ns, m_key.name, "Background", false, 0);
    if (!removed && removed.error().code() != 404)
        event("Warning", "FailedKillPod",
              "error removing the pod: " + text(removed.error().status, "/message"));
}

} // namespace stage::nodes
