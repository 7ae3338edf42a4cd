// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/kube/watch.h"
#include "tests/cluster/lab.h"

#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;
using lab::Json;

namespace {

const char *const mergePatch = "application/merge-patch+json";
const char *const jsonPatch = "application/json-patch+json";
const char *const strategicPatch = "application/strategic-merge-patch+json";
const char *const applyPatch = "application/apply-patch+yaml";
const QByteArray aggregated =
    "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

QByteArray configMap(const char *name, const char *rest = "")
{
    return QByteArray(R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":")") + name
           + "\"}" + rest + "}";
}

QByteArray deployment(int replicas, const char *image = "localhost/pause:1")
{
    return QByteArray(
               R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"idle"},"spec":{"replicas":)")
           + QByteArray::number(replicas)
           + R"(,"selector":{"matchLabels":{"app":"idle"}},"template":{"metadata":{"labels":{"app":"idle"}},
            "spec":{"terminationGracePeriodSeconds":1,"containers":[{"name":"idle","image":")"
           + image + R"("}]}}}})";
}

Json bodyOf(const http::Reply &reply)
{
    Json out = Json::parse(reply.body.begin(), reply.body.end(), nullptr, false);
    return out.is_discarded() ? Json() : out;
}

QByteArray said(const http::Reply &reply)
{
    return QByteArray::number(reply.status) + ": " + reply.body.left(2000);
}

QString textAt(const Json &object, const char *pointer)
{
    const Json::json_pointer where(pointer);
    return object.contains(where) && object[where].is_string()
               ? QString::fromStdString(object[where].get<std::string>())
               : QString();
}

} // namespace

/// The API itself, asked by the cockpit's own library and by plain requests.
class TestApi : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void discovery();
    void openApi();
    void refusals_data();
    void refusals();
    void pages();
    void tables();
    void metadataOnly();
    void watching();
    void watchTooOld();
    void watchOfOurs();
    void strictFields_data();
    void strictFields();
    void repeatedFields_data();
    void repeatedFields();
    void dryRun();
    void patches_data();
    void patches();
    void applyByTwo();
    void optimisticLock();
    void scaleApart();
    void generatedName();
    void cleanupTestCase();

private:
    QString maps(const QString &rest = {}) const
    {
        return m_lab.path(u"v1"_s, u"configmaps"_s + rest);
    }
    QString idle(const QString &rest = {}) const
    {
        return m_lab.path(u"apps/v1"_s, u"deployments/idle"_s + rest);
    }
    void putDeployment(int replicas);
    lab::Lab m_lab;
};

void TestApi::initTestCase()
{
    const QString why = m_lab.begin(u"api"_s);
    QVERIFY2(why.isEmpty(), qPrintable(why));
}

void TestApi::cleanupTestCase()
{
    const QString why = m_lab.end();
    QVERIFY2(why.isEmpty(), qPrintable(why));
}

/// The same resources by both ways of asking.
void TestApi::discovery()
{
    const Json plain = m_lab.get(u"/apis/apps/v1"_s);
    QCOMPARE(textAt(plain, "/kind"), u"APIResourceList"_s);
    QSet<QString> names, aggregatedNames;
    for (const Json &one : plain["resources"]) {
        if (const QString name = textAt(one, "/name"); !name.contains(u'/'))
            names << name;
    }
    const http::Reply reply =
        m_lab.ask("GET", u"/apis"_s, {}, {{"Accept", aggregated + ",application/json"}});
    QCOMPARE(reply.header("Content-Type"), aggregated);
    const Json groups = bodyOf(reply);
    for (const Json &group : groups["items"]) {
        if (textAt(group, "/metadata/name") != u"apps"_s)
            continue;
        for (const Json &one : group["versions"][0]["resources"])
            aggregatedNames << textAt(one, "/resource");
    }
    QCOMPARE(names, (QSet<QString>{u"controllerrevisions"_s, u"daemonsets"_s, u"deployments"_s,
                                   u"replicasets"_s, u"statefulsets"_s}));
    QCOMPARE(aggregatedNames, names);
    QCOMPARE(textAt(m_lab.get(u"/apis/apps"_s), "/preferredVersion/groupVersion"), u"apps/v1"_s);
    QCOMPARE(textAt(m_lab.get(u"/api"_s), "/versions/0"), u"v1"_s);
    QCOMPARE(textAt(m_lab.get(u"/version"_s), "/major"), u"1"_s);
}

