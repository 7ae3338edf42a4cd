// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/programs.h"

#include <QDir>
#include <QStandardPaths>
#include <QTest>

#include <map>
#include <signal.h>

using namespace Qt::StringLiterals;
using programs::Home;
using programs::Json;
using programs::Ran;
using programs::said;

namespace {

const QString context = QStringLiteral("kind-trustusbank");
const QStringList nodes{QStringLiteral("trustusbank-control-plane"),
                        QStringLiteral("trustusbank-worker"),
                        QStringLiteral("trustusbank-worker2")};

QStringList linesOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts);
}

/// A machine with the stand-ins for kind and docker (tests/support/standins) in its PATH, and none
/// of its own kubeconfigs.
class Machine {
public:
    explicit Machine(const QStringList &programs = {u"kind"_s, u"docker"_s})
    {
        QDir().mkpath(state({}));
        QDir().mkpath(home.path(u"bin"_s));
        for (const QString &program : programs)
            QFile::link(QStringLiteral(SOURCE_DIR "/tests/support/standins/containers.py"),
                        home.path(u"bin/"_s + program));
        m_path = qgetenv("PATH");
        // A machine that lacks one of them may have it in reality.
        const QByteArray others = programs.size() == 2 ? ':' + m_path : QByteArray();
        QFile::link(QStandardPaths::findExecutable(u"python3"_s), home.path(u"bin/python3"_s));
        qputenv("PATH", QFile::encodeName(home.path(u"bin"_s)) + others);
        qputenv("TRUSTUSBANK_STANDIN", QFile::encodeName(state({})));
        qunsetenv("KUBECONFIG");
    }
    ~Machine() { qputenv("PATH", m_path); }

    QString state(const QString &name) const { return home.path(u"containers/"_s + name); }
    bool write(const QString &name, const QByteArray &text) const
    {
        QDir().mkpath(QFileInfo(state(name)).path());
        QFile file(state(name));
        return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
    }
    /// What was called since the last question, without what only looks.
    QStringList changes()
    {
        static const QStringList looks{u"kind get "_s, u"docker version"_s, u"docker inspect"_s,
                                       u"docker image inspect"_s, u"docker network inspect"_s};
        QStringList out;
        for (const QString &call : calls()) {
            const bool looking = std::any_of(looks.begin(), looks.end(), [&](const QString &each) {
                return call.startsWith(each);
            });
            if (!looking && !call.contains(u" cat /etc/"_s) && !call.contains(u" crictl "_s))
                out << call;
        }
        return out;
    }
    QStringList calls()
    {
        const QStringList all = linesOf(state(u"calls"_s));
        const QStringList fresh = all.mid(m_told);
        m_told = all.size();
        return fresh;
    }
    QString hostsFile(const QString &node, const QString &registry) const
    {
        return state(u"nodes/"_s + node + u"/etc/containerd/certs.d/"_s + registry
                     + u"/hosts.toml"_s);
    }
    Ran deploy(const QStringList &arguments)
    {
        return home.cockpit(
            QStringList{u"deploy"_s, u"--yes"_s, u"--kubeconfig"_s, home.path(u"kubeconfig"_s)}
            + arguments);
    }

    Home home;

private:
    QByteArray m_path;
    qsizetype m_told = 0;
};

/// The outcomes of a deploy's steps.
std::map<QString, QString> outcomes(const Json &document)
{
    std::map<QString, QString> out;
    for (const Json &phase :
         document.is_object() ? document.value("phases", Json::array()) : Json::array()) {
        for (const Json &step : phase["steps"])
            out[QString::fromStdString(step.value("id", ""))] =
                QString::fromStdString(step.value("outcome", ""));
    }
    return out;
}

} // namespace

/// kind and docker for real are nowhere in CI: their recorded behaviour stands in, and a stage is
/// the API server of the cluster that they make. So the steps that call them are run, from nothing
/// to done.
class TestKind : public QObject {
    Q_OBJECT

private slots:
    void fromNothingToDone();
    void interrupted();
    void notMade_data();
    void notMade();
    void halfACluster_data();
    void halfACluster();
    void cleanup() { qunsetenv("TRUSTUSBANK_STANDIN"); }

private:
    /// A stage, as the cluster that kind makes: its nodes are kind's, and it says no more that it
    /// is a stage. "" or what went wrong.
    static QString nameNodes(Machine &machine, const QString &cluster);
    static QString prepare(Machine &machine, const QString &cluster, QString &registry);
};

