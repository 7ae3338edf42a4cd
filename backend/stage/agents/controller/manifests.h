// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/agents/controller/compile.h"
#include "backend/stage/workloads/workload.h"

namespace stage::agents {

inline constexpr const char *kagentVersion = "0.9.1";

/// What the controller's own pod decides about every agent's pod.
struct PodSettings {
    std::string controllerUrl; ///< "http://kagent-controller.trustusbank-platform:8083"
    std::map<std::string, std::string>
        telemetry; ///< the controller's OTEL_*, which every agent gets

    static PodSettings of(const workloads::Surroundings &around);
};

/// ServiceAccount, Secret, Service and Deployment of an Agent, all of its name and owned by it.
std::vector<Json> manifestsOf(const Json &agent, const Compiled &compiled,
                              const PodSettings &settings);

/// SHA-256 in hex.
std::string sha256(std::string_view bytes);
/// "13835058055282163712": changes when the files or the model's key do.
std::string configHash(const Compiled &compiled);

} // namespace stage::agents
