// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/nodes/statefulset.h"

#include <algorithm>

namespace stage::nodes {

using cluster::at;
using cluster::text;

namespace {

constexpr const char *kRevisionLabel = "controller-revision-hash";

int number(const Json &object, const std::string &pointer, int otherwise)
{
    const Json &value = at(object, pointer);
    return value.is_number() ? value.get<int>() : otherwise;
}

std::string revisionOf(const Json &pod)
{
    const Json &labels = at(pod, "/metadata/labels");
    return labels.is_object() ? labels.value(kRevisionLabel, std::string()) : std::string();
}

class Ordinals {
public:
    Ordinals(const Json &self, const std::vector<Object> &pods, Time now)
        : m_self(self)
        , m_now(now)
        , m_name(text(self, "/metadata/name"))
        , m_replicas(number(self, "/spec/replicas", 1))
        , m_parallel(text(self, "/spec/podManagementPolicy") == "Parallel")
        , m_update(m_name + "-" + templateHash(at(self, "/spec/template")))
        , m_current(text(self, "/status/currentRevision", m_update))
    {
        for (const Object &pod : pods)
            if (const auto ordinal = ordinalOf(*pod))
                m_pods[*ordinal] = pod;
    }

    Plan decide()
    {
        if (fill() || m_parallel)
            if (shrink() || m_parallel)
                update();
        writeStatus();
        return std::move(m_plan);
    }

private:
    std::optional<int> ordinalOf(const Json &pod) const
    {
        const std::string name = text(pod, "/metadata/name");
        if (name.rfind(m_name + "-", 0) != 0)
            return std::nullopt;
        const std::string rest = name.substr(m_name.size() + 1);
        if (rest.empty() || rest.find_first_not_of("0123456789") != std::string::npos)
            return std::nullopt;
        return std::atoi(rest.c_str());
    }

    bool healthy(const Object &pod) const { return podReady(*pod) && !terminating(*pod); }

    void create(int ordinal)
    {
        Json pod = podFromTemplate(m_self, "apps/v1", "StatefulSet", at(m_self, "/spec/template"));
        const std::string name = m_name + "-" + std::to_string(ordinal);
        Json &metadata = pod["metadata"];
        metadata["name"] = name;
        metadata["labels"]["statefulset.kubernetes.io/pod-name"] = name;
        metadata["labels"]["apps.kubernetes.io/pod-index"] = std::to_string(ordinal);
        metadata["labels"][kRevisionLabel] = m_update;
        pod["spec"]["hostname"] = name;
        if (const std::string domain = text(m_self, "/spec/serviceName"); !domain.empty())
            pod["spec"]["subdomain"] = domain;
        m_plan.steps.push_back(Create{pod, {}, {}, {}});
        m_plan.steps.push_back(
            Tell{m_self, "Normal", "SuccessfulCreate",
                 "create Pod " + name + " in StatefulSet " + m_name + " successful"});
    }

    void remove(const Object &pod)
    {
        const std::string name = text(*pod, "/metadata/name");
        m_plan.steps.push_back(
            Remove{{"v1", "Pod", text(*pod, "/metadata/namespace"), name}, {}, {}, {}});
        m_plan.steps.push_back(
            Tell{m_self, "Normal", "SuccessfulDelete",
                 "delete Pod " + name + " in StatefulSet " + m_name + " successful"});
    }

    /// True when every wanted ordinal exists and is healthy.
    bool fill()
    {
        for (int ordinal = 0; ordinal < m_replicas; ++ordinal) {
            const auto found = m_pods.find(ordinal);
            if (found == m_pods.end())
                create(ordinal);
            else if (podFinished(*found->second) && !terminating(*found->second))
                remove(found->second);
            else if (healthy(found->second))
                continue;
            else if (!m_parallel && mayReplaceBroken(found->second))
                return true;
            if (!m_parallel)
                return false;
        }
        return true;
    }

    /// A pod of an old revision that is not ready may be replaced: else a bad image never heals.
    bool mayReplaceBroken(const Object &pod) const
    {
        return !terminating(*pod) && revisionOf(*pod) != m_update;
    }

    /// True when no surplus ordinal is left.
    bool shrink()
    {
        for (auto it = m_pods.rbegin(); it != m_pods.rend() && it->first >= m_replicas; ++it) {
            if (!terminating(*it->second))
                remove(it->second);
            if (!m_parallel)
                return false;
        }
        return true;
    }

    void update()
    {
        if (text(m_self, "/spec/updateStrategy/type") == "OnDelete")
            return;
        const int partition = number(m_self, "/spec/updateStrategy/rollingUpdate/partition", 0);
        for (auto it = m_pods.rbegin(); it != m_pods.rend(); ++it) {
            if (it->first < partition || it->first >= m_replicas)
                continue;
            const bool old = revisionOf(*it->second) != m_update;
            if (old && !terminating(*it->second))
                remove(it->second);
            if (old || !healthy(it->second))
                return; // one at a time
        }
    }

    void writeStatus()
    {
        const int minReady = number(m_self, "/spec/minReadySeconds", 0);
        int replicas = 0, ready = 0, available = 0, updated = 0, current = 0;
        for (const auto &[ordinal, pod] : m_pods) {
            ++replicas;
            if (terminating(*pod))
                continue;
            ready += podReady(*pod);
            available += podAvailable(*pod, minReady, m_now);
            updated += revisionOf(*pod) == m_update;
            current += revisionOf(*pod) == m_current;
            if (const auto left = untilAvailable(*pod, minReady, m_now); left && left->count() > 0)
                m_plan.lookAgain(*left + std::chrono::milliseconds(5));
        }
        if (updated == m_replicas && ready >= m_replicas && replicas == m_replicas) {
            m_current = m_update;
            current = updated;
        }
        Json status = {{"observedGeneration", number(m_self, "/metadata/generation", 1)},
                       {"replicas", replicas},
                       {"availableReplicas", available},
                       {"collisionCount", 0},
                       {"currentRevision", m_current},
                       {"updateRevision", m_update}};
        for (const auto &[name, count] :
             {std::pair("readyReplicas", ready), std::pair("updatedReplicas", updated),
              std::pair("currentReplicas", current)})
            if (count > 0)
                status[name] = count;
        if (status != at(m_self, "/status"))
            m_plan.steps.push_back(
                SetStatus{{"statefulsets.apps", text(m_self, "/metadata/namespace"), m_name},
                          status});
    }

    const Json &m_self;
    Time m_now;
    std::string m_name;
    int m_replicas;
    bool m_parallel;
    std::string m_update, m_current;
    std::map<int, Object> m_pods;
    Plan m_plan;
};

} // namespace

Plan planStatefulSet(const Json &statefulSet, const std::vector<Object> &pods, Time now)
{
    if (terminating(statefulSet))
        return {};
    return Ordinals(statefulSet, pods, now).decide();
}

StatefulSetController::StatefulSetController(boost::asio::any_io_executor executor,
                                             cluster::Objects &objects)
    : Controller(std::move(executor), objects, "statefulsets.apps", "statefulset-controller")
{
    alsoOwned("pods", "StatefulSet");
}

Plan StatefulSetController::plan(const Key &, const Object &self)
{
    if (!self)
        return {};
    return planStatefulSet(*self, owned("pods", *self), std::chrono::system_clock::now());
}

} // namespace stage::nodes
