// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/cluster/lab.h"

#include <QTest>

using namespace Qt::StringLiterals;
using lab::Json;
using lab::said;
using programs::Ran;

namespace {

QByteArray deployment(int replicas, const char *more = "")
{
    return QByteArray(R"(apiVersion: apps/v1
kind: Deployment
metadata: {name: idle, labels: {app: idle})")
           + more + R"(}
spec:
  replicas: )"
           + QByteArray::number(replicas) + R"(
  selector: {matchLabels: {app: idle}}
  template:
    metadata: {labels: {app: idle}}
    spec:
      terminationGracePeriodSeconds: 0
      containers: [{name: idle, image: "localhost/pause:1"}]
)";
}

} // namespace

/// kubectl's everyday, without what runs in pods. The same words on each cluster.
class TestKubectl : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void creates_data();
    void creates();
    void resources();
    void explains();
    void applies();
    void forms_data();
    void forms();
    void describes();
    void marks();
    void wordsOfErrors_data();
    void wordsOfErrors();
    void serverSide();
    void cascades_data();
    void cascades();
    void takesBackItsOwn();
    void cleanupTestCase();

private:
    Ran run(const QString &line, const QByteArray &input = {})
    {
        return m_lab.kubectl(line.split(u' '), input);
    }
    QString answer(const QString &line, const QByteArray &input = {});
    lab::Lab m_lab;
};

/// What it printed, and how it ended when that was not well.
QString TestKubectl::answer(const QString &line, const QByteArray &input)
{
    const Ran ran = run(line, input);
    return ran.exit == 0 ? ran.out.trimmed()
                         : u"exit %1: %2"_s.arg(ran.exit).arg(ran.words.trimmed());
}

void TestKubectl::initTestCase()
{
    const QString why = m_lab.begin(u"kubectl"_s);
    QVERIFY2(why.isEmpty(), qPrintable(why));
    if (m_lab.kubectlMinor() == 0)
        QSKIP("no kubectl on this machine");
}

void TestKubectl::cleanupTestCase()
{
    const QString why = m_lab.end();
    QVERIFY2(why.isEmpty(), qPrintable(why));
}

void TestKubectl::creates_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<int>("since"); // kubectl's minor version
    QTest::addColumn<QString>("says");
    QTest::addColumn<QString>("field"); // jsonpath
    QTest::addColumn<QString>("value");
    const auto row = [](const char *line, int since, const char *says, const char *field,
                        const char *value) {
        QTest::newRow(line) << QString::fromLatin1(line) << since << QString::fromLatin1(says)
                            << QString::fromLatin1(field) << QString::fromLatin1(value);
    };
    row("deployment made --image=localhost/pause:1 --replicas=2 --port=80", 20,
        "deployment.apps/made created",
        "{.spec.replicas}/{.spec.template.spec.containers[0].ports[0].containerPort}/"
        "{.spec.template.spec.dnsPolicy}",
        "2/80/ClusterFirst");
    row("configmap made --from-literal=a=b", 20, "configmap/made created", "{.data.a}", "b");
    row("secret generic made --from-literal=a=bc", 20, "secret/made created", "{.data.a}/{.type}",
        "YmM=/Opaque");
    row("service clusterip made --tcp=80:8080", 20, "service/made created",
        "{.spec.ports[0].port}/{.spec.ports[0].targetPort}/{.spec.type}", "80/8080/ClusterIP");
    row("serviceaccount made", 20, "serviceaccount/made created", "{.metadata.name}", "made");
    row("job made --image=localhost/pause:1", 20, "job.batch/made created",
        "{.spec.backoffLimit}/{.spec.template.spec.restartPolicy}", "6/Never");
    row("cronjob made --image=localhost/pause:1 --schedule=0 0 1 1 *", 21,
        "cronjob.batch/made created", "{.spec.schedule}/{.spec.concurrencyPolicy}",
        "0 0 1 1 */Allow");
    row("quota made --hard=pods=100,cpu=500m", 20, "resourcequota/made created",
        "{.spec.hard.cpu}/{.spec.hard.pods}", "500m/100");
    row("role made --verb=get --resource=pods", 20, "role.rbac.authorization.k8s.io/made created",
        "{.rules[0].resources[0]}", "pods");
    row("rolebinding made --role=made --serviceaccount=default:default", 20,
        "rolebinding.rbac.authorization.k8s.io/made created", "{.subjects[0].kind}/{.roleRef.name}",
        "ServiceAccount/made");
    row("ingress made --rule=a.example/b=made:80", 20, "ingress.networking.k8s.io/made created",
        "{.spec.rules[0].http.paths[0].backend.service.port.number}", "80");
    row("poddisruptionbudget made --selector=app=made --max-unavailable=50%", 21,
        "poddisruptionbudget.policy/made created", "{.spec.maxUnavailable}", "50%");
}

