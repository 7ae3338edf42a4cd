// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/clusterstate.h"

#include "backend/kube/look.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace deploy {

namespace {

constexpr int atOnce = 8;

using Hold = ClusterPicture::Phase::State;
using Switch = ClusterPicture::Switch;

/// A step whose end can be looked at: it says when it is done, and is more than a look itself.
bool leavesSomething(const PlanStep &step)
{
    return step.chosen && !step.spec.doneWhen.empty()
           && !std::holds_alternative<CheckStep>(step.spec.kind);
}

Hold stateOf(int holds, int asked)
{
    if (asked == 0)
        return Hold::Unknown;
    return holds == asked ? Hold::Holds : holds == 0 ? Hold::Absent : Hold::Partly;
}

/// "sha256:…" of an imageID such as "docker-pullable://host/name@sha256:…".
QString digestOf(const QString &imageId)
{
    const QString digest = imageId.contains(u'@') ? imageId.section(u'@', -1) : imageId;
    return digest.startsWith(u"sha256:"_s) ? digest : QString();
}

/// Whole: a script compares it with what the registry says.
QString known(const QString &digest)
{
    return digest.isEmpty() ? u"?"_s : digest;
}

} // namespace

bool ClusterPicture::deployed() const
{
    return !phases.empty() && std::all_of(phases.begin(), phases.end(), [](const Phase &phase) {
        return phase.state == Hold::Holds || phase.state == Hold::Unknown;
    });
}

QString switchWord(Switch state)
{
    switch (state) {
    case Switch::On: return u"on"_s;
    case Switch::Off: return u"off"_s;
    case Switch::Partly: return u"partly"_s;
    case Switch::Unknown: return u"unknown"_s;
    case Switch::NotHere: return u"not of this edition"_s;
    }
    return {};
}

Items itemsOf(const ClusterPicture &picture)
{
    Items items;
    for (const auto &phase : picture.phases) {
        Item item{u"phase-"_s + phase.id, phase.title, Level::Ok, u"holds"_s, {}};
        if (phase.state == Hold::Unknown)
            item.why = u"has nothing that could be looked at"_s;
        if (phase.state == Hold::Absent || phase.state == Hold::Partly) {
            item.level = Level::Attention;
            item.why =
                (phase.state == Hold::Absent ? u"not deployed: "_s : u"drifted or unfinished: "_s)
                + phase.missing.join(u"; "_s);
            item.fix = u"trustusbank-cockpit deploy --only "_s + phase.id;
        }
        items.push_back(item);
    }
    const auto policy = [&items](const QString &id, const QString &title, Switch state) {
        if (state == Switch::NotHere)
            return;
        items.push_back(
            {id,
             title,
             state == Switch::Partly || state == Switch::Unknown ? Level::Attention : Level::Ok,
             switchWord(state),
             {}});
    };
    policy(u"policies"_s, u"Mesh policies"_s, picture.policies);
    policy(u"policies-kagent"_s, u"Agent access policies"_s, picture.kagentPolicies);
    for (const auto &each : picture.running) {
        Item item{u"running-"_s + each.ns + u'/' + each.pod,
                  each.image,
                  Level::Ok,
                  u"runs "_s + known(each.digest),
                  {}};
        if (each.drifted()) {
            item.level = Level::Attention;
            item.why += u", the tag has "_s + known(each.tagged);
            item.fix = u"The pod is older than the tag's last move."_s;
        }
        items.push_back(item);
    }
    return items;
}

ClusterState::ClusterState(const Services &services, QObject *parent)
    : core::Task(parent)
    , m_services(services)
    , m_prober(services)
{
    connect(&m_prober, &Prober::becameIdle, this, &ClusterState::endIfOver);
}

void ClusterState::run()
{
    auto plan = deployPlan(m_services.bundle, {}, {});
    if (!plan)
        return finish(core::Outcome::failed(plan.error()));
    m_plan = *std::move(plan);
    for (const PlanPhase &phase : m_plan.phases)
        m_picture.phases.push_back({phase.id, phase.title, Hold::Unknown, {}});
    const auto tallies =
        std::make_shared<std::vector<std::pair<int, int>>>(m_picture.phases.size());
    for (const PlanStep &step : m_plan.steps) {
        if (!leavesSomething(step))
            continue;
        const auto at = std::find_if(m_picture.phases.begin(), m_picture.phases.end(),
                                     [&](const auto &phase) { return phase.id == step.phase; });
        const auto slot = static_cast<std::size_t>(at - m_picture.phases.begin());
        m_questions.push_back(
            {&step.spec, [this, tallies, slot, &step](const Finding &finding) {
                 if (finding.unreachable)
                     return; // behind a forward that is not open: nothing is known
                 auto &[holds, asked] = (*tallies)[slot];
                 holds += finding.holds;
                 ++asked;
                 auto &phase = m_picture.phases[slot];
                 phase.state = stateOf(holds, asked);
                 if (!finding.holds)
                     phase.missing
                         << step.spec.id + u' ' + step.spec.title
                                + (finding.saw.isEmpty() ? QString()
                                                         : QString(u": "_s + finding.saw));
             }});
    }
    m_operations.reserve(4); // questions keep the addresses of their steps
    for (const auto &[target, onId, offId] :
         {std::tuple{&m_picture.policies, u"policies-on"_s, u"policies-off"_s},
          std::tuple{&m_picture.kagentPolicies, u"policies-kagent-on"_s,
                     u"policies-kagent-off"_s}}) {
        const auto on = askOperation(onId);
        const auto off = askOperation(offId);
        m_settle.push_back([target = target, on, off] {
            const Hold isOn = stateOf(on->first, on->second);
            const Hold isOff = stateOf(off->first, off->second);
            if (isOn == Hold::Holds)
                *target = Switch::On;
            else if (isOff == Hold::Holds)
                *target = Switch::Off;
            else if (on->second + off->second == 0) // this edition has no such policies
                *target = Switch::NotHere;
            else
                *target = isOn == Hold::Unknown && isOff == Hold::Unknown ? Switch::Unknown
                                                                          : Switch::Partly;
        });
    }
    askSome();
}

