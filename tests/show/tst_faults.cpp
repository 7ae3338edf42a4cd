// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/made.h"

#include <QDir>
#include <QDirIterator>
#include <QRegularExpression>
#include <QTcpServer>
#include <QTest>

#include <signal.h>

using namespace Qt::StringLiterals;
using programs::Home;
using programs::Json;
using programs::Ran;
using programs::said;

namespace {

const QString cockpitProgram = QStringLiteral(PROGRAM_DIR "/trustusbank-cockpit");
/// Away from the demo's own ports, and the same in every run: some values are made of them.
const QStringList ports{QStringLiteral("--port-offset"), QStringLiteral("3300")};

/// The program's last word: what follows its name on one line of stderr, and the lines after that.
QStringList complaint(const QString &words)
{
    QStringList lines = words.trimmed().split(u'\n');
    while (!lines.isEmpty() && !lines.first().startsWith(u"trustusbank-cockpit: "_s))
        lines.removeFirst();
    return lines;
}

bool writeFile(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

/// FROM in a file becomes TO.
bool edit(const QString &path, const QByteArray &from, const QByteArray &to)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return false;
    QByteArray text = file.readAll();
    file.close();
    return text.contains(from)
           && writeFile(path, text.replace(text.indexOf(from), from.size(), to));
}

/// A cockpit that runs, and what it has said on stderr so far.
class Running {
public:
    Running(const Home &home, const QStringList &arguments)
        : m_process(home.start(cockpitProgram, arguments))
    {
        m_process->setReadChannel(QProcess::StandardError);
    }
    /// Waits until so many of its lines match; false when it ends before that.
    bool says(const QString &pattern, int times = 1)
    {
        const QRegularExpression wanted(pattern, QRegularExpression::MultilineOption);
        while (count(wanted) < times && m_process->waitForReadyRead(60'000))
            m_words += QString::fromUtf8(m_process->readAllStandardError());
        return count(wanted) >= times;
    }
    void signal(int number) { ::kill(static_cast<pid_t>(m_process->processId()), number); }
    /// Its exit code, -1 when a signal ended it or it did not end in time.
    int ends(int milliseconds)
    {
        const bool over = m_process->waitForFinished(milliseconds);
        m_words += QString::fromUtf8(m_process->readAllStandardError());
        return over && m_process->exitStatus() == QProcess::NormalExit ? m_process->exitCode() : -1;
    }
    const QString &words() const { return m_words; }

private:
    qsizetype count(const QRegularExpression &wanted) const
    {
        auto all = wanted.globalMatch(m_words);
        qsizetype found = 0;
        for (; all.hasNext(); ++found)
            all.next();
        return found;
    }
    std::unique_ptr<QProcess> m_process;
    QString m_words;
};

/// The steps that a run said it had done or found done.
QStringList stepsOver(const QString &words)
{
    static const QRegularExpression line(u"^(\\d\\d\\.\\d+)\\s+(?:done|already)\\b"_s,
                                         QRegularExpression::MultilineOption);
    QStringList out;
    for (auto all = line.globalMatch(words); all.hasNext();)
        out << all.next().captured(1);
    return out;
}

/// The pid of the stage that a cockpit of this home started.
qint64 stageOf(const Home &home)
{
    const auto all = home.living();
    for (auto one = all.begin(); one != all.end(); ++one) {
        if (one.value().contains(u"trustusbank-stage serve"_s))
            return one.key();
    }
    return 0;
}

/// Cockpits and their tools that still live; not the stage and what it runs.
QStringList workers(const Home &home)
{
    QStringList out = home.leftOver();
    out.removeIf([](const QString &line) {
        return line.contains(u"trustusbank-stage serve"_s) || line.startsWith(u"prometheus"_s);
    });
    return out;
}

/// Files below the home that are not whole: a line that is no JSON (but a torn last one, which is
/// how a journal ends that nobody closed), or a file left under a temporary name.
QStringList halfWritten(const Home &home)
{
    QStringList out;
    static const QRegularExpression whole(u"\\.(jsonl|gz|id|key|pub|json|yaml)$|/password$"_s);
    for (const char *part : {"config", "state", "cache", "data"}) {
        QDirIterator files(home.path(QString::fromLatin1(part)), QDir::Files | QDir::Hidden,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (!whole.match(file.fileName()).hasMatch()) {
                out << file.fileName();
                continue;
            }
            if (!file.fileName().endsWith(u".jsonl"_s) || !file.open(QIODevice::ReadOnly))
                continue;
            const QList<QByteArray> lines = file.readAll().split('\n');
            for (qsizetype i = 0; i + 1 < lines.size(); ++i) {
                if (!Json::accept(lines[i].toStdString()))
                    out << file.fileName() + u": "_s + QString::fromUtf8(lines[i].left(80));
            }
        }
    }
    return out;
}

} // namespace

/// What goes wrong around the programs: one clear line, the exit code that commands.md promises,
/// and nothing left behind, half done or done twice.
class TestFaults : public QObject {
    Q_OBJECT

private slots:
    void badBundle_data();
    void badBundle();
    void badBundlesLeftNothing();
    void badKubeconfig_data();
    void badKubeconfig();
    void stageUsage_data();
    void stageUsage();
    void noPrometheus();
    void takenPort();
    void fullRegistry();
    void stageKilledInAnAct();
    void busyStageEnds();
    void cockpitTerminated();
    void cockpitKilled();

private:
    std::unique_ptr<Home> m_untouched; ///< with the stage of all bad bundles, since none changes it
};

void TestFaults::badBundle_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<QString>("says");
    QTest::newRow("not YAML") << u"phases/05-mcp-servers.yaml"_s << QByteArray("title: MCP servers")
                              << QByteArray("title: [MCP servers")
                              << u"^phases/05-mcp-servers\\.yaml:\\d+:\\d+: .+"_s;
    QTest::newRow("an unknown key")
        << u"phases/05-mcp-servers.yaml"_s << QByteArray("title: MCP servers")
        << QByteArray("tilte: MCP servers")
        << u"^phases/05-mcp-servers\\.yaml:4:1: .*tilte.*expected .+"_s;
    QTest::newRow("an unknown name")
        << u"phases/02-mesh.yaml"_s << QByteArray("${ns.istio}") << QByteArray("${ns.istoi}")
        << u"^phases/02-mesh\\.yaml:7:\\d+: .*ns\\.istoi.*expected .+"_s;
    QTest::newRow("a need that is not there")
        << u"phases/06-agentgateway.yaml"_s << QByteArray("needs: [\"06.2\"]")
        << QByteArray("needs: [\"06.22\"]")
        << u"^phases/06-agentgateway\\.yaml:\\d+:\\d+: .*06\\.22.*expected .+"_s;
    QTest::newRow("an option that takes what it has not")
        << u"demo.yaml"_s << QByteArray("take: direct") << QByteArray("take: around")
        << u"^demo\\.yaml:\\d+:\\d+: .*around.*expected direct, controller$"_s;
    QTest::newRow("a manifest that is not there")
        << u"phases/06-agentgateway.yaml"_s << QByteArray("manifests/gateway/gateway.yaml")
        << QByteArray("manifests/gateway/gatway.yaml")
        << u"^phases/06-agentgateway\\.yaml:\\d+:\\d+: .*gatway\\.yaml.*expected .+"_s;
    QTest::newRow("an operation that is not there")
        << u"acts.yaml"_s << QByteArray("{operation: compromise}")
        << QByteArray("{operation: comprise}")
        << u"^acts\\.yaml:\\d+:\\d+: .*\"comprise\".*expected .+"_s;
    QTest::newRow("an act's unknown probe")
        << u"acts.yaml"_s << QByteArray("probe: ") << QByteArray("probe: no.such.")
        << u"^acts\\.yaml:\\d+:\\d+: .*no\\.such\\..*expected .+"_s;
    QTest::newRow("an act's unknown tab")
        << u"acts.yaml"_s << QByteArray("tab: attacker") << QByteArray("tab: attaker")
        << u"^acts\\.yaml:\\d+:\\d+: .*\"attaker\", expected one of chatbot, attacker.*"_s;
    QTest::newRow("a comparison with nothing")
        << u"acts.yaml"_s << QByteArray("probe: loot.count, expect: \"== 0\"")
        << QByteArray("probe: loot.count, expect: \"=> 0\"")
        << u"^acts\\.yaml:\\d+:\\d+: \"=> 0\" .*expected .+"_s;
    QTest::newRow("what a probe does not read")
        << u"acts.yaml"_s << QByteArray("with: {tool: ") << QByteArray("with: {tol: ")
        << u"^acts\\.yaml:\\d+:\\d+: unknown key \"tol\" .*tools\\.lacks, expected tool.*"_s;
    QTest::newRow("an act that a check compares with")
        << u"acts.yaml"_s << QByteArray("with: {act: \"2\"}") << QByteArray("with: {act: \"7\"}")
        << u"^acts\\.yaml:\\d+:\\d+: unknown act \"7\", expected one of 1, 2, 3$"_s;
    QTest::newRow("an alert that no rule has")
        << u"rules/authz-denials.yaml"_s << QByteArray("alert: IstioAuthZDeny")
        << QByteArray("alert: IstioAuthDeny")
        << u"^acts\\.yaml:\\d+:\\d+: unknown alert \"IstioAuthZDeny\", expected one of .+"_s;
    QTest::newRow("a dashboard that is no JSON")
        << u"dashboards/dora-evidence-pane.json"_s << QByteArray("\"panels\": [")
        << QByteArray("\"panels\": [,")
        << u"^dashboards/dora-evidence-pane\\.json:\\d+:\\d+: .*expected JSON.*"_s;
}

/// File, line and column and what was expected, in one line; exit 2; the cluster is as it was.
void TestFaults::badBundle()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    QFETCH(QString, says);
    if (!m_untouched) {
        m_untouched = std::make_unique<Home>();
        QVERIFY(m_untouched->stage().is_object());
    }
    Home &home = *m_untouched;
    const QString show = home.path(u"show "_s + QString::fromUtf8(QTest::currentDataTag()));
    const Ran exported = home.cockpit({u"demo"_s, u"export"_s, show}, 60);
    QVERIFY2(exported.exit == 0, said(exported).constData());
    QVERIFY(edit(show + u'/' + file, from, to));
    const QStringList what{
        u"get"_s, u"namespaces,leases,configmaps,crds"_s, u"-A"_s, u"-o"_s,
        u"jsonpath={range .items[*]}{.kind} {.metadata.name} {.metadata.uid}{\"\\n\"}{end}"_s};
    const Ran before = home.run(u"kubectl"_s, what);
    QVERIFY2(before.exit == 0 && before.out.contains(u"kube-public"_s), said(before).constData());
    for (const QStringList &command : {QStringList{u"deploy"_s, u"--yes"_s, u"--demo"_s, show},
                                       QStringList{u"demo"_s, u"validate"_s, show}}) {
        const Ran ran = home.cockpit(command, 60);
        QVERIFY2(ran.exit == 2, said(ran).constData());
        const QStringList lines = complaint(ran.words);
        QVERIFY2(lines.size() == 1, said(ran).constData());
        QVERIFY2(QRegularExpression(says).match(lines[0].section(u": "_s, 1)).hasMatch(),
                 said(ran).constData());
    }
    QCOMPARE(home.run(u"kubectl"_s, what).out, before.out);
}

