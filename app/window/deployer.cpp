// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/deployer.h"

#include "app/cockpit/resultdocument.h"
#include "app/window/behind.h"
#include "app/window/deploywords.h"
#include "app/window/notice.h"
#include "app/window/words.h"
#include "backend/core/paths.h"
#include "backend/deploy/resetitems.h"

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
    , m_readiness(session, pane)
    , m_takeover(session.services())
{
    m_beat.setInterval(milliseconds(200));
    connect(&m_beat, &QTimer::timeout, this, &Deployer::show);
    connect(&pane, &widgets::DeployPane::phaseChosen, this, &Deployer::show);
    connect(&pane, &widgets::DeployPane::start, this, &Deployer::startPressed);
    connect(&pane, &widgets::DeployPane::cancel, this, &Deployer::cancel);
    connect(&pane, &widgets::DeployPane::retry, this, &Deployer::retry);
    connect(&pane, &widgets::DeployPane::from, this, &Deployer::deployFrom);
    connect(&pane, &widgets::DeployPane::stepChosen, this, &Deployer::showBehind);
    connect(&m_takeover, &Takeover::found, this, [this](const QString &line) { say({}, line); });
    connect(&m_takeover, &Takeover::refused, this,
            [this](const QString &why) { leave(why, Mark::Bad); });
    connect(&m_takeover, &Takeover::clear, this, &Deployer::begin);
    connect(&m_takeover, &Takeover::asked, this, [this](const QString &text) {
        m_pane.setActions(tr("Take over"), true, true);
        m_pane.setRemark(text + u'\n'
                             + tr("“Take over” goes on with that; “Cancel” leaves all as it is."),
                         Mark::Attention);
    });
    connect(&pane, &widgets::DeployPane::pause, this, [this](bool on) {
        if (m_run)
            on ? m_run->pause() : m_run->resume();
        showButtons();
    });
}

Deployer::~Deployer() = default;

void Deployer::survey()
{
    (void)m_takeover.drop();
    auto plan = deployPlan({});
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
        const auto &refused = m_session.noRegistry();
        leave(complete        ? tr("Everything is there already.")
              : !outcome.ok() ? outcome.fault.summary
              : refused       ? refused->summary
                              : tr("Some steps are still to do."),
              complete                   ? Mark::Good
              : outcome.ok() && !refused ? Mark::Attention
                                         : Mark::Bad);
        show();
        emit surveyed(complete);
    });
    m_shownPlan = looking->plan();
    m_shownReports = deploy::freshReports(m_shownPlan);
    m_task->start();
    show();
}

core::Result<deploy::Plan> Deployer::deployPlan(const deploy::PlanFlags &flags) const
{
    return deploy::deployPlan(m_session.bundle(), flags,
                              m_session.history().durations(u"deploy"_s,
                                                            m_session.bundle().cluster));
}

void Deployer::startPressed()
{
    if (m_takeover.asks())
        m_takeover.agree();
    else
        deploy();
}

void Deployer::deploy()
{
    lookBefore(deployPlan({}));
}

/// As the command does: what refuses a deploy, then what older scripts left.
void Deployer::lookBefore(const core::Result<deploy::Plan> &plan)
{
    if (m_task || m_takeover.looks())
        return;
    if (const auto &refused = m_session.noRegistry())
        return leave(refused->summary, Mark::Bad);
    if (!plan)
        return leave(plan.error().summary, Mark::Bad);
    m_pane.setActions(tr("Deploy"), false, true);
    m_pane.setRemark(tr("Looking for what older scripts left; nothing is changed."), Mark::Working);
    m_takeover.look(*plan);
}

/// Nothing runs, and TEXT says why.
void Deployer::leave(const QString &text, Mark mark)
{
    m_pane.setActions(tr("Deploy"), true, false);
    m_pane.setRemark(text, mark);
}

void Deployer::deployFrom(const QString &phase)
{
    deploy::PlanFlags flags;
    flags.from = phase;
    lookBefore(deployPlan(flags));
}

void Deployer::retry(const QString &step)
{
    if (!m_run)
        return deploy(); // what is done is found done: it goes on at what failed
    for (std::size_t i = 0; i < reports()->size(); ++i) {
        const QString &id = plan()->steps[i].spec.id;
        if ((*reports())[i].state == deploy::StepState::Failed && (step.isEmpty() || step == id))
            m_run->retry(id);
    }
}

void Deployer::reset()
{
    const auto plan =
        deploy::operationPlan(m_session.bundle(), u"reset"_s,
                              m_session.history().durations(u"reset"_s,
                                                            m_session.bundle().cluster));
    plan ? begin(*plan) : leave(plan.error().summary, Mark::Bad);
}