std::shared_ptr<ClusterState::Tally> ClusterState::askOperation(const QString &id)
{
    auto tally = std::make_shared<Tally>();
    auto plan = operationPlan(m_services.bundle, id, {});
    if (!plan)
        return tally; // this bundle has no such operation
    m_operations.push_back(*std::move(plan));
    for (const PlanStep &step : m_operations.back().steps) {
        if (!leavesSomething(step))
            continue;
        m_questions.push_back({&step.spec, [tally](const Finding &finding) {
                                   tally->first += finding.holds;
                                   ++tally->second;
                               }});
    }
    return tally;
}

void ClusterState::askSome()
{
    while (m_context && m_open < atOnce && m_next < m_questions.size()) {
        const Question &question = m_questions[m_next++];
        ++m_open;
        m_prober.askAll(question.step->doneWhen, question.step, m_context.get(),
                        [this, &question](const Finding &finding) {
                            --m_open;
                            question.answer(finding);
                            askSome();
                        });
    }
    if (m_context && m_open == 0 && m_next == m_questions.size()
        && !std::exchange(m_imagesAsked, true))
        askImages();
    endIfOver();
}

void ClusterState::askImages()
{
    kube::Client *client = m_services.client();
    if (!client) {
        m_unreachable =
            core::Fault{core::Fault::Kind::Missing, u"there is no cluster to look at"_s, {}, {}};
        return;
    }
    ++m_open;
    client->get({u"v1"_s, u"Pod"_s, {}, {}}, m_context.get(),
                [this](const core::Result<Json> &list) {
                    --m_open;
                    if (list)
                        readPods(*list);
                    else
                        m_unreachable = list.error();
                    if (m_context)
                        askTags();
                    endIfOver();
                });
}

void ClusterState::readPods(const Json &list)
{
    const QString prefix = m_services.bundle.registryPrefix + u'/';
    const Json &items = kube::look::at(list, "items");
    for (const Json &pod : items.is_array() ? items : Json::array()) {
        const Json &statuses = kube::look::at(pod, {"status", "containerStatuses"});
        for (const Json &status : statuses.is_array() ? statuses : Json::array()) {
            const QString image = kube::look::text(status, {"image"});
            if (image.startsWith(prefix))
                m_picture.running.push_back({kube::look::text(pod, {"metadata", "namespace"}),
                                             kube::look::text(pod, {"metadata", "name"}),
                                             image,
                                             digestOf(kube::look::text(status, {"imageID"})),
                                             {}});
        }
    }
}

void ClusterState::askTags()
{
    const qsizetype host = m_services.bundle.registryPrefix.indexOf(u'/') + 1;
    for (std::size_t i = 0; i < m_picture.running.size(); ++i) {
        const QString name = m_picture.running[i].image.mid(host);
        const qsizetype colon = name.lastIndexOf(u':');
        if (colon < 0)
            continue;
        ++m_open;
        m_prober.registry().manifest(name.left(colon), name.mid(colon + 1), m_context.get(),
                                     [this, i](const core::Result<Manifest> &found) {
                                         --m_open;
                                         if (found)
                                             m_picture.running[i].tagged = found->digest;
                                         endIfOver();
                                     });
    }
}

void ClusterState::endIfOver()
{
    if (cancelRequested()) {
        if (m_prober.idle())
            finish(core::Outcome::cancelled());
        return;
    }
    if (m_open > 0 || !m_context || !m_imagesAsked || !m_prober.idle())
        return;
    m_context.release()->deleteLater();
    for (const auto &settle : m_settle)
        settle();
    if (m_unreachable)
        finish(core::Outcome::failed(*m_unreachable));
    else
        finish(core::Outcome::done());
}

void ClusterState::halt()
{
    if (m_context)
        m_context.release()->deleteLater(); // questions and the programs they started end with it
    endIfOver();
}

} // namespace deploy
