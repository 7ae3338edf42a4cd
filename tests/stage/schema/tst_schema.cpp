// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/schema/schema.h"

#include <QDir>
#include <QDirIterator>
#include <QRegularExpression>
#include <QTest>
#include <yaml-cpp/yaml.h>

using namespace stage::schema;

namespace {

/// JSON in single quotes: moc loses a class over some raw strings.
Json quoted(std::string text)
{
    std::replace(text.begin(), text.end(), '\'', '"');
    return Json::parse(text);
}

std::shared_ptr<const Schema> compiled(const char *specProperties)
{
    Json schema = {{"type", "object"}};
    schema["properties"]["spec"] = {{"type", "object"}, {"properties", quoted(specProperties)}};
    auto made = Schema::compile(schema);
    return made ? *made : nullptr;
}

Json object(const char *spec)
{
    Json made = {{"apiVersion", "x/v1"}, {"kind", "X"}, {"metadata", {{"name", "x"}}}};
    made["spec"] = quoted(spec);
    return made;
}

QString told(const std::vector<Problem> &problems)
{
    QStringList lines;
    for (const auto &problem : problems) {
        lines << QString::fromStdString(problem.field + ": " + problem.message + " ["
                                        + problem.reason + "]");
    }
    return lines.join(QLatin1Char('\n'));
}

Json scalar(const YAML::Node &node)
{
    const auto text = node.Scalar();
    if (node.Tag() == "!") {
        return text; // quoted
    }
    Json value = Json::parse(text, nullptr, false);
    return value.is_discarded() || value.is_object() || value.is_array() ? Json(text) : value;
}

Json toJson(const YAML::Node &node)
{
    if (node.IsMap()) {
        Json out = Json::object();
        for (const auto &entry : node) {
            out[entry.first.Scalar()] = toJson(entry.second);
        }
        return out;
    }
    if (node.IsSequence()) {
        Json out = Json::array();
        for (const auto &item : node) {
            out.push_back(toJson(item));
        }
        return out;
    }
    return node.IsScalar() ? scalar(node) : Json();
}

const char *everything =
    "{'i': {'type': 'integer', 'format': 'int32', 'minimum': 1, 'maximum': 9},"
    " 'n': {'type': 'number', 'exclusiveMinimum': true, 'minimum': 0},"
    " 's': {'type': 'string', 'minLength': 2, 'maxLength': 4,"
    "       'pattern': '^[a-z]+$'},"
    " 'e': {'type': 'string', 'enum': ['ALLOW', 'DENY']},"
    " 'b': {'type': 'boolean'},"
    " 't': {'type': 'string', 'format': 'date-time'},"
    " 'x': {'x-kubernetes-int-or-string': true,"
    "       'anyOf': [{'type': 'integer'}, {'type': 'string'}]},"
    " 'l': {'type': 'array', 'minItems': 1, 'maxItems': 2,"
    "       'items': {'type': 'string'}, 'x-kubernetes-list-type': 'set'},"
    " 'm': {'type': 'array', 'x-kubernetes-list-type': 'map',"
    "       'x-kubernetes-list-map-keys': ['name'], 'items': {'type': 'object',"
    "       'required': ['name'], 'properties': {'name': {'type': 'string'},"
    "       'v': {'type': 'integer'}}}},"
    " 'o': {'type': 'object', 'required': ['a'], 'minProperties': 1,"
    "       'properties': {'a': {'type': 'string'}, 'z': {'type': 'string',"
    "       'nullable': true}}},"
    " 'f': {'type': 'object', 'additionalProperties': {'type': 'integer'}},"
    " 'p': {'type': 'object', 'x-kubernetes-preserve-unknown-fields': true,"
    "       'properties': {'known': {'type': 'object',"
    "       'properties': {'a': {'type': 'string'}}}}},"
    " 'one': {'type': 'object', 'properties': {'a': {'type': 'string'},"
    "       'b': {'type': 'string'}},"
    "       'oneOf': [{'required': ['a']}, {'required': ['b']}]},"
    " 'd': {'type': 'object', 'properties': {'port': {'type': 'integer',"
    "       'default': 80}, 'mode': {'type': 'string'}}},"
    " 'r': {'type': 'object', 'x-kubernetes-embedded-resource': true,"
    "       'x-kubernetes-preserve-unknown-fields': true}}";

} // namespace

