// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/forward/forwardset.h"
#include "backend/forward/policy.h"
#include "backend/kube/kubeconfig.h"
#include "tests/cluster/lab.h"

#include <QSaveFile>
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
                   const QHostAddress &host = QHostAddress::LocalHost,
                   const QByteArray &what = "GET /healthz")
    {
        socket.connectToHost(host, quint16(port));
        socket.write(what + " HTTP/1.1\r\nHost: x\r\n" + head + "\r\n");
    }
    bool isOver() const { return socket.state() == QAbstractSocket::UnconnectedState; }
    void breakOff() ///< with a reset
    {
        const linger now{1, 0};
        ::setsockopt(int(socket.socketDescriptor()), SOL_SOCKET, SO_LINGER, &now, sizeof now);
        socket.abort();
    }
    bool hasGot(const QByteArray &text)
    {
        got += socket.readAll();
        return got.contains(text);
    }
    bool isAnswered()
    {
        got += socket.readAll();
        return got.startsWith("HTTP/1.1 200") && got.contains("\"status\":\"ok\"");
    }
    QTcpSocket socket;
    QByteArray got;
};

/// A web server with a large file, and with a program that takes an upload and never reads it.
const QByteArray webManifest =
    "apiVersion: v1\n"
    "kind: Pod\n"
    "metadata: {name: web, labels: {app: web}}\n"
    "spec:\n"
    "  terminationGracePeriodSeconds: 1\n"
    "  containers:\n"
    "  - name: web\n"
    "    image: localhost/tools:1\n"
    "    imagePullPolicy: Never\n"
    "    command: [sh, -c]\n"
    "    args:\n"
    "    - |\n"
    "      mkdir -p /tmp/w/cgi-bin && cd /tmp/w && echo fine >index.html\n"
    "      dd if=/dev/zero of=big bs=1M count=32\n"
    "      printf '#!/bin/sh\\nexec sleep 600\\n' >cgi-bin/deaf\n"
    "      chmod +x cgi-bin/deaf\n"
    "      exec busybox httpd -f -p 8080 -h /tmp/w\n"
    "    readinessProbe: {httpGet: {path: /, port: 8080}, periodSeconds: 1}\n"
    "---\n"
    "apiVersion: v1\n"
    "kind: Service\n"
    "metadata: {name: web}\n"
    "spec:\n"
    "  selector: {app: web}\n"
    "  ports: [{port: 80, targetPort: 8080}]\n";

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
    void twoForOnePod();
    void partsFail_data();
    void partsFail();
    void clientsThatMisbehave();
    void adoptsKubectl();
    void tokenRotated_data();
    void tokenRotated();
    void cleanupTestCase();

private:
    Ran run(const QString &line, const QByteArray &input = {})
    {
        return m_lab.kubectl(line.split(u' '), input);
    }
    void make(int port = 0) { make(m_lab.client().context(), port); }
    forward::Spec spec(const QString &id) const
    {
        forward::Spec out;
        out.id = id;
        out.ns = m_lab.ns();
        out.service = u"thief"_s;
        out.servicePort = 80;
        out.probe.path = u"/healthz"_s;
        out.probe.jsonPointer = u"/status"_s;
        out.probe.jsonValue = "ok";
        return out;
    }
    void make(const kube::Context &context, int port = 0)
    {
        forward::Spec thief = spec(u"thief"_s);
        thief.port = port;
        m_set =
            std::make_unique<forward::ForwardSet>(forward::toolsFor(context), std::vector{thief});
        m_set->start();
    }
    Status now() const { return *m_set->status(u"thief"_s); }
    bool isVerified() const { return now().state == State::Verified; }
    int port() const { return m_set->port(u"thief"_s); }
    QByteArray makeToken(const QString &pass);
    bool isBelieved(const QByteArray &token);
    void give(const QByteArray &token, bool byPlugin) const;
    core::Result<kube::Context> contextWith(bool byPlugin);
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
    QStringList open;
    const bool over = until([&] {
        open.clear();
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (!all[i]->isOver())
                open << u"number %1 of %2, which got %3 bytes"_s.arg(i)
                            .arg(all.size())
                            .arg((all[i]->got += all[i]->socket.readAll()).size());
        }
        return open.isEmpty();
    });
    QVERIFY2(over, qPrintable(u"still open: %1; %2"_s.arg(open.join(u", "_s), now().why)));
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