void TestFaults::badBundlesLeftNothing()
{
    QVERIFY(m_untouched);
    QVERIFY(m_untouched->endStage() >= 0);
    QCOMPARE(m_untouched->leftOver(), QStringList());
    m_untouched.reset();
}

void TestFaults::badKubeconfig_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>("flags");
    QTest::addColumn<int>("exit");
    QTest::addColumn<QString>("says");
    const QByteArray whole =
        "apiVersion: v1\nkind: Config\nclusters:\n- {name: a, cluster: {server: "
        "'http://127.0.0.1:1'}}\nusers:\n- {name: u, user: {token: x}}\n"
        "contexts:\n- {name: one, context: {cluster: a, user: u}}\n- {name: two, context: "
        "{cluster: a, user: u}}\n";
    QTest::newRow("not YAML") << QByteArray("apiVersion: [v1\nkind: {\n") << QStringList{} << 2
                              << u"config:\\d+:\\d+.*"_s;
    QTest::newRow("no contexts") << QByteArray("apiVersion: v1\nkind: Config\n") << QStringList{}
                                 << 2 << u"config.*context"_s;
    QTest::newRow("two contexts") << whole << QStringList{} << 2
                                  << u"--context.*one.*two|one.*two.*--context"_s;
    QTest::newRow("no such context")
        << whole << QStringList{u"--context"_s, u"three"_s} << 2 << u"three.*one.*two"_s;
    QTest::newRow("a cluster that is not there")
        << QByteArray(whole).replace("{cluster: a, user: u}}\n- {name: two",
                                     "{cluster: b, user: u}}\n- {name: two")
        << QStringList{u"--context"_s, u"one"_s} << 2 << u"\"b\"|“b”"_s;
    QTest::newRow("nobody answers") << whole << QStringList{u"--context"_s, u"one"_s} << 3
                                    << u"127\\.0\\.0\\.1:1.*does not answer"_s;
}