class SchemaTest : public QObject {
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void validates_data()
    {
        QTest::addColumn<QString>("spec");
        QTest::addColumn<QString>("problems");
        const auto row = [](const char *name, const char *spec, const char *problems) {
            QTest::newRow(name) << QString::fromUtf8(spec) << QString::fromUtf8(problems);
        };
        row("fine", "{'i': 5, 's': 'abc', 'e': 'DENY', 'b': true, 'x': '50%', 'l': ['a', 'b']}",
            "");
        row("int-or-string number", "{'x': 8080}", "");
        row("integral float", "{'i': 5.0}", "");
        row("wrong type", "{'i': 'five'}",
            "spec.i: Invalid value: \"string\": spec.i in body must be of type integer: \"string\" "
            "[FieldValueTypeInvalid]");
        row("wrong type of object", "{'o': []}",
            "spec.o: Invalid value: \"array\": spec.o in body must be of type object: \"array\" "
            "[FieldValueTypeInvalid]");
        row("null", "{'b': null}",
            "spec.b: Invalid value: \"null\": spec.b in body must be of type boolean: \"null\" "
            "[FieldValueTypeInvalid]");
        row("nullable", "{'o': {'a': 'x', 'z': null}}", "");
        row("required", "{'o': {'z': 'x'}}", "spec.o.a: Required value [FieldValueRequired]");
        row("enum", "{'e': 'MAYBE'}",
            "spec.e: Unsupported value: \"MAYBE\": supported values: \"ALLOW\", \"DENY\" "
            "[FieldValueNotSupported]");
        row("too small", "{'i': 0}",
            "spec.i: Invalid value: 0: spec.i in body should be greater than or equal to 1 "
            "[FieldValueInvalid]");
        row("too great", "{'i': 10}",
            "spec.i: Invalid value: 10: spec.i in body should be less than or equal to 9 "
            "[FieldValueInvalid]");
        row("exclusive", "{'n': 0}",
            "spec.n: Invalid value: 0: spec.n in body should be greater than 0 "
            "[FieldValueInvalid]");
        row("too short", "{'s': 'a'}",
            "spec.s: Invalid value: \"a\": spec.s in body should be at least 2 chars long "
            "[FieldValueInvalid]");
        row("too long", "{'s': 'abcde'}",
            "spec.s: Too long: may not be more than 4 bytes [FieldValueTooLong]");
        row("pattern", "{'s': 'A1'}",
            "spec.s: Invalid value: \"A1\": spec.s in body should match '^[a-z]+$' "
            "[FieldValueInvalid]");
        row("format", "{'t': 'noon'}",
            "spec.t: Invalid value: \"noon\": spec.t in body must be of type date-time: \"noon\" "
            "[FieldValueTypeInvalid]");
        row("good format", "{'t': '2026-05-14T10:00:00.5+02:00'}", "");
        row("too few", "{'l': []}",
            "spec.l: Invalid value: 0: spec.l in body should have at least 1 items "
            "[FieldValueInvalid]");
        row("too many", "{'l': ['a', 'b', 'c']}",
            "spec.l: Too many: 3: must have at most 2 items [FieldValueTooMany]");
        row("set twice", "{'l': ['a', 'a']}",
            "spec.l[1]: Duplicate value: \"a\" [FieldValueDuplicate]");
        row("key twice", "{'m': [{'name': 'a'}, {'name': 'a', 'v': 1}]}",
            "spec.m[1]: Duplicate value: {\"name\":\"a\"} [FieldValueDuplicate]");
        row("inside a list", "{'m': [{'name': 'a', 'v': 'x'}]}",
            "spec.m[0].v: Invalid value: \"string\": spec.m[0].v in body must be of type integer: "
            "\"string\" [FieldValueTypeInvalid]");
        row("inside a map", "{'f': {'k': true}}",
            "spec.f.k: Invalid value: \"boolean\": spec.f.k in body must be of type integer: "
            "\"boolean\" [FieldValueTypeInvalid]");
        row("one of none", "{'one': {}}",
            "<nil>: Invalid value: \"\": \"spec.one\" must validate one and only one schema "
            "(oneOf). "
            "Found none valid [FieldValueInvalid]\n"
            "spec.one.a: Required value [FieldValueRequired]");
        row("one of both", "{'one': {'a': 'x', 'b': 'x'}}",
            "<nil>: Invalid value: \"\": \"spec.one\" must validate one and only one schema "
            "(oneOf). "
            "Found 2 valid alternatives [FieldValueInvalid]");
        row("embedded", "{'r': {'apiVersion': 'v1'}}",
            "spec.r.kind: Required value [FieldValueRequired]");
    }
    void validates()
    {
        QFETCH(QString, spec);
        QFETCH(QString, problems);
        const auto schema = compiled(everything);
        QVERIFY(schema);
        QCOMPARE(told(schema->validate(object(spec.toUtf8().constData()))), problems);
    }

