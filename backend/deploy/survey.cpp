// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/survey.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace deploy {

namespace {

constexpr int atOnce = 8;
/// A forward that was opened a moment ago needs this long to find its pod, when there is one.
constexpr std::chrono::milliseconds forwardsTime(2000);

bool asksAForward(const StepSpec &step)
{
    return std::any_of(step.doneWhen.begin(), step.doneWhen.end(), [](const Probe &probe) {
        const auto *call = std::get_if<HttpCall>(&probe.kind);
        return call && !call->forward.isEmpty();
    });
}

} // namespace

Survey::Survey(Plan plan, const Services &services, QObject *parent)
    : core::Task(parent)
    , m_plan(std::move(plan))
    , m_services(services)
    , m_redaction(services.bundle, services.secrets)
    , m_reports(freshReports(m_plan))
    , m_prober(services)
{
    connect(&m_prober, &Prober::becameIdle, this, &Survey::endIfOver);
}

void Survey::run()
{
    m_begin = m_services.clock.elapsed();
    next();
}

void Survey::next()
{
    while (m_open < atOnce && m_next < m_plan.steps.size()) {
        const std::size_t index = m_next++;
        if (!m_plan.steps[index].chosen)
            continue;
        ++m_open;
        look(index);
    }
    endIfOver();
}

void Survey::look(std::size_t index)
{
    const PlanStep &step = m_plan.steps[index];
    if (step.spec.doneWhen.empty() || step.redo)
        return looked(index,
                      {false, step.redo ? u"it is to be done again"_s : u"it runs every time"_s});
    m_prober.askAll(step.spec.doneWhen, &step.spec, m_context.get(),
                    [this, index](const Finding &finding) { looked(index, finding); });
}

void Survey::looked(std::size_t index, const Finding &finding)
{
    const auto passed = m_services.clock.elapsed() - m_begin;
    if (finding.unreachable && !finding.absent && passed < forwardsTime
        && asksAForward(m_plan.steps[index].spec)) {
        m_services.clock.after(std::chrono::milliseconds(100), m_context.get(),
                               [this, index] { look(index); });
        return;
    }
    --m_open;
    m_reports[index].state = finding.holds ? StepState::Already : StepState::Pending;
    m_reports[index].why = finding.holds ? QString() : m_redaction.text(finding.saw);
    QMetaObject::invokeMethod(
        m_context.get(), [this] { next(); }, Qt::QueuedConnection);
}

void Survey::endIfOver()
{
    if (cancelRequested()) {
        if (m_prober.idle())
            finish(core::Outcome::cancelled());
        return;
    }
    if (m_context && m_open == 0 && m_next == m_plan.steps.size() && m_prober.idle()) {
        m_context.release()->deleteLater();
        finish(core::Outcome::done());
    }
}

void Survey::halt()
{
    if (m_context)
        m_context.release()->deleteLater(); // questions and the programs they started end with it
    endIfOver();
}

} // namespace deploy
