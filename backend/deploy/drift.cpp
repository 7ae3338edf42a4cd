// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/drift.h"

#include "backend/deploy/judge.h"
#include "backend/deploy/prober.h"
#include "backend/kube/look.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace deploy {

namespace {

constexpr int atOnce = 8;

QString keyOf(const kube::Ref &ref)
{
    return ref.kind + u' ' + (ref.ns.isEmpty() ? ref.name : ref.ns + u'/' + ref.name);
}

Item driftItem(const kube::Ref &ref, const QString &why, const QString &fix)
{
    return {u"drift-"_s + keyOf(ref).replace(u' ', u'-'), keyOf(ref), Level::Attention, why, fix};
}

} // namespace

QString otherWriter(const Json &live)
{
    QString last, who;
    const Json &fields = kube::look::at(live, {"metadata", "managedFields"});
    for (const Json &one : fields.is_array() ? fields : Json::array()) {
        const QString manager = kube::look::text(one, {"manager"});
        if (manager == QLatin1String(kube::Client::fieldManager)
            || !kube::look::text(one, {"subresource"}).isEmpty())
            continue;
        const QString time = kube::look::text(one, {"time"});
        if (time < last)
            continue;
        last = time;
        who = manager;
    }
    if (who.isEmpty())
        return {};
    const QDateTime at = QDateTime::fromString(last, Qt::ISODate);
    return at.isValid() ? who + u" at "_s + at.toLocalTime().toString(u"yyyy-MM-dd HH:mm"_s) : who;
}

std::optional<Item> driftOf(const Json &wanted, const core::Result<Json> &live,
                            const core::Result<Json> &dryRun)
{
    const kube::Ref ref = kube::refOf(wanted);
    if (!live) {
        const bool missing = live.error().kind == core::Fault::Kind::NotFound;
        return driftItem(ref, missing ? u"missing"_s : u"not checked: "_s + live.error().summary,
                         missing ? u"trustusbank-cockpit deploy puts it back."_s : QString());
    }
    if (!dryRun)
        return driftItem(ref, u"not checked: "_s + dryRun.error().summary, {});
    const Finding same = judgeApplied(*live, *dryRun, ref);
    if (same.holds)
        return {};
    const QString who = otherWriter(*live);
    const QString where = same.saw.section(u" differs at "_s, 1);
    return driftItem(ref,
                     u"changed at "_s + where + (who.isEmpty() ? QString() : u", last by "_s + who),
                     u"trustusbank-cockpit deploy writes it as the bundle says."_s);
}

Items extrasOf(const Json &list, const kube::Ref &kind, const QStringList &known)
{
    Items out;
    const Json &items = kube::look::at(list, "items");
    for (const Json &object : items.is_array() ? items : Json::array()) {
        kube::Ref ref{kind.apiVersion, kind.kind,
                      kube::look::text(object, {"metadata", "namespace"}),
                      kube::look::text(object, {"metadata", "name"})};
        const Json &owners = kube::look::at(object, {"metadata", "ownerReferences"});
        const bool generated = owners.is_array() && !owners.empty();
        if (!generated && !known.contains(keyOf(ref)))
            out.push_back(driftItem(ref, u"extra: the bundle does not know it"_s,
                                    u"Delete it, unless somebody meant it."_s));
    }
    return out;
}

std::vector<kube::Ref> policyPlaces(const std::vector<Json> &objects)
{
    std::vector<kube::Ref> out;
    for (const Json &object : objects) {
        kube::Ref ref = kube::refOf(object);
        if (!ref.kind.endsWith(u"Policy"_s) || ref.ns.isEmpty())
            continue;
        ref.name.clear();
        if (std::find(out.begin(), out.end(), ref) == out.end())
            out.push_back(ref);
    }
    return out;
}

Drift::Drift(const Services &services, QStringList phases, QObject *parent)
    : core::Task(parent)
    , m_services(services)
    , m_phases(std::move(phases))
{
}

void Drift::run()
{
    const auto plan = deployPlan(m_services.bundle, {}, {});
    if (!plan)
        return finish(core::Outcome::failed(plan.error()));
    for (const PlanStep &step : plan->steps) {
        const auto *apply = std::get_if<ApplyStep>(&step.spec.kind);
        if (!step.chosen || !apply)
            continue;
        for (const Json &object : apply->objects) {
            m_all.push_back(object);
            if (m_phases.contains(step.phase))
                m_objects.push_back({object, step.spec.id});
        }
    }
    for (const PhaseSpec &operation : m_services.bundle.operations) {
        for (const StepSpec &step : operation.steps) {
            if (const auto *apply = std::get_if<ApplyStep>(&step.kind))
                m_all.insert(m_all.end(), apply->objects.begin(), apply->objects.end());
        }
    }
    for (const Json &object : m_all)
        m_known << keyOf(kube::refOf(object));
    if (!m_phases.isEmpty())
        m_places = policyPlaces(m_all);
    if (!m_services.client())
        m_objects.clear(), m_places.clear();
    askSome();
}

void Drift::askSome()
{
    while (m_context && m_open < atOnce && m_next < m_objects.size()) {
        ++m_open;
        askOne(m_next++);
    }
    if (m_context && m_open == 0 && m_next == m_objects.size()
        && !std::exchange(m_extrasAsked, true))
        return askNextPlace();
    endIfOver();
}

void Drift::askOne(std::size_t index)
{
    const kube::Ref ref = kube::refOf(m_objects[index].wanted);
    kube::Client *client = m_services.client();
    const auto settle = [this, index](const core::Result<Json> &live,
                                      const core::Result<Json> &dry) {
        m_objects[index].item = driftOf(m_objects[index].wanted, live, dry);
        ++m_looked;
        --m_open;
        askSome();
    };
    client->get(ref, m_context.get(),
                [this, client, index, settle](const core::Result<Json> &live) {
                    if (!live)
                        return settle(live, live);
                    client->apply(m_objects[index].wanted, true, m_context.get(),
                                  [settle, live](const core::Result<Json> &dry) {
                                      settle(live, dry);
                                  });
                });
}

void Drift::askNextPlace()
{
    if (m_place == m_places.size())
        return endIfOver();
    const kube::Ref place = m_places[m_place++];
    ++m_open;
    m_services.client()->get(place, m_context.get(), [this, place](const core::Result<Json> &list) {
        --m_open;
        for (const Item &item : list ? extrasOf(*list, place, m_known) : Items())
            m_extras.push_back(item);
        askNextPlace();
    });
}

void Drift::endIfOver()
{
    if (m_open > 0 || !m_context || !m_extrasAsked || m_place < m_places.size())
        return;
    m_context.release()->deleteLater();
    for (const Object &object : m_objects) {
        if (object.item)
            m_items.push_back(*object.item);
    }
    m_items.insert(m_items.end(), m_extras.begin(), m_extras.end());
    finish(core::Outcome::done());
}

void Drift::halt()
{
    if (m_context)
        m_context.release()->deleteLater();
    finish(core::Outcome::cancelled());
}

} // namespace deploy