    void findsAndPrunesUnknown()
    {
        const auto schema = compiled(everything);
        auto value = object("{'i': 1, 'foo': 1, 'm': [{'name': 'a', 'bar': {'deep': 1}}],"
                            " 'f': {'any': 1}, 'p': {'kept': 1, 'known': {'a': 'x', 'gone': 1}},"
                            " 'r': {'apiVersion': 'v1', 'kind': 'K', 'free': 1,"
                            "       'metadata': {'name': 'n', 'odd': 1}}}");
        value["extra"] = 1;
        value["metadata"]["lables"] = 1;
        const std::vector<std::string> names{
            "extra",         "metadata.lables",   "spec.foo",
            "spec.m[0].bar", "spec.p.known.gone", "spec.r.metadata.odd"};
        QVERIFY(schema->unknownFields(value) == names);
        schema->prune(value);
        QVERIFY(schema->unknownFields(value).empty());
        QCOMPARE(value["spec"]["p"].dump(), std::string("{\"kept\":1,\"known\":{\"a\":\"x\"}}"));
        QCOMPARE(value["spec"]["m"].dump(), std::string("[{\"name\":\"a\"}]"));
    }

    void fillsDefaults()
    {
        const auto schema = compiled(everything);
        auto value = object("{'d': {'mode': null}}");
        schema->applyDefaults(value);
        QCOMPARE(value["spec"].dump(), std::string("{\"d\":{\"port\":80}}"));
        value = object("{}");
        schema->applyDefaults(value);
        QCOMPARE(value["spec"].dump(), std::string("{}")); // no parent, no default
        value = object("{'d': {'port': null}, 'o': {'a': 'x', 'z': null}}");
        schema->applyDefaults(value);
        QCOMPARE(value["spec"].dump(),
                 std::string("{\"d\":{\"port\":80},\"o\":{\"a\":\"x\",\"z\":null}}"));
    }

    void refusesWhatIsNotStructural_data()
    {
        QTest::addColumn<QString>("schema");
        QTest::addColumn<QString>("error");
        const auto row = [](const char *schema, const char *error) {
            QTest::newRow(error) << QString::fromUtf8(schema) << QString::fromUtf8(error);
        };
        row("{'properties': {}}",
            "openAPIV3Schema.type: Required value: must not be empty at the root");
        row("{'type': 'array', 'items': {'type': 'string'}}", "must be object at the root");
        row("{'type': 'object', 'properties': {'spec': {}}}",
            "openAPIV3Schema.properties[spec].type: Required value: must not be empty for "
            "specified "
            "object fields");
        row("{'type': 'object', 'properties': {'a': {'type': 'text'}}}",
            "Unsupported value: \"text\"");
        row("{'type': 'object', 'properties': {'a': {'type': 'array'}}}",
            "properties[a].items: Required value");
        row("{'type': 'object', 'properties': {'a': {'$ref': '#/x'}}}", "$ref is not supported");
        row("{'type': 'object', 'properties': {'a': {'type': 'object', 'properties': {},"
            " 'additionalProperties': true}}}",
            "mutual exclusive");
        row("{'type': 'object', 'properties': {'a': {'type': 'string', 'pattern': '('}}}",
            "properties[a].pattern: Invalid value");
    }
    void refusesWhatIsNotStructural()
    {
        QFETCH(QString, schema);
        QFETCH(QString, error);
        const auto made = Schema::compile(quoted(schema.toStdString()));
        QVERIFY(!made.has_value());
        QVERIFY2(QString::fromStdString(made.error()).contains(error), made.error().c_str());
    }

