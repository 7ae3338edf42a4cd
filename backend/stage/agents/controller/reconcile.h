// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/agents/controller/manifests.h"
#include "backend/stage/cluster/objects.h"

namespace stage::agents {

/// Makes what every Agent needs and says how it and the ModelConfigs are. Works from the objects of
/// the moment; run again after any change. What an Agent made goes with it, by its owner
/// references.
class Reconciler {
public:
    /// AROUND and OBJECTS outlive it.
    Reconciler(const workloads::Surroundings &around, cluster::Objects &objects);
    void run();

    /// Whether a change of this resource may change what run() does.
    static bool concerns(const std::string &resource);

private:
    void modelConfigs();
    void agent(const Json &agent);
    void setStatus(const std::string &resource, const Json &object, Json status);

    const workloads::Surroundings &m_around;
    cluster::Objects &m_objects;
    PodSettings m_settings;
    std::map<std::string, std::string> m_said; ///< the last complaint about each object, told once
};

} // namespace stage::agents
