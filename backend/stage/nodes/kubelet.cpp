// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/nodes/kubelet.h"

#include "backend/stage/nodes/podrun.h"
#include "backend/stage/nodes/workqueue.h"

#include <algorithm>

namespace stage::nodes {

using cluster::text;

namespace {

/// NAME is the pod's, or that of the owner its name was made from.
bool meant(const std::string &pod, const std::string &name)
{
    return pod == name || pod.rfind(name + "-", 0) == 0;
}

} // namespace

bool Core::isCrashing(const std::string &ns, const std::string &pod) const
{
    return std::any_of(crashing.begin(), crashing.end(),
                       [&](const auto &one) { return one.first == ns && meant(pod, one.second); });
}

std::string Core::takeAddress(int node)
{
    std::set<int> &used = addresses[node];
    int &next = nextAddress.try_emplace(node, 2).first->second;
    for (int tries = 0; tries < 253 && used.count(next); ++tries)
        next = next >= 254 ? 2 : next + 1;
    const int last = next;
    used.insert(last);
    next = next >= 254 ? 2 : next + 1; // a fresh one each time, so that nobody meets an old peer
    return "10.244." + std::to_string(node) + "." + std::to_string(last);
}

void Core::giveBack(const std::string &address)
{
    int node = 0, last = 0;
    if (std::sscanf(address.c_str(), "10.244.%d.%d", &node, &last) == 2)
        addresses[node].erase(last);
}

struct Kubelet::Inner {
    Inner(std::shared_ptr<Core> aCore)
        : core(std::move(aCore))
        , queue(core->executor, [this](const Key &key) { look(key); })
    {
    }

    void watch()
    {
        subscription = core->objects.store().watch("pods", [this](const cluster::Event &event) {
            queue.add(event.key);
        });
        for (const Object &pod : core->objects.store().list("pods"))
            queue.add({"pods", text(*pod, "/metadata/namespace"), text(*pod, "/metadata/name")});
    }

    void look(const Key &key)
    {
        const Object pod = core->objects.store().get(key);
        const auto found = pods.find(key);
        const bool same =
            pod && found != pods.end() && found->second->uid() == text(*pod, "/metadata/uid");
        if (found != pods.end() && !same) {
            found->second->drop();
            pods.erase(found);
        }
        if (same)
            found->second->update(pod);
        else if (pod)
            take(key, pod);
    }

    void take(const Key &key, const Object &pod)
    {
        const std::string node = text(*pod, "/spec/nodeName");
        const auto machine = std::find_if(machines().begin(), machines().end(),
                                          [&](const Machine &one) { return one.name == node; });
        if (machine == machines().end()) {
            if (terminating(*pod))
                removeUnstarted(key);
            return;
        }
        if (podFinished(*pod) || terminating(*pod)) {
            if (terminating(*pod))
                removeUnstarted(key);
            return;
        }
        const auto run = std::make_shared<PodRun>(core, pod, *machine);
        pods[key] = run;
        run->start();
    }

    /// A deleted pod that no container of ours stands for.
    void removeUnstarted(const Key &key)
    {
        if (const auto resource = core->objects.findKind("v1", "Pod"))
            static_cast<void>(
                core->objects.remove(*resource, key.ns, key.name, "Background", false, 0));
    }

    std::shared_ptr<Core> core;
    std::map<Key, std::shared_ptr<PodRun>> pods;
    cluster::Store::Subscription subscription;
    WorkQueue queue;
};

Kubelet::Kubelet(boost::asio::any_io_executor executor, cluster::Objects &objects, LogBook &logs,
                 PortMap &ports, ImageSource images, workloads::Factory factory,
                 SurroundingsFactory surroundings, net::Server::PeerLookup lookup,
                 KubeletOptions options)
    : m_inner(std::make_shared<Inner>(std::make_shared<Core>(
        Core{std::move(executor), objects, logs, ports, std::move(images), std::move(factory),
             std::move(surroundings), std::move(lookup), options})))
{
}

Kubelet::~Kubelet()
{
    for (auto &[key, run] : m_inner->pods)
        run->drop();
    m_inner->core->closing = true;
}

void Kubelet::start()
{
    m_inner->watch();
}

bool Kubelet::killPod(const std::string &ns, const std::string &name)
{
    bool any = false;
    for (auto &[key, run] : m_inner->pods)
        if (key.ns == ns && meant(key.name, name))
            any = run->kill() || any;
    return any;
}

void Kubelet::crashLoop(const std::string &ns, const std::string &name, bool on)
{
    if (!on) {
        m_inner->core->crashing.erase({ns, name});
        return;
    }
    m_inner->core->crashing.insert({ns, name});
    killPod(ns, name);
}

void Kubelet::slowPull(const std::string &part, std::chrono::milliseconds extra)
{
    m_inner->core->slowImage = extra.count() > 0 ? part : std::string();
    m_inner->core->slowPull = extra;
}

void Kubelet::imageMissing(const std::string &part, bool on)
{
    if (on)
        m_inner->core->missing.insert(part);
    else
        m_inner->core->missing.erase(part);
}

} // namespace stage::nodes
