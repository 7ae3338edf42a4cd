// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/holdwatch.h"

#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace deploy;

Q_DECLARE_METATYPE(deploy::Scene)

namespace {

/// As a real API server, kubelet and scheduler (1.34) wrote them.
Json object(const char *text)
{
    return Json::parse(text);
}

Json pod(const Json &status)
{
    Json made = object(R"({"kind": "Pod", "metadata": {"name": "web-1-a", "namespace": "bank",
        "creationTimestamp": "2026-11-28T13:59:10Z", "labels": {"app": "web"}, "ownerReferences":
        [{"kind": "ReplicaSet", "name": "web-1", "controller": true}]}})");
    made["status"] = status;
    if (!made["status"].contains("phase"))
        made["status"]["phase"] = "Pending";
    return made;
}

Json waiting(const char *reason, const char *message = "")
{
    return {
        {"containerStatuses",
         Json::array({{{"name", "c"},
                       {"image", "localhost:5001/suite/none:9"},
                       {"ready", false},
                       {"restartCount", 0},
                       {"state", {{"waiting", {{"reason", reason}, {"message", message}}}}}}})}};
}

Json happened(const char *reason, const char *message, const char *first = "2026-11-28T13:59:12Z",
              const char *kind = "Pod", const char *name = "web-1-a")
{
    return {{"kind", "Event"},
            {"reason", reason},
            {"message", message},
            {"firstTimestamp", first},
            {"lastTimestamp", first},
            {"involvedObject", {{"kind", kind}, {"name", name}, {"namespace", "bank"}}}};
}

Json replicaSet(const char *message = nullptr)
{
    Json made = object(R"({"kind": "ReplicaSet", "metadata": {"name": "web-1", "namespace": "bank",
        "ownerReferences": [{"kind": "Deployment", "name": "web", "controller": true}]},
        "spec": {"replicas": 1}})");
    if (message)
        made["status"]["conditions"] = Json::array({{{"type", "ReplicaFailure"},
                                                     {"status", "True"},
                                                     {"reason", "FailedCreate"},
                                                     {"lastTransitionTime", "2026-11-28T13:59:12Z"},
                                                     {"message", message}}});
    return made;
}

const Subject web{{u"apps/v1"_s, u"Deployment"_s, u"bank"_s, u"web"_s}, {}};

Scene scene(const Json &thePod, std::vector<Json> events = {})
{
    return {{replicaSet(), thePod}, std::move(events), {}};
}

QDateTime at(const char *time)
{
    return QDateTime::fromString(QString::fromLatin1(time), Qt::ISODate);
}

} // namespace

