// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#ifndef Q_MOC_RUN // moc 6.4 stumbles over the standard library's concepts
#include "backend/stage/cluster/api.h"
#include "backend/stage/cluster/objects.h"
#include <boost/asio/io_context.hpp>
#endif

#include <QRegularExpression>
#include <QTest>

using namespace stage::cluster;
namespace net = stage::net;

namespace {

/// A store with the API's rules over it.
struct Cluster {
    Store store;
    Objects objects{store};

    Resource resource(const std::string &plural, const std::string &group = {}) const
    {
        for (const Resource &one : objects.resources()) {
            if (one.plural == plural && one.group == group)
                return one;
        }
        qFatal("no resource %s", plural.c_str());
    }
    Outcome<Object> create(const std::string &plural, const std::string &group, const Json &object)
    {
        return objects.create(resource(plural, group),
                              text(object, "/metadata/namespace", "default"), object);
    }
    bool has(const std::string &resourceName, const std::string &ns, const std::string &name) const
    {
        return store.get({resourceName, ns, name}) != nullptr;
    }
};

Json parse(const char *textOfJson)
{
    return Json::parse(textOfJson);
}

Json configMap(const std::string &name)
{
    return {{"apiVersion", "v1"}, {"kind", "ConfigMap"}, {"metadata", {{"name", name}}}};
}

Json owned(Json object, const Json &owner, bool blocks = false)
{
    object["metadata"]["ownerReferences"].push_back({{"apiVersion", owner["apiVersion"]},
                                                     {"kind", owner["kind"]},
                                                     {"name", owner["metadata"]["name"]},
                                                     {"uid", owner["metadata"]["uid"]},
                                                     {"blockOwnerDeletion", blocks}});
    return object;
}

Json deployment(const std::string &name)
{
    Json out = parse(R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{},"spec":{
        "selector":{"matchLabels":{"app":"a"}},
        "template":{"metadata":{"labels":{"app":"a"}},
                    "spec":{"containers":[{"name":"c","image":"bank:1"}]}}}})");
    out["metadata"]["name"] = name;
    return out;
}

Json widgets()
{
    return parse(R"({"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
        "metadata":{"name":"widgets.bank.example"},"spec":{"group":"bank.example","scope":"Namespaced",
        "names":{"plural":"widgets","kind":"Widget","shortNames":["wd"]},
        "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},
          "additionalPrinterColumns":[{"name":"Size","type":"integer","jsonPath":".spec.size"}],
          "schema":{"openAPIV3Schema":{"type":"object","properties":{
            "spec":{"type":"object","required":["size"],"properties":{
              "size":{"type":"integer","minimum":1},"colour":{"type":"string","default":"red"}}},
            "status":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}}}]}})");
}

Json widget(const std::string &name, const Json &spec)
{
    return {{"apiVersion", "bank.example/v1"},
            {"kind", "Widget"},
            {"metadata", {{"name", name}}},
            {"spec", spec}};
}

} // namespace

class TestObjects : public QObject {
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void failures_data();
    void failures();
    void defaults_data();
    void defaults();
    void patches_data();
    void patches();
    void generation();
    void optimisticLock();
    void dryRunKeepsNothing();
    void finalizersHold();
    void background();
    void foregroundWaits();
    void orphansStay();
    void namespaceTakesItsContent();
    void podHasGrace();
    void definitions();
    void applyConflicts();
    void eventsCount();
    void statusIsApart();
    void watching();
    void evictions();
    void requests_data();
    void requests();
    void listInPieces();
};

