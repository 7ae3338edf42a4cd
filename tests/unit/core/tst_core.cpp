// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/core/deadline.h"
#include "backend/core/journal.h"
#include "backend/core/launcher.h"
#include "backend/core/mailbox.h"
#include "backend/core/paths.h"
#include "backend/core/taskgroup.h"

#include <QFile>
#include <QSignalSpy>
#include <QSocketNotifier>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <thread>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using core::Fault;
using core::Outcome;
using core::Task;

namespace {

/// Ends when told to.
class HandTask : public Task {
public:
    using Task::finish;
    int runs = 0, halts = 0;

protected:
    void run() override { ++runs; }
    void halt() override
    {
        ++halts;
        finish(Outcome::cancelled());
    }
};

class HandClock : public core::Clock {
public:
    QDateTime now() const override { return QDateTime::fromMSecsSinceEpoch(0, Qt::UTC); }
    std::chrono::milliseconds elapsed() const override { return 0ms; }
    void after(std::chrono::milliseconds, QObject *, std::function<void()> callback) override
    {
        due.push_back(std::move(callback));
    }
    std::vector<std::function<void()>> due;
};

/// True while a process is there and not merely waiting to be reaped.
bool alive(qint64 pid)
{
    QFile stat(u"/proc/%1/stat"_s.arg(pid));
    if (!stat.open(QIODevice::ReadOnly))
        return false;
    const QByteArray text = stat.readAll();
    return text.mid(text.lastIndexOf(')') + 2, 1) != "Z";
}

core::Command shell(const QString &script)
{
    return {u"sh"_s, {u"-c"_s, script}, {}, {}, {}};
}

} // namespace

class CoreTest : public QObject {
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void taskEndsOnceAndLater()
    {
        HandTask task;
        QSignalSpy spy(&task, &Task::finished);
        task.start();
        QCOMPARE(task.runs, 0);
        QTRY_COMPARE(task.runs, 1);
        task.finish(Outcome::done());
        task.finish(Outcome::cancelled());
        task.cancel();
        QCOMPARE(spy.size(), 0);
        QTRY_COMPARE(spy.size(), 1);
        QCOMPARE(task.halts, 0);
        QVERIFY(task.outcome().ok());
        QCOMPARE(task.state(), Task::State::Over);
    }

    void cancelBeforeStartNeverRuns()
    {
        HandTask task;
        QSignalSpy spy(&task, &Task::finished);
        task.cancel();
        task.start();
        QTRY_COMPARE(spy.size(), 1);
        QCOMPARE(task.runs + task.halts, 0);
        QCOMPARE(task.outcome().kind, Outcome::Kind::Cancelled);
    }

    void groupIsBoundedAndFirstFaultCancels()
    {
        core::TaskGroup group(2);
        HandTask *tasks[3];
        for (HandTask *&task : tasks) {
            auto made = std::make_unique<HandTask>();
            task = made.get();
            group.add(std::move(made));
        }
        QSignalSpy spy(&group, &Task::finished);
        group.start();
        QTRY_COMPARE(tasks[1]->runs, 1);
        QCOMPARE(tasks[2]->state(), Task::State::Idle);
        tasks[0]->finish(Outcome::done());
        QTRY_COMPARE(tasks[2]->runs, 1);
        tasks[2]->finish(Outcome::failed({Fault::Kind::Refused, u"no"_s, {}, {}}));
        QTRY_COMPARE(spy.size(), 1);
        QCOMPARE(tasks[1]->halts, 1);
        QCOMPARE(group.outcome().fault.summary, u"no"_s);
    }

    void emptyGroupIsDone()
    {
        core::TaskGroup group(3);
        QSignalSpy spy(&group, &Task::finished);
        group.start();
        QTRY_COMPARE(spy.size(), 1);
        QVERIFY(group.outcome().ok());
    }

    void deadlineCancelsAndSaysSo()
    {
        HandClock clock;
        auto made = std::make_unique<HandTask>();
        HandTask *inner = made.get();
        core::Deadline deadline(std::move(made), 1500ms, clock, u"waiting for paint"_s);
        QSignalSpy spy(&deadline, &Task::finished);
        deadline.start();
        QTRY_COMPARE(inner->runs, 1);
        clock.due.at(0)();
        QTRY_COMPARE(spy.size(), 1);
        QCOMPARE(deadline.outcome().fault.kind, Fault::Kind::TimedOut);
        QCOMPARE(deadline.outcome().fault.summary, u"waiting for paint took longer than 1.5 s"_s);
    }

