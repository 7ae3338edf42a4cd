// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/nodes/deployment.h"

#include <algorithm>
#include <cstdlib>

namespace stage::nodes {

using cluster::at;
using cluster::text;

namespace {

constexpr const char *kHash = "pod-template-hash";
constexpr const char *kRevision = "deployment.kubernetes.io/revision";
constexpr const char *kDesired = "deployment.kubernetes.io/desired-replicas";
constexpr const char *kMaximum = "deployment.kubernetes.io/max-replicas";

int number(const Json &object, const std::string &pointer, int otherwise = 0)
{
    const Json &value = at(object, pointer);
    return value.is_number() ? value.get<int>() : otherwise;
}

std::string annotation(const Json &object, const char *name)
{
    const Json &all = at(object, "/metadata/annotations");
    return all.is_object() ? all.value(name, std::string()) : std::string();
}

std::string hashOf(const Json &replicaSet)
{
    const Json &labels = at(replicaSet, "/metadata/labels");
    return labels.is_object() ? labels.value(kHash, std::string()) : std::string();
}

/// One rollout being decided: the ReplicaSets as they will be once the plan is carried out.
class Rollout {
public:
    Rollout(const Json &deployment, const std::vector<Object> &replicaSets, int podsLeft, Time now)
        : m_self(deployment)
        , m_podsLeft(podsLeft)
        , m_now(now)
        , m_desired(number(deployment, "/spec/replicas", 1))
        , m_bounds(rolloutBounds(deployment))
        , m_hash(templateHash(at(deployment, "/spec/template")))
    {
        for (const Object &set : replicaSets)
            if (!terminating(*set))
                m_sets.push_back(*set);
        std::stable_sort(m_sets.begin(), m_sets.end(), [](const Json &left, const Json &right) {
            return revision(left) < revision(right);
        });
        findNew();
    }

    Plan decide()
    {
        const bool paused = m_self["spec"].value("paused", false);
        if (paused) {
            scaleActive();
        } else if (text(m_self, "/spec/strategy/type") == "Recreate") {
            recreate();
        } else {
            ensureNew();
            rollUp();
            rollDown();
        }
        keepAnnotations();
        keepRevision(paused);
        if (!paused)
            trimHistory();
        const Json status = deploymentStatus(m_self, m_sets, newName(), m_created, m_plan, m_now);
        if (status != at(m_self, "/status"))
            m_plan.steps.push_back(
                SetStatus{{"deployments.apps", text(m_self, "/metadata/namespace"),
                           text(m_self, "/metadata/name")},
                          status});
        return std::move(m_plan);
    }

private:
    static int revision(const Json &set) { return std::atoi(annotation(set, kRevision).c_str()); }
    static int replicas(const Json &set) { return number(set, "/spec/replicas"); }
    static int available(const Json &set) { return number(set, "/status/availableReplicas"); }
    int total() const
    {
        int sum = 0;
        for (const Json &set : m_sets)
            sum += replicas(set);
        return sum;
    }
    std::string newName() const { return m_new ? text(*m_new, "/metadata/name") : std::string(); }
    Ref setRef(const Json &set) const
    {
        return {"apps/v1", "ReplicaSet", text(m_self, "/metadata/namespace"),
                text(set, "/metadata/name")};
    }

    void findNew()
    {
        m_new = nullptr;
        for (Json &set : m_sets)
            if (hashOf(set) == m_hash)
                m_new = &set;
    }

    int highestOldRevision() const
    {
        int highest = 0;
        for (const Json &set : m_sets)
            if (&set != m_new)
                highest = std::max(highest, revision(set));
        return highest;
    }

    Json copiedAnnotations() const
    {
        Json result = Json::object();
        const Json &mine = at(m_self, "/metadata/annotations");
        if (mine.is_object())
            for (const auto &[name, value] : mine.items())
                if (name != "kubectl.kubernetes.io/last-applied-configuration" && name != kRevision)
                    result[name] = value;
        result[kDesired] = std::to_string(m_desired);
        result[kMaximum] = std::to_string(m_desired + m_bounds.surge);
        return result;
    }

    /// What is noted on the Deployment is noted on its ReplicaSet, where "rollout undo" finds it
    /// again.
    void keepAnnotations()
    {
        if (!m_new || m_created)
            return;
        const Json mine = copiedAnnotations(), &theirs = at(*m_new, "/metadata/annotations");
        Json missing = Json::object();
        for (const auto &[name, value] : mine.items())
            if (name != kDesired && name != kMaximum
                && (!theirs.is_object() || theirs.value(name, Json()) != value))
                missing[name] = value;
        if (missing.empty())
            return;
        (*m_new)["metadata"]["annotations"].update(missing);
        m_plan.steps.push_back(Merge{setRef(*m_new), {{"metadata", {{"annotations", missing}}}}});
    }