void TestApi::openApi()
{
    const Json index = m_lab.get(u"/openapi/v3"_s);
    const QString url = textAt(index, "/paths/apis~1apps~1v1/serverRelativeURL");
    QVERIFY2(url.startsWith(u"/openapi/v3/apis/apps/v1"_s), qPrintable(url));
    const Json apps = m_lab.get(url);
    QCOMPARE(
        textAt(apps,
               "/components/schemas/io.k8s.api.apps.v1.DeploymentSpec/properties/replicas/type"),
        u"integer"_s);
    const Json v2 = m_lab.get(u"/openapi/v2"_s);
    QCOMPARE(textAt(v2, "/definitions/io.k8s.api.apps.v1.DeploymentSpec/properties/replicas/type"),
             u"integer"_s);
    const http::Reply protobuf =
        m_lab.ask("GET", u"/openapi/v2"_s, {},
                  {{"Accept", "application/com.github.proto-openapi.spec.v2@v1.0+protobuf"}});
    QCOMPARE(protobuf.status, 200);
    QVERIFY(protobuf.body.startsWith(QByteArray("\x0a\x03"
                                                "2.0",
                                                5)));
}

void TestApi::refusals_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QString>("path"); // NS is the suite's namespace
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("status"); // without what is the same in each
    const QString here = u"/api/v1/namespaces/NS/configmaps"_s;
    const auto row = [](const char *name, const char *method, const QString &path,
                        const QByteArray &body, const char *type, const char *status) {
        QTest::newRow(name) << QByteArray(method) << path << body << QByteArray(type)
                            << QByteArray(status);
    };
    row("no such object", "GET", here + u"/none"_s, {}, "",
        R"({"code":404,"reason":"NotFound","message":"configmaps \"none\" not found","details":{"name":"none","kind":"configmaps"}})");
    row("of a group", "GET", u"/apis/apps/v1/namespaces/NS/deployments/none"_s, {}, "",
        R"({"code":404,"reason":"NotFound","message":"deployments.apps \"none\" not found","details":{"name":"none","group":"apps","kind":"deployments"}})");
    row("no such resource", "GET", u"/api/v1/namespaces/NS/nones"_s, {}, "",
        R"({"code":404,"reason":"NotFound","message":"the server could not find the requested resource","details":{}})");
    row("no such namespace", "POST", u"/api/v1/namespaces/suite-nowhere/configmaps"_s,
        configMap("a"), "application/json",
        R"({"code":404,"reason":"NotFound","message":"namespaces \"suite-nowhere\" not found","details":{"name":"suite-nowhere","kind":"namespaces"}})");
    row("no name", "POST", here, R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{}})",
        "application/json",
        R"({"code":422,"reason":"Invalid","message":"ConfigMap \"\" is invalid: metadata.name: Required value: name or generateName is required","details":{"kind":"ConfigMap","causes":[{"reason":"FieldValueRequired","message":"Required value: name or generateName is required","field":"metadata.name"}]}})");
    row("another kind", "POST", here, R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"}})",
        "application/json",
        R"({"code":400,"reason":"BadRequest","message":"Pod in version \"v1\" cannot be handled as a ConfigMap: converting (v1.Pod) to (core.ConfigMap): unknown conversion"})");
    row("another type of body", "POST", here, "a", "text/plain",
        R"({"code":415,"reason":"UnsupportedMediaType","message":"the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf"})");
    row("another type of patch", "PATCH", here + u"/kube-root-ca.crt"_s, "{}", "text/plain",
        R"({"code":415,"reason":"UnsupportedMediaType","message":"415: Unsupported Media Type","details":{}})");
    row("a JSON patch that does not fit", "PATCH", here + u"/kube-root-ca.crt"_s,
        R"([{"op":"test","path":"/data/a","value":"z"}])", jsonPatch,
        R"({"code":422,"reason":"Invalid","message":"the server rejected our request due to an error in our request","details":{}})");
    row("apply without a manager", "PATCH", here + u"/a"_s, configMap("a"), applyPatch,
        R"({"code":422,"reason":"Invalid","message":"PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch","details":{"group":"meta.k8s.io","kind":"PatchOptions","causes":[{"reason":"FieldValueRequired","message":"Required value: is required for apply patch","field":"fieldManager"}]}})");
    row("apply of an unknown field", "PATCH", here + u"/a?fieldManager=m"_s,
        R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"NS"},"dataa":{}})",
        applyPatch,
        R"({"code":500,"message":"failed to create typed patch object (NS/a; /v1, Kind=ConfigMap): .dataa: field not declared in schema"})");
    row("method on a list", "PUT", here, configMap("a"), "application/json",
        R"({"code":405,"reason":"MethodNotAllowed","message":"the server does not allow this method on the requested resource","details":{}})");
    row("selector", "GET", here + u"?labelSelector=a%20in"_s, {}, "",
        R"({"code":400,"reason":"BadRequest","message":"unable to parse requirement: found '' expected: '('"})");
    row("half a selector", "GET", here + u"?labelSelector=a!"_s, {}, "",
        R"({"code":400,"reason":"BadRequest","message":"unable to parse requirement: found '!', expected: in, notin, =, ==, !=, gt, lt"})");
    row("field selector", "GET", u"/api/v1/namespaces/NS/pods?fieldSelector=spec.x=1"_s, {}, "",
        R"({"code":400,"reason":"BadRequest","message":"field label not supported: spec.x"})");
    row("revision of a list", "GET", here + u"?resourceVersion=zz"_s, {}, "",
        R"({"code":400,"reason":"BadRequest","message":"invalid resource version: resourceVersion: Invalid value: \"zz\": strconv.ParseUint: parsing \"zz\": invalid syntax"})");
    row("another object's uid", "DELETE", here + u"/kube-root-ca.crt"_s,
        R"({"apiVersion":"v1","kind":"DeleteOptions","preconditions":{"resourceVersion":"1"}})",
        "application/json",
        R"({"code":409,"reason":"Conflict","message":"*","details":{"name":"kube-root-ca.crt","kind":"ConfigMap"}})");
    row("propagation", "DELETE", here + u"/kube-root-ca.crt?propagationPolicy=No"_s, {}, "",
        R"({"code":422,"reason":"Invalid","message":"DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Unsupported value: \"No\": supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\"","details":{"group":"meta.k8s.io","kind":"DeleteOptions","causes":[{"reason":"FieldValueNotSupported","message":"Unsupported value: \"No\": supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\"","field":"propagationPolicy"}]}})");
    row("a log of nobody", "GET", u"/api/v1/namespaces/NS/pods/none/log"_s, {}, "",
        R"({"code":404,"reason":"NotFound","message":"pods \"none\" not found","details":{"name":"none","kind":"pods"}})");
    row("a program in nobody", "POST", u"/api/v1/namespaces/NS/pods/none/exec?command=ls"_s, {}, "",
        R"({"code":404,"reason":"NotFound","message":"pods \"none\" not found","details":{"name":"none","kind":"pods"}})");
}