void TestFaults::badKubeconfig()
{
    QFETCH(QByteArray, text);
    QFETCH(QStringList, flags);
    QFETCH(int, exit);
    QFETCH(QString, says);
    Home home;
    QVERIFY(writeFile(home.path(u"config"_s), text));
    const Ran ran =
        home.cockpit(QStringList{u"deploy"_s, u"--yes"_s, u"--kubeconfig"_s, home.path(u"config"_s)}
                         + flags,
                     60);
    QVERIFY2(ran.exit == exit, said(ran).constData());
    const QStringList lines = complaint(ran.words);
    QVERIFY2(!lines.isEmpty() && QRegularExpression(says).match(lines[0]).hasMatch(),
             said(ran).constData());
    QVERIFY2(exit != 2 || lines.size() == 1, said(ran).constData());
    QVERIFY(!ran.document.value("ok", true) && !ran.document.value("why", "").empty());
    QCOMPARE(ran.document.value("context", "?"), std::string(exit == 3 ? "one" : ""));
    QCOMPARE(home.leftOver(), QStringList());
}

void TestFaults::stageUsage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("says");
    const QStringList converter{u"workload"_s, u"currency-converter"_s, u"--port"_s, u"3399"_s};
    QTest::newRow("an unknown variant")
        << converter + QStringList{u"--variant"_s, u"wrong"_s}
        << u"workload: --variant expects one of clean, mock-rugpull, real-rugpull, not \"wrong\""_s;
    QTest::newRow("a variant that is a path")
        << converter + QStringList{u"--variant"_s, u"../../demo"_s}
        << u"workload: --variant expects one of clean, mock-rugpull, real-rugpull, not "
           "\"../../demo\""_s;
    QTest::newRow("no such configuration")
        << converter + QStringList{u"--config"_s, u"/nowhere/x.yaml"_s}
        << u"workload: --config expects a file that can be read, not \"/nowhere/x.yaml\""_s;
    QTest::newRow("no such workload") << QStringList{u"workload"_s, u"nobody"_s}
                                      << u"workload: there is no workload \"nobody\""_s;
    QTest::newRow("an unknown flag") << converter + QStringList{u"--prot"_s, u"1"_s}
                                     << u"workload: unknown argument \"--prot\"; see --help"_s;
    QTest::newRow("a port that is none")
        << QStringList{u"workload"_s, u"model"_s, u"--port"_s, u"70000"_s}
        << u"workload: --port expects a port number, not \"70000\""_s;
    QTest::newRow("a seed that is no number") << QStringList{u"serve"_s, u"--seed"_s, u"many"_s}
                                              << u"serve: --seed expects a number, not \"many\""_s;
}