void TestObjects::failures_data()
{
    QTest::addColumn<QByteArray>("object");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("reason");
    QTest::addColumn<QByteArray>("message");

    QTest::newRow("twice") << QByteArray(
        R"({"metadata":{"name":"kubernetes"},"spec":{"ports":[{"port":1}]},"kind":"Service"})")
                           << 409 << QByteArray("AlreadyExists")
                           << QByteArray("services \"kubernetes\" already exists");
    QTest::newRow("no namespace") << QByteArray(
        R"({"metadata":{"name":"a","namespace":"nowhere"},"kind":"ConfigMap"})")
                                  << 404 << QByteArray("NotFound")
                                  << QByteArray("namespaces \"nowhere\" not found");
    QTest::newRow("no name")
        << QByteArray(R"({"metadata":{},"kind":"ConfigMap"})") << 422 << QByteArray("Invalid")
        << QByteArray("ConfigMap \"\" is invalid: metadata.name: Required value: name "
                      "or generateName is required");
    QTest::newRow("bad name")
        << QByteArray(R"({"metadata":{"name":"A_b"},"kind":"ConfigMap"})") << 422
        << QByteArray("Invalid")
        << QByteArray(
               "ConfigMap \"A_b\" is invalid: metadata.name: Invalid value: \"A_b\": a lowercase "
               "RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or "
               "'.', and must start and end with an alphanumeric character (e.g. 'example.com', "
               "regex used for validation is "
               "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')");
    QTest::newRow("revision")
        << QByteArray(R"({"metadata":{"name":"a","resourceVersion":"7"},"kind":"ConfigMap"})")
        << 400 << QByteArray("BadRequest")
        << QByteArray("resourceVersion should not be set on objects to be created");
    QTest::newRow("selector")
        << QByteArray(
               R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d"},"spec":{
            "selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"c"}},
            "spec":{"containers":[{"name":"x","image":"y"}]}}}})")
        << 422 << QByteArray("Invalid")
        << QByteArray(
               "Deployment.apps \"d\" is invalid: spec.template.metadata.labels: Invalid value: "
               "{\"a\":\"c\"}: `selector` does not match template `labels`");
    QTest::newRow("no image")
        << QByteArray(R"({"kind":"Pod","metadata":{"name":"p"},
            "spec":{"containers":[{"name":"x"}]}})")
        << 422 << QByteArray("Invalid")
        << QByteArray("Pod \"p\" is invalid: spec.containers[0].image: Required value");
}

void TestObjects::failures()
{
    QFETCH(QByteArray, object);
    Cluster cluster;
    Json json = Json::parse(object.toStdString());
    const auto resource =
        cluster.objects.findKind(text(json, "/apiVersion", "v1"), text(json, "/kind"));
    QVERIFY(resource);
    const auto made =
        cluster.objects.create(*resource, text(json, "/metadata/namespace", "default"), json);
    QVERIFY(!made);
    QTEST(QByteArray::fromStdString(text(made.error().status, "/message")), "message");
    QTEST(made.error().code(), "code");
    QTEST(QByteArray::fromStdString(text(made.error().status, "/reason")), "reason");
}

void TestObjects::defaults_data()
{
    QTest::addColumn<QByteArray>("object");
    QTest::addColumn<QByteArray>("pointer");
    QTest::addColumn<QByteArray>("value");
    const QByteArray pod(
        R"({"kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"a/b",
            "ports":[{"containerPort":80}],"readinessProbe":{"httpGet":{"port":80}}}]}})");
    QTest::newRow("restart") << pod << QByteArray("/spec/restartPolicy")
                             << QByteArray("\"Always\"");
    QTest::newRow("dns") << pod << QByteArray("/spec/dnsPolicy") << QByteArray("\"ClusterFirst\"");
    QTest::newRow("account") << pod << QByteArray("/spec/serviceAccountName")
                             << QByteArray("\"default\"");
    QTest::newRow("protocol") << pod << QByteArray("/spec/containers/0/ports/0/protocol")
                              << QByteArray("\"TCP\"");
    QTest::newRow("pull") << pod << QByteArray("/spec/containers/0/imagePullPolicy")
                          << QByteArray("\"Always\"");
    QTest::newRow("probe") << pod << QByteArray("/spec/containers/0/readinessProbe/periodSeconds")
                           << QByteArray("10");
    QTest::newRow("phase") << pod << QByteArray("/status/phase") << QByteArray("\"Pending\"");
    QTest::newRow("quality") << pod << QByteArray("/status/qosClass")
                             << QByteArray("\"BestEffort\"");
    const QByteArray service(
        R"({"kind":"Service","metadata":{"name":"s"},"spec":{"ports":[{"port":80}]}})");
    QTest::newRow("target") << service << QByteArray("/spec/ports/0/targetPort")
                            << QByteArray("80");
    QTest::newRow("type") << service << QByteArray("/spec/type") << QByteArray("\"ClusterIP\"");
    QTest::newRow("address") << service << QByteArray("/spec/clusterIP")
                             << QByteArray("\"10.96.0.11\"");
    QTest::newRow("secret") << QByteArray(
        R"({"kind":"Secret","metadata":{"name":"s"},"stringData":{"a":"hello"}})")
                            << QByteArray("/data/a") << QByteArray("\"aGVsbG8=\"");
    QTest::newRow("surge") << QByteArray::fromStdString(deployment("d").dump())
                           << QByteArray("/spec/strategy/rollingUpdate/maxSurge")
                           << QByteArray("\"25%\"");
    QTest::newRow("label") << QByteArray(R"({"kind":"Namespace","metadata":{"name":"n"}})")
                           << QByteArray("/metadata/labels/kubernetes.io~1metadata.name")
                           << QByteArray("\"n\"");
}

