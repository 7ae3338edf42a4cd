// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/imagemaker.h"
#include "backend/deploy/run.h"
#include "tests/cluster/lab.h"
#include "tests/support/services.h"

#include <QDirIterator>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <signal.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace deploy;
using lab::until;

namespace {

class NoSecrets final : public SecretSource {
public:
    QString value(const SecretSpec &) const override { return {}; }
};

/// The suite's chart in a folder of its own name: a release is known by the end of its chart's
/// address.
bool copyChart(const QString &to)
{
    const QString from = QStringLiteral(SOURCE_DIR "/tests/clients/chart");
    QDirIterator files(from, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString file = files.next();
        const QString copy = to + file.mid(from.size());
        if (!QDir().mkpath(QFileInfo(copy).absolutePath()) || !QFile::copy(file, copy))
            return false;
    }
    return true;
}

/// Nothing of that process group lives, zombies of somebody else's aside.
bool isGone(qint64 group)
{
    return group > 0 && ::kill(static_cast<pid_t>(-group), 0) != 0;
}

} // namespace

/// The engine's helm steps with the real helm of TRUSTUSBANK_TEST_HELM: installed, upgraded, killed
/// and cancelled, and what a step says while helm waits.
class TestHelm : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void installed();
    void upgraded();
    void holds();
    void killed_data();
    void killed();
    void cancelledAnywhere();
    void cleanupTestCase();

private:
    enum class Web { None, Ready, Hangs };
    std::unique_ptr<Run> start(const QString &release, const QString &greeting, Web web);
    /// Runs it to its end; its one step's outcome and why.
    QString finish(const QString &release, const QString &greeting, Web web = Web::Ready);
    QString greeting(const QString &release);
    /// "REVISION STATUS", as the real helm sees it.
    QString seen(const QString &release);
    bool isOver(const Run &run) { return run.state() == core::Task::State::Over; }

    lab::Lab m_lab;
    QTemporaryDir m_folder;
    QString m_helm, m_kubeconfig;
    std::unique_ptr<core::ProcessLauncher> m_launcher;
    http::CurlTransport m_transport;
    NoSecrets m_secrets;
    LocalMachine m_machine;
    ImageMaker m_images{QString(), QString()};
    Bundle m_bundle;
    std::unique_ptr<Services> m_services;
    QStringList m_lines;
    qint64 m_group = 0; ///< helm's
};

void TestHelm::initTestCase()
{
    m_helm = QString::fromLocal8Bit(qgetenv("TRUSTUSBANK_TEST_HELM"));
    if (m_helm.isEmpty())
        QSKIP("NOT TESTED: the real helm, which packaging/dev prove tools builds and names");
    QVERIFY(copyChart(m_folder.filePath(u"theirs"_s)));
    const QString why = m_lab.begin(u"helm"_s);
    QVERIFY2(why.isEmpty(), qPrintable(why));
    m_kubeconfig = m_lab.isStage() ? m_lab.home().kubeconfig()
                                   : QString::fromLocal8Bit(qgetenv("TRUSTUSBANK_TEST_KUBECONFIG"));
    m_launcher = std::make_unique<core::ProcessLauncher>(QFileInfo(m_helm).absolutePath());
    m_services = makeServices(
        m_bundle, [this] { return &m_lab.client(); }, m_transport, *m_launcher, m_lab.clock(),
        m_secrets, m_machine, m_images);
    m_services->environment[u"KUBECONFIG"_s] = m_kubeconfig;
    for (const QString &name : {u"CACHE"_s, u"CONFIG"_s, u"DATA"_s})
        m_services->environment[u"HELM_%1_HOME"_s.arg(name)] = m_folder.filePath(name);
}

