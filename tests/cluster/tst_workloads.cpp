// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/kube/logs.h"
#include "backend/kube/portforward.h"
#include "tests/cluster/lab.h"

#include <QSignalSpy>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <array>

using namespace Qt::StringLiterals;
using lab::Json;
using lab::said;
using lab::until;
using programs::Ran;

/// What runs in pods: our own image, pushed by skopeo, pulled by the cluster, rolled out, looked
/// into.
class TestWorkloads : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void registry();
    void rollsOut();
    void forwards();
    void forwardsByKubectl();
    void logs();
    void logsFollowed();
    void logsOfTheLifeBefore();
    void waits();
    void scales();
    void restartsAndUndoes();
    void events();
    void imageMissing();
    void execs();
    void replaces();
    void endings();
    void cleanupTestCase();

private:
    Ran run(const QString &line, const QByteArray &input = {})
    {
        return m_lab.kubectl(line.split(u' '), input);
    }
    QString answer(const QString &line, const QByteArray &input = {});
    QString field(const QString &what, const QString &jsonPath)
    {
        return answer(u"get "_s + what + u" -o jsonpath="_s + jsonPath);
    }
    QString podName();
    QString through(const QByteArray &request);

    lab::Lab m_lab;
    kube::TunnelTls m_tls;
    QTemporaryDir m_folder;
    QString m_image, m_digest;
};

QString TestWorkloads::answer(const QString &line, const QByteArray &input)
{
    const Ran ran = run(line, input);
    return ran.exit == 0 ? ran.out.trimmed()
                         : u"exit %1: %2"_s.arg(ran.exit).arg(ran.words.trimmed());
}

/// A pod that runs and is not about to go; "" when there is none.
QString TestWorkloads::podName()
{
    const Json pods = m_lab.get(m_lab.path(u"v1"_s, u"pods?labelSelector=app%3Dthief"_s));
    if (!pods.is_object())
        return {};
    for (const Json &pod : pods["items"]) {
        if (!pod["metadata"].contains("deletionTimestamp")
            && pod["status"].value("phase", "") == "Running")
            return QString::fromStdString(pod["metadata"].value("name", ""));
    }
    return {};
}

void TestWorkloads::initTestCase()
{
    const QString why = m_lab.begin(u"work"_s);
    QVERIFY2(why.isEmpty(), qPrintable(why));
    if (m_lab.kubectlMinor() == 0)
        QSKIP("no kubectl on this machine");
    m_image = m_lab.registry() + u"/suite/attacker:1.0.0"_s;
}

void TestWorkloads::cleanupTestCase()
{
    const QString why = m_lab.end();
    QVERIFY2(why.isEmpty(), qPrintable(why));
}

/// skopeo, which knows nothing of us, takes our image for an image.
void TestWorkloads::registry()
{
    const auto written = lab::writeImage(m_folder.filePath(u"image"_s), u"attacker"_s, u"1.0.0"_s);
    QVERIFY2(written.has_value(), written ? "" : qPrintable(written.error().summary));
    m_digest = *written;
    const QString remote = u"docker://"_s + m_image;
    const Ran copied =
        m_lab.home().run(u"skopeo"_s,
                         {u"copy"_s, u"--insecure-policy"_s, u"--dest-tls-verify=false"_s,
                          u"oci:%1:1.0.0"_s.arg(m_folder.filePath(u"image"_s)), remote});
    QVERIFY2(copied.exit == 0, said(copied).constData());
    const Ran inspected =
        m_lab.home().run(u"skopeo"_s, {u"inspect"_s, u"--tls-verify=false"_s, remote});
    QVERIFY2(inspected.exit == 0, said(inspected).constData());
    const Json image = Json::parse(inspected.out.toStdString(), nullptr, false);
    QCOMPARE(QString::fromStdString(image.value("Digest", "")), m_digest);
    QCOMPARE(QString::fromStdString(image.value("Os", "")), u"linux"_s);
    const auto tags = image.value("RepoTags", std::vector<std::string>());
    QVERIFY(std::find(tags.begin(), tags.end(), "1.0.0") != tags.end());
    // And back: the same bytes.
    const Ran back =
        m_lab.home().run(u"skopeo"_s,
                         {u"copy"_s, u"--insecure-policy"_s, u"--src-tls-verify=false"_s, remote,
                          u"oci:%1:1.0.0"_s.arg(m_folder.filePath(u"back"_s))});
    QVERIFY2(back.exit == 0, said(back).constData());
    QVERIFY(QFile::exists(m_folder.filePath(u"back/blobs/sha256/"_s + m_digest.mid(7))));
}

