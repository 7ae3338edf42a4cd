// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/nodes/podrun.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

/// Pulling an image and starting a container from it.
namespace stage::nodes {

namespace asio = boost::asio;
using cluster::at;
using cluster::text;
using State = ContainerFacts::State;
using std::chrono::milliseconds;

namespace {

bool named(const std::set<std::string> &parts, const std::string &reference)
{
    for (const std::string &part : parts)
        if (reference.find(part) != std::string::npos)
            return true;
    return false;
}

std::string longHex()
{
    std::string result = cluster::newUid() + cluster::newUid();
    std::erase(result, '-');
    return result;
}

} // namespace

/// Pulls until it works, with Kubernetes' back-off.
net::Awaitable<std::optional<Image>> PodRun::pulled(Self self, Container &container)
{
    const std::string &reference = container.facts.image;
    for (int round = 0; !self->leaving(); ++round) {
        std::optional<Image> image = co_await pull(self, container);
        if (image || self->leaving())
            co_return image;
        co_await container.bell.wait(self->m_core->scaled(4));
        if (self->leaving())
            break;
        container.facts.message = "Back-off pulling image \"" + reference
                                  + "\": ErrImagePull: " + container.facts.message;
        container.facts.reason = "ImagePullBackOff";
        self->publish();
        self->event("Normal", "BackOff", "Back-off pulling image \"" + reference + "\"");
        self->event("Warning", "Failed", "Error: ImagePullBackOff");
        co_await container.bell.wait(self->m_core->scaled(std::min(10 << std::min(round, 5), 300)));
    }
    co_return std::nullopt;
}

net::Awaitable<std::optional<Image>> PodRun::pull(Self self, Container &container)
{
    const std::string reference = container.facts.image;
    auto &cache = self->m_core->cached[self->m_machine.name];
    const std::string policy = pullPolicy(container.spec);
    const auto present = cache.find(reference);
    if (policy != "Always" && present != cache.end()) {
        self->event("Normal", "Pulled",
                    "Container image \"" + reference + "\" already present on machine");
        co_return present->second;
    }
    std::string problem;
    if (policy == "Never") {
        container.facts.reason = "ErrImageNeverPull";
        problem = "Container image \"" + reference + "\" is not present with pull policy of Never";
    } else {
        container.facts.reason = "ErrImagePull";
        self->event("Normal", "Pulling", "Pulling image \"" + reference + "\"");
        const auto began = std::chrono::steady_clock::now();
        const bool slow = !self->m_core->slowImage.empty()
                          && reference.find(self->m_core->slowImage) != std::string::npos;
        const milliseconds time =
            self->m_core->options.pullTime + (slow ? self->m_core->slowPull : milliseconds(0));
        co_await container.bell.wait(time);
        if (self->leaving())
            co_return std::nullopt;
        tl::expected<Image, std::string> image =
            tl::unexpected("rpc error: code = NotFound desc = failed to pull and unpack image \""
                           + reference + "\": failed to resolve reference \"" + reference
                           + "\": " + reference + ": not found");
        if (!named(self->m_core->missing, reference))
            image = self->m_core->images(reference);
        if (image) {
            const auto took = std::to_string(std::chrono::duration_cast<milliseconds>(
                                                 std::chrono::steady_clock::now() - began)
                                                 .count())
                              + "ms";
            self->event("Normal", "Pulled",
                        "Successfully pulled image \"" + reference + "\" in " + took + " (" + took
                            + " including waiting)");
            self->m_core->cached[self->m_machine.name][reference] = *image;
            co_return std::move(*image);
        }
        problem = image.error();
        self->event("Warning", "Failed", "Failed to pull image \"" + reference + "\": " + problem);
    }
    container.facts.state = State::Waiting;
    container.facts.message = problem;
    self->publish();
    self->event("Warning", "Failed", "Error: " + container.facts.reason);
    co_return std::nullopt;
}

workloads::Surroundings PodRun::surroundings(const Container &container, const Image &image,
                                             Texts env, const Program &what)
{
    workloads::Surroundings result = m_core->surroundings(*m_pod, container.facts.name);
    if (!result.executor)
        result.executor = m_core->executor;
    result.env = std::move(env);
    result.args = what.args;
    result.pod = m_key.name;
    result.ns = m_key.ns;
    result.serviceAccount = text(*m_pod, "/spec/serviceAccountName", "default");
    const auto mounted = mountedFiles(*m_pod, container.spec, m_place, m_core->objects.store());
    result.files = visibleFiles(image.files, container.spec, mounted.value_or(Texts()));
    LogBook::Source source{m_key.ns, m_key.name,
                           m_uid,    container.facts.name,
                           {},       container.facts.restarts};
    const Json &labels = at(*m_pod, "/metadata/labels");
    if (labels.is_object())
        for (const auto &[name, value] : labels.items())
            if (value.is_string())
                source.labels[name] = value.get<std::string>();
    result.log = [core = m_core, source = std::move(source)](std::string line) {
        if (!core->closing)
            core->logs.append(source, std::move(line));
    };
    return result;
}

tl::expected<void, std::string> PodRun::begin(Container &container, const Image &image, Texts env)
{
    ContainerFacts &facts = container.facts;
    Texts all = image.env;
    for (auto &[name, value] : env)
        all[name] = std::move(value);
    const Program what = program(container.spec, image, all);
    facts.imageId = imageId(facts.image, image.digest);
    facts.containerId = "trustusbank-stage://" + longHex();
    event("Normal", "Created", "Created container: " + facts.name);

    std::unique_ptr<workloads::Workload> workload;
    std::function<void(std::string)> log;
    if (!what.workload.empty()) {
        auto around = surroundings(container, image, std::move(all), what);
        log = around.log;
        workload = m_core->factory(what.workload, std::move(around));
        if (!workload)
            return tl::unexpected(
                "failed to create containerd task: failed to create shim task: OCI runtime create "
                "failed: unable to start container process: exec: \""
                + what.workload + "\": executable file not found in $PATH");
    }
    // An image with nothing to run here ends where an end is expected of it.
    const bool runsToEnd = !workload && !facts.sidecar
                           && (text(*m_pod, "/spec/restartPolicy", "Always") != "Always"
                               || std::any_of(m_init.begin(), m_init.end(), [&](const auto &one) {
                                      return one.get() == &container;
                                  }));
    container.life = std::make_shared<Life>(m_core->executor, std::move(workload), m_core->lookup);
    container.began = std::chrono::steady_clock::now();
    const auto onEnd = [self = shared_from_this(), &container, log](Life::End end) {
        if (log && !end.message.empty())
            log(end.message);
        container.end = std::move(end);
        container.bell.ring();
    };
    if (auto started = container.life->start(m_core->ports, m_uid, onEnd); !started)
        return started;
    facts.state = State::Running;
    facts.reason.clear();
    facts.message.clear();
    facts.startedAt = cluster::nowRfc3339();
    event("Normal", "Started", "Started container " + facts.name);
    if (runsToEnd)
        container.end = Life::End{0, "Completed", {}};
    else
        startProbes(container);
    publish();
    if (m_core->isCrashing(m_key.ns, m_key.name) && !container.end)
        asio::co_spawn(m_core->executor, crash(shared_from_this(), container, container.life),
                       asio::detached);
    return {};
}

net::Awaitable<void> PodRun::crash(Self self, Container &container, std::shared_ptr<Life> life)
{
    const auto bell = life->bell();
    co_await bell->wait(std::chrono::milliseconds(100));
    if (life->over() || container.life != life || self->leaving())
        co_return;
    container.end = Life::End{1, "Error", {}};
    container.bell.ring();
}

} // namespace stage::nodes