std::unique_ptr<Run> TestHelm::start(const QString &release, const QString &greeting, Web web)
{
    HelmStep helm;
    helm.release = release;
    helm.ns = m_lab.ns();
    helm.chart = m_folder.filePath(u"theirs"_s);
    helm.values = {{"greeting", greeting.toStdString()}};
    const QString image = m_lab.registry() + u"/suite/nowhere:1"_s;
    if (web != Web::None)
        helm.values["web"] = {{"replicas", web == Web::Hangs ? 1 : 0},
                              {"image", image.toStdString()}};
    PlanStep step;
    step.spec.id = u"s"_s;
    step.spec.title = u"helm "_s + release;
    step.spec.kindName = u"helm"_s;
    step.spec.kind = helm;
    step.spec.timeout = 60s;
    step.spec.doneWhen = {{ReleaseSame{}, {}}};
    step.phase = u"p"_s;
    Plan plan;
    plan.id = u"deploy"_s;
    plan.phases = {{u"p"_s, u"Phase"_s}};
    plan.steps = {step};
    m_lines.clear();
    m_group = 0;
    auto run = std::make_unique<Run>(plan, *m_services);
    connect(run.get(), &Run::line, this,
            [this](const QString &, const QString &text) { m_lines << text; });
    connect(run.get(), &Run::toolStarted, this,
            [this](const QString &, qint64 pid) { m_group = pid; });
    run->start();
    return run;
}

QString TestHelm::finish(const QString &release, const QString &greeting, Web web)
{
    const auto run = start(release, greeting, web);
    if (!until([&] { return isOver(*run); }, 90))
        return u"it does not end: "_s + m_lines.join(u'\n').right(600);
    const StepReport &report = run->reports().front();
    return outcomeWord(report.state)
           + (report.state == StepState::Failed ? QString(u": "_s + report.why) : QString());
}

QString TestHelm::greeting(const QString &release)
{
    const lab::Json map =
        m_lab.get(m_lab.path(u"v1"_s, u"configmaps/"_s + release + u"-greeting"_s));
    return map.is_object() ? QString::fromStdString(map["data"].value("says", "")) : QString();
}

QString TestHelm::seen(const QString &release)
{
    const programs::Ran ran =
        m_lab.home().run(m_helm, {u"--kubeconfig"_s, m_kubeconfig, u"status"_s, release, u"-n"_s,
                                  m_lab.ns(), u"-o"_s, u"json"_s});
    const lab::Json status = lab::Json::parse(ran.out.toStdString(), nullptr, false);
    return status.is_object() ? u"%1 %2"_s.arg(status.value("version", 0))
                                    .arg(QString::fromStdString(status["info"].value("status", "")))
                              : ran.words.trimmed();
}

void TestHelm::installed()
{
    QCOMPARE(finish(u"one"_s, u"good morning"_s), u"done"_s);
    QCOMPARE(greeting(u"one"_s), u"good morning"_s);
    QCOMPARE(seen(u"one"_s), u"1 deployed"_s);
    QCOMPARE(finish(u"one"_s, u"good morning"_s), u"already"_s);
    QCOMPARE(seen(u"one"_s), u"1 deployed"_s); // helm itself would have made a second revision
}

void TestHelm::upgraded()
{
    QCOMPARE(finish(u"one"_s, u"good evening"_s), u"done"_s);
    QCOMPARE(greeting(u"one"_s), u"good evening"_s);
    QCOMPARE(seen(u"one"_s), u"2 deployed"_s);
}

/// helm says nothing while it waits; the step names the pod and what the cluster says of it.
void TestHelm::holds()
{
    const auto run = start(u"one"_s, u"good night"_s, Web::Hangs);
    std::optional<Hold> hold;
    const bool held = until(
        [&] {
            hold = run->hold(u"s"_s);
            return (hold && hold->cause == u"ImagePullBackOff") || isOver(*run);
        },
        30);
    QVERIFY2(held && !isOver(*run), qPrintable(hold ? holdText(*hold) : m_lines.join(u'\n')));
    qInfo("while helm waits: %s", qPrintable(run->waitingText(u"s"_s)));
    QVERIFY2(hold->object.startsWith(u"Pod "_s + m_lab.ns() + u"/one-web-"_s)
                 && hold->words.contains(u"suite/nowhere:1"_s) && !hold->action.isEmpty(),
             qPrintable(holdText(*hold)));
    run->cancel();
    QVERIFY(until([&] { return isOver(*run); }, 15));
    QCOMPARE(run->outcome().kind, core::Outcome::Kind::Cancelled);
    QVERIFY2(isGone(m_group), QByteArray::number(m_group).constData());
    QCOMPARE(finish(u"one"_s, u"good night"_s), u"done"_s);
    QCOMPARE(greeting(u"one"_s), u"good night"_s);
}

