// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/plan.h"

#include <algorithm>
#include <numeric>
#include <set>

using namespace Qt::StringLiterals;

namespace deploy {

namespace {

/// The usual duration of a kind that neither history nor the bundle knows.
milliseconds usual(const StepSpec &step)
{
    static const QMap<QString, int> byKind{{u"helm"_s, 30000},
                                           {u"tool"_s, 10000},
                                           {u"image"_s, 5000},
                                           {u"wait"_s, 20000},
                                           {u"restart"_s, 15000}};
    return milliseconds(byKind.value(step.kindName, 1000));
}

PlanStep planStep(const StepSpec &spec, const QString &phase, const Bundle &bundle,
                  const Durations &history)
{
    PlanStep step;
    step.spec = spec;
    step.phase = phase;
    if (!spec.when.holds(bundle.facts())) {
        step.chosen = false;
        step.why = u"only for "_s + spec.when.text();
    }
    step.expected = history.value(spec.id, spec.expect.count() > 0 ? spec.expect : usual(spec));
    return step;
}

/// A phase with its steps; those of another edition are no part of it.
void addSteps(const PhaseSpec &phase, const Bundle &bundle, const Durations &history, Plan &plan)
{
    plan.phases.push_back({phase.id, phase.title});
    for (const StepSpec &step : phase.steps) {
        if (bundle.isOfEdition(step))
            plan.steps.push_back(planStep(step, phase.id, bundle, history));
    }
}

/// Turns needs by name into needs by index. A need that is not chosen hands on its own needs, so
/// an order that went through it is kept.
class Needs {
public:
    Needs(const std::vector<PhaseSpec> &phases, Plan &plan)
        : m_plan(plan)
    {
        for (const PhaseSpec &phase : phases) {
            m_phases[phase.id] = &phase;
            for (const StepSpec &step : phase.steps)
                m_owner[step.id] = {&phase, &step};
        }
        for (std::size_t i = 0; i < plan.steps.size(); ++i) {
            if (plan.steps[i].chosen)
                m_index[plan.steps[i].spec.id] = i;
        }
    }

    void resolve()
    {
        for (auto &[id, index] : m_index) {
            std::set<std::size_t> needs;
            std::set<QString> seen;
            add(id, needs, seen);
            m_plan.steps[index].needs.assign(needs.begin(), needs.end());
        }
    }

private:
    void add(const QString &id, std::set<std::size_t> &needs, std::set<QString> &seen)
    {
        const auto &[phase, step] = m_owner.at(id);
        for (const QString &need : step->needs)
            addOne(need, needs, seen);
        for (const QString &before : phase->needs) {
            const auto known = m_phases.find(before);
            if (known == m_phases.end())
                continue;
            for (const StepSpec &other : known->second->steps)
                addOne(other.id, needs, seen);
        }
    }

    void addOne(const QString &need, std::set<std::size_t> &needs, std::set<QString> &seen)
    {
        if (!seen.insert(need).second)
            return;
        if (const auto chosen = m_index.find(need); chosen != m_index.end())
            needs.insert(chosen->second);
        else
            add(need, needs, seen);
    }

