// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/nodes/plan.h"

namespace stage::nodes {

using cluster::text;

namespace {

class Actor {
public:
    Actor(cluster::Objects &objects, std::string component)
        : m_objects(objects)
        , m_component(std::move(component))
    {
    }

    std::vector<std::string> errors;

    void operator()(const Create &step)
    {
        const std::string kind = text(step.object, "/kind");
        const auto resource = m_objects.findKind(text(step.object, "/apiVersion"), kind);
        if (!resource)
            return fail("create " + kind + ": the kind is not served");
        const auto made = m_objects.create(*resource, text(step.object, "/metadata/namespace"),
                                           step.object, options());
        if (!made) {
            const std::string why = text(made.error().status, "/message");
            if (!step.reason.empty())
                tell(step.about, "Warning", "FailedCreate", "Error creating: " + why);
            return fail("create " + kind + " " + text(step.object, "/metadata/name") + ": " + why);
        }
        if (!step.reason.empty())
            tell(step.about, "Normal", step.reason, step.message + text(**made, "/metadata/name"));
    }

    void operator()(const Merge &step)
    {
        const auto resource = m_objects.findKind(step.what.apiVersion, step.what.kind);
        if (!resource)
            return fail("patch " + step.what.kind + ": the kind is not served");
        const auto done = m_objects.patch(*resource, step.what.ns, step.what.name,
                                          cluster::Objects::Patch::Merge, step.patch, options());
        if (!done)
            fail("patch " + step.what.kind + " " + step.what.name + ": "
                 + text(done.error().status, "/message"));
    }

    void operator()(const Remove &step)
    {
        const auto resource = m_objects.findKind(step.what.apiVersion, step.what.kind);
        if (!resource)
            return fail("delete " + step.what.kind + ": the kind is not served");
        const auto done = m_objects.remove(*resource, step.what.ns, step.what.name);
        if (!done && done.error().code() != 404)
            return fail("delete " + step.what.kind + " " + step.what.name + ": "
                        + text(done.error().status, "/message"));
        if (!step.reason.empty())
            tell(step.about, "Normal", step.reason, step.message + step.what.name);
    }

    void operator()(const SetStatus &step)
    {
        const auto done = m_objects.setStatus(step.key, step.status);
        if (!done && done.error().code() != 404)
            fail("set the status of " + step.key.resource + " " + step.key.name + ": "
                 + text(done.error().status, "/message"));
    }

    void operator()(const Tell &step) { tell(step.about, step.type, step.reason, step.message); }

private:
    void fail(std::string what) { errors.push_back(std::move(what)); }
    void tell(const Json &about, const std::string &type, const std::string &reason,
              const std::string &message)
    {
        m_objects.event(about, type, reason, message, m_component);
    }
    cluster::WriteOptions options() const
    {
        cluster::WriteOptions result;
        result.fieldManager = "kube-controller-manager";
        return result;
    }

    cluster::Objects &m_objects;
    std::string m_component;
};

} // namespace

std::vector<std::string> carryOut(const Plan &plan, cluster::Objects &objects,
                                  const std::string &component)
{
    Actor actor(objects, component);
    for (const auto &step : plan.steps)
        std::visit(actor, step);
    return actor.errors;
}

} // namespace stage::nodes