void TestObjects::defaults()
{
    QFETCH(QByteArray, object);
    QFETCH(QByteArray, pointer);
    Cluster cluster;
    const Json json = Json::parse(object.toStdString());
    const auto resource =
        cluster.objects.findKind(text(json, "/apiVersion", "v1"), text(json, "/kind"));
    QVERIFY(resource);
    const auto made = cluster.objects.create(*resource, "default", json);
    QVERIFY2(made, made ? "" : made.error().status.dump().c_str());
    QTEST(QByteArray::fromStdString(at(**made, pointer.toStdString()).dump()), "value");
}

void TestObjects::patches_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("patch");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("pointer");
    QTest::addColumn<QByteArray>("result");
    const int merge = static_cast<int>(Objects::Patch::Merge);
    const int strategic = static_cast<int>(Objects::Patch::Strategic);
    const int operations = static_cast<int>(Objects::Patch::JsonPatch);
    const QByteArray containers("/spec/template/spec/containers");
    QTest::newRow("merge") << merge << QByteArray(R"({"spec":{"replicas":3}})") << 200
                           << QByteArray("/spec/replicas") << QByteArray("3");
    QTest::newRow("merge removes") << merge << QByteArray(R"({"metadata":{"labels":{"x":null}}})")
                                   << 200 << QByteArray("/metadata/labels") << QByteArray("{}");
    QTest::newRow("strategic merges by name")
        << strategic
        << QByteArray(
               R"({"spec":{"template":{"spec":{"containers":[{"name":"c","image":"bank:2"}]}}}})")
        << 200 << containers + "/0/image" << QByteArray("\"bank:2\"");
    QTest::newRow("strategic keeps")
        << strategic
        << QByteArray(
               R"({"spec":{"template":{"spec":{"containers":[{"name":"c","image":"bank:2"}]}}}})")
        << 200 << containers + "/0/imagePullPolicy" << QByteArray("\"IfNotPresent\"");
    QTest::newRow("operations") << operations
                                << QByteArray(
                                       R"([{"op":"replace","path":"/spec/replicas","value":2}])")
                                << 200 << QByteArray("/spec/replicas") << QByteArray("2");
    QTest::newRow("failed test") << operations
                                 << QByteArray(
                                        R"([{"op":"test","path":"/spec/replicas","value":9}])")
                                 << 422 << QByteArray() << QByteArray();
    QTest::newRow("no list") << operations << QByteArray("{}") << 400 << QByteArray()
                             << QByteArray();
    QTest::newRow("immutable") << merge
                               << QByteArray(R"({"spec":{"selector":{"matchLabels":{"app":"z"}}}})")
                               << 422 << QByteArray() << QByteArray();
    QTest::newRow("stale") << merge << QByteArray(R"({"metadata":{"resourceVersion":"1"}})") << 409
                           << QByteArray() << QByteArray();
}

void TestObjects::patches()
{
    QFETCH(int, kind);
    QFETCH(QByteArray, patch);
    QFETCH(int, code);
    QFETCH(QByteArray, pointer);
    Cluster cluster;
    Json made = deployment("d");
    made["metadata"]["labels"] = {{"x", "y"}};
    QVERIFY(cluster.create("deployments", "apps", made));
    const auto patched =
        cluster.objects.patch(cluster.resource("deployments", "apps"), "default", "d",
                              static_cast<Objects::Patch>(kind), Json::parse(patch.toStdString()));
    QCOMPARE(patched ? 200 : patched.error().code(), code);
    if (patched)
        QTEST(QByteArray::fromStdString(at(**patched, pointer.toStdString()).dump()), "result");
}