/// The stage's own command line: one clear line, exit code 2, at once.
void TestFaults::stageUsage()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, says);
    Home home;
    const Ran ran = home.run(QStringLiteral(PROGRAM_DIR "/trustusbank-stage"), arguments);
    QCOMPARE(ran.exit, 2);
    QCOMPARE(ran.words, u"trustusbank-stage: "_s + says + u'\n');
    QCOMPARE(ran.out, QString());
}

void TestFaults::noPrometheus()
{
    Home home;
    QVERIFY(QDir().mkpath(home.path(u"empty"_s)));
    const Ran ran = home.run(u"env"_s,
                             {u"PATH="_s + home.path(u"empty"_s), cockpitProgram, u"rehearse"_s,
                              u"--ports"_s, u"auto"_s},
                             {}, 60);
    QVERIFY2(ran.exit == 3, said(ran).constData());
    const QStringList lines = complaint(ran.words);
    QVERIFY2(lines.size() == 1 && lines[0].contains(u"no prometheus"_s)
                 && lines[0].contains(u"in PATH"_s),
             said(ran).constData());
    QCOMPARE(home.leftOver(), QStringList());
}

/// The port of the catalogue's forward belongs to this test: deploy and play say so, by pid and
/// program, and the next deploy goes on once it is free.
void TestFaults::takenPort()
{
    Home home;
    QVERIFY(home.stage().is_object());
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost, 18006 + 3300));
    const QString who = u"process %1: "_s.arg(QCoreApplication::applicationPid());
    const Ran ran = home.cockpit(QStringList{u"deploy"_s, u"--yes"_s} + ports, 120);
    QVERIFY2(ran.exit == 1, said(ran).constData());
    QStringList lines = complaint(ran.words);
    QVERIFY2(!lines.isEmpty() && lines[0].contains(u"21306"_s) && lines[0].contains(who)
                 && lines[0].contains(u"tst_faults"_s),
             said(ran).constData());
    const Ran play = home.cockpit(QStringList{u"play"_s, u"--yes"_s} + ports, 120);
    QVERIFY2(play.exit == 1, said(play).constData());
    lines = complaint(play.words);
    QVERIFY2(!lines.isEmpty() && lines[0].contains(u"21306"_s) && lines[0].contains(who),
             said(play).constData());
    other.close();
    const Ran again = home.cockpit(QStringList{u"deploy"_s, u"--yes"_s} + ports, 120);
    QVERIFY2(again.exit == 0, said(again).constData());
}

