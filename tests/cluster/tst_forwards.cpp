// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/forward/forwardset.h"
#include "backend/forward/policy.h"
#include "tests/cluster/lab.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <sys/socket.h>

using namespace Qt::StringLiterals;
using forward::State;
using forward::Status;
using lab::Json;
using lab::said;
using lab::until;
using programs::Ran;

namespace {

/// One connection of its own and one GET.
struct Asked {
    explicit Asked(int port, const QByteArray &head = "Connection: close\r\n",
                   const QHostAddress &host = QHostAddress::LocalHost)
    {
        socket.connectToHost(host, quint16(port));
        socket.write("GET /healthz HTTP/1.1\r\nHost: x\r\n" + head + "\r\n");
    }
    bool isOver() const { return socket.state() == QAbstractSocket::UnconnectedState; }
    bool isAnswered()
    {
        got += socket.readAll();
        return got.startsWith("HTTP/1.1 200") && got.contains("\"status\":\"ok\"");
    }
    QTcpSocket socket;
    QByteArray got;
};

} // namespace

/// The forwards on a cluster that is not ours: what its API server, kubelet and container runtime
/// do when pods come and go.
class TestForwards : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void bothLoopbacks();
    void halfClosed();
    void oneAfterTheOther();
    void manyAtOnce();
    void rolloutUnderLoad();
    void killedPod();
    void serviceMadeAnew();
    void selectorChanged();
    void evictedPod();
    void partsFail_data();
    void partsFail();
    void adoptsKubectl();
    void cleanupTestCase();

private:
    Ran run(const QString &line, const QByteArray &input = {})
    {
        return m_lab.kubectl(line.split(u' '), input);
    }
    void make(int port = 0)
    {
        forward::Spec spec;
        spec.id = u"thief"_s;
        spec.ns = m_lab.ns();
        spec.service = u"thief"_s;
        spec.port = port;
        spec.servicePort = 80;
        spec.probe.path = u"/healthz"_s;
        spec.probe.jsonPointer = u"/status"_s;
        spec.probe.jsonValue = "ok";
        m_set = std::make_unique<forward::ForwardSet>(forward::toolsFor(m_lab.client().context()),
                                                      std::vector{spec});
        m_set->start();
    }
    Status now() const { return *m_set->status(u"thief"_s); }
    bool isVerified() const { return now().state == State::Verified; }
    int port() const { return m_set->port(u"thief"_s); }
    bool isAnswered()
    {
        Asked asked(port()); // its end takes containerd a second
        return until([&] { return asked.isAnswered(); });
    }

    lab::Lab m_lab;
    QTemporaryDir m_folder;
    std::unique_ptr<forward::ForwardSet> m_set;
};

void TestForwards::initTestCase()
{
    const QString why = m_lab.begin(u"forward"_s);
    QVERIFY2(why.isEmpty(), qPrintable(why));
    if (m_lab.kubectlMinor() == 0)
        QSKIP("no kubectl on this machine");
    const QString image = m_lab.registry() + u"/suite/attacker:1.0.0"_s;
    const auto written = lab::writeImage(m_folder.filePath(u"image"_s), u"attacker"_s, u"1.0.0"_s);
    QVERIFY2(written.has_value(), written ? "" : qPrintable(written.error().summary));
    const Ran copied =
        m_lab.home().run(u"skopeo"_s,
                         {u"copy"_s, u"--insecure-policy"_s, u"--dest-tls-verify=false"_s,
                          u"oci:%1:1.0.0"_s.arg(m_folder.filePath(u"image"_s)),
                          u"docker://"_s + image});
    QVERIFY2(copied.exit == 0, said(copied).constData());
    const Ran applied = run(u"apply -f -"_s, lab::thiefManifest(image));
    QVERIFY2(applied.exit == 0, said(applied).constData());
    make();
    QVERIFY2(until([this] { return isVerified(); }, 60), qPrintable(now().why));
}

void TestForwards::init()
{
    QTest::failOnWarning(QRegularExpression(u".*"_s));
    QVERIFY2(until([this] { return isVerified(); }), qPrintable(now().why));
}

void TestForwards::cleanupTestCase()
{
    m_set.reset();
    const QString why = m_lab.end();
    QVERIFY2(why.isEmpty(), qPrintable(why));
}

void TestForwards::bothLoopbacks()
{
    Asked four(port()), six(port(), "Connection: close\r\n", QHostAddress::LocalHostIPv6);
    QVERIFY(until([&] { return four.isOver() && six.isOver(); }));
    QVERIFY2(four.isAnswered() && six.isAnswered(), QByteArray(four.got + six.got).constData());
}