/// Every refusal is a Status of exactly this content.
void TestApi::refusals()
{
    QFETCH(QByteArray, method);
    QFETCH(QString, path);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, status);
    const http::Headers headers =
        type.isEmpty() ? http::Headers() : http::Headers{{"Content-Type", type}};
    const QByteArray ns = m_lab.ns().toUtf8();
    const http::Reply reply =
        m_lab.ask(method, path.replace(u"NS"_s, m_lab.ns()), body.replace("NS", ns), headers);
    Json expected = Json::parse(status.replace("(NS/", QByteArray('(' + ns + '/')).toStdString());
    Json seen = bodyOf(reply);
    if (expected["message"] == "*")
        expected["message"] = seen.value("message", "");
    for (const auto &[key, value] : {std::pair("apiVersion", "v1"), std::pair("kind", "Status"),
                                     std::pair("status", "Failure")})
        expected[key] = value;
    expected["metadata"] = Json::object();
    QCOMPARE(QByteArray::fromStdString(seen.dump(1)), QByteArray::fromStdString(expected.dump(1)));
    QCOMPARE(reply.status, expected["code"].get<int>());
}

void TestApi::pages()
{
    for (const char *name : {"p1", "p2", "p3", "p4", "p5"})
        QCOMPARE(m_lab.ask("POST", maps(), configMap(name, R"(,"data":{"a":"b"})")).status, 201);
    QStringList names;
    QString token;
    int requests = 0;
    do {
        const Json page = m_lab.get(
            maps(u"?limit=2"_s + (token.isEmpty() ? QString() : u"&continue="_s + token)));
        QVERIFY(page.is_object() && ++requests < 9);
        QVERIFY(page["items"].size() <= 2);
        for (const Json &item : page["items"]) {
            names << textAt(item, "/metadata/name");
            QVERIFY(!item.contains("kind")); // the list says it
        }
        token = textAt(page, "/metadata/continue");
        const auto left = page["metadata"].value("remainingItemCount", 0);
        QCOMPARE(left,
                 token.isEmpty() ? 0 : 6 - int(names.size())); // kube-root-ca.crt is the sixth
    } while (!token.isEmpty());
    QCOMPARE(names,
             (QStringList{u"kube-root-ca.crt"_s, u"p1"_s, u"p2"_s, u"p3"_s, u"p4"_s, u"p5"_s}));
    QCOMPARE(requests, 3);
    const Json gone =
        bodyOf(m_lab.ask("DELETE", maps(u"?fieldSelector=metadata.name!%3Dkube-root-ca.crt"_s)));
    QCOMPARE(textAt(gone, "/kind"), u"ConfigMapList"_s);
    QCOMPARE(m_lab.get(maps())["items"].size(), std::size_t(1));
}

