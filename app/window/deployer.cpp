// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/deployer.h"

#include "app/cockpit/resultdocument.h"
#include "app/window/words.h"
#include "backend/core/paths.h"

namespace app {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;
using widgets::Mark;

namespace {

QString deploysFolder()
{
    return core::Paths::own().state + u"/deploys"_s;
}

} // namespace

Deployer::Deployer(Session &session, widgets::DeployPane &pane, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_pane(pane)
{
    m_beat.setInterval(milliseconds(200));
    connect(&m_beat, &QTimer::timeout, this, &Deployer::show);
    connect(&pane, &widgets::DeployPane::phaseChosen, this, &Deployer::show);
    connect(&pane, &widgets::DeployPane::start, this, &Deployer::deploy);
    connect(&pane, &widgets::DeployPane::cancel, this, &Deployer::cancel);
}

Deployer::~Deployer() = default;

void Deployer::survey()
{
    auto plan =
        deploy::deployPlan(m_session.bundle(), {},
                           m_session.history().durations(u"deploy"_s, m_session.bundle().cluster));
    if (!plan) {
        m_pane.setRemark(plan.error().summary, Mark::Bad);
        return;
    }
    auto survey = std::make_unique<deploy::Survey>(std::move(*plan), m_session.services());
    deploy::Survey *looking = survey.get();
    m_task = std::move(survey);
    m_pane.setActions(tr("Deploy"), false, true);
    m_pane.setRemark(tr("Looking at what is there already; nothing is changed."), Mark::Working);
    connect(looking, &core::Task::finished, this, [this, looking](const core::Outcome &outcome) {
        m_shownPlan = looking->plan();
        m_shownReports = looking->reports();
        m_task.release()->deleteLater();
        const bool complete =
            outcome.ok()
            && std::all_of(m_shownReports.begin(), m_shownReports.end(),
                           [](const deploy::StepReport &report) {
                               return report.state == deploy::StepState::Already
                                      || report.state == deploy::StepState::Skipped;
                           });
        m_pane.setActions(tr("Deploy"), true, false);
        m_pane.setRemark(complete       ? tr("Everything is there already.")
                         : outcome.ok() ? tr("Some steps are still to do.")
                                        : outcome.fault.summary,
                         complete       ? Mark::Good
                         : outcome.ok() ? Mark::Attention
                                        : Mark::Bad);
        show();
        emit surveyed(complete);
    });
    m_shownPlan = looking->plan();
    m_shownReports = deploy::freshReports(m_shownPlan);
    m_task->start();
    show();
}

void Deployer::deploy()
{
    auto plan =
        deploy::deployPlan(m_session.bundle(), {},
                           m_session.history().durations(u"deploy"_s, m_session.bundle().cluster));
    if (plan)
        begin(std::move(*plan));
    else
        m_pane.setRemark(plan.error().summary, Mark::Bad);
}

void Deployer::reset()
{
    auto plan = deploy::operationPlan(m_session.bundle(), u"reset"_s,
                                      m_session.history().durations(u"reset"_s,
                                                                    m_session.bundle().cluster));
    if (plan)
        begin(std::move(*plan));
    else
        m_pane.setRemark(plan.error().summary, Mark::Bad);
}

void Deployer::cancel()
{
    if (m_task)
        m_task->cancel();
}

void Deployer::begin(deploy::Plan plan)
{
    if (m_task)
        return;
    m_shownPlan = plan;
    m_shownReports = deploy::freshReports(plan);
    m_pane.setActions(plan.id == u"deploy" ? tr("Deploying") : tr("Resetting"), false, true);
    m_pane.setRemark(tr("Every step can run again: cancelling is safe, the next run goes on where "
                        "this one stopped."),
                     Mark::Working);
    sweep(std::move(plan));
    show();
}

/// A run that was killed may have left its tools behind: they go first.
void Deployer::sweep(deploy::Plan plan)
{
    auto orphans = deploy::findOrphans(deploysFolder());
    if (orphans.empty()) {
        start(std::move(plan));
        return;
    }
    for (const deploy::Orphan &orphan : orphans)
        m_pane.log().add(
            {m_session.clock().now().toString(u"HH:mm:ss.zzz"_s), orphan.step,
             u"ending process group %1, left by an earlier run"_s.arg(orphan.leader.pid)});
    m_task = std::make_unique<deploy::OrphanSweep>(std::move(orphans), m_session.clock());
    connect(m_task.get(), &core::Task::finished, this, [this, plan](const core::Outcome &outcome) {
        m_task.release()->deleteLater();
        if (outcome.ok())
            start(plan);
        else
            over(outcome);
    });
    m_task->start();
}

void Deployer::start(deploy::Plan plan)
{
    const Json head = {{"context", m_session.contextName().toStdString()},
                       {"edition", m_session.bundle().edition.toStdString()},
                       {"plan", plan.id.toStdString()}};
    auto journal = deploy::DeployJournal::begin(deploysFolder(), head, m_session.clock());
    if (!journal) {
        over(core::Outcome::failed(journal.error()));
        return;
    }
    m_journal = std::move(*journal);
    auto run = std::make_unique<deploy::Run>(std::move(plan), m_session.services());
    m_run = run.get();
    m_task = std::move(run);
    m_journal->follow(*m_run);
    m_session.attend(*m_run);
    follow(*m_run);
    m_beat.start();
    m_run->start();
}

void Deployer::follow(deploy::Run &run)
{
    const auto say = [this](const QString &step, const QString &text) {
        m_pane.log().add({m_session.clock().now().toString(u"HH:mm:ss.zzz"_s), step, text});
    };
    connect(&run, &deploy::Run::line, this, say);
    connect(&run, &deploy::Run::waiting, this,
            [this, say](const QString &step, const QString &what, const QDateTime &) {
                say(step, u"waits for "_s + what);
                const auto hold = m_run->hold(step);
                if (hold && !hold->action.isEmpty())
                    say(step, u"to mend it: "_s + hold->action);
            });
    connect(&run, &deploy::Run::stepChanged, this,
            [this, say](const QString &step, deploy::StepState state) {
                if (state == deploy::StepState::Pending || state == deploy::StepState::Running)
                    return;
                const auto index = m_run->plan().find(step);
                const QString why = index ? m_run->reports()[*index].why : QString();
                say(step, deploy::outcomeWord(state)
                              + (why.isEmpty() ? QString() : QString(u": "_s + why)));
            });
    connect(&run, &core::Task::finished, this, &Deployer::over);
}

void Deployer::over(const core::Outcome &outcome)
{
    const QString id = m_shownPlan.id;
    m_beat.stop();
    if (m_run) {
        m_shownReports = m_run->reports();
        m_elapsed = m_run->elapsed();
        m_run = nullptr;
        m_task.release()->deleteLater(); // it is inside its own signal
    }
    m_pane.setActions(tr("Deploy"), true, false);
    m_pane.setRemark(outcome.ok() ? tr("Done in %1.").arg(secondsText(m_elapsed))
                                  : outcome.fault.summary,
                     outcome.ok()                                     ? Mark::Good
                     : outcome.kind == core::Outcome::Kind::Cancelled ? Mark::Attention
                                                                      : Mark::Bad);
    show();
    emit finished(id, outcome);
}

const deploy::Plan *Deployer::plan() const
{
    return m_run ? &m_run->plan() : &m_shownPlan;
}

const deploy::Reports *Deployer::reports() const
{
    return m_run ? &m_run->reports() : &m_shownReports;
}

/// The one that somebody chose, else the first that runs or failed, else the last that is over.
QString Deployer::currentPhase() const
{
    if (!m_pane.chosenPhase().isEmpty())
        return m_pane.chosenPhase();
    QString last;
    for (const deploy::PlanPhase &phase : plan()->phases) {
        const deploy::StepState state = deploy::phaseState(*plan(), *reports(), phase.id);
        if (state == deploy::StepState::Running || state == deploy::StepState::Failed)
            return phase.id;
        if (state != deploy::StepState::Pending || last.isEmpty())
            last = phase.id;
    }
    return last;
}

void Deployer::show()
{
    const QString phase = currentPhase();
    QString title;
    for (const deploy::PlanPhase &one : plan()->phases) {
        if (one.id == phase)
            title = one.id + u' ' + one.title;
    }
    QMap<QString, QString> waiting;
    for (const deploy::PlanStep &step : plan()->steps) {
        const QString text = m_run ? m_run->waitingText(step.spec.id) : QString();
        if (!text.isEmpty())
            waiting[step.spec.id] = text;
    }
    m_pane.setPhases(phaseRows(*plan(), *reports(), elapsed(), phase));
    m_pane.setSteps(title, stepRows(*plan(), *reports(), phase, waiting, elapsed()));
    emit changed();
}

QString Deployer::summary() const
{
    const auto over =
        std::count_if(reports()->begin(), reports()->end(), [](const deploy::StepReport &report) {
            return report.state != deploy::StepState::Pending
                   && report.state != deploy::StepState::Running;
        });
    return tr("%1 of %2 steps").arg(over).arg(reports()->size());
}

milliseconds Deployer::elapsed() const
{
    return m_run ? m_run->elapsed() : m_elapsed;
}

milliseconds Deployer::remaining() const
{
    return m_run ? m_run->estimate().remaining : milliseconds(0);
}

} // namespace app
