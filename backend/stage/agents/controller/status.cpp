// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/agents/controller/status.h"

#include "backend/stage/agents/controller/manifests.h"

namespace stage::agents {

namespace {

std::int64_t generationOf(const Json &object)
{
    const Json &generation = cluster::at(object, "/metadata/generation");
    return generation.is_number() ? generation.get<std::int64_t>() : 0;
}

std::string fullName(const Json &object)
{
    return cluster::text(object, "/metadata/namespace") + "/"
           + cluster::text(object, "/metadata/name");
}

Json oldConditions(const Json &object)
{
    const Json &conditions = cluster::at(object, "/status/conditions");
    return conditions.is_array() ? conditions : Json::array();
}

Condition readiness(const Json &deployment, std::int64_t generation)
{
    const Json &wished = cluster::at(deployment, "/spec/replicas"),
               &ready = cluster::at(deployment, "/status/availableReplicas");
    const auto all = wished.is_number() ? wished.get<std::int64_t>() : 1,
               have = ready.is_number() ? ready.get<std::int64_t>() : 0;
    if (have >= all)
        return {"Ready", "True", "DeploymentReady", "Deployment is ready", generation};
    return {"Ready", "False", "DeploymentNotReady",
            "Deployment is not ready, " + std::to_string(have) + "/" + std::to_string(all)
                + " pods are ready",
            generation};
}

} // namespace

Json withCondition(Json conditions, const Condition &condition, const std::string &now)
{
    Json next = {{"type", condition.type},
                 {"status", condition.status},
                 {"reason", condition.reason},
                 {"message", condition.message},
                 {"lastTransitionTime", now}};
    if (condition.generation)
        next["observedGeneration"] = *condition.generation;
    for (Json &one : conditions) {
        if (text(one, "type") != condition.type)
            continue;
        if (text(one, "status") == condition.status)
            next["lastTransitionTime"] = text(one, "lastTransitionTime", now);
        one = next;
        return conditions;
    }
    conditions.push_back(next);
    return conditions;
}

std::string conditionStatus(const Json &object, const std::string &type)
{
    for (const Json &one : oldConditions(object)) {
        if (text(one, "type") == type)
            return text(one, "status");
    }
    return {};
}

Json agentStatus(const Json &agent, const tl::expected<Compiled, std::string> &compiled,
                 const cluster::Object &deployment, const std::string &now)
{
    const std::int64_t generation = generationOf(agent);
    const Condition accepted =
        compiled ? Condition{"Accepted", "True", "Reconciled", "Agent configuration accepted",
                             generation}
                 : Condition{"Accepted", "False", "ReconcileFailed",
                             "failed to compile agent " + fullName(agent) + ": " + compiled.error(),
                             generation};
    const bool first = conditionStatus(agent, "Accepted").empty();
    Json conditions = withCondition(oldConditions(agent), accepted, now);
    if (deployment && !first)
        conditions = withCondition(std::move(conditions), readiness(*deployment, generation), now);
    return {{"observedGeneration", generation}, {"conditions", conditions}};
}

Json modelConfigStatus(const Json &modelConfig, const cluster::Store &store, const std::string &now)
{
    const std::string ns = cluster::text(modelConfig, "/metadata/namespace"),
                      name = cluster::text(modelConfig, "/spec/apiKeySecret");
    Condition condition{"Accepted", "True", "ModelConfigReconciled",
                        "Model configuration accepted"};
    std::string content;
    if (const cluster::Object secret = name.empty() ? nullptr : store.get({"secrets", ns, name}))
        content = ns + "/" + name + member(*secret, "data", Json::object()).dump();
    else if (!name.empty()) {
        condition = {"Accepted", "False", "ModelConfigReconcileFailed",
                     "1 error occurred:\n\t* failed to get secret " + name + ": Secret "
                         + Json(name).dump() + " not found\n\n"};
    }
    return {{"observedGeneration", generationOf(modelConfig)},
            {"conditions", withCondition(oldConditions(modelConfig), condition, now)},
            {"secretHash", sha256(content)}};
}

Json remoteServerStatus(const Json &server, const tl::expected<Json, std::string> &tools,
                        const std::string &now)
{
    const std::int64_t generation = generationOf(server);
    const Condition condition =
        tools ? Condition{"Accepted", "True", "Reconciled",
                          "Remote MCP server configuration accepted", generation}
              : Condition{"Accepted", "False", "ReconcileFailed", tools.error(), generation};
    Json discovered = tools ? Json::array() : cluster::at(server, "/status/discoveredTools");
    if (tools) {
        for (const Json &tool : *tools)
            discovered.push_back(
                {{"name", text(tool, "name")}, {"description", text(tool, "description")}});
    }
    Json out = {{"observedGeneration", generation},
                {"conditions", withCondition(oldConditions(server), condition, now)}};
    if (!discovered.is_null())
        out["discoveredTools"] = discovered;
    return out;
}

} // namespace stage::agents