void TestApi::tables()
{
    const http::Reply reply =
        m_lab.ask("GET", maps(), {},
                  {{"Accept", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"}});
    const Json table = bodyOf(reply);
    QCOMPARE(textAt(table, "/kind"), u"Table"_s);
    QCOMPARE(textAt(table, "/columnDefinitions/1/name"), u"Data"_s);
    QCOMPARE(textAt(table, "/rows/0/cells/0"), u"kube-root-ca.crt"_s);
    QCOMPARE(table["rows"][0]["cells"][1].get<int>(), 1);
    QCOMPARE(textAt(table, "/rows/0/object/kind"), u"PartialObjectMetadata"_s);
}

void TestApi::metadataOnly()
{
    const http::Reply reply =
        m_lab.ask("GET", maps(u"/kube-root-ca.crt"_s), {},
                  {{"Accept", "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io"}});
    const Json object = bodyOf(reply);
    QCOMPARE(textAt(object, "/kind"), u"PartialObjectMetadata"_s);
    QCOMPARE(textAt(object, "/metadata/name"), u"kube-root-ca.crt"_s);
    QVERIFY(!object.contains("data"));
}

void TestApi::watching()
{
    const QString from = textAt(m_lab.get(maps()), "/metadata/resourceVersion");
    QCOMPARE(m_lab.ask("POST", maps(), configMap("watched")).status, 201);
    QCOMPARE(m_lab
                 .ask("PATCH", maps(u"/watched"_s), R"({"data":{"a":"1"}})",
                      {{"Content-Type", mergePatch}})
                 .status,
             200);
    QCOMPARE(m_lab.ask("DELETE", maps(u"/watched"_s)).status, 200);
    QStringList seen;
    for (const Json &event :
         m_lab.lines(maps(u"?watch=1&resourceVersion="_s + from),
                     [](const Json &one) { return textAt(one, "/type") == u"DELETED"_s; }))
        seen << textAt(event, "/type") + u' ' + textAt(event, "/object/metadata/name") + u' '
                    + textAt(event, "/object/data/a");
    QCOMPARE(seen,
             (QStringList{u"ADDED watched "_s, u"MODIFIED watched 1"_s, u"DELETED watched 1"_s}));
    // A watch that says how long it wants to last ends by itself.
    QVERIFY(m_lab
                .lines(
                    maps(u"?watch=1&timeoutSeconds=1&resourceVersion="_s
                         + textAt(m_lab.get(maps()), "/metadata/resourceVersion")),
                    [](const Json &) { return false; }, 10)
                .isEmpty());
}

/// What a server has forgotten is 410, in the stream or instead of it.
void TestApi::watchTooOld()
{
    if (!m_lab.isStage())
        QSKIP("nothing here makes a real API server forget within seconds");
    const Json fault = {{"kind", "gone-watch"}, {"target", ""}, {"seconds", 0}};
    http::Request request;
    request.method = "POST";
    request.url = textAt(m_lab.ready(), "/faults");
    request.headers = {{"Content-Type", "application/json"}};
    request.body = QByteArray::fromStdString(fault.dump());
    int status = 0;
    const auto call =
        m_lab.client().transport().send(request, [&](const core::Result<http::Reply> &reply) {
            status = reply ? reply->status : -1;
        });
    QVERIFY(lab::until([&] { return status != 0; }));
    QVERIFY2(status < 300, QByteArray::number(status).constData());
    const auto events =
        m_lab.lines(maps(u"?watch=1&resourceVersion=2"_s), [](const Json &) { return true; });
    QVERIFY(!events.isEmpty());
    const Json status410 = events[0].value("type", "") == "ERROR" ? events[0]["object"] : events[0];
    QCOMPARE(status410.value("code", 0), 410);
    QCOMPARE(textAt(status410, "/reason"), u"Expired"_s);
}

void TestApi::watchOfOurs()
{
    kube::Watch watch(m_lab.client(), {u"v1"_s, u"ConfigMap"_s, m_lab.ns(), {}},
                      u"labelSelector=mine%3Dyes"_s, m_lab.clock());
    QStringList seen;
    connect(&watch, &kube::Watch::changed, this,
            [&](kube::Watch::Change change, const Json &object) {
                seen << QString::number(int(change)) + textAt(object, "/kind")
                            + textAt(object, "/metadata/name");
            });
    watch.start();
    QVERIFY(lab::until([&] { return watch.isSynced(); }));
    QCOMPARE(
        m_lab
            .ask(
                "POST", maps(),
                R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"w","labels":{"mine":"yes"}}})")
            .status,
        201);
    // Out of the selection is gone.
    QCOMPARE(m_lab
                 .ask("PATCH", maps(u"/w"_s), R"({"metadata":{"labels":null}})",
                      {{"Content-Type", mergePatch}})
                 .status,
             200);
    QVERIFY(lab::until([&] { return seen.size() == 2; }));
    QCOMPARE(seen, (QStringList{u"0ConfigMapw"_s, u"2ConfigMapw"_s}));
    m_lab.ask("DELETE", maps(u"/w"_s));
}

void TestApi::strictFields_data()
{
    QTest::addColumn<QString>("validation");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("warning");
    QTest::newRow("strict") << u"Strict"_s << 400 << QByteArray();
    QTest::newRow("warn") << u"Warn"_s << 201
                          << QByteArray("299 - \"unknown field \\\"dataa\\\"\"");
    QTest::newRow("ignore") << u"Ignore"_s << 201 << QByteArray();
    QTest::newRow("what is that") << u"Maybe"_s << 422 << QByteArray();
}

void TestApi::strictFields()
{
    QFETCH(QString, validation);
    const http::Reply reply =
        m_lab.ask("POST", maps(u"?dryRun=All&fieldValidation="_s + validation),
                  configMap("strict", R"(,"dataa":{},"data":{"a":"1"})"));
    QTEST(reply.status, "status");
    QTEST(reply.header("Warning"), "warning");
    const Json body = bodyOf(reply);
    QVERIFY(!body.contains("dataa"));
    if (reply.status == 400)
        QCOMPARE(
            textAt(body, "/message"),
            u"ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error: unknown field \"dataa\""_s);
}

void TestApi::repeatedFields_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QString>("group");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("refused"); // Strict: how the message ends
    QTest::addColumn<QStringList>("warned");
    const auto row = [](const char *name, const char *method, const QString &path, const char *type,
                        const QByteArray &body, const char *refused, const QStringList &warned) {
        const bool apps = path.startsWith(u"deployments"_s);
        QTest::newRow(name) << QByteArray(method) << (apps ? u"apps/v1"_s : u"v1"_s) << path
                            << QByteArray(type) << body << QString::fromLatin1(refused) << warned;
    };
    const QString create = u"configmaps?"_s, one = u"configmaps/kube-root-ca.crt?"_s;
    const QString apply = u"configmaps/again?fieldManager=m&"_s;
    row("in JSON, and an unknown one", "POST", create, "application/json",
        R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","name":"a"},"data":{"a":"1","a":"2","a":"3"},"dataa":{"x":1,"x":2},"dataa":{}})",
        R"(ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: duplicate field "metadata.name", duplicate field "data.a", unknown field "dataa")",
        {u"duplicate field \"metadata.name\""_s, u"duplicate field \"data.a\""_s,
         u"unknown field \"dataa\""_s});
    row("in a list", "POST", u"deployments?"_s, "application/json",
        deployment(1)
            .replace(R"("name":"idle","image")", R"("name":"x","name":"idle","image")")
            .replace(R"("replicas":1)", R"("replicas":0,"replicas":1)"),
        R"(strict decoding error: duplicate field "spec.replicas", duplicate field "spec.template.spec.containers[0].name")",
        {u"duplicate field \"spec.replicas\""_s,
         u"duplicate field \"spec.template.spec.containers[0].name\""_s});
    const QByteArray yaml = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: again}\ndata:\n"
                            "  a: \"1\"\n  a: \"2\"\n  b: \"1\"\n  b: \"1\"\n";
    const QStringList lines{u"line 6: key \"a\" already set in map"_s,
                            u"line 8: key \"b\" already set in map"_s};
    row("in YAML", "POST", create, "application/yaml", yaml,
        "strict decoding error: yaml: unmarshal errors:\n  line 6: key \"a\" already set in map\n  "
        "line 8: key \"b\" already set in map",
        lines);
    row("applied", "PATCH", apply, applyPatch, yaml,
        "error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n  "
        "line "
        "6: key \"a\" already set in map\n  line 8: key \"b\" already set in map",
        lines);
    row("applied as JSON", "PATCH", apply, applyPatch,
        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\n\"metadata\":{\"name\":\"again\"},\n"
        "\"data\":{\"a\":\"1\",\n\"a\":\"2\"}}",
        "error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n  "
        "line "
        "4: key \"a\" already set in map",
        {u"line 4: key \"a\" already set in map"_s});
    row("in a merge patch", "PATCH", one, mergePatch,
        R"({"data":{"a":"1","a":"2"},"data":{"c":"3"}})",
        R"(strict decoding error: duplicate field "data.a", duplicate field "data")",
        {u"duplicate field \"data.a\""_s, u"duplicate field \"data\""_s});
    row("in a strategic patch", "PATCH", one, strategicPatch, R"({"data":{"a":"1","a":"2"}})",
        R"(strict decoding error: duplicate field "data.a")", {u"duplicate field \"data.a\""_s});
    row("in a JSON patch", "PATCH", one, jsonPatch,
        R"([{"op":"add","op":"add","path":"/data/z","value":"1"}])",
        R"(strict decoding error: json patch duplicate field "[0].op")",
        {u"json patch duplicate field \"[0].op\""_s});
}

