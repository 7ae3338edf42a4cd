// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/history.h"

#include "backend/kube/look.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace deploy {

namespace {

constexpr std::size_t kept = 5;

QString keyOf(const QString &plan, const QString &cluster, const QString &step)
{
    return plan + u'\n' + cluster + u'\n' + step;
}

milliseconds median(std::vector<milliseconds> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// What was found done tells nothing of a first deploy, unless something before it was only just
/// done: then it is what comes of that.
bool teaches(const Run &run, std::size_t index, StepState state)
{
    const auto &needs = run.plan().steps[index].needs;
    return state == StepState::Done
           || (state == StepState::Already
               && std::any_of(needs.begin(), needs.end(), [&run](std::size_t need) {
                      return run.reports()[need].state == StepState::Done;
                  }));
}

} // namespace

History::History(std::unique_ptr<core::Journal> journal, core::Clock &clock)
    : m_journal(std::move(journal))
    , m_clock(clock)
{
}

core::Result<std::unique_ptr<History>> History::open(const QString &path, core::Clock &clock)
{
    auto journal = core::Journal::open(path);
    if (!journal)
        return tl::unexpected(journal.error());
    std::unique_ptr<History> history(new History(*std::move(journal), clock));
    // A history that cannot be read is a history without lines: estimates are a comfort, not a
    // need.
    for (const Json &line : core::Journal::read(path).value_or(std::vector<Json>{})) {
        const Json &seconds = kube::look::at(line, "seconds");
        const QString step = kube::look::text(line, {"step"});
        if (seconds.is_number() && seconds.get<double>() >= 0 && seconds.get<double>() < 86400
            && !step.isEmpty())
            history->learn(kube::look::text(line, {"plan"}), kube::look::text(line, {"cluster"}),
                           step, milliseconds(static_cast<qint64>(seconds.get<double>() * 1000)));
    }
    return history;
}

void History::learn(const QString &plan, const QString &cluster, const QString &step,
                    milliseconds took)
{
    auto &values = m_took[keyOf(plan, cluster, step)];
    values.push_back(took);
    if (values.size() > kept)
        values.erase(values.begin());
}

Durations History::durations(const QString &plan, const QString &cluster) const
{
    Durations durations;
    const QString prefix = keyOf(plan, cluster, {});
    for (auto it = m_took.lowerBound(prefix); it != m_took.end() && it.key().startsWith(prefix);
         ++it)
        durations[it.key().mid(prefix.size())] = median(it.value());
    return durations;
}

core::Result<void> History::append(const QString &plan, const QString &cluster, const QString &step,
                                   milliseconds took)
{
    learn(plan, cluster, step, took);
    return m_journal->append(
        {{"t", m_clock.now().toUTC().toString(Qt::ISODateWithMs).toStdString()},
         {"plan", plan.toStdString()},
         {"cluster", cluster.toStdString()},
         {"step", step.toStdString()},
         {"seconds", static_cast<double>(took.count()) / 1000.0}});
}

void History::follow(Run &run, const QString &cluster)
{
    connect(&run, &Run::stepChanged, this,
            [this, &run, cluster](const QString &step, StepState state) {
                const auto index = run.plan().find(step);
                if (!index || !teaches(run, *index, state))
                    return;
                const StepReport &report = run.reports()[*index];
                if (const auto written =
                        append(run.plan().id, cluster, step, report.end - report.begin);
                    !written)
                    emit failed(written.error());
            });
}

} // namespace deploy
