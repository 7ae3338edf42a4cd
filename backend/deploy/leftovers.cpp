// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/leftovers.h"

#include "backend/kube/look.h"

#include <QPointer>
#include <algorithm>

using namespace Qt::StringLiterals;

namespace deploy {

namespace {

using kube::look::at;
using kube::look::text;
using Fate = Leftover::Fate;

QString nsOf(const Bundle &bundle, const char *name)
{
    return text(bundle.vars, {"ns", name});
}

/// Applied by this program, now or in an earlier run: not left by anybody else.
bool isOurs(const Json &object)
{
    const Json &fields = at(object, {"metadata", "managedFields"});
    return fields.is_array() && std::any_of(fields.begin(), fields.end(), [](const Json &each) {
               return text(each, {"manager"}) == QLatin1String(kube::Client::fieldManager);
           });
}

QString releaseOf(const Json &object)
{
    // A key with slashes and dots: no path of look's.
    const Json &annotations = at(object, {"metadata", "annotations"});
    return text(annotations, {"meta.helm.sh/release-name"});
}

QString imageOf(const Json &workload)
{
    const Json &containers = at(workload, {"spec", "template", "spec", "containers"});
    return containers.is_array() && !containers.empty() ? text(containers[0], {"image"})
                                                        : QString();
}

/// Where the open-source Istio's images come from; anything else may be a mirror of Solo's.
bool isOpenIstio(const QString &image)
{
    static const QStringList places{u"docker.io/istio/"_s, u"istio/"_s, u"gcr.io/istio-release/"_s,
                                    u"gcr.io/istio-testing/"_s, u"registry.istio.io/"_s};
    return std::any_of(places.begin(), places.end(),
                       [&image](const QString &place) { return image.startsWith(place); });
}

Leftover istio(const Json &istiod, const Bundle &bundle)
{
    Leftover found;
    found.id = u"istio"_s;
    found.title = u"open-source Istio ("_s + imageOf(istiod) + u')';
    if (bundle.edition == u"bare") {
        found.fate = Fate::Kept;
        found.why = u"This edition uses no mesh; it stays as it is."_s;
        return found;
    }
    if (!releaseOf(istiod).isEmpty()) {
        found.why = u"helm made it (release "_s + releaseOf(istiod)
                    + u"), so it is upgraded to Solo's build in place."_s;
        return found;
    }
    found.fate = Fate::Refused;
    found.why = u"istioctl made it, and helm does not take over what it has not made: Solo's "
                "istiod cannot be installed beside it."_s;
    found.action = u"Remove it (istioctl uninstall --purge -y, then kubectl delete namespace "_s
                   + nsOf(bundle, "istio")
                   + u"), or deploy onto a new cluster (kind delete cluster)."_s;
    return found;
}

/// The release of the agentgateway that this bundle deploys.
QString ownGateway(const Bundle &bundle)
{
    const QString release = text(bundle.vars, {"gateway", "release"});
    return release.isEmpty() ? u"enterprise-agentgateway"_s : release;
}

/// The product that the bundle has not taken: each has its own release names.
Leftover otherGateway(const QStringList &releases, const Bundle &bundle)
{
    Leftover found;
    found.id = u"agentgateway"_s;
    found.title = (releases.first().startsWith(u"enterprise-"_s) ? u"enterprise agentgateway"_s
                                                                 : u"open-source agentgateway"_s)
                  + u" (releases "_s + releases.join(u", "_s) + u')';
    if (bundle.edition == u"bare") {
        found.fate = Fate::Kept;
        found.why = u"This edition uses no gateway; it stays as it is."_s;
        return found;
    }
    found.fate = Fate::Refused;
    found.why = u"Its chart owns the definitions that "_s + ownGateway(bundle)
                + u"'s chart brings, too, and helm lets only one own them."_s;
    found.action = u"helm uninstall "_s + releases.join(u' ') + u" -n "_s + nsOf(bundle, "platform")
                   + u", then deploy again."_s;
    return found;
}

/// The policies of the old phase 02 and of the old second and third demo, by name.
bool isOldPolicy(const QString &name)
{
    static const QStringList names{u"default-deny"_s,
                                   u"allow-agents-to-mcp"_s,
                                   u"allow-platform-to-agents"_s,
                                   u"allow-gw-to-vendor"_s,
                                   u"deny-bank-to-attacker"_s,
                                   u"deny-vendor-to-attacker"_s,
                                   u"deny-mcp-vendor-route-l7"_s};
    return names.contains(name);
}

/// What the old phase 06 wrote: names that ours have, too, in a form that answers 403 to all.
bool isOldAllowlist(const QString &name)
{
    static const QStringList names{u"account-mcp-allowlist"_s, u"transaction-mcp-allowlist"_s,
                                   u"ticket-mcp-allowlist"_s};
    return names.contains(name);
}

Leftover removed(const char *id, const QString &title, const QString &why)
{
    Leftover found;
    found.id = QString::fromLatin1(id);
    found.title = title;
    found.fate = Fate::Removed;
    found.why = why;
    return found;
}

QString namesOf(const std::vector<kube::Ref> &objects)
{
    QStringList names;
    for (const kube::Ref &ref : objects)
        names << ref.ns + u'/' + ref.name;
    return names.join(u", "_s);
}

/// One question after the other; what may not be read or is no kind here is not there.
class Looking : public std::enable_shared_from_this<Looking> {
public:
    Looking(const Services &services, QObject *context, LeftoversDone done)
        : m_services(services)
        , m_context(context)
        , m_done(std::move(done))
        , m_questions(leftoverQuestions(services.bundle))
    {
    }

