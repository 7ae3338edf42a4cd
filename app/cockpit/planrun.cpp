// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cockpit/commands.h"
#include "app/cockpit/pulse.h"
#include "backend/core/paths.h"
#include "backend/deploy/deployjournal.h"
#include "backend/deploy/run.h"

#include <QTextStream>

#include <algorithm>

namespace app {

using namespace Qt::StringLiterals;

namespace {

QString seconds(std::chrono::milliseconds time)
{
    return QString::number(static_cast<double>(time.count()) / 1000.0, 'f', 1) + u" s"_s;
}

/// Tells the run on stderr: each step as it ends, what a slow one waits for, and tools' lines of a
/// step that failed.
void tell(Console &console, deploy::Run &run)
{
    QObject::connect(
        &run, &deploy::Run::stepChanged, &console,
        [&console, &run](const QString &id, deploy::StepState state) {
            if (state == deploy::StepState::Pending || state == deploy::StepState::Running)
                return;
            const auto index = run.plan().find(id);
            const deploy::StepReport &report = run.reports()[*index];
            QString line =
                u"%1 %2  %3"_s.arg(id.leftJustified(6), deploy::outcomeWord(state).leftJustified(9),
                                   run.plan().steps[*index].spec.title);
            if (state == deploy::StepState::Done)
                line += u"  ("_s + seconds(report.end - report.begin) + u')'
                        + (report.why.isEmpty() ? QString() : QString(u" before: "_s + report.why));
            if (state == deploy::StepState::Failed
                || (state == deploy::StepState::Skipped && !report.why.isEmpty()))
                line += u": "_s + report.why;
            console.progress(line);
        });
}

/// Says what a step waits for when that changes, and again the longer the rarer, with its age and
/// what is usual.
class Waits final : public QObject {
public:
    Waits(Console &console, const deploy::Run &run, core::Clock &clock)
        : m_console(console)
        , m_run(run)
        , m_clock(clock)
    {
        connect(&run, &deploy::Run::waiting, this, [this](const QString &id) { begin(id); });
    }

private:
    static constexpr std::chrono::seconds firstPause{10};
    /// What is neither known as a failure nor lasts is the ordinary course of things.
    static constexpr std::chrono::seconds ordinary{3};

    void begin(const QString &id)
    {
        const auto hold = m_run.hold(id);
        if (!hold)
            return;
        const int turn = ++m_turn[id];
        if (!hold->meaning.isEmpty())
            return say(id, firstPause);
        m_clock.after(ordinary, this, [this, id, turn] {
            if (m_turn[id] == turn)
                say(id, firstPause);
        });
    }

    void say(const QString &id, std::chrono::seconds next)
    {
        const auto hold = m_run.hold(id);
        if (!hold)
            return;
        m_console.progress(id.leftJustified(6) + u" waits for "_s + m_run.waitingText(id));
        if (!hold->action.isEmpty() && next == firstPause)
            m_console.progress(QString(7, u' ') + u"to mend it: "_s + hold->action);
        const int turn = ++m_turn[id];
        m_clock.after(next, this, [this, id, turn, next] {
            if (m_turn[id] == turn)
                say(id, next * 2);
        });
    }

