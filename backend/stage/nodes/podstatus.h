// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/nodes/pods.h"

namespace stage::nodes {

/// What the kubelet knows of one container.
struct ContainerFacts {
    enum class State { Waiting, Running, Terminated };
    std::string name, image, imageId, containerId;
    State state = State::Waiting;
    std::string reason = "ContainerCreating", message; ///< of Waiting and Terminated
    std::string startedAt, finishedAt;                 ///< RFC 3339
    int exitCode = 0;
    Json last; ///< the "terminated" of the life before, or null
    int restarts = 0;
    bool ready = false, started = false;
    bool sidecar = false; ///< an init container with restartPolicy Always
};

struct PodFacts {
    std::string hostIp, podIp, startTime; ///< podIp "" before the sandbox exists
    std::vector<ContainerFacts> init, main;
};

/// The "terminated" state as the API writes it.
Json terminatedState(const ContainerFacts &facts);
/// Every init container has done its part.
bool initialized(const PodFacts &facts);
/// Pending, Running, Succeeded or Failed, by Kubernetes' pod lifecycle rules.
std::string podPhase(const Json &pod, const PodFacts &facts);
/// The whole status of POD; conditions that stay keep their times.
Json podStatus(const Json &pod, const PodFacts &facts, Time now);

} // namespace stage::nodes