/// Typed clients send protobuf, since kubectl 1.32 without having asked.
void TestKubectl::creates()
{
    QFETCH(QString, line);
    QFETCH(int, since);
    QFETCH(QString, field);
    if (m_lab.kubectlMinor() < since)
        QSKIP("older than this form of the command");
    QStringList words = line.split(u' ');
    if (const qsizetype at = line.indexOf(u"--schedule="_s); at >= 0)
        words = line.left(at - 1).split(u' ') << line.mid(at);
    const Ran made = m_lab.kubectl(QStringList{u"create"_s} + words);
    QVERIFY2(made.exit == 0, said(made).constData());
    QTEST(made.out.trimmed(), "says");
    const QString kind = words[0] == u"quota"_s ? u"resourcequota"_s : words[0];
    const Ran read = m_lab.kubectl({u"get"_s, kind, u"made"_s, u"-o"_s, u"jsonpath="_s + field});
    QTEST(read.out, "value");
    QCOMPARE(answer(u"delete %1 made --wait=false"_s.arg(kind)).contains(u"deleted"_s), true);
}

void TestKubectl::resources()
{
    const QString apps = answer(u"api-resources --api-group=apps --no-headers"_s);
    QCOMPARE(apps.split(u'\n')
                 .filter(QRegularExpression(u"^deployments +deploy +apps/v1 +true +Deployment$"_s))
                 .size(),
             1);
    QCOMPARE(apps.split(u'\n').size(), 5);
    const QString verbs = answer(u"api-resources --verbs=list,watch --namespaced -o name"_s);
    QVERIFY2(verbs.contains(u"configmaps\n"_s)
                 && verbs.contains(u"endpointslices.discovery.k8s.io"_s),
             qPrintable(verbs));
    QVERIFY2(!verbs.contains(u"nodes"_s), qPrintable(verbs));
    const QStringList versions = answer(u"api-versions"_s).split(u'\n');
    QVERIFY(versions.contains(u"apps/v1"_s) && versions.contains(u"v1"_s)
            && versions.contains(u"discovery.k8s.io/v1"_s));
    QCOMPARE(answer(u"auth can-i list pods"_s), u"yes"_s);
    QVERIFY(answer(u"version"_s).contains(u"Server Version"_s));
}

void TestKubectl::explains()
{
    const QString replicas = answer(u"explain deployment.spec.replicas"_s);
    QVERIFY2(replicas.contains(u"replicas"_s) && replicas.contains(u"<integer>"_s),
             qPrintable(replicas));
    const QString containers = answer(u"explain pod.spec.containers"_s);
    QVERIFY2(containers.contains(u"livenessProbe"_s) && containers.contains(u"imagePullPolicy"_s),
             qPrintable(containers));
    const QString wrong = answer(u"explain deployment.spec.replicass"_s);
    QVERIFY2(wrong.contains(u"field \"replicass\" does not exist"_s), qPrintable(wrong));
}