    Plan &m_plan;
    std::map<QString, const PhaseSpec *> m_phases;
    std::map<QString, std::pair<const PhaseSpec *, const StepSpec *>> m_owner;
    std::map<QString, std::size_t> m_index;
};

core::Fault usage(const QString &what, const QString &expected)
{
    return {core::Fault::Kind::Usage, what + u", expected "_s + expected, {}, {}};
}

std::optional<core::Fault> checkFlags(const Plan &plan, const PlanFlags &flags)
{
    QStringList phases;
    for (const PlanPhase &phase : plan.phases)
        phases << phase.id;
    const auto unknown = [&phases](const QString &flag, const QString &phase) {
        return usage(flag + u": unknown phase “"_s + phase + u"”"_s,
                     u"one of "_s + phases.join(u", "_s));
    };
    for (const QString &phase : flags.only) {
        if (!phases.contains(phase))
            return unknown(u"--only"_s, phase);
    }
    if (!flags.from.isEmpty() && !phases.contains(flags.from))
        return unknown(u"--from"_s, flags.from);
    for (const QString &step : flags.redo) {
        if (!plan.find(step))
            return usage(u"--redo: unknown step “"_s + step + u"”"_s,
                         u"a step of the plan such as "_s
                             + (plan.steps.empty() ? QString() : plan.steps.front().spec.id));
    }
    return std::nullopt;
}

void applyFlags(Plan &plan, const PlanFlags &flags)
{
    bool reached = flags.from.isEmpty();
    std::set<QString> before;
    for (const PlanPhase &phase : plan.phases) {
        reached = reached || phase.id == flags.from;
        if (!reached)
            before.insert(phase.id);
    }
    for (PlanStep &step : plan.steps) {
        step.redo = flags.redo.contains(step.spec.id);
        if (!step.chosen)
            continue;
        if (before.count(step.phase))
            step.why = u"before --from "_s + flags.from;
        else if (!flags.only.isEmpty() && !flags.only.contains(step.phase))
            step.why = u"not in --only "_s + flags.only.join(u',');
        step.chosen = step.why.isEmpty();
    }
}

bool createsCluster(const PlanStep &step)
{
    const auto *tool = std::get_if<ToolStep>(&step.spec.kind);
    return step.chosen && tool && tool->tool == u"kind"
           && tool->args.mid(0, 2) == QStringList{u"create"_s, u"cluster"_s};
}

/// Whether it only looks if the two programs work that a kind cluster needs, whatever they say.
bool looksAtTools(const PlanStep &step)
{
    static const QStringList tools{u"kind"_s, u"docker"_s};
    const auto *check = std::get_if<CheckStep>(&step.spec.kind);
    if (!check || !step.chosen)
        return false;
    if (const auto *present = std::get_if<Present>(&check->probe.kind))
        return tools.contains(present->program);
    const auto *answer = std::get_if<ToolAnswer>(&check->probe.kind);
    return answer && answer->line.isEmpty() && tools.contains(answer->tool);
}

bool good(StepState state)
{
    return state == StepState::Done || state == StepState::Already;
}

/// The longest chain of costs that ends with each step; needs always have smaller depth.
milliseconds longest(const Plan &plan, const std::vector<milliseconds> &cost)
{
    std::vector<milliseconds> until(plan.steps.size(), milliseconds(-1));
    std::function<milliseconds(std::size_t)> at = [&](std::size_t index) {
        if (until[index].count() >= 0)
            return until[index];
        milliseconds before{0};
        for (const std::size_t need : plan.steps[index].needs)
            before = std::max(before, at(need));
        return until[index] = before + cost[index];
    };
    milliseconds worst{0};
    for (std::size_t i = 0; i < plan.steps.size(); ++i)
        worst = std::max(worst, at(i));
    return worst;
}

} // namespace

std::optional<std::size_t> Plan::find(const QString &stepId) const
{
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (steps[i].spec.id == stepId)
            return i;
    }
    return std::nullopt;
}

core::Result<Plan> deployPlan(const Bundle &bundle, const PlanFlags &flags,
                              const Durations &history)
{
    Plan plan;
    plan.id = u"deploy"_s;
    const Edition *edition = bundle.current();
    for (const QString &id : edition ? edition->phases : QStringList()) {
        const auto phase = std::find_if(bundle.phases.begin(), bundle.phases.end(),
                                        [&](const PhaseSpec &each) { return each.id == id; });
        if (phase != bundle.phases.end())
            addSteps(*phase, bundle, history, plan);
    }
    if (auto fault = checkFlags(plan, flags))
        return tl::unexpected(*std::move(fault));
    applyFlags(plan, flags);
    Needs(bundle.phases, plan).resolve();
    return plan;
}