    void next()
    {
        kube::Client *client = m_services.client();
        if (!m_context)
            return;
        if (m_at == m_questions.size() || !client)
            return m_done(leftovers(m_objects, m_services.bundle));
        const Question &question = m_questions[m_at++];
        client->get(
            question.ref, m_context,
            [self = shared_from_this(),
             kind = question.ref.kind](const core::Result<Json> &answer) {
                if (!answer && answer.error().kind == core::Fault::Kind::Missing)
                    return self->m_done(tl::unexpected(answer.error()));
                if (answer)
                    self->keep(*answer, kind);
                self->next();
            },
            question.query);
    }

private:
    void keep(const Json &answer, const QString &kind)
    {
        const Json &items = at(answer, "items");
        const Json list = items.is_array() ? items : Json::array({answer});
        for (Json item : list) {
            if (!item.is_object())
                continue;
            item["kind"] = kind.toStdString();
            m_objects.push_back(std::move(item));
        }
    }

    const Services &m_services;
    QPointer<QObject> m_context;
    LeftoversDone m_done;
    std::vector<Question> m_questions;
    std::size_t m_at = 0;
    std::vector<Json> m_objects;
};

} // namespace

std::vector<Question> leftoverQuestions(const Bundle &bundle)
{
    const auto ns = [&bundle](const char *name) { return nsOf(bundle, name); };
    std::vector<Question> questions{
        {{u"apps/v1"_s, u"Deployment"_s, ns("istio"), u"istiod"_s}, {}},
        {{u"v1"_s, u"Secret"_s, ns("platform"), {}},
         u"labelSelector=owner%3Dhelm%2Cname%20in%20(agentgateway%2Cagentgateway-crds%2C"
         "enterprise-agentgateway%2Centerprise-agentgateway-crds)"_s},
        {{u"v1"_s, u"Pod"_s, ns("agents"), u"hbone-sniffer"_s}, {}}};
    for (const char *where : {"mcp", "agents", "vendors", "attacker", "platform"})
        questions.push_back(
            {{u"security.istio.io/v1"_s, u"AuthorizationPolicy"_s, ns(where), {}}, {}});
    questions.push_back(
        {{u"agentgateway.dev/v1alpha1"_s, u"AgentgatewayPolicy"_s, ns("platform"), {}}, {}});
    for (const char *where : {"mcp", "agents"})
        questions.push_back({{u"gateway.networking.k8s.io/v1"_s, u"Gateway"_s, ns(where), {}}, {}});
    return questions;
}

std::vector<Leftover> leftovers(const std::vector<Json> &objects, const Bundle &bundle)
{
    std::vector<Leftover> found;
    QStringList releases;
    Leftover policies = removed("policies", u"authorization policies of the old scripts"_s,
                                u"They would refuse the calls of the first two acts."_s);
    Leftover allowlists = removed("allowlists", u"tool allowlists of the old scripts"_s,
                                  u"Their form refuses every call, and what they say would stay "
                                  "beside this demo's own under the same names."_s);
    Leftover waypoints = removed("waypoints", u"waypoints made by istioctl"_s,
                                 u"They take in the agents' calls and drop those that they have no "
                                 "route for."_s);
    Leftover sniffer = removed("sniffer", u"the pod hbone-sniffer"_s,
                               u"It is a tool of the old scripts and nothing needs it."_s);
    for (const Json &object : objects) {
        const QString kind = text(object, {"kind"});
        const QString name = text(object, {"metadata", "name"});
        const QString ns = text(object, {"metadata", "namespace"});
        if (name.isEmpty() || isOurs(object))
            continue;
        if (kind == u"Deployment" && name == u"istiod" && isOpenIstio(imageOf(object)))
            found.push_back(istio(object, bundle));
        else if (kind == u"Secret" && text(object, {"metadata", "labels", "owner"}) == u"helm")
            releases << text(object, {"metadata", "labels", "name"});
        else if (kind == u"AuthorizationPolicy" && isOldPolicy(name))
            policies.objects.push_back({u"security.istio.io/v1"_s, kind, ns, name});
        else if (kind == u"AgentgatewayPolicy" && isOldAllowlist(name))
            allowlists.objects.push_back({u"agentgateway.dev/v1alpha1"_s, kind, ns, name});
        else if (kind == u"Gateway" && name == u"waypoint"
                 && text(object, {"spec", "gatewayClassName"}) == u"istio-waypoint")
            waypoints.objects.push_back({u"gateway.networking.k8s.io/v1"_s, kind, ns, name});
        else if (kind == u"Pod" && name == u"hbone-sniffer")
            sniffer.objects.push_back({u"v1"_s, kind, ns, name});
    }
    releases.removeDuplicates();
    releases.removeAll(ownGateway(bundle));
    releases.removeAll(ownGateway(bundle) + u"-crds"_s);
    releases.sort();
    if (!releases.isEmpty())
        found.push_back(otherGateway(releases, bundle));
    for (Leftover *each : {&policies, &allowlists, &waypoints, &sniffer}) {
        if (each->objects.empty())
            continue;
        if (each != &sniffer)
            each->title += u" ("_s + namesOf(each->objects) + u')';
        found.push_back(*each);
    }
    return found;
}

bool changesAny(const std::vector<Leftover> &found)
{
    return std::any_of(found.begin(), found.end(), [](const Leftover &each) {
        return each.fate == Fate::Adopted || each.fate == Fate::Removed;
    });
}

QString leftoverText(const std::vector<Leftover> &found)
{
    QStringList lines;
    for (const Leftover &each : found)
        lines << (each.fate == Fate::Removed   ? u"to be taken away: "_s
                  : each.fate == Fate::Adopted ? u"to be taken over: "_s
                  : each.fate == Fate::Kept    ? u"left alone: "_s
                                               : u"in the way: "_s)
                     + each.title + u". "_s + each.why;
    return lines.join(u'\n');
}

std::optional<core::Fault> refusal(const std::vector<Leftover> &found)
{
    const auto refused = std::find_if(found.begin(), found.end(), [](const Leftover &each) {
        return each.fate == Fate::Refused;
    });
    if (refused == found.end())
        return std::nullopt;
    return core::Fault{core::Fault::Kind::Refused,
                       u"this cluster has "_s + refused->title + u". "_s + refused->why,
                       {},
                       refused->action};
}

Plan withTidying(Plan plan, const std::vector<Leftover> &found)
{
    std::vector<PlanStep> steps;
    for (const Leftover &each : found) {
        if (each.fate != Fate::Removed)
            continue;
        PlanStep step;
        step.phase = u"old"_s;
        step.spec.id = u"old."_s + QString::number(steps.size() + 1);
        step.spec.title = u"Take away "_s + each.title;
        step.spec.kindName = u"delete"_s;
        step.spec.kind = DeleteStep{each.objects, std::nullopt};
        step.spec.timeout = std::chrono::minutes(2);
        step.expected = std::chrono::seconds(1);
        for (const kube::Ref &ref : each.objects)
            step.spec.doneWhen.push_back({Absent{ref}, {}});
        steps.push_back(std::move(step));
    }
    if (steps.empty())
        return plan;
    const std::size_t count = steps.size();
    std::vector<std::size_t> first(count);
    for (std::size_t i = 0; i < count; ++i)
        first[i] = i;
    for (PlanStep &step : plan.steps) {
        for (std::size_t &need : step.needs)
            need += count;
        if (step.needs.empty() && step.chosen)
            step.needs = first;
        steps.push_back(std::move(step));
    }
    plan.steps = std::move(steps);
    plan.phases.insert(plan.phases.begin(), {u"old"_s, u"What older scripts left"_s});
    return plan;
}

void findLeftovers(const Services &services, QObject *context, LeftoversDone done)
{
    std::make_shared<Looking>(services, context, std::move(done))->next();
}

} // namespace deploy