/// What a step waits for is told in the cluster's own words, with its age and what to do.
class HoldsTest : public QObject {
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void oneSentence_data()
    {
        QTest::addColumn<Scene>("seen");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("age"); ///< at 13:59:42
        QTest::addColumn<QString>("action");
        const QString podC = u"Pod bank/web-1-a, container c: "_s;

        QTest::newRow("image missing")
            << scene(
                   pod(waiting("ImagePullBackOff",
                               "Back-off pulling image \"localhost:5001/suite/none:9\": "
                               "ErrImagePull: rpc error: code = NotFound desc = failed to pull and "
                               "unpack image \"localhost:5001/suite/none:9\": failed to resolve "
                               "reference \"localhost:5001/suite/none:9\": "
                               "localhost:5001/suite/none:9: not found")),
                   {happened("Failed", "Failed to pull image \"localhost:5001/suite/none:9\": …")})
            << podC
                   + u"ImagePullBackOff: localhost:5001/suite/none:9: not found (the registry has "
                     "no such image)"_s
            << u"30 s"_s << u"deploy --redo"_s;
        QTest::newRow("an older kubelet says it only in its event")
            << scene(pod(waiting("ImagePullBackOff", "Back-off pulling image \"x\"")),
                     {happened("Failed",
                               "Failed to pull image \"localhost:5001/suite/none:9\": failed "
                               "to resolve reference \"localhost:5001/suite/none:9\": "
                               "localhost:5001/suite/none:9: not found")})
            << podC
                   + u"ImagePullBackOff: localhost:5001/suite/none:9: not found (the registry has "
                     "no such image)"_s
            << u"30 s"_s << u"deploy --redo"_s;
        QTest::newRow("registry down")
            << scene(pod(waiting(
                   "ErrImagePull",
                   "failed to pull and unpack image \"localhost:5001/suite/none:9\": failed to "
                   "resolve reference \"localhost:5001/suite/none:9\": failed to do request: Head "
                   "\"http://localhost:5001/v2/suite/none/manifests/9\": dial tcp 127.0.0.1:5001: "
                   "connect: connection refused")))
            << podC
                   + u"ImagePullBackOff: localhost:5001/suite/none:9: dial tcp 127.0.0.1:5001: "
                     "connect: connection refused (the registry does not answer the node)"_s
            << u"32 s"_s << u"Start the registry"_s;

        Json crash = waiting("CrashLoopBackOff", "back-off 20s restarting failed container=c");
        crash["phase"] = "Running";
        crash["containerStatuses"][0]["restartCount"] = 2;
        crash["containerStatuses"][0]["lastState"] = object(
            R"({"terminated": {"exitCode": 3, "reason": "Error", "finishedAt": "2026-11-28T13:59:29Z"}})");
        Scene looping =
            scene(pod(crash), {happened("BackOff", "Back-off restarting", "2026-11-28T13:59:15Z")});
        QTest::newRow("crash loop without a log")
            << looping
            << podC
                   + u"CrashLoopBackOff: exit code 3 (2nd restart) (its program ends again and "
                     "again)"_s
            << u"27 s"_s
            << u"Read its log: kubectl logs -n bank web-1-a -c c; while it runs once more, the same with --previous."_s;
        Scene gone = looping;
        gone.goneLogs.insert(logKey(u"bank"_s, u"web-1-a"_s, u"c"_s));
        QTest::newRow("crash loop whose log is gone")
            << gone
            << podC
                   + u"CrashLoopBackOff: exit code 3, its log is gone (2nd restart) (its program "
                     "ends again and again)"_s
            << u"27 s"_s << u"as soon as it runs: kubectl logs -n bank web-1-a -c c --follow."_s;
        Scene quoted = looping;
        quoted.lastLines[logKey(u"bank"_s, u"web-1-a"_s, u"c"_s)] = u"no such table"_s;
        QTest::newRow("crash loop with a line of its log")
            << quoted
            << podC
                   + u"CrashLoopBackOff: no such table (2nd restart) (its program ends again and "
                     "again)"_s
            << u"27 s"_s
            << u"Its log's last line stands here; all of it: kubectl logs -n bank web-1-a -c c; while"_s;
        looping.lastLines[logKey(u"bank"_s, u"web-1-a"_s, u"c"_s)] = u"waiting for postgres"_s;
        QTest::newRow("crash loop") << looping
                                    << podC
                                           + u"CrashLoopBackOff: waiting for postgres (2nd "
                                             u"restart) (its database is not up "
                                             "yet)"_s
                                    << u"27 s"_s << u"Wait"_s;
        crash["containerStatuses"][0]["lastState"]["terminated"]["reason"] = "OOMKilled";
        crash["containerStatuses"][0]["restartCount"] = 11;
        QTest::newRow("out of memory")
            << scene(pod(crash))
            << podC
                   + u"OOMKilled: exit code 3 (11th restart) (it needs more memory than its limit "
                     "allows)"_s
            << u"13 s"_s << u"limits.memory of container c"_s;

        const auto unscheduled = [](const char *message) {
            return pod({{"conditions", Json::array({{{"type", "PodScheduled"},
                                                     {"status", "False"},
                                                     {"reason", "Unschedulable"},
                                                     {"lastTransitionTime", "2026-11-28T13:59:11Z"},
                                                     {"message", message}}})}});
        };
        QTest::newRow("unschedulable")
            << scene(unscheduled("0/1 nodes are available: 1 Insufficient memory. no new claims to "
                                 "deallocate, preemption: 0/1 nodes are available: 1 Preemption is "
                                 "not helpful for scheduling."))
            << u"Pod bank/web-1-a: FailedScheduling: 0/1 nodes are available: 1 Insufficient memory. (no node has enough memory left)"_s
            << u"31 s"_s << u"more memory"_s;
        QTest::newRow("node pressure")
            << scene(unscheduled("0/1 nodes are available: 1 node(s) had untolerated taint "
                                 "{node.kubernetes.io/disk-pressure: }. preemption: 0/1"))
            << u"Pod bank/web-1-a: FailedScheduling: 0/1 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/disk-pressure: }. (the nodes are short of disk)"_s
            << u"31 s"_s << u"Free disk"_s;

        Scene unnamed = scene(unscheduled("0/2 nodes are available: 2 node(s) had untolerated "
                                          "taint(s). no new claims to deallocate, preemption: 0"));
        unnamed.objects.push_back(object(R"({"kind": "Node", "metadata": {"name": "n1"}, "spec":
            {"taints": [{"key": "node.kubernetes.io/memory-pressure", "effect": "NoSchedule"}]}})"));
        QTest::newRow("a scheduler that names no taints")
            << unnamed
            << u"Pod bank/web-1-a: FailedScheduling: 0/2 nodes are available: 2 node(s) had untolerated taint {node.kubernetes.io/memory-pressure: } on n1. (the nodes are short of memory)"_s
            << u"31 s"_s << u"Free memory"_s;

        const auto running = [](const char *list) {
            Json status{{"phase", "Running"}};
            status[list] = Json::array(
                {object(R"({"name": "c", "image": "i", "ready": false, "restartCount": 0,
                    "state": {"running": {"startedAt": "2026-11-28T13:59:13Z"}}})")});
            return status;
        };
        QTest::newRow("failing probe")
            << scene(pod(running("containerStatuses")),
                     {happened("Unhealthy",
                               "Readiness probe failed: HTTP probe failed with "
                               "statuscode: 404",
                               "2026-11-28T13:59:14Z")})
            << podC
                   + u"Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 404 "
                     "(its readiness probe is answered with 404)"_s
            << u"28 s"_s << u"kubectl logs"_s;
        Scene init = scene(pod(running("initContainerStatuses")));
        init.lastLines[logKey(u"bank"_s, u"web-1-a"_s, u"c"_s)] = u"waiting for the database"_s;
        QTest::newRow("init container stuck")
            << init
            << podC + u"Init: waiting for the database (its init container c has not ended)"_s
            << u"29 s"_s
            << u"Its log's last line stands here; all of it: kubectl logs -n bank web-1-a -c c."_s;
        QTest::newRow("failing liveness probe")
            << scene(pod(running("containerStatuses")),
                     {happened("Unhealthy", "Liveness probe failed: HTTP probe failed",
                               "2026-11-28T13:59:14Z")})
            << podC
                   + u"Unhealthy: Liveness probe failed: HTTP probe failed (its liveness probe "
                     "fails: it will be started anew)"_s
            << u"28 s"_s
            << u"Read its log: kubectl logs -n bank web-1-a -c c; once it was started anew, the same with --previous."_s;
        QTest::newRow("bad key")
            << scene(pod(waiting("CreateContainerConfigError",
                                 "couldn't find key nope in ConfigMap bank/settings")))
            << podC
                   + u"CreateContainerConfigError: couldn't find key nope in ConfigMap "
                     "bank/settings (ConfigMap bank/settings has no key nope)"_s
            << u"32 s"_s << u"Add the key"_s;
        QTest::newRow("no config map")
            << scene(pod(waiting("ContainerCreating")),
                     {happened("FailedMount",
                               "MountVolume.SetUp failed for volume \"v\" : configmap "
                               "\"absent\" not found")})
            << podC
                   + u"FailedMount: MountVolume.SetUp failed for volume \"v\" : configmap "
                     "\"absent\" not found (the configmap absent that it needs is not there)"_s
            << u"30 s"_s << u"deploy --redo"_s;
        QTest::newRow("no such program")
            << scene(
                   pod(waiting("RunContainerError",
                               "runc create failed: unable to start container process: exec: "
                               "\"/nothing\": stat /nothing: no such file or directory: unknown")))
            << podC
                   + u"RunContainerError: runc create failed: unable to start container process: "
                     "exec: \"/nothing\": stat /nothing: no such file or directory: unknown (the "
                     "image has no program /nothing)"_s
            << u"32 s"_s << u"command"_s;

        const auto notMade = [](const char *message) {
            return Scene{{replicaSet(message)}, {}, {}};
        };
        QTest::newRow("quota")
            << notMade("pods \"web-1-x\" is forbidden: exceeded quota: small, requested: pods=1, "
                       "used: pods=0, limited: pods=0")
            << u"ReplicaSet bank/web-1: FailedCreate: exceeded quota: small, requested: pods=1, used: pods=0, limited: pods=0 (the namespace's quota small allows no more)"_s
            << u"30 s"_s << u"kubectl delete resourcequota -n bank small"_s;
        QTest::newRow("webhook refuses")
            << notMade("admission webhook \"images.example.com\" denied the request: unsigned")
            << u"ReplicaSet bank/web-1: FailedCreate: admission webhook \"images.example.com\" denied the request: unsigned (the admission webhook images.example.com refuses it)"_s
            << u"30 s"_s << u"Satisfy"_s;
        QTest::newRow("webhook away")
            << notMade("Internal error occurred: failed calling webhook \"refusing.example.com\": "
                       "failed to call webhook: service \"none\" not found")
            << u"ReplicaSet bank/web-1: FailedCreate: failed calling webhook \"refusing.example.com\": failed to call webhook: service \"none\" not found (the admission webhook refusing.example.com does not answer)"_s
            << u"30 s"_s << u"Start its service"_s;
        QTest::newRow("service account")
            << notMade(
                   "pods \"web-1-\" is forbidden: error looking up service account bank/nobody: "
                   "serviceaccount \"nobody\" not found")
            << u"ReplicaSet bank/web-1: FailedCreate: error looking up service account bank/nobody: serviceaccount \"nobody\" not found (the service account nobody is not there)"_s
            << u"30 s"_s << u"serviceAccountName"_s;

        Scene pulling =
            scene(pod(waiting("ContainerCreating")),
                  {happened("Pulling", "Pulling image \"localhost:5001/suite/none:9\"")});
        QTest::newRow("pulling") << pulling << podC + u"pulling: localhost:5001/suite/none:9"_s
                                 << u"30 s"_s << QString();
        pulling.objects.push_back(object(
            R"({"kind": "Node", "metadata": {"name": "n"}, "status": {"images":
                [{"names": ["localhost:5001/suite/none:9"], "sizeBytes": 340123456}]}})"));
        QTest::newRow("pulling what another node has")
            << pulling << podC + u"pulling: localhost:5001/suite/none:9 340 MB"_s << u"30 s"_s
            << QString();

        Json onNode = pod(running("containerStatuses"));
        onNode["spec"]["nodeName"] = "node-1";
        Scene lost = scene(onNode);
        lost.objects.push_back(object(R"({"kind": "Node", "metadata": {"name": "node-1"}, "status":
            {"conditions": [{"type": "Ready", "status": "Unknown", "lastTransitionTime":
            "2026-11-28T13:59:40Z", "message": "Kubelet stopped posting node status."}]}})"));
        QTest::newRow("node lost")
            << lost
            << u"Node node-1: NodeNotReady: Kubelet stopped posting node status. (its node does not report)"_s
            << u"2 s"_s << u"docker start node-1"_s;
    }
    void oneSentence()
    {
        QFETCH(Scene, seen);
        QFETCH(QString, text);
        QFETCH(QString, age);
        QFETCH(QString, action);
        const auto hold = holdOf({web}, seen);
        QVERIFY(hold.has_value());
        QCOMPARE(holdText(*hold), text);
        QCOMPARE(holdText(*hold, at("2026-11-28T13:59:42Z"), 12s),
                 QString(text + u", for "_s + age + u", usually 12 s"_s));
        QVERIFY2(hold->action.contains(action), qPrintable(hold->action));
        QCOMPARE(hold->action.isEmpty(), action.isEmpty());
    }