core::Result<Plan> clusterPlan(const Bundle &bundle)
{
    const auto whole = deployPlan(bundle, {}, {});
    if (!whole)
        return whole;
    const auto create = std::find_if(whole->steps.begin(), whole->steps.end(), createsCluster);
    if (create == whole->steps.end())
        return tl::unexpected(usage(u"no step of “"_s + bundle.name + u"” makes a kind cluster"_s,
                                    u"a tool step with kind create cluster"_s));
    Plan plan;
    plan.id = u"create-kind"_s;
    for (const PlanStep &step : whole->steps) {
        if (looksAtTools(step))
            plan.steps.push_back(step);
    }
    std::vector<std::size_t> checks(plan.steps.size());
    std::iota(checks.begin(), checks.end(), std::size_t(0));
    for (PlanStep &check : plan.steps)
        check.needs.clear();
    std::map<std::size_t, std::size_t> taken; // where a step of the whole plan stands in this one
    const std::function<void(std::size_t)> take = [&](std::size_t index) {
        if (taken.count(index))
            return;
        PlanStep step = whole->steps[index];
        std::vector<std::size_t> needs = checks;
        for (const std::size_t need : step.needs) {
            if (whole->steps[need].phase != create->phase)
                continue;
            take(need);
            needs.push_back(taken.at(need));
        }
        step.needs = std::move(needs);
        taken[index] = plan.steps.size();
        plan.steps.push_back(std::move(step));
    };
    take(static_cast<std::size_t>(create - whole->steps.begin()));
    for (const PlanPhase &phase : whole->phases) {
        if (std::any_of(plan.steps.begin(), plan.steps.end(),
                        [&phase](const PlanStep &step) { return step.phase == phase.id; }))
            plan.phases.push_back(phase);
    }
    return plan;
}

core::Result<Plan> operationPlan(const Bundle &bundle, const QString &id, const Durations &history)
{
    const PhaseSpec *operation = bundle.operation(id);
    if (!operation) {
        QStringList names;
        for (const PhaseSpec &each : bundle.operations)
            names << each.id;
        return tl::unexpected(
            usage(u"unknown operation “"_s + id + u"”"_s, u"one of "_s + names.join(u", "_s)));
    }
    Plan plan;
    plan.id = id;
    addSteps(*operation, bundle, history, plan);
    Needs({*operation}, plan).resolve();
    return plan;
}

QString outcomeWord(StepState state)
{
    switch (state) {
    case StepState::Pending: return u"pending"_s;
    case StepState::Running: return u"running"_s;
    case StepState::Done: return u"done"_s;
    case StepState::Already: return u"already"_s;
    case StepState::Skipped: return u"skipped"_s;
    case StepState::Failed: return u"failed"_s;
    case StepState::Cancelled: return u"cancelled"_s;
    }
    return {};
}

QString outcomeText(StepState state, const QString &why)
{
    if (why.isEmpty())
        return outcomeWord(state);
    const QString between = state == StepState::Done ? u", before: "_s : u": "_s;
    return outcomeWord(state) + between + why;
}

Reports freshReports(const Plan &plan)
{
    Reports reports(plan.steps.size());
    for (std::size_t i = 0; i < reports.size(); ++i) {
        if (!plan.steps[i].chosen)
            reports[i] = {StepState::Skipped, 0, {}, {}, plan.steps[i].why};
    }
    return reports;
}

std::vector<std::size_t> startable(const Plan &plan, const Reports &reports)
{
    std::vector<std::size_t> ready;
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
        const auto &needs = plan.steps[i].needs;
        if (reports[i].state == StepState::Pending
            && std::all_of(needs.begin(), needs.end(),
                           [&](std::size_t need) { return good(reports[need].state); }))
            ready.push_back(i);
    }
    return ready;
}

std::vector<std::pair<std::size_t, std::size_t>> blocked(const Plan &plan, const Reports &reports)
{
    std::vector<std::pair<std::size_t, std::size_t>> found;
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
        if (reports[i].state != StepState::Pending)
            continue;
        for (const std::size_t need : plan.steps[i].needs) {
            const StepState state = reports[need].state;
            if (state == StepState::Failed || state == StepState::Cancelled
                || state == StepState::Skipped) {
                found.emplace_back(i, need);
                break;
            }
        }
    }
    return found;
}

Estimate estimate(const Plan &plan, const Reports &reports, milliseconds now)
{
    std::vector<milliseconds> whole, left;
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
        const StepReport &report = reports[i];
        const milliseconds expected =
            plan.steps[i].chosen ? plan.steps[i].expected : milliseconds(0);
        whole.push_back(expected);
        if (report.state == StepState::Pending)
            left.push_back(expected);
        else if (report.state == StepState::Running)
            left.push_back(std::max(milliseconds(0), expected - (now - report.begin)));
        else
            left.emplace_back(0);
    }
    return {longest(plan, whole), longest(plan, left)};
}

