// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/nodes/replicaset.h"

#include <algorithm>
#include <tuple>

namespace stage::nodes {

using cluster::at;
using cluster::text;

namespace {

Ref podRef(const Json &pod)
{
    return {"v1", "Pod", text(pod, "/metadata/namespace"), text(pod, "/metadata/name")};
}

/// Takes orphans in; the pods that are ours now.
std::vector<Object> adopt(const Json &self, const std::vector<Object> &pods, Plan &plan)
{
    std::vector<Object> mine;
    for (const Object &pod : pods) {
        if (controlledBy(*pod, text(self, "/metadata/uid"))) {
            mine.push_back(pod);
        } else if (!controllerOf(*pod) && podActive(*pod)) {
            const Json owner = ownerReference(self, "apps/v1", "ReplicaSet");
            plan.steps.push_back(
                Merge{podRef(*pod), {{"metadata", {{"ownerReferences", Json::array({owner})}}}}});
            mine.push_back(pod);
        }
    }
    return mine;
}

Json statusOf(const Json &self, const std::vector<Object> &active, Plan &plan, Time now)
{
    const int minReady = self["spec"].value("minReadySeconds", 0);
    const Json &labels = at(self, "/spec/template/metadata/labels");
    int ready = 0, available = 0, labelled = 0;
    for (const Object &pod : active) {
        ready += podReady(*pod);
        available += podAvailable(*pod, minReady, now);
        labelled += labels.is_null() || cluster::matchesLabels(labels, *pod);
        if (const auto left = untilAvailable(*pod, minReady, now); left && left->count() > 0)
            plan.lookAgain(*left + std::chrono::milliseconds(5));
    }
    Json status = {{"replicas", active.size()},
                   {"observedGeneration", self["metadata"].value("generation", 1)}};
    for (const auto &[name, count] :
         {std::pair("fullyLabeledReplicas", labelled), std::pair("readyReplicas", ready),
          std::pair("availableReplicas", available)})
        if (count > 0)
            status[name] = count;
    return status;
}

} // namespace

std::vector<Object> deletionOrder(std::vector<Object> pods)
{
    const auto rank = [](const Object &pod) {
        return std::tuple(!text(*pod, "/spec/nodeName").empty(),
                          text(*pod, "/status/phase") == "Running", podReady(*pod));
    };
    std::stable_sort(pods.begin(), pods.end(), [&](const Object &left, const Object &right) {
        const auto a = rank(left), b = rank(right);
        if (a != b)
            return a < b;
        return text(*left, "/metadata/creationTimestamp")
               > text(*right, "/metadata/creationTimestamp");
    });
    return pods;
}

Plan planReplicaSet(const Json &self, const std::vector<Object> &pods, Time now)
{
    Plan plan;
    if (terminating(self))
        return plan;
    std::vector<Object> active = adopt(self, pods, plan);
    std::erase_if(active, [](const Object &pod) { return !podActive(*pod); });
    const int wanted = self["spec"].value("replicas", 1);
    const int surplus = static_cast<int>(active.size()) - wanted;
    for (int i = surplus; i < 0; ++i) {
        Json pod = podFromTemplate(self, "apps/v1", "ReplicaSet", at(self, "/spec/template"));
        pod["metadata"]["generateName"] = text(self, "/metadata/name") + "-";
        plan.steps.push_back(Create{pod, self, "SuccessfulCreate", "Created pod: "});
    }
    if (surplus > 0) {
        const auto order = deletionOrder(active);
        for (int i = 0; i < surplus; ++i)
            plan.steps.push_back(Remove{podRef(*order[static_cast<std::size_t>(i)]), self,
                                        "SuccessfulDelete", "Deleted pod: "});
    }
    const Json status = statusOf(self, active, plan, now);
    if (status != at(self, "/status"))
        plan.steps.push_back(SetStatus{{"replicasets.apps", text(self, "/metadata/namespace"),
                                        text(self, "/metadata/name")},
                                       status});
    return plan;
}

ReplicaSetController::ReplicaSetController(boost::asio::any_io_executor executor,
                                           cluster::Objects &objects)
    : Controller(std::move(executor), objects, "replicasets.apps", "replicaset-controller")
{
    alsoOwned("pods", "ReplicaSet");
}

Plan ReplicaSetController::plan(const Key &, const Object &self)
{
    if (!self)
        return {};
    std::vector<Object> pods = store().list("pods", text(*self, "/metadata/namespace"));
    const std::string uid = text(*self, "/metadata/uid");
    std::erase_if(pods, [&](const Object &pod) {
        return controllerOf(*pod) ? !controlledBy(*pod, uid)
                                  : !cluster::matchesLabels(at(*self, "/spec/selector"), *pod);
    });
    return planReplicaSet(*self, pods, std::chrono::system_clock::now());
}

} // namespace stage::nodes