    Console &m_console;
    const deploy::Run &m_run;
    core::Clock &m_clock;
    QMap<QString, int> m_turn;
};

/// Another program has a forward's port, and not just for the moment that its end takes.
QString standingConflict(const forward::ForwardSet &forwards, const QDateTime &now)
{
    for (const forward::Status &status : forwards.statuses()) {
        if (status.state == forward::State::Conflict && status.since.addSecs(3) < now)
            return u"forward "_s + status.id + u": "_s + status.why;
    }
    return {};
}

/// How long a deploy may take from its last word to its first Service.
constexpr std::chrono::seconds absence(5);

/// The cluster has been saying for a while that none of the show's services exists.
bool nothingThere(const std::vector<forward::Status> &statuses, const QDateTime &now)
{
    return std::all_of(statuses.begin(), statuses.end(), [&now](const forward::Status &status) {
        return status.target.isEmpty() && status.why.endsWith(u"does not exist"_s)
               && status.since.addSecs(absence.count()) <= now;
    });
}

/// A run that was killed may have left its tools behind: they go first.
core::Outcome sweep(Console &console, Session &session, const QString &folder)
{
    std::vector<deploy::Orphan> orphans = deploy::findOrphans(folder);
    if (orphans.empty())
        return core::Outcome::done();
    for (const deploy::Orphan &orphan : orphans)
        console.progress(
            u"ending process group %1, left by step %2 of an earlier run"_s.arg(orphan.leader.pid)
                .arg(orphan.step));
    deploy::OrphanSweep sweeping(std::move(orphans), session.clock());
    return console.run(sweeping);
}

} // namespace

bool mayChange(Console &console, const Options &options, const QString &change, const QString &what,
               ResultDocument &result)
{
    if (options.yes || options.stage || options.command == u"rehearse")
        return true;
    if (!console.asks()) {
        result.fail(change + u": expected --yes, since nobody can be asked"_s, Exit::Usage);
        return false;
    }
    console.progress(change + u". Go on? [y/N]"_s);
    const QString answer = QTextStream(stdin).readLine().trimmed().toLower();
    if (answer == u"y" || answer == u"yes")
        return true;
    result.fail(u"%1: not confirmed, nothing was changed"_s.arg(what), Exit::Cancelled);
    return false;
}

bool mayChange(Console &console, const Options &options, const Session &session,
               const QString &what, ResultDocument &result)
{
    return mayChange(console, options,
                     u"%1 changes the cluster of context \"%2\""_s.arg(what, session.contextName()),
                     what, result);
}

core::Outcome runPlan(Console &console, Session &session, deploy::Plan plan, Json *phases)
{
    const QString folder = core::Paths::own().state + u"/deploys"_s;
    if (const core::Outcome swept = sweep(console, session, folder); !swept.ok())
        return swept;
    const Json head = {{"context", session.contextName().toStdString()},
                       {"edition", session.bundle().edition.toStdString()},
                       {"plan", plan.id.toStdString()}};
    const auto journal = deploy::DeployJournal::begin(folder, head, session.clock());
    if (!journal)
        return core::Outcome::failed(journal.error());
    deploy::Run run(std::move(plan), session.services());
    tell(console, run);
    Waits waits(console, run, session.clock());
    (*journal)->follow(run);
    session.attend(run);
    Pulse pulse(session.client(), session.clock());
    QObject::connect(&pulse, &Pulse::gone, &console, &Console::cancel);
    pulse.start();
    const core::Outcome outcome = console.run(run);
    if (phases)
        *phases = deploy::phasesDocument(run.plan(), run.reports());
    if (outcome.kind == core::Outcome::Kind::Cancelled && console.cancelled())
        return core::Outcome::failed(console.whyCancelled());
    return outcome;
}

core::Result<void> verifyForwards(Console &console, Session &session, std::chrono::seconds limit)
{
    forward::ForwardSet &forwards = session.forwards();
    forwards.start();
    bool late = false;
    QObject context;
    QObject::connect(&forwards, &forward::ForwardSet::changed, &context,
                     [&console] { console.wake(); });
    session.clock().after(limit, &context, [&] {
        late = true;
        console.wake();
    });
    session.clock().after(absence + std::chrono::seconds(2), &context,
                          [&console] { console.wake(); });
    QString conflict;
    console.waitUntil([&] {
        const QDateTime now = session.clock().now();
        conflict = standingConflict(forwards, now);
        return late || !conflict.isEmpty() || forwards.allVerified()
               || nothingThere(forwards.statuses(), now);
    });
    if (console.cancelled())
        return tl::unexpected(console.whyCancelled());
    if (forwards.allVerified())
        return {};
    if (!conflict.isEmpty())
        return tl::unexpected(core::Fault{
            core::Fault::Kind::Failed, conflict, {}, u"End that program, or use --ports auto."_s});
    const std::vector<forward::Status> statuses = forwards.statuses();
    if (nothingThere(statuses, session.clock().now()))
        return tl::unexpected(core::Fault{
            core::Fault::Kind::Failed,
            u"the show is not on the cluster of context \"%1\": none of its %2 services exists"_s
                .arg(session.contextName())
                .arg(statuses.size()),
            {},
            u"Run trustusbank-cockpit deploy first."_s});
    QStringList open;
    for (const forward::Status &status : statuses) {
        if (status.state != forward::State::Verified)
            open << status.id + u' ' + forward::stateWord(status.state)
                        + (status.why.isEmpty() ? QString() : QString(u" ("_s + status.why + u')'));
    }
    return tl::unexpected(
        core::Fault{core::Fault::Kind::TimedOut,
                    u"not every forward is Verified after %1 s: %2"_s.arg(limit.count())
                        .arg(open.join(u", "_s)),
                    {},
                    u"Run trustusbank-cockpit forwards and read why."_s});
}

} // namespace app