QString TestKind::prepare(Machine &machine, const QString &cluster, QString &registry)
{
    const Json ready = machine.home.stage();
    if (!ready.is_object())
        return u"the stage did not become ready"_s;
    registry = QString::fromStdString(ready.value("registry", ""));
    const QString stagePath = QString::fromStdString(ready.value("tools", ""));
    for (const QString &tool : {u"helm"_s, u"cosign"_s})
        QFile::link(stagePath + u'/' + tool, machine.home.path(u"bin/"_s + tool));
    QFile file(machine.home.kubeconfig());
    if (!file.open(QIODevice::ReadOnly))
        return file.errorString();
    Json config = Json::parse(file.readAll().toStdString());
    config["clusters"][0]["cluster"]["extensions"][0]["extension"]["folder"] =
        machine.home.path(u"bin"_s).toStdString();
    machine.write(u"kubeconfig"_s, QByteArray::fromStdString(config.dump()));
    if (const QString why = nameNodes(machine, cluster); !why.isEmpty())
        return why;
    const Ran ran =
        machine.home.run(u"kubectl"_s, {u"patch"_s, u"configmap"_s, u"trustusbank-facts"_s, u"-n"_s,
                                        u"kube-public"_s, u"--type=merge"_s, u"-p"_s,
                                        u"{\"data\":{\"cluster\":null}}"_s});
    return ran.exit == 0 ? QString() : ran.words;
}

QString TestKind::nameNodes(Machine &machine, const QString &cluster)
{
    const Ran list = machine.home.run(u"kubectl"_s, {u"get"_s, u"nodes"_s, u"-o"_s, u"name"_s});
    for (const QString &node : list.out.split(u'\n', Qt::SkipEmptyParts)) {
        const QString patch =
            u"{\"spec\":{\"providerID\":\"kind://docker/%1/%2\"}}"_s.arg(cluster,
                                                                         node.section(u'/', 1));
        const Ran ran = machine.home.run(u"kubectl"_s, {u"patch"_s, node, u"-p"_s, patch});
        if (ran.exit != 0)
            return ran.words;
    }
    return {};
}

