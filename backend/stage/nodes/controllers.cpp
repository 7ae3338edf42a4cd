// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/nodes/controllers.h"

#include "backend/stage/nodes/daemonset.h"
#include "backend/stage/nodes/deployment.h"
#include "backend/stage/nodes/endpoints.h"
#include "backend/stage/nodes/job.h"
#include "backend/stage/nodes/machines.h"
#include "backend/stage/nodes/namespaces.h"
#include "backend/stage/nodes/replicaset.h"
#include "backend/stage/nodes/scheduler.h"
#include "backend/stage/nodes/statefulset.h"

namespace stage::nodes {

struct Controllers::All {
    All(const boost::asio::any_io_executor &executor, cluster::Objects &objects, std::string rootCa)
        : machines(executor, objects)
        , namespaces(executor, objects, std::move(rootCa))
        , scheduler(executor, objects)
        , deployments(executor, objects)
        , replicaSets(executor, objects)
        , statefulSets(executor, objects)
        , daemonSets(executor, objects)
        , jobs(executor, objects)
        , endpoints(executor, objects)
    {
    }

    Machines machines;
    NamespaceController namespaces;
    Scheduler scheduler;
    DeploymentController deployments;
    ReplicaSetController replicaSets;
    StatefulSetController statefulSets;
    DaemonSetController daemonSets;
    JobController jobs;
    EndpointsController endpoints;
};

Controllers::Controllers(boost::asio::any_io_executor executor, cluster::Objects &objects,
                         std::string rootCa)
    : m_all(std::make_unique<All>(executor, objects, std::move(rootCa)))
{
}

Controllers::~Controllers() = default;

void Controllers::start()
{
    m_all->machines.start();
    for (Controller *one : std::initializer_list<Controller *>{
             &m_all->namespaces, &m_all->scheduler, &m_all->deployments, &m_all->replicaSets,
             &m_all->statefulSets, &m_all->daemonSets, &m_all->jobs, &m_all->endpoints})
        one->start();
}

} // namespace stage::nodes