void TestObjects::generation()
{
    Cluster cluster;
    const Resource deployments = cluster.resource("deployments", "apps");
    const auto made = cluster.create("deployments", "apps", deployment("d"));
    QVERIFY(made);
    QCOMPARE((**made)["metadata"]["generation"].get<int>(), 1);
    const auto labelled = cluster.objects.patch(deployments, "default", "d", Objects::Patch::Merge,
                                                parse(R"({"metadata":{"labels":{"a":"b"}}})"));
    QVERIFY(labelled);
    QCOMPARE((**labelled)["metadata"]["generation"].get<int>(), 1);
    const auto scaled = cluster.objects.patch(deployments, "default", "d", Objects::Patch::Merge,
                                              parse(R"({"spec":{"replicas":5}})"));
    QVERIFY(scaled);
    QCOMPARE((**scaled)["metadata"]["generation"].get<int>(), 2);
    const std::uint64_t before = cluster.store.revision();
    const auto same = cluster.objects.patch(deployments, "default", "d", Objects::Patch::Merge,
                                            parse(R"({"spec":{"replicas":5}})"));
    QVERIFY(same);
    QCOMPARE(cluster.store.revision(), before);
}

void TestObjects::optimisticLock()
{
    Cluster cluster;
    const auto made = cluster.create("configmaps", "", configMap("a"));
    QVERIFY(made);
    Json next = **made;
    next["data"] = {{"x", "1"}};
    QVERIFY(cluster.objects.replace(cluster.resource("configmaps"), "default", "a", next));
    next["data"]["x"] = "2";
    const auto late = cluster.objects.replace(cluster.resource("configmaps"), "default", "a", next);
    QVERIFY(!late);
    QCOMPARE(late.error().code(), 409);
    QCOMPARE(text(late.error().status, "/message"),
             std::string(
                 "Operation cannot be fulfilled on configmaps \"a\": the object has been "
                 "modified; please apply your changes to the latest version and try again"));
}

void TestObjects::dryRunKeepsNothing()
{
    Cluster cluster;
    WriteOptions options;
    options.dryRun = true;
    const std::uint64_t before = cluster.store.revision();
    const auto made =
        cluster.objects.create(cluster.resource("configmaps"), "default", configMap("a"), options);
    QVERIFY(made);
    QVERIFY(!text(**made, "/metadata/uid").empty());
    QVERIFY(cluster.objects.apply(cluster.resource("configmaps"), "default", "b", configMap("b"),
                                  options));
    QCOMPARE(cluster.store.revision(), before);
    QVERIFY(!cluster.has("configmaps", "default", "a"));
}

void TestObjects::finalizersHold()
{
    Cluster cluster;
    Json map = configMap("a");
    map["metadata"]["finalizers"] = Json::array({"bank.example/wait"});
    QVERIFY(cluster.create("configmaps", "", map));
    const Resource maps = cluster.resource("configmaps");
    const auto kept = cluster.objects.remove(maps, "default", "a");
    QVERIFY(kept && *kept);
    QVERIFY(!text(**kept, "/metadata/deletionTimestamp").empty());
    const auto more = cluster.objects.patch(
        maps, "default", "a", Objects::Patch::Merge,
        parse(R"({"metadata":{"finalizers":["bank.example/wait","bank.example/more"]}})"));
    QVERIFY(!more);
    QCOMPARE(more.error().code(), 422);
    QVERIFY(cluster.objects.patch(maps, "default", "a", Objects::Patch::Merge,
                                  parse(R"({"metadata":{"finalizers":null}})")));
    QVERIFY(!cluster.has("configmaps", "default", "a"));
}

void TestObjects::background()
{
    Cluster cluster;
    const auto one = cluster.create("configmaps", "", configMap("one"));
    const auto two = cluster.create("configmaps", "", configMap("two"));
    QVERIFY(one && two);
    QVERIFY(cluster.create("configmaps", "", owned(configMap("only"), **one)));
    QVERIFY(cluster.create("configmaps", "", owned(owned(configMap("both"), **one), **two)));
    QVERIFY(cluster.objects.remove(cluster.resource("configmaps"), "default", "one"));
    QVERIFY(!cluster.has("configmaps", "default", "only"));
    const Object both = cluster.store.get({"configmaps", "default", "both"});
    QVERIFY(both);
    QCOMPARE(at(*both, "/metadata/ownerReferences").size(), std::size_t(1));
}

void TestObjects::foregroundWaits()
{
    Cluster cluster;
    const auto owner = cluster.create("configmaps", "", configMap("owner"));
    QVERIFY(owner);
    Json held = owned(configMap("held"), **owner, true);
    held["metadata"]["finalizers"] = Json::array({"bank.example/wait"});
    QVERIFY(cluster.create("configmaps", "", held));
    const Resource maps = cluster.resource("configmaps");
    QVERIFY(cluster.objects.remove(maps, "default", "owner", "Foreground"));
    const Object waiting = cluster.store.get({"configmaps", "default", "owner"});
    QVERIFY(waiting);
    QCOMPARE(at(*waiting, "/metadata/finalizers").dump(), std::string("[\"foregroundDeletion\"]"));
    QVERIFY(cluster.objects.patch(maps, "default", "held", Objects::Patch::Merge,
                                  parse(R"({"metadata":{"finalizers":[]}})")));
    QVERIFY(!cluster.has("configmaps", "default", "held"));
    QVERIFY(!cluster.has("configmaps", "default", "owner"));
}