    void toolOutcome_data()
    {
        QTest::addColumn<QString>("script");
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<QByteArray>("output");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QString>("summary");
        QTest::newRow("quiet") << u"true"_s << QByteArray() << QByteArray() << 0 << QString();
        QTest::newRow("input") << u"cat"_s << QByteArray("a\nb") << QByteArray("a\nb") << 0
                               << QString();
        QTest::newRow("environment") << u"printf %s \"$LC_ALL $NO_COLOR\""_s << QByteArray()
                                     << QByteArray("C.UTF-8 1") << 0 << QString();
        QTest::newRow("exit code") << u"echo one >&2; echo two >&2; exit 7"_s << QByteArray()
                                   << QByteArray() << 7 << u"sh ended with exit code 7: two"_s;
        QTest::newRow("signal") << u"kill -9 $$"_s << QByteArray() << QByteArray() << 9
                                << u"sh was ended by signal 9"_s;
    }

    void toolOutcome()
    {
        QFETCH(QString, script);
        QFETCH(QByteArray, input);
        QFETCH(QByteArray, output);
        QFETCH(int, exitCode);
        QFETCH(QString, summary);
        core::ProcessLauncher launcher;
        core::Command command = shell(script);
        command.input = input;
        auto tool = launcher.launch(command);
        QSignalSpy spy(tool.get(), &Task::finished);
        tool->start();
        QTRY_COMPARE(spy.size(), 1);
        QCOMPARE(tool->output(), output);
        QCOMPARE(tool->exitCode(), exitCode);
        QCOMPARE(tool->outcome().fault.summary, summary);
        QCOMPARE(tool->outcome().ok(), summary.isEmpty());
    }

    void linesOfBothStreams()
    {
        core::ProcessLauncher launcher;
        auto tool = launcher.launch(shell(u"echo a; echo b >&2; printf c"_s));
        QSignalSpy lines(tool.get(), &Task::progress);
        QSignalSpy spy(tool.get(), &Task::finished);
        tool->start();
        QTRY_COMPARE(spy.size(), 1);
        QStringList seen;
        for (const auto &line : lines)
            seen << line.at(0).toString();
        seen.sort();
        QCOMPARE(seen, QStringList({u"a"_s, u"b"_s, u"c"_s}));
    }

    void missingProgram()
    {
        core::ProcessLauncher launcher;
        auto tool = launcher.launch({u"no-such-program-here"_s, {}, {}, {}, {}});
        QSignalSpy spy(tool.get(), &Task::finished);
        tool->start();
        QTRY_COMPARE(spy.size(), 1);
        QCOMPARE(tool->outcome().fault.kind, Fault::Kind::Missing);
    }

