// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/holdwatch.h"
#include "backend/deploy/imagemaker.h"
#include "tests/cluster/lab.h"
#include "tests/support/services.h"

#include <QElapsedTimer>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace deploy;
using lab::until;

namespace {

class NoSecrets final : public SecretSource {
public:
    QString value(const SecretSpec &) const override { return {}; }
};

/// One container that runs IMAGE for a while, and what else its pod says.
Json podSpec(const std::string &image, const Json &container = Json::object(),
             const Json &rest = Json::object())
{
    Json one{{"name", "c"}, {"image", image}};
    one.update(container);
    Json spec{{"containers", Json::array({one})}, {"terminationGracePeriodSeconds", 0}};
    spec.update(rest);
    return spec;
}

} // namespace

/// Twelve faults, induced on a cluster: the sentence names the object, the cause and its age within
/// five seconds of the fault being there to see.
class TestHolds : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void faults_data();
    void faults();
    void apiServerStopped();
    void cleanup();
    void cleanupTestCase();

private:
    /// Applies OBJECT in the suite's namespace, or clusterwide when it has none.
    QString make(Json object, const QString &path);
    void sayPressure(bool on);
    std::unique_ptr<Services> servicesFor(kube::Client &client)
    {
        return makeServices(
            m_bundle, [&client] { return &client; }, m_transport, m_launcher, m_lab.clock(),
            m_secrets, m_machine, m_images);
    }
    /// Whether the cluster itself shows the fault: the word in a pod, its owner or an event.
    bool shows(const QString &word);

    lab::Lab m_lab;
    core::ProcessLauncher m_launcher;
    NoSecrets m_secrets;
    LocalMachine m_machine;
    ImageMaker m_images{QString(), QString()};
    Bundle m_bundle;
    http::CurlTransport m_transport;
    std::unique_ptr<Services> m_services;
    QStringList m_clusterwide; ///< paths to delete
    QString m_node;
    bool m_pressed = false;
};

void TestHolds::initTestCase()
{
    const QString why = m_lab.begin(u"holds"_s);
    QVERIFY2(why.isEmpty(), qPrintable(why));
    m_bundle.registryHost = m_lab.registry();
    m_services = servicesFor(m_lab.client());
    const lab::Json nodes = m_lab.get(u"/api/v1/nodes"_s);
    QVERIFY(nodes.is_object() && !nodes["items"].empty());
    m_node = QString::fromStdString(nodes["items"][0]["metadata"].value("name", ""));
}

QString TestHolds::make(Json object, const QString &path)
{
    const http::Reply reply = m_lab.ask("POST", path, QByteArray::fromStdString(object.dump()));
    return reply.status == 201
               ? QString()
               : u"%1: %2 %3"_s.arg(path).arg(reply.status).arg(QString::fromUtf8(reply.body));
}

/// The kubelet corrects it within ten seconds: until then the scheduler believes it.
void TestHolds::sayPressure(bool on)
{
    const Json patch{
        {"status",
         {{"conditions",
           Json::array({{{"type", "DiskPressure"},
                         {"status", on ? "True" : "False"},
                         {"reason", "Test"},
                         {"message", "kubelet has disk pressure"},
                         {"lastTransitionTime",
                          m_lab.clock().now().toString(Qt::ISODate).toStdString()}}})}}}};
    m_lab.ask("PATCH", u"/api/v1/nodes/"_s + m_node + u"/status"_s,
              QByteArray::fromStdString(patch.dump()),
              {{"Content-Type", "application/strategic-merge-patch+json"}});
}

bool TestHolds::shows(const QString &word)
{
    for (const QString &list : {u"pods"_s, u"events"_s}) {
        if (m_lab.ask("GET", m_lab.path(u"v1"_s, list)).body.contains(word.toUtf8()))
            return true;
    }
    return m_lab.ask("GET", m_lab.path(u"apps/v1"_s, u"replicasets"_s))
        .body.contains(word.toUtf8());
}