void Deployer::cancel()
{
    if (m_task)
        return m_task->cancel();
    if (m_takeover.drop())
        leave(tr("Nothing was changed."), Mark::Idle);
}

void Deployer::begin(deploy::Plan plan)
{
    if (m_task)
        return;
    (void)m_takeover.drop(); // a question that nobody has answered
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
        say(orphan.step,
            u"ending process group %1, left by an earlier run"_s.arg(orphan.leader.pid));
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

void Deployer::say(const QString &step, const QString &text)
{
    const QString time = m_session.clock().now().toLocalTime().toString(u"HH:mm:ss.zzz"_s);
    for (const QString &line : text.split(u'\n', Qt::SkipEmptyParts)) // a row holds one
        m_pane.log().add({time, step, line, levelOf(line)});
}

void Deployer::follow(deploy::Run &run)
{
    connect(&run, &deploy::Run::line, this, &Deployer::say);
    connect(&run, &deploy::Run::waiting, this,
            [this](const QString &step, const QString &what, const QDateTime &) {
                say(step, u"waits for "_s + what);
                const auto hold = m_run->hold(step);
                if (hold && !hold->action.isEmpty())
                    say(step, u"to mend it: "_s + hold->action);
            });
    connect(&run, &deploy::Run::stepChanged, this,
            [this](const QString &step, deploy::StepState state) {
                if (state == deploy::StepState::Pending || state == deploy::StepState::Running)
                    return;
                const auto index = m_run->plan().find(step);
                const QString why = index ? m_run->reports()[*index].why : QString();
                say(step, deploy::outcomeText(state, why));
                if (state != deploy::StepState::Failed || !index)
                    return;
                const deploy::StepReport &report = m_run->reports()[*index];
                m_attempts[step] << m_session.clock().now().toLocalTime().toString(u"HH:mm:ss"_s)
                                        + u"  "_s + secondsText(report.end - report.begin) + u"  "_s
                                        + why;
            });
    connect(&run, &deploy::Run::pausedChanged, this, &Deployer::showButtons);
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
    QString text =
        outcome.ok() ? tr("Done in %1.").arg(secondsText(m_elapsed)) : outcome.fault.summary;
    if (!outcome.ok() && !outcome.fault.action.isEmpty())
        text += u'\n' + outcome.fault.action;
    m_pane.setRemark(text, outcome.ok()                                     ? Mark::Good
                           : outcome.kind == core::Outcome::Kind::Cancelled ? Mark::Attention
                                                                            : Mark::Bad);
    tellDesktop(outcome);
    show();
    emit finished(id, outcome);
}

/// An operator may look elsewhere for the half hour that a deploy takes.
void Deployer::tellDesktop(const core::Outcome &outcome)
{
    if (m_pane.window()->isActiveWindow() || outcome.kind == core::Outcome::Kind::Cancelled)
        return;
    const QString title = m_shownPlan.id == u"reset" ? tr("Reset") : tr("Deploy");
    notifyDesktop(outcome.ok() ? tr("%1 is done").arg(title) : tr("%1 has failed").arg(title),
                  outcome.ok() ? tr("It took %1.").arg(secondsText(m_elapsed))
                               : outcome.fault.summary,
                  !outcome.ok(), [guard = QPointer<Deployer>(this)](const QString &why) {
                      if (guard)
                          guard->say({}, tr("no desktop notification: %1").arg(why));
                  });
}

void Deployer::showBehind()
{
    const auto index = plan()->find(m_pane.chosenStep());
    if (!index)
        return m_pane.logPanel().setBehind({});
    m_pane.logPanel().setBehind(behindText(plan()->steps[*index].spec, m_session.services(),
                                           m_attempts.value(m_pane.chosenStep())));
}

void Deployer::showButtons()
{
    widgets::DeployPane::Also also;
    also.running = m_run != nullptr;
    also.paused = m_run && m_run->isPaused();
    also.canRetry = std::any_of(reports()->begin(), reports()->end(), [](const auto &report) {
        return report.state == deploy::StepState::Failed;
    });
    also.canFrom = m_task == nullptr;
    m_pane.setAlso(also);
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
    // An alert from the show before ends by itself: how long that can still take is no secret.
    if (m_run) {
        const auto left = deploy::glowLeft(*plan(), *reports(),
                                           deploy::alertWindow(m_session.bundle()), elapsed());
        for (auto it = waiting.begin(); left && it != waiting.end(); ++it) {
            if (deploy::stateItemId(plan()->steps[*plan()->find(it.key())].spec) == u"alerts")
                it.value() += tr(" – at most %1 s more").arg(left->count() / 1000 + 1);
        }
    }
    m_pane.setSteps(title, stepRows(*plan(), *reports(), phase, waiting, elapsed()));
    showButtons();
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
