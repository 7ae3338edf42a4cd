// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/nodes/scheduler.h"

#include <algorithm>
#include <map>

namespace stage::nodes {

using cluster::at;
using cluster::text;

namespace {

bool tolerated(const Json &taint, const Json &tolerations)
{
    if (!tolerations.is_array())
        return false;
    return std::any_of(tolerations.begin(), tolerations.end(), [&](const Json &one) {
        const std::string key = text(one, "/key"), effect = text(one, "/effect");
        if (!effect.empty() && effect != text(taint, "/effect"))
            return false;
        if (text(one, "/operator") == "Exists")
            return key.empty() || key == text(taint, "/key");
        return key == text(taint, "/key") && text(one, "/value") == text(taint, "/value");
    });
}

std::string untolerated(const Json &pod, const Json &node)
{
    const Json &taints = at(node, "/spec/taints");
    if (taints.is_array())
        for (const Json &taint : taints) {
            const std::string effect = text(taint, "/effect");
            if ((effect == "NoSchedule" || effect == "NoExecute")
                && !tolerated(taint, at(pod, "/spec/tolerations")))
                return "node(s) had untolerated taint {" + text(taint, "/key") + ": "
                       + text(taint, "/value") + "}";
        }
    return {};
}

/// One term of a required node affinity; fields know metadata.name only, as in Kubernetes.
bool termMatches(const Json &term, const Json &node)
{
    const Json &labels = at(term, "/matchExpressions");
    if (labels.is_array() && !cluster::matchesLabels({{"matchExpressions", labels}}, node))
        return false;
    const Json &fields = at(term, "/matchFields");
    if (fields.is_array())
        for (const Json &field : fields) {
            const Json values = field.value("values", Json::array());
            const bool in = std::find(values.begin(), values.end(), text(node, "/metadata/name"))
                            != values.end();
            if (in != (text(field, "/operator") == "In"))
                return false;
        }
    return labels.is_array() || fields.is_array();
}

bool affine(const Json &pod, const Json &node)
{
    const Json &selector = at(pod, "/spec/nodeSelector");
    if (selector.is_object() && !selector.empty() && !cluster::matchesLabels(selector, node))
        return false;
    const Json &terms = at(pod, "/spec/affinity/nodeAffinity/"
                                "requiredDuringSchedulingIgnoredDuringExecution/nodeSelectorTerms");
    return !terms.is_array() || std::any_of(terms.begin(), terms.end(), [&](const Json &term) {
        return termMatches(term, node);
    });
}

} // namespace

std::string refusal(const Json &pod, const Json &node)
{
    if (text(condition(node, "Ready"), "/status", "True") != "True")
        return "node(s) had untolerated taint {node.kubernetes.io/not-ready: }";
    if (at(node, "/spec/unschedulable") == true) {
        const Json taint = {{"key", "node.kubernetes.io/unschedulable"}, {"effect", "NoSchedule"}};
        if (!tolerated(taint, at(pod, "/spec/tolerations")))
            return "node(s) were unschedulable";
    }
    if (const std::string taint = untolerated(pod, node); !taint.empty())
        return taint;
    if (!affine(pod, node))
        return "node(s) didn't match Pod's node affinity/selector";
    return {};
}

Placement place(const Json &pod, const std::vector<Object> &nodes, const std::vector<Object> &pods)
{
    std::map<std::string, int> load;
    for (const Object &other : pods)
        if (podActive(*other))
            ++load[text(*other, "/spec/nodeName")];
    Placement best;
    std::map<std::string, int> reasons;
    for (const Object &node : nodes) {
        const std::string name = text(*node, "/metadata/name");
        if (const std::string why = refusal(pod, *node); !why.empty())
            ++reasons[why];
        else if (best.node.empty() || load[name] < load[best.node])
            best.node = name;
    }
    if (!best.node.empty())
        return best;
    best.message = "0/" + std::to_string(nodes.size()) + " nodes are available: ";
    std::string list;
    for (const auto &[why, count] : reasons)
        list += (list.empty() ? "" : ", ") + std::to_string(count) + " " + why;
    best.message += list.empty() ? "no nodes available to schedule pods." : list + ".";
    best.message += " preemption: 0/" + std::to_string(nodes.size()) + " nodes are available: "
                    + std::to_string(nodes.size()) + " Preemption is not helpful for scheduling.";
    return best;
}

Scheduler::Scheduler(boost::asio::any_io_executor executor, cluster::Objects &objects)
    : Controller(std::move(executor), objects, "pods", "default-scheduler")
{
    also("nodes", [this](const cluster::Event &event) {
        std::vector<Key> keys;
        if (event.before && at(*event.before, "/spec") == at(*event.now, "/spec")
            && at(*event.before, "/metadata/labels") == at(*event.now, "/metadata/labels"))
            return keys; // a heartbeat
        for (const Object &pod : store().list("pods"))
            if (text(*pod, "/spec/nodeName").empty())
                keys.push_back(
                    {"pods", text(*pod, "/metadata/namespace"), text(*pod, "/metadata/name")});
        return keys;
    });
}

Plan Scheduler::plan(const Key &key, const Object &self)
{
    Plan plan;
    if (!self || !text(*self, "/spec/nodeName").empty() || !podActive(*self)
        || text(*self, "/spec/schedulerName", "default-scheduler") != "default-scheduler"
        || !at(*self, "/spec/schedulingGates").empty())
        return plan;
    const Placement placement = place(*self, store().list("nodes"), store().list("pods"));
    if (!placement.node.empty()) {
        bind(key, self, placement.node);
        plan.steps.push_back(
            Tell{*self, "Normal", "Scheduled",
                 "Successfully assigned " + key.ns + "/" + key.name + " to " + placement.node});
        return plan;
    }
    Json status = at(*self, "/status");
    if (!status.is_object())
        status = {{"phase", "Pending"}};
    const Json before = status;
    setCondition(status["conditions"], "PodScheduled", false, "Unschedulable", placement.message,
                 std::chrono::system_clock::now());
    if (status == before)
        return plan;
    plan.steps.push_back(SetStatus{key, status});
    plan.steps.push_back(Tell{*self, "Warning", "FailedScheduling", placement.message});
    return plan;
}

void Scheduler::bind(const Key &key, const Object &pod, const std::string &node)
{
    // What POST …/binding does: the one write that may set a pod's node.
    Json bound = *pod;
    bound["spec"]["nodeName"] = node;
    Json &status = bound["status"];
    if (!status.is_object())
        status = {{"phase", "Pending"}};
    setCondition(status["conditions"], "PodScheduled", true, {}, {},
                 std::chrono::system_clock::now());
    store().put(key, std::move(bound));
}

} // namespace stage::nodes