StepState phaseState(const Plan &plan, const Reports &reports, const QString &phase)
{
    std::set<StepState> chosen, states;
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
        if (plan.steps[i].phase != phase)
            continue;
        states.insert(reports[i].state);
        if (plan.steps[i].chosen)
            chosen.insert(reports[i].state);
    }
    if (!chosen.empty()) // the others were not asked for
        states = chosen;
    const auto has = [&states](StepState state) { return states.count(state) > 0; };
    if (has(StepState::Running))
        return StepState::Running;
    if (has(StepState::Failed))
        return StepState::Failed;
    if (has(StepState::Cancelled))
        return StepState::Cancelled;
    if (has(StepState::Pending))
        return has(StepState::Done) || has(StepState::Already) ? StepState::Running
                                                               : StepState::Pending;
    if (has(StepState::Skipped)) // what another phase's failure kept from running is not done
        return StepState::Skipped;
    if (has(StepState::Done))
        return StepState::Done;
    return has(StepState::Already) ? StepState::Already : StepState::Skipped;
}

Json phasesDocument(const Plan &plan, const Reports &reports)
{
    const auto seconds = [](milliseconds span) {
        return static_cast<double>(span.count()) / 1000.0;
    };
    Json phases = Json::array();
    for (const PlanPhase &phase : plan.phases) {
        Json steps = Json::array();
        std::optional<milliseconds> begin;
        milliseconds end{0};
        for (std::size_t i = 0; i < plan.steps.size(); ++i) {
            const PlanStep &step = plan.steps[i];
            if (step.phase != phase.id)
                continue;
            const StepReport &report = reports[i];
            if (report.attempts > 0 || report.end.count() > 0) {
                begin = std::min(begin.value_or(report.begin), report.begin);
                end = std::max(end, report.end);
            }
            steps.push_back({{"id", step.spec.id.toStdString()},
                             {"title", step.spec.title.toStdString()},
                             {"outcome", outcomeWord(report.state).toStdString()},
                             {"attempts", report.attempts},
                             {"seconds", seconds(report.end - report.begin)},
                             {"why", report.why.toStdString()}});
        }
        phases.push_back(
            {{"id", phase.id.toStdString()},
             {"title", phase.title.toStdString()},
             {"outcome", outcomeWord(phaseState(plan, reports, phase.id)).toStdString()},
             {"seconds", begin ? seconds(end - *begin) : 0.0},
             {"steps", std::move(steps)}});
    }
    return phases;
}

Json surveyDocument(const Plan &plan, const Reports &reports)
{
    Reports told = reports;
    for (StepReport &report : told) {
        if (report.state != StepState::Pending)
            continue;
        report.state = StepState::Skipped;
        report.why = report.why.isEmpty() ? u"would run"_s : u"would run: "_s + report.why;
    }
    Json phases = phasesDocument(plan, told);
    for (std::size_t i = 0; i < plan.phases.size(); ++i) {
        const StepState state = phaseState(plan, reports, plan.phases[i].id);
        if (state == StepState::Running || state == StepState::Pending)
            phases[i]["outcome"] = "skipped";
    }
    return phases;
}

QString whyNot(const Plan &plan, const Reports &reports)
{
    for (std::size_t i = 0; i < reports.size(); ++i) {
        if (reports[i].state == StepState::Failed)
            return plan.steps[i].spec.id + u' ' + plan.steps[i].spec.title + u": "_s
                   + reports[i].why;
    }
    return {};
}

QStringList planLines(const Plan &plan, const Reports &reports)
{
    QStringList lines;
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
        const PlanStep &step = plan.steps[i];
        QStringList needs;
        for (const std::size_t need : step.needs)
            needs << plan.steps[need].spec.id;
        QString line = step.spec.id + u"  "_s + step.spec.kindName + u"  "_s + step.spec.title;
        if (!step.chosen)
            line += u"  (skipped: "_s + step.why + u')';
        else if (!needs.isEmpty())
            line += u"  (after "_s + needs.join(u", "_s) + u')';
        if (reports[i].state == StepState::Already)
            line += u"  already"_s;
        else if (step.chosen && !reports[i].why.isEmpty())
            line += u"  to do: "_s + reports[i].why;
        lines << line;
    }
    return lines;
}

} // namespace deploy
