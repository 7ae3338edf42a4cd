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
/// again, none is left out that was not, and no program of it stays. Every kill hits a deploy that
/// runs: one that ended before is looked at as a whole, taken down, and begun again. A few kills in
/// every run, fifty when PROVE_MINUTES is set.
class TestKills : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void killed_data();
    void killed();
    void theLastComesToItsEnd();
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
    QString deploys() { return m_lab.home().path(u"state/trustusbank-cockpit/deploys"_s); }
    Ran cockpit(const QString &verb, const QString &flag)
    {
        return m_lab.home().run(QStringLiteral(PROGRAM_DIR "/trustusbank-cockpit"),
                                command(verb) << flag, {}, 240);
    }
    /// Lets a deploy run for so long, then kills it; exit -1 unless it had ended before.
    Ran deployFor(int milliseconds);
    /// Steps by what the journals since the last teardown, oldest first, say became of them: "done"
    /// in more than one is a repetition.
    QStringList doneTwice();
    QStringList workers();
    void allIsThere();
    void takeDown();

    lab::Lab m_lab;
    QString m_kubeconfig;
    QStringList m_checks; ///< steps that only look; one that need not hold makes nothing
    QRandomGenerator m_random;
    int m_hits = 0, m_whole = 0;
    QStringList m_longPast; ///< journals of deploys that were taken down
};

void TestKills::initTestCase()
{
    const QString why = m_lab.begin(u"kills"_s);
    QVERIFY2(why.isEmpty(), qPrintable(why));
    m_kubeconfig = m_lab.isStage() ? m_lab.home().kubeconfig()
                                   : qEnvironmentVariable("TRUSTUSBANK_TEST_KUBECONFIG");
    const Ran look = cockpit(u"deploy"_s, u"--dry-run"_s);
    QVERIFY2(look.exit == 0, said(look).constData());
    for (const QString &line : look.out.split(u'\n').filter(u"  check  "_s))
        m_checks << line.section(u' ', 0, 0);
    QVERIFY(!m_checks.isEmpty());
}

QStringList TestKills::workers()
{
    QStringList out = m_lab.home().leftOver();
    out.removeIf([](const QString &line) {
        return line.contains(u"trustusbank-stage serve"_s) || line.startsWith(u"prometheus"_s);
    });
    return out;
}

QStringList TestKills::doneTwice()
{
    std::set<std::string> over;
    QStringList twice;
    for (const QString &name : QDir(deploys()).entryList({u"*.jsonl"_s}, QDir::Files, QDir::Name)) {
        if (m_longPast.contains(name))
            continue;
        const auto lines = core::Journal::read(deploys() + u'/' + name);
        if (!lines)
            return {name + u": "_s + lines.error().summary};
        for (const Json &line : *lines) {
            const std::string step = line.value("step", "");
            const std::string state = line.value("state", "");
            if (line.value("event", "") != "step" || (state != "done" && state != "already"))
                continue;
            if (state == "done" && over.contains(step)
                && !m_checks.contains(QString::fromStdString(step)))
                twice << name + u": "_s
                             + QString::fromStdString(step + " " + line.value("why", ""));
            over.insert(step);
        }
    }
    if (over.size() <= 20)
        return {u"the journals tell of %1 steps in "_s.arg(over.size()) + deploys()};
    return twice;
}

Ran TestKills::deployFor(int milliseconds)
{
    auto process = m_lab.home().start(QStringLiteral(PROGRAM_DIR "/trustusbank-cockpit"),
                                      command(u"deploy"_s) << u"--yes"_s);
    if (!process->waitForFinished(milliseconds)) {
        ::kill(static_cast<pid_t>(process->processId()), SIGKILL);
        process->waitForFinished(5000);
    }
    Ran out; // it may have come to its end in the very instant of the kill
    if (process->exitStatus() == QProcess::NormalExit)
        out.exit = process->exitCode();
    out.words = QString::fromUtf8(process->readAllStandardError());
    return out;
}

/// What a deploy left that came to its end: nothing was only thought to be done, and nothing was
/// done twice on the way.
void TestKills::allIsThere()
{
    const Ran look = cockpit(u"deploy"_s, u"--dry-run"_s);
    QVERIFY2(look.exit == 0, said(look).constData());
    QStringList open = look.out.split(u'\n').filter(u"  to do: "_s);
    open.removeIf([](const QString &line) { return line.contains(u"  check  "_s); });
    QVERIFY2(open.isEmpty(), qPrintable(open.join(u'\n')));
    const QStringList twice = doneTwice();
    QVERIFY2(twice.isEmpty(), qPrintable(twice.join(u'\n')));
}

void TestKills::takeDown()
{
    const Ran down = cockpit(u"teardown"_s, u"--yes"_s);
    QVERIFY2(down.exit == 0, said(down).constData());
    m_longPast = QDir(deploys()).entryList({u"*.jsonl"_s}, QDir::Files);
}

void TestKills::killed_data()
{
    const int times = qEnvironmentVariableIsSet("PROVE_MINUTES") ? 50 : 4;
    const quint32 seed = QRandomGenerator::global()->generate();
    m_random.seed(seed);
    QTest::addColumn<int>("number");
    for (int i = 1; i <= times; ++i)
        QTest::addRow("kill %d of %d, seed %u", i, times, seed) << i;
}

void TestKills::killed()
{
    // Somewhere in the first part of a run: the next one begins where this one came to.
    const int longest = m_lab.isStage() ? 2500 : 6000;
    for (int tries = 0; tries < 3; ++tries) {
        const int when = static_cast<int>(m_random.bounded(100, longest));
        const Ran ran = deployFor(when);
        QVERIFY2(until([&] { return workers().isEmpty(); }, 3),
                 qPrintable(u"after %1 ms: "_s.arg(when) + workers().join(u"; "_s)));
        if (ran.exit == -1) {
            ++m_hits;
            return;
        }
        QVERIFY2(ran.exit == 0, said(ran).constData());
        ++m_whole;
        allIsThere();
        takeDown();
        if (QTest::currentTestFailed())
            return;
    }
    QFAIL("three deploys ended before they could be killed");
}

void TestKills::theLastComesToItsEnd()
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
    allIsThere();
    qInfo("%d kills, each of a running deploy; %d deploys came to their end", m_hits, m_whole + 1);
}

void TestKills::cleanupTestCase()
{
    if (!m_lab.isStage())
        takeDown();
    const QString why = m_lab.end();
    QVERIFY2(why.isEmpty(), qPrintable(why));
}

QTEST_GUILESS_MAIN(TestKills)
#include "tst_kills.moc"