void TestWorkloads::rollsOut()
{
    QCOMPARE(answer(u"apply -f -"_s, lab::thiefManifest(m_image)),
             u"deployment.apps/thief created\nservice/thief created"_s);
    const Ran status = run(u"rollout status deployment/thief --timeout=60s"_s);
    QVERIFY2(status.exit == 0, said(status).constData());
    QVERIFY(status.out.contains(u"deployment \"thief\" successfully rolled out"_s));
    // The container runtime pulled what we pushed.
    const QString id =
        field(u"pods -l app=thief"_s, u"{.items[0].status.containerStatuses[0].imageID}"_s);
    QVERIFY2(id.endsWith(m_digest), qPrintable(id));
    QVERIFY(answer(u"get deployment thief --no-headers"_s)
                .contains(QRegularExpression(u"^thief +1/1 +1 +1 "_s)));
    const QString address = field(u"pods -l app=thief"_s, u"{.items[0].status.podIP}"_s);
    QVERIFY(until([&] {
        return field(
                   u"endpointslices -l kubernetes.io/service-name=thief"_s,
                   u"{.items[0].endpoints[0].addresses[0]}/{.items[0].endpoints[0].conditions.ready}/{.items[0].ports[0].port}"_s)
               == address + u"/true/8080"_s;
    }));
    QCOMPARE(field(u"endpoints thief"_s, u"{.subsets[0].addresses[0].ip}"_s), address);
}

/// The answer to REQUEST, through a tunnel of our own to the pod.
QString TestWorkloads::through(const QByteArray &request)
{
    kube::PortForward tunnel(m_lab.client(), m_tls, m_lab.clock(), {m_lab.ns(), podName(), 8080});
    QByteArray got;
    QString end;
    connect(&tunnel, &kube::PortForward::opened, this, [&] { tunnel.send(request); });
    connect(&tunnel, &kube::PortForward::received, this,
            [&](const QByteArray &data) { got += data; });
    connect(&tunnel, &kube::PortForward::ended, this,
            [&](kube::TunnelEnd, const core::Fault &fault) { end = u"ended: "_s + fault.summary; });
    tunnel.open();
    until([&] { return !end.isEmpty(); });
    return QString::fromUtf8(got);
}

void TestWorkloads::forwards()
{
    const QString health =
        through("GET /healthz HTTP/1.1\r\nHost: thief\r\nConnection: close\r\n\r\n");
    QVERIFY2(health.startsWith(u"HTTP/1.1 200"_s) && health.contains(u"\"status\":\"ok\""_s),
             qPrintable(health));
    // A port on which nobody listens is told apart from a pod that is gone.
    for (const auto &[pod, port, expected] :
         {std::tuple(podName(), 81, kube::TunnelEnd::PortRefused),
          std::tuple(u"none"_s, 80, kube::TunnelEnd::PodGone)}) {
        kube::PortForward tunnel(m_lab.client(), m_tls, m_lab.clock(), {m_lab.ns(), pod, port});
        std::optional<kube::TunnelEnd> end;
        QString why;
        connect(&tunnel, &kube::PortForward::opened, this, [&] { tunnel.send("x"); });
        connect(&tunnel, &kube::PortForward::ended, this,
                [&](kube::TunnelEnd how, const core::Fault &fault) {
                    end = how;
                    why = fault.summary;
                });
        tunnel.open();
        QVERIFY(until([&] { return end.has_value(); }));
        QVERIFY2(*end == expected, qPrintable(QString::number(int(*end)) + u' ' + why));
    }
}

