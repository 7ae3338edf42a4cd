// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/agents/controller/reconcile.h"

#include "backend/stage/agents/controller/status.h"
#include "backend/stage/workloads/bank.h"

#include <set>

namespace stage::agents {

Reconciler::Reconciler(const workloads::Surroundings &around, cluster::Objects &objects)
    : m_around(around)
    , m_objects(objects)
    , m_settings(PodSettings::of(around))
{
}

bool Reconciler::concerns(const std::string &resource)
{
    static const std::set<std::string> resources{
        "agents.kagent.dev",
        "modelconfigs.kagent.dev",
        "remotemcpservers.kagent.dev",
        "mcpservers.kagent.dev",
        "deployments.apps",
        "secrets",
        "configmaps",
        "services",
        "serviceaccounts",
    };
    return resources.contains(resource);
}

void Reconciler::run()
{
    modelConfigs();
    for (const cluster::Object &one : m_objects.store().list("agents.kagent.dev"))
        agent(*one);
}

void Reconciler::setStatus(const std::string &resource, const Json &object, Json status)
{
    const cluster::Key key{resource, cluster::text(object, "/metadata/namespace"),
                           cluster::text(object, "/metadata/name")};
    if (const auto done = m_objects.setStatus(key, std::move(status)); !done)
        workloads::say(m_around, "cannot write the status of " + resource + " " + key.ns + "/"
                                     + key.name + ": "
                                     + cluster::text(done.error().status, "/message"));
}

void Reconciler::modelConfigs()
{
    for (const cluster::Object &one : m_objects.store().list("modelconfigs.kagent.dev"))
        setStatus("modelconfigs.kagent.dev", *one,
                  modelConfigStatus(*one, m_objects.store(), cluster::nowRfc3339()));
}

void Reconciler::agent(const Json &agent)
{
    if (!cluster::at(agent, "/metadata/deletionTimestamp").is_null())
        return;
    const std::string ns = cluster::text(agent, "/metadata/namespace"),
                      name = cluster::text(agent, "/metadata/name");
    const auto compiled = compile(agent, m_objects.store());
    std::string complaint = compiled ? "" : compiled.error();
    if (compiled) {
        for (Json &object : manifestsOf(agent, *compiled, m_settings)) {
            const std::string kind = cluster::text(object, "/kind");
            if (const auto made = m_objects.ensure(std::move(object), "kagent-controller"); !made)
                complaint =
                    "cannot apply " + kind + ": " + cluster::text(made.error().status, "/message");
        }
    }
    std::string &said = m_said[ns + "/" + name];
    if (said != complaint && !complaint.empty())
        workloads::say(m_around, "agent " + ns + "/" + name + ": " + complaint);
    said = complaint;
    const cluster::Object deployment = m_objects.store().get({"deployments.apps", ns, name});
    setStatus("agents.kagent.dev", agent,
              agentStatus(agent, compiled, deployment, cluster::nowRfc3339()));
}

} // namespace stage::agents
