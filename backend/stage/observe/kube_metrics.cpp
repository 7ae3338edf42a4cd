// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/observe/kube_metrics.h"

#include <ctime>
#include <map>
#include <optional>

namespace stage::observe {

using cluster::at;
using cluster::Json;
using cluster::text;

namespace {

using Labels = std::vector<std::pair<std::string, std::string>>;

std::string escaped(const std::string &value)
{
    std::string out;
    for (const char c : value) {
        if (c == '\\' || c == '"')
            out += '\\';
        if (c == '\n')
            out += "\\n";
        else
            out += c;
    }
    return out;
}

/// Collects families, so that each one's samples stand together as the format asks.
class Page {
public:
    void gauge(const std::string &family, const Labels &labels, std::int64_t value)
    {
        std::string line = family + "{";
        for (const auto &[name, content] : labels)
            line += (line.back() == '{' ? "" : ",") + name + "=\"" + escaped(content) + "\"";
        m_families[family] += line + "} " + std::to_string(value) + "\n";
    }

    std::string text() const
    {
        std::string out;
        for (const auto &[family, samples] : m_families)
            out += "# TYPE " + family + " gauge\n" + samples;
        return out;
    }

private:
    std::map<std::string, std::string> m_families;
};

std::int64_t number(const Json &object, const char *pointer, std::int64_t otherwise = 0)
{
    const auto &value = at(object, pointer);
    return value.is_number() ? value.get<std::int64_t>() : otherwise;
}

void addContainers(Page &page, const Json &pod, const Labels &labels)
{
    for (const auto &status : at(pod, "/status/containerStatuses")) {
        auto own = labels;
        own.emplace_back("container", text(status, "/name"));
        page.gauge("kube_pod_container_status_ready", own, status.value("ready", false));
        page.gauge("kube_pod_container_status_running", own,
                   status.contains("/state/running"_json_pointer));
        page.gauge("kube_pod_container_status_restarts_total", own,
                   number(status, "/restartCount"));
        const auto reason = text(status, "/state/waiting/reason");
        if (!reason.empty()) {
            auto waiting = own;
            waiting.emplace_back("reason", reason);
            page.gauge("kube_pod_container_status_waiting_reason", waiting, 1);
        }
        std::string spec;
        for (const auto &container : at(pod, "/spec/containers")) {
            if (text(container, "/name") == text(status, "/name"))
                spec = text(container, "/image");
        }
        own.emplace_back("image_spec", spec);
        own.emplace_back("image", text(status, "/image", spec));
        own.emplace_back("image_id", text(status, "/imageID"));
        own.emplace_back("container_id", text(status, "/containerID"));
        page.gauge("kube_pod_container_info", own, 1);
    }
}

void addPod(Page &page, const Json &pod)
{
    const Labels labels{{"namespace", text(pod, "/metadata/namespace")},
                        {"pod", text(pod, "/metadata/name")},
                        {"uid", text(pod, "/metadata/uid")}};
    auto info = labels;
    info.emplace_back("host_ip", text(pod, "/status/hostIP"));
    info.emplace_back("pod_ip", text(pod, "/status/podIP"));
    info.emplace_back("node", text(pod, "/spec/nodeName"));
    info.emplace_back("created_by_kind", text(pod, "/metadata/ownerReferences/0/kind"));
    info.emplace_back("created_by_name", text(pod, "/metadata/ownerReferences/0/name"));
    page.gauge("kube_pod_info", info, 1);
    if (const auto created = unixTime(text(pod, "/metadata/creationTimestamp")))
        page.gauge("kube_pod_created", labels, *created);
    for (const char *phase : {"Pending", "Running", "Succeeded", "Failed", "Unknown"}) {
        auto own = labels;
        own.emplace_back("phase", phase);
        page.gauge("kube_pod_status_phase", own, text(pod, "/status/phase") == phase);
    }
    for (const auto &condition : at(pod, "/status/conditions")) {
        if (text(condition, "/type") != "Ready")
            continue;
        for (const auto &[value, label] : {std::pair("True", "true"), std::pair("False", "false"),
                                           std::pair("Unknown", "unknown")}) {
            auto own = labels;
            own.emplace_back("condition", label);
            page.gauge("kube_pod_status_ready", own, text(condition, "/status") == value);
        }
    }
    addContainers(page, pod, labels);
}

struct Figure {
    const char *family, *pointer;
};

void addWorkloads(Page &page, const cluster::Store &store, const char *resource, const char *label,
                  std::initializer_list<Figure> figures)
{
    for (const auto &object : store.list(resource)) {
        const Labels labels{{"namespace", text(*object, "/metadata/namespace")},
                            {label, text(*object, "/metadata/name")}};
        for (const auto &figure : figures)
            page.gauge(figure.family, labels, number(*object, figure.pointer));
    }
}

} // namespace

std::string kubeMetrics(const cluster::Store &store)
{
    Page page;
    for (const auto &pod : store.list("pods"))
        addPod(page, *pod);
    addWorkloads(page, store, "deployments.apps", "deployment",
                 {{"kube_deployment_spec_replicas", "/spec/replicas"},
                  {"kube_deployment_status_replicas", "/status/replicas"},
                  {"kube_deployment_status_replicas_ready", "/status/readyReplicas"},
                  {"kube_deployment_status_replicas_available", "/status/availableReplicas"},
                  {"kube_deployment_status_replicas_updated", "/status/updatedReplicas"},
                  {"kube_deployment_status_observed_generation", "/status/observedGeneration"},
                  {"kube_deployment_metadata_generation", "/metadata/generation"}});
    addWorkloads(
        page, store, "daemonsets.apps", "daemonset",
        {{"kube_daemonset_status_number_ready", "/status/numberReady"},
         {"kube_daemonset_status_desired_number_scheduled", "/status/desiredNumberScheduled"},
         {"kube_daemonset_status_current_number_scheduled", "/status/currentNumberScheduled"},
         {"kube_daemonset_status_number_available", "/status/numberAvailable"}});
    addWorkloads(page, store, "statefulsets.apps", "statefulset",
                 {{"kube_statefulset_replicas", "/spec/replicas"},
                  {"kube_statefulset_status_replicas", "/status/replicas"},
                  {"kube_statefulset_status_replicas_ready", "/status/readyReplicas"}});
    for (const auto &ns : store.list("namespaces")) {
        const auto phase = text(*ns, "/status/phase", "Active");
        page.gauge("kube_namespace_status_phase",
                   {{"namespace", text(*ns, "/metadata/name")}, {"phase", phase}}, 1);
    }
    return page.text();
}

std::optional<std::int64_t> unixTime(const std::string &rfc3339)
{
    std::tm parts{};
    if (!strptime(rfc3339.c_str(), "%Y-%m-%dT%H:%M:%S", &parts))
        return {};
    return timegm(&parts);
}

} // namespace stage::observe
