// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/helmaction.h"

#include "backend/kube/look.h"

using namespace Qt::StringLiterals;

namespace deploy {

const Json *pendingRevision(const Json &secrets)
{
    const Json *newest = nullptr;
    int highest = -1;
    const Json &items = kube::look::at(secrets, "items");
    if (!items.is_array())
        return nullptr;
    for (const Json &secret : items) {
        const int version = kube::look::text(secret, {"metadata", "labels", "version"}).toInt();
        if (version > highest) {
            highest = version;
            newest = &secret;
        }
    }
    const bool pending =
        newest
        && kube::look::text(*newest, {"metadata", "labels", "status"}).startsWith(u"pending-"_s);
    return pending ? newest : nullptr;
}

HelmAction::HelmAction(HelmStep step, const Services &services, std::chrono::milliseconds timeout)
    : KubeAction(services)
    , m_step(std::move(step))
    , m_timeout(timeout)
{
}

HelmAction::~HelmAction() = default;

void HelmAction::run()
{
    kube::Client *cluster = client();
    if (!cluster)
        return;
    cluster->get(
        {u"v1"_s, u"Secret"_s, m_step.ns, {}}, context(),
        [this](const core::Result<Json> &list) {
            const Json *pending = list ? pendingRevision(*list) : nullptr;
            if (pending)
                clear(*pending);
            else
                upgrade(); // helm itself says what is wrong with a cluster that does not answer
        },
        u"labelSelector=owner%3Dhelm%2Cname%3D"_s + m_step.release);
}

void HelmAction::clear(const Json &secret)
{
    emit progress(u"an earlier helm was killed while it worked on "_s + m_step.release
                  + u"; deleting its revision "_s
                  + kube::look::text(secret, {"metadata", "labels", "version"}));
    kube::Ref ref = kube::refOf(secret);
    if (ref.kind.isEmpty()) { // items of a list may leave out what they are
        ref.apiVersion = u"v1"_s;
        ref.kind = u"Secret"_s;
    }
    kube::Client *cluster = client();
    if (!cluster)
        return;
    cluster->remove(ref, context(), [this](const core::Result<Json> &removed) {
        if (removed)
            upgrade();
        else
            stop(core::Outcome::failed(removed.error()));
    });
}

void HelmAction::upgrade()
{
    m_tool = std::make_unique<ToolAction>(helmTool(m_step, m_services, m_timeout), m_services);
    connect(m_tool.get(), &core::Task::progress, this, &core::Task::progress);
    connect(m_tool.get(), &Action::toolStarted, this, &Action::toolStarted);
    connect(m_tool.get(), &core::Task::finished, this,
            [this](const core::Outcome &outcome) { finish(outcome); });
    m_tool->start();
}

void HelmAction::halt()
{
    if (m_tool)
        m_tool->cancel();
    else
        KubeAction::halt();
}

} // namespace deploy
