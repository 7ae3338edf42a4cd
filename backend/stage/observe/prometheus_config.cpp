// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/observe/prometheus_config.h"

#include <algorithm>

namespace stage::observe {

using cluster::at;
using cluster::matchesLabels;
using cluster::text;

namespace {

struct Sources {
    const cluster::Store &store;
    const nodes::PortMap &ports;
};

std::string pathName(const Json &object)
{
    return text(object, "/metadata/namespace") + "/" + text(object, "/metadata/name");
}

/// The monitor's own namespace unless its namespaceSelector says otherwise.
bool selectsNamespace(const Json &monitor, const std::string &ns)
{
    const auto &selector = at(monitor, "/spec/namespaceSelector");
    if (selector.is_object() && selector.value("any", false))
        return true;
    const auto &names = at(selector, "/matchNames");
    if (names.is_array() && !names.empty())
        return std::find(names.begin(), names.end(), Json(ns)) != names.end();
    return ns == text(monitor, "/metadata/namespace");
}

std::string portKey(const Json &endpoint)
{
    for (const char *key : {"/port", "/targetPort", "/portNumber"}) {
        const auto &value = at(endpoint, key);
        if (value.is_string())
            return value;
        if (value.is_number())
            return value.dump();
    }
    return {};
}

Json targetGroup(const PodPort &port, const std::string &job, const std::string &service)
{
    Json labels{
        {"instance", port.address},    {"namespace", port.ns}, {"pod", port.pod}, {"job", job},
        {"container", port.container}, {"endpoint", port.name}};
    if (!service.empty())
        labels["service"] = service;
    return {{"targets", Json::array({"127.0.0.1:" + std::to_string(port.loopback)})},
            {"labels", labels}};
}

Json scrapeConfig(const std::string &name, const Json &endpoint, Json groups)
{
    Json config{{"job_name", name},
                {"metrics_path", text(endpoint, "/path", "/metrics")},
                {"honor_labels", endpoint.value("honorLabels", false)},
                {"static_configs", std::move(groups)}};
    if (const auto interval = text(endpoint, "/interval"); !interval.empty())
        config["scrape_interval"] = interval;
    if (const auto timeout = text(endpoint, "/scrapeTimeout"); !timeout.empty())
        config["scrape_timeout"] = timeout;
    return config;
}

void addPodMonitors(const Sources &sources, Json &configs)
{
    for (const auto &monitor : sources.store.list("podmonitors.monitoring.coreos.com")) {
        int index = 0;
        for (const auto &endpoint : at(*monitor, "/spec/podMetricsEndpoints")) {
            Json groups = Json::array();
            for (const auto &pod : sources.store.list("pods")) {
                if (!isRunning(*pod)
                    || !selectsNamespace(*monitor, text(*pod, "/metadata/namespace"))
                    || !matchesLabels(at(*monitor, "/spec/selector"), *pod))
                    continue;
                if (const auto port = portOf(*pod, portKey(endpoint), sources.ports))
                    groups.push_back(targetGroup(*port, pathName(*monitor), {}));
            }
            configs.push_back(
                scrapeConfig("podMonitor/" + pathName(*monitor) + "/" + std::to_string(index++),
                             endpoint, std::move(groups)));
        }
    }
}

void addServiceMonitors(const Sources &sources, Json &configs)
{
    for (const auto &monitor : sources.store.list("servicemonitors.monitoring.coreos.com")) {
        int index = 0;
        for (const auto &endpoint : at(*monitor, "/spec/endpoints")) {
            Json groups = Json::array();
            for (const auto &service : sources.store.list("services")) {
                if (!selectsNamespace(*monitor, text(*service, "/metadata/namespace"))
                    || !matchesLabels(at(*monitor, "/spec/selector"), *service))
                    continue;
                const auto name = text(*service, "/metadata/name");
                for (const auto &port :
                     servicePorts(sources.store, sources.ports, *service, portKey(endpoint)))
                    groups.push_back(targetGroup(port, name, name));
            }
            configs.push_back(
                scrapeConfig("serviceMonitor/" + pathName(*monitor) + "/" + std::to_string(index++),
                             endpoint, std::move(groups)));
        }
    }
}

/// The chart's Prometheus object, or null when the chart stand-in has none.
Json prometheusObject(const cluster::Store &store)
{
    const auto all = store.list("prometheuses.monitoring.coreos.com");
    return all.empty() ? Json() : *all.front();
}

Json alertmanagers(const Sources &sources)
{
    Json targets = Json::array();
    for (const auto &service : sources.store.list("services")) {
        const auto name = text(*service, "/metadata/name");
        const std::string suffix = "alertmanager";
        if (name.size() < suffix.size()
            || name.compare(name.size() - suffix.size(), suffix.size(), suffix) != 0)
            continue;
        for (const auto &port : servicePorts(sources.store, sources.ports, *service, "9093"))
            targets.push_back("127.0.0.1:" + std::to_string(port.loopback));
    }
    return Json::array(
        {{{"api_version", "v2"}, {"static_configs", Json::array({{{"targets", targets}}})}}});
}

/// The operator's group without what Prometheus itself does not know.
Json plainGroup(const Json &group)
{
    static const std::vector<std::string> groupKeys{"name", "interval", "limit", "query_offset"};
    static const std::vector<std::string> ruleKeys{"record",          "alert",  "for",
                                                   "keep_firing_for", "labels", "annotations"};
    Json out = Json::object();
    for (const auto &key : groupKeys) {
        if (group.contains(key))
            out[key] = group[key];
    }
    out["rules"] = Json::array();
    for (const auto &rule : at(group, "/rules")) {
        Json plain = Json::object();
        for (const auto &key : ruleKeys) {
            if (rule.contains(key))
                plain[key] = rule[key];
        }
        const auto &expression = at(rule, "/expr");
        plain["expr"] = expression.is_string() ? expression : Json(expression.dump());
        out["rules"].push_back(std::move(plain));
    }
    return out;
}

} // namespace

PrometheusFiles prometheusFiles(const cluster::Store &store, const nodes::PortMap &ports,
                                const std::string &ruleFolder, const PrometheusPace &pace)
{
    const Sources sources{store, ports};
    const auto self = prometheusObject(store);
    PrometheusFiles files;
    Json selector = at(self, "/spec/ruleSelector");
    if (!selector.is_object())
        selector = {{"matchLabels", {{"release", "kube-prometheus-stack"}}}};
    for (const auto &rule : store.list("prometheusrules.monitoring.coreos.com")) {
        if (!matchesLabels(selector, *rule))
            continue;
        Json groups = Json::array();
        for (const auto &group : at(*rule, "/spec/groups"))
            groups.push_back(plainGroup(group));
        const auto file =
            text(*rule, "/metadata/namespace") + "-" + text(*rule, "/metadata/name") + ".json";
        files.rules[file] = Json{{"groups", groups}}.dump(1);
    }
    Json scrapes = Json::array();
    addPodMonitors(sources, scrapes);
    addServiceMonitors(sources, scrapes);
    Json ruleFiles = Json::array();
    for (const auto &[file, content] : files.rules)
        ruleFiles.push_back(ruleFolder + "/" + file);
    files.config =
        Json{{"global",
              {{"scrape_interval", text(self, "/spec/scrapeInterval", pace.scrape)},
               {"evaluation_interval", text(self, "/spec/evaluationInterval", pace.evaluation)}}},
             {"rule_files", ruleFiles},
             {"alerting", {{"alertmanagers", alertmanagers(sources)}}},
             {"scrape_configs", scrapes}}
            .dump(1);
    return files;
}

} // namespace stage::observe