void TestHolds::faults_data()
{
    QTest::addColumn<QString>("before"); ///< JSON of what else there is, or a word for what is done
    QTest::addColumn<QString>("spec");   ///< of the pod
    QTest::addColumn<QString>("shown");  ///< what the cluster shows then
    QTest::addColumn<QString>("object");
    QTest::addColumn<QString>("cause");
    QTest::addColumn<QString>("words");
    QTest::addColumn<bool>("onStage");
    const QString registry = m_lab.registry();
    const std::string pause = "localhost/pause:1";
    const std::string tools = "localhost/tools:1";
    const Json never{{"imagePullPolicy", "Never"}};
    const auto with = [&never](Json more) {
        more.update(never);
        return more;
    };
    const auto row = [](const char *name, const QString &before, const Json &spec,
                        const char *shown, const char *object, const char *cause,
                        const QString &words, bool onStage = false) {
        QTest::newRow(name) << before << QString::fromStdString(spec.dump())
                            << QString::fromLatin1(shown) << QString::fromLatin1(object)
                            << QString::fromLatin1(cause) << words << onStage;
    };
    const char *container = "^Pod %1/web-[^ ]+, container c$";
    const char *pod = "^Pod %1/web-[^ ]+$";
    const char *owner = "^ReplicaSet %1/web-[^ ]+$";
    const std::string gone = registry.toStdString() + "/suite/none:9";

    row("image missing", {}, podSpec(gone), "ErrImagePull", container, "ImagePullBackOff",
        u"suite/none:9: .*not found.* \\(the registry has no such image\\)"_s, true);
    row("crash loop", {},
        podSpec(tools, with({{"command", {"sh", "-c", "echo waiting for postgres; exit 3"}}})),
        "\"exitCode\":3", container, "CrashLoopBackOff",
        u"waiting for postgres \\(1st restart\\) \\(its database"_s);
    row("unschedulable", {}, podSpec(pause, {{"resources", {{"requests", {{"memory", "900Gi"}}}}}}),
        "Insufficient memory", pod, "FailedScheduling",
        u"Insufficient memory\\. \\(no node has enough memory left\\)"_s);
    row("no such node", {}, podSpec(pause, Json::object(), {{"nodeSelector", {{"no", "such"}}}}),
        "Unschedulable", pod, "FailedScheduling",
        u"node affinity/selector.*\\(no node has the labels that it asks for\\)"_s, true);
    row("failing probe", {},
        podSpec(pause,
                with({{"readinessProbe",
                       {{"httpGet", {{"path", "/x"}, {"port", 8080}}}, {"periodSeconds", 1}}}})),
        "Readiness probe failed", container, "Unhealthy",
        u"connection refused \\(nothing listens"_s);
    row("bad config map key", {},
        podSpec(pause,
                with({{"env",
                       Json::array({{{"name", "A"},
                                     {"valueFrom",
                                      {{"configMapKeyRef",
                                        {{"name", "kube-root-ca.crt"}, {"key", "nope"}}}}}}})}})),
        "CreateContainerConfigError", container, "CreateContainerConfigError",
        u"couldn't find key nope in ConfigMap [^ ]+ \\(ConfigMap [^ ]+ has no key nope\\)"_s);
    row("init container stuck", {},
        podSpec(pause, never,
                {{"initContainers",
                  Json::array({{{"name", "setup"},
                                {"image", tools},
                                {"imagePullPolicy", "Never"},
                                {"command",
                                 {"sh", "-c", "echo waiting for the database; sleep 1000"}}}})}}),
        "\"startedAt\"", "^Pod %1/web-[^ ]+, container setup$", "Init",
        u"waiting for the database \\(its init container setup has not ended\\)"_s);
    row("quota",
        u"/api/v1/namespaces/%1/resourcequotas {\"metadata\":{\"name\":\"small\"},\"spec\":{\"hard\":{\"pods\":\"0\"}}}"_s,
        podSpec(pause), "exceeded quota", owner, "FailedCreate",
        u"exceeded quota: small, requested: pods=1.*\\(the namespace's quota small allows no more\\)"_s);
    row("webhook refusing",
        u"/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations "
        u"{\"metadata\":{\"name\":\"%1\"},\"webhooks\":[{\"name\":\"refusing.example.com\","
        u"\"admissionReviewVersions\":[\"v1\"],\"sideEffects\":\"None\",\"timeoutSeconds\":1,"
        u"\"clientConfig\":{\"service\":{\"name\":\"none\",\"namespace\":\"%1\",\"path\":\"/\"}},"
        u"\"namespaceSelector\":{\"matchLabels\":{\"kubernetes.io/metadata.name\":\"%1\"}},"
        u"\"rules\":[{\"apiGroups\":[\"\"],\"apiVersions\":[\"v1\"],\"operations\":[\"CREATE\"],"
        u"\"resources\":[\"pods\"]}]}]}"_s,
        podSpec(pause), "failed calling webhook", owner, "FailedCreate",
        u"failed calling webhook \"refusing.example.com\".*\\(the admission webhook refusing.example.com does not answer\\)"_s);
    row("registry down", {}, podSpec("localhost:5999/suite/none:9"), "ErrImagePull", container,
        "ImagePullBackOff",
        u"localhost:5999/suite/none:9: .*connection refused \\(the registry does not answer the node\\)"_s);
    row("node pressure", u"pressure"_s, podSpec(pause), "untolerated taint", pod,
        "FailedScheduling", u"disk-pressure.* \\(the nodes are short of disk\\)"_s);
    row("wrong service account", {},
        podSpec(pause, Json::object(), {{"serviceAccountName", "nobody"}}),
        "serviceaccount \\\"nobody\\\" not found", owner, "FailedCreate",
        u"serviceaccount \"nobody\" not found \\(the service account nobody is not there\\)"_s);
}

