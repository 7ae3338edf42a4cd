// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/resetitems.h"

#include "backend/core/duration.h"
#include "backend/kube/look.h"

#include <QSet>
#include <algorithm>

using namespace Qt::StringLiterals;

namespace deploy {

namespace {

/// The forward that a step asks through, or "".
QString forwardOf(const StepSpec &step)
{
    const auto ofProbe = [](const Probe &probe) {
        const auto *call = std::get_if<HttpCall>(&probe.kind);
        return call ? call->forward : QString();
    };
    if (const auto *http = std::get_if<HttpStep>(&step.kind))
        return http->call.forward;
    if (const auto *check = std::get_if<CheckStep>(&step.kind))
        return ofProbe(check->probe);
    if (const auto *wait = std::get_if<WaitStep>(&step.kind))
        return ofProbe(wait->probe);
    for (const Probe &probe : step.doneWhen) {
        if (const QString forward = ofProbe(probe); !forward.isEmpty())
            return forward;
    }
    return {};
}

bool concerns(const StepSpec &step, QLatin1String kind)
{
    if (const auto *apply = std::get_if<ApplyStep>(&step.kind))
        return std::any_of(apply->objects.begin(), apply->objects.end(),
                           [kind](const Json &one) { return kube::refOf(one).kind == kind; });
    if (const auto *remove = std::get_if<DeleteStep>(&step.kind))
        return (remove->all && remove->all->kind == kind)
               || std::any_of(remove->objects.begin(), remove->objects.end(),
                              [kind](const kube::Ref &one) { return one.kind == kind; });
    return false;
}

bool isGood(StepState state)
{
    return state == StepState::Done || state == StepState::Already;
}

QString titleOf(const QString &id, const StepSpec &step)
{
    if (id == u"policies")
        return u"Mesh policies"_s;
    if (id == u"digest")
        return u"The approved converter runs"_s;
    return step.title;
}

} // namespace

QString stateItemId(const StepSpec &step)
{
    static const QMap<QString, QString> names{{u"mailhog"_s, u"inbox"_s},
                                              {u"registry"_s, u"catalogue"_s},
                                              {u"prometheus"_s, u"alerts"_s}};
    if (const QString forward = forwardOf(step); !forward.isEmpty())
        return names.value(forward, forward);
    if (concerns(step, QLatin1String("AuthorizationPolicy")))
        return u"policies"_s;
    if (concerns(step, QLatin1String("AgentgatewayPolicy"))
        || concerns(step, QLatin1String("EnterpriseAgentgatewayPolicy")))
        return u"allowlists"_s;
    const bool runs = std::any_of(step.doneWhen.begin(), step.doneWhen.end(), [](const Probe &one) {
        return std::holds_alternative<Running>(one.kind);
    });
    return runs || std::holds_alternative<RetagStep>(step.kind) ? u"digest"_s : step.id;
}

Items stateItems(const Plan &plan, const Reports &reports, Level bad)
{
    Items items;
    for (std::size_t i = 0; i < plan.steps.size() && i < reports.size(); ++i) {
        const PlanStep &step = plan.steps[i];
        if (!step.chosen)
            continue;
        const QString id = stateItemId(step.spec);
        auto item = std::find_if(items.begin(), items.end(),
                                 [&id](const Item &one) { return one.id == id; });
        if (item == items.end()) {
            items.push_back({id, titleOf(id, step.spec), Level::Ok, u"so already"_s, {}});
            item = items.end() - 1;
        }
        if (reports[i].state == StepState::Done && item->level == Level::Ok)
            item->why = u"put right"_s;
        if (isGood(reports[i].state) || item->level != Level::Ok)
            continue;
        item->level = bad;
        item->why = step.spec.title + u": "_s
                    + (reports[i].why.isEmpty() ? outcomeWord(reports[i].state) : reports[i].why);
        if (const auto *check = std::get_if<CheckStep>(&step.spec.kind))
            item->fix = check->fix;
    }
    return items;
}

Reports reportsOf(const Plan &plan, const Json &phases)
{
    Reports reports = freshReports(plan);
    const Json none = Json::array();
    for (const Json &phase : phases.is_array() ? phases : none) {
        const Json &steps = kube::look::at(phase, "steps");
        for (const Json &step : steps.is_array() ? steps : none) {
            const auto index = plan.find(kube::look::text(step, {"id"}));
            if (!index)
                continue;
            StepReport &report = reports[*index];
            const QString word = kube::look::text(step, {"outcome"});
            for (const StepState state : {StepState::Done, StepState::Already, StepState::Skipped,
                                          StepState::Failed, StepState::Cancelled}) {
                if (outcomeWord(state) == word)
                    report.state = state;
            }
            report.why = kube::look::text(step, {"why"});
            const Json &seconds = kube::look::at(step, "seconds");
            report.end = milliseconds(
                seconds.is_number() ? static_cast<qint64>(seconds.get<double>() * 1000) : 0);
        }
    }
    return reports;
}

milliseconds waitedFor(const Plan &plan, const Reports &reports, const QString &item)
{
    milliseconds longest{0};
    for (std::size_t i = 0; i < plan.steps.size() && i < reports.size(); ++i) {
        if (stateItemId(plan.steps[i].spec) == item)
            longest = std::max(longest, reports[i].end - reports[i].begin);
    }
    return longest;
}

std::optional<milliseconds> glowLeft(const Plan &plan, const Reports &reports, milliseconds window,
                                     milliseconds now)
{
    for (const PlanStep &step : plan.steps) {
        if (!std::holds_alternative<WaitStep>(step.spec.kind)
            || stateItemId(step.spec) != u"alerts")
            continue;
        milliseconds gone{0};
        for (const std::size_t need : step.needs) {
            if (!isGood(reports[need].state))
                return {};
            gone = std::max(gone, reports[need].end);
        }
        return std::max(milliseconds(0), window - (now - gone));
    }
    return {};
}

milliseconds alertWindow(const Bundle &bundle)
{
    const Json::json_pointer path("/window");
    if (!bundle.paceValues.is_object() || !bundle.paceValues.contains(path))
        return milliseconds(0);
    return core::parseDuration(QString::fromStdString(textOf(bundle.paceValues.at(path))))
        .value_or(milliseconds(0));
}

} // namespace deploy