/// The answer comes though the client has said that it says no more, and the service does not know.
void TestForwards::halfClosed()
{
    Asked asked(port(), "");
    QVERIFY(until([&] { return asked.socket.bytesToWrite() == 0; }));
    ::shutdown(int(asked.socket.socketDescriptor()), SHUT_WR);
    QVERIFY(until([&] { return asked.isAnswered(); }));
    QVERIFY(until([&] { return asked.isOver(); }, 15));
    QVERIFY(until([&] { return now().connections == 0; }));
    QCOMPARE(now().lost, 0);
}

/// Spare tunnels serve most of them.
void TestForwards::oneAfterTheOther()
{
    const int before = now().sparesUsed;
    for (int i = 0; i < 40; ++i)
        QVERIFY2(isAnswered(), qPrintable(QString::number(i)));
    QVERIFY2(until([&] { return now().sparesUsed - before >= 20; }),
             qPrintable(QString::number(now().sparesUsed)));
    QCOMPARE(now().lost, 0);
}

void TestForwards::manyAtOnce()
{
    std::vector<std::unique_ptr<Asked>> all;
    for (int i = 0; i < 64; ++i)
        all.push_back(std::make_unique<Asked>(port()));
    QVERIFY(until([&] {
        return std::all_of(all.begin(), all.end(), [](const auto &one) { return one->isOver(); });
    }));
    for (const auto &one : all)
        QVERIFY2(one->isAnswered(), one->got.constData());
    QCOMPARE(now().lost, 0);
}

/// 50 requests a second while the pod is replaced: all are answered.
void TestForwards::rolloutUnderLoad()
{
    const QString before = now().target;
    std::vector<std::unique_ptr<Asked>> all;
    QTimer load;
    connect(&load, &QTimer::timeout, this, [&] { all.push_back(std::make_unique<Asked>(port())); });
    load.start(20);
    const Ran restarted = run(u"rollout restart deployment/thief"_s);
    QVERIFY2(restarted.exit == 0, said(restarted).constData());
    QVERIFY(until([&] { return now().target != before && isVerified(); }, 60));
    QTest::qWait(2500); // the old pod ends
    load.stop();
    QVERIFY(until([&] {
        return std::all_of(all.begin(), all.end(), [](const auto &one) { return one->isOver(); });
    }));
    qsizetype unanswered = 0;
    for (const auto &one : all)
        unanswered += !one->isAnswered();
    QVERIFY2(unanswered == 0, qPrintable(u"%1 of %2"_s.arg(unanswered).arg(all.size())));
    QVERIFY(all.size() > 100);
    QCOMPARE(now().lost, 0);
    QVERIFY(now().losses >= 1); // the move itself is in the ledger
}

/// Without a word of farewell; who asks then waits for the next pod.
void TestForwards::killedPod()
{
    const int before = now().losses;
    const QString pod = now().target.section(u'/', 1).section(u':', 0, 0);
    const Ran killed = run(u"delete pod %1 --grace-period=0 --force --wait=false"_s.arg(pod));
    QVERIFY2(killed.exit == 0, said(killed).constData());
    QVERIFY(until([&] { return !now().target.contains(pod); }));
    QVERIFY(isAnswered());
    QVERIFY(until([&] { return isVerified(); }));
    const auto ledger = m_set->ledger(u"thief"_s);
    QVERIFY(now().losses > before);
    QVERIFY(ledger.back().over && ledger.back().lasted > 0);
    QVERIFY2(!ledger.back().why.isEmpty(), "a loss without a cause");
}

void TestForwards::serviceMadeAnew()
{
    QCOMPARE(run(u"delete service thief"_s).exit, 0);
    QVERIFY(until([&] { return now().why.contains(u"which does not exist"_s); }));
    QCOMPARE(run(u"create service clusterip thief --tcp=81:8080"_s).exit, 0);
    QVERIFY2(until([&] { return now().why.contains(u"(it has 81)"_s); }), qPrintable(now().why));
    QCOMPARE(run(u"delete service thief"_s).exit, 0);
    QCOMPARE(run(u"create service clusterip thief --tcp=80:8080"_s).exit, 0);
    QVERIFY2(until([&] { return isVerified(); }), qPrintable(now().why));
    QVERIFY(isAnswered());
}

