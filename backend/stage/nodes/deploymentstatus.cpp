// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/nodes/deployment.h"

#include <algorithm>

namespace stage::nodes {

using cluster::at;
using cluster::text;

namespace {

struct Counts {
    int replicas = 0, updated = 0, ready = 0, available = 0;
};

int number(const Json &object, const std::string &pointer)
{
    const Json &value = at(object, pointer);
    return value.is_number() ? value.get<int>() : 0;
}

Counts count(const std::vector<Json> &sets, const std::string &newName)
{
    Counts sum;
    for (const Json &set : sets) {
        const int replicas = number(set, "/status/replicas");
        sum.replicas += replicas;
        sum.ready += number(set, "/status/readyReplicas");
        sum.available += number(set, "/status/availableReplicas");
        if (text(set, "/metadata/name") == newName)
            sum.updated += replicas;
    }
    return sum;
}

void setAvailable(Json &conditions, const Json &deployment, int desired, int available, Time now)
{
    if (available >= desired - rolloutBounds(deployment).unavailable)
        setCondition(conditions, "Available", true, "MinimumReplicasAvailable",
                     "Deployment has minimum availability.", now, true);
    else
        setCondition(conditions, "Available", false, "MinimumReplicasUnavailable",
                     "Deployment does not have minimum availability.", now, true);
}

/// The Progressing condition; its lastUpdateTime is the last time anything moved, from which the
/// deadline counts.
void setProgressing(Json &conditions, const Json &deployment, const Counts &counts, int desired,
                    const std::string &newName, bool created, Plan &plan, Time now)
{
    const std::string set = "ReplicaSet \"" + newName + "\" ";
    const Json &old = condition(deployment, "Progressing");
    const std::string reason = text(old, "/reason");
    if (deployment["spec"].value("paused", false)) {
        setCondition(conditions, "Progressing", false, "DeploymentPaused", "Deployment is paused",
                     now, true);
        return;
    }
    if (newName.empty())
        return;
    if (created) {
        setCondition(conditions, "Progressing", true, "NewReplicaSetCreated",
                     "Created new replica set \"" + newName + "\"", now, true);
        return;
    }
    const bool complete =
        counts.updated == desired && counts.replicas == desired && counts.available == desired;
    if (complete) {
        setCondition(conditions, "Progressing", true, "NewReplicaSetAvailable",
                     set + "has successfully progressed.", now, true);
        return;
    }
    if (reason == "NewReplicaSetAvailable" && text(old, "/message").rfind(set, 0) == 0)
        return; // done once; losing a pod later is no rollout
    const bool moved =
        counts.updated > number(deployment, "/status/updatedReplicas")
        || counts.ready > number(deployment, "/status/readyReplicas")
        || counts.available > number(deployment, "/status/availableReplicas")
        || counts.replicas - counts.updated < number(deployment, "/status/replicas")
                                                  - number(deployment, "/status/updatedReplicas");
    if (moved || old.is_null() || reason == "DeploymentPaused"
        || text(old, "/message").find("\"" + newName + "\"") == std::string::npos) {
        // Removed first so that lastUpdateTime moves although the words may not.
        std::string since = text(old, "/lastTransitionTime");
        const bool wasTrue = text(old, "/status") == "True";
        std::erase_if(conditions.get_ref<Json::array_t &>(),
                      [](const Json &one) { return text(one, "/type") == "Progressing"; });
        setCondition(conditions, "Progressing", true, "ReplicaSetUpdated", set + "is progressing.",
                     now, true);
        if (wasTrue && !since.empty())
            conditions.back()["lastTransitionTime"] = since;
        return;
    }
    const auto since = parseRfc3339(text(old, "/lastUpdateTime"));
    if (reason == "ProgressDeadlineExceeded" || !since)
        return;
    const Json &deadline = at(deployment, "/spec/progressDeadlineSeconds");
    const auto end =
        *since + std::chrono::seconds(deadline.is_number() ? deadline.get<int>() : 600);
    if (now >= end)
        setCondition(conditions, "Progressing", false, "ProgressDeadlineExceeded",
                     set + "has timed out progressing.", now, true);
    else
        plan.lookAgain(std::chrono::duration_cast<std::chrono::milliseconds>(end - now)
                       + std::chrono::milliseconds(10));
}

} // namespace

Json deploymentStatus(const Json &deployment, const std::vector<Json> &sets,
                      const std::string &newName, bool created, Plan &plan, Time now)
{
    const Json &replicas = at(deployment, "/spec/replicas");
    const int desired = replicas.is_number() ? replicas.get<int>() : 1;
    const Counts counts = count(sets, newName);
    Json conditions = at(deployment, "/status/conditions");
    if (!conditions.is_array())
        conditions = Json::array();
    setAvailable(conditions, deployment, desired, counts.available, now);
    setProgressing(conditions, deployment, counts, desired, newName, created, plan, now);
    Json status = {{"observedGeneration", deployment["metadata"].value("generation", 1)},
                   {"conditions", conditions}};
    const int missing = std::max(0, desired - counts.available);
    for (const auto &[name, value] :
         {std::pair("replicas", counts.replicas), std::pair("updatedReplicas", counts.updated),
          std::pair("readyReplicas", counts.ready),
          std::pair("availableReplicas", counts.available),
          std::pair("unavailableReplicas", missing)})
        if (value > 0)
            status[name] = value;
    return status;
}

} // namespace stage::nodes