/// A member that stands twice in a body is refused, warned of or let pass, as asked; each wording
/// is a real API server's.
void TestApi::repeatedFields()
{
    QFETCH(QByteArray, method);
    QFETCH(QString, path);
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, body);
    QFETCH(QString, refused);
    QFETCH(QString, group);
    const QString base = m_lab.path(group, path) + u"dryRun=All"_s;
    const auto ask = [&](const QString &validation) {
        return m_lab.ask(method, base + validation, body, {{"Content-Type", type}});
    };
    const http::Reply strict = ask(u"&fieldValidation=Strict"_s);
    QVERIFY2(strict.status == 400 || strict.status == 422, said(strict).constData());
    const QString message = textAt(bodyOf(strict), "/message");
    QVERIFY2(message.endsWith(refused), qPrintable(message.right(600)));
    for (const QString &validation : {QString(), u"&fieldValidation=Warn"_s}) {
        const http::Reply warned = ask(validation);
        QVERIFY2(warned.status / 100 == 2, said(warned).constData());
        QStringList warnings;
        for (const auto &[name, value] : warned.headers) {
            if (name.toLower() != "warning")
                continue;
            const Json text = Json::parse(value.mid(6).toStdString(), nullptr, false); // 299 - "…"
            warnings << QString::fromStdString(text.is_string() ? text.get<std::string>() : "?");
        }
        QTEST(warnings, "warned");
    }
    const http::Reply ignored = ask(u"&fieldValidation=Ignore"_s);
    QVERIFY2(ignored.status / 100 == 2, said(ignored).constData());
    QVERIFY(ignored.header("Warning").isEmpty());
}