    void checksRules()
    {
        const auto schema = compiled(
            "{'a': {'type': 'integer'}, 'b': {'type': 'integer', 'x-kubernetes-validations': ["
            "  {'rule': 'self == oldSelf', 'message': 'b is immutable'}]},"
            " 'c': {'type': 'object', 'properties': {'min': {'type': 'integer'},"
            "   'max': {'type': 'integer'}}, 'x-kubernetes-validations': ["
            "   {'rule': 'self.min <= self.max', 'fieldPath': '.max',"
            "    'messageExpression': '\\\"max is below \\\" + string(self.min)'},"
            "   {'rule': 'ourLack(self)'}]},"
            " 'm': {'type': 'array', 'x-kubernetes-list-type': 'map',"
            "   'x-kubernetes-list-map-keys': ['k'], 'items': {'type': 'object', 'properties': {"
            "   'k': {'type': 'string'}, 'v': {'type': 'integer', 'x-kubernetes-validations': ["
            "   {'rule': 'self >= oldSelf'}]}}}}}");
        QVERIFY(schema);
        std::vector<std::string> lacking;
        auto before = object("{'b': 1, 'm': [{'k': 'x', 'v': 1}, {'k': 'y', 'v': 5}]}");
        auto after = object("{'b': 2, 'c': {'min': 3, 'max': 2},"
                            " 'm': [{'k': 'y', 'v': 4}, {'k': 'z', 'v': 0}]}");
        QCOMPARE(told(schema->rules(after, nullptr, lacking)),
                 QStringLiteral("spec.c.max: Invalid value: \"object\": max is below 3 "
                                "[FieldValueInvalid]"));
        QCOMPARE(lacking.size(), std::size_t(1));
        QVERIFY(lacking[0].find("ourLack()") != std::string::npos);
        QCOMPARE(told(schema->rules(after, &before, lacking)),
                 QStringLiteral("spec.b: Invalid value: \"integer\": b is immutable "
                                "[FieldValueInvalid]\n"
                                "spec.c.max: Invalid value: \"object\": max is below 3 "
                                "[FieldValueInvalid]\n"
                                "spec.m[0].v: Invalid value: \"integer\": failed rule: self >= "
                                "oldSelf [FieldValueInvalid]"));
        auto partial = object("{'c': {'max': 1}}");
        QCOMPARE(told(schema->rules(partial, nullptr, lacking)),
                 QStringLiteral("spec.c: Invalid value: \"object\": no such key: min evaluating "
                                "rule: self.min <= self.max [FieldValueInvalid]"));
    }

    void knowsBuiltinKinds_data()
    {
        QTest::addColumn<QString>("group");
        QTest::addColumn<QString>("version");
        QTest::addColumn<QString>("kind");
        const auto row = [](const char *group, const char *version, const char *kind) {
            QTest::newRow(kind) << QString::fromUtf8(group) << QString::fromUtf8(version)
                                << QString::fromUtf8(kind);
        };
        for (const char *kind : {"Pod", "Service", "ConfigMap", "Secret", "Namespace", "Node",
                                 "Event", "ServiceAccount", "Endpoints", "PersistentVolumeClaim"}) {
            row("", "v1", kind);
        }
        for (const char *kind : {"Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"}) {
            row("apps", "v1", kind);
        }
        row("batch", "v1", "Job");
        row("discovery.k8s.io", "v1", "EndpointSlice");
        row("policy", "v1", "PodDisruptionBudget");
        row("rbac.authorization.k8s.io", "v1", "ClusterRole");
        row("networking.k8s.io", "v1", "NetworkPolicy");
        row("coordination.k8s.io", "v1", "Lease");
        row("events.k8s.io", "v1", "Event");
        row("apiextensions.k8s.io", "v1", "CustomResourceDefinition");
        row("admissionregistration.k8s.io", "v1", "ValidatingWebhookConfiguration");
        row("autoscaling", "v2", "HorizontalPodAutoscaler");
        row("storage.k8s.io", "v1", "StorageClass");
    }
    void knowsBuiltinKinds()
    {
        QFETCH(QString, group);
        QFETCH(QString, version);
        QFETCH(QString, kind);
        const auto schema = builtin(group.toStdString(), version.toStdString(), kind.toStdString());
        QVERIFY(schema);
        QVERIFY(schema->unknownFields(quoted("{'apiVersion': 'a', 'kind': 'k', 'metadata': {"
                                             "'name': 'n', 'labels': {'a': 'b'}}, 'odd': 1}"))
                == std::vector<std::string>{"odd"});
    }

