// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/deployjournal.h"
#include "backend/deploy/history.h"
#include "backend/deploy/prober.h"
#include "backend/deploy/run.h"
#include "tests/unit/deploy/fakeworld.h"

#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace deploy;

namespace {

const QByteArray core1 =
    "{\"kind\":\"APIGroupDiscoveryList\",\"items\":[{\"metadata\":{},\"versions\":[{\"version\":"
    "\"v1\",\"resources\":["
    "{\"resource\":\"configmaps\",\"scope\":\"Namespaced\",\"responseKind\":{\"kind\":"
    "\"ConfigMap\"}},"
    "{\"resource\":\"secrets\",\"scope\":\"Namespaced\",\"responseKind\":{\"kind\":\"Secret\"}},"
    "{\"resource\":\"pods\",\"scope\":\"Namespaced\",\"responseKind\":{\"kind\":\"Pod\"}}]}]}]}";
const QByteArray groups = "{\"kind\":\"APIGroupDiscoveryList\",\"items\":[]}";
const QByteArray absentMap = "{\"kind\":\"Status\",\"reason\":\"NotFound\",\"message\":"
                             "\"configmaps not found\",\"details\":{\"kind\":\"configmaps\"}}";
const QByteArray mapPath = "/api/v1/namespaces/bank/configmaps/thing";
const QByteArray applyThing =
    "PATCH " + mapPath + "?fieldManager=trustusbank-cockpit&force=true&fieldValidation=Strict";
const QByteArray thing = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":"
                         "\"thing\",\"namespace\":\"bank\"},\"data\":{\"a\":\"1\"}}";

} // namespace

/// Plans are walked in the order of their needs, side by side, and a step is done when the world
/// says so.
class RunTest : public QObject, FakeWorld {
    Q_OBJECT

    Plan m_plan;
    std::unique_ptr<Run> m_run;
    QStringList m_events, m_lines, m_waits;