void TestHelm::killed_data()
{
    QTest::addColumn<QString>("release");
    QTest::addColumn<QString>("left");
    QTest::newRow("while it upgrades") << u"one"_s << u"pending-upgrade"_s;
    QTest::newRow("while it installs") << u"two"_s << u"pending-install"_s;
}
/// What a killed helm leaves would make the next one refuse for ever.
void TestHelm::killed()
{
    QFETCH(QString, release);
    QFETCH(QString, left);
    const auto run = start(release, u"half"_s, Web::Hangs);
    QVERIFY2(until([&] { return seen(release).endsWith(left); }), qPrintable(seen(release)));
    QVERIFY(m_group > 0);
    ::kill(static_cast<pid_t>(-m_group), SIGKILL);
    QVERIFY(until([&] { return isOver(*run); }));
    QCOMPARE(run->reports().front().state, StepState::Failed);
    QVERIFY2(seen(release).endsWith(left), qPrintable(seen(release)));
    const programs::Ran bare =
        m_lab.home().run(m_helm,
                         {u"--kubeconfig"_s, m_kubeconfig, u"upgrade"_s, u"--install"_s, release,
                          QStringLiteral(SOURCE_DIR "/tests/clients/chart"), u"-n"_s, m_lab.ns()});
    QVERIFY2(bare.exit != 0 && bare.words.contains(u"another operation"_s),
             programs::said(bare).constData());
    QCOMPARE(finish(release, u"whole"_s), u"done"_s);
    QVERIFY2(m_lines.join(u'\n').contains(u"an earlier helm was killed"_s),
             qPrintable(m_lines.join(u'\n')));
    QCOMPARE(greeting(release), u"whole"_s);
    QVERIFY2(seen(release).endsWith(u" deployed"_s), qPrintable(seen(release)));
}

/// Whenever it is cancelled: nothing of helm is left running, and the next run has the release as
/// it is meant to be. HELM_CANCELS says how often.
void TestHelm::cancelledAnywhere()
{
    const int wanted = qEnvironmentVariableIntValue("HELM_CANCELS");
    for (int i = 0; i < (wanted > 0 ? wanted : 5); ++i) {
        const int instant = QRandomGenerator::global()->bounded(1500);
        const QString text = u"cancel %1 after %2 ms"_s.arg(i).arg(instant);
        const QString release = i % 2 == 0 ? u"one"_s : u"fresh%1"_s.arg(i);
        const auto run = start(release, text, Web::Hangs);
        bool due = false;
        m_lab.clock().after(std::chrono::milliseconds(instant), this, [&due] { due = true; });
        QVERIFY(until([&] { return due; }));
        run->cancel();
        QVERIFY2(until([&] { return isOver(*run); }, 15), qPrintable(text));
        QVERIFY2(m_group == 0 || isGone(m_group), qPrintable(text));
        const QString before = seen(release);
        const QString outcome = finish(release, text);
        QVERIFY2(outcome == u"done",
                 qPrintable(text + u", left as "_s + before + u": "_s + outcome));
        QCOMPARE(greeting(release), text);
        QVERIFY2(seen(release).endsWith(u" deployed"_s), qPrintable(text + seen(release)));
        qInfo("%s: left as %s", qPrintable(text), qPrintable(before));
    }
}

void TestHelm::cleanupTestCase()
{
    if (m_helm.isEmpty())
        return;
    m_services.reset();
    const QString why = m_lab.end();
    QVERIFY2(why.isEmpty(), qPrintable(why));
}

QTEST_GUILESS_MAIN(TestHelm)
#include "tst_helm.moc"