void TestApi::dryRun()
{
    const http::Reply made = m_lab.ask("POST", maps(u"?dryRun=All"_s), configMap("dry"));
    QCOMPARE(made.status, 201);
    QVERIFY(!textAt(bodyOf(made), "/metadata/uid").isEmpty());
    QCOMPARE(m_lab.ask("GET", maps(u"/dry"_s)).status, 404);
    QCOMPARE(m_lab
                 .ask("PATCH", maps(u"/kube-root-ca.crt?dryRun=All"_s), R"({"data":{"a":"1"}})",
                      {{"Content-Type", mergePatch}})
                 .status,
             200);
    QCOMPARE(textAt(m_lab.get(maps(u"/kube-root-ca.crt"_s)), "/data/a"), QString());
    QCOMPARE(m_lab.ask("DELETE", maps(u"/kube-root-ca.crt?dryRun=All"_s)).status, 200);
    QCOMPARE(m_lab.ask("GET", maps(u"/kube-root-ca.crt"_s)).status, 200);
}

void TestApi::putDeployment(int replicas)
{
    const http::Reply reply = m_lab.ask("PATCH", idle(u"?fieldManager=first&force=true"_s),
                                        deployment(replicas), {{"Content-Type", applyPatch}});
    QVERIFY2(reply.status == 200 || reply.status == 201, said(reply).constData());
}