void TestObjects::orphansStay()
{
    Cluster cluster;
    const auto owner = cluster.create("configmaps", "", configMap("owner"));
    QVERIFY(owner);
    QVERIFY(cluster.create("configmaps", "", owned(configMap("child"), **owner)));
    QVERIFY(cluster.objects.remove(cluster.resource("configmaps"), "default", "owner", "Orphan"));
    QVERIFY(!cluster.has("configmaps", "default", "owner"));
    const Object child = cluster.store.get({"configmaps", "default", "child"});
    QVERIFY(child);
    QVERIFY(!at(*child, "/metadata").contains("ownerReferences"));
}

void TestObjects::namespaceTakesItsContent()
{
    Cluster cluster;
    QVERIFY(cluster.create("namespaces", "", parse(R"({"metadata":{"name":"bank"}})")));
    QVERIFY(cluster.has("serviceaccounts", "bank", "default"));
    Json map = configMap("a");
    map["metadata"]["namespace"] = "bank";
    map["metadata"]["finalizers"] = Json::array({"bank.example/wait"});
    QVERIFY(cluster.create("configmaps", "", map));
    const Resource namespaces = cluster.resource("namespaces");
    const auto gone = cluster.objects.remove(namespaces, "", "bank");
    QVERIFY(gone && *gone);
    QCOMPARE(text(**gone, "/status/phase"), std::string("Terminating"));
    QVERIFY(cluster.has("namespaces", "", "bank"));
    QVERIFY(!cluster.has("serviceaccounts", "bank", "default"));
    Json late = configMap("late");
    late["metadata"]["namespace"] = "bank";
    const auto refused = cluster.create("configmaps", "", late);
    QVERIFY(!refused);
    QCOMPARE(text(refused.error().status, "/message"),
             std::string(
                 "configmaps \"late\" is forbidden: unable to create new content in namespace "
                 "bank because it is being terminated"));
    QVERIFY(cluster.objects.patch(cluster.resource("configmaps"), "bank", "a",
                                  Objects::Patch::Merge,
                                  parse(R"({"metadata":{"finalizers":null}})")));
    QVERIFY(!cluster.has("namespaces", "", "bank"));
    const auto eternal = cluster.objects.remove(namespaces, "", "default");
    QVERIFY(!eternal);
    QCOMPARE(eternal.error().code(), 403);
}

void TestObjects::podHasGrace()
{
    Cluster cluster;
    const Json pod = parse(R"({"metadata":{"name":"p"},"spec":{"nodeName":"n","containers":[
        {"name":"c","image":"i"}]}})");
    QVERIFY(cluster.create("pods", "", pod));
    const Resource pods = cluster.resource("pods");
    const auto kept = cluster.objects.remove(pods, "default", "p");
    QVERIFY(kept && *kept);
    QCOMPARE((**kept)["metadata"]["deletionGracePeriodSeconds"].get<int>(), 30);
    const auto gone = cluster.objects.remove(pods, "default", "p", "Background", false, 0);
    QVERIFY(gone && !*gone);
    QVERIFY(!cluster.has("pods", "default", "p"));
}

