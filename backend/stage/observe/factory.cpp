// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/observe/agentregistry.h"
#include "backend/stage/observe/child_service.h"
#include "backend/stage/observe/dex.h"
#include "backend/stage/observe/grafana.h"
#include "backend/stage/observe/idle.h"
#include "backend/stage/observe/loki.h"
#include "backend/stage/observe/mailhog.h"
#include "backend/stage/observe/oauth2_proxy.h"
#include "backend/stage/observe/platform.h"
#include "backend/stage/observe/tempo.h"

namespace stage::observe {

namespace {

using workloads::Port;
using workloads::Surroundings;
using workloads::Workload;

/// The database of the registry, by the namespace's own id: it goes with the namespace.
std::string catalogueFile(const Surroundings &surroundings, const Platform &platform)
{
    const auto ns = platform.objects.store().get({"namespaces", "", surroundings.ns});
    return platform.dataFolder + "/agentregistry-"
           + (ns ? cluster::text(*ns, "/metadata/uid") : surroundings.ns) + ".json";
}

/// PORTS answer HTTP with SERVICE, each under its name.
std::unique_ptr<Workload>
onPorts(const std::shared_ptr<Service> &service,
        std::initializer_list<std::pair<const char *, std::uint16_t>> ports)
{
    std::vector<Port> all;
    for (const auto &[name, number] : ports)
        all.push_back(httpPort(name, number, service));
    return std::make_unique<ServiceWorkload>(service, std::move(all));
}

std::unique_ptr<Workload> makeIdleOne(const std::string &name, const Surroundings &surroundings)
{
    if (name == "otel-collector")
        return onPorts(makeCollector(), {{"otlp-http", 4318}, {"otlp", 4317}, {"health", 13133}});
    if (name == "promtail")
        return onPorts(makeIdle(name), {{"http-metrics", 3101}});
    if (name == "postgres")
        return onPorts(makeIdle(name), {{"tcp-postgresql", 5432}});
    if (name == "idle")
        return makePause(surroundings.executor);
    return nullptr;
}

} // namespace

std::unique_ptr<Workload> makeObserveWorkload(const std::string &name, Surroundings surroundings,
                                              Platform &platform)
{
    if (name == "prometheus")
        return httpWorkload(9090, makePrometheus(std::move(surroundings), platform), "http-web");
    if (name == "alertmanager")
        return httpWorkload(9093, makeAlertmanager(std::move(surroundings), platform), "http-web");
    if (name == "kube-state-metrics")
        return httpWorkload(8080, makeKubeStateMetrics(platform.objects.store()));
    if (name == "mailhog")
        return makeMailhog(std::move(surroundings), platform.inbox);
    if (name == "loki") {
        const auto executor = surroundings.executor;
        return httpWorkload(3100, std::make_shared<Loki>(executor, platform.logs, surroundings.now),
                            "http-metrics");
    }
    if (name == "tempo")
        return httpWorkload(3200, std::make_shared<Tempo>(platform.traces, surroundings.now));
    if (name == "grafana")
        return httpWorkload(3000, std::make_shared<Grafana>(std::move(surroundings), platform));
    if (name == "agentregistry") {
        auto file = catalogueFile(surroundings, platform);
        return httpWorkload(12121, std::make_shared<AgentRegistry>(std::move(file),
                                                                   std::move(surroundings)));
    }
    if (name == "dex")
        return makeDex(std::move(surroundings));
    if (name == "oauth2-proxy")
        return makeOAuth2Proxy(std::move(surroundings));
    return makeIdleOne(name, surroundings);
}

} // namespace stage::observe