/// One after the other on one cluster: made, done, done already, repaired where it was damaged.
void TestKind::fromNothingToDone()
{
    Machine machine;
    QString registry;
    const QString trouble = prepare(machine, u"trustusbank"_s, registry);
    QVERIFY2(trouble.isEmpty(), qPrintable(trouble));
    const QStringList phases{u"--only"_s, u"00,01,02"_s};
    machine.write(u"clusters/trustusbank-old"_s, "trustusbank-old-control-plane\n");

    const Ran first = machine.deploy(phases + QStringList{u"--create-kind"_s});
    QVERIFY2(first.exit == 0, said(first).constData());
    QCOMPARE(first.document.value("context", ""), context.toStdString());
    for (const QString &words : {u"Preparing nodes"_s, u"5f70bf18a086: Pull complete"_s})
        QVERIFY2(first.words.contains(words), qPrintable(first.words.left(3000)));
    auto steps = outcomes(first.document);
    for (const QString &id : {u"01.1"_s, u"01.12"_s}) // made before the cluster could be asked
        QCOMPARE(steps[id], u"already"_s);
    for (const QString &id : {u"01.2"_s, u"01.3"_s, u"01.4"_s, u"02.9"_s, u"02.2"_s, u"02.6"_s})
        QVERIFY2(steps[id] == u"done", qPrintable(id + u' ' + steps[id]));
    const QStringList calls = machine.changes();
    const auto place = [&calls](const QString &begin) {
        for (qsizetype i = 0; i < calls.size(); ++i) {
            if (calls[i].startsWith(begin))
                return i;
        }
        return qsizetype(-1);
    };
    QVERIFY2(place(u"docker pull kindest/node"_s) >= 0
                 && place(u"docker pull kindest/node"_s) < place(u"kind create cluster"_s),
             qPrintable(calls.join(u'\n')));
    QCOMPARE(calls.filter(u"docker pull us-docker.pkg.dev"_s).size(), 4);
    QVERIFY(place(u"docker pull us-docker.pkg.dev"_s) < place(u"kind load docker-image"_s));
    QCOMPARE(calls.filter(u"docker run "_s)
                 .filter(u"127.0.0.1:%1:5000"_s.arg(registry.section(u':', 1)))
                 .size(),
             1);
    QVERIFY(linesOf(machine.state(u"networks/kind"_s)).contains(u"kind-registry"_s));
    for (const QString &node : nodes) {
        QCOMPARE(linesOf(machine.hostsFile(node, registry)),
                 QStringList{u"[host.\"http://kind-registry:5000\"]"_s});
        QCOMPARE(linesOf(machine.state(u"nodes/"_s + node + u"/images"_s)).size(), 4);
    }

    // A second time, whether or not it is asked for: nothing is changed.
    for (const QStringList &how :
         {QStringList{u"--create-kind"_s}, QStringList{u"--context"_s, context}}) {
        const Ran again = machine.deploy(phases + how);
        QVERIFY2(again.exit == 0, said(again).constData());
        for (const auto &[id, outcome] : outcomes(again.document))
            QVERIFY2(outcome == u"already" || outcome == u"skipped",
                     qPrintable(id + u' ' + outcome));
        QCOMPARE(machine.changes(), QStringList());
    }

    // One node of three has lost the registry, and another an image: only these are repaired.
    QVERIFY(QFile::remove(machine.hostsFile(nodes[2], registry)));
    QVERIFY(QFile::remove(machine.state(u"nodes/"_s + nodes[1] + u"/images"_s)));
    const Ran repaired = machine.deploy(phases + QStringList{u"--context"_s, context});
    QVERIFY2(repaired.exit == 0, said(repaired).constData());
    steps = outcomes(repaired.document);
    for (const auto &[id, outcome] : steps) {
        const bool mended = id == u"01.4" || id == u"02.2";
        QVERIFY2(mended ? outcome == u"done" : outcome == u"already" || outcome == u"skipped",
                 qPrintable(id + u' ' + outcome));
    }
    const QStringList mended = machine.changes();
    QVERIFY2(mended.size() == 2
                 && mended.filter(u"docker exec "_s + nodes[2] + u" sh "_s).size() == 1
                 && mended.filter(u"kind load docker-image"_s).size() == 1,
             qPrintable(mended.join(u'\n')));
    QCOMPARE(linesOf(machine.hostsFile(nodes[2], registry)).size(), 1);

    // The nodes are another machine's: none is made here under the same name.
    QVERIFY(QFile::rename(machine.state(u"clusters/trustusbank"_s), machine.state(u"away"_s)));
    const Ran away = machine.deploy(phases + QStringList{u"--context"_s, context});
    QVERIFY2(away.exit == 1, said(away).constData());
    QVERIFY2(away.document.value("why", "").starts_with(
                 "00.16 The kind cluster is on this machine"),
             said(away).constData());
    QCOMPARE(machine.changes(), QStringList());
    QVERIFY(QFile::rename(machine.state(u"away"_s), machine.state(u"clusters/trustusbank"_s)));

    // The same server as a kind cluster of another name: nothing of kind's or docker's is touched.
    QCOMPARE(nameNodes(machine, u"trustusbank-old"_s), QString());
    QVERIFY(QFile::remove(machine.hostsFile(nodes[2], registry)));
    const Ran other = machine.deploy({u"--only"_s, u"00,01"_s, u"--context"_s, context});
    QVERIFY2(other.exit == 0, said(other).constData());
    QCOMPARE(machine.calls(), QStringList());
    QCOMPARE(machine.home.leftOver().filter(u"containers.py"_s), QStringList());
}