void TestHolds::faults()
{
    QFETCH(QString, before);
    QFETCH(QString, spec);
    QFETCH(QString, shown);
    QFETCH(QString, object);
    QFETCH(QString, cause);
    QFETCH(QString, words);
    QFETCH(bool, onStage);
    if (m_lab.isStage() && !onStage)
        QSKIP("the stage has no such fault");
    const bool pressed = before == u"pressure";
    if (pressed) {
        m_pressed = true;
        QVERIFY(until([&] {
            sayPressure(true);
            return m_lab.ask("GET", u"/api/v1/nodes/"_s + m_node).body.contains("disk-pressure");
        }));
    } else if (!before.isEmpty()) {
        const QString path = before.section(u' ', 0, 0).replace(u"%1"_s, m_lab.ns());
        const Json what =
            Json::parse(before.section(u' ', 1).replace(u"%1"_s, m_lab.ns()).toStdString());
        const QString why = make(what, path);
        QVERIFY2(why.isEmpty(), qPrintable(why));
        m_clusterwide << path + u'/' + QString::fromStdString(what["metadata"].value("name", ""));
    }
    const Json labels{{"app", "web"}};
    const Json deployment{{"apiVersion", "apps/v1"},
                          {"kind", "Deployment"},
                          {"metadata", {{"name", "web"}, {"namespace", m_lab.ns().toStdString()}}},
                          {"spec",
                           {{"selector", {{"matchLabels", labels}}},
                            {"template",
                             {{"metadata", {{"labels", labels}}},
                              {"spec", Json::parse(spec.toStdString())}}}}}};
    const QString why = make(deployment, m_lab.path(u"apps/v1"_s, u"deployments"_s));
    QVERIFY2(why.isEmpty(), qPrintable(why));

    StepSpec step;
    const kube::Ref ref = kube::refOf(deployment);
    step.kind = WaitStep{{Rollout{ref}, {}}};
    step.doneWhen = {{Rollout{ref}, {}}};
    HoldWatch watch(step, *m_services);
    std::optional<Hold> last;
    connect(&watch, &HoldWatch::held, this, [&](const Hold &hold) { last = hold; });
    watch.start();
    const auto told = [&] {
        return last && QRegularExpression(object.arg(m_lab.ns())).match(last->object).hasMatch()
               && QRegularExpression(u"^("_s + cause + u")$"_s).match(last->cause).hasMatch()
               && QRegularExpression(words).match(holdText(*last)).hasMatch();
    };
    QElapsedTimer beat;
    beat.start();
    const auto again = [&] {
        if (pressed && beat.elapsed() > 500) {
            sayPressure(true);
            beat.restart();
        }
    };
    QVERIFY2(until(
                 [&] {
                     again();
                     return shows(shown);
                 },
                 60),
             qPrintable(u"the cluster never showed "_s + shown));
    QElapsedTimer sinceShown;
    sinceShown.start();
    // The first restart comes ten seconds after the first end.
    const int patience = cause.startsWith(u"CrashLoop"_s) ? 20 : 5;
    bool inTime = false;
    for (int tries = pressed ? 4 : 1; !inTime && tries > 0; --tries) {
        sinceShown.restart();
        inTime = until(
            [&] {
                again();
                return told();
            },
            patience);
        // A kubelet that is well says so every ten seconds, and a pod slips in before it is
        // contradicted.
        if (!inTime && pressed)
            m_lab.ask("DELETE", m_lab.path(u"v1"_s, u"pods"_s)
                                    + u"?fieldSelector=spec.nodeName%3D"_s + m_node);
    }
    QVERIFY2(inTime, qPrintable(last ? holdText(*last) : u"nothing was told"_s));
    qInfo("%lld ms after it was shown: %s", static_cast<long long>(sinceShown.elapsed()),
          qPrintable(holdText(*last, m_lab.clock().now(), {})));
    const qint64 age = last->since.secsTo(m_lab.clock().now());
    QVERIFY2(last->since.isValid() && age >= -1 && age <= 40, QByteArray::number(age).constData());
    QVERIFY2(!last->action.isEmpty(), qPrintable(holdText(*last)));
}

