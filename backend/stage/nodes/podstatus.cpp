// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/nodes/podstatus.h"

#include <algorithm>

namespace stage::nodes {

using cluster::at;
using cluster::text;
using State = ContainerFacts::State;

namespace {

bool initDone(const ContainerFacts &one)
{
    return one.sidecar ? one.started : one.state == State::Terminated && one.exitCode == 0;
}

Json containerStatus(const ContainerFacts &facts)
{
    Json state;
    if (facts.state == State::Running) {
        state["running"] = {{"startedAt", facts.startedAt}};
    } else if (facts.state == State::Terminated) {
        state["terminated"] = terminatedState(facts);
    } else {
        state["waiting"] = {{"reason", facts.reason}};
        if (!facts.message.empty())
            state["waiting"]["message"] = facts.message;
    }
    Json result = {
        {"name", facts.name},   {"image", facts.image},           {"imageID", facts.imageId},
        {"ready", facts.ready}, {"restartCount", facts.restarts}, {"started", facts.started},
        {"state", state},       {"lastState", Json::object()}};
    if (!facts.containerId.empty())
        result["containerID"] = facts.containerId;
    if (!facts.last.is_null())
        result["lastState"]["terminated"] = facts.last;
    return result;
}

std::string listed(const std::vector<std::string> &names)
{
    std::string result = "[";
    for (const std::string &name : names)
        result += (result.size() > 1 ? " " : "") + name;
    return result + "]";
}

void setConditions(Json &conditions, const PodFacts &facts, const std::string &phase, Time now)
{
    setCondition(conditions, "PodReadyToStartContainers", !facts.podIp.empty(), {}, {}, now);
    std::vector<std::string> incomplete, unready;
    for (const ContainerFacts &one : facts.init) {
        if (!initDone(one))
            incomplete.push_back(one.name);
        if (one.sidecar && !one.ready)
            unready.push_back(one.name);
    }
    for (const ContainerFacts &one : facts.main)
        if (!one.ready)
            unready.push_back(one.name);
    const bool over = phase == "Succeeded";
    if (incomplete.empty())
        setCondition(conditions, "Initialized", true, over ? "PodCompleted" : "", {}, now);
    else
        setCondition(conditions, "Initialized", false, "ContainersNotInitialized",
                     "containers with incomplete status: " + listed(incomplete), now);
    const bool ready = unready.empty() && incomplete.empty() && phase == "Running";
    const std::string reason = ready               ? ""
                               : over              ? "PodCompleted"
                               : phase == "Failed" ? "PodFailed"
                                                   : "ContainersNotReady";
    const std::string message = ready || reason != "ContainersNotReady"
                                    ? std::string()
                                    : "containers with unready status: " + listed(unready);
    setCondition(conditions, "Ready", ready, reason, message, now);
    setCondition(conditions, "ContainersReady", ready, reason, message, now);
    setCondition(conditions, "PodScheduled", true, {}, {}, now);
}

} // namespace

Json terminatedState(const ContainerFacts &facts)
{
    Json result = {{"exitCode", facts.exitCode},
                   {"reason", facts.reason},
                   {"startedAt", facts.startedAt},
                   {"finishedAt", facts.finishedAt},
                   {"containerID", facts.containerId}};
    if (!facts.message.empty())
        result["message"] = facts.message;
    return result;
}

bool initialized(const PodFacts &facts)
{
    return std::all_of(facts.init.begin(), facts.init.end(), initDone);
}

std::string podPhase(const Json &pod, const PodFacts &facts)
{
    const std::string policy = text(pod, "/spec/restartPolicy", "Always");
    const bool initFailed = std::any_of(facts.init.begin(), facts.init.end(), [](const auto &one) {
        return one.state == State::Terminated && one.exitCode != 0;
    });
    if (initFailed && policy == "Never")
        return "Failed";
    if (!initialized(facts))
        return "Pending";
    std::size_t ended = 0, failed = 0, lived = 0;
    for (const ContainerFacts &one : facts.main) {
        ended += one.state == State::Terminated;
        failed += one.state == State::Terminated && one.exitCode != 0;
        lived += one.state != State::Waiting || !one.last.is_null();
    }
    if (ended == facts.main.size() && policy != "Always") {
        if (failed == 0)
            return "Succeeded";
        return policy == "Never" ? "Failed" : "Running";
    }
    return lived > 0 ? "Running" : "Pending";
}

Json podStatus(const Json &pod, const PodFacts &facts, Time now)
{
    Json status = at(pod, "/status");
    if (!status.is_object())
        status = Json::object();
    const std::string phase = podPhase(pod, facts);
    status["phase"] = phase;
    status["hostIP"] = facts.hostIp;
    status["hostIPs"] = Json::array({{{"ip", facts.hostIp}}});
    status["startTime"] = facts.startTime;
    if (!facts.podIp.empty()) {
        status["podIP"] = facts.podIp;
        status["podIPs"] = Json::array({{{"ip", facts.podIp}}});
    }
    status["containerStatuses"] = Json::array();
    for (const ContainerFacts &one : facts.main)
        status["containerStatuses"].push_back(containerStatus(one));
    if (!facts.init.empty()) {
        status["initContainerStatuses"] = Json::array();
        for (const ContainerFacts &one : facts.init)
            status["initContainerStatuses"].push_back(containerStatus(one));
    }
    setConditions(status["conditions"], facts, phase, now);
    return status;
}

} // namespace stage::nodes