void TestApi::patches_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("patch");
    QTest::addColumn<QByteArray>("containers"); // name=image of each, and the paused field
    QTest::newRow("JSON")
        << QByteArray(jsonPatch)
        << QByteArray(
               R"([{"op":"add","path":"/spec/template/spec/containers/-","value":{"name":"b","image":"b:1"}},{"op":"replace","path":"/spec/paused","value":true}])")
        << QByteArray("idle=localhost/pause:1 b=b:1 true");
    QTest::newRow("merge replaces lists")
        << QByteArray(mergePatch)
        << QByteArray(
               R"({"spec":{"paused":true,"template":{"spec":{"containers":[{"name":"b","image":"b:1"}]}}}})")
        << QByteArray("b=b:1 true");
    QTest::newRow("strategic merges by name")
        << QByteArray(strategicPatch)
        << QByteArray(
               R"({"spec":{"template":{"spec":{"containers":[{"name":"b","image":"b:1"},{"name":"idle","image":"c:1"}]}}}})")
        << QByteArray("b=b:1 idle=c:1 true");
    QTest::newRow("strategic deletes")
        << QByteArray(strategicPatch)
        << QByteArray(
               R"({"spec":{"template":{"spec":{"containers":[{"name":"idle","$patch":"delete"},{"name":"b","image":"b:1"}]}}}})")
        << QByteArray("b=b:1 true");
}

void TestApi::patches()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, patch);
    putDeployment(0);
    QCOMPARE(m_lab
                 .ask("PATCH", idle(), R"({"spec":{"paused":true}})",
                      {{"Content-Type", mergePatch}})
                 .status,
             200);
    const http::Reply reply =
        m_lab.ask("PATCH", idle(u"?dryRun=All"_s), patch, {{"Content-Type", type}});
    QVERIFY2(reply.status == 200, said(reply).constData());
    const Json spec = bodyOf(reply)["spec"];
    QByteArray seen;
    for (const Json &container : spec["template"]["spec"]["containers"])
        seen += QByteArray::fromStdString(container.value("name", "") + "="
                                          + container.value("image", "") + " ");
    seen += spec.value("paused", false) ? "true" : "false";
    QTEST(seen, "containers");
    QCOMPARE(m_lab.ask("DELETE", idle()).status, 200);
}

