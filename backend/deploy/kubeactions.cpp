// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/kubeactions.h"

#include "backend/deploy/judge.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace deploy {

namespace {

constexpr std::chrono::milliseconds pause(int tries)
{
    return std::min(std::chrono::milliseconds(100) * (1 << std::min(tries, 5)),
                    std::chrono::milliseconds(2000));
}

int rank(const Json &object)
{
    const std::string kind = textOf(object.value("kind", Json("")));
    return kind == "Namespace" ? 0 : kind == "CustomResourceDefinition" ? 1 : 2;
}

} // namespace

std::vector<Json> applyOrder(std::vector<Json> objects)
{
    std::stable_sort(objects.begin(), objects.end(),
                     [](const Json &a, const Json &b) { return rank(a) < rank(b); });
    return objects;
}

bool notReadyYet(const core::Fault &fault)
{
    using Kind = core::Fault::Kind;
    if (fault.kind == Kind::NotFound || fault.kind == Kind::Missing || fault.kind == Kind::TimedOut)
        return true;
    for (const QString &words : {u"webhook"_s, u"being terminated"_s, u"no matches for kind"_s,
                                 u"the server is currently unable"_s}) {
        if (fault.summary.contains(words) || fault.detail.contains(words))
            return true;
    }
    return false;
}

void KubeAction::halt()
{
    stop(core::Outcome::cancelled());
}

void KubeAction::stop(core::Outcome outcome)
{
    m_context.reset();
    finish(std::move(outcome));
}

kube::Client *KubeAction::client()
{
    kube::Client *client = m_services.client();
    if (!client)
        finish(core::Outcome::failed(
            {core::Fault::Kind::Missing, u"there is no cluster yet"_s, {}, {}}));
    return client;
}

void KubeAction::end(const core::Result<Json> &answer)
{
    finish(answer ? core::Outcome::done() : core::Outcome::failed(answer.error()));
}

void KubeAction::after(std::chrono::milliseconds delay, std::function<void()> callback)
{
    m_services.clock.after(delay, context(), std::move(callback));
}

ApplyAction::ApplyAction(std::vector<Json> objects, const Services &services)
    : KubeAction(services)
{
    for (Json &object : applyOrder(std::move(objects)))
        m_objects.push_back(std::move(object));
}

void ApplyAction::run()
{
    next();
}

void ApplyAction::next()
{
    if (m_objects.empty())
        return finish(core::Outcome::done());
    kube::Client *api = client();
    if (!api)
        return;
    api->apply(m_objects.front(), false, context(), [this](const core::Result<Json> &answer) {
        if (answer)
            applied(m_objects.front());
        else
            retry(answer.error());
    });
}

void ApplyAction::applied(const Json &object)
{
    const kube::Ref ref = kube::refOf(object);
    m_tries = 0;
    emit progress(u"applied "_s + nameOf(ref));
    if (rank(object) == 1)
        return awaitEstablished(ref);
    m_objects.pop_front();
    next();
}

void ApplyAction::awaitEstablished(const kube::Ref &ref)
{
    kube::Client *api = client();
    if (!api)
        return;
    api->get(ref, context(), [this, ref](const core::Result<Json> &answer) {
        const Finding finding = judgeCondition(answer, {ref, u"Established"_s, u"True"_s});
        if (!finding.holds) {
            emit waiting(finding.saw);
            return after(pause(m_tries++), [this, ref] { awaitEstablished(ref); });
        }
        m_tries = 0;
        m_objects.pop_front();
        next();
    });
}

void ApplyAction::retry(const core::Fault &fault)
{
    if (!notReadyYet(fault))
        return finish(core::Outcome::failed(fault));
    emit waiting(fault.summary);
    after(pause(m_tries++), [this] { next(); });
}

DeleteAction::DeleteAction(DeleteStep step, const Services &services)
    : KubeAction(services)
    , m_step(std::move(step))
    , m_refs(m_step.objects.begin(), m_step.objects.end())
{
}