/// kubectl's own forward, SPDY on the connection itself and since 1.31 inside a WebSocket:
/// connections side by side in one session, and its words for a port on which nobody listens.
void TestWorkloads::forwardsByKubectl()
{
    const auto kubectl =
        m_lab.startKubectl({u"port-forward"_s, u"deployment/thief"_s, u":8080"_s, u":81"_s});
    QString words;
    static const QRegularExpression open(u"127\\.0\\.0\\.1:(\\d+) -> 8080"_s),
        shut(u"127\\.0\\.0\\.1:(\\d+) -> 81\\b"_s);
    const auto port = [&](const QRegularExpression &line) {
        return static_cast<quint16>(line.match(words).captured(1).toInt());
    };
    QVERIFY2(until([&] {
                 words += QString::fromUtf8(kubectl->readAllStandardOutput());
                 return port(open) != 0 && port(shut) != 0;
             }),
             kubectl->readAllStandardError().constData());
    std::array<QTcpSocket, 4> clients;
    for (QTcpSocket &client : clients) {
        client.connectToHost(u"127.0.0.1"_s, port(open));
        QVERIFY(client.waitForConnected());
    }
    for (QTcpSocket &client : clients) // all are open before the first asks
        client.write("GET /healthz HTTP/1.1\r\nHost: thief\r\nConnection: close\r\n\r\n");
    for (QTcpSocket &client : clients) {
        QVERIFY(until([&] { return client.state() == QAbstractSocket::UnconnectedState; }));
        const QByteArray answer = client.readAll();
        QVERIFY2(answer.startsWith("HTTP/1.1 200") && answer.contains("\"status\":\"ok\""),
                 answer.constData());
    }
    QTcpSocket nobody;
    nobody.connectToHost(u"127.0.0.1"_s, port(shut));
    QVERIFY(nobody.waitForConnected());
    QByteArray errors;
    QVERIFY2(until([&] {
                 return (errors += kubectl->readAllStandardError())
                     .contains("error forwarding port 81 to pod");
             }),
             errors.constData());
    kubectl->terminate();
    kubectl->waitForFinished();
}