void TestObjects::definitions()
{
    Cluster cluster;
    const auto made =
        cluster.create("customresourcedefinitions", "apiextensions.k8s.io", widgets());
    QVERIFY2(made, made ? "" : made.error().status.dump().c_str());
    QCOMPARE(text(**made, "/status/conditions/1/type"), std::string("Established"));
    const auto good = cluster.create("widgets", "bank.example", widget("a", {{"size", 2}}));
    QVERIFY2(good, good ? "" : good.error().status.dump().c_str());
    QCOMPARE(text(**good, "/spec/colour"), std::string("red"));
    const auto missing = cluster.create("widgets", "bank.example", widget("b", Json::object()));
    QVERIFY(!missing);
    QCOMPARE(missing.error().code(), 422);
    QCOMPARE(text(missing.error().status, "/message"),
             std::string("Widget.bank.example \"b\" is invalid: spec.size: Required value"));
    std::vector<std::string> warnings;
    WriteOptions options;
    options.warnings = &warnings;
    const Resource kind = cluster.resource("widgets", "bank.example");
    const Json odd = widget("c", {{"size", 2}, {"foo", 1}});
    const auto pruned = cluster.objects.create(kind, "default", odd, options);
    QVERIFY(pruned);
    QVERIFY(!at(**pruned, "/spec").contains("foo"));
    QCOMPARE(warnings, std::vector<std::string>{"unknown field \"spec.foo\""});
    options.fieldValidation = "Strict";
    const auto strict =
        cluster.objects.create(kind, "default", widget("d", {{"size", 2}, {"foo", 1}}), options);
    QVERIFY(!strict);
    QCOMPARE(text(strict.error().status, "/message"),
             std::string(
                 "Widget in version \"v1\" cannot be handled as a Widget: strict decoding error: "
                 "unknown field \"spec.foo\""));
    QVERIFY(cluster.objects.remove(cluster.resource("customresourcedefinitions",
                                                    "apiextensions.k8s.io"),
                                   "", "widgets.bank.example"));
    QVERIFY(!cluster.has("widgets.bank.example", "default", "a"));
    QVERIFY(!cluster.objects.findKind("bank.example/v1", "Widget"));
}

void TestObjects::applyConflicts()
{
    Cluster cluster;
    const Resource deployments = cluster.resource("deployments", "apps");
    WriteOptions first;
    first.fieldManager = "kubectl-edit";
    Json one = deployment("d");
    one["spec"]["replicas"] = 1;
    QVERIFY(cluster.objects.apply(deployments, "default", "d", one, first));
    WriteOptions second;
    second.fieldManager = "cockpit";
    Json two = one;
    two["spec"]["replicas"] = 3;
    const auto lost = cluster.objects.apply(deployments, "default", "d", two, second);
    QVERIFY(!lost);
    QCOMPARE(lost.error().code(), 409);
    QCOMPARE(text(lost.error().status, "/message"),
             std::string(
                 "Apply failed with 1 conflict: conflict with \"kubectl-edit\": .spec.replicas"));
    QCOMPARE(text(lost.error().status, "/details/causes/0/reason"),
             std::string("FieldManagerConflict"));
    second.force = true;
    const auto won = cluster.objects.apply(deployments, "default", "d", two, second);
    QVERIFY(won);
    QCOMPARE((**won)["spec"]["replicas"].get<int>(), 3);
    const std::uint64_t before = cluster.store.revision();
    QVERIFY(cluster.objects.apply(deployments, "default", "d", two, second));
    QCOMPARE(cluster.store.revision(), before);
}

void TestObjects::eventsCount()
{
    Cluster cluster;
    const auto map = cluster.create("configmaps", "", configMap("a"));
    QVERIFY(map);
    for (int i = 0; i < 3; ++i)
        cluster.objects.event(**map, "Warning", "BackOff", "again", "kubelet");
    cluster.objects.event(**map, "Normal", "Pulled", "got it", "kubelet");
    const auto events = cluster.store.list("events", "default");
    QCOMPARE(events.size(), std::size_t(2));
    int most = 0;
    for (const Object &event : events)
        most = std::max(most, (*event)["count"].get<int>());
    QCOMPARE(most, 3);
    const auto named = cluster.objects.get(cluster.resource("events", "events.k8s.io"), "default",
                                           text(*events[0], "/metadata/name"));
    QVERIFY(named);
    QVERIFY((*named)->contains("note") && (*named)->contains("regarding"));
}

void TestObjects::statusIsApart()
{
    Cluster cluster;
    Json made = deployment("d");
    made["status"] = {{"readyReplicas", 7}};
    const auto created = cluster.create("deployments", "apps", made);
    QVERIFY(created);
    QVERIFY(!at(**created, "/status").contains("readyReplicas"));
    const Key key{"deployments.apps", "default", "d"};
    QVERIFY(cluster.objects.setStatus(key, {{"readyReplicas", 1}}));
    const std::uint64_t before = cluster.store.revision();
    QVERIFY(cluster.objects.setStatus(key, {{"readyReplicas", 1}}));
    QCOMPARE(cluster.store.revision(), before);
    const auto replaced = cluster.objects.replace(cluster.resource("deployments", "apps"),
                                                  "default", "d", deployment("d"));
    QVERIFY(replaced);
    QCOMPARE((**replaced)["status"]["readyReplicas"].get<int>(), 1);
    QCOMPARE((**replaced)["metadata"]["generation"].get<int>(), 1);
}