void TestApi::applyByTwo()
{
    putDeployment(1);
    QCOMPARE(m_lab
                 .ask("PATCH", idle(u"?fieldManager=second"_s), deployment(1),
                      {{"Content-Type", applyPatch}})
                 .status,
             200);
    const http::Reply lost = m_lab.ask("PATCH", idle(u"?fieldManager=second"_s),
                                       deployment(3, "other:1"), {{"Content-Type", applyPatch}});
    QCOMPARE(lost.status, 409);
    const Json status = bodyOf(lost);
    QCOMPARE(textAt(status, "/reason"), u"Conflict"_s);
    QCOMPARE(textAt(status, "/message"),
             u"Apply failed with 2 conflicts: conflicts with \"first\":\n- .spec.replicas\n"
             "- .spec.template.spec.containers[name=\"idle\"].image"_s);
    QCOMPARE(
        QByteArray::fromStdString(status["details"]["causes"][0].dump()),
        QByteArray(
            R"({"field":".spec.replicas","message":"conflict with \"first\"","reason":"FieldManagerConflict"})"));
    // An updater is named with its version.
    QCOMPARE(m_lab
                 .ask("PATCH", idle(u"?fieldManager=hand"_s), R"({"spec":{"replicas":0}})",
                      {{"Content-Type", mergePatch}})
                 .status,
             200);
    QCOMPARE(
        textAt(bodyOf(m_lab.ask("PATCH", idle(u"?fieldManager=second"_s), deployment(3),
                                {{"Content-Type", applyPatch}})),
               "/message"),
        u"Apply failed with 1 conflict: conflict with \"hand\" using apps/v1: .spec.replicas"_s);
    const http::Reply won =
        m_lab.ask("PATCH", idle(u"?fieldManager=second&force=true"_s),
                  deployment(0, "localhost/pause:1"), {{"Content-Type", applyPatch}});
    QCOMPARE(won.status, 200);
    QCOMPARE(m_lab.ask("DELETE", idle()).status, 200);
}

void TestApi::optimisticLock()
{
    QCOMPARE(m_lab.ask("POST", maps(), configMap("locked")).status, 201);
    const http::Reply lost = m_lab.ask(
        "PUT", maps(u"/locked"_s),
        R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"locked","resourceVersion":"1"}})");
    QCOMPARE(
        textAt(bodyOf(lost), "/message"),
        u"Operation cannot be fulfilled on configmaps \"locked\": the object has been modified; please apply your changes to the latest version and try again"_s);
    QCOMPARE(lost.status, 409);
    QCOMPARE(m_lab.ask("DELETE", maps(u"/locked"_s)).status, 200);
}

/// The size has an owner of its own when it is set apart.
void TestApi::scaleApart()
{
    putDeployment(0);
    const http::Reply scaled =
        m_lab.ask("PATCH", idle(u"/scale?fieldManager=hand"_s), R"({"spec":{"replicas":2}})",
                  {{"Content-Type", mergePatch}});
    QVERIFY2(scaled.status == 200, said(scaled).constData());
    QCOMPARE(textAt(bodyOf(scaled), "/kind"), u"Scale"_s);
    QCOMPARE(
        textAt(bodyOf(m_lab.ask("PATCH", idle(u"?fieldManager=first"_s), deployment(0),
                                {{"Content-Type", applyPatch}})),
               "/message"),
        u"Apply failed with 1 conflict: conflict with \"hand\" with subresource \"scale\" using apps/v1: .spec.replicas"_s);
    QCOMPARE(m_lab.ask("DELETE", idle()).status, 200);
}

void TestApi::generatedName()
{
    const http::Reply made =
        m_lab.ask("POST", maps(),
                  R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"generateName":"made-"}})");
    QCOMPARE(made.status, 201);
    const QString name = textAt(bodyOf(made), "/metadata/name");
    QVERIFY2(
        QRegularExpression(u"^made-[bcdfghjklmnpqrstvwxz2456789]{5}$"_s).match(name).hasMatch(),
        qPrintable(name));
}

QTEST_GUILESS_MAIN(TestApi)
#include "tst_api.moc"
