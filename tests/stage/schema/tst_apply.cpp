// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/schema/schema.h"

#include <QRegularExpression>
#include <QTest>
#include <algorithm>

using namespace stage::schema;

namespace {

const std::string early = "2026-05-14T10:00:00Z";
const std::string late = "2026-05-14T11:00:00Z";

Json deployment(const char *spec)
{
    Json object = {{"apiVersion", "apps/v1"},
                   {"kind", "Deployment"},
                   {"metadata", {{"name", "web"}, {"namespace", "bank"}}}};
    object["spec"] = Json::parse(spec);
    return object;
}

const Schema *schemaOf(const char *group, const char *version, const char *kind)
{
    return builtin(group, version, kind).get();
}

const Schema *deployments()
{
    return schemaOf("apps", "v1", "Deployment");
}

Merged applied(const Json &live, const Json &intent, const char *manager, bool force = false,
               const std::string &time = early)
{
    return apply(live, intent, manager, force, deployments(), "", time);
}

const Json *entryOf(const Json &object, const std::string &manager, const std::string &operation)
{
    for (const auto &entry : object["metadata"]["managedFields"]) {
        if (entry["manager"] == manager && entry["operation"] == operation) {
            return &entry;
        }
    }
    return nullptr;
}

const char *twoContainers = R"({"replicas": 2, "template": {"spec": {"containers": [
    {"name": "web", "image": "web:1"}, {"name": "log", "image": "log:1"}]}}})";

/// JSON in single quotes, which moc reads without losing the class.
Json quoted(std::string text)
{
    std::replace(text.begin(), text.end(), '\'', '"');
    return Json::parse(text);
}

} // namespace

class ApplyTest : public QObject {
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void writesFields()
    {
        auto intent = deployment("{}");
        intent["spec"] = quoted("{'replicas': 2, 'template': {'spec': {'containers': ["
                                "{'name': 'web', 'image': 'web:1', 'args': ['a'],"
                                " 'ports': [{'containerPort': 80}]}],"
                                " 'nodeSelector': {'disk': 'ssd'}}}}");
        intent["metadata"]["labels"] = {{"app", "web"}};
        intent["metadata"]["finalizers"] = {"bank/hold"};
        const auto made = applied({}, intent, "cockpit");
        QVERIFY(made.conflicts.empty());
        const auto *entry = entryOf(made.object, "cockpit", "Apply");
        QVERIFY(entry);
        const auto expected = quoted(
            "{'f:metadata': {'f:labels': {'f:app': {}}, 'f:finalizers': {'v:\\'bank/hold\\'': {}}},"
            " 'f:spec': {'f:replicas': {}, 'f:template': {'f:spec': {'f:nodeSelector': {},"
            " 'f:containers': {'k:{\\'name\\':\\'web\\'}': {'.': {}, 'f:name': {}, 'f:image': {},"
            " 'f:args': {}, 'f:ports': {'k:{\\'containerPort\\':80,\\'protocol\\':\\'TCP\\'}':"
            " {'.': {}, 'f:containerPort': {}}}}}}}}}");
        QCOMPARE((*entry)["fieldsV1"].dump(), expected.dump());
        QVERIFY((*entry)["time"] == early);
        QVERIFY((*entry)["fieldsType"] == "FieldsV1");
        QVERIFY(!entry->contains("subresource"));
    }

    void changesNothingTwice()
    {
        const auto first = applied({}, deployment(twoContainers), "cockpit").object;
        const auto second = applied(first, deployment(twoContainers), "cockpit", false, late);
        QCOMPARE(second.object.dump(), first.dump());
    }

    void tellsConflicts()
    {
        const auto live = applied({}, deployment(twoContainers), "cockpit").object;
        const auto edited = [&] {
            auto copy = live;
            copy["spec"]["replicas"] = 5;
            return recordUpdate(live, copy, "kubectl-edit", deployments(), "", late);
        }();
        QCOMPARE((*entryOf(edited, "kubectl-edit", "Update"))["fieldsV1"].dump(),
                 std::string(R"({"f:spec":{"f:replicas":{}}})"));
        QVERIFY(
            !(*entryOf(edited, "cockpit", "Apply"))["fieldsV1"]["f:spec"].contains("f:replicas"));

        const auto refused = applied(edited, deployment(twoContainers), "cockpit");
        QCOMPARE(refused.conflicts.size(), std::size_t(1));
        QCOMPARE(refused.conflicts[0].manager, std::string("kubectl-edit"));
        QCOMPARE(refused.conflicts[0].apiVersion, std::string("apps/v1"));
        QCOMPARE(refused.conflicts[0].field, std::string(".spec.replicas"));

        const auto forced = applied(edited, deployment(twoContainers), "cockpit", true, late);
        QVERIFY(forced.conflicts.empty());
        QVERIFY(forced.object["spec"]["replicas"] == 2);
        QVERIFY(!entryOf(forced.object, "kubectl-edit", "Update"));
    }