/// Watches end by drop() or time in tst_kubectl; here only what the history says.
void TestObjects::watching()
{
    Cluster cluster;
    const std::uint64_t start = cluster.store.revision();
    QVERIFY(cluster.create("configmaps", "", configMap("a")));
    std::vector<Event> events;
    QVERIFY(cluster.store.since("configmaps", start, events));
    QCOMPARE(events.size(), std::size_t(1));
    cluster.store.compact();
    QVERIFY(!cluster.store.since("configmaps", start, events));
}

void TestObjects::evictions()
{
    Cluster cluster;
    QVERIFY(cluster.create("pods", "", parse(R"({"metadata":{"name":"p","labels":{"app":"a"}},
        "spec":{"containers":[{"name":"c","image":"i"}]}})")));
    QVERIFY(cluster.objects.setStatus(
        {"pods", "default", "p"},
        parse(R"({"phase":"Running","conditions":[{"type":"Ready","status":"True"}]})")));
    QVERIFY(cluster.create("poddisruptionbudgets", "policy",
                           parse(R"({"metadata":{"name":"b"},"spec":{"minAvailable":1,
                               "selector":{"matchLabels":{"app":"a"}}}})")));
    boost::asio::io_context io;
    Api api(cluster.objects, io.get_executor(), {});
    net::Request request;
    request.method = "POST";
    request.target = "/api/v1/namespaces/default/pods/p/eviction";
    request.body = R"({"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"p"}})";
    request.headers.set("Content-Type", "application/json");
    QCOMPARE(api.respond(request).status, 429);
    QVERIFY(
        cluster.objects.remove(cluster.resource("poddisruptionbudgets", "policy"), "default", "b"));
    QCOMPARE(api.respond(request).status, 201);
}

void TestObjects::requests_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("accept");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("part");

    const QByteArray json("application/json");
    const QByteArray apply("application/apply-patch+yaml");
    const QByteArray maps("/api/v1/namespaces/default/configmaps");
    const QByteArray none;
    QTest::newRow("version") << QByteArray("GET") << QByteArray("/version") << none << none << none
                             << 200 << QByteArray("\"minor\":\"34\"");
    QTest::newRow("health") << QByteArray("GET") << QByteArray("/readyz?verbose") << none << none
                            << none << 200 << QByteArray("ok");
    QTest::newRow("groups") << QByteArray("GET") << QByteArray("/apis") << none << none << none
                            << 200 << QByteArray("\"kind\":\"APIGroupList\"");
    QTest::newRow("aggregated") << QByteArray("GET") << QByteArray("/apis") << none
                                << QByteArray("application/json;g=apidiscovery.k8s.io;v=v2;as="
                                              "APIGroupDiscoveryList,application/json")
                                << none << 200
                                << QByteArray("\"apiVersion\":\"apidiscovery.k8s.io/v2\"");
    QTest::newRow("no group") << QByteArray("GET") << QByteArray("/apis/none.example/v1") << none
                              << none << none << 404 << QByteArray("404 page not found");
    QTest::newRow("no such object") << QByteArray("GET") << maps + "/x" << none << none << none
                                    << 404 << QByteArray("configmaps \\\"x\\\" not found");
    QTest::newRow("table") << QByteArray("GET") << QByteArray("/api/v1/namespaces") << none
                           << QByteArray(
                                  "application/json;as=Table;v=v1;g=meta.k8s.io,application/json")
                           << none << 200 << QByteArray("\"cells\":[\"default\",\"Active\"");
    QTest::newRow("metadata")
        << QByteArray("GET") << QByteArray("/api/v1/namespaces") << none
        << QByteArray("application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io") << none
        << 200 << QByteArray("\"kind\":\"PartialObjectMetadataList\"");
    QTest::newRow("protobuf or json")
        << QByteArray("GET") << QByteArray("/api/v1/namespaces") << none
        << QByteArray("application/vnd.kubernetes.protobuf,application/json") << none << 200
        << QByteArray("\"kind\":\"NamespaceList\"");
    QTest::newRow("protobuf only") << QByteArray("GET") << QByteArray("/api/v1/namespaces") << none
                                   << QByteArray("application/vnd.kubernetes.protobuf") << none
                                   << 406 << QByteArray("NotAcceptable");
    QTest::newRow("apply yaml") << QByteArray("PATCH") << maps + "/a?fieldManager=me" << apply
                                << none
                                << QByteArray(
                                       "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n"
                                       "data:\n  k: \"8\"\n")
                                << 201 << QByteArray("\"k\":\"8\"");
    QTest::newRow("apply without manager")
        << QByteArray("PATCH") << maps + "/a" << apply << none
        << QByteArray("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n") << 422
        << QByteArray("fieldManager: Required value: is required for apply patch");
    QTest::newRow("bad type") << QByteArray("PATCH") << maps + "/a" << QByteArray("text/plain")
                              << none << QByteArray("x") << 415
                              << QByteArray("UnsupportedMediaType");
    QTest::newRow("bad json") << QByteArray("POST") << maps << json << none << QByteArray("{")
                              << 400 << QByteArray("BadRequest");
    QTest::newRow("bad dry run") << QByteArray("POST") << maps + "?dryRun=Some" << json << none
                                 << QByteArray("{}") << 422
                                 << QByteArray("dryRun: Unsupported value");
    QTest::newRow("review") << QByteArray("POST")
                            << QByteArray("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
                            << json << none << QByteArray("{}") << 201
                            << QByteArray("\"allowed\":true");
    QTest::newRow("token") << QByteArray("POST")
                           << QByteArray("/api/v1/namespaces/default/serviceaccounts/default/token")
                           << json << none << QByteArray("{}") << 201
                           << QByteArray("\"expirationTimestamp\"");
    QTest::newRow("bad field") << QByteArray("GET") << maps + "?fieldSelector=spec.x%3D1" << none
                               << none << none << 400
                               << QByteArray("field label not supported: spec.x");
    QTest::newRow("future") << QByteArray("GET") << maps + "?resourceVersion=999999" << none << none
                            << none << 504 << QByteArray("Too large resource version");
    QTest::newRow("delete nothing") << QByteArray("DELETE") << maps + "/zz" << none << none << none
                                    << 404 << QByteArray("NotFound");
    QTest::newRow("delete") << QByteArray("DELETE")
                            << QByteArray("/api/v1/namespaces/default/services/kubernetes") << json
                            << none << QByteArray(R"({"kind":"DeleteOptions","apiVersion":"v1"})")
                            << 200 << QByteArray("\"status\":\"Success\"");
}

