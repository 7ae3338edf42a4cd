// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/deployjournal.h"

#include "backend/kube/look.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <algorithm>
#include <csignal>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace deploy {

namespace {

/// The fields of /proc/PID/stat after the program's name (proc(5)): the name may hold anything.
QList<QByteArray> statOf(qint64 pid)
{
    QFile file(u"/proc/%1/stat"_s.arg(pid));
    if (pid <= 0 || !file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray line = file.readAll();
    return line.mid(line.lastIndexOf(')') + 2).split(' ');
}

/// Start times count from boot, so they name a process only together with it.
QString bootId()
{
    QFile file(u"/proc/sys/kernel/random/boot_id"_s);
    return file.open(QIODevice::ReadOnly) ? QString::fromLatin1(file.readAll().trimmed())
                                          : QString();
}

Json toJson(const ProcessName &process)
{
    return {{"pid", process.pid}, {"startTicks", process.startTicks}};
}

ProcessName processOf(const Json &line)
{
    return {kube::look::number(line, {"pid"}), kube::look::number(line, {"startTicks"})};
}

/// Only a process that leads its group may have that group ended; never ours, never init's.
bool leadsGroup(const ProcessName &process)
{
    constexpr qsizetype group = 2; // field 5
    return process.pid > 1 && isRunning(process)
           && statOf(process.pid).value(group).toLongLong() == process.pid
           && process.pid != ::getpgrp();
}

bool groupHasMembers(qint64 leader)
{
    constexpr qsizetype state = 0, group = 2;
    for (const QString &name : QDir(u"/proc"_s).entryList(QDir::Dirs)) {
        const auto stat = statOf(name.toLongLong());
        if (stat.size() > group && stat[group].toLongLong() == leader && stat[state] != "Z")
            return true;
    }
    return false;
}

double inSeconds(milliseconds span)
{
    return static_cast<double>(span.count()) / 1000.0;
}

bool over(const QString &state)
{
    return state != u"running" && state != u"pending";
}

/// The tools of one journal that its cockpit left.
std::vector<Orphan> orphansOf(const std::vector<Json> &lines, const QString &path)
{
    std::vector<Orphan> tools;
    for (const Json &line : lines) {
        const QString event = kube::look::text(line, {"event"});
        if (event == u"begin"
            && (isRunning(processOf(line)) || kube::look::text(line, {"boot"}) != bootId()))
            return {};
        if (event == u"end")
            return {};
        const QString step = kube::look::text(line, {"step"});
        if (event == u"tool")
            tools.push_back({processOf(line), step, path});
        else if (event == u"step" && over(kube::look::text(line, {"state"})))
            tools.erase(std::remove_if(tools.begin(), tools.end(),
                                       [&](const Orphan &tool) { return tool.step == step; }),
                        tools.end());
    }
    tools.erase(std::remove_if(tools.begin(), tools.end(),
                               [](const Orphan &tool) { return !leadsGroup(tool.leader); }),
                tools.end());
    return tools;
}

} // namespace

bool isRunning(const ProcessName &process)
{
    constexpr qsizetype state = 0, startTime = 19; // fields 3 and 22
    const auto stat = statOf(process.pid);
    return stat.size() > startTime && process.startTicks > 0
           && stat[startTime].toLongLong() == process.startTicks && stat[state] != "Z"
           && stat[state] != "X";
}

ProcessName ownProcess()
{
    const qint64 pid = QCoreApplication::applicationPid();
    return {pid, statOf(pid).value(19).toLongLong()};
}

DeployJournal::DeployJournal(std::unique_ptr<core::Journal> journal, core::Clock &clock)
    : m_journal(std::move(journal))
    , m_clock(clock)
{
}

DeployJournal::~DeployJournal() = default;

core::Result<std::unique_ptr<DeployJournal>>
DeployJournal::begin(const QString &folder, const Json &head, core::Clock &clock)
{
    const QString name = clock.now().toUTC().toString(u"yyyy-MM-ddTHH-mm-ss.zzzZ"_s);
    auto journal = core::Journal::open(folder + u'/' + name + u".jsonl"_s);
    if (!journal)
        return tl::unexpected(journal.error());
    std::unique_ptr<DeployJournal> own(new DeployJournal(*std::move(journal), clock));
    Json line{{"t", clock.now().toUTC().toString(Qt::ISODateWithMs).toStdString()},
              {"event", "begin"},
              {"boot", bootId().toStdString()}};
    line.update(toJson(ownProcess()));
    if (head.is_object())
        line.update(head);
    if (auto written = own->m_journal->append(line); !written)
        return tl::unexpected(written.error());
    return own;
}

void DeployJournal::write(const char *event, Json line)
{
    line["t"] = m_clock.now().toUTC().toString(Qt::ISODateWithMs).toStdString();
    line["event"] = event;
    if (const auto written = m_journal->append(line); !written)
        emit failed(written.error());
}

void DeployJournal::follow(Run &run)
{
    Json steps = Json::array();
    for (const PlanStep &step : run.plan().steps) {
        if (step.chosen)
            steps.push_back(step.spec.id.toStdString());
    }
    write("plan", {{"plan", run.plan().id.toStdString()}, {"steps", std::move(steps)}});
    connect(&run, &Run::stepChanged, this, [this, &run](const QString &step, StepState state) {
        Json line{{"step", step.toStdString()}, {"state", outcomeWord(state).toStdString()}};
        const auto index = run.plan().find(step);
        if (index && over(outcomeWord(state))) {
            const StepReport &report = run.reports()[*index];
            line["why"] = report.why.toStdString();
            line["attempts"] = report.attempts;
            line["seconds"] = inSeconds(report.end - report.begin);
        }
        write("step", std::move(line));
    });
    connect(&run, &Run::toolStarted, this, [this](const QString &step, qint64 pid, qint64 ticks) {
        Json line = toJson({pid, ticks});
        line["step"] = step.toStdString();
        write("tool", std::move(line));
    });
    connect(&run, &Run::attemptFailed, this,
            [this](const QString &step, int attempt, const QString &why) {
                write("attempt", {{"step", step.toStdString()},
                                  {"attempt", attempt},
                                  {"why", why.toStdString()}});
            });
    connect(&run, &Run::phaseChanged, this, [this, &run](const QString &phase, StepState state) {
        if (!over(outcomeWord(state)) || state == StepState::Skipped)
            return;
        write("phase", {{"phase", phase.toStdString()},
                        {"state", outcomeWord(state).toStdString()},
                        {"seconds", inSeconds(run.elapsed())},
                        {"remaining", inSeconds(run.estimate().remaining)}});
    });
    connect(&run, &core::Task::finished, this, [this](const core::Outcome &outcome) {
        const bool cancelled = outcome.kind == core::Outcome::Kind::Cancelled;
        write("end", {{"outcome", outcome.ok() ? "done"
                                  : cancelled  ? "cancelled"
                                               : "failed"},
                      {"why", outcome.fault.summary.toStdString()}});
    });
}

std::vector<Orphan> findOrphans(const QString &folder)
{
    std::vector<Orphan> all;
    constexpr int newest = 50; // older ones' processes are long gone
    const QStringList names =
        QDir(folder)
            .entryList({u"*.jsonl"_s}, QDir::Files, QDir::Name | QDir::Reversed)
            .mid(0, newest);
    for (const QString &name : names) {
        const QString path = folder + u'/' + name;
        const auto lines = core::Journal::read(path);
        if (!lines)
            continue; // another program's file, or damaged: nothing in it may be trusted with a
                      // kill
        const auto found = orphansOf(*lines, path);
        all.insert(all.end(), found.begin(), found.end());
    }
    return all;
}

OrphanSweep::OrphanSweep(std::vector<Orphan> orphans, core::Clock &clock,
                         std::chrono::milliseconds grace, QObject *parent)
    : core::Task(parent)
    , m_orphans(std::move(orphans))
    , m_clock(clock)
    , m_grace(grace)
{
}

void OrphanSweep::run()
{
    m_begin = m_clock.elapsed();
    for (const Orphan &orphan : m_orphans) {
        if (!leadsGroup(orphan.leader))
            continue;
        emit progress(u"ending what step "_s + orphan.step
                      + u" of an earlier run left running (process "_s
                      + QString::number(orphan.leader.pid) + u')');
        ::kill(static_cast<pid_t>(-orphan.leader.pid), SIGTERM);
    }
    look();
}

void OrphanSweep::look()
{
    // A leader that is gone may leave members; its group's number is not used again while there are
    // any.
    const auto gone = [](const Orphan &each) {
        if (isRunning(each.leader))
            return !leadsGroup(each.leader);
        if (groupHasMembers(each.leader.pid))
            ::kill(static_cast<pid_t>(-each.leader.pid), SIGKILL);
        return true;
    };
    m_orphans.erase(std::remove_if(m_orphans.begin(), m_orphans.end(), gone), m_orphans.end());
    if (m_orphans.empty())
        return finish(core::Outcome::done());
    if (cancelRequested())
        return finish(core::Outcome::cancelled());
    const auto passed = m_clock.elapsed() - m_begin;
    if (!m_killed && passed >= m_grace) {
        m_killed = true;
        for (const Orphan &orphan : m_orphans)
            ::kill(static_cast<pid_t>(-orphan.leader.pid), SIGKILL);
    }
    if (passed >= 2 * m_grace)
        return finish(
            core::Outcome::failed({core::Fault::Kind::Failed,
                                   u"process "_s + QString::number(m_orphans.front().leader.pid)
                                       + u" of an earlier run does not end"_s,
                                   {},
                                   u"End it by hand, then run again."_s}));
    m_clock.after(std::chrono::milliseconds(20), this, [this] { look(); });
}

void OrphanSweep::halt()
{
    // The next look() ends it: TERM has been sent, nothing of ours is left running.
}

} // namespace deploy
