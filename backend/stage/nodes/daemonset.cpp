// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/nodes/daemonset.h"

#include "backend/stage/nodes/scheduler.h"

#include <algorithm>

namespace stage::nodes {

using cluster::at;
using cluster::text;

namespace {

constexpr const char *kRevisionLabel = "controller-revision-hash";
constexpr const char *kAffinity = "requiredDuringSchedulingIgnoredDuringExecution";

int number(const Json &object, const std::string &pointer, int otherwise)
{
    const Json &value = at(object, pointer);
    return value.is_number() ? value.get<int>() : otherwise;
}

std::string revisionOf(const Json &pod)
{
    const Json &labels = at(pod, "/metadata/labels");
    return labels.is_object() ? labels.value(kRevisionLabel, std::string()) : std::string();
}

/// The node a daemon pod is meant for: bound, or in the affinity that it was made with.
std::string nodeOf(const Json &pod)
{
    return text(pod, "/spec/nodeName",
                text(pod, std::string("/spec/affinity/nodeAffinity/") + kAffinity
                              + "/nodeSelectorTerms/0/matchFields/0/values/0"));
}

Json daemonTolerations(Json tolerations)
{
    if (!tolerations.is_array())
        tolerations = Json::array();
    for (const char *key : {"not-ready", "unreachable"})
        tolerations.push_back({{"key", std::string("node.kubernetes.io/") + key},
                               {"operator", "Exists"},
                               {"effect", "NoExecute"}});
    for (const char *key : {"disk-pressure", "memory-pressure", "pid-pressure", "unschedulable"})
        tolerations.push_back({{"key", std::string("node.kubernetes.io/") + key},
                               {"operator", "Exists"},
                               {"effect", "NoSchedule"}});
    return tolerations;
}

Json daemonPod(const Json &self, const std::string &node, const std::string &revision)
{
    Json pod = podFromTemplate(self, "apps/v1", "DaemonSet", at(self, "/spec/template"));
    pod["metadata"]["generateName"] = text(self, "/metadata/name") + "-";
    pod["metadata"]["labels"][kRevisionLabel] = revision;
    pod["metadata"]["labels"]["pod-template-generation"] =
        std::to_string(number(self, "/metadata/generation", 1));
    Json &spec = pod["spec"];
    spec["tolerations"] = daemonTolerations(at(spec, "/tolerations"));
    Json &terms = spec["affinity"]["nodeAffinity"][kAffinity]["nodeSelectorTerms"];
    const Json field = {{"key", "metadata.name"},
                        {"operator", "In"},
                        {"values", Json::array({node})}};
    terms = Json::array({{{"matchFields", Json::array({field})}}});
    return pod;
}

struct Daemons {
    std::map<std::string, std::vector<Object>> byNode;
    int desired = 0, scheduled = 0, misscheduled = 0, ready = 0, available = 0, updated = 0;
};

void countPod(Daemons &sum, const Object &pod, const Json &self, const std::string &revision,
              Plan &plan, Time now)
{
    const int minReady = number(self, "/spec/minReadySeconds", 0);
    ++sum.scheduled;
    sum.ready += podReady(*pod);
    sum.available += podAvailable(*pod, minReady, now);
    sum.updated += revisionOf(*pod) == revision;
    if (const auto left = untilAvailable(*pod, minReady, now); left && left->count() > 0)
        plan.lookAgain(*left + std::chrono::milliseconds(5));
}

void remove(const Json &self, const Object &pod, Plan &plan)
{
    plan.steps.push_back(
        Remove{{"v1", "Pod", text(*pod, "/metadata/namespace"), text(*pod, "/metadata/name")},
               self,
               "SuccessfulDelete",
               "Deleted pod: "});
}

/// With maxSurge a new pod is made beside the old one, and the old one goes once that is available.
void surge(const Json &self, Daemons &sum, const std::string &revision, int allowed, Plan &plan,
           Time now)
{
    const int minReady = number(self, "/spec/minReadySeconds", 0);
    int beside = 0;
    for (const auto &[node, pods] : sum.byNode)
        beside += pods.size() > 1;
    for (const auto &[node, pods] : sum.byNode) {
        Object old, young;
        for (const Object &pod : pods) {
            if (!terminating(*pod))
                (revisionOf(*pod) == revision ? young : old) = pod;
        }
        if (!old)
            continue;
        if (!podReady(*old) || (young && podAvailable(*young, minReady, now))) {
            remove(self, old, plan);
        } else if (!young && beside < allowed) {
            ++beside;
            plan.steps.push_back(
                Create{daemonPod(self, node, revision), self, "SuccessfulCreate", "Created pod: "});
        }
    }
}

/// Old pods go as fast as maxUnavailable allows; the ones that serve nobody at once.
void update(const Json &self, Daemons &sum, const std::string &revision, Plan &plan, Time now)
{
    if (text(self, "/spec/updateStrategy/type") == "OnDelete")
        return;
    const int extra = scaledValue(at(self, "/spec/updateStrategy/rollingUpdate/maxSurge"),
                                  sum.desired, true, "0");
    if (extra > 0)
        return surge(self, sum, revision, extra, plan, now);
    const int allowed =
        std::max(1, scaledValue(at(self, "/spec/updateStrategy/rollingUpdate/maxUnavailable"),
                                sum.desired, true, "1"));
    int unavailable = sum.desired - sum.available;
    for (const auto &[node, pods] : sum.byNode)
        for (const Object &pod : pods) {
            if (terminating(*pod) || revisionOf(*pod) == revision)
                continue;
            const bool serves = podReady(*pod);
            if (serves && unavailable >= allowed)
                continue;
            unavailable += serves;
            remove(self, pod, plan);
        }
}

void writeStatus(const Json &self, const Daemons &sum, Plan &plan)
{
    Json status = {{"observedGeneration", number(self, "/metadata/generation", 1)},
                   {"currentNumberScheduled", sum.scheduled},
                   {"desiredNumberScheduled", sum.desired},
                   {"numberMisscheduled", sum.misscheduled},
                   {"numberReady", sum.ready}};
    for (const auto &[name, count] : {std::pair("updatedNumberScheduled", sum.updated),
                                      std::pair("numberAvailable", sum.available),
                                      std::pair("numberUnavailable", sum.desired - sum.available)})
        if (count > 0)
            status[name] = count;
    if (status != at(self, "/status"))
        plan.steps.push_back(SetStatus{{"daemonsets.apps", text(self, "/metadata/namespace"),
                                        text(self, "/metadata/name")},
                                       status});
}

} // namespace

Plan planDaemonSet(const Json &self, const std::vector<Object> &pods,
                   const std::vector<Object> &nodes, Time now)
{
    Plan plan;
    if (terminating(self))
        return plan;
    const std::string revision = templateHash(at(self, "/spec/template"));
    Daemons sum;
    for (const Object &pod : pods) {
        if (podFinished(*pod) && !terminating(*pod))
            remove(self, pod, plan);
        else
            sum.byNode[nodeOf(*pod)].push_back(pod);
    }
    Json probe = {{"spec", at(self, "/spec/template/spec")}};
    probe["spec"]["tolerations"] = daemonTolerations(at(probe, "/spec/tolerations"));
    for (const Object &node : nodes) {
        const std::string name = text(*node, "/metadata/name");
        const auto here = sum.byNode.find(name);
        const bool wanted = refusal(probe, *node).empty();
        sum.desired += wanted;
        if (wanted && here == sum.byNode.end())
            plan.steps.push_back(
                Create{daemonPod(self, name, revision), self, "SuccessfulCreate", "Created pod: "});
        if (here == sum.byNode.end())
            continue;
        Object counted; // one a node: the old one while a surge replaces it
        for (const Object &pod : here->second) {
            if (terminating(*pod))
                continue;
            if (!wanted) {
                ++sum.misscheduled;
                remove(self, pod, plan);
            } else if (!counted || revisionOf(*pod) != revision) {
                counted = pod;
            }
        }
        if (counted)
            countPod(sum, counted, self, revision, plan, now);
    }
    update(self, sum, revision, plan, now);
    writeStatus(self, sum, plan);
    return plan;
}

DaemonSetController::DaemonSetController(boost::asio::any_io_executor executor,
                                         cluster::Objects &objects)
    : Controller(std::move(executor), objects, "daemonsets.apps", "daemonset-controller")
{
    alsoOwned("pods", "DaemonSet");
    also("nodes", [this](const cluster::Event &event) {
        std::vector<Key> keys;
        if (event.before && at(*event.before, "/spec") == at(*event.now, "/spec")
            && at(*event.before, "/metadata/labels") == at(*event.now, "/metadata/labels"))
            return keys; // a heartbeat
        for (const Object &set : store().list("daemonsets.apps"))
            keys.push_back({"daemonsets.apps", text(*set, "/metadata/namespace"),
                            text(*set, "/metadata/name")});
        return keys;
    });
}

Plan DaemonSetController::plan(const Key &, const Object &self)
{
    if (!self)
        return {};
    return planDaemonSet(*self, owned("pods", *self), store().list("nodes"),
                         std::chrono::system_clock::now());
}

} // namespace stage::nodes
