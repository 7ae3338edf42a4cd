// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/cluster/disruption.h"

namespace stage::cluster {

namespace {

bool isReady(const Json &pod)
{
    for (const Json &condition : at(pod, "/status/conditions")) {
        if (text(condition, "/type") == "Ready")
            return text(condition, "/status") == "True";
    }
    return false;
}

bool selects(const Json &budget, const Json &pod)
{
    const Json &selector = at(budget, "/spec/selector");
    return selector.is_object() && matchesLabels(selector, pod);
}

} // namespace

int shareOf(const Json &intOrPercent, int total)
{
    if (intOrPercent.is_number_integer())
        return intOrPercent.get<int>();
    const std::string text = intOrPercent.is_string() ? intOrPercent.get<std::string>() : "";
    const int percent = std::atoi(text.c_str());
    return (total * percent + 99) / 100;
}

std::optional<Failure> evictionRefusal(const Json &pod, const std::vector<Object> &pods,
                                       const std::vector<Object> &budgets)
{
    Object budget;
    for (const Object &one : budgets) {
        if (!selects(*one, pod))
            continue;
        if (budget)
            return failure(500, "InternalError",
                           "This pod has more than one PodDisruptionBudget, which the eviction "
                           "subresource does not support.");
        budget = one;
    }
    if (!budget || !isReady(pod))
        return {};
    int expected = 0;
    int healthy = 0;
    for (const Object &one : pods) {
        if (!selects(*budget, *one))
            continue;
        ++expected;
        healthy += isReady(*one) && !at(*one, "/metadata").contains("deletionTimestamp") ? 1 : 0;
    }
    const Json &most = at(*budget, "/spec/maxUnavailable");
    const Json &least = at(*budget, "/spec/minAvailable");
    const int needed = !most.is_null()    ? expected - shareOf(most, expected)
                       : !least.is_null() ? shareOf(least, expected)
                                          : 1;
    if (healthy > needed)
        return {};
    return failure(
        429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.",
        {{"causes",
          Json::array(
              {{{"reason", "DisruptionBudget"},
                {"message", "The disruption budget " + text(*budget, "/metadata/name") + " needs "
                                + std::to_string(needed) + " healthy pods and has "
                                + std::to_string(healthy) + " currently"}}})}});
}

} // namespace stage::cluster