    Json newReplicaSet(int count) const
    {
        Json podTemplate = at(m_self, "/spec/template");
        podTemplate["metadata"]["labels"][kHash] = m_hash;
        Json selector = at(m_self, "/spec/selector");
        selector["matchLabels"][kHash] = m_hash;
        Json annotations = copiedAnnotations();
        annotations[kRevision] = std::to_string(highestOldRevision() + 1);
        Json spec = {{"replicas", count}, {"selector", selector}, {"template", podTemplate}};
        if (number(m_self, "/spec/minReadySeconds") > 0)
            spec["minReadySeconds"] = number(m_self, "/spec/minReadySeconds");
        return {{"apiVersion", "apps/v1"},
                {"kind", "ReplicaSet"},
                {"metadata",
                 {{"name", text(m_self, "/metadata/name") + "-" + m_hash},
                  {"namespace", text(m_self, "/metadata/namespace")},
                  {"labels", at(podTemplate, "/metadata/labels")},
                  {"annotations", annotations},
                  {"ownerReferences",
                   Json::array({ownerReference(m_self, "apps/v1", "Deployment")})}}},
                {"spec", spec}};
    }

    void ensureNew()
    {
        if (m_new)
            return;
        const int room = m_desired + m_bounds.surge - total();
        const int count = std::max(0, std::min(room, m_desired));
        Json made = newReplicaSet(count);
        m_plan.steps.push_back(Create{made, {}, {}, {}});
        if (count > 0)
            tellScaled(made, 0, count);
        m_sets.push_back(std::move(made));
        findNew();
        m_created = true;
    }

    void tellScaled(const Json &set, int from, int to)
    {
        m_plan.steps.push_back(Tell{m_self, "Normal", "ScalingReplicaSet",
                                    std::string("Scaled ") + (to > from ? "up" : "down")
                                        + " replica set " + text(set, "/metadata/name") + " from "
                                        + std::to_string(from) + " to " + std::to_string(to)});
    }

    void scale(Json &set, int count)
    {
        const int before = replicas(set);
        if (before == count)
            return;
        set["spec"]["replicas"] = count;
        m_plan.steps.push_back(
            Merge{setRef(set),
                  {{"spec", {{"replicas", count}}},
                   {"metadata",
                    {{"annotations",
                      {{kDesired, std::to_string(m_desired)},
                       {kMaximum, std::to_string(m_desired + m_bounds.surge)}}}}}}});
        tellScaled(set, before, count);
    }

    void rollUp()
    {
        if (replicas(*m_new) > m_desired)
            return scale(*m_new, m_desired);
        const int room = m_desired + m_bounds.surge - total();
        if (room > 0)
            scale(*m_new, std::min(m_desired, replicas(*m_new) + room));
    }

    void rollDown()
    {
        const int minimum = m_desired - m_bounds.unavailable;
        int unhealthy = total() - minimum - (replicas(*m_new) - available(*m_new));
        if (unhealthy <= 0)
            return;
        for (Json &set : m_sets) { // those that serve nobody cost nothing
            if (&set == m_new || replicas(set) == 0)
                continue;
            const int down = std::min(unhealthy, replicas(set) - available(set));
            if (down > 0) {
                scale(set, replicas(set) - down);
                unhealthy -= down;
            }
        }
        int spare = -minimum;
        for (const Json &set : m_sets)
            spare += std::min(available(set), replicas(set));
        for (Json &set : m_sets) {
            if (&set == m_new || spare <= 0)
                continue;
            const int down = std::min(spare, replicas(set));
            scale(set, replicas(set) - down);
            spare -= down;
        }
    }

    void recreate()
    {
        for (Json &set : m_sets)
            if (&set != m_new)
                scale(set, 0);
        if (m_podsLeft > 0)
            return;
        ensureNew();
        scale(*m_new, m_desired);
    }

    /// Paused: nothing rolls, but the Deployment's size is still obeyed.
    void scaleActive()
    {
        Json *active = m_new;
        for (Json &set : m_sets)
            if (replicas(set) > 0 && (!active || replicas(*active) == 0))
                active = &set;
        if (active && total() - replicas(*active) <= m_desired)
            scale(*active, m_desired - (total() - replicas(*active)));
    }

    void keepRevision(bool paused)
    {
        if (!m_new)
            return;
        int mine = revision(*m_new);
        const int oldest = highestOldRevision();
        if (!m_created && !paused && mine <= oldest) { // rolled back to
            mine = oldest + 1;
            m_plan.steps.push_back(
                Merge{setRef(*m_new),
                      {{"metadata", {{"annotations", {{kRevision, std::to_string(mine)}}}}}}});
            (*m_new)["metadata"]["annotations"][kRevision] = std::to_string(mine);
        }
        if (annotation(m_self, kRevision) != std::to_string(mine))
            m_plan.steps.push_back(
                Merge{{"apps/v1", "Deployment", text(m_self, "/metadata/namespace"),
                       text(m_self, "/metadata/name")},
                      {{"metadata", {{"annotations", {{kRevision, std::to_string(mine)}}}}}}});
    }