/// Nobody answers at the API server's address: said by name, with the time since.
void TestHolds::apiServerStopped()
{
    kube::Context context = m_lab.client().context();
    context.server = u"https://127.0.0.1:1"_s;
    kube::Client gone(context, m_transport, m_lab.clock());
    const auto services = servicesFor(gone);
    StepSpec step;
    const kube::Ref ref{u"apps/v1"_s, u"Deployment"_s, m_lab.ns(), u"web"_s};
    step.kind = WaitStep{{Rollout{ref}, {}}};
    HoldWatch watch(step, *services);
    std::optional<Hold> last;
    connect(&watch, &HoldWatch::held, this, [&](const Hold &hold) { last = hold; });
    watch.start();
    QVERIFY(until([&] { return last.has_value(); }, 5));
    QCOMPARE(last->object, u"API server https://127.0.0.1:1"_s);
    QCOMPARE(last->cause, u"unreachable"_s);
    QVERIFY2(last->words.contains(u"127.0.0.1"_s), qPrintable(last->words));
    QVERIFY(last->since.secsTo(m_lab.clock().now()) <= 5);
    QVERIFY(!last->action.isEmpty());
}

void TestHolds::cleanup()
{
    if (std::exchange(m_pressed, false))
        sayPressure(false);
    for (const QString &path : std::exchange(m_clusterwide, {}))
        m_lab.ask("DELETE", path);
    m_lab.ask("DELETE", m_lab.path(u"apps/v1"_s, u"deployments/web"_s));
    QVERIFY(until([&] {
        const lab::Json pods = m_lab.get(m_lab.path(u"v1"_s, u"pods"_s));
        return pods.is_object() && pods["items"].empty();
    }));
    m_lab.ask("DELETE", m_lab.path(u"v1"_s, u"events"_s));
}

void TestHolds::cleanupTestCase()
{
    const QString why = m_lab.end();
    QVERIFY2(why.isEmpty(), qPrintable(why));
}

QTEST_GUILESS_MAIN(TestHolds)
#include "tst_holds.moc"