/// A registry without room: the step that pushes says so, nothing hangs, and deploy goes on later.
void TestFaults::fullRegistry()
{
    Home home;
    const Json ready = home.stage();
    QVERIFY(ready.is_object());
    const QString faults = QString::fromStdString(ready.value("faults", ""));
    QCOMPARE(programs::httpStatus("POST", faults, R"({"kind": "full-registry", "seconds": 600})"),
             201);
    const Ran ran = home.cockpit(QStringList{u"deploy"_s, u"--yes"_s} + ports, 120);
    QVERIFY2(ran.exit == 1, said(ran).constData());
    const QStringList lines = complaint(ran.words);
    QVERIFY2(!lines.isEmpty()
                 && lines[0].contains(
                     QRegularExpression(u"04\\.\\d .*image.*(full|no space|507|quota)"_s)),
             said(ran).constData());
    QCOMPARE(programs::httpStatus("DELETE", faults + u"/1"_s), 200);
    const Ran again = home.cockpit(QStringList{u"deploy"_s, u"--yes"_s} + ports, 120);
    QVERIFY2(again.exit == 0, said(again).constData());
}

/// SIGKILL of the stage in the middle of Act 2: the cockpit says that it is gone and ends, and so
/// do the stage's own children.
void TestFaults::stageKilledInAnAct()
{
    Home home;
    Running run(home, {u"rehearse"_s, u"--ports"_s, u"auto"_s});
    QVERIFY2(run.says(u"^Act 2"_s) && run.says(u"^  2\\.\\d"_s), qPrintable(run.words()));
    const qint64 stage = stageOf(home);
    QVERIFY(stage > 0);
    QCOMPARE(::kill(static_cast<pid_t>(stage), SIGKILL), 0);
    const int exit = run.ends(15'000);
    QVERIFY2(exit == 3 || exit == 1, qPrintable(run.words()));
    const QStringList lines = complaint(run.words());
    QVERIFY2(!lines.isEmpty() && lines[0].contains(u"the stage is gone"_s),
             qPrintable(run.words()));
    QTRY_COMPARE_WITH_TIMEOUT(home.leftOver(), QStringList(), 3000);
}

/// SIGTERM of a stage that a deploy keeps busy: gone within 3 s, and the deploy ends with a word.
void TestFaults::busyStageEnds()
{
    Home home;
    QVERIFY(home.stage().is_object());
    Running run(home, QStringList{u"deploy"_s, u"--yes"_s} + ports);
    QVERIFY2(run.says(u"^02\\.4 +done"_s), qPrintable(run.words()));
    const int took = home.endStage();
    QVERIFY2(took >= 0 && took < 3000, QByteArray::number(took).constData());
    const int exit = run.ends(60'000);
    QVERIFY2(exit == 3 || exit == 1, qPrintable(run.words().right(900)));
    QVERIFY2(!complaint(run.words()).isEmpty(), qPrintable(run.words().right(900)));
    QCOMPARE(home.leftOver(), QStringList());
}

/// SIGTERM of a deploying cockpit: exit 130, its tools end, and the cluster is free for the next
/// one.
void TestFaults::cockpitTerminated()
{
    Home home;
    QVERIFY(home.stage().is_object());
    Running run(home, QStringList{u"deploy"_s, u"--yes"_s} + ports);
    QVERIFY2(run.says(u"^02\\.4 +done"_s), qPrintable(run.words()));
    run.signal(SIGTERM);
    QCOMPARE(run.ends(10'000), 130);
    QCOMPARE(workers(home), QStringList());
    QCOMPARE(halfWritten(home), QStringList());
    const Ran again = home.cockpit(QStringList{u"deploy"_s, u"--yes"_s} + ports, 120);
    QVERIFY2(again.exit == 0, said(again).constData());
}

/// SIGKILL of a deploying cockpit, again and again: its tools end with it, no file is half written,
/// and the next one goes on where it was.
void TestFaults::cockpitKilled()
{
    Home home;
    QVERIFY(home.stage().is_object());
    QStringList before;
    for (const int steps : {1, 4, 9, 16, 24, 33}) {
        Running run(home, QStringList{u"deploy"_s, u"--yes"_s} + ports);
        QVERIFY2(run.says(u"^\\d\\d\\.\\d+ +done"_s, 1)
                     && run.says(u"^\\d\\d\\.\\d+ +(done|already)"_s, steps),
                 qPrintable(run.words()));
        run.signal(SIGKILL);
        QCOMPARE(run.ends(5000), -1);
        QTRY_COMPARE_WITH_TIMEOUT(workers(home), QStringList(), 3000);
        QCOMPARE(halfWritten(home), QStringList());
        for (const QString &step : std::as_const(before))
            QVERIFY2(!run.words().contains(QRegularExpression(u"^%1 +(done|failed)"_s.arg(
                                                                  QRegularExpression::escape(step)),
                                                              QRegularExpression::MultilineOption)),
                     qPrintable(step + u'\n' + run.words()));
        before = stepsOver(run.words());
    }
    const Ran last = home.cockpit(QStringList{u"deploy"_s, u"--yes"_s} + ports, 120);
    QVERIFY2(last.exit == 0, said(last).constData());
    for (const QString &step : std::as_const(before))
        QVERIFY2(last.words.contains(
                     QRegularExpression(u"^%1 +already"_s.arg(QRegularExpression::escape(step)),
                                        QRegularExpression::MultilineOption)),
                 qPrintable(step + QString::fromUtf8(said(last))));
    QCOMPARE(halfWritten(home), QStringList());
}

QTEST_GUILESS_MAIN(TestFaults)
#include "tst_faults.moc"
