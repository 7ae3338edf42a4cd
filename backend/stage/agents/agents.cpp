// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/agents/agents.h"

namespace stage::agents {

std::unique_ptr<workloads::Workload> makeAgentWorkload(const std::string &name,
                                                       workloads::Surroundings around,
                                                       cluster::Objects *objects,
                                                       Database *database)
{
    if (name == "agent")
        return makeAgent(std::move(around));
    if (name == "kagent-ui")
        return makeUi(std::move(around));
    if (name == "kagent-controller" && objects && database)
        return makeController(std::move(around), *objects, *database);
    return nullptr;
}

} // namespace stage::agents