void TestKubectl::applies()
{
    QCOMPARE(answer(u"apply -f - --dry-run=server"_s, deployment(0)),
             u"deployment.apps/idle created (server dry run)"_s);
    QVERIFY(answer(u"get deployment idle"_s).contains(u"NotFound"_s));
    QCOMPARE(answer(u"apply -f -"_s, deployment(0)), u"deployment.apps/idle created"_s);
    QCOMPARE(answer(u"apply -f -"_s, deployment(0)), u"deployment.apps/idle unchanged"_s);
    QCOMPARE(answer(u"apply -f -"_s, deployment(0, ", annotations: {a: b}")),
             u"deployment.apps/idle configured"_s);
    // What is no longer in the file goes, what others set stays.
    QCOMPARE(answer(u"annotate deployment idle other=yes"_s), u"deployment.apps/idle annotated"_s);
    QCOMPARE(answer(u"apply -f -"_s, deployment(0)), u"deployment.apps/idle configured"_s);
    QCOMPARE(
        answer(
            u"get deployment idle -o jsonpath={.metadata.annotations.a}/{.metadata.annotations.other}"_s),
        u"/yes"_s);
    const Ran difference = run(u"diff -f -"_s, deployment(3));
    QCOMPARE(difference.exit, 1);
    QVERIFY2(difference.out.contains(u"-  replicas: 0"_s)
                 && difference.out.contains(u"+  replicas: 3"_s),
             said(difference).constData());
    QVERIFY(
        answer(u"create -f -"_s, deployment(0))
            .contains(
                u"Error from server (AlreadyExists): error when creating \"STDIN\": deployments.apps \"idle\" already exists"_s));
    QCOMPARE(answer(u"replace -f -"_s, deployment(0)), u"deployment.apps/idle replaced"_s);
}

void TestKubectl::forms_data()
{
    QTest::addColumn<QString>("flags");
    QTest::addColumn<QString>("expected"); // a pattern over the whole, blanks folded
    const auto row = [](const char *name, const char *flags, const char *expected) {
        QTest::newRow(name) << QString::fromLatin1(flags) << QString::fromLatin1(expected);
    };
    row("table", "", "NAME READY UP-TO-DATE AVAILABLE AGE\nidle 0/0 0 0 \\d+m?\\d*s");
    row("wide", "-o wide",
        "NAME READY UP-TO-DATE AVAILABLE AGE CONTAINERS IMAGES SELECTOR\nidle 0/0 0 0 \\d+m?\\d*s "
        "idle localhost/pause:1 app=idle");
    row("no headers, labels", "--no-headers --show-labels", "idle 0/0 0 0 \\d+m?\\d*s app=idle");
    row("label column", "-L app",
        "NAME READY UP-TO-DATE AVAILABLE AGE APP\nidle 0/0 0 0 \\d+m?\\d*s idle");
    row("name", "-o name", "deployment.apps/idle");
    row("jsonpath", "-o jsonpath={.spec.template.spec.containers[*].image}", "localhost/pause:1");
    row("custom columns", "-o custom-columns=A:.metadata.name,B:.spec.replicas", "A B\nidle 0");
    row("go template", "-o go-template={{.metadata.name}}:{{.spec.replicas}}", "idle:0");
    row("chosen", "-l app=idle,app!=other -o name", "deployment.apps/idle");
    row("chosen by set", "-l app-in-(idle,b) -o name", "deployment.apps/idle");
    row("nothing chosen", "-l app=other", "");
    row("chosen by field", "--field-selector=metadata.name=idle -o name", "deployment.apps/idle");
    row("sorted", "--sort-by=.metadata.name -o name", "deployment.apps/idle");
}

void TestKubectl::forms()
{
    QFETCH(QString, flags);
    QFETCH(QString, expected);
    QVERIFY(answer(u"apply -f -"_s, deployment(0)).startsWith(u"deployment.apps/idle"_s));
    const bool list =
        flags.startsWith(u'-') && (flags.contains(u"-l "_s) || flags.contains(u"-selector"_s));
    QStringList words = flags.split(u' ', Qt::SkipEmptyParts);
    words.replaceInStrings(u"app-in-"_s, u"app in "_s);
    QStringList line{u"get"_s, u"deployment"_s};
    if (!list)
        line << u"idle"_s;
    const Ran ran = m_lab.kubectl(line + words);
    QVERIFY2(ran.exit == 0, said(ran).constData());
    QString seen = ran.out.trimmed();
    seen.replace(QRegularExpression(u" +"_s), u" "_s).replace(u" \n"_s, u"\n"_s);
    const bool fits =
        QRegularExpression(QRegularExpression::anchoredPattern(expected)).match(seen).hasMatch()
        || seen == expected;
    QVERIFY2(fits, qPrintable(seen));
}