    void namesItemsInConflicts()
    {
        const auto live = applied({}, deployment(twoContainers), "one").object;
        auto other = deployment(R"({"template": {"spec": {"containers": [
            {"name": "web", "image": "web:2"}]}}})");
        const auto refused = applied(live, other, "two");
        QCOMPARE(refused.conflicts.size(), std::size_t(1));
        QCOMPARE(refused.conflicts[0].field,
                 std::string(".spec.template.spec.containers[name=\"web\"].image"));
        QCOMPARE(refused.conflicts[0].apiVersion, std::string()); // appliers are named without
    }

    void sharesWhatIsEqual()
    {
        const auto live = applied({}, deployment(twoContainers), "one").object;
        const auto shared = applied(live, deployment(R"({"replicas": 2})"), "two", false, late);
        QVERIFY(shared.conflicts.empty());
        QVERIFY(entryOf(shared.object, "two", "Apply"));
        // The first lets go; the second still owns it.
        const auto rest =
            applied(shared.object, deployment(R"({"template": {"spec": {"containers": [
                {"name": "web", "image": "web:1"}, {"name": "log", "image": "log:1"}]}}})"),
                    "one", false, late);
        QVERIFY(rest.object["spec"]["replicas"] == 2);
        // And when the second lets go as well, it is gone.
        auto nothing = deployment("{}");
        nothing.erase("spec");
        const auto gone = applied(rest.object, nothing, "two", false, late);
        QVERIFY(!gone.object["spec"].contains("replicas"));
        QVERIFY(!entryOf(gone.object, "two", "Apply"));
    }

    void removesItemsNoLongerApplied()
    {
        auto live = applied({}, deployment(twoContainers), "cockpit").object;
        // A defaulted field inside the item has no owner and goes with it.
        live["spec"]["template"]["spec"]["containers"][1]["imagePullPolicy"] = "IfNotPresent";
        live["spec"]["template"]["spec"]["containers"][0]["imagePullPolicy"] = "IfNotPresent";
        const auto less = applied(live, deployment(R"({"replicas": 2, "template": {"spec": {
            "containers": [{"name": "web", "image": "web:1"}]}}})"),
                                  "cockpit", false, late);
        const auto &containers = less.object["spec"]["template"]["spec"]["containers"];
        QCOMPARE(containers.dump(),
                 std::string(
                     R"([{"image":"web:1","imagePullPolicy":"IfNotPresent","name":"web"}])"));
    }

    void keepsWhatOthersAdded()
    {
        auto intent = deployment(R"({"replicas": 1})");
        intent["metadata"]["labels"] = {{"app", "web"}};
        const auto live = applied({}, intent, "cockpit").object;
        auto changed = live;
        changed["metadata"]["labels"]["team"] = "dora";
        changed["metadata"]["annotations"] = {{"note", "x"}};
        const auto noted = recordUpdate(live, changed, "kubectl-label", deployments(), "", late);
        intent["metadata"].erase("labels");
        const auto after = applied(noted, intent, "cockpit", false, late).object;
        QCOMPARE(after["metadata"]["labels"].dump(), std::string(R"({"team":"dora"})"));
        QVERIFY(after["metadata"]["annotations"]["note"] == "x");
    }

    void dropsEmptiedMaps()
    {
        auto intent = deployment(R"({"replicas": 1})");
        intent["metadata"]["labels"] = {{"app", "web"}};
        const auto live = applied({}, intent, "cockpit").object;
        intent["metadata"].erase("labels");
        QVERIFY(!applied(live, intent, "cockpit").object["metadata"].contains("labels"));
    }

    void mergesListsInTheIntentsOrder()
    {
        const auto live = applied({}, deployment(twoContainers), "one").object;
        const auto more = applied(live, deployment(R"({"template": {"spec": {"containers": [
            {"name": "side", "image": "side:1"}, {"name": "log"}]}}})"),
                                  "two");
        QVERIFY(more.conflicts.empty());
        std::string names;
        for (const auto &container : more.object["spec"]["template"]["spec"]["containers"]) {
            names += container["name"].get<std::string>() + " ";
        }
        QCOMPARE(names, std::string("web side log "));
    }

    void ownsAtomicListsWhole()
    {
        const auto live = applied({}, deployment(R"({"template": {"spec": {"containers": [
            {"name": "web", "args": ["a", "b"]}]}}})"),
                                  "one")
                              .object;
        const auto other = deployment(R"({"template": {"spec": {"containers": [
            {"name": "web", "args": ["a"]}]}}})");
        const auto refused = applied(live, other, "two");
        QCOMPARE(refused.conflicts.size(), std::size_t(1));
        QCOMPARE(refused.conflicts[0].field,
                 std::string(".spec.template.spec.containers[name=\"web\"].args"));
        const auto forced = applied(live, other, "two", true).object;
        QCOMPARE(forced["spec"]["template"]["spec"]["containers"][0]["args"].dump(),
                 std::string(R"(["a"])"));
    }

    void recordsByManagerVersionAndSubresource()
    {
        const auto created = recordUpdate({}, deployment(R"({"replicas": 1})"), "kubectl-create",
                                          deployments(), "", early);
        auto status = created;
        status["status"] = {{"readyReplicas", 1}};
        const auto done =
            recordUpdate(created, status, "controller", deployments(), "status", late);
        const auto *entry = entryOf(done, "controller", "Update");
        QVERIFY(entry);
        QVERIFY((*entry)["subresource"] == "status");
        QVERIFY((*entry)["fieldsV1"]["f:status"].contains("f:readyReplicas"));
        QCOMPARE(done["metadata"]["managedFields"].size(), std::size_t(2));
        // The same again changes no time.
        const auto again =
            recordUpdate(done, done, "controller", deployments(), "status", "2026-05-14T12:00:00Z");
        QCOMPARE(again.dump(), done.dump());
    }

    void ignoresWhatClientsSayOfOwnership()
    {
        const auto live = applied({}, deployment(twoContainers), "cockpit").object;
        auto sent = live;
        sent["metadata"].erase("managedFields");
        QCOMPARE(recordUpdate(live, sent, "other", deployments(), "", late).dump(), live.dump());
        sent["metadata"]["managedFields"] = Json::array();
        QVERIFY(!recordUpdate(live, sent, "other", deployments(), "", late)["metadata"].contains(
            "managedFields"));
    }

    void treatsCustomListsAsAtomic()
    {
        const auto schema = *Schema::compile(Json::parse(R"({"type": "object", "properties": {
            "spec": {"type": "object", "properties": {
                "plain": {"type": "array", "items": {"type": "object", "properties": {
                    "a": {"type": "string"}}}},
                "keyed": {"type": "array", "x-kubernetes-list-type": "map",
                    "x-kubernetes-list-map-keys": ["a"], "items": {"type": "object", "properties": {
                    "a": {"type": "string"}, "b": {"type": "integer"}}}}}}}})"));
        const auto object = [](const char *spec) {
            Json made = {{"apiVersion", "x/v1"}, {"kind", "X"}, {"metadata", {{"name", "x"}}}};
            made["spec"] = Json::parse(spec);
            return made;
        };
        const auto live =
            apply({}, object(R"({"plain": [{"a": "1"}], "keyed": [{"a": "1", "b": 1}]})"), "one",
                  false, schema.get(), "", early)
                .object;
        const auto both = apply(live, object(R"({"keyed": [{"a": "2", "b": 2}]})"), "two", false,
                                schema.get(), "", early);
        QVERIFY(both.conflicts.empty());
        QCOMPARE(both.object["spec"]["keyed"].size(), std::size_t(2));
        const auto clash =
            apply(live, object(R"({"plain": []})"), "two", false, schema.get(), "", early);
        QCOMPARE(clash.conflicts.size(), std::size_t(1));
        QCOMPARE(clash.conflicts[0].field, std::string(".spec.plain"));
    }

    void mergesStrategically_data()
    {
        QTest::addColumn<QString>("live");
        QTest::addColumn<QString>("patch");
        QTest::addColumn<QString>("result");
        const auto row = [](const char *name, const char *live, const char *patch,
                            const char *result) {
            QTest::newRow(name) << QString::fromUtf8(live) << QString::fromUtf8(patch)
                                << QString::fromUtf8(result);
        };
        row("member", R"({"replicas": 1, "paused": true})", R"({"replicas": 2})",
            R"({"replicas": 2, "paused": true})");
        row("null removes", R"({"replicas": 1})", R"({"replicas": null})", "{}");
        row("items meet by key",
            R"({"template": {"spec": {"containers": [{"name": "a", "image": "1"}, {"name": "b"}]}}})",
            R"({"template": {"spec": {"containers": [{"name": "a", "image": "2"}]}}})",
            R"({"template": {"spec": {"containers": [{"name": "a", "image": "2"}, {"name": "b"}]}}})");
        row("a new item comes first", R"({"template": {"spec": {"containers": [{"name": "a"}]}}})",
            R"({"template": {"spec": {"containers": [{"name": "b"}]}}})",
            R"({"template": {"spec": {"containers": [{"name": "b"}, {"name": "a"}]}}})");
        row("item deleted",
            R"({"template": {"spec": {"containers": [{"name": "a"}, {"name": "b"}]}}})",
            R"({"template": {"spec": {"containers": [{"name": "a", "$patch": "delete"}]}}})",
            R"({"template": {"spec": {"containers": [{"name": "b"}]}}})");
        row("list replaced",
            R"({"template": {"spec": {"containers": [{"name": "a"}, {"name": "b"}]}}})",
            R"({"template": {"spec": {"containers": [{"name": "c"}, {"$patch": "replace"}]}}})",
            R"({"template": {"spec": {"containers": [{"name": "c"}]}}})");
        row("order set",
            R"({"template": {"spec": {"containers": [{"name": "a"}, {"name": "b"}]}}})",
            R"({"template": {"spec": {"$setElementOrder/containers": [{"name": "b"}, {"name": "a"}],
                "containers": [{"name": "a", "image": "1"}]}}})",
            R"({"template": {"spec": {"containers": [{"name": "b"}, {"name": "a", "image": "1"}]}}})");
        row("map replaced", R"({"selector": {"matchLabels": {"a": "1"}}})",
            R"({"selector": {"$patch": "replace", "matchLabels": {"b": "2"}}})",
            R"({"selector": {"matchLabels": {"b": "2"}}})");
        row("keys retained", R"({"strategy": {"type": "RollingUpdate", "rollingUpdate": {}}})",
            R"({"strategy": {"$retainKeys": ["type"], "type": "Recreate"}})",
            R"({"strategy": {"type": "Recreate"}})");
        row("atomic list",
            R"({"template": {"spec": {"containers": [{"name": "a", "args": ["1"]}]}}})",
            R"({"template": {"spec": {"containers": [{"name": "a", "args": ["2"]}]}}})",
            R"({"template": {"spec": {"containers": [{"name": "a", "args": ["2"]}]}}})");
    }
    void mergesStrategically()
    {
        QFETCH(QString, live);
        QFETCH(QString, patch);
        QFETCH(QString, result);
        const Json change = {{"spec", Json::parse(patch.toStdString())}};
        const auto merged =
            strategicMerge(deployment(live.toUtf8().constData()), change, deployments());
        QVERIFY2(merged.has_value(), merged ? "" : merged.error().c_str());
        QCOMPARE((*merged)["spec"].dump(), Json::parse(result.toStdString()).dump());
    }

    void deletesFromPrimitiveLists()
    {
        Json live = deployment("{}");
        live["metadata"]["finalizers"] = {"a", "b"};
        const auto patch = Json::parse(R"({"metadata": {
            "$deleteFromPrimitiveList/finalizers": ["a"], "finalizers": ["c"]}})");
        const auto merged = strategicMerge(live, patch, deployments());
        QCOMPARE((*merged)["metadata"]["finalizers"].dump(), std::string(R"(["c","b"])"));
    }

    void refusesPatchesThatMeanNothing()
    {
        const auto noKey =
            Json::parse(R"({"spec": {"template": {"spec": {"containers": [{"image": "x"}]}}}})");
        const auto live = deployment(twoContainers);
        const auto merged = strategicMerge(live, noKey, deployments());
        QVERIFY(!merged.has_value());
        QVERIFY(merged.error().find("declared merge key: name") != std::string::npos);
        QVERIFY(!strategicMerge(live, Json::parse(R"({"spec": {"$patch": "what"}})"), deployments())
                     .has_value());
        QVERIFY(!strategicMerge(live, Json::array(), deployments()).has_value());
    }
};

QTEST_GUILESS_MAIN(ApplyTest)
#include "tst_apply.moc"