    /// A tool step NAME; it is done when it ended well.
    StepSpec &add(const QString &name, const std::vector<std::size_t> &needs = {})
    {
        PlanStep step;
        step.spec.id = name;
        step.spec.title = u"step "_s + name;
        step.spec.kindName = u"tool"_s;
        step.spec.kind = ToolStep{u"helm"_s, {name}, {}, {}, {0}};
        step.phase = u"p"_s;
        step.needs = needs;
        m_plan.steps.push_back(std::move(step));
        return m_plan.steps.back().spec;
    }
    void start()
    {
        m_run = std::make_unique<Run>(m_plan, *m_services);
        connect(m_run.get(), &Run::stepChanged, this, [this](const QString &step, StepState state) {
            m_events << step + u' ' + outcomeWord(state);
        });
        connect(m_run.get(), &Run::line, this,
                [this](const QString &, const QString &text) { m_lines << text; });
        connect(m_run.get(), &Run::waiting, this,
                [this](const QString &, const QString &what) { m_waits << what; });
        m_run->start();
        QCoreApplication::processEvents();
    }
    StepState state(const QString &step) const
    {
        return m_run->reports()[*m_run->plan().find(step)].state;
    }
    QString why(const QString &step) const
    {
        return m_run->reports()[*m_run->plan().find(step)].why;
    }
    bool over() const { return m_run->state() == core::Task::State::Over; }
    static Probe exists() { return {Exists{{u"v1"_s, u"ConfigMap"_s, u"bank"_s, u"thing"_s}}, {}}; }

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        renewWorld();
        m_plan = {};
        m_plan.id = u"deploy"_s;
        m_plan.phases = {{u"p"_s, u"Phase"_s}};
        m_events.clear();
        m_lines.clear();
        m_waits.clear();
        m_bundle.registryHost = u"localhost:5001"_s;
        m_bundle.registryPrefix = u"localhost:5001/t"_s;
        SecretSpec secret;
        secret.name = u"key"_s;
        secret.env = u"KEY"_s;
        m_bundle.secrets = {secret};
        m_transport.answer("GET /api", 200, core1);
        m_transport.answer("GET /apis", 200, groups);
    }
    void cleanup()
    {
        m_run.reset();
        settle();
        m_client.reset();
    }

    /// A tool means the cluster that was chosen, whichever the kubeconfig calls current: helm asks
    /// its environment where its arguments do not say.
    void toolsMeanTheChosenContext_data()
    {
        QTest::addColumn<QString>("context");
        QTest::addColumn<QStringList>("says");
        QTest::newRow("a context") << u"b"_s << QStringList{u"b"_s};
        QTest::newRow("none") << QString() << QStringList{};
    }

    void toolsMeanTheChosenContext()
    {
        QFETCH(QString, context);
        QFETCH(QStringList, says);
        m_services->kubeContext = context;
        const core::Command command =
            deploy::toolCommand(*m_services, u"helm"_s, {u"uninstall"_s, u"x"_s});
        const QStringList said = command.environment.contains(u"HELM_KUBECONTEXT"_s)
                                     ? QStringList{command.environment[u"HELM_KUBECONTEXT"_s]}
                                     : QStringList{};
        QCOMPARE(said, says);
    }

    /// a and b run side by side, c waits for both, d for nobody.
    void orderByNeeds()
    {
        add(u"a"_s);
        add(u"b"_s);
        add(u"c"_s, {0, 1});
        add(u"d"_s);
        start();
        settle();
        QVERIFY(m_launcher.running(u"a"_s) && m_launcher.running(u"b"_s)
                && m_launcher.running(u"d"_s));
        QVERIFY(!m_launcher.running(u"c"_s));
        tool(u"a"_s).end(0);
        settle();
        QCOMPARE(state(u"a"_s), StepState::Done);
        QVERIFY(!m_launcher.running(u"c"_s));
        tool(u"b"_s).end(0);
        tool(u"c"_s).end(0);
        settle();
        QVERIFY(!over());
        tool(u"d"_s).end(0);
        QTRY_VERIFY(over());
        QVERIFY(m_run->outcome().ok());
        QCOMPARE(m_events.indexOf(u"c running"_s) > m_events.indexOf(u"b done"_s), true);
    }

    void aPhaseIsWhatItsStepsAre_data()
    {
        QTest::addColumn<QString>("steps"); // each its state's first letter; in capitals: chosen
        QTest::addColumn<int>("state");
        const auto row = [](const char *name, const QString &steps, StepState phase) {
            QTest::newRow(name) << steps << static_cast<int>(phase);
        };
        row("all done", u"DDA"_s, StepState::Done);
        row("all as they should be", u"AA"_s, StepState::Already);
        row("one to come", u"DP"_s, StepState::Running);
        row("all to come", u"PP"_s, StepState::Pending);
        row("one failed", u"DFS"_s, StepState::Failed);
        row("one skipped for another phase's failure", u"DDS"_s, StepState::Skipped);
        row("cancelled", u"DCS"_s, StepState::Cancelled);
        row("one asked for", u"ssD"_s, StepState::Done);
        row("none asked for", u"ss"_s, StepState::Skipped);
    }
    void aPhaseIsWhatItsStepsAre()
    {
        QFETCH(QString, steps);
        const QMap<QChar, StepState> letters{
            {u'D', StepState::Done},   {u'A', StepState::Already}, {u'P', StepState::Pending},
            {u'F', StepState::Failed}, {u'S', StepState::Skipped}, {u'C', StepState::Cancelled},
            {u'R', StepState::Running}};
        Plan plan;
        Reports reports;
        for (const QChar letter : steps) {
            PlanStep step;
            step.phase = u"p"_s;
            step.chosen = letter.isUpper();
            plan.steps.push_back(step);
            StepReport report;
            report.state = letters.value(letter.toUpper());
            reports.push_back(report);
        }
        QTEST(static_cast<int>(phaseState(plan, reports, u"p"_s)), "state");
    }

    /// A failure holds up only what needs it, and is named as the run's.
    void failureHoldsUpItsOwn()
    {
        add(u"a"_s);
        add(u"b"_s, {0});
        add(u"c"_s, {1});
        add(u"d"_s);
        start();
        tool(u"a"_s).end(3, {}, "first line\nit broke\n");
        settle();
        QCOMPARE(state(u"a"_s), StepState::Failed);
        QCOMPARE(state(u"b"_s), StepState::Skipped);
        QCOMPARE(state(u"c"_s), StepState::Skipped);
        QVERIFY2(why(u"b"_s).contains(u"needs a"_s), qPrintable(why(u"b"_s)));
        QVERIFY(!over());
        tool(u"d"_s).end(0);
        QTRY_VERIFY(over());
        QCOMPARE(m_run->outcome().kind, core::Outcome::Kind::Failed);
        QVERIFY2(m_run->outcome().fault.summary.contains(u"a step a"_s)
                     && m_run->outcome().fault.summary.contains(u"it broke"_s),
                 qPrintable(m_run->outcome().fault.summary));
        QCOMPARE(whyNot(m_run->plan(), m_run->reports()), m_run->outcome().fault.summary);
    }

    /// A cancelled run ends only after its last program, and starts nothing more.
    void cancel()
    {
        add(u"a"_s);
        add(u"b"_s, {0});
        start();
        FakeTool &a = tool(u"a"_s);
        a.stubborn = true;
        m_run->cancel();
        settle();
        QVERIFY(a.asked);
        QVERIFY(!over());
        QCOMPARE(state(u"b"_s), StepState::Cancelled);
        a.end(143);
        QTRY_VERIFY(over());
        QCOMPARE(m_run->outcome().kind, core::Outcome::Kind::Cancelled);
        QCOMPARE(state(u"a"_s), StepState::Cancelled);
        QVERIFY(!m_launcher.running(u"b"_s));
    }

    /// What is so already is not done again; --redo does it all the same.
    void already()
    {
        m_transport.answer("GET " + mapPath, 200, thing);
        add(u"a"_s).doneWhen = {exists()};
        start();
        QTRY_VERIFY(over());
        QCOMPARE(state(u"a"_s), StepState::Already);
        QVERIFY(m_launcher.tools.empty());
        m_plan.steps[0].redo = true;
        start();
        tool(u"a"_s).end(0);
        QTRY_VERIFY(over());
        QCOMPARE(state(u"a"_s), StepState::Done);
    }

    /// A program that ended well proves nothing: the step is done when the world says so.
    void doneWhenIsAsked()
    {
        m_transport.answer("GET " + mapPath, 404, absentMap);
        add(u"a"_s).doneWhen = {exists()};
        start();
        tool(u"a"_s).end(0);
        pass(3s);
        QCOMPARE(state(u"a"_s), StepState::Running);
        QVERIFY2(!m_waits.isEmpty() && m_waits[0].contains(u"thing"_s),
                 qPrintable(m_waits.join(u'\n')));
        QCOMPARE(m_waits.size(), 1); // said once while the words are the same
        m_transport.answers["GET " + mapPath] = {http::Reply{200, {}, thing}};
        pass(2s);
        QTRY_VERIFY(over());
        QCOMPARE(state(u"a"_s), StepState::Done);
    }

    /// A step that never becomes true fails at its time limit and says what it saw last.
    void timeLimit()
    {
        m_transport.answer("GET " + mapPath, 404, absentMap);
        StepSpec &spec = add(u"a"_s);
        spec.doneWhen = {exists()};
        spec.timeout = 5s;
        start();
        tool(u"a"_s).end(0);
        pass(6s);
        QTRY_VERIFY(over());
        QCOMPARE(state(u"a"_s), StepState::Failed);
        QVERIFY2(why(u"a"_s).contains(u"not done after 5 s"_s) && why(u"a"_s).contains(u"thing"_s),
                 qPrintable(why(u"a"_s)));
    }

    /// The time limit ends a program, too, and the step only after it is gone.
    void timeLimitOfAProgram()
    {
        add(u"a"_s).timeout = 5s;
        start();
        FakeTool &a = tool(u"a"_s);
        a.stubborn = true;
        pass(6s);
        QVERIFY(a.asked);
        QCOMPARE(state(u"a"_s), StepState::Running);
        a.end(143);
        QTRY_VERIFY(over());
        QCOMPARE(state(u"a"_s), StepState::Failed);
        QVERIFY2(why(u"a"_s).contains(u"not done after 5 s"_s), qPrintable(why(u"a"_s)));
    }

    /// Something that is not ready yet is tried again until it is.
    void applyTriesAgain()
    {
        const QByteArray missing =
            "{\"kind\":\"Status\",\"reason\":\"InternalError\",\"code\":500,\"message\":\"failed "
            "calling webhook \\\"v.x\\\": no endpoints available\"}";
        m_transport.answer(applyThing, 500, missing);
        m_transport.answer(applyThing, 500, missing);
        m_transport.answer(applyThing, 200, thing);
        StepSpec &spec = add(u"a"_s);
        spec.kindName = u"apply"_s;
        spec.kind = ApplyStep{{Json::parse(thing.toStdString())}};
        start();
        pass(10s);
        QTRY_VERIFY(over());
        QVERIFY2(m_run->outcome().ok(), qPrintable(m_run->outcome().fault.summary));
        QCOMPARE(m_transport.count(applyThing), 3);
        const auto body = Json::parse(m_transport.requests.back().body.toStdString());
        QCOMPARE(body["data"]["a"].get<std::string>(), std::string("1"));
    }

    /// An object that the API refuses fails at once, with the API's words.
    void applyRefused()
    {
        m_transport.answer(applyThing, 422,
                           "{\"kind\":\"Status\",\"reason\":\"Invalid\",\"code\":422,\"message\":"
                           "\"data.a is wrong\"}");
        StepSpec &spec = add(u"a"_s);
        spec.kindName = u"apply"_s;
        spec.kind = ApplyStep{{Json::parse(thing.toStdString())}};
        start();
        QTRY_VERIFY(over());
        QCOMPARE(state(u"a"_s), StepState::Failed);
        QVERIFY2(why(u"a"_s).contains(u"data.a is wrong"_s), qPrintable(why(u"a"_s)));
        QCOMPARE(m_transport.count(applyThing), 1);
    }

    void checks_data()
    {
        QTest::addColumn<bool>("must");
        QTest::addColumn<qint64>("free");
        QTest::addColumn<QString>("ends");
        QTest::newRow("holds") << true << qint64(2000) << u"already"_s;
        QTest::newRow("must") << true << qint64(10) << u"failed"_s;
        QTest::newRow("may") << false << qint64(10) << u"done"_s;
    }
    /// A check looks once; one that must hold fails with its fix.
    void checks()
    {
        QFETCH(bool, must);
        QFETCH(qint64, free);
        QFETCH(QString, ends);
        m_machine.disk = free;
        StepSpec &spec = add(u"a"_s);
        spec.kindName = u"check"_s;
        const Probe probe{Disk{1000}, {}};
        spec.kind = CheckStep{probe, must, u"Make room."_s};
        spec.doneWhen = {probe};
        start();
        QTRY_VERIFY(over());
        QCOMPARE(outcomeWord(state(u"a"_s)), ends);
        if (ends == u"failed")
            QCOMPARE(m_run->outcome().fault.action, u"Make room."_s);
    }

    void checkOfAMissingPod_data()
    {
        QTest::addColumn<bool>("comes");
        QTest::addColumn<bool>("must");
        QTest::addColumn<QString>("ends");
        QTest::newRow("it is replaced") << true << true << u"already"_s;
        QTest::newRow("it is not") << false << true << u"failed"_s;
        QTest::newRow("nor need it be") << false << false << u"done"_s;
    }
    /// A check through a forward whose pod is being replaced waits for it, as long as it has time.
    void checkOfAMissingPod()
    {
        QFETCH(bool, comes);
        QFETCH(bool, must);
        QFETCH(QString, ends);
        bool there = false;
        m_services->forwardWait = [&there](const QString &) {
            return there ? std::nullopt
                         : std::optional(ForwardWait{u"forward x waits for a ready pod"_s, true});
        };
        m_transport.answer("GET /card", 200, "{}");
        HttpCall call;
        call.url = u"http://127.0.0.1:1/card"_s;
        call.forward = u"x"_s;
        const Probe probe{call, {}};
        StepSpec &spec = add(u"a"_s);
        spec.kindName = u"check"_s;
        spec.timeout = 20s;
        spec.kind = CheckStep{probe, must, u"Deploy it again."_s};
        spec.doneWhen = {probe};
        start();
        pass(3s);
        QVERIFY(!over());
        there = comes;
        pass(comes ? 2s : 18s);
        QTRY_VERIFY(over());
        QCOMPARE(outcomeWord(state(u"a"_s)), ends);
        if (ends != u"failed")
            return;
        QCOMPARE(m_run->outcome().fault.action, u"Deploy it again."_s);
        QCOMPARE(why(u"a"_s), u"not done after 20 s; last seen: forward x waits for a ready pod"_s);
    }

    /// A secret goes into a program's input and files, never into its arguments, a line or a
    /// reason.
    void redaction()
    {
        StepSpec &spec = add(u"a"_s);
        spec.kind = ToolStep{u"helm"_s,
                             {u"a"_s, u"{files}/x"_s},
                             "key=" + secretMark("key"),
                             {{u"x"_s, secretMark("key")}},
                             {0}};
        start();
        FakeTool &a = tool(u"a"_s);
        QCOMPARE(a.command.input, QByteArray("key=sk-very-secret"));
        QVERIFY(!a.command.arguments.join(u' ').contains(u"secret"_s));
        QFile file(a.command.arguments[1]);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("sk-very-secret"));
        QCOMPARE(file.permissions() & (QFileDevice::ReadGroup | QFileDevice::ReadOther),
                 QFileDevice::Permissions());
        const QString path = file.fileName();
        a.say(u"using sk-very-secret now"_s);
        a.end(1, {}, "bad key sk-very-secret (c2stdmVyeS1zZWNyZXQ=)");
        QTRY_VERIFY(over());
        const QString all = m_lines.join(u'\n') + why(u"a"_s) + m_run->outcome().fault.summary
                            + m_run->outcome().fault.detail;
        QVERIFY2(!all.contains(u"sk-very"_s) && !all.contains(u"c2stdmVy"_s), qPrintable(all));
        QVERIFY(all.contains(u"REDACTED"_s));
        settle();
        QVERIFY(!QFile::exists(path));
    }

    void pendingRelease_data()
    {
        QTest::addColumn<QByteArray>("items");
        QTest::addColumn<QString>("deleted");
        const auto secret = [](int version, const QByteArray &status) {
            const QByteArray number = QByteArray::number(version);
            return QByteArray("{\"metadata\":{\"name\":\"v" + number
                              + "\",\"namespace\":\"bank\",\"labels\":{\"version\":\"" + number
                              + "\",\"status\":\"" + status + "\"}}}");
        };
        QTest::newRow("none") << QByteArray() << QString();
        QTest::newRow("deployed") << secret(1, "deployed") << QString();
        QTest::newRow("first install killed") << secret(1, "pending-install") << u"v1"_s;
        QTest::newRow("tenth upgrade killed")
            << QByteArray(secret(10, "pending-upgrade") + ',' + secret(9, "deployed")) << u"v10"_s;
        QTest::newRow("pending long ago")
            << QByteArray(secret(1, "pending-install") + ',' + secret(2, "deployed")) << QString();
        QTest::newRow("failed") << secret(1, "failed") << QString();
    }
    /// A release that a killed helm left pending does not stand in the way of the next one.
    void pendingRelease()
    {
        QFETCH(QByteArray, items);
        QFETCH(QString, deleted);
        m_transport.answer(
            "GET /api/v1/namespaces/bank/secrets?limit=500&labelSelector=owner%3Dhelm%2Cname%3Dweb",
            200, "{\"kind\":\"SecretList\",\"items\":[" + items + "]}");
        const QByteArray path = "DELETE /api/v1/namespaces/bank/secrets/" + deleted.toUtf8();
        m_transport.answer(path, 200, "{}");
        StepSpec &spec = add(u"a"_s);
        spec.kind = HelmStep{u"web"_s, u"bank"_s, u"chart"_s, u"1"_s, {}, Json::object()};
        start();
        FakeTool &helm = tool(u"upgrade"_s);
        QCOMPARE(m_transport.count(path), deleted.isEmpty() ? 0 : 1);
        QVERIFY(helm.command.arguments.contains(u"--install"_s)
                && helm.command.arguments.contains(u"web"_s));
        helm.end(0);
        QTRY_VERIFY(over());
        QVERIFY(m_run->outcome().ok());
    }

    /// The journal has every state, tool and the end; the history what was really done.
    void written()
    {
        QTemporaryDir folder;
        const auto journal =
            DeployJournal::begin(folder.path() + u"/deploys"_s, {{"context", "bank"}}, m_clock);
        const auto history = History::open(folder.path() + u"/history.jsonl"_s, m_clock);
        QVERIFY(journal && history);
        add(u"a"_s);
        add(u"b"_s);
        Run run(m_plan, *m_services);
        (*journal)->follow(run);
        (*history)->follow(run, u"kind"_s);
        run.start();
        tool(u"a"_s);
        m_clock.advance(2s);
        tool(u"a"_s).end(0);
        tool(u"b"_s).end(1);
        QTRY_COMPARE(run.state(), core::Task::State::Over);
        const auto lines = core::Journal::read((*journal)->path());
        QVERIFY(lines.has_value());
        QStringList events;
        for (const Json &line : *lines)
            events << QString::fromStdString(line.value("event", "") + ' ' + line.value("step", "")
                                             + ' ' + line.value("state", "")
                                             + line.value("outcome", ""));
        QCOMPARE(events,
                 QStringList({u"begin  "_s, u"plan  "_s, u"step a running"_s, u"step b running"_s,
                              u"tool a "_s, u"tool b "_s, u"step a done"_s, u"step b failed"_s,
                              u"phase  failed"_s, u"end  failed"_s}));
        QCOMPARE((*lines)[4]["pid"].get<int>(), 4711);
        QCOMPARE((*lines)[4]["startTicks"].get<int>(), 99);
        QCOMPARE((*history)->durations(u"deploy"_s, u"kind"_s).value(u"a"_s).count(), 2000);
        QVERIFY(!(*history)->durations(u"deploy"_s, u"kind"_s).contains(u"b"_s));
    }
};

QTEST_GUILESS_MAIN(RunTest)
#include "tst_run.moc"