void TestKubectl::describes()
{
    QVERIFY(answer(u"apply -f -"_s, deployment(0)).startsWith(u"deployment.apps/idle"_s));
    const QString text = answer(u"describe deployment idle"_s);
    for (const QString &line :
         {u"Name: +idle"_s, u"Selector: +app=idle"_s, u"Replicas: +0 desired"_s,
          u"RollingUpdateStrategy: +25% max unavailable, 25% max surge"_s,
          u"Image: +localhost/pause:1"_s})
        QVERIFY2(text.contains(QRegularExpression(line)), qPrintable(line + u"\n"_s + text));
    QVERIFY(answer(u"describe namespace "_s + m_lab.ns())
                .contains(QRegularExpression(u"Status: +Active"_s)));
}

void TestKubectl::marks()
{
    QVERIFY(answer(u"apply -f -"_s, deployment(0)).startsWith(u"deployment.apps/idle"_s));
    QCOMPARE(answer(u"label deployment idle tier=one"_s), u"deployment.apps/idle labeled"_s);
    QVERIFY(answer(u"label deployment idle tier=two"_s)
                .contains(u"'tier' already has a value (one), and --overwrite is false"_s));
    QCOMPARE(answer(u"label deployment idle tier=two --overwrite"_s),
             u"deployment.apps/idle labeled"_s);
    QCOMPARE(answer(u"get deployment -l tier=two -o name"_s), u"deployment.apps/idle"_s);
    QVERIFY(answer(u"label deployment idle tier-"_s).startsWith(u"deployment.apps/idle "_s));
    QCOMPARE(answer(u"get deployment -l tier -o name"_s), QString());
    QCOMPARE(answer(u"annotate deployment idle note=x"_s), u"deployment.apps/idle annotated"_s);
    QCOMPARE(answer(u"set image deployment/idle idle=localhost/pause:2"_s),
             u"deployment.apps/idle image updated"_s);
    QCOMPARE(answer(u"set env deployment/idle A=b"_s), u"deployment.apps/idle env updated"_s);
    QCOMPARE(
        answer(
            u"get deployment idle -o jsonpath={.spec.template.spec.containers[0].image}/{.spec.template.spec.containers[0].env[0].value}"_s),
        u"localhost/pause:2/b"_s);
    QCOMPARE(
        answer(
            u"patch deployment idle --type=json -p [{\"op\":\"replace\",\"path\":\"/spec/paused\",\"value\":true}]"_s),
        u"deployment.apps/idle patched"_s);
    QCOMPARE(answer(u"patch deployment idle -p {\"spec\":{\"paused\":true}}"_s),
             u"deployment.apps/idle patched (no change)"_s);
    QCOMPARE(answer(u"scale deployment idle --current-replicas=7 --replicas=2"_s)
                 .contains(u"xpected replicas to be 7, was 0"_s),
             true);
}

void TestKubectl::wordsOfErrors_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *line, const QByteArray &input, const char *words) {
        QTest::newRow(line) << QString::fromLatin1(line) << input << QString::fromLatin1(words);
    };
    row("get deployment none", {},
        "Error from server (NotFound): deployments.apps \"none\" not found");
    row("get nones", {}, "error: the server doesn't have a resource type \"nones\"");
    row("get --raw /apis/none.example/v1", {},
        "Error from server (NotFound): the server could not find the requested resource");
    row("create -f -", R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"Upper"}})",
        "a lowercase RFC 1123 subdomain must consist of");
    row("create --validate=false -f -",
        R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"name":"x","image":""}]}})",
        "spec.containers[0].image: Required value");
    row("create -f -", R"({"apiVersion":"none.example/v1","kind":"Pear","metadata":{"name":"p"}})",
        "no matches for kind \"Pear\" in version \"none.example/v1\"");
    row("rollout undo deployment/none", {}, "deployments.apps \"none\" not found");
    row("logs none", {}, "rror from server (NotFound): pods \"none\" not found");
    row("create -f -",
        R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"},"dataa":{}})",
        "unknown field \"dataa\"");
}