/// What happens to one of them is no business of the other.
void TestForwards::twoForOnePod()
{
    forward::ForwardSet both(forward::toolsFor(m_lab.client().context()),
                             {spec(u"one"_s), spec(u"two"_s)});
    both.start();
    QVERIFY(until([&] { return both.allVerified(); }));
    QVERIFY(both.port(u"one"_s) != both.port(u"two"_s));
    QCOMPARE(both.status(u"one"_s)->target, both.status(u"two"_s)->target);
    Asked kept(both.port(u"two"_s), "");
    QVERIFY(until([&] { return kept.isAnswered(); }));
    both.pause(u"one"_s);
    QVERIFY(until([&] { return both.status(u"one"_s)->state == State::Paused; }));
    Asked fresh(both.port(u"two"_s));
    QVERIFY(until([&] { return fresh.isAnswered(); }));
    QVERIFY(!kept.isOver());
    QCOMPARE(both.status(u"two"_s)->state, State::Verified);
    QCOMPARE(both.status(u"two"_s)->losses, 0);
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

/// Clients that reset in the middle of a large answer (kubectl #1620), and an upload that the
/// server never reads (kubernetes #74551): the others do not notice.
void TestForwards::clientsThatMisbehave()
{
    if (m_lab.isStage())
        QSKIP("the stage has no image with a web server's large files");
    const Ran applied = run(u"apply -f -"_s, webManifest);
    QVERIFY2(applied.exit == 0, said(applied).constData());
    forward::Spec web = spec(u"web"_s);
    web.service = u"web"_s;
    web.probe = {};
    web.probe.path = u"/"_s;
    web.probe.contains = u"fine"_s;
    forward::ForwardSet set(forward::toolsFor(m_lab.client().context()), {web});
    set.start();
    QVERIFY2(until([&] { return set.allVerified(); }, 60), qPrintable(set.statuses()[0].why));
    const auto isFine = [&] {
        Asked asked(set.port(u"web"_s), "", QHostAddress::LocalHost, "GET /");
        return until([&] { return asked.hasGot("fine"); }, 5);
    };
    for (int i = 0; i < 20; ++i) {
        Asked big(set.port(u"web"_s), "", QHostAddress::LocalHost, "GET /big");
        QVERIFY(until([&] { return big.hasGot("\r\n\r\n") && big.got.size() > 1'000'000; }));
        big.breakOff();
        QVERIFY2(isFine(), qPrintable(set.statuses()[0].why));
    }
    // The TCP windows of four connections take some forty megabytes.
    constexpr int size = 256 * 1024 * 1024;
    Asked deaf(set.port(u"web"_s), "Content-Length: " + QByteArray::number(size) + "\r\n",
               QHostAddress::LocalHost, "POST /cgi-bin/deaf");
    deaf.socket.write(QByteArray(size, 'x'));
    QVERIFY(until([&] { return set.statuses()[0].bytesUp > 64 * 1024; }));
    for (int i = 0; i < 10; ++i)
        QVERIFY2(isFine(), qPrintable(set.statuses()[0].why));
    // The rest is held back by its own TCP window: nobody keeps what the server does not take.
    QVERIFY2(deaf.socket.bytesToWrite() > size / 2 && set.statuses()[0].bytesUp < size / 2,
             qPrintable(u"%1 to write, %2 passed on; it got %3"_s.arg(deaf.socket.bytesToWrite())
                            .arg(set.statuses()[0].bytesUp)
                            .arg(QString::fromUtf8(deaf.got + deaf.socket.readAll()))));
    deaf.breakOff();
    QVERIFY(until([&] { return set.statuses()[0].connections == 0; }));
    QVERIFY(isFine());
    QCOMPARE(set.statuses()[0].state, State::Verified);
    QCOMPARE(set.statuses()[0].lost, 0);
    QCOMPARE(set.statuses()[0].losses, 0);
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

/// Of an account that may forward here and nothing else, good for as long as the Secret PASS is
/// there: a token's own end is ten minutes away at the least.
QByteArray TestForwards::makeToken(const QString &pass)
{
    run(u"create secret generic %1"_s.arg(pass));
    const Json asked = {
        {"apiVersion", "authentication.k8s.io/v1"},
        {"kind", "TokenRequest"},
        {"spec",
         {{"expirationSeconds", 600},
          {"boundObjectRef",
           {{"apiVersion", "v1"}, {"kind", "Secret"}, {"name", pass.toStdString()}}}}}};
    const http::Reply reply =
        m_lab.ask("POST", m_lab.path(u"v1"_s, u"serviceaccounts/forwarder/token"_s),
                  QByteArray::fromStdString(asked.dump()));
    const auto answer = reply.json();
    return reply.status == 201 && answer
               ? QByteArray::fromStdString((*answer)["status"].value("token", ""))
               : QByteArray();
}

/// With nothing but TOKEN: the suite's own certificate would be believed first.
bool TestForwards::isBelieved(const QByteArray &token)
{
    const QString path = m_lab.path(u"v1"_s, u"services"_s);
    const Ran ran =
        m_lab.home().run(u"curl"_s,
                         {u"-sk"_s, u"-o"_s, u"/dev/null"_s, u"-w"_s, u"%{http_code}"_s, u"-H"_s,
                          u"Authorization: Bearer "_s + QString::fromLatin1(token),
                          m_lab.client().context().server + path});
    return ran.out != u"401";
}

/// As a kubelet and a plugin's own cache replace it: whole or not at all.
void TestForwards::give(const QByteArray &token, bool byPlugin) const
{
    const Json credential = {{"apiVersion", "client.authentication.k8s.io/v1"},
                             {"kind", "ExecCredential"},
                             {"status", {{"token", token.toStdString()}}}};
    QSaveFile file(m_folder.filePath(u"pass"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(byPlugin ? QByteArray::fromStdString(credential.dump()) : token);
    QVERIFY(file.commit());
}

core::Result<kube::Context> TestForwards::contextWith(bool byPlugin)
{
    const kube::Context &own = m_lab.client().context();
    const std::string pass = m_folder.filePath(u"pass"_s).toStdString();
    const Json plugin = {{"apiVersion", "client.authentication.k8s.io/v1"},
                         {"command", "cat"},
                         {"args", Json::array({pass})},
                         {"interactiveMode", "Never"}};
    const Json user = byPlugin ? Json{{"exec", plugin}} : Json{{"tokenFile", pass}};
    const Json cluster = {{"server", own.server.toStdString()},
                          {"certificate-authority-data", own.tls.ca.toBase64().toStdString()}};
    const Json text = {{"apiVersion", "v1"},
                       {"kind", "Config"},
                       {"clusters", Json::array({Json{{"name", "c"}, {"cluster", cluster}}})},
                       {"users", Json::array({Json{{"name", "u"}, {"user", user}}})},
                       {"contexts",
                        Json::array({Json{{"name", "x"},
                                          {"context", {{"cluster", "c"}, {"user", "u"}}}}})}};
    const auto config = kube::KubeConfig::parse(QByteArray::fromStdString(text.dump()),
                                                m_folder.filePath(u"config"_s));
    return config ? config->context(u"x"_s) : tl::unexpected(config.error());
}

void TestForwards::tokenRotated_data()
{
    QTest::addColumn<bool>("byPlugin");
    QTest::addColumn<bool>("inTime");
    QTest::newRow("a file, with the next token in time") << false << true;
    QTest::newRow("a file, with the next token late") << false << false;
    QTest::newRow("a plugin, with the next token in time") << true << true;
    QTest::newRow("a plugin, with the next token late") << true << false;
}

/// The old token is worth nothing from one moment to the next: with a new one at hand nobody
/// notices, else the forward says what it lacks and is back a probe's turn after it came.
void TestForwards::tokenRotated()
{
    QFETCH(bool, byPlugin);
    QFETCH(bool, inTime);
    if (m_lab.isStage())
        QSKIP("the stage's API server makes no tokens");
    for (
        const QString &line :
        {u"create serviceaccount forwarder"_s,
         u"create role forwarder --verb=get,list,watch,create --resource=services,pods,pods/portforward,endpointslices.discovery.k8s.io"_s,
         u"create rolebinding forwarder --role=forwarder --serviceaccount=%1:forwarder"_s.arg(
             m_lab.ns())})
        run(line); // again for each row
    const QByteArray old = makeToken(u"old"_s), next = makeToken(u"next"_s);
    QVERIFY(!old.isEmpty() && !next.isEmpty());
    give(old, byPlugin);
    const auto context = contextWith(byPlugin);
    QVERIFY2(context.has_value(), context ? "" : qPrintable(context.error().summary));
    make(*context);
    QVERIFY2(until([&] { return isVerified(); }), qPrintable(now().why));
    QVERIFY(isAnswered());

    if (inTime)
        give(next, byPlugin);
    QCOMPARE(run(u"delete secret old"_s).exit, 0);
    // The API server remembers for ten seconds whom it believed.
    QVERIFY(until([&] { return !isBelieved(old); }));
    const QDateTime ended = QDateTime::currentDateTimeUtc();
    const int turn = int((forward::probeEvery + forward::probeTime).count());
    if (!inTime) {
        QVERIFY(QTest::qWaitFor([&] { return !isVerified(); }, turn));
        QVERIFY2(until([&] { return now().why.contains(u"Unauthorized"_s); }),
                 qPrintable(now().why));
        give(next, byPlugin);
        const bool back = QTest::qWaitFor([&] { return isVerified(); }, turn);
        QVERIFY2(back, qPrintable(now().why));
        const auto ledger = m_set->ledger(u"thief"_s);
        QVERIFY2(!ledger.empty() && ledger.back().over
                     && ledger.back().why.contains(u"Unauthorized"_s),
                 ledger.empty() ? "nothing in the ledger" : qPrintable(ledger.back().why));
    }
    QVERIFY(isAnswered());
    QVERIFY(QTest::qWaitFor([&] { return now().verifiedAt > ended; }, turn));
    QCOMPARE(now().lost, 0);
    QCOMPARE(now().losses, inTime ? 0 : 1);
    QCOMPARE(run(u"delete secret next"_s).exit, 0);
}

QTEST_GUILESS_MAIN(TestForwards)
#include "tst_forwards.moc"
