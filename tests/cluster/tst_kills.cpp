// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/core/journal.h"
#include "tests/cluster/lab.h"

#include <QDir>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>
#include <set>
#include <signal.h>

using namespace Qt::StringLiterals;
using lab::Json;
using lab::said;
using lab::until;
using programs::Ran;

/// A deploying cockpit is killed at random instants, again and again: no step that was done is done
/// again, none is left out that was not, and no program of it stays. A few times in every run,
/// fifty when PROVE_MINUTES is set.
class TestKills : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void killed();
    void wholeAgain();
    void cleanupTestCase();

private:
    QStringList command(const QString &verb) const
    {
        // Ports of its own, so that other suites on this machine do not meet it.
        QStringList all{verb, u"--port-offset"_s, u"5200"_s, u"--kubeconfig"_s, m_kubeconfig};
        if (!m_lab.isStage())
            all << u"--edition"_s << u"bare"_s << u"--registry"_s << m_lab.registry();
        return all;
    }
    /// Steps by what the journals, oldest first, say became of them: "done" in more than one is a
    /// repetition.
    QStringList doneTwice(const QStringList &checks);
    QStringList workers();

    lab::Lab m_lab;
    QString m_kubeconfig;
};

void TestKills::initTestCase()
{
    const QString why = m_lab.begin(u"kills"_s);
    QVERIFY2(why.isEmpty(), qPrintable(why));
    m_kubeconfig = m_lab.isStage() ? m_lab.home().kubeconfig()
                                   : qEnvironmentVariable("TRUSTUSBANK_TEST_KUBECONFIG");
}

QStringList TestKills::workers()
{
    QStringList out = m_lab.home().leftOver();
    out.removeIf([](const QString &line) {
        return line.contains(u"trustusbank-stage serve"_s) || line.startsWith(u"prometheus"_s);
    });
    return out;
}

QStringList TestKills::doneTwice(const QStringList &checks)
{
    const QString folder = m_lab.home().path(u"state/trustusbank-cockpit/deploys"_s);
    std::set<std::string> over;
    QStringList twice;
    for (const QString &name : QDir(folder).entryList({u"*.jsonl"_s}, QDir::Files, QDir::Name)) {
        const auto lines = core::Journal::read(folder + u'/' + name);
        if (!lines)
            return {name + u": "_s + lines.error().summary};
        for (const Json &line : *lines) {
            const std::string step = line.value("step", "");
            const std::string state = line.value("state", "");
            if (line.value("event", "") != "step" || (state != "done" && state != "already"))
                continue;
            if (state == "done" && over.contains(step)
                && !checks.contains(QString::fromStdString(step)))
                twice << name + u": "_s
                             + QString::fromStdString(step + " " + line.value("why", ""));
            over.insert(step);
        }
    }
    if (over.empty())
        return {u"no journal tells of any step in "_s + folder};
    return twice;
}

void TestKills::killed()
{
    const bool proving = qEnvironmentVariableIsSet("PROVE_MINUTES");
    const int times = proving ? 50 : 4;
    const quint32 seed = QRandomGenerator::global()->generate();
    QRandomGenerator random(seed);
    qInfo("seed %u", seed);
    int longest = 3000; // how far a run may get: the more is there, the shorter a run
    for (int i = 0; i < times; ++i) {
        const int when = static_cast<int>(random.bounded(100, longest));
        auto process = m_lab.home().start(QStringLiteral(PROGRAM_DIR "/trustusbank-cockpit"),
                                          command(u"deploy"_s) << u"--yes"_s);
        const bool ended = process->waitForFinished(when);
        const QString words = QString::fromUtf8(process->readAllStandardError());
        if (ended) {
            QVERIFY2(process->exitStatus() == QProcess::NormalExit && process->exitCode() == 0,
                     qPrintable(words.right(900)));
            longest = std::max(500, when); // all is there
        } else {
            QCOMPARE(::kill(static_cast<pid_t>(process->processId()), SIGKILL), 0);
            QVERIFY(process->waitForFinished(5000));
        }
        QVERIFY2(until([&] { return workers().isEmpty(); }, 3),
                 qPrintable(u"after %1 ms: "_s.arg(when) + workers().join(u"; "_s)));
    }
}

void TestKills::wholeAgain()
{
    const Ran last = m_lab.home().cockpit(command(u"deploy"_s) << u"--yes"_s);
    QVERIFY2(last.exit == 0, said(last).constData());
    int steps = 0;
    for (const Json &phase : last.document["phases"]) {
        for (const Json &step : phase["steps"]) {
            const std::string outcome = step.value("outcome", "");
            QVERIFY2(outcome == "done" || outcome == "already"
                         || (outcome == "skipped"
                             && step.value("why", "").find("only for") != std::string::npos),
                     step.dump().c_str());
            ++steps;
        }
    }
    QVERIFY2(steps > 20, QByteArray::number(steps).constData());
    // Nothing of it was only thought to be done. A check that need not hold makes nothing.
    const Ran look = m_lab.home().run(QStringLiteral(PROGRAM_DIR "/trustusbank-cockpit"),
                                      command(u"deploy"_s) << u"--dry-run"_s);
    QVERIFY2(look.exit == 0, said(look).constData());
    QStringList checks, open;
    for (const QString &line : look.out.split(u'\n')) {
        if (line.contains(u"  check  "_s))
            checks << line.section(u' ', 0, 0);
        else if (line.contains(u"  to do: "_s))
            open << line;
    }
    QVERIFY(!checks.isEmpty());
    QVERIFY2(open.isEmpty(), qPrintable(open.join(u'\n')));
    const QStringList twice = doneTwice(checks);
    QVERIFY2(twice.isEmpty(), qPrintable(twice.join(u'\n')));
}

void TestKills::cleanupTestCase()
{
    if (!m_lab.isStage()) {
        const Ran down = m_lab.home().cockpit(command(u"teardown"_s) << u"--yes"_s);
        QVERIFY2(down.exit == 0, said(down).constData());
    }
    const QString why = m_lab.end();
    QVERIFY2(why.isEmpty(), qPrintable(why));
}

QTEST_GUILESS_MAIN(TestKills)
#include "tst_kills.moc"