void TestKubectl::wordsOfErrors()
{
    QFETCH(QString, line);
    QFETCH(QByteArray, input);
    QFETCH(QString, words);
    if (words.startsWith(u"unknown field"_s) && m_lab.kubectlMinor() < 25)
        QSKIP("older clients check fields themselves, in words of their own");
    const Ran ran = run(line, input);
    QVERIFY2(ran.exit == 1, said(ran).constData());
    QVERIFY2(ran.words.contains(words), said(ran).constData());
}

void TestKubectl::serverSide()
{
    const QByteArray one =
        R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"shared"},"data":{"a":"1"}})";
    const QByteArray two =
        R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"shared"},"data":{"a":"2","b":"2"}})";
    QCOMPARE(answer(u"apply --server-side --field-manager=one -f -"_s, one),
             u"configmap/shared serverside-applied"_s);
    const Ran lost = run(u"apply --server-side --field-manager=two -f -"_s, two);
    QCOMPARE(lost.exit, 1);
    QVERIFY2(lost.words.contains(u"Apply failed with 1 conflict: conflict with \"one\": .data.a"_s),
             said(lost).constData());
    QCOMPARE(answer(u"apply --server-side --field-manager=two --force-conflicts -f -"_s, two),
             u"configmap/shared serverside-applied"_s);
    QCOMPARE(answer(u"get configmap shared -o jsonpath={.data.a}{.data.b}"_s), u"22"_s);
    // What one applies no longer, and nobody else does, goes.
    QCOMPARE(answer(u"apply --server-side --field-manager=two --force-conflicts -f -"_s, one),
             u"configmap/shared serverside-applied"_s);
    QCOMPARE(answer(u"get configmap shared -o jsonpath={.data.a}{.data.b}"_s), u"1"_s);
}

void TestKubectl::cascades_data()
{
    QTest::addColumn<QString>("cascade");
    QTest::addColumn<bool>("stays");
    QTest::newRow("background") << u"background"_s << false;
    QTest::newRow("foreground") << u"foreground"_s << false;
    QTest::newRow("orphan") << u"orphan"_s << true;
}

void TestKubectl::cascades()
{
    QFETCH(QString, cascade);
    QFETCH(bool, stays);
    answer(u"delete replicasets,deployments --all"_s);
    QCOMPARE(answer(u"apply -f -"_s, deployment(0)), u"deployment.apps/idle created"_s);
    QVERIFY(lab::until(
        [&] { return answer(u"get replicasets -o name"_s).contains(u"replicaset.apps/idle-"_s); }));
    QVERIFY(answer(u"delete deployment idle --dry-run=server"_s).contains(u"deleted"_s));
    QCOMPARE(answer(u"get deployment idle -o name"_s), u"deployment.apps/idle"_s);
    const QString deleted = answer(u"delete deployment idle --cascade="_s + cascade);
    QVERIFY2(deleted.startsWith(u"deployment.apps \"idle\" deleted"_s), qPrintable(deleted));
    if (stays)
        QCOMPARE(answer(u"get replicasets -o jsonpath={.items[*].metadata.ownerReferences}"_s),
                 QString());
    if (stays || cascade == u"foreground"_s)
        QCOMPARE(answer(u"get replicasets -o name"_s).isEmpty(), !stays);
    else
        QVERIFY(lab::until([&] { return answer(u"get replicasets -o name"_s).isEmpty(); }));
}

/// A Deployment adopts what an earlier one of its kind left.
void TestKubectl::takesBackItsOwn()
{
    QCOMPARE(answer(u"get replicasets -o name"_s).count(u"replicaset.apps/"_s), 1);
    QCOMPARE(answer(u"apply -f -"_s, deployment(0)), u"deployment.apps/idle created"_s);
    QVERIFY(lab::until([&] {
        return answer(u"get replicasets -o jsonpath={.items[*].metadata.ownerReferences[*].name}"_s)
               == u"idle"_s;
    }));
    QVERIFY(answer(u"delete deployment idle --cascade=foreground"_s).contains(u"deleted"_s));
    QCOMPARE(answer(u"get replicasets -o name"_s), QString());
}

QTEST_GUILESS_MAIN(TestKubectl)
#include "tst_kubectl.moc"