void DeleteAction::run()
{
    if (!m_step.all)
        return next();
    kube::Client *api = client();
    if (!api)
        return;
    api->get(*m_step.all, context(), [this](const core::Result<Json> &list) {
        if (!list && list.error().kind != core::Fault::Kind::NotFound)
            return end(list);
        const Json items = list && list->contains("items") && (*list)["items"].is_array()
                               ? (*list)["items"]
                               : Json::array();
        for (const Json &item : items) {
            kube::Ref ref = *m_step.all;
            const kube::Ref found = kube::refOf(item);
            ref.name = found.name;
            ref.ns = found.ns.isEmpty() ? ref.ns : found.ns;
            m_refs.push_back(ref);
        }
        next();
    });
}

void DeleteAction::next()
{
    if (m_refs.empty())
        return finish(core::Outcome::done());
    kube::Client *api = client();
    if (!api)
        return;
    const kube::Ref ref = m_refs.front();
    m_refs.pop_front();
    api->remove(ref, context(), [this, ref](const core::Result<Json> &answer) {
        if (!answer && answer.error().kind != core::Fault::Kind::NotFound)
            return end(answer);
        emit progress(u"deleted "_s + nameOf(ref));
        next();
    });
}

PatchAction::PatchAction(PatchStep step, const Services &services)
    : KubeAction(services)
    , m_step(std::move(step))
{
}

void PatchAction::run()
{
    if (kube::Client *api = client())
        api->patch(m_step.object, m_step.patch, context(),
                   [this](const core::Result<Json> &answer) { end(answer); });
}

RestartAction::RestartAction(RestartStep step, const Services &services)
    : KubeAction(services)
    , m_step(std::move(step))
    , m_prober(services)
{
}

void RestartAction::run()
{
    kube::Client *api = client();
    if (!api)
        return;
    const std::string now =
        m_services.clock.now().toUTC().toString(Qt::ISODateWithMs).toStdString();
    const Json patch{
        {"spec",
         {{"template",
           {{"metadata", {{"annotations", {{"kubectl.kubernetes.io/restartedAt", now}}}}}}}}}};
    api->patch(m_step.object, patch, context(), [this](const core::Result<Json> &answer) {
        if (!answer)
            return end(answer);
        emit progress(u"restarted "_s + nameOf(m_step.object));
        look();
    });
}

void RestartAction::look()
{
    m_prober.ask({Rollout{m_step.object}, {}}, nullptr, context(), [this](const Finding &finding) {
        if (finding.holds)
            return finish(core::Outcome::done());
        emit waiting(finding.saw);
        after(std::chrono::milliseconds(100), [this] { look(); });
    });
}

HttpAction::HttpAction(HttpStep step, const Services &services)
    : KubeAction(services)
    , m_step(std::move(step))
    , m_requests(services.transport)
{
}

void HttpAction::run()
{
    const HttpCall &call = m_step.call;
    if (const QString why = forwardTrouble(m_services, call); !why.isEmpty())
        return finish(core::Outcome::failed({core::Fault::Kind::Failed, why, {}, {}}));
    http::Request request;
    request.method = call.method;
    request.url = addressOf(m_services, call);
    request.headers = call.headers;
    request.body = call.body;
    m_requests.send(request, context(), [this](const core::Result<http::Reply> &reply) {
        const Finding finding = judgeHttp(reply, m_step.call);
        if (finding.holds)
            return finish(core::Outcome::done());
        if (!reply && notReadyYet(reply.error())) {
            emit waiting(finding.saw);
            return after(pause(m_tries++), [this] { run(); });
        }
        finish(core::Outcome::failed({core::Fault::Kind::Failed,
                                      finding.saw,
                                      reply ? QString::fromUtf8(reply->body.left(4096)) : QString(),
                                      {}}));
    });
}

RetagAction::RetagAction(RetagStep step, const Services &services)
    : KubeAction(services)
    , m_step(std::move(step))
    , m_registry(services.bundle.registryHost, services.transport)
{
}

void RetagAction::run()
{
    m_registry.retag(m_services.bundle.repository(m_step.image), m_step.from, m_step.to, context(),
                     [this](core::Result<void> moved) {
                         finish(moved ? core::Outcome::done()
                                      : core::Outcome::failed(moved.error()));
                     });
}

} // namespace deploy