void TestObjects::requests()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, accept);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, part);
    Cluster cluster;
    boost::asio::io_context io;
    Api api(cluster.objects, io.get_executor(), {});
    net::Request request;
    request.method = method.toStdString();
    request.target = target.toStdString();
    request.body = body.toStdString();
    if (!type.isEmpty())
        request.headers.set("Content-Type", type.toStdString());
    if (!accept.isEmpty())
        request.headers.set("Accept", accept.toStdString());
    const net::Response response = api.respond(request);
    QVERIFY2(QByteArray::fromStdString(response.body).contains(part), response.body.c_str());
    QTEST(response.status, "status");
    QCOMPARE(response.headers.get("server"), std::string("trustusbank-stage"));
}

void TestObjects::listInPieces()
{
    Cluster cluster;
    for (const char *name : {"a", "b", "c", "d", "e"})
        QVERIFY(cluster.create("configmaps", "", configMap(name)));
    boost::asio::io_context io;
    Api api(cluster.objects, io.get_executor(), {});
    net::Request request;
    std::string token;
    int pieces = 0;
    std::string names;
    do {
        request.target =
            "/api/v1/namespaces/default/configmaps?limit=2&continue=" + net::urlEncode(token);
        const Json list = Json::parse(api.respond(request).body);
        for (const Json &item : list["items"])
            names += text(item, "/metadata/name");
        token = text(list, "/metadata/continue");
        ++pieces;
    } while (!token.empty() && pieces < 9);
    QCOMPARE(names, std::string("abcde"));
    QCOMPARE(pieces, 3);
    request.target = "/api/v1/namespaces/default/configmaps?limit=2";
    token = text(Json::parse(api.respond(request).body), "/metadata/continue");
    QVERIFY(cluster.create("configmaps", "", configMap("f")));
    cluster.store.compact();
    request.target += "&continue=" + net::urlEncode(token);
    const net::Response late = api.respond(request);
    QCOMPARE(late.status, 410);
    QCOMPARE(text(Json::parse(late.body), "/reason"), std::string("Expired"));
}

QTEST_APPLESS_MAIN(TestObjects)
#include "tst_objects.moc"