    void treatsBuiltinsAsGoDoes()
    {
        const auto schema = builtin("apps", "v1", "Deployment");
        auto web = object("{'replicas': 2, 'selector': {'matchLabels': {'a': 'b'}}, 'template': {"
                          "'metadata': {'creationTimestamp': null, 'labels': {'a': 'b'}},"
                          "'spec': {'containers': [{'name': 'web', 'image': 'r:5000/web',"
                          "'resources': {'limits': {'cpu': 1, 'memory': '1Gi'}},"
                          "'ports': [{'containerPort': 80}],"
                          "'readinessProbe': {'httpGet': {'port': 'http'}}}]}}}");
        QCOMPARE(told(schema->validate(web)), QString());
        QVERIFY(schema->unknownFields(web).empty());
        schema->applyDefaults(web);
        const auto &spec = web["spec"];
        QVERIFY(spec["strategy"]
                == quoted("{'type': 'RollingUpdate', 'rollingUpdate': {"
                          "'maxSurge': '25%', 'maxUnavailable': '25%'}}"));
        QVERIFY(!spec["template"]["metadata"].contains("creationTimestamp"));
        const auto &pod = spec["template"]["spec"];
        QVERIFY(pod["restartPolicy"] == "Always");
        const auto &container = pod["containers"][0];
        QVERIFY(container["imagePullPolicy"] == "Always");
        QVERIFY(container["ports"][0]["protocol"] == "TCP");
        QVERIFY(container["resources"]["requests"]["cpu"] == 1);
        QVERIFY(container["readinessProbe"]["periodSeconds"] == 10);
        web["spec"]["template"]["spec"]["containers"][0].erase("name");
        web["spec"]["replicas"] = "two";
        QCOMPARE(told(schema->validate(web)),
                 QStringLiteral(
                     "spec.replicas: Invalid value: \"string\": spec.replicas in body must "
                     "be of type integer: \"string\" [FieldValueTypeInvalid]\n"
                     "spec.template.spec.containers[0].name: Required value "
                     "[FieldValueRequired]"));

        auto service = object("{'ports': [{'port': 80}]}");
        builtin("", "v1", "Service")->applyDefaults(service);
        QVERIFY(service["spec"]
                == quoted("{'internalTrafficPolicy': 'Cluster', 'ports': [{'port': 80,"
                          "'protocol': 'TCP', 'targetPort': 80}],"
                          "'sessionAffinity': 'None', 'type': 'ClusterIP'}"));
        QVERIFY(!builtin("", "v1", "Nothing"));
    }

    void compilesTheDemosDefinitions()
    {
        QDirIterator it(QStringLiteral(SOURCE_DIR "/resources/demo/manifests/crds"),
                        {QStringLiteral("*.yaml")}, QDir::Files, QDirIterator::Subdirectories);
        int count = 0;
        while (it.hasNext()) {
            const auto path = it.next().toStdString();
            const auto crd = toJson(YAML::LoadFile(path));
            QVERIFY2(told(builtin("apiextensions.k8s.io", "v1", "CustomResourceDefinition")
                              ->validate(crd))
                         .isEmpty(),
                     path.c_str());
            for (const auto &version : crd["spec"]["versions"]) {
                const auto made = Schema::compile(version["schema"]["openAPIV3Schema"]);
                QVERIFY2(made.has_value(), (path + ": " + (made ? "" : made.error())).c_str());
            }
            ++count;
        }
        QVERIFY(count >= 40);
    }
};

QTEST_GUILESS_MAIN(SchemaTest)
#include "tst_schema.moc"