/// Ctrl+C while kind is at it: kind leaves its containers, and we leave none.
void TestKind::interrupted()
{
    Machine machine;
    machine.write(u"mode"_s, "hang");
    const auto process =
        machine.home.start(QStringLiteral(PROGRAM_DIR "/trustusbank-cockpit"),
                           {u"deploy"_s, u"--create-kind"_s, u"--yes"_s, u"--kubeconfig"_s,
                            machine.home.path(u"kubeconfig"_s)});
    process->setReadChannel(QProcess::StandardError);
    QByteArray words;
    while (!words.contains("Preparing nodes") && process->waitForReadyRead(60'000))
        words += process->readAllStandardError();
    QVERIFY2(words.contains("Preparing nodes"), words.constData());
    QTRY_COMPARE(QDir(machine.state(u"clusters"_s)).entryList(QDir::Files),
                 QStringList{u"trustusbank"_s});
    QCOMPARE(::kill(static_cast<pid_t>(process->processId()), SIGINT), 0);
    QVERIFY(process->waitForFinished(20'000));
    QCOMPARE(process->exitCode(), 130);
    QCOMPARE(machine.changes().last(), u"kind delete cluster --name trustusbank"_s);
    QCOMPARE(QDir(machine.state(u"clusters"_s)).entryList(QDir::Files), QStringList());
    QCOMPARE(machine.home.leftOver(), QStringList());
}

void TestKind::notMade_data()
{
    QTest::addColumn<QStringList>("programs");
    QTest::addColumn<QByteArray>("mode");
    QTest::addColumn<int>("exit");
    QTest::addColumn<QString>("why");
    QTest::addColumn<QString>("more"); ///< somewhere in what is told
    const QStringList both{u"kind"_s, u"docker"_s};
    QTest::newRow("kind fails")
        << both << QByteArray("fail") << 1
        << u"no kind cluster was made: kind create ended with 1: ERROR: failed to create cluster: failed to init node with kubeadm"_s
        << u"The kubelet is not running"_s;
    QTest::newRow("no kind") << QStringList{u"docker"_s} << QByteArray() << 3
                             << u"no kind cluster was made: kind is not installed"_s
                             << u"Install kind"_s;
    QTest::newRow("no docker")
        << QStringList{u"kind"_s} << QByteArray() << 3
        << u"no kind cluster was made: could not start docker: there is no such program"_s
        << u"Install Docker"_s;
    QTest::newRow("docker without its daemon")
        << both << QByteArray("off") << 3
        << u"Cannot connect to the Docker daemon at unix:///var/run/docker.sock"_s
        << u"Install Docker and start it"_s;
    QTest::newRow("no pull") << both << QByteArray("denied") << 1
                             << u"docker pull ended with 1: Error response from daemon"_s
                             << u"Sign in to that registry"_s;
}

/// One clear sentence, the tool's own words beside it, and nothing is left.
void TestKind::notMade()
{
    QFETCH(QStringList, programs);
    QFETCH(QByteArray, mode);
    QFETCH(int, exit);
    QFETCH(QString, why);
    QFETCH(QString, more);
    Machine machine(programs);
    machine.write(u"mode"_s, mode);
    const Ran ran = machine.deploy({u"--create-kind"_s});
    QVERIFY2(ran.exit == exit, said(ran).constData());
    const QString told = QString::fromStdString(ran.document.value("why", ""));
    QVERIFY2(told.contains(why) && !told.contains(u'\n'), qPrintable(told));
    QVERIFY2(ran.words.contains(more), qPrintable(ran.words));
    QCOMPARE(QDir(machine.state(u"clusters"_s)).entryList(QDir::Files), QStringList());
    QCOMPARE(machine.home.leftOver(), QStringList());
}

void TestKind::halfACluster_data()
{
    QTest::addColumn<QByteArray>("mode");
    QTest::addColumn<QString>("why");
    QTest::newRow("not finished") << QByteArray("half")
                                  << u"kind has a cluster trustusbank, and cannot say how it is "
                                     "reached: ERROR: failed to get cluster internal kubeconfig"_s;
    QTest::newRow("not known") << QByteArray() << u"kind-trustusbank"_s;
}

/// kind lists a cluster whose server nobody knows or reaches: said so, with what helps.
void TestKind::halfACluster()
{
    QFETCH(QByteArray, mode);
    QFETCH(QString, why);
    Machine machine;
    machine.write(u"mode"_s, mode);
    machine.write(u"clusters/trustusbank"_s, "trustusbank-control-plane\n");
    machine.write(u"kubeconfig"_s,
                  R"({"apiVersion": "v1", "kind": "Config",
                      "clusters": [{"name": "c", "cluster": {"server": "http://127.0.0.1:9"}}],
                      "users": [{"name": "u", "user": {"token": "t"}}],
                      "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}]})");
    const Ran ran = machine.deploy({u"--create-kind"_s});
    QVERIFY2(ran.exit == 3, said(ran).constData());
    for (const QString &words : {why, u"kind delete cluster --name trustusbank"_s})
        QVERIFY2(ran.words.contains(words), qPrintable(ran.words));
    QCOMPARE(machine.changes(), QStringList{u"kind export kubeconfig --name trustusbank"_s});
}

QTEST_GUILESS_MAIN(TestKind)
#include "tst_kind.moc"