    void trimHistory()
    {
        const int limit = number(m_self, "/spec/revisionHistoryLimit", 10);
        std::vector<Json *> idle;
        for (Json &set : m_sets)
            if (&set != m_new && replicas(set) == 0 && number(set, "/status/replicas") == 0)
                idle.push_back(&set);
        const int surplus = static_cast<int>(idle.size()) - limit;
        for (int i = 0; i < surplus; ++i) // m_sets is ordered by revision
            m_plan.steps.push_back(Remove{setRef(*idle[static_cast<std::size_t>(i)]), {}, {}, {}});
    }

    const Json &m_self;
    int m_podsLeft;
    Time m_now;
    int m_desired;
    RolloutBounds m_bounds;
    std::string m_hash;
    std::vector<Json> m_sets;
    Json *m_new = nullptr;
    bool m_created = false;
    Plan m_plan;
};

} // namespace

RolloutBounds rolloutBounds(const Json &deployment)
{
    if (text(deployment, "/spec/strategy/type") == "Recreate")
        return {};
    const int desired = number(deployment, "/spec/replicas", 1);
    RolloutBounds bounds;
    bounds.surge =
        scaledValue(at(deployment, "/spec/strategy/rollingUpdate/maxSurge"), desired, true, "25%");
    bounds.unavailable = scaledValue(at(deployment, "/spec/strategy/rollingUpdate/maxUnavailable"),
                                     desired, false, "25%");
    if (bounds.surge == 0 && bounds.unavailable == 0)
        bounds.unavailable = 1; // or nothing would ever move
    bounds.unavailable = std::min(bounds.unavailable, desired);
    return bounds;
}

Plan planDeployment(const Json &deployment, const std::vector<Object> &replicaSets, int podsLeft,
                    Time now)
{
    if (terminating(deployment))
        return {};
    return Rollout(deployment, replicaSets, podsLeft, now).decide();
}

DeploymentController::DeploymentController(boost::asio::any_io_executor executor,
                                           cluster::Objects &objects)
    : Controller(std::move(executor), objects, "deployments.apps", "deployment-controller")
{
    alsoOwned("replicasets.apps", "Deployment");
    // Recreate waits for the last old pod to be gone.
    also("pods", [this](const cluster::Event &event) {
        std::vector<Key> keys;
        const Json *owner =
            event.change == cluster::Change::Deleted ? controllerOf(*event.now) : nullptr;
        const Object set =
            owner && text(*owner, "/kind") == "ReplicaSet"
                ? store().get({"replicasets.apps", event.key.ns, text(*owner, "/name")})
                : nullptr;
        if (const Json *parent = set ? controllerOf(*set) : nullptr)
            keys.push_back({"deployments.apps", event.key.ns, text(*parent, "/name")});
        return keys;
    });
}

/// Its own ReplicaSets, and those that nobody owns and its selector fits: left by a deletion
/// without cascade.
std::vector<Object> DeploymentController::setsOf(const Json &self, Plan &adoption)
{
    std::vector<Object> sets = owned("replicasets.apps", self);
    if (terminating(self))
        return sets;
    for (const Object &set : store().list("replicasets.apps", text(self, "/metadata/namespace"))) {
        if (controllerOf(*set) || terminating(*set)
            || !cluster::matchesLabels(at(self, "/spec/selector"), *set))
            continue;
        const Json owner = ownerReference(self, "apps/v1", "Deployment");
        adoption.steps.push_back(
            Merge{{"apps/v1", "ReplicaSet", text(*set, "/metadata/namespace"),
                   text(*set, "/metadata/name")},
                  {{"metadata", {{"ownerReferences", Json::array({owner})}}}}});
        sets.push_back(set);
    }
    return sets;
}

Plan DeploymentController::plan(const Key &, const Object &self)
{
    if (!self)
        return {};
    Plan adoption;
    const std::vector<Object> sets = setsOf(*self, adoption);
    const std::string hash = templateHash(at(*self, "/spec/template"));
    int podsLeft = 0;
    for (const Object &set : sets)
        if (hashOf(*set) != hash)
            podsLeft += static_cast<int>(owned("pods", *set).size());
    Plan rollout = planDeployment(*self, sets, podsLeft, std::chrono::system_clock::now());
    rollout.steps.insert(rollout.steps.begin(), adoption.steps.begin(), adoption.steps.end());
    return rollout;
}

} // namespace stage::nodes