void TestForwards::selectorChanged()
{
    const QString patch = u"patch service thief -p {\"spec\":{\"selector\":{\"app\":\"%1\"}}}"_s;
    const QString pod = now().target;
    QCOMPARE(run(patch.arg(u"nobody"_s)).exit, 0);
    QVERIFY(until([&] { return now().target.isEmpty(); }));
    QVERIFY2(now().state == State::Degraded && !now().why.isEmpty(), qPrintable(now().why));
    QCOMPARE(run(patch.arg(u"thief"_s)).exit, 0);
    QVERIFY2(until([&] { return isVerified(); }), qPrintable(now().why));
    QCOMPARE(now().target, pod);
    QVERIFY(isAnswered());
}

/// As a drained node does it; who asks meanwhile waits for the next pod.
void TestForwards::evictedPod()
{
    const QString pod = now().target.section(u'/', 1).section(u':', 0, 0);
    const Json eviction = {
        {"apiVersion", "policy/v1"},
        {"kind", "Eviction"},
        {"metadata", {{"name", pod.toStdString()}, {"namespace", m_lab.ns().toStdString()}}}};
    const http::Reply reply = m_lab.ask("POST", m_lab.path(u"v1"_s, u"pods/%1/eviction"_s.arg(pod)),
                                        QByteArray::fromStdString(eviction.dump()));
    if (m_lab.isStage() && reply.status == 404)
        QSKIP("the stage evicts nobody");
    QCOMPARE(reply.status, 201);
    QVERIFY(until([&] { return !now().target.contains(pod); }));
    QVERIFY(isAnswered());
    QVERIFY2(until([&] { return isVerified(); }), qPrintable(now().why));
}

void TestForwards::partsFail_data()
{
    QTest::addColumn<QString>("part");
    QTest::addColumn<bool>("restart");
    QTest::newRow("the API server stands still") << u"kube-apiserver"_s << false;
    QTest::newRow("the API server is killed and comes back") << u"kube-apiserver"_s << true;
    QTest::newRow("the kubelet stands still") << u"kubelet"_s << false;
    QTest::newRow("the container runtime stands still") << u"containerd"_s << false;
}

/// A dead tunnel is not shown as Verified for longer than a probe's turn and a second.
void TestForwards::partsFail()
{
    QFETCH(QString, part);
    QFETCH(bool, restart);
    const QString cluster = qEnvironmentVariable("TRUSTUSBANK_TEST_CLUSTER");
    if (cluster.isEmpty())
        QSKIP("TRUSTUSBANK_TEST_CLUSTER names no cluster command that stops its parts");
    // With the environment that the cluster was started with, and not with the suite's.
    const auto tell = [&](const QStringList &words) { return QProcess::execute(cluster, words); };
    if (restart) {
        QCOMPARE(tell({u"restart"_s, part, u"KILL"_s}), 0);
    } else {
        QCOMPARE(tell({u"signal"_s, part, u"STOP"_s}), 0);
        const auto turn = forward::probeEvery + forward::probeTime + std::chrono::seconds(1);
        const bool noticed = QTest::qWaitFor([&] { return !isVerified(); }, int(turn.count()));
        const int went = tell({u"signal"_s, part, u"CONT"_s});
        QVERIFY(noticed);
        QCOMPARE(went, 0);
    }
    QVERIFY2(until([&] { return isVerified(); }, 60), qPrintable(now().why));
    QVERIFY(isAnswered());
}

/// kubectl has the port for the same service: it is used, not fought; when it ends, we go on.
void TestForwards::adoptsKubectl()
{
    int free = 0;
    {
        QTcpServer probe;
        QVERIFY(probe.listen(QHostAddress::LocalHost));
        free = probe.serverPort();
    }
    const auto kubectl =
        m_lab.startKubectl({u"port-forward"_s, u"svc/thief"_s, u"%1:80"_s.arg(free)});
    QByteArray words;
    QVERIFY(
        until([&] { return (words += kubectl->readAllStandardOutput()).contains("Forwarding"); }));
    make(free);
    QVERIFY2(until([&] { return isVerified(); }), qPrintable(now().why));
    QVERIFY2(now().adopted && now().pid == kubectl->processId(), qPrintable(now().why));
    QVERIFY(isAnswered());
    QCOMPARE(kubectl->state(), QProcess::Running);
    kubectl->kill();
    QVERIFY(kubectl->waitForFinished());
    QVERIFY2(until([&] { return isVerified() && !now().adopted; }, 5), qPrintable(now().why));
    QVERIFY(isAnswered());
}

QTEST_GUILESS_MAIN(TestForwards)
#include "tst_forwards.moc"