    void firstPathWins()
    {
        QTemporaryDir dir;
        QFile file(dir.filePath(u"sh"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("#!/bin/sh\necho mine\n");
        file.close();
        file.setPermissions(QFile::ReadOwner | QFile::ExeOwner | QFile::WriteOwner);
        QCOMPARE(core::ProcessLauncher(dir.path()).find(u"sh"_s), file.fileName());
        QCOMPARE(core::ProcessLauncher().find(u"no-such-program-here"_s), QString());
    }

    /// The leader ignores TERM and so does its child: only KILL to the group ends them.
    void deafFamilyIsEnded()
    {
        core::ProcessLauncher launcher({}, 50ms);
        auto tool = launcher.launch(shell(
            u"trap '' TERM; sh -c 'trap \"\" TERM; echo $$; while :; do sleep 1; done' & wait; "
            "while :; do sleep 1; done"_s));
        QSignalSpy lines(tool.get(), &Task::progress);
        QSignalSpy begun(tool.get(), &core::Tool::started);
        QSignalSpy spy(tool.get(), &Task::finished);
        tool->start();
        QTRY_COMPARE(lines.size(), 1);
        const qint64 grandchild = lines.at(0).at(0).toString().toLongLong();
        QVERIFY(alive(grandchild));
        QVERIFY(begun.at(0).at(1).toLongLong() > 0);
        tool->cancel();
        QTRY_COMPARE(spy.size(), 1);
        QCOMPARE(tool->outcome().kind, Outcome::Kind::Cancelled);
        QVERIFY(!alive(grandchild));
        QVERIFY(!alive(tool->pid()));
    }

    /// A leader that ends well and leaves a deaf child behind.
    void orphanIsSwept()
    {
        core::ProcessLauncher launcher;
        auto tool = launcher.launch(shell(
            u"sh -c 'trap \"\" TERM; exec >/dev/null 2>&1; while :; do sleep 1; done' & echo $!"_s));
        QSignalSpy spy(tool.get(), &Task::finished);
        tool->start();
        QTRY_COMPARE(spy.size(), 1);
        QVERIFY(tool->outcome().ok());
        QVERIFY(!alive(tool->output().trimmed().toLongLong()));
    }

    void destructionLeavesNothing()
    {
        core::ProcessLauncher launcher;
        auto tool = launcher.launch(shell(u"sleep 1000 & echo $!; wait"_s));
        QSignalSpy lines(tool.get(), &Task::progress);
        tool->start();
        QTRY_COMPARE(lines.size(), 1);
        const qint64 child = lines.at(0).at(0).toString().toLongLong();
        tool.reset();
        QTRY_VERIFY(!alive(child));
    }

    /// Between the fork and its word that it started there is no pid to be told yet.
    void destructionWhileItStarts()
    {
        core::ProcessLauncher launcher;
        auto tool = launcher.launch(shell(u"sleep 1000"_s));
        QSignalSpy begun(tool.get(), &core::Tool::started);
        tool->start();
        QCoreApplication::sendPostedEvents(); // run(), but nothing that the process says
        QCOMPARE(begun.size(), 0);
        tool.reset(); // a warning of QProcess, that it still runs, would fail this
    }

    void journalSurvivesATornLine()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(u"a/b/journal.jsonl"_s);
        QVERIFY(core::Journal::read(path).value().empty());
        QVERIFY(core::Journal::open(path).value()->append({{"n", 1}}).has_value());
        QFile file(path);
        QVERIFY(file.open(QIODevice::Append));
        file.write("{\"n\": 2, \"tex");
        file.close();
        QCOMPARE(core::Journal::read(path).value().size(), size_t(1));
        QVERIFY(core::Journal::open(path).value()->append({{"n", 3}}).has_value());
        const auto lines = core::Journal::read(path).value();
        QCOMPARE(lines.size(), size_t(2));
        QCOMPARE(lines[1]["n"].get<int>(), 3);
    }

    /// Each once and in order, whoever posts, also from within a call and in a nested event loop.
    void callsAreTakenInTheirOrder()
    {
        constexpr int each = 1000;
        core::Mailbox mailbox;
        std::vector<int> taken[2];
        const auto post = [&](int who) {
            for (int i = 0; i < each; ++i)
                mailbox.post([&, who, i] { taken[who].push_back(i); });
        };
        mailbox.takeOne(); // nothing waits
        std::thread other([&] { post(1); });
        post(0);
        QSocketNotifier news(mailbox.descriptor(), QSocketNotifier::Read);
        connect(&news, &QSocketNotifier::activated, this, [&] { mailbox.takeOne(); });
        mailbox.post([&] {
            mailbox.post([&] { taken[0].push_back(each); });
            QTRY_COMPARE(taken[0].size(), size_t(each + 1));
        });
        QTRY_COMPARE(taken[1].size(), size_t(each));
        QTRY_COMPARE(taken[0].size(), size_t(each + 1));
        other.join();
        for (const auto &calls : taken) {
            for (std::size_t i = 0; i < calls.size(); ++i)
                QCOMPARE(calls[i], int(i));
        }
        mailbox.post([] { QFAIL("it was dropped"); });
    }

    void journalNamesAGarbledLine()
    {
        QTemporaryDir dir;
        QFile file(dir.filePath(u"j"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{}\nnonsense\n{}\n");
        file.close();
        const auto read = core::Journal::read(file.fileName());
        QVERIFY(!read);
        QVERIFY(read.error().summary.contains(u"line 2"_s));
    }

    void journalFaultNamesThePath()
    {
        const auto opened = core::Journal::open(u"/proc/no/journal"_s);
        QVERIFY(!opened);
        QVERIFY2(opened.error().summary.contains(u"/proc/no"_s),
                 qPrintable(opened.error().summary));
    }

    void paths()
    {
        QProcessEnvironment env;
        env.insert(u"XDG_STATE_HOME"_s, u"/s/"_s);
        env.insert(u"XDG_CACHE_HOME"_s, u"relative"_s);
        const core::Paths expected{u"/s/trustusbank-cockpit"_s, u"/h/.config/trustusbank-cockpit"_s,
                                   u"/h/.cache/trustusbank-cockpit"_s,
                                   u"/h/.local/share/trustusbank-cockpit"_s};
        QCOMPARE(core::Paths::of(env, u"/h"_s), expected);
    }
};

QTEST_GUILESS_MAIN(CoreTest)
#include "tst_core.moc"