QByteArray theft(const char *word)
{
    const QByteArray body = QByteArray(R"({"stolen":")") + word + R"("})";
    return "POST /exfil HTTP/1.1\r\nHost: thief\r\nConnection: close\r\nContent-Type: "
           "application/json\r\nContent-Length: "
           + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

void TestWorkloads::logs()
{
    QVERIFY(through(theft("first")).contains(u"\"stored\":true"_s));
    QVERIFY(until(
        [&] { return answer(u"logs deployment/thief"_s).contains(u"\"stolen\": \"first\""_s); }));
    const QString whole = answer(u"logs deployment/thief"_s);
    QVERIFY2(whole.contains(u"EXFIL RECEIVED"_s), qPrintable(whole));
    QCOMPARE(answer(u"logs deployment/thief --tail=1"_s), whole.section(u'\n', -1));
    QCOMPARE(answer(u"logs deployment/thief --tail=2 -c server"_s),
             whole.section(u'\n', -2).trimmed());
    const QString stamped = answer(u"logs deployment/thief --tail=1 --timestamps"_s);
    QVERIFY2(QRegularExpression(
                 u"^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d+(Z|[+-]\\d\\d:\\d\\d) }$"_s)
                 .match(stamped)
                 .hasMatch(),
             qPrintable(stamped));
    QCOMPARE(answer(u"logs -l app=thief --tail=1"_s), whole.section(u'\n', -1));
    const QString wrong = answer(u"logs deployment/thief -c none"_s);
    QVERIFY2(wrong.contains(u"container none is not valid for pod "_s), qPrintable(wrong));
    const QString none = answer(u"logs deployment/thief --previous"_s);
    QVERIFY2(none.contains(u"previous terminated container \"server\" in pod "_s),
             qPrintable(none));
}

void TestWorkloads::logsFollowed()
{
    kube::LogFollow follow(m_lab.client(), {m_lab.ns(), podName(), {}, 0}, m_lab.clock());
    QStringList ours;
    connect(&follow, &kube::LogFollow::line, this,
            [&](const QByteArray &, const QString &text) { ours << text.trimmed(); });
    follow.start();
    const auto kubectl = m_lab.startKubectl({u"logs"_s, u"-f"_s, u"deployment/thief"_s});
    QByteArray theirs;
    QVERIFY(until([&] {
        theirs += kubectl->readAllStandardOutput();
        return theirs.contains("first");
    }));
    QVERIFY(through(theft("second")).contains(u"\"stored\":true"_s));
    QVERIFY(until([&] {
        theirs += kubectl->readAllStandardOutput();
        return theirs.contains("second") && ours.contains(u"\"stolen\": \"second\""_s);
    }));
    kubectl->terminate();
    QVERIFY(kubectl->waitForFinished());
    QVERIFY(!ours.contains(u"\"stolen\": \"first\""_s));
}

/// A container that its probe has given up is started anew; what it said remains.
void TestWorkloads::logsOfTheLifeBefore()
{
    const QByteArray pod = R"(apiVersion: v1
kind: Pod
metadata: {name: sick}
spec:
  terminationGracePeriodSeconds: 1
  containers:
  - name: server
    image: IMAGE
    imagePullPolicy: Always
    args: ["--port=8080"]
    ports: [{name: http, containerPort: 8080}]
    livenessProbe: {httpGet: {path: /nothing-here, port: http}, periodSeconds: 1, failureThreshold: 2}
)";
    QCOMPARE(answer(u"apply -f -"_s, QByteArray(pod).replace("IMAGE", m_image.toUtf8())),
             u"pod/sick created"_s);
    QVERIFY(until(
        [&] {
            return field(u"pod sick"_s, u"{.status.containerStatuses[0].restartCount}"_s).toInt()
                   > 0;
        },
        40));
    const Ran before = run(u"logs sick --previous"_s);
    QVERIFY2(before.exit == 0, said(before).constData());
    QVERIFY(
        !field(u"pod sick"_s, u"{.status.containerStatuses[0].lastState.terminated.finishedAt}"_s)
             .isEmpty());
    QVERIFY(until([&] {
        return field(u"events --field-selector=involvedObject.name=sick,reason=Unhealthy"_s,
                     u"{.items[0].message}"_s)
            .startsWith(u"Liveness probe failed: HTTP probe failed with statuscode: 404"_s);
    }));
    QVERIFY(answer(u"delete pod sick --now"_s).contains(u"deleted"_s));
}

void TestWorkloads::waits()
{
    QCOMPARE(answer(u"wait --for=condition=Available deployment/thief --timeout=20s"_s),
             u"deployment.apps/thief condition met"_s);
    QCOMPARE(answer(u"wait --for=condition=Ready pod -l app=thief --timeout=20s"_s)
                 .contains(u" condition met"_s),
             true);
    const QString late = answer(u"wait --for=condition=Never deployment/thief --timeout=1s"_s);
    QVERIFY2(late.contains(u"timed out waiting for the condition"_s), qPrintable(late));
    if (m_lab.kubectlMinor() >= 23)
        QCOMPARE(
            answer(
                u"wait --for=jsonpath={.status.readyReplicas}=1 deployment/thief --timeout=20s"_s),
            u"deployment.apps/thief condition met"_s);
}

void TestWorkloads::scales()
{
    QCOMPARE(answer(u"scale deployment/thief --replicas=3"_s), u"deployment.apps/thief scaled"_s);
    QVERIFY(answer(u"rollout status deployment/thief --timeout=60s"_s)
                .contains(u"successfully rolled out"_s));
    QVERIFY(until([&] {
        return field(u"endpoints thief"_s, u"{.subsets[0].addresses[*].ip}"_s).split(u' ').size()
               == 3;
    }));
    QCOMPARE(answer(u"scale deployment/thief --current-replicas=3 --replicas=1"_s),
             u"deployment.apps/thief scaled"_s);
    QVERIFY(
        until([&] { return answer(u"get pods -l app=thief -o name"_s).count(u"pod/"_s) == 1; }));
    QCOMPARE(field(u"deployment thief"_s, u"{.status.replicas}/{.status.availableReplicas}"_s),
             u"1/1"_s);
}

void TestWorkloads::restartsAndUndoes()
{
    const QString before = podName();
    QCOMPARE(answer(u"rollout restart deployment/thief"_s), u"deployment.apps/thief restarted"_s);
    QVERIFY(answer(u"rollout status deployment/thief --timeout=60s"_s)
                .contains(u"successfully rolled out"_s));
    QVERIFY(podName() != before);
    QVERIFY(!field(u"deployment thief"_s,
                   u"{.spec.template.metadata.annotations.kubectl\\.kubernetes\\.io/restartedAt}"_s)
                 .isEmpty());
    QVERIFY(answer(u"rollout history deployment/thief"_s)
                .contains(QRegularExpression(u"\n1 +<none>\n2 +<none>"_s)));
    QCOMPARE(answer(u"rollout undo deployment/thief"_s), u"deployment.apps/thief rolled back"_s);
    QVERIFY(answer(u"rollout status deployment/thief --timeout=60s"_s)
                .contains(u"successfully rolled out"_s));
    QCOMPARE(field(u"deployment thief"_s, u"{.spec.template.metadata.annotations}"_s), QString());
    QCOMPARE(field(u"deployment thief"_s,
                   u"{.metadata.annotations.deployment\\.kubernetes\\.io/revision}"_s),
             u"3"_s);
    QVERIFY(answer(u"rollout undo deployment/thief --to-revision=77"_s)
                .contains(u"unable to find specified revision 77 in history"_s));
    QCOMPARE(answer(u"rollout pause deployment/thief"_s), u"deployment.apps/thief paused"_s);
    QCOMPARE(answer(u"rollout resume deployment/thief"_s), u"deployment.apps/thief resumed"_s);
}

void TestWorkloads::events()
{
    const QString pod = podName();
    QStringList reasons;
    QVERIFY(until([&] {
        reasons =
            field(u"events --field-selector=involvedObject.name="_s + pod, u"{.items[*].reason}"_s)
                .split(u' ');
        return reasons.contains(u"Started"_s);
    }));
    for (const QString &reason : {u"Scheduled"_s, u"Pulled"_s, u"Created"_s, u"Started"_s})
        QVERIFY2(reasons.contains(reason), qPrintable(reason + u" in "_s + reasons.join(u' ')));
    QVERIFY(
        field(u"events --field-selector=involvedObject.kind=Deployment"_s, u"{.items[*].message}"_s)
            .contains(u"Scaled up replica set thief-"_s));
    const QString text = answer(u"describe pod "_s + pod);
    QVERIFY2(text.contains(QRegularExpression(u"Ready +True"_s))
                 && text.contains(u"Successfully assigned "_s + m_lab.ns() + u'/' + pod),
             qPrintable(text));
    if (m_lab.kubectlMinor() >= 26)
        QVERIFY(answer(u"events --for pod/"_s + pod).contains(u"Started container server"_s));
}

void TestWorkloads::imageMissing()
{
    QCOMPARE(answer(u"run lost --image=%1/suite/none:9"_s.arg(m_lab.registry())),
             u"pod/lost created"_s);
    QString reason;
    QVERIFY(until([&] {
        reason = field(u"pod lost"_s, u"{.status.containerStatuses[0].state.waiting.reason}"_s);
        return reason == u"ErrImagePull"_s || reason == u"ImagePullBackOff"_s;
    }));
    const QString why = field(u"events --field-selector=involvedObject.name=lost,type=Warning"_s,
                              u"{.items[*].message}"_s);
    QVERIFY2(why.contains(u"/suite/none:9\""_s) && why.contains(u"not found"_s), qPrintable(why));
    QVERIFY(answer(u"logs lost"_s)
                .contains(u"container \"lost\" in pod \"lost\" is waiting to start: "_s));
    QVERIFY(answer(u"delete pod lost --now"_s).contains(u"deleted"_s));
}

/// The stage has no programs to run inside a pod and says so; a real cluster runs ours.
void TestWorkloads::execs()
{
    const Ran ran = run(u"exec deployment/thief -- /trustusbank-stage --help"_s);
    if (m_lab.isStage()) {
        QVERIFY2(ran.exit != 0
                     && ran.words.contains(
                         u"trustusbank-stage runs no programs inside containers"_s),
                 said(ran).constData());
    } else {
        QVERIFY2(ran.exit == 0 && ran.out.contains(u"trustusbank-stage workload NAME"_s),
                 said(ran).constData());
    }
}

void TestWorkloads::replaces()
{
    const QString before = podName();
    QVERIFY(answer(u"delete pod "_s + before).contains(u"deleted"_s));
    QVERIFY(until([&] {
        const QString now = podName();
        return !now.isEmpty() && now != before
               && field(u"pod "_s + now, u"{.status.conditions[?(@.type==\"Ready\")].status}"_s)
                      == u"True"_s;
    }));
    // Drained, but for what a budget protects.
    QVERIFY(
        answer(
            u"apply -f -"_s,
            R"({"apiVersion":"policy/v1","kind":"PodDisruptionBudget","metadata":{"name":"thief"},
        "spec":{"minAvailable":1,"selector":{"matchLabels":{"app":"thief"}}}})")
            .contains(u"created"_s));
    const auto evict = [&] {
        return m_lab.ask("POST", m_lab.path(u"v1"_s, u"pods/%1/eviction"_s.arg(podName())),
                         QByteArray::fromStdString(
                             Json{{"apiVersion", "policy/v1"},
                                  {"kind", "Eviction"},
                                  {"metadata", {{"name", podName().toStdString()}}}}
                                 .dump()));
    };
    QVERIFY(until([&] { return evict().status == 429; }));
    QVERIFY(
        evict().body.contains("Cannot evict pod as it would violate the pod's disruption budget."));
    QVERIFY(answer(u"delete pdb thief"_s).contains(u"deleted"_s));
    QCOMPARE(evict().status, 201);
}

/// A pod that cannot be scheduled says so, and a deleted owner takes everything along.
void TestWorkloads::endings()
{
    QCOMPARE(
        answer(
            u"apply -f -"_s,
            QByteArray(
                R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"nowhere"},"spec":{"nodeSelector":{"no":"such"},
        "containers":[{"name":"c","image":"localhost/pause:1"}]}})")),
        u"pod/nowhere created"_s);
    QVERIFY(until([&] {
        return field(u"pod nowhere"_s,
                     u"{.status.conditions[?(@.type==\"PodScheduled\")].reason}"_s)
               == u"Unschedulable"_s;
    }));
    QVERIFY(answer(u"delete pod nowhere --now"_s).contains(u"deleted"_s));
    QVERIFY(answer(u"delete deployment thief"_s).contains(u"deleted"_s));
    QVERIFY(until([&] { return answer(u"get pods,replicasets -o name"_s).isEmpty(); }));
}

QTEST_GUILESS_MAIN(TestWorkloads)
#include "tst_workloads.moc"
