// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/nodes/machines.h"

#include <boost/asio/steady_timer.hpp>

namespace stage::nodes {

namespace asio = boost::asio;
using cluster::at;

namespace {

constexpr auto kLeasePeriod = std::chrono::seconds(10);
constexpr int kBeatsPerStatus = 30;

Json heartbeats(Json conditions, Time now)
{
    for (Json &one : conditions)
        one["lastHeartbeatTime"] = rfc3339(now);
    return conditions;
}

Json healthyConditions(Time now)
{
    Json conditions;
    setCondition(conditions, "MemoryPressure", false, "KubeletHasSufficientMemory",
                 "kubelet has sufficient memory available", now);
    setCondition(conditions, "DiskPressure", false, "KubeletHasNoDiskPressure",
                 "kubelet has no disk pressure", now);
    setCondition(conditions, "PIDPressure", false, "KubeletHasSufficientPID",
                 "kubelet has sufficient PID available", now);
    setCondition(conditions, "Ready", true, "KubeletReady", "kubelet is posting ready status", now);
    return heartbeats(conditions, now);
}

} // namespace

const std::vector<Machine> &machines()
{
    static const std::vector<Machine> all = {{"trustusbank-control-plane", 0, true},
                                             {"trustusbank-worker", 1, false},
                                             {"trustusbank-worker2", 2, false}};
    return all;
}

Json nodeObject(const Machine &machine, Time now)
{
    Json labels = {{"kubernetes.io/hostname", machine.name},
                   {"kubernetes.io/os", "linux"},
                   {"kubernetes.io/arch", "amd64"},
                   {"beta.kubernetes.io/os", "linux"},
                   {"beta.kubernetes.io/arch", "amd64"}};
    const std::string range = "10.244." + std::to_string(machine.index) + ".0/24";
    Json spec = {{"podCIDR", range},
                 {"podCIDRs", Json::array({range})},
                 {"providerID", "stage://trustusbank/" + machine.name}};
    if (machine.controlPlane) {
        labels["node-role.kubernetes.io/control-plane"] = "";
        spec["taints"] = Json::array(
            {{{"key", "node-role.kubernetes.io/control-plane"}, {"effect", "NoSchedule"}}});
    }
    const Json capacity = {{"cpu", "4"},
                           {"memory", "8Gi"},
                           {"pods", "110"},
                           {"ephemeral-storage", "50Gi"}};
    const Json status = {
        {"addresses", Json::array({{{"type", "InternalIP"}, {"address", machine.address()}},
                                   {{"type", "Hostname"}, {"address", machine.name}}})},
        {"capacity", capacity},
        {"allocatable", capacity},
        {"conditions", healthyConditions(now)},
        {"daemonEndpoints", {{"kubeletEndpoint", {{"Port", 10250}}}}},
        {"nodeInfo",
         {{"architecture", "amd64"},
          {"operatingSystem", "linux"},
          {"osImage", "trustusbank-stage"},
          {"kernelVersion", "stage"},
          {"containerRuntimeVersion", "trustusbank-stage://1"},
          {"kubeletVersion", "v1.34.0-stage"},
          {"kubeProxyVersion", ""},
          {"machineID", ""},
          {"systemUUID", ""},
          {"bootID", ""}}},
    };
    return {{"apiVersion", "v1"},
            {"kind", "Node"},
            {"metadata", {{"name", machine.name}, {"labels", labels}}},
            {"spec", spec},
            {"status", status}};
}

struct Machines::Beat : std::enable_shared_from_this<Beat> {
    Beat(asio::any_io_executor executor, cluster::Objects &all)
        : objects(all)
        , timer(std::move(executor))
    {
    }

    void registerNodes()
    {
        const auto resource = objects.findKind("v1", "Node");
        const Time now = std::chrono::system_clock::now();
        for (const Machine &machine : machines()) {
            const Key key{"nodes", "", machine.name};
            if (!resource || objects.store().get(key))
                continue;
            const Json node = nodeObject(machine, now);
            cluster::WriteOptions options;
            options.fieldManager = "kubelet";
            if (objects.create(*resource, "", node, options))
                static_cast<void>(objects.setStatus(key, node["status"]));
        }
    }

    void renewLease(const Machine &machine, Time now)
    {
        static const std::string ns = "kube-node-lease";
        if (!objects.findKind("coordination.k8s.io/v1", "Lease")
            || !objects.store().get({"namespaces", "", ns}))
            return;
        std::string micro = rfc3339Nano(now);
        micro = micro.substr(0, micro.size() - 4) + "Z";
        static_cast<void>(objects.ensure({{"apiVersion", "coordination.k8s.io/v1"},
                                          {"kind", "Lease"},
                                          {"metadata", {{"name", machine.name}, {"namespace", ns}}},
                                          {"spec",
                                           {{"holderIdentity", machine.name},
                                            {"leaseDurationSeconds", 40},
                                            {"renewTime", micro}}}},
                                         "kubelet"));
    }

    void beat()
    {
        const Time now = std::chrono::system_clock::now();
        for (const Machine &machine : machines()) {
            renewLease(machine, now);
            const Key key{"nodes", "", machine.name};
            const Object node = objects.store().get(key);
            if (!node || count % kBeatsPerStatus != 0)
                continue;
            Json status = at(*node, "/status");
            if (!at(status, "/conditions").is_array())
                status = nodeObject(machine, now)["status"];
            status["conditions"] = heartbeats(status["conditions"], now);
            static_cast<void>(objects.setStatus(key, status));
        }
        ++count;
        timer.expires_after(kLeasePeriod);
        timer.async_wait([self = shared_from_this()](boost::system::error_code error) {
            if (!error && !self->over)
                self->beat();
        });
    }

    cluster::Objects &objects;
    asio::steady_timer timer;
    int count = 0;
    bool over = false;
};

Machines::Machines(asio::any_io_executor executor, cluster::Objects &objects)
    : m_beat(std::make_shared<Beat>(std::move(executor), objects))
{
}

Machines::~Machines()
{
    m_beat->over = true;
    m_beat->timer.cancel();
}

void Machines::start()
{
    m_beat->registerNodes();
    m_beat->beat();
}

} // namespace stage::nodes
