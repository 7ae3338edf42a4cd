// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/nodes/core.h"
#include "backend/stage/nodes/life.h"
#include "backend/stage/nodes/podspec.h"
#include "backend/stage/nodes/podstatus.h"

namespace stage::nodes {

/// One pod on one node, from binding to removal: a coroutine a container, one for the end.
/// Kept alive by its coroutines. Single-threaded.
class PodRun : public std::enable_shared_from_this<PodRun> {
public:
    PodRun(std::shared_ptr<Core> core, Object pod, const Machine &machine);

    void start();
    /// A new version of the object; a deletionTimestamp begins the end.
    void update(Object pod);
    /// Stops everything at once, and says nothing to the API.
    void drop();
    /// Ends the running containers with 137; false when none runs.
    bool kill();
    const std::string &uid() const { return m_uid; }

private:
    using Self = std::shared_ptr<PodRun>;
    struct Container {
        Container(const boost::asio::any_io_executor &executor, Json aSpec)
            : spec(std::move(aSpec))
            , bell(executor)
        {
        }
        Json spec;
        ContainerFacts facts;
        Bell bell; ///< rung when its life ended or the pod ends
        std::shared_ptr<Life> life;
        std::optional<Life::End> end;
        int backoffs = 0;
        std::chrono::steady_clock::time_point began;
    };
    enum class Probe { Startup, Readiness, Liveness };

    void add(const Json &spec, bool init);
    /// Nothing more may be started or said about the containers.
    bool leaving() const { return m_leaving || m_core->closing; }
    void publish();
    void event(const std::string &type, const std::string &reason, const std::string &message);
    std::string fullName() const; ///< "name_namespace(uid)", as in back-off messages

    static net::Awaitable<void> live(Self self);
    static net::Awaitable<void> supervise(Self self, Container &container);
    static net::Awaitable<bool> mount(Self self);
    static net::Awaitable<bool> runInit(Self self, Container &container);
    /// One life, from pull to end. Nothing when the pod is leaving.
    static net::Awaitable<std::optional<Life::End>> runOnce(Self self, Container &container);
    static net::Awaitable<std::optional<Image>> pulled(Self self, Container &container);
    static net::Awaitable<std::optional<Image>> pull(Self self, Container &container);
    static net::Awaitable<std::optional<Texts>> configured(Self self, Container &container);
    static net::Awaitable<void> backOff(Self self, Container &container);
    static net::Awaitable<void> crash(Self self, Container &container, std::shared_ptr<Life> life);
    static net::Awaitable<void> terminate(Self self);

    tl::expected<void, std::string> begin(Container &container, const Image &image, Texts env);
    workloads::Surroundings surroundings(const Container &container, const Image &image, Texts env,
                                         const Program &program);
    void finish(Container &container, const Life::End &end);
    void stopAll(int exitCode);
    void removeObject();

    // probing.cpp
    void startProbes(Container &container);
    static net::Awaitable<void> probeLoop(Self self, Container &container,
                                          std::shared_ptr<Life> life, Probe probe);
    static net::Awaitable<std::string> probeOnce(Self self, const Json &probe,
                                                 const Container &container);
    bool judge(Container &container, Probe probe, const std::string &problem, int streak);

    std::shared_ptr<Core> m_core;
    Object m_pod;
    Key m_key;
    std::string m_uid;
    Machine m_machine;
    Place m_place;
    std::string m_startTime;
    std::vector<std::unique_ptr<Container>> m_init, m_main;
    bool m_leaving = false;
    bool m_terminating = false;
};

} // namespace stage::nodes