    /// Only what the step waits for is told, and that by whatever leads to it.
    void subjects()
    {
        const Scene broken = scene(pod(waiting("InvalidImageName", "no name")));
        const auto holds = [&broken](const Subject &subject) {
            return holdOf({subject}, broken).has_value();
        };
        const auto named = [](const char *kind, const char *name) {
            return Subject{{{}, QString::fromLatin1(kind), u"bank"_s, QString::fromLatin1(name)},
                           {}};
        };
        const auto selected = [](const char *ns, const char *selector) {
            return Subject{{u"v1"_s, u"Pod"_s, QString::fromLatin1(ns), {}},
                           QString::fromLatin1(selector)};
        };
        QVERIFY(holds(web));
        QVERIFY(holds(named("ReplicaSet", "web-1")));
        QVERIFY(holds(named("Pod", "web-1-a")));
        QVERIFY(!holds(named("Deployment", "api")));
        QVERIFY(holds(selected("bank", "app=web")));
        QVERIFY(!holds(selected("bank", "app=api")));
        QVERIFY(!holds(selected("shop", "app=web")));
        Scene agents = broken;
        agents.objects.push_back(object(R"({"kind": "Deployment", "metadata": {"name": "web",
            "namespace": "bank", "ownerReferences": [{"kind": "Agent", "name": "support"}]}})"));
        QVERIFY(holdOf({named("Agent", "support")}, agents).has_value());
        QVERIFY(!holdOf({named("Agent", "fraud")}, agents).has_value());
        Json ready = pod({{"phase", "Running"},
                          {"conditions", Json::array({{{"type", "Ready"}, {"status", "True"}}})}});
        QVERIFY(!holdOf({web}, scene(ready)).has_value());
        // A quota long ago holds nobody up whose pods are there.
        QVERIFY(!holdOf({web}, {{object(R"({"kind": "StatefulSet", "metadata": {"name": "web",
            "namespace": "bank"}})")},
                                {},
                                {}})
                     .has_value());
    }

    /// What any shape of JSON does: nothing.
    void whoseLogIsRead_data()
    {
        QTest::addColumn<QString>("state");
        QTest::addColumn<QString>("cause");
        QTest::addColumn<QString>("lives");
        const QString loop = u"CrashLoopBackOff"_s;
        QTest::newRow("it waits to be started again")
            << u"waiting"_s << loop << u"current previous"_s;
        QTest::newRow("it has ended once more") << u"terminated"_s << loop << u"current previous"_s;
        QTest::newRow("it runs again") << u"running"_s << loop << u"previous current"_s;
        QTest::newRow("it has ended once") << u"terminated"_s << u"Error"_s << u"current"_s;
        QTest::newRow("it has not begun") << u"waiting"_s << u"ImagePullBackOff"_s << u""_s;
    }
    /// The node keeps the log of the life that ended last.
    void whoseLogIsRead()
    {
        QFETCH(QString, state);
        QFETCH(QString, cause);
        QFETCH(QString, lives);
        Json status = waiting("x");
        status["containerStatuses"][0]["state"] = {{state.toStdString(), Json::object()}};
        Hold hold;
        hold.ns = u"bank"_s;
        hold.name = u"web-1-a"_s;
        hold.container = u"c"_s;
        hold.cause = cause;
        QStringList told;
        for (const Life life : livesToRead(hold, scene(pod(status))))
            told << (life == Life::Current ? u"current"_s : u"previous"_s);
        QCOMPARE(told.join(u' '), lives);
        hold.container.clear();
        QVERIFY(livesToRead(hold, scene(pod(status))).empty());
    }

    void strangeShapes()
    {
        for (const char *text :
             {"null", "[]", "7", "{\"kind\": \"Pod\"}",
              "{\"kind\": \"Pod\", \"metadata\": {\"name\": \"web-1-a\", \"namespace\": \"bank\", "
              "\"ownerReferences\": 7}, \"status\": {\"containerStatuses\": [null, 7, {}]}}",
              "{\"kind\": \"ReplicaSet\", \"metadata\": [], \"status\": {\"conditions\": {}}}"})
            holdOf({web}, {{object(text)}, {object(text)}, {}});
    }

    void faults_data()
    {
        QTest::addColumn<QString>("said");
        QTest::addColumn<QString>("meaning");
        QTest::addColumn<QString>("action");
        QTest::newRow("no docker") << u"Cannot connect to the Docker daemon at unix:///x"_s
                                   << u"Docker does not run"_s << u"Start Docker"_s;
        QTest::newRow("a stopped container")
            << u"docker: Error response from daemon: Conflict. The container name \"/kind-registry\" is already in use by container \"4f\"."_s
            << u"a container of that name is there and does not run"_s
            << u"Start it: docker start kind-registry"_s;
        QTest::newRow("webhook") << u"admission webhook \"v.example.com\" denied the request: no"_s
                                 << u"the admission webhook v.example.com refuses it"_s
                                 << u"Satisfy"_s;
        QTest::newRow("disk") << u"write /x: no space left on device"_s << u"a disk is full"_s
                              << u"Make room"_s;
        QTest::newRow("chart") << u"Error: chart \"x\" version \"9\" not found in repo"_s
                               << u"there is no such chart"_s << u"Correct its reference"_s;
        const QString api = u"GET https://h:6443/api/v1/pods: could not connect to h:6443: "_s;
        const QString silent = u"the API server does not answer"_s, start = u"Start the cluster"_s;
        QTest::newRow("the API is away") << api + u"connection refused"_s << silent << start;
        QTest::newRow("the API stands still")
            << u"GET https://h:6443/apis/apps/v1: timed out after 5.0 s"_s << silent << start;
        QTest::newRow("the API is another one")
            << api + u"TLS: bad certificate"_s << QString() << QString();
        QTest::newRow("it is no API that is away")
            << u"GET http://r:5000/v2/: could not connect to r:5000: connection refused"_s
            << QString() << QString();
        QTest::newRow("not known") << u"it broke"_s << QString() << QString();
    }
    /// A failed step says what its failure means, what held it up and what to do.
    void faults()
    {
        QFETCH(QString, said);
        QFETCH(QString, meaning);
        QFETCH(QString, action);
        const core::Fault own = explained({core::Fault::Kind::Failed, said, {}, {}}, std::nullopt);
        QVERIFY2(own.summary.startsWith(said) && own.summary.contains(meaning),
                 qPrintable(own.summary));
        QVERIFY2(own.action.startsWith(action), qPrintable(own.action));
        const auto hold = holdOf({web}, scene(pod(waiting("ErrImageNeverPull", "not present"))));
        const core::Fault held = explained({core::Fault::Kind::Failed, said, {}, {}}, hold);
        QVERIFY2(held.summary.contains(u"Pod bank/web-1-a, container c: ErrImageNeverPull"_s),
                 qPrintable(held.summary));
        QVERIFY(!held.action.isEmpty());
        QCOMPARE(explained({core::Fault::Kind::Failed, said, {}, u"Do this."_s}, hold).action,
                 u"Do this."_s);
    }

    /// The matter is the same whichever question was not answered.
    void noServer()
    {
        const Hold hold = unreachable(u"https://h:6443"_s,
                                      u"GET https://h:6443/api/v1/pods: could not connect to "
                                      "h:6443: connection refused"_s,
                                      at("2026-11-28T13:59:12Z"));
        QCOMPARE(holdText(hold, at("2026-11-28T13:59:22Z"), 0s),
                 u"API server https://h:6443: unreachable: could not connect to h:6443: connection "
                 "refused (the API server does not answer), for 10 s"_s);
        QVERIFY(!hold.action.isEmpty());
    }

    void spans()
    {
        QCOMPARE(spanText(-3s), u"0 s"_s);
        QCOMPARE(spanText(59s), u"59 s"_s);
        QCOMPARE(spanText(60s), u"1 min"_s);
        QCOMPARE(spanText(185s), u"3 min 5 s"_s);
        QCOMPARE(spanText(7800s), u"2 h 10 min"_s);
    }
};

QTEST_GUILESS_MAIN(HoldsTest)
#include "tst_holds.moc"
